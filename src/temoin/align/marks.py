"""Marks: where many small windows, each by itself, put the after-picture's content.

A window of half the side sees one yard, one roof or one stretch of road, where larger ones with their neighbours see what is strongest in a
quarter of the picture. Single windows err more often, so the surfaces of all kernels are added, a peak must stand out, and two kernels by
themselves must have it. Where a roof and the street before it lie in one window, both may be found: each is a mark.
"""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field
from temoin.align.look import take_look
from temoin.align.peaks import find_peaks, levelled, levels_of, surfaces, without_peaks
from temoin.align.source import Source
from temoin.align.windows import Lattice

__all__ = ["SURE_STRENGTH", "Marks", "find_marks"]

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

STRENGTH = 6.0
"""How far the sum of the kernels must stand out, in robust deviations, to be fitted to: a fit outvotes what chance adds."""
SURE_STRENGTH = 7.0
"""How far, to bear witness: on open real pairs, from here on few marks lie where nothing else does."""
_ALONE = 3.0
"""How far two kernels must stand out by themselves, at the same place."""
_AGREE_PX = 1.0
_KERNELS = 2
_LEVEL = (np.zeros(1, dtype=np.float32), np.ones(1, dtype=np.float32))
"""Of a levelled surface: its median and deviation."""
_APART_PX = 3
_PEAKS = 2
_AROUND_PX = 20
"""Over how much of a surface it is measured how far a peak stands out."""


@attrs.frozen(kw_only=True, eq=False)
class Marks:
    """What small windows say.

    Args:
        middles: shape (marks, 2): row and column of the middle of its window.
        shifts: shape (marks, 2): where the content lies off, (rows, columns).
        side: of a window, pixels.
        tried: windows that both pictures fill.
    """

    middles: Doubles
    shifts: Doubles
    side: int
    tried: int

    def __len__(self) -> int:
        return len(self.middles)

    def places(self, which: npt.NDArray[np.bool_]) -> int:
        """In how many places of the size of a window some of them lie: windows overlap, and those in one place say one thing."""
        return len(np.unique((self.middles[which] // self.side).astype(np.intp), axis=0))

    def only(self, which: npt.NDArray[np.bool_]) -> Self:
        """Some of them."""
        return attrs.evolve(self, middles=self.middles[which], shifts=self.shifts[which])


def find_marks(source: Source, lattice: Lattice, field: Field, *, reach: int, least: float = STRENGTH) -> Marks:
    """The marks near a field.

    Args:
        source: the two pictures.
        lattice: where the windows lie.
        field: where their content is looked for.
        reach: how far from it, pixels each way.
        least: how far they stand out.
    """
    look = take_look(source, lattice, field, sharp=True)
    if not len(look.corners):
        return Marks(middles=np.zeros((0, 2)), shifts=np.zeros((0, 2)), side=lattice.side, tried=0)
    kernels = [levelled(surfaces(spectra, min(_AROUND_PX, lattice.side // 2 - 2))) for spectra in look.spectra.values()]
    together = np.asarray(np.sum(kernels, axis=0), dtype=np.float32)
    levels, left = levels_of(together), together
    middles, shifts = [], []
    base = field.at(*look.middles.T).T
    for _ in range(_PEAKS):
        highest = find_peaks(left, levels=levels, within=reach)
        near = np.rint(highest.shifts).astype(np.intp)
        # On the whole surface, where the flank of a hill that was levelled is no peak.
        peaks = find_peaks(together, levels=levels, around=near, within=1)
        alone = [find_peaks(kernel, levels=_LEVEL, around=near, within=2) for kernel in kernels]
        seconding = sum((np.hypot(*(one.shifts - peaks.shifts).T) <= _AGREE_PX) & one.inside & (one.strengths >= _ALONE) for one in alone)
        sound = peaks.inside & (peaks.strengths >= least) & (seconding >= _KERNELS)
        middles.append(look.middles[sound])
        shifts.append((peaks.shifts + base)[sound])
        left = without_peaks(left, highest, apart=_APART_PX, level=levels[0])
    return Marks(middles=np.concatenate(middles), shifts=np.concatenate(shifts), side=lattice.side, tried=len(base))
