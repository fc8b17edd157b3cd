"""What each kind of ground did on the whole between the pictures: grass dries, haze comes; change is what stands out from that."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.ground import Floats, Ground
from temoin.raster import thinned

__all__ = ["Expectation", "expect_after"]

_KINDS = 16
"""Kinds of ground told apart by colour; made scenes and real ones hold some ten materials each in light and half-shadow."""
_SAMPLE = 20_000
_ROUNDS = 12
_BORROWED = 0.002
"""A kind of ground borrows from the whole picture as if it had this share of its pixels more: a single roof is no kind of its own."""
_LEAST_SPREAD = 0.02
"""Spread that is never gone below, in units of the before-picture's spread: quantisation alone gives as much."""


@attrs.frozen(kw_only=True, eq=False)
class Expectation:
    """What the after-picture would look like without change.

    Args:
        after: shape (bands, rows, columns), before plus what its kind of ground did on the whole.
        spread: shape (rows, columns), robust standard deviation of the difference within that kind.
        kinds: shape (rows, columns), number of the kind.
    """

    after: Floats
    spread: Floats
    kinds: npt.NDArray[np.intp]


def expect_after(ground: Ground, *, seed: int, kinds: npt.NDArray[np.intp] | None = None) -> Expectation:
    """Expect each pixel to do what the median pixel of its colour did.

    Kinds of ground are k-means clusters of the before-picture's colours. A change common to one kind (a season, the sun's height, a
    remaining error of the radiometry) is so taken for what it is. A kind that changed everywhere at once cannot be told from such a drift:
    its structure has to speak.

    Args:
        ground: both pictures.
        seed: of the sample that the kinds are found in.
        kinds: shape (rows, columns), where they are known already: they belong to the before-picture alone.
    """
    kinds = _kinds(ground, seed) if kinds is None else kinds
    difference = ground.after - ground.before
    whole = thinned(difference[:, ground.seen])
    overall, overall_spread = np.median(whole, axis=1), _spread(whole)
    moves, spreads = np.zeros((_KINDS, len(whole)), np.float32), np.zeros(_KINDS, np.float32)
    borrowed = _BORROWED * np.count_nonzero(ground.seen)
    for kind in range(_KINDS):
        members = difference[:, (kinds == kind) & ground.seen]
        trust = members.shape[1] / (members.shape[1] + borrowed)
        own, own_spread = (np.median(thinned(members), axis=1), _spread(thinned(members))) if members.shape[1] > 8 else (overall, overall_spread)
        moves[kind] = trust * own + (1 - trust) * overall
        spreads[kind] = max(trust * own_spread + (1 - trust) * overall_spread, _LEAST_SPREAD)
    move = np.moveaxis(moves[kinds], -1, 0)
    # Between two kinds the expectation passes over smoothly, as the pixels themselves do.
    move = np.stack([cv2.GaussianBlur(band, (0, 0), 1.0) for band in move])
    spread = cv2.GaussianBlur(spreads[kinds], (0, 0), 1.0)
    return Expectation(after=(ground.before + move).astype(np.float32), spread=np.asarray(spread, np.float32), kinds=kinds)


def _spread(values: Floats) -> float:
    """Median absolute deviation from the median, over bands together, as a standard deviation (× 1.4826)."""
    away = np.abs(values - np.median(values, axis=1, keepdims=True))
    return float(1.4826 * np.sqrt((np.median(away, axis=1) ** 2).mean()))


def _kinds(ground: Ground, seed: int) -> npt.NDArray[np.intp]:
    """The kind of each pixel, shape (rows, columns): nearest of the k-means centres of a sample (Lloyd 1982)."""
    soft = np.stack([cv2.GaussianBlur(band, (0, 0), 1.0) for band in ground.before])
    generator = np.random.default_rng(seed)
    pixels = soft[:, ground.seen].T
    sample = pixels[generator.integers(0, len(pixels), min(_SAMPLE, len(pixels)))]
    # Quantiles of brightness as a start: the same picture always gives the same kinds.
    order = np.argsort(sample.sum(axis=1))
    centres = sample[order[np.linspace(0, len(order) - 1, _KINDS).astype(int)]]
    for _ in range(_ROUNDS):
        nearest = _nearest(sample, centres)
        for kind in range(_KINDS):
            if (nearest == kind).any():
                centres[kind] = sample[nearest == kind].mean(axis=0)
    return _nearest(soft.reshape(len(soft), -1).T, centres).reshape(soft.shape[1:])


def _nearest(points: Floats, centres: Floats) -> npt.NDArray[np.intp]:
    """The nearest centre of each point, shape (points,)."""
    distance = (centres**2).sum(axis=1) - 2 * points @ centres.T
    nearest: npt.NDArray[np.intp] = distance.argmin(axis=1)
    return nearest
