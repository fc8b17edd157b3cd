"""Pixels that did not change, found in all bands at once, and the lines that they lie on.

Where grass dried or a field was ploughed, each band by itself may have more pixels on the line of that change than on the line of the two cameras.
In all bands together it does not: dried grass is one colour, while roofs, roads, soil and water, which only the cameras changed, are many. So each
colour of the earlier picture counts about the same however much ground has it, and that set of lines, one a band, is taken which most pixels obey
in all bands (Fischler and Bolles 1981, "Random sample consensus", scored by distance after Torr and Zisserman 2000).

With four bands or more, iteratively reweighted MAD (Nielsen 2007; Canty and Nielsen 2008, who use its pixels for the same purpose) then chooses the
pixels. It starts from the consensus: from all pixels, it takes a change that most of the picture went through for the rule.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from temoin.raster.irmad import fewest_pixels, iterate_mad

__all__ = ["LEAST_PIXELS", "Lines", "find_invariants"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

LEAST_PIXELS = 100
"""Fewer unchanged pixels make no line."""
_LEVELS = 8
_EVEN_PIXELS = 6_000
_TRIALS = 4_000
_THINNED = 6
_FINALISTS = 60
"""Every trial is scored on a sixth of the even sample, the best sixty on all of it."""
_APART = 0.15
"""The two pixels of a trial differ by this share of each band's range at least, so that noise does not turn the line."""
_STEEPEST = 4.0
"""Gains further than this factor from the ratio of the two ranges are left out."""
_ROUNDS = 10
_AROUND = 1.5
"""Pixels within this many tolerances of the consensus are offered to IR-MAD, so that a change beyond them cannot draw it away."""
_MAD_BANDS = 4
_CHANCE = 0.5
"""IR-MAD's pixels are those that unchanged ground would show in half of the cases."""


@attrs.frozen(kw_only=True, eq=False)
class Lines:
    """One line a band, `before = gain · after + offset`.

    Args:
        gains: shape (bands,).
        offsets: shape (bands,).
    """

    gains: Floats
    offsets: Floats

    @classmethod
    def through(cls, before: Floats, after: Floats) -> Lines:
        """The reduced major axis of each band, shape (bands, pixels): orthogonal regression in units of each band's own spread.

        Both pictures have noise, so least squares of one on the other would flatten the line; orthogonal regression in the bands' own numbers
        (Canty, Nielsen and Schmidt 2004) would depend on their units, which differ between raw numbers and reflectance.
        """
        gains = before.std(axis=1) / np.maximum(after.std(axis=1), 1e-12)
        return cls(gains=gains, offsets=before.mean(axis=1) - gains * after.mean(axis=1))

    def residuals(self, before: Floats, after: Floats) -> Floats:
        """Earlier numbers less what the later ones say, shape (bands, pixels)."""
        return np.asarray(before - self.gains[:, None] * after - self.offsets[:, None])

    def distances(self, before: Floats, after: Floats, tolerances: Floats) -> Floats:
        """Root mean square of the bands' residuals in tolerances, shape (pixels,)."""
        return np.asarray(np.sqrt(((self.residuals(before, after) / tolerances[:, None]) ** 2).mean(axis=0)))


def find_invariants(before: Floats, after: Floats, tolerances: Floats) -> Flags | None:
    """Which pixels did not change.

    Args:
        before: shape (bands, pixels), in any units.
        after: the same ground, likewise.
        tolerances: shape (bands,): how far from the line unchanged pixels lie, in units of `before`.

    Returns:
        shape (pixels,), or `None` where no lines hold for `LEAST_PIXELS`.
    """
    even = _even(before)
    lines = _consensus(before[:, even], after[:, even], tolerances)
    if lines is None:
        return None
    distances = lines.distances(before, after, tolerances)
    still = distances <= 1
    if still.sum() < LEAST_PIXELS:
        return None
    near = np.flatnonzero(distances <= _AROUND)
    if len(before) < _MAD_BANDS or len(near) < fewest_pixels(len(before)):
        return still
    mad = iterate_mad(before[:, near], after[:, near], np.ones(len(near), dtype=bool), still=still[near])
    chosen = np.zeros_like(still)
    chosen[near[mad.chance > _CHANCE]] = True
    return chosen if chosen.sum() >= LEAST_PIXELS else still


