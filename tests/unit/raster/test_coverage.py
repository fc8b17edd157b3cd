"""The exact share of each pixel that a polygon covers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.geo import Grid, parse_crs
from temoin.raster import cover_polygons, coverage_of

SHAPE = (20, 24)
COLS, ROWS = np.meshgrid(np.arange(SHAPE[1]), np.arange(SHAPE[0]))
CELLS = shapely.box(COLS, ROWS, COLS + 1, ROWS + 1).ravel()


def _dense(shape: shapely.Geometry) -> np.ndarray:
    covered = cover_polygons([shape], SHAPE)
    dense = np.zeros(SHAPE[0] * SHAPE[1])
    pixels, shares = covered.of(0)
    dense[pixels] = shares
    return dense


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_shares_equal_the_cut_of_each_pixel(seed: int) -> None:
    """Random polygons with holes, partly off the grid, agree with shapely's own intersection to 1e-9."""
    rng = np.random.default_rng(seed)
    shape = shapely.Point(*rng.uniform(-4, 26, 2)).buffer(rng.uniform(0.2, 9), quad_segs=int(rng.integers(1, 6)))
    if rng.random() < 0.5:
        shape = shape.difference(shapely.Point(*rng.uniform(0, 20, 2)).buffer(rng.uniform(0.5, 4)))
    true = shapely.area(shapely.intersection(CELLS, shape))
    assert np.abs(_dense(shape) - true).max() < 1e-9


def test_edges_on_pixel_borders_cover_whole_pixels() -> None:
    """A rectangle along pixel borders covers its pixels fully and its neighbours not at all."""
    dense = _dense(shapely.box(2, 3, 6, 5)).reshape(SHAPE)
    assert dense[3:5, 2:6].tolist() == np.ones((2, 4)).tolist()
    assert dense.sum() == 8


def test_many_polygons_keep_apart() -> None:
    """Overlapping polygons and empty ones each get their own entries, in order."""
    covered = cover_polygons([shapely.box(0, 0, 2, 2), shapely.Polygon(), shapely.Point(1, 1), shapely.box(1, 1, 3, 3.5)], SHAPE)
    assert covered.sums().tolist() == [4.0, 0.0, 0.0, 5.0]
    values = np.arange(SHAPE[0] * SHAPE[1], dtype=float)
    expected = sum(values[row * SHAPE[1] + col] for row in (0, 1) for col in (0, 1))
    assert covered.sums(values)[0] == pytest.approx(expected)


def test_what_lies_off_the_grid_is_counted() -> None:
    """Half of a polygon over the border is reported as outside, in pixels."""
    covered = cover_polygons([shapely.box(-2, 1, 2, 3)], SHAPE)
    assert covered.outside.tolist() == [4.0]
    assert covered.sums().tolist() == [4.0]


def test_no_polygon_covers_nothing() -> None:
    """No polygons give empty columns rather than an error."""
    covered = cover_polygons([], SHAPE)
    assert len(covered.pixels) == 0
    assert covered.starts.tolist() == [0]


def test_footprints_are_brought_to_the_grid() -> None:
    """A footprint in degrees covers the same area on a metric grid as its own ellipsoidal area, within 0.1 %."""
    grid = Grid(crs=parse_crs("EPSG:32639"), transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_300_000), height=200, width=200)
    footprint = grid.from_pixels(shapely.box(10.3, 20.7, 90.1, 140.2)).to_crs(parse_crs("EPSG:4326"))
    share = coverage_of(footprint, grid)
    assert float(share.sum()) * grid.pixel_area_m2 == pytest.approx(footprint.area_m2, rel=1e-3)
