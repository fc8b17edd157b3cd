"""What a run brought about."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import attrs

from temoin.model import Assessment, Claim, Decision, Event, Findings, Lineage, Registration, Report
from temoin.wire import verification_document

__all__ = ["Verification"]


@attrs.frozen(kw_only=True, eq=False)
class Verification:
    """What one run of `verify_event` brought about.

    Args:
        case: the case folder.
        dossier: the page for people.
        head: hash of the newest ledger entry.
        reports: the texts.
        claims: all claims of all reports that take part: those that a person rejected do not.
        assessments: one a claim, in the same order.
        event: what happened, as far as it is known.
        lineage: which reports depend on which.
        registration: how the two pictures were brought together, or `None`.
        findings: what the pictures show, or `None` where there was no pair.
        decisions: what people decided, in order, those that no longer stand too.
        rejected: claims that people left out, each with the decision that did so.
        failures: what could not be done, one sentence each.
        reused: steps that were taken over from an earlier run.
    """

    case: Path
    dossier: Path
    head: str
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    assessments: tuple[Assessment, ...]
    event: Event
    lineage: Lineage
    registration: Registration | None = None
    findings: Findings | None = None
    decisions: tuple[Decision, ...] = ()
    rejected: tuple[tuple[Claim, Decision], ...] = ()
    failures: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The run as one JSON document: what `temoin verify --json` prints."""
        return verification_document(
            case=_text(self.case),
            dossier=_text(self.dossier),
            head=self.head,
            event=self.event,
            reports=self.reports,
            claims=self.claims,
            assessments=self.assessments,
            lineage=self.lineage,
            registration=self.registration,
            findings=self.findings,
            failures=self.failures,
            rejected=self.rejected,
            decisions=self.decisions,
        )


def _text(path: Path) -> str:
    """A path as text that JSON can hold: bytes of it that are not UTF-8 are written as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
