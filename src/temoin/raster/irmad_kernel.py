"""The inner loop of `irmad`, compiled when first used; imported by it alone, since the compiler is heavy."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from temoin.raster.compiled import compiled

__all__ = ["weigh"]

Floats = npt.NDArray[np.float32]


@partial(compiled, fastmath=frozenset({"reassoc", "contract", "nsz"}))
def weigh(variates: Floats, block: Floats, table: Floats, per_unit: float, chi2: Floats, weighed: Floats) -> None:
    """Squared length of each pixel's variates, and its bands times its chance of no change.

    Args:
        variates: shape (bands, pixels).
        block: shape (rows, pixels).
        table: chance at even steps of χ²; the last entry serves all beyond.
        per_unit: steps of the table a unit of χ².
        chi2: shape (pixels,), written.
        weighed: shape (rows, pixels), written.
    """
    bands, pixels = variates.shape
    for pixel in range(pixels):
        chi2[pixel] = 0.0
    for band in range(bands):
        for pixel in range(pixels):
            chi2[pixel] += variates[band, pixel] * variates[band, pixel]
    weights = np.empty(pixels, np.float32)
    last = np.float32(len(table) - 1.001)
    for pixel in range(pixels):
        place = min(chi2[pixel] * np.float32(per_unit), last)
        whole = np.int32(place)
        weights[pixel] = table[whole] + (place - np.float32(whole)) * (table[whole + 1] - table[whole])
    for row in range(block.shape[0]):
        for pixel in range(pixels):
            weighed[row, pixel] = block[row, pixel] * weights[pixel]
