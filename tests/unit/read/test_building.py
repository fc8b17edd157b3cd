"""Footprints from every common vector file: ids, names, attributes, systems, mending."""

from __future__ import annotations

import json
import re
import warnings
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio.raw
import pyproj
import pytest
import shapely

from temoin.errors import CrsError, InputError, OptionError, TooLargeError, UnreadableError, UnsupportedError
from temoin.geo.crs import WGS84
from temoin.model import Reason
from temoin.read import read_buildings
from temoin.read import table as table_module

UTM = "EPSG:32639"
SQUARES = [shapely.box(634_000 + 100 * n, 6_304_900, 634_030 + 100 * n, 6_304_940) for n in range(3)]
NAMES = ["hall", "store", None]


def collection(*features, **members):
    """A GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": list(features)} | members


def write_ogr(path, *, crs=UTM, layer=None, shapes=SQUARES, append=False, driver=None):
    """Three halls through pyogrio."""
    fields = np.array(["building_id", "name", "floors"])
    data = [np.array([7, 8, 9]), np.array(NAMES, dtype=object), np.array([1.5, 2.0, np.nan])]
    wkb = shapely.to_wkb(np.array(shapes))
    kind = "Polygon" if shapely.get_type_id(shapes[0]) == 3 else "Point"
    with warnings.catch_warnings():
        # The Shapefile driver remarks that it cuts "building_id" to ten letters; a missing system is what some tests are about.
        warnings.simplefilter("ignore")
        pyogrio.raw.write(path, wkb, data, fields, geometry_type=kind, crs=crs, layer=layer, append=append, driver=driver)
    return path


def write_kml(path, shapes=SQUARES):
    """Three halls as KML or KMZ, in a folder of the document."""
    to_degrees = pyproj.Transformer.from_crs(32639, 4326, always_xy=True)
    marks = ""
    for place, (shape, name) in enumerate(zip(shapes, NAMES, strict=True)):
        ring = " ".join("{},{},120".format(*to_degrees.transform(x, y)) for x, y in shape.exterior.coords)
        named = f"<name>{name}</name>" if name else ""
        marks += (
            f'<Placemark id="p{place}">{named}<ExtendedData><Data name="building_id"><value>{7 + place}</value></Data>'
            f"<Data name='floors'><value>2</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
            "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
        )
    text = f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>{marks}</Folder></Document></kml>'
    if path.suffix == ".kmz":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", text)
    else:
        path.write_text(text)
    return path


def geoarrow_polygons(shapes):
    """Polygons in the native encoding: lists of lists of a struct x, y."""
    _, xy, offsets = shapely.to_ragged_array(shapes)
    points = pa.StructArray.from_arrays([pa.array(xy[:, 0].copy()), pa.array(xy[:, 1].copy())], names=["x", "y"])
    inner = pa.ListArray.from_arrays(pa.array(offsets[0], pa.int32()), points)
    return pa.ListArray.from_arrays(pa.array(offsets[1], pa.int32()), inner)


def write_geoparquet(path, *, encoding="WKB", crs="own", geo=True):
    """Three halls as GeoParquet, with or without what makes it one."""
    shapes = SQUARES if crs != "default" else [shapely.box(53.2, 56.85 + 0.01 * n, 53.201, 56.851 + 0.01 * n) for n in range(3)]
    geometry = pa.array(shapely.to_wkb(shapes)) if encoding == "WKB" else geoarrow_polygons(SQUARES)
    about = {"encoding": encoding, "geometry_types": ["Polygon"]}
    if crs is None:
        about["crs"] = None
    elif crs == "own":
        about["crs"] = pyproj.CRS(UTM).to_json_dict()
    columns = {"building_id": pa.array([7, 8, 9]), "name": pa.array(NAMES), "floors": pa.array([1.5, 2.0, None]), "outline": geometry}
    table = pa.table(columns)
    if geo:
        meta = {"version": "1.1.0", "primary_column": "outline", "columns": {"outline": about}}
        table = table.replace_schema_metadata({b"geo": json.dumps(meta).encode()})
    pq.write_table(table, path)
    return path


def write_geojson(path):
    """Three halls as GeoJSON in metres, with the old crs member."""
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": {"building_id": 7 + place, "name": NAMES[place], "floors": 2}}
        for place, shape in enumerate(SQUARES)
    ]
    path.write_text(json.dumps(collection(*features, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32639"}})))
    return path


def write_zipped_geojson(path):
    """The same inside a ZIP."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(write_geojson(path.with_suffix(".geojson")), "in/b.geojson")
    return path


