"""Buildings with what is known of each, as flat rows: one value a column, for tables and map files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from temoin.geo import Footprint
from temoin.geo.crs import WGS84
from temoin.model import Building, Change, Findings, Grade, Scale, on_scale
from temoin.quantity import Quantity

__all__ = ["OURS", "change_rows", "flat_rows", "shapes_on_wgs84"]

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


def change_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """One row a piece of changed ground, largest first as they came; `None` where something is not known."""
    return [
        {
            "id": change.id,
            "score": change.score,
            "building_likeness": change.likeness,
            "p_value": change.p_value,
            "reasons": "; ".join(reason.value for reason in change.reasons),
            "area_m2": change.area.value,
            "area_m2_low": change.area.low,
            "area_m2_high": change.area.high,
            "building_ids": "; ".join(change.building_ids),
        }
        for change in changes
    ]


def shapes_on_wgs84(footprints: Sequence[Footprint]) -> npt.NDArray[np.object_]:
    """Shapes in longitude and latitude, flat, shape (footprints,).

    Raises:
        CrsError: a shape has no place on WGS 84.
    """
    shapes = np.empty(len(footprints), dtype=object)
    # One transformation for all shapes of one reference system: a hundred thousand buildings share theirs.
    systems = {id(one.crs): one.crs for one in footprints}
    for key, crs in systems.items():
        places = [place for place, one in enumerate(footprints) if id(one.crs) == key]
        together = Footprint(shape=shapely.GeometryCollection([footprints[place].shape for place in places]), crs=crs)
        shapes[places] = shapely.get_parts(shapely.force_2d(together.to_crs(WGS84).shape))
    return shapes


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
