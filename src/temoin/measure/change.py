"""How much each pixel changed: structure (edges that came or went) and colour, each robust to a pixel of misregistration."""

from __future__ import annotations

import itertools
import math
from typing import Self

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.ground import Floats, Ground, Mask
from temoin.measure.material import Expectation, expect_after
from temoin.measure.options import MeasureOptions
from temoin.measure.roof_tone import settle_roofs
from temoin.raster import Coverage, sampled_quantiles

__all__ = ["ChangeLayers", "Null", "Zones", "edges_are_blunt", "score_change", "window_px"]


_STRUCTURE_SPREAD = 0.08
"""Least spread of the structure layer: homogeneous fields would else set a scale that no built-up ground can keep."""
_COLOUR_SPREAD = 1.0
"""Least spread of the colour layer, which is in standard deviations already."""
_LEAST_LIMIT = 5.0
"""Least strength that counts as change, in standard deviations: the usual five of a search in many places at once."""


_LEAST_LIMIT_KNOWN = 3.5
"""The same where unchanged roofs of the very picture are the yardstick."""
_HOLED, _MANY_ROOFS = 3.0, 20
_FEWEST_PIXELS = 400
"""Fewer pixels of roofs that are found again do not make a null of their own."""


@attrs.frozen(kw_only=True, eq=False)
class Zones:
    """Two kinds of ground that change in their own ways.

    Args:
        inside: shape (rows, columns), inside a footprint.
        found: numbers of pixels (row · width + column) inside buildings that are found again in the after-picture, about as many of each
            building: one large hall with a hole in it would else set the scale for all.
        roofs: the number of the building that each of them belongs to.
    """

    inside: Mask
    found: npt.NDArray[np.intp]
    roofs: npt.NDArray[np.intp]


@attrs.frozen(kw_only=True)
class Null:
    """What unchanged ground of one kind looks like.

    Both layers are measured against their own lower half, which change does not reach as long as it covers less than half of the ground
    (an empirical null, Efron 2004). Their tails are nearly exponential in practice, so the limit is read off the 50th and 80th percentile.

    Args:
        structure: median and robust spread of the structure layer.
        colour: likewise of the colour layer.
        limit: strength that unchanged ground passes in the stated share of its pixels.
    """

    structure: tuple[float, float]
    colour: tuple[float, float]
    limit: float

    @classmethod
    def of(cls, structure: Floats, colour: Floats, where: Mask, false_alarm: float) -> Self:
        """Read it off ground of which less than half changed; where there is none, the floors alone serve."""
        if not where.any():
            return cls(structure=(0.0, _STRUCTURE_SPREAD), colour=(0.0, _COLOUR_SPREAD), limit=_LEAST_LIMIT)
        bulk = cls(structure=_bulk(structure[where], _STRUCTURE_SPREAD), colour=_bulk(colour[where], _COLOUR_SPREAD), limit=0.0)
        middle, upper = sampled_quantiles(bulk.strength(structure[where], colour[where]), (0.5, 0.8))
        per_e = max((upper - middle) / math.log(0.5 / 0.2), 1e-3)
        return attrs.evolve(bulk, limit=max(middle + per_e * math.log(0.5 / false_alarm), _LEAST_LIMIT))

    @classmethod
    def known(cls, structure: Floats, colour: Floats, roofs: npt.NDArray[np.intp], false_alarm: float) -> Self:
        """Read it off roofs that are unchanged for the larger part: the limit is counted there, where that is less than the tail tells.

        A roof that is found again may still have a hole, and where there are few, one hole would set a limit that no other passes. So of few roofs
        those are left out of which a hundredth passes three times what a hundredth of the usual one passes.

        Ten times the false alarms are let pass: neighbouring pixels of a roof are not independent, and pieces are sifted by size later.
        """
        first = cls.of(structure, colour, np.ones(len(structure), bool), false_alarm)
        strength, share = first.strength(structure, colour), 1 - 10 * false_alarm
        peaks = {int(roof): float(np.quantile(strength[roofs == roof], share)) for roof in np.unique(roofs)}
        usual = float(np.median(list(peaks.values())))
        calm = np.isin(roofs, [roof for roof, peak in peaks.items() if peak <= _HOLED * usual or len(peaks) >= _MANY_ROOFS])
        tail = cls.of(structure, colour, calm, false_alarm)
        counted = sampled_quantiles(tail.strength(structure[calm], colour[calm]), (share,))[0]
        return attrs.evolve(tail, limit=max(min(counted, tail.limit), _LEAST_LIMIT_KNOWN))

    def strength(self, structure: Floats, colour: Floats) -> Floats:
        """How far above the bulk both layers lie together, in standard deviations."""
        parts = ((structure, self.structure), (colour, self.colour))
        first, second = (np.maximum(layer - np.float32(middle), 0) / np.float32(spread) for layer, (middle, spread) in parts)
        both: Floats = np.hypot(first, second)
        return both

    def score(self, structure: Floats, colour: Floats) -> Floats:
        """Strength against the limit, 0 to 1; 0.5 at the limit."""
        strength = self.strength(structure, colour)
        return strength**2 / (strength**2 + np.float32(self.limit**2))

    @property
    def shows_structure(self) -> bool:
        """Whether ground whose every edge is lost would be seen as changed by that alone; if not, this ground is too restless to tell."""
        middle, spread = self.structure
        return (1 - middle) / spread >= self.limit


