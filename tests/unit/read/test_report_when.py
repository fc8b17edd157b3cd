"""Times as people and pages write them."""

from __future__ import annotations

import pytest

from temoin.errors import OptionError
from temoin.read import parse_when
from temoin.read.when import read_page_time


@pytest.mark.parametrize(
    ("text", "start", "seconds"),
    [
        ("2025-07-03T08:00+02:00", "2025-07-03T08:00:00+02:00", 60),
        ("2025-07-03 08:00:05 +0200", "2025-07-03T08:00:05+02:00", 1),
        ("2025-07-03T06:00Z", "2025-07-03T06:00:00+00:00", 60),
        ("2025-07-03T06:00:00.123Z", "2025-07-03T06:00:00+00:00", 1),
        ("20250703T060000Z", "2025-07-03T06:00:00+00:00", 1),
        ("2025-07-03 08:00 UTC", "2025-07-03T08:00:00+00:00", 60),
        ("2025-07-03 08:00 Europe/Paris", "2025-07-03T08:00:00+02:00", 60),
        ("2025-01-03 08:00 America/Argentina/Salta", "2025-01-03T08:00:00-03:00", 60),
        ("2025-07-03T08:00-03", "2025-07-03T08:00:00-03:00", 60),
        ("  2025-07-03T08:00\u221203:30 ", "2025-07-03T08:00:00-03:30", 60),
    ],
)
def test_times_with_a_zone(text: str, start: str, seconds: int) -> None:
    """A time keeps the zone that was written, and is as long as it was written exactly."""
    when = parse_when(text)
    assert when.start.isoformat() == start
    assert (when.end - when.start).total_seconds() == seconds
    assert not when.zone_assumed


@pytest.mark.parametrize("text", ["2025-07-03", "20250703", " 2025-07-03\n"])
def test_a_day_is_a_whole_day_in_an_assumed_zone(text: str) -> None:
    """A date alone is that day in UTC, and says that the zone was assumed."""
    when = parse_when(text)
    assert (when.start.isoformat(), when.end.isoformat()) == ("2025-07-03T00:00:00+00:00", "2025-07-04T00:00:00+00:00")
    assert when.zone_assumed
    assert when.is_day


@pytest.mark.parametrize("text", ["2025-07-03T08:00", "2025-07-03 08:00:00", "20250703T0800"])
def test_a_time_without_a_zone_is_refused(text: str) -> None:
    """A clock time without its zone could be anywhere on earth."""
    with pytest.raises(OptionError, match="has no zone") as caught:
        parse_when(text)
    assert "+02:00" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "03.07.2025",
        "2025-7-3",
        "2025-13-01",
        "2025-02-30",
        "2025-07-03T25:00Z",
        "2025-07-03T08:00+99:00",
        "2025-07-03 08:00 Europe/Atlantis",
        "2025-07-03 08:00 ../etc/passwd",
        "9999-12-31",
        "2025-10-26 02:30 Europe/Paris",
        "2025-03-30 02:30 Europe/Paris",
        "٢٠٢٥-٠٧-٠٣",
        "2025-07-03" * 50,
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """No date, an impossible one, an unknown zone, or an hour that a clock showed twice or never."""
    with pytest.raises(OptionError, match="is not a date or time"):
        parse_when(text)


def test_pages_may_leave_the_zone_out() -> None:
    """A page's time without a zone is taken as UTC and marked."""
    when = read_page_time("2025-07-03T08:00:00")
    assert when is not None
    assert when.start.isoformat() == "2025-07-03T08:00:00+00:00"
    assert when.zone_assumed


def test_pages_may_write_mail_dates() -> None:
    """Dates in the form of mail headers are read, with and without a zone."""
    with_zone, without = read_page_time("Thu, 03 Jul 2025 08:00:00 +0200"), read_page_time("Thu, 03 Jul 2025 08:00:00 -0000")
    assert with_zone is not None
    assert with_zone.start.isoformat() == "2025-07-03T08:00:00+02:00"
    assert without is not None
    assert without.zone_assumed


@pytest.mark.parametrize("text", ["", "il y a 2 heures", "Thu, 99 Jul 2025 08:00:00 +0200", "x" * 500])
def test_what_a_page_wrote_can_be_no_time(text: str) -> None:
    """What cannot be read is nothing, never a guess."""
    assert read_page_time(text) is None
