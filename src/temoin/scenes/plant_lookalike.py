"""What looks like damage and is none, planted in a real picture: a roof painted anew, lorries parked beside it, a shadow that falls across it."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint
from temoin.raster import Image, coverage_of
from temoin.scenes.kinds import LookAlikeKind
from temoin.scenes.plant_setting import Setting
from temoin.scenes.plant_shapes import roof_axis

__all__ = ["PLANTABLE", "plant_look_alike"]

PLANTABLE = (LookAlikeKind.ROOF_PAINT, LookAlikeKind.PARKED_LORRIES, LookAlikeKind.SHADOW)
"""Look-alikes that can be planted in a picture of which nothing is known but its outlines."""
_PAINTS = ("sheet", "brick", "deck", "grey-sheet", "rust")
_LORRY_M = (8.5, 2.5)
_MARGIN_PX = 16
Floats = npt.NDArray[np.float64]


def plant_look_alike(image: Image, roof: Footprint, kind: LookAlikeKind, setting: Setting, rng: np.random.Generator) -> Image:
    """Plant a change that is no damage.

    Args:
        image: an optical picture; pixels that its flags call unusable stay as they are.
        roof: the outline of the building's roof where the picture shows it.
        kind: one of `PLANTABLE`.
        setting: of a planting in the same picture.
        rng: where all chance comes from.

    Raises:
        OptionError: this kind needs to know more of the site than its outlines.
        NoCoverageError: the roof lies outside the picture.
    """
    if kind not in PLANTABLE:
        raise OptionError(f"{kind.value} cannot be planted", hint=f"These can: {', '.join(one.value for one in PLANTABLE)}.")
    window = image.grid.window_of(roof, margin_px=_MARGIN_PX + math.ceil(12 / min(image.grid.gsd_m)))
    part = image.read(window)
    base = part.array.astype(np.float64)
    outline = part.grid.to_pixels(roof)
    if kind is LookAlikeKind.PARKED_LORRIES:
        cover, tint = _cover(part, _lorries(part, outline, rng)), setting.radiometry.numbers("sheet")[:, None, None] * np.ones_like(base)
    elif kind is LookAlikeKind.SHADOW:
        cover = _cover(part, _half(outline, rng))
        zero = setting.radiometry.zero[:, None, None]
        tint = zero + (base - zero) * setting.radiometry.sky[:, None, None]
    else:
        cover = _cover(part, outline)
        tint = _painted(part, base, cover, setting, rng)
    sigma = math.sqrt(max(setting.psf_px**2 - 1 / 12, 0.04))
    share = cv2.GaussianBlur(cover, (0, 0), sigma).astype(np.float64)
    mixed = base * (1 - share) + tint * share
    out = image.array.copy()
    place = out[:, window.row_start : window.row_stop, window.col_start : window.col_stop]
    touched = (share > 1e-3) & part.mask
    if np.issubdtype(image.dtype, np.integer):
        mixed = np.clip(np.rint(mixed), 1.0, float(image.array[:, image.mask].max()))
    place[:, touched] = mixed[:, touched].astype(image.dtype)
    return Image(array=out, flags=image.flags, grid=image.grid, roles=image.roles)


def _cover(part: Image, shape: shapely.Geometry) -> npt.NDArray[np.float32]:
    frame = shapely.box(0, 0, part.grid.width, part.grid.height)
    shape = shape.intersection(frame)
    return np.zeros(part.grid.shape, np.float32) if shape.is_empty else coverage_of(part.grid.from_pixels(shape), part.grid)


def _painted(part: Image, base: Floats, cover: npt.NDArray[np.float32], setting: Setting, rng: np.random.Generator) -> Floats:
    """The roof's own light and shade in another colour."""
    zero = setting.radiometry.zero[:, None, None]
    inside = (cover > 0.9) & part.mask
    inside = inside if inside.any() else cover > 0.3
    own = np.median(base[:, inside], axis=1) if inside.any() else base.mean(axis=(1, 2))
    paint = setting.radiometry.numbers(str(rng.choice(_PAINTS)))
    factor = (paint - setting.radiometry.zero) / np.maximum(own - setting.radiometry.zero, 1e-6)
    return np.asarray(zero + (base - zero) * np.clip(factor, 0.1, 8.0)[:, None, None])


def _half(outline: shapely.Geometry, rng: np.random.Generator) -> shapely.Geometry:
    """What of a roof lies on one side of a line across it: what a stack's or a neighbour's shadow takes."""
    angle, _, _ = roof_axis(outline)
    x, y = shapely.get_coordinates(shapely.centroid(outline))[0]
    reach = 4 * math.sqrt(outline.area) + 100
    side = angle + float(rng.uniform(-0.4, 0.4)) + math.pi * int(rng.integers(2))
    away, along = (math.cos(side), math.sin(side)), (-math.sin(side), math.cos(side))
    start = float(rng.uniform(-0.1, 0.25)) * math.sqrt(outline.area)
    corners = [(start, -reach), (start, reach), (start + reach, reach), (start + reach, -reach)]
    return outline.intersection(shapely.Polygon([(x + u * away[0] + v * along[0], y + u * away[1] + v * along[1]) for u, v in corners]))


def _lorries(part: Image, outline: shapely.Geometry, rng: np.random.Generator) -> shapely.Geometry:
    """Two to five lorries in a row along the building's long side."""
    angle, long, _ = roof_axis(outline)
    metre = 1 / math.sqrt(part.grid.gsd_m[0] * part.grid.gsd_m[1])
    length, width = (side * metre for side in _LORRY_M)
    x, y = shapely.get_coordinates(shapely.centroid(outline))[0]
    away, along = (-math.sin(angle), math.cos(angle)), (math.cos(angle), math.sin(angle))
    start = float(rng.uniform(-0.5, 0.3)) * long
    far = max(abs((px - x) * away[0] + (py - y) * away[1]) for px, py in shapely.get_coordinates(outline)) + 2 * metre
    boxes = []
    for number in range(int(rng.integers(2, 6))):
        at = start + number * 1.4 * width
        corners = [(at, far), (at + width, far), (at + width, far + length), (at, far + length)]
        boxes.append(shapely.Polygon([(x + u * along[0] + v * away[0], y + u * along[1] + v * away[1]) for u, v in corners]))
    return shapely.union_all(boxes).difference(outline)
