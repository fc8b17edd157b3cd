"""How many buildings are truly of a class, from how many were graded so: corrected for how often grades are wrong."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from temoin.measure.calibration import Calibration
from temoin.measure.grade import LADDER, STEPS
from temoin.model import Grade, GradeClass
from temoin.quantity import Quantity

__all__ = ["TRUE_CLASSES", "TrueNumbers", "true_numbers"]

TRUE_CLASSES = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.DAMAGED, GradeClass.DESTROYED)
"""What a building can truly be: "possible" stands for not knowing."""
_DAMAGED = (1, 2)
"""Places among them of damage."""
_CHAINS, _ROUNDS = 500, 40
_PRIOR = 0.5
"""Pseudo-count of each class and of each cell of the confusion (Jeffreys)."""
_SEED = 20250701
_FEWEST_MADE = 10
"""Fewer made buildings of a class in the table do not tell how often it is graded wrong."""
_LEVEL = (0.025, 0.5, 0.975)
Draws = npt.NDArray[np.float64]


@attrs.frozen(kw_only=True)
class TrueNumbers:
    """Of some assessable buildings.

    Args:
        classes: class to the number of buildings truly of it, unit `building`, with its 95 % interval.
        damaged: the number truly damaged or destroyed.
        share: the same as a share of them.
    """

    classes: tuple[tuple[GradeClass, Quantity], ...]
    damaged: Quantity
    share: Quantity


def true_numbers(grades: Sequence[Grade], calibration: Calibration) -> TrueNumbers | None:
    """How many of the assessable buildings are truly of each class.

    The stated prior of the confusion is the calibration table's: how made buildings of each class, of about the same pixel size, were graded. For
    many confusions drawn from it, the true class of each building given its grade and the shares of the classes given those are drawn in turns
    (Gibbs sampling of a multinomial seen through errors, Swartz et al. 2004). Few buildings and a small table so widen the interval. On scenes
    unlike the made ones the confusion is another, and the true interval wider.

    Args:
        grades: of buildings; those not assessable are left out.
        calibration: the table for the pixel size.

    Returns:
        `None` where no building is assessable, or where the table knows too little of a class.
    """
    seen = np.bincount([LADDER.index(grade.grade) for grade in grades if grade.is_assessable], minlength=len(LADDER))
    made = np.array(
        [np.bincount(np.searchsorted(STEPS, calibration.scores.get(one, ()), side="right"), minlength=len(LADDER)) for one in TRUE_CLASSES]
    )
    if not seen.sum() or made.sum(axis=1).min() < _FEWEST_MADE:
        return None
    numbers = _drawn(seen, made)
    damaged = numbers[:, _DAMAGED].sum(axis=1)
    return TrueNumbers(
        classes=tuple((one, _told(numbers[:, place], "building")) for place, one in enumerate(TRUE_CLASSES)),
        damaged=_told(damaged, "building"),
        share=_told(damaged / seen.sum(), "share"),
    )


def _drawn(seen: npt.NDArray[np.intp], made: npt.NDArray[np.intp]) -> Draws:
    """Numbers of buildings truly of each class, shape (draws, classes): the last state of many chains."""
    draw = np.random.default_rng(_SEED)
    shares = np.full((_CHAINS, len(TRUE_CLASSES)), 1 / len(TRUE_CLASSES))
    confusion = np.stack([draw.dirichlet(row + _PRIOR, _CHAINS) for row in made], axis=1)
    numbers = np.zeros_like(shares)
    for _ in range(_ROUNDS):
        chances = shares[:, :, None] * confusion
        chances /= chances.sum(axis=1, keepdims=True)
        parts = [draw.multinomial(int(count), chances[:, :, place]) for place, count in enumerate(seen)]
        numbers = np.sum(parts, axis=0).astype(np.float64)
        gamma = draw.standard_gamma(numbers + _PRIOR)
        shares = gamma / gamma.sum(axis=1, keepdims=True)
    return numbers


def _told(draws: Draws, unit: str) -> Quantity:
    low, value, high = np.quantile(draws, _LEVEL, method="inverted_cdf")
    return Quantity(value=float(value), unit=unit, low=float(low), high=float(high), confidence=0.95)
