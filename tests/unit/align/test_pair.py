"""Aligned pairs are right to a fraction of a pixel, or flagged."""

import attrs
import numpy as np
import pytest
from affine import Affine

from temoin.align import AlignOptions, align_pair
from temoin.errors import NoCoverageError, OptionError
from temoin.geo import Grid, parse_crs
from temoin.model import AlignState, Reason, Scene, ScenePair
from temoin.raster import BandRole, Image, MaskKind, warp_image
from temoin.scenes import Acquisition, Damage, DamageKind, Displacement, PairSpec, make_pair, planet_like
from temoin.testing import made_pair


def _pair(before, after):
    scenes = [Scene(id=name, name=f"{name}.tif", grid=image.grid, roles=image.roles) for name, image in (("before", before), ("after", after))]
    return ScenePair(before=scenes[0], after=scenes[1], before_pixels=before, after_pixels=after)


def _error(aligned, shift):
    return float(np.hypot(*(np.array(aligned.registration.shift_px) - shift)))


@pytest.mark.parametrize("shift", [(0.0, 0.0), (1.4, -0.6), (-7.3, 5.8), (11.5, -11.9), (-19.25, 3.5), (0.5, 24.0)])
def test_a_known_shift_is_found(shift):
    """Made pairs with another sun, gain, haze, moved cars and a fallen roof are verified and right within a quarter of a pixel."""
    aligned = align_pair(made_pair(2, shift_px=shift).pair)
    assert aligned.registration.state is AlignState.VERIFIED
    assert _error(aligned, shift) < 0.25
    assert aligned.reasons == ()


def test_the_after_picture_is_moved_back():
    """After alignment the two pictures of a still site differ by noise alone: as little as an unshifted pair."""
    still = Acquisition(moment=PairSpec().before.moment)
    unshifted = made_pair(4, damages=(), after=still)
    aligned = align_pair(made_pair(4, damages=(), after=still, shift_px=(3.4, -5.7)).pair)
    inner = (slice(None), slice(12, -12), slice(12, -12))

    def spread(before, after):
        return float(np.median(np.abs(before.array[inner].astype(float) - after.array[inner].astype(float))))

    left = spread(aligned.before_pixels, aligned.after_pixels)
    assert left < 1.6 * spread(unshifted.before, unshifted.after) + 0.5
    assert left < 0.4 * spread(unshifted.before, made_pair(4, damages=(), after=still, shift_px=(3.4, -5.7)).after)


def test_the_transform_says_where_content_lies():
    """The transform takes (column, row) of the grid to (column, row) of the plainly reprojected after-picture, as `shift_px` says."""
    registration = align_pair(made_pair(3, shift_px=(4.0, -2.0)).pair).registration
    col, row = registration.transform @ (100.0, 50.0)
    assert (row - 50.0, col - 100.0) == pytest.approx(registration.shift_px)


def test_pixels_moved_in_from_outside_have_no_data():
    """Where the corrected after-picture has nothing, the flag says so."""
    aligned = align_pair(made_pair(2, shift_px=(-9.0, 0.0)).pair)
    assert (aligned.after_pixels.flags[:8] & np.uint8(MaskKind.NODATA)).all()
    assert aligned.after_pixels.mask[12:].all()


def test_four_bands_of_16_bit_align():
    """Coarse pictures of four bands align as fine ones do."""
    made = made_pair(5, gsd_m=3.0, rows=300, cols=300, camera=planet_like(), shift_px=(2.2, -3.6), damages=())
    aligned = align_pair(made.pair)
    assert aligned.registration.state is AlignState.VERIFIED
    assert _error(aligned, (2.2, -3.6)) < 0.25
    assert [fit.role for fit in aligned.radiometry] == [BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR]


def test_two_reference_systems_and_pixel_sizes():
    """An after-picture in degrees, with slightly smaller pixels, is brought onto the before-picture's grid; the georeference's own shift is found."""
    made = made_pair(6, rows=400, cols=400, shift_px=(3.0, 2.0))
    corner = made.after.grid.footprint.to_crs(parse_crs("EPSG:4326")).shape.bounds
    step = (corner[3] - corner[1]) / 460
    degrees = Grid(crs=parse_crs("EPSG:4326"), transform=Affine(step * 1.6, 0, corner[0], 0, -step, corner[3]), height=460, width=480)
    aligned = align_pair(_pair(made.before, warp_image(made.after, degrees)))
    assert aligned.grid.crs == made.before.grid.crs
    assert aligned.registration.state is AlignState.VERIFIED
    assert _error(aligned, (3.0, 2.0)) < 0.25


