"""What one half of a picture says of what was fitted to the other, and how often chance would say as much.

Two halves, like the fields of a chessboard, see the same yards and streets and share no pixel. So no ground has to be left out to be foretold, which
rough ground cannot be. Counted are places of the size of a window.
"""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from temoin.align.pooled import Pooled
from temoin.align.relief import HEIGHTS, across, fit_relief, tops
from temoin.align.witness import BELOW_COUNTS, CORE_PX, ON_PX, Witness, covered_share, lowest_share

__all__ = ["weigh_relief", "weigh_still"]

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_WITNESSING = 6.0
"""A peak bears witness from so many deviations on: along lines beside the line of heights, chance puts one at 2 % of the nodes."""
_BIG = 0.7
"""A peak under the ground is told of where it is so high, of the node's highest: lower ones are echoes of one edge in the next."""
_PLACEBO_PX = (-10.0, -7.0, 7.0, 10.0)
"""Lines beside the line of heights, on which nothing but chance lies."""
_AWAY_PX = (2.5, 15.0)
"""Where a second layer is looked for: beyond the flank of the first one's peaks, and up to what roofs and crowns are displaced by."""
_DISK = np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]]], dtype=bool)
"""What lies within `CORE_PX`."""
_SECOND = 1 / 4
"""Another shift with so much of the support may be the ground's, or a roof's: less is asked for than of single marks, which chance scatters more."""
_LEAST_ON = 6
"""With fewer places no share is known to be two thirds, even where none speaks against it."""


@attrs.frozen(kw_only=True)
class _Count:
    """Places, the mean of both ways.

    Args:
        on: within 1.5 px of what the other half says.
        core: within 1 px.
        under: with a peak further down the line of heights.
        covered: share of sixteen parts of the picture that have one on it.
    """

    on: float
    core: float
    under: float
    covered: float


def weigh_relief(halves: tuple[Pooled, Pooled], up: Doubles, shape: tuple[int, int]) -> Witness:
    """What each half says of the relief that was fitted to the other.

    The same is done along lines that lie beside the line of heights: so many places agree by chance, with the same freedom.

    Args:
        halves: evidence that shares no pixel of the earlier picture.
        up: as of `temoin.align.relief.fit_relief`.
        shape: rows and columns of the picture.
    """
    true, *chance = (_follow(halves, up, shape, aside) for aside in (0.0, *_PLACEBO_PX))
    under = max(0.0, true.under - float(np.mean([one.under for one in chance])))
    return Witness(
        on=round(true.on),
        core=round(true.core),
        below=under,
        rival=math.ceil(max(one.core for one in chance)),
        right=lowest_share(true.on, true.on + BELOW_COUNTS * under),
        covered=true.covered,
        is_open=False,
        least_on=_LEAST_ON,
    )


def _follow(halves: tuple[Pooled, Pooled], up: Doubles, shape: tuple[int, int], aside: float) -> _Count:
    speaks = (halves[0].speaks & halves[1].speaks).reshape(halves[0].shape)
    counts = []
    for told, asked in (halves, halves[::-1]):
        relief = fit_relief(told, up, aside=aside)
        profile = asked.along(relief.aside.reshape(-1, 1) * across(up), up, HEIGHTS)
        peaks = tops(profile) & (profile >= _WITNESSING) & speaks[..., None]
        off = HEIGHTS - relief.along[..., None]
        big = profile >= _BIG * np.where(peaks, profile, 0.0).max(axis=-1, keepdims=True)
        on, core = ((peaks & (np.abs(off) <= near)).any(axis=-1).ravel() for near in (ON_PX, CORE_PX))
        under = (peaks & big & (off < -ON_PX)).any(axis=-1)
        counts.append((on.sum() * asked.places, core.sum() * asked.places, under.sum() * asked.places, covered_share(asked.middles[on], shape)))
    on, core, under, covered = np.mean(counts, axis=0)
    return _Count(on=float(on), core=float(core), under=float(under), covered=float(covered))


def weigh_still(halves: tuple[Pooled, Pooled], shape: tuple[int, int]) -> Witness:
    """What both halves say of a result around which they were gathered, where no line of heights is known.

    Rival is whatever other shift most places have a peak at: roofs, or the ground under them. Where it has a quarter of the support, either may
    be the ground.
    """
    search = halves[0].strengths.shape[1] // 2
    rows, cols = np.indices(halves[0].strengths.shape[1:]) - search
    far = np.hypot(rows, cols)
    on, core, covered = 0.0, np.zeros(far.shape), 0.0
    for one in halves:
        peaks = (one.strengths >= ndimage.maximum_filter(one.strengths, size=(1, 3, 3))) & (one.strengths >= _WITNESSING)
        peaks &= (halves[0].speaks & halves[1].speaks)[:, None, None]
        near = (peaks & (far <= ON_PX)).any(axis=(1, 2))
        on += near.sum() * one.places / 2
        core += ndimage.maximum_filter(peaks.astype(np.uint8), footprint=_DISK).sum(axis=0) * one.places / 2
        covered += covered_share(one.middles[near], shape) / 2
    here, rival = float(core[search, search]), float(core[(far > _AWAY_PX[0]) & (far < _AWAY_PX[1])].max())
    return Witness(
        on=round(on),
        core=round(here),
        below=0.0,
        rival=math.ceil(rival),
        right=lowest_share(on, on),
        covered=covered,
        is_open=rival > _SECOND * here,
        least_on=_LEAST_ON,
    )
