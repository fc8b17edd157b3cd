"""Which reports are of the event at all: linked by date, place, kind and figures, each with the reason why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

import attrs

from temoin.corroborate.hazards import hazards_of
from temoin.corroborate.origins import neighbours_of
from temoin.corroborate.places import PlaceNames
from temoin.model import Certainty, Claim, ClaimKind, Days, Event, Lineage, Polarity, Reason, Report, Role, TimeBasis

__all__ = ["EventLink", "EventLinks", "LinkBasis", "link_reports"]

_SLIP_DAYS = 1
"""A day that is this far off may be a slip, or the day in another zone."""
_EARLY_DAYS = 2
"""A page that was out this many days before the event is not about it; one day may be the zone."""
_MONTH = 31
"""A day that is further off than this is no dispute about the day of one event."""
_TELLING = 10.0
"""A lone common figure says something from here on; below it, two events easily share it."""

_Figure = tuple[str, float]


class LinkBasis(StrEnum):
    """What a report was tied to the event by, or kept apart by."""

    DATE = "date"
    PUBLISHED = "published"
    PLACE = "place"
    KIND = "kind"
    COPY = "copy"
    FIGURES = "figures"
    NOTHING = "nothing"


@attrs.frozen(kw_only=True)
class EventLink:
    """Whether one report is of the event.

    Args:
        report_id: the report.
        is_same: it is, as far as anything says.
        basis: by what.
        why: in plain English.
    """

    report_id: str
    is_same: bool
    basis: LinkBasis
    why: str


@attrs.frozen(kw_only=True)
class EventLinks:
    """Which reports and claims are of the event.

    Args:
        reports: one link a report, by report id.
        apart: claim id to the reason why the claim is none of this event, though its report may be.
    """

    reports: tuple[EventLink, ...] = ()
    apart: Mapping[str, Reason] = attrs.field(factory=dict)

    @property
    def other_event(self) -> tuple[str, ...]:
        """Ids of the reports of another event."""
        return tuple(link.report_id for link in self.reports if not link.is_same)


@attrs.frozen(kw_only=True, eq=False)
class _Told:
    """What one report says of when, where, of what kind and how many."""

    report_id: str
    published: Days | None
    days: tuple[Days, ...]
    places: tuple[str, ...]
    hazards: frozenset[str]
    figures: frozenset[_Figure]
    by_field: Mapping[str, frozenset[float]]


def link_reports(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    event: Event,
    lineage: Lineage,
    *,
    kind: str = "",
    fields: Mapping[str, str] | None = None,
) -> EventLinks:
    """Link reports to the event, and keep those of another one apart.

    A report is kept apart only for what it says itself: another day, another place, another kind of event, out before it happened; or because it
    was taken over from such a report, or tells its figures and none of this event's. Nothing said is never a reason.

    Args:
        claims: of all reports.
        reports: they stand in.
        event: when and where; days that were only inferred keep nothing apart.
        lineage: which reports were taken over from which.
        kind: what kind of event it was, in the words of whoever knows, or "".
        fields: claim id to the name of its field, where the file has names of its own.
    """
    told = _tell(claims, reports, fields or {})
    judged = _Judge(event, kind, told, reports).judge()
    judged = _by_kin(judged, told, lineage)
    other = {report_id for report_id, link in judged.items() if not link.is_same}
    when = event.when.days if event.when is not None and event.basis in {TimeBasis.GIVEN, TimeBasis.WRITTEN} else None
    apart = _apart(claims, told, other, when, fields or {})
    return EventLinks(reports=tuple(judged[one] for one in sorted(judged)), apart=apart)


def _tell(claims: Sequence[Claim], reports: Sequence[Report], fields: Mapping[str, str]) -> dict[str, _Told]:
    held: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        held[claim.report_id].append(claim)
    known = {report.id: report for report in reports}
    return {report_id: _told(report_id, known.get(report_id), held[report_id], fields) for report_id in sorted({*known, *held})}


def _told(report_id: str, report: Report | None, claims: list[Claim], fields: Mapping[str, str]) -> _Told:
    main = [one for one in claims if one.role is Role.MAIN and one.certainty is not Certainty.DENIED and one.polarity is Polarity.POSITIVE]
    figures = {(name, one.quantity.value) for one in main if (name := _field(one, fields)) and one.quantity and one.quantity.value is not None}
    by_field: dict[str, set[float]] = defaultdict(set)
    for name, value in figures:
        by_field[name].add(value)
    return _Told(
        report_id=report_id,
        published=report.published.days if report is not None and report.published is not None else None,
        days=tuple(one.days for one in main if one.kind is ClaimKind.EVENT_DATE and one.days is not None and not one.inferred),
        places=tuple(one.quote for one in main if one.kind is ClaimKind.PLACE and one.quote and fields.get(one.id) not in _COARSE_PLACES),
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


class _Judge:
    """Judges each report by what it says itself."""

    def __init__(self, event: Event, kind: str, told: Mapping[str, _Told], reports: Sequence[Report]) -> None:
        self._when = event.when.days if event.when is not None and event.basis in {TimeBasis.GIVEN, TimeBasis.WRITTEN} else None
        self._hazards = hazards_of([kind])
        self._is_given = event.basis is TimeBasis.GIVEN
        self._told = told
        texts = {report.id: report.text for report in reports}
        dated = [one for one in told.values() if self._gap(one) == 0]
        self._places = PlaceNames.near(event, [(one.places, texts.get(one.report_id, "")) for one in dated])
        core = dated or [one for one in told.values() if self._places.is_here(one.places)]
        self._core = {one.report_id for one in core}
        self._core_figures = Counter(figure for one in core for figure in one.figures)
        self._core_fields = {name for name, _ in self._core_figures}

    def judge(self) -> dict[str, EventLink]:
        """One link a report; those that nothing ties or keeps apart are of the event."""
        return {report_id: self._one(one) for report_id, one in self._told.items()}

    def _one(self, one: _Told) -> EventLink:
        gap = self._gap(one)
        parted = self._parted(one, gap)
        if parted is not None:
            return EventLink(report_id=one.report_id, is_same=False, basis=parted[0], why=parted[1])
        basis, why = self._tied(one, gap)
        return EventLink(report_id=one.report_id, is_same=True, basis=basis, why=why)

    def _parted(self, one: _Told, gap: int | None) -> tuple[LinkBasis, str] | None:
        """What keeps a report apart, the firmest first; `None` where nothing does."""
        if one.published is not None and self._when is not None and self._when.first - one.published.last >= timedelta(days=_EARLY_DAYS):
            return LinkBasis.PUBLISHED, f"it was out on {one.published.iso}, before the event of {self._when.iso}"
        if gap is not None and gap > 0 and self._is_other_day(one, gap):
            return LinkBasis.DATE, f"it dates its event to {self._latest(one)}, not to {self._iso}, and its figures are others"
        if self._places.is_elsewhere(one.places) and not self._shares(one, 2 if gap == 0 else 1):
            return LinkBasis.PLACE, f"its event was at {', '.join(one.places[:2])}, not at {self._places.words}"
        if self._hazards and one.hazards and not self._hazards & one.hazards and not self._shares(one, 1):
            return LinkBasis.KIND, f"it tells of another kind of event ({', '.join(sorted(one.hazards))})"
        return None

    def _is_other_day(self, one: _Told, gap: int) -> bool:
        """Whether the day that a report writes is that of another event, rather than a slip or a dispute about the day of this one."""
        if not (self._core or self._is_given):
            return False
        if gap > _SLIP_DAYS:
            # A report without figures may be wrong by days about the one event there is; by months it is not.
            return not self._shares(one, 2) and (bool(one.figures) or gap > _MONTH or self._places.is_elsewhere(one.places))
        return not self._common(one) and any(name in self._core_fields for name, _ in one.figures)

    def _tied(self, one: _Told, gap: int | None) -> tuple[LinkBasis, str]:
        if gap == 0:
            return LinkBasis.DATE, f"it dates its event to {self._iso}"
        if gap is not None and one.figures:
            return LinkBasis.FIGURES, f"the day it writes ({self._latest(one)}) is another, but its figures are those of this event"
        if self._places.is_here(one.places):
            return LinkBasis.PLACE, f"it names {', '.join(one.places[:2])}"
        return LinkBasis.NOTHING, "nothing says that it is of another event"

    @property
    def _iso(self) -> str:
        return self._when.iso if self._when is not None else "this event's day"

    @staticmethod
    def _latest(one: _Told) -> str:
        return max(one.days, key=lambda days: (days.last, days.first)).iso

    def _gap(self, one: _Told) -> int | None:
        """Days between the event and the report's own: the newest that it writes and that was over when it came out."""
        if self._when is None or not one.days:
            return None
        past = [days for days in one.days if one.published is None or days.first <= one.published.last + timedelta(days=1)] or list(one.days)
        newest = max(past, key=lambda days: (days.last, days.first))
        gap = _between(newest, self._when)
        closest = min(_between(days, self._when) for days in past)
        # A text that writes both days is of the newer event, unless it tells the figures of the older one.
        return closest if gap > _SLIP_DAYS and closest == 0 and (self._when.first > newest.last or not self._is_news(one, newest)) else gap

    @staticmethod
    def _is_news(one: _Told, newest: Days) -> bool:
        return one.published is not None and one.published.first - newest.last <= timedelta(days=7)

    def _shares(self, one: _Told, least: int) -> bool:
        """Whether it tells so many figures of the reports that surely are of the event, and more than it tells otherwise.

        A lone small one does not count: two events easily share it.
        """
        common = self._common(one)
        comparable = sum(name in self._core_fields for name, _ in one.figures)
        return (len(common) >= max(2, least) and 2 * len(common) > comparable) or (least == 1 and any(value >= _TELLING for _, value in common))

    def _common(self, one: _Told) -> list[_Figure]:
        own = 1 if one.report_id in self._core else 0
        return [figure for figure in one.figures if self._core_figures[figure] > own]