FORMATS = {
    "b.gpkg": write_ogr, "b.shp": write_ogr, "b.fgb": write_ogr, "b.gdb": lambda path: write_ogr(path, driver="OpenFileGDB"),
    "b.kml": write_kml, "b.kmz": write_kml, "b.geojson": write_geojson, "b.parquet": write_geoparquet, "z.zip": write_zipped_geojson,
    "n.parquet": lambda path: write_geoparquet(path, encoding="polygon"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_footprints(tmp_path, name):
    """Ids, names and ground are the same whatever the file they came in."""
    # FlatGeobuf sorts its features by place.
    buildings = sorted(read_buildings(FORMATS[name](tmp_path / name)), key=lambda building: building.id)
    assert len(buildings) == 3
    wanted = ["p0", "p1", "p2"] if name.startswith("b.km") else ["7", "8", "9"]
    assert [building.id for building in buildings] == wanted
    assert [building.name for building in buildings] == NAMES
    for building, square in zip(buildings, SQUARES, strict=True):
        moved = building.footprint.to_crs(pyproj.CRS(UTM)).shape
        assert moved.symmetric_difference(square).area < 0.01
        assert building.notes == ()
    assert dict(buildings[0].attributes)["floors"] in {1.5, 2, "2"}
    assert dict(buildings[2].attributes).get("floors") in {None, 2, "2"}


def test_attributes_pass_through_as_plain_values(write_json, feature):
    """Text, numbers and truth values stay; nested values are left out; numbers that are not finite are nothing."""
    path = write_json("b.json", collection(feature(a="x", b=2, c=1.5, d=True, e=None, f={"g": 1}, h=[1], i=float("nan"))))
    assert read_buildings(path)[0].attributes == (("a", "x"), ("b", 2), ("c", 1.5), ("d", True), ("e", None), ("i", None))


def test_dates_pass_through_as_iso(tmp_path):
    """A date column becomes text that JSON can hold."""
    path = tmp_path / "d.gpkg"
    dates = np.array(["2025-07-02"], dtype="datetime64[D]")
    pyogrio.raw.write(path, shapely.to_wkb(np.array(SQUARES[:1])), [dates], np.array(["seen"]), geometry_type="Polygon", crs=UTM)
    assert dict(read_buildings(path)[0].attributes)["seen"] == "2025-07-02"


@pytest.mark.parametrize(
    ("features", "ids"),
    [
        ([{"id_": "a"}, {"id_": "b"}], ["a", "b"]),
        ([{"id_": 0}, {"id_": 1}], ["0", "1"]),
        ([{"ID": 5.0}, {"ID": 6.0}], ["5", "6"]),
        ([{"uid": "u1", "fid": 9}, {"uid": "u2", "fid": 8}], ["u1", "u2"]),
        ([{"id": 1, "osm_id": "w1"}, {"id": 1, "osm_id": "w2"}], ["w1", "w2"]),
        ([{"osm_id": None}, {"osm_id": "w2"}], ["1", "2"]),
        ([{"height": 3}, {"height": 4}], ["1", "2"]),
        ([{"id": 1.5}, {"id": 2.5}], ["1", "2"]),
        ([{"id": True}, {"id": False}], ["1", "2"]),
    ],
)
def test_ids_are_the_files_own_where_it_has_some(write_json, feature, features, ids):
    """The first field that is complete and different for every footprint, else the running number."""
    path = write_json("b.json", collection(*(feature(lon=53 + place, **given) for place, given in enumerate(features))))
    buildings = read_buildings(path)
    assert [building.id for building in buildings] == ids
    assert all(building.notes == () for building in buildings)


def test_repeated_ids_are_told_apart_and_said(write_json, feature, caplog):
    """Ids that stand for several footprints get a number, a note, and a warning."""
    path = write_json("b.json", collection(*(feature(lon=53 + place, id=id_) for place, id_ in enumerate(["a", "b", "a", "a#2", "a"]))))
    buildings = read_buildings(path)
    assert [building.id for building in buildings] == ["a", "b", "a#3", "a#2", "a#4"]
    assert [building.notes for building in buildings] == [(), (), (Reason.ID_REPEATED,), (), (Reason.ID_REPEATED,)]
    assert "1 ids stand for several footprints" in caplog.text


def test_xbd_labels(write_json):
    """Outlines in longitude and latitude, uid as id, everything else as attributes."""
    rows = [
        {"properties": {"feature_type": "building", "subtype": subtype, "uid": uid}, "wkt": shapely.box(53 + n, 56, 53.001 + n, 56.001).wkt}
        for n, (uid, subtype) in enumerate([("u1", "destroyed"), ("u2", "no-damage")])
    ]
    path = write_json("x.json", {"features": {"lng_lat": rows, "xy": []}, "metadata": {}})
    buildings = read_buildings(path)
    assert [(building.id, dict(building.attributes)["subtype"]) for building in buildings] == [("u1", "destroyed"), ("u2", "no-damage")]
    assert buildings[0].footprint.crs == WGS84
    rows[1]["wkt"] = "POLYGON ((1 2"
    write_json("x.json", {"features": {"lng_lat": rows}, "metadata": {}})
    with pytest.raises(UnreadableError, match=r"x\.json"):
        read_buildings(path)


def test_points_are_references_or_circles(write_json, feature):
    """Without a buffer a point stays a point and says so; with one it is a circle of that many metres."""
    path = write_json("p.json", collection(feature(geometry={"type": "Point", "coordinates": [53.2, 56.85, 130.0]})))
    point = read_buildings(path)[0]
    assert (point.footprint.shape.geom_type, point.notes) == ("Point", (Reason.POINT_ONLY,))
    assert not point.footprint.shape.has_z
    circle = read_buildings(path, buffer_m=20)[0]
    assert circle.footprint.crs == WGS84
    assert circle.footprint.area_m2 == pytest.approx(np.pi * 400, rel=0.01)
    assert circle.footprint.shape.contains(point.footprint.shape)


def test_a_buffer_leaves_polygons_alone(write_json, feature):
    """Only points become circles."""
    path = write_json("b.json", collection(feature()))
    assert read_buildings(path, buffer_m=20)[0].footprint == read_buildings(path)[0].footprint


@pytest.mark.parametrize("buffer_m", [0, -3, float("nan"), 1e9])
def test_a_buffer_that_is_no_radius_is_refused(write_json, feature, buffer_m):
    """Nought, negative, not a number, and absurd."""
    path = write_json("b.json", collection(feature()))
    with pytest.raises(OptionError, match="no radius"):
        read_buildings(path, buffer_m=buffer_m)


def test_lines_are_refused(write_json, feature):
    """The message counts them and names the first."""
    line = {"type": "LineString", "coordinates": [[53, 56], [53.1, 56]]}
    path = write_json("l.json", collection(feature(), feature(geometry=line)))
    with pytest.raises(UnsupportedError, match=r"l\.json holds 1 lines \(first: feature 2\)"):
        read_buildings(path)


def test_invalid_rings_are_repaired_and_said(write_json, feature, caplog):
    """A bow tie becomes its two triangles, with a note; a ring with a spike loses the spike."""
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [0.001, 0.001], [0.001, 0], [0, 0.001], [0, 0]]]}
    spike = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [3, 1], [1, 1], [0, 1], [0, 0]]]}
    buildings = read_buildings(write_json("b.json", collection(feature(geometry=bow), feature(geometry=spike), feature())))
    assert [building.notes for building in buildings] == [(Reason.FOOTPRINT_REPAIRED,), (Reason.FOOTPRINT_REPAIRED,), ()]
    assert buildings[0].footprint.shape.area == pytest.approx(0.5e-6)
    assert buildings[1].footprint.shape.equals(shapely.box(0, 0, 1, 1))
    assert all(building.footprint.shape.is_valid for building in buildings)
    assert "2 outlines were not valid" in caplog.text


