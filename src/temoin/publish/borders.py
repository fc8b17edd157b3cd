"""Countries of the world for a small locator map, from `data/countries.json.gz`.

They are Natural Earth's at 1:50 million (public domain), with borders as resolutions of the United Nations name them: Crimea lies in Ukraine.
`tools/make_locator.py` makes the file and says what it mends by which resolution.
"""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import shapely
import shapely.affinity

__all__ = ["countries_in", "country_at"]


_COAST = 0.1
"""Degrees off a coast that still count as on it: the map is too coarse to know harbours from open water."""


def country_at(longitude: float, latitude: float) -> str:
    """The country that a place lies in, as ISO 3166-1 alpha-2 code; "" at sea and where there is no code.

    Args:
        longitude: degrees east.
        latitude: degrees north.

    >>> country_at(30.52, 50.45), country_at(-30.0, 45.0)
    ('UA', '')
    """
    near = []
    for turned in (longitude - 360, longitude, longitude + 360):
        place = shapely.Point(turned, latitude)
        touching = _touching(turned - _COAST, latitude - _COAST, turned + _COAST, latitude + _COAST)
        near += [(_shape(number).distance(place), code) for number, code in touching]
    distance, code = min(near, default=(_COAST, ""))
    return code if distance < _COAST else ""


def countries_in(west: float, south: float, east: float, north: float) -> tuple[tuple[str, shapely.Geometry], ...]:
    """Countries cut to a box, as (code, shape in degrees).

    Args:
        west: degrees; the box may reach beyond 180° on either side, as outlines do that cross it.
        south: likewise.
        east: likewise.
        north: likewise.
    """
    found = []
    for turn in (-360.0, 0.0, 360.0):
        for number, code in _touching(west - turn, south, east - turn, north):
            cut = shapely.clip_by_rect(_shape(number), west - turn, south, east - turn, north)
            found.append((code, shapely.affinity.translate(cut, turn)))
    return tuple((code, shape) for code, shape in found if not shape.is_empty)


def _touching(west: float, south: float, east: float, north: float) -> list[tuple[int, str]]:
    """Number and code of each country whose bounding box meets a box."""
    rows = enumerate(_table()["countries"])
    return [(number, code) for number, (code, (x0, y0, x1, y1), _) in rows if x0 <= east and x1 >= west and y0 <= north and y1 >= south]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(gzip.decompress(resources.files("temoin.publish").joinpath("data", "countries.json.gz").read_bytes()))
    return known


@lru_cache(maxsize=64)
def _shape(number: int) -> shapely.Geometry:
    """Polygons of rings of whole steps, each point relative to the one before."""
    step, (_, _, polygons) = _table()["step"], _table()["countries"][number]
    rings = [[np.cumsum(np.reshape(ring, (-1, 2)), axis=0) * step for ring in polygon] for polygon in polygons]
    # Rounded to steps, an outline can touch itself.
    return shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(one[0], one[1:]) for one in rings]))
