"""What the counts became: one series a field, from explicit rules in a fixed order, never an average.

The order (docs/explanation/verdicts argues each): set aside what is no figure of this event as a whole; close what was denied and replaced;
keep one assertion an origin, the one that it said last; compare the named origins; hear those who name nobody last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from temoin.corroborate.corrections import Fates, close_figures, first_days
from temoin.corroborate.event import find_event
from temoin.corroborate.links import EventLinks, link_reports
from temoin.corroborate.origins import copied_reports, independent_origins, is_same_origin
from temoin.corroborate.series import CountPoint, CountSeries, FieldNature, PointStatus, SeriesStatus, Statement, field_of, nature_of, statement_of
from temoin.corroborate.settle import Settlement, settle_field
from temoin.model import Certainty, Claim, ClaimKind, Lineage, Polarity, Reason, Report, Role
from temoin.text import speaker_words

__all__ = ["count_history"]

_PLAUSIBLE = {"magnitude": (-2.0, 10.0), "%": (0.0, 100.0), "share": (0.0, 1.0)}
"""Least and greatest value that a unit can have. No earthquake over magnitude 9.5 is on record (Valdivia 1960)."""


def count_history(
    claims: Sequence[Claim],
    reports: Sequence[Report] = (),
    lineage: Lineage | None = None,
    *,
    links: EventLinks | None = None,
    fields: Mapping[str, str] | None = None,
) -> tuple[CountSeries, ...]:
    """Follow every count over time.

    Args:
        claims: of one event, and of others that are set aside.
        reports: they stand in; their days of publication date the figures that no text dates.
        lineage: whose copies add no weight.
        links: which claims are of another event; worked out from the dates that the texts write where it is `None`.
        fields: claim id to the name of its field, for files that name their fields themselves.

    Returns:
        One series a field, by name of the field; each holds every figure, whatever became of it.
    """
    published = {report.id: report for report in reports}
    copies = copied_reports(lineage) if lineage is not None else frozenset()
    if links is None:
        links = link_reports(claims, reports, find_event(claims, reports), lineage or Lineage(), fields=fields)
    held: dict[str, list[Statement]] = defaultdict(list)
    for claim in claims:
        field = field_of(claim, fields)
        if field is not None:
            held[field].append(statement_of(claim, published.get(claim.report_id), is_copy=claim.report_id in copies))
    by_id = {claim.id: claim for claim in claims}
    return tuple(_series(field, sorted(held[field], key=lambda one: one.order), by_id, links.apart) for field in sorted(held))


def _series(field: str, statements: list[Statement], by_id: dict[str, Claim], apart: Mapping[str, Reason]) -> CountSeries:
    fates: Fates = {claim_id: (PointStatus.SET_ASIDE, apart[claim_id]) for one in statements if (claim_id := one.claim.id) in apart}
    highest: dict[str, float] = defaultdict(float)
    for one in statements:
        if one.claim.id not in fates and one.claim.polarity is Polarity.POSITIVE and one.claim.certainty not in _UNSAID:
            highest[one.claim.report_id] = max(highest[one.claim.report_id], one.value)
    for statement in statements:
        reason = _aside(statement, by_id, highest[statement.claim.report_id])
        if reason is not None:
            fates.setdefault(statement.claim.id, (PointStatus.SET_ASIDE, reason))
    nature = nature_of(statements[0].claim.kind, field)
    fates |= close_figures([one for one in statements if one.claim.id not in fates], nature)
    standing = [one for one in statements if one.claim.id not in fates and not one.is_copy]
    live, older = _latest(standing, nature)
    settlement = settle_field(live, nature, standing)
    for statement in statements:
        if statement.claim.id not in fates:
            fate = _fate(statement, settlement, older, nature)
            if fate is not None:
                fates[statement.claim.id] = fate
    return CountSeries(
        field=field,
        kind=statements[0].claim.kind,
        nature=nature,
        points=tuple(_point(one, fates.get(one.claim.id)) for one in statements),
        status=settlement.status,
        quantity=settlement.quantity,
        as_of=settlement.as_of,
        origins=tuple(origin.words for origin in independent_origins(one.claim for one in settlement.behind)),
        why=settlement.why,
    )


_UNSAID = frozenset({Certainty.EXPECTED, Certainty.POSSIBLE, Certainty.DENIED})


def _aside(statement: Statement, by_id: dict[str, Claim], highest: float) -> Reason | None:
    """Why a figure is none of the event as a whole; `highest` is the highest that its report gives."""
    claim = statement.claim
    if claim.role is Role.BACKGROUND and claim.quantity is not None and claim.quantity.unit not in _PLAUSIBLE:
        return Reason.BACKGROUND
    if claim.certainty in {Certainty.EXPECTED, Certainty.POSSIBLE}:
        return Reason.FORECAST
    parent = by_id.get(claim.subset_of or "")
    if parent is not None and parent.kind is claim.kind:
        return Reason.OTHER_SCOPE  # "three of the dead were firemen" is no toll
    if claim.polarity is Polarity.NEGATIVE and highest > 0:
        return Reason.OTHER_SCOPE  # "no one was hurt in the neighbourhood" beside the dead of the plant
    if claim.kind is ClaimKind.MEANS_COUNT and claim.certainty not in _UNSAID and statement.high < highest:
        return Reason.OTHER_SCOPE  # "one of the drones hit the roof" beside "two drones"
    unit = claim.quantity.unit if claim.quantity is not None else ""
    least, most = _PLAUSIBLE.get(unit, (0.0, float("inf")))
    return Reason.IMPLAUSIBLE if statement.low > most or statement.high < least else None


@attrs.frozen(kw_only=True)
class _Older:
    """What an origin said before its latest figure."""

    latest: dict[str, Statement]


def _latest(statements: list[Statement], nature: FieldNature) -> tuple[list[Statement], _Older]:
    """One assertion an origin: the one whose value it said last for the first time; all of those who name nobody.

    A figure that is repeated later (by a page that did not hear of the new one) keeps the day on which it was first said.
    """
    first = first_days(statements)
    groups = _by_origin(sorted(statements, key=lambda one: (len(one.origin.name), one.origin.name, *one.order)))
    latest: dict[str, Statement] = {}
    live = [one for one in statements if not one.origin.is_named]
    for held in groups:
        chosen = _newest(held, nature, first)
        live.append(chosen)
        latest |= {one.claim.id: chosen for one in held}
    return sorted(live, key=lambda one: one.order), _Older(latest=latest)


def _by_origin(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements of each named origin; of names that can be one the first leads. Looked up by word: one name's words stand in the other's."""
    groups: list[list[Statement]] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    known: dict[str, int] = {}
    for statement in statements:
        name = statement.origin.name
        if not name:
            continue
        if name not in known:
            near = sorted({place for word in speaker_words(name) for place in by_word[word]})
            found = next((place for place in near if is_same_origin(groups[place][0].origin, statement.origin)), None)
            if found is None:
                found = len(groups)
                groups.append([])
                for word in speaker_words(name):
                    by_word[word].append(found)
            known[name] = found
        groups[known[name]].append(statement)
    return groups


