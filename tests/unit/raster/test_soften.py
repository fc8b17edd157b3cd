"""A band blurred as a coarser camera would have seen it."""

from __future__ import annotations

import numpy as np

from temoin.raster.soften import softened


def test_what_is_not_usable_does_not_bleed_into_what_is() -> None:
    """A band of one value stays so beside a hole of another, and a point of light keeps its sum."""
    band, usable = np.full((40, 40), 50, np.uint8), np.ones((40, 40), bool)
    band[:10], usable[:10] = 0, False
    assert np.allclose(softened(band, usable, 1.5)[usable], 50, atol=1e-3)
    assert not softened(band, usable, 1.5)[~usable].any()
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1.0
    blurred = softened(point, np.ones_like(point, bool), 1.5)
    assert np.isclose(blurred.sum(), 1, atol=1e-3)
    assert np.isclose(blurred.max(), 1 / (2 * np.pi * 1.5**2), rtol=0.05)
    assert np.array_equal(softened(point, np.ones_like(point, bool), 0.0), point)
