"""Whether a registration can be trusted: the thresholds, and what they make of the windows' votes."""

from __future__ import annotations

import math

import attrs
import numpy as np
from affine import Affine

from temoin.align.field import Field, Shape
from temoin.align.kernels import Kernel
from temoin.align.parallax import Parallax
from temoin.align.votes import Votes
from temoin.align.witness import Witness
from temoin.model import AlignState, Reason, Registration

__all__ = ["LEAST_SURE", "LEAST_WINDOWS", "SecondLook", "judge_look", "unverified"]

NEAR_PX = 1.5
"""A window agrees with the result when its own peak lies this close."""
LEAST_WINDOWS = 3
LEAST_SURE = 0.1
"""Share of the windows that must agree before any shift is believed."""
VERIFIED_AGREEMENT = {Shape.SHIFT: 0.35, Shape.AFFINE: 0.45, Shape.SMOOTH: 0.6, Shape.SUPPLE: 0.75}
"""Share of the windows that must agree, of those that do not lie on something that stands on the ground: the freer the field, the more, since a
free one follows whatever there is. Between pictures of different places it stays under a tenth."""
VERIFIED_CE90_PX = 1.5
KERNELS_AGREE_PX = 0.75
"""Two kernels' peaks over the whole picture must lie this close to the result."""
_KERNELS = 2
VERIFIED_RIVAL = 0.2
"""Small windows that agree on something else, as a share of those that agree with the result. On made pairs, and on open real pairs that are right,
it stays under 0.15; where roofs were taken for the ground, it is 0.3 and more."""
STEEPEST = 0.03
"""A smooth field that changes by more pixels in a pixel bends faster than its windows see: between them it may be wrong by more than they say."""
CLUTTER_M = 0.6
"""Kerbs, cars, low walls and shrubs: what windows call ground lies about so high. Where the two views move that by more than
`VERIFIED_CE90_PX`, nothing is verified to within it."""


@attrs.frozen(kw_only=True, eq=False)
class SecondLook:
    """What judges a result: a look at windows that no fit has seen, with the result undone.

    Args:
        near: their votes close to it.
        wide: their votes wherever they are.
        rival: small windows that agree on another shift, as a share of those on this one (`temoin.align.layers.other_layer`).
        tried: windows on the lattice.
    """

    near: Votes
    wide: Votes
    rival: float
    tried: int


def unverified(tried: int, votes: Votes) -> Registration:
    """No shift is believed, so none is given."""
    return Registration(
        state=AlignState.UNVERIFIED,
        shift_px=(0.0, 0.0),
        transform=Affine.identity(),
        windows=0,
        windows_tried=tried,
        agreement=0.0 if not votes.usable else len(votes.sure) / votes.usable,
        reasons=(Reason.NOT_ALIGNED,),
    )


def judge_look(second: SecondLook, witness: Witness | None, *, field: Field, shape: Shape, parallax: Parallax | None = None) -> Registration:
    """The registration, with its state.

    Args:
        second: what judges it.
        witness: what small windows say of it; `None` where too few say anything.
        field: the result.
        shape: how free it is.
        parallax: how what stands on the ground is displaced.
    """
    near, wide = second.near, second.wide
    off = np.hypot(*near.shifts.T) if len(near.shifts) else np.zeros(0)
    explained = parallax.explains(near.shifts, beyond_px=NEAR_PX) if parallax is not None else np.zeros(len(off), dtype=bool)
    above = set(near.sure[explained]) | (set(wide.sure[parallax.explains(wide.shifts, beyond_px=NEAR_PX)]) if parallax is not None else set())
    errors = off[~explained]
    on = int((errors <= NEAR_PX).sum())
    speaking = near.usable - len(above - set(near.sure[off <= NEAR_PX]))
    agreement = on / speaking if speaking else 0.0
    if on < LEAST_WINDOWS or on < LEAST_SURE * near.usable:
        return unverified(second.tried, near)
    ce90 = round(float(np.quantile(errors, 0.9)), 4)
    kernels = sum(bool(np.hypot(*near.whole[kernel]) <= KERNELS_AGREE_PX) for kernel in Kernel)
    pairs = zip(near.middles, near.shifts, strict=True)
    low = parallax is None or CLUTTER_M * math.hypot(parallax.rows, parallax.cols) <= VERIFIED_CE90_PX
    calm = shape in {Shape.SHIFT, Shape.AFFINE} or field.turn <= STEEPEST
    sound = calm and kernels >= _KERNELS and second.rival <= VERIFIED_RIVAL and low
    seen = witness is not None and witness.proves(bends=shape in {Shape.SMOOTH, Shape.SUPPLE})
    verified = seen or (sound and agreement >= VERIFIED_AGREEMENT[shape] and ce90 <= VERIFIED_CE90_PX)
    return Registration(
        state=AlignState.VERIFIED if verified else AlignState.WEAK,
        shift_px=(round(field.centre[0], 4), round(field.centre[1], 4)),
        transform=_rounded(field.affine),
        field=None if shape is Shape.SHIFT else field.to_model(),
        rmse_px=round(float(np.sqrt(np.mean(errors**2))), 4),
        ce90_px=ce90,
        windows=on,
        windows_tried=second.tried,
        agreement=agreement,
        residuals=tuple((float(row), float(col), round(float(down), 3), round(float(right), 3)) for (row, col), (down, right) in pairs),
        reasons=(Reason.WEAKLY_ALIGNED,) if not verified else (Reason.ROUGH_GROUND,) if ce90 > VERIFIED_CE90_PX else (),
    )


def _rounded(transform: Affine) -> Affine:
    """To a ten-thousandth of a pixel over ten thousand of them."""
    a, b, c, d, e, f = transform[:6]
    return Affine(round(a, 8), round(b, 8), round(c, 4), round(d, 8), round(e, 8), round(f, 4))
