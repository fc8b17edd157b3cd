"""Events, assessments, lineage and the case itself as they are written down."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from temoin import model
from temoin.wire.claims import ClaimRecord
from temoin.wire.record import Moment, QuantityRecord, Record, Sha256, TimeRangeRecord

__all__ = [
    "AssessmentRecord",
    "CaseRecord",
    "CustodyEntryRecord",
    "DecisionRecord",
    "EventRecord",
    "EvidenceRecord",
    "ExhibitRecord",
    "LedgerRecord",
    "LineageEdgeRecord",
    "LineageRecord",
    "ProvenanceRecord",
]


class EventRecord(Record):
    """What happened, as far as reports and people say."""

    restores = model.Event
    id: str
    when: TimeRangeRecord | None
    basis: model.TimeBasis
    is_latest: bool
    place: str | None
    facility: str | None
    claim_ids: tuple[str, ...]


class EvidenceRecord(Record):
    """One link from a claim to a finding, another claim or a report."""

    restores = model.Evidence
    kind: model.EvidenceKind
    finding_id: str | None
    claim_id: str | None
    report_id: str | None
    reason: model.Reason
    measured: QuantityRecord | None


class DecisionRecord(Record):
    """What a person decided, with who, why and when."""

    restores = model.Decision
    number: Annotated[int, Field(ge=1)]
    kind: model.DecisionKind
    subject: str
    value: str
    who: str
    why: str
    when: Moment


class AssessmentRecord(Record):
    """What pictures and reports make of one claim; the claim stands inside, so that the file can be read alone."""

    restores = model.Assessment
    claim: ClaimRecord
    verdict: model.Verdict
    pictures: model.Verdict
    reports: model.Verdict
    reasons: tuple[model.Reason, ...]
    evidence: tuple[EvidenceRecord, ...]
    measured: QuantityRecord | None
    supported_part: str
    confidence: model.Confidence | None
    machine_claim: ClaimRecord | None
    decisions: tuple[DecisionRecord, ...]


class LineageEdgeRecord(Record):
    """One report depends on another."""

    restores = model.LineageEdge
    child: str
    parent: str
    kind: model.LineageKind
    weight: float
    evidence: str


class LineageRecord(Record):
    """Which reports depend on which."""

    restores = model.Lineage
    edges: tuple[LineageEdgeRecord, ...]
    families: tuple[tuple[str, ...], ...]


class ProvenanceRecord(Record):
    """Where an input came from."""

    restores = model.Provenance
    path: str = ""
    url: str = ""
    publisher: str = ""
    received_from: str = ""
    order_id: str = ""
    credit: str = ""
    licence: str = ""
    retrieved: Moment | None = None
    about: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    other: tuple[tuple[str, str], ...] = ()


class ExhibitRecord(Record):
    """An unaltered copy of an input."""

    restores = model.Exhibit
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]
    name: str
    role: model.ExhibitRole
    media_type: str
    path: str
    added: Moment
    provenance: ProvenanceRecord = ProvenanceRecord()


class CustodyEntryRecord(Record):
    """One chained line of the ledger."""

    restores = model.CustodyEntry
    number: Annotated[int, Field(ge=1)]
    time: Moment
    clock_back: bool
    action: str
    role: str
    version: str
    options: str
    inputs: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]
    previous: Sha256
    hash: Sha256


class LedgerRecord(Record):
    """The chain of entries, oldest first."""

    restores = model.Ledger
    entries: tuple[CustodyEntryRecord, ...]


class CaseRecord(Record):
    """One investigation with its exhibits and its ledger."""

    restores = model.Case
    id: str
    created: Moment
    title: str
    exhibits: tuple[ExhibitRecord, ...]
    ledger: LedgerRecord
    options: str
