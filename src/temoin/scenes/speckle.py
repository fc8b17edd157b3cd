"""Speckle: the multiplicative noise of coherent pictures, of any number of looks and with neighbours that correlate."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtr

__all__ = ["equivalent_looks", "speckle"]

Floats = npt.NDArray[np.float64]
_TINY = 1e-12


def speckle(rng: np.random.Generator, looks: float | Floats, shape: tuple[int, int], *, correlation: float = 0.0) -> Floats:
    """A field of mean 1 that multiplies backscatter in power: gamma distributed with variance 1 / looks.

    That is the law of fully developed speckle in multi-looked intensity (Goodman 1975); a real number of looks fits averages of looks that overlap.
    Neighbours correlate through a Gaussian copula: a correlated normal field is turned into a gamma field of the same ranks, so that the law of one
    pixel stays exact. The gamma field's own correlation is a little lower than the normal one's (by 0.02 at most from 3 looks on).

    Args:
        rng: where all chance comes from.
        looks: equivalent number of looks, above 0, one for all or one a pixel.
        shape: rows and columns.
        correlation: of neighbours along rows and columns, 0 to 0.9.

    Raises:
        ValueError: the looks are not above 0, or the correlation is not within 0 to 0.9.
    """
    if np.any(np.asarray(looks) <= 0):
        raise ValueError("the number of looks must be above 0")
    if not 0 <= correlation <= 0.9:
        message = f"the correlation of neighbours must lie within 0 and 0.9, not {correlation}"
        raise ValueError(message)
    normal = _correlated_normal(rng, shape, correlation)
    return np.asarray(gammaincinv(looks, np.clip(ndtr(normal), _TINY, 1 - _TINY)) / looks, dtype=np.float64)


def _correlated_normal(rng: np.random.Generator, shape: tuple[int, int], correlation: float) -> Floats:
    if correlation == 0:
        return rng.standard_normal(shape)
    # White noise blurred by a Gaussian of σ correlates by exp(-1 / 4σ²) at one step; sampling the kernel needs a margin and its own norm.
    sigma = math.sqrt(1 / (4 * math.log(1 / max(correlation, 1e-3))))
    reach = math.ceil(4 * sigma) + 1
    steps = np.arange(-reach, reach + 1)
    kernel = _kernel_of(steps, correlation, sigma)
    wide = rng.standard_normal((shape[0] + 2 * reach, shape[1] + 2 * reach))
    return np.asarray(cv2.sepFilter2D(wide, cv2.CV_64F, kernel, kernel)[reach:-reach, reach:-reach])


def _kernel_of(steps: npt.NDArray[np.int_], correlation: float, sigma: float) -> Floats:
    """The sampled Gaussian of unit power whose correlation at one step is the wanted one, found by halving its width."""
    low, high = 0.2 * sigma, 3 * sigma
    for _ in range(40):
        middle = (low + high) / 2
        kernel = np.exp(-(steps**2) / (2 * middle**2))
        kernel /= math.sqrt(float((kernel**2).sum()))
        low, high = (middle, high) if float((kernel[1:] * kernel[:-1]).sum()) < correlation else (low, middle)
    return np.asarray(kernel)


def equivalent_looks(power: npt.NDArray[np.generic]) -> float:
    """Equivalent number of looks of samples of one and the same ground: mean² / variance.

    Args:
        power: any shape; values that are not finite are left out.
    """
    values = np.asarray(power, dtype=np.float64)
    values = values[np.isfinite(values)]
    return float(values.mean() ** 2 / values.var(ddof=1))
