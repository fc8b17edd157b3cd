"""Where a picture lies: tags, side-cars, control points, and the errors where nothing says so."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from rasterio.control import GroundControlPoint

from temoin.errors import CrsError, UnreadableError
from temoin.model import Reason
from temoin.read import SceneFacts, read_scene

WORLD = "3\n0\n0\n-3\n634001.5\n6304998.5\n"
EXPECTED = Affine(3, 0, 634_000, 0, -3, 6_305_000)


@pytest.mark.parametrize(
    ("picture", "world"),
    [("a.png", "a.pgw"), ("a.png", "a.PGW"), ("a.png", "a.pngw"), ("a.png", "a.wld"), ("a.jpg", "a.jgw"), ("a.jpeg", "a.jgw"), ("a.bmp", "a.bpw")],
)
def test_a_world_file_gives_the_place(write_png, tmp_path, picture, world):
    """The world file's centre of the first pixel becomes the grid's corner; the system comes from `.prj`."""
    path = write_png(picture)
    (tmp_path / world).write_text(WORLD)
    (tmp_path / "a.prj").write_text(pyproj.CRS("EPSG:32639").to_wkt("WKT1_ESRI"))
    scene, _ = read_scene(path)
    assert scene.grid.transform == EXPECTED
    assert scene.grid.crs.to_epsg() == 32639
    assert ("grid", f"{world} and a.prj") in scene.sources


def test_the_stated_system_completes_a_world_file(write_png):
    """`facts.crs` stands in for a missing `.prj`."""
    path = write_png()
    path.with_suffix(".pgw").write_text(WORLD)
    scene, _ = read_scene(path, facts=SceneFacts(crs="EPSG:32639"))
    assert scene.grid.transform == EXPECTED
    assert ("grid", "shot.pgw and the stated --crs") in scene.sources


def test_an_aux_file_gives_the_place(write_png):
    """SRS and GeoTransform of `.aux.xml` are read; latitude-first systems still mean x first."""
    path = write_png()
    srs = pyproj.CRS("EPSG:4326").to_wkt("WKT1_GDAL").replace('"', "&quot;")
    numbers = "53.2, 5e-06, 1e-08, 56.85, 2e-08, -4e-06"
    aux = path.with_name("shot.png.aux.xml")
    aux.write_text(f'<PAMDataset><SRS dataAxisToSRSAxisMapping="2,1">{srs}</SRS><GeoTransform>{numbers}</GeoTransform></PAMDataset>')
    scene, _ = read_scene(path)
    assert scene.grid.transform == Affine(5e-06, 1e-08, 53.2, 2e-08, -4e-06, 56.85)
    assert scene.grid.footprint.centre == pytest.approx((53.2, 56.85), abs=0.001)


def test_an_aux_file_in_the_systems_own_order_is_turned(write_png):
    """A mapping of 1,2 on a latitude-first system means that the numbers are latitude first."""
    path = write_png()
    srs = pyproj.CRS("EPSG:4326").to_wkt("WKT1_GDAL").replace('"', "&quot;")
    aux = path.with_name("shot.png.aux.xml")
    aux.write_text(
        f'<PAMDataset><SRS dataAxisToSRSAxisMapping="1,2">{srs}</SRS><GeoTransform>56.85,0,-4e-06,53.2,5e-06,0</GeoTransform></PAMDataset>'
    )
    assert read_scene(path)[0].grid.footprint.centre == pytest.approx((53.2, 56.85), abs=0.001)


def test_a_geotiff_goes_before_its_side_cars(write_tif):
    """A world file beside a placed GeoTIFF changes nothing."""
    path = write_tif()
    path.with_suffix(".tfw").write_text("1\n0\n0\n-1\n0\n0\n")
    assert read_scene(path)[0].grid.transform == EXPECTED


def test_a_system_for_pictures_that_name_none_moves_no_other(write_tif, write_png):
    """`crs_where_none` leaves a picture where its own file puts it, and places one that only has a world file."""
    facts = SceneFacts(crs_where_none="EPSG:32640")
    assert read_scene(write_tif(), facts=facts)[0].grid.crs.to_epsg() == 32639
    shot = write_png()
    shot.with_suffix(".pgw").write_text("0.5\n0\n0\n-0.5\n269500\n6305000\n")
    scene, _ = read_scene(shot, facts=facts)
    assert scene.grid.crs.to_epsg() == 32640
    assert any("--crs" in source for field, source in scene.sources if field == "grid")


def test_a_stated_system_over_another_one_is_said(write_tif):
    """The caller may overrule the file, and the source says against what."""
    scene, _ = read_scene(write_tif(), facts=SceneFacts(crs="EPSG:32640"))
    assert scene.grid.crs.to_epsg() == 32640
    assert any("against EPSG:32639" in source for field, source in scene.sources if field == "grid")


def test_no_place_at_all_says_the_three_ways(write_png):
    """The hint names side-cars, --crs and the options for control points as the commands spell them."""
    with pytest.raises(CrsError, match=r"nothing says where on the ground shot\.png lies") as caught:
        read_scene(write_png())
    assert all(word in caught.value.hint for word in ("aux.xml", "world file", "--crs", "--before-gcp", "--after-gcp"))


def test_a_place_without_a_system_says_so(write_png):
    """With a world file alone the hint asks for the system."""
    path = write_png()
    path.with_suffix(".pgw").write_text(WORLD)
    with pytest.raises(CrsError, match="does not say which coordinate reference system") as caught:
        read_scene(path)
    assert "--crs" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("shot.pgw", "3\n0\n0\n", "six numbers"),
        ("shot.pgw", "3\n0\n0\nx\n1\n2\n", "six numbers"),
        ("shot.pgw", "0\n0\n0\n0\n1\n2\n", "no area"),
        ("shot.png.aux.xml", "<PAMDataset>", "no XML"),
        ("shot.png.aux.xml", "<PAMDataset><GeoTransform>1,2</GeoTransform></PAMDataset>", "not six numbers"),
        ("shot.png.aux.xml", '<!DOCTYPE a [<!ENTITY b "c">]><PAMDataset/>', "document type"),
    ],
)
def test_a_broken_side_car_is_named(write_png, tmp_path, name, text, words):
    """A side-car that is not what its name says is an error that names it, never passed over."""
    path = write_png()
    (tmp_path / name).write_text(text)
    with pytest.raises(UnreadableError, match=words) as caught:
        read_scene(path, facts=SceneFacts(crs="EPSG:32639"))
    assert name in caught.value.message


def test_a_side_car_behind_a_link_is_not_followed(write_png, tmp_path):
    """A world file that is a link to another folder is not read."""
    (tmp_path / "pictures").mkdir()
    path = write_png("pictures/shot.png")
    (tmp_path / "elsewhere.pgw").write_text(WORLD)
    path.with_suffix(".pgw").symlink_to(tmp_path / "elsewhere.pgw")
    with pytest.raises(CrsError):
        read_scene(path, facts=SceneFacts(crs="EPSG:32639"))


POINTS = [(0, 0), (50, 0), (0, 40), (50, 40), (25, 20)]


def lonlat(col, row):
    """Longitude and latitude of a place in the picture, from a grid in UTM."""
    to_degrees = pyproj.Transformer.from_crs(32639, 4326, always_xy=True)
    return to_degrees.transform(*(EXPECTED @ (col, row)))


def points_text(kind):
    """A file name and its text for one form of control points."""
    if kind == "csv":
        return "points.csv", "col,row,lon,lat\n" + "".join(f"{c},{r},{lonlat(c, r)[0]},{lonlat(c, r)[1]}\n" for c, r in POINTS)
    if kind == "bare csv":
        return "points.txt", "".join(f"{c};{r};{lonlat(c, r)[0]};{lonlat(c, r)[1]}\n" for c, r in POINTS)
    if kind == "utm csv":
        return "points.csv", "col,row,x,y\n" + "".join("{},{},{},{}\n".format(c, r, *(EXPECTED @ (c, r))) for c, r in POINTS)
    if kind == "qgis":
        lines = "".join("{},{},{},{},1,0,0,0\n".format(*(EXPECTED @ (c, r)), c, -r) for c, r in POINTS)
        off = "999,999,10,-10,0,0,0,0\n"
        return "a.points", f"#CRS: EPSG:32639\nmapX,mapY,sourceX,sourceY,enable,dX,dY,residual\n{lines}{off}"
    features = ",".join(
        f'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lonlat(c, r)[0]},{lonlat(c, r)[1]}]}},"properties":{{"col":{c},"row":{r}}}}}'
        for c, r in POINTS
    )
    return "points.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}'


@pytest.mark.parametrize("kind", ["csv", "bare csv", "utm csv", "qgis", "geojson"])
def test_control_points_place_a_picture(write_png, tmp_path, kind):
    """All three forms of control points give back the grid they were made from, in metres, with the residual."""
    name, text = points_text(kind)
    (tmp_path / name).write_text(text)
    facts = SceneFacts(gcps=tmp_path / name, crs="EPSG:32639" if kind == "utm csv" else None)
    scene, pixels = read_scene(write_png(), facts=facts)
    assert scene.grid.crs.to_epsg() == 32639
    assert np.allclose(scene.grid.transform[:6], EXPECTED[:6], atol=1e-4)
    assert Reason.PLACED_BY_POINTS in scene.notes
    assert ("grid", f"{name}: 5 points, residual 0.00 px") in scene.sources
    assert pixels.read().grid == scene.grid


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("0,0,53.2,56.85\n10,0,53.3,56.85\n", "holds 2 control points"),
        ("0,0,53.2,56.85\n10,10,53.3,56.86\n20,20,53.4,56.87\n", "on one line"),
        ("0,0,53.2,56.85\n10,0,53.3,56.85\n0,10,53.4,56.85\n", "on one line"),
        ("0,0,500000,6300000\n10,0,500030,6300000\n0,10,500000,6299970\n", "not degrees"),
    ],
)
def test_points_that_cannot_place_are_refused(write_png, tmp_path, lines, words):
    """Too few, on a line in the picture or on the ground, or not in degrees."""
    (tmp_path / "p.csv").write_text(lines)
    with pytest.raises(CrsError, match=words):
        read_scene(write_png(), facts=SceneFacts(gcps=tmp_path / "p.csv"))


def test_a_wrong_point_is_found_by_its_residual(write_png, tmp_path):
    """Points that do not fit together are refused, and the worst one is named."""
    rows = [(c, r, *(EXPECTED @ (c, r))) for c, r in POINTS]
    rows[2] = (0, 40, 634_000 + 90, 6_304_880.0)
    (tmp_path / "p.csv").write_text("col,row,x,y\n" + "".join("{},{},{},{}\n".format(*row) for row in rows))
    with pytest.raises(CrsError, match="do not fit together") as caught:
        read_scene(write_png(), facts=SceneFacts(gcps=tmp_path / "p.csv", crs="EPSG:32639"))
    assert "point 3" in caught.value.hint


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "col,row,lon,lat\n1,2,x,4\n", "0,0,1\n"])
def test_a_broken_point_file_is_named(write_png, tmp_path, text):
    """An empty, foreign or half-written point file is an error that names it."""
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(UnreadableError, match=r"p\.csv"):
        read_scene(write_png(), facts=SceneFacts(gcps=tmp_path / "p.csv"))


def test_control_points_inside_a_tiff_are_used(write_tif, tmp_path):
    """A TIFF that holds only control points is placed by them, and that is noted."""
    inner = [GroundControlPoint(row=r, col=c, x=x, y=y) for c, r in POINTS for x, y in [EXPECTED @ (c, r)]]
    scene, _ = read_scene(write_tif(crs=None, transform=None, inner_points=inner))
    assert np.allclose(scene.grid.transform[:6], EXPECTED[:6], atol=1e-4)
    assert Reason.PLACED_BY_POINTS in scene.notes


def test_a_place_that_does_not_exist_is_refused(write_tif):
    """Coordinates in metres called degrees are no place on earth."""
    with pytest.raises(CrsError, match="does not exist"):
        read_scene(write_tif(crs="EPSG:4326"))


def test_equal_systems_compare_equal(write_tif):
    """The system of a file is the one of its code, so that pictures and footprints of one system can be told to share it."""
    scene, _ = read_scene(write_tif(crs=pyproj.CRS("EPSG:32639").to_wkt("WKT1_GDAL")))
    assert scene.grid.crs == pyproj.CRS.from_epsg(32639)
    assert scene.grid.footprint.intersection(scene.grid.footprint).shape.equals(shapely.box(634_000, 6_304_880, 634_150, 6_305_000))
