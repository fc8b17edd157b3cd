"""The verdict by reports: what the other origins say, each counted once."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache

import attrs

from temoin.corroborate.clashes import clashes_within_reports
from temoin.corroborate.kin import agree, bucket_of, is_meeting, signature_of, support_each_other
from temoin.corroborate.origins import Origin, copied_reports, count_independent, is_same_origin, origin_of, text_of_origin
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.series import CountPoint, CountSeries, PointStatus
from temoin.corroborate.voices import Voices
from temoin.model import Certainty, Claim, Evidence, EvidenceKind, Lineage, Reason, Role, SourceClass, Verdict
from temoin.quantity import Quantity

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
        standing: by field, who gives each figure that still stands or is contested, apart for copies.
        buckets: who says what can be compared, by bucket and signature, copies left out.
        clashes: claim id to claims of its own report that say something else.
        memory: voices already gathered, by what they were gathered for.
    """

    copies: frozenset[str]
    texts: dict[str, str]
    points: dict[str, CountPoint]
    series: dict[str, CountSeries]
    standing: dict[str, dict[tuple[Quantity, bool], Voices]]
    buckets: dict[Hashable, dict[Hashable, Voices]]
    clashes: dict[str, tuple[Claim, ...]]
    memory: dict[Hashable, Voices] = attrs.field(factory=dict)


def hear(claims: Sequence[Claim], lineage: Lineage, history: Iterable[CountSeries]) -> Testimony:
    """Make all claims ready for being held against one another."""
    copies, texts = copied_reports(lineage), text_of_origin(lineage)
    history = tuple(history)
    by_id = {claim.id: claim for claim in claims}
    return Testimony(
        copies=copies,
        texts=texts,
        points={point.claim_id: point for series in history for point in series.points},
        series={point.claim_id: series for series in history for point in series.points},
        standing={series.field: _standing(series, by_id, copies, texts) for series in history},
        buckets=_buckets(claims, copies, texts),
        clashes=clashes_within_reports(claims),
    )


def _standing(series: CountSeries, by_id: dict[str, Claim], copies: frozenset[str], texts: dict[str, str]) -> dict[tuple[Quantity, bool], Voices]:
    held: dict[tuple[Quantity, bool], list[Claim]] = defaultdict(list)
    for point in series.points:
        if point.status in {PointStatus.CURRENT, PointStatus.CONTESTED}:
            held[point.quantity, point.report_id in copies].append(by_id[point.claim_id])
    return {key: Voices.of(some, texts) for key, some in held.items()}


