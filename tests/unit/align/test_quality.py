"""What speaks against a comparison: metadata, and how much of the ground is seen in how many shades."""

import json
from datetime import UTC, datetime

import attrs
import numpy as np
import pytest
from affine import Affine

from temoin.align import align_pair
from temoin.align.expected import height_effects, suns_apart, views_apart
from temoin.align.quality import judge_fitness, pair_reasons
from temoin.model import FitnessGrade, Reason, TimeRange
from temoin.raster import BandRole, Image, MaskKind
from temoin.testing import made_pair
from temoin.wire import from_document, to_document


@pytest.fixture(scope="module")
def scenes():
    """Two scenes that can be compared."""
    made = made_pair(1)
    return made.before_scene, made.after_scene


def _at(scene, year, month, day):
    return attrs.evolve(scene, acquired=TimeRange.at(datetime(year, month, day, 11, tzinfo=UTC)))


def test_nothing_against_like_scenes(scenes):
    """Three weeks apart and from straight above, nothing speaks against it."""
    assert pair_reasons(*scenes) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"off_nadir_deg": 31.0, "view_azimuth_deg": 0.0}, (Reason.OBLIQUE_VIEW, Reason.DIFFERENT_VIEWS)),
        ({"off_nadir_deg": 22.0}, (Reason.DIFFERENT_VIEWS,)),
        ({"off_nadir_deg": 15.0}, ()),
        ({"off_nadir_deg": None}, ()),
        ({"acquired": None}, (Reason.NO_TIME,)),
    ],
)
def test_views_and_times(scenes, changes, expected):
    """Angles past the thresholds and missing times are named; missing angles say nothing."""
    assert pair_reasons(scenes[0], attrs.evolve(scenes[1], **changes)) == expected


def test_two_oblique_views_from_opposite_sides_differ(scenes):
    """Equal angles from opposite sides are different views; from the same side they are not."""
    east = attrs.evolve(scenes[0], off_nadir_deg=20.0, view_azimuth_deg=90.0)
    assert Reason.DIFFERENT_VIEWS in pair_reasons(east, attrs.evolve(scenes[1], off_nadir_deg=20.0, view_azimuth_deg=270.0))
    assert Reason.DIFFERENT_VIEWS not in pair_reasons(east, attrs.evolve(scenes[1], off_nadir_deg=20.0, view_azimuth_deg=95.0))


def test_seasons_go_round_the_year(scenes):
    """December and January are one season, January and July are not; three years are a long gap."""
    before, after = scenes
    assert pair_reasons(_at(before, 2024, 12, 20), _at(after, 2025, 1, 10)) == ()
    assert pair_reasons(_at(before, 2025, 1, 10), _at(after, 2025, 7, 10)) == (Reason.DIFFERENT_SEASONS,)
    assert pair_reasons(_at(before, 2022, 7, 1), _at(after, 2025, 7, 1)) == (Reason.LONG_GAP,)


# ---------------------------------------------------------------- fitness


@pytest.fixture(scope="module")
def made():
    """A pair that nothing limits."""
    return made_pair(1)


def _judged(made, *, scene=None, after=None, before=None, grid=None):
    """The fitness of a pair with another later scene or other pixels."""
    before, after = before or made.before, after or made.after
    scenes = {
        "before": attrs.evolve(made.before_scene, roles=before.roles),
        "after": attrs.evolve(made.after_scene, roles=after.roles, **(scene or {})),
    }
    pair = attrs.evolve(made.pair, before_pixels=before, after_pixels=after, **scenes)
    return judge_fitness(pair, grid or before.grid, (before, after))


def _image(like, *, array=None, flags=None, grid=None, roles=None):
    return Image(
        array=like.array if array is None else array, flags=like.flags if flags is None else flags, grid=grid or like.grid, roles=roles or like.roles
    )


def _flagged(image, kind, rows):
    flags = image.flags.copy()
    flags[:rows] |= np.uint8(kind)
    return _image(image, flags=flags)


