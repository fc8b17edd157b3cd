"""The ground where it rises and falls: its height at every node, found along the one line on which heights lie.

Where the two views differ and the ground is not as flat as the elevation model has it, the ground itself is displaced along the line of heights by
another amount in every valley. A sheet of few bends cannot follow. Here each node's evidence (`temoin.align.pooled`) is read along that line alone,
where hardly anything stands out by chance, and the heights of all nodes are found together: each wants a peak at the ground and none below it, and
neighbours want about the same. That is a Markov random field; sum-product belief propagation (Pearl 1988; on grids, Felzenszwalb and Huttenlocher
2006) gives each node's height. Across the line the field is found in the same way, only stiffer.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field
from temoin.align.pooled import Pooled
from temoin.align.witness import ON_PX

__all__ = ["HEIGHTS", "Relief", "across", "fit_relief", "tops"]

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_STEP_PX = 0.5
HEIGHTS = np.arange(-14.0, 14.0 + _STEP_PX, _STEP_PX)
"""Along the line of heights, pixels from the field that the evidence was gathered around."""
_SIDES = np.arange(-5.0, 5.0 + _STEP_PX, _STEP_PX)
_SPEAKING, _SURE = 5.0, 10.0
"""A peak begins to count at so many deviations, and counts in full at so many."""
_PEAK_PX, _FLANK_PX = 0.7, 2.0
"""Standard deviation of where a peak's shift really is, and where its support ends."""
_BELOW = 0.8
"""How much a peak under the ground speaks against it, of what one on it speaks for it."""
_TRUST = 4.0
_STIFF, _STIFF_ASIDE = 1.0, 3.0
"""Half of this times the squared difference of two neighbours, 32 px apart, is what it costs: a pixel is nothing unusual along the line."""
_SWEEPS = 10
_ROUNDS = 2


@attrs.frozen(kw_only=True, eq=False)
class Relief:
    """How the ground lies over the field that its evidence was gathered around.

    Args:
        along: shape (node rows, node columns): pixels along the line of heights.
        aside: likewise, across it.
    """

    along: Doubles
    aside: Doubles

    def on(self, base: Field, pooled: Pooled, up: Doubles) -> Field:
        """The field of the ground: `base` and the relief on it."""
        shift = self.along * up[:, None, None] + self.aside * across(up)[:, None, None]
        half = (pooled.lattice.side - 1) / 2
        down, right = (
            np.stack([np.interp(np.arange(count) * base.step, np.array(start) + half, unit) for unit in np.eye(len(start))], axis=1)
            for count, start in zip(base.nodes.shape[1:], (pooled.lattice.rows, pooled.lattice.cols), strict=True)
        )
        return attrs.evolve(base, nodes=base.nodes + down @ shift @ right.T)


def across(up: Doubles) -> Doubles:
    """The unit vector a quarter turn from another."""
    return np.array([-up[1], up[0]])


def fit_relief(pooled: Pooled, up: Doubles, *, aside: float = 0.0) -> Relief:
    """The ground that the evidence of all nodes together bears out best.

    Args:
        pooled: around a field that lies within some ten pixels of it.
        up: unit vector (rows, columns) along which what is higher lies off.
        aside: read along the line that lies so far across, pixels, and stay on it: for placebos.
    """
    sideways, speaks = across(up), pooled.speaks.reshape(pooled.shape)
    beside = np.full(pooled.shape, aside)
    for _ in range(1 if aside else _ROUNDS):
        profile = pooled.along(beside.reshape(-1, 1) * sideways, up, HEIGHTS)
        height = _infer(_support(profile, below=_BELOW) * speaks[..., None], HEIGHTS, _STIFF * 32 / pooled.spacing)
        if not aside:
            profile = pooled.along(height.reshape(-1, 1) * up, sideways, _SIDES)
            beside = _infer(_support(profile, below=0.0) * speaks[..., None], _SIDES, _STIFF_ASIDE * 32 / pooled.spacing)
    return Relief(along=height, aside=beside)


def tops(profile: Doubles) -> Flags:
    """Which steps of profiles are peaks."""
    out = np.zeros(profile.shape, dtype=bool)
    out[..., 1:-1] = (profile[..., 1:-1] >= profile[..., :-2]) & (profile[..., 1:-1] > profile[..., 2:])
    return out


def _support(profile: Doubles, *, below: float) -> Doubles:
    """How much each step's peak, and the lack of peaks under it, speak for the ground lying there, shape of `profile`."""
    highest = np.maximum(profile.max(axis=-1, keepdims=True), 1e-6)
    certain = np.clip((profile - _SPEAKING) / (_SURE - _SPEAKING), 0, 1) * np.clip(profile / highest, 0, 1)
    peaks = np.where(tops(profile), certain, 0.0)
    there = peaks.copy()
    for number in range(1, round(_FLANK_PX / _STEP_PX) + 1):
        lower = np.exp(-((number * _STEP_PX / _PEAK_PX) ** 2) / 2) * peaks
        there[..., number:] = np.maximum(there[..., number:], lower[..., :-number])
        there[..., :-number] = np.maximum(there[..., :-number], lower[..., number:])
    if not below:
        return there
    under = np.zeros_like(there)
    gap = round(ON_PX / _STEP_PX)
    under[..., gap:] = np.maximum.accumulate(peaks, axis=-1)[..., :-gap]
    return np.asarray(there - below * under)


def _infer(support: Doubles, steps: Doubles, stiffness: float) -> Doubles:
    """The mean of each node's step, given all nodes: sum-product belief propagation, in sweeps down, up, right and left."""
    kernel = np.exp(-stiffness * (steps[:, None] - steps) ** 2 / 2)
    potential = _TRUST * support
    # Of each node: what it hears from above, below, left and right.
    heard = np.zeros((4, *support.shape))
    for _ in range(_SWEEPS):
        for way in range(4):
            others = [heard[number] for number in range(4) if number != way ^ 1]
            _sweep(potential, others, heard[way], kernel, axis=way // 2, back=way % 2 == 1)
    belief = potential + heard.sum(axis=0)
    share = np.exp(belief - belief.max(axis=-1, keepdims=True))
    share /= share.sum(axis=-1, keepdims=True)
    return np.asarray(share @ steps)


def _sweep(potential: Doubles, others: list[Doubles], out: Doubles, kernel: Doubles, *, axis: int, back: bool) -> None:
    """Pass messages along one axis, line by line, so that each carries what all lines before it said."""
    own, into = np.moveaxis(potential, axis, 0), np.moveaxis(out, axis, 0)
    heard = [np.moveaxis(one, axis, 0) for one in others]
    lines = range(len(own) - 2, -1, -1) if back else range(1, len(own))
    for line in lines:
        before = line + 1 if back else line - 1
        said = own[before] + sum(one[before] for one in heard)
        said = said - said.max(axis=-1, keepdims=True)
        told = np.log(np.maximum(np.exp(said) @ kernel, 1e-30))
        into[line] = told - told.max(axis=-1, keepdims=True)
