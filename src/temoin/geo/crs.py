"""Coordinate reference systems; x is always easting or longitude, y always northing or latitude."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError

from temoin.errors import CrsError

__all__ = ["WGS84", "local_metric_crs", "parse_crs", "to_crs", "transformer"]

WGS84 = pyproj.CRS.from_epsg(4326)
"""Longitude and latitude in degrees; temoin always writes x (longitude) first."""


def parse_crs(text: str | int | pyproj.CRS) -> pyproj.CRS:
    """Read a reference system from a code (`EPSG:32639`), WKT, PROJ or PROJJSON text.

    Raises:
        CrsError: the text names no reference system.

    >>> parse_crs("EPSG:4326") == WGS84
    True
    """
    try:
        return pyproj.CRS.from_user_input(text)
    except CRSError as error:
        message = f"{str(text)[:80]!r} is no coordinate reference system"
        raise CrsError(message) from error


@lru_cache(maxsize=256)
def transformer(source: pyproj.CRS, destination: pyproj.CRS) -> pyproj.Transformer:
    """The transformation between two reference systems, x first on both sides, kept for the next call."""
    return pyproj.Transformer.from_crs(source, destination, always_xy=True)


def to_crs(shape: shapely.Geometry, source: pyproj.CRS, destination: pyproj.CRS) -> shapely.Geometry:
    """The same shape in another reference system.

    Args:
        shape: any shapely geometry, x first.
        source: what its coordinates are in.
        destination: what they shall be in.

    Raises:
        CrsError: a coordinate has no place in `destination`.
    """
    if source == destination:
        return shape
    try:
        moved = shapely.transform(shape, lambda xy: np.column_stack(transformer(source, destination).transform(xy[:, 0], xy[:, 1], errcheck=True)))
    except ProjError as error:
        message = f"coordinates cannot be brought from {source.to_string()[:60]} to {destination.to_string()[:60]}: {error}"
        raise CrsError(message, hint="Check that the file's reference system is the one its coordinates are in.") from error
    return moved


def local_metric_crs(longitude: float, latitude: float) -> pyproj.CRS:
    """The UTM zone (or polar stereographic) whose metres are true near a point, after the zone formula of NGA.SIG.0012.

    Args:
        longitude: degrees east.
        latitude: degrees north.

    >>> local_metric_crs(53.2, 56.85).to_epsg()
    32639
    """
    if latitude >= 84:
        return pyproj.CRS.from_epsg(32661)
    if latitude <= -80:
        return pyproj.CRS.from_epsg(32761)
    zone = int(((longitude + 180.0) % 360.0) // 6.0) + 1
    return pyproj.CRS.from_epsg((32600 if latitude >= 0 else 32700) + zone)
