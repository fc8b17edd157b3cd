"""Shadows of buildings that moved between the pictures."""

from __future__ import annotations

import attrs
import numpy as np

from temoin.measure.ground import compare_ground
from temoin.measure.shadow import moved_shadows


def test_a_moved_shadow_is_hidden_where_it_lies(make_aligned) -> None:
    """North of a house, with the sun in the south, a dark strip and a pixel of half-shadow all around it are hidden; a single dark pixel is not."""
    rng = np.random.default_rng(3)
    before = rng.normal(100, 4, (3, 80, 80))
    after = before + rng.normal(0, 1, before.shape)
    after[:, 30:38, 20:41] *= 0.3
    after[:, 34, 50] *= 0.3
    aligned = make_aligned(np.clip(before, 0, 255).astype(np.uint8), np.clip(after, 0, 255).astype(np.uint8))
    suns = {"sun_azimuth_deg": 180.0, "sun_elevation_deg": 45.0}
    aligned = attrs.evolve(aligned, before=attrs.evolve(aligned.before, **suns), after=attrs.evolve(aligned.after, **suns))
    roofs = np.zeros((80, 80), bool)
    roofs[40:60, 18:56] = True
    hidden = moved_shadows(aligned, compare_ground(aligned), roofs)
    wanted = np.zeros((80, 80), bool)
    wanted[29:39, 19:42] = True
    assert np.array_equal(hidden, wanted)
