"""What happened, when and where, as far as claims and people say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC

from temoin.model import Certainty, Claim, ClaimKind, Days, Event, Polarity, Report, Role, TimeBasis, TimeRange
from temoin.text import plain_name, tokens_of

__all__ = ["find_event"]

_EVENT_ID = "event-1"


def find_event(claims: Sequence[Claim], reports: Sequence[Report], *, given: TimeRange | None = None) -> Event:
    """Find the event that the claims are about.

    Its time is the given one; else the day that most reports write; else an upper bound: what was said or published on a day happened on
    that day or before. Its place and facility are those that most reports name.

    Args:
        claims: of the reports.
        reports: they stand in.
        given: the time that a person gave; it wins.
    """
    main = [claim for claim in claims if claim.role is Role.MAIN and claim.polarity is Polarity.POSITIVE and claim.certainty is not Certainty.DENIED]
    place, facility = _most_named(main, ClaimKind.PLACE), _most_named(main, ClaimKind.FACILITY)
    if given is not None:
        return Event(id=_EVENT_ID, when=given, basis=TimeBasis.GIVEN, place=place, facility=facility)
    written = [claim for claim in main if claim.kind is ClaimKind.EVENT_DATE and claim.days is not None and not claim.inferred]
    if written:
        days, ids = _most_written(written)
        when = _range(days)
        return Event(id=_EVENT_ID, when=when, basis=TimeBasis.WRITTEN, place=place, facility=facility, claim_ids=ids)
    bound = _latest_day(main, reports)
    if bound is None:
        return Event(id=_EVENT_ID, place=place, facility=facility)
    days, ids = bound
    return Event(id=_EVENT_ID, when=_range(days), basis=TimeBasis.INFERRED, is_latest=True, place=place, facility=facility, claim_ids=ids)


def _range(days: Days) -> TimeRange:
    """The days in UTC: the text writes no zone, and none is made up for it."""
    start = TimeRange.on(days.first, UTC, zone_assumed=True)
    end = TimeRange.on(days.last, UTC, zone_assumed=True)
    return TimeRange(start=start.start, end=end.end, zone_assumed=True)


def _most_written(claims: Iterable[Claim]) -> tuple[Days, tuple[str, ...]]:
    """The days that most reports write; among equals the narrowest, then the earliest.

    A wider stretch ("in March") counts for each narrower one inside it.
    """
    held: dict[Days, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.days is not None:
            held[claim.days].append(claim)

    def rank(days: Days) -> tuple[int, int, str]:
        reports = {claim.report_id for other, some in held.items() if other.first <= days.first and days.last <= other.last for claim in some}
        return (-len(reports), (days.last - days.first).days, days.iso)

    best = min(held, key=rank)
    return best, tuple(sorted(claim.id for claim in held[best]))


def _latest_day(main: Sequence[Claim], reports: Sequence[Report]) -> tuple[Days, tuple[str, ...]] | None:
    """The earliest day by which the event must have been, with the claims that show it."""
    bounds: list[tuple[Days, str]] = []
    for claim in main:
        if claim.kind in {ClaimKind.STATEMENT_DATE, ClaimKind.EVENT_DATE} and claim.days is not None:
            bounds.append((claim.days, claim.id))
        elif claim.said_on is not None:
            bounds.append((claim.said_on, claim.id))
    published = [report.published.days for report in reports if report.published is not None]
    if not bounds and not published:
        return None
    last = min([days.last for days, _ in bounds] + [days.last for days in published])
    return Days.one(last), tuple(sorted({claim_id for days, claim_id in bounds if days.last == last}))


def _most_named(claims: Iterable[Claim], kind: ClaimKind) -> str | None:
    """The name that most reports use, in its most usual spelling."""
    reports: dict[frozenset[str], set[str]] = defaultdict(set)
    spelt: dict[frozenset[str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for claim in claims:
        if claim.kind is kind and claim.quote:
            key = tokens_of(claim.goes_by)
            reports[key].add(claim.report_id)
            spelt[key][claim.goes_by] += 1
    if not reports:
        return None
    mentions = {key: sum(counts.values()) for key, counts in spelt.items()}
    best = min(reports, key=lambda key: (-len(reports[key]), -mentions[key], sorted(key)))
    return min(spelt[best], key=lambda words: (-spelt[best][words], plain_name(words), words))
