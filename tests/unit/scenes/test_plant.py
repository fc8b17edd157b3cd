"""Planting damage in pictures: exact areas, the picture's own sharpness, noise and light, and clear refusals."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import attrs
import cv2
import numpy as np
import pytest
import shapely
from affine import Affine

from temoin.errors import NoCoverageError, OptionError
from temoin.geo import Footprint, Grid, parse_crs
from temoin.model import GradeClass, Scene, TimeRange
from temoin.raster import BandRole, Image, MaskKind
from temoin.scenes import Damage, DamageKind, PlantOptions, plant
from temoin.scenes.optics import estimate_noise, measure_edges
from temoin.scenes.plant_setting import KnownFrom, shadow_side

UTM = parse_crs("EPSG:32628")
GRID = Grid(crs=UTM, transform=Affine(0.5, 0, 680_000, 0, -0.5, 5_900_000), height=240, width=240)
ROOF = GRID.from_pixels(shapely.box(90, 100, 150, 140))
RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
SUN = PlantOptions(sun_elevation_deg=40.0, sun_azimuth_deg=180.0, height_m=6.0, psf_px=0.7)
SIZED = [kind for kind in DamageKind if kind.has_own_size]


def picture(*, sigma: float = 0.7, noise: float = 1.5, seed: int = 0, dtype: str = "uint8", scale: float = 1.0, grid: Grid = GRID) -> Image:
    """Flat ground with a roof at `ROOF`'s place and pale and dark slabs around it, blurred and noisy: edges, ends of the scale, flat patches."""
    rng = np.random.default_rng(seed)
    fine = np.full((grid.height * 4, grid.width * 4), 100.0, dtype=np.float32)
    cells = [(x, y) for x in range(20, grid.width - 20, 40) for y in range(20, grid.height - 20, 40) if not (60 < x < 180 and 70 < y < 170)]
    for number, (x, y) in enumerate(cells):
        box = cv2.boxPoints(((x * 4.0, y * 4.0), (70.0, 50.0), float(rng.uniform(0, 90))))
        cv2.fillConvexPoly(fine, np.rint(box).astype(np.int32), (30.0, 230.0, 170.0)[number % 3])
    fine[100 * 4 : 140 * 4, 90 * 4 : 150 * 4] = 150.0
    optics = math.sqrt(max(sigma**2 - 1 / 12, 0.01))
    clean = cv2.resize(cv2.GaussianBlur(fine, (0, 0), 4 * optics), (grid.width, grid.height), interpolation=cv2.INTER_AREA)
    bands = np.stack([clean + rng.normal(0, noise, clean.shape) for _ in RGB]) * scale
    array = np.rint(bands).astype(dtype) if np.issubdtype(np.dtype(dtype), np.integer) else bands.astype(dtype)
    return Image(array=array, grid=grid, roles=RGB)


def wish(kind: DamageKind, area: float = 90.0, **changes) -> Damage:
    """A damage of a kind with an area where it takes one."""
    return Damage(building_id="h1", kind=kind, area_m2=area if kind.has_own_size else None, **changes)


@pytest.mark.parametrize("kind", SIZED)
def test_the_planted_area_is_the_wanted_one(kind):
    """Footprint and cover mask hold the wanted area within 0.1 %, on the ellipsoid."""
    planted = plant(picture(), ROOF, wish(kind), np.random.default_rng(1), options=SUN)
    assert planted.damage.area_m2 == pytest.approx(90.0, rel=1e-6)
    assert planted.damage.footprint.area_m2 == pytest.approx(90.0, rel=1e-3)
    assert float(planted.cover.sum(dtype=np.float64)) * GRID.pixel_area_m2 == pytest.approx(90.0, rel=1e-3)


