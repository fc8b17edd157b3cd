"""What runs and commands write down beside nouns: inputs of a case, pictures that share no ground, and what `--json` prints."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from temoin.wire.claims import ClaimRecord
from temoin.wire.corroboration import CorroborationBody
from temoin.wire.fitness import FitnessRecord
from temoin.wire.guide import ReportRow
from temoin.wire.pictures import BandFitRecord, FindingsRecord, RegistrationRecord
from temoin.wire.publiccopies import PUBLIC_BODIES
from temoin.wire.record import Sha256
from temoin.wire.validationrows import ValidationBody
from temoin.wire.verdicts import AssessmentRecord, DecisionRecord, EventRecord, LineageRecord

__all__ = [
    "BODIES",
    "AlignmentBody",
    "ChangesBody",
    "DoctorBody",
    "ExplanationBody",
    "InputsBody",
    "ListedFile",
    "NoAlignmentBody",
    "ReleaseBody",
    "ReplayBody",
    "SealCheckBody",
    "VerificationBody",
]

_CONFIG = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, arbitrary_types_allowed=True)
_LONGEST_NAME = 1000


class ListedFile(BaseModel):
    """One file of an input: its name in the case, and its bytes' hash."""

    model_config = _CONFIG
    name: Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME, description="relative, with forward slashes, never upwards")]
    sha256: Sha256

    @model_validator(mode="after")
    def _stays_inside(self) -> Self:
        parts = self.name.split("/")
        if "" in parts or "." in parts or ".." in parts or not self.name.isprintable():
            message = f"{self.name[:80]!r} is no name of a file below a folder"
            raise ValueError(message)
        return self


def _one_place(files: tuple[ListedFile, ...]) -> None:
    """An input is a file with those beside it, or one folder; two files of it never have one place."""
    names = [file.name for file in files]
    if len(set(names)) != len(names):
        message = f"{next(name for name in names if names.count(name) > 1)!r} comes twice in one input"
        raise ValueError(message)
    if len({name.split("/")[0] if "/" in name else "" for name in names}) > 1:
        message = "one input lies in several folders"
        raise ValueError(message)
    folders = {"/".join(name.split("/")[:depth]) for name in names for depth in range(1, name.count("/") + 1)}
    if wrong := sorted(folders & set(names)):
        message = f"{wrong[0]!r} is a file and a folder at once"
        raise ValueError(message)


Listed = Annotated[tuple[ListedFile, ...], Field(min_length=1)]


class GroupRow(BaseModel):
    """Reports that were given together, each with its files."""

    model_config = _CONFIG
    reports: Annotated[tuple[Listed, ...], Field(min_length=1)]
    sidecar: Listed | None
    published: str | None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for files in (*self.reports, *([self.sidecar] if self.sidecar else [])):
            _one_place(files)
        if self.published and len(self.reports) != 1:
            message = "`published` stands beside several reports"
            raise ValueError(message)
        return self


class RunOptionsRow(BaseModel):
    """The choices of a run that were made; one that is not there was left open."""

    model_config = _CONFIG
    title: str = ""
    event_date: str | None = None
    before_date: str | None = None
    after_date: str | None = None
    before_credit: str | None = None
    after_credit: str | None = None
    crs: str | None = None
    layer: str | None = None
    buffer_m: float | None = None
    height_m: float | None = None


