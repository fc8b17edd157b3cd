"""`Quantity`: numbers with their units and intervals."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.quantity import Level, Quantity, rounding_step


@pytest.mark.parametrize(
    ("value", "unit", "level", "interval"),
    [
        (45, "person", Level.EXACT, (45, 45)),
        (1300, "m2", Level.EXACT, (1250, 1350)),
        (1300, "m2", Level.ABOUT, (1170, 1430)),
        (40, "%", Level.NEARLY, (35, 40)),
        (3, "drone", Level.AT_LEAST, (3, math.inf)),
        (9000, "item", Level.MORE_THAN, (9000, math.inf)),
        (5, "person", Level.AT_MOST, (-math.inf, 5)),
        (2, "house", Level.SEVERAL, (2, math.inf)),
    ],
)
def test_words_stand_for_an_interval(value, unit, level, interval):
    """Each level stands for its own interval around the number."""
    assert Quantity(value=value, unit=unit, level=level).claimed_interval() == pytest.approx(interval)


def test_written_bounds_win():
    """A range keeps the bounds that were written, and an open side is infinite."""
    assert Quantity(low=4, high=6, unit="person", level=Level.RANGE).claimed_interval() == (4, 6)
    assert Quantity(low=24, unit="house", level=Level.SEVERAL).claimed_interval() == (24, math.inf)


@pytest.mark.parametrize("bad", [{}, {"value": math.nan}, {"value": math.inf}, {"low": 3, "high": 2}, {"value": 5, "low": 6}])
def test_a_number_without_sense_is_refused(bad):
    """Nothing known, not finite, and bounds the wrong way round are errors."""
    with pytest.raises(ValueError, match=r"needs a value|finite|out of order"):
        Quantity(unit="m2", **bad)


def test_a_number_never_travels_without_a_unit():
    """An empty unit is an error, and so is comparing two units."""
    with pytest.raises(ValueError, match="needs a unit"):
        Quantity(value=1, unit="")
    with pytest.raises(ValueError, match="cannot compare person with m2"):
        Quantity(value=1, unit="person").is_compatible_with(Quantity(value=1, unit="m2"))


@given(st.integers(0, 10**9))
def test_rounding_step_divides_the_number(number):
    """The step read off a whole number's zeros divides it."""
    assert number % rounding_step(number) == 0


@given(st.floats(0.01, 1e6), st.sampled_from(sorted(Level)))
def test_the_number_itself_is_never_excluded(value, level):
    """Whatever the words around it, the interval holds the number (for "several", from two upwards)."""
    low, high = Quantity(value=value, unit="m2", level=level).claimed_interval()
    assert low <= max(value, 2.0) if level is Level.SEVERAL else low <= value
    assert value <= high
