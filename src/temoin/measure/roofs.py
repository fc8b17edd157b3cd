"""Roofs laid over one another: what stands tall lies elsewhere in each picture, and that is no change."""

from __future__ import annotations

import attrs
import cv2
import numpy as np

from temoin.measure.ground import Floats, Ground
from temoin.measure.resemblance import Resemblance
from temoin.raster import Coverage

__all__ = ["lay_roofs"]

_FOUND = 0.05
"""A roof is moved to where it was found only where fewer than this share of misplaced windows look as alike."""
_LEAST_MOVE_PX = 0.2
"""Smaller moves are within the noise of the search and would only blur the picture."""


def lay_roofs(ground: Ground, coverage: Coverage, found: Resemblance) -> Ground:
    """The same ground with each roof of the after-picture moved to where it lies in the before-picture.

    Args:
        ground: both pictures.
        coverage: of the footprints, one a building.
        found: where each roof was found again.
    """
    rows, cols = ground.grid.shape
    move = np.zeros((2, rows * cols), np.float32)
    for index in range(len(found.loss)):
        offset = _offset(found, index)
        if np.hypot(*offset) < _LEAST_MOVE_PX:
            continue
        pixels, _ = coverage.of(index)
        move[:, pixels] = offset[:, None]
    if not move.any():
        return ground
    row, col = np.mgrid[0:rows, 0:cols].astype(np.float32)
    places = (col + move[1].reshape(rows, cols), row + move[0].reshape(rows, cols))
    after, light = _moved(ground.after, places), _moved(ground.light_after[None], places)[0]
    seen = ground.seen & (cv2.remap(ground.seen.astype(np.uint8), *places, cv2.INTER_NEAREST, borderValue=0) > 0)
    after[:, ~seen] = 0
    return attrs.evolve(ground, after=after, light_after=light, seen=seen, clear=ground.clear & seen)


def _offset(found: Resemblance, index: int) -> Floats:
    known = np.isfinite(found.loss[index]) and found.chance[index] <= _FOUND
    return np.asarray(found.offsets[index] if known else found.shifts[index], np.float32)


def _moved(layers: Floats, places: tuple[Floats, Floats]) -> Floats:
    return np.stack([cv2.remap(layer, *places, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE) for layer in layers])
