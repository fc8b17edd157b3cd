"""A picture's numbers and flags at places between its pixels, sampled once."""

from __future__ import annotations

import math
from typing import Any, Protocol, runtime_checkable

import cv2
import numpy as np
import numpy.typing as npt

from temoin.geo import Grid
from temoin.raster.image import Image, MaskKind, Pixels
from temoin.raster.spline import Places, coefficients_of, float_of, sample_cubic, sample_nearest, sample_whole

__all__ = ["RawPixels", "sample_image"]

_FINER = 1.2


@runtime_checkable
class RawPixels(Pixels, Protocol):
    """Pixels that were resampled already to lie on their grid, and can be sampled anew from what the camera delivered."""

    def sample(self, places: Places, grid: Grid) -> Image:
        """The numbers at places on this picture's own grid, each sampled once, as a picture on another grid."""


def sample_image(image: Image, places: Places, grid: Grid) -> Image:
    """The image at places on it, as a picture on `grid`, sampled once by cubic splines.

    Where its pixels are finer than those of the result it is blurred first to those, so that nothing aliases.

    Args:
        image: the picture, on any grid, which does not count.
        places: where each pixel of the result lies on it.
        grid: of the result.

    Returns:
        An `Image` on `grid`; where it holds nothing, the flag `NODATA` is set.
    """
    flags = sample_nearest(image.flags, places, outside=int(MaskKind.NODATA))
    # Flags of cloud and the like stay; the rim that a spline would mix with them has no data.
    flags[~sample_whole(image.mask, places) & (flags == 0)] |= np.uint8(MaskKind.NODATA)
    has_data = (image.flags & np.uint8(MaskKind.NODATA)) == 0
    finer = _pixels_a_pixel(places)
    array = np.stack([sample_cubic(coefficients_of(_filled(band, has_data, finer)), places) for band in image.array])
    array[:, (flags & np.uint8(MaskKind.NODATA)) != 0] = 0
    if np.issubdtype(image.dtype, np.integer):
        limits = np.iinfo(image.dtype)  # type: ignore[type-var]  # an integer type by the test above
        array = np.clip(np.rint(array), limits.min, limits.max)
    return Image(array=array.astype(image.dtype), flags=flags, grid=grid, roles=image.roles)


def _pixels_a_pixel(places: Places) -> float:
    """How many of the source's pixels are as long as one of the result's."""
    down, right = (np.diff(places.nodes, axis=axis)[:, : places.nodes.shape[1] - 1, : places.nodes.shape[2] - 1] for axis in (1, 2))
    known = np.isfinite(down + right).all(axis=0)
    if not known.any():
        return 1.0
    row, col = down[:, known].mean(axis=1) / places.step, right[:, known].mean(axis=1) / places.step
    return math.sqrt(abs(float(row[0] * col[1] - row[1] * col[0])))


def _filled(band: npt.NDArray[Any], usable: npt.NDArray[np.bool_], finer: float) -> npt.NDArray[Any]:
    """A band with its mean where it holds nothing, blurred where its pixels are finer than those of the result by more than a little."""
    if not usable.all():
        band = np.where(usable, band, band[usable].mean(dtype=np.float64).astype(band.dtype) if usable.any() else band.dtype.type(0))
    if finer <= _FINER:
        return band
    return cv2.GaussianBlur(band.astype(float_of(band.dtype)), (0, 0), 0.5 * finer)
