"""Small windows, each by itself."""

from __future__ import annotations

import numpy as np

from temoin.align.field import Field
from temoin.align.grey import grey_pair
from temoin.align.marks import find_marks
from temoin.align.peaks import find_peaks, levels_of, without_peaks
from temoin.align.source import ArraySource
from temoin.align.windows import lay_windows
from temoin.testing import made_pair


def _source(before, after) -> ArraySource:
    return ArraySource(greys=grey_pair(before, after), usable=(before.mask, after.mask))


def test_most_marks_lie_on_the_shift():
    """Of a pair moved by a known shift, nine marks in ten lie within a pixel of it."""
    made = made_pair(5, shift_px=(4.0, -6.0))
    source = _source(made.before, made.after)
    lattice = lay_windows(source.shape, window_px=64, most=400, smallest=64)
    marks = find_marks(source, lattice, Field.constant((0.0, 0.0), source.shape), reach=12)
    assert len(marks) >= 20
    assert marks.places(np.ones(len(marks), dtype=bool)) <= marks.tried
    assert (np.hypot(*(marks.shifts - (4.0, -6.0)).T) < 1).mean() >= 0.9


def test_ground_without_marks_has_none():
    """Two draws of noise agree on next to nothing."""
    rng = np.random.default_rng(1)
    greys = tuple(rng.standard_normal((300, 300)).astype(np.float32) for _ in range(2))
    source = ArraySource(greys=greys, usable=(np.ones((300, 300), dtype=bool),) * 2)
    lattice = lay_windows(source.shape, window_px=64, most=400, smallest=64)
    assert len(find_marks(source, lattice, Field.constant((0.0, 0.0), source.shape), reach=12)) <= 1


def test_pictures_that_show_nothing_have_none():
    """Where no window is usable, no mark is given."""
    empty = np.zeros((200, 200), dtype=bool)
    source = ArraySource(greys=(np.zeros((200, 200), dtype=np.float32),) * 2, usable=(empty, empty))
    marks = find_marks(source, lay_windows(source.shape, window_px=64, most=50), Field.constant((0.0, 0.0), source.shape), reach=8)
    assert (len(marks), marks.tried) == (0, 0)


def test_the_second_hill_is_no_flank_of_the_first():
    """Once the highest hill is levelled, the next lower one is found."""
    rows, cols = np.mgrid[-20:21, -20:21]
    hills = 9 * np.exp(-((rows - 5) ** 2 + (cols + 3) ** 2) / 4) + 6 * np.exp(-((rows + 8) ** 2 + (cols - 9) ** 2) / 4)
    surface = (hills + np.random.default_rng(0).normal(0, 0.2, hills.shape)).astype(np.float32)[None]
    first = find_peaks(surface)
    second = find_peaks(without_peaks(surface, first, apart=3, level=levels_of(surface)[0]))
    assert np.abs(first.shifts[0] - (5, -3)).max() < 0.3
    assert np.abs(second.shifts[0] - (-8, 9)).max() < 0.3
