"""Classes of visible damage, and what holds them back."""

from __future__ import annotations

from temoin.measure.grade import held
from temoin.model import GradeClass

NONE, POSSIBLE, DAMAGED, DESTROYED = GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED


def test_damage_that_is_held_back_is_possible():
    """Damage is not said any more; the classes that were open stay open."""
    assert held(DESTROYED, (DAMAGED, DESTROYED)) == (POSSIBLE, (POSSIBLE, DAMAGED, DESTROYED))
    assert held(DAMAGED, (NONE, POSSIBLE, DAMAGED)) == (POSSIBLE, (NONE, POSSIBLE, DAMAGED))


def test_lower_classes_are_left_as_they_are():
    """Where no damage was said, nothing is held back."""
    for grade in (NONE, POSSIBLE, GradeClass.NOT_ASSESSABLE):
        assert held(grade, (NONE, POSSIBLE)) == (grade, (NONE, POSSIBLE))
