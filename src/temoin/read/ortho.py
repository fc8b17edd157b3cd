"""`OrthoPixels`: a picture in sensor geometry, laid on the ground window by window when it is read."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from affine import Affine
from rasterio._err import CPLE_BaseError

from temoin.errors import TooLargeError, UnreadableError
from temoin.geo import Footprint, Grid, Window
from temoin.geo.crs import WGS84, transformer
from temoin.raster import Image, Pixels, orthorectify_image
from temoin.raster.onto import HALO_PX, OnGrid, nothing_on
from temoin.read.camera import CameraModel
from temoin.read.heights import Heights
from temoin.read.rasterfile import GDAL_OPTIONS, RasterBounds

__all__ = ["OrthoPixels", "rectify"]

_LATTICE = 9
"""Places looked at along each side of a window: between them a camera model is all but straight."""
_MOST_GROWTH = 16
"""A rectified picture holds at most this many times the pixels of its source, however it lies."""
_SMALL_PX = 10_000
"""Under this many pixels a rim of unseen ground may outgrow the picture."""


@attrs.frozen(kw_only=True, eq=False)
class OrthoPixels(OnGrid):
    """The pixels of a picture in sensor geometry, on a grid on the ground; the grid that `source` bears is a stand-in.

    Args:
        camera: which of them sees which ground.
        heights: of the ground.
    """

    camera: CameraModel
    heights: Heights

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture; only the part of the source that sees it is decoded.

        Raises:
            UnreadableError: a block cannot be decoded.
        """
        grid = self.grid if window is None else self.grid.crop(window)
        needed = self._needed(grid)
        if needed is None:
            return nothing_on(self, grid)
        part = self.source.read(needed)
        model = self.camera.rpcs
        rpcs = attrs.evolve(model, line_off=model.line_off - needed.row_start, samp_off=model.samp_off - needed.col_start)
        dem = self.heights.dem.gdal_path if self.heights.dem is not None else None
        try:
            with rasterio.Env(**GDAL_OPTIONS):
                return orthorectify_image(part, grid, rpcs, height_m=self.heights.level_m, dem=dem)
        except CPLE_BaseError as error:
            name = self.heights.dem.label if self.heights.dem is not None else self.camera.name
            raise UnreadableError(f"{name} cannot be used any more: {error}", hint="Run the same command again.") from error

    def _needed(self, grid: Grid) -> Window | None:
        """The part of the source that sees the ground of a grid, with a halo; `None` where there is none, or no height is known."""
        between = self.heights.between(grid.footprint)
        if between is None:
            return None
        steps = np.linspace(0, 1, _LATTICE)
        cols, rows = np.meshgrid(steps * grid.width, steps * grid.height)
        places = grid.from_pixels(shapely.MultiPoint(np.column_stack([cols.ravel(), rows.ravel()]))).to_crs(WGS84)
        lon, lat = shapely.get_coordinates(places.shape).T
        seen = np.concatenate([np.stack(self.camera.pixels_of(lon, lat, height)) for height in between], axis=1)
        seen = seen[:, np.isfinite(seen).all(axis=0)]
        if not seen.size:
            return None
        rows_all, cols_all = self.camera.shape
        window = Window(
            row_start=max(0, math.floor(seen[1].min()) - HALO_PX),
            row_stop=min(rows_all, math.ceil(seen[1].max()) + HALO_PX),
            col_start=max(0, math.floor(seen[0].min()) - HALO_PX),
            col_stop=min(cols_all, math.ceil(seen[0].max()) + HALO_PX),
        )
        return window if min(window.shape) > 0 else None


def rectify(source: Pixels, camera: CameraModel, heights: Heights, bounds: RasterBounds) -> OrthoPixels:
    """A picture in sensor geometry on a grid of square pixels in its UTM zone, as fine as its finer side, that holds all the ground it may see.

    Args:
        source: its own pixels.
        camera: which of them sees which ground.
        heights: of the ground.
        bounds: what a picture may declare.

    Raises:
        UnreadableError: the camera model does not fit its picture.
        TooLargeError: the grid would hold more than `bounds`.
    """
    model, crs = camera.rpcs, camera.metric_crs()
    reach = (model.height_off - model.height_scale, model.height_off + model.height_scale)
    ground = Footprint(shape=shapely.MultiPoint(_outlines(camera, reach)).convex_hull, crs=WGS84)
    between = heights.between(ground) or reach
    x, y = transformer(WGS84, crs).transform(*_outlines(camera, between).T)
    step = min(camera.steps_m(sum(between) / 2))
    left, top = math.floor(min(x) / step), math.ceil(max(y) / step)
    width, height = math.ceil(max(x) / step) - left, top - math.floor(min(y) / step)
    most = _MOST_GROWTH * max(camera.shape[0] * camera.shape[1], _SMALL_PX)
    if width * height * len(source.roles) > bounds.samples or width * height > most:
        hint = "Crop the picture to the site together with its camera model, or orthorectify it yourself: gdalwarp -rpc in.tif out.tif"
        raise TooLargeError(f"the camera model (RPC) in {camera.name} spreads its picture over {width:,} × {height:,} pixels of ground", hint=hint)
    grid = Grid(crs=crs, transform=Affine(step, 0, left * step, 0, -step, top * step), height=height, width=width)
    return OrthoPixels(source=source, camera=camera, heights=heights, grid=grid)


def _outlines(camera: CameraModel, heights: tuple[float, float]) -> npt.NDArray[np.float64]:
    """(longitude, latitude) of the picture's edge on two heights, shape (places, 2)."""
    return np.concatenate([np.column_stack(camera.outline(height)) for height in heights])
