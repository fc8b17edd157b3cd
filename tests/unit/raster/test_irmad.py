"""Change that no mixture of bands explains."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.errors import NoCoverageError
from temoin.raster.irmad import IrMad, change_limit, iterate_mad


def _pair(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Four bands before, another mixture of them after, and a block that changed."""
    before = np.tensordot(rng.normal(size=(4, 4)), rng.normal(size=(4, 120, 150)), 1) * 300 + 2000
    after = np.tensordot(np.eye(4) + 0.1 * rng.normal(size=(4, 4)), before, 1) + rng.normal(0, 20, before.shape)
    changed = np.zeros(before.shape[1:], bool)
    changed[20:60, 30:80] = True
    after[:, changed] = rng.normal(2000, 600, (4, int(changed.sum())))
    return before, after, changed


def test_a_changed_block_is_found_through_a_mixture_of_bands() -> None:
    """The limit parts the block from the rest with an F1 of at least 0.97, whatever the units and mixtures."""
    before, after, changed = _pair(np.random.default_rng(1))
    seen = np.ones(changed.shape, bool)
    found = iterate_mad(before, after * 0.01 + 5, seen)
    said = found.strength > change_limit(found)
    assert 2 * np.count_nonzero(said & changed) / (said.sum() + changed.sum()) >= 0.97
    assert list(found.correlations) == sorted(found.correlations)
    assert np.median(found.chance[~changed]) > 0.2


def test_unchanged_ground_follows_chi_squared() -> None:
    """Without change, five pixels in a hundred have a chance under 0.05, and hardly one is said to have changed."""
    rng = np.random.default_rng(2)
    before = rng.normal(size=(3, 200, 200))
    after = before + rng.normal(size=before.shape)
    mad = iterate_mad(before, after, np.ones((200, 200), bool))
    assert np.mean(mad.chance < 0.05) == pytest.approx(0.05, abs=0.02)
    assert np.count_nonzero(mad.strength > change_limit(mad)) <= 2


def test_hidden_ground_stays_unknown_and_too_little_is_an_error() -> None:
    """What is not seen is NaN, and a strip of some pixels cannot be compared."""
    before, after, changed = _pair(np.random.default_rng(3))
    seen = np.ones(changed.shape, bool)
    seen[:, :20] = False
    assert np.isnan(iterate_mad(before, after, seen).chi2[:, :20]).all()
    few = np.zeros_like(seen)
    few[:3, :30] = True
    with pytest.raises(NoCoverageError, match="too few"):
        iterate_mad(before, after, few)
    assert np.isnan(change_limit(IrMad(chi2=np.full((2, 2), np.nan, np.float32), correlations=(0.5,), bands=1, rounds=1)))


def test_a_known_part_keeps_the_rounds_from_taking_a_season_for_the_rule() -> None:
    """Where four fifths of the ground changed in one way, rounds that start from some still ground give the rest little chance of no change."""
    rng = np.random.default_rng(5)
    before = np.tensordot(rng.normal(size=(4, 4)), rng.normal(size=(4, 20_000)), 1)
    after = before + rng.normal(0, 0.02, before.shape)
    still = np.arange(20_000) < 4_000
    after[:, ~still] = 0.5 * before[:, ~still] + np.array([[2.0], [1.0], [-1.0], [3.0]]) + rng.normal(0, 0.02, (4, 16_000))
    seen = np.ones(20_000, bool)
    known = iterate_mad(before, after, seen, still=np.arange(20_000) < 1_000)
    assert np.median(known.chance[still]) > 0.2
    assert np.median(known.chance[~still]) < 0.01
    assert np.median(iterate_mad(before, after, seen).chance[still]) < 0.01
