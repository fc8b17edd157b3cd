"""One band to register on."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.raster import BandRole, Image
from temoin.raster.bands import common_bands

__all__ = ["GreyRecipe", "grey_pair", "grey_recipes", "worn"]

Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True)
class GreyRecipe:
    """How a picture becomes one grey band: the mean of some bands, each less its mean and divided by its spread, so that none outweighs the others.

    Args:
        bands: their numbers.
        means: of each.
        spreads: of each.
    """

    bands: tuple[int, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]

    def grey(self, image: Image) -> Floats:
        """The grey band, shape (rows, columns); 0, the mean of the others, where a pixel cannot be used, so that no edge arises there."""
        total = np.zeros(image.grid.shape, dtype=np.float32)
        for number, mean, spread in zip(self.bands, self.means, self.spreads, strict=True):
            total += (np.asarray(image.array[number], dtype=np.float32) - np.float32(mean)) * np.float32(1 / (spread * len(self.bands)))
        return np.asarray(np.where(image.mask, total, np.float32(0)))


def grey_recipes(before: Image, after: Image) -> tuple[GreyRecipe, GreyRecipe]:
    """How two pictures, or samples of them, become one grey band each, as alike as their bands allow.

    The mean of the visible bands that both have; else (a panchromatic band against three colours) the mean of the visible bands of each;
    else the mean of all the bands of each.
    """
    shared = [before.roles[place] for place, _ in common_bands(before.roles, after.roles) if before.roles[place].is_visible]
    return _recipe(before, shared), _recipe(after, shared)


def grey_pair(before: Image, after: Image) -> tuple[Floats, Floats]:
    """One grey band of each picture, by `grey_recipes`: two arrays of shape (rows, columns)."""
    first, second = grey_recipes(before, after)
    return first.grey(before), second.grey(after)


def _recipe(image: Image, shared: list[BandRole]) -> GreyRecipe:
    chosen = [number for number, role in enumerate(image.roles) if (role in shared if shared else role.is_visible)] or list(range(len(image.roles)))
    usable = image.mask
    found = []
    for number in chosen:
        values = np.asarray(image.array[number][usable], dtype=np.float32)
        if values.size:
            found.append((number, float(values.mean()), float(values.std()) or 1.0))
    return GreyRecipe(bands=tuple(one[0] for one in found), means=tuple(one[1] for one in found), spreads=tuple(one[2] for one in found))


def worn(usable: npt.NDArray[np.bool_], by_px: int) -> npt.NDArray[np.bool_]:
    """The usable ground without a rim of `by_px` pixels along what is not, whose gradients are not its own."""
    kernel = np.ones((2 * by_px + 1, 2 * by_px + 1), dtype=np.uint8)
    return np.asarray(cv2.erode(usable.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0), dtype=bool)
