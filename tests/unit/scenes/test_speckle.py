"""Speckle: its law, its correlation, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from temoin.scenes.speckle import equivalent_looks, speckle


@pytest.mark.parametrize("looks", [1.0, 4.4, 12.5])
@pytest.mark.parametrize("correlation", [0.0, 0.4])
def test_a_pixel_follows_the_gamma_law(looks, correlation):
    """Mean 1, variance 1 / looks, and the whole law by a Kolmogorov-Smirnov test on pixels far apart."""
    field = speckle(np.random.default_rng(3), looks, (300, 300), correlation=correlation)
    assert field.mean() == pytest.approx(1.0, abs=0.02)
    assert equivalent_looks(field) == pytest.approx(looks, rel=0.05)
    assert stats.kstest(field[::8, ::8].ravel(), stats.gamma(looks, scale=1 / looks).cdf).pvalue > 0.01


@pytest.mark.parametrize("correlation", [0.0, 0.15, 0.3, 0.6])
def test_neighbours_correlate_as_asked(correlation):
    """The correlation of neighbours is the wanted one within 0.03, and gone a few pixels on."""
    field = speckle(np.random.default_rng(5), 4.4, (500, 500), correlation=correlation) - 1
    power = (field**2).mean()
    for lagged in ((field[:, 1:] * field[:, :-1]).mean(), (field[1:] * field[:-1]).mean()):
        assert lagged / power == pytest.approx(correlation, abs=0.03)
    assert abs((field[:, 6:] * field[:, :-6]).mean() / power) < 0.02


def test_looks_may_differ_from_pixel_to_pixel():
    """Fixed scatterers vary less than spread ones in the same field."""
    looks = np.where(np.arange(200)[:, None] < 100, 4.0, 50.0) * np.ones((200, 200))
    field = speckle(np.random.default_rng(7), looks, (200, 200))
    assert equivalent_looks(field[:100]) == pytest.approx(4.0, rel=0.06)
    assert equivalent_looks(field[100:]) == pytest.approx(50.0, rel=0.06)


def test_looks_leave_out_what_is_not_finite():
    """No data is no sample."""
    field = speckle(np.random.default_rng(9), 5.0, (60, 60))
    holed = field.copy()
    holed[::2] = np.nan
    assert equivalent_looks(holed) == pytest.approx(equivalent_looks(field[1::2]))


def test_nonsense_is_refused():
    """No looks, or neighbours that are the same, are no speckle."""
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="looks"):
        speckle(rng, 0.0, (4, 4))
    with pytest.raises(ValueError, match="correlation"):
        speckle(rng, 4.0, (4, 4), correlation=0.95)
