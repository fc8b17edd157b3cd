"""Reference systems, footprints and grids."""

from __future__ import annotations

import pytest
import shapely
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st

from temoin.errors import CrsError, NoCoverageError
from temoin.geo import Footprint, Grid, Window, parse_crs, union_of
from temoin.geo.crs import WGS84, local_metric_crs

UTM39 = parse_crs("EPSG:32639")
GRID = Grid(crs=UTM39, transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_300_000), height=100, width=120)


def test_a_word_is_no_reference_system() -> None:
    """Text that names no reference system is an error with a hint."""
    with pytest.raises(CrsError, match="no coordinate reference system"):
        parse_crs("somewhere in the east")


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"), [(53.2, 56.8, 32639), (-0.1, -33, 32730), (10, 85, 32661), (10, -85, 32761), (180, 0, 32601)]
)
def test_the_zone_of_a_place(longitude: float, latitude: float, code: int) -> None:
    """UTM zones north and south, the polar caps, and the date line."""
    assert local_metric_crs(longitude, latitude).to_epsg() == code


def test_area_is_that_of_the_ground_in_any_reference_system() -> None:
    """A hectare in UTM, in degrees and in Web Mercator is a hectare; Web Mercator's own square metres would be 3.4 times as many."""
    field = Footprint(shape=shapely.box(500_000, 6_300_000, 500_100, 6_300_100), crs=UTM39)
    for crs in (UTM39, WGS84, parse_crs("EPSG:3857")):
        assert field.to_crs(crs).area_m2 == pytest.approx(10_000, rel=2e-3)


def test_holes_and_parts_count_as_they_should() -> None:
    """A hole is taken off and a second part is added, whichever way their rings run."""
    outer, hole = shapely.box(0, 0, 0.01, 0.01), shapely.box(0.004, 0.004, 0.006, 0.006)
    far = shapely.reverse(shapely.box(0.02, 0, 0.03, 0.01))
    whole = Footprint(shape=outer, crs=WGS84).area_m2
    assert Footprint(shape=outer.difference(hole), crs=WGS84).area_m2 == pytest.approx(whole * 0.96, rel=1e-4)
    assert Footprint(shape=shapely.MultiPolygon([outer, far]), crs=WGS84).area_m2 == pytest.approx(2 * whole, rel=1e-4)


def test_two_reference_systems_never_mix() -> None:
    """Comparing or joining footprints of two reference systems is an error, never a silent "no overlap"."""
    here = Footprint(shape=shapely.box(0, 0, 1, 1), crs=WGS84)
    there = here.to_crs(parse_crs("EPSG:3857"))
    with pytest.raises(CrsError, match="mixed"):
        here.intersects(there)
    with pytest.raises(CrsError, match="mixed"):
        here.intersection(there)
    with pytest.raises(CrsError, match="mixed"):
        union_of([here, there])
    with pytest.raises(CrsError, match="no footprint"):
        union_of([])


def test_an_empty_shape_has_no_centre() -> None:
    """An empty footprint is refused where a place is asked of it."""
    with pytest.raises(CrsError, match="empty"):
        _ = Footprint(shape=shapely.Polygon(), crs=WGS84).centre


def test_pixels_are_as_large_as_they_are_on_the_ground() -> None:
    """Half a metre in UTM is half a metre; in Web Mercator at 57° north a nominal metre is 0.547 m."""
    assert GRID.gsd_m == pytest.approx((0.5, 0.5), rel=1e-3)
    assert GRID.pixel_area_m2 == pytest.approx(0.25, rel=1e-3)
    mercator = Grid(crs=parse_crs("EPSG:3857"), transform=Affine(1, 0, 5_900_000, 0, -1, 7_740_000), height=10, width=10)
    assert mercator.gsd_m[1] == pytest.approx(0.547, abs=0.003)


@given(st.floats(-50, 150), st.floats(-50, 150))
def test_places_and_pixels_go_both_ways(row: float, col: float) -> None:
    """A pixel's place leads back to the pixel."""
    assert GRID.rowcol(*GRID.xy(row, col)) == pytest.approx((row, col), abs=1e-6)


def test_crops_keep_their_place() -> None:
    """The first pixel of a crop lies where the grid says it does."""
    part = GRID.crop(Window(row_start=10, row_stop=30, col_start=5, col_stop=25))
    assert part.shape == (20, 20)
    assert part.xy(0, 0) == GRID.xy(10, 5)


def test_windows_hold_their_footprint_and_stay_on_the_grid() -> None:
    """The window of a footprint over the corner is cut to the grid; one beside the grid is no coverage, not an empty result."""
    corner = GRID.from_pixels(shapely.box(-5, -5, 4.2, 3.1))
    assert GRID.window_of(corner, margin_px=1) == Window(row_start=0, row_stop=5, col_start=0, col_stop=6)
    with pytest.raises(NoCoverageError, match="outside"):
        GRID.window_of(GRID.from_pixels(shapely.box(500, 500, 510, 510)))
    with pytest.raises(NoCoverageError, match="empty"):
        GRID.window_of(Footprint(shape=shapely.Polygon(), crs=UTM39))


def test_footprints_go_to_pixels_and_back() -> None:
    """A shape in pixels, brought to the ground, to degrees and back, is the same within a thousandth of a pixel."""
    shape = shapely.Point(40, 30).buffer(7)
    back = GRID.to_pixels(GRID.from_pixels(shape).to_crs(WGS84))
    assert shapely.hausdorff_distance(shape, back) < 1e-3
