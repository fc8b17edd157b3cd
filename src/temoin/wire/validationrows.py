"""The record of a self-validation."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from temoin import model
from temoin.wire.record import Sha256

__all__ = ["TrialRow", "ValidationBody"]

_CONFIG = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class TrialRow(BaseModel):
    """One building of one round: what was planted, and what the whole chain said."""

    model_config = _CONFIG
    round: Annotated[int, Field(ge=0)]
    building_id: str
    kind: Annotated[str, Field(min_length=1)]
    area_m2: Annotated[float, Field(ge=0)]
    grade: model.GradeClass
    measured: float | None
    low: float | None
    high: float | None
    smallest_m2: float | None = None


class ValidationBody(BaseModel):
    """A self-validation: every single trial of it."""

    model_config = _CONFIG
    key: Sha256
    rounds: Annotated[int, Field(ge=0)]
    is_enough: bool
    uses_segments: bool
    trials: tuple[TrialRow, ...]
