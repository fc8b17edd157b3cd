"""Bands are brought to each other on the ground that did not change."""

import attrs
import numpy as np
import pytest

from temoin.align.radiometry import fit_bands, is_by_position
from temoin.raster import BandRole, Image, MaskKind
from temoin.scenes import PairSpec, planet_like
from temoin.testing import made_pair


@pytest.mark.parametrize(("dryness", "gain"), [(0.0, 0.94), (0.25, 0.94), (0.25, 1.2)])
def test_gain_and_offset_are_found_though_the_grass_dried(dryness, gain):
    """The fit follows roofs and yards, not the half of the picture whose grass changed colour; the line is the true one within 2 % of the range."""
    look = attrs.evolve(PairSpec().after, dryness=dryness, gain=gain, haze=0.02)
    # The camera for the eye presses bright numbers together; a line can only be found where the camera writes one.
    made = made_pair(2, after=look, camera=attrs.evolve(PairSpec().camera, shoulder=1.0))
    fits = fit_bands(made.before, made.after)
    assert [fit.role for fit in fits] == [BandRole.RED, BandRole.GREEN, BandRole.BLUE]
    for fit, haze in zip(fits, (0.5, 0.7, 1.0), strict=True):
        assert fit.gain == pytest.approx(1 / gain, rel=0.03)
        # Gain and offset pull against each other; what counts is the line over the picture's own numbers: 2 % of the range at most.
        seen = np.percentile(made.after.band(fit.role), (5, 50, 95))
        true = seen / gain + made.spec.camera.scale * (0.01 * haze - 0.02 * haze / gain)
        assert np.abs(fit.gain * seen + fit.offset - true).max() < 0.02 * 255
        assert fit.r2 > 0.98
        assert 0 < fit.residual < 0.03
        assert fit.pixels > 5_000


@pytest.mark.parametrize("seed", [1, 2])
def test_a_season_that_changed_nearly_all_of_the_ground_is_not_taken_for_the_cameras(seed):
    """Four bands of which each by itself would follow the dried fields, nine tenths of the picture: the lines are the cameras' within 2 %."""
    look = attrs.evolve(PairSpec().after, dryness=0.8, gain=1.1, haze=0.03)
    made = made_pair(seed, after=look, camera=planet_like(), gsd_m=3.0, rows=300, cols=300)
    fits = fit_bands(made.before, made.after)
    assert len({fit.pixels for fit in fits}) == 1
    for fit, haze in zip(fits, (1.0, 0.7, 0.5, 0.25), strict=True):
        seen = np.percentile(made.after.band(fit.role), (5, 50, 95))
        true = seen / 1.1 + 10_000 * haze * (0.01 - 0.03 / 1.1)
        low, high = np.percentile(made.before.band(fit.role), (1, 99))
        assert np.abs(fit.gain * seen + fit.offset - true).max() < 0.02 * (high - low)


def test_bands_without_a_role_are_compared_by_their_order_or_not_at_all():
    """As many bands of each without a role: one fit each, in their order; one more of them: nothing says which is which."""
    made = made_pair(6, damages=(), camera=planet_like(), gsd_m=3.0, rows=200, cols=200)
    nameless = [Image(array=image.array, flags=image.flags, grid=image.grid, roles=(BandRole.UNKNOWN,) * 4) for image in (made.before, made.after)]
    known, unknown = fit_bands(made.before, made.after), fit_bands(*nameless)
    assert [(fit.gain, fit.offset) for fit in unknown] == [(fit.gain, fit.offset) for fit in known]
    assert {fit.role for fit in unknown} == {BandRole.UNKNOWN}
    assert is_by_position(*nameless)
    assert not is_by_position(made.before, made.after)
    three = Image(array=made.after.array[:3], flags=None, grid=made.after.grid, roles=(BandRole.UNKNOWN,) * 3)
    assert fit_bands(nameless[0], three) == ()


def test_saturated_and_masked_pixels_are_left_out():
    """A third of the picture under an ignored mask or at the end of the range does not turn the line."""
    made = made_pair(3, damages=())
    plain = fit_bands(made.before, made.after)[0]
    array, flags = made.after.array.copy(), made.after.flags.copy()
    array[:, :60] = 255
    array[:, 60:110] = 130
    flags[60:110] = MaskKind.CLOUD
    hidden = fit_bands(made.before, Image(array=array, flags=flags, grid=made.after.grid, roles=made.after.roles))[0]
    assert hidden.gain == pytest.approx(plain.gain, rel=0.02)


def test_nothing_to_fit_gives_nothing():
    """Bands of other roles, a band without spread, and too few pixels give no fit rather than a made-up one."""
    made = made_pair(4)
    nir = Image(array=made.after.array[:1], flags=None, grid=made.after.grid, roles=(BandRole.NIR,))
    assert fit_bands(made.before, nir) == ()
    flat = Image(array=np.full_like(made.after.array, 90), flags=None, grid=made.after.grid, roles=made.after.roles)
    assert fit_bands(made.before, flat) == ()
    hidden = Image(
        array=made.after.array, flags=np.full(made.after.grid.shape, MaskKind.NODATA, np.uint8), grid=made.after.grid, roles=made.after.roles
    )
    assert fit_bands(made.before, hidden) == ()


@pytest.mark.parametrize(("before_px", "after_px"), [(0.5, 1.2), (1.2, 0.5)])
def test_the_sharper_picture_is_compared_as_blurry_as_the_other(before_px, after_px):
    """The difference of the point spreads is found within a sixth, told for the sharper one alone, and less is left than without it."""
    cameras = [attrs.evolve(planet_like(), psf_px=sigma) for sigma in (before_px, after_px)]
    base = PairSpec()
    looks = [attrs.evolve(look, camera=camera) for look, camera in zip((base.before, base.after), cameras, strict=True)]
    made = made_pair(7, damages=(), before=looks[0], after=looks[1], camera=cameras[0], gsd_m=3.0, rows=300, cols=300)
    fits = fit_bands(made.before, made.after)
    sharper = 0 if before_px < after_px else 1
    for fit in fits:
        assert fit.blur_px[sharper] == pytest.approx(np.sqrt(1.2**2 - 0.5**2), rel=1 / 6)
        assert fit.blur_px[1 - sharper] == 0


def test_pictures_of_one_camera_are_compared_as_sharp_as_they_are():
    """The same camera twice, in another light: no blur."""
    made = made_pair(8, camera=planet_like(), gsd_m=3.0, rows=300, cols=300)
    assert {fit.blur_px for fit in fit_bands(made.before, made.after)} == {(0.0, 0.0)}
