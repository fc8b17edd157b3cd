"""One display stretch for both pictures."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from temoin.errors import NoCoverageError
from temoin.model import BandFit
from temoin.publish import make_stretch, render_image
from temoin.raster import BandRole, Image, MaskKind

RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
PLANET = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)


def _fits(gain, offset, roles=RGB, r2=0.95):
    return tuple(BandFit(role=role, gain=gain, offset=offset, r2=r2, pixels=999) for role in roles)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_unchanged_ground_looks_the_same_on_both_sides(made, dtype):
    """Another gain and haze in the later picture are gone once shown: unchanged pixels differ by under two grey levels."""
    grid = made.make_grid()
    scale = {"uint8": 1.0, "uint16": 37.0, "float32": 0.001}[dtype]
    before, later = made.make_images(grid, dtype="float64")
    gain, offset = 1.25, -10.0 * scale
    stored = (later.array * scale - offset) / gain
    pair = (
        Image(array=(before.array * scale).astype(dtype), grid=grid, roles=RGB),
        Image(array=(np.rint(stored) if dtype != "float32" else stored).astype(dtype), grid=grid, roles=RGB),
    )
    stretches = make_stretch(pair, _fits(gain, offset))
    shown = [render_image(image, stretch).astype(int) for image, stretch in zip(pair, stretches, strict=True)]
    unchanged = before.array[0] == later.array[0]
    assert stretches[1].is_matched
    assert np.percentile(np.abs(shown[0] - shown[1])[unchanged], 99) <= 3
    assert abs(float((shown[0] - shown[1])[unchanged].mean())) < 1.0
    assert shown[0].std() > 20


def test_sixteen_bits_are_not_black(made):
    """A dark 16-bit picture (numbers up to about 2,000 of 65,535) fills the range of the screen."""
    before, _ = made.make_images(made.make_grid(), dtype="uint16", scale=12.0)
    (stretch,) = make_stretch((before,))
    shown = render_image(before, stretch)
    assert 70 < float(np.median(shown)) < 190
    assert shown.max() == 255


def test_near_infrared_is_never_shown_as_red(made):
    """Four Planet bands in their own order give red, green, blue; bands without blue give grey."""
    grid = made.make_grid(16, 16)
    array = np.stack([np.full((16, 16), value, dtype=np.uint16) + np.arange(16, dtype=np.uint16) for value in (100, 200, 300, 4000)])
    (stretch,) = make_stretch((Image(array=array, grid=grid, roles=PLANET),))
    assert stretch.bands == (2, 1, 0)
    (grey,) = make_stretch((Image(array=array[1:], grid=grid, roles=PLANET[1:]),))
    assert grey.bands == (1,)
    assert "red" in grey.label


def test_bands_without_a_role_are_taken_in_order(made):
    """Three bands of no known role are red, green, blue; one is grey; the n-th fit of that role belongs to the n-th band."""
    grid = made.make_grid(16, 16)
    rng = np.random.default_rng(1)
    array = rng.uniform(10, 90, (3, 16, 16)).astype(np.float32)
    unknown = (BandRole.UNKNOWN,) * 3
    fits = tuple(BandFit(role=BandRole.UNKNOWN, gain=gain, offset=0, r2=0.9, pixels=9) for gain in (1.0, 1.2, 1.4))
    stretches = make_stretch((Image(array=array, grid=grid), Image(array=array, grid=grid)), fits)
    assert stretches[0].bands == (0, 1, 2)
    assert stretches[1].gain == (1.0, 1.2, 1.4)
    assert unknown == Image(array=array, grid=grid).roles
    (grey,) = make_stretch((Image(array=array[:1], grid=grid),))
    assert grey.bands == (0,)


def test_a_poor_fit_is_not_used(made):
    """A fit that explains nothing, or turns light into dark, is left aside, and the stretch says so."""
    pair = made.make_images(made.make_grid())
    for fits in ((), _fits(0.1, 80, r2=0.05), _fits(-1.0, 200), _fits(float("nan"), 0)):
        assert not make_stretch(pair, fits)[1].is_matched


def test_a_fit_that_would_tint_the_picture_is_not_used(made):
    """Gains that pull the bands apart would paint grey roofs blue; a common gain, however large, is used."""
    pair = made.make_images(made.make_grid())
    apart = tuple(BandFit(role=role, gain=gain, offset=0, r2=0.97, pixels=9) for role, gain in zip(RGB, (0.57, 0.81, 1.2), strict=True))
    assert not make_stretch(pair, apart)[1].is_matched
    assert make_stretch(pair, _fits(40.0, -3.0))[1].is_matched


def test_pictures_with_no_band_in_common_are_grey(made):
    """Colour before and panchromatic after are both shown in grey."""
    grid = made.make_grid(16, 16)
    ramp = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    stretches = make_stretch((Image(array=np.repeat(ramp, 3, 0), grid=grid, roles=RGB), Image(array=ramp, grid=grid, roles=(BandRole.PAN,))))
    assert [len(stretch.bands) for stretch in stretches] == [1, 1]


def test_ground_without_data_is_transparent_and_cloud_is_not(made):
    """No data has alpha 0 and does not bend the percentiles; cloud is shown."""
    before, _ = made.make_images(made.make_grid())
    array, flags = np.array(before.array), np.zeros(before.grid.shape, dtype=np.uint8)
    array[:, :20], flags[:20] = 255, MaskKind.NODATA
    flags[20:30] = MaskKind.CLOUD
    image = Image(array=array, flags=flags, grid=before.grid, roles=RGB)
    (stretch,) = make_stretch((image,))
    shown = render_image(image, stretch)
    assert shown.shape[2] == 4
    assert (shown[:20, :, 3] == 0).all()
    assert (shown[20:, :, 3] == 255).all()
    assert stretch.high[0] < 250


def test_not_a_number_is_no_data(made):
    """NaN in a float picture is transparent and warns nobody."""
    grid = made.make_grid(16, 16)
    array = np.linspace(0, 1, 256, dtype=np.float32).reshape(1, 16, 16).copy()
    array[0, 0, 0], array[0, 0, 1] = np.nan, np.inf
    image = Image(array=array, grid=grid)
    shown = render_image(image, make_stretch((image,))[0])
    assert shown[0, 0, 3] == 0
    assert shown[0, 2, 3] == 255


def test_radar_in_linear_units_is_shown_in_decibels(made):
    """Backscatter of a wide range is shown by its logarithm; values in decibels stay as they are."""
    grid = made.make_grid(16, 16)
    decibels = np.linspace(-25, 5, 256, dtype=np.float32).reshape(1, 16, 16)
    linear = Image(array=10 ** (decibels / 10), grid=grid, roles=(BandRole.VV,))
    logged = Image(array=decibels, grid=grid, roles=(BandRole.VV,))
    (first,), (second,) = make_stretch((linear,)), make_stretch((logged,))
    assert first.is_decibel
    assert not second.is_decibel
    assert np.abs(render_image(linear, first)[..., 0].astype(int) - render_image(logged, attrs.evolve(second, gamma=1.0))[..., 0]).max() <= 1


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_flat_picture_does_not_divide_by_nothing(made, dtype):
    """All pixels alike give one grey."""
    grid = made.make_grid(8, 8)
    image = Image(array=np.full((3, 8, 8), 7, dtype=dtype), grid=grid, roles=RGB)
    shown = render_image(image, make_stretch((image,))[0])
    assert len(np.unique(shown)) == 1


def test_no_usable_pixel_is_an_error_not_a_black_square(made):
    """A picture that holds nothing cannot be stretched."""
    grid = made.make_grid(8, 8)
    with pytest.raises(NoCoverageError):
        make_stretch((Image(array=np.zeros((1, 8, 8)), flags=np.full((8, 8), 1, dtype=np.uint8), grid=grid),))
