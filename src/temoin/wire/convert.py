"""From a noun to plain JSON values, and from a checked record back to its noun."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
import numpy as np
import pyproj
import shapely
from affine import Affine

from temoin import model
from temoin.errors import WireError
from temoin.text import OffsetMap
from temoin.wire.places import crs_to_text, shape_to_plain
from temoin.wire.record import NotFinite, OffsetMapRecord, Record, TimeRangeRecord, zone_name

__all__ = ["restore", "to_plain"]

_FINDING_TYPES = {model.Change: "change", model.Grade: "grade", model.Measurement: "measurement"}


def to_plain(value: Any) -> Any:  # noqa: ANN401  # any noun or part of one
    """A noun, or any part of one, as JSON-ready values.

    Raises:
        WireError: it holds a number that is not finite, a shape without a GeoJSON type, or something that is no part of a noun.
    """
    if value is None or type(value) in {bool, int, str}:
        return value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    if attrs.has(type(value)):
        return _fields(value)
    message = f"a {type(value).__name__} cannot be written down"
    raise WireError(message, hint="Only the nouns of temoin.model and their parts can be written.")


def _fields(noun: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:  # noqa: ANN401  # any attrs noun
    made = {field.name: to_plain(getattr(noun, field.name)) for field in attrs.fields(type(noun)) if field.name not in without}
    if type(noun) in _FINDING_TYPES:
        made["type"] = _FINDING_TYPES[type(noun)]
    return made


def _number(value: float) -> float:
    if not math.isfinite(value):
        message = f"{value} cannot be written down: a kept number is finite"
        raise WireError(message, hint="Say that nothing is known with null; run again with --debug and send us the output.")
    return float(value)


def _shape(shape: shapely.Geometry) -> dict[str, Any]:
    try:
        return shape_to_plain(shape)
    except ValueError as error:
        raise WireError(str(error), hint="Write outlines as polygons.") from error


def _attribute(value: Any) -> Any:  # noqa: ANN401  # whatever a footprint file holds
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float) and not math.isfinite(plain):
        return {"not_finite": str(plain)}
    return to_plain(plain)


def _building(building: model.Building) -> dict[str, Any]:
    made = _fields(building, without=("attributes",))
    return {**made, "attributes": [[name, _attribute(value)] for name, value in building.attributes]}


def _time_range(when: model.TimeRange) -> dict[str, Any]:
    return {**_fields(when), "zone": zone_name(when.start)}


_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (Enum, lambda word: word.value),
    (np.generic, lambda number: to_plain(number.item())),
    (float, _number),
    (str, str),
    (Affine, lambda transform: [_number(number) for number in tuple(transform)[:6]]),
    ((tuple, list), lambda items: [to_plain(item) for item in items]),
    (date, lambda moment: moment.isoformat()),
    (pyproj.CRS, crs_to_text),
    (shapely.Geometry, _shape),
    (model.TimeRange, _time_range),
    (model.Building, _building),
    (model.Findings, lambda findings: _fields(findings, without=("score",))),
)


def restore(value: Any) -> Any:  # noqa: ANN401  # any record or part of one
    """A checked record as its noun.

    Raises:
        ValueError: the values fit the schema, but not each other.
    """
    if isinstance(value, TimeRangeRecord):
        return _restore_time_range(value)
    if isinstance(value, OffsetMapRecord):
        return _restore_offsets(value)
    if isinstance(value, Record):
        return type(value).restores(**{name: restore(getattr(value, name)) for name in type(value).model_fields if name != "type"})
    if isinstance(value, NotFinite):
        return float(value.not_finite)
    if isinstance(value, tuple):
        return tuple(restore(item) for item in value)
    return value


def _restore_time_range(record: TimeRangeRecord) -> model.TimeRange:
    if record.zone is None:
        return model.TimeRange(start=record.start, end=record.end, zone_assumed=record.zone_assumed)
    try:
        zone = ZoneInfo(record.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"{record.zone[:40]!r} is no IANA zone"
        raise ValueError(message) from error
    return model.TimeRange(start=record.start.astimezone(zone), end=record.end.astimezone(zone), zone_assumed=record.zone_assumed)


def _restore_offsets(record: OffsetMapRecord) -> OffsetMap:
    if not len(record.derived) == len(record.source) == len(record.source_ends):
        message = "the columns of an offset map must be equally long"
        raise ValueError(message)
    pieces = [(start, source, end - source) for start, source, end in zip(record.derived, record.source, record.source_ends, strict=True)]
    return OffsetMap.from_pieces(pieces, length=record.length)
