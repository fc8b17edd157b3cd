"""STAC items: what is written beside a picture is read back the same."""

from __future__ import annotations

import json

import attrs
import numpy as np
import pytest

from temoin.errors import OptionError
from temoin.publish import publish_stac_item, write_geotiff, write_scene, write_text
from temoin.raster import BandRole
from temoin.read import read_scene
from temoin.scenes import fine_camera, planet_like, sentinel2_like, vhr_camera
from temoin.testing import made_pair


def test_an_item_is_read_back(tmp_path):
    """Time, angles, bands and credit come back from the item beside the picture."""
    made = made_pair()
    scene = attrs.evolve(made.before_scene, credit="A. Maker", off_nadir_deg=4.0, view_azimuth_deg=250.0)
    write_geotiff(tmp_path / "x.tif", made.before)
    write_text(tmp_path / "x.json", json.dumps(publish_stac_item(scene, asset="x.tif")))
    read, _ = read_scene(tmp_path / "x.tif")
    assert read.acquired == scene.acquired
    assert read.roles == scene.roles
    assert read.credit == "A. Maker"
    for field in ("off_nadir_deg", "view_azimuth_deg", "sun_elevation_deg", "sun_azimuth_deg"):
        assert getattr(read, field) == pytest.approx(getattr(scene, field)), field


@pytest.mark.parametrize("camera", [fine_camera(), vhr_camera(), planet_like(), sentinel2_like()], ids=lambda camera: camera.name)
def test_a_made_scene_is_written_whole(tmp_path, camera):
    """Pixels, bands, angles, time and grid of every made camera come back; a second writing gives the same bytes."""
    made = made_pair(3, camera=camera, rows=96, cols=80, halls=0, houses=0, plans=(), damages=())
    scene = attrs.evolve(made.after_scene, off_nadir_deg=21.5, view_azimuth_deg=310.0)
    picture, item = write_scene(tmp_path, made.after, scene)
    first = (picture.read_bytes(), item.read_bytes())
    read, pixels = read_scene(picture)
    assert np.array_equal(pixels.read().array, made.after.array)
    assert (read.roles, read.acquired, read.grid.transform) == (scene.roles, scene.acquired, scene.grid.transform)
    assert (read.off_nadir_deg, read.view_azimuth_deg) == pytest.approx((21.5, 310.0))
    again = made_pair(3, camera=camera, rows=96, cols=80, halls=0, houses=0, plans=(), damages=())
    assert [path.read_bytes() for path in write_scene(tmp_path, again.after, scene)] == list(first)


def test_the_item_holds_its_grid_and_common_names():
    """The projection extension has code, shape and transform; bands bear the eo extension's common names, or none where it has none."""
    made = made_pair(3, camera=sentinel2_like(), gsd_m=10.0, rows=40, cols=50, plant_m=110.0, damages=())
    item = publish_stac_item(made.before_scene, asset="before.tif")
    assert item["properties"]["proj:code"] == "EPSG:32628"
    assert item["properties"]["proj:shape"] == [40, 50]
    assert item["properties"]["proj:transform"] == list(made.before.grid.transform)[:6]
    names = [band["eo:common_name"] for band in item["assets"]["image"]["bands"]]
    assert names == ["blue", "green", "red", "rededge", "nir", "swir16", "swir22"]
    radar = publish_stac_item(attrs.evolve(made.before_scene, roles=(BandRole.VV, BandRole.UNKNOWN, BandRole.UNKNOWN)), asset="before.tif")
    assert radar["assets"]["image"]["bands"] == [{"name": "vv"}, {"name": "unknown-2"}, {"name": "unknown-3"}]


def test_a_scene_without_a_time_is_no_item():
    """An item needs a time; the error says where to give it."""
    with pytest.raises(OptionError, match="no time"):
        publish_stac_item(attrs.evolve(made_pair().before_scene, acquired=None), asset="x.tif")