@pytest.mark.parametrize("kind", [DamageKind.ROOF_COLLAPSE, DamageKind.BURN, DamageKind.FLOOD, DamageKind.TARPAULIN, DamageKind.ROOF_COVER_LOSS])
def test_pixels_off_the_damage_keep_their_numbers(kind):
    """Beyond the reach of the point spread nothing changes, on it most does."""
    image = picture()
    planted = plant(image, ROOF, wish(kind), np.random.default_rng(1), options=SUN)
    changed = (planted.image.array != image.array).any(axis=0)
    reach = cv2.dilate((planted.cover > 0).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert not changed[~reach].any()
    assert changed[planted.cover > 0.9].mean() > 0.9


def _seen(**view: float) -> Scene:
    """The picture's metadata, with the view's angles where a test knows them."""
    return Scene(id="s", name="s", grid=GRID, roles=RGB, acquired=TimeRange.at(datetime(2025, 7, 2, 11, 8, tzinfo=UTC)), **view)


def test_in_an_oblique_picture_a_collapse_lies_where_the_building_stood():
    """Seen from the east at 30°, a roof 6 m up lies 3.5 m west of its ground: there the heap is, and what roof and wall hid is no roof any more."""
    image, scene = picture(), _seen(off_nadir_deg=30.0, view_azimuth_deg=90.0)
    planted = plant(image, ROOF, wish(DamageKind.WHOLE_COLLAPSE), np.random.default_rng(1), scene=scene, options=SUN)
    lean_px = 6.0 * math.tan(math.radians(30.0)) / 0.5
    east, north = np.subtract(planted.damage.footprint.shape.centroid.coords[0], ROOF.shape.centroid.coords[0]) / 0.5
    assert east == pytest.approx(lean_px, rel=0.01)
    assert abs(north) < 0.4  # the grid's north is not quite the true one
    assert planted.damage.area_m2 == pytest.approx(ROOF.area_m2, rel=1e-3)
    strip = np.s_[:, 105:135, 92:95]
    assert abs(image.array[strip].astype(float).mean() - 150) < 3
    assert abs(planted.image.array[strip].astype(float).mean() - 100) < 20


def test_without_view_angles_nothing_leans():
    """Straight from above, or from nobody knows where, a collapse lies under its roof, pixel for pixel the same."""
    made = [
        plant(picture(), ROOF, wish(DamageKind.WHOLE_COLLAPSE), np.random.default_rng(1), scene=scene, options=SUN)
        for scene in (_seen(), _seen(off_nadir_deg=30.0), _seen(off_nadir_deg=0.0, view_azimuth_deg=90.0))
    ]
    assert made[0].setting.lean == (0.0, 0.0)
    for one in made[1:]:
        assert (one.image.array == made[0].image.array).all()


def test_a_whole_collapse_covers_the_roof_and_lifts_its_shadow():
    """The footprint is the damage, the building counts as destroyed, and the dark ground behind it is lit again."""
    image = picture()
    shadow = (slice(None), slice(87, 99), slice(95, 145))
    array = image.array.copy()
    array[shadow] = 32
    image = Image(array=array, grid=GRID, roles=RGB)
    planted = plant(image, ROOF, wish(DamageKind.WHOLE_COLLAPSE), np.random.default_rng(2), options=SUN)
    assert planted.damage.area_m2 == pytest.approx(60 * 40 * 0.25, rel=1e-4)
    assert planted.grade is GradeClass.DESTROYED
    assert planted.image.array[:, 88:94, 100:140].mean() > 85


def test_a_window_hit_leaves_no_trace():
    """No pixel changes, the area is 0, and the grade says so."""
    image = picture()
    planted = plant(image, ROOF, wish(DamageKind.WINDOW_HIT), np.random.default_rng(3))
    assert np.array_equal(planted.image.array, image.array)
    assert (planted.damage.area_m2, planted.grade, planted.seen_share) == (0.0, GradeClass.NO_VISIBLE_DAMAGE, 1.0)


def test_the_same_seed_gives_the_same_pixels():
    """Chance comes from the generator alone."""
    first, second, other = (
        plant(picture(), ROOF, wish(DamageKind.ROOF_COLLAPSE), np.random.default_rng(seed), options=SUN).image.array for seed in (5, 5, 6)
    )
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(("dtype", "scale"), [("uint8", 1.0), ("uint16", 40.0), ("int16", 40.0), ("float32", 1 / 500), ("float64", 1 / 500)])
def test_type_and_range_are_kept(dtype, scale):
    """Every type stays itself; unsigned numbers never become 0, which means "no data", nor more than the picture holds."""
    image = picture(dtype=dtype, scale=scale)
    planted = plant(image, ROOF, wish(DamageKind.ROOF_COLLAPSE), np.random.default_rng(1), options=SUN).image
    assert planted.dtype == image.dtype
    assert np.isfinite(planted.array).all()
    if np.issubdtype(image.dtype, np.unsignedinteger):
        assert planted.array.min() >= 1
        assert planted.array.max() <= image.array.max()
    # The same place is darkened by the same share whatever the numbers are.
    inner = (slice(None), slice(112, 128), slice(112, 128))
    reference = plant(picture(), ROOF, wish(DamageKind.ROOF_COLLAPSE), np.random.default_rng(1), options=SUN).image
    assert planted.array[inner].mean() / scale == pytest.approx(reference.array[inner].mean(), rel=0.05)


def test_unusable_pixels_stay_as_they_are():
    """Flags are handed on, pixels under them keep their numbers, and the share that can be seen is told."""
    image = picture()
    flags = np.zeros(GRID.shape, dtype=np.uint8)
    flags[:, :120] = MaskKind.CLOUD
    image = Image(array=image.array, flags=flags, grid=GRID, roles=RGB)
    planted = plant(image, ROOF, wish(DamageKind.WHOLE_COLLAPSE), np.random.default_rng(1), options=SUN)
    assert np.array_equal(planted.image.flags, flags)
    assert np.array_equal(planted.image.array[:, :, :120], image.array[:, :, :120])
    assert planted.seen_share == pytest.approx(0.5, abs=1e-6)
    assert float(planted.cover.sum()) == pytest.approx(2400, rel=1e-4)


@pytest.mark.parametrize("sigma", [0.6, 1.1])
def test_planted_edges_are_as_sharp_as_the_picture(sigma):
    """The edge of a planted sheet has the width that the picture's own edges have, within 15 %."""
    image = picture(sigma=sigma, noise=0.3)
    planted = plant(image, ROOF, wish(DamageKind.TARPAULIN, 200.0), np.random.default_rng(4), options=attrs.evolve(SUN, psf_px=None))
    assert planted.setting.psf_from is KnownFrom.PICTURE
    assert planted.setting.psf_px == pytest.approx(sigma, rel=0.12)
    around = cv2.dilate((planted.cover > 0).astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    own = measure_edges(planted.image.array[2].astype(float), around, contrast=10.0)
    assert len(own.sigmas) >= 12
    assert own.sigma_px == pytest.approx(sigma, rel=0.15)


def test_planted_ground_is_as_noisy_as_the_picture():
    """Water planted on flat ground shows the picture's own noise, within a third."""
    image = picture(noise=3.0)
    planted = plant(image, ROOF, wish(DamageKind.FLOOD, 1200.0), np.random.default_rng(4), options=SUN)
    inside = cv2.erode((planted.cover > 0.99).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    band = planted.image.array[1].astype(np.float64)
    residual = cv2.filter2D(band, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6)
    own = estimate_noise(image.array[1])
    assert residual[inside].std() == pytest.approx(math.sqrt(float(own.variance(np.array(60.0)))), rel=0.33)


def test_the_wall_towards_the_sun_shades_the_floor():
    """With the sun in the south the southern part of an opening is the darker one; with the sun in the north the northern."""
    for azimuth, sign in ((180.0, 1), (0.0, -1)):
        options = attrs.evolve(SUN, sun_azimuth_deg=azimuth, sun_elevation_deg=55.0)
        contrasts = []
        for seed in range(4):
            planted = plant(picture(), ROOF, wish(DamageKind.ROOF_COLLAPSE, 300.0), np.random.default_rng(seed), options=options)
            rows = np.nonzero(planted.cover > 0.9)[0]
            middle = (rows.min() + rows.max()) / 2
            grey, inside = planted.image.array.mean(axis=0), planted.cover > 0.9
            north, south = (grey[inside & part].mean() for part in (np.arange(240)[:, None] < middle, np.arange(240)[:, None] > middle))
            contrasts.append(sign * (north - south))
        assert np.mean(contrasts) > 5


def test_the_sun_is_taken_from_the_best_source():
    """Options before the scene's angles, those before time and place, those before shadows; else the sun stays unknown."""
    image = picture()
    moment = TimeRange.at(datetime(2025, 6, 21, 12, 0, tzinfo=UTC))
    scene = Scene(id="s", name="s", grid=GRID, roles=RGB, acquired=moment)
    damage = wish(DamageKind.BURN)

    def known(scene: Scene | None, options: PlantOptions | None = None) -> tuple[KnownFrom, float | None]:
        setting = plant(image, ROOF, damage, np.random.default_rng(1), scene=scene, options=options).setting
        return setting.sun_from, None if setting.sun is None else round(setting.sun.elevation_deg)

    assert known(None) == (KnownFrom.UNKNOWN, None)
    assert known(scene)[0] is KnownFrom.TIME
    assert known(attrs.evolve(scene, sun_elevation_deg=33.0, sun_azimuth_deg=150.0)) == (KnownFrom.SCENE, 33)
    assert known(scene, SUN) == (KnownFrom.GIVEN, 40)
    assert known(attrs.evolve(scene, acquired=TimeRange.on(date(2025, 6, 21), UTC))) == (KnownFrom.UNKNOWN, None)


@pytest.mark.parametrize("azimuth", [150.0, 200.0, 315.0])
def test_the_side_of_the_shadow_is_seen(azimuth):
    """A roof's shadow tells the sun's direction within 25 degrees."""
    image = picture()
    away = (-math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth)))
    roof = shapely.box(90, 100, 150, 140)
    swept = shapely.union_all([shapely.affinity.translate(roof, away[0] * k, away[1] * k) for k in range(13)]).difference(roof)
    array = image.array.astype(float)
    covered = np.zeros(GRID.shape, dtype=np.float32)
    cv2.fillPoly(covered, [np.rint(shapely.get_coordinates(swept.buffer(0).exterior)).astype(np.int32)], 1.0)
    covered[100:140, 90:150] = 0
    array[:, covered > 0] = 35
    found = shadow_side(Image(array=array.astype(np.uint8), grid=GRID, roles=RGB), ROOF)
    assert found is not None
    assert math.degrees(math.acos(np.clip(np.dot(found, away), -1, 1))) < 25


def test_degrees_and_turned_grids_hold_areas_too():
    """On a grid in degrees, turned by 20 degrees, a whole collapse and a wanted area are true areas on the ellipsoid."""
    transform = Affine.translation(-15.0, 53.0) @ Affine.rotation(20) @ Affine.scale(7.4e-6, -4.5e-6)
    grid = Grid(crs=parse_crs("EPSG:4326"), transform=transform, height=240, width=240)
    image = picture(grid=grid)
    roof = grid.from_pixels(shapely.box(90, 100, 150, 140))
    for kind in (DamageKind.WHOLE_COLLAPSE, DamageKind.ROOF_COLLAPSE):
        planted = plant(image, roof, wish(kind), np.random.default_rng(1), options=SUN)
        assert planted.damage.footprint.area_m2 == pytest.approx(planted.damage.area_m2, rel=1e-3)
    assert planted.damage.area_m2 == pytest.approx(90.0, rel=1e-6)


@pytest.mark.parametrize(
    ("roof", "damage", "error", "words"),
    [
        (shapely.box(500, 500, 520, 520), wish(DamageKind.BURN, 9.0), NoCoverageError, "outside the picture"),
        (shapely.box(230, 100, 260, 120), wish(DamageKind.BURN, 9.0), NoCoverageError, "partly outside"),
        (shapely.Point(100, 100), wish(DamageKind.BURN, 9.0), OptionError, "a roof is an area"),
        (shapely.box(90, 100, 150, 140), wish(DamageKind.ROOF_COLLAPSE, 5000.0), OptionError, "does not fit"),
        (shapely.box(2, 2, 40, 40), wish(DamageKind.FLOOD, 3000.0), OptionError, "over the picture's edge"),
    ],
)
def test_what_cannot_be_planted_is_refused(roof, damage, error, words):
    """A roof that is not there and damage that does not fit raise errors with a hint."""
    with pytest.raises(error, match=words) as raised:
        plant(picture(), GRID.from_pixels(roof), damage, np.random.default_rng(1), options=SUN)
    assert raised.value.hint


def test_radar_and_hidden_roofs_are_refused():
    """Backscatter is no picture to paint in, and under a cloud nothing can be planted."""
    image = picture()
    radar = Image(array=image.array[:2], grid=GRID, roles=(BandRole.VV, BandRole.VH))
    with pytest.raises(OptionError, match="vv"):
        plant(radar, ROOF, wish(DamageKind.BURN), np.random.default_rng(1))
    flags = np.full(GRID.shape, 0, dtype=np.uint8)
    flags[90:150, 80:160] = MaskKind.CLOUD
    hidden = Image(array=image.array, flags=flags, grid=GRID, roles=RGB)
    with pytest.raises(NoCoverageError, match="unusable"):
        plant(hidden, ROOF, wish(DamageKind.BURN), np.random.default_rng(1))


def test_a_roof_may_come_in_any_reference_system():
    """The roof's outline is brought to the picture's grid."""
    degrees = Footprint(shape=ROOF.shape, crs=UTM).to_crs(parse_crs("EPSG:4326"))
    planted = plant(picture(), degrees, wish(DamageKind.WHOLE_COLLAPSE), np.random.default_rng(1), options=SUN)
    assert planted.damage.area_m2 == pytest.approx(600.0, rel=1e-3)


def test_a_setting_may_serve_again():
    """Many plantings in one picture estimate its optics once, and give what they would give alone."""
    image = picture()
    first = plant(image, ROOF, wish(DamageKind.ROOF_COLLAPSE), np.random.default_rng(1), options=SUN)
    again = plant(image, ROOF, wish(DamageKind.ROOF_COLLAPSE), np.random.default_rng(1), setting=first.setting)
    assert again.setting is first.setting
    assert np.array_equal(again.image.array, first.image.array)


def test_options_out_of_range_are_refused():
    """A sun below the horizon or a point spread of nothing is no option."""
    for wrong in ({"sun_elevation_deg": -3.0}, {"psf_px": 0.0}, {"height_m": 0.0}, {"finer": -1}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            PlantOptions(**wrong)
