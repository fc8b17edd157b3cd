"""Haze and thin cloud over part of a picture: where what was dark is pale in the one of two pictures.

Almost every patch of ground holds something dark: a shadow, a gap between crowns. Seen through haze it is pale, since scattered light is added, and
more of it in the short waves (dark-object search of patches: Chavez 1988; He, Sun and Tang 2011; Makarau and others 2014; blue held against red:
Zhang, Guindon and Cihlar 2002). In one picture alone a patch of concrete or sand, which holds nothing dark, looks the same. So the other picture is
asked: it must show something dark there, and grain about it.
"""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.blocks import flag_blocks, mean_blocks, seen_blocks
from temoin.geo import Window
from temoin.raster import MaskKind, Pixels

__all__ = ["flag_haze"]

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

CELL_M = 1.0
"""Dark things are looked for in cells of a metre, or in pixels where those are larger."""
PATCH_CELLS = 32
"""Side of a patch: wider than roofs, fields' lanes and yards without a shadow in them, narrower than what haze covers."""
PALE = 0.05
"""By how much the darkest thing of a patch is paler than the darkest things of the picture, as a share of the way to white, in every visible band:
under it lies what the sky's own light does to shadows."""
DARK = 0.06
"""The other picture's darkest thing is no paler than this."""
PALER = 0.04
"""And by so much darker at the least."""
BLUISH = 0.9
"""Blue is lifted by at least this share of red. Cloud lifts both alike, haze blue more; bare soil and dry grass, where something dark stood, red."""
GRAIN = 0.05
"""How far the mean of a patch lies above its darkest thing in the other picture: dark water and smooth fields have no gaps that haze could fill."""
LEAST_PATCHES = 24
"""Patches, half a side apart, that touch: on 24 open pairs without haze that can be looked at, what meets all of the rest has 15 at the most (a
hillside that slid away), and the one pair with wisps of haze over a wood 39."""
WISP_PATCHES = 4
"""Where there are so many, smaller groups of patches are haze too."""
MOST_OF_PICTURE = 0.5
"""What lies over more of it is not haze over a part."""
_STEP = 2
"""Patches overlap by this part of their side."""
_DARKEST, _WHITEST = 0.02, 0.995
_SOFT_CELLS = 3
_SEEN = 0.8
_STRIP_PATCHES = 64
_KNOWN = np.uint8(MaskKind.HAZE | MaskKind.CLOUD_SHADOW | MaskKind.SNOW)
"""Where a picture came with any of these, somebody who knew more looked for haze."""


@attrs.frozen(kw_only=True, eq=False)
class _Patches:
    """What each patch of a picture holds, by visible band: shape (bands, rows, columns); NaN where too little is seen.

    Args:
        dark: the darkest thing, as a share of the way from the darkest things of the picture to white.
        mean: likewise.
        is_known: whether the picture came with a mask of haze or the like.
    """

    dark: Floats
    mean: Floats
    is_known: bool


def flag_haze(before: Pixels, after: Pixels) -> tuple[Pixels, Pixels]:
    """Both pictures with the flag `HAZE` where one of them shows haze over part of the ground that the other shows without.

    Haze that lies evenly over all of a picture is not found (the fit of the bands takes it out), nor haze over ground that holds nothing dark, nor in
    pictures without red and blue, nor in those that came with a mask of their own. A wood that burnt or was felled, and holds no gap any more, may
    look the same where its ground is grey. The flag does not hide a pixel.

    Args:
        before: the earlier picture on the common grid.
        after: the later one, in its place.
    """
    roles = [role for role in before.roles if role.is_visible and role in after.roles]
    if {"red", "blue"} - {role.value for role in roles}:
        return before, after
    side = max(1, round(CELL_M / float(np.mean(before.grid.gsd_m))))
    if min(before.grid.shape) < 2 * PATCH_CELLS * side:
        return before, after
    numbers = [[pixels.roles.index(role) for role in roles] for pixels in (before, after)]
    red, blue = ([role.value for role in roles].index(name) for name in ("red", "blue"))
    one, other = (_patches(pixels, bands, side) for pixels, bands in zip((before, after), numbers, strict=True))
    found = (_hazy(one, other, red, blue), _hazy(other, one, red, blue))
    return _flagged(before, found[0], side), _flagged(after, found[1], side)


