"""Pictures of bounded size."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.geo import Window
from temoin.publish.shrink import shrink_pixels
from temoin.raster import Image, MaskKind


def test_blocks_are_averaged_over_what_holds_data(made):
    """A block's mean leaves out pixels without data; a block without any is flagged; clouds are kept."""
    grid = made.make_grid(40, 60)
    array = np.arange(2400, dtype=np.uint16).reshape(1, 40, 60)
    flags = np.zeros((40, 60), dtype=np.uint8)
    flags[:10, :10] = MaskKind.NODATA
    flags[0, 10] = MaskKind.NODATA
    flags[15, 15] = MaskKind.CLOUD
    image = shrink_pixels(Image(array=array, flags=flags, grid=grid), max_side=6)
    assert image.shape == (1, 4, 6)
    assert image.flags[0, 0] == MaskKind.NODATA
    assert image.flags[1, 1] == MaskKind.CLOUD
    assert image.flags[0, 1] == 0
    assert image.array[0, 0, 1] == pytest.approx(np.delete(array[0, :10, 10:20].ravel(), 0).mean())
    assert image.array[0, 3, 5] == pytest.approx(array[0, 30:, 50:].mean())
    assert image.grid.gsd_m[0] == pytest.approx(5.0, rel=1e-3)


def test_small_pictures_and_windows_come_as_they_are(made):
    """Nothing is averaged below the bound; a window is cut exactly, and its grid lies where it lay."""
    before, _ = made.make_images(made.make_grid())
    assert shrink_pixels(before, max_side=1400).array.dtype == np.uint8
    window = Window(row_start=10, row_stop=50, col_start=20, col_stop=100)
    cut = shrink_pixels(before, max_side=500, window=window)
    assert np.array_equal(cut.array, before.array[:, 10:50, 20:100])
    coarse = shrink_pixels(before, max_side=20, window=window)
    assert coarse.shape == (3, 10, 20)
    assert coarse.grid.xy(-0.5, -0.5) == pytest.approx(before.grid.xy(9.5, 19.5))


def test_strips_read_the_same_as_the_whole(made, monkeypatch):
    """Reading strip by strip changes nothing."""
    before, _ = made.make_images(made.make_grid(200, 90))
    whole = shrink_pixels(before, max_side=60)
    monkeypatch.setattr("temoin.publish.shrink._STRIP_ROWS", 6)
    assert np.array_equal(shrink_pixels(before, max_side=60).array, whole.array)
