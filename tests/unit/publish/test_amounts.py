"""Numbers and times as they are printed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.model import Days, Event, TimeBasis, TimeRange
from temoin.publish.amounts import THIN, days_words, event_words, number_words, quantity_words, share_words, time_words
from temoin.publish.words import Words
from temoin.quantity import Level, Quantity

SAY = Words()


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (1300, None, f"1{THIN}300"),
        (1_234_567, None, f"1{THIN}234{THIN}567"),
        (2.5, None, "2.5"),
        (0, None, "0"),
        (-0.0, None, "0"),
        (-3, None, "−3"),
        (-0.2, 1.0, "0"),
        (1262.3, 10.0, f"1{THIN}260"),
        (0.123, 0.01, "0.12"),
        (float("inf"), None, "∞"),
    ],
)
def test_numbers_bear_thin_spaces(value, step, text):
    """Thousands are parted by narrow no-break spaces, and zero never bears a sign."""
    assert number_words(value, step=step) == text


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(value=1300, unit="m2", level=Level.ABOUT), "about 1 300 m²"),
        (Quantity(value=1262.3, unit="m2", low=1190.2, high=1334.9), "1 260 m² (1 190–1 330)"),
        (Quantity(value=131.2, unit="m2", low=111.8, high=152.1), "131 m² (112–152)"),
        (Quantity(value=0.01, unit="m2", low=0.009, high=0.013), "under 1 m²"),
        (Quantity(value=0, unit="m2", low=0, high=20), "0 m² (0–20)"),
        (Quantity(value=1, unit="person"), "1 person"),
        (Quantity(value=3, unit="person"), "3 people"),
        (Quantity(value=2, unit="drone"), "2 drones"),
        (Quantity(low=40, high=50, unit="person", level=Level.RANGE), "40–50 people"),
        (Quantity(low=2, unit="building", level=Level.SEVERAL), "at least 2 buildings"),
        (Quantity(high=9, unit="building"), "at most 9 buildings"),
        (Quantity(value=2, unit="person", level=Level.AT_LEAST), "at least 2 people"),
        (Quantity(value=0.42, unit="share", low=0.39, high=0.45), "42 % (39–45)"),
    ],
)
def test_quantities_never_stand_alone(quantity, text):
    """A quantity is printed with its level, interval and unit, and with no more digits than its interval allows."""
    assert quantity_words(quantity, SAY).replace(THIN, " ") == text


def test_shares_are_never_rounded_to_all_or_nothing():
    """What is not all is not printed as 100 %, and what is not nothing not as 0 %."""
    assert [share_words(value).replace(THIN, " ") for value in (0, 0.004, 0.5, 0.996, 1)] == ["0 %", "< 1 %", "50 %", "> 99 %", "100 %"]


def test_times_say_their_zone_and_what_is_known_of_the_day():
    """An instant bears its zone, a day says that it is only a day, and an assumed zone says so."""
    moment = datetime(2025, 7, 2, 11, 8, 5, tzinfo=timezone(timedelta(hours=3)))
    assert time_words(TimeRange.at(moment), SAY) == "2 July 2025, 11:08 UTC+3"
    assert time_words(TimeRange.at(moment.astimezone(UTC), zone_assumed=True), SAY) == "2 July 2025, 08:08 UTC (zone assumed)"
    assert time_words(TimeRange.on(date(2025, 7, 2), UTC), SAY) == "2 July 2025 (day only)"
    assert time_words(TimeRange.on(date(2025, 7, 2), UTC, zone_assumed=True), SAY) == "2 July 2025 (day only, zone assumed)"
    assert time_words(TimeRange(start=moment, end=moment + timedelta(hours=2)), SAY) == "2 July 2025, 11:08–13:08 UTC+3"
    assert time_words(TimeRange.at(moment.astimezone(timezone(timedelta(hours=-4, minutes=-30)))), SAY) == "2 July 2025, 03:38 UTC−4:30"
    assert time_words(None, SAY) == "time not known"


def test_days_are_written_once_where_they_share_month_or_year():
    """Runs of days repeat only what differs."""
    pairs = [
        ("2025-07-01/2025-07-03", "1–3 July 2025"),
        ("2025-06-30/2025-07-01", "30 June – 1 July 2025"),
        ("2024-12-31/2025-01-01", "31 December 2024 – 1 January 2025"),
    ]
    for iso, text in pairs:
        assert days_words(Days.from_iso(iso), SAY) == text


def test_an_inferred_event_says_so():
    """The event's day says that it is an upper bound and that it was inferred."""
    event = Event(id="e", when=TimeRange.on(date(2025, 7, 1), UTC), basis=TimeBasis.INFERRED, is_latest=True)
    assert event_words(event, SAY) == "on or before 1 July 2025 (inferred, not written in the reports)"
    assert event_words(Event(id="e"), SAY) == "date not known"


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e9), st.floats(min_value=0, max_value=1e7))
def test_any_interval_can_be_printed(value, half):
    """Every measured number comes out with its unit, whatever its size."""
    quantity = Quantity(value=value, unit="m2", low=max(0.0, value - half), high=value + half)
    assert quantity_words(quantity, SAY).count("m²") == 1
