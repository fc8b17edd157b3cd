"""`Record`: the base of everything that is written down, and the values that all rooms share."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import pyproj
import shapely
from affine import Affine
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from temoin.geo import Footprint, Grid
from temoin.model import Days, TimeRange
from temoin.quantity import Level, Quantity
from temoin.text import OffsetMap, Span
from temoin.wire.places import crs_from_text, shape_from_plain

__all__ = [
    "AttributeValue",
    "Crs",
    "Day",
    "DaysRecord",
    "FootprintRecord",
    "GridRecord",
    "Moment",
    "NotFinite",
    "OffsetMapRecord",
    "QuantityRecord",
    "Record",
    "Sha256",
    "Shape",
    "SpanRecord",
    "TimeRangeRecord",
    "Transform",
    "zone_name",
]


class Record(BaseModel):
    """One noun as it is written down. A field that is not known here is an error, and nothing is converted silently.

    A subclass names its noun and has a field for each of the noun's fields.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, arbitrary_types_allowed=True)
    restores: ClassVar[type]


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = "a text is expected"
        raise ValueError(message)  # noqa: TRY004  # pydantic reports ValueError as a fault of the document
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.utcoffset() is None:
        message = "a time needs a zone"
        raise ValueError(message)
    return moment.astimezone(UTC) if moment.utcoffset() == UTC.utcoffset(None) else moment


def _day(value: object) -> date:
    return date.fromisoformat(_text(value))


def _transform(value: object) -> Affine:
    if not isinstance(value, list) or len(value) != 6 or not all(type(number) in {int, float} and math.isfinite(number) for number in value):
        message = "a transform is a list of six finite numbers"
        raise ValueError(message)
    return Affine(*map(float, value))


Moment = Annotated[datetime, PlainValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Crs = Annotated[
    pyproj.CRS,
    PlainValidator(lambda value: crs_from_text(_text(value))),
    WithJsonSchema({"type": "string", "minLength": 1, "description": "authority code, WKT or PROJJSON"}),
]
Shape = Annotated[
    shapely.Geometry,
    PlainValidator(shape_from_plain),
    WithJsonSchema(
        {"type": "object", "required": ["type"], "description": "GeoJSON-like geometry; x (easting, longitude) first, in the `crs` beside it"}
    ),
]
Transform = Annotated[
    Affine,
    PlainValidator(_transform),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 6, "maxItems": 6, "description": "a, b, c, d, e, f"}),
]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class NotFinite(BaseModel):
    """A number among a file's own attributes that JSON has no word for."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    not_finite: Literal["nan", "inf", "-inf"]


AttributeValue = str | bool | int | float | NotFinite | None


class TimeRangeRecord(Record):
    """A stretch of time: two ISO 8601 texts, and the IANA zone where one was named."""

    restores = TimeRange
    start: Moment
    end: Moment
    zone_assumed: bool
    zone: str | None


class DaysRecord(Record):
    """One or more calendar days, first and last included."""

    restores = Days
    first: Day
    last: Day


class QuantityRecord(Record):
    """A number with its unit and interval."""

    restores = Quantity
    value: float | None
    unit: str
    low: float | None
    high: float | None
    level: Level
    confidence: float | None


class SpanRecord(Record):
    """Half-open range of code points with its words."""

    restores = Span
    start: int
    end: int
    text: str


class OffsetMapRecord(Record):
    """Pieces of a map between the code points of two texts."""

    restores = OffsetMap
    derived: tuple[int, ...]
    source: tuple[int, ...]
    source_ends: tuple[int, ...]
    length: int


class FootprintRecord(Record):
    """A shape with its reference system."""

    restores = Footprint
    shape: Shape
    crs: Crs


class GridRecord(Record):
    """The lattice of a picture's pixels."""

    restores = Grid
    crs: Crs
    transform: Transform
    height: Annotated[int, Field(gt=0)]
    width: Annotated[int, Field(gt=0)]


def zone_name(moment: datetime) -> str | None:
    """The IANA name of a time's zone, where it has one: an offset alone cannot tell when the day ends on the night the clocks change."""
    zone: Any = moment.tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None
