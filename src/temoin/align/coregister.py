"""The shift between two grey pictures on one grid, and whether it can be trusted."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from affine import Affine
from scipy import ndimage

from temoin.align.grey import worn
from temoin.align.kernels import Kernel, Prepared, prepare
from temoin.align.options import DEFAULTS, AlignOptions
from temoin.align.votes import Votes, gather_votes, typical_shift
from temoin.align.windows import Windows, lay_windows
from temoin.model import AlignState, Reason, Registration
from temoin.progress import SILENT, Progress

__all__ = ["register_greys"]

Floats = npt.NDArray[np.float32]
Shift = tuple[float, float]

NEAR_PX = 1.5
"""A window agrees with the result when its own peak lies this close."""
LEAST_WINDOWS = 3
LEAST_SURE = 0.2
"""Share of the windows that must be sure of a shift before any is believed. Of 110 pairs of pictures of different places, none had more than
one sure window of 49."""
VERIFIED_AGREEMENT = 0.75
"""Share of all usable windows that must agree with the result."""
VERIFIED_CE90_PX = 1.5
KERNELS_AGREE_PX = 0.5
"""Two kernels' peaks over the whole picture must lie this close to the result."""
BACK_AND_FORTH_PX = 0.25
"""After against before and before against after must give opposite shifts within this."""
_ROUNDS = 2
_RIM_PX = 3
"""Pixels along unusable ground whose gradients are not their own."""


@attrs.frozen(kw_only=True, eq=False)
class _Greys:
    """Two grey pictures on one grid and what is usable of each."""

    before: Floats
    after: Floats
    before_usable: npt.NDArray[np.bool_]
    after_usable: npt.NDArray[np.bool_]

    def swapped(self) -> _Greys:
        return _Greys(before=self.after, after=self.before, before_usable=self.after_usable, after_usable=self.before_usable)


def register_greys(
    before: Floats,
    after: Floats,
    before_usable: npt.NDArray[np.bool_],
    after_usable: npt.NDArray[np.bool_],
    options: AlignOptions = DEFAULTS,
    *,
    progress: Progress = SILENT,
) -> Registration:
    """Find the one shift that brings the after-picture onto the before-picture, and judge it.

    A first look finds it to a pixel or two; then the after-picture is moved back by it and what is left is measured again, until the peaks
    lie in the middle of their surfaces, where they have no bias towards whole pixels.

    Args:
        before: shape (rows, columns).
        after: likewise, on the same grid.
        before_usable: where `before` shows the ground.
        after_usable: where `after` does.
        options: search and windows.
        progress: told of each look.

    Returns:
        A registration; where its state is `unverified`, its shift is (0, 0) and nothing should be moved.
    """
    greys = _Greys(before=before, after=after, before_usable=worn(before_usable, _RIM_PX), after_usable=worn(after_usable, _RIM_PX))
    windows, votes = _look(greys, (0.0, 0.0), options)
    progress.advance()
    sure = len(votes.shifts)
    if sure < LEAST_WINDOWS or sure < LEAST_SURE * votes.usable:
        return _unverified(windows, votes)
    shift = typical_shift(votes.shifts)
    for _ in range(_ROUNDS):
        windows, votes = _look(greys, shift, options, sharp=True)
        left = _left_over(votes)
        shift = (shift[0] + left[0], shift[1] + left[1])
        progress.advance()
    _, back = _look(greys.swapped(), (-shift[0], -shift[1]), options, sharp=True)
    progress.advance()
    return _judge(shift, left, windows, votes, _left_over(back))


def _look(greys: _Greys, shift: Shift, options: AlignOptions, *, sharp: bool = False) -> tuple[Windows, Votes]:
    """The votes once the after-picture has been moved back by a shift."""
    after, usable = greys.after, greys.after_usable
    if shift != (0.0, 0.0):
        back = (-shift[0], -shift[1])
        after = ndimage.shift(after, back, order=3, mode="constant", cval=0.0)
        usable = worn(ndimage.shift(usable.astype(np.float32), back, order=1, mode="constant", cval=0.0) > 0.999, _RIM_PX)
    windows = lay_windows(greys.before_usable & usable, window_px=options.window_px, search_px=options.search_px, most=options.most_windows)
    if not len(windows.corners):
        empty = np.zeros((0, 2))
        return windows, Votes(whole={}, places=empty.astype(np.intp), shifts=empty, usable=0)
    pictures: tuple[Prepared, Prepared] = (
        prepare(greys.before, greys.before_usable, sharp=sharp),
        prepare(after, usable, sharp=sharp),
    )
    return windows, gather_votes(*pictures, windows)


def _left_over(votes: Votes) -> Shift:
    """What is left to move: the peak that the kernels share over the whole picture, else the windows' typical shift."""
    near = [peak.shift for peak in votes.whole.values() if np.hypot(*peak.shift) <= NEAR_PX]
    if len(near) >= 2 and votes.agreeing((0.0, 0.0), NEAR_PX).mean() >= 0.8:
        row, col = np.median(near, axis=0)
        return (float(row), float(col))
    return typical_shift(votes.shifts) if len(votes.shifts) else (0.0, 0.0)


def _unverified(windows: Windows, votes: Votes) -> Registration:
    return Registration(
        state=AlignState.UNVERIFIED,
        shift_px=(0.0, 0.0),
        transform=Affine.identity(),
        windows=0,
        windows_tried=windows.tried,
        agreement=len(votes.shifts) / votes.usable if votes.usable else 0.0,
        reasons=(Reason.NOT_ALIGNED,),
    )


def _judge(shift: Shift, left: Shift, windows: Windows, votes: Votes, back: Shift) -> Registration:
    errors = np.hypot(*(votes.shifts - np.array(left)).T) if len(votes.shifts) else np.zeros(0)
    agreement = float((errors <= NEAR_PX).sum() / votes.usable) if votes.usable else 0.0
    if len(errors) < LEAST_WINDOWS or agreement < LEAST_SURE:
        return _unverified(windows, votes)
    ce90 = float(np.quantile(errors, 0.9))
    kernels = sum(np.hypot(*(np.array(votes.whole[kernel].shift) - np.array(left))) <= KERNELS_AGREE_PX for kernel in Kernel)
    sound = kernels >= 2 and np.hypot(*back) <= BACK_AND_FORTH_PX
    verified = sound and agreement >= VERIFIED_AGREEMENT and ce90 <= VERIFIED_CE90_PX
    return Registration(
        state=AlignState.VERIFIED if verified else AlignState.WEAK,
        shift_px=shift,
        # Content found at (column + shift, row + shift) of the after-picture belongs at (column, row).
        transform=Affine.translation(shift[1], shift[0]),
        rmse_px=float(np.sqrt(np.mean(errors**2))),
        ce90_px=ce90,
        windows=len(errors),
        windows_tried=windows.tried,
        agreement=agreement,
        reasons=() if verified else (Reason.WEAKLY_ALIGNED,),
    )
