"""What each report says of when, where, of what kind and how many; and which of its figures are none of this event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

import attrs

from temoin.corroborate.hazards import hazards_of
from temoin.model import Certainty, Claim, ClaimKind, Days, Polarity, Precision, Reason, Report, Role

__all__ = ["SLIP_DAYS", "Figure", "Told", "Town", "days_between", "recalled_figures", "tell_of_reports"]

SLIP_DAYS = 1
"""A day that is this far off may be a slip, or the day in another zone."""

Figure = tuple[str, float]
"""(field, value) of one figure."""
Town = tuple[str, float, float]
"""Name, degrees north, degrees east."""


@attrs.frozen(kw_only=True, eq=False)
class Told:
    """What one report says of its own event.

    Args:
        report_id: the report.
        published: the days on which it came out, or `None`.
        days: that it writes for its event.
        places: that it names.
        towns: those of them that the gazetteer knows as towns: name, latitude, longitude.
        hazards: families of kinds of event that it tells of.
        figures: (field, value) of all that it counts.
        by_field: the same values by field.
    """

    report_id: str
    published: Days | None
    days: tuple[Days, ...]
    places: tuple[str, ...]
    towns: tuple[Town, ...]
    hazards: frozenset[str]
    figures: frozenset[Figure]
    by_field: Mapping[str, frozenset[float]]


def tell_of_reports(claims: Sequence[Claim], reports: Sequence[Report], fields: Mapping[str, str]) -> dict[str, Told]:
    """What each report says, by report id; `fields` names the fields of files that name them themselves."""
    held: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        held[claim.report_id].append(claim)
    known = {report.id: report for report in reports}
    return {report_id: _told(report_id, known.get(report_id), held[report_id], fields) for report_id in sorted({*known, *held})}


def _told(report_id: str, report: Report | None, claims: list[Claim], fields: Mapping[str, str]) -> Told:
    main = [one for one in claims if one.role is Role.MAIN and one.certainty is not Certainty.DENIED and one.polarity is Polarity.POSITIVE]
    figures = {(name, one.quantity.value) for one in main if (name := _field(one, fields)) and one.quantity and one.quantity.value is not None}
    by_field: dict[str, set[float]] = defaultdict(set)
    for name, value in figures:
        by_field[name].add(value)
    towns = (one for one in main if one.kind is ClaimKind.PLACE and one.location is not None and one.location.precision is Precision.TOWN)
    return Told(
        towns=tuple((one.goes_by, one.location.lat, one.location.lon) for one in towns if one.location is not None),
        report_id=report_id,
        published=report.published.days if report is not None and report.published is not None else None,
        days=tuple(one.days for one in main if one.kind is ClaimKind.EVENT_DATE and one.days is not None and not one.inferred),
        places=tuple(one.goes_by for one in main if one.kind is ClaimKind.PLACE and one.quote and fields.get(one.id) not in _COARSE_PLACES),
        hazards=hazards_of(one.quote for one in main if one.kind is ClaimKind.IDENTIFIER and fields.get(one.id) in _KIND_WORDS),
        figures=frozenset(figures),
        by_field={name: frozenset(values) for name, values in by_field.items()},
    )


_COARSE_PLACES = frozenset({"country", "region", "district", "state", "county", "province"})
"""Fields of places that many events share. Facilities are not compared at all: one plant goes by many names."""
_KIND_WORDS = frozenset({"event_kind", "event_type", "kind", "type", "hazard", "disaster", "incident", "incident_type", "event", "cause"})


def _field(claim: Claim, fields: Mapping[str, str]) -> str:
    unit = claim.quantity.unit if claim.quantity is not None else ""
    return fields.get(claim.id) or (f"{claim.kind}:{unit}" if claim.kind.is_casualty or unit else "")


def days_between(one: Days, other: Days) -> int:
    """Days from the end of the one to the beginning of the other; 0 where they share a day."""
    if one.overlaps(other):
        return 0
    return (other.first - one.last).days if one.last < other.first else (one.first - other.last).days


def recalled_figures(
    claims: Sequence[Claim], told: Mapping[str, Told], other: set[str], when: Days | None, fields: Mapping[str, str]
) -> dict[str, Reason]:
    """Claims that are none of this event: of another event's reports, counted before it, or over a longer time, or an older event's recalled."""
    apart: dict[str, Reason] = {}
    ours, theirs = _figure_sets(told, other)
    for claim in claims:
        if claim.report_id in other:
            apart[claim.id] = Reason.OTHER_EVENT
        elif claim.quantity is not None and (reason := _recalled(claim, told[claim.report_id], when, (ours, theirs), fields)) is not None:
            apart[claim.id] = reason
    return apart


_Sets = tuple[dict[Figure, set[str]], set[Figure]]


def _figure_sets(told: Mapping[str, Told], other: set[str]) -> _Sets:
    ours: dict[Figure, set[str]] = defaultdict(set)
    theirs: set[Figure] = set()
    for report_id, one in told.items():
        for figure in one.figures:
            if report_id in other:
                theirs.add(figure)
            else:
                ours[figure].add(report_id)
    return ours, theirs


def _recalled(claim: Claim, told: Told, when: Days | None, sets: _Sets, fields: Mapping[str, str]) -> Reason | None:
    if when is not None and (counted := claim.as_of or claim.said_on) is not None:
        if counted.last < when.first - timedelta(days=SLIP_DAYS):
            return Reason.OTHER_EVENT  # it was counted before this event
        if claim.as_of is not None and claim.as_of.first < when.first - timedelta(days=SLIP_DAYS):
            return Reason.OTHER_SCOPE  # a running total over more than this event
    name, value = _field(claim, fields), claim.quantity.value if claim.quantity is not None else None
    if not name or value is None:
        return None
    ours, theirs = sets
    beside = [other for other in told.by_field.get(name, ()) if other != value and ours[name, other] - {claim.report_id}]
    if not beside or ours[name, value] != {claim.report_id}:
        return None
    # Beside a figure that others give too stands one of its own: the other event's, or that of the other day which the text writes.
    other_day = when is not None and any(days_between(days, when) > SLIP_DAYS for days in told.days)
    return Reason.OTHER_EVENT if (name, value) in theirs or (other_day and value > max(beside)) else None
