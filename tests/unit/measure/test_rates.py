"""Rates with intervals that keep their level, and the size that is found in nine of ten."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from temoin.measure.rates import bootstrap_median, fit_curve, rate_of


def test_wilson_is_the_root_of_the_score_test():
    """At both ends the observed share lies exactly 1.96 standard errors off."""
    rate = rate_of(18, 20)
    for bound in (rate.low, rate.high):
        assert abs(0.9 - bound) / math.sqrt(bound * (1 - bound) / 20) == pytest.approx(1.959964, rel=1e-6)


@pytest.mark.parametrize(("hits", "tries"), [(0, 20), (20, 20), (0, 1), (300, 300)])
def test_all_or_none_get_the_exact_interval(hits, tries):
    """Clopper and Pearson's, as scipy has it; nothing tried says nothing."""
    rate = rate_of(hits, tries)
    exact = stats.binomtest(hits, tries).proportion_ci(method="exact")
    assert (rate.low, rate.high) == pytest.approx((exact.low, exact.high), abs=1e-12)
    assert math.isnan(rate_of(0, 0).value)


@pytest.mark.parametrize("share", [0.03, 0.3, 0.9])
def test_the_interval_holds_the_share_as_often_as_it_says(share):
    """In 95 of 100 on the average of chance, never under 91."""
    rng = np.random.default_rng(1)
    held = [rate_of(int(hits), 60) for hits in rng.binomial(60, share, 800)]
    assert np.mean([rate.low <= share <= rate.high for rate in held]) >= 0.91


def test_the_curve_finds_the_size_that_made_it():
    """Of 40 sets drawn from one curve, the interval holds the true size in at least 34, and is not endless."""
    rng = np.random.default_rng(2)
    true, slope = 80.0, 2.0
    start = math.log(9) - slope * math.log(true)
    held = wide = 0
    for _ in range(40):
        areas = np.exp(rng.uniform(math.log(4), math.log(900), 150))
        found = rng.random(150) < 1 / (1 + np.exp(-(start + slope * np.log(areas))))
        curve = fit_curve(list(areas), list(found), rng)
        assert curve is not None
        assert curve.nine_m2 is not None
        held += (curve.low_m2 or 0) <= true <= (curve.high_m2 or math.inf)
        wide += (curve.high_m2 or math.inf) > 5 * true
    assert held >= 34
    assert wide <= 4


def test_what_is_found_by_chance_does_not_bend_the_curve():
    """Where one hole in twelve is found whatever its size, the size found in nine of ten stays what it is, and the interval still holds it."""
    rng = np.random.default_rng(4)
    true, slope, held, sizes = 80.0, 4.0, 0, []
    start = math.log(9) - slope * math.log(true)
    for _ in range(30):
        areas = np.exp(rng.uniform(math.log(2), math.log(900), 90))
        own = 1 / (1 + np.exp(-(start + slope * np.log(areas))))
        curve = fit_curve(list(areas), list(rng.random(90) < own + (1 - own) / 12), rng)
        assert curve is not None
        assert curve.nine_m2 is not None
        assert curve.chance(2.0) == pytest.approx(curve.floor, abs=0.02)
        held += (curve.low_m2 or 0) <= true <= (curve.high_m2 or math.inf)
        sizes.append(curve.nine_m2)
    assert np.median(sizes) == pytest.approx(true, rel=0.15)
    assert held >= 26


def test_what_was_never_reached_is_not_invented():
    """None found, all found, and too few: no size, the smallest that was tried, no curve."""
    rng = np.random.default_rng(3)
    areas = [float(area) for area in np.geomspace(5, 200, 40)]
    none = fit_curve(areas, [False] * 40, rng)
    assert none is not None
    assert (none.nine_m2, none.high_m2) == (None, None)
    every = fit_curve(areas, [True] * 40, rng)
    assert every is not None
    assert every.nine_m2 == pytest.approx(5.0)
    assert fit_curve(areas[:9], [True] * 9, rng) is None


def test_the_chance_never_falls_with_size():
    """Where small holes were found and large ones missed, the curve is level, not falling."""
    areas = [float(area) for area in np.geomspace(5, 200, 40)]
    curve = fit_curve(areas, [area < 30 for area in areas], np.random.default_rng(4))
    assert curve is not None
    assert curve.slope == 0.0
    assert curve.chance(5) == pytest.approx(curve.chance(200))


def test_a_median_comes_with_its_interval():
    """Nothing of four values; else it lies inside."""
    assert bootstrap_median([1.0, 2.0, 3.0, 10.0], np.random.default_rng(5)) is None
    middle, low, high = bootstrap_median([1.0, 2.0, 3.0, 4.0, 10.0], np.random.default_rng(5))
    assert low <= middle <= high
    assert middle == 3.0