def _between(one: Days, other: Days) -> int:
    if one.overlaps(other):
        return 0
    return (other.first - one.last).days if one.last < other.first else (one.first - other.last).days


def _parted_by(one: str, basis: LinkBasis, why: str) -> EventLink:
    return EventLink(report_id=one, is_same=False, basis=basis, why=why)


def _by_kin(judged: dict[str, EventLink], told: Mapping[str, _Told], lineage: Lineage) -> dict[str, EventLink]:
    """Reports that say neither day nor place follow the report they were taken over from, else the reports whose figures they tell."""
    judged = dict(judged)
    near_to = neighbours_of(lineage)
    loose = [one for one in sorted(judged) if judged[one].basis is LinkBasis.NOTHING]
    for _ in range(len(loose)):  # a copy of a copy follows in the next round
        moved = False
        for one in loose:
            near = [other for other in sorted(near_to.get(one, ())) if other in judged]
            if judged[one].is_same and near and all(not judged[other].is_same for other in near):
                judged[one] = _parted_by(one, LinkBasis.COPY, f"it goes with {near[0]}, which is of another event: {judged[near[0]].why}")
                moved = True
        if not moved:
            break
    tellers: dict[_Figure, list[str]] = defaultdict(list)
    for report_id, teller in told.items():
        for figure in teller.figures:
            tellers[figure].append(report_id)
    settled = {report_id: link for report_id, link in judged.items() if link.basis is not LinkBasis.NOTHING or not link.is_same}
    for one in loose:
        if judged[one].is_same and (theirs := _only_theirs(told[one], tellers, settled)):
            judged[one] = _parted_by(one, LinkBasis.FIGURES, f"it tells the figures of {theirs}, which is of another event, and none of this one's")
    return judged


