"""Roofs that are looked for in the earlier picture when no footprints are given."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import pytest
import shapely

from temoin.measure import MeasureOptions
from temoin.measure.found_roofs import changed_roofs, merge_changes
from temoin.measure.ground import compare_ground
from temoin.measure.rectangles import find_rectangles
from temoin.measure.study import study_pair


def _picture(*boxes: tuple[tuple[float, float], tuple[float, float], float, float], size: int = 240, seed: int = 7) -> np.ndarray:
    """Noisy ground with roofs, each of (middle, sides, turn in degrees, tone)."""
    picture = np.random.default_rng(seed).normal(90, 8, (3, size, size))
    for middle, sides, turn, tone in boxes:
        corners = cv2.boxPoints((middle, sides, turn))
        cover = cv2.fillPoly(np.zeros((size, size), np.uint8), [np.round(corners).astype(np.int32)], 1) > 0
        picture[:, cover] += tone
    return np.clip(picture, 0, 255).astype(np.uint8)


def _overlap(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return one.intersection(other).area / one.union(other).area


@pytest.mark.parametrize(("sides", "turn", "tone"), [((50, 30), 0.0, 60), ((60, 34), 24.0, -45), ((28, 28), 67.0, 70)])
def test_a_roof_is_found_with_its_sides(make_aligned, sides: tuple[int, int], turn: float, tone: float) -> None:
    """A bright or dark rectangle, also one that lies between the turns that are searched, is the strongest and fits."""
    picture = _picture(((120, 118), sides, turn, tone))
    found = find_rectangles(compare_ground(make_aligned(picture, picture)), least=4.0)
    true = shapely.Polygon(cv2.boxPoints(((120.5, 118.5), sides, turn)))
    assert _overlap(found[0].shape, true) > 0.75
    assert found[0].strength > 2 * max((other.strength for other in found[1:]), default=0)


def test_plain_noise_has_no_roofs(make_aligned) -> None:
    """Ground without straight sides gives no rectangle of twice the usual strength."""
    picture = _picture()
    assert find_rectangles(compare_ground(make_aligned(picture, picture)), least=2.5) == ()


@pytest.mark.parametrize("seed", range(12))
def test_rectangles_share_no_ground(make_aligned, seed: int) -> None:
    """Two roofs side by side are two rectangles, and no rectangle lies across another."""
    picture = _picture(((70, 70), (44, 30), 10, 60), ((150, 160), (60, 40), 10, -40), seed=seed)
    shapes = [one.shape for one in find_rectangles(compare_ground(make_aligned(picture, picture)), least=2.5)]
    assert len(shapes) >= 2
    assert all(one.intersection(other).area <= 0.25 * min(one.area, other.area) for one in shapes for other in shapes if one is not other)


def test_coarse_pixels_show_no_roofs(town, make_aligned) -> None:
    """Where a roof is a few pixels wide nothing is looked for."""
    aligned = make_aligned(town.look(town.base), town.look(town.base), gsd_m=3.0)
    assert changed_roofs(study_pair(aligned, (), None, MeasureOptions())) == ()


def test_roofs_that_stay_are_no_changes(town, make_aligned) -> None:
    """Two looks at the same town: roofs are found again, and none is told."""
    aligned = make_aligned(town.look(town.base), town.look(town.base))
    assert changed_roofs(study_pair(aligned, (), None, MeasureOptions())) == ()


def test_a_roof_in_ruins_is_told_once(town, make_aligned) -> None:
    """The ruin is a change of its own roof's outline; the piece of change on it is not told beside it."""
    hit = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(hit, slice(row, row + rows), slice(col, col + cols))
    study = study_pair(make_aligned(town.look(town.base), town.look(hit)), (), None, MeasureOptions())
    roofs = changed_roofs(study)
    house = study.ground.grid.to_pixels(town.buildings[5].footprint)
    assert [round(_overlap(study.ground.grid.to_pixels(roof.footprint), house), 1) >= 0.7 for roof in roofs] == [True]
    assert roofs[0].likeness is not None
    piece = attrs.evolve(roofs[0], id="change-1")
    (told,) = merge_changes((piece,), roofs)
    assert told.id == "change-1"
    assert merge_changes((piece,), ()) == (piece,)
