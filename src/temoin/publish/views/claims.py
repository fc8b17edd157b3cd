"""Claims as rows: what was said, by whom, and what pictures and reports make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from temoin.model import Assessment, Certainty, Check, Claim, Evidence, Polarity, Reason, Role, Verdict
from temoin.publish.amounts import days_words, quantity_words
from temoin.publish.phrases import CHECKS, say_sentence
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.chart import IntervalChart, interval_chart
from temoin.publish.views.decisions import decided_words
from temoin.publish.vocabulary import RIGHT_TO_LEFT, VERDICT_MEANINGS
from temoin.publish.words import Words

__all__ = [
    "UNCHECKED",
    "ClaimGroup",
    "ClaimRow",
    "EvidenceRow",
    "LegendRow",
    "SourcePart",
    "VerdictSign",
    "claim_rows",
    "claimed_words",
    "group_rows",
    "legend_rows",
    "sign_of",
]

QUOTE_LIMIT = 1_000
_ORDER = (
    Verdict.CONTRADICTED,
    Verdict.CONTESTED,
    Verdict.PARTLY_SUPPORTED,
    Verdict.SUPPORTED,
    Verdict.SUPERSEDED,
    Verdict.NOT_YET_CHECKED,
    Verdict.NOT_CHECKABLE,
)
"""What needs an editor's eye comes first."""
UNCHECKED = frozenset({Verdict.NOT_CHECKABLE, Verdict.NOT_YET_CHECKED})


@attrs.frozen(kw_only=True)
class VerdictSign:
    """A verdict as it is printed: glyph, word and the class that colours it; never colour alone."""

    glyph: str
    word: str
    css: str


@attrs.frozen(kw_only=True)
class SourcePart:
    """One link of the chain of those who pass it on."""

    name: str
    kind: str
    lang: str | None
    is_named: bool


@attrs.frozen(kw_only=True)
class EvidenceRow:
    """One piece of evidence in words; `address` is a place in the page, or ""."""

    kind: str
    css: str
    what: str
    address: str
    reason: str
    measured: str


@attrs.frozen(kw_only=True)
class ClaimRow:
    """One claim, ready to print; every field may hold hostile text, which the template escapes."""

    number: int
    kind: str
    before: str
    quote: str
    after: str
    lang: str | None
    direction: str
    publisher: str
    report_number: int | None
    chain: tuple[SourcePart, ...]
    is_inherited: bool
    has_mark: bool
    claimed: str
    measured: str
    qualifiers: tuple[str, ...]
    verdict: VerdictSign
    pictures: VerdictSign
    reports: VerdictSign
    reasons: tuple[str, ...]
    supported_part: str
    confidence: str
    chart: IntervalChart | None
    evidence: tuple[EvidenceRow, ...]
    checks: tuple[tuple[bool, str, str], ...]
    is_checked: bool
    decided: tuple[str, ...]
    machine_read: str


@attrs.frozen(kw_only=True)
class ClaimGroup:
    """Claims under one heading: a verdict, or the reason why they could not be checked."""

    title: str
    meaning: str
    sign: VerdictSign | None
    rows: tuple[ClaimRow, ...]


@attrs.frozen(kw_only=True)
class LegendRow:
    """How many claims have a verdict; `start` and `width` place it on a bar 100 wide."""

    sign: VerdictSign
    meaning: str
    count: int
    start: float
    width: float


def sign_of(verdict: Verdict, words: Words) -> VerdictSign:
    """The verdict's glyph, word and class; the glyph is kept from turning into an emoji by the text selector U+FE0E."""
    return VerdictSign(glyph=f"{verdict.glyph}\ufe0e", word=words.name(verdict), css="v-" + verdict.value.replace(" ", "-"))