def test_empty_shapes_are_left_out_and_counted(write_json, feature, caplog):
    """A feature without a shape, or whose ring collapses, is no building; the warning counts them."""
    flat = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]}
    empty = feature() | {"geometry": None}
    path = write_json("b.json", collection(empty, feature(geometry={"type": "Polygon", "coordinates": []}), feature(geometry=flat), feature(id="x")))
    assert [building.id for building in read_buildings(path)] == ["x"]
    assert "3 of 4 features have no shape" in caplog.text


def test_a_file_without_any_shape_is_an_error(write_json):
    """Nothing to measure is not an empty list."""
    with pytest.raises(UnsupportedError, match="holds no outline and no point"):
        read_buildings(write_json("b.json", collection()))


def test_several_parts_and_holes_are_kept(write_json, feature):
    """A multipolygon stays one building, its court stays open, heights are dropped."""
    with_hole = [[[0, 0, 5], [4, 0, 5], [4, 4, 5], [0, 4, 5], [0, 0, 5]], [[1, 1, 5], [2, 1, 5], [2, 2, 5], [1, 2, 5], [1, 1, 5]]]
    other = [[[6, 0, 5], [7, 0, 5], [7, 1, 5], [6, 0, 5]]]
    shape = read_buildings(write_json("b.json", collection(feature(geometry={"type": "MultiPolygon", "coordinates": [with_hole, other]}))))[
        0
    ].footprint.shape
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(15.5)
    assert not shape.has_z


