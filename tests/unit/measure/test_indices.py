"""What vegetation, water and burn indices say of buildings, and what they must not say."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from temoin.measure import measure_damage
from temoin.measure.ground import BandScale, Ground
from temoin.measure.indices import index_changes
from temoin.model import AlignState, GradeClass, Reason
from temoin.raster import BandRole, cover_polygons

from .conftest import grid_of

ROLES = (BandRole.GREEN, BandRole.RED, BandRole.NIR, BandRole.SWIR2)
SIZE = 40


def _ground(before: tuple[float, ...], after: tuple[float, ...], *, dry: slice = slice(0, 0)) -> Ground:
    """Even ground of some reflectances, but for rows that stay as they were."""
    pictures = [np.stack([np.full((SIZE, SIZE), value, np.float32) for value in values]) for values in (before, after)]
    pictures[1][:, dry] = pictures[0][:, dry]
    seen = np.ones((SIZE, SIZE), bool)
    return Ground(
        before=(pictures[0] - 0.1) / 0.05,
        after=(pictures[1] - 0.1) / 0.05,
        scales=tuple(BandScale(role=role, middle=0.1, spread=0.05) for role in ROLES),
        light_before=pictures[0][0],
        light_after=pictures[1][0],
        seen=seen,
        clear=seen,
        flags=np.zeros((SIZE, SIZE), np.uint8),
        grid=grid_of(SIZE, 3.0),
    )


def _changes(ground: Ground, box):
    shapes = [box]
    return index_changes(ground, shapes, cover_polygons(shapes, ground.grid.shape))[0]


def test_a_burn_lowers_nbr_and_ndvi_and_is_no_water(box) -> None:
    """Green ground that burns: NDVI from 0.7 to 0.1, NBR from 0.5 to -0.3, as reckoned by hand; nothing is flooded."""
    told = _changes(_ground((0.08, 0.06, 0.34, 0.113), (0.05, 0.09, 0.11, 0.204)), box)
    changes = dict(told.changes)
    assert changes["ndvi"] == pytest.approx((0.11 - 0.09) / 0.20 - (0.34 - 0.06) / 0.40, abs=1e-3)
    assert changes["nbr"] == pytest.approx((0.11 - 0.204) / 0.314 - (0.34 - 0.113) / 0.453, abs=1e-3)
    assert told.flooded == 0


def test_ground_under_water_is_told_by_its_share(box) -> None:
    """Meadow that comes under water everywhere, then on the upper half alone."""
    meadow, water = (0.09, 0.06, 0.36, 0.11), (0.12, 0.12, 0.05, 0.01)
    assert _changes(_ground(meadow, water), box).flooded == pytest.approx(1.0)
    assert _changes(_ground(meadow, water, dry=slice(20, SIZE)), box).flooded == pytest.approx(0.5, abs=0.05)
    assert _changes(_ground(water, water), box).flooded == 0


def test_three_colours_have_no_index(box) -> None:
    """Without a near-infrared band nothing is said."""
    ground = _ground((0.1,) * 4, (0.2,) * 4)
    told = _changes(attrs.evolve(ground, before=ground.before[:2], after=ground.after[:2], scales=ground.scales[:2]), box)
    assert told.changes == ()
    assert told.flooded == 0


def test_a_lost_roof_in_a_weak_pair_is_not_graded_where_control_ground_is_lost_too(town, make_aligned) -> None:
    """Where all ground changes and the pair is weakly aligned, "gone" and "elsewhere" cannot be told apart; the score is kept."""
    before = town.look(town.base)
    picture = town.base.copy()
    town.rubble(picture, slice(0, 400), slice(0, 210))
    findings = measure_damage(make_aligned(before, town.look(picture), state=AlignState.WEAK), buildings=town.buildings)
    lost = [grade for grade in findings.grades if grade.score >= 0.6]
    assert lost
    assert all(grade.grade is GradeClass.NOT_ASSESSABLE and Reason.WEAKLY_ALIGNED in grade.reasons for grade in lost)
    sure = measure_damage(make_aligned(before, town.look(picture)), buildings=town.buildings)
    assert any(grade.grade is GradeClass.DESTROYED for grade in sure.grades)


def test_on_rough_ground_damage_is_said_of_what_control_ground_does_not_show(town, make_aligned) -> None:
    """A lost roof on rough ground is no more than possible where control ground is lost as often, and damaged where hardly any is."""
    before, quiet = town.look(town.base), town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(quiet, slice(row - 6, row + rows + 6), slice(col - 6, col + cols + 6))
    noisy = town.base.copy()
    town.rubble(noisy, slice(0, 400), slice(0, 210))
    for picture, usual in ((quiet, False), (noisy, True)):
        plain = make_aligned(before, town.look(picture))
        rough = attrs.evolve(plain, registration=attrs.evolve(plain.registration, reasons=(Reason.ROUGH_GROUND,)))
        findings = measure_damage(rough, buildings=town.buildings)
        lost = [grade for grade in findings.grades if grade.score >= 0.6]
        assert lost
        assert Reason.ROUGH_GROUND in findings.reasons
        for grade in lost:
            assert (grade.p_value >= 0.05) is usual
            assert (grade.grade in {GradeClass.DAMAGED, GradeClass.DESTROYED}) is not usual


def test_buildings_of_each_class_are_counted_with_what_their_sets_leave_open(town, make_aligned) -> None:
    """Three houses in rubble of sixteen: counted as destroyed with bounds that hold them, and the rest as whole."""
    picture = town.base.copy()
    for row, col, rows, cols in town.boxes[:3]:
        town.rubble(picture, slice(row, row + rows), slice(col, col + cols))
    findings = measure_damage(make_aligned(town.look(town.base), town.look(picture)), buildings=town.buildings)
    gone = findings.measurement("buildings_destroyed").quantity
    whole = findings.measurement("buildings_no_visible_damage").quantity
    assert gone.low <= 3 <= gone.high
    assert gone.value + whole.value + findings.measurement("buildings_possible").quantity.value <= 16
    assert whole.low <= 13 <= whole.high


@pytest.fixture
def box():
    """A footprint in the middle."""
    import shapely

    return shapely.box(15, 15, 25, 25)