def _bulk(values: Floats, floor: float) -> tuple[float, float]:
    """Median, and distance from it to the 16th percentile: a standard deviation that change, which only adds, does not swell."""
    low, middle = sampled_quantiles(values, (0.16, 0.5))
    return middle, max(middle - low, floor)


@attrs.frozen(kw_only=True, eq=False)
class ChangeLayers:
    """Change by pixel, each but `residual` and `expected` of shape (rows, columns), NaN where not seen.

    Args:
        structure: share of the edges' energy that has no counterpart, 0 to 1.
        colour: length of the smallest change vector in the neighbourhood, in standard deviations of its kind of ground.
        residual: shape (bands, rows, columns), after less what was expected, in units of the before-picture's spread.
        expected: shape (bands, rows, columns), the after-picture if each pixel had done what its kind of ground did on the whole.
        kinds: number of that kind.
        score: both together against unchanged ground of the same picture, 0 to 1; 0.5 is what that passes once in a thousand pixels;
            not a probability.
        open_ground: what unchanged ground looks like outside of footprints.
        roof_ground: likewise inside of them, from the roofs that are found again.
    """

    structure: Floats
    colour: Floats
    residual: Floats
    expected: Floats
    kinds: npt.NDArray[np.intp]
    score: Floats
    open_ground: Null
    roof_ground: Null


def score_change(
    ground: Ground, coverage: Coverage, roofs: Zones, *, slack_px: int, options: MeasureOptions, known: ChangeLayers | None = None
) -> ChangeLayers:
    """Score the change of each pixel.

    Args:
        ground: both pictures.
        coverage: of the footprints; none is fine.
        roofs: where roofs are, and which of them are found again.
        slack_px: how far content may lie off without counting as change, pixels.
        options: window sizes and the false-alarm rate.
        known: the change of the same pair under other footprints: kinds of ground, and what unchanged ground looks like, are taken from there.
    """
    structure = _structure(ground, slack_px, options)
    kinds = expect_after(ground, seed=options.seed, kinds=None if known is None else known.kinds)
    expected = settle_roofs(kinds, ground.after, structure, coverage)
    colour = _colour(ground, expected, slack_px)
    open_ground, roof_ground = _nulls(structure, colour, ground, roofs, options) if known is None else (known.open_ground, known.roof_ground)
    score = np.where(roofs.inside, roof_ground.score(structure, colour), open_ground.score(structure, colour)).astype(np.float32)
    for layer in (structure, colour, score):
        layer[~ground.seen] = np.nan
    return ChangeLayers(
        structure=structure,
        colour=colour,
        residual=ground.after - expected.after,
        expected=kinds.after,
        kinds=kinds.kinds,
        score=score,
        open_ground=open_ground,
        roof_ground=roof_ground,
    )


