"""STAC items: what is written beside a picture is read back the same."""

from __future__ import annotations

import json

import attrs
import pytest

from temoin.errors import OptionError
from temoin.publish import publish_stac_item, write_geotiff, write_text
from temoin.read import read_scene
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


def test_a_scene_without_a_time_is_no_item():
    """An item needs a time; the error says where to give it."""
    with pytest.raises(OptionError, match="no time"):
        publish_stac_item(attrs.evolve(made_pair().before_scene, acquired=None), asset="x.tif")
