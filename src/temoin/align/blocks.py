"""Pictures as blocks of pixels, read strip by strip, and flags that were found on blocks laid back on the pixels."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.geo import Window
from temoin.raster import Image, MaskKind, Pixels
from temoin.raster.onto import OnGrid

__all__ = ["BlockPixels", "Blocks", "flag_blocks", "mean_blocks", "read_blocks", "seen_blocks"]

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_STRIP_PIXELS = 8_000_000


@attrs.frozen(kw_only=True, eq=False)
class Blocks:
    """A picture in blocks, each shape (rows, columns).

    Args:
        light: mean of the bands.
        seen: whether all of a block shows the ground.
        clouds: whether some of it lies under cloud.
        flags: all kinds of flags that the picture bears.
    """

    light: Floats
    seen: Mask
    clouds: Mask
    flags: np.uint8


def read_blocks(pixels: Pixels, bands: list[int], side: int) -> Blocks:
    """A picture in blocks of `side` pixels; what is left at its lower and right rim is left out."""
    rows, cols = (length // side for length in pixels.grid.shape)
    tall = max(1, _STRIP_PIXELS // (side * pixels.grid.width))
    light, seen, clouds, flags = [], [], [], np.uint8(0)
    for start in range(0, rows, tall):
        image = pixels.read(Window(row_start=start * side, row_stop=min(rows, start + tall) * side, col_start=0, col_stop=cols * side))
        light.append(np.mean([mean_blocks(image.array[band], side) for band in bands], axis=0, dtype=np.float32))
        seen.append(seen_blocks(image.mask, side))
        clouds.append(~seen_blocks((image.flags & np.uint8(MaskKind.CLOUD)) == 0, side))
        flags |= np.bitwise_or.reduce(image.flags, axis=None)
    return Blocks(light=np.concatenate(light), seen=np.concatenate(seen), clouds=np.concatenate(clouds), flags=flags)


def mean_blocks(band: npt.NDArray[np.generic], side: int) -> Floats:
    """Means over whole blocks of a band, shape (rows, columns)."""
    rows, cols = (length // side for length in band.shape)
    part = np.ascontiguousarray(band[: rows * side, : cols * side], dtype=np.float32)
    return np.asarray(cv2.resize(part, (cols, rows), interpolation=cv2.INTER_AREA), dtype=np.float32)


def seen_blocks(mask: Mask, side: int) -> Mask:
    """Which blocks are seen whole."""
    rows, cols = (length // side for length in mask.shape)
    return np.asarray(mask[: rows * side, : cols * side].reshape(rows, side, cols, side).all(axis=(1, 3)))


def flag_blocks(pixels: Pixels, blocks: Mask, side: int, kind: MaskKind) -> Pixels:
    """The same picture with a flag on what it shows in some blocks; in memory where it was."""
    if not blocks.any():
        return pixels
    flagged = BlockPixels(source=pixels, grid=pixels.grid, blocks=blocks, side=side, kind=kind)
    return flagged.read() if isinstance(pixels, Image) else flagged


@attrs.frozen(kw_only=True, eq=False)
class BlockPixels(OnGrid):
    """A picture whose blocks are flagged when it is read.

    Args:
        blocks: which.
        side: of a block, pixels.
        kind: the flag.
    """

    blocks: Mask
    side: int
    kind: MaskKind

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        window = window or self.grid.whole
        image = self.source.read(window)
        rows, cols = (np.arange(*ends) // self.side for ends in ((window.row_start, window.row_stop), (window.col_start, window.col_stop)))
        high, wide = self.blocks.shape
        inside = (rows < high)[:, None] & (cols < wide)
        found = self.blocks[np.minimum(rows, high - 1)[:, None], np.minimum(cols, wide - 1)] & inside & image.mask
        return Image(array=image.array, flags=image.flags | np.where(found, np.uint8(self.kind), np.uint8(0)), grid=image.grid, roles=image.roles)
