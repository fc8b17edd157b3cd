"""Self-validation: damage that nobody suffered, the whole chain run blind, and rates that say how sure they are."""

from __future__ import annotations

import json

import attrs
import numpy as np
import pytest

from temoin.align import align_pair
from temoin.corroborate import CorroborateOptions, find_event
from temoin.corroborate.options import Context
from temoin.corroborate.view import look
from temoin.errors import NoCoverageError, OptionError
from temoin.measure import measure_damage
from temoin.measure.validation import HOLE, NOTHING, Trial, summarise, with_validation
from temoin.model import AlignState, GradeClass
from temoin.publish import draw_detection
from temoin.publish.views.validated import validation_view
from temoin.publish.words import Words
from temoin.scenes import Damage, DamageKind, LookAlikeKind, PairSpec, make_pair
from temoin.scenes.plant_lookalike import PLANTABLE, plant_look_alike
from temoin.scenes.plant_setting import PlantOptions, read_setting
from temoin.scenes.quiet import read_quiet
from temoin.scenes.segments import segments_of
from temoin.workflows import ValidateOptions, missed_words, shown_validation, validate_site
from temoin.workflows.validate import Validation, from_validation_document

HURT = Damage(building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=220.0)


@pytest.fixture(scope="module")
def made():
    """A small plant with one fallen roof; its later picture lies 1.4 and -2.3 pixels off."""
    return make_pair(PairSpec(rows=260, cols=260, halls=4, houses=0, shift_px=(1.4, -2.3), damages=(HURT,)), np.random.default_rng(7))


@pytest.fixture(scope="module")
def known(made):
    """The pair aligned and measured."""
    aligned = align_pair(made.pair)
    return aligned, measure_damage(aligned, buildings=made.buildings, site=made.site)


@pytest.fixture(scope="module")
def quiet(made, known):
    """The later picture's conditions."""
    aligned, findings = known
    return read_quiet(aligned, made.after, tuple(change.footprint for change in findings.changes))


@pytest.fixture(scope="module")
def three_rounds(made, known, tmp_path_factory):
    """Three rounds with their state on disk."""
    state = tmp_path_factory.mktemp("validation") / "validation.json"
    aligned, findings = known
    tried = validate_site(
        made.pair, buildings=made.buildings, site=made.site, aligned=aligned, findings=findings, options=ValidateOptions(most_rounds=3), state=state
    )
    return tried, state


def test_the_quiet_picture_has_no_damage_and_else_is_the_later_one(made, quiet):
    """The fallen roof stands again, in the later picture's place and numbers; far from it no pixel changed."""
    picture = quiet.picture()
    row, col = (round(value) for value in quiet.after.grid.rowcol(*quiet.footprint(made.truth.damages[0].footprint).shape.centroid.coords[0]))
    hole = np.s_[:, row - 4 : row + 5, col - 4 : col + 5]
    quiet_hole, real_hole, told = (array[hole].astype(float).mean() for array in (picture.array, made.after.array, quiet.told))
    assert abs(quiet_hole - told) < 0.3 * abs(real_hole - told)
    same = (picture.array == made.after.array).all(axis=0)
    assert 0.5 < same.mean() < 1.0


def test_the_earlier_picture_comes_to_the_later_ones_place_and_numbers(made, quiet):
    """Where nothing changed the two differ by less than 0.6 of what they would without shift and radiometry."""
    steady = ~quiet.changed
    told = np.abs(quiet.told - made.after.array)[:, steady].mean()
    plain = np.abs(made.before.array.astype(np.float32) - made.after.array)[:, steady].mean()
    assert told < 0.6 * plain


def test_the_same_seed_plays_the_same_round(made, known, three_rounds):
    """Chance comes from seed and number alone, however many rounds are played at once."""
    tried, state = three_rounds
    given = {"buildings": made.buildings, "site": made.site, "aligned": known[0], "findings": known[1]}
    again = validate_site(made.pair, options=ValidateOptions(most_rounds=2), workers=1, **given)
    assert again.trials == tuple(one for one in tried.trials if one.round < 2)
    assert from_validation_document(state.read_bytes()) == tried