def test_a_mixed_collection_keeps_its_polygons(write_json, feature):
    """Lines inside a collection with polygons are dropped, polygons stay."""
    parts = [{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}]
    shape = read_buildings(write_json("b.json", collection(feature(geometry={"type": "GeometryCollection", "geometries": parts}))))[0].footprint.shape
    assert (shape.geom_type, shape.area) == ("Polygon", 0.5)


@pytest.mark.parametrize(
    ("crs", "words"),
    [
        (None, "names no"),
        ({"type": "name", "properties": {"name": "EPSG:999999"}}, "EPSG:999999"),
        ({"type": "link", "properties": {"href": "x"}}, "names no"),
    ],
)
def test_a_crs_member_that_is_none_is_an_error(write_json, feature, crs, words):
    """The old member is respected, also where it says that nothing is known."""
    with pytest.raises(CrsError, match=words):
        read_buildings(write_json("b.json", collection(feature(), crs=crs)))


def test_metres_called_degrees_are_an_error(write_json, feature):
    """GeoJSON without `crs` is longitude and latitude: other numbers are refused."""
    with pytest.raises(CrsError, match="not longitude and latitude") as caught:
        read_buildings(write_json("b.json", collection(feature(lon=634_000.0, lat=6_304_900.0, size=30))))
    assert "crs member" in caught.value.hint


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_longitude_and_latitude_have_one_name(write_json, feature, name):
    """CRS84 and EPSG:4326 compare equal, so that their footprints mix."""
    path = write_json("b.json", collection(feature(), crs={"type": "name", "properties": {"name": name}}))
    assert read_buildings(path)[0].footprint.crs == WGS84


@pytest.mark.parametrize("name", ["b.gpkg", "b.shp"])
def test_a_file_without_a_system_is_an_error(tmp_path, name):
    """The message names the file and the hint says where the system goes."""
    write_ogr(tmp_path / name, crs=None)
    with pytest.raises(CrsError, match=name):
        read_buildings(tmp_path / name)


def test_geoparquet_without_a_system(tmp_path):
    """No `crs` means longitude and latitude by the specification; `null` means unknown, which is an error."""
    with pytest.raises(CrsError, match="unknown"):
        read_buildings(write_geoparquet(tmp_path / "b.parquet", crs=None))
    assert read_buildings(write_geoparquet(tmp_path / "c.parquet", crs="default"))[0].footprint.crs == WGS84


def test_parquet_without_geometry_is_an_error(tmp_path):
    """Plain Parquet does not say which column is the geometry."""
    with pytest.raises(UnreadableError, match="not GeoParquet"):
        read_buildings(write_geoparquet(tmp_path / "b.parquet", geo=False))


@pytest.mark.parametrize("driver", ["GPKG", "OpenFileGDB"])
def test_several_layers_are_listed(tmp_path, driver):
    """Without a name the error lists them; with a wrong one as well; with the right one it is read."""
    path = tmp_path / ("b.gpkg" if driver == "GPKG" else "b.gdb")
    write_ogr(path, layer="halls", driver=driver)
    write_ogr(path, layer="sheds", append=True, driver=driver)
    for layer in (None, "roofs"):
        with pytest.raises(OptionError) as caught:
            read_buildings(path, layer=layer)
        text = caught.value.message + caught.value.hint
        assert "halls" in text
        assert "sheds" in text
    assert len(read_buildings(path, layer="sheds")) == 3


