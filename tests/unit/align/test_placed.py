"""Pictures too large for memory are aligned strip by strip, and give the same ground."""

import attrs
import numpy as np
import pytest

from temoin.align import AlignOptions, align_pair
from temoin.align.field import Field
from temoin.align.placed import BentPixels, PlainPixels
from temoin.geo import Window
from temoin.model import AlignState
from temoin.raster import Image
from temoin.testing import made_pair


@pytest.fixture(scope="module")
def made():
    """A pair whose content lies 3.25 rows and -2.5 columns off."""
    return made_pair(41, rows=420, cols=420, shift_px=(3.25, -2.5), damages=())


def test_strip_by_strip_gives_the_same_shift(made):
    """With an allowance of memory below the picture's size, the same shift is found, and pixels are made when they are read."""
    whole = align_pair(made.pair)
    parts = align_pair(made.pair, AlignOptions(most_pixels=65_536))
    assert parts.registration.state is AlignState.VERIFIED
    assert parts.registration.shift_px == pytest.approx(whole.registration.shift_px, abs=0.02)
    assert not isinstance(parts.after_pixels, Image)
    difference = parts.after_pixels.read().array[:, 20:-20, 20:-20].astype(int) - whole.after_pixels.read().array[:, 20:-20, 20:-20].astype(int)
    assert np.abs(difference).mean() < 2
    assert [fit.role for fit in parts.radiometry] == [fit.role for fit in whole.radiometry]


def test_a_window_comes_out_as_it_does_in_the_whole(made):
    """Reading a part of a moved picture gives the pixels that reading all of it gives."""
    nodes = np.random.default_rng(2).normal(0, 1.5, Field.constant((0.0, 0.0), made.after.grid.shape).nodes.shape)
    field = attrs.evolve(Field.constant((0.0, 0.0), made.after.grid.shape), nodes=nodes)
    bent = BentPixels(source=made.after, grid=made.after.grid, field=field)
    window = Window(row_start=150, row_stop=290, col_start=77, col_stop=333)
    whole, part = bent.read(), bent.read(window)
    assert np.array_equal(part.flags, whole.flags[150:290, 77:333])
    assert np.abs(part.array.astype(int) - whole.array[:, 150:290, 77:333].astype(int)).max() <= 1


def test_beyond_the_picture_there_is_no_data(made):
    """A window that lies outside the source is all without data, never zero ground."""
    plain = PlainPixels(source=made.after, grid=made.after.grid)
    away = attrs.evolve(made.after.grid, transform=made.after.grid.transform @ made.after.grid.transform.translation(5000, 0))
    assert not plain.on(away).mask.any()
