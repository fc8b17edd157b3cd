"""KML and KMZ: placemarks with points and polygons, longitude and latitude by definition. Network links and overlays are not followed."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from temoin.errors import TooLargeError, UnreadableError
from temoin.geo.crs import WGS84
from temoin.read.geojson import require_degrees
from temoin.read.placing import parse_xml
from temoin.read.table import MAX_FEATURES, FeatureTable

__all__ = ["table_of_kml"]


def table_of_kml(data: bytes, *, name: str) -> FeatureTable:
    """All placemarks that have a geometry, in order, whatever folder they lie in.

    The attributes are `name`, `description`, and what `ExtendedData` holds (typed and untyped alike, as text).

    Raises:
        UnreadableError: no KML, or a geometry is not of its form.
    """
    root = parse_xml(data, name=name)
    if _local(root) != "kml" and not list(root.iter("{*}Placemark")):
        raise UnreadableError(f"{name} is XML, but no KML", hint="Export the footprints as KML or GeoJSON.")
    shapes, rows, ids = [], [], []
    for place, mark in enumerate(root.iter("{*}Placemark"), 1):
        if place > MAX_FEATURES:
            raise TooLargeError(f"{name} holds more than {MAX_FEATURES:,} placemarks", hint="Cut it to the site first.")
        try:
            found = [_shape(child) for child in mark if _local(child) in _KINDS]
        except (ValueError, IndexError, shapely.errors.GEOSException) as error:
            raise UnreadableError(
                f"{name}: the geometry of placemark {place} cannot be read: {error}"[:300], hint="Repair it, or export again."
            ) from error
        if found:
            shapes.append(found[0] if len(found) == 1 else shapely.GeometryCollection(found))
            rows.append(_attributes(mark))
            ids.append(mark.get("id"))
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    require_degrees(array, name=name, hint="KML is defined in longitude and latitude: export it again.")
    return FeatureTable(name=name, crs=WGS84, shapes=array, rows=tuple(rows), ids=tuple(ids))


def _shape(node: Any) -> shapely.Geometry:  # noqa: ANN401  # lxml's element class has no public type
    match _local(node):
        case "Point":
            return shapely.Point(_coordinates(node)[0])
        case "LineString" | "LinearRing":
            return shapely.LineString(_coordinates(node))
        case "Polygon":
            outer = node.find("{*}outerBoundaryIs/{*}LinearRing")
            if outer is None:
                message = "a polygon without an outer ring"
                raise ValueError(message)
            return shapely.Polygon(_coordinates(outer), [_coordinates(ring) for ring in node.iterfind("{*}innerBoundaryIs/{*}LinearRing")])
        case _:
            return shapely.GeometryCollection([_shape(child) for child in node if _local(child) in _KINDS])


def _coordinates(node: Any) -> list[tuple[float, float]]:  # noqa: ANN401  # as above
    """Longitude and latitude of each tuple; heights are left out."""
    points = []
    for word in (node.findtext("{*}coordinates") or "").split():
        lon, lat = word.split(",")[:2]
        points.append((float(lon), float(lat)))
    return points


def _attributes(mark: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    found: dict[str, Any] = {}
    for key in ("name", "description"):
        text = mark.findtext(f"{{*}}{key}")
        if text is not None and text.strip():
            found[key] = text.strip()
    for node in mark.iterfind("{*}ExtendedData//{*}Data"):
        found[node.get("name", "")] = (node.findtext("{*}value") or "").strip()
    for node in mark.iterfind("{*}ExtendedData//{*}SimpleData"):
        found[node.get("name", "")] = (node.text or "").strip()
    return {key: value for key, value in found.items() if key}


def _local(node: Any) -> str:  # noqa: ANN401  # as above
    return str(node.tag).rpartition("}")[2]


_KINDS = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"})
