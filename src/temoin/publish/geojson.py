"""Findings and buildings as GeoJSON (RFC 7946): one feature a building and one a change, longitude and latitude on WGS 84."""

from __future__ import annotations

import math
from typing import Any

import shapely

from temoin.geo import Footprint
from temoin.geo.crs import WGS84
from temoin.model import Building, Change, Findings, Grade, Scale, on_scale
from temoin.quantity import Quantity

__all__ = ["publish_geojson"]

_DECIMALS = 7
"""About 1 cm on the ground, finer than any picture from above."""


def publish_geojson(findings: Findings | None, buildings: tuple[Building, ...] = ()) -> dict[str, Any]:
    """One feature a building and one a change, ready for `json.dumps(…, allow_nan=False)`.

    Args:
        findings: what the pictures show, or `None` where there were none.
        buildings: the footprints that were given; each comes out, also where nothing is known of it.

    Returns:
        A FeatureCollection. A building's properties are its own attributes, then `kind` ("building"), `id`, `name`, `grade`, `grade_set`,
        `score` (0 to 1, not a probability), `p_value`, `q_value`, `level` (of the set), `features`, `driven_by`, `scales` (the class in the words of
        other scales), `assessable`, `reasons`, `seen_share`, `changed_share` and `changed_area_m2`
        (`value`, `low`, `high`); `null` where it is not known, which is not zero. An attribute of the file that bears one of these names
        is kept under `file_<name>`.

    Raises:
        CrsError: a shape has no place on WGS 84.
    """
    known = {grade.building_id: grade for grade in findings.grades} if findings is not None else {}
    features = [_building_feature(building, known.get(building.id)) for building in buildings]
    if findings is not None:
        features.extend(_change_feature(change) for change in findings.changes)
    return {"type": "FeatureCollection", "features": features}


def _building_feature(building: Building, grade: Grade | None) -> dict[str, Any]:
    reasons = tuple(dict.fromkeys((*building.notes, *(grade.reasons if grade is not None else ()))))
    ours: dict[str, Any] = {
        "kind": "building",
        "id": building.id,
        "name": building.name,
        "grade": None if grade is None else grade.grade.value,
        "grade_set": [] if grade is None else [item.value for item in grade.grade_set],
        "score": None if grade is None else _number(grade.score),
        "p_value": None if grade is None else _number(grade.p_value),
        "q_value": None if grade is None else _number(grade.q_value),
        "level": None if grade is None else _number(grade.level),
        "features": {} if grade is None else {feature.name: _number(feature.value) for feature in grade.features},
        "driven_by": [] if grade is None else [feature.name for feature in grade.features if feature.drove],
        "scales": None if grade is None else {scale.value: on_scale(grade.grade, scale) or None for scale in Scale},
        "assessable": grade is not None and grade.is_assessable,
        "reasons": [reason.value for reason in reasons],
        "seen_share": None if grade is None else _number(grade.seen_share),
        "changed_share": None if grade is None else _quantity(grade.changed_share),
        "changed_area_m2": None if grade is None else _quantity(grade.changed_area),
    }
    theirs = {(f"file_{key}" if key in ours else key): _attribute(value) for key, value in building.attributes}
    return {"type": "Feature", "id": building.id, "geometry": _geometry(building.footprint), "properties": theirs | ours}


def _change_feature(change: Change) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "kind": "change",
        "id": change.id,
        "score": _number(change.score),
        "building_likeness": _number(change.likeness),
        "p_value": _number(change.p_value),
        "reasons": [reason.value for reason in change.reasons],
        "changed_area_m2": _quantity(change.area),
        "building_ids": list(change.building_ids),
    }
    return {"type": "Feature", "id": change.id, "geometry": _geometry(change.footprint), "properties": properties}


def _geometry(footprint: Footprint) -> dict[str, Any] | None:
    shape = footprint.to_crs(WGS84).shape
    if shape.is_empty:
        return None
    # RFC 7946, 3.1.6: outer rings run counter-clockwise, holes clockwise.
    shape = shapely.orient_polygons(shapely.force_2d(shape))
    geometry: dict[str, Any] = shapely.geometry.mapping(shapely.transform(shape, lambda xy: xy.round(_DECIMALS)))
    return geometry


def _quantity(quantity: Quantity | None) -> dict[str, float | None] | None:
    if quantity is None:
        return None
    return {"value": _number(quantity.value), "low": _number(quantity.low), "high": _number(quantity.high)}


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _attribute(value: str | float | bool | None) -> str | int | float | bool | None:  # noqa: FBT001  # a value of the file, not a switch
    # JSON has no NaN and no infinity.
    return None if isinstance(value, float) and not math.isfinite(value) else value
