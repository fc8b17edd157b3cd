"""The inner loops of `zonal`, compiled when first used; imported by it alone, since the compiler is heavy."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from temoin.raster.compiled import compiled

__all__ = ["add_polygons"]

_SMALLEST_SHARE = 1e-9
"""Shares below this are rounding left over from the running sum, not ground."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@compiled
def add_polygons(  # noqa: PLR0913, PLR0917  # a compiled loop takes plain columns
    xy: Floats,
    ring_starts: Ints,
    ring_signs: Floats,
    polygon_starts: Ints,
    bounds: Floats,
    which: Ints,
    stack: npt.NDArray[Any],
    mask: npt.NDArray[np.bool_],
    start: int,
    totals: Floats,
) -> None:
    """Add count, sum, sum of squares, least and greatest of each chosen polygon to `totals`, shape (bands, polygons, 5).

    Args:
        xy: points of all rings, pixel coordinates, shape (points, 2); each ring ends where it began.
        ring_starts: shape (rings + 1,).
        ring_signs: shape (rings,), 1 for an outer ring and -1 for a hole.
        polygon_starts: first ring of each polygon, shape (polygons + 1,).
        bounds: shape (polygons, 4).
        which: numbers of the polygons wanted.
        stack: values, shape (bands, rows, columns).
        mask: shape (rows, columns), or (1, 1) where all pixels count.
        start: row of the grid that is the first of `stack`.
        totals: what is added to.
    """
    _, rows, cols = stack.shape
    masked = mask.shape[0] == rows and mask.shape[1] == cols
    buffer = np.zeros(1024)
    spans = np.zeros(128, np.int64)
    for number in which:
        if not (bounds[number, 0] < cols and bounds[number, 2] > 0):
            continue
        top = max(math.floor(bounds[number, 1]) - start, 0)
        bottom = min(math.ceil(bounds[number, 3]) - start, rows)
        left, right = max(math.floor(bounds[number, 0]), 0), min(math.ceil(bounds[number, 2]), cols)
        height, width = bottom - top, right - left
        if height <= 0 or width <= 0:
            continue
        # Two columns more take what edges lay to the right of the last one.
        stride = width + 2
        if height * stride > len(buffer):
            buffer = np.zeros(2 * height * stride)
        buffer[: height * stride] = 0.0
        for ring in range(polygon_starts[number], polygon_starts[number + 1]):
            first, last = ring_starts[ring], ring_starts[ring + 1]
            sign = ring_signs[ring] * _turn(xy, first, last)
            for point in range(first, last - 1):
                _lay_edge(
                    buffer,
                    stride,
                    height,
                    width,
                    sign,
                    xy[point, 0] - left,
                    xy[point, 1] - start - top,
                    xy[point + 1, 0] - left,
                    xy[point + 1, 1] - start - top,
                )
        if 2 * height > len(spans):
            spans = np.zeros(4 * height, np.int64)
        _share_rows(buffer, stride, height, width, spans)
        _add_rows(buffer, stride, height, spans, top, left, number, stack, mask, masked, totals)


@compiled
def _turn(xy: Floats, first: int, last: int) -> float:
    """1 or -1: which way a ring turns (the sign of its area)."""
    area = 0.0
    for point in range(first, last - 1):
        area += (xy[point, 0] - xy[first, 0]) * (xy[point + 1, 1] - xy[first, 1]) - (xy[point + 1, 0] - xy[first, 0]) * (xy[point, 1] - xy[first, 1])
    return 1.0 if area < 0 else -1.0


@compiled
def _lay_edge(  # noqa: PLR0913, PLR0917  # likewise
    buffer: Floats, stride: int, height: int, width: int, sign: float, x0: float, y0: float, x1: float, y1: float
) -> None:
    """Lay down the signed area of one edge, row by row, cut at pixel borders and at the window's sides."""
    if y0 == y1:
        return
    if y0 > y1:
        x0, y0, x1, y1, sign = x1, y1, x0, y0, -sign
    slope = (x1 - x0) / (y1 - y0)
    low, high = max(y0, 0.0), min(y1, float(height))
    row = math.floor(low)
    y = low
    x = x0 + (low - y0) * slope
    while y < high:
        below = min(row + 1.0, high)
        beyond = x1 if below == y1 else x0 + (below - y0) * slope
        _lay_piece(buffer, row * stride, width, sign * (below - y), x, beyond)
        x, y = beyond, below
        row += 1


