"""Resampling a picture once through a shift that varies."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from temoin.align.field import Field
from temoin.geo import Grid, transformer
from temoin.raster import Image, MaskKind

__all__ = ["bend_image"]

_STEP_PX = 32
_WHOLE = 0.999
"""A pixel is usable where all four source pixels around it are."""


def bend_image(image: Image, grid: Grid, field: Field, *, first: tuple[int, int] = (0, 0)) -> Image:
    """The image on `grid`, its content moved back by `field`, resampled once by cubic splines.

    Where the source is finer than the grid it is blurred first to the grid's pixel, so that nothing aliases.

    Args:
        image: the picture as it was read, on its own grid.
        grid: where its pixels shall lie.
        field: where its content lies, once plainly reprojected onto `grid`.
        first: row and column of the field's picture at which `grid` begins, where it is a part of it.

    Returns:
        An `Image` on `grid`; where it holds nothing, the flag `NODATA` is set.
    """
    where = _source_places(image.grid, grid, field, first)
    down, right = (np.diff(where, axis=axis).mean(axis=(1, 2)) for axis in (1, 2))
    finer = math.sqrt(abs(float(down[0] * right[1] - down[1] * right[0])))
    usable = image.mask.astype(np.float32)
    share = ndimage.map_coordinates(usable, where, order=1, mode="constant", cval=0.0)
    has_data = (image.flags & np.uint8(MaskKind.NODATA)) == 0
    flags = ndimage.map_coordinates(image.flags, where, order=0, mode="constant", cval=int(MaskKind.NODATA)).astype(np.uint8)
    # Flags of cloud and the like stay; the rim that a spline would mix with them has no data.
    flags[(share < _WHOLE) & (flags == 0)] |= np.uint8(MaskKind.NODATA)
    bands = [_band(np.asarray(band, dtype=np.float64), has_data, where, finer) for band in image.array]
    array = np.stack(bands)
    array[:, (flags & np.uint8(MaskKind.NODATA)) != 0] = 0
    if np.issubdtype(image.dtype, np.integer):
        limits = np.iinfo(image.dtype)  # type: ignore[type-var]  # an integer type by the test above
        array = np.clip(np.rint(array), limits.min, limits.max)
    return Image(array=array.astype(image.dtype), flags=flags, grid=grid, roles=image.roles)


def _band(band: npt.NDArray[np.float64], usable: npt.NDArray[np.bool_], where: npt.NDArray[np.float64], finer: float) -> npt.NDArray[np.float64]:
    filled = np.where(usable, band, band[usable].mean() if usable.any() else 0.0)
    if finer > 1.2:
        filled = cv2.GaussianBlur(filled, (0, 0), 0.5 * finer)
    return np.asarray(ndimage.map_coordinates(filled, where, order=3, mode="nearest"))


def _source_places(source: Grid, grid: Grid, field: Field, first: tuple[int, int]) -> npt.NDArray[np.float64]:
    """Row and column of the source (pixel centres at whole numbers) for every pixel of the grid, shape (2, rows, columns).

    Exact on nodes 32 pixels apart and linear in between, where no projection bends by a hundredth of a pixel. The nodes are those of the whole
    picture, so that a part of it comes out as it does in the whole.
    """
    begin = [start // _STEP_PX * _STEP_PX for start in first]
    stop = [start + side for start, side in zip(first, grid.shape, strict=True)]
    rows, cols = (np.arange(start, end + 2 * _STEP_PX, _STEP_PX, dtype=np.float64) for start, end in zip(begin, stop, strict=True))
    shift = field.over(rows, cols)
    x, y = grid.transform @ (cols - first[1] + shift[1] + 0.5, rows[:, None] - first[0] + shift[0] + 0.5)
    if source.crs != grid.crs:
        x, y = transformer(grid.crs, source.crs).transform(x, y)
    found_cols, found_rows = ~source.transform @ (x, y)
    places = Field(nodes=np.stack([found_rows - 0.5, found_cols - 0.5]), step=_STEP_PX, shape=grid.shape)
    return places.over(np.arange(first[0], stop[0]) - begin[0], np.arange(first[1], stop[1]) - begin[1])
