"""The data of a case in the formats of other tools: each file is read back by the format's own reader or validator."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from importlib import resources
from pathlib import Path

import attrs
import jsonschema
import numpy as np
import pyarrow.parquet as pq
import pyogrio.raw
import pytest
import rasterio
import shapely

from temoin.errors import OptionError
from temoin.model import GradeClass, Scale, on_scale
from temoin.publish import Policy, Precision, export_data, publish_geojson
from temoin.publish.claimrows import csv_text, plain_cell
from temoin.publish.interchange import UNOSAT_CODES
from temoin.publish.qgisstyle import STYLES
from temoin.raster import Image

EXTENSIONS = {
    "view/v1.1.0": ("view:off_nadir", "view:azimuth", "view:sun_azimuth", "view:sun_elevation", "view:incidence_angle"),
    "eo/v2.0.0": ("eo:cloud_cover", "eo:snow_cover"),
    "projection/v2.0.0": ("proj:code", "proj:wkt2", "proj:shape", "proj:transform"),
}
"""The fields that each extension knows for an item's properties; it asks for one at least, in the properties, an asset or a band."""


def _schema(name: str) -> dict:
    return json.loads(resources.files("temoin.publish").joinpath("schemas", name).read_text("utf-8"))


def _score(made, grid):
    rng = np.random.default_rng(3)
    return Image(array=rng.random((1, *grid.shape)).astype(np.float32), grid=grid)


@pytest.fixture(scope="module")
def content(made):
    """The made-up case, with a change score."""
    content = made.make_content()
    return attrs.evolve(content, findings=attrs.evolve(content.findings, score=_score(made, content.aligned.grid)))


@pytest.fixture(scope="module")
def export(content, tmp_path_factory):
    """The desk's data."""
    return export_data(tmp_path_factory.mktemp("data") / "desk", content)


@pytest.fixture(scope="module")
def public(content, tmp_path_factory):
    """What goes out."""
    hidden = (content.findings.changes[0].footprint,)
    return export_data(
        tmp_path_factory.mktemp("data") / "public", attrs.evolve(content, is_draft=False, policy=Policy(hidden=hidden)), url="https://desk.example/7"
    )


def test_the_manifest_names_every_file_with_its_hash(export, public):
    """Each file but the manifest is in it, with its true size and hash; the manifest keeps to its schema."""
    for one in (export, public):
        manifest = json.loads((one.folder / "manifest.json").read_text("utf-8"))
        jsonschema.validate(manifest, _schema("data-export.json"), format_checker=jsonschema.FormatChecker())
        there = {path.relative_to(one.folder).as_posix() for path in one.folder.rglob("*") if path.is_file()} - {"manifest.json"}
        assert {file["path"] for file in manifest["files"]} == there
        for file in manifest["files"]:
            data = (one.folder / file["path"]).read_bytes()
            assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
            assert file["media_type"] != "application/octet-stream" or file["path"].endswith((".cpg", ".prj", ".shx"))
    assert export.manifest["draft"]
    assert not public.manifest["draft"]
    assert public.manifest["precision"] == "exact"


def test_the_same_content_gives_the_same_files(content, export, tmp_path):
    """No file holds the clock."""
    again = export_data(tmp_path / "again", content)
    assert [(file.path, file.sha256) for file in again.files] == [(file.path, file.sha256) for file in export.files]


