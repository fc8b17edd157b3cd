"""The last fraction of a pixel: the shift of most likelihood from the phases of cross-spectra, weighted by how far two dates agree at each frequency.

Knapp and Carter (1976, "The generalized correlation method for estimation of time delay") show that the weight γ² / (1 − γ²) on the unit phases
gives the delay of most likelihood, γ² being the magnitude-squared coherence at that frequency (Hannan and Thomson 1973). Here γ is measured over
all windows, ring by ring. It falls where a moved shadow, another season or noise leaves nothing in common, so no scale of smoothing has to be
chosen: two sharp pictures of one week are compared by their finest texture, two of different sensors by what both resolve.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from temoin.align.kernels import Spectra, frequencies, ramp, turns
from temoin.align.spectra_kernel import sum_phases

__all__ = ["refine_shifts", "ring_weights"]

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

_FINEST = 0.4
"""Cycles a pixel: above it, aliasing of the sampling moves phases (Nyquist is at 0.5)."""
_COARSEST = 0.02
_MOST = 0.98
"""A squared coherence is not believed to be higher than this."""
_HANN_LOSS = 2.25
"""Neighbouring frequencies of a Hann window are not independent: its noise bandwidth is 1.5 bins each way."""
_STEPS = 4


def ring_weights(spectra: Spectra, shifts: Doubles) -> Floats:
    """Weight of each frequency, from the coherence of windows over rings of equal frequency.

    Args:
        spectra: shape (windows, side, side), a full plane.
        shifts: shape (windows, 2): where a smooth fit puts each; their own estimates would make noise coherent.
    """
    side = spectra.shape[1]
    down, across = frequencies(side, half=False)
    ring = np.rint(np.hypot(down, across) * side).astype(np.intp)
    together = np.abs((spectra * ramp(-shifts, side, half=False)).sum(axis=0))
    apart = np.abs(spectra).sum(axis=0)
    rings = np.bincount(ring.ravel(), weights=together.ravel()) / np.maximum(np.bincount(ring.ravel(), weights=apart.ravel()), 1e-12)
    # Of n random phases, a mean of length 1 / √n is left.
    squared = np.clip(rings**2 - 1 / len(spectra), 0.0, _MOST)
    frequency = np.hypot(down, across)
    return np.asarray((squared / (1 - squared))[ring] * (frequency < _FINEST) * (frequency > _COARSEST), dtype=np.float32)


def refine_shifts(spectra: Spectra, weights: Floats, start: Doubles) -> tuple[Doubles, Doubles]:
    """Shifts of most likelihood near a start, by Newton's method.

    Args:
        spectra: shape (windows, side, side), a full plane.
        weights: shape (side, side), from `ring_weights`.
        start: shape (windows, 2), within half a pixel or so.

    Returns:
        shifts, shape (windows, 2), and their standard deviations, shape (windows,), from the scatter of the phases.
    """
    side = spectra.shape[1]
    if not (weights > 0).any():
        return start.copy(), np.full(len(start), np.inf)
    steps = frequencies(side, half=False)[1][0] * np.float32(2 * np.pi)
    shifts, sums = start.astype(np.float64).copy(), np.empty((len(start), 7))
    for _ in range(_STEPS):
        sum_phases(spectra, weights, *turns(-shifts, side, half=False), steps, sums)
        shifts -= np.clip(_solved(sums), -0.5, 0.5)
    spread, curve = sums[:, 5:] * _HANN_LOSS, np.maximum(sums[:, [2, 4]], 1e-9)
    return shifts, np.asarray(np.sqrt((spread / curve**2).sum(axis=1)), dtype=np.float64)


def _solved(sums: Doubles) -> Doubles:
    """Newton's step, with the bend held positive."""
    slope, a, b, d = sums[:, :2], sums[:, 2], sums[:, 3], sums[:, 4]
    least = 1e-3 * np.maximum(np.abs(a) + np.abs(d), 1e-12)
    a, d = np.maximum(a, least), np.maximum(d, least)
    determinant = np.maximum(a * d - b * b, 1e-3 * a * d)
    step = np.stack([d * slope[:, 0] - b * slope[:, 1], a * slope[:, 1] - b * slope[:, 0]], axis=1)
    return np.asarray(step / determinant[:, None])
