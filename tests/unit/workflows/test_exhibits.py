"""Which files a run rests on."""

from __future__ import annotations

import os
import sys
import zipfile

import pytest

from temoin.errors import UnsupportedError
from temoin.model import ExhibitRole
from temoin.workflows import ReportGroup, VerifyInputs
from temoin.workflows.exhibits import files_of, list_files


@pytest.fixture
def lay(tmp_path):
    """Lay empty files below the test's folder; gives the first."""

    def _lay(*names):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"{}" if name.endswith(".json") else b"x")
        return tmp_path / names[0]

    return _lay


def names(path, role=ExhibitRole.AFTER):
    """Names of the named file and of those beside it."""
    files = list(files_of(path, role))
    assert files[0].is_named
    return [file.name for file in files if file.is_named], [file.name for file in files if not file.is_named]


def test_companions_of_a_png(lay):
    """World file, reference system, GDAL's side-car and label come along; a neighbour's do not."""
    path = lay("a.png", "a.png.aux.xml", "a.pgw", "a.prj", "a.PNG.AUX.XML.bak", "b.pgw", "b.png.aux.xml", "ab.prj", "a.txt")
    assert names(path) == (["a.png"], ["a.pgw", "a.png.aux.xml", "a.prj"])


@pytest.mark.parametrize(
    "beside", ["a.tif.msk", "a.tifw", "a.json", "a.stac.json", "a.tif.json", "a.geojson", "a_RPC.TXT", "a.RPB", "a.geom", "a.TFW", "a.wld"]
)
def test_every_file_that_readers_look_at_is_an_exhibit(lay, beside):
    """Whatever the reader of pictures looks at beside a picture is kept with it."""
    assert names(lay("a.tif", beside, "z.tif")) == (["a.tif"], [beside])


def test_documents_of_an_airbus_picture(lay):
    """Camera model and description come along with a tile, another picture's do not."""
    path = lay("IMG_P1_R1C2.TIF", "RPC_P1.XML", "DIM_P1.XML", "RPC_P2.XML", "LUT_P1.XML", "IMG_P1_R1C1.TIF")
    assert names(path) == (["IMG_P1_R1C2.TIF"], ["DIM_P1.XML", "RPC_P1.XML"])


def test_a_stac_item_of_another_name(lay, tmp_path):
    """A JSON file that names the picture comes along, one that does not stays; in a collection none is looked into."""
    path = lay("a.tif", "item.json", "other.json")
    (tmp_path / "item.json").write_text('{"assets": {"x": {"href": "./a.tif"}}}', "utf-8")
    assert names(path)[1] == ["item.json"]
    lay(*(f"many-{number}.json" for number in range(40)))
    assert names(path)[1] == []


def test_reports_have_no_companions(lay):
    """What lies beside a report is not taken in."""
    assert names(lay("a.html", "a.json", "a.prj", "a.html.aux.xml"), ExhibitRole.REPORT) == (["a.html"], [])


@pytest.mark.parametrize("ending", ["shp", "SHP"])
def test_shapefile_siblings(lay, ending):
    """All parts of a Shapefile, in capitals too; not those of another one."""
    path = lay(f"s.{ending}", "s.shx", "s.DBF", "s.prj", "s.cpg", "s.txt", "t.dbf")
    assert names(path, ExhibitRole.BUILDINGS) == ([f"s.{ending}"], ["s.DBF", "s.cpg", "s.prj", "s.shx"])


def test_a_folder_is_all_its_files(lay, tmp_path):
    """Files of a folder bear its name, all are named, and links are left out."""
    lay("order/PSScene/x.tif", "order/manifest.json", "order/PSScene/x.json", "secret.txt")
    (tmp_path / "order" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert names(tmp_path / "order") == (["order/PSScene/x.json", "order/PSScene/x.tif", "order/manifest.json"], [])


SCENE = "20250703_081123_12_2486"


def test_planet_files_beside_a_picture(lay):
    """Metadata and mask of the very scene, and the order's list; not those of the next scene."""
    path = lay(
        f"order/{SCENE}_3B_AnalyticMS_SR_clip.tif",
        f"order/{SCENE}_metadata.json",
        f"order/{SCENE}_3B_udm2_clip.tif",
        f"order/{SCENE}_3B_Visual.tif",
        "order/20250703_081125_34_2486_metadata.json",
        "order/20250703_081125_34_2486_3B_udm2_clip.tif",
        "manifest.json",
    )
    assert names(path)[1] == [f"{SCENE}_3B_udm2_clip.tif", f"{SCENE}_metadata.json", "manifest.json"]


def test_skysat_files_beside_a_picture(lay):
    """A SkySat picture has no level in its name, but its metadata and mask come along as well."""
    path = lay("20250703_081123_ssc1_u0001_analytic.tif", "20250703_081123_ssc1_u0001_metadata.json", "20250703_081123_ssc1_u0001_udm2.tif")
    assert names(path)[1] == ["20250703_081123_ssc1_u0001_metadata.json", "20250703_081123_ssc1_u0001_udm2.tif"]


def test_a_picture_inside_a_zip_is_refused_in_words(tmp_path):
    """A member of a ZIP is no file that can be kept unaltered."""
    with zipfile.ZipFile(tmp_path / "order.zip", "w") as archive:
        archive.writestr("x.tif", b"x")
    with pytest.raises(UnsupportedError, match="lies inside another file"):
        list(files_of(tmp_path / "order.zip" / "x.tif", ExhibitRole.AFTER))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not Unicode")
def test_names_that_no_text_can_hold(tmp_path):
    """A file name that is not UTF-8 is written as an escape."""
    path = tmp_path / os.fsdecode(b"caf\xe9\n.txt")
    path.write_bytes(b"x")
    assert names(path, ExhibitRole.REPORT) == (["caf\\udce9\\n.txt"], [])


def test_all_files_of_a_run(lay, tmp_path):
    """Every input has its role, its media type, and its place in a fixed order."""
    lay("a.html", "s.csv", "b.tif", "b.tfw", "a.tif", "points.csv", "h.geojson", "site.kml", "raw.bin")
    group = ReportGroup(reports=(tmp_path / "a.html", tmp_path / "raw.bin"), sidecar=tmp_path / "s.csv")
    inputs = VerifyInputs(
        groups=(group,),
        before=tmp_path / "b.tif",
        after=tmp_path / "a.tif",
        after_gcps=tmp_path / "points.csv",
        buildings=tmp_path / "h.geojson",
        site=tmp_path / "site.kml",
    )
    assert [(file.name, file.role.value, file.media_type) for file in list_files(inputs)] == [
        ("a.html", "report", "text/html"),
        ("raw.bin", "report", "application/octet-stream"),
        ("s.csv", "sidecar", "text/csv"),
        ("b.tif", "before", "image/tiff"),
        ("b.tfw", "before", "application/octet-stream"),
        ("a.tif", "after", "image/tiff"),
        ("points.csv", "sidecar", "text/csv"),
        ("h.geojson", "buildings", "application/geo+json"),
        ("site.kml", "site", "application/vnd.google-earth.kml+xml"),
    ]
