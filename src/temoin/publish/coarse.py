"""Places made coarser: an outline becomes a square of a fixed raster that holds its centre."""

from __future__ import annotations

import math

import shapely

from temoin.geo import Footprint
from temoin.geo.crs import WGS84

__all__ = ["coarse_footprint"]

_METRES_A_DEGREE = 111_320.0
"""Of latitude, to a third of a percent: the raster's steps need be no truer."""


def coarse_footprint(footprint: Footprint, step_m: float) -> Footprint:
    """The square of a raster in longitude and latitude, `step_m` wide and high on the ground, that holds the centre of an outline.

    The raster begins at 0° N and 0° E, so two outlines in one square give the same answer and nothing of their shapes is left.

    Args:
        footprint: any outline or point.
        step_m: side of the squares, metres.
    """
    centre = footprint.to_crs(WGS84).shape.centroid
    high = step_m / _METRES_A_DEGREE
    row = math.floor(centre.y / high)
    # A row of squares is as wide as its middle asks for, so that squares of one row fit together.
    wide = high / max(0.01, math.cos(math.radians((row + 0.5) * high)))
    col = math.floor(centre.x / wide)
    return Footprint(shape=shapely.box(col * wide, row * high, (col + 1) * wide, (row + 1) * high), crs=WGS84)
