"""`Footprint`: a shape together with its reference system; two that differ never mix silently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import attrs
import pyproj
import shapely

from temoin.errors import CrsError
from temoin.geo.crs import WGS84, local_metric_crs, to_crs

__all__ = ["Footprint", "union_of"]

_GEOD = pyproj.Geod(ellps="WGS84")


@attrs.frozen(kw_only=True)
class Footprint:
    """A shape on the ground.

    Args:
        shape: a shapely geometry, x (easting, longitude) first.
        crs: what its coordinates are in.

    >>> square = Footprint(shape=shapely.box(0, 0, 0.001, 0.001), crs=WGS84)
    >>> round(square.area_m2)
    12309
    """

    shape: shapely.Geometry
    crs: pyproj.CRS

    def to_crs(self, crs: pyproj.CRS) -> Self:
        """The same footprint in another reference system.

        Raises:
            CrsError: a coordinate has no place there.
        """
        return self if crs == self.crs else attrs.evolve(self, shape=to_crs(self.shape, self.crs, crs), crs=crs)

    def to_local_metres(self) -> Self:
        """The same footprint in the UTM zone of its centre."""
        return self.to_crs(local_metric_crs(*self.centre))

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the centre of the bounding box, in degrees.

        Raises:
            CrsError: the shape is empty.
        """
        if self.shape.is_empty:
            message = "an empty shape has no centre"
            raise CrsError(message, hint="Check the footprint file for empty shapes.")
        x0, y0, x1, y1 = self.shape.bounds
        point = to_crs(shapely.Point((x0 + x1) / 2, (y0 + y1) / 2), self.crs, WGS84)
        return (float(shapely.get_x(point)), float(shapely.get_y(point)))

    @property
    def area_m2(self) -> float:
        """Area on the WGS 84 ellipsoid in m² (Karney 2013, "Algorithms for geodesics"); 0.0 for points, lines and empty shapes."""
        shape = to_crs(self.shape, self.crs, WGS84)
        # One orientation for all rings, else the parts of a multipolygon could cancel each other.
        area, _ = _GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))
        return abs(area)

    def intersects(self, other: Footprint) -> bool:
        """Whether the two share any ground.

        Raises:
            CrsError: the reference systems differ; bring one to the other with `to_crs` first.
        """
        self._require_same(other)
        return bool(self.shape.intersects(other.shape))

    def intersection(self, other: Footprint) -> Self:
        """The ground that both share.

        Raises:
            CrsError: the reference systems differ.
        """
        self._require_same(other)
        return attrs.evolve(self, shape=self.shape.intersection(other.shape))

    def _require_same(self, other: Footprint) -> None:
        if self.crs != other.crs:
            message = f"two reference systems were mixed: {self.crs.to_string()[:60]} and {other.crs.to_string()[:60]}"
            raise CrsError(message, hint="Bring one footprint to the other's reference system with to_crs first.")


def union_of(footprints: Iterable[Footprint]) -> Footprint:
    """All the ground of several footprints, in the reference system of the first.

    Raises:
        CrsError: none was given, or the reference systems differ.
    """
    parts = tuple(footprints)
    if not parts:
        message = "no footprint to join"
        raise CrsError(message, hint="Give at least one footprint.")
    for part in parts[1:]:
        parts[0]._require_same(part)  # noqa: SLF001  # same class
    return attrs.evolve(parts[0], shape=shapely.union_all([part.shape for part in parts]))
