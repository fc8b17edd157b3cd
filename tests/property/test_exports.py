"""Whatever buildings hold, each export gives it back: values, what is not known, and shapes."""

from __future__ import annotations

import csv
import io
import json
import math
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio.raw
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.geo import Footprint, parse_crs
from temoin.model import Building, Findings, Grade, GradeClass, Reason
from temoin.publish import publish_geojson, write_geopackage, write_geoparquet
from temoin.publish.claimrows import csv_text, plain_cell
from temoin.publish.rows import flat_rows
from temoin.quantity import Quantity

CRS = parse_crs("EPSG:32628")
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
_NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
_COLUMNS = {"note": _WORDS, "height": _NUMBERS, "levels": st.integers(-(2**53), 2**53), "is_new": st.booleans()}


@st.composite
def _outline(draw):
    x, y = draw(st.floats(0, 1000)), draw(st.floats(0, 1000))
    shape = shapely.box(680_000 + x, 5_900_000 + y, 680_000 + x + draw(st.floats(1, 50)), 5_900_000 + y + draw(st.floats(1, 50)))
    kind = draw(st.sampled_from(["polygon", "hole", "many", "point"]))
    if kind == "hole":
        return shape.difference(shape.centroid.buffer(0.2))
    if kind == "many":
        return shapely.MultiPolygon([shape, shapely.affinity.translate(shape, 100, 0)])
    return shape.centroid if kind == "point" else shape


@st.composite
def _grade(draw, building_id):
    low, value, high = sorted(draw(st.tuples(*[st.floats(0, 1e5)] * 3)))
    grade = draw(st.sampled_from(list(GradeClass)))
    area = draw(st.none() | st.just(Quantity(value=value, unit="m2", low=low, high=high)))
    chance = draw(st.none() | st.floats(0, 1))
    return Grade(
        id=f"g-{building_id}",
        building_id=building_id,
        grade=grade,
        grade_set=(grade,),
        score=draw(st.floats(0, 1)),
        p_value=chance,
        changed_area=area,
        seen_share=draw(st.floats(0, 1)),
        reasons=(draw(st.sampled_from(list(Reason))),),
        before_id="a",
        after_id="b",
    )


@st.composite
def _cases(draw):
    names = draw(st.lists(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=4, unique=True))
    columns = draw(st.sets(st.sampled_from(sorted(_COLUMNS))))
    buildings = tuple(
        Building(
            id=name,
            name=draw(st.none() | _WORDS.filter(bool)),
            footprint=Footprint(shape=draw(_outline()), crs=CRS),
            attributes=tuple((column, draw(st.none() | _COLUMNS[column])) for column in sorted(columns)),
        )
        for name in names
    )
    graded = draw(st.lists(st.sampled_from(names), unique=True))
    return buildings, Findings(items=tuple(draw(_grade(name)) for name in graded))


def _same(one, other) -> bool:
    if one is None or (isinstance(one, float) and math.isnan(one)):
        return other is None or (isinstance(other, float) and math.isnan(other))
    return one == other


@settings(deadline=None, max_examples=25)
@given(_cases())
def test_map_files_give_back_every_value_and_shape(case):
    """GeoParquet, GeoPackage and GeoJSON hold the same ids, values and shapes as the rows they were made of."""
    buildings, findings = case
    rows = flat_rows(findings, buildings)
    with tempfile.TemporaryDirectory() as folder:
        table = pq.read_table(write_geoparquet(Path(folder) / "b.parquet", findings, buildings)).to_pylist()
        meta, _, wkb, fields = pyogrio.raw.read(write_geopackage(Path(folder) / "b.gpkg", findings, buildings), layer="buildings")
    document = json.loads(json.dumps(publish_geojson(findings, buildings), allow_nan=False))
    package = dict(zip(meta["fields"], fields, strict=True))
    for number, row in enumerate(rows):
        for name, value in row.items():
            assert _same(value, table[number][name]), name
            held = package[name][number]
            assert _same(value, held.item() if hasattr(held, "item") else held), name
        shape = shapely.from_wkb(table[number]["geometry"])
        assert shape.geom_type == buildings[number].footprint.shape.geom_type
        assert shape.equals(shapely.from_wkb(wkb[number]))
        assert shape.hausdorff_distance(shapely.geometry.shape(document["features"][number]["geometry"])) < 2e-7
        assert document["features"][number]["properties"]["score"] == row["score"]


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a", "b", "c"]), st.none() | _NUMBERS | st.text(st.characters(codec="utf-8", exclude_characters="\x00"))),
        max_size=4,
    )
)
def test_tables_give_back_every_cell(rows):
    """A number has all its digits, a text every letter, and nothing is nothing; no cell can be run as a formula."""
    text = csv_text(rows)
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        return
    assert len(back) == len(rows)
    for row, cells in zip(rows, back, strict=True):
        for name in names:
            value, cell = row.get(name), cells[name]
            if isinstance(value, float):
                assert float(cell) == value
            else:
                assert plain_cell(cell) == (value or "")
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
