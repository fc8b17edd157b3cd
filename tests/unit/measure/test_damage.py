"""`measure_damage` on small made pairs."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
import shapely

from temoin.errors import NoCoverageError
from temoin.geo import Footprint
from temoin.measure import MeasureOptions, measure_damage
from temoin.model import AlignState, BandFit, Building, Change, Grade, GradeClass, Measurement, Reason, Site
from temoin.raster import BandRole, Image, MaskKind


def _hit(town):
    """The town with all of house b5 and the right half of house b6 in ruins."""
    after = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(after, slice(row, row + rows), slice(col, col + cols))
    row, col, rows, cols = town.boxes[6]
    town.rubble(after, slice(row, row + rows), slice(col + cols // 2, col + cols))
    return after


def test_ruins_are_found_and_the_rest_is_left_alone(town, make_aligned) -> None:
    """A ruined house is destroyed, half a ruined one damaged or more, and no other is called either."""
    findings = measure_damage(make_aligned(town.look(town.base), town.look(_hit(town))), buildings=town.buildings)
    assert findings.grade_of("b5").grade is GradeClass.DESTROYED
    assert findings.grade_of("b6").grade in {GradeClass.DAMAGED, GradeClass.DESTROYED}
    assert [grade.grade for grade in findings.grades if grade.building_id not in {"b5", "b6"}] == [GradeClass.NO_VISIBLE_DAMAGE] * 14
    assert findings.measurement("buildings_damaged").quantity.value == 2
    assert findings.measurement("buildings_seen").quantity.value == 16


def test_areas_hold_the_truth(town, make_aligned) -> None:
    """The changed area of a house in ruins by half is within 15 % of the truth, and its interval and the total's hold it."""
    findings = measure_damage(make_aligned(town.look(town.base), town.look(_hit(town))), buildings=town.buildings)
    half = 34 * 23 * 0.25
    area = findings.grade_of("b6").changed_area
    assert area.value == pytest.approx(half, rel=0.15)
    assert area.low <= half <= area.high
    total = findings.measurement("roof_changed_area").quantity
    assert total.low <= 34 * 46 * 0.25 + half <= total.high
    assert area.confidence == total.confidence == 0.95


def test_nothing_happened_gives_no_change_but_an_upper_bound(town, make_aligned) -> None:
    """Two looks at the same town: no change, no damage, and "none" still leaves room for what is too small to see."""
    findings = measure_damage(make_aligned(town.look(town.base), town.look(town.base)), buildings=town.buildings)
    assert findings.changes == ()
    assert {grade.grade for grade in findings.grades} == {GradeClass.NO_VISIBLE_DAMAGE}
    changed, smallest = (findings.measurement(name).quantity for name in ("changed_area", "smallest_area"))
    assert changed.value == changed.low == 0
    assert changed.high == smallest.high > 0


def test_drift_of_light_is_no_damage(town, make_aligned) -> None:
    """Another exposure, undone by the pair's radiometry, leaves no change; the fits are applied by role."""
    fits = tuple(BandFit(role=role, gain=1 / 0.8, offset=-15.0, r2=0.99, pixels=1000) for role in (BandRole.BLUE, BandRole.RED, BandRole.GREEN))
    aligned = make_aligned(town.look(town.base), town.look(town.base, gain=0.8, offset=12.0), fits=fits)
    findings = measure_damage(aligned, buildings=town.buildings)
    assert {grade.grade for grade in findings.grades} == {GradeClass.NO_VISIBLE_DAMAGE}


def test_order_ids_and_parts_of_the_findings(town, make_aligned) -> None:
    """Changes come first and largest first, then one grade a building in their order, then measurements; ids are unique; scores lie in 0 to 1."""
    aligned = make_aligned(town.look(town.base), town.look(_hit(town)))
    findings = measure_damage(aligned, buildings=town.buildings)
    kinds = [type(item) for item in findings]
    assert kinds == sorted(kinds, key=(Change, Grade, Measurement).index)
    areas = [change.area.value for change in findings.changes]
    assert areas == sorted(areas, reverse=True)
    assert [grade.building_id for grade in findings.grades] == [building.id for building in town.buildings]
    assert len({item.id for item in findings}) == len(findings)
    assert all(0 <= item.score <= 1 for item in (*findings.changes, *findings.grades))
    assert {item.before_id for item in findings} == {"before"}
    assert "b5" in {name for change in findings.changes[:2] for name in change.building_ids}
    score = findings.score.array[0]
    assert score.dtype == np.float32
    assert 0 <= np.nanmin(score) <= np.nanmax(score) <= 1
    assert findings.registration == aligned.registration


def test_without_footprints_the_change_is_still_found(town, make_aligned) -> None:
    """No buildings: the findings say so, and the changed ground is outlined on the house in ruins."""
    findings = measure_damage(make_aligned(town.look(town.base), town.look(_hit(town))))
    assert Reason.NO_BUILDINGS in findings.reasons
    assert findings.grades == ()
    assert findings.measurement("buildings_seen") is None
    house = town.buildings[5].footprint
    shared = max(house.intersection(change.footprint).area_m2 for change in findings.changes)
    assert shared > 0.8 * house.area_m2


