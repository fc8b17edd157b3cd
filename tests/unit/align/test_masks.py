"""Masks that temoin makes itself: what they find, and what they leave alone."""

from datetime import UTC, datetime

import attrs
import cv2
import numpy as np
import pytest
import shapely
from affine import Affine

from temoin.align import align_pair
from temoin.align.clouds import find_clouds, white_of
from temoin.align.masks import MaskedPixels, MaskRecipe, mask_image, mask_pixels
from temoin.align.shade import shade_pixels
from temoin.geo import Footprint, Grid, Window, parse_crs
from temoin.measure import measure_damage
from temoin.model import Building, GradeClass, Reason, Scene
from temoin.raster import BandRole, Image, MaskKind
from temoin.scenes import Acquisition, Clouds, HallPlan, PairSpec, make_pair, planet_like
from temoin.testing import made_pair

RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
CLOUDY = Acquisition(moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), haze=0.022, clouds=Clouds(share=0.2))


def _image(array, gsd_m=0.5, roles=RGB, flags=None):
    grid = Grid(crs=parse_crs("EPSG:32628"), transform=Affine(gsd_m, 0, 500_000, 0, -gsd_m, 5_900_000), height=array.shape[1], width=array.shape[2])
    return Image(array=array, grid=grid, roles=roles, flags=flags)


def _flagged(image, kind):
    return (image.flags & np.uint8(kind)) != 0


def _unflagged(image):
    return Image(array=image.array, grid=image.grid, roles=image.roles)


@pytest.fixture(scope="module")
def cloudy():
    """A pair of 250 m with clouds in the later picture, and where they are."""
    made = made_pair(5, rows=500, cols=500, after=CLOUDY, flag_clouds=True)
    return made, _flagged(made.after, MaskKind.CLOUD)


# ---------------------------------------------------------------- clouds


def test_clouds_are_found_and_their_rim_with_them(cloudy):
    """Of the ground under clouds nine tenths are found, and beyond them no more than a rim."""
    made, truth = cloudy
    found = _flagged(mask_image(_unflagged(made.after)), MaskKind.CLOUD)
    assert (found & truth).sum() > 0.9 * truth.sum()
    assert (found & ~truth).mean() < 0.05
    assert not _flagged(mask_image(made.before), MaskKind.CLOUD).any()