def test_a_good_pair_is_good(made):
    """Like pictures of one summer, from above, are fit, and what to expect of heights is told."""
    fitness = _judged(made)
    assert (fitness.grade, fitness.reasons, fitness.forbidding) == (FitnessGrade.GOOD, (), ())
    assert (fitness.overlap_share, fitness.seen_share, fitness.gsd_ratio) == (1.0, 1.0, 1.0)
    assert [effect.height_m for effect in fitness.heights] == [3.0, 10.0, 30.0]


@pytest.mark.parametrize(
    ("scene", "reason"),
    [
        ({"off_nadir_deg": None}, Reason.NO_VIEW_ANGLES),
        ({"sun_elevation_deg": None}, Reason.NO_SUN_ANGLES),
        ({"sun_elevation_deg": 15.0}, Reason.LOW_SUN),
        ({"sun_elevation_deg": 40.0, "sun_azimuth_deg": 330.0}, Reason.DIFFERENT_SUN),
        ({"acquired": None}, Reason.NO_TIME),
        ({"off_nadir_deg": 35.0}, Reason.OBLIQUE_VIEW),
    ],
)
def test_what_metadata_leave_open_limits(made, scene, reason):
    """Unknown angles and times, a low sun and other shadows limit a comparison, and forbid nothing."""
    fitness = _judged(made, scene=scene)
    assert fitness.grade is FitnessGrade.LIMITED
    assert reason in fitness.reasons
    assert fitness.forbidding == ()


@pytest.mark.parametrize("kind", [MaskKind.CLOUD, MaskKind.CLOUD_SHADOW, MaskKind.HAZE, MaskKind.SATURATED])
def test_what_hides_ground_is_told_from_a_twentieth_on(made, kind):
    """Cloud, its shadow, haze and overexposure limit where they cover more than one building in twenty."""
    rows = made.after.grid.height
    reason = Reason[kind.name]
    assert reason not in _judged(made, after=_flagged(made.after, kind, int(0.04 * rows))).reasons
    fitness = _judged(made, after=_flagged(made.after, kind, int(0.1 * rows)))
    assert reason in fitness.reasons
    assert getattr(fitness.after, f"{kind.name.lower()}_share") == pytest.approx(0.1)


def test_other_pixels_and_numbers_limit(made):
    """A coarser picture, one stretched to 8 bits and one of few shades are named, each by itself."""
    rough = made.after.array // 8
    assert _judged(made, after=_image(made.after, array=rough)).reasons == (Reason.FEW_GREY_LEVELS,)
    deep = made.before.array.astype(np.uint16) * 7
    assert _judged(made, before=_image(made.before, array=deep)).reasons == (Reason.DIFFERENT_DEPTH,)
    wide = attrs.evolve(made.after.grid, transform=made.after.grid.transform @ Affine.scale(2))
    fitness = _judged(made, after=_image(made.after, grid=wide))
    assert fitness.gsd_ratio == pytest.approx(2, rel=1e-4)
    assert Reason.DIFFERENT_DETAIL in fitness.reasons


def test_an_empty_band_forbids_nothing(made):
    """Where one band holds nothing the others still make a picture."""
    array = made.after.array.copy()
    array[2] = 0
    assert _judged(made, after=_image(made.after, array=array)).grade is FitnessGrade.GOOD


def test_a_pixel_wider_than_halls_forbids(made):
    """At 10 m single houses are not told; at 60 m nothing is measured, whatever the metadata say."""
    for size, grade, reason in ((10.0, FitnessGrade.LIMITED, Reason.COARSE), (60.0, FitnessGrade.NOT_COMPARABLE, Reason.TOO_COARSE)):
        grid = attrs.evolve(made.before.grid, transform=Affine(size, 0, 680_000, 0, -size, 5_900_000))
        before, after = (_image(image, grid=grid) for image in (made.before, made.after))
        fitness = _judged(made, before=before, after=after)
        assert (fitness.grade, fitness.gsd_m) == (grade, pytest.approx(size, rel=1e-3))
        assert reason in fitness.reasons