class InputsBody(BaseModel):
    """Which exhibit of a case was given as what; the first file of an input is the one that was named."""

    model_config = _CONFIG
    groups: tuple[GroupRow, ...]
    options: RunOptionsRow
    before: Listed | None
    after: Listed | None
    buildings: Listed | None
    site: Listed | None
    before_gcps: Listed | None
    after_gcps: Listed | None
    dem: Listed | None = None
    more_before: tuple[Listed, ...] = ()
    more_after: tuple[Listed, ...] = ()
    earlier: tuple[Listed, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        singles = (self.before, self.after, self.buildings, self.site, self.before_gcps, self.after_gcps, self.dem)
        for files in (*singles, *self.more_before, *self.more_after, *self.earlier):
            if files is not None:
                _one_place(files)
        if not (self.groups or self.before or self.after):
            message = "neither a report nor a picture stands in it"
            raise ValueError(message)
        return self


class NoAlignmentBody(BaseModel):
    """Two pictures that share no ground, in place of a registration."""

    model_config = _CONFIG
    reasons: Annotated[tuple[str, ...], Field(min_length=1)]


class AlignmentBody(RegistrationRecord):
    """How the later picture was brought onto the earlier one: the fields of a registration, the reasons of the pair, each band's fit, and fitness."""

    radiometry: tuple[BandFitRecord, ...]
    fitness: FitnessRecord | None = None


class RejectedRow(BaseModel):
    """A claim that a person left out, with the decision that did so."""

    model_config = _CONFIG
    claim: ClaimRecord
    decision: DecisionRecord


class VerificationBody(BaseModel):
    """What one run brought about."""

    model_config = _CONFIG
    case: str
    dossier: str
    head: Sha256
    event: EventRecord
    reports: tuple[ReportRow, ...]
    assessments: tuple[AssessmentRecord, ...]
    lineage: LineageRecord
    registration: RegistrationRecord | None
    findings: FindingsRecord | None
    failures: tuple[str, ...]
    rejected: tuple[RejectedRow, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()


class ReleaseBody(BaseModel):
    """A state of a case that was handed out; its ledger entry says when."""

    model_config = _CONFIG
    number: Annotated[int, Field(ge=1)]
    who: Annotated[str, Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]
    where: str
    dossier_sha256: Sha256
    state: dict[str, Sha256]


class ChangeRow(BaseModel):
    """One thing that changed; `was` or `now` is empty where it was not there."""

    model_config = _CONFIG
    what: str
    which: str
    was: str
    now: str


class ChangesBody(BaseModel):
    """What changed in a case between two ledger entries."""

    model_config = _CONFIG
    since: Annotated[int, Field(ge=1)]
    until: Annotated[int, Field(ge=1)]
    head: Sha256
    changes: tuple[ChangeRow, ...]


class ReplayBody(BaseModel):
    """What came of running a case again."""

    model_config = _CONFIG
    head: Sha256
    recorded: tuple[str, ...]
    version: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    changes: tuple[ChangeRow, ...]


class StampRow(BaseModel):
    """An authority's time stamp."""

    model_config = _CONFIG
    time: str
    authority: str
    serial: str


class SealCheckBody(BaseModel):
    """What a check of a case found; what it proves stands in words."""

    model_config = _CONFIG
    problems: tuple[str, ...]
    assurances: tuple[str, ...]
    head: str
    is_sealed: bool
    fingerprint: str
    is_known: bool
    stamp: StampRow | None
    is_trusted: bool


class ExplanationBody(BaseModel):
    """The reasoning behind one claim's verdicts, one sentence a step."""

    model_config = _CONFIG
    assessment: AssessmentRecord
    steps: Annotated[tuple[str, ...], Field(min_length=1)]


class DoctorFacts(BaseModel):
    """What an installation is made of; an engine or browser that is not there is null."""

    model_config = _CONFIG
    temoin: str
    python: str
    system: str
    gdal: str
    engines: dict[str, str | None]
    pictures: tuple[str, ...]
    languages: tuple[str, ...]
    languages_missing: tuple[str, ...]
    free_space_gb: Annotated[float, Field(ge=0)]
    browser: str | None


class DoctorBody(BaseModel):
    """What an installation can do, and which engines it lacks."""

    model_config = _CONFIG
    facts: DoctorFacts
    missing: tuple[str, ...]


BODIES: dict[str, type[BaseModel]] = {
    "inputs": InputsBody,
    "no-alignment": NoAlignmentBody,
    "alignment": AlignmentBody,
    "verification": VerificationBody,
    "release": ReleaseBody,
    "changes": ChangesBody,
    "replay": ReplayBody,
    "check": SealCheckBody,
    "corroboration": CorroborationBody,
    "explanation": ExplanationBody,
    **PUBLIC_BODIES,
    "validation": ValidationBody,
    "doctor": DoctorBody,
}
"""Format name to what stands beside the envelope."""
