"""Rates with their intervals, and the size at which nine of ten are found: the statistics of self-validation."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = ["Curve", "Rate", "bootstrap_median", "fit_curve", "rate_of"]

LEVEL = 0.95
_RESAMPLED = 300
_RIDGE = 0.05
"""Weight of the curve's prior: without it, sizes that part found from missed without an overlap would give an endless slope."""
_FLOORS = (0.0, 0.05, 0.12, 0.25)
"""Shares of holes of no size that may be found by chance, since something else on the roof was taken for a change."""
_MOST_STEPS = 50
_FEWEST_VALUES = 5
_BEYOND = 50.0
Floats = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class Rate:
    """A share of tries, with its 95 % interval.

    Args:
        hits: how many.
        tries: of how many.
        low: of the interval, 0 to 1.
        high: likewise.
    """

    hits: int
    tries: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, 0 to 1; NaN where nothing was tried."""
        return self.hits / self.tries if self.tries else math.nan

    @property
    def half_width(self) -> float:
        """Half the interval's width."""
        return (self.high - self.low) / 2


def rate_of(hits: int, tries: int) -> Rate:
    """A rate with Wilson's score interval (Wilson 1927); Clopper and Pearson's (1934) where none or all were hit.

    Wilson's keeps its level on average; at the ends it says "0 of 20" a little too surely, and the exact one does not.

    >>> rate = rate_of(18, 20)
    >>> round(rate.low, 3), round(rate.high, 3)
    (0.699, 0.972)
    >>> rate_of(0, 0)
    Rate(hits=0, tries=0, low=0.0, high=1.0)
    """
    if tries == 0:
        return Rate(hits=0, tries=0, low=0.0, high=1.0)
    if hits in {0, tries}:
        tail = ((1 - LEVEL) / 2) ** (1 / tries)
        return Rate(hits=hits, tries=tries, low=tail if hits else 0.0, high=1.0 if hits else 1 - tail)
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    share, square = hits / tries, z * z / tries
    middle = (share + square / 2) / (1 + square)
    reach = z / (1 + square) * math.sqrt(share * (1 - share) / tries + square / (4 * tries))
    return Rate(hits=hits, tries=tries, low=middle - reach, high=middle + reach)


@attrs.frozen(kw_only=True)
class Curve:
    """Chance of being found against size: a logistic curve over the logarithm of the area, above a share that is found whatever its size.

    That share (the guess rate of psychometric functions; Wichmann and Hill 2001) keeps a few small holes, on roofs where something else was taken
    for a change, from bending the whole curve.

    Args:
        start: chance at 1 m², as log odds, of being found for its own sake.
        slope: log odds a factor e in area; never falling.
        floor: share found whatever its size.
        nine_m2: area found for its own sake in 9 of 10, m²; `None` where no size that was tried reaches that.
        low_m2: of its 95 % interval, over resampled buildings.
        high_m2: likewise; `None` where one resampled set in forty does not reach it.
        smallest_m2: smallest area that was tried.
        largest_m2: the largest.
    """

    start: float
    slope: float
    floor: float = 0.0
    nine_m2: float | None
    low_m2: float | None
    high_m2: float | None
    smallest_m2: float
    largest_m2: float

    def chance(self, area_m2: float) -> float:
        """Of being found, 0 to 1."""
        return self.floor + (1 - self.floor) / (1 + math.exp(-(self.start + self.slope * math.log(area_m2))))


def fit_curve(areas_m2: Sequence[float], found: Sequence[bool], rng: np.random.Generator, *, groups: Sequence[str] = ()) -> Curve | None:
    """Fit the curve, and the size that it gives nine in ten, with a bootstrap over buildings.

    Args:
        areas_m2: true sizes.
        found: whether each was found.
        rng: for resampling.
        groups: the building of each: what was tried twice on one roof is drawn together.

    Returns:
        The curve; `None` with fewer than ten tries.
    """
    if len(areas_m2) < 10:
        return None
    logs, hits = np.log(np.asarray(areas_m2, dtype=float)), np.asarray(found, dtype=float)
    names = np.unique(np.asarray(groups or [str(number) for number in range(len(logs))]), return_inverse=True)[1]
    members = [np.flatnonzero(names == name) for name in range(names.max() + 1)]
    drawn = np.stack([np.ones(len(logs)), *(_drawn_again(members, rng, len(logs)) for _ in range(_RESAMPLED))])
    starts, slopes, floors = _likeliest(logs, hits, drawn)
    start, slope, floor = float(starts[0]), float(slopes[0]), float(floors[0])
    nines = [_nine(*one) for one in zip(starts[1:].tolist(), slopes[1:].tolist(), strict=True)]
    low, high = (float(np.exp(bound)) for bound in np.quantile(nines, [0.025, 0.975]))
    nine, most, least = float(np.exp(_nine(start, slope))), float(np.exp(logs.max())), float(np.exp(logs.min()))
    return Curve(
        start=start,
        slope=slope,
        floor=floor,
        # Beyond what was tried the curve knows nothing.
        nine_m2=max(nine, least) if nine <= most else None,
        low_m2=max(low, least) if low <= most else None,
        high_m2=max(high, least) if nine <= most and high <= most else None,
        smallest_m2=least,
        largest_m2=most,
    )


