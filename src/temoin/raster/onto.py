"""Pictures on another grid by their georeference alone: cut where their pixels lie there already, else resampled when they are read."""

from __future__ import annotations

import math

import attrs
import numpy as np
from affine import Affine

from temoin.errors import NoCoverageError
from temoin.geo import Grid, Window
from temoin.raster.image import BandRole, Image, MaskKind, Pixels
from temoin.raster.warp import warp_image

__all__ = ["HALO_PX", "OnGrid", "PlainPixels", "is_part_of", "nothing_on", "on_grid", "part_under"]

HALO_PX = 8
"""Source pixels read around what is needed, for the kernel of the resampling."""


def on_grid(image: Image, grid: Grid, correction: Affine | None = None) -> Image:
    """The image on a grid, resampled once, or only cut where its pixels lie there already."""
    if correction is None and is_part_of(grid, image.grid):
        offset = ~image.grid.transform @ grid.transform
        row, col = round(offset.f), round(offset.c)
        return Image(
            array=image.array[:, row : row + grid.height, col : col + grid.width],
            flags=image.flags[row : row + grid.height, col : col + grid.width],
            grid=grid,
            roles=image.roles,
        )
    return warp_image(image, grid, correction=correction)


def is_part_of(grid: Grid, whole: Grid) -> bool:
    """Whether all pixels of a grid are pixels of another one."""
    if grid.crs != whole.crs:
        return False
    offset = ~whole.transform @ grid.transform
    row, col = round(offset.f), round(offset.c)
    is_inside = row >= 0 and col >= 0 and row + grid.height <= whole.height and col + grid.width <= whole.width
    return is_inside and bool(offset.almost_equals(Affine.translation(col, row), precision=1e-6))


def nothing_on(like: Pixels, grid: Grid) -> Image:
    """An image without data, of the bands and the type of other pixels."""
    array = np.zeros((len(like.roles), *grid.shape), dtype=like.dtype)
    return Image(array=array, flags=np.full(grid.shape, MaskKind.NODATA, dtype=np.uint8), grid=grid, roles=like.roles)


def part_under(source: Pixels, grid: Grid, margin_px: float) -> Image | None:
    """The part of a picture under a grid, with a margin in pixels of the coarser of the two; `None` where it holds none of that ground."""
    scale = max(1.0, max(grid.gsd_m) / min(source.grid.gsd_m))
    try:
        window = source.grid.window_of(grid.footprint, margin_px=math.ceil(margin_px * scale))
    except NoCoverageError:
        return None
    return source.read(window)


@attrs.frozen(kw_only=True, eq=False)
class OnGrid:
    """A picture on another grid.

    Args:
        source: the picture as it was read.
        grid: where its pixels shall lie.
    """

    source: Pixels
    grid: Grid

    @property
    def roles(self) -> tuple[BandRole, ...]:
        """What each band holds."""
        return self.source.roles

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one number."""
        return self.source.dtype


@attrs.frozen(kw_only=True, eq=False)
class PlainPixels(OnGrid):
    """A picture on another grid by its georeference alone, resampled when it is read."""

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        return self.on(self.grid if window is None else self.grid.crop(window))

    def on(self, grid: Grid) -> Image:
        """The pixels on any grid; without data where the picture holds none."""
        part = part_under(self.source, grid, HALO_PX)
        return nothing_on(self.source, grid) if part is None else on_grid(part, grid)
