"""Clouds and their shadows over a picture."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.geo import Grid
from temoin.scenes.light import Light
from temoin.scenes.look import Clouds

__all__ = ["Cover", "draw_clouds"]

_OCTAVES = 5
_SOFT = 0.6
"""Clouds thicken over this share of their field's spread."""
Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True, eq=False)
class Cover:
    """How much of the ground each pixel loses, shape (rows, columns), 0 to 1: `cloud` by cloud in the line of sight, `shadow` of the sun's disc."""

    cloud: Floats
    shadow: Floats

    @property
    def share(self) -> float:
        """Share of the picture that is more cloud than ground."""
        return float((self.cloud > 0.5).mean())


def draw_clouds(clouds: Clouds | None, grid: Grid, gsd_m: float, light: Light, rng: np.random.Generator) -> Cover | None:
    """Clouds of a fractal field, seen displaced by the view, their shadow displaced by the sun; `None` where there are none."""
    if clouds is None or clouds.share <= 0:
        return None
    lean, shadow = light.lean(clouds.height_m), light.shadow(clouds.height_m)
    reach = max(abs(part) for part in (*lean, *shadow))
    half = (grid.height * gsd_m / 2, grid.width * gsd_m / 2)
    step = max(gsd_m, clouds.size_m / 40)
    size = [math.ceil(2 * (side + reach) / step) + 4 for side in half]
    field = _fractal(rng, (size[0], size[1]), clouds.size_m / step)
    seen = _seen(field, grid, gsd_m, step, lean)
    edge = float(np.quantile(seen, 1 - min(clouds.share, 1.0))) if clouds.share < 1 else float(seen.min()) - 1.0
    soft = _SOFT * float(field.std())

    def thick(values: Floats) -> Floats:
        along = np.clip((values - edge) / soft + 0.5, 0, 1)
        return np.asarray(clouds.opacity * along * along * (3 - 2 * along), dtype=np.float32)

    return Cover(cloud=thick(seen), shadow=thick(_seen(field, grid, gsd_m, step, shadow)))


def _fractal(rng: np.random.Generator, shape: tuple[int, int], largest: float) -> Floats:
    field = np.zeros(shape, dtype=np.float32)
    for octave in range(_OCTAVES):
        cell = max(1.0, largest / 2**octave)
        noise = rng.standard_normal((math.ceil(shape[0] / cell) + 2, math.ceil(shape[1] / cell) + 2), dtype=np.float32)
        # Power of cloud fields falls as frequency to about -8/3 of a line, so each octave has about half the size of the one before.
        field += np.float32(0.55**octave) * np.asarray(cv2.resize(noise, shape[::-1], interpolation=cv2.INTER_CUBIC), dtype=np.float32)
        if cell == 1.0:
            break
    return field


def _seen(field: Floats, grid: Grid, gsd_m: float, step: float, by: tuple[float, float]) -> Floats:
    """The field at each pixel, moved by `by` metres (x east, y south)."""
    scale = gsd_m / step
    start = [
        (0.5 - size / 2) * scale + side / 2 - 0.5 - move / step for size, side, move in zip(grid.shape, field.shape, (by[1], by[0]), strict=True)
    ]
    matrix = np.array([[scale, 0.0, start[1]], [0.0, scale, start[0]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(field, matrix, grid.shape[::-1], flags=flags, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)
