"""Roofs that paint, a shadow or another sun changed, and roofs that fell in."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.measure import measure_damage
from temoin.model import GradeClass, Reason

BAD = {GradeClass.DAMAGED, GradeClass.DESTROYED}


def _graded(town, make_aligned, picture: np.ndarray):
    grades = measure_damage(make_aligned(town.look(town.base), town.look(picture)), buildings=town.buildings).grades
    return grades[5]


@pytest.fixture
def painted(town) -> np.ndarray:
    """The town with one roof painted over: another tone, no pattern, the outline as it was."""
    picture = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    picture[:, row : row + rows, col : col + cols] = np.array([215.0, 225.0, 235.0])[:, None, None]
    return picture


def test_a_painted_roof_is_no_more_than_possible(town, make_aligned, painted) -> None:
    """All edges within the outline are gone and the colour is another, but what is there is smooth: the reason says what else it may be."""
    grade = _graded(town, make_aligned, painted)
    assert grade.grade is GradeClass.POSSIBLE
    assert Reason.LIGHT_OR_PAINT in grade.reasons
    assert BAD & {*grade.grade_set}


def test_a_shadow_across_a_roof_is_no_damage(town, make_aligned) -> None:
    """A stripe of a third of the roof, and the ground beside it, have half of their light; the pattern is still there."""
    picture = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    picture[:, row - 12 : row + rows + 12, col + 12 : col + 12 + cols // 3] *= 0.5
    assert _graded(town, make_aligned, picture).grade not in BAD


def test_rubble_within_the_outline_stays_damage(town, make_aligned) -> None:
    """A fallen roof is rougher than whole roofs are, also where its walls and with them its outline stand."""
    picture = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(picture, slice(row + 3, row + rows - 3), slice(col + 3, col + cols - 3))
    grade = _graded(town, make_aligned, picture)
    assert grade.grade in BAD
    assert Reason.LIGHT_OR_PAINT not in grade.reasons


def test_a_roof_whose_outline_is_gone_is_not_held_back(town, make_aligned, painted) -> None:
    """Smooth ground where a house was, its outline gone with it: paint would have left the outline."""
    row, col, rows, cols = town.boxes[5]
    around = slice(row - 10, row + rows + 10), slice(col - 10, col + cols + 10)
    painted[:, around[0], around[1]] = np.array([120.0, 115.0, 105.0])[:, None, None]
    grade = _graded(town, make_aligned, painted)
    assert grade.grade in BAD
    assert Reason.LIGHT_OR_PAINT not in grade.reasons
