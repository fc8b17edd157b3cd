"""The class of visible damage of each building, as a set where classes cannot be told apart, and "not assessable" with its reasons."""

from __future__ import annotations

import attrs
import numpy as np

from temoin.measure.resemblance import Resemblance
from temoin.model import GradeClass, Reason

__all__ = ["STEPS", "Yardstick", "classify", "damage_score", "held", "make_yardstick", "widened"]

LADDER = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED)
STEPS = (0.45, 0.6, 0.8)
"""Scores at which the classes begin; see docs/explanation/measurement.md for where they come from."""
_DOUBT = 0.08
"""Scores this close to a step belong to both sides of it."""
_RECOGNISED = 0.05
"""A template counts as found again where fewer than this share of misplaced windows look as alike."""
_LEAST_RECOGNISED = 0.10
"""Twice what chance gives: with less, nothing in the picture is found again, and "gone" cannot be told from "not comparable"."""
_MOST_SAME = 0.45
"""An unchanged roof keeps at least this much of its picture even between different views; what keeps less is not taken for unchanged only
because all around it keeps less too."""
_AT_GONE = 0.8
_BEND = 8.0
_KEPT = 0.35
_MOST_IF_KEPT = 0.55
"""Below this relative loss a roof is found again as a whole, and the score is held at this, inside "possible"."""
_LEAST_SPAN = 0.15
"""Between the same and nothing alike there must be this much loss to grade in."""


@attrs.frozen(kw_only=True)
class Yardstick:
    """What loss of resemblance means in this pair.

    Args:
        same: loss of the ground that is best found again (the 20th percentile of controls and buildings, 0.45 at most).
        gone: loss of misplaced templates: nothing alike.
        recognised: share of controls and buildings that are found again better than chance.
    """

    same: float
    gone: float
    recognised: float

    @property
    def can_compare(self) -> bool:
        """Whether enough is found again for a loss to mean damage."""
        return self.recognised >= _LEAST_RECOGNISED and self.gone - self.same >= _LEAST_SPAN

    def relative(self, loss: float) -> float:
        """A loss on a scale from 0 to 1 that never stops rising: 0.07 as the same ground, 0.8 as nothing alike.

        Straight in between; a soft bend at either end keeps the order of buildings that lie beyond.
        """
        along = (loss - self.same) / max(self.gone - self.same, _LEAST_SPAN)
        straight = _AT_GONE * float(np.logaddexp(0.0, _BEND * along)) / _BEND
        return straight if straight < 0.9 else float(0.9 + 0.1 * (1 - np.exp(-(straight - 0.9) / 0.1)))


def make_yardstick(*found: Resemblance) -> Yardstick:
    """Lay the scale by the pair's own buildings and controls."""
    loss = np.concatenate([each.loss for each in found])
    known = np.isfinite(loss)
    if not known.any():
        return Yardstick(same=0.0, gone=1.0, recognised=0.0)
    chance = np.concatenate([each.chance for each in found])[known]
    elsewhere = np.concatenate([each.elsewhere for each in found])[known]
    return Yardstick(same=float(np.percentile(loss[known], 20)), gone=float(np.median(elsewhere)), recognised=float(np.mean(chance < _RECOGNISED)))


def damage_score(relative_loss: float, changed_share: float, *, resolved: bool = True) -> float:
    """Score in [0, 1], rising with visible damage: the larger of what the whole building and what a part of it says.

    Loss of resemblance speaks for the whole building. A changed part of a fifth of the roof is damage (0.65), and only nearly all of the
    roof is destruction; small parts count by their root, since the edge of a hole is seen before its area. Where the roof as a whole is
    found again, a changed part no wider than the window in which structure is compared is no more than possible damage: that window cannot
    tell it from the sun on a gable, a tarpaulin or a parked lorry.

    Args:
        relative_loss: of the whole building, 0 to 1.
        changed_share: of the building, in structure too, 0 to 1.
        resolved: whether the changed part is wider than the structure window.
    """
    part = 0.65 * min(1.0, changed_share / 0.2) ** 0.5 + 0.35 * changed_share**2
    if relative_loss < _KEPT and not resolved:
        part = min(part, _MOST_IF_KEPT)
    return float(max(relative_loss, part))


def widened(grade_set: tuple[GradeClass, ...]) -> tuple[GradeClass, ...]:
    """The classes of a set and the next one to either side."""
    ranks = [LADDER.index(grade) for grade in grade_set]
    return LADDER[max(min(ranks) - 1, 0) : max(ranks) + 2]


def held(grade: GradeClass, grade_set: tuple[GradeClass, ...]) -> tuple[GradeClass, tuple[GradeClass, ...]]:
    """What is said of a roof whose score speaks for damage while something else would look the same: "possible" at most, and all stays open.

    Args:
        grade: of `classify`.
        grade_set: likewise.

    >>> held(GradeClass.DESTROYED, (GradeClass.DAMAGED, GradeClass.DESTROYED))[0].value
    'possible'
    """
    if grade not in {GradeClass.DAMAGED, GradeClass.DESTROYED}:
        return grade, grade_set
    ranks = [LADDER.index(one) for one in (GradeClass.POSSIBLE, *grade_set)]
    return GradeClass.POSSIBLE, LADDER[min(ranks) : max(ranks) + 1]


def classify(score: float, reasons: tuple[Reason, ...], calibrated: tuple[GradeClass, ...] = ()) -> tuple[GradeClass, tuple[GradeClass, ...]]:
    """The class of a score and the classes that cannot be told from it; `NOT_ASSESSABLE` and all classes where there are reasons.

    Args:
        score: 0 to 1.
        reasons: why the building cannot be graded.
        calibrated: the classes that this score does not exclude; joined with those within `_DOUBT` of the score, and with all in between.
    """
    if reasons:
        return GradeClass.NOT_ASSESSABLE, LADDER
    rank = int(np.searchsorted(STEPS, score, side="right"))
    doubted = [int(np.searchsorted(STEPS, score + doubt, side="right")) for doubt in (-_DOUBT, _DOUBT)]
    ranks = (*doubted, *(LADDER.index(grade) for grade in calibrated))
    return LADDER[rank], LADDER[min(ranks) : max(ranks) + 1]
