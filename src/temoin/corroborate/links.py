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
from temoin.corroborate.told import SLIP_DAYS, Figure, Told, days_between, recalled_figures, tell_of_reports
from temoin.model import Claim, Days, Event, Lineage, Reason, Report, TimeBasis

__all__ = ["EventLink", "EventLinks", "LinkBasis", "link_reports"]

_EARLY_DAYS = 2
"""A page that was out this many days before the event is not about it; one day may be the zone."""
_MONTH = 31
"""A day that is further off than this is no dispute about the day of one event."""
_TELLING = 10.0
"""A lone common figure says something from here on; below it, two events easily share it."""


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
    told = tell_of_reports(claims, reports, fields or {})
    judged = _Judge(event, kind, told, reports).judge()
    judged = _by_kin(judged, told, lineage)
    other = {report_id for report_id, link in judged.items() if not link.is_same}
    when = event.when.days if event.when is not None and event.basis in {TimeBasis.GIVEN, TimeBasis.WRITTEN} else None
    apart = recalled_figures(claims, told, other, when, fields or {})
    return EventLinks(reports=tuple(judged[one] for one in sorted(judged)), apart=apart)


class _Judge:
    """Judges each report by what it says itself."""

    def __init__(self, event: Event, kind: str, told: Mapping[str, Told], reports: Sequence[Report]) -> None:
        self._when = event.when.days if event.when is not None and event.basis in {TimeBasis.GIVEN, TimeBasis.WRITTEN} else None
        self._hazards = hazards_of([kind])
        self._is_given = event.basis is TimeBasis.GIVEN
        self._told = told
        texts = {report.id: report.text for report in reports}
        dated = [one for one in told.values() if self._gap(one) == 0]
        self._places = PlaceNames.near(
            event, [(one.places, texts.get(one.report_id, "")) for one in dated], [town for one in told.values() for town in one.towns]
        )
        core = dated or [one for one in told.values() if self._places.is_here(one.places, one.towns)]
        self._core = {one.report_id for one in core}
        self._core_figures = Counter(figure for one in core for figure in one.figures)
        self._core_fields = {name for name, _ in self._core_figures}

    def judge(self) -> dict[str, EventLink]:
        """One link a report; those that nothing ties or keeps apart are of the event."""
        return {report_id: self._one(one) for report_id, one in self._told.items()}

    def _one(self, one: Told) -> EventLink:
        gap = self._gap(one)
        parted = self._parted(one, gap)
        if parted is not None:
            return EventLink(report_id=one.report_id, is_same=False, basis=parted[0], why=parted[1])
        basis, why = self._tied(one, gap)
        return EventLink(report_id=one.report_id, is_same=True, basis=basis, why=why)

    def _parted(self, one: Told, gap: int | None) -> tuple[LinkBasis, str] | None:
        """What keeps a report apart, the firmest first; `None` where nothing does."""
        if one.published is not None and self._when is not None and self._when.first - one.published.last >= timedelta(days=_EARLY_DAYS):
            return LinkBasis.PUBLISHED, f"it was out on {one.published.iso}, before the event of {self._when.iso}"
        if gap is not None and gap > 0 and self._is_other_day(one, gap):
            return LinkBasis.DATE, f"it dates its event to {self._latest(one)}, not to {self._iso}, and its figures are others"
        if self._places.is_elsewhere(one.places, one.towns) and not self._shares(one, 2 if gap == 0 else 1):
            return LinkBasis.PLACE, f"its event was at {', '.join(one.places[:2])}, not at {self._places.words}"
        if self._hazards and one.hazards and not self._hazards & one.hazards and not self._shares(one, 1):
            return LinkBasis.KIND, f"it tells of another kind of event ({', '.join(sorted(one.hazards))})"
        return None

    def _is_other_day(self, one: Told, gap: int) -> bool:
        """Whether the day that a report writes is that of another event, rather than a slip or a dispute about the day of this one."""
        if not (self._core or self._is_given):
            return False
        if gap > SLIP_DAYS:
            # A report without figures may be wrong by days about the one event there is; by months it is not.
            return not self._shares(one, 2) and (bool(one.figures) or gap > _MONTH or self._places.is_elsewhere(one.places, one.towns))
        return not self._common(one) and any(name in self._core_fields for name, _ in one.figures)

    def _tied(self, one: Told, gap: int | None) -> tuple[LinkBasis, str]:
        if gap == 0:
            return LinkBasis.DATE, f"it dates its event to {self._iso}"
        if gap is not None and one.figures:
            return LinkBasis.FIGURES, f"the day it writes ({self._latest(one)}) is another, but its figures are those of this event"
        if self._places.is_here(one.places, one.towns):
            return LinkBasis.PLACE, f"it names {', '.join(one.places[:2])}"
        return LinkBasis.NOTHING, "nothing says that it is of another event"

    @property
    def _iso(self) -> str:
        return self._when.iso if self._when is not None else "this event's day"

    @staticmethod
    def _latest(one: Told) -> str:
        return max(one.days, key=lambda days: (days.last, days.first)).iso

    def _gap(self, one: Told) -> int | None:
        """Days between the event and the report's own: the newest that it writes and that was over when it came out."""
        if self._when is None or not one.days:
            return None
        past = [days for days in one.days if one.published is None or days.first <= one.published.last + timedelta(days=1)] or list(one.days)
        newest = max(past, key=lambda days: (days.last, days.first))
        gap = days_between(newest, self._when)
        closest = min(days_between(days, self._when) for days in past)
        # A text that writes both days is of the newer event, unless it tells the figures of the older one.
        return closest if gap > SLIP_DAYS and closest == 0 and (self._when.first > newest.last or not self._is_news(one, newest)) else gap

    @staticmethod
    def _is_news(one: Told, newest: Days) -> bool:
        return one.published is not None and one.published.first - newest.last <= timedelta(days=7)

    def _shares(self, one: Told, least: int) -> bool:
        """Whether it tells so many figures of the reports that surely are of the event, and more than it tells otherwise.

        A lone small one does not count: two events easily share it.
        """
        common = self._common(one)
        comparable = sum(name in self._core_fields for name, _ in one.figures)
        return (len(common) >= max(2, least) and 2 * len(common) > comparable) or (least == 1 and any(value >= _TELLING for _, value in common))

    def _common(self, one: Told) -> list[Figure]:
        own = 1 if one.report_id in self._core else 0
        return [figure for figure in one.figures if self._core_figures[figure] > own]


