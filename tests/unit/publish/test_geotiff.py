"""Pictures written as COG."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from temoin.errors import StorageError, UnsupportedError
from temoin.model import TimeRange
from temoin.publish import write_geotiff
from temoin.raster import BandRole, Image, MaskKind

PLANET = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)


def _image(made, dtype="uint16", roles=PLANET, rows=700, cols=600):
    grid = made.make_grid(rows, cols)
    rng = np.random.default_rng(3)
    array = rng.uniform(0, 200, (len(roles), rows, cols)).astype(dtype)
    flags = np.zeros((rows, cols), dtype=np.uint8)
    flags[:40, :50] = MaskKind.NODATA
    flags[60:80, :50] = MaskKind.CLOUD
    return Image(array=array, flags=flags, grid=grid, roles=roles)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
def test_what_is_written_can_be_read(made, tmp_path, dtype):
    """Numbers, place, mask, roles and time come back, in blocks of 512 with overviews and a predictor."""
    image = _image(made, dtype)
    moment = datetime(2025, 7, 2, 14, 8, 5, tzinfo=timezone(timedelta(hours=3)))
    path = write_geotiff(tmp_path / "after.tif", image, acquired=TimeRange.at(moment), tags={"CREDIT": "made-up"})
    with rasterio.open(path) as file:
        assert np.array_equal(file.read(), image.array)
        assert file.crs.to_epsg() == 32628
        assert file.transform == image.grid.transform
        assert file.descriptions == ("blue", "green", "red", "nir")
        assert file.colorinterp == (ColorInterp.blue, ColorInterp.green, ColorInterp.red, ColorInterp.nir)
        assert np.array_equal(file.dataset_mask() == 0, image.flags == MaskKind.NODATA)
        assert file.block_shapes[0] == (512, 512)
        assert file.overviews(1)
        assert file.tags()["TIFFTAG_DATETIME"] == "2025:07:02 11:08:05"
        assert file.tags()["CREDIT"] == "made-up"
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.tags(ns="IMAGE_STRUCTURE")["PREDICTOR"] == ("3" if dtype.startswith("float") else "2")


def test_a_bare_day_gets_no_hour(made, tmp_path):
    """Where only the day is known, no TIFF time is written: midnight would be a lie."""
    path = write_geotiff(tmp_path / "a.tif", _image(made, rows=64, cols=64), acquired=TimeRange.on(date(2025, 7, 2), UTC))
    with rasterio.open(path) as file:
        assert "TIFFTAG_DATETIME" not in file.tags()
        assert file.tags()["TEMOIN_ACQUIRED"] == "2025-07-02T00:00:00+00:00/2025-07-03T00:00:00+00:00"


def test_a_single_band_is_grey_and_a_picture_without_gaps_has_no_mask(made, tmp_path):
    """One band of no known role is grey; a mask is only written where there is something to mask."""
    image = _image(made, "float32", roles=(BandRole.UNKNOWN,))
    whole = Image(array=image.array, grid=image.grid, roles=image.roles)
    with rasterio.open(write_geotiff(tmp_path / "score.tif", whole)) as file:
        assert file.colorinterp == (ColorInterp.gray,)
        assert file.dataset_mask().all()


def test_numbers_without_a_place_in_tiff_are_refused(made, tmp_path):
    """Complex numbers and half floats give a clear error and no file."""
    grid = made.make_grid(8, 8)
    with pytest.raises(UnsupportedError, match="complex64"):
        write_geotiff(tmp_path / "a.tif", Image(array=np.zeros((1, 8, 8), dtype=np.complex64), grid=grid))
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_no_half_picture(made, tmp_path, monkeypatch):
    """The whole file is made in memory before a byte goes to the disk."""

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="No space left"):
        write_geotiff(tmp_path / "a.tif", _image(made, rows=64, cols=64))
    assert not list(tmp_path.iterdir())