def test_the_coarser_grid_is_taken():
    """With an after-picture of twice the pixel size, both are compared on its grid."""
    made = made_pair(7, rows=480, cols=480, shift_px=(4.0, -3.0))
    coarse = attrs.evolve(made.after.grid, transform=made.after.grid.transform @ Affine.scale(2), height=240, width=240)
    aligned = align_pair(_pair(made.before, warp_image(made.after, coarse, method="average")))
    assert aligned.grid.gsd_m == pytest.approx((1.0, 1.0), rel=1e-3)
    assert aligned.registration.state is AlignState.VERIFIED
    assert _error(aligned, (2.0, -1.5)) < 0.25


def test_only_the_overlap_is_used():
    """An after-picture that covers a part is compared on that part, and its shift is found."""
    made = made_pair(8, rows=420, cols=420, shift_px=(2.0, 1.0))
    part = attrs.evolve(made.after.grid, transform=made.after.grid.transform @ Affine.translation(120, 90), height=320, width=280)
    aligned = align_pair(_pair(made.before, warp_image(made.after, part, method="nearest")))
    assert aligned.grid.shape == (320, 280)
    assert aligned.registration.state is AlignState.VERIFIED
    assert _error(aligned, (2.0, 1.0)) < 0.25


def test_masked_ground_is_left_out():
    """Bright clouds under a mask, different in both pictures, do not pull the shift."""
    made = made_pair(9, rows=420, cols=420, shift_px=(5.0, -4.0))
    images = []
    for image, where in ((made.before, (slice(0, 130), slice(0, 200))), (made.after, (slice(250, 420), slice(240, 420)))):
        array, flags = image.array.copy(), image.flags.copy()
        array[:, where[0], where[1]] = 250
        flags[where] = MaskKind.CLOUD
        images.append(Image(array=array, flags=flags, grid=image.grid, roles=image.roles))
    aligned = align_pair(_pair(*images))
    assert aligned.registration.state is not AlignState.UNVERIFIED
    assert _error(aligned, (5.0, -4.0)) < 0.25


def test_pan_against_colours_registers_on_grey():
    """A panchromatic before-picture and a coloured after-picture share no band: grey aligns them, and there is no band to fit."""
    pan = attrs.evolve(PairSpec().camera, roles=(BandRole.PAN,))
    before, after = made_pair(10, camera=pan, shift_px=(0.0, 0.0)), made_pair(10, shift_px=(2.6, 3.1))
    aligned = align_pair(_pair(before.before, after.after))
    assert aligned.registration.state is AlignState.VERIFIED
    assert _error(aligned, (2.6, 3.1)) < 0.4
    assert aligned.radiometry == ()


@pytest.mark.parametrize("seed", range(20, 26))
def test_different_places_are_flagged(seed):
    """Two pictures of different places are never aligned, nothing is moved, and the reason says so."""
    first, second = made_pair(seed, rows=400, cols=400), made_pair(seed + 100, rows=400, cols=400, damages=())
    aligned = align_pair(_pair(first.before, second.after))
    assert aligned.registration.state is AlignState.UNVERIFIED
    assert aligned.registration.shift_px == (0.0, 0.0)
    assert aligned.registration.transform == Affine.identity()
    assert Reason.NOT_ALIGNED in aligned.reasons


@pytest.mark.parametrize("kind", ["blank", "noise", "gradient", "waves"])
def test_ground_without_marks_is_flagged(kind):
    """Blank pictures, pure noise, a smooth gradient, and waves that differ are not aligned."""
    rng = np.random.default_rng(1)
    rows, cols = np.mgrid[0:400, 0:400]
    grid = PairSpec(rows=400, cols=400).grid
    images = []
    for phase in (0.0, 1.3):
        array = {
            "blank": np.full((400, 400), 90.0),
            "noise": 90 + rng.normal(0, 6, (400, 400)),
            "gradient": 60 + rows * 0.1 + cols * 0.15 + rng.normal(0, 1.5, (400, 400)),
            "waves": 60 + 6 * np.sin(0.4 * cols + 0.3 * rows + phase * 2) + rng.normal(0, 5, (400, 400)),
        }[kind]
        images.append(Image(array=np.stack([array] * 3).round().astype(np.uint8), flags=None, grid=grid))
    assert align_pair(_pair(*images)).registration.state is AlignState.UNVERIFIED


