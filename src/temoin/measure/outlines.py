"""Whether the earlier picture shows edges along a footprint; and how much a piece of ground looks like a building."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.ground import Floats, Ground, Mask
from temoin.measure.options import MeasureOptions
from temoin.raster import sampled_quantiles

__all__ = ["likeness_of", "unmatched_outlines"]

_FAR_WINDOWS = 3
"""Misplaced outlines are taken from this many search windows around."""
_CHANCE = 0.5
"""An outline is not matched where at least half of the misplaced ones lie on edges as strong: so a wrong one is flagged half of the time, and
one that lies right hardly ever."""
_MOST_POINTS = 160


def unmatched_outlines(ground: Ground, shapes: Sequence[shapely.Geometry], options: MeasureOptions) -> tuple[bool, ...]:
    """For each outline (pixel coordinates): whether the earlier picture has no stronger edges along it than beside it.

    The strength is the mean of |gradient · normal| along the outline, at its best place within the search distance, against the best of
    equally large searches around. False where there is no outline or nothing is seen.
    """
    near = max(1, min(options.search_px, round(options.search_m / ground.gsd_m)))
    return tuple(_is_unmatched(ground.gradients[0], shape, near) for shape in shapes)


def _is_unmatched(gradient: Floats, shape: shapely.Geometry, near: int) -> bool:
    points, normals = _along(shape)
    if len(points) < 8:
        return False
    width = 2 * near + 1
    steps = np.arange(-_FAR_WINDOWS * width - near, _FAR_WINDOWS * width + near + 1)
    surface = np.stack([_strengths(gradient, points, normals, int(row), steps) for row in steps])
    best = surface.reshape(2 * _FAR_WINDOWS + 1, width, 2 * _FAR_WINDOWS + 1, width).max(axis=(1, 3))
    here = best[_FAR_WINDOWS, _FAR_WINDOWS]
    others = np.delete(best.ravel(), best.size // 2)
    others = others[np.isfinite(others)]
    return bool(np.isfinite(here) and len(others) and (1 + np.count_nonzero(others >= here)) / (1 + len(others)) >= _CHANCE)


def _along(shape: shapely.Geometry) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points about a pixel apart on the outlines, as (column, row), and the unit normal at each."""
    points, normals = [], []
    for ring in shapely.get_rings(shapely.get_parts(shape)) if shape.geom_type in {"Polygon", "MultiPolygon"} else ():
        corners = shapely.get_coordinates(ring)
        for start, stop in itertools.pairwise(corners):
            length = float(np.hypot(*(stop - start)))
            along = (np.arange(max(1, round(length))) + 0.5) / max(1, round(length))
            points.append(start + along[:, None] * (stop - start))
            normals.append(np.repeat([[stop[1] - start[1], start[0] - stop[0]]], len(along), axis=0) / max(length, 1e-9))
    if not points:
        return np.zeros((0, 2)), np.zeros((0, 2))
    step = max(1, math.ceil(sum(map(len, points)) / _MOST_POINTS))
    return np.concatenate(points)[::step], np.concatenate(normals)[::step]


def _strengths(
    gradient: Floats, points: npt.NDArray[np.float64], normals: npt.NDArray[np.float64], row: int, cols: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Mean of |gradient · normal| along an outline moved by whole pixels, one a column step; NaN where a quarter of it leaves the picture."""
    height, width = gradient.shape[1:]
    place_row = np.floor(points[:, 1]).astype(np.intp) + row
    place_col = np.floor(points[:, 0]).astype(np.intp) + cols[:, None]
    inside = (place_row >= 0) & (place_row < height) & (place_col >= 0) & (place_col < width)
    across, down = gradient[:, np.clip(place_row, 0, height - 1), np.clip(place_col, 0, width - 1)]
    strength = np.abs(across * normals[:, 0] + down * normals[:, 1]) * inside
    counted = inside.sum(axis=1)
    return np.where(counted >= 0.75 * len(points), strength.sum(axis=1) / np.maximum(counted, 1), np.nan)


def likeness_of(ground: Ground, mask: Mask, window: tuple[slice, slice]) -> float:
    """How much ground looks like a building in the earlier picture, 0 to 1: strong edges that run two ways at right angles.

    The edges' directions are counted four-fold, so that a wall and the one across from it and beside it speak for each other (the fourth
    circular moment); weak edges count for little: the share of energy over energy + the picture's median.

    Args:
        ground: both pictures.
        mask: shape (rows, columns) of the window.
        window: where the mask lies.
    """
    across, down = ground.gradients[0][:, window[0], window[1]]
    energy = (across**2 + down**2)[mask]
    if not energy.sum() > 0:
        return 0.0
    angle = 4 * np.arctan2(down, across)[mask]
    straight = float(np.hypot((energy * np.cos(angle)).sum(), (energy * np.sin(angle)).sum()) / energy.sum())
    usual = sampled_quantiles((ground.gradients[0] ** 2).sum(axis=0)[ground.seen], (0.5,))[0]
    strong = float(energy.mean() / (energy.mean() + usual + 1e-12))
    return straight * strong
