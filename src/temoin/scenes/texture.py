"""Texture that belongs to the ground and to the roofs: fields of chance whose power falls with frequency as that of real ground does."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.scenes.canvas import Canvas
from temoin.scenes.kinds import RoofKind
from temoin.scenes.solid import Structure

__all__ = ["Texture", "lean_texture", "make_texture", "passing_texture"]

_GRAIN_SLOPE, _MOTTLE_SLOPE = 1.0, 2.2
"""Power of natural scenes falls about as frequency to the minus two (Field 1987); open pictures of half a metre have -2.3 over metres to tens of
metres, and less steep a fall below, where objects are small and hard-edged (`tools/realism.py`)."""
_GRAIN_M = (0.25, 0.5, 1.0, 2.0)
_MOTTLE_M = (4.0, 8.0, 16.0, 32.0, 64.0)
_RIB_M = 1.1
"""Pitch of the courses of a metal roof."""
_PANEL_M = 6.0
Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True, eq=False)
class Texture:
    """Two fields of mean 0 on the half pixels of a canvas: `grain` under two metres, `mottle` of four metres and more."""

    grain: Floats
    mottle: Floats


def _sum_of_octaves(rng: np.random.Generator, shape: tuple[int, int], step_m: float, cells_m: tuple[float, ...], slope: float) -> Floats:
    """Noise of several sizes, each of the same drawing at any step: coarse ones first, each enlarged onto the next.

    An octave of cells smaller than the step is seen as its mean: less by step / cell.
    """
    weights = np.array([cell ** ((slope - 2) / 2) for cell in cells_m])
    weights /= math.sqrt(float((weights**2).sum()))
    field = np.zeros((2, 2), dtype=np.float32)
    for cell_m, weight in sorted(zip(cells_m, weights, strict=True), reverse=True):
        cell = max(1.0, cell_m / step_m)
        size = (math.ceil(shape[0] / cell) + 3, math.ceil(shape[1] / cell) + 3)
        noise = rng.standard_normal(size, dtype=np.float32)
        # Cubic enlargement keeps about three quarters of the variance of white noise.
        noise *= np.float32(weight * min(1.0, cell_m / step_m) * (1.15 if cell > 1 else 1.0))
        field = noise + np.asarray(cv2.resize(field, size[::-1], interpolation=cv2.INTER_CUBIC))
    return np.asarray(cv2.resize(field, shape[::-1], interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def make_texture(rng: np.random.Generator, canvas: Canvas) -> Texture:
    """The texture that belongs to the ground, the same in both pictures."""
    shape = (canvas.rows, canvas.cols)
    grain = _sum_of_octaves(rng, shape, canvas.step_m, _GRAIN_M, _GRAIN_SLOPE)
    return Texture(grain=grain, mottle=_sum_of_octaves(rng, shape, canvas.step_m, _MOTTLE_M, _MOTTLE_SLOPE))


def passing_texture(rng: np.random.Generator, canvas: Canvas) -> Floats:
    """Texture that is new in every look: of grass that moved and dust that settled, about a metre in size."""
    return _sum_of_octaves(rng, (canvas.rows, canvas.cols), canvas.step_m, (0.5, 1.0), _GRAIN_SLOPE)


def lean_texture(texture: Texture, roofs: list[tuple[Structure, shapely.Geometry, tuple[float, float]]], canvas: Canvas) -> Texture:
    """The texture with that of every roof moved to where the roof is seen, and with the courses of its cover."""
    moved = [roof for roof in roofs if canvas.gsd_m <= 1.5 or math.hypot(*roof[2]) > canvas.gsd_m / 20]
    if not moved:
        return texture
    owners = canvas.burn([(seen, number + 1) for number, (_, seen, _) in enumerate(moved)], 0, finer=1)
    grain, mottle = texture.grain.copy(), texture.mottle.copy()
    for number, (structure, seen, lean) in enumerate(moved):
        window = canvas.window(seen)
        own = owners[window] == number + 1
        if not own.any():
            continue
        origin = [axis.start - by / canvas.step_m for axis, by in zip(window, (lean[1], lean[0]), strict=True)]
        for target, source in ((grain, texture.grain), (mottle, texture.mottle)):
            target[window][own] = _cut(source, origin, own.shape)[own]
        if canvas.gsd_m <= 1.5 and structure.roof is not RoofKind.FLAT:
            mottle[window][own] += _courses(structure, canvas, origin, own.shape)[own]
    return Texture(grain=grain, mottle=mottle)


def _cut(field: Floats, origin: list[float], shape: tuple[int, int]) -> Floats:
    """A piece of a field whose first half pixel lies at `origin` (row, column, with fractions)."""
    move = np.array([[1.0, 0.0, origin[1]], [0.0, 1.0, origin[0]]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(field, move, shape[::-1], flags=flags, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)


def _courses(structure: Structure, canvas: Canvas, origin: list[float], shape: tuple[int, int]) -> Floats:
    """Panels of slightly different age, in courses across the roof."""
    rows = (np.arange(shape[0], dtype=np.float32) + np.float32(origin[0] + 0.5 - canvas.rows / 2)) * np.float32(canvas.step_m)
    cols = (np.arange(shape[1], dtype=np.float32) + np.float32(origin[1] + 0.5 - canvas.cols / 2)) * np.float32(canvas.step_m)
    x, y = cols[None, :] - np.float32(structure.x), rows[:, None] - np.float32(structure.y)
    along = (x * math.cos(structure.angle) + y * math.sin(structure.angle)) / _RIB_M
    across = (-x * math.sin(structure.angle) + y * math.cos(structure.angle)) / _PANEL_M
    course, panel = np.floor(along).astype(np.int64), np.floor(across).astype(np.int64)
    # A cheap hash in whole numbers: the same panel has the same age in every picture, on every machine.
    age = ((course * 73_856_093) ^ (panel * 19_349_663) ^ int(structure.tone * 1e6)) % 1009 / 1008
    return np.asarray(0.7 * (2 * age - 1) - 0.5 * (along - course < 0.18), dtype=np.float32)
