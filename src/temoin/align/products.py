"""Least squares on products of two sets of functions, one down and one across, of which few reach each place: as bands, not as full matrices.

Cubic B-splines reach four knots each way, so of a few hundred products sixteen say something of a place, and the normal equations are a band about
their diagonal (de Boor 1978, "A practical guide to splines"). Small matrices are solved where they stand: handing each to a threaded library costs
more than solving it.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from scipy import linalg

from temoin.align.products_kernel import add_products

__all__ = ["Products"]

Doubles = npt.NDArray[np.float64]

_FLOOR = 1e-9
_ORDER = 4
"""Functions of one axis that reach a place."""


@attrs.frozen(kw_only=True, eq=False)
class Products:
    """The functions that say something of each place.

    Args:
        numbers: shape (places, functions that reach it).
        values: likewise: of those functions, there.
        count: of all functions.
        reach: how far apart the numbers of two functions of one place lie, at the most.
    """

    numbers: npt.NDArray[np.intp]
    values: Doubles
    count: int
    reach: int

    @classmethod
    def of(cls, down: Doubles, across: Doubles) -> Products:
        """The products of functions down and across, shapes (places, functions), of which no more than four in a row differ from zero."""
        (first, rows), (second, cols) = _reaching(down), _reaching(across)
        numbers = (first[:, :, None] * across.shape[1] + second[:, None, :]).reshape(len(down), -1)
        values = (rows[:, :, None] * cols[:, None, :]).reshape(len(down), -1)
        reach = (rows.shape[1] - 1) * across.shape[1] + cols.shape[1] - 1
        return cls(numbers=numbers, values=values, count=down.shape[1] * across.shape[1], reach=reach)

    def at(self, found: Doubles) -> Doubles:
        """The sum at each place, `found` being what each function counts, shape (functions, …)."""
        return np.asarray(np.einsum("pf,pf...->p...", self.values, found[self.numbers]))

    def solve(self, targets: Doubles, weights: Doubles, penalty: Doubles) -> Doubles:
        """What each function counts, by penalised least squares, shape (functions, columns).

        Args:
            targets: at each place, shape (places, columns).
            weights: of each place.
            penalty: shape (functions, functions), which may couple functions no further apart than places do.
        """
        bands, right = np.empty((self.reach + 1, self.count)), np.zeros((self.count, targets.shape[1]))
        for beside in range(self.reach + 1):
            bands[beside, : self.count - beside] = np.diagonal(penalty, beside)
        bands[0] += _FLOOR
        add_products(self.numbers, self.values, weights, targets, bands, right)
        return np.asarray(linalg.solveh_banded(bands, right, lower=True, overwrite_ab=True, overwrite_b=True, check_finite=False))


def _reaching(functions: Doubles) -> tuple[npt.NDArray[np.intp], Doubles]:
    """Numbers and values of the functions that reach each place, shape (places, up to four)."""
    count = functions.shape[1]
    few = min(_ORDER, count)
    first = np.minimum((functions != 0).argmax(axis=1), count - few)
    numbers = np.asarray(first[:, None] + np.arange(few), dtype=np.intp)
    return numbers, np.take_along_axis(functions, numbers, axis=1)
