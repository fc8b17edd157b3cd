"""What scores and areas of made sites are worth."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.measure.calibration import AreaBin, Calibration, calibration_for
from temoin.measure.confusion import true_numbers
from temoin.measure.grade import classify
from temoin.measure.roof_area import RoofArea
from temoin.model import Grade, GradeClass

NO, MAYBE, BAD, GONE = list(GradeClass)[:4]


def _made(rng: np.random.Generator) -> dict[GradeClass, np.ndarray]:
    return {NO: rng.beta(1, 5, 300), BAD: rng.beta(5, 4, 300), GONE: rng.beta(8, 2, 300)}


def _calibration(scores: dict[GradeClass, np.ndarray], errors: tuple[float, ...] = (), found: tuple[float, ...] = ()) -> Calibration:
    table = MappingProxyType({name: tuple(sorted(values.tolist())) for name, values in scores.items()})
    bins = (AreaBin(start=9.0, factor=1.1, errors=errors),)
    return Calibration(scores=table, weights=(1.0, 0.5, 0.0, 0.0, 0.0, 0.0), bins=bins, found=found, missed=(12.0,))


def test_sets_hold_the_truth_as_often_as_they_say() -> None:
    """Of 3,000 fresh buildings of each class, 90 % sets hold at least 85 % (a table of 300 errs by some 2 %), and they are not all full."""
    rng = np.random.default_rng(3)
    calibration = _calibration(_made(rng))
    sizes = []
    for truth, scores in {NO: rng.beta(1, 5, 3000), BAD: rng.beta(5, 4, 3000), GONE: rng.beta(8, 2, 3000)}.items():
        sets = [calibration.classes(float(score), level=0.9) for score in scores]
        assert np.mean([truth in one for one in sets]) >= 0.85
        sizes += [len(one) for one in sets]
    assert np.mean(sizes) < 3


def test_a_class_of_which_nothing_is_known_is_never_excluded() -> None:
    """An empty table excludes nothing, and gives no bound to an area."""
    empty = _calibration({})
    assert empty.classes(0.5, level=0.9) == (NO, MAYBE, BAD, GONE)
    assert empty.area(_measured(50.0)) == (0.0, 50.0, math.inf)
    assert empty.surely_found_px is None


@given(st.floats(0, 1), st.sampled_from([0.5, 3.0, 10.0]))
def test_the_shipped_sets_are_runs_around_the_class(score, gsd_m) -> None:
    """With the table that is shipped, every set is a run of neighbouring classes that holds the class itself."""
    grade, grade_set = classify(score, (), calibration_for(gsd_m).classes(score, level=0.9))
    ladder = [NO, MAYBE, BAD, GONE]
    places = [ladder.index(one) for one in grade_set]
    assert grade in grade_set
    assert places == list(range(places[0], places[0] + len(places)))


def test_area_intervals_hold_the_truth_and_follow_the_case() -> None:
    """Of fresh errors from the same source 93 to 98 % lie within, and a case that is twice as doubtful has an interval twice as wide."""
    rng = np.random.default_rng(4)
    calibration = _calibration({}, errors=tuple(sorted(rng.normal(0, 1.3, 400))))
    clear, murky = _measured(100.0, rim=4.0), _measured(100.0, rim=8.0)
    low, value, high = calibration.area(clear)
    assert value == pytest.approx(110.0)
    fresh = value + 4.0 * rng.normal(0, 1.3, 5000)
    assert 0.93 <= np.mean((fresh >= low) & (fresh <= high)) <= 0.98
    wide = calibration.area(murky)
    assert wide[2] - wide[0] == pytest.approx(2 * (high - low))


def test_a_worse_registration_widens_the_interval() -> None:
    """What a pair has and the made sites had not is added to the variance."""
    calibration = calibration_for(0.5)
    plain, off = _measured(900.0, rim=60.0), _measured(900.0, rim=60.0, added=2500.0)
    assert calibration.sigma(off) == pytest.approx(math.hypot(calibration.sigma(plain), 50.0))


def test_what_is_surely_found_begins_beyond_what_was_missed() -> None:
    """The size from which 95 % were found leaves a miss of 12 pixels behind."""
    calibration = _calibration({}, found=tuple(float(size) for size in range(5, 60)))
    assert 5 <= calibration.surely_found_px <= 13


def test_the_corrected_share_holds_the_truth() -> None:
    """Of 60 made towns, each with a table of its own, graded with errors as in the table, 95 % intervals hold the share in at least 52."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(60):
        calibration = _calibration(_made(rng))
        damaged = rng.random(150) < 0.3
        scores = np.where(damaged, np.where(rng.random(150) < 0.5, rng.beta(5, 4, 150), rng.beta(8, 2, 150)), rng.beta(1, 5, 150))
        grades = [_grade(float(score)) for score in scores]
        share = true_numbers(grades, calibration).share
        held += share.low <= damaged.mean() <= share.high
    assert held >= 52


def test_without_buildings_or_a_table_nothing_is_corrected() -> None:
    """No assessable building, or a table without classes, gives no numbers; a single building gives wide ones."""
    rng = np.random.default_rng(6)
    assert true_numbers([], _calibration(_made(rng))) is None
    assert true_numbers([_grade(0.9)] * 40, _calibration({})) is None
    one = true_numbers([_grade(0.5)], _calibration(_made(rng)))
    assert (one.share.low, one.share.high) == (0.0, 1.0)
    assert [grade for grade, _ in one.classes] == [GradeClass.NO_VISIBLE_DAMAGE, GradeClass.DAMAGED, GradeClass.DESTROYED]


def _measured(pixels: float, *, rim: float = 1.0, added: float = 0.0) -> RoofArea:
    return RoofArea(pixels=pixels, parts=(rim, 0.0, 0.0, 0.0, 0.0, 0.0), added=added)


def _grade(score: float) -> Grade:
    grade, grade_set = classify(score, ())
    return Grade(id="g", before_id="a", after_id="b", building_id="b", grade=grade, grade_set=grade_set, score=score, seen_share=1.0)
