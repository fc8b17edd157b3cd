"""Haze and shadows of clouds: what two pictures tell of each other, and where nothing is said."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import pytest
from affine import Affine

from temoin.align import align_pair
from temoin.align.blocks import BlockPixels
from temoin.align.haze import flag_haze
from temoin.align.overcast import flag_overcast
from temoin.geo import Grid, Window, parse_crs
from temoin.model import Reason, Scene
from temoin.raster import BandRole, Image, MaskKind
from temoin.testing import made_pair

RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
SIDE = 640


def _image(array, flags=None, roles=RGB, gsd_m=0.5):
    grid = Grid(crs=parse_crs("EPSG:32628"), transform=Affine(gsd_m, 0, 500_000, 0, -gsd_m, 5_900_000), height=array.shape[1], width=array.shape[2])
    return Image(array=np.clip(np.rint(array), 0, 255).astype(np.uint8), grid=grid, roles=roles, flags=flags)


def _flagged(image, kind):
    return (image.flags & np.uint8(kind)) != 0


def _soft(rng, size_px):
    field = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)), (0, 0), size_px)
    return field / field.std()


@pytest.fixture(scope="module")
def wood():
    """A wood of crowns and gaps, red, green and blue."""
    grey = 70 + 30 * _soft(np.random.default_rng(5), 2.0)
    return np.clip(np.stack([0.8 * grey, grey, 0.7 * grey]), 12, 220)


@pytest.fixture(scope="module")
def half():
    """1 in the left half of a picture, fading to 0 over 60 pixels."""
    return np.broadcast_to(np.clip((SIDE / 2 - np.arange(SIDE)) / 60 + 0.5, 0, 1), (SIDE, SIDE))


def test_haze_over_part_of_a_wood_is_found_in_the_picture_that_has_it(wood, half):
    """Most of the veiled half is flagged, hardly anything beside it, and nothing in the clear picture, whichever comes first."""
    veil = 0.3 * half
    hazy = _image(wood * (1 - veil) + veil * np.array([170, 180, 195])[:, None, None])
    clear, found = flag_haze(_image(wood), hazy)
    share = _flagged(found, MaskKind.HAZE)
    assert not _flagged(clear, MaskKind.HAZE).any()
    assert share[:, : SIDE // 2 - 60].mean() > 0.8
    assert share[:, SIDE // 2 + 60 :].mean() < 0.02
    assert np.array_equal(_flagged(flag_haze(hazy, _image(wood))[0], MaskKind.HAZE), share)


def test_haze_is_still_looked_at(wood, half):
    """The flag hides no pixel."""
    hazy = _image(wood + 60 * half)
    found = flag_haze(_image(wood), hazy)[1]
    assert _flagged(found, MaskKind.HAZE).any()
    assert found.mask.all()


@pytest.mark.parametrize("lift", [(60, 45, 20), (0, 0, 0)], ids=["soil", "nothing"])
def test_ground_that_turned_pale_is_no_haze(wood, half, lift):
    """Bare soil is lifted in the red more than in the blue."""
    later = _image(wood + half * np.array(lift)[:, None, None])
    assert not any(_flagged(image, MaskKind.HAZE).any() for image in flag_haze(_image(wood), later))


def test_haze_all_over_and_haze_over_smooth_ground_are_not_told(wood, half):
    """An even lift is the fit's to take out; a lake that turned pale had no gaps that haze could fill."""
    lake = np.full((3, SIDE, SIDE), 20.0) + np.random.default_rng(6).normal(0, 1, (3, SIDE, SIDE))
    wide = np.concatenate([lake[:, :, : SIDE // 2], wood[:, :, SIDE // 2 :]], axis=2)
    for first, second in ((wood, wood + 50), (wide, wide + 60 * half)):
        assert not any(_flagged(image, MaskKind.HAZE).any() for image in flag_haze(_image(first), _image(second)))


def test_a_mask_that_came_with_a_picture_is_left_alone(wood, half):
    """Where a picture bears haze or the like already, nothing is added."""
    flags = np.zeros((SIDE, SIDE), np.uint8)
    flags[:9, :9] = MaskKind.HAZE
    later = _image(wood + 60 * half, flags)
    assert flag_haze(_image(wood), later)[1] is later


def test_without_red_and_blue_no_haze_is_looked_for(wood, half):
    """A panchromatic pair goes through as it is."""
    first, second = (_image(array[:1], roles=(BandRole.PAN,)) for array in (wood, wood + 60 * half))
    assert flag_haze(first, second) == (first, second)


def _cloudy(wood, off_px):
    """The wood, the same under a cloud whose shadow lies `off_px` rows and columns off, the shadow, and a scene with the sun at 45° in the south."""
    rows, cols = np.indices((SIDE * 2, SIDE))
    cloud = ((rows - 900) / 110.0) ** 2 + ((cols - 240) / 150.0) ** 2 < 1
    ground = np.concatenate([wood, wood[:, ::-1]], axis=1)
    shadow = np.roll(cloud, off_px, axis=(0, 1))
    later = np.where(cloud, 240.0, ground * np.where(shadow, 0.4, 1.0))
    before, after = _image(ground), _image(later, np.where(cloud, np.uint8(MaskKind.CLOUD), np.uint8(0)))
    scene = Scene(id="a", name="a", grid=after.grid, roles=RGB, sun_elevation_deg=45.0, sun_azimuth_deg=180.0)
    return before, after, shadow, scene


@pytest.fixture(scope="module")
def cloudy(wood):
    """A cloud 300 m up, seen from straight above."""
    return _cloudy(wood, (-600, 0))


def test_the_shadow_of_a_cloud_is_found_where_the_sun_throws_it(cloudy):
    """Its form is found at the right height, and hides the ground; the other picture keeps its own."""
    before, after, shadow, scene = cloudy
    clear, found = flag_overcast(before, after, (scene, scene))
    flagged = _flagged(found, MaskKind.CLOUD_SHADOW)
    assert clear is before
    assert flagged[shadow].mean() > 0.9
    assert (flagged & ~cv2.dilate(shadow.astype(np.uint8), np.ones((65, 65), np.uint8)).astype(bool)).mean() < 0.001
    assert not found.mask[flagged].any()


@pytest.mark.parametrize("sun", [{"sun_azimuth_deg": 90.0}, {"sun_azimuth_deg": 0.0}, {"sun_elevation_deg": None}, {"sun_elevation_deg": 4.0}])
def test_dark_ground_where_no_shadow_falls_is_left_alone(cloudy, sun):
    """With the sun elsewhere, not known or near the horizon, the same pictures say nothing."""
    before, after, _, scene = cloudy
    scene = attrs.evolve(scene, **sun)
    assert flag_overcast(before, after, (scene, scene))[1] is after


def test_a_view_from_the_side_moves_the_cloud_and_not_its_shadow(wood):
    """Seen from 26.6° in the east, a cloud 300 m up lies 150 m west of its place, so that its shadow lies as far east of what is seen of it."""
    before, after, shadow, scene = _cloudy(wood, (-600, 300))
    seen = attrs.evolve(scene, off_nadir_deg=26.565, view_azimuth_deg=90.0)
    assert _flagged(flag_overcast(before, after, (seen, seen))[1], MaskKind.CLOUD_SHADOW)[shadow].mean() > 0.85
    other = attrs.evolve(seen, view_azimuth_deg=270.0)
    assert flag_overcast(before, after, (other, other))[1] is after


def test_aligned_pictures_bear_haze_and_the_pair_is_told(monkeypatch):
    """What is found goes into the aligned picture and into its fitness."""
    made = made_pair(damages=())
    veiled = BlockPixels(source=made.after, grid=made.after.grid, blocks=np.ones((8, 8), bool), side=16, kind=MaskKind.HAZE)
    monkeypatch.setattr("temoin.align.pair.flag_haze", lambda before, _: (before, veiled.read()))
    aligned = align_pair(made.pair)
    assert Reason.HAZE in aligned.fitness.reasons
    assert aligned.fitness.after.haze_share > 0.05


def test_flags_of_a_part_are_those_of_the_whole(wood):
    """Blocks are flagged alike however a picture is read."""
    blocks = np.random.default_rng(3).random((39, 40)) < 0.3
    pixels = BlockPixels(source=_image(wood), grid=_image(wood).grid, blocks=blocks, side=16, kind=MaskKind.HAZE)
    whole = pixels.read()
    window = Window(row_start=37, row_stop=640, col_start=101, col_stop=530)
    assert np.array_equal(pixels.read(window).flags, whole.flags[37:640, 101:530])
    assert not whole.flags[39 * 16 :].any()
