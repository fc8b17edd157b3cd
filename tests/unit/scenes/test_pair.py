"""Made-up pairs are what their truth says."""

import attrs
import numpy as np
import pytest
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint
from temoin.model import GradeClass
from temoin.raster import BandRole, coverage_of
from temoin.scenes import (
    Acquisition,
    Damage,
    DamageKind,
    HallPlan,
    LookAlike,
    LookAlikeKind,
    PairSpec,
    RoofKind,
    demo_spec,
    make_pair,
    planet_like,
)

SMALL = PairSpec(
    rows=240,
    cols=260,
    halls=1,
    houses=3,
    plans=(HallPlan(name="workshop 7", width_m=60, depth_m=40),),
    plant_m=70,
    damages=(
        Damage(building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=400.0),
        Damage(building_id="h1", kind=DamageKind.WINDOW_HIT),
        Damage(building_id="b1", kind=DamageKind.WHOLE_COLLAPSE),
        Damage(building_id="b2", kind=DamageKind.WINDOW_HIT),
    ),
)


@pytest.fixture(scope="module")
def made():
    """One small pair for all tests here."""
    return make_pair(SMALL, np.random.default_rng(3))


def test_same_seed_same_pixels(made):
    """The same spec and seed give the same pixels, another seed gives others."""
    again = make_pair(SMALL, np.random.default_rng(3))
    other = make_pair(SMALL, np.random.default_rng(4))
    assert np.array_equal(made.before.array, again.before.array)
    assert np.array_equal(made.after.array, again.after.array)
    assert not np.array_equal(made.before.array, other.before.array)


def test_areas_are_exact(made):
    """A collapse has the area that was asked for, on the plane and on the ellipsoid."""
    collapse = made.truth.damages[0]
    assert collapse.area_m2 == pytest.approx(400.0, rel=1e-9)
    assert collapse.footprint.area_m2 == pytest.approx(400.0, rel=1e-4)
    assert made.truth.area_m2("h1") == pytest.approx(400.0, rel=1e-9)


def test_cover_sums_to_the_area(made):
    """The cover mask holds the area of all damage that the picture shows, within a thousandth."""
    assert made.truth.cover.min() >= 0
    assert made.truth.cover.max() <= 1
    frame = made.spec.grid.footprint.shape
    seen = sum(damage.footprint.shape.intersection(frame).area for damage in made.truth.damages)
    assert made.truth.cover.sum() * made.spec.gsd_m**2 == pytest.approx(seen, rel=1e-6)


def test_cover_of_a_slanted_shape_is_exact():
    """Cover is cut along the outline, holes and all."""
    grid = attrs.evolve(SMALL, rows=30, cols=30).grid
    ring = shapely.Polygon([(3.2, 4.1), (25.7, 8.3), (20.1, 27.9)], [[(12.5, 10.5), (18.5, 12.5), (17.5, 17.5)]])
    footprint = grid.from_pixels(ring)
    assert coverage_of(footprint, grid).sum() == pytest.approx(ring.area, rel=1e-6)
    assert coverage_of(Footprint(shape=shapely.Polygon(), crs=grid.crs), grid).sum() == 0


def test_a_window_hit_leaves_no_trace():
    """Pictures with and without a window hit are the same, pixel for pixel, and the grade says so."""
    hit = attrs.evolve(SMALL, damages=(Damage(building_id="h1", kind=DamageKind.WINDOW_HIT),))
    made_hit, made_none = (make_pair(spec, np.random.default_rng(5)) for spec in (hit, attrs.evolve(SMALL, damages=())))
    assert np.array_equal(made_hit.after.array, made_none.after.array)
    assert made_hit.truth.grade("h1") is GradeClass.NO_VISIBLE_DAMAGE
    assert made_hit.truth.area_m2() == 0.0


def test_grades_follow_the_damage(made):
    """A roof fallen in is damaged, a house gone is destroyed, a window hit is not visible."""
    assert made.truth.grade("h1") is GradeClass.DAMAGED
    assert made.truth.grade("b1") is GradeClass.DESTROYED
    assert made.truth.grade("b2") is GradeClass.NO_VISIBLE_DAMAGE


def test_damage_changes_its_own_pixels_only():
    """Without other differences, the pictures with and without a collapse differ under the cover and close around it, nowhere else."""
    spec = attrs.evolve(SMALL, damages=SMALL.damages[:1])
    hit, none = (make_pair(one, np.random.default_rng(6)) for one in (spec, attrs.evolve(spec, damages=())))
    difference = np.abs(hit.after.array.astype(int) - none.after.array.astype(int)).max(axis=0)
    rows, cols = np.nonzero(hit.truth.cover > 0.5)
    near = np.zeros(difference.shape, dtype=bool)
    near[rows.min() - 5 : rows.max() + 6, cols.min() - 5 : cols.max() + 6] = True
    assert difference[~near].max() == 0
    assert np.median(difference[hit.truth.cover > 0.99]) > 20


