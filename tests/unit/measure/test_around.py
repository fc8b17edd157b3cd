"""A building's straight outlines and the ground around it."""

from __future__ import annotations

import attrs
import numpy as np

from temoin.measure import MeasureOptions, measure_damage
from temoin.measure.around import halo_shares, line_losses
from temoin.measure.study import study_pair


def test_a_ruin_loses_its_lines_and_is_ringed_by_debris(town, make_aligned) -> None:
    """Rubble over a house and the ground around it: its outline is gone, its halo changed; houses that stand keep both."""
    hit = town.base.copy()
    row, col, rows, cols = town.boxes[5]
    town.rubble(hit, slice(row - 14, row + rows + 14), slice(col - 14, col + cols + 14))
    study = study_pair(make_aligned(town.look(town.base), town.look(hit)), town.buildings, None, MeasureOptions())
    lost, halo = line_losses(study), halo_shares(study)
    others = np.arange(len(lost)) != 5
    assert lost[5] > 0.5
    assert lost[others].max() < 0.3
    assert halo[5] > 0.5
    assert np.median(halo[others]) < 0.05


def test_both_are_told_with_the_grade_and_drive_none(town, make_aligned) -> None:
    """Each grade names them; a point has no outline, and nothing is told of it."""
    point = attrs.evolve(town.buildings[1].footprint, shape=town.buildings[1].footprint.shape.centroid)
    buildings = (town.buildings[0], attrs.evolve(town.buildings[1], footprint=point))
    grades = measure_damage(make_aligned(town.look(town.base), town.look(town.base)), buildings=buildings).grades
    told = {feature.name: feature for feature in grades[0].features}
    assert told["line_loss"].value < 0.3
    assert not told["line_loss"].drove
    assert 0 <= told["halo_share"].value <= 1
    assert "line_loss" not in {feature.name for feature in grades[1].features}
