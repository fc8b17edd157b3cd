"""Resampling a picture once through a shift that varies."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field
from temoin.geo import Grid, transformer
from temoin.raster import Image, MaskKind
from temoin.raster.spline import Places, coefficients_of, float_of, sample_cubic, sample_nearest, sample_whole

__all__ = ["bend_image"]

_STEP_PX = 32
_FINER = 1.2


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
    places, finer = _source_places(image.grid, grid, field, first)
    flags = sample_nearest(image.flags, places, outside=int(MaskKind.NODATA))
    # Flags of cloud and the like stay; the rim that a spline would mix with them has no data.
    flags[~sample_whole(image.mask, places) & (flags == 0)] |= np.uint8(MaskKind.NODATA)
    has_data = (image.flags & np.uint8(MaskKind.NODATA)) == 0
    bands = [sample_cubic(coefficients_of(_filled(band, has_data, finer)), places) for band in image.array]
    array = np.stack(bands)
    array[:, (flags & np.uint8(MaskKind.NODATA)) != 0] = 0
    if np.issubdtype(image.dtype, np.integer):
        limits = np.iinfo(image.dtype)  # type: ignore[type-var]  # an integer type by the test above
        array = np.clip(np.rint(array), limits.min, limits.max)
    return Image(array=array.astype(image.dtype), flags=flags, grid=grid, roles=image.roles)


def _filled(band: npt.NDArray[Any], usable: npt.NDArray[np.bool_], finer: float) -> npt.NDArray[Any]:
    """A band with its mean where it holds nothing, blurred where its pixels are finer than those of the grid by more than a little."""
    if not usable.all():
        band = np.where(usable, band, band[usable].mean(dtype=np.float64).astype(band.dtype) if usable.any() else band.dtype.type(0))
    if finer <= _FINER:
        return band
    return cv2.GaussianBlur(band.astype(float_of(band.dtype)), (0, 0), 0.5 * finer)


def _source_places(source: Grid, grid: Grid, field: Field, first: tuple[int, int]) -> tuple[Places, float]:
    """Where every pixel of the grid lies on the source, and how many of the source's pixels are as long as one of the grid's.

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
    nodes = np.stack([found_rows - 0.5, found_cols - 0.5])
    down, right = (np.diff(nodes, axis=axis).mean(axis=(1, 2)) / _STEP_PX for axis in (1, 2))
    corner = (first[0] - begin[0], first[1] - begin[1])
    finer = math.sqrt(abs(float(down[0] * right[1] - down[1] * right[0])))
    return Places(nodes=nodes, step=_STEP_PX, corner=corner, shape=grid.shape), finer
