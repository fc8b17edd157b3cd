"""Three independent ways to correlate two windows. Each sees other traits of the ground, so that a chance peak of one is not one of the others.

`Kernel.ORIENTATION`
    Correlation of gradient orientation (Fitch, Kadyrov, Christmas and Kittler 2002, "Orientation correlation"): unit vectors along the
    gradient; blind to brightness and contrast.
`Kernel.MAGNITUDE`
    Normalised correlation of the gradient's length, compressed: sees edges whichever side is the brighter, so that other sun, season or
    sensor matter less.
`Kernel.PHASE`
    Phase correlation (Kuglin and Hines 1975) of Hann windows, weighted towards low frequencies, where two dates still agree. Without a window
    the borders of the picture win and the answer is "no shift".
"""

from __future__ import annotations

from copy import copy
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
from scipy import fft

from temoin.align.spectra_kernel import cross, cut, weigh

__all__ = ["Kernel", "Prepared", "cross_spectra", "frequencies", "ramp", "turns"]

Floats = npt.NDArray[np.float32]
Spectra = npt.NDArray[np.complex64]
Corners = npt.NDArray[np.intp]

_SMOOTH_PX = {False: 0.9, True: 0.5}
"""Standard deviation of the Gaussian before gradients are taken. Wide for a first look, so that noise falls and an edge moved by a pixel still
meets itself; narrow for the later ones, so that a shadow's edge that moved with the sun no longer meets the wall's that stayed and pulls at it."""
_LOW_PASS = {False: 0.16, True: 0.30}
"""Standard deviation of the weight on frequencies in the phase correlation, cycles a pixel; likewise."""
_SAMPLE = 100_000
_HIGH_PASS = 0.02
"""Frequencies under this (brightness that varies over 50 px: haze, crops, light) are left out of the phase correlation, cycles a pixel."""


class Kernel(StrEnum):
    """How windows are correlated."""

    ORIENTATION = "orientation"
    MAGNITUDE = "magnitude"
    PHASE = "phase"


class Prepared:
    """A grey picture made ready for all kernels: complex unit gradients, compressed gradient length, and grey; zero where it cannot be used."""

    def __init__(self, grey: Floats, usable: npt.NDArray[np.bool_], *, sharp: bool) -> None:
        smooth = cv2.GaussianBlur(grey, (0, 0), _SMOOTH_PX[sharp])
        rows, cols = (np.asarray(cv2.Sobel(smooth, cv2.CV_32F, *axis, scale=0.125), dtype=np.float32) for axis in ((0, 1), (1, 0)))
        few = slice(None, None, max(1, grey.size // _SAMPLE))
        lengths = np.hypot(rows.ravel()[few], cols.ravel()[few])[usable.ravel()[few]]
        typical = np.float32(np.median(lengths) if lengths.size else 1.0) or np.float32(1.0)
        orientation = np.empty(grey.shape, dtype=np.complex64)
        layers = (orientation, np.empty(grey.shape, dtype=np.float32), np.empty(grey.shape, dtype=np.float32))
        weigh(grey, rows, cols, usable, typical, *layers)
        self.layers = dict(zip((Kernel.ORIENTATION, Kernel.MAGNITUDE, Kernel.PHASE), layers, strict=True))
        self.low_pass = _LOW_PASS[sharp]

    def only(self, shown: npt.NDArray[np.bool_]) -> Prepared:
        """The same without the rest in any layer; gradients at its rim stay those of the whole picture."""
        left = copy(self)
        left.layers = {kernel: np.where(shown, layer, layer.dtype.type(0)) for kernel, layer in self.layers.items()}
        return left


def frequencies(side: int, *, half: bool) -> tuple[Floats, Floats]:
    """Cycles a pixel down and across, shapes (side, 1) and (1, side), or (1, side / 2 + 1) where only one half is kept."""
    across = fft.rfftfreq(side) if half else fft.fftfreq(side)
    return fft.fftfreq(side)[:, None].astype(np.float32), across[None, :].astype(np.float32)


def turns(by: npt.NDArray[np.float64], side: int, *, half: bool) -> tuple[Spectra, Spectra]:
    """What moves the peak of a cross-spectrum by `by`, shape (windows, 2): factors of its rows and its columns, shape (windows, frequencies) each."""
    down, across = frequencies(side, half=half)
    first, second = np.exp(-2j * np.pi * by[:, :1] * down[:, 0]), np.exp(-2j * np.pi * by[:, 1:] * across[0])
    return first.astype(np.complex64), second.astype(np.complex64)


def ramp(by: npt.NDArray[np.float64], side: int, *, half: bool) -> Spectra:
    """The same as one factor, shape (windows, side, side or its half)."""
    down, across = turns(by, side, half=half)
    return np.asarray(down[:, :, None] * across[:, None, :])


def cross_spectra(
    kernel: Kernel, prepared: tuple[Prepared, Prepared], corners: tuple[Corners, Corners], by: npt.NDArray[np.float64], side: int
) -> Spectra:
    """Cross-spectra of windows: the phase at frequency f is -2π f · d where the after-picture's content lies d off.

    Args:
        kernel: how.
        prepared: the earlier and the later picture.
        corners: first row and column of each window in each, shape (windows, 2).
        by: what the peak of each is moved by, shape (windows, 2).
        side: of a window.

    Returns:
        shape (windows, side, side), or (windows, side, side / 2 + 1) for the two real kernels; each window scaled such that the surface it
        stands for has a deviation of 1.
    """
    half = kernel is not Kernel.ORIENTATION
    first, second = (_transformed(kernel, one, places, side) for one, places in zip(prepared, corners, strict=True))
    down, across = turns(by, side, half=half)
    # Of the full plane, a half plane holds half of the power; the real part of a complex surface, half of its own.
    cross(first, second, _weight(side, prepared[0].low_pass), kernel is Kernel.PHASE, 2.0 if half else 0.5, down, across)
    return first


def _transformed(kernel: Kernel, prepared: Prepared, corners: Corners, side: int) -> Spectra:
    """Fourier transforms of windows."""
    windows = np.empty((len(corners), side, side), dtype=prepared.layers[kernel].dtype)
    is_real = kernel is not Kernel.ORIENTATION
    cut(prepared.layers[kernel], corners, _taper(side), is_real, windows)
    return np.asarray(fft.rfft2(windows, axes=(1, 2)) if is_real else fft.fft2(windows, axes=(1, 2), overwrite_x=True))


@lru_cache(maxsize=4)
def _taper(side: int) -> Floats:
    return np.outer(np.hanning(side + 2)[1:-1], np.hanning(side + 2)[1:-1]).astype(np.float32)


@lru_cache(maxsize=8)
def _weight(side: int, low_pass: float) -> Floats:
    """Of the frequencies in the phase correlation."""
    down, across = frequencies(side, half=True)
    squared = down**2 + across**2
    return np.asarray(np.exp(-squared / np.float32(2 * low_pass**2)) * (1 - np.exp(-squared / np.float32(2 * _HIGH_PASS**2))), dtype=np.float32)