def _nine(start: float, slope: float) -> float:
    """Logarithm of the area that is found in nine of ten; ±50 where that is beyond all areas."""
    if slope <= 1e-6:
        return -_BEYOND if start > math.log(9.0) else _BEYOND
    return min(max((math.log(9.0) - start) / slope, -_BEYOND), _BEYOND)


def _drawn_again(members: Sequence[npt.NDArray[np.intp]], rng: np.random.Generator, count: int) -> Floats:
    """How often each try is in a set of buildings that was drawn anew, shape (tries,)."""
    drawn = np.concatenate([members[index] for index in rng.integers(0, len(members), len(members))])
    return np.bincount(drawn, minlength=count).astype(float)


def _likeliest(logs: Floats, hits: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Start, slope and floor of the likeliest curve through each of several sets; of two that are as likely, the one with the lower floor.

    Args:
        logs: logarithms of sizes, shape (tries,).
        hits: 1 where found.
        counts: how often each set holds each try, shape (sets, tries).

    Returns:
        Shape (sets,) each.
    """
    best, most = np.zeros((3, len(counts))), np.full(len(counts), -np.inf)
    for floor in _FLOORS:
        starts, slopes = _logistic(logs, hits, counts, floor)
        own = 1 / (1 + np.exp(-np.clip(starts[:, None] + slopes[:, None] * logs, -30, 30)))
        chance = np.clip(floor + (1 - floor) * own, 1e-12, 1 - 1e-12)
        likelihood = (counts * np.where(hits > 0, np.log(chance), np.log1p(-chance))).sum(axis=1)
        better = likelihood > most + 1e-6
        best[:, better] = np.stack([starts, slopes, np.full(len(counts), floor)])[:, better]
        most = np.where(better, likelihood, most)
    return best[0], best[1], best[2]


def _logistic(logs: Floats, hits: Floats, counts: Floats, floor: float) -> tuple[Floats, Floats]:
    """Start and slope of each set's likeliest curve above a floor, under a weak prior on both (Fisher's scoring), the slope never negative."""
    middle, spread = float(logs.mean()), max(float(logs.std()), 1e-9)
    design = np.column_stack([np.ones_like(logs), (logs - middle) / spread])
    squares = (design[:, :, None] * design[:, None, :]).reshape(-1, 4)
    weights = np.zeros((len(counts), 2))
    for _ in range(_MOST_STEPS):
        own = 1 / (1 + np.exp(-np.clip(weights @ design.T, -30, 30)))
        rise, chance = (1 - floor) * own * (1 - own), floor + (1 - floor) * own
        pull = counts * rise / (chance * (1 - chance))
        gradient = ((hits - chance) * pull) @ design - _RIDGE * weights
        curvature = ((pull * rise) @ squares).reshape(-1, 2, 2) + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
        weights = weights + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-8:
            break
    slopes, found, tries = np.maximum(weights[:, 1], 0.0) / spread, counts @ hits, counts.sum(axis=1)
    level = np.where(weights[:, 1] > 0, weights[:, 0], np.log((found + 0.5) / (tries - found + 0.5)))
    return level - slopes * middle, slopes


def bootstrap_median(values: Sequence[float], rng: np.random.Generator) -> tuple[float, float, float] | None:
    """The median with its 95 % percentile interval; `None` with fewer than five values, of which drawing again tells nothing."""
    if len(values) < _FEWEST_VALUES:
        return None
    array = np.asarray(values, dtype=float)
    drawn = np.median(array[rng.integers(0, len(array), (_RESAMPLED, len(array)))], axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(np.median(array)), float(low), float(high)
