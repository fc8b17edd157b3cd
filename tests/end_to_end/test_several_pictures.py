"""Pieces, earlier pictures and pictures in sensor geometry on the command line."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

from temoin.custody import CaseStore
from temoin.geo.crs import WGS84
from temoin.testing import made_pair

_SPEC = importlib.util.spec_from_file_location("cameras", Path(__file__).parents[1] / "unit" / "read" / "cameras.py")
cameras = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cameras)


def write_tif(path, array, when, *, rpcs=None, **profile):
    """A GeoTIFF that bears the time of its acquisition, and a camera model where one is given."""
    bands, rows, cols = array.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        file = rasterio.open(path, "w", driver="GTiff", count=bands, height=rows, width=cols, dtype=array.dtype, nodata=0, **profile)
    with file:
        file.write(array)
        file.update_tags(ACQUISITION_DATETIME=when)
        if rpcs is not None:
            file.rpcs = rpcs
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A made pair: the earlier picture in two overlapping pieces, the same ground a month before, the later picture, and footprints."""
    folder = tmp_path_factory.mktemp("files")
    made = made_pair()
    place = {"crs": made.before.grid.crs.to_wkt(), "photometric": "rgb"}
    transform, array = made.before.grid.transform, made.before.array
    for name, rows in (("north.tif", slice(0, 190)), ("south.tif", slice(150, 320))):
        corner = transform @ Affine.translation(0, rows.start)
        write_tif(folder / name, array[:, rows], "2025-06-11T08:00:00Z", transform=corner, **place)
    darker = np.clip(0.95 * array + np.random.default_rng(3).normal(0, 2, array.shape), 1, 255).astype(np.uint8)
    write_tif(folder / "may.tif", darker, "2025-05-11T08:00:00Z", transform=transform, **place)
    write_tif(folder / "after.tif", made.after.array, "2025-07-02T08:00:00Z", transform=made.after.grid.transform, **place)
    shapes = [json.loads(shapely.to_geojson(building.footprint.to_crs(WGS84).shape)) for building in made.buildings]
    features = [{"type": "Feature", "properties": {"id": one.id}, "geometry": shape} for one, shape in zip(made.buildings, shapes, strict=True)]
    (folder / "buildings.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return folder


def test_measure_takes_pieces_and_earlier_pictures(call, files):
    """--before given twice lays two pieces together; --earlier joins the yardstick of chance and is told to people."""
    pieces = ("--before", files / "north.tif", "--before", files / "south.tif")
    ended = call("measure", *pieces, "--after", files / "after.tif", "--buildings", files / "buildings.geojson", "--earlier", files / "may.tif")
    assert ended.code == 0, ended.err
    said = " ".join(ended.out.split())
    assert "(from 1 earlier picture too, 1 pair)" in said
    assert "with one picture from before" not in said
    assert "h2 damaged" in said


def test_measure_refuses_what_serves_nothing(call, files, tmp_path):
    """Earlier pictures without footprints, two dates as one picture, and heights that no picture needs end with a word on what to do."""
    given = ("measure", "--after", files / "after.tif", "--before", files / "north.tif")
    ended = call(*given, "--earlier", files / "may.tif")
    assert (ended.code, "--earlier needs footprints" in ended.err) == (2, True)
    ended = call(*given, "--before", files / "may.tif")
    assert ended.code == 1
    assert "taken at different times" in " ".join(ended.err.split())
    assert "--earlier" in ended.err
    ended = call(*given, "--dem", cameras.write_dem(tmp_path / "dem.tif"))
    assert (ended.code, "every picture has a place of its own" in " ".join(ended.err.split())) == (2, True)


def test_align_takes_sensor_geometry(call, tmp_path):
    """Two slanted looks at hills lie on each other to a fraction of a pixel with --dem, and their reasons say how they were placed."""
    rng = np.random.default_rng(5)
    texture = rng.normal(size=(600, 600)).cumsum(axis=0).cumsum(axis=1)
    texture = (texture - texture.min()) / np.ptp(texture) + 0.3 * rng.random((600, 600))
    looks = {"before": cameras.Pinhole(tilt_deg=20.0, towards_deg=100.0), "after": cameras.Pinhole(tilt_deg=14.0, towards_deg=280.0, turn_deg=5.0)}
    for number, (name, camera) in enumerate(looks.items()):
        east, north = camera.picture()
        grey = texture[np.clip((300 - north / 2), 0, 599).astype(int), np.clip(300 + east / 2, 0, 599).astype(int)]
        array = (40 + 150 * grey / texture.max()).astype(np.uint8)[None]
        write_tif(tmp_path / f"{name}.tif", array, f"2025-0{6 + number}-02T08:00:00Z", rpcs=camera.rpcs())
    dem = cameras.write_dem(tmp_path / "dem.tif")
    document = call("align", tmp_path / "before.tif", tmp_path / "after.tif", "--dem", dem, "--json").json()
    assert document["state"] == "verified"
    assert np.hypot(*document["shift_px"]) < 0.2
    ended = call("verify", "--before", tmp_path / "before.tif", "--height", "310", "--out", tmp_path / "case")
    assert ended.code == 0, ended.err
    with CaseStore.open(tmp_path / "case") as store:
        assert json.loads(store.case().options) == {"height_m": 310.0}
