"""Where the correlation windows lie."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

__all__ = ["Windows", "lay_windows"]

_LEAST_USABLE = 0.6
"""A window is used when both pictures show at least this share of it."""
_SMALLEST = 64
_LEAST_WINDOWS = 4


@attrs.frozen(kw_only=True, eq=False)
class Windows:
    """Overlapping windows on a lattice.

    Args:
        side: of a window, pixels.
        search: how far a shift is looked for, pixels each way.
        corners: shape (windows, 2): first row and column of those used.
        places: shape (windows, 2): their row and column on the lattice.
        tried: how many the lattice has.
    """

    side: int
    search: int
    corners: npt.NDArray[np.intp]
    places: npt.NDArray[np.intp]
    tried: int


def lay_windows(usable: npt.NDArray[np.bool_], *, window_px: int, search_px: int, most: int) -> Windows:
    """Windows that overlap by half, or lie apart where the picture is so large that `most` would be passed.

    Args:
        usable: what both pictures show, shape (rows, columns).
        window_px: wanted side; halved until three fit each way and four can be used, 64 at the least.
        search_px: wanted search; at most a quarter of the side, where half of a Hann window's weight still overlaps.
        most: windows on the lattice.
    """
    side = window_px
    while side > _SMALLEST and side * 2 > min(usable.shape):
        side //= 2
    found = _lay(usable, side, search_px, most)
    while side > _SMALLEST and len(found.corners) < _LEAST_WINDOWS:
        side //= 2
        found = _lay(usable, side, search_px, most)
    return found


def _lay(usable: npt.NDArray[np.bool_], side: int, search_px: int, most: int) -> Windows:
    rows, cols = (_starts(length, side, most, usable.shape) for length in usable.shape)
    lattice = np.array([(row, col) for row in range(len(rows)) for col in range(len(cols))], dtype=np.intp).reshape(-1, 2)
    corners = np.array([(rows[row], cols[col]) for row, col in lattice], dtype=np.intp).reshape(-1, 2)
    summed = np.pad(np.cumsum(np.cumsum(usable, axis=0, dtype=np.int64), axis=1), ((1, 0), (1, 0)))
    top, left = corners.T
    count = summed[top + side, left + side] - summed[top, left + side] - summed[top + side, left] + summed[top, left]
    kept = count >= _LEAST_USABLE * side * side
    return Windows(side=side, search=min(search_px, side // 4), corners=corners[kept], places=lattice[kept], tried=len(corners))


def _starts(length: int, side: int, most: int, shape: tuple[int, ...]) -> list[int]:
    if length < side:
        return []
    wanted = (length - side) / (side / 2) + 1
    everywhere = math.prod((max(1.0, (extent - side) / (side / 2) + 1)) for extent in shape)
    count = max(1, math.floor(wanted * min(1.0, math.sqrt(most / everywhere))))
    return [round(place) for place in np.linspace(0, length - side, count)]
