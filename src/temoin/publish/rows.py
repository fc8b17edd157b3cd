"""Buildings with what is known of each, as flat rows: one value a column, for tables and map files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import shapely

from temoin.geo import Footprint, parse_crs
from temoin.model import Building, Findings, Grade, Scale, on_scale
from temoin.quantity import Quantity

__all__ = ["OURS", "flat_rows", "on_wgs84"]

_WGS84 = parse_crs("EPSG:4326")
OURS = (
    "id",
    "name",
    "grade",
    "grade_set",
    "score",
    "p_value",
    "q_value",
    "assessable",
    "reasons",
    "seen_share",
    "changed_share",
    "changed_area_m2",
    "changed_area_m2_low",
    "changed_area_m2_high",
    *(scale.value for scale in Scale),
)
"""The columns that are temoin's own; the rest are the file's."""


def flat_rows(findings: Findings | None, buildings: Sequence[Building]) -> list[dict[str, Any]]:
    """One row a building: the file's own attributes, then `OURS`; `None` where something is not known, which is not zero.

    Lists stand as words with `; ` between them. An attribute of the file that bears one of our names is kept under `file_<name>`.
    """
    known = {grade.building_id: grade for grade in findings.grades} if findings is not None else {}
    return [_row(building, known.get(building.id)) for building in buildings]


def on_wgs84(footprint: Footprint) -> shapely.Geometry:
    """A shape in longitude and latitude, flat."""
    return shapely.force_2d(footprint.to_crs(_WGS84).shape)


def _row(building: Building, grade: Grade | None) -> dict[str, Any]:
    reasons = tuple(dict.fromkeys((*building.notes, *(grade.reasons if grade is not None else ()))))
    area = None if grade is None else grade.changed_area
    share = None if grade is None else grade.changed_share
    values: dict[str, Any] = {
        "id": building.id,
        "name": building.name,
        "grade": None if grade is None else grade.grade.value,
        "grade_set": None if grade is None else "; ".join(item.value for item in grade.grade_set),
        "score": None if grade is None else grade.score,
        "p_value": None if grade is None else grade.p_value,
        "q_value": None if grade is None else grade.q_value,
        "assessable": grade is not None and grade.is_assessable,
        "reasons": "; ".join(reason.value for reason in reasons),
        "seen_share": None if grade is None else grade.seen_share,
        "changed_share": _bound(share, "value"),
        "changed_area_m2": _bound(area, "value"),
        "changed_area_m2_low": _bound(area, "low"),
        "changed_area_m2_high": _bound(area, "high"),
        **{scale.value: None if grade is None else on_scale(grade.grade, scale) or None for scale in Scale},
    }
    theirs = {(f"file_{key}" if key in values else key): _plain(value) for key, value in building.attributes}
    return theirs | values


def _bound(quantity: Quantity | None, which: str) -> float | None:
    return None if quantity is None else getattr(quantity, which)


def _plain(value: str | float | bool | None) -> str | int | float | bool | None:  # noqa: FBT001  # a value of the file, not a switch
    return None if isinstance(value, float) and not math.isfinite(value) else value
