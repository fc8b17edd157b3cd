"""Roofs in space."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from temoin.scenes import RoofKind
from temoin.scenes.solid import Structure


def test_a_hole_across_the_ridge_is_seen_on_both_sides() -> None:
    """Whatever way the hall lies and leans: the two parts meet within rounding, and none gets lost when they are joined."""
    rng = np.random.default_rng(3)
    for _ in range(400):
        x, y, angle = (float(value) for value in (rng.uniform(-50, 50), rng.uniform(-50, 50), rng.uniform(0, 3)))
        hall = Structure(id="h1", name=None, x=x, y=y, width=44.0, depth=31.0, angle=angle, height=9.0, roof=RoofKind.GABLED, material="sheet")
        hole = shapely.Point(x, y).buffer(9)
        assert hall.slid(hole, tuple(rng.uniform(-0.02, 0.02, 2))).area == pytest.approx(hole.area, rel=0.02)
