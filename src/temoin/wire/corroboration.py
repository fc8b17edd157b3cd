"""What `temoin corroborate --json` prints: what each field came to, who copied whom, which reports are of another event, and every verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from temoin import model
from temoin.wire.convert import to_plain
from temoin.wire.record import Day
from temoin.wire.verdicts import AssessmentRecord, EventRecord, LineageRecord

__all__ = ["CorroborationBody", "corroboration_rows"]

_CONFIG = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, arbitrary_types_allowed=True)
Number = int | float


class FieldRow(BaseModel):
    """What one field came to: a value, or a range where it is contested or was only given as one."""

    model_config = _CONFIG
    status: Literal["resolved", "contested"]
    value: Number | None
    low: Number | None
    high: Number | None
    level: str
    unit: str
    as_of: Day | None
    origins: tuple[str, ...]
    why: str


class FigureRow(BaseModel):
    """One figure of a field's history, as it was said."""

    model_config = _CONFIG
    claim: str
    report: str
    value: Number | None
    low: Number | None
    high: Number | None
    level: str
    said: Day | None
    as_of: Day | None
    origin: str
    status: str
    reason: model.Reason | None


class LinkRow(BaseModel):
    """Why a report is held to be of the event, or of another one."""

    model_config = _CONFIG
    report: str
    is_same: bool
    basis: str
    why: str


class GradeRow(BaseModel):
    """One claim's grades for other desks: credibility 1 to 6, reliability A to F, and the nearest of Airwars."""

    model_config = _CONFIG
    claim: str
    credibility: Annotated[str, Field(pattern=r"^[1-6]$")]
    reliability: Annotated[str, Field(pattern=r"^[A-F]$")]
    airwars: str | None


class InferenceRow(BaseModel):
    """A number that no text gives."""

    model_config = _CONFIG
    about: str
    made_at_least: Number
    made_at_least_wherever_numbers_begin: Number | None
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    basis: str


class CorroborationBody(BaseModel):
    """All that came of holding claims against one another and against pictures."""

    model_config = _CONFIG
    event: EventRecord
    fields: dict[str, FieldRow]
    families: tuple[tuple[str, ...], ...]
    other_event: tuple[str, ...]
    links: tuple[LinkRow, ...]
    lineage: LineageRecord
    history: dict[str, tuple[FigureRow, ...]]
    assessments: tuple[AssessmentRecord, ...]
    grades: tuple[GradeRow, ...]
    inferences: tuple[InferenceRow, ...]


def corroboration_rows(
    *,
    event: model.Event,
    lineage: model.Lineage,
    assessments: Sequence[model.Assessment],
    parts: Mapping[str, Any],
) -> dict[str, Any]:
    """The body of the document; `parts` holds fields, history, links, other_event, grades and inferences as plain rows."""
    return {
        **parts,
        "event": to_plain(event),
        "lineage": to_plain(lineage),
        "families": [list(family) for family in lineage.families if len(family) > 1],
        "assessments": [to_plain(one) for one in assessments],
    }