def _flagged(pixels: Pixels, hazy: Mask, side: int) -> Pixels:
    if not hazy.any():
        return pixels
    # A patch without anything dark in it is hazy throughout.
    blocks = cv2.dilate(np.pad(hazy.astype(np.uint8), ((0, 1), (0, 1))), np.ones((2, 2), np.uint8), anchor=(1, 1)) > 0
    return flag_blocks(pixels, np.asarray(blocks), side * PATCH_CELLS // _STEP, MaskKind.HAZE)


def _hazy(one: _Patches, other: _Patches, red: int, blue: int) -> Mask:
    """Patches of one picture that lie under haze, by what the other shows."""
    if one.is_known or not np.isfinite(one.dark).any():
        return np.zeros(one.dark.shape[1:], dtype=bool)
    with np.errstate(invalid="ignore"):
        pale, dark = one.dark.min(axis=0), other.dark.max(axis=0)
        hazy = (pale > PALE) & (dark < DARK) & (pale - dark > PALER) & (one.dark[blue] >= BLUISH * one.dark[red])
        hazy &= (other.mean - other.dark).min(axis=0) > GRAIN
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(hazy.astype(np.uint8), connectivity=4)
    sizes = boxes[:, cv2.CC_STAT_AREA]
    sizes[0] = 0
    if not LEAST_PATCHES <= sizes.max() <= MOST_OF_PICTURE * hazy.size:
        return np.zeros_like(hazy)
    return np.isin(labels, np.flatnonzero(sizes >= WISP_PATCHES))


def _patches(pixels: Pixels, bands: list[int], side: int) -> _Patches:
    """Patches of a picture, read strip by strip."""
    step, reach = PATCH_CELLS // _STEP * side, PATCH_CELLS * side
    count = (pixels.grid.height - reach) // step + 1
    dark, mean, known, whites = [], [], False, []
    for start in range(0, count, _STRIP_PATCHES):
        stop = min(count, start + _STRIP_PATCHES)
        rows = Window(row_start=start * step, row_stop=(stop - 1) * step + reach, col_start=0, col_stop=pixels.grid.width)
        image = pixels.read(rows)
        known |= bool((image.flags & _KNOWN).any())
        cells, seen = np.stack([mean_blocks(image.array[band], side) for band in bands]), seen_blocks(image.mask, side)
        whites.append(float(np.quantile(cells[:, seen], _WHITEST)) if seen.any() else math.nan)
        strip = _of_cells(cells, seen)
        dark.append(strip[0])
        mean.append(strip[1])
    darkest, means = np.concatenate(dark, axis=1), np.concatenate(mean, axis=1)
    if not np.isfinite(darkest).any():
        return _Patches(dark=darkest, mean=means, is_known=known)
    floor = np.nanquantile(darkest, _DARKEST, axis=(1, 2))[:, None, None]
    way = np.maximum(np.nanmax(whites) - floor, 1e-6)
    return _Patches(dark=np.asarray((darkest - floor) / way, np.float32), mean=np.asarray((means - floor) / way, np.float32), is_known=known)


def _of_cells(cells: Floats, seen: Mask) -> tuple[Floats, Floats]:
    """The darkest thing and the mean of each patch; a thing is as wide as three cells."""
    step, middle = PATCH_CELLS // _STEP, PATCH_CELLS // 2
    patch = (PATCH_CELLS, PATCH_CELLS)
    rows, cols = (np.arange((length - PATCH_CELLS) // step + 1) * step + middle for length in seen.shape)
    at = np.ix_(rows, cols)
    share = cv2.blur(seen.astype(np.float32), patch)[at]
    darkest, means = [], []
    for band in cells:
        soft = np.where(seen, cv2.blur(band, (_SOFT_CELLS, _SOFT_CELLS)), np.float32(math.inf))
        darkest.append(cv2.erode(soft, np.ones(patch, np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=math.inf)[at])
        means.append(cv2.blur(np.where(seen, band, np.float32(0)), patch)[at] / np.maximum(share, np.float32(1e-6)))
    hidden = share < _SEEN
    return tuple(np.where(hidden, np.float32(math.nan), np.stack(layers)) for layers in (darkest, means))  # type: ignore[return-value]
