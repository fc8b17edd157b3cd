"""Rough ground as a field of heights, and how the sun and the sky light it."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["SunLight", "fractal", "light_relief"]

Singles = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True)
class SunLight:
    """Where the sun stands over a picture.

    Args:
        elevation_deg: above the horizon.
        towards: unit vector (x along columns, y along rows, y pointing down) from the ground to the sun.
    """

    elevation_deg: float
    towards: tuple[float, float]

    def shadow_m(self, height_m: float) -> tuple[float, float]:
        """Where the shadow of a point at a height falls: (x, y) in metres, away from the sun by height / tan(elevation)."""
        length = height_m / math.tan(math.radians(self.elevation_deg))
        return (-length * self.towards[0], -length * self.towards[1])


def fractal(rng: np.random.Generator, shape: tuple[int, int], *, longest: float, shortest: float = 2.0, slope: float = 2.2) -> Singles:
    """A field of mean 0 and deviation 1 whose power falls as frequency to the minus `slope` between two wavelengths in points.

    Args:
        rng: where all chance comes from.
        shape: rows and columns.
        longest: longest wave, points.
        shortest: shortest wave, points.
        slope: 2 to 2.4 is what ground and rubble show (the real pictures' spectra have it too).
    """
    rows, cols = shape
    frequency = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(cols)[None, :])
    inside = (frequency > 1 / max(longest, 4.0)) & (frequency < 1 / max(shortest, 2.0))
    size = np.where(inside, np.maximum(frequency, 1e-9) ** (-slope / 2), 0.0)
    noise = rng.standard_normal(frequency.shape) + 1j * rng.standard_normal(frequency.shape)
    field = np.fft.irfft2(noise * size, s=shape)
    spread = float(field.std())
    return np.asarray((field - field.mean()) / (spread or 1.0), dtype=np.float32)


def light_relief(heights: Singles, step_m: tuple[float, float], sun: SunLight | None) -> tuple[Singles, Singles]:
    """How much direct sun each point gets against level ground, and how much of the sky it sees.

    Args:
        heights: metres, shape (rows, columns).
        step_m: metres between points, down and across.
        sun: where it stands; `None`: unknown, so that there is only skylight.

    Returns:
        direct light, 0 in shadow, 1 on level ground in the sun, 1.8 at most; and the share of the sky seen, 0.55 to 1, both shape (rows, columns).
    """
    sky = _sky(heights, step_m)
    if sun is None:
        return np.ones_like(heights), sky
    down, across = np.gradient(heights, step_m[0], step_m[1])
    tan = math.tan(math.radians(sun.elevation_deg))
    # Cosine of incidence over that of level ground: (n · s) / s_z with n = (-dz/dx, -dz/dy, 1) / |n|.
    facing = (1 - (across * sun.towards[0] + down * sun.towards[1]) / tan) / np.sqrt(1 + across**2 + down**2)
    direct = np.clip(facing, 0, 1.8).astype(np.float32)
    return np.asarray(direct * _lit(heights, step_m, sun), dtype=np.float32), sky


def _lit(heights: Singles, step_m: tuple[float, float], sun: SunLight) -> Singles:
    """1 where the sun is seen, 0 where something nearer to the sun stands in the way; soft over a quarter of a step in height."""
    tan = math.tan(math.radians(sun.elevation_deg))
    step = min(step_m)
    highest = float(heights.max())
    reach = (highest - float(heights.min())) / tan
    horizon = np.full_like(heights, -1e6)
    rows, cols = heights.shape
    for number in range(1, min(math.ceil(reach / step), 400) + 1):
        length = number * step
        matrix = np.array([[1, 0, length * sun.towards[0] / step_m[1]], [0, 1, length * sun.towards[1] / step_m[0]]], dtype=np.float64)
        seen = cv2.warpAffine(heights, matrix, (cols, rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
        np.maximum(horizon, seen - np.float32(length * tan), out=horizon)
    soft = np.float32(0.5 * step * tan)
    return np.asarray(np.clip((heights - horizon) / soft + 0.5, 0, 1), dtype=np.float32)


def _sky(heights: Singles, step_m: tuple[float, float]) -> Singles:
    """Share of the sky seen, from how far a point lies below the mean of its surroundings, over three reaches; walls send some light on."""
    hidden = np.zeros_like(heights)
    for reach_m in (0.6, 1.5, 4.0):
        sigma = (max(reach_m / step_m[1], 0.3), max(reach_m / step_m[0], 0.3))
        around = cv2.GaussianBlur(heights, (0, 0), sigmaX=sigma[0], sigmaY=sigma[1])
        hidden += np.maximum(around - heights, 0) / np.float32(reach_m)
    return np.asarray(np.clip(1 / (1 + 0.5 * hidden), 0.55, 1), dtype=np.float32)
