"""`Quantity`: a number that never travels alone, but with its unit and the interval it stands for.

>>> told = Quantity(value=1300, unit="m2", level=Level.ABOUT)
>>> told.claimed_interval()
(1170.0, 1430.0)
>>> seen = Quantity(value=1262, unit="m2", low=1190, high=1334, confidence=0.95)
>>> told.is_compatible_with(seen)
True
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Self

import attrs

__all__ = ["ABOUT_TOLERANCE", "NEARLY_TOLERANCE", "SEVERAL_LOW", "Level", "Quantity", "rounding_step"]

ABOUT_TOLERANCE = 0.10
"""How far "about N" reaches to either side, as a share of N.

A stated convention, not a measured constant: the literature on approximators (Krifka, "Approximate interpretations of number words",
2007) ties their width to the number's own granularity; a tenth covers that granularity for one- and two-figure round numbers.
"""
NEARLY_TOLERANCE = 0.10
"""How far below N "nearly N" reaches, as a share of N (the same convention)."""
SEVERAL_LOW = 2.0
"""The least number that "several" can stand for."""


class Level(StrEnum):
    """What the words around a number make of it."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    NEARLY = "nearly"
    RANGE = "range"
    SEVERAL = "several"


def rounding_step(value: float) -> float:
    """The step to which a written number was rounded, read off its trailing zeros.

    >>> rounding_step(1300), rounding_step(45), rounding_step(2.5), rounding_step(0)
    (100.0, 1.0, 0.1, 1.0)
    """
    if value == 0 or not math.isfinite(value):
        return 1.0
    if value != int(value):
        # repr is the shortest form that gives the number back, so its decimals are those that were written.
        decimals = repr(value).partition(".")[2]
        return float(10.0 ** -len(decimals)) if decimals.isdigit() else abs(value) * 1e-6
    digits = str(abs(int(value)))
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def _finite(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None and not math.isfinite(value):
        message = f"{attribute.name} must be finite, not {value}"
        raise ValueError(message)


@attrs.frozen(kw_only=True)
class Quantity:
    """A number with its unit and what surrounds it.

    Args:
        value: the number, or `None` where only bounds are known ("40 to 50", "several").
        unit: singular English word or SI symbol: `person`, `m2`, `km`, `%`, `drone`.
        low: lower bound in `unit`, or `None` where there is none.
        high: upper bound in `unit`, or `None` where there is none.
        level: what the words around the number make of it.
        confidence: probability that `[low, high]` holds the truth, where that is stated (0.95 for measurements); `None` for claims.

    Raises:
        ValueError: nothing is known, a bound is not finite, or the bounds are the wrong way round.
    """

    value: float | None = attrs.field(default=None, validator=_finite)
    unit: str
    low: float | None = attrs.field(default=None, validator=_finite)
    high: float | None = attrs.field(default=None, validator=_finite)
    level: Level = attrs.field(default=Level.EXACT, converter=Level)
    confidence: float | None = None

    def __attrs_post_init__(self) -> None:
        if self.value is None and self.low is None and self.high is None:
            message = "a Quantity needs a value or a bound"
            raise ValueError(message)
        if not self.unit:
            message = "a Quantity needs a unit"
            raise ValueError(message)
        ordered = [bound for bound in (self.low, self.value, self.high) if bound is not None]
        if ordered != sorted(ordered):
            message = f"bounds out of order: low {self.low}, value {self.value}, high {self.high}"
            raise ValueError(message)

    def claimed_interval(self) -> tuple[float, float]:
        """The interval that the words stand for, in `unit`; an open side is infinite.

        Explicit bounds win. Else: `exact` is the number give or take half of its own rounding for measures (`rounding_step`), and the
        number itself for counts; `about` and `nearly` use the tolerances above, never less than half the rounding step.
        """
        if self.low is not None or self.high is not None:
            low = -math.inf if self.low is None else self.low
            return (low, math.inf if self.high is None else self.high)
        value = float(self.value)  # type: ignore[arg-type]  # one of the three is set, and it is not a bound
        half = rounding_step(value) / 2 if self.is_measure else 0.0
        about = max(abs(value) * ABOUT_TOLERANCE, rounding_step(value) / 2)
        nearly = max(abs(value) * NEARLY_TOLERANCE, half)
        reach = {
            Level.ABOUT: (value - about, value + about),
            Level.NEARLY: (value - nearly, value),
            Level.AT_LEAST: (value, math.inf),
            Level.MORE_THAN: (value, math.inf),
            Level.AT_MOST: (-math.inf, value),
            Level.SEVERAL: (max(value, SEVERAL_LOW), math.inf),
        }
        return reach.get(self.level, (value - half, value + half))

    @property
    def is_measure(self) -> bool:
        """Whether the unit is a measure (m², km, %) rather than a thing that is counted."""
        return self.unit in MEASURES

    def is_compatible_with(self, other: Self) -> bool:
        """Whether the two intervals share at least one value.

        Raises:
            ValueError: the units differ.
        """
        if self.unit != other.unit:
            message = f"cannot compare {self.unit} with {other.unit}"
            raise ValueError(message)
        low, high = self.claimed_interval()
        other_low, other_high = other.claimed_interval()
        return low <= other_high and other_low <= high


MEASURES = frozenset({"m2", "m3", "m", "km", "mm", "%", "t", "km/h", "magnitude", "share"})
"""Units that measure; every other unit counts."""