def test_a_picture_whose_halves_moved_apart_is_not_verified():
    """Where two parts of a picture lie off by different amounts, one shift is right for neither, and the state says so."""
    made = made_pair(11, rows=640, cols=640, damages=())
    array = made.after.array.copy()
    array[:, :, 320:] = np.roll(made.after.array, (6, 4), axis=(1, 2))[:, :, 320:]
    aligned = align_pair(_pair(made.before, Image(array=array, flags=None, grid=made.after.grid, roles=made.after.roles)))
    assert aligned.registration.state is not AlignState.VERIFIED


def test_pictures_too_small_for_windows_are_flagged():
    """Under one window there is no evidence."""
    made = made_pair(12, rows=50, cols=50, damages=(), halls=0, houses=0, plans=())
    registration = align_pair(made.pair).registration
    assert (registration.state, registration.windows, registration.windows_tried) == (AlignState.UNVERIFIED, 0, 0)


def test_no_common_ground_is_an_error():
    """Pictures that do not overlap, or overlap in unusable pixels alone, raise; they are never compared."""
    made = made_pair(13)
    far = Image(
        array=made.after.array, flags=None, grid=attrs.evolve(made.after.grid, transform=Affine.translation(5000, 0) @ made.after.grid.transform)
    )
    with pytest.raises(NoCoverageError, match=r"before\.tif and after\.tif share no ground"):
        align_pair(_pair(made.before, far))
    hidden = Image(array=made.after.array, flags=np.full(made.after.grid.shape, MaskKind.CLOUD, dtype=np.uint8), grid=made.after.grid)
    with pytest.raises(NoCoverageError, match="no pixel shows the ground in both"):
        align_pair(_pair(made.before, hidden))


def test_same_input_same_answer():
    """There is no chance in it."""
    made = made_pair(14, shift_px=(1.0, 2.0))
    first, second = (align_pair(made.pair) for _ in range(2))
    assert first.registration == second.registration
    assert first.radiometry == second.radiometry
    assert np.array_equal(first.after_pixels.array, second.after_pixels.array)


def test_damage_is_reported_not_smoothed_away():
    """A hall that is gone in a picture of two halls does not move the answer."""
    damages = (Damage(building_id="h1", kind=DamageKind.WHOLE_COLLAPSE), Damage(building_id="h2", kind=DamageKind.WHOLE_COLLAPSE))
    aligned = align_pair(made_pair(15, damages=damages, shift_px=(-2.5, 1.5)).pair)
    assert _error(aligned, (-2.5, 1.5)) < 0.3
    assert aligned.registration.state is not AlignState.UNVERIFIED


def test_progress_is_told():
    """A listener hears the start, the steps and what came out."""
    heard = []

    class Ear:
        def start(self, stage, total=None):
            heard.append((stage, total))

        def advance(self, steps=1):
            heard.append(steps)

        def finish(self, note=""):
            heard.append(note)

    align_pair(made_pair(16, shift_px=(1.0, -2.0)).pair, progress=Ear())
    assert heard[0] == ("align", heard.count(1))
    assert heard[-1].startswith("verified: +")


def test_options_out_of_range_are_refused():
    """A search of nothing is no option."""
    with pytest.raises(OptionError, match="search_px"):
        AlignOptions(search_px=0)


def test_a_bent_field_is_as_true_as_its_windows():
    """Where the ground bends, the last look follows it to a few hundredths of a pixel; what small windows settle on alone is 0.06 off."""
    bent = Displacement(warp_px=1.2, warp_length_px=320.0)
    spec = attrs.evolve(PairSpec(), rows=640, cols=640, damages=(), displacement=bent, shift_px=(3.3, -2.6))
    made = make_pair(spec, np.random.default_rng(1))
    registration = align_pair(made.pair).registration
    assert registration.state is AlignState.VERIFIED
    rows, cols = (axis.ravel() for axis in np.meshgrid(*(np.linspace(64, 576, 9),) * 2, indexing="ij"))
    found = np.array([registration.shift_at(row, col) for row, col in zip(rows, cols, strict=True)])
    off = np.hypot(*(found - np.array(made.truth.field(rows, cols)).T).T)
    assert np.median(off) < 0.04
    assert np.quantile(off, 0.95) < 0.08