def _parted_by(one: str, basis: LinkBasis, why: str) -> EventLink:
    return EventLink(report_id=one, is_same=False, basis=basis, why=why)


def _by_kin(judged: dict[str, EventLink], told: Mapping[str, Told], lineage: Lineage) -> dict[str, EventLink]:
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
    tellers: dict[Figure, list[str]] = defaultdict(list)
    for report_id, teller in told.items():
        for figure in teller.figures:
            tellers[figure].append(report_id)
    settled = {report_id: link for report_id, link in judged.items() if link.basis is not LinkBasis.NOTHING or not link.is_same}
    for one in loose:
        if judged[one].is_same and (theirs := _only_theirs(told[one], tellers, settled)):
            judged[one] = _parted_by(one, LinkBasis.FIGURES, f"it tells the figures of {theirs}, which is of another event, and none of this one's")
    return judged


def _only_theirs(one: Told, tellers: Mapping[Figure, list[str]], settled: Mapping[str, EventLink]) -> str:
    """A report of another event whose figures it tells, where it tells none of this event's; else ""."""
    ours = [
        figure for figure in one.figures if any(settled[other].is_same for other in tellers[figure] if other in settled and other != one.report_id)
    ]
    theirs = [(figure, other) for figure in sorted(one.figures) for other in tellers[figure] if other in settled and not settled[other].is_same]
    figures = {figure for figure, _ in theirs}
    telling = len(figures) > 1 or any(value >= _TELLING for _, value in figures)
    return theirs[0][1] if telling and not ours else ""
