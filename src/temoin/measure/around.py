"""What is told beside the grade, without a score coming from it: a building's straight outlines, and the ground around it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from temoin.measure.ground import Floats
from temoin.measure.study import Study
from temoin.raster import cover_polygons

__all__ = ["halo_shares", "line_losses"]

_LEAST_SIDE_PX = 6.0
_CORNER_PX = 1.5
"""Corners nearer to a straight line than this are drawing, not form."""
_HALO_M = (1.0, 8.0)
"""Walls and eaves end within a metre; debris of a house of two storeys falls within about its height."""


def line_losses(study: Study) -> npt.NDArray[np.float64]:
    """Share of the straightness of each outline that was lost, 0 to 1; NaN where it has no side of 6 pixels or showed no edge to begin with.

    A side is as straight as the *mean* slope of the picture across it, at its best place within the search distance: an edge that keeps its
    direction all along it adds up, rubble cancels. Sides count by their length; after over before, both with the roofs laid over one another.
    """
    ground, options = study.ground, study.options
    reach = max(1.0, min(options.search_px, options.search_m / ground.gsd_m))
    found = np.array([[_straightness(gradient, shape, reach) for gradient in ground.gradients] for shape in study.footprints.shapes]).reshape(-1, 2)
    losses = np.full(len(found), np.nan)
    known = found[:, 0] > 0
    losses[known] = np.clip(1 - found[known, 1] / found[known, 0], 0, 1)
    return losses


def _straightness(gradient: Floats, shape: shapely.Geometry, reach: float) -> float:
    """Mean over the sides, by length, of the greatest mean slope across each within reach; 0 where there is no side."""
    total = whole = 0.0
    for start, stop in _sides(shape):
        length = float(np.hypot(*(stop - start)))
        normal = np.array([stop[1] - start[1], start[0] - stop[0]]) / length
        along = start + ((np.arange(int(length)) + 0.5) / int(length))[:, None] * (stop - start)
        points = along + np.arange(-reach, reach + 0.25, 0.5)[:, None, None] * normal
        at = [points[..., 1] - 0.5, points[..., 0] - 0.5]
        slope = sum(normal[axis] * ndimage.map_coordinates(gradient[axis], at, order=1, mode="nearest") for axis in (0, 1))
        total += float(np.abs(np.mean(slope, axis=1)).max()) * length
        whole += length
    return total / whole if whole else 0.0


def _sides(shape: shapely.Geometry) -> Sequence[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        return ()
    rings = shapely.get_rings(shapely.get_parts(shapely.simplify(shape, _CORNER_PX)))
    pairs = itertools.chain.from_iterable(itertools.pairwise(shapely.get_coordinates(ring)) for ring in rings)
    return [(start, stop) for start, stop in pairs if np.hypot(*(stop - start)) >= _LEAST_SIDE_PX]


def halo_shares(study: Study) -> npt.NDArray[np.float64]:
    """Share of the ground within 1 to 8 m of each footprint, outside of all footprints, that changed: debris lies there. NaN where none is seen."""
    near, far = (distance / study.ground.gsd_m for distance in _HALO_M)
    shapes = np.array(study.footprints.shapes, dtype=object)
    rings = shapely.difference(shapely.buffer(shapes, far), shapely.buffer(shapes, near))
    coverage = cover_polygons(tuple(rings), study.ground.grid.shape)
    free = (study.ground.clear & ~study.footprints.zones(study.ground.grid.shape).inside).astype(np.float32)
    changed = np.zeros(study.ground.grid.shape, np.float32)
    for piece in study.pieces:
        np.maximum(changed[piece.window], piece.share, out=changed[piece.window])
    seen = coverage.sums(free)
    return np.where(seen > 0, coverage.sums(changed * free) / np.maximum(seen, 1e-9), np.nan)
