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
from temoin.align.source import ArraySource
from temoin.geo import Grid, Window
from temoin.raster import Image, Pixels
from temoin.raster.onto import HALO_PX, OnGrid, PlainPixels, nothing_on, part_under

__all__ = ["BentPixels", "PixelsSource"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_STRIP_PIXELS = 8_000_000


@attrs.frozen(kw_only=True, eq=False)
class BentPixels(OnGrid):
    """A picture on another grid, moved back by a field, resampled once when it is read.

    Args:
        field: where its content lies on `grid`.
    """

    field: Field

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        window = window or self.grid.whole
        grid = self.grid.crop(window)
        furthest = float(np.abs(self.field.nodes).max()) + HALO_PX
        part = part_under(self.source, grid, furthest)
        return nothing_on(self.source, grid) if part is None else bend_image(part, grid, self.field, first=(window.row_start, window.col_start))


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
