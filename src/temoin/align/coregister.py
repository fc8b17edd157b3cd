"""Where the after-picture lies against the before-picture: one shift where one is enough, a smooth field where it is not."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from affine import Affine
from scipy import ndimage

from temoin.align.field import ShiftField
from temoin.align.grey import worn
from temoin.align.judge import LEAST_SURE, LEAST_WINDOWS, NEAR_PX, judge_votes, unverified
from temoin.align.kernels import prepare
from temoin.align.options import DEFAULTS, AlignOptions
from temoin.align.votes import Votes, gather_votes, typical_shift
from temoin.align.windows import Windows, lay_windows
from temoin.model import AlignState, Registration
from temoin.progress import SILENT, Progress

__all__ = ["Registered", "register_greys"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Shift = tuple[float, float]

_ROUNDS = 2
_RIM_PX = 3
"""Pixels along unusable ground whose gradients are not their own."""
_OFF_PX = 32
"""The windows that judge a field lie this far off those that it was fitted in."""


_EARNED = 0.75
"""A field is kept when the root mean square of its windows' residuals is this share of the single shift's, or less."""


@attrs.frozen(kw_only=True, eq=False)
class Greys:
    """Two grey pictures on one grid and what is usable of each."""

    before: Floats
    after: Floats
    before_usable: Flags
    after_usable: Flags

    def swapped(self) -> Greys:
        """The two exchanged."""
        return Greys(before=self.after, after=self.before, before_usable=self.after_usable, after_usable=self.before_usable)

    def moved(self, by: Shift | ShiftField) -> Greys:
        """The after-picture moved back by a shift or a field."""
        if isinstance(by, ShiftField):
            after, share = by.undo(self.after), by.undo(self.after_usable.astype(np.float32), order=1)
        else:
            back = (-by[0], -by[1])
            after = ndimage.shift(self.after, back, order=3, mode="constant", cval=0.0)
            share = ndimage.shift(self.after_usable.astype(np.float32), back, order=1, mode="constant", cval=0.0)
        return attrs.evolve(self, after=after, after_usable=worn(share > 0.999, _RIM_PX))


@attrs.frozen(kw_only=True, eq=False)
class Registered:
    """A registration, and the field that it stands for where one shift was not enough; else `None`."""

    registration: Registration
    field: ShiftField | None = None


def register_greys(
    before: Floats, after: Floats, before_usable: Flags, after_usable: Flags, options: AlignOptions = DEFAULTS, *, progress: Progress = SILENT
) -> Registered:
    """Find what brings the after-picture onto the before-picture, and judge it.

    A first look at all windows finds the shift to a pixel or two, or that there is none. Then the after-picture is moved back by it and what is
    left is measured again, until the peaks lie in the middle of their surfaces, where they have no bias towards whole pixels. Where one shift is
    not verified, a smooth field through the windows is tried and kept if it fits better.

    Args:
        before: shape (rows, columns).
        after: likewise, on the same grid.
        before_usable: where `before` shows the ground.
        after_usable: where `after` does.
        options: search and windows.
        progress: told of each look; four or eight of them.

    Returns:
        The registration; where its state is `unverified`, its shift is (0, 0) and nothing should be moved.
    """
    greys = Greys(before=before, after=after, before_usable=worn(before_usable, _RIM_PX), after_usable=worn(after_usable, _RIM_PX))
    windows, votes = _look(greys, options)
    progress.advance()
    if len(votes.shifts) < max(LEAST_WINDOWS, LEAST_SURE * votes.usable):
        return Registered(registration=unverified(windows.tried, votes))
    straight = _straight(greys, typical_shift(votes.shifts), options)
    progress.advance()
    if straight.state is AlignState.VERIFIED:
        return Registered(registration=straight)
    bent = _bent(greys, windows, votes, options)
    return bent if _is_better(bent.registration, straight) else Registered(registration=straight)


def _look(greys: Greys, options: AlignOptions, *, sharp: bool = False, fine: bool = False, off: int = 0) -> tuple[Windows, Votes]:
    """What the windows say of two pictures as they lie; `fine`: windows of half the side; `off`: on a lattice that begins later."""
    usable = (greys.before_usable & greys.after_usable)[off:, off:]
    side = options.window_px // 2 if fine else options.window_px
    windows = lay_windows(usable, window_px=side, search_px=options.search_px, most=options.most_windows * (2 if fine else 1))
    if not len(windows.corners):
        empty = np.zeros((0, 2))
        return windows, Votes(whole={}, places=empty.astype(np.intp), shifts=empty, usable=0)
    windows = attrs.evolve(windows, corners=windows.corners + off)
    before, after = prepare(greys.before, greys.before_usable, sharp=sharp), prepare(greys.after, greys.after_usable, sharp=sharp)
    return windows, gather_votes(before, after, windows)


def _straight(greys: Greys, shift: Shift, options: AlignOptions) -> Registration:
    """One shift for the whole picture."""
    for _ in range(_ROUNDS):
        windows, votes = _look(greys.moved(shift), options, sharp=True)
        left = _left_over(votes)
        shift = (shift[0] + left[0], shift[1] + left[1])
    _, back = _look(greys.swapped().moved((-shift[0], -shift[1])), options, sharp=True)
    # Content found at (column + shift, row + shift) of the after-picture belongs at (column, row).
    transform = Affine.translation(shift[1], shift[0])
    return judge_votes(votes, tried=windows.tried, shift=shift, transform=transform, left=left, back=_left_over(back))


def _left_over(votes: Votes) -> Shift:
    """What is left to move: the peak that the kernels share over the whole picture, else the windows' typical shift."""
    near = [peak.shift for peak in votes.whole.values() if np.hypot(*peak.shift) <= NEAR_PX]
    if len(near) >= 2 and len(votes.shifts) and votes.agreeing((0.0, 0.0), NEAR_PX).mean() >= 0.8:
        row, col = np.median(near, axis=0)
        return (float(row), float(col))
    return typical_shift(votes.shifts) if len(votes.shifts) else (0.0, 0.0)


def _bent(greys: Greys, windows: Windows, votes: Votes, options: AlignOptions) -> Registered:
    """A smooth field, from coarse windows to fine ones, judged by windows that it was not fitted in."""
    shape = greys.before.shape
    field = ShiftField.constant((0.0, 0.0), (shape[0], shape[1]))
    for sharp in (False, True):
        field = field.plus(_through(windows, votes, field))
        windows, votes = _look(greys.moved(field), options, sharp=sharp, fine=True)
        if len(votes.shifts) < LEAST_WINDOWS:
            return Registered(registration=unverified(windows.tried, votes))
    field = field.plus(_through(windows, votes, field))
    windows, votes = _look(greys.moved(field), options, sharp=True, fine=True, off=_OFF_PX)
    registration = judge_votes(votes, tried=windows.tried, shift=field.centre, transform=field.affine, steepest=field.steepest)
    return Registered(registration=registration, field=field)


def _through(windows: Windows, votes: Votes, field: ShiftField) -> ShiftField:
    return ShiftField.through(votes.places.astype(np.float64) + windows.side / 2, votes.shifts, field.shape, reach_px=windows.side / 2)


def _is_better(bent: Registration, straight: Registration) -> bool:
    """A field must earn its freedom: verified where one shift is not, or windows clearly nearer."""
    if bent.rmse_px is None or bent.state is AlignState.UNVERIFIED:
        return False
    if straight.rmse_px is None or bent.state is AlignState.VERIFIED:
        return True
    return bent.rmse_px <= _EARNED * straight.rmse_px
