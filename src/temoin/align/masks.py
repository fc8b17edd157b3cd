"""Masks that temoin makes itself: overexposure, cloud and water, beside what a picture's own masks say."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.clouds import find_clouds, white_of
from temoin.align.ground import sample_rows
from temoin.geo import Grid, Window
from temoin.raster import BandRole, Image, MaskKind, Pixels
from temoin.raster.onto import OnGrid

__all__ = ["MaskRecipe", "MaskedPixels", "mask_image", "mask_pixels"]

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.generic]

_SKY = np.uint8(MaskKind.CLOUD | MaskKind.CLOUD_SHADOW | MaskKind.HAZE | MaskKind.SNOW)
"""Where a picture has any of these, somebody who knew more than its visible bands looked for clouds."""
_HEAP = 4.0
"""A band ends in a heap, not in a tail, where its highest number is held by so many times as many pixels as the numbers just under it, on average."""
_HEAP_PIXELS = 20
_BELOW = 16
"""So many numbers under the highest one are that tail (of 8 bits; as many parts of the range in others)."""
_RUN_PX = 2
"""Overexposed pixels come in blocks of this side at the least; single ones are glints."""
NDWI_WATER = 0.3
"""Normalised difference water index, (green − near infrared) / (green + near infrared), from which ground counts as water. McFeeters (1996) sets 0,
at which blue and white roofs pass too; McFeeters (2013) sets 0.3 for that reason, at which of eight made sites not one roof does."""
NIR_DARK = 0.2
"""Water takes up near infrared: its number there is under this share of the picture's 90th percentile. In pictures that are not in reflectance the
index alone is shifted by a third, and asphalt would pass; a picture that is all water has no such yardstick, and none is found."""
_WATER_M = 10.0
_WATER_PX = 3
"""Water is as wide as a square of this side at the least, the larger of the two: shadows of houses, which are as dark, are narrower."""
_MOST_PIXELS = 4_000_000
"""So many pixels of a band tell how it ends."""
_TILE_PX = 4096
_TILE_HALO_PX = 256
"""A large picture is searched for clouds tile by tile, each with so much of its surroundings."""
_CELL_PX = 8


@attrs.frozen(kw_only=True)
class MaskRecipe:
    """What the whole picture, or a sample of it, says of its numbers, so that each part is masked alike.

    Args:
        white: as of `find_clouds`; `None` where clouds are not looked for.
        ends: the number at which each band is overexposed, `None` where it has a tail.
        nir: the number of the near infrared under which water may be, or `None` where it cannot be told.
    """

    white: float | None
    ends: tuple[float | None, ...]
    nir: float | None

    @classmethod
    def of(cls, sample: Image) -> MaskRecipe:
        """From a picture, or some of its rows."""
        seen = sample.mask
        has_sky = bool((sample.flags & _SKY).any())
        infrared = sample.band(BandRole.NIR)
        tells_water = infrared is not None and BandRole.GREEN in sample.roles and seen.any()
        return cls(
            white=None if has_sky else white_of(sample),
            ends=tuple(_end_of(band[seen]) for band in sample.array),
            nir=NIR_DARK * float(np.quantile(np.asarray(infrared[seen], dtype=np.float64), 0.9)) if infrared is not None and tells_water else None,
        )


def mask_image(image: Image, recipe: MaskRecipe | None = None) -> Image:
    """The same picture with what temoin finds added to its flags.

    Overexposure is looked for in every picture, cloud where no mask of clouds came with it, water where there is near infrared. Dark water is not
    told from forest and shadow in visible bands alone (in open pictures it is as dark and no smoother), and is not tried. Haze and the shadows of
    clouds only show in two aligned pictures (`temoin.align.haze`, `temoin.align.overcast`).

    Args:
        image: the picture, or a part of it.
        recipe: of the whole picture; from `image` where not given.
    """
    recipe = recipe or MaskRecipe.of(image)
    found = ((MaskKind.SATURATED, _overexposed(image, recipe)), (MaskKind.WATER, _water(image, recipe)), (MaskKind.CLOUD, _clouds(image, recipe)))
    return _flagged(image, [(kind, mask) for kind, mask in found if mask is not None])


def _flagged(image: Image, found: list[tuple[MaskKind, Mask]]) -> Image:
    if not any(mask.any() for _, mask in found):
        return image
    flags = image.flags.copy()
    for kind, mask in found:
        flags[mask] |= np.uint8(kind)
    return Image(array=image.array, flags=flags, grid=image.grid, roles=image.roles)


def _end_of(values: Numbers) -> float | None:
    """The highest number of a band where pixels are heaped on it, else `None`."""
    if not values.size:
        return None
    numbers = np.asarray(values[:: max(1, values.size // _MOST_PIXELS)], dtype=np.float64)
    top = float(numbers.max())
    at_top = int(np.count_nonzero(numbers == top))
    step = max(1.0, top / 256) if np.issubdtype(values.dtype, np.integer) else top / 256
    below = int(np.count_nonzero(numbers >= top - _BELOW * step)) - at_top
    levels = max(_BELOW, _BELOW * step)
    return top if at_top >= _HEAP_PIXELS and at_top > _HEAP * below / levels else None


def _overexposed(image: Image, recipe: MaskRecipe) -> Mask | None:
    ends = [(band, end) for band, end in zip(image.array, recipe.ends, strict=True) if end is not None]
    if not ends:
        return None
    full = np.logical_or.reduce([np.greater_equal(band, end) for band, end in ends]) & image.mask
    return _solid(full, _RUN_PX)


def _water(image: Image, recipe: MaskRecipe) -> Mask | None:
    green, infrared = image.band(BandRole.GREEN), image.band(BandRole.NIR)
    if recipe.nir is None or green is None or infrared is None:
        return None
    first, second = green.astype(np.float32), infrared.astype(np.float32)
    wet = (first - second > np.float32(NDWI_WATER) * (first + second)) & (second < recipe.nir) & image.mask
    return _solid(wet, _water_px(image.grid))


def _solid(mask: Mask, side: int) -> Mask:
    """What squares of a side fit into; a kernel of even side has to be turned round for the way back, or all is shifted by a pixel."""
    kernel, back = np.ones((side, side), np.uint8), (side - 1) // 2
    return np.asarray(cv2.dilate(cv2.erode(mask.astype(np.uint8), kernel), kernel, anchor=(back, back)) > 0)


def _clouds(image: Image, recipe: MaskRecipe) -> Mask | None:
    return None if recipe.white is None else find_clouds(image, recipe.white)


def mask_pixels(pixels: Pixels, *, most_pixels: int) -> Pixels:
    """The same picture with what temoin finds added to its flags: in memory where it is small, else masked when it is read.

    Args:
        pixels: a picture on its own grid, before anything is resampled.
        most_pixels: of a picture that is held in memory.
    """
    if pixels.grid.height * pixels.grid.width <= most_pixels:
        return mask_image(pixels.read())
    recipe = MaskRecipe.of(sample_rows(pixels))
    clouds = None if recipe.white is None else _cloud_cells(pixels, recipe.white)
    return MaskedPixels(source=pixels, grid=pixels.grid, recipe=attrs.evolve(recipe, white=None), clouds=clouds)


@attrs.frozen(kw_only=True, eq=False)
class MaskedPixels(OnGrid):
    """A picture too large for memory, masked when it is read.

    Args:
        recipe: of the whole picture, without clouds.
        clouds: shape (rows, columns) in blocks of 8 × 8 pixels, where clouds are, or `None`.
    """

    recipe: MaskRecipe
    clouds: Mask | None

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture, with their masks; a part comes out as it does in the whole."""
        window = window or self.grid.whole
        wide = self.grid.widened(window, self._halo_px)
        image = mask_image(self.source.read(wide), self.recipe).read(window.within(wide))
        if self.clouds is None:
            return image
        down, right = np.arange(window.row_start, window.row_stop) // _CELL_PX, np.arange(window.col_start, window.col_stop) // _CELL_PX
        return _flagged(image, [(MaskKind.CLOUD, self.clouds[down[:, None], right] & image.mask)])

    @property
    def _halo_px(self) -> int:
        return _water_px(self.grid) if self.recipe.nir is not None else _RUN_PX


def _cloud_cells(pixels: Pixels, white: float) -> Mask:
    rows, cols = pixels.grid.shape
    cells = np.zeros((-(-rows // _CELL_PX), -(-cols // _CELL_PX)), bool)
    for top in range(0, rows, _TILE_PX):
        for left in range(0, cols, _TILE_PX):
            tile = Window(row_start=top, row_stop=min(top + _TILE_PX, rows), col_start=left, col_stop=min(left + _TILE_PX, cols))
            wide = pixels.grid.widened(tile, _TILE_HALO_PX)
            found = find_clouds(pixels.read(wide), white)
            inner = found[top - wide.row_start :, left - wide.col_start :][: tile.shape[0], : tile.shape[1]]
            down, right = np.nonzero(inner)
            cells[(top + down) // _CELL_PX, (left + right) // _CELL_PX] = True
    return cells


def _water_px(grid: Grid) -> int:
    return max(_WATER_PX, round(_WATER_M / float(np.mean(grid.gsd_m))))