def test_the_package_has_styles_that_are_sound(export):
    """Both layers have a default style in QGIS's own table, as QML and as SLD, that name the column and every grade; the package is sound."""
    with closing(sqlite3.connect(export.folder / "findings.gpkg")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute("SELECT f_table_name, f_geometry_column, styleQML, styleSLD, useAsDefault FROM layer_styles").fetchall()
        listed = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
    assert {row[0] for row in rows} == {"buildings", "changes"}
    assert listed == {"buildings": "features", "changes": "features", "layer_styles": "attributes"}
    for name, column, qml, sld, is_default in rows:
        assert (column, is_default) == ("geom", 1)
        renderer = ET.fromstring(qml).find("renderer-v2")  # noqa: S314  # our own
        assert ET.fromstring(sld).tag.endswith("StyledLayerDescriptor")  # noqa: S314  # our own
        assert len(renderer.findall("symbols/symbol")) == len(STYLES[name].looks)
        if name == "buildings":
            assert renderer.get("attr") == "grade"
            assert {item.get("value") for item in renderer.findall("categories/category")} == {*(grade.value for grade in GradeClass), ""}


def test_parquet_and_package_hold_the_same(export, content):
    """Ids, areas and shapes are the same in GeoParquet, GeoPackage and GeoJSON, and what is not known is nothing in each."""
    collection = publish_geojson(content.findings, content.buildings)
    for kind, layer, area in (("building", "buildings", "changed_area_m2"), ("change", "changes", "area_m2")):
        table = pq.read_table(export.folder / f"{layer}.parquet").to_pydict()
        meta, _, wkb, fields = pyogrio.raw.read(export.folder / "findings.gpkg", layer=layer)
        package = dict(zip(meta["fields"], fields, strict=True))
        features = {one["id"]: one for one in collection["features"] if one["properties"]["kind"] == kind}
        assert table["id"] == package["id"].tolist() == list(features)
        assert meta["crs"] == "EPSG:4326"
        for number, name in enumerate(table["id"]):
            shapes = [shapely.from_wkb(table["geometry"][number]), shapely.from_wkb(wkb[number]), shapely.geometry.shape(features[name]["geometry"])]
            assert shapes[0].equals(shapes[1])
            assert shapes[0].hausdorff_distance(shapes[2]) < 1e-6
            told = features[name]["properties"]["changed_area_m2"]
            known = None if told is None else told["value"]
            assert table[area][number] == known
            assert (known is None and np.isnan(package[area][number])) or package[area][number] == known


def test_pictures_are_cloud_optimised(export, content):
    """Each GeoTIFF passes rio-cogeo's check without an error, and holds the picture's own numbers on its own grid."""
    cogeo = pytest.importorskip("rio_cogeo.cogeo")
    pictures = sorted(export.folder.rglob("*.tif"))
    assert [path.name for path in pictures] == ["after.tif", "before.tif", "change_score.tif"]
    for path in pictures:
        is_valid, errors, _ = cogeo.cog_validate(path, quiet=True)
        assert is_valid, errors
    with rasterio.open(export.folder / "stac/after/after.tif") as file:
        assert np.array_equal(file.read(), content.aligned.after_pixels.array)
        assert tuple(file.transform)[:6] == tuple(content.aligned.grid.transform)[:6]


def test_the_catalogue_is_valid_and_whole(export):
    """Catalogue and items pass the schemas of STAC 1.1 that pystac carries; each extension has its fields; every asset is there."""
    pystac = pytest.importorskip("pystac")
    from pystac.validation.local_validator import get_local_schema_cache

    catalogue = pystac.Catalog.from_file(str(export.folder / "stac/catalog.json"))
    items = list(catalogue.get_items())
    assert {item.id for item in items} == {"before", "after", "findings"}
    schemas = get_local_schema_cache()
    registry = _registry(schemas)
    for path in export.folder.glob("stac/*/*.json"):
        item = json.loads(path.read_text("utf-8"))
        address = next(one for one in schemas if one.endswith("/item.json"))
        jsonschema.Draft7Validator(schemas[address], registry=registry, format_checker=jsonschema.FormatChecker()).validate(item)
        _check_extensions(item)
    address = next(one for one in schemas if one.endswith("/catalog.json"))
    jsonschema.Draft7Validator(schemas[address], registry=registry).validate(json.loads((export.folder / "stac/catalog.json").read_text("utf-8")))
    for item in items:
        for asset in item.assets.values():
            assert Path(asset.get_absolute_href()).is_file()


def _registry(schemas):
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    return Registry().with_resources((address, Resource.from_contents(schema, default_specification=DRAFT7)) for address, schema in schemas.items())


def _check_extensions(item) -> None:
    """An extension is named where it has a field and only there; of a prefix no field is used that the extension does not know."""
    named = {address.removeprefix("https://stac-extensions.github.io/").removesuffix("/schema.json") for address in item["stac_extensions"]}
    bands = [name for asset in item["assets"].values() for band in asset.get("bands", ()) for name in band]
    for extension, known in EXTENSIONS.items():
        prefix = known[0].partition(":")[0] + ":"
        used = {name for name in item["properties"] if name.startswith(prefix)}
        in_bands = {name for name in bands if name.startswith(prefix)}
        assert used <= set(known)
        assert in_bands <= {"eo:common_name"}
        assert (extension in named) == bool(used | in_bands)


def test_the_validator_of_stac_agrees(export, tmp_path):
    """stac-valid finds nothing wrong with the core of each item, from the schemas that pystac carries."""
    validator = pytest.importorskip("stac_validator.stac_validator")
    from pystac.validation.local_validator import get_local_schema_cache

    places = {}
    for number, (address, schema) in enumerate(get_local_schema_cache().items()):
        place = tmp_path / f"{number}.json"
        place.write_text(json.dumps(schema), "utf-8")
        places[address] = str(place)
    for path in sorted(export.folder.glob("stac/*/*.json")):
        check = validator.StacValidate(str(path), core=True, schema_map=places)
        check.run()
        assert check.valid, check.message


def test_verdicts_are_claim_reviews(export, public):
    """The JSON-LD keeps to its schema; its address leads to the claim in the page; a rating has words and no number."""
    for one in (export, public):
        document = json.loads((one.folder / "claimreview.jsonld").read_text("utf-8"))
        jsonschema.validate(document, _schema("claimreview.json"), format_checker=jsonschema.FormatChecker())
        assert len(document["@graph"]) == 9
        assert "not yet checked" not in {review["reviewRating"]["alternateName"] for review in document["@graph"]}
    assert document["@graph"][0]["@id"].startswith("https://desk.example/7#c")


def test_tables_come_back_letter_by_letter(export, content):
    """The CSV of claims holds every claim with its verdict and quantities; each cell read back is what was written."""
    rows = list(csv.DictReader(io.StringIO((export.folder / "claims.csv").read_text("utf-8"), newline="")))
    verdicts = {one.claim.id: one.verdict.value for one in content.assessments}
    assert {row["id"] for row in rows} == {claim.id for claim in content.claims}
    for row in rows:
        claim = next(one for one in content.claims if one.id == row["id"])
        assert plain_cell(row["quote"]) == claim.quote
        assert row["verdict"] == verdicts.get(claim.id, "")
        assert row["claimed_value"] == ("" if claim.quantity is None or claim.quantity.value is None else repr(claim.quantity.value))


def test_the_schemas_of_humanitarian_mappers(export, content):
    """Copernicus EMS and UNOSAT find their own fields and words, and nothing in the fields that temoin knows nothing of."""
    meta, _, _, fields = pyogrio.raw.read(export.folder / "copernicus-ems/builtUpA.shp")
    built = dict(zip(meta["fields"], fields, strict=True))
    grades = {grade.building_id: grade.grade for grade in content.findings.grades}
    assert list(built) == ["obj_type", "name", "info", "damage_gra", "det_method", "notation", "or_src_id", "dmg_src_id", "temoin_id"]
    assert built["damage_gra"].tolist() == [on_scale(grades[name], Scale.COPERNICUS_EMS) for name in built["temoin_id"]]
    assert set(built["obj_type"]) == {None}
    meta, _, _, fields = pyogrio.raw.read(export.folder / "copernicus-ems/source.dbf")
    source = dict(zip(meta["fields"], fields, strict=True))
    assert source["eventphase"].tolist() == ["Pre-event", "Post-event", "Not applicable"]
    assert source["src_date"].tolist() == ["11/06/2025", "02/07/2025", None]
    assert source["source_tm"].tolist() == [None, "T08:08:05Z", None]
    meta, _, wkb, fields = pyogrio.raw.read(export.folder / "unosat/damage_sites.shp")
    sites = dict(zip(meta["fields"], fields, strict=True))
    for number, name in enumerate(sites["SiteID"]):
        code = UNOSAT_CODES[grades[name]]
        assert sites["Main_Damag"][number] == code or (code is None and np.isnan(sites["Main_Damag"][number]))
        assert shapely.from_wkb(wkb[number]).geom_type == "Point"


def test_what_goes_out_keeps_what_the_page_keeps(public, content, tmp_path):
    """No file's own attributes, no file names; covered ground is grey in the picture and nothing in the score; coarse places have no picture."""
    table = pq.read_table(public.folder / "buildings.parquet")
    assert "roof" not in table.column_names
    assert "roof" not in (public.folder / "buildings.csv").read_text("utf-8")
    window = content.aligned.grid.window_of(content.findings.changes[0].footprint)
    row, col = window.row_start + window.shape[0] // 2, window.col_start + window.shape[1] // 2
    with rasterio.open(public.folder / "stac/after/after.tif") as file:
        assert file.dtypes == ("uint8",) * 3
        assert file.read()[:, row, col].tolist() == [96, 96, 96]
    with rasterio.open(public.folder / "stac/findings/change_score.tif") as file:
        assert file.read_masks(1)[row, col] == 0
        assert file.read_masks(1)[0, 0] == 255
    coarse = export_data(tmp_path / "coarse", attrs.evolve(content, is_draft=False, policy=Policy(precision=Precision.KILOMETRE)))
    assert not list(coarse.folder.rglob("*.tif"))
    assert not list(coarse.folder.rglob("catalog.json"))
    assert len(coarse.left_out) == 1
    for shape in shapely.from_wkb(pq.read_table(coarse.folder / "changes.parquet")["geometry"].to_pylist()):
        assert shape.equals(shapely.box(*shape.bounds))


def test_a_folder_that_is_there_is_left_alone(content, tmp_path):
    """Nothing is written over, and a failure leaves nothing behind."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("mine")
    with pytest.raises(OptionError, match="is there already"):
        export_data(tmp_path / "mine", content)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_spreadsheet_runs_nothing():
    """Texts that begin like a formula are marked and come back as they were; numbers are left alone."""
    for text in ("=1+1", "+7", "-x", "@a", "\tx", "'=1", "''@b", "'plain", "plain", ""):
        cell = next(csv.reader(io.StringIO(csv_text([{"a": text, "b": 1}]).split("\r\n", 1)[1], newline="")))[0]
        assert not cell.startswith(("=", "+", "-", "@", "\t"))
        assert plain_cell(cell) == text
    assert csv_text([{"a": -1.5}]) == "a\r\n-1.5\r\n"