def test_what_forbids(made):
    """A night picture, a drawing, next to no common ground and radar beside colours are not comparable."""
    assert _judged(made, scene={"sun_elevation_deg": -4.0}).forbidding == (Reason.NO_DAYLIGHT,)
    assert _judged(made, after=_image(made.after, array=made.after.array // 64)).forbidding == (Reason.FEW_GREY_LEVELS,)
    assert _judged(made, after=_flagged(made.after, MaskKind.CLOUD, 315)).forbidding == (Reason.CLOUD,)
    assert _judged(made, after=_flagged(made.after, MaskKind.NODATA, 315)).forbidding == (Reason.LITTLE_OVERLAP,)
    radar = _image(made.after, array=made.after.array[:1], roles=(BandRole.VV,))
    assert _judged(made, after=radar).forbidding == (Reason.DIFFERENT_BANDS,)


def test_little_overlap_is_told(made):
    """A common grid of a third of the smaller picture is little; the share is of the smaller one."""
    grid = attrs.evolve(made.before.grid, height=made.before.grid.height // 3)
    fitness = _judged(made, grid=grid)
    assert fitness.overlap_share == pytest.approx(1 / 3, rel=0.01)
    assert Reason.LITTLE_OVERLAP in fitness.reasons


def test_radar_needs_no_sun(made):
    """Between two radar pictures night, sun and its angles say nothing."""
    before, after = (_image(image, array=image.array[:1], roles=(BandRole.VV,)) for image in (made.before, made.after))
    fitness = _judged(made, before=before, after=after, scene={"sun_elevation_deg": -30.0})
    assert not {Reason.NO_DAYLIGHT, Reason.LOW_SUN, Reason.NO_SUN_ANGLES, Reason.DIFFERENT_SUN} & set(fitness.reasons)


def test_heights_follow_the_angles(scenes):
    """Parallax is height times the difference of tangents, a shadow height times the cotangent; pixels are metres over the pixel size."""
    before = attrs.evolve(scenes[0], off_nadir_deg=0.0, sun_elevation_deg=45.0, sun_azimuth_deg=180.0)
    after = attrs.evolve(scenes[1], off_nadir_deg=45.0, view_azimuth_deg=90.0, sun_elevation_deg=45.0, sun_azimuth_deg=270.0)
    hall = height_effects(before, after, 0.5)[1]
    assert (hall.parallax_m, hall.parallax_px) == (pytest.approx(10.0), pytest.approx(20.0))
    assert (hall.shadow_before_m, hall.shadow_after_px) == (pytest.approx(10.0), pytest.approx(20.0))
    assert hall.shadows_apart_m == pytest.approx(10 * 2**0.5)


def test_without_azimuths_the_least_is_told(scenes):
    """Two lengths without directions lie apart by their difference at the least; without angles nothing is said."""
    before, after = (
        attrs.evolve(scene, off_nadir_deg=angle, view_azimuth_deg=None, sun_elevation_deg=angle, sun_azimuth_deg=None)
        for scene, angle in zip(scenes, (45.0, 20.0), strict=True)
    )
    tangent = np.tan(np.radians(20))
    assert views_apart(before, after) == pytest.approx(1 - tangent)
    assert suns_apart(before, after) == pytest.approx(1 / tangent - 1)
    assert suns_apart(before, attrs.evolve(after, sun_elevation_deg=0.0)) is None


def test_a_fitness_comes_back_as_it_was(made):
    """It survives JSON, with what is not known."""
    for fitness in (_judged(made), _judged(made, scene={"off_nadir_deg": None, "acquired": None, "sun_elevation_deg": -2.0})):
        assert from_document(json.loads(json.dumps(to_document(fitness)))) == fitness


def test_a_pair_that_is_not_comparable_says_so_in_its_reasons(made):
    """What forbids goes with the pair, so that nothing is measured; what only limits stays with the fitness."""
    night = align_pair(attrs.evolve(made.pair, after=attrs.evolve(made.after_scene, sun_elevation_deg=-4.0)))
    assert night.fitness.grade is FitnessGrade.NOT_COMPARABLE
    assert night.reasons == (Reason.NOT_COMPARABLE, Reason.NO_DAYLIGHT)
    low = align_pair(attrs.evolve(made.pair, after=attrs.evolve(made.after_scene, sun_elevation_deg=15.0)))
    assert Reason.LOW_SUN in low.fitness.reasons
    assert low.reasons == ()
