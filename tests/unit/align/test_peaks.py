"""Correlation surfaces come out the same by either way of making them."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.align.peaks import find_peaks, surfaces


@pytest.mark.parametrize("width", [64, 33])
def test_a_product_of_matrices_gives_the_surface_of_the_fourier_transform(width):
    """A small search, made by products, is the middle of a large one, made by transforms; a window of no content has no peak."""
    rng = np.random.default_rng(3)
    windows = rng.normal(size=(5, 64, 64)).astype(np.float32)
    moved = np.roll(windows, (3, -4), axis=(1, 2))
    transform = np.fft.fft2 if width == windows.shape[2] else np.fft.rfft2
    spectra = (np.conj(transform(windows)) * transform(moved)).astype(np.complex64)
    small, large = surfaces(spectra, 10), surfaces(spectra, 20)
    assert np.allclose(small, large[:, 10:31, 10:31], atol=1e-4 * np.abs(large).max())
    assert np.allclose(find_peaks(small).shifts, (3, -4), atol=0.05)
    assert surfaces(spectra[:0], 10).shape == (0, 21, 21)
