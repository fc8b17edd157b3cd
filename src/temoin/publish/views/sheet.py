"""All buildings of a dossier as one compact table for the page's script: what it sorts, searches, pages through and draws on the map."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence

import numpy as np
import shapely

from temoin.model import Building, Findings, Grade
from temoin.publish.outline import Canvas
from temoin.publish.safe import printable
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.findings import BuildingRow, FindingTables
from temoin.publish.views.zoommap import MapView

__all__ = ["packed", "sheet_text"]

_FRACTION = 10
"""Outlines are given in tenths of a map's pixel."""
_POINT_PX = 3.0
"""Half the side of the square that stands for a point."""
_COLUMNS = ("anchor", "id", "name", "grade", "css", "also", "area", "share", "score", "p_value", "seen")
"""Columns of text, under the names of `BuildingRow`; the script knows them by these."""

_Polygons = list[list[list[int]]]
_Value = str | tuple[str, ...]


def sheet_text(tables: FindingTables, buildings: Sequence[Building], findings: Findings | None, zoom: MapView | None, anchors: Anchors) -> str:
    """The table as JSON: columns of text as they are printed, numbers to sort by, and outlines where there is a map.

    Args:
        tables: with one row a graded building.
        buildings: with the outlines, graded or not.
        findings: what was measured, or `None`.
        zoom: the map, or `None`.
        anchors: labels of changes.

    Returns:
        `columns`: text by column, each a list of different texts and the number of the one that a row has; `why`: likewise, of lists;
        `keys`: numbers by column, `null` where there is none; `shapes`: one a row, rings of points in tenths of a map's pixel, each point
        relative to the one before; `given`: shapes without a grade; `changes`: (shape, anchor, label).
    """
    rows = tables.buildings
    grades = {grade.id: grade for grade in findings.grades} if findings is not None else {}
    ordered = [grades[row.grade_id] for row in rows]
    sheet: dict[str, object] = {
        "columns": {name: _coded([getattr(row, name) for row in rows]) for name in _COLUMNS},
        "why": _coded([row.reasons for row in rows]),
        "keys": _keys(rows, ordered),
    }
    if zoom is not None:
        known = {building.id: building for building in buildings}
        graded = {grade.building_id for grade in ordered}
        sheet["map"] = zoom.facts
        sheet["shapes"] = _shapes(zoom.canvas, [known.get(grade.building_id) for grade in ordered])
        sheet["given"] = [shape for shape in _shapes(zoom.canvas, [one for one in buildings if one.id not in graded]) if shape]
        changes = findings.changes if findings is not None else ()
        outlines = zoom.canvas.shapes_of([change.footprint for change in changes])
        sheet["changes"] = [
            (_rings(shape), *anchors.findings[change.id]) for change, shape in zip(changes, outlines, strict=True) if not shape.is_empty
        ]
    return json.dumps(sheet, ensure_ascii=False, separators=(",", ":"))


def packed(text: str) -> str:
    """A text as gzip, base64; the same text always gives the same signs."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), mtime=0)).decode("ascii")


def _coded(values: Sequence[_Value]) -> tuple[list[_Value], list[int]]:
    """Different values, and for each place the number of its own; words from outside are made printable, as in the page."""
    numbers: dict[_Value, int] = {}
    places = [numbers.setdefault(value, len(numbers)) for value in values]
    return [printable(value) if isinstance(value, str) else value for value in numbers], places


def _keys(rows: Sequence[BuildingRow], grades: Sequence[Grade]) -> dict[str, list[float | None]]:
    """What columns of numbers are sorted by; a number that the page does not print is none."""
    return {
        "area": [None if one.changed_area is None else one.changed_area.value for one in grades],
        "score": [one.score if one.seen_share > 0 else None for one in grades],
        "p_value": [one.p_value if one.is_assessable else None for one in grades],
        "seen": [one.seen_share for one in grades],
        "grade": [row.severity for row in rows],
    }


def _shapes(canvas: Canvas, buildings: Sequence[Building | None]) -> list[_Polygons]:
    outlines = iter(canvas.shapes_of([one.footprint for one in buildings if one is not None]))
    return [[] if one is None else _rings(next(outlines)) for one in buildings]


def _rings(shape: shapely.Geometry) -> _Polygons:
    """Polygons of rings of relative points; a point or a line becomes a small square around it, for it could not be seen else."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not polygons and not shape.is_empty:
        polygons = [shapely.box(*shapely.buffer(shape, _POINT_PX).bounds)]
    return [[_steps(ring) for ring in (part.exterior, *part.interiors)] for part in polygons]


def _steps(ring: shapely.LinearRing) -> list[int]:
    """X and y in turn, each relative to the point before, without the last point, which is the first again."""
    points = np.rint(shapely.get_coordinates(ring)[:-1] * _FRACTION).astype(np.int64)
    points[1:] -= points[:-1].copy()
    steps: list[int] = points.ravel().tolist()
    return steps
