"""Statistics of many polygons over a picture: exact shares of pixels, one pass over the pixels, in memory or strip by strip from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.geo import Window
from temoin.raster.image import Pixels

__all__ = ["ZonalStatistics", "zonal_statistics", "zonal_statistics_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STRIP_BYTES = 128 * 1024**2
_BLOCK_ROWS = 512
"""A strip is about this large, and a whole number of a usual COG's blocks high: cut blocks would have to be decoded twice."""
_BAND_ROWS = 64
_WORKERS = 2
_FEWEST_A_WORKER = 2_000
"""Fewer polygons are not worth another thread."""


@attrs.frozen(kw_only=True, eq=False)
class ZonalStatistics:
    """Statistics of each polygon and band, each of shape (bands, polygons), weighted by the exact share of each pixel.

    Args:
        count: usable pixels covered, with fractions; 0 where nothing was seen (never the same as a value of 0).
        sum: of the values.
        mean: NaN where nothing was seen.
        stdev: of the values around their mean (of the population); NaN likewise.
        least: the least value of any pixel touched; NaN likewise.
        greatest: the greatest; NaN likewise.
    """

    count: Floats
    sum: Floats
    mean: Floats
    stdev: Floats
    least: Floats
    greatest: Floats


@attrs.frozen(kw_only=True, eq=False)
class _Edges:
    """Rings as columns: `xy` (points, 2), each ring's first point and polygon (rings + 1 and rings), each polygon's first ring, and its rows."""

    xy: Floats
    ring_starts: Ints
    ring_signs: Floats
    polygon_starts: Ints
    bounds: Floats

    def __len__(self) -> int:
        return len(self.polygon_starts) - 1


def zonal_statistics(shapes: Sequence[shapely.Geometry], values: npt.NDArray[Any], usable: npt.NDArray[np.bool_] | None = None) -> ZonalStatistics:
    """Statistics of polygons over pixels in memory.

    Signed areas are laid down along each ring's edges, cut at pixel borders, and summed along each row (the accumulation buffer of font
    rasterisers); the values are weighed in the same pass, so nothing but the result is kept. Sums are of 64 bit.

    Args:
        shapes: polygons or multipolygons in pixel coordinates (x = column, y = row, pixel corners at whole numbers); others cover nothing.
        values: shape (rows, columns) or (bands, rows, columns).
        usable: shape (rows, columns), pixels that count; all where not given. NaN never counts.
    """
    stack = values if values.ndim == 3 else values[None]
    edges = _edges_of(shapes)
    totals = _no_totals(len(stack), len(edges))
    _add(totals, edges, _near_first(edges, np.arange(len(edges))), stack, usable, 0)
    return _finished(totals)


def zonal_statistics_of(shapes: Sequence[shapely.Geometry], pixels: Pixels, *, bands: Sequence[int] | None = None) -> ZonalStatistics:
    """Statistics of polygons over a picture that need not fit into memory: each pixel is decoded once, strip by strip.

    The next strip is decoded while this one is summed up; at most three strips are held.

    Args:
        shapes: as for `zonal_statistics`, in the picture's pixel coordinates.
        pixels: the picture; what its mask hides does not count.
        bands: positions of the bands wanted; all where not given.
    """
    chosen = list(range(len(pixels.roles))) if bands is None else list(bands)
    edges = _edges_of(shapes)
    totals = _no_totals(len(chosen), len(edges))
    for start, stack, usable, which in _strips(edges, pixels, chosen):
        _add(totals, edges, which, stack, usable, start)
    return _finished(totals)


