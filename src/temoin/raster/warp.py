"""Bringing an image onto another grid, once, mask and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from affine import Affine

from temoin.geo import Grid
from temoin.raster.image import UNUSABLE, Image, MaskKind

if TYPE_CHECKING:
    from rasterio.rpc import RPC

__all__ = ["orthorectify_image", "warp_image"]


def warp_image(image: Image, grid: Grid, *, correction: Affine | None = None, method: str = "cubic") -> Image:
    """The image resampled onto `grid`; where it holds nothing, the flag `NODATA` is set.

    Args:
        image: the picture, any real type; 8- and 16-bit stay what they are, rounded and clipped.
        grid: where its pixels shall lie.
        correction: a registration in the destination's pixel coordinates (column, row): content found at `correction @ (c, r)` of the
            plainly reprojected image belongs at `(c, r)`. Folded into the transform, so the pixels are resampled only once.
        method: `nearest`, `bilinear`, `cubic` or `average`.

    Returns:
        An `Image` on `grid`. A pixel is usable only where all of the ground under it was usable; what hides the ground is kept to be looked at.
    """
    destination_transform = grid.transform if correction is None else grid.transform @ correction
    return _resampled(image, grid, destination_transform, {"src_transform": image.grid.transform, "src_crs": image.grid.crs.to_wkt()}, method)


def orthorectify_image(image: Image, grid: Grid, rpcs: RPC, *, height_m: float, dem: str | None = None, method: str = "cubic") -> Image:
    """A picture in sensor geometry resampled onto `grid` by GDAL's RPC warper; where it holds nothing, or the ground's height is not known, `NODATA`.

    Args:
        image: the picture or a part of it; its own grid does not count.
        grid: where its pixels shall lie.
        rpcs: the camera model, its lines and samples counted from the first pixel of `image`.
        height_m: of the ground over the ellipsoid, metres; added to the heights of `dem` where one is given.
        dem: a height model, as GDAL opens it.
        method: as in `warp_image`.
    """
    # Without a stated scale the width of the kernel would hang on the shape of the window.
    how: dict[str, object] = {"rpcs": rpcs, "src_crs": "EPSG:4326", "RPC_HEIGHT": str(height_m), "XSCALE": "1", "YSCALE": "1"}
    if dem is not None:
        how |= {"RPC_DEM": dem, "RPC_DEM_APPLY_VDATUM_SHIFT": "NO"}
    return _resampled(image, grid, grid.transform, how, method)


def _resampled(image: Image, grid: Grid, transform: Affine, how: Mapping[str, object], method: str) -> Image:
    """The image on a grid; `how` says where its own pixels lie, in the words of GDAL's warper."""
    import cv2  # engines are loaded where pixels are warped, not with every picture's noun
    from rasterio.enums import Resampling
    from rasterio.warp import reproject

    # GDAL needs a nodata value to keep invalid pixels out of its kernel; a float copy with NaN is exact for 8 and 16 bit.
    source = np.array(image.array, dtype=np.float32 if image.dtype.itemsize <= 2 or image.dtype == np.float32 else np.float64)
    source[:, (image.flags & np.uint8(MaskKind.NODATA)) != 0] = np.nan
    warped = np.full((source.shape[0], *grid.shape), np.nan, dtype=source.dtype)
    onto = {"dst_transform": transform, "dst_crs": grid.crs.to_wkt(), "num_threads": 2, **how}
    reproject(source, warped, src_nodata=np.nan, dst_nodata=np.nan, resampling=Resampling[method], **onto)
    flags = np.zeros(grid.shape, dtype=np.uint8)
    for kind in MaskKind:
        layer = (image.flags & np.uint8(kind)) != 0
        if kind is MaskKind.NODATA or not layer.any():
            continue
        if kind in UNUSABLE:
            # The kernel of the pixels reaches one further than that of the flags.
            layer = cv2.dilate(layer.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        share = np.zeros(grid.shape, dtype=np.float32)
        reproject(layer.astype(np.float32), share, resampling=Resampling.bilinear, **onto)
        flags[share > 0] |= np.uint8(kind)
    empty = np.isnan(warped).any(axis=0)
    flags[empty] |= np.uint8(MaskKind.NODATA)
    warped[:, empty] = 0
    return Image(array=_as_type(warped, image.dtype), flags=flags, grid=grid, roles=image.roles)


def _as_type(array: np.ndarray, dtype: np.dtype[np.generic]) -> np.ndarray:
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)  # type: ignore[type-var]  # an integer type by the test above
        rounded: np.ndarray = np.clip(np.rint(array), limits.min, limits.max).astype(dtype)
        return rounded
    return array.astype(dtype, copy=False)
