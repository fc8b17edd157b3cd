"""GeoJSON: RFC 7946, with the `crs` member of its forerunner respected."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from temoin.errors import CrsError, TooLargeError, UnreadableError
from temoin.geo.crs import WGS84
from temoin.read.stated import crs_stated
from temoin.read.table import MAX_FEATURES, FeatureTable

__all__ = ["is_geojson", "require_degrees", "table_of_geojson"]

_GEOMETRIES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"})


def is_geojson(value: object) -> bool:
    """Whether a JSON value is a feature collection, a feature, or a bare geometry."""
    return isinstance(value, dict) and value.get("type") in {"FeatureCollection", "Feature", *_GEOMETRIES}


def table_of_geojson(value: dict[str, Any], *, name: str) -> FeatureTable:
    """The features of a GeoJSON object.

    Raises:
        UnreadableError: a feature is not of that form.
        CrsError: its `crs` is none, or it has none and its numbers are no degrees.
    """
    features = _features(value)
    if len(features) > MAX_FEATURES:
        raise TooLargeError(f"{name} holds {len(features):,} features, over the bound of {MAX_FEATURES:,}", hint="Cut it to the site first.")
    for place, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            raise UnreadableError(f"{name}: feature {place} is not of the GeoJSON form", hint="Each feature needs a geometry and its properties.")
    crs = _crs(value, name)
    shapes = _shapes([feature.get("geometry") for feature in features], name)
    if "crs" not in value:
        require_degrees(shapes, name=name, hint="Convert it to longitude and latitude, or add a crs member.")
    ids = tuple(id_ if isinstance(id_ := feature.get("id"), str | int | float) else None for feature in features)
    return FeatureTable(name=name, crs=crs, shapes=shapes, rows=tuple(feature.get("properties") or {} for feature in features), ids=ids)


def require_degrees(shapes: npt.NDArray[np.object_], *, name: str, hint: str) -> None:
    """Refuse shapes that a format defines as longitude and latitude but whose numbers are no degrees.

    Raises:
        CrsError: a number lies outside ±360 or ±90.
    """
    if not len(shapes):
        return
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    if not np.isnan(x0) and (x0 < -360 or x1 > 360 or y0 < -90 or y1 > 90):
        raise CrsError(f"{name}: its coordinates are not longitude and latitude ({x0:.1f}, {y0:.1f})", hint=hint)


def _features(value: dict[str, Any]) -> list[Any]:
    if value.get("type") == "FeatureCollection":
        features = value.get("features")
        return features if isinstance(features, list) else []
    if value.get("type") == "Feature":
        return [value]
    return [{"geometry": value, "properties": {}}]


def _crs(value: dict[str, Any], name: str) -> pyproj.CRS:
    if "crs" not in value:
        return WGS84
    member = value["crs"]
    properties = member.get("properties") if isinstance(member, dict) and member.get("type") == "name" else None
    text = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(text, str):
        raise CrsError(
            f"{name}: its crs member names no coordinate reference system", hint="Write the name there, for instance EPSG:32639, or remove it."
        )
    return crs_stated(text, name=f"{name}, crs member")


def _shapes(geometries: list[Any], name: str) -> npt.NDArray[np.object_]:
    texts = [None if geometry is None else json.dumps(geometry) for geometry in geometries]
    try:
        return np.asarray(shapely.from_geojson(texts), dtype=object)
    except shapely.errors.GEOSException:
        for place, text in enumerate(texts, 1):
            try:
                shapely.from_geojson(text)
            except shapely.errors.GEOSException as error:
                message = f"{name}: the geometry of feature {place} cannot be read: {error}"
                raise UnreadableError(message[:300], hint="Repair or remove that feature.") from error
        raise
