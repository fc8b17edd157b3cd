"""Robust statistics of many pixels."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.raster import robust_spread, sampled_quantiles, thinned


def test_spread_of_a_bell_curve_is_its_standard_deviation() -> None:
    """Half the distance of the 16th and 84th percentile is about one standard deviation, with one value in twenty gone wild."""
    values = np.random.default_rng(3).normal(5, 2, 50_000)
    values[:1000] = 1e6
    assert robust_spread(values) == pytest.approx(2, rel=0.05)


def test_thinning_keeps_small_arrays_whole_and_large_ones_even() -> None:
    """Small arrays come back as they are; large ones lose no part of their range."""
    small = np.arange(1000.0)
    assert thinned(small) is small
    large = np.arange(3_000_000.0)
    kept = thinned(large)
    assert 150_000 <= len(kept) <= 250_000
    assert sampled_quantiles(large, (0.5,))[0] == pytest.approx(1_500_000, rel=1e-3)
