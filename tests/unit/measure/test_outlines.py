"""Ground that looks like a building."""

from __future__ import annotations

import numpy as np
import shapely

from temoin.measure import MeasureOptions
from temoin.measure.ground import compare_ground
from temoin.measure.outlines import likeness_of, unmatched_outlines


def test_houses_are_likelier_buildings_than_ground_and_wrong_outlines_are_told(town, make_aligned) -> None:
    """A house's ground scores higher than open ground; its outline is matched, and of outlines laid on open ground about half are told."""
    ground = compare_ground(make_aligned(town.look(town.base), town.look(town.base)))
    row, col, rows, cols = town.boxes[5]
    everything = np.ones((rows + 8, cols + 8), bool)
    house = likeness_of(ground, everything, (slice(row - 4, row + rows + 4), slice(col - 4, col + cols + 4)))
    open_ground = likeness_of(ground, everything, (slice(340, 340 + rows + 8), slice(60, 60 + cols + 8)))
    assert house > open_ground + 0.1
    right = [shapely.box(c, r, c + w, r + h) for r, c, h, w in town.boxes]
    assert not any(unmatched_outlines(ground, right, MeasureOptions()))
    wrong = [shapely.box(place, 345, place + 40, 375) for place in range(20, 330, 30)]
    assert 2 <= sum(unmatched_outlines(ground, wrong, MeasureOptions())) <= len(wrong)
    assert unmatched_outlines(ground, [shapely.Point(3, 3), shapely.Polygon()], MeasureOptions()) == (False, False)