def test_what_was_interrupted_goes_on(made, known, three_rounds, tmp_path):
    """After a stop between two rounds the same command ends where an uninterrupted one does; nothing is played twice."""
    tried, _ = three_rounds
    state = tmp_path / "validation.json"
    given = {"buildings": made.buildings, "site": made.site, "aligned": known[0], "findings": known[1], "state": state}
    played = []

    class Stopped(Exception):  # noqa: N818  # no error: somebody pressed Ctrl-C
        pass

    class Impatient:
        def start(self, *_: object, **__: object) -> None:
            played.clear()

        def advance(self, steps: int = 1) -> None:
            played.append(steps)
            if len(played) == 3:
                raise Stopped

        def finish(self, *_: object) -> None:
            """Say nothing."""

    with pytest.raises(Stopped):
        validate_site(made.pair, options=ValidateOptions(most_rounds=3), progress=Impatient(), **given)
    assert json.loads(state.read_text("utf-8"))["rounds"] == 2
    assert validate_site(made.pair, options=ValidateOptions(most_rounds=3), **given) == tried
    with pytest.raises(OptionError, match="another validation"):
        validate_site(made.pair, options=ValidateOptions(most_rounds=3, seed=1), **given)


def test_what_is_planted_is_known_exactly(three_rounds, made):
    """Sizes are within the roofs, kinds are those of the plan, a quiet round has untouched buildings, and damage is found where it is large."""
    tried, _ = three_rounds
    areas = {building.id: building.footprint.area_m2 for building in made.buildings}
    hurt = [one for one in tried.trials if one.is_damage]
    assert hurt
    assert all(0 < one.area_m2 <= 1.001 * areas[one.building_id] for one in hurt)
    assert {one.kind for one in tried.trials if one.round == 0} <= {NOTHING, *(kind.value for kind in PLANTABLE)}
    assert all(one.is_found for one in hurt if one.kind == "whole-collapse")


def test_untouched_buildings_are_let_be(three_rounds):
    """In a quiet round most buildings to which nothing was done are graded as they are: whole."""
    tried = [one for one in three_rounds[0].trials if one.kind == NOTHING]
    assert tried
    assert sum(one.is_sure for one in tried) <= len(tried) // 3


def test_segments_stand_for_buildings_where_none_are_given():
    """Compact pieces of the earlier picture, of the size of buildings, some of them on the roofs that there are."""
    made = make_pair(PairSpec(rows=420, cols=420, halls=6, houses=6), np.random.default_rng(3))
    pieces = segments_of(made.before)
    assert len(pieces) >= 3
    assert all(60 <= one.footprint.area_m2 <= 4_500 for one in pieces)
    roofs = [building.footprint for building in made.buildings]
    assert any(one.footprint.intersects(roof) for one in pieces for roof in roofs)


@pytest.mark.parametrize("kind", PLANTABLE)
def test_a_look_alike_changes_what_it_should(made, quiet, kind):
    """Paint changes the roof, a shadow darkens half of it, lorries stand beside it; pixels far off stay."""
    image = quiet.picture()
    roof = quiet.footprint(next(one for one in made.buildings if one.id == "h2").footprint)
    setting = read_setting(image, roof, made.after_scene, PlantOptions())
    out = plant_look_alike(image, roof, kind, setting, np.random.default_rng(1))
    changed = (out.array != image.array).any(axis=0)
    assert 0 < changed.mean() < 0.2
    if kind is LookAlikeKind.SHADOW:
        assert out.array[:, changed].mean() < image.array[:, changed].mean()


def test_a_look_alike_that_needs_more_is_refused(made, quiet):
    """A building cannot be cleared away in a picture without knowing what lies below."""
    with pytest.raises(OptionError, match="cannot be planted"):
        plant_look_alike(quiet.picture(), quiet.footprint(made.buildings[0].footprint), LookAlikeKind.CLEARED, None, np.random.default_rng(1))


def trials(step_m2: float) -> tuple[Trial, ...]:
    """Holes that are found from a size on, and untouched buildings that are let be."""
    rng = np.random.default_rng(1)
    holes = np.exp(rng.uniform(np.log(4), np.log(600), 120))
    hurt = [
        Trial(
            round=1,
            building_id=f"b{number}",
            kind=HOLE,
            area_m2=float(area),
            grade=GradeClass.DAMAGED if area * np.exp(rng.normal(0, 0.3)) > step_m2 else GradeClass.NO_VISIBLE_DAMAGE,
            measured=float(area) * 1.1,
            low=float(area) * 0.8,
            high=float(area) * 1.4,
        )
        for number, area in enumerate(holes)
    ]
    return (*hurt, *(Trial(round=0, building_id=f"b{n}", kind=NOTHING, area_m2=0, grade=GradeClass.NO_VISIBLE_DAMAGE) for n in range(90)))


