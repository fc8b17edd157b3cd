"""Figures with their 95 % intervals: shares with Wilson's, all else with a bootstrap that draws whole scenes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from temoin.measure.rates import Rate, rate_of

__all__ = ["Figure", "bootstrap", "bootstrap_within", "rate_words", "share_of", "share_over"]

_DRAWS = 1000
_FEWEST = 3
"""With fewer scenes than this, drawing them again tells nothing."""
Scene = TypeVar("Scene")
Scores = tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]


@dataclass(frozen=True)
class Figure:
    """A number with its interval; without one where `low` is NaN.

    Args:
        value: NaN where nothing was measured.
        low: of the interval.
        high: of the interval.
        told: counts, where it is a share; why there is no interval, where there can be none.
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    told: str = ""

    def words(self, form: str = ".2f") -> str:
        """As printed: the value, and the interval in brackets."""
        if math.isnan(self.value):
            return "–"
        if math.isnan(self.low):
            return f"{self.value:{form}} ({self.told or 'too few scenes for an interval'})"
        return f"{self.value:{form}} ({self.low:{form}} to {self.high:{form}})" + (f", {self.told}" if self.told else "")


def share_of(hits: int, tries: int) -> Figure:
    """A share with Wilson's interval; the exact one where none or all were hit."""
    rate = rate_of(hits, tries)
    return Figure(value=rate.value, low=rate.low, high=rate.high, told=f"{hits} of {tries}") if tries else Figure(value=math.nan)


def rate_words(rate: Rate) -> str:
    """A share in per cent, with its counts and its interval."""
    return f"{rate.hits} of {rate.tries}: {rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})" if rate.tries else "none"


def bootstrap(scenes: Sequence[Scene], statistic: Callable[[Sequence[Scene]], float], *, seed: int = 20250703) -> Figure:
    """A statistic over scenes with its percentile interval (Efron 1979), whole scenes drawn anew: what lies on one scene shares its light and view.

    Args:
        scenes: what belongs together.
        statistic: of some scenes; NaN where they hold nothing to work it out from.
        seed: of the drawing.
    """
    value = statistic(scenes) if scenes else math.nan
    if len(scenes) < _FEWEST or math.isnan(value):
        return Figure(value=value)
    rng = np.random.default_rng(seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = [statistic([scenes[place] for place in rng.integers(0, len(scenes), len(scenes))]) for _ in range(_DRAWS)]
    return _between(value, drawn)


def share_over(scenes: Sequence[tuple[int, int]]) -> Figure:
    """A share of what lies on some scenes, whole scenes drawn anew; where none or all were hit, which no drawing can vary, the exact interval of as
    many tries as there are scenes: the widest, as if what lies on one scene always went one way.

    Args:
        scenes: (hits, tries) of each.
    """
    some = [scene for scene in scenes if scene[1]]
    hits, tries = sum(scene[0] for scene in some), sum(scene[1] for scene in some)
    told = f"{hits:,} of {tries:,}"
    if not tries:
        return Figure(value=math.nan)
    if hits in {0, tries}:
        rate = rate_of(len(some) if hits else 0, len(some))
        return Figure(value=rate.value, low=rate.low, high=rate.high, told=told)
    figure = bootstrap(some, lambda drawn: sum(scene[0] for scene in drawn) / sum(scene[1] for scene in drawn))
    return Figure(value=figure.value, low=figure.low, high=figure.high, told=told)


def bootstrap_within(scenes: Sequence[Scores], statistic: Callable[[Sequence[Scores]], float], *, seed: int = 20250703) -> Figure:
    """The same with buildings drawn anew within their scenes: for an event of one or two scenes, of which drawing scenes tells nothing.

    Args:
        scenes: (scores, labels) of each scene's buildings.
        statistic: of some scenes.
        seed: of the drawing.
    """
    value = statistic(scenes)
    if math.isnan(value):
        return Figure(value=value)
    rng, drawn = np.random.default_rng(seed), []
    for _ in range(_DRAWS):
        picks = [(scores, labels, rng.integers(0, len(scores), len(scores))) for scores, labels in scenes]
        drawn.append(statistic([(scores[pick], labels[pick]) for scores, labels, pick in picks]))
    return _between(value, drawn)


def _between(value: float, drawn: Sequence[float]) -> Figure:
    """A figure with its percentile interval; draws that hold nothing to work it out from are left out."""
    known = np.array(drawn)[np.isfinite(drawn)]
    if not known.size:
        return Figure(value=value)
    low, high = np.quantile(known, (0.025, 0.975))
    return Figure(value=value, low=float(low), high=float(high))
