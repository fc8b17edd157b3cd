"""When and where the event was."""

from __future__ import annotations

import made

from temoin.corroborate import find_event
from temoin.model import TimeBasis


def test_a_given_time_wins():
    """What a person gives is taken over what the texts write."""
    given = made.on("2025-03-17")
    event = find_event([made.claim(kind="event_date", day="2025-03-18")], [made.report()], given=given)
    assert (event.when, event.basis, event.is_latest) == (given, TimeBasis.GIVEN, False)


def test_the_day_that_most_reports_write_is_taken():
    """One page's slip of a day does not move the event, and a wider stretch counts for the days inside it."""
    days = {"a": "2025-03-18", "b": "2025-03-19", "c": "2025-03-18/2025-03-20", "d": "2025-03-18"}
    claims = [made.claim(name, report=name, kind="event_date", day=day) for name, day in days.items()]
    event = find_event(claims, [made.report(name) for name in days])
    assert event.when.days.iso == "2025-03-18"
    assert event.basis is TimeBasis.WRITTEN
    assert event.claim_ids == ("a", "d")


def test_without_a_written_date_a_statement_bounds_it():
    """What was said on the 1st happened on the 1st or before: an upper bound, marked as inferred."""
    claims = [made.claim("s", kind="statement_date", day="2025-07-01"), made.claim("e", kind="event_date", day="2025-07-01", inferred=True)]
    event = find_event(claims, [made.report(on="2025-07-03")])
    assert (event.when.days.iso, event.basis, event.is_latest) == ("2025-07-01", TimeBasis.INFERRED, True)
    assert event.claim_ids == ("e", "s")


def test_publication_bounds_it_where_nothing_else_does():
    """A report cannot be older than what it reports."""
    event = find_event([made.claim()], [made.report(on="2025-07-03"), made.report("r2", on="2025-07-05")])
    assert (event.when.days.iso, event.is_latest, event.claim_ids) == ("2025-07-03", True, ())


def test_nothing_known_is_said_so():
    """Without dates the event has no time."""
    event = find_event([made.claim()], [made.report(on=None)])
    assert (event.when, event.basis) == (None, TimeBasis.UNKNOWN)


def test_background_and_denied_dates_are_not_the_event():
    """Another event's date, and a denied one, are left out."""
    claims = [
        made.claim("a", kind="event_date", day="2022-11-01", role="background"),
        made.claim("b", kind="event_date", day="2025-03-17", certainty="denied"),
        made.claim("c", kind="event_date", day="2025-03-18"),
    ]
    assert find_event(claims, [made.report()]).claim_ids == ("c",)


def test_place_and_facility_are_those_most_reports_name():
    """Reports are counted, not mentions; spellings of one name count together."""
    claims = [
        made.claim("a", report="r1", kind="place", words="Ruden"),
        made.claim("b", report="r1", kind="place", words="Aldor"),
        made.claim("c", report="r1", kind="place", words="Aldor"),
        made.claim("d", report="r2", kind="place", words="RUDEN"),
        made.claim("e", report="r2", kind="facility", words="the Kolm works"),
    ]
    event = find_event(claims, [made.report("r1"), made.report("r2")])
    assert (event.place.casefold(), event.facility) == ("ruden", "the Kolm works")
