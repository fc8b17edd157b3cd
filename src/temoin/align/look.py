"""One look at two pictures: windows cut where a field says that the same ground lies, and what their cross-spectra say of the rest.

Nothing is resampled for a look. A window of the after-picture is cut a whole number of pixels off, the field's fraction is put into the phase of
the cross-spectrum. Only where the field turns or stretches by more than `_TURN`, a window is no longer the same ground moved, and the
after-picture is resampled by it first.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Protocol

import attrs
import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from temoin.align.field import Field
from temoin.align.grey import worn
from temoin.align.kernels import Kernel, Prepared, Spectra, cross_spectra, ramp
from temoin.align.windows import Lattice

__all__ = ["ArraySource", "Look", "Source", "take_look"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_TURN = 0.004
"""Pixels in a pixel: at this, the rim of a window of 128 pixels lies a quarter of a pixel off its middle."""
_LEAST_USABLE = 0.6
"""A window is used when both pictures show at least this share of it."""
_RIM_PX = 3
"""Pixels along unusable ground whose gradients are not their own."""
_FIELD_PX = 16
"""Side of the fields of the chessboard that halves a picture: smaller than what windows see, larger than what gradients reach."""
_BLOCK = 16_000_000
"""Pixels of a block: a few hundred megabytes with all its layers."""


class Source(Protocol):
    """Two grey pictures on one grid, by blocks; a block may reach beyond the picture, where nothing is usable."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    def block(self, later: bool, corner: tuple[int, int], size: tuple[int, int]) -> tuple[Floats, Flags]:  # noqa: FBT001  # which of the two
        """Grey and what is usable of it, of the later or the earlier picture."""

    def reduced(self, by: int) -> Source:
        """Both with pixels `by` times as large."""


@attrs.frozen(kw_only=True, eq=False)
class ArraySource:
    """Two grey pictures in memory.

    Args:
        greys: earlier and later, shape (rows, columns) each; the later one may begin before the earlier and end after it.
        usable: likewise.
        margin: by how much the later one reaches beyond, pixels on each side.
    """

    greys: tuple[Floats, Floats]
    usable: tuple[Flags, Flags]
    margin: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.greys[0].shape
        return (rows, cols)

    def block(self, later: bool, corner: tuple[int, int], size: tuple[int, int]) -> tuple[Floats, Flags]:  # noqa: FBT001  # which of the two
        """Grey and what is usable of it; zero and unusable outside."""
        grey, usable = self.greys[later], self.usable[later]
        margin = self.margin if later else 0
        top, left = corner[0] + margin, corner[1] + margin
        inside = (slice(max(0, top), max(0, top + size[0])), slice(max(0, left), max(0, left + size[1])))
        if top >= 0 and left >= 0 and top + size[0] <= grey.shape[0] and left + size[1] <= grey.shape[1]:
            return grey[inside], usable[inside]
        out, shown = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=bool)
        cut = grey[inside]
        at = (slice(max(0, -top), max(0, -top) + cut.shape[0]), slice(max(0, -left), max(0, -left) + cut.shape[1]))
        out[at], shown[at] = cut, usable[inside]
        return out, shown

    def reduced(self, by: int) -> ArraySource:
        """Both with pixels `by` times as large, means of those that can be used."""
        if by == 1:
            return self
        pairs = []
        for grey, usable in zip(self.greys, self.usable, strict=True):
            size = (math.ceil(grey.shape[1] / by), math.ceil(grey.shape[0] / by))
            pad = ((0, size[1] * by - grey.shape[0]), (0, size[0] * by - grey.shape[1]))
            share = cv2.resize(np.pad(usable.astype(np.float32), pad), size, interpolation=cv2.INTER_AREA)
            mean = cv2.resize(np.pad(grey * usable, pad), size, interpolation=cv2.INTER_AREA) / np.maximum(share, np.float32(1e-6))
            pairs.append((np.asarray(mean, dtype=np.float32), np.asarray(share > 0.5)))  # most of it is seen
        return ArraySource(greys=(pairs[0][0], pairs[1][0]), usable=(pairs[0][1], pairs[1][1]), margin=self.margin // by)


@attrs.frozen(kw_only=True, eq=False)
class Look:
    """Windows and their cross-spectra, in a frame in which a right field leaves nothing.

    Args:
        side: of a window, pixels.
        corners: shape (windows, 2): first row and column of those used.
        places: shape (windows, 2): their row and column on the lattice.
        spectra: of each kernel, shape (windows, side, side) or its half.
        tried: windows on the lattice.
    """

    side: int
    corners: Places
    places: Places
    spectra: dict[Kernel, Spectra]
    tried: int

    @property
    def middles(self) -> Doubles:
        """Row and column of the middle of each window, shape (windows, 2)."""
        return np.asarray(self.corners + (self.side - 1) / 2, dtype=np.float64)


def take_look(
    source: Source, lattice: Lattice, field: Field, *, sharp: bool, kernels: tuple[Kernel, ...] = tuple(Kernel), half: int | None = None
) -> Look:
    """Look at all windows of a lattice that both pictures fill.

    Args:
        source: the two pictures.
        lattice: where the windows lie on the earlier one.
        field: where their content lies on the later one, as far as it is known.
        sharp: for later looks, once the two lie on each other to a pixel or two.
        kernels: those wanted.
        half: 0 or 1: only the white or the black fields of a chessboard are seen of the earlier picture, so that two looks at the same windows
            share no pixel of it.
    """
    parts = [_look_at(source, lattice, rows, field, sharp=sharp, kernels=kernels, half=half) for rows in _strips(lattice, source.shape[1])]
    used = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.intp)
    empty = {kernel: np.zeros((0, lattice.side, lattice.side), dtype=np.complex64) for kernel in kernels}
    spectra = {kernel: np.concatenate([part[1][kernel] for part in parts]) for kernel in kernels} if parts else empty
    return Look(side=lattice.side, corners=lattice.corners[used], places=lattice.places[used], spectra=spectra, tried=lattice.tried)


