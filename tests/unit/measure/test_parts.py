"""The parts that a measurement is made of."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from temoin.measure.area import area_of, smallest_area, sum_areas
from temoin.measure.grade import STEPS, Yardstick, classify, damage_score
from temoin.measure.null import p_value, tile_scores
from temoin.measure.segment import outline_of
from temoin.model import GradeClass, Reason


def test_p_counts_the_observed_among_the_null() -> None:
    """(1 + n) / (1 + N), never zero, blind to what was not measured."""
    null = [0.1, 0.2, 0.3, math.nan, 0.4]
    assert p_value(0.3, null, fewest=4) == pytest.approx(3 / 5)
    assert p_value(9.0, null, fewest=4) == pytest.approx(1 / 5)
    assert p_value(0.3, null, fewest=5) is None


def test_p_is_uniform_where_nothing_happened() -> None:
    """Of many exchangeable tests with 99 controls each, five in a hundred have p ≤ 0.05."""
    rng = np.random.default_rng(8)
    values = [p_value(rng.normal(), rng.normal(size=99), fewest=19) for _ in range(4000)]
    assert np.mean(np.array(values) <= 0.05) == pytest.approx(0.05, abs=0.012)


def test_tiles_keep_to_free_ground() -> None:
    """Tiles that touch taken or unseen ground by more than a tenth are left out."""
    score = np.ones((20, 30), np.float32)
    score[:10, :10] = np.nan
    free = np.ones((20, 30), bool)
    free[10:, 20:] = False
    assert tile_scores(score, free, 10).tolist() == [1.0] * 4
    assert len(tile_scores(score, free, 50)) == 0


@given(st.floats(0, 1.5), st.floats(0, 1.5), st.floats(0, 1))
def test_more_loss_never_means_less_damage(first: float, second: float, share: float) -> None:
    """The score rises with the loss of resemblance and with the changed share, and stays within 0 and 1."""
    yardstick = Yardstick(same=0.2, gone=0.9, recognised=0.8)
    low, high = sorted((first, second))
    below, above = (damage_score(yardstick.relative(loss), share) for loss in (low, high))
    assert 0 <= below <= above <= 1
    assert damage_score(yardstick.relative(low), share / 2) <= below


@given(st.floats(0, 1))
def test_a_set_holds_its_class(score: float) -> None:
    """The set is a run of neighbouring classes around the class itself."""
    grade, grade_set = classify(score, ())
    ladder = list(GradeClass)[:4]
    assert grade in grade_set
    places = [ladder.index(each) for each in grade_set]
    assert places == list(range(places[0], places[0] + len(places)))
    assert classify(score, (Reason.CLOUD,))[0] is GradeClass.NOT_ASSESSABLE


def test_near_a_step_two_classes_stay_open() -> None:
    """A score just past a step leaves the class below in the set; one in the middle of a class does not."""
    for lower, upper in itertools.pairwise(STEPS):
        assert len(classify(lower + 0.01, ())[1]) >= 2
        assert len(classify((lower + upper) / 2, ())[1]) in {1, 2, 3}
    assert classify(0.0, ())[1] == (GradeClass.NO_VISIBLE_DAMAGE,)
    assert classify(1.0, ())[1] == (GradeClass.DESTROYED,)


def test_a_roof_found_again_is_at_most_possibly_damaged() -> None:
    """A changed part too narrow for the structure window, on a roof that is found again as a whole, is no proof of damage; a wide one is."""
    assert classify(damage_score(0.1, 0.5, resolved=False), ())[0] is GradeClass.POSSIBLE
    assert classify(damage_score(0.1, 0.5, resolved=True), ())[0] is GradeClass.DAMAGED
    assert classify(damage_score(0.6, 0.5, resolved=False), ())[0] is GradeClass.DAMAGED


def test_a_yardstick_without_span_compares_nothing() -> None:
    """Where the same ground is lost as much as other ground, or hardly anything is found again, nothing can be graded."""
    assert not Yardstick(same=0.8, gone=0.9, recognised=0.9).can_compare
    assert not Yardstick(same=0.2, gone=0.9, recognised=0.05).can_compare
    assert Yardstick(same=0.2, gone=0.9, recognised=0.5).can_compare


def test_areas_stay_between_nothing_and_the_whole() -> None:
    """Bounds are cut at zero and at the whole, and the value with them."""
    area = area_of(10, 20, 0.25, most=30)
    assert (area.low, area.value, area.high) == (0, 2.5, 7.5)
    assert area_of(40, 1, 1.0, most=30).value == 30


def test_areas_that_err_alike_add_their_errors() -> None:
    """The interval of a sum is the sum of the intervals: the edges of one picture err the same way."""
    total = sum_areas([(100, 5), (200, 8)], 1.0)
    assert total.value == 300
    assert total.high - total.value == pytest.approx(1.96 * 13)


def test_the_smallest_area_grows_with_the_pixel() -> None:
    """At 3 m the smallest detectable change is 36 times that at half a metre."""
    assert smallest_area(3, 5, 9.0).value == pytest.approx(36 * smallest_area(3, 5, 0.25).value)


def test_an_outline_keeps_its_holes_and_its_place() -> None:
    """The outline of a mask with a hole, at an offset, has the mask's area and bounds."""
    mask = np.zeros((8, 9), bool)
    mask[1:7, 2:8] = True
    mask[3:5, 4:6] = False
    shape = outline_of(mask, row=100, col=50)
    assert shape.area == mask.sum()
    assert shape.bounds == (52.0, 101.0, 58.0, 107.0)
    assert shapely.get_num_interior_rings(shape) == 1