@pytest.mark.parametrize("shift", [(0.0, 0.0), (3.0, -2.0), (0.37, 0.81), (-7.6, 11.25)])
def test_the_shift_is_exact(shift):
    """The after-picture's content lies where the truth says: undone by Fourier, what is left of the pair is noise."""
    still = Acquisition(moment=SMALL.before.moment)
    spec = attrs.evolve(SMALL, before=still, after=still, damages=(), shift_px=shift, halls=0, houses=0, plans=())
    made = make_pair(spec, np.random.default_rng(8))
    before, after = made.before.array[1].astype(float), made.after.array[1].astype(float)
    frequency = [np.fft.fftfreq(side)[:, None] if axis == 0 else np.fft.fftfreq(side)[None, :] for axis, side in enumerate(before.shape)]
    back = np.fft.ifft2(np.fft.fft2(after) * np.exp(2j * np.pi * (frequency[0] * shift[0] + frequency[1] * shift[1]))).real
    inner = (slice(40, -40), slice(40, -40))
    rows, cols = np.gradient(before)
    error = (before - back)[inner].ravel()
    kept = np.abs(error) < 12  # cars come and go
    design = np.column_stack([rows[inner].ravel(), cols[inner].ravel()])
    left = np.linalg.lstsq(design[kept], error[kept], rcond=None)[0]
    assert np.abs(left).max() < 0.03


def test_shadows_have_the_length_of_geometry():
    """The shadow of a hall reaches height / tan(elevation) from its wall, within a pixel."""
    sun = Acquisition(moment=SMALL.before.moment, sun_elevation_deg=45.0, sun_azimuth_deg=180.0)
    plan = HallPlan(name="hall", width_m=50, depth_m=30, height_m=12.0, roof=RoofKind.FLAT)
    spec = attrs.evolve(SMALL, before=sun, after=sun, damages=(), plans=(plan,), houses=0)
    made = make_pair(spec, np.random.default_rng(2))
    hall = made.spec.grid.to_pixels(made.buildings[0].footprint)
    x = hall.centroid.x
    top = shapely.intersection(hall, shapely.LineString([(x, 0), (x, 240)])).bounds[1]
    column = made.before.array[:, :, int(x) - 3 : int(x) + 4].astype(float).mean(axis=(0, 2))
    dark = column < 0.6 * np.median(column[int(top) - 40 : int(top) - 26])
    edge = int(top) - 4
    while dark[edge]:
        edge -= 1
    assert top - 1 - edge == pytest.approx(12.0 / 0.5, abs=1.6)


def test_roofs_lean_by_the_view():
    """Off-nadir, a roof of height h is seen h · tan(off-nadir) further from the camera."""
    moment = SMALL.before.moment
    straight, oblique = Acquisition(moment=moment), Acquisition(moment=moment, off_nadir_deg=20.0, view_azimuth_deg=270.0)
    spec = attrs.evolve(SMALL, before=straight, after=oblique, damages=(), houses=0, plans=(attrs.evolve(SMALL.plans[0], height_m=11.0),))
    made = make_pair(spec, np.random.default_rng(11))
    hall = made.spec.grid.to_pixels(made.buildings[0].footprint).buffer(-6)
    rows, cols = np.nonzero(coverage_of(made.spec.grid.from_pixels(hall), made.spec.grid) > 0.99)
    before, after = made.before.array[1].astype(float), made.after.array[1].astype(float)
    errors = [np.abs(after[rows, cols + move] - before[rows, cols]).mean() for move in range(-4, 15)]
    assert int(np.argmin(errors)) - 4 == round(11.0 * np.tan(np.radians(20)) / 0.5)


def test_look_alikes_change_pixels_and_no_truth():
    """New paint and lorries are seen, and are no damage."""
    looks = (LookAlike(building_id="h1", kind=LookAlikeKind.ROOF_PAINT), LookAlike(building_id="h1", kind=LookAlikeKind.PARKED_LORRIES))
    plain, changed = (make_pair(attrs.evolve(SMALL, damages=(), look_alikes=one), np.random.default_rng(9)) for one in ((), looks))
    assert np.array_equal(plain.before.array, changed.before.array)
    assert (plain.after.array != changed.after.array).any(axis=0).mean() > 0.05
    assert changed.truth.cover.sum() == 0


def test_the_coarse_camera_writes_four_bands_of_16_bit():
    """Bands, type and range fit the product that the camera imitates."""
    made = make_pair(attrs.evolve(SMALL, gsd_m=3.0, rows=120, cols=120, camera=planet_like()), np.random.default_rng(1))
    assert made.before.roles == (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)
    assert made.before.dtype == np.uint16
    assert 1500 < np.median(made.before.band(BandRole.NIR)) < 6000


def test_the_demo_shows_the_same_plant_at_both_scales():
    """The fine and the coarse pair of the example have the same buildings and the same truth in m²."""
    fine, coarse = (make_pair(demo_spec(coarse=coarse), np.random.default_rng(12)) for coarse in (False, True))
    assert fine.truth.area_m2("h2", kind=DamageKind.ROOF_COLLAPSE) == pytest.approx(1300.0, rel=1e-9)
    assert coarse.truth.area_m2("h2", on_roof=True) == pytest.approx(1300.0, rel=1e-9)
    places = {building.id: building.footprint.shape for building in fine.buildings}
    assert all(building.footprint.shape.equals_exact(places[building.id], 1e-6) for building in coarse.buildings if building.id in places)
    names = {part.name: part.building_id for part in fine.site.parts}
    assert (names["workshop 106"], names["workshop 110"]) == ("h1", "h2")
    assert fine.after_scene.acquired.start.isoformat() == "2025-07-02T11:08:05+00:00"


def test_damage_that_does_not_fit_is_refused():
    """An area above the roof's own, and a building that is not there, are errors that say so."""
    with pytest.raises(OptionError, match="does not fit h1"):
        make_pair(attrs.evolve(SMALL, damages=(Damage(building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=9e5),)), np.random.default_rng(1))
    with pytest.raises(OptionError, match="no building 'h77'"):
        make_pair(attrs.evolve(SMALL, damages=(Damage(building_id="h77", kind=DamageKind.WHOLE_COLLAPSE),)), np.random.default_rng(1))
