"""Distances on the sphere, near enough for "another place"."""

from __future__ import annotations

import math

__all__ = ["great_circle_km"]

_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points, by the haversine formula; within 0.5 % of the ellipsoid.

    >>> round(great_circle_km(50.45, 30.52, 48.86, 2.35))
    2023
    """
    phi, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - phi) / 2) ** 2 + math.cos(phi) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
