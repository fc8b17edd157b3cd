"""Statistics of polygons over pixels: equal to the exact shares, in memory and strip by strip."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.geo import Grid, parse_crs
from temoin.raster import BandRole, Image, MaskKind, cover_polygons, zonal_statistics, zonal_statistics_of

SHAPE = (40, 52)


def _random_shape(rng: np.random.Generator) -> shapely.Geometry:
    shape = shapely.Point(*rng.uniform(-6, 56, 2)).buffer(rng.uniform(0.2, 14), quad_segs=int(rng.integers(1, 6)))
    if rng.random() < 0.5:
        shape = shape.difference(shapely.Point(*rng.uniform(0, 50, 2)).buffer(rng.uniform(0.5, 6)))
    if rng.random() < 0.3:
        shape = shapely.union_all([shape, shapely.box(*rng.uniform(0, 20, 2), *rng.uniform(20, 45, 2))])
    return shapely.reverse(shape) if rng.random() < 0.5 else shape


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_equal_to_the_exact_shares(seed: int) -> None:
    """Count, sum, mean, spread, least and greatest of random polygons with holes, parts and parts off the grid, in either sense of turning."""
    rng = np.random.default_rng(seed)
    shapes = [_random_shape(rng) for _ in range(5)]
    values = rng.normal(10, 3, SHAPE).astype(np.float32)
    usable = rng.random(SHAPE) < 0.8
    found = zonal_statistics(shapes, values, usable)
    covered = cover_polygons(shapes, SHAPE)
    for index in range(len(shapes)):
        pixels, shares = covered.of(index)
        kept = usable.ravel()[pixels]
        weights, seen = shares[kept], values.ravel()[pixels][kept].astype(float)
        assert found.count[0, index] == pytest.approx(weights.sum(), abs=1e-6)
        assert found.sum[0, index] == pytest.approx((weights * seen).sum(), abs=1e-5)
        if weights.sum() > 1e-3:
            mean = np.average(seen, weights=weights)
            assert found.mean[0, index] == pytest.approx(mean, abs=1e-6)
            assert found.stdev[0, index] == pytest.approx(np.sqrt(np.average((seen - mean) ** 2, weights=weights)), abs=1e-5)
            assert (found.least[0, index], found.greatest[0, index]) == (seen.min(), seen.max())


def test_nothing_seen_is_no_zero() -> None:
    """Off the grid, empty, a point, all hidden, all NaN: a count of 0 and NaN for the rest; one NaN is left out alone."""
    values = np.ones(SHAPE)
    values[10:20] = np.nan
    usable = np.ones(SHAPE, bool)
    usable[30:] = False
    odd = [shapely.box(90, 90, 95, 95), shapely.Polygon(), shapely.Point(3, 3), shapely.box(2, 31, 9, 38), shapely.box(2, 11, 9, 19)]
    found = zonal_statistics(odd, values, usable)
    assert found.count.tolist() == [[0.0] * 5]
    assert np.isnan([found.mean, found.stdev, found.least, found.greatest]).all()
    part = zonal_statistics([shapely.box(0, 9, 4, 11)], values)
    assert (part.count[0, 0], part.mean[0, 0], part.stdev[0, 0]) == (4.0, 1.0, 0.0)


def test_no_polygon_gives_empty_columns() -> None:
    """No polygons give empty columns rather than an error."""
    assert zonal_statistics([], np.ones(SHAPE)).mean.shape == (1, 0)


def test_strip_by_strip_equals_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture taller than two strips, three bands and a mask: the same as in memory, whatever strips a polygon crosses."""
    monkeypatch.setattr("temoin.raster.zonal._STRIP_BYTES", 1)
    rng = np.random.default_rng(5)
    grid = Grid(crs=parse_crs("EPSG:32639"), transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_300_000), height=1300, width=60)
    flags = np.where(rng.random(grid.shape) < 0.1, MaskKind.CLOUD, 0).astype(np.uint8)
    roles = (BandRole.RED, BandRole.GREEN, BandRole.NIR)
    image = Image(array=rng.integers(0, 3000, (3, *grid.shape)).astype(np.uint16), flags=flags, grid=grid, roles=roles)
    shapes = [shapely.box(5.5, 400.25, 30.5, 1200.75), shapely.box(1, 1, 8, 9), shapely.Point(30, 512).buffer(11), shapely.box(0, 1290, 70, 1310)]
    whole, strips = zonal_statistics(shapes, image.array, image.mask), zonal_statistics_of(shapes, image)
    for name in ("count", "sum", "mean", "stdev", "least", "greatest"):
        assert getattr(strips, name) == pytest.approx(getattr(whole, name), rel=1e-9)
    assert zonal_statistics_of(shapes, image, bands=[2]).mean[0] == pytest.approx(whole.mean[2])


def test_many_polygons_are_shared_out() -> None:
    """Thousands of polygons, which two threads share: each as if it were alone."""
    rng = np.random.default_rng(6)
    values = rng.normal(size=(300, 300)).astype(np.float32)
    corners = rng.uniform(0, 290, (5000, 2))
    shapes = shapely.box(*corners.T, *(corners + rng.uniform(0.5, 9, (5000, 2))).T)
    found, alone = zonal_statistics(shapes, values), cover_polygons(shapes, (300, 300))
    assert np.abs(found.sum[0] - alone.sums(values)).max() < 1e-6
