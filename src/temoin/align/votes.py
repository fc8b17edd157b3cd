"""What the windows say: where each kernel puts the shift over the whole picture, and which windows are sure of theirs."""

from __future__ import annotations

import itertools

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.kernels import Kernel
from temoin.align.look import Look
from temoin.align.peaks import Peaks, find_peaks, high_places, levels_of, neighbour_sums, surfaces

__all__ = ["SURE_STRENGTH", "Heard", "Votes", "hear"]

Doubles = npt.NDArray[np.float64]

SURE_STRENGTH = {Kernel.ORIENTATION: 4.8, Kernel.MAGNITUDE: 4.2, Kernel.PHASE: 4.8}
"""How far a window's peak must stand out, in robust deviations. Between pictures of different places (all 110 mismatched pairs of the open xBD
set, 49 windows each) nine in ten peaks stay under 4.4, 4.0 and 4.6."""
AGREE_PX = 1.5
"""Two kernels agree in a window when their peaks lie this close: more than the bias that shadows give one of them, far less than chance."""

_CANDIDATES = 3
_CANDIDATE_STRENGTH = 6.0
_APART_PX = 3


@attrs.frozen(kw_only=True, eq=False)
class Votes:
    """What the windows of a look say, neighbours added.

    Args:
        whole: each kernel's peak over all windows, (rows, columns).
        sure: numbers of the windows in which two kernels agree on a peak that stands out.
        middles: shape (sure windows, 2): row and column of their middles.
        shifts: shape (sure windows, 2): where they put the shift, (rows, columns), against the field of the look.
        usable: windows that both pictures fill.
    """

    whole: dict[Kernel, tuple[float, float]]
    sure: npt.NDArray[np.intp]
    middles: Doubles
    shifts: Doubles
    usable: int


@attrs.frozen(kw_only=True, eq=False)
class Heard:
    """The correlation surfaces of a look.

    Args:
        look: the look.
        near: of each kernel, each window's surface with its neighbours' added.
        levels: of each kernel, how high `near` lies and how far it scatters.
        whole: of each kernel, that of all windows together.
    """

    look: Look
    near: dict[Kernel, npt.NDArray[np.float32]]
    levels: dict[Kernel, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]
    whole: dict[Kernel, npt.NDArray[np.float32]]

    def votes(self, *, around: Doubles | None = None, within: int | None = None) -> Votes:
        """What the windows say, near shifts `around`, shape (windows, 2), at most `within` pixels from them."""
        middle = None if around is None else np.rint(around).astype(np.intp)
        whole = {kernel: find_peaks(surface[None], within=within).shifts[0] for kernel, surface in self.whole.items()}
        shifts = _sure_shifts(
            {kernel: find_peaks(surface, levels=self.levels[kernel], around=middle, within=within) for kernel, surface in self.near.items()}
        )
        sure = np.flatnonzero(np.isfinite(shifts[:, 0]))
        return Votes(
            whole={kernel: (float(row), float(col)) for kernel, (row, col) in whole.items()},
            sure=sure,
            middles=self.look.middles[sure],
            shifts=shifts[sure],
            usable=len(shifts),
        )

    def candidates(self) -> list[tuple[float, float]]:
        """Shifts on which the whole picture's windows agree, of every kernel, each once."""
        found: list[tuple[float, float]] = []
        for surface in self.whole.values():
            for place in high_places(surface, most=_CANDIDATES, apart=_APART_PX, least=_CANDIDATE_STRENGTH):
                if all(np.hypot(place[0] - other[0], place[1] - other[1]) > _APART_PX for other in found):
                    found.append(place)
        return found


def hear(look: Look, search: int, *, alone: bool = False) -> Heard:
    """The surfaces of a look, for shifts up to `search`.

    Args:
        look: the look.
        search: pixels each way.
        alone: each window by itself, without its neighbours.
    """
    near = {kernel: surfaces(spectra if alone else neighbour_sums(spectra, look.places), search) for kernel, spectra in look.spectra.items()}
    whole = {kernel: surfaces(spectra.sum(axis=0)[None], search)[0] for kernel, spectra in look.spectra.items()}
    return Heard(look=look, near=near, levels={kernel: levels_of(surface) for kernel, surface in near.items()}, whole=whole)


def _sure_shifts(found: dict[Kernel, Peaks]) -> Doubles:
    """The mean of the kernels that stand out and agree, weighted by how far they stand out; NaN where no two do."""
    strong = {kernel: (peaks.strengths >= SURE_STRENGTH[kernel]) & peaks.inside for kernel, peaks in found.items()}
    count = len(next(iter(found.values())).strengths)
    out = np.full((count, 2), np.nan)
    for size in range(2, len(found) + 1):
        # Larger groups come last and win.
        for group in itertools.combinations(found, size):
            places = np.stack([found[kernel].shifts for kernel in group])
            weights = np.stack([found[kernel].strengths for kernel in group])[..., None]
            apart = np.hypot(*np.moveaxis(places - places.mean(axis=0), -1, 0)).max(axis=0)
            agree = np.all([strong[kernel] for kernel in group], axis=0) & (apart <= AGREE_PX / 2)
            mean = (places * weights).sum(axis=0) / np.maximum(weights.sum(axis=0), 1e-9)
            out[agree] = mean[agree]
    return out