def test_a_pair_that_is_not_aligned_grades_nothing_but_keeps_scores(town, make_aligned) -> None:
    """Unverified registration: every building not assessable with its reason, with a set of all classes, and still ranked."""
    aligned = make_aligned(town.look(town.base), town.look(_hit(town)), state=AlignState.UNVERIFIED)
    findings = measure_damage(aligned, buildings=town.buildings)
    assert {grade.grade for grade in findings.grades} == {GradeClass.NOT_ASSESSABLE}
    assert all(Reason.NOT_ALIGNED in grade.reasons and len(grade.grade_set) == 4 for grade in findings.grades)
    assert max(findings.grades, key=lambda grade: grade.score).building_id == "b5"
    damaged = findings.measurement("buildings_damaged").quantity
    assert (damaged.low, damaged.high) == (0, 16)


def test_a_pair_that_is_not_comparable_measures_nothing(town, make_aligned) -> None:
    """Where the fitness forbids it, no building is graded, no change is told, and the count says that all of them may be damaged."""
    aligned = make_aligned(town.look(town.base), town.look(_hit(town)))
    findings = measure_damage(attrs.evolve(aligned, reasons=(Reason.NOT_COMPARABLE, Reason.NO_DAYLIGHT)), buildings=town.buildings)
    assert {grade.grade for grade in findings.grades} == {GradeClass.NOT_ASSESSABLE}
    assert all(Reason.NOT_COMPARABLE in grade.reasons for grade in findings.grades)
    assert findings.changes == ()
    damaged = findings.measurement("buildings_damaged").quantity
    assert (damaged.low, damaged.high) == (0, 16)


@pytest.mark.parametrize(
    ("kind", "reason"), [(MaskKind.CLOUD, Reason.CLOUD), (MaskKind.CLOUD_SHADOW, Reason.CLOUD_SHADOW), (MaskKind.NODATA, Reason.NODATA)]
)
def test_hidden_houses_are_not_assessable(town, make_aligned, kind, reason) -> None:
    """A house under cloud is not assessable for that reason, its seen share says so, and its area is never a plain zero."""
    flags = np.zeros(town.base.shape[1:], np.uint8)
    row, col, rows, cols = town.boxes[9]
    flags[row - 5 : row + rows + 5, col - 5 : col + cols - 10] = kind
    findings = measure_damage(make_aligned(town.look(town.base), town.look(town.base), flags=flags), buildings=town.buildings)
    grade = findings.grade_of("b9")
    assert grade.grade is GradeClass.NOT_ASSESSABLE
    assert reason in grade.reasons
    assert grade.seen_share == pytest.approx(10 / 46, abs=0.02)
    assert grade.changed_area.high >= 0.25 * 34 * 36 * 0.99
    assert np.isnan(findings.score.array[0, row, col])


def test_a_house_nobody_saw_has_no_area(town, make_aligned) -> None:
    """Wholly hidden: no changed area at all, and a score of zero that stands beside "not assessable"."""
    flags = np.zeros(town.base.shape[1:], np.uint8)
    row, col, rows, cols = town.boxes[9]
    flags[row - 20 : row + rows + 20, col - 20 : col + cols + 20] = MaskKind.CLOUD
    grade = measure_damage(make_aligned(town.look(town.base), town.look(town.base), flags=flags), buildings=town.buildings).grade_of("b9")
    assert (grade.grade, grade.changed_area, grade.changed_share, grade.seen_share, grade.score) == (GradeClass.NOT_ASSESSABLE, None, None, 0.0, 0.0)


def test_places_that_cannot_be_graded(town, make_aligned) -> None:
    """A point, a footprint off the picture, a hut of three pixels and an empty shape are each not assessable for their own reason."""
    aligned = make_aligned(town.look(town.base), town.look(town.base))
    grid = aligned.grid
    odd = {
        "point": (shapely.Point(40, 40), Reason.POINT_ONLY),
        "far": (shapely.box(900, 900, 940, 940), Reason.FOOTPRINT_OUTSIDE),
        "hut": (shapely.box(200, 200, 203, 203), Reason.TOO_COARSE),
        "empty": (shapely.Polygon(), Reason.POINT_ONLY),
    }
    buildings = tuple(Building(id=name, footprint=grid.from_pixels(shape)) for name, (shape, _) in odd.items())
    findings = measure_damage(aligned, buildings=town.buildings + buildings)
    for name, (_, reason) in odd.items():
        grade = findings.grade_of(name)
        assert grade.grade is GradeClass.NOT_ASSESSABLE
        assert reason in grade.reasons


def test_flooded_houses_are_not_called_whole(town, make_aligned) -> None:
    """A house flagged as under water is not assessable, whatever its roof looks like."""
    flags = np.zeros(town.base.shape[1:], np.uint8)
    row, col, rows, cols = town.boxes[3]
    flags[row : row + rows, col : col + cols] = MaskKind.WATER
    grade = measure_damage(make_aligned(town.look(town.base), town.look(town.base), flags=flags), buildings=town.buildings).grade_of("b3")
    assert grade.grade is GradeClass.NOT_ASSESSABLE
    assert Reason.WATER in grade.reasons


