"""Two pictures made ready for windows to be cut from them; what one look made ready, the next need not make again."""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field
from temoin.align.grey import worn
from temoin.align.kernels import Prepared
from temoin.align.source import Source
from temoin.raster.spline import Places, coefficients_of, sample_cubic, sample_whole

__all__ = ["BLOCK", "View", "Views"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Corners = npt.NDArray[np.intp]
Pixel = tuple[int, int]

BLOCK = 16_000_000
"""Pixels of a block: a few hundred megabytes with all its layers."""
_HALO_PX = 8
_RIM_PX = 3
"""Pixels along unusable ground whose gradients are not their own."""
_SPLINE_PX = 8
"""Pixels around what is resampled: what lies beyond counts for less than a hundred-thousandth in a spline's coefficients."""
_COARSE_PX = 32
"""A plainly cut picture reaches a multiple of this beyond the other one, so that another look's windows, a little further off, lie in it too."""


@attrs.frozen(kw_only=True, eq=False)
class View:
    """One picture, or some rows of it, made ready for all kernels.

    Args:
        prepared: its layers.
        corner: row and column of their first pixel.
        counts: how many usable pixels lie above and left of each, shape (rows + 1, columns + 1).
    """

    prepared: Prepared
    corner: Pixel
    counts: npt.NDArray[np.int32]

    @classmethod
    def of(cls, grey: Floats, usable: Flags, corner: Pixel, *, sharp: bool) -> View:
        """A view of a block."""
        usable = worn(usable, _RIM_PX)
        counts = np.asarray(cv2.integral(usable.astype(np.uint8)), dtype=np.int32)
        return cls(prepared=Prepared(grey, usable, sharp=sharp), corner=corner, counts=counts)

    def share(self, corners: Corners, side: int) -> Doubles:
        """How much of each window is usable, 0 to 1; `corners` are those of the picture, shape (windows, 2)."""
        top, left = (corners - self.corner).T
        inside = self.counts[top + side, left + side] - self.counts[top, left + side] - self.counts[top + side, left] + self.counts[top, left]
        return np.asarray(inside / side**2, dtype=np.float64)

    def fields(self, side: int) -> Corners:
        """0 on white fields of a chessboard laid on the picture, 1 on black ones."""
        shape = (self.counts.shape[0] - 1, self.counts.shape[1] - 1)
        rows, cols = ((np.arange(length) + start) // side for start, length in zip(self.corner, shape, strict=True))
        return np.asarray((rows[:, None] + cols) % 2)


class Views:
    """A source that remembers what was last made ready of it, where a picture fits into one block. Larger ones are made ready strip by strip."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: dict[str, tuple[object, View]] = {}
        self._moved: tuple[Field, Floats, Flags] | None = None
        self._spline: tuple[tuple[Pixel, Pixel], Floats, Flags] | None = None

    @property
    def shape(self) -> Pixel:
        """Rows and columns."""
        return self._source.shape

    def block(self, later: bool, corner: Pixel, size: Pixel) -> tuple[Floats, Flags]:  # noqa: FBT001  # which of the two
        """Grey and what is usable of it, of the later or the earlier picture."""
        return self._source.block(later, corner, size)

    def reduced(self, by: int) -> Source:
        """Both with pixels `by` times as large."""
        return self if by == 1 else Views(self._source.reduced(by))

    def earlier(self, rows: Pixel, *, sharp: bool) -> View:
        """The earlier picture; at least the rows from the first to before the last."""
        corner, size = self._extent(rows)
        return self._remembered("earlier", corner, lambda: View.of(*self.block(False, corner, size), corner, sharp=sharp), sharp=sharp)

    def later(self, rows: Pixel, low: Corners, high: Corners, *, sharp: bool) -> View:
        """The later picture as it lies, from `low` to `high` (rows, columns) further than those rows."""
        corner, size = self._extent(rows)
        reach = _COARSE_PX if self._is_whole else 1
        first, last = np.floor_divide(low, reach) * reach, -np.floor_divide(-high, reach) * reach
        corner = (corner[0] + int(first[0]), corner[1] + int(first[1]))
        size = (size[0] + int(last[0] - first[0]), size[1] + int(last[1] - first[1]))
        return self._remembered("later", (corner, size), lambda: View.of(*self.block(True, corner, size), corner, sharp=sharp), sharp=sharp)

    def moved(self, rows: Pixel, field: Field, *, sharp: bool) -> View:
        """The later picture resampled by a field, on the frame of the earlier one."""
        corner, size = self._extent(rows)
        return self._remembered("moved", field, lambda: View.of(*self._resampled(field, corner, size), corner, sharp=sharp), sharp=sharp)

    @property
    def _is_whole(self) -> bool:
        return math.prod(self.shape) <= BLOCK

    def _extent(self, rows: Pixel) -> tuple[Pixel, Pixel]:
        """First pixel and shape of a block that holds some rows with a halo: all of them, where the picture is one block."""
        start, stop = (0, self.shape[0]) if self._is_whole else rows
        return (start - _HALO_PX, -_HALO_PX), (stop - start + 2 * _HALO_PX, self.shape[1] + 2 * _HALO_PX)

    def _remembered(self, name: str, key: object, make: Callable[[], View], *, sharp: bool) -> View:
        # Few looks are blurred, so those are not kept.
        if not (sharp and self._is_whole):
            return make()
        kept = self._kept.get(name)
        if kept is None or kept[0] != key:
            kept = self._kept[name] = (key, make())
        return kept[1]

    def _resampled(self, field: Field, corner: Pixel, size: Pixel) -> tuple[Floats, Flags]:
        if self._moved is None or self._moved[0] is not field or not self._is_whole:
            self._moved = (field, *self._moved_block(field, corner, size))
        return self._moved[1:]

    def _moved_block(self, field: Field, corner: Pixel, size: Pixel) -> tuple[Floats, Flags]:
        """A block of the later picture, resampled by the field."""
        step = field.step
        # Beyond the outermost nodes the shift stays what it is there, so one more node all round carries it on.
        shift = np.pad(field.nodes, ((0, 0), (1, 1), (1, 1)), mode="edge")
        nodes = shift + (np.indices(shift.shape[1:]) - 1) * step
        first = (corner[0] + step, corner[1] + step)
        near = tuple(slice(start // step, -(-(start + side) // step) + 1) for start, side in zip(first, size, strict=True))
        part = nodes[:, near[0], near[1]].reshape(2, -1)
        low, coefficients, usable = self._spline_over(part.min(axis=1), part.max(axis=1))
        places = Places(nodes=nodes - np.array(low)[:, None, None], step=step, corner=first, shape=size)
        return np.asarray(sample_cubic(coefficients, places), dtype=np.float32), sample_whole(usable, places)

    def _spline_over(self, low: Doubles, high: Doubles) -> tuple[Pixel, Floats, Flags]:
        """The spline through the later picture with what is usable of it, from a pixel before `low` to one beyond `high`."""
        first, last = np.floor_divide(low - _SPLINE_PX, _COARSE_PX) * _COARSE_PX, -np.floor_divide(-high - _SPLINE_PX, _COARSE_PX) * _COARSE_PX
        corner, size = (int(first[0]), int(first[1])), (int(last[0] - first[0]), int(last[1] - first[1]))
        if self._spline is None or self._spline[0] != (corner, size):
            grey, usable = self.block(True, corner, size)  # the later one
            spline = ((corner, size), np.asarray(coefficients_of(grey), dtype=np.float32), usable)
            if not self._is_whole:
                return corner, spline[1], usable
            self._spline = spline
        return corner, self._spline[1], self._spline[2]
