"""What a picture tells of its camera: edge widths and noise are found again where they are known."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from temoin.errors import NoCoverageError
from temoin.scenes.optics import estimate_noise, measure_edges, noise_shared


def slabs(sigma: float, seed: int = 0) -> np.ndarray:
    """Turned slabs on flat ground whose edges are blurred to `sigma` pixels, the pixel's own width in it; shape (400, 400)."""
    rng = np.random.default_rng(seed)
    fine = np.full((1600, 1600), 20.0, dtype=np.float32)
    for _ in range(14):
        box = cv2.boxPoints((tuple(rng.uniform(100, 1500, 2)), tuple(rng.uniform(120, 300, 2)), float(rng.uniform(0, 90))))
        cv2.fillConvexPoly(fine, np.rint(box).astype(np.int32), float(rng.uniform(60, 200)))
    blurred = cv2.GaussianBlur(fine, (0, 0), 4 * math.sqrt(sigma**2 - 1 / 12))
    return cv2.resize(blurred, (400, 400), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("sigma", [0.5, 0.75, 1.0, 1.5])
def test_the_width_of_edges_is_found(sigma):
    """The median edge is right within 6 %, the lower quartile, which stands for the camera, within 8 %, under noise of 2 numbers."""
    picture = slabs(sigma) + np.random.default_rng(1).normal(0, 2, (400, 400))
    edges = measure_edges(picture)
    assert len(edges.sigmas) > 300
    assert np.median(edges.sigmas) == pytest.approx(sigma, rel=0.06)
    assert edges.sigma_px == pytest.approx(sigma, rel=0.08)
    assert edges.rise_px == pytest.approx(1.683 * edges.sigma_px, rel=1e-3)


def test_a_picture_without_edges_says_so():
    """Noise alone has no straight edge, and asking for a width is an error with a hint."""
    edges = measure_edges(np.random.default_rng(1).normal(100, 5, (300, 300)))
    assert len(edges.sigmas) < 12
    with pytest.raises(NoCoverageError, match="straight edges") as raised:
        edges.sigma_px  # noqa: B018  # the property raises
    assert raised.value.hint


def test_masked_edges_do_not_count():
    """Edges under a mask, and edges of the mask itself, are not measured."""
    picture = slabs(0.7)
    mask = np.zeros(picture.shape, dtype=bool)
    assert len(measure_edges(picture, mask).sigmas) == 0
    flat = np.full((200, 200), 100.0)
    flat[:, 100:] = np.nan
    assert len(measure_edges(flat).sigmas) == 0


@pytest.mark.parametrize(("floor", "slope"), [(4.0, 0.0), (2.0, 0.05), (0.5, 0.1)])
@pytest.mark.parametrize("dtype", ["float64", "uint8"])
def test_noise_is_found_by_signal(floor, slope, dtype):
    """Over a ramp of brightness the variance at each signal is right within 15 % (8 bit: after its own rounding of 1/12)."""
    rng = np.random.default_rng(2)
    clean = np.linspace(20, 220, 800)[None, :] * np.ones((800, 1))
    noisy = clean + rng.standard_normal(clean.shape) * np.sqrt(floor + slope * clean)
    found = estimate_noise(np.rint(noisy).astype(np.uint8) if dtype == "uint8" else noisy)
    for signal in (40.0, 120.0, 200.0):
        rounding = 1 / 12 if dtype == "uint8" else 0.0
        assert float(found.variance(np.array(signal))) == pytest.approx(floor + slope * signal + rounding, rel=0.15)
    assert found.correlation < 0.15


def test_texture_is_not_taken_for_noise_where_some_ground_is_flat():
    """With half the picture rough the flat half still tells its noise, within a quarter."""
    rng = np.random.default_rng(3)
    picture = rng.normal(100, 2.0, (512, 512))
    picture[:, 256:] += 25 * rng.standard_normal((512, 256))
    assert estimate_noise(picture).variance(np.array(100.0)) == pytest.approx(4.0, rel=0.25)


def test_correlated_noise_is_seen_as_such():
    """Noise blurred by 0.6 pixels correlates by one half."""
    white = np.random.default_rng(4).standard_normal((600, 600))
    assert estimate_noise(cv2.GaussianBlur(white, (0, 0), 0.6) * 10 + 100).correlation == pytest.approx(0.5, abs=0.1)


def test_too_little_ground_is_an_error():
    """Fewer than 64 whole blocks tell nothing."""
    with pytest.raises(NoCoverageError, match="whole blocks"):
        estimate_noise(np.zeros((24, 160)))
    mask = np.zeros((300, 300), dtype=bool)
    with pytest.raises(NoCoverageError):
        estimate_noise(np.random.default_rng(1).normal(100, 2, (300, 300)), mask)


def test_what_bands_share_is_found():
    """Bands from one sharp grey band share their noise, independent ones don't, and one band alone shares nothing."""
    rng = np.random.default_rng(5)
    common, own = rng.standard_normal((400, 400)), rng.standard_normal((3, 400, 400))
    assert noise_shared(100 + math.sqrt(0.8) * common + math.sqrt(0.2) * own) == pytest.approx(0.8, abs=0.07)
    assert noise_shared(100 + own) < 0.07
    assert noise_shared(own[:1]) == 0.0