def test_only_the_site_counts(town, make_aligned) -> None:
    """Ground outside of the site gives no change, and its buildings are not assessable rather than whole."""
    aligned = make_aligned(town.look(town.base), town.look(_hit(town)))
    site = Site(footprint=aligned.grid.from_pixels(shapely.box(0, 200, 400, 400)))
    findings = measure_damage(aligned, buildings=town.buildings, site=site)
    assert findings.changes == ()
    assert findings.grade_of("b5").grade is GradeClass.NOT_ASSESSABLE
    assert findings.grade_of("b12").grade is GradeClass.NO_VISIBLE_DAMAGE


def test_no_common_ground_is_an_error_not_a_zero(town, make_aligned) -> None:
    """Nothing seen in both pictures, a site beside them, or no band in common: an error that names the pictures."""
    blind = np.full(town.base.shape[1:], MaskKind.NODATA, np.uint8)
    with pytest.raises(NoCoverageError, match="before and after"):
        measure_damage(make_aligned(town.look(town.base), town.look(town.base), flags=blind))
    aligned = make_aligned(town.look(town.base), town.look(town.base))
    elsewhere = Footprint(shape=shapely.box(0, 0, 10, 10), crs=aligned.grid.crs)
    with pytest.raises(NoCoverageError):
        measure_damage(aligned, site=Site(footprint=elsewhere))
    radar = attrs.evolve(aligned.after_pixels, roles=(BandRole.VV, BandRole.VH, BandRole.UNKNOWN))
    with pytest.raises(NoCoverageError, match="no band in common"):
        measure_damage(attrs.evolve(aligned, after_pixels=radar))


def test_panchromatic_against_colours_is_compared_in_grey(town, make_aligned) -> None:
    """Without a band in common, the visible bands of each are compared in grey, whatever their units; whole buildings stay whole."""
    aligned = make_aligned(town.look(town.base), town.look(town.base))
    grey = aligned.before_pixels.array.mean(axis=0, keepdims=True).astype(np.uint16) * 4
    pan = Image(array=grey, grid=aligned.grid, roles=(BandRole.PAN,))
    findings = measure_damage(attrs.evolve(aligned, before_pixels=pan, radiometry=()), buildings=town.buildings)
    assert len(findings.grades) == len(town.buildings)
    assert {grade.grade for grade in findings.grades} <= {GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE}


def test_everything_gone_is_not_comparable(town, make_aligned) -> None:
    """Where nothing of the before-picture is found again, buildings are not assessable: "gone" cannot be told from "another place"."""
    after = town.base.copy()
    town.rubble(after, slice(None), slice(None))
    findings = measure_damage(make_aligned(town.look(town.base), town.look(after)), buildings=town.buildings)
    assert Reason.SCENE_WIDE_CHANGE in findings.reasons
    assert {grade.grade for grade in findings.grades} == {GradeClass.NOT_ASSESSABLE}


def test_small_p_needs_controls(town, make_aligned) -> None:
    """P is never below one over the number of controls and one; with too few of them there is none, and the reason says so."""
    aligned = make_aligned(town.look(town.base), town.look(_hit(town)))
    few = measure_damage(aligned, buildings=town.buildings, options=MeasureOptions(controls=5))
    assert few.grade_of("b5").p_value is None
    assert Reason.FEW_CONTROLS in few.grade_of("b5").reasons
    assert few.grade_of("b5").grade is GradeClass.DESTROYED
    many = measure_damage(aligned, buildings=town.buildings)
    assert 1 / 200 <= many.grade_of("b5").p_value < 0.1


def test_the_same_pair_gives_the_same_findings(town, make_aligned) -> None:
    """No hidden state and no unseeded chance: twice the same call, twice the same answer."""
    aligned = make_aligned(town.look(town.base), town.look(_hit(town)))
    first, second = (measure_damage(aligned, buildings=town.buildings) for _ in range(2))
    assert first.items == second.items


def test_buildings_outside_the_pictures_are_not_counted(town, make_aligned) -> None:
    """The number of damaged buildings speaks of those that the pictures cover; a footprint elsewhere leaves it as it is."""
    aligned = make_aligned(town.look(town.base), town.look(town.base))
    far = Building(id="far", footprint=aligned.grid.from_pixels(shapely.box(5000, 5000, 5040, 5030)))
    findings = measure_damage(aligned, buildings=(*town.buildings, far))
    assert findings.grade_of("far").grade is GradeClass.NOT_ASSESSABLE
    assert Reason.FOOTPRINT_OUTSIDE in findings.grade_of("far").reasons
    assert findings.measurement("buildings_damaged").quantity.high <= len(town.buildings)
    without = measure_damage(aligned, buildings=town.buildings)
    assert findings.measurement("buildings_damaged").quantity == without.measurement("buildings_damaged").quantity