def claim_rows(
    claims: Sequence[Claim], assessments: Sequence[Assessment], anchors: Anchors, words: Words, *, contexts: Mapping[str, tuple[str, str]]
) -> tuple[tuple[Verdict, ClaimRow], ...]:
    """One row a claim, numbered as the text is.

    Args:
        claims: all claims.
        assessments: what is made of them; a claim without one is printed as not yet checked.
        anchors: the page's numbers.
        words: the language.
        contexts: claim id to what stands around its words, for the claims whose words are marked in a report's text.
    """
    known = {assessment.claim.id: assessment for assessment in assessments}
    every = {claim.id: claim for claim in (*claims, *(assessment.claim for assessment in assessments))}
    ordered = sorted(every.values(), key=lambda claim: anchors.claims.get(claim.id, len(anchors.claims) + 1))
    return tuple(
        (
            known[claim.id].verdict if claim.id in known else Verdict.NOT_YET_CHECKED,
            _row(claim, known.get(claim.id), anchors, words, context=contexts.get(claim.id)),
        )
        for claim in ordered
    )


def group_rows(rows: Sequence[tuple[Verdict, ClaimRow]], words: Words) -> tuple[tuple[ClaimGroup, ...], tuple[ClaimGroup, ...]]:
    """Checked claims by verdict, and claims that could not be checked by verdict and weightiest reason."""
    checked, unchecked = [], []
    for verdict in _ORDER:
        own = tuple(row for found, row in rows if found is verdict)
        if own and verdict not in UNCHECKED:
            sign = sign_of(verdict, words)
            checked.append(ClaimGroup(title=sign.word, meaning=words(VERDICT_MEANINGS[verdict]), sign=sign, rows=own))
        elif own:
            sign = sign_of(verdict, words)
            for reason in dict.fromkeys(row.reasons[0] if row.reasons else "" for row in own):
                same = tuple(row for row in own if (row.reasons[0] if row.reasons else "") == reason)
                unchecked.append(
                    ClaimGroup(title=reason or words("no reason was recorded"), meaning=words(VERDICT_MEANINGS[verdict]), sign=sign, rows=same)
                )
    return tuple(checked), tuple(unchecked)


def legend_rows(rows: Sequence[tuple[Verdict, ClaimRow]], words: Words) -> tuple[LegendRow, ...]:
    """Every verdict with the number of its claims, those with none too: nothing is hidden by being absent."""
    counts = {verdict: sum(found is verdict for found, _ in rows) for verdict in _ORDER}
    total = max(1, sum(counts.values()))
    legend, start = [], 0.0
    for verdict, count in counts.items():
        width = round(100 * count / total, 3)
        legend.append(
            LegendRow(sign=sign_of(verdict, words), meaning=words(VERDICT_MEANINGS[verdict]), count=count, start=round(start, 3), width=width)
        )
        start += width
    return tuple(legend)


def _row(claim: Claim, assessment: Assessment | None, anchors: Anchors, words: Words, *, context: tuple[str, str] | None) -> ClaimRow:
    verdict = assessment.verdict if assessment is not None else Verdict.NOT_YET_CHECKED
    measured = assessment.measured if assessment is not None else None
    return ClaimRow(
        number=anchors.claims.get(claim.id, 0),
        kind=words.name(claim.kind),
        before=context[0] if context is not None else "",
        quote=bounded(claim.quote, QUOTE_LIMIT),
        after=context[1] if context is not None else "",
        lang=claim.lang,
        direction="rtl" if claim.lang in RIGHT_TO_LEFT else "auto",
        publisher=anchors.name_of(claim.report_id),
        report_number=anchors.reports.get(claim.report_id),
        chain=_chain(claim, words),
        is_inherited=claim.attribution.is_inherited,
        has_mark=context is not None,
        claimed=claimed_words(claim, words),
        measured=quantity_words(measured, words) if measured is not None else "",
        qualifiers=_qualifiers(claim, anchors, words),
        verdict=sign_of(verdict, words),
        pictures=sign_of(assessment.pictures if assessment is not None else Verdict.NOT_YET_CHECKED, words),
        reports=sign_of(assessment.reports if assessment is not None else Verdict.NOT_YET_CHECKED, words),
        reasons=tuple(words.reason(reason) for reason in assessment.reasons) if assessment is not None else (),
        supported_part=say_sentence(assessment.supported_part, words) if assessment is not None else "",
        confidence=words.name(assessment.confidence) if assessment is not None and assessment.confidence is not None else "",
        chart=interval_chart(claim.quantity, measured, decimal=words.decimal),
        evidence=tuple(_evidence(item, anchors, words) for item in assessment.evidence) if assessment is not None else (),
        checks=tuple(
            (check.passed, words(CHECKS.get(check.name, check.name)), bounded(say_sentence(check.detail, words), 300)) for check in claim.checks
        ),
        is_checked=verdict not in UNCHECKED,
        decided=tuple(decided_words(decision, words) for decision in assessment.decisions) if assessment is not None else (),
        machine_read=claimed_words(assessment.machine_claim, words) if assessment is not None and assessment.machine_claim is not None else "",
    )


