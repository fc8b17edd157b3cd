"""A picture of bounded size, read strip by strip, so that a whole scene never has to fit into memory."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from affine import Affine

from temoin.geo import Grid, Window
from temoin.raster import Image, MaskKind, Pixels

__all__ = ["shrink_pixels"]

_STRIP_ROWS = 512


def shrink_pixels(pixels: Pixels, *, max_side: int, window: Window | None = None) -> Image:
    """The picture averaged over whole blocks of pixels, so that its longer side is at least `max_side` and under twice that.

    Args:
        pixels: any picture.
        max_side: pixels; a picture that is smaller comes back as it is.
        window: the part to take; `None` takes all.

    Returns:
        An `Image` in float32 where blocks were averaged (over the pixels that hold data). `NODATA` is flagged where a block holds none, the
        other flags where any pixel of the block bears them. Up to one block is cut off at the right and at the bottom.
    """
    whole = Window(row_start=0, row_stop=pixels.grid.height, col_start=0, col_stop=pixels.grid.width) if window is None else window
    height, width = whole.shape
    block = max(1, max(height, width) // max_side)
    if block == 1 or min(height, width) < block:
        return pixels.read(whole)
    rows, cols = height // block, width // block
    array = np.zeros((len(pixels.roles), rows, cols), dtype=np.float32)
    flags = np.zeros((rows, cols), dtype=np.uint8)
    step = max(1, _STRIP_ROWS // block)
    for first in range(0, rows, step):
        last = min(rows, first + step)
        strip = Window(
            row_start=whole.row_start + first * block,
            row_stop=whole.row_start + last * block,
            col_start=whole.col_start,
            col_stop=whole.col_start + cols * block,
        )
        array[:, first:last], flags[first:last] = _average(pixels.read(strip), block)
    return Image(array=array, flags=flags, grid=_coarser(pixels.grid.crop(whole), block, rows, cols), roles=pixels.roles)


def _average(image: Image, block: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    bands, height, width = image.shape
    rows, cols = height // block, width // block
    flags = image.flags.reshape(rows, block, cols, block)
    has_data = (flags & np.uint8(MaskKind.NODATA)) == 0
    values = image.array.reshape(bands, rows, block, cols, block).astype(np.float32)
    has_data = has_data & np.isfinite(values).all(axis=0)
    count = has_data.sum(axis=(1, 3))
    total = np.where(has_data, values, np.float32(0)).sum(axis=(2, 4), dtype=np.float64)
    mean = (total / np.maximum(count, 1)).astype(np.float32)
    known = np.bitwise_or.reduce(np.bitwise_or.reduce(flags, axis=3), axis=1) & ~np.uint8(MaskKind.NODATA)
    return mean, np.where(count == 0, np.uint8(MaskKind.NODATA), known).astype(np.uint8)


def _coarser(grid: Grid, block: int, rows: int, cols: int) -> Grid:
    return attrs.evolve(grid, transform=grid.transform @ Affine.scale(block), height=rows, width=cols)
