"""Where a building's shadow may fall, and where one moved: dark in one picture and not in the other."""

from __future__ import annotations

import math

import cv2
import numpy as np

from temoin.geo import Grid
from temoin.measure.ground import Ground, Mask
from temoin.model import AlignedPair, Scene

__all__ = ["moved_shadows"]

_TALLEST_M = 15.0
"""Buildings are taken to be at most this tall, as footprints bear no height: a hall or five storeys."""
_LONGEST_M = 60.0
"""No shadow is followed further, however low the sun."""
_DROP = 1.5
"""Full light against skylight alone: at least this many times as much (skylight is 10 to 40 % of clear daylight, haze lifts both)."""


def moved_shadows(aligned: AlignedPair, ground: Ground, roofs: Mask) -> Mask:
    """Ground beside buildings that lies in shadow in just one of the pictures, shape (rows, columns).

    Such ground is hidden rather than changed. It is looked for only where the sun of that picture can throw a building's shadow; where a
    scene does not tell its sun, nothing is taken for a shadow.

    Args:
        aligned: the pair, for the sun of each scene.
        ground: both pictures.
        roofs: shape (rows, columns), inside the footprints.
    """
    hidden = np.zeros(ground.grid.shape, bool)
    for scene, here, there in ((aligned.before, ground.light_before, ground.light_after), (aligned.after, ground.light_after, ground.light_before)):
        dark = there > _DROP * np.maximum(here, 0.05)
        hidden |= dark & _shadow_zone(scene, ground.grid, roofs)
    # Single dark pixels are no shadow; around real ones lies a rim of half-shadow.
    # A square of two pixels has no middle, so the way back is anchored at its other corner: what is left stays where it was.
    square = np.ones((2, 2), np.uint8)
    solid = cv2.dilate(cv2.erode(hidden.astype(np.uint8), square, anchor=(1, 1)), square, anchor=(0, 0))
    return (cv2.dilate(solid, np.ones((3, 3), np.uint8)) > 0) & ~roofs & ground.seen


def _shadow_zone(scene: Scene, grid: Grid, roofs: Mask) -> Mask:
    """Where the buildings' shadows can fall: the footprints moved away from the sun, step by step."""
    zone = np.zeros(grid.shape, bool)
    if scene.sun_azimuth_deg is None or scene.sun_elevation_deg is None or scene.sun_elevation_deg <= 0:
        return zone
    length = min(_TALLEST_M / math.tan(math.radians(scene.sun_elevation_deg)), _LONGEST_M)
    azimuth = math.radians(scene.sun_azimuth_deg)
    step = np.array(grid.step_px(-math.sin(azimuth) * length, -math.cos(azimuth) * length))[::-1]
    steps = max(1, math.ceil(float(np.abs(step).max()) / 2))
    solid = cv2.dilate(roofs.astype(np.uint8), np.ones((5, 5), np.uint8))
    rows, cols = grid.shape
    for number in range(1, steps + 1):
        move = np.array([[1, 0, step[0] * number / steps], [0, 1, step[1] * number / steps]], np.float32)
        zone |= cv2.warpAffine(solid, move, (cols, rows), flags=cv2.INTER_NEAREST) > 0
    return zone