def _even(before: Floats) -> Places:
    """A sample in which no colour has many more pixels than another: colours are cells, eight levels a band."""
    low, high = np.quantile(before, [0.005, 0.995], axis=1)[..., None]
    levels = np.clip((before - low) / np.maximum(high - low, 1e-12) * _LEVELS, 0, _LEVELS - 1).astype(np.intp)
    cells = np.ravel_multi_index(tuple(levels), (_LEVELS,) * len(levels))
    _, cells, counts = np.unique(cells, return_inverse=True, return_counts=True)
    most = 1
    while most < counts.max() and np.minimum(counts, 2 * most).sum() < _EVEN_PIXELS:
        most *= 2
    order = np.argsort(cells, kind="stable")
    rank = np.arange(len(cells)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.sort(order[rank % np.repeat(-(-counts // most), counts) == 0])


def _consensus(before: Floats, after: Floats, tolerances: Floats) -> Lines | None:
    """The lines that most pixels obey in all bands, fitted again to those pixels until they stay."""
    trials = _trials(before, after)
    if not trials.gains.size:
        return None
    best = np.argsort(-_scores(trials, before[:, ::_THINNED], after[:, ::_THINNED], tolerances), kind="stable")[:_FINALISTS]
    best_of = Lines(gains=trials.gains[:, best], offsets=trials.offsets[:, best])
    winner = int(np.argmax(_scores(best_of, before, after, tolerances)))
    lines = Lines(gains=best_of.gains[:, winner], offsets=best_of.offsets[:, winner])
    for _ in range(_ROUNDS):
        near = lines.distances(before, after, tolerances) <= 1
        if near.sum() < LEAST_PIXELS // 2:
            break
        lines = Lines.through(before[:, near], after[:, near])
    return lines


def _trials(before: Floats, after: Floats) -> Lines:
    """Lines through pairs of pixels that differ in every band, gains and offsets of shape (bands, trials)."""
    drawn = np.random.default_rng(0).integers(0, before.shape[1], (2, 8 * _TRIALS))  # the same pairs each time, so that a case can be replayed
    ranges = [np.subtract(*np.quantile(values, [0.995, 0.005], axis=1))[:, None] for values in (before, after)]
    steps = [values[:, drawn[0]] - values[:, drawn[1]] for values in (before, after)]
    with np.errstate(divide="ignore", invalid="ignore"):
        gains = steps[0] / steps[1]
        against = gains * ranges[1] / ranges[0]
    sound = (np.abs(steps[0]) > _APART * ranges[0]) & (against > 1 / _STEEPEST) & (against < _STEEPEST)
    used = np.flatnonzero(sound.all(axis=0))[:_TRIALS]
    return Lines(gains=gains[:, used], offsets=before[:, drawn[0, used]] - gains[:, used] * after[:, drawn[0, used]])


def _scores(trials: Lines, before: Floats, after: Floats, tolerances: Floats) -> Singles:
    """Of each trial, the sum over pixels of 1 − distance², nothing where it passes 1."""
    first, second = (np.asarray(values / tolerances[:, None], dtype=np.float32) for values in (before, after))
    gains, offsets = trials.gains.astype(np.float32), np.asarray(trials.offsets / tolerances[:, None], dtype=np.float32)
    scores = np.empty(gains.shape[1], dtype=np.float32)
    for start in range(0, len(scores), 50):  # so many at once stay in a core's cache
        part = slice(start, start + 50)
        squared = np.zeros((len(scores[part]), first.shape[1]), dtype=np.float32)
        for one, other, gain, offset in zip(first, second, gains[:, part], offsets[:, part], strict=True):
            squared += (one - gain[:, None] * other - offset[:, None]) ** 2
        scores[part] = np.maximum(1 - squared / np.float32(len(first)), 0).sum(axis=1)
    return scores