def _ramp(size, middle, reach, wide):
    """A bright square that fades over `wide` pixels on grassy ground, shape (3, size, size)."""
    rng = np.random.default_rng(1)
    away = np.maximum(*np.abs(np.indices((size, size)) - middle)) - reach
    share = np.clip(0.5 - away / wide, 0, 1)
    ground = np.array([60.0, 75.0, 45.0])[:, None, None] + rng.normal(0, 6, (3, size, size))
    return np.clip(ground * (1 - share) + 235 * share + rng.normal(0, 1, (3, size, size)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("wide", "is_cloud"), [(1.5, False), (3.0, False), (24.0, True), (40.0, True)])
def test_a_white_roof_is_no_cloud(wide, is_cloud):
    """A white square of 90 m that ends within a metre or so is a roof; one that fades over twelve metres and more is a cloud."""
    image = _image(_ramp(400, 200, 90, wide))
    assert find_clouds(image, white_of(image)).any() == is_cloud


def test_a_coloured_or_faint_patch_is_no_cloud():
    """What fades softly but is sandy, or hardly brighter than the ground around, is left alone."""
    array = _ramp(400, 200, 90, 30.0).astype(float)
    sand = _image(np.clip(array * np.array([1.0, 0.8, 0.55])[:, None, None], 0, 255).astype(np.uint8))
    faint = _image((90 + (array - 60) * 0.05).astype(np.uint8))
    for image in (sand, faint):
        assert not find_clouds(image, 255.0).any()


def test_white_ground_is_no_sky():
    """A site under snow, white all over, is not taken for cloud."""
    snow = Acquisition(moment=datetime(2025, 1, 12, 11, tzinfo=UTC), snow=0.7)
    made = made_pair(3, after=snow)
    assert not _flagged(mask_image(made.after), MaskKind.CLOUD).any()


def test_nothing_is_looked_for_where_somebody_did(cloudy):
    """A picture that came with a mask of its sky keeps it as it is; so does radar."""
    made, truth = cloudy
    assert (_flagged(mask_image(made.after), MaskKind.CLOUD) == truth).all()
    radar = _image(_ramp(400, 200, 90, 30.0)[:1], roles=(BandRole.VV,))
    assert not mask_image(radar).flags.any()


def test_a_building_under_a_found_cloud_is_not_assessable_for_it(cloudy):
    """Without a mask given, cloud is still the reason that a building under it is not checkable, and its pixels are kept to be looked at."""
    made, truth = cloudy
    pair = attrs.evolve(made.pair, after_pixels=_unflagged(made.after))
    rows, cols = np.nonzero(_deep(truth))
    place = shapely.box(*(np.array([-8, -8, 8, 8]) + np.tile([cols[0] + 0.5, rows[0] + 0.5], 2)))
    under = Building(id="under", footprint=made.after.grid.from_pixels(place))
    aligned = align_pair(pair)
    (grade,) = measure_damage(aligned, buildings=(under,)).grades
    assert grade.grade is GradeClass.NOT_ASSESSABLE
    assert grade.reasons[0] is Reason.CLOUD
    assert Reason.NODATA not in grade.reasons
    assert Reason.CLOUD in aligned.fitness.reasons
    seen = aligned.after_pixels.array[:, _deep(_flagged(aligned.after_pixels, MaskKind.CLOUD))]
    assert np.median(seen) > 200


def _deep(mask):
    return cv2.erode(mask.astype(np.uint8), np.ones((41, 41), np.uint8), borderValue=0) > 0


# ---------------------------------------------------------------- overexposure


def test_a_heap_at_the_end_of_the_range_is_overexposed():
    """Roofs cut off at the highest number are flagged, single glints and pictures that end in a tail are not."""
    rng = np.random.default_rng(2)
    array = np.clip(rng.normal(900, 250, (3, 200, 200)), 0, 2046).astype(np.uint16)
    assert not mask_image(_image(array)).flags.any()
    array[:, 50:80, 60:100] = 2047
    array[:, 150, 150] = 2047
    found = _flagged(mask_image(_image(array)), MaskKind.SATURATED)
    assert found[50:80, 60:100].all()
    assert found.sum() == 30 * 40
    assert mask_image(_image(array)).mask.all()
    shares = _image((array / np.float32(2047)).astype(np.float32))
    assert (_flagged(mask_image(shares), MaskKind.SATURATED) == found).all()


# ---------------------------------------------------------------- water


def test_a_river_is_water_and_roofs_are_not():
    """With near infrared, most of a river of forty metres is found, and at the same site without it not one pixel; nor in colours alone."""
    found = {}
    for river_m in (0.0, 40.0):
        spec = PairSpec(gsd_m=3.0, rows=200, cols=200, camera=planet_like(), river_m=river_m, houses=30)
        made = make_pair(spec, np.random.default_rng(3))
        found[river_m] = _flagged(mask_image(made.after), MaskKind.WATER)
    assert not found[0.0].any()
    assert found[40.0].mean() == pytest.approx(40 / 600, rel=0.35)
    assert not _flagged(mask_image(_image(made.after.array[:3], roles=(BandRole.BLUE, BandRole.GREEN, BandRole.RED))), MaskKind.WATER).any()


def test_numbers_that_are_no_reflectance_make_no_water():
    """Where green is written 1.75 times as high, as in radiance, dry ground and roofs are still none."""
    made = make_pair(PairSpec(gsd_m=3.0, rows=200, cols=200, camera=planet_like(), houses=30), np.random.default_rng(4))
    array = made.after.array.astype(float)
    array[made.after.roles.index(BandRole.GREEN)] *= 1.75
    image = Image(array=array.astype(np.uint16), grid=made.after.grid, roles=made.after.roles)
    assert _flagged(mask_image(image), MaskKind.WATER).mean() < 0.001


# ---------------------------------------------------------------- large pictures


def test_a_part_is_masked_as_in_the_whole(cloudy):
    """A picture that is read window by window has the flags of the whole, clouds in blocks of eight pixels."""
    made, _ = cloudy
    array = made.after.array.copy()
    array[:, 300:330, 100:140] = 255
    image = Image(array=array, grid=made.after.grid, roles=made.after.roles)
    whole, large = mask_image(image), mask_pixels(image, most_pixels=1000)
    assert isinstance(large, MaskedPixels)
    assert (large.grid, large.roles, large.dtype) == (image.grid, image.roles, image.dtype)
    window = Window(row_start=40, row_stop=340, col_start=90, col_stop=410)
    part = large.read(window)
    assert (part.array == image.read(window).array).all()
    assert (_flagged(part, MaskKind.SATURATED) == _flagged(whole.read(window), MaskKind.SATURATED)).mean() > 0.999
    clouds = _flagged(whole, MaskKind.CLOUD)
    blocks = _flagged(large.read(), MaskKind.CLOUD)
    assert (blocks >= clouds).all()
    assert (blocks & ~clouds).mean() < 0.02


def test_a_recipe_of_nothing_finds_nothing():
    """A picture without one usable pixel has no yardstick, and no error."""
    image = _image(np.zeros((4, 64, 64), np.uint8), roles=(*RGB, BandRole.NIR), flags=np.full((64, 64), MaskKind.NODATA, np.uint8))
    recipe = MaskRecipe.of(image)
    assert (recipe.ends, recipe.nir) == ((None,) * 4, None)
    assert (mask_image(image).flags == MaskKind.NODATA).all()


# ---------------------------------------------------------------- shadows of buildings


def _block(number, x, y, wide, height):
    grid = _image(np.zeros((3, 200, 200), np.uint8)).grid
    attributes = () if height is None else (("height_m", height),)
    return Building(id=str(number), footprint=grid.from_pixels(shapely.box(x, y, x + wide, y + wide)), attributes=attributes)


def _shade(blocks, **facts):
    image = _image(np.zeros((3, 200, 200), np.uint8))
    scene = Scene(id="s", name="s", grid=image.grid, roles=RGB, **({"sun_elevation_deg": 45.0, "sun_azimuth_deg": 180.0} | facts))
    return _flagged(shade_pixels(image, scene, blocks), MaskKind.BUILDING_SHADOW)


def test_a_shadow_falls_away_from_the_sun_by_the_height():
    """With the sun in the south at 45°, a block 20 m high shades 20 m to its north: forty pixels, and not itself."""
    shade = _shade([_block(1, 80, 120, 40, 20.0)])
    rows, cols = np.nonzero(shade)
    assert (rows.min(), rows.max() + 1) == (pytest.approx(80, abs=1), pytest.approx(120, abs=1))
    assert (cols.min(), cols.max() + 1) == (pytest.approx(80, abs=1), pytest.approx(120, abs=1))
    assert shade.sum() == pytest.approx(1600, rel=0.06)


def test_a_lower_roof_is_shaded_by_what_rises_over_it():
    """On a roof 10 m up a block of 20 m throws a shadow of 10 m; a roof of unknown height and a higher one are left alone."""
    tower = _block(1, 80, 120, 40, 20.0)
    assert _shade([tower, _block(2, 80, 80, 40, 10.0)])[80:120, 80:120].mean() == pytest.approx(0.5, abs=0.03)
    for height in (None, 30.0):
        assert not _shade([tower, _block(2, 80, 80, 40, height)])[80:120, 80:120].any()


@pytest.mark.parametrize("facts", [{"sun_elevation_deg": None}, {"sun_azimuth_deg": None}, {"sun_elevation_deg": 3.0}])
def test_without_a_sun_nothing_is_shaded(facts):
    """An unknown sun throws no shadow, and one at the horizon none that can be told."""
    assert not _shade([_block(1, 80, 120, 40, 20.0)], **facts).any()


def test_made_shadows_are_dark_where_they_are_expected():
    """In a made picture the expected shadow of a hall on its yard has less than seven tenths of the light beside it."""
    look = Acquisition(moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), sun_elevation_deg=25.0, sun_azimuth_deg=150.0)
    plan = HallPlan(name="a", width_m=40, depth_m=24, height_m=12.0)
    made = make_pair(PairSpec(rows=320, cols=320, halls=1, houses=0, plant_m=110.0, plans=(plan,), after=look), np.random.default_rng(3))
    shade = _flagged(shade_pixels(made.after, made.after_scene, made.buildings), MaskKind.BUILDING_SHADOW)
    light = made.after.array.astype(float).mean(axis=0)
    near, rim = (cv2.dilate(shade.astype(np.uint8), np.ones((size, size), np.uint8)) > 0 for size in (31, 5))
    assert shade.mean() > 0.01
    assert np.median(light[shade]) < 0.7 * np.median(light[near & ~rim])


def test_a_roof_in_the_shadow_of_a_tower_is_not_checkable():
    """A low building that a high one shades in one of the pictures is not assessable, and the shadow is the reason."""
    low = Acquisition(moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), sun_elevation_deg=30.0, sun_azimuth_deg=180.0)
    made = made_pair(6, after=low, damages=())
    hall = next(building for building in made.buildings if building.id == "h1")
    box = shapely.box(*shapely.total_bounds(made.before.grid.to_pixels(hall.footprint)))
    tower = Building(
        id="tower",
        footprint=Footprint(shape=shapely.affinity.translate(made.before.grid.from_pixels(box).shape, 0, -30), crs=hall.footprint.crs),
        attributes=(("height_m", 80.0),),
    )
    aligned = align_pair(made.pair, buildings=(*made.buildings, tower))
    grades = {grade.building_id: grade for grade in measure_damage(aligned, buildings=(hall,)).grades}
    assert grades["h1"].grade is GradeClass.NOT_ASSESSABLE
    assert Reason.BUILDING_SHADOW in grades["h1"].reasons
    assert aligned.fitness.after.building_shadow_share > aligned.fitness.before.building_shadow_share
