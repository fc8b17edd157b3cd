"""Whether two pictures are one acquisition in two files: then nothing can have changed between them, and that would mislead."""

from __future__ import annotations

import numpy as np

from temoin.geo import Window
from temoin.raster import Pixels

__all__ = ["has_same_pixels"]

_PROBE = 256
_STRIP = 1024
_OFF_LATTICE_PX = 1e-3
"""Two lattices whose corners differ by more than this were not cut from one picture without resampling."""


def has_same_pixels(one: Pixels, other: Pixels) -> bool:
    """Whether two pictures agree in every number of the ground that they share.

    Two acquisitions never do: sensor noise alone tells them apart. A uniform picture proves nothing and is never called the same.
    Only pictures on one lattice (same system, same pixel size, shifted by whole pixels) and of one type are compared.

    Args:
        one: a picture.
        other: another; the first band of each is compared.
    """
    windows = _shared(one, other)
    if windows is None or one.dtype != other.dtype or one.roles != other.roles:
        return False
    first = _middle(windows[0])
    shift = (windows[1].row_start - windows[0].row_start, windows[1].col_start - windows[0].col_start)
    if not _agree(one, other, first, shift, needs_contrast=True):
        return False
    area = windows[0]
    strips = (
        Window(row_start=row, row_stop=min(row + _STRIP, area.row_stop), col_start=area.col_start, col_stop=area.col_stop)
        for row in range(area.row_start, area.row_stop, _STRIP)
    )
    return all(_agree(one, other, strip, shift, needs_contrast=False) for strip in strips)


def _shared(one: Pixels, other: Pixels) -> tuple[Window, Window] | None:
    """The ground that both show, as a window of each; `None` where they are not on one lattice."""
    if one.grid.crs != other.grid.crs:
        return None
    between = ~one.grid.transform @ other.grid.transform
    if not np.allclose((between.a, between.b, between.d, between.e), (1, 0, 0, 1), rtol=0, atol=1e-7):
        return None
    cols, rows = round(between.c), round(between.f)
    if abs(between.c - cols) > _OFF_LATTICE_PX or abs(between.f - rows) > _OFF_LATTICE_PX:
        return None
    top, left = max(0, rows), max(0, cols)
    bottom, right = min(one.grid.height, rows + other.grid.height), min(one.grid.width, cols + other.grid.width)
    if bottom <= top or right <= left:
        return None
    return (
        Window(row_start=top, row_stop=bottom, col_start=left, col_stop=right),
        Window(row_start=top - rows, row_stop=bottom - rows, col_start=left - cols, col_stop=right - cols),
    )


def _middle(window: Window) -> Window:
    rows, cols = window.shape
    top, left = window.row_start + max(0, rows - _PROBE) // 2, window.col_start + max(0, cols - _PROBE) // 2
    return Window(row_start=top, row_stop=top + min(rows, _PROBE), col_start=left, col_stop=left + min(cols, _PROBE))


def _agree(one: Pixels, other: Pixels, window: Window, shift: tuple[int, int], *, needs_contrast: bool) -> bool:
    rows, cols = shift
    there = Window(
        row_start=window.row_start + rows, row_stop=window.row_stop + rows, col_start=window.col_start + cols, col_stop=window.col_stop + cols
    )
    first, second = one.read(window), other.read(there)
    seen = first.mask & second.mask
    numbers = first.array[0][seen]
    if needs_contrast and (numbers.size < 2 or numbers.min() == numbers.max()):
        return False
    return bool(np.array_equal(numbers, second.array[0][seen]))