@compiled
def _lay_piece(buffer: Floats, base: int, width: int, rise: float, x0: float, x1: float) -> None:
    """Lay down a piece of an edge within one row: `rise` is how much of the row's height it spans, with its sign."""
    left, right = (x0, x1) if x0 <= x1 else (x1, x0)
    if left >= width:
        return
    if right <= 0:
        buffer[base] += rise
        return
    col = math.floor(left)
    if right <= col + 1:
        inner = min(max(0.5 * (left + right) - col, 0.0), 1.0)
        buffer[base + col] += rise * (1.0 - inner)
        buffer[base + col + 1] += rise * inner
        return
    per_col = rise / (right - left)
    if left < 0:
        buffer[base] += per_col * -left
        left, col = 0.0, 0
    while left < right and col < width:
        stop = min(col + 1.0, right)
        part = per_col * (stop - left)
        inner = 0.5 * (left + stop) - col
        buffer[base + col] += part * (1.0 - inner)
        buffer[base + col + 1] += part * inner
        left = stop
        col += 1


@compiled
def _share_rows(buffer: Floats, stride: int, height: int, width: int, spans: Ints) -> None:
    """Sum the buffer along each row, which gives the share of each pixel, and note the first and last column that any of it is in."""
    for row in range(height):
        base = row * stride
        first, last = 0, width
        while first < last and buffer[base + first] == 0.0:
            first += 1
        while last > first and buffer[base + last - 1] == 0.0:
            last -= 1
        running = 0.0
        for place in range(base + first, base + last):
            running += buffer[place]
            buffer[place] = min(abs(running), 1.0)
        # A row's sum comes back to nothing at its last edge; where that lies beyond the window, the rest of the row is covered evenly.
        if abs(running) > _SMALLEST_SHARE:
            buffer[base + last : base + width] = min(abs(running), 1.0)
            last = width
        while first < last and buffer[base + first] <= _SMALLEST_SHARE:
            first += 1
        while last > first and buffer[base + last - 1] <= _SMALLEST_SHARE:
            last -= 1
        spans[2 * row], spans[2 * row + 1] = first, last


@partial(compiled, fastmath=frozenset({"reassoc", "contract", "nsz"}))
def _sum_row(shares: Floats, values: npt.NDArray[Any]) -> tuple[float, float, float, float, float]:
    """Count, sum, sum of squares, least and greatest of a row of which every value counts; without a branch, so that it runs on vectors."""
    count, total, squares, least, greatest = 0.0, 0.0, 0.0, np.inf, -np.inf
    for col in range(len(shares)):
        share = shares[col]
        value = float(values[col])
        count += share
        weighed = share * value
        total += weighed
        squares += weighed * value
        least = min(least, value if share > _SMALLEST_SHARE else np.inf)
        greatest = max(greatest, value if share > _SMALLEST_SHARE else -np.inf)
    return count, total, squares, least, greatest


@compiled
def _sum_row_but(
    shares: Floats,
    values: npt.NDArray[Any],
    usable: npt.NDArray[np.bool_],
    masked: bool,  # noqa: FBT001  # a compiled loop takes no keywords
) -> tuple[float, float, float, float, float]:
    """The same of a row in which some values don't count: those that are hidden, and NaN."""
    count, total, squares, least, greatest = 0.0, 0.0, 0.0, np.inf, -np.inf
    for col in range(len(shares)):
        share = shares[col]
        if share <= _SMALLEST_SHARE or (masked and not usable[col]):
            continue
        value = float(values[col])
        if value != value:  # noqa: PLR0124  # NaN, in a compiled loop
            continue
        count += share
        weighed = share * value
        total += weighed
        squares += weighed * value
        least, greatest = min(least, value), max(greatest, value)
    return count, total, squares, least, greatest


@compiled
def _add_rows(  # noqa: PLR0913, PLR0917  # likewise
    buffer: Floats,
    stride: int,
    height: int,
    spans: Ints,
    top: int,
    left: int,
    number: int,
    stack: npt.NDArray[Any],
    mask: npt.NDArray[np.bool_],
    masked: bool,  # noqa: FBT001  # a compiled loop takes no keywords
    totals: Floats,
) -> None:
    """Weigh the values with the shares, row by row."""
    for band in range(stack.shape[0]):
        count, total, squares = 0.0, 0.0, 0.0
        least, greatest = totals[band, number, 3], totals[band, number, 4]
        for row in range(height):
            first, last = spans[2 * row], spans[2 * row + 1]
            if first >= last:
                continue
            shares = buffer[row * stride + first : row * stride + last]
            values = stack[band, top + row, left + first : left + last]
            part = (0.0, np.nan, 0.0, 0.0, 0.0)
            if not masked or mask[top + row, left + first : left + last].all():
                part = _sum_row(shares, values)
            # NaN among the values, or some of them hidden: they are left out one by one.
            if not math.isfinite(part[1]):
                usable = mask[top + row, left + first : left + last] if masked else mask[0]
                part = _sum_row_but(shares, values, usable, masked)
            count += part[0]
            total += part[1]
            squares += part[2]
            least, greatest = min(least, part[3]), max(greatest, part[4])
        totals[band, number, 0] += count
        totals[band, number, 1] += total
        totals[band, number, 2] += squares
        totals[band, number, 3], totals[band, number, 4] = least, greatest
