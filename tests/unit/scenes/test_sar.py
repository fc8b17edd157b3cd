"""The mean backscatter of a made-up site: walls, hidden ground, and what damage does to both."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import attrs
import numpy as np
import pytest
import shapely

from temoin.scenes import Damage, DamageKind, PairSpec, RoofKind
from temoin.scenes.damage import wreck_buildings
from temoin.scenes.sar import Orbit, backscatter_of, ground_range_like, season_of
from temoin.scenes.solid import Blocks, Layout, Patch, Structure, Trees

RADAR = ground_range_like()


def layout_of(angle_deg: float = 0.0, height: float = 10.0) -> Layout:
    """One hall of 60 × 40 m on grass; `angle_deg` turns its long side clockwise from east."""
    hall = Structure(
        id="h1", name=None, x=0, y=0, width=60, depth=40, angle=math.radians(angle_deg), height=height, roof=RoofKind.FLAT, material="grey"
    )
    none = Blocks(rows=np.zeros((0, 7)))
    ground = (Patch(shape=shapely.box(-500, -500, 500, 500), material="grass"),)
    return Layout(ground=ground, structures=(hall,), trees=Trees(crowns=np.zeros((0, 5))), cars_before=none, cars_after=none)


def spec_of(*damages: Damage) -> PairSpec:
    """Forty pixels of ten metres each way."""
    return PairSpec(gsd_m=10, rows=40, cols=40, damages=damages)


def power(layout: Layout, spec: PairSpec, orbit: Orbit, *, after: bool = False, seed: int = 4) -> np.ndarray:
    """Mean power, shape (2, rows, columns)."""
    wrecks = wreck_buildings(layout, spec, np.random.default_rng(1)) if after else ()
    return np.sum(backscatter_of(layout, spec, orbit, wrecks, RADAR, np.random.default_rng(seed)).means(), axis=0)


def test_the_wall_that_faces_the_radar_is_bright():
    """A hall aligned with the orbit is bright on the radar's side, west for ascending and east for descending orbits, and dark behind."""
    for orbit, angle in ((Orbit.ASCENDING, -12.0), (Orbit.DESCENDING, 12.0)):
        seen = 10 * np.log10(power(layout_of(angle), spec_of(), orbit)[0])
        west, east = seen[18:22, 15:18].max(), seen[18:22, 22:25].max()
        far = np.median(seen[:8])
        bright, dim = (west, east) if orbit is Orbit.ASCENDING else (east, west)
        assert bright > far + 8
        assert bright > dim + 8
        behind = (slice(19, 21), slice(23, 25)) if orbit is Orbit.ASCENDING else (slice(19, 21), slice(15, 17))
        tall, low = (power(layout_of(angle, height), spec_of(), orbit)[0][behind].mean() for height in (30.0, 0.5))
        assert tall < 0.75 * low


def test_alignment_decides_how_bright_a_wall_is():
    """Turned by 40 degrees the same wall answers less by a factor of five and more."""
    aligned, turned = (power(layout_of(angle), spec_of(), Orbit.ASCENDING)[0].max() for angle in (-12.0, 28.0))
    assert aligned > 5 * turned


def test_the_cross_section_of_a_wall_is_kept():
    """The fixed power summed over the pixels does not depend on resolution or pixel size: 2.6 m² a m² of aligned wall, and the roof's points."""
    layout = layout_of(-12.0)
    totals = []
    for gsd, size in ((10.0, 40), (20.0, 20)):
        spec = attrs.evolve(spec_of(), gsd_m=gsd, rows=size, cols=size)
        fixed = backscatter_of(layout, spec, Orbit.ASCENDING, (), RADAR, np.random.default_rng(4)).fixed
        totals.append(float(fixed[0].sum()) * gsd**2)
    assert totals[0] == pytest.approx(totals[1], rel=0.01)
    assert totals[0] == pytest.approx(2.6 * 40 * 10 * 1.05 + 9.0 * 10, rel=0.1)


