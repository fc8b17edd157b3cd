"""What chance alone does: the grades' own statistic on other ground and between earlier pictures."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.measure import MeasureOptions, measure_damage
from temoin.measure.null import adjusted, p_value
from temoin.measure.placebo import as_restless, placebo_of
from temoin.measure.study import study_controls, study_pair
from temoin.model import AlignState, PlaceboKind, Reason


def test_ten_thousand_exchangeable_tests_are_uniform() -> None:
    """Of 10,000 tests whose statistic comes from the same source as the placebo's, 4 to 6 % have p ≤ 0.05."""
    rng = np.random.default_rng(20251101)
    draws = rng.gamma(2.0, size=(10_000, 200))
    small = [p_value(row[0], row[1:], fewest=19) <= 0.05 for row in draws]
    assert 0.04 <= np.mean(small) <= 0.06


def test_ground_that_is_calmer_than_buildings_is_raised() -> None:
    """Where buildings as a whole differ more than the ground does, none of them is rare for that alone; a ruin among them still is."""
    rng = np.random.default_rng(5)
    ground, roofs = rng.beta(2, 12, 199), rng.beta(5, 9, 60)
    raised, told = as_restless(ground, np.append(roofs, 0.95))
    assert told
    assert np.mean([p_value(roof, ground, fewest=19) <= 0.05 for roof in roofs]) > 0.3
    assert np.mean([p_value(roof, raised, fewest=19) <= 0.05 for roof in roofs]) <= 0.05
    assert p_value(0.95, raised, fewest=19) == pytest.approx(1 / 200)


def test_ground_that_buildings_are_like_is_left_as_it_is() -> None:
    """Of 10,000 tests against ground of their own kind, 20 buildings a picture, 4 to 6 % still have p ≤ 0.05; few buildings raise nothing."""
    rng = np.random.default_rng(6)
    small = []
    for _ in range(500):
        ground, roofs = rng.beta(2, 8, 199), rng.beta(2, 8, 20)
        small += [p_value(roof, as_restless(ground, roofs)[0], fewest=19) <= 0.05 for roof in roofs]
    assert 0.04 <= np.mean(small) <= 0.06
    assert not as_restless(np.full(50, 0.1), np.full(9, 0.9))[1]


@given(st.lists(st.one_of(st.none(), st.floats(0.001, 1)), max_size=30))
def test_adjusted_p_is_never_smaller_and_keeps_the_order(values) -> None:
    """Benjamini and Hochberg: each adjusted p is at least its own, the order stays, and what is not known stays so."""
    found = adjusted(values)
    assert [value is None for value in values] == [value is None for value in found]
    known = sorted((value, other) for value, other in zip(values, found, strict=True) if value is not None)
    assert all(value <= other + 1e-12 <= 1 + 1e-9 for value, other in known)
    assert [other for _, other in known] == sorted(other for _, other in known)


def test_few_places_say_that_small_p_cannot_be_had() -> None:
    """Under 99 places the placebo says so; with earlier pictures it no longer says that controls are all there is."""
    few = placebo_of(np.linspace(0, 1, 50), (PlaceboKind.CONTROL_GROUND,), observed=4)
    assert few.reasons == (Reason.NO_SMALL_P, Reason.CONTROLS_ONLY)
    assert few.smallest_p == pytest.approx(1 / 51)
    many = placebo_of(np.linspace(0, 1, 150), (PlaceboKind.CONTROL_GROUND, PlaceboKind.EARLIER_PICTURES), observed=4)
    assert many.reasons == ()
    assert placebo_of(np.full(3, np.nan), (), observed=0) is None


def test_controls_keep_clear_of_buildings(town, make_aligned) -> None:
    """Controls are the buildings' own outlines on other ground: none lies on a building."""
    study = study_pair(make_aligned(town.look(town.base), town.look(town.base)), town.buildings, None, MeasureOptions())
    controls = study_controls(study)
    buildings = study.footprints.zones(study.ground.grid.shape).inside
    shares = controls.footprints.coverage.sums(buildings) / controls.footprints.coverage.sums()
    assert shares.max() < 0.1
    areas = {round(shape.area) for shape in study.footprints.shapes}
    assert {round(shape.area) for shape in controls.footprints.shapes} <= areas


