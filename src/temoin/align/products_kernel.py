"""The inner loop of `products`, compiled when first used; imported by it alone, since the compiler is heavy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from temoin.raster.compiled import compiled

__all__ = ["add_products"]

Doubles = npt.NDArray[np.float64]


@compiled
def add_products(numbers: npt.NDArray[np.intp], values: Doubles, weights: Doubles, targets: Doubles, bands: Doubles, right: Doubles) -> None:
    """Add what places say to normal equations; arguments as of `Products.solve`. `bands`, the lower ones by row, and `right` are written."""
    for place in range(numbers.shape[0]):
        for one in range(numbers.shape[1]):
            number = numbers[place, one]
            weighted = weights[place] * values[place, one]
            for column in range(targets.shape[1]):
                right[number, column] += weighted * targets[place, column]
            for other in range(one, numbers.shape[1]):
                bands[numbers[place, other] - number, number] += weighted * values[place, other]
