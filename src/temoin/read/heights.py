"""`Heights`: how high the ground lies under a picture that only a camera model places."""

from __future__ import annotations

import math
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from rasterio.windows import Window as RasterWindow
from scipy import ndimage

from temoin.errors import CrsError, NoCoverageError, UnreadableError, UnsupportedError
from temoin.geo import Footprint, Grid
from temoin.geo.crs import WGS84, transformer
from temoin.read.georef import crs_of
from temoin.read.holder import Folder, HeldFile
from temoin.read.local import local_path
from temoin.read.position import words_of_position
from temoin.read.rasterfile import RasterBounds, check_bounds, open_raster, probe

__all__ = ["Heights", "read_heights"]

Floats = npt.NDArray[np.float64]

_MARGIN_PX = 2
"""Heights are interpolated between four pixels."""
_STRIP_PIXELS = 4_000_000
_HIGHEST_M, _DEEPEST_M = 9_000.0, -500.0
"""Chomolungma and the shore of the Dead Sea, with a margin for the geoid."""
_HINT = "Give a height model that covers the whole picture, crop the picture with --site, or give one height with --height."


@attrs.frozen(kw_only=True)
class Heights:
    """Heights over the WGS 84 ellipsoid.

    Args:
        level_m: the one height; added to those of the height model where there is one.
        dem: the height model, or `None`.
        grid: where its pixels lie, or `None`.
        is_assumed: nobody gave a height: the camera model's own middle was taken.
    """

    level_m: float
    dem: HeldFile | None = None
    grid: Grid | None = None
    is_assumed: bool = False

    @property
    def words(self) -> str:
        """Where heights come from, in a few words."""
        if self.dem is None:
            return f"level ground at {self.level_m:,.0f} m, " + ("the middle of the camera model's heights" if self.is_assumed else "as stated")
        raised = f" raised by {self.level_m:g} m" if self.level_m else ""
        return f"the heights of {self.dem.label}{raised} (SHA-256 {self.dem.holder.sha256(self.dem.name)})"

    def between(self, ground: Footprint) -> tuple[float, float] | None:
        """The lowest and the highest ground, metres; `None` where no height is known. The height model is read strip by strip.

        Raises:
            UnreadableError: a block of the height model cannot be decoded, or its numbers are no heights.
        """
        if self.dem is None or self.grid is None:
            return self.level_m, self.level_m
        try:
            window = self.grid.window_of(ground, margin_px=_MARGIN_PX)
        except NoCoverageError:
            return None
        rows, cols = window.shape
        step = max(1, _STRIP_PIXELS // cols)
        found = []
        with open_raster(self.dem) as dataset:
            for start in range(0, rows, step):
                place = RasterWindow(window.col_start, window.row_start + start, cols, min(step, rows - start))
                strip = dataset.read(1, window=place, masked=True).compressed()
                strip = strip[np.isfinite(strip)]
                found += [(float(strip.min()), float(strip.max()))] if strip.size else []
        if not found:
            return None
        low, high = min(low for low, _ in found), max(high for _, high in found)
        if low < _DEEPEST_M or high > _HIGHEST_M:
            message = f"{self.dem.label} puts the ground between {low:,.0f} and {high:,.0f} m: those are no heights in metres"
            raise UnreadableError(message, hint="Give a height model in metres, with its nodata value declared.")
        return low + self.level_m, high + self.level_m

    def at(self, lon: Floats, lat: Floats) -> Floats:
        """Heights at places, bilinear between those of the height model as in GDAL's warper; NaN where it knows none.

        Args:
            lon: degrees, shape (…).
            lat: likewise.

        Raises:
            UnreadableError: a block of the height model cannot be decoded.
        """
        if self.dem is None or self.grid is None:
            return np.full(lon.shape, self.level_m)
        x, y = transformer(WGS84, self.grid.crs).transform(lon, lat)
        col, row = (np.asarray(part) - 0.5 for part in ~self.grid.transform @ (x, y))
        low = [max(0, math.floor(np.nanmin(part)) - _MARGIN_PX) for part in (row, col)]
        high = [min(side, math.ceil(np.nanmax(part)) + _MARGIN_PX + 1) for part, side in zip((row, col), self.grid.shape, strict=True)]
        if low[0] >= high[0] or low[1] >= high[1]:
            return np.full(lon.shape, np.nan)
        with open_raster(self.dem) as dataset:
            place = RasterWindow(low[1], low[0], high[1] - low[1], high[0] - low[0])
            known = dataset.read(1, window=place, masked=True).astype(np.float64).filled(np.nan)
        return np.asarray(ndimage.map_coordinates(known, [row - low[0], col - low[1]], order=1, cval=np.nan)) + self.level_m

    def require_over(self, ground: Footprint, picture: str) -> None:
        """Refuse a height model that ends inside the ground.

        Args:
            ground: under the picture, or under the part of it that is used.
            picture: its name.

        Raises:
            NoCoverageError: the height model does not reach over all of the ground, or knows no height there.
        """
        if self.dem is None or self.grid is None:
            return
        outer = ground.to_crs(self.grid.crs).shape
        covered = shapely.area(outer.intersection(self.grid.footprint.shape)) / shapely.area(outer)
        if covered < 1 - 1e-9:
            where = f"it lies {words_of_position(self.grid.footprint)}, the ground of the picture {words_of_position(ground)}"
            raise NoCoverageError(f"{self.dem.label} covers {_share(covered)} of {picture}: {where}", hint=_HINT)
        if self.between(ground) is None:
            raise NoCoverageError(f"{self.dem.label} holds no height anywhere under {picture}", hint=_HINT)


def read_heights(dem: Path | None, level_m: float | None, *, middle_m: float) -> Heights:
    """The heights that the caller gave, or the middle of the camera model's own.

    Args:
        dem: a GeoTIFF of heights.
        level_m: one height, or what is to be added to those of `dem`.
        middle_m: of the camera model.

    Raises:
        UnreadableError: the height model is damaged.
        UnsupportedError: it is no single band of numbers, or lies inside a ZIP.
        CrsError: it does not say where it lies.
    """
    if dem is None:
        return Heights(level_m=middle_m if level_m is None else level_m, is_assumed=level_m is None)
    path = local_path(dem, what="height model")
    file = HeldFile(Folder(path.parent), path.name)
    if not path.is_file():
        raise UnsupportedError(f"{path.name} is no height model", hint="Give a GeoTIFF of heights, unpacked.")
    with open_raster(file) as dataset:
        check_bounds(file, dataset, RasterBounds())
        probe(file, dataset)
        return Heights(level_m=level_m or 0.0, dem=file, grid=_grid(file, dataset))


def _grid(file: HeldFile, dataset: rasterio.io.DatasetReader) -> Grid:
    if dataset.count != 1 or dataset.dtypes[0] == "uint8":
        raise UnsupportedError(f"{file.label} is a picture, no height model", hint="Give a GeoTIFF with one band of heights in metres.")
    crs = crs_of(dataset.crs, name=file.label) if dataset.crs is not None else None
    if crs is None or dataset.transform.is_identity:
        hint = "Give it as a GeoTIFF with its reference system: gdal_translate -a_srs EPSG:4326 in.tif dem.tif"
        raise CrsError(f"the height model {file.label} does not say in its own tags where it lies", hint=hint)
    # A reference system of heights (EGM96 and the like) is left aside: it is the caller who says with --height how far the geoid lies off.
    flat = crs.sub_crs_list[0] if crs.is_compound else crs
    return Grid(crs=flat, transform=dataset.transform, height=dataset.height, width=dataset.width)


def _share(covered: float) -> str:
    return "nothing" if covered <= 0 else f"only {min(covered, 0.99):.0%}"