def _strips(edges: _Edges, pixels: Pixels, bands: list[int]) -> Iterator[tuple[int, npt.NDArray[Any], npt.NDArray[np.bool_] | None, Ints]]:
    """First row, values, mask and touching polygons of each strip that any polygon touches, read one ahead."""
    grid = pixels.grid
    row_bytes = grid.width * len(pixels.roles) * pixels.dtype.itemsize
    rows = max(_STRIP_BYTES // row_bytes // _BLOCK_ROWS, 1) * _BLOCK_ROWS
    starts = range(0, grid.height, rows)
    order = _near_first(edges, np.arange(len(edges)))
    top, bottom = edges.bounds[order, 1], edges.bounds[order, 3]
    touching = [order[(bottom > start) & (top < start + rows)] for start in starts]
    wanted = [(start, which) for start, which in zip(starts, touching, strict=True) if len(which)]

    def read(start: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
        image = pixels.read(Window(row_start=start, row_stop=min(start + rows, grid.height), col_start=0, col_stop=grid.width))
        return (image.array if bands == list(range(len(image.array))) else image.array[bands]), image.mask

    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(read, wanted[0][0]) if wanted else None
        for place, (start, which) in enumerate(wanted):
            if ahead is None:
                return
            stack, usable = ahead.result()
            ahead = reader.submit(read, wanted[place + 1][0]) if place + 1 < len(wanted) else None
            yield start, stack, None if usable.all() else usable, which


def _edges_of(shapes: Sequence[shapely.Geometry]) -> _Edges:
    whole = np.empty(len(shapes), dtype=object)
    whole[:] = list(shapes)
    polygon = int(shapely.GeometryType.POLYGON)
    if len(whole) and (shapely.get_type_id(whole) == polygon).all() and not shapely.get_num_interior_rings(whole).any():
        # One ring a polygon, as nearly all footprints are: no ring needs to become an object of its own.
        xy, owner = shapely.get_coordinates(whole, return_index=True)
        ring_starts = _starts(owner, len(whole))
        polygon_starts, signs = np.arange(len(whole) + 1), np.ones(len(whole))
    else:
        parts, part_owner = shapely.get_parts(whole, return_index=True)
        flat = shapely.get_type_id(parts) == polygon
        rings, ring_part = shapely.get_rings(parts[flat], return_index=True)
        xy, point_ring = shapely.get_coordinates(rings, return_index=True)
        ring_starts = _starts(point_ring, len(rings))
        polygon_starts = _starts(part_owner[flat][ring_part], len(whole))
        signs = np.where(np.diff(ring_part, prepend=-1) != 0, 1.0, -1.0)
    return _Edges(xy=xy, ring_starts=ring_starts, ring_signs=signs, polygon_starts=polygon_starts, bounds=_bounds(xy, ring_starts[polygon_starts]))


def _starts(owner: npt.NDArray[np.intp], count: int) -> Ints:
    """Where each owner's entries begin: shape (count + 1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))]).astype(np.int64)


def _bounds(xy: Floats, starts: Ints) -> Floats:
    """Left, top, right and bottom of each polygon, shape (polygons, 4); NaN where it has no points."""
    bounds = np.full((len(starts) - 1, 4), np.nan)
    held = np.flatnonzero(starts[1:] > starts[:-1])
    if len(held):
        for axis in (0, 1):
            column = np.ascontiguousarray(xy[:, axis])
            bounds[held, axis] = np.minimum.reduceat(column, starts[held])
            bounds[held, axis + 2] = np.maximum.reduceat(column, starts[held])
    return bounds


def _near_first(edges: _Edges, which: Ints) -> Ints:
    """The polygons in bands of rows, from left to right: neighbours share cache lines and pages, which halves the time."""
    middle = np.nan_to_num(edges.bounds[which])
    return which[np.lexsort((middle[:, 0], middle[:, 1] // _BAND_ROWS))]


def _no_totals(bands: int, polygons: int) -> Floats:
    """Count, sum, sum of squares, least and greatest of each band and polygon: shape (bands, polygons, 5)."""
    totals = np.zeros((bands, polygons, 5))
    totals[..., 3], totals[..., 4] = np.inf, -np.inf
    return totals


def _add(totals: Floats, edges: _Edges, which: Ints, stack: npt.NDArray[Any], usable: npt.NDArray[np.bool_] | None, start: int) -> None:
    """Add what the polygons `which` cover of a strip of rows that begins at row `start`."""
    from temoin.raster.zonal_kernel import add_polygons

    mask = np.ones((1, 1), np.bool_) if usable is None else usable
    workers = min(_WORKERS, max(1, len(which) // _FEWEST_A_WORKER))

    def work(part: Ints) -> None:
        add_polygons(edges.xy, edges.ring_starts, edges.ring_signs, edges.polygon_starts, edges.bounds, part, stack, mask, start, totals)

    parts: Iterable[Ints] = np.array_split(which, 8 * workers) if workers > 1 else (which,)
    if workers == 1:
        work(which)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, parts))


def _finished(totals: Floats) -> ZonalStatistics:
    count, total, squares, least, greatest = np.moveaxis(totals, -1, 0)
    seen = count > 0
    share = np.where(seen, count, 1.0)
    mean = np.where(seen, total / share, np.nan)
    spread = np.sqrt(np.maximum(squares / share - np.where(seen, mean, 0.0) ** 2, 0.0))
    return ZonalStatistics(
        count=count,
        sum=total,
        mean=mean,
        stdev=np.where(seen, spread, np.nan),
        least=np.where(seen, least, np.nan),
        greatest=np.where(seen, greatest, np.nan),
    )