def test_a_layer_of_a_format_without_layers_is_refused(write_json, feature):
    """A name that cannot be looked up is not passed over."""
    with pytest.raises(OptionError, match="has no layers"):
        read_buildings(write_json("b.json", collection(feature())), layer="x")


def damaged(name, tmp_path):
    """A file of each kind, cut short."""
    path = FORMATS[name](tmp_path / name)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


@pytest.mark.parametrize("name", ["b.gpkg", "b.shp", "b.kml", "b.kmz", "b.geojson", "b.parquet"])
def test_truncated_files_are_errors(tmp_path, name):
    """Half a file is never half the buildings."""
    with pytest.raises(InputError) as caught:
        read_buildings(damaged(name, tmp_path))
    assert name in caught.value.message


@pytest.mark.parametrize("name", ["b.gpkg", "b.shp", "b.fgb", "b.gdb", "b.parquet", "b.kml", "b.geojson", "b.csv"])
def test_files_that_are_not_what_their_name_says(tmp_path, name):
    """A text under another name is refused with a hint; a missing and an empty file as well."""
    path = tmp_path / name
    with pytest.raises(UnreadableError, match="no such file"):
        read_buildings(path)
    path.touch()
    with pytest.raises(UnreadableError, match="is empty"):
        read_buildings(path)
    path.write_text("id,lon,lat\n1,53.2,56.8\n")
    with pytest.raises((UnreadableError, UnsupportedError), match=name):
        read_buildings(path)


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        "x",
        {"type": "Topology"},
        {"type": "FeatureCollection", "features": [3]},
        {"type": "FeatureCollection", "features": [{"properties": 5}]},
    ],
)
def test_other_json_is_refused(write_json, value):
    """JSON of another kind is an error that names the file."""
    with pytest.raises((UnreadableError, UnsupportedError), match=r"b\.json"):
        read_buildings(write_json("b.json", value))


def test_a_broken_geometry_names_its_feature(write_json, feature):
    """The number of the feature stands in the message."""
    path = write_json("b.json", collection(feature(), feature(geometry={"type": "Polygon", "coordinates": "x"})))
    with pytest.raises(UnreadableError, match="feature 2"):
        read_buildings(path)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE kml [<!ENTITY a "x">]><kml>&a;</kml>',
        "<html/>",
        "<kml><Placemark><Polygon/></Placemark></kml>",
        "<kml><Placemark><Point><coordinates>x,y</coordinates></Point></Placemark></kml>",
        "<kml><NetworkLink><Link><href>http://example.org/a.kml</href></Link></NetworkLink></kml>",
    ],
)
def test_hostile_kml(tmp_path, text):
    """Entities, other XML, broken geometry and links to elsewhere are refused, and nothing is fetched."""
    (tmp_path / "b.kml").write_text(text)
    with pytest.raises((UnreadableError, UnsupportedError), match=r"b\.kml"):
        read_buildings(tmp_path / "b.kml")


def test_too_many_features_are_refused(write_json, feature, monkeypatch, tmp_path):
    """The bound is checked before buildings are made, whatever the format."""
    for module in ("geojson", "ogr", "kml", "geoparquet"):
        monkeypatch.setattr(f"temoin.read.{module}.MAX_FEATURES", 2)
    for path in (
        write_geojson(tmp_path / "b.geojson"),
        write_ogr(tmp_path / "b.gpkg"),
        write_kml(tmp_path / "b.kml"),
        write_geoparquet(tmp_path / "b.parquet"),
    ):
        with pytest.raises(TooLargeError, match=path.name):
            read_buildings(path)
    assert table_module.MAX_FEATURES > 2


def test_addresses_are_refused():
    """Nothing is fetched."""
    with pytest.raises(OptionError, match="not a file on this machine"):
        read_buildings("https://example.org/b.geojson")


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg"])
def test_metres_under_a_system_of_degrees_name_the_file(tmp_path, suffix):
    """A file that says degrees but holds metres is refused by its name, before anything is converted."""
    path = tmp_path / f"mixed{suffix}"
    shapes = np.asarray([shapely.box(679_800, 5_899_800, 679_900, 5_899_900)], dtype=object)
    pyogrio.raw.write(path, shapely.to_wkb(shapes), [np.array(["1"], dtype=object)], ["id"], geometry_type="Polygon", crs="EPSG:4326")
    with pytest.raises(CrsError, match=rf"mixed{re.escape(suffix)}: its coordinates are not longitude and latitude"):
        read_buildings(path)
