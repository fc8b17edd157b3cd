"""Real pictures and footprints: every open xBD pair, Joplin's two systems, and others."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
import shapely

from temoin.errors import NoCoverageError
from temoin.model import Reason
from temoin.raster import BandRole, MaskKind
from temoin.read import SceneFacts, read_buildings, read_pair, read_scene

pytestmark = pytest.mark.data


def test_every_open_xbd_pair(data_dir):
    """Eleven pairs with place, time and angles, about half a metre a pixel, and every building inside its picture."""
    counted: Counter[str] = Counter()
    befores = sorted((data_dir / "imagery" / "xbd-json").glob("*_pre_disaster.png"))
    assert len(befores) == 11
    for before in befores:
        after = before.with_name(before.name.replace("_pre_", "_post_"))
        pair = read_pair(before, after)
        assert pair.before.acquired.is_before(pair.after.acquired)
        for scene in (pair.before, pair.after):
            assert 0.44 < min(scene.grid.gsd_m) <= max(scene.grid.gsd_m) < 0.52
            assert scene.roles == (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
            assert 0 < scene.off_nadir_deg < 45
            assert 0 <= scene.view_azimuth_deg < 360
            assert scene.notes == ()
        label = json.loads(after.with_suffix(".json").read_text("utf-8"))
        flat = [shapely.from_wkt(row["wkt"]) for row in label["features"]["xy"]]
        buildings = read_buildings(after.with_suffix(".json"))
        counted.update(dict(building.attributes)["subtype"] for building in buildings)
        # The label gives each outline twice, in pixels and in degrees: both must lie on the same pixels of the grid that was read.
        for building, outline in zip(buildings, flat, strict=True):
            on_grid = pair.after.grid.to_pixels(building.footprint)
            assert on_grid.centroid.distance(outline.centroid) < 0.02
    assert counted == {"no-damage": 103, "minor-damage": 58, "major-damage": 262, "destroyed": 79, "un-classified": 2}


def test_black_rims_of_xbd_hold_nothing(data_dir):
    """One pair has undeclared black rims, which are flagged; the ground of all others is not."""
    shares = {}
    for path in sorted((data_dir / "imagery" / "xbd-json").glob("*.png")):
        image = read_scene(path)[1].read()
        shares[path.name] = float(np.mean((image.flags & np.uint8(MaskKind.NODATA)) != 0))
    rimmed = {name: share for name, share in shares.items() if share > 0}
    assert all("florence_00000268" in name for name in rimmed)
    assert all(0.07 < share < 0.09 for share in rimmed.values())
    assert len(rimmed) == 2


def test_joplin_in_two_systems(data_dir):
    """Before in UTM, after in degrees: pairs that overlap are read, those that do not are named as such."""
    folder = data_dir / "imagery" / "joplin-geotiff"
    read, apart = 0, 0
    for before in sorted((folder / "pre").glob("*.tif")):
        for after in sorted((folder / "post").glob("*.tif")):
            try:
                pair = read_pair(before, after)
            except NoCoverageError:
                apart += 1
                continue
            read += 1
            assert (pair.before.grid.crs.to_epsg(), pair.after.grid.crs.to_epsg()) == (26915, 4326)
            assert pair.before.grid.gsd_m == pytest.approx((0.6, 0.6), abs=0.01)
            assert pair.before.notes == (Reason.NO_TIME,)
    assert (read, apart) == (12, 12)
    assert len(read_buildings(folder / "labels_west.geojson")) == 80
    assert len(read_buildings(folder / "footprints_ms2020.geojson")) == 2823


def test_sensor_geometry_is_laid_on_the_ground(data_dir):
    """Four looks of one camera family at one place, each placed by the `.geom` beside it, meet to within what level ground costs them."""
    folder = data_dir / "imagery" / "kahramanmaras-pleiades"
    scenes = [read_scene(path, facts=SceneFacts(height_m=600.0))[0] for path in sorted(folder.glob("*.tif"))]
    assert len(scenes) == 4
    for scene in scenes:
        assert scene.grid.crs.to_epsg() == 32637
        assert 0.5 <= max(scene.grid.gsd_m) <= 0.53
        assert 10 <= scene.off_nadir_deg <= 17
        assert Reason.PLACED_BY_CAMERA in scene.notes
        assert scene.grid.footprint.centre == pytest.approx((36.910, 37.5845), abs=0.001)


def test_two_utm_zones(data_dir):
    """Landsat-type pictures of two zones with different nodata make a pair."""
    folder = data_dir / "imagery" / "landsat-arrnorm"
    pair = read_pair(folder / "ref.tif", folder / "target.tif")
    assert (pair.before.grid.crs.to_epsg(), pair.after.grid.crs.to_epsg()) == (32618, 32619)
    assert pair.before.roles == (BandRole.UNKNOWN,) * 4


def test_other_footprints(data_dir):
    """Drawn polygons, an invalid ring among them, are read and mended."""
    maui = read_buildings(data_dir / "imagery" / "footprints-maui" / "Maui_Wildfires_August_0.geojson")
    assert len(maui) == 106
    assert sum(Reason.FOOTPRINT_REPAIRED in building.notes for building in maui) == 1
    assert all(building.footprint.shape.is_valid for building in maui)
