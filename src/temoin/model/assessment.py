"""`Assessment`: what pictures and reports make of one claim."""

from __future__ import annotations

from enum import StrEnum

import attrs

from temoin.model.claim import Claim
from temoin.model.decision import Decision
from temoin.model.reason import Reason
from temoin.quantity import Quantity

__all__ = ["Assessment", "Confidence", "Evidence", "EvidenceKind", "Lineage", "LineageEdge", "LineageKind", "Verdict"]


class Verdict(StrEnum):
    """What can be said of a claim; never "true" or "false"."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly supported"
    CONTRADICTED = "contradicted"
    CONTESTED = "contested"
    SUPERSEDED = "superseded"
    NOT_CHECKABLE = "not checkable"
    NOT_YET_CHECKED = "not yet checked"

    @property
    def glyph(self) -> str:
        """One sign for tables, always beside the word."""
        return _GLYPHS[self]


_GLYPHS = {
    Verdict.SUPPORTED: "✔",
    Verdict.PARTLY_SUPPORTED: "◐",
    Verdict.CONTRADICTED: "✘",
    Verdict.CONTESTED: "≠",
    Verdict.SUPERSEDED: "↷",
    Verdict.NOT_CHECKABLE: "–",
    Verdict.NOT_YET_CHECKED: "…",
}


class Confidence(StrEnum):
    """How firmly a verdict stands."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class EvidenceKind(StrEnum):
    """What one piece of evidence does to a claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


@attrs.frozen(kw_only=True)
class Evidence:
    """One link from a claim to a finding, to another claim, or to a report; not proof.

    Args:
        kind: what it does to the claim.
        finding_id: the finding, or `None`.
        claim_id: the other claim, or `None`.
        report_id: the report that the other claim stands in, or `None`.
        reason: why, as a code.
        measured: the number that was compared, or `None`.
    """

    kind: EvidenceKind
    finding_id: str | None = None
    claim_id: str | None = None
    report_id: str | None = None
    reason: Reason
    measured: Quantity | None = None


@attrs.frozen(kw_only=True)
class Assessment:
    """What pictures and reports make of one claim.

    Args:
        claim: the claim.
        verdict: the headline, derived from the two below by the published table in docs/explanation/verdicts.
        pictures: by pictures alone.
        reports: by the other reports alone.
        reasons: why, the weightiest first; never empty.
        evidence: what it rests on.
        measured: the number to print beside the claim, or `None`.
        supported_part: which part is supported, in plain English, where the verdict is "partly supported".
        confidence: how firmly the headline stands, or `None` where nothing was checked.
        machine_claim: the machine's own reading, where `claim` is as a person edited it.
        decisions: people's decisions on this claim and its verdict; they change no verdict above.
    """

    claim: Claim
    verdict: Verdict
    pictures: Verdict
    reports: Verdict
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...] = ()
    measured: Quantity | None = None
    supported_part: str = ""
    confidence: Confidence | None = None
    machine_claim: Claim | None = None
    decisions: tuple[Decision, ...] = ()


class LineageKind(StrEnum):
    """How one report depends on another."""

    COPY = "copy"
    UPDATE = "update"
    TRANSLATION = "translation"
    BACK_TRANSLATION = "back-translation"
    REWRITE = "rewrite"
    QUOTES_SAME_ORIGIN = "quotes-same-origin"


@attrs.frozen(kw_only=True)
class LineageEdge:
    """One report depends on another.

    Args:
        child: id of the report that depends.
        parent: id of the report it depends on.
        kind: how.
        weight: strength of the evidence, 0 to 1; not a probability.
        evidence: what shows it, in plain English.
    """

    child: str
    parent: str
    kind: LineageKind
    weight: float
    evidence: str


@attrs.frozen(kw_only=True)
class Lineage:
    """Which reports depend on which.

    Args:
        edges: report to report.
        families: reports that go back to one text, each family sorted by publication; every report is in one.
    """

    edges: tuple[LineageEdge, ...] = ()
    families: tuple[tuple[str, ...], ...] = ()