def _nulls(structure: Floats, colour: Floats, ground: Ground, roofs: Zones, options: MeasureOptions) -> tuple[Null, Null]:
    """What unchanged ground looks like outside and inside of footprints."""
    open_ground = Null.of(structure, colour, ground.clear & ~roofs.inside, options.false_alarm)
    clear = ground.clear.ravel()[roofs.found]
    known, owners = roofs.found[clear], roofs.roofs[clear]
    if len(known) < _FEWEST_PIXELS:
        return open_ground, open_ground
    return open_ground, Null.known(structure.ravel()[known], colour.ravel()[known], owners, options.false_alarm)


def window_px(ground: Ground, options: MeasureOptions) -> int:
    """Width of the structure window, an odd number of pixels."""
    return max(options.structure_px, round(options.structure_m / ground.gsd_m)) // 2 * 2 + 1


def edges_are_blunt(ground: Ground, options: MeasureOptions) -> bool:
    """Whether the structure window is twice as wide as wanted, since pixels are coarse: edges then say little of a roof, its tone more."""
    return window_px(ground, options) * ground.gsd_m >= 2 * options.structure_m


def _shifts(slack_px: int) -> list[tuple[int, int]]:
    steps = range(-slack_px, slack_px + 1)
    return [(row, col) for row, col in itertools.product(steps, steps) if row * row + col * col <= slack_px * slack_px + 1]


def _shifted(layer: Floats, row: int, col: int) -> Floats:
    return np.roll(layer, (row, col), axis=(-2, -1))


def _structure(ground: Ground, slack_px: int, options: MeasureOptions) -> Floats:
    """Energy of the difference of gradients over the sum of their energies, the least over small shifts.

    With gradients g of before and h of after: (|g|² + |h|² − 2 g·h) / (|g|² + |h|² + noise), averaged in a window. 0 where the edges are the
    same or where there are none; 1 where edges came, went or have nothing to do with each other. It does not see a change of brightness.
    """
    width = window_px(ground, options)
    first, second = ground.gradients
    energy_before, energy_after = (first**2).sum(axis=0), (second**2).sum(axis=0)
    total = _mean(energy_before, width) + _mean(energy_after, width)
    noise = sampled_quantiles(total[ground.seen], (0.5,))[0]
    best = np.zeros_like(total)
    for row, col in _shifts(slack_px):
        cross = (first * _shifted(second, row, col)).sum(axis=0)
        np.maximum(best, _mean(cross, width), out=best)
    loss: Floats = np.clip((total - 2 * best) / (total + np.float32(noise + 1e-6)), 0, 1)
    return loss


def _colour(ground: Ground, expected: Expectation, slack_px: int) -> Floats:
    """The larger of the two smallest change vectors: what was expected against the neighbourhood of after, and the other way round.

    The neighbourhood minimum is the robust change vector analysis of Thonfeld et al. (2016).
    """
    sigma = max(0.5, 0.5 / ground.gsd_m)
    before = np.stack([cv2.GaussianBlur(band, (0, 0), sigma) for band in expected.after])
    after = np.stack([cv2.GaussianBlur(band, (0, 0), sigma) for band in ground.after])
    smallest = [np.full(ground.grid.shape, 1e6, np.float32) for _ in range(2)]
    for row, col in _shifts(slack_px):
        for least, fixed, moved in ((smallest[0], before, after), (smallest[1], after, before)):
            np.minimum(least, np.sqrt(((fixed - _shifted(moved, row, col)) ** 2).mean(axis=0)), out=least)
    return np.asarray(np.maximum(smallest[0], smallest[1]) / expected.spread, np.float32)


def _mean(layer: Floats, width: int) -> Floats:
    return np.asarray(cv2.boxFilter(np.ascontiguousarray(layer), cv2.CV_32F, (width, width), borderType=cv2.BORDER_REFLECT), np.float32)