def _only_theirs(one: _Told, tellers: Mapping[_Figure, list[str]], settled: Mapping[str, EventLink]) -> str:
    """A report of another event whose figures it tells, where it tells none of this event's; else ""."""
    ours = [
        figure for figure in one.figures if any(settled[other].is_same for other in tellers[figure] if other in settled and other != one.report_id)
    ]
    theirs = [(figure, other) for figure in sorted(one.figures) for other in tellers[figure] if other in settled and not settled[other].is_same]
    figures = {figure for figure, _ in theirs}
    telling = len(figures) > 1 or any(value >= _TELLING for _, value in figures)
    return theirs[0][1] if telling and not ours else ""


def _apart(claims: Sequence[Claim], told: Mapping[str, _Told], other: set[str], when: Days | None, fields: Mapping[str, str]) -> dict[str, Reason]:
    """Claims that are none of this event: of another event's reports, counted before it, or over a longer time, or an older event's recalled."""
    apart: dict[str, Reason] = {}
    ours, theirs = _figure_sets(told, other)
    for claim in claims:
        if claim.report_id in other:
            apart[claim.id] = Reason.OTHER_EVENT
        elif claim.quantity is not None and (reason := _recalled(claim, told[claim.report_id], when, (ours, theirs), fields)) is not None:
            apart[claim.id] = reason
    return apart


_Sets = tuple[dict[_Figure, set[str]], set[_Figure]]


def _figure_sets(told: Mapping[str, _Told], other: set[str]) -> _Sets:
    ours: dict[_Figure, set[str]] = defaultdict(set)
    theirs: set[_Figure] = set()
    for report_id, one in told.items():
        for figure in one.figures:
            if report_id in other:
                theirs.add(figure)
            else:
                ours[figure].add(report_id)
    return ours, theirs


def _recalled(claim: Claim, told: _Told, when: Days | None, sets: _Sets, fields: Mapping[str, str]) -> Reason | None:
    if when is not None and (counted := claim.as_of or claim.said_on) is not None:
        if counted.last < when.first - timedelta(days=_SLIP_DAYS):
            return Reason.OTHER_EVENT  # it was counted before this event
        if claim.as_of is not None and claim.as_of.first < when.first - timedelta(days=_SLIP_DAYS):
            return Reason.OTHER_SCOPE  # a running total over more than this event
    name, value = _field(claim, fields), claim.quantity.value if claim.quantity is not None else None
    if not name or value is None:
        return None
    ours, theirs = sets
    beside = [other for other in told.by_field.get(name, ()) if other != value and ours[name, other] - {claim.report_id}]
    if not beside or ours[name, value] != {claim.report_id}:
        return None
    # Beside a figure that others give too stands one of its own: the other event's, or that of the other day which the text writes.
    other_day = when is not None and any(_between(days, when) > _SLIP_DAYS for days in told.days)
    return Reason.OTHER_EVENT if (name, value) in theirs or (other_day and value > max(beside)) else None
