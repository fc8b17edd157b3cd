"""The place under study and the names of its parts."""

from __future__ import annotations

import json

import numpy as np
import pyogrio.raw
import pytest
import shapely

from temoin.errors import UnreadableError, UnsupportedError
from temoin.geo.crs import WGS84
from temoin.model import SitePart
from temoin.read import read_site


def collection(*features):
    """A GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def test_an_outline_and_its_parts(write_json, feature):
    """Features without a building id draw the outline, those with one name a part."""
    parts = [feature(53.201, name="workshop 110", building_id="b7"), feature(53.202, part="workshop 106", building_id=8)]
    site = read_site(write_json("plant.geojson", collection(feature(size=0.01, name="The plant"), *parts)))
    assert site.name == "The plant"
    assert site.parts == (SitePart(name="workshop 110", building_id="b7"), SitePart(name="workshop 106", building_id="8"))
    assert site.footprint.crs == WGS84
    assert site.footprint.shape.equals(shapely.box(53.2, 56.85, 53.21, 56.86))


@pytest.mark.parametrize("as_text", [False, True])
def test_a_mapping_on_the_outline(write_json, feature, as_text):
    """`parts` may stand on the outline as a mapping, one name for one building or several; also as JSON text."""
    parts = {"workshop 110": "b7", "stores": ["b1", 2]}
    site = read_site(write_json("plant.geojson", collection(feature(parts=json.dumps(parts) if as_text else parts))))
    assert [(part.name, part.building_id) for part in site.parts] == [("workshop 110", "b7"), ("stores", "b1"), ("stores", "2")]
    assert site.name == "plant"


def test_parts_need_no_shape(write_json, feature, caplog):
    """Features that only tie a name to a building count as parts, and nothing is said to be left out."""
    bare = [{"type": "Feature", "geometry": None, "properties": {"name": f"workshop {n}", "building_id": f"b{n}"}} for n in (106, 110)]
    site = read_site(write_json("plant.geojson", collection(feature(size=0.01, name="The plant"), *bare)))
    assert [(part.name, part.building_id) for part in site.parts] == [("workshop 106", "b106"), ("workshop 110", "b110")]
    assert not caplog.records


def test_names_alone_are_no_site(write_json):
    """Parts without any shape give no place, and the message says what is missing."""
    bare = {"type": "Feature", "geometry": None, "properties": {"name": "workshop 110", "building_id": "b7"}}
    with pytest.raises(UnsupportedError, match="draws no outline"):
        read_site(write_json("plant.geojson", collection(bare)))


def test_an_outline_without_a_shape_is_said(write_json, feature, caplog):
    """A feature that names no part and has no shape is left out, and that is said."""
    lost = {"type": "Feature", "geometry": None, "properties": {"name": "the yard"}}
    read_site(write_json("plant.geojson", collection(feature(size=0.01, name="The plant"), lost)))
    assert "1 of 2 features have no shape" in caplog.text


def test_a_bare_polygon_is_a_site(write_json, feature):
    """A geometry alone is enough; the file's name names the site."""
    site = read_site(write_json("area.geojson", feature()["geometry"]))
    assert (site.name, site.parts) == ("area", ())


def test_several_outlines_are_joined(write_json, feature):
    """Two polygons without ids are one site."""
    shape = read_site(write_json("s.geojson", collection(feature(53.2), feature(53.3)))).footprint.shape
    assert shape.geom_type == "MultiPolygon"


def test_parts_without_an_outline(write_json, feature):
    """The outline is then the parts and fifty metres around them."""
    parts = [feature(53.2, 56.85, 0.0005, name="a", building_id="1"), feature(53.202, 56.85, 0.0005, name="b", building_id="2")]
    site = read_site(write_json("s.geojson", collection(*parts)))
    local = site.footprint.to_local_metres().shape
    inner = shapely.union_all([shapely.box(53.2, 56.85, 53.2005, 56.8505), shapely.box(53.202, 56.85, 53.2025, 56.8505)])
    assert site.footprint.shape.contains(inner)
    width = local.bounds[2] - local.bounds[0]
    assert 245 < width < 260
    assert len(site.parts) == 2


def test_points_may_name_parts(write_json, feature):
    """A part may be a mere point where the outline is drawn."""
    point = feature(geometry={"type": "Point", "coordinates": [53.201, 56.851]}, name="gate", building_id="g")
    site = read_site(write_json("s.geojson", collection(feature(size=0.01), point)))
    assert site.parts == (SitePart(name="gate", building_id="g"),)
    assert site.footprint.shape.geom_type == "Polygon"


def test_a_geopackage_site(tmp_path):
    """Numbers that the format stores as floats are ids without decimals; empty ids mean the outline."""
    path = tmp_path / "plant.gpkg"
    shapes = [shapely.box(634_000, 6_304_000, 635_000, 6_305_000), shapely.box(634_100, 6_304_100, 634_150, 6_304_150)]
    columns = [np.array(["plant", "workshop 110"], dtype=object), np.array([np.nan, 7.0])]
    pyogrio.raw.write(path, shapely.to_wkb(np.array(shapes)), columns, np.array(["name", "building_id"]), geometry_type="Polygon", crs="EPSG:32639")
    site = read_site(path)
    assert (site.name, site.parts) == ("plant", (SitePart(name="workshop 110", building_id="7"),))
    assert site.footprint.area_m2 == pytest.approx(1e6, rel=0.01)


@pytest.mark.parametrize(
    ("features", "error", "words"),
    [
        ([{"geometry": {"type": "Point", "coordinates": [53, 56]}}], UnsupportedError, "draws no outline"),
        ([{"building_id": "b7"}], UnreadableError, "feature 1 has a building_id but no name"),
        ([{"parts": "{"}], UnreadableError, "no JSON mapping"),
        ([{"parts": ["a"]}], UnreadableError, "no mapping"),
        ([{"parts": {"a": None}}], UnreadableError, "names no building id"),
        ([{"parts": {" ": "b"}}], UnreadableError, "names no building id"),
        ([{"geometry": {"type": "LineString", "coordinates": [[53, 56], [54, 56]]}}], UnsupportedError, "lines"),
    ],
)
def test_what_is_no_site(write_json, feature, features, error, words):
    """Each error names the file and says the form."""
    path = write_json("s.geojson", collection(*(feature(**given) for given in features)))
    with pytest.raises(error, match=words) as caught:
        read_site(path)
    assert "s.geojson" in caught.value.message