def test_an_earlier_picture_joins_the_placebo(town, make_aligned) -> None:
    """Between two earlier pictures nothing happened: its scores are low, they are counted, and the ruin keeps a small p."""
    after = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(after, slice(row, row + rows), slice(col, col + cols))
    aligned = make_aligned(town.look(town.base), town.look(after))
    quiet = make_aligned(town.look(town.base), town.look(town.base))
    alone = measure_damage(aligned, buildings=town.buildings)
    both = measure_damage(aligned, buildings=town.buildings, earlier=(quiet, quiet))
    assert len(both.placebo.scores) == len(alone.placebo.scores) + 2 * len(town.buildings)
    assert PlaceboKind.EARLIER_PICTURES in both.placebo.kinds
    assert both.grade_of("b5").p_value < 0.05
    assert both.grade_of("b5").q_value >= both.grade_of("b5").p_value
    assert {feature.name for feature in both.grade_of("b5").features if feature.drove} <= {"relative_loss", "broken_share"}


def test_earlier_pictures_that_do_not_align_are_left_out(town, make_aligned) -> None:
    """A pair from before whose pictures do not lie on each other differs everywhere: it is no yardstick, and the placebo says which was left out."""
    aligned = make_aligned(town.look(town.base), town.look(town.base))
    sound = make_aligned(town.look(town.base), town.look(town.base))
    sound = attrs.evolve(sound, before=attrs.evolve(sound.before, id="april"), after=aligned.before)
    loose = make_aligned(town.look(town.base), town.look(town.base), state=AlignState.UNVERIFIED)
    loose = attrs.evolve(loose, before=attrs.evolve(loose.before, id="march"), after=aligned.before)
    alone = measure_damage(aligned, buildings=town.buildings).placebo
    both = measure_damage(aligned, buildings=town.buildings, earlier=(sound, loose)).placebo
    assert (both.earlier_ids, both.pairs) == (("april",), 1)
    assert len(both.scores) == len(alone.scores) + len(town.buildings)
    assert Reason.EARLIER_LEFT_OUT in both.reasons
    none = measure_damage(aligned, buildings=town.buildings, earlier=(loose,)).placebo
    assert none.scores == alone.scores
    assert {Reason.CONTROLS_ONLY, Reason.EARLIER_LEFT_OUT} <= set(none.reasons)
    assert (none.earlier_ids, none.pairs) == ((), 0)


def test_two_yardsticks_are_asked_apart(town, make_aligned) -> None:
    """With enough of both, a building's p is the larger of what control ground and what earlier pictures give, each (1 + n) / (1 + N)."""
    after = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(after, slice(row, row + rows), slice(col, col + cols))
    aligned = make_aligned(town.look(town.base), town.look(after))
    restless = town.base.copy()
    for row, col, rows, cols in town.boxes[:4]:
        town.rubble(restless, slice(row, row + rows), slice(col, col + cols))
    quiet = tuple(make_aligned(town.look(town.base), town.look(restless)) for _ in range(2))
    alone = measure_damage(aligned, buildings=town.buildings)
    both = measure_damage(aligned, buildings=town.buildings, earlier=quiet)
    others = list(both.placebo.scores)
    for score in alone.placebo.scores:
        others.remove(score)
    assert both.placebo.smallest == min(len(others), len(alone.placebo.scores))
    assert both.placebo.smallest_p == pytest.approx(1 / (1 + both.placebo.smallest))
    for before, grade in zip(alone.grades, both.grades, strict=True):
        assert (before.score, before.grade) == (grade.score, grade.grade)
        by_others = p_value(grade.score, others, fewest=1)
        assert grade.p_value == pytest.approx(max(before.p_value, by_others), abs=1.01 / (1 + len(others)))
    assert any(grade.p_value > before.p_value for before, grade in zip(alone.grades, both.grades, strict=True))
