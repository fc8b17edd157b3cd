"""A shift that varies is found, undone and resampled once."""

import attrs
import numpy as np
import pytest
from affine import Affine
from scipy import ndimage

from temoin.align.bend import bend_image
from temoin.align.coregister import register_greys
from temoin.align.field import Field, Shape, fit_field
from temoin.align.grey import grey_pair
from temoin.model import AlignState
from temoin.raster import Image, MaskKind, warp_image
from temoin.testing import made_pair


def _warped(made, rows_by, cols_by):
    """The after-picture with its content moved by a known field of (rows, columns)."""
    rows, cols = np.indices(made.after.grid.shape).astype(float)
    where = [rows - rows_by, cols - cols_by]
    array = np.stack([ndimage.map_coordinates(band.astype(float), where, order=3, mode="nearest") for band in made.after.array])
    return Image(array=np.clip(np.rint(array), 0, 255).astype(np.uint8), flags=None, grid=made.after.grid, roles=made.after.roles)


def test_a_smooth_field_is_found():
    """A shift that changes by 10 px over the picture is followed to half a pixel, where one shift would be wrong by 5."""
    made = made_pair(31, rows=720, cols=720, plant_m=220.0, halls=6, damages=())
    rows, cols = np.indices(made.after.grid.shape).astype(float)
    rows_by, cols_by = 2 + 5 * np.sin(rows / 230), -3 + 4 * np.cos(cols / 250)
    greys = grey_pair(made.before, _warped(made, rows_by, cols_by))
    registered = register_greys(*greys, made.before.mask, made.after.mask)
    assert registered.registration.field is not None
    assert registered.registration.state is not AlignState.UNVERIFIED
    inner = (slice(60, -60, 20), slice(60, -60, 20))
    found = registered.field.at(rows[inner], cols[inner])
    # The field was given on the source; seen from the before-picture it lies at most its own change over its own length away.
    errors = np.hypot(found[0] - rows_by[inner], found[1] - cols_by[inner])
    assert np.median(errors) < 0.4
    assert np.quantile(errors, 0.95) < 1.5


def test_one_shift_stays_one_shift():
    """Where one shift is verified no field is fitted."""
    made = made_pair(32, shift_px=(2.0, 3.0))
    assert register_greys(*grey_pair(made.before, made.after), made.before.mask, made.after.mask).registration.field is None


def test_a_constant_field_resamples_as_a_shift_does():
    """A field that is the same everywhere gives what a translation gives, to the rounding of two resamplers."""
    made = made_pair(33)
    field = Field.constant((2.4, -1.7), made.after.grid.shape)
    bent = bend_image(made.after, made.after.grid, field)
    shifted = warp_image(made.after, made.after.grid, correction=Affine.translation(-1.7, 2.4))
    inner = (slice(None), slice(8, -8), slice(8, -8))
    difference = np.abs(bent.array[inner].astype(int) - shifted.array[inner].astype(int))
    assert np.median(difference) <= 1
    assert difference.mean() < 2.5
    assert field.centre == pytest.approx((2.4, -1.7))
    assert field.affine.almost_equals(Affine.translation(-1.7, 2.4), precision=1e-6)
    assert field.turn == 0


def test_no_field_at_all_gives_the_picture_back():
    """A field of zero on the picture's own grid changes no number and no flag but the outermost rim."""
    made = made_pair(34)
    flags = made.after.flags.copy()
    flags[40:60, 50:90] = MaskKind.CLOUD
    image = Image(array=made.after.array, flags=flags, grid=made.after.grid, roles=made.after.roles)
    same = bend_image(image, image.grid, Field.constant((0.0, 0.0), image.grid.shape))
    seen = image.mask & same.mask
    assert np.array_equal(same.array[:, seen], image.array[:, seen])
    assert ((same.flags & np.uint8(MaskKind.CLOUD)) != 0).sum() == 20 * 40
    assert same.mask[2:38, 2:-2].all()


