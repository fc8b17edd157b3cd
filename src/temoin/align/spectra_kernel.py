"""The inner loops of `kernels` and `coherence`, compiled when first used; imported by them alone, since the compiler is heavy."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from temoin.raster.compiled import compiled

__all__ = ["cross", "cut", "sum_phases", "weigh"]

Floats = npt.NDArray[np.float32]
Spectra = npt.NDArray[np.complex64]

_FREE = frozenset({"reassoc", "contract", "nsz"})


@partial(compiled, fastmath=_FREE)
def cut(layer: npt.NDArray[Any], corners: npt.NDArray[np.intp], taper: Floats, level: bool, out: npt.NDArray[Any]) -> None:  # noqa: FBT001  # numba knows no keywords
    """Windows of a layer under a taper, where `level` less their mean under it; `out`, shape (windows, side, side), is written."""
    side = taper.shape[0]
    for window in range(len(corners)):
        top, left = corners[window]
        mean = out.dtype.type(0)
        if level:
            total, weight = out.dtype.type(0), np.float32(0)
            for row in range(side):
                for col in range(side):
                    total += layer[top + row, left + col] * taper[row, col]
                    weight += taper[row, col]
            mean = total / weight
        for row in range(side):
            for col in range(side):
                out[window, row, col] = (layer[top + row, left + col] - mean) * taper[row, col]


@partial(compiled, fastmath=_FREE)
def cross(first: Spectra, second: Spectra, weight: Floats, flat: bool, factor: float, down: Spectra, across: Spectra) -> None:  # noqa: FBT001  # likewise
    """Cross-spectra, scaled to one power each and turned; `first` is written.

    Args:
        first: of the earlier windows, shape (windows, side, side or its half).
        second: of the later ones, likewise.
        weight: of each frequency, where phases alone count.
        flat: whether they do.
        factor: of the power of what is kept.
        down: turns of each window's rows of frequencies, shape (windows, side).
        across: of its columns.
    """
    for window in range(len(first)):
        power = np.float64(0)
        for row in range(first.shape[1]):
            line = np.float32(0)
            for col in range(first.shape[2]):
                one, other = first[window, row, col], second[window, row, col]
                real = one.real * other.real + one.imag * other.imag
                imag = one.real * other.imag - one.imag * other.real
                if flat:
                    scale = weight[row, col] / max(np.sqrt(real * real + imag * imag), np.float32(1e-12))
                    real *= scale
                    imag *= scale
                line += real * real + imag * imag
                first[window, row, col] = complex(real, imag)
            power += line
        unit = np.float32(1 / np.sqrt(max(power * factor, 1e-24)))
        for row in range(first.shape[1]):
            turn = down[window, row] * unit
            for col in range(first.shape[2]):
                first[window, row, col] *= turn * across[window, col]


@partial(compiled, fastmath=_FREE)
def sum_phases(spectra: Spectra, weights: Floats, down: Spectra, across: Spectra, steps: Floats, sums: npt.NDArray[np.float64]) -> None:
    """Weighted sums over the unit phases of each window, once turned.

    Args:
        spectra: shape (windows, side, side), a full plane.
        weights: of each frequency, shape (side, side).
        down: turns of each window's rows of frequencies, shape (windows, side).
        across: of its columns.
        steps: radians a pixel of each row and column of frequencies, shape (side,).
        sums: shape (windows, 7), written: of the imaginary part times the frequency down and across; of the real part times both squared
            and their product (down², down · across, across²); of the imaginary part squared times both squared.
    """
    side = spectra.shape[1]
    for window in range(len(spectra)):
        sums[window] = 0
        for row in range(side):
            turn = down[window, row]
            real_0, real_1, real_2 = np.float32(0), np.float32(0), np.float32(0)
            imag_0, imag_1, square_0, square_2 = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
            for col in range(side):
                value, other = spectra[window, row, col], turn * across[window, col]
                weight = weights[row, col] / max(np.sqrt(value.real * value.real + value.imag * value.imag), np.float32(1e-12))
                real = weight * (value.real * other.real - value.imag * other.imag)
                imag = weight * (value.real * other.imag + value.imag * other.real)
                step = steps[col]
                real_0 += real
                real_1 += real * step
                real_2 += real * step * step
                imag_0 += imag
                imag_1 += imag * step
                square_0 += imag * imag
                square_2 += imag * imag * step * step
            step = steps[row]
            sums[window, 0] += imag_0 * step
            sums[window, 1] += imag_1
            sums[window, 2] += real_0 * step * step
            sums[window, 3] += real_1 * step
            sums[window, 4] += real_2
            sums[window, 5] += square_0 * step * step
            sums[window, 6] += square_2


@compiled
def weigh(
    grey: Floats,
    rows: Floats,
    cols: Floats,
    usable: npt.NDArray[np.bool_],
    typical: np.float32,
    orientation: Spectra,
    magnitude: Floats,
    phase: Floats,
) -> None:
    """Gradients over their length and a typical one, their length likewise, and grey; zero where it cannot be used. The last three are written."""
    for row in range(grey.shape[0]):
        for col in range(grey.shape[1]):
            if usable[row, col]:
                length = np.sqrt(rows[row, col] * rows[row, col] + cols[row, col] * cols[row, col])
                weight = np.float32(1) / (length + typical)
                orientation[row, col] = complex(cols[row, col] * weight, rows[row, col] * weight)
                magnitude[row, col] = length * weight
                phase[row, col] = grey[row, col]
            else:
                orientation[row, col] = 0
                magnitude[row, col] = 0
                phase[row, col] = 0
