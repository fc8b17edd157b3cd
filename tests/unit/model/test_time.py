"""`Days` and `TimeRange`: every time has a zone and a grain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from temoin.model import Days, TimeRange

KYIV = timezone(timedelta(hours=3))


def test_a_day_is_a_day_in_its_own_zone():
    """The same calendar day starts at another instant in another zone."""
    here, there = TimeRange.on(date(2025, 7, 2), KYIV), TimeRange.on(date(2025, 7, 2), UTC)
    assert there.start - here.start == timedelta(hours=3)
    assert here.days == there.days == Days.one(date(2025, 7, 2))
    assert here.is_day
    assert str(here) == "2025-07-02"


def test_an_instant_prints_its_zone():
    """A time known to the second is printed with its zone."""
    assert str(TimeRange.at(datetime(2025, 7, 2, 8, 14, 5, tzinfo=UTC))) == "2025-07-02 08:14:05+00:00"


def test_a_time_without_a_zone_is_refused():
    """A naive time is an error, never taken to be UTC in silence."""
    with pytest.raises(ValueError, match="has no zone"):
        TimeRange.at(datetime(2025, 7, 2, 8, 14))  # noqa: DTZ001


def test_time_runs_forwards():
    """Ranges and days that run backwards are errors."""
    moment = datetime(2025, 7, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="runs forwards"):
        TimeRange(start=moment, end=moment)
    with pytest.raises(ValueError, match="backwards"):
        Days(first=date(2025, 7, 2), last=date(2025, 7, 1))


def test_before_and_overlap():
    """A day lies before the next one and overlaps an hour of its own."""
    day = TimeRange.on(date(2025, 7, 1), UTC)
    assert day.is_before(TimeRange.on(date(2025, 7, 2), UTC))
    assert day.overlaps(TimeRange.at(datetime(2025, 7, 1, 23, 59, 59, tzinfo=UTC)))
    assert not day.overlaps(TimeRange.at(datetime(2025, 7, 2, tzinfo=UTC)))


@pytest.mark.parametrize("text", ["2025-07-01", "2025-06-30/2025-07-01"])
def test_days_are_written_as_they_are_read(text):
    """ISO days and intervals round-trip."""
    assert Days.from_iso(text).iso == text


def test_days_share_a_day_or_not():
    """Two stretches of days overlap where they share one."""
    assert Days.from_iso("2025-06-30/2025-07-01").overlaps(Days.from_iso("2025-07-01"))
    assert not Days.from_iso("2025-06-30").overlaps(Days.from_iso("2025-07-01"))