def _strips(lattice: Lattice, width: int) -> Iterator[tuple[int, int]]:
    """Ranges of lattice rows, as many at once as a block holds."""
    start = 0
    for stop in range(1, len(lattice.rows) + 1):
        full = stop == len(lattice.rows) or (lattice.rows[stop] + lattice.side - lattice.rows[start]) * width > _BLOCK
        if full:
            yield (start, stop)
            start = stop


def _look_at(
    source: Source, lattice: Lattice, rows: tuple[int, int], field: Field, *, sharp: bool, kernels: tuple[Kernel, ...], half: int | None
) -> tuple[Places, dict[Kernel, Spectra]]:
    """Numbers of the windows used and their spectra, for some rows of the lattice."""
    side, halo = lattice.side, 8
    across = len(lattice.cols)
    numbers = np.arange(rows[0] * across, rows[1] * across)
    corners = lattice.corners[numbers]
    top, bottom = int(corners[:, 0].min()) - halo, int(corners[:, 0].max()) + side + halo
    size, corner = (bottom - top, source.shape[1] + 2 * halo), (top, -halo)
    first, first_usable = source.block(False, corner, size)  # the earlier one
    wanted = field.at(*(corners + (side - 1) / 2).T).T
    if field.turn > _TURN:
        second, second_usable = _resampled(source, field, corner, size)
        offsets, later_corner = np.zeros_like(corners), corner
        left = np.zeros_like(wanted)
    else:
        offsets = np.rint(wanted).astype(np.intp)
        left = offsets - wanted
        low, high = offsets.min(axis=0), offsets.max(axis=0)
        later_corner = (corner[0] + int(low[0]), corner[1] + int(low[1]))
        later_size = (size[0] + int(high[0] - low[0]), size[1] + int(high[1] - low[1]))
        second, second_usable = source.block(True, later_corner, later_size)  # the later one
    first_usable, second_usable = worn(first_usable, _RIM_PX), worn(second_usable, _RIM_PX)
    places = (corners - corner, corners + offsets - later_corner)
    filled = (_share(first_usable, places[0], side) >= _LEAST_USABLE) & (_share(second_usable, places[1], side) >= _LEAST_USABLE)
    prepared = Prepared(first, first_usable, sharp=sharp), Prepared(second, second_usable, sharp=sharp)
    if half is not None:
        prepared[0].keep_only(_fields(corner, size) == half)
    return numbers[filled], _spectra(prepared, (places[0][filled], places[1][filled]), left[filled], side, kernels)


def _fields(corner: tuple[int, int], size: tuple[int, int]) -> npt.NDArray[np.intp]:
    """0 on white fields of the chessboard, 1 on black ones, shape `size`."""
    rows, cols = ((np.arange(side) + start) // _FIELD_PX for start, side in zip(corner, size, strict=True))
    return np.asarray((rows[:, None] + cols) % 2)


def _spectra(
    prepared: tuple[Prepared, Prepared], places: tuple[Places, Places], left: Doubles, side: int, kernels: tuple[Kernel, ...]
) -> dict[Kernel, Spectra]:
    out = {}
    for kernel in kernels:
        width = side if kernel is Kernel.ORIENTATION else side // 2 + 1
        spectra = np.empty((len(places[0]), side, width), dtype=np.complex64)
        # Batches that stay in the processor's cache.
        for start, stop in itertools.pairwise([*range(0, len(spectra), 16), len(spectra)]):
            windows: list[npt.NDArray[np.inexact]] = [
                np.stack([picture.layers[kernel][row : row + side, col : col + side] for row, col in corners[start:stop]])
                for picture, corners in zip(prepared, places, strict=True)
            ]
            spectra[start:stop] = cross_spectra(kernel, windows[0], windows[1], prepared[0].low_pass)
            if left[start:stop].any():
                spectra[start:stop] *= ramp(left[start:stop], side, half=kernel is not Kernel.ORIENTATION)
        out[kernel] = spectra
    return out


def _resampled(source: Source, field: Field, corner: tuple[int, int], size: tuple[int, int]) -> tuple[Floats, Flags]:
    rows, cols = np.arange(size[0]) + corner[0], np.arange(size[1]) + corner[1]
    shift = field.over(rows, cols)
    where = [shift[0] + rows[:, None], shift[1] + cols[None, :]]
    low = [math.floor(float(part.min())) - 4 for part in where]
    high = [math.ceil(float(part.max())) + 5 for part in where]
    grey, usable = source.block(True, (low[0], low[1]), (high[0] - low[0], high[1] - low[1]))  # the later one
    where = [part - start for part, start in zip(where, low, strict=True)]
    moved = ndimage.map_coordinates(grey, where, order=3, mode="constant", cval=0.0)
    share = ndimage.map_coordinates(usable.astype(np.float32), where, order=1, mode="constant", cval=0.0)
    return np.asarray(moved, dtype=np.float32), np.asarray(share > 0.999)  # all four around it


def _share(usable: Flags, corners: Places, side: int) -> Doubles:
    summed = cv2.integral(usable.astype(np.uint8))
    top, left = corners.T
    count = summed[top + side, left + side] - summed[top, left + side] - summed[top + side, left] + summed[top, left]
    return np.asarray(count / side**2, dtype=np.float64)
