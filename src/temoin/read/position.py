"""Where a footprint lies, in a few words for messages."""

from __future__ import annotations

import pyproj

from temoin.errors import CrsError
from temoin.geo import Footprint

__all__ = ["distance_km", "words_of_position"]

_GEOD = pyproj.Geod(ellps="WGS84")


def words_of_position(footprint: Footprint) -> str:
    """Where the centre is: "around 56.8500 N 53.2000 E"."""
    try:
        lon, lat = footprint.centre
    except CrsError:
        return "nowhere"
    return f"around {abs(lat):.4f} {'N' if lat >= 0 else 'S'} {abs(lon):.4f} {'E' if lon >= 0 else 'W'}"


def distance_km(one: Footprint, other: Footprint) -> float:
    """Distance between two centres in km, on the WGS 84 ellipsoid."""
    _, _, metres = _GEOD.inv(*one.centre, *other.centre)
    return float(metres) / 1000.0
