"""`Decision`: what a person rejected, edited, added, tied or signed, with who, why and when."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import attrs

from temoin.model.claim import Claim
from temoin.model.report import Report

__all__ = ["Decision", "DecisionKind", "claim_keys", "short_id", "standing_decisions"]

SHORT = 8
"""Hex figures of a short id: with a thousand claims in a case, two share one with a chance of one in eight thousand; the full key decides then."""


class DecisionKind(StrEnum):
    """What a person decided."""

    REJECT_CLAIM = "reject_claim"
    EDIT_CLAIM = "edit_claim"
    ADD_CLAIM = "add_claim"
    TIE_NAME = "tie_name"
    ALIAS = "alias"
    WRONG_FOOTPRINT = "wrong_footprint"
    OVERRIDE_GRADE = "override_grade"
    OVERRIDE_VERDICT = "override_verdict"
    SIGN_OFF = "sign_off"
    WITHDRAW = "withdraw"


_MATTERS = {DecisionKind.REJECT_CLAIM: "reading", DecisionKind.EDIT_CLAIM: "reading"}
"""Kinds that speak of one matter: an edit after a rejection takes the claim back in."""


@attrs.frozen(kw_only=True)
class Decision:
    """One decision of a person; it stands beside the machine's answer, never over it, and is never removed.

    A claim is referred to by a key that survives every re-run: SHA-256 of the report's file, the claim's kind, and start and end of its span
    (`claim_keys`), never by its running number, which changes when the machine reads one claim more.

    Args:
        number: from 1 in the order in which they were taken.
        kind: what was decided.
        subject: what it is about: a claim's key, a building's id, a name that reports use (to tie it, or to read it as another one), the number of
            the decision that is withdrawn, or the ledger's head that was signed.
        value: the new value, a JSON object as text with sorted keys.
        who: who decided, as given.
        why: the reason, in that person's words.
        when: as the machine's clock said, with a zone.
    """

    number: int
    kind: DecisionKind
    subject: str
    value: str = "{}"
    who: str
    why: str
    when: datetime

    @property
    def matter(self) -> tuple[str, str]:
        """What it settles; of two decisions on one matter the later one stands. Each person signs for themselves."""
        subject = self.who if self.kind is DecisionKind.SIGN_OFF else self.subject
        return (_MATTERS.get(self.kind, self.kind.value), subject)


def standing_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, in their order: not withdrawn, and not followed by another one on the same matter.

    A withdrawal can be withdrawn itself. When a decision is withdrawn, the one that it had followed holds again.
    """
    ordered = sorted(decisions, key=lambda decision: decision.number)
    withdrawn: set[str] = set()
    for decision in reversed(ordered):
        if decision.kind is DecisionKind.WITHDRAW and str(decision.number) not in withdrawn:
            withdrawn.add(decision.subject)
    last = {one.matter: one for one in ordered if str(one.number) not in withdrawn and one.kind is not DecisionKind.WITHDRAW}
    return tuple(sorted(last.values(), key=lambda decision: decision.number))


def claim_keys(reports: Sequence[Report], claims: Sequence[Claim]) -> Mapping[str, str]:
    """Claim id to the key that decisions use: `SHA256/kind/start-end`.

    Where several claims share all of that (two workshops in one phrase, one file given twice), the second is `…#2`, in the order of the case.

    Args:
        reports: the claims stand in.
        claims: as the machine read them.
    """
    files = {report.id: report.sha256 for report in reports}
    taken: Counter[str] = Counter()
    keys: dict[str, str] = {}
    for claim in claims:
        where = f"{claim.span.start}-{claim.span.end}" if claim.span is not None else "inferred"
        key = f"{files.get(claim.report_id, '')}/{claim.kind.value}/{where}"
        taken[key] += 1
        keys[claim.id] = key if taken[key] == 1 else f"{key}#{taken[key]}"
    return keys


def short_id(key: str) -> str:
    """The first figures of a key's own hash, to be typed.

    >>> short_id("00ff/killed/3-9")
    '92e7984e'
    """
    return hashlib.sha256(key.encode()).hexdigest()[:SHORT]
