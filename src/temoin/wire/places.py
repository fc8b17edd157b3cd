"""Reference systems and shapes as plain JSON values, and back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pyproj
import shapely
from pyproj.exceptions import CRSError

__all__ = ["crs_from_text", "crs_to_text", "shape_from_plain", "shape_to_plain"]

_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""How many lists lie around the positions of each type."""
_CRS_FORMS = re.compile(r"[A-Za-z][A-Za-z0-9_]*:[A-Za-z0-9_.-]+$|[A-Z][A-Z0-9_]*\[|\{")
_LONGEST_CRS = 100_000
_COLLECTION_LEVELS = 4
"""How deep geometry collections may lie in one another."""


@lru_cache(maxsize=64)
def crs_to_text(crs: pyproj.CRS) -> str:
    """The shortest text that gives the very same reference system back: a code, else WKT, else PROJJSON.

    >>> crs_to_text(pyproj.CRS.from_epsg(32639))
    'EPSG:32639'
    """
    authority = crs.to_authority(min_confidence=100)
    candidates = [":".join(authority)] if authority else []
    for text in (*candidates, *(made for made in (_wkt(crs),) if made)):
        if pyproj.CRS.from_user_input(text) == crs:
            return text
    return str(crs.to_json())


def _wkt(crs: pyproj.CRS) -> str:
    try:
        return str(crs.to_wkt("WKT2_2019"))
    except CRSError:
        return ""


@lru_cache(maxsize=64)
def crs_from_text(text: str) -> pyproj.CRS:
    """The reference system that a text names: a code, WKT or PROJJSON; PROJ strings are not taken, they can name files of the reader's disk.

    Raises:
        ValueError: it names none.
    """
    if len(text) > _LONGEST_CRS or not _CRS_FORMS.match(text):
        message = f"{text[:60]!r} is no code, WKT or PROJJSON of a reference system"
        raise ValueError(message)
    try:
        return pyproj.CRS.from_user_input(text)
    except CRSError as error:
        message = f"{text[:60]!r} names no reference system"
        raise ValueError(message) from error


def shape_to_plain(shape: shapely.Geometry) -> dict[str, Any]:
    """A shape as a GeoJSON-like mapping, coordinates with all their digits; measure values (M) are left out, temoin has no use for them.

    Raises:
        ValueError: GeoJSON has no such type (a bare ring).
    """
    made: dict[str, Any] = shapely.geometry.mapping(shape)
    if made["type"] != "GeometryCollection" and made["type"] not in _DEPTH:
        message = f"a {made['type']} cannot be written down"
        raise ValueError(message)
    return made


def shape_from_plain(value: object, level: int = 0) -> shapely.Geometry:
    """The shape of a GeoJSON-like mapping.

    Raises:
        ValueError: it is not one.
    """
    if not isinstance(value, dict):
        message = "a shape is an object with `type` and `coordinates`"
        raise ValueError(message)  # noqa: TRY004  # a document at fault, not a caller
    kind = value.get("type")
    if kind == "GeometryCollection" and set(value) == {"type", "geometries"} and isinstance(value["geometries"], list) and level < _COLLECTION_LEVELS:
        return shapely.GeometryCollection([shape_from_plain(part, level + 1) for part in value["geometries"]])
    if kind not in _DEPTH or set(value) != {"type", "coordinates"}:
        message = f"{str(kind)[:30]!r} is no type of shape with just `type` and `coordinates`"
        raise ValueError(message)
    _check_positions(value["coordinates"], _DEPTH[kind])
    try:
        return shapely.geometry.shape(value)
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
        message = f"the coordinates make no {kind}: {error}"
        raise ValueError(message) from error


def _check_positions(value: object, depth: int, *, may_be_empty: bool = True) -> None:
    if not isinstance(value, list) or not (value or may_be_empty):
        message = "coordinates are lists of positions"
        raise ValueError(message)
    if not value:
        return
    if depth == 0:
        if len(value) not in {2, 3} or not all(isinstance(number, int | float) and not isinstance(number, bool) for number in value):
            message = "a position is a list of two or three numbers"
            raise ValueError(message)
        return
    for item in value:
        _check_positions(item, depth - 1, may_be_empty=False)
