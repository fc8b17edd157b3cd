"""Which of several shifts is the ground's: roofs, crowns and the ground under them lie off by different amounts where the views differ.

Each shift that the whole picture's windows agree on is followed into the picture, as far as windows stay near a smooth field. What comes out are
layers, each with the windows that lie on it. The one with the most windows is taken, unless the view angles say that it stands on another.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field, Shape, fit_shape
from temoin.align.kernels import Kernel
from temoin.align.look import take_look
from temoin.align.options import AlignOptions
from temoin.align.parallax import Parallax
from temoin.align.source import Source
from temoin.align.votes import Heard, hear
from temoin.align.windows import lay_windows

__all__ = ["LEAST_SURE", "Layer", "ground_layer", "other_layer"]

LEAST_WINDOWS = 3
LEAST_SURE = 0.1
"""Share of the windows that must be sure of a layer before it is believed."""
_REACH_PX = 5
_VOTE_PX = 0.7
_ON_PX = 1.5
_SAME_PX = 2.0
_FOOT = 0.3
"""The ground needs this share of the windows of what stands on it: between crowns and roofs little of it may be seen."""
_SMALL_PX = 32
_SMALL_WINDOWS = 1600
_SMALL_REACH_PX = 10
_LEAST_SMALL = 6
"""With fewer small windows on it, what larger ones agree on may as well be roofs."""


@attrs.frozen(kw_only=True, eq=False)
class Layer:
    """A smooth field and the windows on it.

    Args:
        field: where it lies.
        windows: sure windows that lie on it.
    """

    field: Field
    windows: int


def ground_layer(heard: Heard, shape: tuple[int, int], parallax: Parallax | None) -> Layer | None:
    """The ground's layer, or `None` where no layer is believed.

    Args:
        heard: surfaces of a look at the pictures as they lie.
        shape: rows and columns of the picture.
        parallax: in its pixels.
    """
    starts = [Field.constant(place, shape) for place in heard.candidates()]
    free = heard.votes()
    if len(free.sure) >= LEAST_WINDOWS:
        alike = np.full(len(free.sure), _VOTE_PX)
        starts.append(fit_shape(Field.constant((0.0, 0.0), shape), free.middles, free.shifts, alike, Shape.AFFINE, finest=_VOTE_PX))
    layers = _distinct([layer for layer in (_follow(heard, start) for start in starts) if layer is not None])
    if not layers:
        return None
    best = layers[0]
    if parallax is not None and parallax.tells:
        for other in layers[1:]:
            if other.windows >= _FOOT * best.windows and parallax.explains(_apart(best, other)[None], beyond_px=_SAME_PX)[0]:
                best = other
    return best


def _apart(one: Layer, other: Layer) -> npt.NDArray[np.float64]:
    return np.subtract(one.field.centre, other.field.centre)


def _follow(heard: Heard, field: Field) -> Layer | None:
    middles = heard.look.middles
    on = 0
    for shape in (Shape.SHIFT, Shape.AFFINE, Shape.SMOOTH):
        votes = heard.votes(around=field.at(*middles.T).T, within=_REACH_PX)
        if len(votes.sure) < max(LEAST_WINDOWS, LEAST_SURE * votes.usable):
            return None
        field = fit_shape(field, votes.middles, votes.shifts, np.full(len(votes.sure), _VOTE_PX), shape, finest=_VOTE_PX)
        on = int((np.hypot(*(votes.shifts - field.at(*votes.middles.T).T).T) <= _ON_PX).sum())
    return Layer(field=field, windows=on) if on >= max(LEAST_WINDOWS, LEAST_SURE * votes.usable) else None


def _distinct(layers: list[Layer]) -> list[Layer]:
    """The strongest first, each layer once."""
    out: list[Layer] = []
    for layer in sorted(layers, key=lambda one: -one.windows):
        if all(np.hypot(*(layer.field.nodes - other.field.nodes)).mean() > _SAME_PX for other in out):
            out.append(layer)
    return out


def other_layer(source: Source, field: Field, options: AlignOptions, parallax: Parallax | None) -> float:
    """How many small windows agree on some other shift than the field's, as a share of those that agree with it.

    Windows of a quarter of the side see a path or a roof by itself, where larger ones see what is strongest. Where roofs fill most of a picture the
    two are far apart and each has its windows; which of them is the ground, only the view angles tell. Windows that the angles explain do not
    count. Where hardly any small window agrees, the share is 1.
    """
    lattice = lay_windows(source.shape, window_px=options.window_px // 4, most=_SMALL_WINDOWS, smallest=_SMALL_PX)
    look = take_look(source, lattice, field, sharp=True, kernels=(Kernel.ORIENTATION, Kernel.PHASE))
    votes = hear(look, _SMALL_REACH_PX, alone=True).votes()
    on = np.hypot(*votes.shifts.T) <= _ON_PX
    if on.sum() < _LEAST_SMALL:
        return 1.0
    away = votes.shifts[np.hypot(*votes.shifts.T) > _SAME_PX]
    if parallax is not None and parallax.tells:
        away = away[~parallax.explains(away, beyond_px=_ON_PX)]
    if not len(away):
        return 0.0
    near = np.hypot(*(away[:, None] - away[None]).T) <= _ON_PX
    return float(near.sum(axis=0).max() / on.sum())
