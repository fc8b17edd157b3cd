"""Every kind of damage, every look-alike, weather, cameras and sites from footprints: what is seen, and what the truth says of it."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import numpy as np
import pytest
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint, parse_crs
from temoin.model import Building, GradeClass
from temoin.raster import BandRole, MaskKind, coverage_of
from temoin.scenes import (
    Acquisition,
    Clouds,
    Damage,
    DamageKind,
    HallPlan,
    LookAlike,
    LookAlikeKind,
    PairSpec,
    RoofKind,
    fine_camera,
    make_pair,
    planet_like,
    sentinel2_like,
    site_from_buildings,
    vhr_camera,
)
from temoin.scenes.look import leaves_on

BASE = PairSpec(
    rows=200,
    cols=200,
    halls=1,
    houses=0,
    plans=(HallPlan(name="hall", width_m=52, depth_m=34, height_m=9.0, roof=RoofKind.GABLED),),
    plant_m=62.0,
    after=Acquisition(moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), off_nadir_deg=12.0, view_azimuth_deg=140.0),
)
AREAS = {
    DamageKind.ROOF_COLLAPSE: 600.0,
    DamageKind.RUBBLE_SPILL: 150.0,
    DamageKind.BURN: 500.0,
    DamageKind.SOOT: 400.0,
    DamageKind.CRATER: 180.0,
    DamageKind.FLOOD: 3500.0,
    DamageKind.TARPAULIN: 350.0,
    DamageKind.ROOF_COVER_LOSS: 600.0,
}
GRADES = {
    DamageKind.ROOF_COLLAPSE: GradeClass.DAMAGED,
    DamageKind.WHOLE_COLLAPSE: GradeClass.DESTROYED,
    DamageKind.RUBBLE_SPILL: GradeClass.POSSIBLE,
    DamageKind.BURN: GradeClass.DAMAGED,
    DamageKind.SOOT: GradeClass.POSSIBLE,
    DamageKind.CRATER: GradeClass.NO_VISIBLE_DAMAGE,
    DamageKind.FLOOD: GradeClass.NOT_ASSESSABLE,
    DamageKind.TARPAULIN: GradeClass.POSSIBLE,
    DamageKind.ROOF_COVER_LOSS: GradeClass.DAMAGED,
    DamageKind.WINDOW_HIT: GradeClass.NO_VISIBLE_DAMAGE,
}


def _made(seed=5, **changes):
    return make_pair(attrs.evolve(BASE, **changes), np.random.default_rng(seed))


@pytest.mark.parametrize("kind", list(DamageKind))
def test_damage_has_its_area_its_grade_and_its_place(kind):
    """The truth holds the wanted area; the picture changes where the truth says it is seen, and nowhere far from it."""
    damage = Damage(building_id="h1", kind=kind, area_m2=AREAS.get(kind))
    made, none = _made(damages=(damage,)), _made()
    wanted = AREAS.get(kind, 52 * 34 if kind is DamageKind.WHOLE_COLLAPSE else 0.0)
    assert made.truth.area_m2("h1") == pytest.approx(wanted, rel=1e-5)
    frame = made.spec.grid.footprint.shape
    inside = sum(each.footprint.shape.intersection(frame).area for each in made.truth.damages)
    assert made.truth.cover.sum(dtype=float) * 0.25 == pytest.approx(inside, rel=1e-5)
    assert made.truth.grade("h1") is GRADES[kind]
    changed = np.abs(made.after.array.astype(int) - none.after.array.astype(int)).max(axis=0)
    if kind is DamageKind.WINDOW_HIT:
        assert not changed.any()
        return
    seen = made.truth.cover_seen > 0.99
    near = coverage_of(
        made.spec.grid.from_pixels(shapely.union_all([made.spec.grid.to_pixels(made.truth.damages[0].footprint)]).buffer(40)), made.spec.grid
    )
    assert (changed[seen] > 3).mean() > 0.6
    assert changed[near == 0].max(initial=0) == 0
    if kind is not DamageKind.WHOLE_COLLAPSE:
        # Where the view leans, damage on a roof is seen beside its ground; 12 degrees and 9 m are nearly 4 px.
        far = (made.truth.cover_seen == 0) & (changed > 25)
        assert far.mean() < 0.02


def test_damage_on_a_roof_leans_and_on_the_ground_does_not():
    """The mask of what is seen is the ground's mask moved by the roof's lean; on the ground both are one."""
    roof = _made(damages=(Damage(building_id="h1", kind=DamageKind.TARPAULIN, area_m2=300.0),)).truth
    pit = _made(damages=(Damage(building_id="h1", kind=DamageKind.CRATER, area_m2=80.0),)).truth
    assert np.array_equal(pit.cover, pit.cover_seen)
    assert not np.array_equal(roof.cover, roof.cover_seen)
    assert roof.cover.sum() == pytest.approx(roof.cover_seen.sum(), rel=0.1)


def test_several_damages_of_one_building_count_once():
    """Areas of pieces that overlap are united, and the worst grade holds."""
    pieces = (
        Damage(building_id="h1", kind=DamageKind.SOOT, area_m2=500.0),
        Damage(building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=300.0),
        Damage(building_id="h1", kind=DamageKind.FLOOD, area_m2=3000.0),
    )
    truth = _made(damages=pieces).truth
    assert truth.area_m2("h1", on_roof=True) < 800.0
    assert truth.grade("h1") is GradeClass.DAMAGED
    assert truth.area_m2("h1", kind=DamageKind.FLOOD) == pytest.approx(3000.0, rel=1e-5)


@pytest.mark.parametrize("kind", [DamageKind.ROOF_COLLAPSE, DamageKind.CRATER, DamageKind.TARPAULIN])
def test_damage_without_an_area_or_too_large_is_refused(kind):
    """The message names the building and the hint says what to give."""
    with pytest.raises(OptionError, match="h1 has no area"):
        _made(damages=(Damage(building_id="h1", kind=kind),))
    if kind is not DamageKind.CRATER:
        with pytest.raises(OptionError, match="does not fit h1"):
            _made(damages=(Damage(building_id="h1", kind=kind, area_m2=5000.0),))


@pytest.mark.parametrize("kind", list(LookAlikeKind))
def test_look_alikes_change_the_picture_and_are_no_damage(kind):
    """Pixels change by the building; the truth knows where, and holds no damage."""
    made, none = _made(look_alikes=(LookAlike(building_id="h1", kind=kind),)), _made()
    changed = np.abs(made.after.array.astype(int) - none.after.array.astype(int)).max(axis=0) > 20
    assert changed.sum() > 60
    assert made.truth.cover.sum() == 0
    assert made.truth.grade("h1") is GradeClass.NO_VISIBLE_DAMAGE
    (where,) = made.truth.changed
    assert (where.kind, where.building_id) == (kind, "h1")
    hit = coverage_of(made.spec.grid.from_pixels(made.spec.grid.to_pixels(where.footprint).buffer(14)), made.spec.grid) > 0
    assert changed[hit].sum() > 0.9 * changed.sum()
    before_changed = (made.before.array != none.before.array).any()
    assert before_changed == (kind is LookAlikeKind.MOVED_CONTAINERS)


def test_ground_changes_by_the_share_that_was_asked_for():
    """A fifth of the open ground has another cover; buildings are untouched."""
    made = _made(changed_share=0.2, seed=9)
    open_ground = 1 - coverage_of(made.buildings[0].footprint, made.spec.grid)
    assert 0.18 < made.truth.changed_cover.sum() / open_ground.sum() < 0.35
    assert (made.truth.changed_cover * (1 - open_ground)).max() == 0


def test_clouds_hide_ground_and_sun():
    """The wanted share lies under cloud, the scene says so, shadow lies where the sun puts it, and flags come when they are asked for."""
    clouds = Clouds(share=0.3, height_m=120.0, size_m=60.0)
    look = attrs.evolve(BASE.before, clouds=clouds, sun_elevation_deg=45.0, sun_azimuth_deg=180.0)
    made = _made(before=look, flag_clouds=True)
    plain = _made()
    cover = made.truth.clouds[0]
    assert made.truth.clouds[1] is None
    assert made.before_scene.cloud_cover == pytest.approx(0.3, abs=0.06)
    hidden = cover.cloud > 0.9
    assert np.median(made.before.array[:, hidden]) > 180
    shaded = (cover.shadow > 0.9) & (cover.cloud < 0.01)
    assert np.median(made.before.array[:, shaded] / plain.before.array[:, shaded]) < 0.8
    # Straight down, with the sun in the south at 45 degrees, the shadow is the cloud moved north by its height: 240 px, more than the picture.
    near = _made(before=attrs.evolve(look, clouds=attrs.evolve(clouds, height_m=20.0))).truth.clouds[0]
    assert np.allclose(near.shadow[:-40], near.cloud[40:], atol=0.02)
    assert ((made.before.flags & np.uint8(MaskKind.CLOUD)) > 0).mean() > 0.25
    assert made.before.mask.mean() < 0.75
    assert _made(before=look).before.mask.all()


def test_snow_whitens_the_ground_and_is_dark_beyond_the_near_infrared():
    """Under snow the visible brightens, the short-wave infrared darkens."""
    base = {"gsd_m": 10.0, "rows": 40, "cols": 40, "camera": sentinel2_like(), "plant_m": 62.0}
    bare, white = (_made(**base, before=attrs.evolve(BASE.before, snow=snow)).before for snow in (0.0, 1.0))
    assert np.median(white.band(BandRole.RED)) > 4 * np.median(bare.band(BandRole.RED))
    assert np.median(white.band(BandRole.SWIR1)) < 0.7 * np.median(bare.band(BandRole.SWIR1))


def test_trees_are_bare_in_winter():
    """Leaves come and go by date and hemisphere, not in the tropics; a bare wood is less green."""
    winter, summer = datetime(2025, 1, 10, tzinfo=UTC), datetime(2025, 7, 10, tzinfo=UTC)
    assert (leaves_on(winter, 53.0), leaves_on(summer, 53.0)) == (0.0, 1.0)
    assert (leaves_on(winter, -35.0), leaves_on(summer, -35.0)) == (1.0, 0.0)
    assert leaves_on(winter, 4.0) == leaves_on(summer, 4.0) == 1.0
    full, bare = (_made(before=attrs.evolve(BASE.before, leaves=leaves)).before for leaves in (1.0, 0.0))
    assert (full.array != bare.array).any(axis=0).mean() > 0.01


def test_a_sun_under_the_horizon_takes_no_picture():
    """Night is refused with a hint, not drawn."""
    with pytest.raises(OptionError, match="too low for a picture"):
        _made(after=attrs.evolve(BASE.after, moment=datetime(2025, 7, 2, 23, 0, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("camera", "gsd_m", "bands", "dtype"),
    [(fine_camera(), 0.5, 3, "uint8"), (vhr_camera(), 0.5, 4, "uint16"), (planet_like(), 3.0, 4, "uint16"), (sentinel2_like(), 10.0, 7, "uint16")],
)
def test_cameras_write_what_they_say(camera, gsd_m, bands, dtype):
    """Number of bands, type and range are the camera's; 0 is kept for no data; little is saturated."""
    made = _made(camera=camera, gsd_m=gsd_m, rows=100, cols=90)
    assert made.before.array.shape == (bands, 100, 90)
    assert made.before.dtype == np.dtype(dtype)
    assert made.before.array.min() >= 1
    assert made.before.array.max() <= camera.top
    assert (made.before.array == camera.top).mean() < 0.01
    nir, red = made.before.band(BandRole.NIR), made.before.band(BandRole.RED)
    assert nir is None or np.median(nir) > 1.2 * np.median(red)


