"""What is told beside the grade, without a score coming from it: a building's straight outlines, and the ground around it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.ground import Floats
from temoin.measure.sides import Sides, sides_of
from temoin.measure.study import Study

__all__ = ["halo_shares", "line_losses"]

Array = npt.NDArray[np.float64]

_LEAST_SIDE_PX = 6.0
_CORNER_PX = 1.5
_HALO_M = (1.0, 8.0)
"""Walls and eaves end within a metre; debris of a house of two storeys falls within about its height."""


def line_losses(study: Study) -> Array:
    """Share of the straightness of each outline that was lost, 0 to 1; NaN where it has no side of 6 pixels or showed no edge to begin with.

    A side is as straight as the mean slope of the picture across it, at its best place within the search distance. Sides count by their length;
    after over before, both with the roofs laid over one another.
    """
    ground, options, shapes = study.ground, study.options, study.footprints.shapes
    reach = max(1.0, min(options.search_px, options.search_m / ground.gsd_m))
    sides, owners = sides_of(shapes, corner_px=_CORNER_PX, least_px=_LEAST_SIDE_PX)
    before, after = (np.bincount(owners, weights=_straightness(sides, slope, reach), minlength=len(shapes)) for slope in ground.gradients)
    losses = np.full(len(shapes), np.nan)
    known = before > 0
    losses[known] = np.clip(1 - after[known] / before[known], 0, 1)
    return losses


def _straightness(sides: Sides, slope: Floats, reach: float) -> Array:
    """The greatest mean slope across each side within reach, times its length."""
    steps = np.arange(-reach, reach + 0.25, 0.5)
    strengths = np.abs(sides.strengths(slope, np.broadcast_to(steps, (len(sides.starts), len(steps)))))
    return np.asarray(strengths.max(axis=1, initial=0.0) * sides.lengths)


def halo_shares(study: Study) -> Array:
    """Share of the ground within 1 to 8 m of each footprint, outside of all footprints, that changed: debris lies there. NaN where none is seen."""
    ground, coverage = study.ground, study.footprints.coverage
    rows, cols = ground.grid.shape
    near, far = (distance / ground.gsd_m for distance in _HALO_M)
    margin = int(np.ceil(far)) + 1
    free = ground.clear & ~study.footprints.zones(ground.grid.shape).inside
    shares = np.full(len(study.footprints.shapes), np.nan)
    for index in range(len(shares)):
        pixels, covers = coverage.of(index)
        row, col = np.divmod(pixels[covers >= 0.5], cols)
        if not len(row):
            continue
        top, left = max(int(row.min()) - margin, 0), max(int(col.min()) - margin, 0)
        window = (slice(top, min(int(row.max()) + margin + 1, rows)), slice(left, min(int(col.max()) + margin + 1, cols)))
        outside = np.ones((window[0].stop - top, window[1].stop - left), np.uint8)
        outside[row - top, col - left] = 0
        # From the middle of a pixel to the nearest pixel of the footprint, whose border lies half a pixel nearer than its middle.
        away = cv2.distanceTransform(outside, cv2.DIST_L2, 3) - 0.5
        ring = (away >= near) & (away <= far) & free[window]
        if ring.any():
            shares[index] = float(study.changed[window][ring].mean())
    return shares