def _buckets(claims: Sequence[Claim], copies: frozenset[str], texts: dict[str, str]) -> dict[Hashable, dict[Hashable, Voices]]:
    held: dict[Hashable, dict[Hashable, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        bucket = bucket_of(claim)
        counts = claim.role is Role.MAIN and not claim.inferred and claim.report_id not in copies
        if bucket is not None and counts and claim.certainty not in {Certainty.EXPECTED, Certainty.POSSIBLE}:
            held[bucket][signature_of(claim)].append(claim)
    return {bucket: {key: Voices.of(some, texts) for key, some in signatures.items()} for bucket, signatures in held.items()}


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
    """Links to the first claims; given in the order of report and claim, as samples of voices are."""
    return tuple(_link(kind, reason, one.id, one.report_id) for one in itertools.islice(claims, _MOST_LINKS))


@lru_cache(maxsize=65536)
def _link(kind: EvidenceKind, reason: Reason, claim_id: str, report_id: str) -> Evidence:
    """One link; the many claims that rest on the same others share it."""
    return Evidence(kind=kind, claim_id=claim_id, report_id=report_id, reason=reason)


def _rule_point(claim: Claim, point: CountPoint, testimony: Testimony) -> Ruling:
    """A figure of a count: its fate in the history of the field, else who else gives it."""
    if point.status is PointStatus.SET_ASIDE and point.reason is not None:
        return not_checkable(Reason.BACKGROUND) if point.reason is Reason.BACKGROUND else not_yet(point.reason, *_alone(claim, testimony))
    field = testimony.series[claim.id].field
    if point.status is PointStatus.CURRENT:
        agreeing = _heard(("for", field, claim.quantity), testimony, lambda: _figures(claim, field, testimony, _bears_out, copies=False))
        return _supported(claim, agreeing, testimony)
    apart = _heard(("against", field, claim.quantity), testimony, lambda: _figures(claim, field, testimony, _apart, copies=True)).sample
    if point.status is PointStatus.SUPERSEDED:
        links = _links(EvidenceKind.CONTRADICTS, Reason.CORRECTED_LATER, apart)
        return Ruling(verdict=Verdict.SUPERSEDED, reasons=(Reason.CORRECTED_LATER,), evidence=links)
    return _contested(claim, apart, point.reason or Reason.REPORTS_CLASH)


def _heard(key: Hashable, testimony: Testimony, make: Callable[[], Voices]) -> Voices:
    """Claims of one signature hear the same voices, so these are gathered once."""
    if key not in testimony.memory:
        testimony.memory[key] = make()
    return testimony.memory[key]


def _figures(claim: Claim, field: str, testimony: Testimony, wanted: Callable[[Quantity, Quantity], bool], *, copies: bool) -> Voices:
    """The standing figures of a field that do something to a claim's figure."""
    groups = testimony.standing[field]
    own = claim.quantity
    parts = [held for (quantity, is_copy), held in groups.items() if own is not None and (copies or not is_copy) and wanted(own, quantity)]
    return Voices.together(parts)


def _apart(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and not is_meeting(one, other)


def _bears_out(one: Quantity, other: Quantity) -> bool:
    return support_each_other(one, other)


def _rule_kin(claim: Claim, testimony: Testimony) -> Ruling:
    agreeing, clashing = _kin(claim, testimony, is_so=True), _kin(claim, testimony, is_so=False)
    own = origin_of(claim)
    # What one origin says twice in one report is the text's own affair, and is ruled by `clashes`.
    others = [one for one in clashing.sample if not (one.report_id == claim.report_id and is_same_origin(own, origin_of(one)))]
    return _contested(claim, others, Reason.REPORTS_CLASH) if others else _supported(claim, agreeing, testimony)


def _kin(claim: Claim, testimony: Testimony, *, is_so: bool) -> Voices:
    """The claims of other signatures, and of its own, that agree with a claim, or that clash with it."""
    bucket = bucket_of(claim)
    if bucket is None:
        return Voices()
    signatures = testimony.buckets.get(bucket, {})

    key = (bucket, signature_of(claim))
    if (True, *key) not in testimony.memory:
        said = [(voices, agree(claim, voices.sample[0])) for voices in signatures.values()]
        for answer in (True, False):
            testimony.memory[answer, *key] = Voices.together(voices for voices, agrees in said if agrees is answer)
    return testimony.memory[is_so, *key]


def _contested(claim: Claim, others: Iterable[Claim], reason: Reason) -> Ruling:
    unnamed = () if origin_of(claim).is_named else (Reason.UNNAMED_SOURCE,)
    return Ruling(verdict=Verdict.CONTESTED, reasons=(reason, *unnamed), evidence=_links(EvidenceKind.CONTRADICTS, reason, others))


def _supported(claim: Claim, agreeing: Voices, testimony: Testimony) -> Ruling:
    # Two sources in one text are still one text: only what another text says bears a claim out.
    own = testimony.texts.get(claim.report_id, claim.report_id)
    origins = count_independent(agreeing.outside(own) | {_own_origin(claim, testimony)})
    others = [one for one in agreeing.sample if testimony.texts.get(one.report_id, one.report_id) != own]
    links = _links(EvidenceKind.SUPPORTS, Reason.REPORTS_AGREE, others)
    if len(origins) > 1:
        hearsay = (Reason.HEARSAY,) if claim.certainty is Certainty.REPORTED else ()
        return Ruling(verdict=Verdict.SUPPORTED, reasons=(Reason.TWO_ORIGINS, Reason.REPORTS_AGREE, *hearsay), evidence=links)
    return not_yet(*_alone(claim, testimony), evidence=links)


def _own_origin(claim: Claim, testimony: Testimony) -> Origin:
    """The claim's origin; a page that was taken over from another and names that page names nobody who could know."""
    origin = origin_of(claim)
    is_page = origin.kind in {SourceClass.MEDIA, SourceClass.CHANNEL}
    return Origin() if is_page and claim.report_id in testimony.copies else origin


def _alone(claim: Claim, testimony: Testimony) -> tuple[Reason, ...]:
    reasons = [Reason.ONE_ORIGIN]
    if not _own_origin(claim, testimony).is_named:
        reasons.append(Reason.UNNAMED_SOURCE)
    if claim.certainty is Certainty.REPORTED:
        reasons.append(Reason.HEARSAY)
    if claim.report_id in testimony.copies:
        reasons.append(Reason.COPIED)
    return tuple(reasons)


def _asserting(claim: Claim, testimony: Testimony) -> tuple[Evidence, ...]:
    """Claims that say what this one denies."""
    return _links(EvidenceKind.CONTRADICTS, Reason.DENIED, _kin(claim, testimony, is_so=False).sample)
