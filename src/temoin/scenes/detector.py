"""From reflectance to the numbers in the file: haze, clouds, fusion with the sharp band, noise, rounding."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from temoin.raster import BandRole
from temoin.scenes.camera import Camera
from temoin.scenes.light import HAZE
from temoin.scenes.look import Acquisition
from temoin.scenes.render import Exposure
from temoin.scenes.weather import Cover

__all__ = ["take_picture"]

_CLOUD = {BandRole.SWIR1: 0.50, BandRole.SWIR2: 0.38}
"""Clouds are white, but for the short-wave infrared, which their droplets swallow in part."""
_CLOUD_ELSEWHERE = 0.72
_PAN_WEIGHTS = {BandRole.BLUE: 0.2, BandRole.GREEN: 0.35, BandRole.RED: 0.35, BandRole.NIR: 0.1}
Floats = npt.NDArray[np.float32]


def take_picture(exposure: Exposure, camera: Camera, look: Acquisition, cover: Cover | None, rng: np.random.Generator) -> npt.NDArray[np.generic]:
    """What the camera writes: shape (bands, rows, columns), unsigned 8 or 16 bit.

    Args:
        exposure: what the ground sends up.
        camera: what sees it.
        look: the air, and the drift of the radiometry.
        cover: clouds, or `None`.
        rng: for the noise.
    """
    shadow = None if cover is None else cover.shadow
    seen = [_through_air(exposure.reflectance(role, shadow), role, camera, look, cover) for role in camera.roles]
    if camera.pansharpen > 1:
        seen = _fused(seen, camera)
    else:
        seen = [_coarsened(band, camera.coarseness(role)) for role, band in zip(camera.roles, seen, strict=True)]
    noise = [_noise(camera, band.shape, child) for band, child in zip(seen, rng.spawn(len(seen)), strict=True)]
    return np.stack([_written(band, own, camera) for band, own in zip(seen, noise, strict=True)])


def _through_air(seen: Floats, role: BandRole, camera: Camera, look: Acquisition, cover: Cover | None) -> Floats:
    rows, cols = seen.shape
    gain = np.float32(look.gain) * (1 + np.float32(look.gain_slope) * np.linspace(-0.5, 0.5, cols, dtype=np.float32))[None, :]
    haze = np.float32(HAZE.get(role, 0.5)) * (look.haze + look.haze_slope * np.linspace(-0.5, 0.5, rows)).astype(np.float32)[:, None]
    if cover is not None:
        seen = seen + cover.cloud * (np.float32(_CLOUD.get(role, _CLOUD_ELSEWHERE)) - seen)
    # Products for the eye are balanced towards grey: half of the air's blueness is left.
    path = np.float32(camera.path * (0.5 + 0.5 * HAZE.get(role, 0.5)))
    return np.asarray((seen + path) * gain + np.maximum(haze, 0), dtype=np.float32)


def _coarse_copy(band: Floats, times: int) -> Floats:
    """A band as detectors `times` coarser see it, enlarged back onto the grid."""
    rows, cols = band.shape
    padded = cv2.copyMakeBorder(band, 0, -rows % times, 0, -cols % times, cv2.BORDER_REFLECT)
    small = cv2.resize(padded, (padded.shape[1] // times, padded.shape[0] // times), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.4, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(small, padded.shape[::-1], interpolation=cv2.INTER_CUBIC)[:rows, :cols], dtype=np.float32)


def _coarsened(band: Floats, times: int) -> Floats:
    return band if times == 1 else _coarse_copy(band, times)


def _fused(seen: list[Floats], camera: Camera) -> list[Floats]:
    """Colour at its own coarse pixels, detail from the sharp grey band by each band's own contrast (Gram-Schmidt fusion is of this form)."""
    weights = np.array([_PAN_WEIGHTS.get(role, 0.0) for role in camera.roles])
    weights = weights / weights.sum() if weights.any() else np.full(len(seen), 1 / len(seen))
    pan = np.zeros_like(seen[0])
    for band, weight in zip(seen, weights, strict=True):
        pan += np.float32(weight) * band
    coarse = [_coarse_copy(band, camera.pansharpen) for band in seen]
    pan_coarse = np.zeros_like(pan)
    for band, weight in zip(coarse, weights, strict=True):
        pan_coarse += np.float32(weight) * band
    detail, spread = pan - pan_coarse, float(pan_coarse.var()) or 1.0
    gains = [float(((band - band.mean()) * (pan_coarse - pan_coarse.mean())).mean()) / spread for band in coarse]
    return [band + np.float32(gain) * detail for band, gain in zip(coarse, gains, strict=True)]


def _noise(camera: Camera, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Noise of deviation 1, smoothed as the product's resampling smoothed it."""
    noise = rng.standard_normal(shape, dtype=np.float32)
    if camera.noise_blur_px:
        reach = math.ceil(3 * camera.noise_blur_px)
        kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / camera.noise_blur_px) ** 2)
        kernel /= math.sqrt(float((kernel**2).sum()))
        noise = np.asarray(cv2.sepFilter2D(noise, cv2.CV_32F, kernel, kernel, borderType=cv2.BORDER_REFLECT), dtype=np.float32)
    return noise


def _written(band: Floats, noise: Floats, camera: Camera) -> npt.NDArray[np.generic]:
    spread = np.sqrt(np.float32(camera.noise_floor**2) + np.float32(camera.noise_signal**2) * np.maximum(band, 0))
    numbers = (band + spread * noise) * np.float32(camera.scale)
    if camera.sharpen:
        numbers += np.float32(camera.sharpen) * (numbers - cv2.GaussianBlur(numbers, (0, 0), 1.0, borderType=cv2.BORDER_REFLECT))
    if camera.shoulder < 1:
        knee, room = np.float32(camera.shoulder * camera.top), np.float32((1 - camera.shoulder) * camera.top)
        over = np.maximum(numbers - knee, 0)
        numbers = np.where(over > 0, knee + room * (1 - np.exp(-over / room)), numbers)
    numbers = np.rint(numbers)
    kept: npt.NDArray[np.generic] = np.clip(numbers, 1, camera.top).astype(np.uint8 if camera.bits == 8 else np.uint16)
    return kept