def test_colour_of_a_fused_picture_is_coarser_than_its_detail():
    """Fusion leaves the grey detail as sharp as without it, and the colour differences about as coarse as the colour bands."""
    quiet = attrs.evolve(vhr_camera(), noise_floor=0.0, noise_signal=0.0)
    fused, plain = (_made(camera=attrs.evolve(quiet, pansharpen=times)).before.array.astype(float) for times in (4, 1))

    def fine(layer):
        return float(np.abs(np.diff(layer, axis=1)).mean())

    weights = np.array([0.2, 0.35, 0.35, 0.1])
    assert fine(np.tensordot(weights, fused, 1)) == pytest.approx(fine(np.tensordot(weights, plain, 1)), rel=0.12)

    def colour(bands):
        grey = np.tensordot(weights, bands, 1)
        left = bands[2] - np.polyval(np.polyfit(grey.ravel(), bands[2].ravel(), 1), grey)
        return fine(left) / float(left.std())

    assert colour(fused) < 0.6 * colour(plain)


def test_a_second_sensor_has_its_own_pixels_and_bands():
    """An after-picture of another camera and pixel size shows the same ground on its own grid."""
    still = attrs.evolve(BASE.before, camera=None)
    made = _made(before=still, after=attrs.evolve(still, gsd_m=1.0, camera=planet_like()))
    assert made.after.array.shape == (4, 100, 100)
    assert made.after_scene.grid.footprint.shape.equals_exact(made.before_scene.grid.footprint.shape, 1e-6)
    small = made.before.array[1].reshape(100, 2, 100, 2).mean(axis=(1, 3))
    assert np.corrcoef(small.ravel(), made.after.band(BandRole.GREEN).ravel())[0, 1] > 0.9


