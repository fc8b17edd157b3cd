"""Bringing an image onto another grid, once, mask and all."""

from __future__ import annotations

import numpy as np
from affine import Affine
from rasterio.enums import Resampling
from rasterio.warp import reproject

from temoin.geo import Grid
from temoin.raster.image import Image, MaskKind

__all__ = ["warp_image"]

_METHODS = {"nearest": Resampling.nearest, "bilinear": Resampling.bilinear, "cubic": Resampling.cubic, "average": Resampling.average}


def warp_image(image: Image, grid: Grid, *, correction: Affine | None = None, method: str = "cubic") -> Image:
    """The image resampled onto `grid`; where it holds nothing, the flag `NODATA` is set.

    Args:
        image: the picture, any real type; 8- and 16-bit stay what they are, rounded and clipped.
        grid: where its pixels shall lie.
        correction: a registration in the destination's pixel coordinates (column, row): content found at `correction @ (c, r)` of the
            plainly reprojected image belongs at `(c, r)`. Folded into the transform, so the pixels are resampled only once.
        method: `nearest`, `bilinear`, `cubic` or `average`.

    Returns:
        An `Image` on `grid`. A pixel is usable only where all of the ground under it was usable.
    """
    destination_transform = grid.transform if correction is None else grid.transform @ correction
    # GDAL needs a nodata value to keep invalid pixels out of its kernel; a float copy with NaN is exact for 8 and 16 bit.
    source = np.array(image.array, dtype=np.float32 if image.dtype.itemsize <= 2 or image.dtype == np.float32 else np.float64)
    source[:, ~image.mask] = np.nan
    warped = np.full((source.shape[0], *grid.shape), np.nan, dtype=source.dtype)
    reproject(
        source,
        warped,
        src_transform=image.grid.transform,
        src_crs=image.grid.crs.to_wkt(),
        src_nodata=np.nan,
        dst_transform=destination_transform,
        dst_crs=grid.crs.to_wkt(),
        dst_nodata=np.nan,
        resampling=_METHODS[method],
        num_threads=2,
    )
    flags = _warp_flags(image, grid, destination_transform)
    empty = np.isnan(warped).any(axis=0)
    flags[empty] |= np.uint8(MaskKind.NODATA)
    warped[:, empty] = 0
    return Image(array=_as_type(warped, image.dtype), flags=flags, grid=grid, roles=image.roles)


def _warp_flags(image: Image, grid: Grid, transform: Affine) -> np.ndarray:
    flags = np.zeros(grid.shape, dtype=np.uint8)
    for kind in MaskKind:
        layer = (image.flags & np.uint8(kind)) != 0
        if kind is MaskKind.NODATA or not layer.any():
            continue
        share = np.zeros(grid.shape, dtype=np.float32)
        reproject(
            layer.astype(np.float32),
            share,
            src_transform=image.grid.transform,
            src_crs=image.grid.crs.to_wkt(),
            dst_transform=transform,
            dst_crs=grid.crs.to_wkt(),
            resampling=Resampling.bilinear,
            num_threads=2,
        )
        flags[share > 0] |= np.uint8(kind)
    return flags


def _as_type(array: np.ndarray, dtype: np.dtype[np.generic]) -> np.ndarray:
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)  # type: ignore[type-var]  # an integer type by the test above
        rounded: np.ndarray = np.clip(np.rint(array), limits.min, limits.max).astype(dtype)
        return rounded
    return array.astype(dtype, copy=False)
