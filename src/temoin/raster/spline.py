"""Numbers between pixels, by cubic splines through the pixels (Unser, Aldroubi and Eden 1993), at places that vary smoothly.

Places are given on nodes some pixels apart and lie bilinear in between, so that a picture is read and written once and nothing else as large as it
is made. OpenCV's `remap` rounds places to a thirty-second of a pixel, which is as much as two pictures are told apart by here; these do not.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from temoin.raster.spline_kernel import cubic_rows, nearest_rows, whole_rows

__all__ = ["Places", "coefficients_of", "float_of", "sample_cubic", "sample_nearest", "sample_whole"]

Floats = npt.NDArray[np.floating[Any]]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[Any]

_WORKERS = 2
_STRIP = 256
"""Rows at once."""


@attrs.frozen(kw_only=True, eq=False)
class Places:
    """Where the pixels of one picture lie on another.

    Args:
        nodes: shape (2, node rows, node columns), two each way at the least: row and column, pixel centres at whole numbers; NaN for nowhere.
        step: pixels between nodes.
        corner: which pixel of the nodes' frame is the first one of the picture: its row and column, counted from the first node.
        shape: rows and columns of the picture.
    """

    nodes: Doubles
    step: int
    corner: tuple[int, int]
    shape: tuple[int, int]

    def spread(self, layers: Doubles) -> Doubles:
        """Layers given on the nodes, shape (layers, node rows, node columns), at every pixel: shape (layers, rows, columns)."""
        found = layers
        for axis in (1, 2):
            places = (np.arange(self.shape[axis - 1]) + self.corner[axis - 1]) / self.step
            first = np.minimum(places.astype(np.intp), layers.shape[axis] - 2)
            beyond = np.expand_dims(places - first, 2 - axis)
            # No product of matrices: one node that is nowhere would spread over all.
            found = found.take(first, axis) * (1 - beyond) + found.take(first + 1, axis) * beyond
        return np.asarray(found)

    def rows(self, start: int, stop: int) -> Places:
        """Some rows of the picture."""
        stop = min(stop, self.shape[0])
        return attrs.evolve(self, corner=(self.corner[0] + start, self.corner[1]), shape=(stop - start, self.shape[1]))

    def strips(self, each: Callable[[tuple[int, int], slice], None]) -> None:
        """Call for strips of rows, in threads: with the strip's corner in the nodes' frame, and its rows of the picture."""
        starts = range(0, self.shape[0], _STRIP)
        with ThreadPoolExecutor(_WORKERS) as pool:
            list(pool.map(lambda start: each((self.corner[0] + start, self.corner[1]), slice(start, start + _STRIP)), starts))


def float_of(dtype: np.dtype[Any]) -> type[np.floating[Any]]:
    """The floating-point type that holds numbers of a type without loss: single precision for those of up to two bytes."""
    return np.float32 if dtype.itemsize <= np.dtype(np.uint16).itemsize or dtype == np.float32 else np.float64


def coefficients_of(band: npt.NDArray[Any]) -> Floats:
    """Of the spline through a band, mirrored at the rims: for `sample_cubic`; in the precision of `float_of`."""
    return np.asarray(ndimage.spline_filter(band, order=3, output=float_of(band.dtype), mode="mirror"))


def sample_cubic(coefficients: Floats, places: Places) -> Floats:
    """The spline at places, shape (rows, columns); 0 outside.

    Args:
        coefficients: of `coefficients_of`.
        places: on the band.
    """
    out = np.empty(places.shape, dtype=coefficients.dtype)
    places.strips(lambda corner, rows: cubic_rows(coefficients, places.nodes, places.step, corner, out[rows]))
    return out


def sample_whole(usable: Flags, places: Places, *, least: float = 0.999) -> Flags:
    """Whether all four pixels around each place are usable, but for what weighs less than the rest of `least`; not outside."""
    out = np.empty(places.shape, dtype=bool)
    places.strips(lambda corner, rows: whole_rows(usable, places.nodes, places.step, corner, least, out[rows]))
    return out


def sample_nearest(flags: npt.NDArray[np.uint8], places: Places, *, outside: int) -> npt.NDArray[np.uint8]:
    """What lies nearest to each place, `outside` beyond the picture."""
    out = np.empty(places.shape, dtype=np.uint8)
    places.strips(lambda corner, rows: nearest_rows(flags, places.nodes, places.step, corner, outside, out[rows]))
    return out