def test_outside_the_source_there_is_no_data():
    """Content that would have to come from beyond the picture is flagged."""
    made = made_pair(35)
    bent = bend_image(made.after, made.after.grid, Field.constant((-20.0, 0.0), made.after.grid.shape))
    assert (bent.flags[:19] & np.uint8(MaskKind.NODATA)).all()
    assert bent.mask[22:].all()


def test_a_coarser_grid_is_averaged():
    """Onto pixels of twice the size, fine noise falls as it does in a mean."""
    made = made_pair(36)
    noise = np.random.default_rng(1).normal(120, 20, (1, 320, 320)).astype(np.float32)
    image = Image(array=noise, flags=None, grid=made.after.grid)
    coarse = attrs.evolve(made.after.grid, transform=made.after.grid.transform @ Affine.scale(2), height=160, width=160)
    bent = bend_image(image, coarse, Field.constant((0.0, 0.0), coarse.shape))
    assert bent.array[0, 8:-8, 8:-8].std() < 0.65 * noise.std()


def _lattice():
    rows, cols = np.mgrid[64:640:64, 64:640:64].reshape(2, -1)
    return np.column_stack([rows, cols]).astype(float)


def _fitted(shifts):
    like = Field.constant((0.0, 0.0), (700, 700))
    return fit_field(like, _lattice(), shifts, np.full(len(shifts), 0.05), finest=0.1)


def test_a_wrong_window_is_left_out():
    """One window that contradicts its neighbours does not bend the field."""
    shifts = np.tile([1.0, 2.0], (81, 1))
    shifts[40] = (19.0, -22.0)
    field, shape = _fitted(shifts)
    assert shape is Shape.SHIFT
    assert np.abs(field.nodes[0] - 1).max() < 1e-6
    assert np.abs(field.nodes[1] - 2).max() < 1e-6


def test_the_simplest_shape_is_taken():
    """A shift stays a shift under noise, a turn becomes an affine transform, a wave a smooth field, each near its truth."""
    places, noise = _lattice(), np.random.default_rng(3).normal(0, 0.05, (81, 2))
    turn = np.column_stack([places[:, 1], -places[:, 0]]) * 0.01
    wave = np.column_stack([3 * np.sin(places[:, 1] / 110), 2 * np.cos(places[:, 0] / 120)])
    for truth, wanted in ((np.tile([1.0, 2.0], (81, 1)), Shape.SHIFT), (turn, Shape.AFFINE), (wave, Shape.SUPPLE)):
        field, shape = _fitted(truth + noise)
        assert shape is wanted
        assert np.median(np.hypot(*(field.at(*places.T).T - truth).T)) < 0.35


def test_windows_on_shadows_do_not_count():
    """Two windows in five that are drawn to one side by some tenths move nothing: the shift is where most agree, not the mean."""
    shifts = np.tile([1.0, 2.0], (81, 1)) + np.random.default_rng(4).normal(0, 0.03, (81, 2))
    drawn = np.arange(81) % 5 < 2
    shifts[drawn] += np.random.default_rng(5).uniform(0.25, 0.6, (drawn.sum(), 1))
    field, shape = _fitted(shifts)
    assert shape is Shape.SHIFT
    assert field.centre == pytest.approx((1.0, 2.0), abs=0.04)
    assert np.hypot(*(shifts.mean(axis=0) - (1.0, 2.0))) > 0.2


def test_a_field_is_written_down_as_it_is():
    """What the model's field says at a pixel is what the numerical one says there, also beyond the rim."""
    nodes = np.random.default_rng(6).normal(0, 2, (2, 7, 7))
    field = attrs.evolve(Field.constant((0.0, 0.0), (700, 700)), nodes=nodes).rounded()
    written = field.to_model()
    for row, col in ((0.0, 0.0), (13.7, 640.2), (699.0, 699.0), (350.5, 20.25), (-5.0, 900.0)):
        assert written.at(row, col) == pytest.approx(tuple(field.at(np.array([row]), np.array([col]))[:, 0]), abs=1e-9)
