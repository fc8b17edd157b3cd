"""Hypothesis strategies for temoin's values; hypothesis is loaded when one of them is called."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from affine import Affine

from temoin.geo import Grid, parse_crs
from temoin.model import Days
from temoin.quantity import Level, Quantity
from temoin.text import Span

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["days", "grids", "quantities", "spans"]

_UNITS = ("person", "building", "drone", "m2", "km", "%")
_BOUNDED = frozenset({Level.RANGE})


def quantities(*, units: tuple[str, ...] = _UNITS) -> SearchStrategy[Quantity]:
    """Numbers as texts give them: with a word around them, or with bounds.

    Args:
        units: to choose from.
    """
    from hypothesis import strategies as st

    numbers = st.one_of(st.integers(0, 200_000).map(float), st.floats(0.1, 1e6, allow_nan=False).map(lambda value: round(value, 1)))
    worded = st.builds(
        lambda value, unit, level: Quantity(value=value, unit=unit, level=level),
        numbers,
        st.sampled_from(units),
        st.sampled_from([level for level in Level if level not in _BOUNDED]),
    )
    bounded = st.builds(
        lambda pair, unit: Quantity(low=min(pair), high=max(pair), unit=unit, level=Level.RANGE), st.tuples(numbers, numbers), st.sampled_from(units)
    )
    return st.one_of(worded, bounded)


def days(*, first: date = date(1990, 1, 1), last: date = date(2035, 12, 31), longest: int = 10) -> SearchStrategy[Days]:
    """Single days and stretches of days.

    Args:
        first: the earliest.
        last: the latest.
        longest: of a stretch, in days.
    """
    from hypothesis import strategies as st

    ordinals = st.integers(first.toordinal(), last.toordinal() - longest)
    return st.builds(
        lambda start, more: Days(first=date.fromordinal(start), last=date.fromordinal(start + more)), ordinals, st.integers(0, longest - 1)
    )


def spans(text: str) -> SearchStrategy[Span]:
    """Spans of a text, which must not be empty."""
    from hypothesis import strategies as st

    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    return ends.filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Span.of(text, *pair))


def grids(*, largest: int = 64) -> SearchStrategy[Grid]:
    """Grids of 0.3 to 30 m in three reference systems, north up or turned.

    Args:
        largest: number of rows or columns.
    """
    from hypothesis import strategies as st

    def build(place: tuple[str, float, float, float], gsd_m: float, turn: float, shape: tuple[int, int]) -> Grid:
        code, x, y, metres = place
        step = gsd_m / metres
        transform = Affine.translation(x, y) @ Affine.rotation(turn) @ Affine.scale(step, -step)
        return Grid(crs=parse_crs(code), transform=transform, height=shape[0], width=shape[1])

    places = st.sampled_from(
        [("EPSG:32628", 680_000.0, 5_900_000.0, 1.0), ("EPSG:32737", 300_000.0, 9_300_000.0, 1.0), ("EPSG:4326", -12.3, 5.0, 111e3)]
    )
    side = st.integers(1, largest)
    return st.builds(build, places, st.floats(0.3, 30.0), st.sampled_from([0.0, 12.0, -73.0]), st.tuples(side, side))
