"""The inner loops of `spline`, compiled when first used; imported by it alone, since the compiler is heavy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from temoin.raster.compiled import compiled

__all__ = ["cubic_rows", "nearest_rows", "whole_rows"]

Floats = npt.NDArray[np.floating[Any]]
Doubles = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_SLACK = 1e-6


@compiled
def _places(nodes: Doubles, step: int, row: int, first: int, rows: Doubles, cols: Doubles) -> None:
    """Where the pixels of one row lie, bilinear between nodes; `rows` and `cols` are written."""
    above = min(row // step, nodes.shape[1] - 2)
    down = row / step - above
    most = nodes.shape[2] - 2
    col = 0
    while col < rows.size:
        left = min((col + first) // step, most)
        stop = rows.size if left == most else min(rows.size, (left + 1) * step - first)
        row_0 = nodes[0, above, left] + down * (nodes[0, above + 1, left] - nodes[0, above, left])
        row_1 = nodes[0, above, left + 1] + down * (nodes[0, above + 1, left + 1] - nodes[0, above, left + 1])
        col_0 = nodes[1, above, left] + down * (nodes[1, above + 1, left] - nodes[1, above, left])
        col_1 = nodes[1, above, left + 1] + down * (nodes[1, above + 1, left + 1] - nodes[1, above, left + 1])
        for place in range(col, stop):
            right = (place + first) / step - left
            rows[place] = row_0 + right * (row_1 - row_0)
            cols[place] = col_0 + right * (col_1 - col_0)
        col = stop


@compiled
def _inside(place: float, side: int) -> float:
    """A place along one axis of a picture, -1 where it lies outside; the outermost pixels' middles are inside, whatever rounding says."""
    if not -_SLACK <= place <= side - 1 + _SLACK:
        return -1.0
    return min(max(place, 0.0), side - 1.0)


@compiled
def _weights(t: np.floating[Any], out: Floats) -> None:
    """Of the four cubic B-splines that reach a place `t` beyond the second one's knot."""
    one, sixth = out.dtype.type(1), out.dtype.type(1 / 6)
    rest = one - t
    out[0] = rest * rest * rest * sixth
    out[1] = (t * t * (t - 2) * 3 + 4) * sixth
    out[2] = (rest * rest * (rest - 2) * 3 + 4) * sixth
    out[3] = t * t * t * sixth


@compiled
def _mirrored(place: int, side: int) -> int:
    """A place beyond the rim, at most one side away, as seen in the mirror that stands on the outermost pixel."""
    if place < 0:
        place = -place
    if place >= side:
        place = 2 * (side - 1) - place
    return min(max(place, 0), side - 1)


@compiled
def cubic_rows(coefficients: Floats, nodes: Doubles, step: int, corner: tuple[int, int], out: Floats) -> None:
    """The spline at each pixel's place; 0 where that lies outside. Arguments as of `temoin.raster.spline.sample_cubic`; `out` is written."""
    height, width = coefficients.shape
    rows, cols = np.empty(out.shape[1]), np.empty(out.shape[1])
    down, across = np.empty(4, out.dtype), np.empty(4, out.dtype)
    for row in range(out.shape[0]):
        _places(nodes, step, row + corner[0], corner[1], rows, cols)
        for col in range(out.shape[1]):
            y, x = _inside(rows[col], height), _inside(cols[col], width)
            if y < 0 or x < 0:
                out[row, col] = 0
                continue
            top, left = int(y) - 1, int(x) - 1
            _weights(out.dtype.type(y - (top + 1)), down)
            _weights(out.dtype.type(x - (left + 1)), across)
            total = out.dtype.type(0)
            if top >= 0 and top + 3 < height and left >= 0 and left + 3 < width:
                for line in range(4):
                    total += down[line] * (
                        across[0] * coefficients[top + line, left]
                        + across[1] * coefficients[top + line, left + 1]
                        + across[2] * coefficients[top + line, left + 2]
                        + across[3] * coefficients[top + line, left + 3]
                    )
            else:
                for line in range(4):
                    at = _mirrored(top + line, height)
                    for beside in range(4):
                        total += down[line] * across[beside] * coefficients[at, _mirrored(left + beside, width)]
            out[row, col] = total


@compiled
def whole_rows(usable: Flags, nodes: Doubles, step: int, corner: tuple[int, int], least: float, out: Flags) -> None:
    """Whether the pixels around each place are usable, by `least` of their bilinear weights; not where it lies outside. `out` is written."""
    height, width = usable.shape
    rows, cols = np.empty(out.shape[1]), np.empty(out.shape[1])
    for row in range(out.shape[0]):
        _places(nodes, step, row + corner[0], corner[1], rows, cols)
        for col in range(out.shape[1]):
            y, x = _inside(rows[col], height), _inside(cols[col], width)
            if y < 0 or x < 0:
                out[row, col] = False
                continue
            top, left = int(y), int(x)
            bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
            down, across = y - top, x - left
            share = (1 - down) * ((1 - across) * usable[top, left] + across * usable[top, right])
            share += down * ((1 - across) * usable[bottom, left] + across * usable[bottom, right])
            out[row, col] = share >= least


@compiled
def nearest_rows(flags: Bytes, nodes: Doubles, step: int, corner: tuple[int, int], outside: int, out: Bytes) -> None:
    """What lies nearest to each place; `outside` beyond the picture. `out` is written."""
    height, width = flags.shape
    rows, cols = np.empty(out.shape[1]), np.empty(out.shape[1])
    for row in range(out.shape[0]):
        _places(nodes, step, row + corner[0], corner[1], rows, cols)
        for col in range(out.shape[1]):
            y, x = _inside(rows[col], height), _inside(cols[col], width)
            out[row, col] = outside if y < 0 or x < 0 else flags[int(y + 0.5), int(x + 0.5)]
