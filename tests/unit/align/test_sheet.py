"""The ground under what stands on it, and what proves it."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.align.field import Field
from temoin.align.marks import Marks
from temoin.align.sheet import SHEETS, Bend, choose_sheet, fit_sheet, left_out
from temoin.align.witness import find_line, weigh_marks

SHAPE = (640, 640)
UP = np.array([0.6, 0.8])
STILL = Field.constant((0.0, 0.0), SHAPE)


def _marks(rng, *, ground=lambda middles: np.zeros(len(middles)), roofs=0.0, chance=0.0, count=300, heights=(2.5, 8.0)) -> Marks:
    """Marks on a ground that lies `ground` along the line of heights, on roofs that stand on it, and anywhere."""
    middles = rng.uniform(32, 608, (count, 2))
    along = ground(middles)
    kind = rng.random(count)
    along = np.where(kind < roofs, along + rng.uniform(*heights, count), along)
    shifts = along[:, None] * UP + rng.normal(0, 0.3, (count, 2))
    lost = kind > 1 - chance
    shifts[lost] = rng.uniform(-12, 12, (int(lost.sum()), 2))
    return Marks(middles=middles, shifts=shifts, side=64, tried=count)


def _hill(middles):
    """A hill of six pixels in the middle."""
    return 6 * np.exp(-((middles - 320) ** 2).sum(axis=1) / (2 * 150**2))


@pytest.mark.parametrize("roofs", [0.0, 0.4, 0.6])
def test_roofs_do_not_lift_flat_ground(roofs):
    """Though most marks lie on roofs, the sheet stays flat and on the ground."""
    field, sheet = choose_sheet(STILL, _marks(np.random.default_rng(1), roofs=roofs, chance=0.1), UP)
    assert sheet.along in {Bend.FLAT, Bend.SLOPED}
    assert np.abs(field.nodes).max() < 0.5


def test_a_hill_bends_it():
    """A hill that no affine transform follows is followed, roofs and all."""
    marks = _marks(np.random.default_rng(2), ground=_hill, roofs=0.2, chance=0.1)
    field, sheet = choose_sheet(STILL, marks, UP)
    assert sheet.bends
    rows, cols = np.mgrid[80:600:80, 80:600:80].reshape(2, -1).astype(float)
    truth = _hill(np.column_stack([rows, cols]))[:, None] * UP
    assert np.median(np.hypot(*(field.at(rows, cols).T - truth).T)) < 0.5


def test_without_a_line_it_lies_where_most_marks_are():
    """Two-sided, as no side is up."""
    field, sheet = choose_sheet(STILL, _marks(np.random.default_rng(3), roofs=0.3), None)
    assert sheet == SHEETS[0]
    assert np.abs(field.nodes).max() < 0.3


def test_what_is_left_out_was_not_fitted():
    """A lone mark far off is followed by no sheet that was fitted without it."""
    marks = _marks(np.random.default_rng(4))
    marks.shifts[0] = (3.0, 4.0)
    left = left_out(STILL, marks, UP, SHEETS[-1])
    assert np.hypot(*left[0]) > 4
    assert np.median(np.hypot(*left[1:].T)) < 0.6


def test_marks_show_the_line_and_its_end():
    """Roofs of many heights lie on one side of the ground: that side is up."""
    line = find_line(_marks(np.random.default_rng(5), roofs=0.4, chance=0.1), STILL, None)
    assert not line.is_open
    assert line.up @ UP > 0.99


def test_two_layers_leave_it_open():
    """Roofs of one height may as well be the ground, seen from the other side."""
    assert find_line(_marks(np.random.default_rng(6), roofs=0.5, heights=(5.0, 5.2)), STILL, None).is_open


def test_chance_shows_no_line():
    """Marks all around one layer lie on no line; nor is one sought where it is known."""
    marks = _marks(np.random.default_rng(7), chance=0.4)
    assert find_line(marks, STILL, None).up is None
    assert find_line(marks, STILL, UP).up is UP


def test_ground_is_proven_and_roofs_are_not():
    """Taken for the ground, a layer of roofs has the ground under it."""
    marks = _marks(np.random.default_rng(8), roofs=0.5, chance=0.1, heights=(5.0, 5.2))
    line = find_line(marks, STILL, UP)
    assert weigh_marks(marks, marks.shifts, line, SHAPE).proves(bends=False)
    roofs = weigh_marks(marks, marks.shifts - 5.1 * UP, line, SHAPE)
    assert roofs.below > 20
    assert not roofs.proves(bends=False)


def test_chance_proves_nothing():
    """Marks that lie anywhere agree on no result."""
    marks = _marks(np.random.default_rng(9), chance=1.0)
    assert not weigh_marks(marks, marks.shifts, find_line(marks, STILL, UP), SHAPE).proves(bends=False)


def test_a_corner_of_the_picture_proves_no_bend():
    """A field that bends must be seen in half of the picture's parts."""
    marks = _marks(np.random.default_rng(10))
    corner = marks.only((marks.middles < 330).all(axis=1))
    line = find_line(corner, STILL, UP)
    seen = weigh_marks(corner, corner.shifts, line, SHAPE)
    assert seen.proves(bends=False)
    assert not seen.proves(bends=True)


def test_a_tilt_is_a_tilt():
    """A slope of the ground is found by the sloped sheet to a tenth of a pixel."""
    marks = _marks(np.random.default_rng(11), ground=lambda middles: middles[:, 0] / 200 - 1.5)
    field = fit_sheet(STILL, marks, UP, SHEETS[1])
    assert field.at(np.array([400.0]), np.array([100.0]))[:, 0] == pytest.approx(0.5 * UP, abs=0.1)
