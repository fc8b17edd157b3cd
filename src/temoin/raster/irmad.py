"""Change between two multispectral pictures that no difference of gain, offset or band mixture explains (IR-MAD), and where it begins."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
from scipy import linalg, special

from temoin.errors import NoCoverageError
from temoin.raster.statistics import thinned

__all__ = ["IrMad", "change_limit", "fewest_pixels", "iterate_mad"]

_ROUNDS = 50
_SETTLED = 1e-3
"""Change of the greatest canonical correlation at which the rounds end (Nielsen 2007 uses as much)."""
_BLOCK = 8_192
"""Pixels at once: they and their weights stay in a core's cache."""
_RIDGE = 1e-6
_TABLE, _TABLE_END = 4096, 80.0
"""Chance of χ² is read off a table with straight lines in between: within 1e-6 of the function, at a twentieth of its time."""

_UNCHANGED = 1e-6
_LEAST_CHI2 = 1e-2

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False)
class IrMad:
    """Iteratively reweighted multivariate alteration detection (Nielsen 2007).

    Args:
        chi2: shape (rows, columns): squared length of the change in its own standard deviations; χ² with `bands` degrees of freedom where nothing
            changed. NaN where not seen.
        correlations: canonical correlations of the two pictures on unchanged ground, ascending.
        bands: degrees of freedom.
        rounds: how many were needed.
    """

    chi2: Floats
    correlations: tuple[float, ...]
    bands: int
    rounds: int

    @property
    def strength(self) -> Floats:
        """√χ², the length of the change in its own standard deviations: shape (rows, columns)."""
        return np.asarray(np.sqrt(self.chi2), np.float32)

    @property
    def chance(self) -> Floats:
        """How often unchanged ground changes as much, 0 to 1, if its noise is a bell curve: shape (rows, columns)."""
        return np.asarray(special.chdtrc(self.bands, self.chi2), np.float32)


def iterate_mad(before: npt.NDArray[np.generic], after: npt.NDArray[np.generic], seen: Mask, *, still: Mask | None = None) -> IrMad:
    """Find what changed beyond any linear mixture of the bands.

    The weight of a pixel is its chance of no change, so that changed ground loses its say in what unchanged ground looks like.

    Args:
        before: shape (bands, rows, columns) or (bands, pixels), in any units.
        after: likewise, the same ground.
        seen: shape (rows, columns) or (pixels,), where both show it.
        still: likewise, ground from which the first round starts, where something is known of it; all that is seen otherwise. Where most of the
            picture changed in one way (grass that dried), rounds that start from all of it take that change for the rule.

    Raises:
        NoCoverageError: fewer pixels are seen than 20 for each number that has to be estimated.
    """
    bands = len(before)
    stack = np.concatenate([before[:, seen], after[:, seen]]).astype(np.float32)
    if stack.shape[1] < fewest_pixels(bands):
        raise NoCoverageError(f"{stack.shape[1]} pixels are too few to compare {bands} bands", hint="Give a larger part of the two pictures.")
    # Units and offsets cancel out of the method; taking them out first keeps 32-bit products exact enough.
    sample = thinned(stack)
    stack -= sample.mean(axis=1, dtype=np.float64)[:, None].astype(np.float32)
    stack /= np.maximum(sample.std(axis=1, dtype=np.float64), 1e-12)[:, None].astype(np.float32)
    stack = np.concatenate([stack, np.ones((1, stack.shape[1]), np.float32)])
    blocks = [np.ascontiguousarray(stack[:, start : start + _BLOCK]) for start in range(0, stack.shape[1], _BLOCK)]
    first = None if still is None else np.split(still[seen], range(_BLOCK, stack.shape[1], _BLOCK))
    del stack
    table = special.chdtrc(bands, np.linspace(0, _TABLE_END, _TABLE)).astype(np.float32)
    transform, previous, rounds = None, np.full(bands, np.inf), 0
    correlations = previous
    for rounds in range(1, _ROUNDS + 1):  # noqa: B007  # told in the result
        kept = 1.0 if transform is None else _kept_variance(bands)
        moments = _plain_moments(blocks, first) if transform is None else _moments(blocks, transform, table)
        transform, correlations = _transform(moments, bands)
        transform *= np.float32(np.sqrt(kept))
        if np.abs(correlations - previous).max() < _SETTLED:
            break
        previous = correlations
    chi2 = np.full(seen.shape, np.nan, np.float32)
    chi2[seen] = np.concatenate([_chi2(block, transform) for block in blocks]) if transform is not None else 0.0
    return IrMad(chi2=chi2, correlations=tuple(float(value) for value in correlations), bands=bands, rounds=rounds)


