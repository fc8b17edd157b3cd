"""The share of buildings that are damaged, corrected for how often grades are wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from temoin.measure.calibration import Calibration
from temoin.measure.grade import STEPS
from temoin.model import Grade, GradeClass
from temoin.quantity import Quantity

__all__ = ["damaged_share"]

_DAMAGED = (GradeClass.DAMAGED, GradeClass.DESTROYED)
_DRAWS = 4000
_SEED = 20250701
_FEWEST = 10
"""Fewer graded buildings, or fewer made ones of a kind in the table, give no share worth correcting."""


def damaged_share(grades: Sequence[Grade], calibration: Calibration) -> Quantity | None:
    """Share of the assessable buildings that are damaged or destroyed: (seen − false) / (sensitivity − false), after Rogan & Gladen (1978).

    The prior of the confusion is the calibration table's: how many made buildings that are damaged, and that are not, scored past the step of
    "damaged". All three shares are drawn from their beta distributions (Jeffreys' prior), so that few buildings and a small table widen the interval.
    On scenes unlike the made ones the confusion is another, and the true interval wider.

    Returns:
        Unit `share`, with its 95 % interval; `None` where too few were graded, or where the grades tell nothing.
    """
    seen = [grade.grade in _DAMAGED for grade in grades if grade.is_assessable]
    harmed = [score for grade in _DAMAGED for score in calibration.scores.get(grade, ())]
    whole = calibration.scores.get(GradeClass.NO_VISIBLE_DAMAGE, ())
    if min(len(seen), len(harmed), len(whole)) < _FEWEST:
        return None
    draw = np.random.default_rng(_SEED)
    found, sensitivity, false = (
        draw.beta(hits + 0.5, total - hits + 0.5, _DRAWS)
        for hits, total in (
            (sum(seen), len(seen)),
            (sum(score >= STEPS[1] for score in harmed), len(harmed)),
            (sum(score >= STEPS[1] for score in whole), len(whole)),
        )
    )
    telling = sensitivity - false
    if np.quantile(telling, 0.025) <= 0:
        return None
    low, value, high = np.quantile(np.clip((found - false) / telling, 0, 1), (0.025, 0.5, 0.975))
    return Quantity(value=float(value), unit="share", low=float(low), high=float(high), confidence=0.95)
