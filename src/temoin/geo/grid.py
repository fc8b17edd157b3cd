"""`Grid`: where the pixels of a picture lie on the ground."""

from __future__ import annotations

import math
from typing import Self

import attrs
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from affine import Affine

from temoin.errors import NoCoverageError
from temoin.geo.crs import WGS84, transformer
from temoin.geo.footprint import Footprint

__all__ = ["Grid", "Window"]

_GEOD = pyproj.Geod(ellps="WGS84")


@attrs.frozen(kw_only=True)
class Window:
    """A block of pixels, in whole pixels: `rows` and `cols` are half-open (start, stop)."""

    row_start: int
    row_stop: int
    col_start: int
    col_stop: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.row_stop - self.row_start, self.col_stop - self.col_start)

    def intersection(self, other: Self) -> Self | None:
        """The pixels that both hold, or `None` where there are none."""
        shared = attrs.evolve(
            self,
            row_start=max(self.row_start, other.row_start),
            row_stop=min(self.row_stop, other.row_stop),
            col_start=max(self.col_start, other.col_start),
            col_stop=min(self.col_stop, other.col_stop),
        )
        return shared if min(shared.shape) > 0 else None

    def within(self, outer: Self) -> Self:
        """The same pixels in rows and columns of another block, counted from its corner."""
        down, right = outer.row_start, outer.col_start
        return attrs.evolve(
            self,
            row_start=self.row_start - down,
            row_stop=self.row_stop - down,
            col_start=self.col_start - right,
            col_stop=self.col_stop - right,
        )


@attrs.frozen(kw_only=True)
class Grid:
    """The lattice of a picture's pixels.

    Args:
        crs: the reference system of `transform`.
        transform: (column, row) of a pixel corner to (x, y); the centre of pixel (row r, column c) is `transform @ (c + 0.5, r + 0.5)`.
        height: rows.
        width: columns.
    """

    crs: pyproj.CRS
    transform: Affine
    height: int
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.height, self.width)

    @property
    def footprint(self) -> Footprint:
        """The outline of the whole grid, in its own reference system."""
        corners = [self.transform @ corner for corner in ((0, 0), (self.width, 0), (self.width, self.height), (0, self.height))]
        return Footprint(shape=shapely.Polygon(corners), crs=self.crs)

    @property
    def gsd_m(self) -> tuple[float, float]:
        """Ground distance of one pixel step down and one to the right, in metres, at the centre; measured on the WGS 84 ellipsoid.

        Taken from the transform and never from a metadata field: those are known to be wrong (xBD's says 1.4–3 m on 0.5 m pixels).
        """
        row, col = self.height / 2, self.width / 2
        points = [self.transform @ place for place in ((col, row - 0.5), (col, row + 0.5), (col - 0.5, row), (col + 0.5, row))]
        to_degrees = transformer(self.crs, WGS84)
        lon, lat = to_degrees.transform([x for x, _ in points], [y for _, y in points])
        _, _, distance = _GEOD.inv([lon[0], lon[2]], [lat[0], lat[2]], [lon[1], lon[3]], [lat[1], lat[3]])
        return (float(distance[0]), float(distance[1]))

    @property
    def pixel_area_m2(self) -> float:
        """True area of the centre pixel in m², on the WGS 84 ellipsoid."""
        row, col = self.height / 2, self.width / 2
        corners = [
            self.transform @ place for place in ((col - 0.5, row - 0.5), (col + 0.5, row - 0.5), (col + 0.5, row + 0.5), (col - 0.5, row + 0.5))
        ]
        return Footprint(shape=shapely.Polygon(corners), crs=self.crs).area_m2

    def xy(self, row: float, col: float) -> tuple[float, float]:
        """Place of the centre of pixel (row, column) in the grid's reference system; fractions are welcome."""
        x, y = self.transform @ (col + 0.5, row + 0.5)
        return (float(x), float(y))

    def rowcol(self, x: float, y: float) -> tuple[float, float]:
        """Row and column (with fractions, pixel centres at whole numbers) of a place in the grid's reference system."""
        col, row = ~self.transform @ (x, y)
        return (float(row) - 0.5, float(col) - 0.5)

    def step_px(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Rows and columns that so many metres east and north on the ground take, at the centre; measured on the WGS 84 ellipsoid."""
        row, col = (self.height - 1) / 2, (self.width - 1) / 2
        lon, lat = transformer(self.crs, WGS84).transform(*self.xy(row, col))
        there = _GEOD.fwd(lon, lat, math.degrees(math.atan2(east_m, north_m)), math.hypot(east_m, north_m))
        end_row, end_col = self.rowcol(*transformer(WGS84, self.crs).transform(there[0], there[1]))
        return (end_row - row, end_col - col)

    @property
    def whole(self) -> Window:
        """The window that holds all of it."""
        return Window(row_start=0, row_stop=self.height, col_start=0, col_stop=self.width)

    def crop(self, window: Window) -> Self:
        """The part of the grid under a window."""
        rows, cols = window.shape
        return attrs.evolve(self, transform=self.transform @ Affine.translation(window.col_start, window.row_start), height=rows, width=cols)

    def widened(self, window: Window, margin_px: int) -> Window:
        """A window with a margin on each side, cut to the grid."""
        return Window(
            row_start=max(0, window.row_start - margin_px),
            row_stop=min(self.height, window.row_stop + margin_px),
            col_start=max(0, window.col_start - margin_px),
            col_stop=min(self.width, window.col_stop + margin_px),
        )

    def window_of(self, footprint: Footprint, *, margin_px: int = 0) -> Window:
        """The smallest window that holds a footprint, with a margin, cut to the grid.

        Args:
            footprint: in any reference system.
            margin_px: pixels added on each side.

        Raises:
            NoCoverageError: the footprint does not touch the grid.
        """
        shape = footprint.to_crs(self.crs).shape
        coordinates = shapely.get_coordinates(shape)
        inverse = ~self.transform
        if not len(coordinates):
            message = "an empty footprint covers no pixel"
            raise NoCoverageError(message)
        cols, rows = _apply(inverse, coordinates).T
        window = Window(
            row_start=max(0, math.floor(float(np.min(rows))) - margin_px),
            row_stop=min(self.height, math.ceil(float(np.max(rows))) + margin_px),
            col_start=max(0, math.floor(float(np.min(cols))) - margin_px),
            col_stop=min(self.width, math.ceil(float(np.max(cols))) + margin_px),
        )
        if window.row_start >= window.row_stop or window.col_start >= window.col_stop:
            message = "the footprint lies outside the picture"
            raise NoCoverageError(message)
        return window

    def to_pixels(self, footprint: Footprint) -> shapely.Geometry:
        """A footprint in pixel coordinates (x = column, y = row, pixel corners at whole numbers)."""
        inverse = ~self.transform

        return shapely.transform(footprint.to_crs(self.crs).shape, lambda xy: _apply(inverse, xy))

    def from_pixels(self, shape: shapely.Geometry) -> Footprint:
        """The footprint of a shape in pixel coordinates (x = column, y = row, pixel corners at whole numbers)."""
        return Footprint(shape=shapely.transform(shape, lambda xy: _apply(self.transform, xy)), crs=self.crs)


def _apply(transform: Affine, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """An affine transform of points, shape (points, 2)."""
    matrix = np.array([[transform.a, transform.b], [transform.d, transform.e]])
    moved: npt.NDArray[np.float64] = xy @ matrix.T + np.array([transform.c, transform.f])
    return moved
