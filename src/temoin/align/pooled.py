"""What windows and their neighbours together say of every shift, at the nodes of a lattice.

One small window's highest place is often chance; nine that overlap share what is on the ground. Their correlation surfaces, of all kernels, are added
with weights that fall with distance, and measured in robust deviations of the sum. Two such gatherings from two halves of the earlier picture, like
the fields of a chessboard, share no pixel of it: what one of them says, the other can bear out.
"""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from temoin.align.field import Field
from temoin.align.look import take_look
from temoin.align.peaks import levelled, surfaces
from temoin.align.source import Source
from temoin.align.windows import Lattice, lay_windows

__all__ = ["FAR_PX", "NEAR_PX", "Pooled", "pool_halves"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_SIDE_PX = 64
"""Of a window: sixteen fields of the chessboard."""
_SEARCH_PX = 20
NEAR_PX = 32.0
"""Standard deviation of the weight of a neighbour where the ground is rough; on open real pairs 24 to 44 px do as well."""
FAR_PX = 48.0
"""Likewise where all of it is thought to lie alike."""
_SPEAKS = 0.2
"""A node counts where so much of its neighbourhood's weight has windows."""
_WIDEST_PX = 64
"""Where a large picture's nodes would lie further apart, what lies between them is not seen."""
_MOST_NODES = 6400
_BESIDE = (-0.7, 0.0, 0.7)
"""A profile takes the highest of three lines beside each other: across them the field is known to about this, pixels."""


@attrs.frozen(kw_only=True, eq=False)
class Pooled:
    """Strength of every shift at every node.

    Args:
        lattice: of the windows; a node is a window's middle.
        strengths: shape (nodes, 2 · search + 1, 2 · search + 1), robust deviations over the median; nodes row by row.
        speaks: shape (nodes,): which have windows near them.
    """

    lattice: Lattice
    strengths: Floats
    speaks: Flags

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of nodes."""
        return (len(self.lattice.rows), len(self.lattice.cols))

    @property
    def spacing(self) -> float:
        """Pixels between nodes."""
        return max(float(np.diff(starts).mean()) for starts in (self.lattice.rows, self.lattice.cols))

    @property
    def middles(self) -> Doubles:
        """Row and column of each node, shape (nodes, 2)."""
        return np.asarray(self.lattice.corners + (self.lattice.side - 1) / 2, dtype=np.float64)

    @property
    def places(self) -> float:
        """How many windows that do not overlap a node stands for, so that nodes can be counted: the picture's area over a window's and the nodes'."""
        area = [starts[-1] + self.lattice.side for starts in (self.lattice.rows, self.lattice.cols)]
        return min(1.0, area[0] * area[1] / self.lattice.side**2 / len(self.strengths))

    def plus(self, other: Self) -> Self:
        """Both together."""
        return attrs.evolve(self, strengths=levelled(self.strengths + other.strengths), speaks=self.speaks & other.speaks)

    def along(self, start: Doubles, direction: Doubles, steps: Doubles) -> Doubles:
        """Strengths along a line through the shifts.

        Args:
            start: shape (nodes, 2): shift at which each node's line has step 0.
            direction: unit vector, (rows, columns).
            steps: pixels along it.

        Returns:
            shape (node rows, node columns, steps); beyond the search, that of its rim.
        """
        across = np.array([-direction[1], direction[0]])
        found: Doubles | None = None
        for beside in _BESIDE:
            places = start[:, None] + steps[:, None] * direction + beside * across
            here = self._at(places)
            found = here if found is None else np.maximum(found, here)
        return np.asarray(found).reshape(*self.shape, len(steps))

    def _at(self, places: Doubles) -> Doubles:
        """Between shifts, linear; `places` has shape (nodes, steps, 2)."""
        search = self.strengths.shape[1] // 2
        places = np.clip(places + search, 0, 2 * search - 1e-6)
        first = places.astype(np.intp)
        (row, col), (down, right) = np.moveaxis(first, -1, 0), np.moveaxis(places - first, -1, 0)
        node = np.arange(len(places))[:, None]
        upper = self.strengths[node, row, col] * (1 - right) + self.strengths[node, row, col + 1] * right
        lower = self.strengths[node, row + 1, col] * (1 - right) + self.strengths[node, row + 1, col + 1] * right
        return np.asarray(upper * (1 - down) + lower * down)


def pool_halves(source: Source, field: Field, *, reach: float = NEAR_PX) -> tuple[Pooled, Pooled] | None:
    """The evidence of two halves of the earlier picture around a field; `None` where a large picture's nodes would lie too far apart.

    Args:
        source: the two pictures.
        field: where their content lies, to ten pixels or so.
        reach: standard deviation of the weight of neighbours, pixels.
    """
    lattice = lay_windows(source.shape, window_px=_SIDE_PX, most=_MOST_NODES, smallest=_SIDE_PX)
    if min(len(lattice.rows), len(lattice.cols)) < 2 or max(np.diff(lattice.rows).max(), np.diff(lattice.cols).max()) > _WIDEST_PX:
        return None
    first, second = (_pool(source, lattice, field, half, reach) for half in (0, 1))
    return first, second


def _pool(source: Source, lattice: Lattice, field: Field, half: int, reach: float) -> Pooled:
    look = take_look(source, lattice, field, sharp=True, half=half)
    across = 2 * _SEARCH_PX + 1
    nodes = (len(lattice.rows), len(lattice.cols))
    full, seen = np.zeros((*nodes, across, across), dtype=np.float32), np.zeros(nodes, dtype=np.float32)
    row, col = look.places.T
    for spectra in look.spectra.values():
        full[row, col] += levelled(surfaces(spectra, _SEARCH_PX))
    seen[row, col] = 1
    spread = reach / float(np.diff(lattice.rows).mean()), reach / float(np.diff(lattice.cols).mean())
    summed = ndimage.gaussian_filter(full, spread, mode="constant", axes=(0, 1)).reshape(-1, across, across)
    speaks = ndimage.gaussian_filter(seen, spread, mode="constant").ravel() >= _SPEAKS
    return Pooled(lattice=lattice, strengths=levelled(summed), speaks=speaks)
