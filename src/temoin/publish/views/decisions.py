"""What people decided, as rows: beside the machine's answer, never over it."""

from __future__ import annotations

import json

import attrs

from temoin.model import Claim, Decision, DecisionKind, GradeClass, TimeRange, Verdict, standing_decisions
from temoin.publish.amounts import days_words, quantity_words, time_words
from temoin.publish.content import DossierContent
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.words import Words

__all__ = ["DecisionRow", "decided_words", "decision_rows"]

WHY_LIMIT = 1_000
_SHOWN = ("value", "low", "high", "unit", "level", "days", "effect", "noun", "part", "number", "name")


@attrs.frozen(kw_only=True)
class DecisionRow:
    """One decision, ready to print; every field may hold hostile text, which the template escapes."""

    number: int
    kind: str
    value: str
    subject: str
    address: str
    machine: str
    who: str
    when: str
    why: str
    stands: bool


def decision_rows(content: DossierContent, anchors: Anchors, words: Words) -> tuple[DecisionRow, ...]:
    """Every decision in its order, those that no longer stand too."""
    standing = {decision.number for decision in standing_decisions(content.decisions)}
    claims = {content.keys[claim.id]: claim for claim in (*content.rejected, *content.claims) if claim.id in content.keys}
    return tuple(
        _row(decision, claims.get(decision.subject), content, anchors, words, stands=decision.number in standing) for decision in content.decisions
    )


def decided_words(decision: Decision, words: Words) -> str:
    """A decision on a claim in one line: who, what, why."""
    value = _value_words(decision, words)
    what = words.name(decision.kind) + (f" ({value})" if value else "")
    return words("{who}: {what} – {why}", who=bounded(decision.who, 80), what=what, why=bounded(decision.why, 300))


def _row(decision: Decision, claim: Claim | None, content: DossierContent, anchors: Anchors, words: Words, *, stands: bool) -> DecisionRow:
    subject, address = _subject(decision, claim, anchors, words)
    return DecisionRow(
        number=decision.number,
        kind=words.name(decision.kind),
        value=_value_words(decision, words),
        subject=subject,
        address=address,
        machine=_machine_words(decision, claim, content, words),
        who=bounded(decision.who, 120),
        when=time_words(TimeRange.at(decision.when), words),
        why=bounded(decision.why, WHY_LIMIT),
        stands=stands,
    )


def _subject(decision: Decision, claim: Claim | None, anchors: Anchors, words: Words) -> tuple[str, str]:
    """What it is about, and its place in the page, or ""."""
    if claim is not None:
        number = anchors.claims.get(claim.id)
        quote = bounded(claim.quote, 200)
        if number is not None:
            return words("claim {number}: “{quote}”", number=number, quote=quote), f"c{number}"
        return f"“{quote}” ({anchors.name_of(claim.report_id)})", ""
    if decision.kind is DecisionKind.WITHDRAW:
        return words("decision {number}", number=bounded(decision.subject, 20)), f"d{decision.subject}" if decision.subject.isdigit() else ""
    if decision.kind is DecisionKind.SIGN_OFF:
        return words("the case at ledger head {head}", head=decision.subject[:16] + "…"), ""
    if decision.kind in {DecisionKind.WRONG_FOOTPRINT, DecisionKind.OVERRIDE_GRADE}:
        return words("building {id}", id=bounded(decision.subject, 80)), ""
    return bounded(decision.subject, 120), ""


def _value_words(decision: Decision, words: Words) -> str:
    """The new value in words."""
    value = json.loads(decision.value)
    match decision.kind:
        case DecisionKind.TIE_NAME:
            return words("building {id}", id=bounded(str(value.get("building", "")), 80))
        case DecisionKind.ALIAS:
            return bounded(str(value.get("same_as", "")), 120)
        case DecisionKind.OVERRIDE_GRADE:
            return words.name(GradeClass(value["grade"])) if value.get("grade") in set(GradeClass) else ""
        case DecisionKind.OVERRIDE_VERDICT:
            return words.name(Verdict(value["verdict"])) if value.get("verdict") in set(Verdict) else ""
        case DecisionKind.EDIT_CLAIM | DecisionKind.ADD_CLAIM:
            said = (
                f"{name} {value[name]:g}" if isinstance(value[name], int | float) else f"{name} {value[name]}" for name in _SHOWN if name in value
            )
            return bounded(", ".join(said), 300)
        case _:
            return ""


def _machine_words(decision: Decision, claim: Claim | None, content: DossierContent, words: Words) -> str:
    """The machine's own answer to what was decided."""
    if decision.kind is DecisionKind.OVERRIDE_GRADE:
        grade = content.findings.grade_of(decision.subject) if content.findings is not None else None
        return words.name(grade.grade) if grade is not None else words("no grade")
    own = next((one for one in content.assessments if claim is not None and one.claim.id == claim.id), None)
    if decision.kind is DecisionKind.OVERRIDE_VERDICT and own is not None:
        return words.name(own.verdict)
    read = own.machine_claim if own is not None else claim
    if decision.kind in {DecisionKind.EDIT_CLAIM, DecisionKind.REJECT_CLAIM} and read is not None:
        kind = words.name(read.kind)
        figure = quantity_words(read.quantity, words) if read.quantity is not None else days_words(read.days, words) if read.days is not None else ""
        return f"{kind}, {figure}" if figure else kind
    return ""
