"""How much each pixel changed: structure (edges that came or went) and colour, each robust to a pixel of misregistration."""

from __future__ import annotations

import itertools

import attrs
import cv2
import numpy as np

from temoin.measure.ground import Floats, Ground, Mask
from temoin.measure.options import MeasureOptions

__all__ = ["Evidence", "score_change"]


@attrs.frozen(kw_only=True, eq=False)
class Evidence:
    """Change by pixel, each of shape (rows, columns), NaN where not seen.

    Args:
        structure: share of the edges' energy that has no counterpart, 0 to 1.
        colour: length of the smallest change vector in the neighbourhood, in units of the before-picture's spread.
        score: both together against the picture's own bulk, 0 to 1: 0.5 is where half the spread of unchanged ground would reach once
            in a thousand pixels; not a probability.
    """

    structure: Floats
    colour: Floats
    score: Floats


def score_change(ground: Ground, *, slack_px: int, options: MeasureOptions) -> Evidence:
    """Score the change of each pixel.

    Args:
        ground: both pictures.
        slack_px: how far content may lie off without counting as change, pixels.
        options: window sizes and the false-alarm rate.
    """
    structure = _structure(ground, slack_px, options)
    colour = _colour(ground, slack_px)
    strength = np.hypot(_against_bulk(structure, ground.seen), _against_bulk(colour, ground.seen))
    limit = threshold_of(strength, ground.seen, options.false_alarm)
    score = strength**2 / (strength**2 + limit**2)
    for layer in (structure, colour, score):
        layer[~ground.seen] = np.nan
    return Evidence(structure=structure, colour=colour, score=score.astype(np.float32))


def window_px(ground: Ground, options: MeasureOptions) -> int:
    """Width of the structure window, an odd number of pixels."""
    return max(options.structure_px, round(options.structure_m / ground.gsd_m)) // 2 * 2 + 1


def _shifts(slack_px: int) -> list[tuple[int, int]]:
    steps = range(-slack_px, slack_px + 1)
    return [(row, col) for row, col in itertools.product(steps, steps) if row * row + col * col <= slack_px * slack_px + 1]


def _shifted(layer: Floats, row: int, col: int) -> Floats:
    return np.roll(layer, (row, col), axis=(-2, -1))


def _structure(ground: Ground, slack_px: int, options: MeasureOptions) -> Floats:
    """Energy of the difference of gradients over the sum of their energies, the least over small shifts.

    With gradients g of before and h of after: (|g|² + |h|² − 2 g·h) / (|g|² + |h|² + noise), averaged in a window. 0 where the edges are the
    same or where there are none; 1 where edges came, went or have nothing to do with each other. It does not see a change of brightness.
    """
    width = window_px(ground, options)
    first, second = ground.gradients
    energy_before, energy_after = (first**2).sum(axis=0), (second**2).sum(axis=0)
    total = _mean(energy_before, width) + _mean(energy_after, width)
    noise = float(np.median(total[ground.seen]))
    best = np.zeros_like(total)
    for row, col in _shifts(slack_px):
        cross = (first * _shifted(second, row, col)).sum(axis=0)
        np.maximum(best, _mean(cross, width), out=best)
    return np.clip((total - 2 * best) / (total + noise + 1e-6), 0, 1).astype(np.float32)


def _colour(ground: Ground, slack_px: int) -> Floats:
    """The larger of the two smallest change vectors: before against the neighbourhood of after, and the other way round.

    The neighbourhood minimum is the robust change vector analysis of Thonfeld et al. (2016).
    """
    sigma = max(0.5, 0.5 / ground.gsd_m)
    before = np.stack([cv2.GaussianBlur(band, (0, 0), sigma) for band in ground.before])
    after = np.stack([cv2.GaussianBlur(band, (0, 0), sigma) for band in ground.after])
    smallest = [np.full(ground.grid.shape, np.inf, np.float32) for _ in range(2)]
    for row, col in _shifts(slack_px):
        for least, fixed, moved in ((smallest[0], before, after), (smallest[1], after, before)):
            np.minimum(least, np.sqrt(((fixed - _shifted(moved, row, col)) ** 2).mean(axis=0)), out=least)
    return np.maximum(*smallest)


def _mean(layer: Floats, width: int) -> Floats:
    return cv2.boxFilter(np.ascontiguousarray(layer), cv2.CV_32F, (width, width), borderType=cv2.BORDER_REFLECT)


def _against_bulk(layer: Floats, seen: Mask) -> Floats:
    """How far above its median a layer lies, in robust standard deviations of its lower half; 0 below the median."""
    values = layer[seen]
    middle, low = np.percentile(values, [50, 16])
    return np.maximum(layer - np.float32(middle), 0) / np.float32(max(middle - low, 1e-3 * max(abs(middle), 1e-3)))


def threshold_of(strength: Floats, seen: Mask, false_alarm: float) -> float:
    """The strength that unchanged ground passes in a share `false_alarm` of its pixels.

    Both layers are measured against their own lower half, which change does not reach as long as it covers less than half of the ground
    (an empirical null, Efron 2004). Their tails are nearly exponential in practice, so the limit is read off the 50th and 80th percentile.
    """
    middle, upper = np.percentile(strength[seen], [50, 80])
    per_e = max(float(upper - middle) / np.log(0.5 / 0.2), 1e-3)
    return float(middle + per_e * np.log(0.5 / false_alarm))
