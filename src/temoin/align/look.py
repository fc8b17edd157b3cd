"""One look at two pictures: windows cut where a field says that the same ground lies, and what their cross-spectra say of the rest.

Nothing is resampled for a look. A window of the after-picture is cut a whole number of pixels off, the field's fraction is put into the phase of
the cross-spectrum. Only where the field turns or stretches by more than `_TURN`, a window is no longer the same ground moved, and the
after-picture is resampled by it first.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field
from temoin.align.kernels import Kernel, Prepared, Spectra, cross_spectra
from temoin.align.source import Source
from temoin.align.views import BLOCK, Views
from temoin.align.windows import Lattice

__all__ = ["Look", "take_look"]

Doubles = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_TURN = 0.004
"""Pixels in a pixel: at this, the rim of a window of 128 pixels lies a quarter of a pixel off its middle."""
_LEAST_USABLE = 0.6
"""A window is used when both pictures show at least this share of it."""
_FIELD_PX = 16
"""Side of the fields of the chessboard that halves a picture: smaller than what windows see, larger than what gradients reach."""
_BATCH = 16
"""Windows at once: they stay in the processor's cache."""
_WORKERS = 2


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
    views = source if isinstance(source, Views) else Views(source)
    parts = [_look_at(views, lattice, rows, field, sharp=sharp, kernels=kernels, half=half) for rows in _strips(lattice, source.shape[1])]
    if len(parts) == 1:
        used, spectra = parts[0]
    else:
        used = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.intp)
        empty = {kernel: np.zeros((0, lattice.side, lattice.side), dtype=np.complex64) for kernel in kernels}
        spectra = {kernel: np.concatenate([part[1][kernel] for part in parts]) for kernel in kernels} if parts else empty
    return Look(side=lattice.side, corners=lattice.corners[used], places=lattice.places[used], spectra=spectra, tried=lattice.tried)


def _strips(lattice: Lattice, width: int) -> Iterator[tuple[int, int]]:
    """Ranges of lattice rows, as many at once as a block holds."""
    start = 0
    for stop in range(1, len(lattice.rows) + 1):
        full = stop == len(lattice.rows) or (lattice.rows[stop] + lattice.side - lattice.rows[start]) * width > BLOCK
        if full:
            yield (start, stop)
            start = stop


def _look_at(
    views: Views, lattice: Lattice, rows: tuple[int, int], field: Field, *, sharp: bool, kernels: tuple[Kernel, ...], half: int | None
) -> tuple[Places, dict[Kernel, Spectra]]:
    """Numbers of the windows used and their spectra, for some rows of the lattice."""
    side, across = lattice.side, len(lattice.cols)
    numbers = np.arange(rows[0] * across, rows[1] * across)
    corners = lattice.corners[numbers]
    reach = (int(corners[:, 0].min()), int(corners[:, 0].max()) + side)
    first = views.earlier(reach, sharp=sharp)
    wanted = field.at(*(corners + (side - 1) / 2).T).T
    if field.turn > _TURN:
        offsets, left = np.zeros_like(corners), np.zeros_like(wanted)
        second = views.moved(reach, field, sharp=sharp)
    else:
        offsets = np.rint(wanted).astype(np.intp)
        left = offsets - wanted
        second = views.later(reach, offsets.min(axis=0), offsets.max(axis=0), sharp=sharp)
    filled = (first.share(corners, side) >= _LEAST_USABLE) & (second.share(corners + offsets, side) >= _LEAST_USABLE)
    prepared = (first.prepared if half is None else first.prepared.only(first.fields(_FIELD_PX) == half), second.prepared)
    corners, offsets = corners[filled], offsets[filled]
    places = (corners - first.corner, corners + offsets - second.corner)
    return numbers[filled], {kernel: _spectra(kernel, prepared, places, left[filled], side) for kernel in kernels}


def _spectra(kernel: Kernel, prepared: tuple[Prepared, Prepared], places: tuple[Places, Places], left: Doubles, side: int) -> Spectra:
    """Cross-spectra of windows, batch by batch, in threads."""
    spectra = np.empty((len(left), side, side if kernel is Kernel.ORIENTATION else side // 2 + 1), dtype=np.complex64)

    def fill(start: int) -> None:
        part = slice(start, start + _BATCH)
        spectra[part] = cross_spectra(kernel, prepared, (places[0][part], places[1][part]), left[part], side)

    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(fill, range(0, len(left), _BATCH)))
    return spectra