def fewest_pixels(bands: int) -> int:
    """Pixels under which two pictures of so many bands are not compared: 20 for each number of the covariance."""
    return 20 * (2 * bands) ** 2


def _plain_moments(blocks: Sequence[Floats], which: Sequence[Mask] | None) -> Array:
    """Second moments of all bands and of 1, of all pixels or of some, shape (2 bands + 1, 2 bands + 1): block by block, summed in 64 bit."""
    moments = np.zeros((len(blocks[0]),) * 2)
    for number, block in enumerate(blocks):
        used = block if which is None else block[:, which[number]]
        moments += used @ used.T
    return moments


def _moments(blocks: Sequence[Floats], transform: Floats, table: Floats) -> Array:
    """The same, each pixel weighed by its chance of no change."""
    from temoin.raster.irmad_kernel import weigh

    moments = np.zeros((len(blocks[0]),) * 2)
    for block in blocks:
        chi2, weighed = np.empty(block.shape[1], np.float32), np.empty_like(block)
        weigh(transform @ block, block, table, (_TABLE - 1) / _TABLE_END, chi2, weighed)
        moments += weighed @ block.T
    return moments


def _kept_variance(bands: int) -> float:
    """Share of a bell curve's variance that is left when each pixel counts by its chance of no change.

    Without it each round would find less spread than the one before, weigh fewer pixels still, and end at a handful of pixels that happen to
    agree: E[w X] / (bands · E[w]) for X of χ² with `bands` degrees of freedom and w its upper tail.
    """
    chi2 = np.linspace(0, _TABLE_END, 40 * _TABLE)
    density = chi2 ** (bands / 2 - 1) * np.exp(-chi2 / 2) if bands > 1 else np.exp(-chi2 / 2) / np.sqrt(np.maximum(chi2, chi2[1] / 4))
    weighed = special.chdtrc(bands, chi2) * density
    return float((weighed * chi2).sum() / (bands * weighed.sum()))


def _chi2(block: Floats, transform: Floats) -> Floats:
    variates = transform @ block
    return np.asarray((variates**2).sum(axis=0), np.float32)


def _transform(moments: Array, bands: int) -> tuple[Floats, Array]:
    """What turns the bands into MAD variates of unit variance, shape (bands, 2 bands + 1), and the canonical correlations, ascending."""
    mean = moments[-1, :-1] / moments[-1, -1]
    covariance = moments[:-1, :-1] / moments[-1, -1] - np.outer(mean, mean)
    covariance += _RIDGE * np.eye(2 * bands) * np.trace(covariance) / (2 * bands)
    first, second, cross = covariance[:bands, :bands], covariance[bands:, bands:], covariance[:bands, bands:]
    squared, left = linalg.eigh(cross @ np.linalg.solve(second, cross.T), first)
    correlations = np.sqrt(np.clip(squared, 0, 1 - 1e-9))
    right = np.linalg.solve(second, cross.T) @ left
    right /= np.sqrt(np.einsum("ik,ij,jk->k", right, second, right))
    weights = np.concatenate([left, -right]) / np.sqrt(2 * (1 - correlations))
    transform = np.concatenate([weights.T, -(mean @ weights)[:, None]], axis=1)
    return transform.astype(np.float32), correlations


def change_limit(mad: IrMad) -> float:
    """The strength from which on ground changed; NaN where nothing is seen.

    Half-way between the two heaps of the strength's logarithm. Strengths of changed ground reach over two decades, so that 2-means on the
    strength itself parts the strongest changes from the rest, and where it does so depends on a few pixels: on made pairs it missed a quarter of
    what changed, and half a pixel of shift moved its F1 by up to 0.04 either way. Never under what one unchanged pixel in a million passes,
    of noise that is as strong as in the middle of the picture: where nothing changed, there is one heap, and 2-means would halve it.
    """
    known = mad.chi2[np.isfinite(mad.chi2)]
    if not len(known):
        return float("nan")
    noise = float(np.median(thinned(known))) / float(special.chdtri(mad.bands, 0.5))
    between = math.exp(_two_means(np.log(np.maximum(known, _LEAST_CHI2)) / 2))
    return max(between, math.sqrt(noise * float(special.chdtri(mad.bands, _UNCHANGED))))


def _two_means(values: npt.NDArray[np.floating], *, rounds: int = 100) -> float:
    """The threshold half-way between the two means that part the values best (Lloyd 1982, in one dimension)."""
    known = thinned(values)
    threshold = float(known.mean() + known.std())
    for _ in range(rounds):
        high = known > threshold
        if high.all() or not high.any():
            break
        moved = float(known[high].mean(dtype=np.float64) + known[~high].mean(dtype=np.float64)) / 2
        if abs(moved - threshold) < 1e-6:
            break
        threshold = moved
    return threshold
