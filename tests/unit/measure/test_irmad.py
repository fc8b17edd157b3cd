"""Change that no mixture of bands explains, and ground that looks like a building."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from temoin.errors import NoCoverageError
from temoin.measure import MeasureOptions
from temoin.measure.ground import compare_ground
from temoin.measure.irmad import iterate_mad, two_means
from temoin.measure.outlines import likeness_of, unmatched_outlines


def _pair(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Four bands before, another mixture of them after, and a block that changed."""
    before = np.tensordot(rng.normal(size=(4, 4)), rng.normal(size=(4, 120, 150)), 1) * 300 + 2000
    after = np.tensordot(np.eye(4) + 0.1 * rng.normal(size=(4, 4)), before, 1) + rng.normal(0, 20, before.shape)
    changed = np.zeros(before.shape[1:], bool)
    changed[20:60, 30:80] = True
    after[:, changed] = rng.normal(2000, 600, (4, int(changed.sum())))
    return before, after, changed


def test_a_changed_block_is_found_through_a_mixture_of_bands() -> None:
    """2-means on √χ² parts the block from the rest with an F1 of at least 0.93, whatever the units and mixtures."""
    before, after, changed = _pair(np.random.default_rng(1))
    seen = np.ones(changed.shape, bool)
    found = iterate_mad(before, after * 0.01 + 5, seen)
    said = found.strength > two_means(found.strength)
    assert 2 * np.count_nonzero(said & changed) / (said.sum() + changed.sum()) >= 0.93
    assert list(found.correlations) == sorted(found.correlations)
    assert np.median(found.chance[~changed]) > 0.2


def test_unchanged_ground_follows_chi_squared() -> None:
    """Without change, five pixels in a hundred have a chance under 0.05."""
    rng = np.random.default_rng(2)
    before = rng.normal(size=(3, 200, 200))
    after = before + rng.normal(size=before.shape)
    assert np.mean(iterate_mad(before, after, np.ones((200, 200), bool)).chance < 0.05) == pytest.approx(0.05, abs=0.02)


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
    assert np.isnan(two_means(np.full(5, np.nan, np.float32)))


def test_houses_are_likelier_buildings_than_ground_and_wrong_outlines_are_told(town, make_aligned) -> None:
    """A house's ground scores higher than open ground; its outline is matched, and of outlines laid on open ground about half are told."""
    ground = compare_ground(make_aligned(town.look(town.base), town.look(town.base)))
    row, col, rows, cols = town.boxes[5]
    everything = np.ones((rows + 8, cols + 8), bool)
    house = likeness_of(ground, everything, (slice(row - 4, row + rows + 4), slice(col - 4, col + cols + 4)))
    open_ground = likeness_of(ground, everything, (slice(340, 340 + rows + 8), slice(60, 60 + cols + 8)))
    assert house > open_ground + 0.1
    right = [shapely.box(c, r, c + w, r + h) for r, c, h, w in town.boxes]
    assert not any(unmatched_outlines(ground, right, MeasureOptions()))
    wrong = [shapely.box(place, 345, place + 40, 375) for place in range(20, 330, 30)]
    assert 2 <= sum(unmatched_outlines(ground, wrong, MeasureOptions())) <= len(wrong)
    assert unmatched_outlines(ground, [shapely.Point(3, 3), shapely.Polygon()], MeasureOptions()) == (False, False)
