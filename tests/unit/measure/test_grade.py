"""Classes of visible damage, and what holds them back."""

from __future__ import annotations

import pytest

from temoin.measure.grade import held
from temoin.model import GradeClass
from temoin.quantity import Quantity

NONE, POSSIBLE, DAMAGED, DESTROYED = GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED


def _area(low: float) -> Quantity:
    return Quantity(value=200.0, unit="m2", low=low, high=300.0, confidence=0.95)


@pytest.mark.parametrize("area", [None, _area(0.0)])
def test_damage_of_which_no_ground_is_sure_is_possible(area):
    """Of a roof that may lie elsewhere, "damaged" is not said while the area may be nothing; the classes that were open stay open."""
    assert held(DESTROYED, (DAMAGED, DESTROYED), area) == (POSSIBLE, (POSSIBLE, DAMAGED, DESTROYED))
    assert held(DAMAGED, (NONE, POSSIBLE, DAMAGED), area) == (POSSIBLE, (NONE, POSSIBLE, DAMAGED))


def test_sure_ground_and_lower_classes_are_left_as_they_are():
    """Where some of the roof surely changed, or where no damage was said, nothing is held back."""
    assert held(DESTROYED, (DAMAGED, DESTROYED), _area(20.0)) == (DESTROYED, (DAMAGED, DESTROYED))
    for grade in (NONE, POSSIBLE, GradeClass.NOT_ASSESSABLE):
        assert held(grade, (NONE, POSSIBLE), _area(0.0)) == (grade, (NONE, POSSIBLE))
