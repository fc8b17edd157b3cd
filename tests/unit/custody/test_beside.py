"""What is large lies beside the database, in formats of its own: layers as GeoParquet, rasters as Cloud Optimized GeoTIFF."""

from __future__ import annotations

import io
import json
import sqlite3

import attrs
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine

from temoin.custody import COG, CaseStore, Layers, MemoryStore
from temoin.errors import OptionError
from temoin.geo import Footprint, Grid, parse_crs
from temoin.publish import write_geotiff
from temoin.raster import BandRole, Image
from temoin.read import read_buildings
from temoin.testing import made_pair

WGS84 = parse_crs("EPSG:4326")


@pytest.fixture
def layers(monkeypatch):
    """Layers of which the buildings are too many."""
    monkeypatch.setattr("temoin.custody.beside.LARGE_ROWS", 3)
    made = made_pair()
    buildings = made.buildings[:4]
    assert len(buildings) == 4
    return Layers(buildings=buildings, site=made.site)


def parquet_of(folder):
    """The one file beside the GeoPackage."""
    (path,) = (folder / "products" / "layers").iterdir()
    return path


def test_a_large_layer_lies_beside_and_is_pointed_at(store, folder, layers):
    """The GeoPackage's own layer is empty, a row of it says where the rows are, and both are what the ledger says."""
    entry = store.put_layers(layers)
    assert store.verify() == ()
    store.close()
    path = parquet_of(folder)
    _, _, _, fields = pyogrio.raw.read(folder / "case.gpkg", layer="large_layers")
    assert [str(column[0]) for column in fields[:2]] == ["buildings", f"products/layers/{path.name}"]
    assert int(fields[2][0]) == 4
    assert pyogrio.read_info(folder / "case.gpkg", layer="buildings")["features"] == 0
    assert pyogrio.read_info(folder / "case.gpkg", layer="site")["features"] == 1
    with CaseStore.open(folder) as again:
        entries = again.case().ledger.entries
        assert entries[-1] == entry
        assert entries[-2].outputs[0][0] == f"products/layers/{path.name}"


