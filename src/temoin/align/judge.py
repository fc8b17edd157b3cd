"""Whether a registration can be trusted: the thresholds, and what they make of the windows' votes."""

from __future__ import annotations

import numpy as np
from affine import Affine

from temoin.align.kernels import Kernel
from temoin.align.votes import Votes
from temoin.model import AlignState, Reason, Registration

__all__ = ["LEAST_SURE", "LEAST_WINDOWS", "NEAR_PX", "judge_votes", "unverified"]

Shift = tuple[float, float]

NEAR_PX = 1.5
"""A window agrees with the result when its own peak lies this close."""
LEAST_WINDOWS = 3
LEAST_SURE = 0.2
"""Share of the windows that must be sure of a shift before any is believed. Of 110 pairs of pictures of different places, none had more than
one sure window of 49."""
VERIFIED_AGREEMENT = 0.75
"""Share of all usable windows that must agree with the result: where half a picture is silent, it may lie elsewhere. (An open xBD pair has 53 %
of its windows within a pixel, and its other half 8 px off.)"""
VERIFIED_CE90_PX = 1.5
KERNELS_AGREE_PX = 0.5
"""Two kernels' peaks over the whole picture must lie this close to the result."""
STEEPEST_PX = 1.0
"""A field that changes by more than this over 32 pixels jumps faster than its windows can see, so between them it may be wrong by more than they
say: such a field is weak, however well its windows fit."""
BACK_AND_FORTH_PX = 0.25
"""After against before and before against after must give opposite shifts within this."""


def unverified(tried: int, votes: Votes) -> Registration:
    """No shift is believed, so none is given."""
    return Registration(
        state=AlignState.UNVERIFIED,
        shift_px=(0.0, 0.0),
        transform=Affine.identity(),
        windows=0,
        windows_tried=tried,
        agreement=0.0 if not votes.usable else len(votes.shifts) / votes.usable,
        reasons=(Reason.NOT_ALIGNED,),
    )


def judge_votes(
    votes: Votes, *, tried: int, shift: Shift, transform: Affine, left: Shift = (0.0, 0.0), back: Shift = (0.0, 0.0), steepest: float = 0.0
) -> Registration:
    """The registration, with its state.

    Args:
        votes: of a look with the after-picture already moved back.
        tried: windows on the lattice.
        shift: the result, at the centre.
        transform: the result, as an affine transform.
        left: where `shift` lies in the votes' frame: what the last look moved it by.
        back: what a look with the two pictures exchanged leaves; (0, 0) where none was taken.
        steepest: greatest change of a field over 32 pixels; 0 for one shift.
    """
    errors = np.hypot(*(votes.shifts - np.array(left)).T) if len(votes.shifts) else np.zeros(0)
    agreement = float((errors <= NEAR_PX).sum() / votes.usable) if votes.usable else 0.0
    if len(errors) < LEAST_WINDOWS or agreement < LEAST_SURE:
        return unverified(tried, votes)
    ce90 = float(np.quantile(errors, 0.9))
    kernels = sum(bool(np.hypot(*(np.array(votes.whole[kernel].shift) - np.array(left))) <= KERNELS_AGREE_PX) for kernel in Kernel)
    sound = kernels >= 2 and bool(np.hypot(*back) <= BACK_AND_FORTH_PX) and steepest <= STEEPEST_PX
    verified = sound and agreement >= VERIFIED_AGREEMENT and ce90 <= VERIFIED_CE90_PX
    return Registration(
        state=AlignState.VERIFIED if verified else AlignState.WEAK,
        shift_px=shift,
        transform=transform,
        rmse_px=float(np.sqrt(np.mean(errors**2))),
        ce90_px=ce90,
        windows=len(errors),
        windows_tried=tried,
        agreement=agreement,
        reasons=() if verified else (Reason.WEAKLY_ALIGNED,),
    )
