"""Camera models: there and back again, and whatever numbers stand in one, a picture is laid by it or refused with a word."""

from __future__ import annotations

import importlib.util
import tempfile
import warnings
from pathlib import Path

import attrs
import numpy as np
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.errors import NotGeoreferencedWarning

from temoin.errors import InputError, TemoinError
from temoin.read import read_scene
from temoin.read.camera import CameraModel

_SPEC = importlib.util.spec_from_file_location("cameras", Path(__file__).parents[1] / "unit" / "read" / "cameras.py")
cameras = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cameras)

PINHOLES = st.builds(
    cameras.Pinhole,
    tilt_deg=st.floats(0, 40),
    towards_deg=st.floats(0, 360),
    turn_deg=st.floats(-180, 180),
    gsd_m=st.floats(0.5, 2.5),
    shape=st.tuples(st.integers(50, 300), st.integers(50, 300)),
)
NUMBERS = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0.0, -1.0, 1e-300, 1e300, 90.0, 181.0]))
SCALARS = ("line_off", "samp_off", "lat_off", "long_off", "height_off", "line_scale", "samp_scale", "lat_scale", "long_scale", "height_scale")


@given(PINHOLES, st.floats(0, 1), st.floats(0, 1), st.floats(100, 500))
@settings(max_examples=40, deadline=None)
def test_there_and_back_again(pinhole, across, down, height):
    """The ground that a pixel sees is seen by that pixel, and by the pinhole itself; the slant is the pinhole's tilt."""
    model = CameraModel(rpcs=pinhole.rpcs.__wrapped__(pinhole), shape=pinhole.shape, name="made")
    col, row = np.array([across * pinhole.shape[1]]), np.array([down * pinhole.shape[0]])
    lon, lat = model.ground_of(col, row, height)
    again = np.stack(model.pixels_of(lon, lat, height))
    assert np.abs(again - np.stack([col, row])).max() < 1e-3
    x, y = pinhole.meet(col, row, height)
    expected = np.stack(cameras.TO_DEGREES.transform(x, y))
    assert np.abs(np.stack([lon, lat]) - expected).max() < 1e-3 / 111_000 * max(1.0, pinhole.gsd_m) * 20
    assert abs(model.slant(300.0).zenith_deg - pinhole.tilt_deg) < 0.05


@st.composite
def spoilt(draw):
    """A sound model with some numbers exchanged for any others."""
    rpcs = cameras.Pinhole().rpcs()
    changes = {name: draw(NUMBERS) for name in draw(st.sets(st.sampled_from(SCALARS), max_size=3))}
    for name in draw(st.sets(st.sampled_from(cameras.LISTS), max_size=2)):
        numbers = list(getattr(rpcs, name))
        for place in draw(st.sets(st.integers(0, 19), min_size=1, max_size=4)):
            numbers[place] = draw(NUMBERS)
        changes[name] = numbers
    return attrs.evolve(rpcs, **changes)


@given(spoilt())
@settings(max_examples=60, deadline=None)
def test_any_numbers_are_laid_or_refused(rpcs):
    """No number in a camera model brings more than an error that names the file, and no warning of arithmetic."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "strip.tif"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            file = rasterio.open(path, "w", driver="GTiff", count=1, height=30, width=34, dtype="uint8")
        with file:
            file.write(np.full((1, 30, 34), 90, np.uint8))
        path.with_name("strip_RPC.TXT").write_text(cameras.as_text(rpcs, "_RPC.TXT"))
        try:
            scene, pixels = read_scene(path)
        except InputError as error:
            assert "strip_RPC.TXT" in error.message  # noqa: PT017  # the sound ones do not come here
            return
        except TemoinError as error:
            assert error.hint  # noqa: PT017  # a place that is nowhere
            return
        assert np.isfinite(scene.grid.transform[:6]).all()
        assert pixels.read().shape[1:] == scene.grid.shape