def test_the_radiometry_drifts_across_the_picture():
    """A sloped gain makes the right side brighter than the left, against the same picture without it."""
    plain, drifted = (_made(before=attrs.evolve(BASE.before, gain_slope=slope)).before.array.astype(float) for slope in (0.0, 0.3))
    ratio = (drifted / plain).mean(axis=(0, 1))
    assert ratio[:20].mean() == pytest.approx(0.86, abs=0.04)
    assert ratio[-20:].mean() == pytest.approx(1.14, abs=0.06)


def _file(kind="polygon"):
    crs = parse_crs("EPSG:32737")
    square = shapely.box(300_000, 9_300_000, 300_024, 9_300_012)
    angled = shapely.Polygon(
        [(300_050, 9_300_000), (300_090, 9_300_000), (300_090, 9_300_030), (300_070, 9_300_030), (300_070, 9_300_015), (300_050, 9_300_015)]
    )
    shapes = (square, angled, shapely.Point(300_040, 9_300_040))
    facts = ((("height_m", 7.5),), (), ())
    return tuple(
        Building(id=f"k{number}", footprint=Footprint(shape=shape, crs=crs), attributes=attributes)
        for number, (shape, attributes) in enumerate(zip(shapes, facts, strict=True))
    )


def test_a_site_is_made_from_a_users_footprints():
    """Footprints stay where the file has them, with its heights; points are left out; damage has exact area; the same seed gives the same site."""
    layout = site_from_buildings(_file(), np.random.default_rng(1))
    spec = PairSpec.of_layout(layout, gsd_m=0.5, margin_m=30.0, damages=(Damage(building_id="k1", kind=DamageKind.ROOF_COLLAPSE, area_m2=250.0),))
    made, again = (make_pair(spec, np.random.default_rng(2)) for _ in range(2))
    assert [building.id for building in made.buildings] == ["k0", "k1"]
    assert layout.structure("k0").height == 7.5
    for building, source in zip(made.buildings, _file()[:2], strict=True):
        overlap = building.footprint.to_crs(source.footprint.crs).shape.intersection(source.footprint.shape).area
        assert overlap == pytest.approx(source.footprint.shape.area, rel=1e-4)
    assert made.truth.area_m2("k1") == pytest.approx(250.0, rel=1e-6)
    assert np.array_equal(made.after.array, again.after.array)
    hall = coverage_of(made.buildings[1].footprint, made.before.grid) > 0.99
    assert hall.any()
    assert made.site.footprint.shape.contains(made.buildings[0].footprint.shape)


def test_a_file_without_outlines_makes_no_site():
    """Points alone, or an empty layout, are refused with a hint."""
    with pytest.raises(OptionError, match="no building has an outline"):
        site_from_buildings(_file()[2:], np.random.default_rng(1))
    empty = attrs.evolve(site_from_buildings(_file(), np.random.default_rng(1)), structures=())
    with pytest.raises(OptionError, match="without buildings"):
        PairSpec.of_layout(empty)


def test_a_river_runs_past_the_plant():
    """Water is dark in the near-infrared where the river was asked for."""
    made = _made(camera=vhr_camera(), river_m=30.0, rows=300, cols=300)
    nir = made.before.band(BandRole.NIR)
    assert (nir < 0.3 * np.median(nir)).mean() > 0.05
