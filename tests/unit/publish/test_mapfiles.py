"""Graded buildings as GeoPackage, GeoParquet and Shapefile, read back by temoin's own readers."""

from __future__ import annotations

import json

import attrs
import numpy as np
import pyarrow.parquet as pq
import pytest

from temoin.publish import draw_grades, write_geopackage, write_geoparquet, write_shapefile
from temoin.read import read_buildings


@pytest.mark.parametrize(
    ("write", "name"), [(write_geopackage, "b.gpkg"), (write_geoparquet, "b.parquet"), (write_shapefile, "b.shp")], ids=["gpkg", "parquet", "shp"]
)
def test_what_was_written_is_read_back(made, tmp_path, write, name) -> None:
    """Ids, grades, areas with bounds and the file's own attributes come back from each format; what is not known comes back as nothing."""
    grid = made.make_grid()
    buildings, findings = made.make_buildings(grid), made.make_findings(grid)
    layer = "buildings" if name.endswith("gpkg") else None
    back = {building.id: dict(building.attributes) for building in read_buildings(write(tmp_path / name, findings, buildings), layer=layer)}
    assert set(back) == {"h1", "h2", "s1"}
    area, low = ("chg_m2", "chg_m2_lo") if name.endswith("shp") else ("changed_area_m2", "changed_area_m2_low")
    assert back["h2"]["grade"] == "damaged"
    assert back["h2"]["grade_set"] == "damaged; destroyed"
    assert (back["h2"][area], back["h2"][low]) == (pytest.approx(1262.3), pytest.approx(1190.2))
    assert back["h1"]["roof"] == "flat"
    assert back["s1"][area] is None
    assert back["h2"]["ems_98"] == "3-4"
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_shapes_stay_where_they_are(made, tmp_path) -> None:
    """The area on the ellipsoid is kept to a thousandth through every format."""
    grid = made.make_grid()
    buildings = made.make_buildings(grid)
    for write, name in ((write_geopackage, "b.gpkg"), (write_geoparquet, "b.parquet"), (write_shapefile, "b.shp")):
        back = {building.id: building for building in read_buildings(write(tmp_path / name, None, buildings))}
        for building in buildings:
            if building.id in back and building.footprint.area_m2:
                assert back[building.id].footprint.area_m2 == pytest.approx(building.footprint.area_m2, rel=1e-3)


def test_geoparquet_says_what_it_is(made, tmp_path) -> None:
    """Version, primary column, encoding and kinds of geometry stand in the file, and no reference system, which means longitude and latitude."""
    about = json.loads(pq.read_schema(write_geoparquet(tmp_path / "b.parquet", None, made.make_buildings(made.make_grid()))).metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"][about["primary_column"]]["encoding"] == "WKB"
    assert "crs" not in about["columns"]["geometry"]


def test_clashing_long_names_stay_apart_in_a_shapefile(made, tmp_path) -> None:
    """Attributes whose first ten letters are alike both come back."""
    grid = made.make_grid()
    buildings = tuple(attrs.evolve(one, attributes=(("inhabitants_1", 3), ("inhabitants_2", 4))) for one in made.make_buildings(grid))
    back = read_buildings(write_shapefile(tmp_path / "b.shp", None, buildings))
    assert sorted(value for name, value in back[0].attributes if name.startswith("inhab")) == [3, 4]


def test_the_picture_has_a_legend_below(made) -> None:
    """The drawn picture is the later picture's width, taller by the legend, and holds the colour of each grade that is there."""
    grid = made.make_grid()
    shown = draw_grades(made.make_aligned(grid), made.make_findings(grid), made.make_buildings(grid))
    assert shown.ndim == 3
    assert shown.shape[0] > grid.height
    assert (shown.reshape(-1, 3) == np.array([240, 130, 30])).all(axis=1).sum() > 20