def test_a_fallen_building_loses_its_walls():
    """A whole collapse takes the bright wall away; its ground becomes rougher."""
    spec = spec_of(Damage(building_id="h1", kind=DamageKind.WHOLE_COLLAPSE))
    before, after = (power(layout_of(-12.0), spec, Orbit.ASCENDING, after=each)[0] for each in (False, True))
    change = 10 * np.log10(after / before)
    assert change.min() < -6
    wrecks = wreck_buildings(layout_of(-12.0), spec, np.random.default_rng(1))
    roof, heap = (
        backscatter_of(layout_of(-12.0), spec, Orbit.ASCENDING, each, RADAR, np.random.default_rng(4)).means()[0][0, 19:21, 19:21].mean()
        for each in ((), wrecks)
    )
    assert heap > 1.2 * roof
    assert np.abs(change[:8]).max() < 1e-9


def test_rubble_at_the_wall_blocks_it_and_water_helps_it():
    """A spill along a facing wall dims it, a flood around it brightens it, and neither changes what lies far off."""
    layout = layout_of(-12.0)
    before = power(layout, spec_of(), Orbit.ASCENDING)[0]
    wall = (slice(18, 22), slice(15, 18))
    water = power(layout, spec_of(Damage(building_id="h1", kind=DamageKind.FLOOD, area_m2=12_000.0)), Orbit.ASCENDING, after=True)[0]
    assert water[wall].max() > 1.2 * before[wall].max()
    assert (water / before).min() < 0.3
    assert np.abs(water / before - 1)[:6].max() < 1e-9
    changes = []
    for seed in range(12):
        spec = spec_of(Damage(building_id="h1", kind=DamageKind.RUBBLE_SPILL, area_m2=900.0))
        wrecks = wreck_buildings(layout, spec, np.random.default_rng(seed))
        after = np.sum(backscatter_of(layout, spec, Orbit.ASCENDING, wrecks, RADAR, np.random.default_rng(4)).means(), axis=0)[0]
        facing = shapely.box(-60, -25, -26, 25).intersection(wrecks[0].shape).area
        changes.append((facing, 10 * np.log10(after[wall].max() / before[wall].max())))
    blocked = [change for facing, change in changes if facing > 300]
    assert blocked
    assert max(blocked) < -0.5


@pytest.mark.parametrize("kind", [DamageKind.WINDOW_HIT, DamageKind.SOOT, DamageKind.TARPAULIN])
def test_what_a_radar_cannot_see_changes_nothing(kind):
    """A hit window, soot and a tarpaulin leave the mean power as it was, to the last bit."""
    spec = spec_of(Damage(building_id="h1", kind=kind, area_m2=200.0 if kind.has_own_size else None))
    before, after = (power(layout_of(), spec, Orbit.ASCENDING, after=each) for each in (False, True))
    assert np.array_equal(before, after)


def test_wet_ground_and_summer_are_brighter():
    """Soil moisture and leaves raise the mean of grass; roofs hardly follow."""
    own = backscatter_of(layout_of(), spec_of(), Orbit.ASCENDING, (), RADAR, np.random.default_rng(4))
    dry, wet, summer = (own.means(wetness, season)[0] for wetness, season in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    assert np.median(10 * np.log10(wet[0, :8] / dry[0, :8])) == pytest.approx(1.5, abs=0.01)
    assert np.median(10 * np.log10(summer[1, :8] / dry[1, :8])) == pytest.approx(0.6, abs=0.01)


def test_the_season_turns_with_the_hemisphere():
    """July is summer in the north, winter in the south, and neither at the equator."""
    july = datetime(2025, 7, 19, tzinfo=UTC)
    assert season_of(july, 50.0) == pytest.approx(1.0, abs=0.01)
    assert season_of(july, -35.0) == pytest.approx(-1.0, abs=0.02)
    assert season_of(july, 3.0) == 0.0
