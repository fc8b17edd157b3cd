"""Shadows of clouds: dark against the other picture, and of a cloud's form where the sun throws it.

A cloud h metres up is seen h · tan θ away from the satellite, and its shadow falls h · cot(elevation) away from the sun. Its height is not known. So
its form is moved along that line, height by height, to where it covers most dark ground, as Fmask does (Zhu and Woodcock 2012). What is dark is not
read off one picture, in which water and woods are as dark, but off the two: ground in shadow in the one is far darker there than in the other.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.blocks import Blocks, flag_blocks, read_blocks
from temoin.geo import Grid
from temoin.model import Scene
from temoin.raster import MaskKind, Pixels

__all__ = ["flag_overcast"]

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

BLOCK_M = 4.0
"""Shadows are looked for in blocks of this side, or in pixels where those are larger: what is left of a shift no longer matters."""
MOST_BLOCKS = 4_000_000
HEIGHTS_M = (100.0, 12_000.0)
"""Fmask looks from 200 m up; made clouds and fog hang lower. No cloud that hides the ground is higher."""
SHADED = 0.7
"""Light against the other picture's, as a share of what the whole picture has of it: skylight and haze leave 20 to 60 % in shadow."""
COVERED = 0.5
"""Share of the moved form, and of each cloud's part of it, that must be so dark; Fmask asks for 0.3 of what is dark in one picture."""
LEAST_ALIKE = 0.25
"""Correlation of what light is lost with where the form has fallen, over all ground that is seen."""
LEAST_BLOCKS = 40
LEAST_INSIDE = 0.3
"""Share of a cloud's form that must fall on ground that both pictures show."""
_FLOOR = 0.02
_DIM = 0.05
_RATIOS = (0.2, 5.0)
_SOFT_BLOCKS = 5
_GROW_BLOCKS = 7
_LOWEST_SUN_DEG = 10.0
_KNOWN = np.uint8(MaskKind.CLOUD_SHADOW | MaskKind.SNOW)
"""Where a picture came with any of these, somebody who knew more looked for shadows."""


def flag_overcast(before: Pixels, after: Pixels, scenes: tuple[Scene, Scene]) -> tuple[Pixels, Pixels]:
    """Both pictures with the flag `CLOUD_SHADOW` where a cloud that is seen in them throws its shadow.

    Nothing is found where the sun's place is not known, where the cloud itself lies outside the picture, over water and other ground without light to
    lose, nor in a picture that came with a mask of its own.

    Args:
        before: the earlier picture on the common grid, with its clouds flagged.
        after: the later one, in its place.
        scenes: their sun and view.
    """
    side = max(1, round(BLOCK_M / float(np.mean(before.grid.gsd_m))), math.ceil(math.sqrt(math.prod(before.grid.shape) / MOST_BLOCKS)))
    if min(before.grid.shape) < _SOFT_BLOCKS * side:
        return before, after
    pictures = (before, after)
    roles = [role for role in before.roles if role.is_visible and role in after.roles]
    steps = [_step(scene, before.grid, side) for scene in scenes]
    if not roles or all(step is None for step in steps):
        return pictures
    blocks = [read_blocks(pixels, [pixels.roles.index(role) for role in roles], side) for pixels in pictures]
    shadows = [_thrown(own, other, step) for own, other, step in zip(blocks, reversed(blocks), steps, strict=True)]
    flagged = [flag_blocks(pixels, shadow, side, MaskKind.CLOUD_SHADOW) for pixels, shadow in zip(pictures, shadows, strict=True)]
    return flagged[0], flagged[1]


def _step(scene: Scene, grid: Grid, side: int) -> Doubles | None:
    """Where the shadow of something a metre up lies, from where it is seen itself, (rows, columns) in blocks; `None` where the sun is not known."""
    elevation, azimuth = scene.sun_elevation_deg, scene.sun_azimuth_deg
    if elevation is None or azimuth is None or elevation < _LOWEST_SUN_DEG:
        return None
    way = -_towards(azimuth) / math.tan(math.radians(elevation))
    if scene.off_nadir_deg is not None and scene.view_azimuth_deg is not None:
        way = way + _towards(scene.view_azimuth_deg) * math.tan(math.radians(abs(scene.off_nadir_deg)))
    far = 100.0
    return np.array(grid.step_px(way[0] * far, way[1] * far)) / (far * side)


