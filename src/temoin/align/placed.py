"""Pictures on the common grid, in memory where they fit, else made window by window when they are read."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt
from affine import Affine

from temoin.align.bend import bend_image
from temoin.align.field import Field
from temoin.align.grey import GreyRecipe
from temoin.align.look import ArraySource
from temoin.errors import NoCoverageError
from temoin.geo import Grid, Window
from temoin.raster import BandRole, Image, MaskKind, Pixels, warp_image

__all__ = ["BentPixels", "PixelsSource", "PlainPixels", "on_grid"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_HALO_PX = 8
"""Source pixels read around what is needed, for the kernel of the resampling."""
_STRIP_PIXELS = 8_000_000


def on_grid(image: Image, grid: Grid, correction: Affine | None = None) -> Image:
    """The image on a grid, resampled once, or only cut where its pixels lie there already."""
    if correction is None and image.grid.crs == grid.crs:
        offset = ~image.grid.transform @ grid.transform
        if offset.almost_equals(Affine.translation(round(offset.c), round(offset.f)), precision=1e-6):
            row, col = round(offset.f), round(offset.c)
            if row >= 0 and col >= 0 and row + grid.height <= image.grid.height and col + grid.width <= image.grid.width:
                return Image(
                    array=image.array[:, row : row + grid.height, col : col + grid.width],
                    flags=image.flags[row : row + grid.height, col : col + grid.width],
                    grid=grid,
                    roles=image.roles,
                )
    return warp_image(image, grid, correction=correction)


def _nothing(like: Pixels, grid: Grid) -> Image:
    array = np.zeros((len(like.roles), *grid.shape), dtype=like.dtype)
    return Image(array=array, flags=np.full(grid.shape, MaskKind.NODATA, dtype=np.uint8), grid=grid, roles=like.roles)


@attrs.frozen(kw_only=True, eq=False)
class _OnGrid:
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
class PlainPixels(_OnGrid):
    """A picture on another grid by its georeference alone, resampled when it is read."""

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        grid = self.grid if window is None else self.grid.crop(window)
        return self.on(grid)

    def on(self, grid: Grid) -> Image:
        """The pixels on any grid; without data where the picture holds none."""
        part = _part(self.source, grid, _HALO_PX)
        return _nothing(self.source, grid) if part is None else on_grid(part, grid)


def _part(source: Pixels, grid: Grid, margin_px: float) -> Image | None:
    scale = max(1.0, max(grid.gsd_m) / min(source.grid.gsd_m))
    try:
        window = source.grid.window_of(grid.footprint, margin_px=math.ceil(margin_px * scale))
    except NoCoverageError:
        return None
    return source.read(window)


@attrs.frozen(kw_only=True, eq=False)
class BentPixels(_OnGrid):
    """A picture on another grid, moved back by a field, resampled once when it is read.

    Args:
        field: where its content lies on `grid`.
    """

    field: Field

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        whole = Window(row_start=0, row_stop=self.grid.height, col_start=0, col_stop=self.grid.width)
        window = window or whole
        grid = self.grid.crop(window)
        furthest = float(np.abs(self.field.nodes).max()) + _HALO_PX
        part = _part(self.source, grid, furthest)
        return _nothing(self.source, grid) if part is None else bend_image(part, grid, self.field, first=(window.row_start, window.col_start))


@attrs.frozen(kw_only=True, eq=False)
class PixelsSource:
    """Two grey pictures read block by block.

    Args:
        pictures: earlier and later, on any grids.
        grid: the common one.
        recipes: how each becomes grey.
    """

    pictures: tuple[Pixels, Pixels]
    grid: Grid
    recipes: tuple[GreyRecipe, GreyRecipe]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.grid.shape

    def block(self, later: bool, corner: tuple[int, int], size: tuple[int, int]) -> tuple[Floats, Flags]:  # noqa: FBT001  # which of the two
        """Grey and what is usable of it; zero and unusable outside."""
        transform = self.grid.transform @ Affine.translation(corner[1], corner[0])
        grid = attrs.evolve(self.grid, transform=transform, height=size[0], width=size[1])
        image = PlainPixels(source=self.pictures[later], grid=self.grid).on(grid)
        return self.recipes[later].grey(image), image.mask

    def reduced(self, by: int) -> PixelsSource | ArraySource:
        """Both with pixels `by` times as large, in memory."""
        if by == 1:
            return self
        shape = (math.ceil(self.shape[0] / by), math.ceil(self.shape[1] / by))
        greys, usable = [], []
        for later in (False, True):
            mean, share = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
            step = max(by, _STRIP_PIXELS // (shape[1] * by) // by * by)
            for start in range(0, shape[0] * by, step):
                rows = min(step, shape[0] * by - start)
                grey, seen = self.block(later, (start, 0), (rows, shape[1] * by))
                size = (shape[1], rows // by)
                at = slice(start // by, (start + rows) // by)
                share[at] = cv2.resize(seen.astype(np.float32), size, interpolation=cv2.INTER_AREA)
                mean[at] = cv2.resize(grey * seen, size, interpolation=cv2.INTER_AREA) / np.maximum(share[at], np.float32(1e-6))
            greys.append(mean)
            usable.append(share > 0.5)  # most of it is seen
        return ArraySource(greys=(greys[0], greys[1]), usable=(usable[0], usable[1]))