@pytest.mark.parametrize(("low", "smallest_m2", "is_found"), [(160.0, 20.0, True), (12.0, 20.0, False), (160.0, None, False), (None, 20.0, False)])
def test_a_hole_in_a_large_roof_is_found_by_its_area(low, smallest_m2, is_found):
    """A roof that keeps its grade is found all the same where its changed area surely begins above the smallest that would be seen."""
    given = {"round": 1, "building_id": "h8", "kind": HOLE, "area_m2": 221.0, "measured": 199.0, "low": low, "high": 247.0}
    whole = Trial(grade=GradeClass.NO_VISIBLE_DAMAGE, smallest_m2=smallest_m2, **given)
    assert whole.is_found is is_found
    assert not whole.is_sure
    assert not attrs.evolve(whole, grade=GradeClass.NOT_ASSESSABLE).is_found


@pytest.mark.parametrize(("sizes_m2", "classes"), [([2.2], [1]), ([2, 2.1, 90], [3]), ([*[3] * 6, *[40] * 2, *[400] * 7, 3_000], [6, 10])])
def test_no_class_of_sizes_holds_too_few(sizes_m2, classes):
    """Classes of holes are joined until each has five, so that no row says "0 of 1"."""
    given = {"round": 1, "kind": HOLE, "grade": GradeClass.DAMAGED}
    summary = summarise([Trial(building_id=f"b{number}", area_m2=size, **given) for number, size in enumerate(sizes_m2)])
    assert [one.rate.tries for one in summary.sizes] == classes


def test_rates_are_worked_out_from_single_trials():
    """The size found in nine of ten, false alarms with an upper end, area error and coverage."""
    summary = summarise(trials(60.0))
    assert summary.curve is not None
    assert summary.curve.nine_m2 == pytest.approx(90, rel=0.35)
    assert (summary.sure_alarms.hits, summary.sure_alarms.tries) == (0, 90)
    assert summary.sure_alarms.high == pytest.approx(0.040, abs=0.002)
    assert summary.area_error is not None
    assert summary.area_error[0] == pytest.approx(0.1)
    assert summary.coverage.value == 1.0
    assert [one.rate.value for one in summary.sizes] == sorted(one.rate.value for one in summary.sizes)


def test_what_could_not_be_judged_is_neither_found_nor_missed():
    """Buildings that the damaged picture no longer lets judge leave every rate as it was, and are told by themselves."""
    some = trials(60.0)
    lost = tuple(attrs.evolve(one, round=2, grade=GradeClass.NOT_ASSESSABLE, measured=None, low=None, high=None) for one in some[:30])
    plain, summary = summarise(some), summarise((*some, *lost))
    assert summary.kinds == plain.kinds
    assert summary.sizes == plain.sizes
    assert (summary.unjudged.hits, summary.unjudged.tries) == (30, 150)
    shown = shown_validation(Validation(key="0" * 64, trials=(*some, *lost), rounds=3))
    assert "After 30 of them" in validation_view(shown, Words()).how


@pytest.mark.parametrize(("step_m2", "is_seen"), [(20.0, True), (250.0, False), (1e9, False)])
def test_a_claim_is_refuted_only_where_such_damage_would_have_been_seen(known, step_m2, is_seen):
    """A hole of 200 m² counts as one that would have been seen only if validation found that size in nine of ten."""
    findings = with_validation(known[1], summarise(trials(step_m2)))
    event = find_event((), ())
    view = look(findings, Context(), event, CorroborateOptions())
    assert view.would_be_seen(200.0) is is_seen


def test_words_and_curve_say_what_would_be_missed(three_rounds):
    """The sentence names the size, or says that none is known; the drawing is one SVG with an axis and a curve."""
    tried, _ = three_rounds
    rich = attrs.evolve(tried, trials=trials(60.0))
    shown = shown_validation(rich)
    assert shown.missed_m2 is not None
    assert f"under {shown.missed_m2:,.0f} m²" in missed_words(shown)
    drawing = draw_detection(shown)
    assert drawing.startswith("<svg")
    assert drawing.count("<circle") == len(shown.sizes)
    assert "style" not in drawing
    none = shown_validation(attrs.evolve(tried, trials=trials(1e9)))
    assert "everything open" in missed_words(none)
    assert draw_detection(shown_validation(attrs.evolve(tried, trials=()))) == ""


def test_pictures_that_cannot_be_compared_are_not_validated(made, known):
    """A pair that was not aligned, and one without a building that can be judged, are refused."""
    aligned, findings = known

    loose = attrs.evolve(aligned, registration=attrs.evolve(aligned.registration, state=AlignState.UNVERIFIED))
    with pytest.raises(NoCoverageError, match="do not lie on each other"):
        validate_site(made.pair, buildings=made.buildings, aligned=loose, findings=findings)
    blind = attrs.evolve(findings, items=())
    with pytest.raises(NoCoverageError, match="can be judged"):
        validate_site(made.pair, buildings=made.buildings, aligned=aligned, findings=blind)