def _newest(held: Sequence[Statement], nature: FieldNature, first: Mapping[float, date]) -> Statement:
    """The figure that an origin said last for the first time; in a cumulative field `first` tells since when anybody has said it."""
    own = first_days(held)
    days = {value: min(day, first.get(value, day)) if nature is FieldNature.CUMULATIVE else day for value, day in own.items()}
    newest = max(days.values())
    of_that_day = sorted((one for one in held if days[one.value] == newest), key=lambda one: one.order)
    # Of one day's figures a cumulative field takes the highest: the lower one is the older ("the toll rose from 135 to 163").
    top = max(one.value for one in of_that_day) if nature is FieldNature.CUMULATIVE else of_that_day[-1].value
    best = [one for one in of_that_day if one.value == top]
    return max(best, key=lambda one: (one.has_top, one.claim.id))


def _fate(statement: Statement, settlement: Settlement, older: _Older, nature: FieldNature) -> tuple[PointStatus, Reason] | None:
    """What became of a figure that was neither set aside nor closed; `None` where it stands."""
    latest = older.latest.get(statement.claim.id)
    if latest is not None and latest is not statement and not statement.meets(latest) and latest.said >= statement.said:
        return (PointStatus.SUPERSEDED, Reason.CORRECTED_LATER)
    if settlement.status is SeriesStatus.CONTESTED:
        clashes = settlement.splits(statement)
        return (PointStatus.CONTESTED, Reason.REPORTS_CLASH) if clashes else None
    if settlement.holds(statement):
        return None
    below = statement.high < settlement.low
    was_earlier = settlement.as_of is not None and statement.said <= settlement.as_of
    outgrown = nature is FieldNature.CUMULATIVE and below and (was_earlier or not statement.origin.is_named)
    outlived = nature is FieldNature.STATE and was_earlier
    if outgrown or outlived:
        return (PointStatus.SUPERSEDED, Reason.CORRECTED_LATER)
    return (PointStatus.CONTESTED, Reason.REPORTS_CLASH)


def _point(statement: Statement, fate: tuple[PointStatus, Reason] | None) -> CountPoint:
    claim = statement.claim
    if claim.quantity is None:
        message = f"claim {claim.id} has no quantity"
        raise ValueError(message)
    return CountPoint(
        claim_id=claim.id,
        report_id=claim.report_id,
        quantity=claim.quantity,
        said=statement.said if statement.said.year > 1 else None,
        as_of=claim.as_of.last if claim.as_of else None,
        origin=statement.origin.words,
        status=fate[0] if fate else PointStatus.CURRENT,
        reason=fate[1] if fate else None,
    )
