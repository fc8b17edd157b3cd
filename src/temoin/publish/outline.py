"""Footprints as SVG paths in the pixel coordinates of a shown picture."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import shapely

from temoin.geo import Footprint, Grid

__all__ = ["Canvas", "svg_path"]

_TOLERANCE_PX = 0.35
"""Corners that lie closer than this to the line are left out: they cannot be seen."""
_POINT_RADIUS_PX = 6.0


@attrs.frozen(kw_only=True)
class Canvas:
    """A picture as it is shown: its grid, and the size it is shown at.

    Args:
        grid: where its pixels lie.
        width: pixels of the shown picture.
        height: likewise.
    """

    grid: Grid
    width: int
    height: int

    def shapes_of(self, footprints: Sequence[Footprint]) -> list[shapely.Geometry]:
        """Footprints in shown pixels (x right, y down, from the upper left corner), cut to the picture; empty where one lies outside."""
        scale = np.array([self.width / self.grid.width, self.height / self.grid.height])
        found = np.empty(len(footprints), dtype=object)
        # One transformation for all shapes of one reference system: thousands of buildings share theirs.
        systems = {id(one.crs): one.crs for one in footprints}
        for key, crs in systems.items():
            places = [place for place, one in enumerate(footprints) if id(one.crs) == key]
            together = Footprint(shape=shapely.GeometryCollection([footprints[place].shape for place in places]), crs=crs)
            moved = shapely.transform(self.grid.to_pixels(together), lambda xy: xy * scale)
            found[places] = shapely.get_parts(moved)
        is_broken = ~shapely.is_valid(found)
        found[is_broken] = shapely.make_valid(found[is_broken])
        cut = shapely.clip_by_rect(shapely.force_2d(found), 0, 0, self.width, self.height)
        return list(shapely.simplify(cut, _TOLERANCE_PX, preserve_topology=True))

    def shape_of(self, footprint: Footprint) -> shapely.Geometry:
        """One footprint, likewise."""
        return self.shapes_of((footprint,))[0]

    def path_of(self, footprint: Footprint) -> str:
        """A footprint as the `d` of an SVG path, "" where it lies outside; a point becomes a small circle."""
        return svg_path(self.shape_of(footprint))


def svg_path(shape: shapely.Geometry) -> str:
    """A shape as the `d` of an SVG path, to a tenth of a pixel.

    >>> svg_path(shapely.box(0, 0, 10, 5))
    'M10 0L10 5L0 5L0 0Z'
    """
    return "".join(_part(part) for part in shapely.get_parts(shape))


def _part(shape: shapely.Geometry) -> str:
    if shape.is_empty:
        return ""
    match shape.geom_type:
        case "Polygon":
            return "".join(_line(ring) + "Z" for ring in (shape.exterior, *shape.interiors))
        case "LineString" | "LinearRing":
            return _line(shape)
        case "Point":
            x, y, radius, across = (_tenth(v) for v in (shape.x - _POINT_RADIUS_PX, shape.y, _POINT_RADIUS_PX, 2 * _POINT_RADIUS_PX))
            return f"M{x} {y}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0Z"
        case _:
            return svg_path(shape)


def _line(shape: shapely.Geometry) -> str:
    points = shapely.get_coordinates(shape)
    if shape.is_closed and len(points) > 1:
        points = points[:-1]
    return "".join(f"{'L' if number else 'M'}{_tenth(x)} {_tenth(y)}" for number, (x, y) in enumerate(points))


def _tenth(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
