"""GeoJSON: one feature a building and one a change."""

from __future__ import annotations

import json

import attrs
import pytest
import shapely
from shapely.geometry import shape

from temoin.geo import Footprint, parse_crs
from temoin.model import Building
from temoin.publish import publish_geojson


def test_a_feature_says_what_is_known_of_its_building(made):
    """Grade, set, score, area with interval and reasons stand beside the file's own attributes; a clash keeps both."""
    grid = made.make_grid()
    document = json.loads(json.dumps(publish_geojson(made.make_findings(grid), made.make_buildings(grid)), allow_nan=False))
    features = {feature["id"]: feature for feature in document["features"]}
    assert list(features) == ["h1", "h2", "s1", "chg-1"]
    known = features["h2"]["properties"]
    assert known["grade"] == "damaged"
    assert known["grade_set"] == ["damaged", "destroyed"]
    assert known["changed_area_m2"] == {"value": 1262.3, "low": 1190.2, "high": 1334.9}
    assert known["assessable"] is True
    assert known["file_grade"] == "theirs"
    assert known["height"] is None
    assert features["h1"]["properties"]["roof"] == "flat"
    blind = features["s1"]["properties"]
    assert blind["assessable"] is False
    assert blind["changed_area_m2"] is None
    assert blind["reasons"] == ["footprint-repaired", "nodata"]
    assert features["chg-1"]["properties"]["building_ids"] == ["h2"]


def test_shapes_lie_on_wgs84_counter_clockwise(made):
    """Coordinates are longitude, latitude; outer rings run counter-clockwise as RFC 7946 asks."""
    grid = made.make_grid()
    for feature in publish_geojson(None, made.make_buildings(grid))["features"]:
        outline = shape(feature["geometry"])
        assert outline.exterior.is_ccw
        assert -16 < outline.centroid.x < -10
        assert 50 < outline.centroid.y < 55


def test_without_findings_nothing_is_claimed(made):
    """A building without a grade is null, not "no damage"."""
    grid = made.make_grid()
    for feature in publish_geojson(None, made.make_buildings(grid))["features"]:
        assert feature["properties"]["grade"] is None
        assert feature["properties"]["score"] is None
        assert feature["properties"]["assessable"] is False


@pytest.mark.parametrize("kind", ["Point", "MultiPolygon"])
def test_points_and_several_parts_pass(kind):
    """Points stay points and parts stay parts, each part counter-clockwise."""
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    geometry = shapely.Point(10, 50) if kind == "Point" else shapely.MultiPolygon([clockwise, shapely.box(2, 2, 3, 3)])
    building = Building(id="x", footprint=Footprint(shape=geometry, crs=parse_crs("EPSG:4326")))
    (feature,) = publish_geojson(None, (building,))["features"]
    assert feature["geometry"]["type"] == kind
    if kind == "MultiPolygon":
        assert all(part.exterior.is_ccw for part in shape(feature["geometry"]).geoms)


def test_an_empty_shape_has_no_geometry(made):
    """An empty footprint is a feature without geometry, not a broken one."""
    (building, *_) = made.make_buildings(made.make_grid())
    empty = attrs.evolve(building, footprint=attrs.evolve(building.footprint, shape=shapely.Polygon()))
    (feature,) = publish_geojson(None, (empty,))["features"]
    assert feature["geometry"] is None
