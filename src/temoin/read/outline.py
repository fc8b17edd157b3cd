"""Outlines as they can be measured: flat, valid, polygonal; points as they are or as circles; lines refused."""

from __future__ import annotations

import logging

import attrs
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from temoin.errors import OptionError, UnsupportedError
from temoin.geo import Footprint
from temoin.model import Reason
from temoin.read.table import FeatureTable

__all__ = ["Outline", "outlines_of"]

_log = logging.getLogger(__name__)

MAX_BUFFER_M = 10_000.0


@attrs.frozen(kw_only=True)
class Outline:
    """One feature's shape, made measurable.

    Args:
        row: the feature's place in its table.
        shape: polygon, multipolygon, or point(s).
        notes: what was mended or is missing.
    """

    row: int
    shape: shapely.Geometry
    notes: tuple[Reason, ...] = ()


def outlines_of(table: FeatureTable, *, buffer_m: float | None = None) -> tuple[Outline, ...]:
    """The shapes of a table, mended where needed; empty ones are left out, counted in a warning.

    Args:
        table: the features.
        buffer_m: radius in metres of the circle that stands for a point; `None` leaves points as they are. Polygons are never widened.

    Raises:
        UnsupportedError: lines, or nothing at all.
        OptionError: `buffer_m` is not a radius.
    """
    if buffer_m is not None and not 0 < buffer_m <= MAX_BUFFER_M:
        raise OptionError(f"a buffer of {buffer_m} m is no radius", hint=f"Give --buffer-m as metres between 0 and {MAX_BUFFER_M:,.0f}.")
    shapes = shapely.force_2d(table.shapes)
    is_there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    dimensions = shapely.get_dimensions(shapes)
    _refuse_lines(table, is_there & (dimensions == 1))
    shapes, was_mended = _mend(shapes, is_there & (dimensions == 2))
    found = []
    for row in np.flatnonzero(is_there):
        shape = shapes[row]
        if shape is None or shape.is_empty:
            is_there[row] = False
            continue
        notes: tuple[Reason, ...] = (Reason.FOOTPRINT_REPAIRED,) if was_mended[row] else ()
        if dimensions[row] == 0:
            notes = (Reason.POINT_ONLY,)
            shape = _one_point(shape) if buffer_m is None else _circle(shape, table.crs, buffer_m)
        found.append(Outline(row=int(row), shape=shape, notes=notes))
    _say(table, int((~is_there).sum()), int(was_mended.sum()))
    if not found:
        raise UnsupportedError(f"{table.name} holds no outline and no point", hint="Check the layer; export the footprints again.")
    return tuple(found)


def _refuse_lines(table: FeatureTable, lines: npt.NDArray[np.bool_]) -> None:
    if lines.any():
        place = int(np.flatnonzero(lines)[0]) + 1
        message = f"{table.name} holds {int(lines.sum())} lines (first: feature {place}); footprints are polygons or points"
        raise UnsupportedError(message, hint="Close the lines into polygons (QGIS: Lines to polygons), or remove them.")


def _mend(shapes: npt.NDArray[np.object_], areal: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """Invalid rings made valid, keeping only their polygons; a mixed collection is cut down to its polygons."""
    shapes = shapes.copy()
    invalid = areal & ~shapely.is_valid(shapes)
    if invalid.any():
        shapes[invalid] = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    mixed = areal & (shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for row in np.flatnonzero(mixed):
        shapes[row] = _polygons(shapes[row])
    return shapes, invalid


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _one_point(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _circle(shape: shapely.Geometry, crs: pyproj.CRS, radius_m: float) -> shapely.Geometry:
    """The circle(s) around point(s), drawn in the local UTM zone, in the file's own reference system."""
    metric = Footprint(shape=shape, crs=crs).to_local_metres()
    circle = attrs.evolve(metric, shape=shapely.buffer(metric.shape, radius_m, quad_segs=16))
    return circle.to_crs(crs).shape


def _say(table: FeatureTable, empty: int, mended: int) -> None:
    if empty:
        _log.warning("%s: %d of %d features have no shape and were left out", table.name, empty, len(table.shapes))
    if mended:
        _log.warning("%s: %d outlines were not valid and were repaired", table.name, mended)
