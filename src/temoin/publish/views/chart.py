"""A claimed interval against a measured one, as a small picture."""

from __future__ import annotations

import math

import attrs

from temoin.publish.amounts import number_words
from temoin.quantity import Quantity

__all__ = ["Bar", "IntervalChart", "interval_chart"]

_LEFT, _RIGHT = 66.0, 254.0
"""Where the axis runs in the drawing, 260 wide."""


@attrs.frozen(kw_only=True)
class Bar:
    """One interval on the drawing's axis.

    Args:
        start: left end.
        length: of the bar, at least a hair's breadth.
        tick: place of the value itself, or `None`.
        is_open_left: it goes on without end.
        is_open_right: likewise.
    """

    start: float
    length: float
    tick: float | None
    is_open_left: bool
    is_open_right: bool


@attrs.frozen(kw_only=True)
class IntervalChart:
    """Two bars on one axis.

    Args:
        claimed: what the words stand for.
        measured: what the pictures show.
        first: number at the left end of the axis.
        last: number at the right end.
    """

    claimed: Bar
    measured: Bar
    first: str
    last: str


def interval_chart(claimed: Quantity | None, measured: Quantity | None, *, decimal: str = ".") -> IntervalChart | None:
    """The two on one axis that starts at zero, or `None` where there is nothing to compare (no number, or other units)."""
    if claimed is None or measured is None or claimed.unit != measured.unit:
        return None
    intervals = (claimed.claimed_interval(), measured.claimed_interval())
    known = [bound for interval in intervals for bound in interval if math.isfinite(bound)]
    known += [value for value in (claimed.value, measured.value) if value is not None]
    low, high = min(0.0, *known), max(0.0, *known)
    if high <= low:
        return None
    last = _round_up(high * 1.1) if high > 0 else 0.0
    return IntervalChart(
        claimed=_bar(*intervals[0], claimed.value, low, last),
        measured=_bar(*intervals[1], measured.value, low, last),
        first=number_words(low, decimal=decimal),
        last=number_words(last, decimal=decimal),
    )


def _bar(low: float, high: float, value: float | None, first: float, last: float) -> Bar:
    start, end = (_place(min(max(bound, first), last), first, last) for bound in (low, high))
    tick = None if value is None else round(_place(value, first, last), 1)
    return Bar(
        start=round(start, 1), length=round(max(end - start, 2.0), 1), tick=tick, is_open_left=low == -math.inf, is_open_right=high == math.inf
    )


def _place(value: float, first: float, last: float) -> float:
    return _LEFT + (value - first) / (last - first) * (_RIGHT - _LEFT)


def _round_up(value: float) -> float:
    """The next number of the series 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10."""
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= value), 10 * power)
