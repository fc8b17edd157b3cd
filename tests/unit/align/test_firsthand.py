"""Pictures that a camera model laid on the ground: what is compared in the end is sampled once."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import pytest

from temoin.align import AlignOptions, align_pair
from temoin.align.bend import bend_image
from temoin.align.field import Field
from temoin.align.firsthand import first_hand
from temoin.geo import Window
from temoin.model import AlignState
from temoin.raster import Image
from temoin.raster.resample import RawPixels, sample_image
from temoin.testing import made_pair


@attrs.frozen(kw_only=True, eq=False)
class Laid:
    """A picture that lost some sharpness when it was laid on the ground, and can be sampled from what it was made of."""

    raw: Image

    @property
    def grid(self):
        """Where both lie."""
        return self.raw.grid

    @property
    def roles(self):
        """Of the bands."""
        return self.raw.roles

    @property
    def dtype(self):
        """Of a number."""
        return self.raw.dtype

    def read(self, window=None):
        """As it was laid."""
        soft = np.stack([cv2.GaussianBlur(band, (0, 0), 0.7) for band in self.raw.array])
        return Image(array=soft, flags=self.raw.flags, grid=self.grid, roles=self.roles).read(window)

    def sample(self, places, grid):
        """From what it was made of."""
        return sample_image(self.raw, places, grid)


@pytest.fixture(scope="module")
def made():
    """A pair that lies 2.25 rows and -3.5 columns off."""
    return made_pair(shift_px=(2.25, -3.5), damages=())


def _field(aligned):
    registration = aligned.registration
    shape = aligned.grid.shape
    return Field.constant(registration.shift_px, shape) if registration.field is None else Field.of_model(registration.field, shape)


@pytest.mark.parametrize("most_pixels", [36_000_000, 70_000], ids=["in memory", "by window"])
def test_numbers_come_from_what_the_camera_delivered(made, most_pixels):
    """In memory and window by window the later picture's numbers are those of one sampling; the earlier one is only cut."""
    before, after = Laid(raw=made.before), Laid(raw=made.after)
    assert isinstance(after, RawPixels)
    pair = attrs.evolve(made.pair, before_pixels=before, after_pixels=after)
    aligned = align_pair(pair, AlignOptions(most_pixels=most_pixels))
    assert aligned.registration.state is AlignState.VERIFIED
    found = aligned.after_pixels.read()
    once = bend_image(made.after, aligned.grid, _field(aligned))
    seen = found.mask & once.mask
    assert seen.mean() > 0.9
    assert np.array_equal(found.array[:, seen], once.array[:, seen])
    assert np.array_equal(aligned.before_pixels.read().array, before.read().array)


def test_a_window_is_a_part_of_the_whole(made):
    """Read in part, the numbers are the same."""
    grid = made.before.grid
    bent = Field.constant((0.4, 1.3), grid.shape)
    whole = first_hand(Laid(raw=made.after), made.after, grid, bent)
    window = Window(row_start=33, row_stop=141, col_start=50, col_stop=177)
    part = first_hand(Laid(raw=made.after), Laid(raw=made.after), grid, bent).read(window)
    assert np.array_equal(part.array, whole.read(window).array)
    assert np.array_equal(part.flags, whole.read(window).flags)


def test_plain_pictures_go_through(made):
    """A picture that was not laid on the ground by a camera model is left as it is, and so is one whose pixels lie on the grid already."""
    grid = made.before.grid
    assert first_hand(made.after, made.after, grid, Field.constant((1.0, 1.0), grid.shape)) is made.after
    laid = Laid(raw=made.before)
    assert first_hand(laid, made.before, grid) is made.before
