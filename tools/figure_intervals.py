"""Figures with their 95 % intervals: shares with Wilson's, all else with a bootstrap that draws whole scenes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from temoin.measure.rates import Rate, rate_of

__all__ = ["Figure", "bootstrap", "rate_words", "share_of"]

_DRAWS = 1000
_FEWEST = 3
"""With fewer scenes than this, drawing them again tells nothing."""
Scene = TypeVar("Scene")


@dataclass(frozen=True)
class Figure:
    """A number with its interval; without one where `low` is NaN.

    Args:
        value: NaN where nothing was measured.
        low: of the interval.
        high: of the interval.
        told: counts, where it is a share.
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    told: str = ""

    def words(self, form: str = ".2f") -> str:
        """As printed: the value, and the interval in brackets."""
        if math.isnan(self.value):
            return "–"
        span = f" ({self.low:{form}} to {self.high:{form}})" if not math.isnan(self.low) else " (too few scenes for an interval)"
        return f"{self.value:{form}}{span}" + (f", {self.told}" if self.told else "")


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
    drawn = [statistic([scenes[place] for place in rng.integers(0, len(scenes), len(scenes))]) for _ in range(_DRAWS)]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Figure(value=value, low=float(low), high=float(high))
