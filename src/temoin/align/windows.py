"""Where the correlation windows lie."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

__all__ = ["Lattice", "lay_windows"]

_SMALLEST = 64
_LEAST_ACROSS = 5
"""Windows that should fit each way, overlapping by half; smaller windows are taken until they do."""


@attrs.frozen(kw_only=True, eq=False)
class Lattice:
    """Windows on a lattice, by their corners.

    Args:
        side: of a window, pixels.
        rows: first row of each lattice row.
        cols: first column of each lattice column.
    """

    side: int
    rows: tuple[int, ...]
    cols: tuple[int, ...]

    @property
    def tried(self) -> int:
        """How many windows it has."""
        return len(self.rows) * len(self.cols)

    @property
    def places(self) -> npt.NDArray[np.intp]:
        """Row and column of each window on the lattice, shape (windows, 2)."""
        return np.indices((len(self.rows), len(self.cols))).reshape(2, -1).T

    @property
    def corners(self) -> npt.NDArray[np.intp]:
        """First row and column of each window, shape (windows, 2)."""
        row, col = self.places.T
        return np.column_stack([np.array(self.rows, dtype=np.intp)[row], np.array(self.cols, dtype=np.intp)[col]])

    def shifted(self, shape: tuple[int, int]) -> Lattice:
        """The lattice half a step further, so that its windows are others; without those that would leave the picture."""
        moved = []
        for starts, length in ((self.rows, shape[0]), (self.cols, shape[1])):
            step = (starts[1] - starts[0]) // 2 if len(starts) > 1 else 0
            inside = tuple(start + step for start in starts if start + step + self.side <= length)
            moved.append(inside or starts)
        return attrs.evolve(self, rows=moved[0], cols=moved[1])


def lay_windows(shape: tuple[int, int], *, window_px: int, most: int, smallest: int = _SMALLEST) -> Lattice:
    """Windows that overlap by half, or lie apart where the picture is so large that `most` would be passed.

    Args:
        shape: rows and columns of the picture.
        window_px: wanted side; halved until five fit each way, `smallest` at the least.
        most: windows on the lattice.
        smallest: the smallest side.
    """
    side = window_px
    while side > smallest and (_LEAST_ACROSS + 1) * side // 2 > min(shape):
        side //= 2
    everywhere = math.prod(max(1.0, (extent - side) / (side / 2) + 1) for extent in shape)
    rows, cols = (_starts(length, side, min(1.0, math.sqrt(most / everywhere))) for length in shape)
    return Lattice(side=side, rows=rows if cols else (), cols=cols if rows else ())


def _starts(length: int, side: int, share: float) -> tuple[int, ...]:
    if length < side:
        return ()
    count = max(1, math.floor(((length - side) / (side / 2) + 1) * share))
    return tuple(round(place) for place in np.linspace(0, length - side, count))
