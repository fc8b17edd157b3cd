"""Rendered pictures as files, and outlines over them."""

from __future__ import annotations

import io

import attrs
import numpy as np
import PIL.Image
import pytest
import shapely
from affine import Affine

from temoin.geo import Footprint, Grid, parse_crs
from temoin.publish import encode_picture
from temoin.publish.outline import Canvas, svg_path
from temoin.publish.picture import data_uri, display_size
from temoin.publish.views.placing import north_deg, scale_bar
from temoin.publish.words import Words

WGS84 = parse_crs("EPSG:4326")


@pytest.mark.parametrize("kind", ["webp", "jpeg", "png"])
@pytest.mark.parametrize("channels", [3, 4])
def test_every_kind_can_be_opened_again(kind, channels):
    """Kind, size and, where the kind has it, transparency come back; no metadata goes out."""
    shown = np.full((30, 40, channels), 120, dtype=np.uint8)
    if channels == 4:
        shown[:15, :, 3], shown[15:, :, 3] = 0, 255
    picture = PIL.Image.open(io.BytesIO(encode_picture(shown, kind=kind, size=(20, 15))))
    assert picture.format == kind.upper()
    assert picture.size == (20, 15)
    assert not picture.getexif()
    if channels == 4 and kind != "jpeg":
        assert picture.convert("RGBA").getpixel((5, 2))[3] == 0
    if channels == 4 and kind == "jpeg":
        assert picture.getpixel((5, 2))[0] > 180


def test_a_data_address_says_its_kind():
    """The address can stand in a page as it is."""
    assert data_uri(b"abc", "png") == "data:image/png;base64,YWJj"


def test_pixels_are_shown_true_to_the_ground(made):
    """Square pixels keep their shape; degrees at 60° north, half as wide as high, are shown half as wide."""
    assert display_size(made.make_grid(1000, 2000), max_side=1400) == (1400, 700)
    assert display_size(made.make_grid(100, 200), max_side=1400) == (200, 100)
    degrees = Grid(crs=WGS84, transform=Affine(1e-5, 0, 10, 0, -1e-5, 60), height=1000, width=1000)
    width, height = display_size(degrees, max_side=1400)
    assert width / height == pytest.approx(0.5, abs=0.01)


def test_outlines_lie_where_the_ground_lies(made):
    """A footprint of half the picture is drawn over half of the shown picture, and what reaches out is cut."""
    grid = made.make_grid(100, 200)
    canvas = Canvas(grid=grid, width=400, height=200)
    assert canvas.shape_of(made.pixel_box(grid, 0, 0, 0.5, 1)).bounds == pytest.approx((0, 0, 200, 200))
    assert canvas.shape_of(made.pixel_box(grid, 0.5, 0.5, 3, 3)).bounds == pytest.approx((200, 100, 400, 200))
    assert canvas.path_of(made.pixel_box(grid, 2, 2, 3, 3)) == ""


def test_points_lines_holes_and_parts_become_paths(made):
    """Every kind of shape has a path; holes are drawn as further rings."""
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    assert svg_path(ring).count("Z") == 2
    assert svg_path(shapely.Point(5, 5)).count("a6") == 2
    assert svg_path(shapely.LineString([(0, 0), (3, 4.05)])) in {"M0 0L3 4.1", "M0 0L3 4"}
    assert svg_path(shapely.GeometryCollection([ring, shapely.Point(1, 1)])).count("Z") == 3
    assert svg_path(shapely.Polygon()) == ""


def test_a_ring_that_crosses_itself_is_mended(made):
    """A bow tie is drawn rather than failing the dossier."""
    grid = made.make_grid(100, 100)
    bow = grid.from_pixels(shapely.Polygon([(10, 10), (90, 90), (90, 10), (10, 90)]))
    assert Canvas(grid=grid, width=100, height=100).path_of(bow).count("Z") >= 2


def test_the_scale_bar_is_round_and_under_a_quarter(made):
    """100 m wide pictures get 20 m; wide ones kilometres."""
    assert scale_bar(made.make_grid(100, 200), Words()).words == "20\u202fm"
    assert scale_bar(made.make_grid(100, 200), Words()).share == pytest.approx(20, abs=0.1)
    assert scale_bar(made.make_grid(10, 20_000), Words()).words == "2\u202fkm"


@pytest.mark.parametrize("turn", [0, 30, -75, 180])
def test_north_is_found_in_turned_pictures(turn):
    """The arrow follows the picture's own turn."""
    base = Affine(1e-5, 0, 10, 0, -1e-5, 0.001)
    grid = Grid(crs=WGS84, transform=base @ Affine.rotation(turn), height=100, width=100)
    assert (north_deg(grid) + turn + 180) % 360 - 180 == pytest.approx(0, abs=0.5)


def test_north_leans_away_from_the_zones_meridian(made):
    """East of the meridian of a UTM zone, true north lies a little to the left of grid north."""
    grid = made.make_grid()
    angle = north_deg(attrs.evolve(grid))
    lon, lat = Footprint(shape=grid.footprint.shape, crs=grid.crs).centre
    assert angle == pytest.approx(-(lon + 15) * np.sin(np.radians(lat)), abs=0.15)
