"""How far two pictures can be compared, as it is written down."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from temoin import model
from temoin.wire.record import Record

__all__ = ["FitnessRecord", "HeightEffectRecord", "PictureFitnessRecord"]

Share = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[float, Field(ge=0)]


class PictureFitnessRecord(Record):
    """One picture of a pair by itself; shares are of the ground that both cover."""

    restores = model.PictureFitness
    gsd_m: Length
    bits: Annotated[int, Field(ge=1)]
    grey_levels: Annotated[int, Field(ge=0)]
    nodata_share: Share
    cloud_share: Share
    cloud_shadow_share: Share
    haze_share: Share
    snow_share: Share
    saturated_share: Share
    water_share: Share
    building_shadow_share: Share


class HeightEffectRecord(Record):
    """What to expect of anything of one height, in metres and in pixels of the common grid; null where the angles are not known."""

    restores = model.HeightEffect
    height_m: Length
    parallax_m: Length | None
    parallax_px: Length | None
    shadow_before_m: Length | None
    shadow_before_px: Length | None
    shadow_after_m: Length | None
    shadow_after_px: Length | None
    shadows_apart_m: Length | None
    shadows_apart_px: Length | None


class FitnessRecord(Record):
    """How far two pictures can be compared, and why not further."""

    restores = model.Fitness
    grade: model.FitnessGrade
    reasons: tuple[model.Reason, ...]
    forbidding: tuple[model.Reason, ...]
    gsd_m: Length
    gsd_ratio: Annotated[float, Field(ge=1)]
    overlap_share: Share
    seen_share: Share
    gap_days: float | None
    season_days: Length | None
    views_apart: Length | None
    suns_apart: Length | None
    before: PictureFitnessRecord
    after: PictureFitnessRecord
    heights: tuple[HeightEffectRecord, ...]
