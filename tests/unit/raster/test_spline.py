"""Numbers between pixels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from temoin.raster.spline import Places, coefficients_of, float_of, sample_cubic, sample_nearest, sample_whole

STEP = 16


@pytest.fixture
def places():
    """Places that turn and stretch, some of them beyond the picture of 90 × 70 pixels."""
    rows, cols = np.indices((7, 8)) * float(STEP)
    nodes = np.stack([0.98 * rows + 0.05 * cols - 3.3137, cols - 0.04 * rows - 2.6113])
    return Places(nodes=nodes, step=STEP, corner=(5, 3), shape=(80, 100))


@pytest.fixture
def dense(places):
    """The same for every pixel, by linear interpolation of the nodes."""
    where = np.indices(places.shape) + np.array(places.corner)[:, None, None]
    return np.stack([ndimage.map_coordinates(layer, where / STEP, order=1, mode="nearest") for layer in places.nodes])


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
def test_cubic_splines_are_those_of_scipy(places, dense, dtype):
    """Every number agrees with scipy's spline, and what lies outside is 0."""
    band = np.random.default_rng(1).uniform(0, 200, (90, 70)).astype(dtype)
    found = sample_cubic(coefficients_of(band), places)
    assert found.dtype == float_of(np.dtype(dtype))
    assert np.allclose(found, ndimage.map_coordinates(band.astype(float), dense, order=3, mode="constant"), atol=1e-3)
    assert (found == 0).any()


def test_a_spline_goes_through_its_pixels():
    """At whole pixels, up to the rim, the numbers come out as they were put in."""
    band = np.random.default_rng(2).uniform(0, 200, (40, 33)).astype(np.float32)
    places = Places(nodes=np.indices((4, 4)) * float(STEP), step=STEP, corner=(0, 0), shape=band.shape)
    assert np.allclose(sample_cubic(coefficients_of(band), places), band, atol=1e-3)


def test_flags_and_what_is_whole(places, dense):
    """A pixel is whole where all four around its place are, and its flag is the nearest one's."""
    flags = np.zeros((90, 70), dtype=np.uint8)
    flags[30:40, 20:25] = 4
    near = ndimage.map_coordinates(flags, dense, order=0, mode="constant", cval=1)
    assert np.array_equal(sample_nearest(flags, places, outside=1), near)
    share = ndimage.map_coordinates((flags == 0).astype(np.float32), dense, order=1, mode="constant")
    assert np.array_equal(sample_whole(flags == 0, places), share >= 0.999)
