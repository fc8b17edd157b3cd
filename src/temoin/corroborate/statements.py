"""The verdict by reports: what the other origins say, each counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

import attrs

from temoin.corroborate.clashes import clashes_within_reports
from temoin.corroborate.kin import agree, bucket_of, signature_of, support_each_other
from temoin.corroborate.origins import copied_reports, independent_origins, is_same_origin, origin_of, text_of_origin
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.series import CountPoint, CountSeries, PointStatus
from temoin.model import Certainty, Claim, Evidence, EvidenceKind, Lineage, Reason, Role, Verdict

__all__ = ["Testimony", "hear", "rule_reports"]

_MOST_LINKS = 20
"""Evidence links listed for one claim; the count of origins is over all of them."""


@attrs.frozen(kw_only=True, eq=False)
class Testimony:
    """All claims made ready for being held against one another.

    Args:
        copies: ids of reports taken over from others; their claims add no weight.
        texts: id of such a report to that of the first text.
        points: claim id to its place in the count history.
        series: claim id to its series.
        by_id: claim id to claim.
        buckets: claims that can be compared, by bucket and signature, copies left out.
        clashes: claim id to claims of its own report that say something else.
    """

    copies: frozenset[str]
    texts: dict[str, str]
    points: dict[str, CountPoint]
    series: dict[str, CountSeries]
    by_id: dict[str, Claim]
    buckets: dict[Hashable, dict[Hashable, list[Claim]]]
    clashes: dict[str, tuple[Claim, ...]]


def hear(claims: Sequence[Claim], lineage: Lineage, history: Iterable[CountSeries]) -> Testimony:
    """Make all claims ready for being held against one another."""
    copies = copied_reports(lineage)
    held: dict[Hashable, dict[Hashable, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in sorted(claims, key=lambda one: one.id):
        bucket = bucket_of(claim)
        counts = claim.role is Role.MAIN and not claim.inferred and claim.report_id not in copies
        if bucket is not None and counts and claim.certainty not in {Certainty.EXPECTED, Certainty.POSSIBLE}:
            held[bucket][signature_of(claim)].append(claim)
    history = tuple(history)
    return Testimony(
        copies=copies,
        texts=text_of_origin(lineage),
        points={point.claim_id: point for series in history for point in series.points},
        series={point.claim_id: series for series in history for point in series.points},
        by_id={claim.id: claim for claim in claims},
        buckets=held,
        clashes=clashes_within_reports(claims),
    )


def rule_reports(claim: Claim, testimony: Testimony) -> Ruling:
    """What the other reports make of a claim, whatever the pictures show."""
    point = testimony.points.get(claim.id)
    by_nature = _rule_by_nature(claim, is_figure=point is not None)
    if by_nature is not None:
        return by_nature
    if claim.id in testimony.clashes:
        links = _links(EvidenceKind.CONTRADICTS, Reason.TEXT_CLASHES_WITH_ITSELF, testimony.clashes[claim.id])
        return Ruling(verdict=Verdict.CONTESTED, reasons=(Reason.TEXT_CLASHES_WITH_ITSELF,), evidence=links)
    if point is not None:
        return _rule_point(claim, point, testimony)
    if claim.certainty is Certainty.DENIED:
        return Ruling(verdict=Verdict.CONTESTED, reasons=(Reason.DENIED,), evidence=_asserting(claim, testimony))
    return _rule_kin(claim, testimony)


def _rule_by_nature(claim: Claim, *, is_figure: bool) -> Ruling | None:
    """What no other report can bear out, because of what the claim is; `None` for all else."""
    if claim.kind.is_fact:
        return not_checkable(Reason.BACKGROUND, Reason.STATEMENT_ONLY)
    if claim.role is Role.BACKGROUND and not is_figure:
        return not_checkable(Reason.BACKGROUND)
    if claim.inferred:
        return not_checkable(Reason.INFERRED_DATE)
    return not_yet(Reason.FORECAST) if claim.certainty is Certainty.EXPECTED else None


def _links(kind: EvidenceKind, reason: Reason, claims: Iterable[Claim]) -> tuple[Evidence, ...]:
    ordered = sorted(claims, key=lambda one: (one.report_id, one.id))[:_MOST_LINKS]
    return tuple(Evidence(kind=kind, claim_id=one.id, report_id=one.report_id, reason=reason) for one in ordered)


def _rule_point(claim: Claim, point: CountPoint, testimony: Testimony) -> Ruling:
    """A figure of a count: its fate in the history of the field, else who else gives it."""
    others = [other for one in testimony.series[claim.id].points if (other := testimony.by_id[one.claim_id]) is not claim]
    if point.status is PointStatus.SET_ASIDE and point.reason is not None:
        return not_checkable(Reason.BACKGROUND) if point.reason is Reason.BACKGROUND else not_yet(point.reason, *_alone(claim, testimony))
    standing = [other for other in others if testimony.points[other.id].status in {PointStatus.CURRENT, PointStatus.CONTESTED}]
    if point.status is PointStatus.SUPERSEDED:
        newer = [other for other in standing if _apart(claim, other)]
        return Ruling(
            verdict=Verdict.SUPERSEDED, reasons=(Reason.CORRECTED_LATER,), evidence=_links(EvidenceKind.CONTRADICTS, Reason.CORRECTED_LATER, newer)
        )
    if point.status is PointStatus.CONTESTED:
        return _contested(claim, [other for other in standing if _apart(claim, other)], point.reason or Reason.REPORTS_CLASH)
    agreeing = [one for one in standing if one.report_id not in testimony.copies and _bears_out(one, claim)]
    return _supported(claim, agreeing, testimony)


def _apart(one: Claim, other: Claim) -> bool:
    return one.quantity is not None and other.quantity is not None and not one.quantity.is_compatible_with(other.quantity)


def _bears_out(other: Claim, claim: Claim) -> bool:
    return claim.quantity is not None and other.quantity is not None and support_each_other(claim.quantity, other.quantity)


def _rule_kin(claim: Claim, testimony: Testimony) -> Ruling:
    signatures = testimony.buckets.get(bucket_of(claim), {}) if bucket_of(claim) is not None else {}
    agreeing: list[Claim] = []
    clashing: list[Claim] = []
    for held in signatures.values():
        verdict = agree(claim, held[0])
        if verdict is True:
            agreeing += held
        elif verdict is False:
            clashing += held
    own = origin_of(claim)
    # What one origin says twice in one report is the text's own affair, and is ruled by `clashes`.
    others = [one for one in clashing if not (one.report_id == claim.report_id and is_same_origin(own, origin_of(one)))]
    if others:
        return _contested(claim, others, Reason.REPORTS_CLASH)
    return _supported(claim, [one for one in agreeing if one.id != claim.id], testimony)


def _contested(claim: Claim, others: Iterable[Claim], reason: Reason) -> Ruling:
    unnamed = () if origin_of(claim).is_named else (Reason.UNNAMED_SOURCE,)
    return Ruling(verdict=Verdict.CONTESTED, reasons=(reason, *unnamed), evidence=_links(EvidenceKind.CONTRADICTS, reason, others))


def _supported(claim: Claim, agreeing: Sequence[Claim], testimony: Testimony) -> Ruling:
    # Two sources in one text are still one text: only what another text says bears a claim out.
    own = testimony.texts.get(claim.report_id, claim.report_id)
    agreeing = [one for one in agreeing if testimony.texts.get(one.report_id, one.report_id) != own]
    origins = independent_origins((claim, *agreeing))
    links = _links(EvidenceKind.SUPPORTS, Reason.REPORTS_AGREE, agreeing)
    if len(origins) > 1:
        hearsay = (Reason.HEARSAY,) if claim.certainty is Certainty.REPORTED else ()
        return Ruling(verdict=Verdict.SUPPORTED, reasons=(Reason.TWO_ORIGINS, Reason.REPORTS_AGREE, *hearsay), evidence=links)
    return not_yet(*_alone(claim, testimony), evidence=links)


def _alone(claim: Claim, testimony: Testimony) -> tuple[Reason, ...]:
    reasons = [Reason.ONE_ORIGIN]
    if not origin_of(claim).is_named:
        reasons.append(Reason.UNNAMED_SOURCE)
    if claim.certainty is Certainty.REPORTED:
        reasons.append(Reason.HEARSAY)
    if claim.report_id in testimony.copies:
        reasons.append(Reason.COPIED)
    return tuple(reasons)


def _asserting(claim: Claim, testimony: Testimony) -> tuple[Evidence, ...]:
    """Claims that say what this one denies."""
    signatures = testimony.buckets.get(bucket_of(claim), {}) if bucket_of(claim) is not None else {}
    against = [one for held in signatures.values() if agree(claim, held[0]) is False for one in held]
    return _links(EvidenceKind.CONTRADICTS, Reason.DENIED, against)
