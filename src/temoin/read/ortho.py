"""`OrthoPixels`: a picture in sensor geometry, laid on the ground window by window when it is read."""

from __future__ import annotations

import math
from collections.abc import Iterator

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
from temoin.raster.resample import sample_image
from temoin.raster.spline import Places
from temoin.read.camera import CameraModel
from temoin.read.heights import Heights
from temoin.read.rasterfile import GDAL_OPTIONS, RasterBounds

__all__ = ["OrthoPixels", "rectify"]

Floats = npt.NDArray[np.float64]

_STRIP_ROWS = 512
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

    def sample(self, places: Places, grid: Grid) -> Image:
        """The numbers at places on this grid, each sampled once from the camera's own pixels, as a picture on another grid.

        Args:
            places: on the grid that this picture lies on.
            grid: of the result.

        Raises:
            UnreadableError: a block cannot be decoded.
        """
        strips = [places.rows(start, start + _STRIP_ROWS) for start in range(0, places.shape[0], _STRIP_ROWS)]
        windows = [Window(row_start=at, row_stop=at + strip.shape[0], col_start=0, col_stop=grid.width) for at, strip in _stacked(strips)]
        images = [self._sampled(strip, grid.crop(window)) for strip, window in zip(strips, windows, strict=True)]
        array, flags = np.concatenate([image.array for image in images], axis=1), np.concatenate([image.flags for image in images])
        return Image(array=array, flags=flags, grid=grid, roles=self.roles)

    def _sampled(self, places: Places, grid: Grid) -> Image:
        seen = self._seen_at(places)
        rows, cols = self.camera.shape
        inside = (seen.nodes > -HALO_PX) & (seen.nodes < np.array([rows, cols])[:, None, None] + HALO_PX)
        known = inside.all(axis=0)
        if not known.any():
            return nothing_on(self, grid)
        low, high = np.floor(seen.nodes[:, known].min(axis=1)).astype(int), np.ceil(seen.nodes[:, known].max(axis=1)).astype(int)
        reach = HALO_PX + seen.step
        window = Window(
            row_start=max(0, int(low[0]) - reach),
            row_stop=min(rows, int(high[0]) + reach),
            col_start=max(0, int(low[1]) - reach),
            col_stop=min(cols, int(high[1]) + reach),
        )
        first = np.array([window.row_start, window.col_start])[:, None, None]
        return sample_image(self.source.read(window), attrs.evolve(seen, nodes=seen.nodes - first), grid)

    def _seen_at(self, places: Places) -> Places:
        """Where places on this grid lie on the camera's own pixels: at the nodes on level ground, at every pixel on a height model."""
        x, y = self.grid.transform @ (places.nodes[1] + 0.5, places.nodes[0] + 0.5)
        lon, lat = transformer(self.grid.crs, WGS84).transform(x, y)
        if self.heights.dem is None:
            return attrs.evolve(places, nodes=self._seen(lon, lat, self.heights.level_m))
        # Nodes go one further than pixels.
        wide = attrs.evolve(places, shape=(places.shape[0] + 1, places.shape[1] + 1))
        height = self.heights.at(*wide.spread(np.stack([lon, lat])))
        if not np.isfinite(height).any():
            return Places(nodes=np.full((2, *wide.shape), np.nan), step=1, corner=(0, 0), shape=places.shape)
        # A line of sight is all but straight, so three heights tell the rest.
        low, high = float(np.nanmin(height)) - 1, float(np.nanmax(height)) + 1
        bottom, middle, top = (wide.spread(self._seen(lon, lat, level)) for level in (low, (low + high) / 2, high))
        part = 2 * (height - low) / (high - low) - 1
        nodes = middle + part * (top - bottom) / 2 + part**2 * ((top + bottom) / 2 - middle)
        return Places(nodes=nodes, step=1, corner=(0, 0), shape=places.shape)

    def _seen(self, lon: Floats, lat: Floats, height_m: float) -> Floats:
        col, row = self.camera.pixels_of(lon, lat, height_m)
        return np.stack([row, col]) - 0.5

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


def _stacked(strips: list[Places]) -> Iterator[tuple[int, Places]]:
    """Each strip with the row at which it begins."""
    start = 0
    for strip in strips:
        yield start, strip
        start += strip.shape[0]


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
