"""Pictures, places and findings as they are written down; pixels are not, they lie in files of their own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from temoin import model
from temoin.raster import BandRole
from temoin.wire.record import AttributeValue, FootprintRecord, GridRecord, QuantityRecord, Record, Sha256, TimeRangeRecord, Transform

__all__ = [
    "BandFitRecord",
    "BuildingRecord",
    "ChangeRecord",
    "FeatureRecord",
    "FindingsRecord",
    "GradeRecord",
    "MeasurementRecord",
    "PlaceboRecord",
    "RegistrationRecord",
    "SceneRecord",
    "ShiftFieldRecord",
    "SitePartRecord",
    "SiteRecord",
]


class SceneRecord(Record):
    """One acquisition: its metadata."""

    restores = model.Scene
    id: str
    name: str
    acquired: TimeRangeRecord | None
    grid: GridRecord
    roles: tuple[BandRole, ...]
    sensor: str | None
    off_nadir_deg: float | None
    view_azimuth_deg: float | None
    sun_elevation_deg: float | None
    sun_azimuth_deg: float | None
    cloud_cover: float | None
    credit: str | None
    licence: str | None
    order_id: str | None
    sha256: Sha256 | None
    pieces: tuple[tuple[str, Sha256], ...] = ()
    sources: tuple[tuple[str, str], ...]
    notes: tuple[model.Reason, ...]


class BuildingRecord(Record):
    """One footprint with an id and the file's own attributes."""

    restores = model.Building
    id: str
    footprint: FootprintRecord
    name: str | None
    attributes: tuple[tuple[str, AttributeValue], ...]
    notes: tuple[model.Reason, ...]


class SitePartRecord(Record):
    """A name that reports use, tied to a building."""

    restores = model.SitePart
    name: str
    building_id: str


class SiteRecord(Record):
    """The place under study."""

    restores = model.Site
    name: str
    footprint: FootprintRecord
    parts: tuple[SitePartRecord, ...]


class ShiftFieldRecord(Record):
    """A shift that varies over the picture, on nodes."""

    restores = model.ShiftField
    step_px: int
    rows: tuple[tuple[float, ...], ...]
    cols: tuple[tuple[float, ...], ...]


class RegistrationRecord(Record):
    """How the after-image was brought onto the before-image's grid."""

    restores = model.Registration
    state: model.AlignState
    shift_px: tuple[float, float]
    transform: Transform
    field: ShiftFieldRecord | None = None
    rmse_px: float | None
    ce90_px: float | None
    windows: int
    windows_tried: int
    agreement: float
    residuals: tuple[tuple[float, float, float, float], ...] = ()
    reasons: tuple[model.Reason, ...]


class BandFitRecord(Record):
    """How one band was brought to the other picture's radiometry."""

    restores = model.BandFit
    role: BandRole
    gain: float
    offset: float
    r2: float
    pixels: int
    residual: float | None = None
    blur_px: tuple[float, float] = (0.0, 0.0)


class ChangeRecord(Record):
    """One piece of changed ground."""

    restores = model.Change
    type: Literal["change"]
    id: str
    before_id: str
    after_id: str
    reasons: tuple[model.Reason, ...]
    footprint: FootprintRecord
    area: QuantityRecord
    score: float
    p_value: float | None
    building_ids: tuple[str, ...]
    likeness: float | None = None


class FeatureRecord(Record):
    """One measured property that a grade rests on."""

    restores = model.Feature
    name: str
    value: float
    drove: bool


class GradeRecord(Record):
    """The visible damage of one building."""

    restores = model.Grade
    type: Literal["grade"]
    id: str
    before_id: str
    after_id: str
    reasons: tuple[model.Reason, ...]
    building_id: str
    grade: model.GradeClass
    grade_set: tuple[model.GradeClass, ...]
    score: float
    p_value: float | None
    changed_area: QuantityRecord | None
    changed_share: QuantityRecord | None
    seen_share: float
    q_value: float | None = None
    level: float | None = None
    features: tuple[FeatureRecord, ...] = ()


class PlaceboRecord(Record):
    """What the grades' own statistic gives where nothing is known to have happened."""

    restores = model.Placebo
    kinds: tuple[model.PlaceboKind, ...]
    scores: tuple[float, ...]
    observed: int
    reasons: tuple[model.Reason, ...]
    earlier_ids: tuple[str, ...] = ()
    pairs: int = 0
    smallest: int | None = None


class MeasurementRecord(Record):
    """One measured number of the whole site."""

    restores = model.Measurement
    type: Literal["measurement"]
    id: str
    before_id: str
    after_id: str
    reasons: tuple[model.Reason, ...]
    name: str
    quantity: QuantityRecord


class FindingsRecord(Record):
    """All that one pair shows; the score of each pixel is no part of it."""

    restores = model.Findings
    items: tuple[Annotated[ChangeRecord | GradeRecord | MeasurementRecord, Field(discriminator="type")], ...]
    registration: RegistrationRecord | None
    footprint: FootprintRecord | None
    reasons: tuple[model.Reason, ...]
    placebo: PlaceboRecord | None = None