def _towards(azimuth_deg: float) -> Doubles:
    """East and north of a direction."""
    return np.array([math.sin(math.radians(azimuth_deg)), math.cos(math.radians(azimuth_deg))])


def _thrown(own: Blocks, other: Blocks, step: Doubles | None) -> Mask:
    """Blocks in the shadow of a cloud."""
    seen = own.seen & other.seen & ~own.clouds & ~other.clouds
    out = np.zeros_like(seen)
    if step is None or own.flags & _KNOWN or not own.clouds.any() or not seen.any() or not np.hypot(*step) > 0:
        return out
    loss = -np.log(np.clip(_light(own, seen) / np.maximum(_light(other, seen), np.float32(_DIM)), *_RATIOS))
    place = _fallen(own.clouds, step, loss, seen)
    if place is None:
        return out
    shaded = (loss > -math.log(SHADED)) & seen
    fallen = _moved(own.clouds, place)
    count, labels = cv2.connectedComponents(fallen.astype(np.uint8))
    for number in range(1, count):
        form = (labels == number) & seen
        if form.any() and shaded[form].mean() >= COVERED:
            # What is seen of a cloud's fading rim is less than what throws shadow.
            near = cv2.dilate(form.astype(np.uint8), np.ones((_GROW_BLOCKS, _GROW_BLOCKS), np.uint8)) > 0
            out |= form | (near & shaded)
    return out


def _fallen(clouds: Mask, step: Doubles, loss: Floats, seen: Mask) -> tuple[int, int] | None:
    """By how many blocks clouds lie off their shadows, (rows, columns); `None` where no height is borne out."""
    length, everything = float(np.hypot(*step)), loss[seen]
    spread, best, found = float(everything.std()), LEAST_ALIKE, None
    for far in np.arange(HEIGHTS_M[0] * length, min(HEIGHTS_M[1] * length, float(np.hypot(*seen.shape))), 1.0):
        place = (round(float(step[0] / length * far)), round(float(step[1] / length * far)))
        inside = loss[_moved(clouds, place) & seen]
        if len(inside) < max(LEAST_BLOCKS, LEAST_INSIDE * clouds.sum()) or len(inside) == len(everything):
            continue
        share = len(inside) / len(everything)
        # The correlation of a loss with being inside.
        alike = (float(inside.mean()) - float(everything.mean())) / max(spread, 1e-6) * math.sqrt(share / (1 - share))
        if alike > best and (inside > -math.log(SHADED)).mean() >= COVERED:
            best, found = alike, place
    return found


def _moved(mask: Mask, by: tuple[int, int]) -> Mask:
    """A mask moved by whole blocks; nothing comes in from beyond the rim."""
    matrix = np.array([[1.0, 0.0, by[1]], [0.0, 1.0, by[0]]])
    return np.asarray(cv2.warpAffine(mask.astype(np.uint8), matrix, mask.shape[::-1], flags=cv2.INTER_NEAREST) > 0)


def _light(blocks: Blocks, seen: Mask) -> Floats:
    """Brightness over the darkest ground, as a share of what is usual in the picture; of blocks with their neighbours."""
    floor = float(np.quantile(blocks.light[seen], _FLOOR))
    soft = (_SOFT_BLOCKS, _SOFT_BLOCKS)
    share = cv2.blur(seen.astype(np.float32), soft)
    light = cv2.blur(np.where(seen, blocks.light - np.float32(floor), np.float32(0)), soft) / np.maximum(share, np.float32(1e-3))
    return np.asarray(np.maximum(light, 0) / max(float(np.median(light[seen])), 1e-6), dtype=np.float32)
