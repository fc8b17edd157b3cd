"""The packed table of buildings: what the page's script sorts, searches and draws."""

from __future__ import annotations

import html
import json
import re

import attrs
import numpy as np
import shapely

from temoin.geo import Footprint
from temoin.publish import publish_html
from temoin.publish.outline import Canvas
from temoin.publish.views.findings import FIRST_ROWS


def sheet_of(page: str, opened) -> dict:
    """The table in a page."""
    return json.loads(re.search(r'id="sheet">(.*?)</script>', opened(page))[1])


def column(sheet: dict, name: str) -> list:
    """One column, spelt out."""
    known, places = sheet["columns"][name] if name in sheet["columns"] else sheet[name]
    return [known[place] for place in places]


def outline(shape: list) -> shapely.Geometry:
    """A shape in pixels of the map."""
    polygons = [[np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / 10 for ring in rings] for rings in shape]
    return shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in polygons])


def test_the_table_says_what_the_page_says(made, opened):
    """Texts are those of the rows in the page, keys are the numbers behind them, in the same order: the most damaged first."""
    page = publish_html(made.make_content()).html
    sheet = sheet_of(page, opened)
    assert column(sheet, "grade") == ["damaged", "not assessable", "no visible damage"]
    assert column(sheet, "css") == ["g-damaged", "g-unknown", "g-none"]
    for words in (*column(sheet, "id"), *column(sheet, "area"), *column(sheet, "seen")):
        assert html.escape(words) in page
    assert sheet["keys"]["grade"] == sorted(sheet["keys"]["grade"])
    assert sheet["keys"]["p_value"][1] is None


def test_outlines_on_the_map_lie_where_the_footprints_lie(made, opened):
    """To a tenth of a pixel, cut to the picture; buildings without a grade are given apart."""
    content = made.make_content()
    extra = attrs.evolve(content.buildings[0], id="new", footprint=made.pixel_box(content.aligned.grid, 0.9, 0.9, 1.2, 1.2))
    content = attrs.evolve(content, buildings=(*content.buildings, extra))
    sheet = sheet_of(publish_html(content).html, opened)
    grid = content.aligned.grid
    for name, shape in zip(column(sheet, "id"), sheet["shapes"], strict=True):
        building = next(one for one in content.buildings if one.id == name)
        true = shapely.intersection(grid.to_pixels(building.footprint), shapely.box(0, 0, grid.width, grid.height))
        assert shapely.symmetric_difference(outline(shape), true).area < 0.02 * true.area + 1
    (given,) = sheet["given"]
    assert outline(given).bounds == (0.9 * grid.width, 0.9 * grid.height, grid.width, grid.height)


def test_many_buildings_are_packed_and_the_first_are_printed(made, opened):
    """Of many, the page itself shows the first and says so; all are in the table, each under its own address."""
    content = made.make_content()
    one = content.findings.grades[0]
    grades = tuple(attrs.evolve(one, id=f"grade-{number}", building_id=f"x{number}") for number in range(FIRST_ROWS + 30))
    content = attrs.evolve(content, findings=attrs.evolve(content.findings, items=(*grades, *content.findings.changes)), assessments=())
    page = publish_html(content).html
    sheet = sheet_of(page, opened)
    assert page.count('data-slot="id"') == FIRST_ROWS + 1
    assert f"the first {FIRST_ROWS} of {FIRST_ROWS + 30} buildings" in page
    assert len(set(column(sheet, "anchor"))) == len(column(sheet, "id")) == FIRST_ROWS + 30


def test_outlines_of_several_systems_come_out_together(made):
    """Shapes in longitude and latitude and in the picture's own system land on the same pixels, in the order they were given."""
    grid = made.make_grid()
    canvas = Canvas(grid=grid, width=grid.width, height=grid.height)
    one, other = made.pixel_box(grid, 0.1, 0.1, 0.3, 0.3), made.pixel_box(grid, 0.5, 0.5, 0.7, 0.9)
    turned = other.to_crs(made.parse_crs("EPSG:4326"))
    nothing = Footprint(shape=shapely.Polygon(), crs=grid.crs)
    shapes = canvas.shapes_of([one, turned, nothing, one])
    assert shapes[0].equals(shapes[3])
    assert shapes[2].is_empty
    assert shapely.symmetric_difference(shapes[1], canvas.shape_of(other)).area < 1
    assert canvas.shapes_of([]) == []