def test_the_file_is_geoparquet(store, folder, layers):
    """Its own words fit GeoParquet 1.1, shapes and columns are the layer's, and temoin's own reader takes it."""
    store.put_layers(layers)
    table = pq.read_table(parquet_of(folder))
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    expected = [one.footprint.to_crs(WGS84).shape for one in layers.buildings]
    assert (geo["version"], geo["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert column["geometry_types"] == ["Polygon"]
    assert "crs" not in column
    assert column["bbox"] == pytest.approx(list(shapely.total_bounds(expected)))
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert table["bbox"].to_pylist()[0] == pytest.approx(dict(zip(("xmin", "ymin", "xmax", "ymax"), expected[0].bounds, strict=True)))
    assert all(shape.equals_exact(other, 1e-9) for shape, other in zip(shapes, expected, strict=True))
    assert table["building_id"].to_pylist() == [one.id for one in layers.buildings]
    assert len(read_buildings(parquet_of(folder))) == 4


def test_the_same_large_layers_are_not_written_twice(store, folder, layers):
    """The same rows leave no entry; when the layer is small again it goes back into the GeoPackage."""
    store.put_layers(layers)
    head = store.head
    assert store.put_layers(layers) is None
    assert store.head == head
    assert store.put_layers(attrs.evolve(layers, buildings=layers.buildings[:2])) is not None
    assert store.verify() == ()
    store.close()
    assert "large_layers" not in dict(pyogrio.list_layers(folder / "case.gpkg"))
    assert pyogrio.read_info(folder / "case.gpkg", layer="buildings")["features"] == 2


@pytest.mark.parametrize("how", ["altered", "gone"])
def test_an_altered_file_is_found_and_made_anew(store, folder, layers, how):
    """A large layer that somebody edited or took away is named by the check, and right again after the next run."""
    store.put_layers(layers)
    path = parquet_of(folder)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"PAR1 edited")
    assert any(path.name in problem for problem in store.verify())
    assert store.put_layers(layers) is not None
    assert store.verify() == ()


def test_a_pointer_that_was_changed_is_found(store, folder, layers):
    """A row that leads elsewhere is not what temoin wrote."""
    store.put_layers(layers)
    store.close()
    with sqlite3.connect(folder / "case.gpkg") as connection:
        connection.execute("UPDATE large_layers SET path = '/etc/passwd'")
    connection.close()
    with CaseStore.open(folder) as again:
        assert any("layers" in problem for problem in again.verify())


def test_an_empty_shape_is_a_gap_in_the_column(store, folder, layers):
    """A building without ground has neither shape nor box."""
    empty = attrs.evolve(layers.buildings[0], footprint=Footprint(shape=shapely.Polygon(), crs=WGS84))
    store.put_layers(attrs.evolve(layers, buildings=(empty, *layers.buildings[1:])))
    table = pq.read_table(parquet_of(folder))
    assert (table["geometry"][0].as_py(), table["bbox"][0].as_py()) == (None, None)
    store.put_layers(Layers(buildings=(empty,) * 4))
    assert store.verify() == ()


def test_a_case_in_memory_has_them_too(layers):
    """Where there are no files the large layer is an artefact all the same."""
    with MemoryStore.create() as store:
        store.put_layers(layers)
        assert pq.read_table(io.BytesIO(store.get_artefact("layers/buildings.parquet"))).num_rows == 4
        assert store.put_layers(layers) is None
        assert store.verify() == ()


def picture(size):
    """A made picture of some pixels."""
    values = np.arange(size * size, dtype=np.float32).reshape(1, size, size)
    grid = Grid(crs=parse_crs("EPSG:32639"), transform=Affine(3, 0, 500_000, 0, -3, 6_300_000), height=size, width=size)
    return Image(array=values, flags=np.zeros((size, size), np.uint8), grid=grid, roles=(BandRole.PAN,))


@pytest.mark.parametrize("size", [64, 1100])
def test_a_raster_is_kept_beside_and_stays_a_cog(store, folder, tmp_path, size):
    """Whatever its size it is no blob, lies where programs can read it piece by piece, and comes out as it went in."""
    path = write_geotiff(tmp_path / "score.tif", picture(size))
    store.put_artefact("score.tif", path, COG, action="measure")
    kept = store.artefact_path("score.tif")
    assert kept.read_bytes() == path.read_bytes() == store.get_artefact("score.tif")
    assert kept.name.startswith("score.")
    with rasterio.open(kept) as dataset:
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert dataset.overviews(1) or size < 512
    assert store.verify() == ()
    store.close()
    connection = sqlite3.connect(folder / "case.gpkg")
    assert connection.execute("SELECT bytes FROM temoin_artefacts").fetchall() == [(None,)]
    connection.close()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"driver": "GTiff"}, "strips"),
        ({"driver": "GTiff", "tiled": True, "blockxsize": 256, "blockysize": 256}, "no overviews"),
        ({"driver": "PNG"}, "no GeoTIFF"),
    ],
)
def test_what_says_to_be_a_cog_must_be_one(store, tmp_path, said, words):
    """Strips, missing overviews or another format are refused, and nothing is kept."""
    path = tmp_path / "score.tif"
    with rasterio.open(
        path, "w", count=1, height=600, width=600, dtype="uint8", crs="EPSG:32639", transform=Affine(3, 0, 0, 0, -3, 0), **said
    ) as file:
        file.write(np.zeros((1, 600, 600), np.uint8))
    for source in (path, path.read_bytes()):
        with pytest.raises(OptionError, match=words):
            store.put_artefact("score.tif", source, COG, action="measure")
    assert len(store.case().ledger.entries) == 1


def test_a_cog_that_was_edited_is_none_any_more(store, tmp_path):
    """A file whose pixels were changed in place has lost the order of its parts."""
    path = write_geotiff(tmp_path / "score.tif", picture(1100))
    with rasterio.open(path, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as file:
        file.write(np.random.default_rng(1).random((1, 1100, 1100), dtype=np.float32))
    with pytest.raises(OptionError, match="order"):
        store.put_artefact("score.tif", path, COG, action="measure")