def _check(check: Check, words: Words) -> tuple[bool, str, str]:
    return (check.passed, words(CHECKS.get(check.name, check.name)), bounded(say_sentence(check.detail, words), 300))


def _chain(claim: Claim, words: Words) -> tuple[SourcePart, ...]:
    """From the publisher's side to the source nearest to the fact."""
    return tuple(
        SourcePart(name=bounded(source.name, 200), kind=words.name(source.kind), lang=claim.lang if source.span else None, is_named=source.is_named)
        for source in reversed(claim.attribution.chain)
    )


def claimed_words(claim: Claim, words: Words) -> str:
    """What a claim says: its number, its date, or the thing."""
    if claim.quantity is not None:
        return quantity_words(claim.quantity, words)
    if claim.days is not None:
        return days_words(claim.days, words)
    if claim.thing is None:
        return ""
    thing = claim.thing
    parts = [
        " ".join(filter(None, (words.unit(thing.noun, count=1), thing.number or thing.name))),
        words.unit(thing.part, count=1) if thing.part else None,
        claim.effect and claim.effect.value,
        claim.extent and claim.extent.value,
    ]
    return bounded(" · ".join(words(str(part)) if part in _PLAIN else str(part) for part in parts if part and part != "none"), 200)


_PLAIN = frozenset({"total", "partial", "hit", "damaged", "destroyed", "burned", "collapsed", "flooded"})


def _qualifiers(claim: Claim, anchors: Anchors, words: Words) -> tuple[str, ...]:
    """What surrounds the statement: how it is put, of which day, part of which figure."""
    found = []
    if claim.role is Role.BACKGROUND:
        found.append(words.reason(Reason.BACKGROUND))
    if claim.certainty is not Certainty.ASSERTED:
        found.append(words.name(claim.certainty))
    if claim.polarity is Polarity.NEGATIVE:
        found.append(words("the text says that it is not so"))
    if claim.subset_of is not None and claim.subset_of in anchors.claims:
        found.append(words("part of claim {number}", number=anchors.claims[claim.subset_of]))
    if claim.as_of is not None:
        found.append(words("as of {day}", day=days_words(claim.as_of, words)))
    if claim.said_on is not None:
        found.append(words("said on {day}", day=days_words(claim.said_on, words)))
    if claim.inferred:
        basis = bounded(say_sentence(claim.basis, words), 300)
        found.append(words("inferred: {basis}", basis=basis) if basis else words("inferred, not written"))
    return tuple(found)


def _evidence(item: Evidence, anchors: Anchors, words: Words) -> EvidenceRow:
    what, address = "", ""
    if item.finding_id is not None:
        address, label = anchors.findings.get(item.finding_id, ("", item.finding_id))
        what = words("picture finding {label}", label=bounded(label, 60))
    elif item.claim_id is not None and item.claim_id in anchors.claims:
        number = anchors.claims[item.claim_id]
        what, address = words("claim {number}", number=number), f"c{number}"
        if item.report_id is not None:
            what = words("claim {number} ({report})", number=number, report=anchors.name_of(item.report_id))
    elif item.report_id is not None:
        number = anchors.reports.get(item.report_id, 0)
        what, address = anchors.name_of(item.report_id), f"r{number}" if number else ""
    measured = quantity_words(item.measured, words) if item.measured is not None else ""
    return EvidenceRow(
        kind=words.name(item.kind), css=f"e-{item.kind.value}", what=what, address=address, reason=words.reason(item.reason), measured=measured
    )
