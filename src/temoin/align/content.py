"""What a picture's own numbers and flags say of its fitness."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from temoin.geo import Grid
from temoin.model import PictureFitness
from temoin.raster import Image, MaskKind

__all__ = ["picture_fitness", "pixel_m"]

_MIDDLE = (0.01, 0.99)
"""The quantiles between which shades are counted: what lies beyond are glints and deep shadows, a few pixels of many values."""
_MOST_PIXELS = 1_000_000
_KINDS = (
    ("nodata", MaskKind.NODATA),
    ("cloud", MaskKind.CLOUD),
    ("cloud_shadow", MaskKind.CLOUD_SHADOW),
    ("haze", MaskKind.HAZE),
    ("snow", MaskKind.SNOW),
    ("saturated", MaskKind.SATURATED),
    ("water", MaskKind.WATER),
    ("building_shadow", MaskKind.BUILDING_SHADOW),
)


def picture_fitness(image: Image, own: Grid) -> PictureFitness:
    """One picture by itself.

    Args:
        image: the picture on the common grid, or a sample of it.
        own: the grid that it was read on.
    """
    shares = {f"{name}_share": float(np.mean((image.flags & np.uint8(kind)) != 0)) for name, kind in _KINDS}
    return PictureFitness(gsd_m=pixel_m(own), bits=8 * image.dtype.itemsize, grey_levels=_grey_levels(image), **shares)


def pixel_m(grid: Grid) -> float:
    """The side of a square as large as a pixel of the grid, metres; from its transform."""
    return math.sqrt(math.prod(grid.gsd_m))


def _grey_levels(image: Image) -> int:
    """Different numbers that the richest band holds in the middle of its range, since an empty band spoils no other; 0 where nothing is seen."""
    usable = np.flatnonzero(image.mask)
    chosen = usable[:: max(1, len(usable) // _MOST_PIXELS)]
    return max(_levels(band.ravel()[chosen]) for band in image.array) if len(chosen) else 0


def _levels(values: npt.NDArray[np.generic]) -> int:
    finite = values[np.isfinite(values)] if np.issubdtype(values.dtype, np.floating) else values
    shares = np.unique(finite, return_counts=True)[1] / max(len(finite), 1)
    up_to = np.cumsum(shares)
    return int(np.count_nonzero((up_to >= _MIDDLE[0]) & (up_to - shares <= _MIDDLE[1])))
