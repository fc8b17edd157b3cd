"""Fixtures and strategies over made scenes give what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from temoin.errors import OptionError
from temoin.read import read_buildings, read_pair
from temoin.testing import make_pair, pair_specs
from temoin.testing.fixtures import made_files, made_scene

__all__ = ["made_files", "made_scene"]


def test_a_scene_is_made_once_a_session(made_scene):
    """The same wish gives the same object, another wish another."""
    assert made_scene(2, damages=()) is made_scene(2, damages=())
    assert made_scene(2, damages=()) is not made_scene(3, damages=())


def test_files_are_read_back_as_they_were_made(made_files):
    """The written pair is read by the read door: pixels, angles, footprints."""
    files = made_files(2, shift_px=(1.5, -2.0))
    pair = read_pair(files.before, files.after)
    assert np.array_equal(pair.after_pixels.read().array, files.made.after.array)
    assert pair.after.sun_elevation_deg == files.made.after_scene.sun_elevation_deg
    assert [building.id for building in read_buildings(files.buildings)] == [building.id for building in files.made.buildings]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pair_specs(side_px=64))
def test_any_small_pair_can_be_made_and_its_truth_holds_together(spec):
    """Whatever is asked for within the strategy's bounds is made, twice the same, with truth that fits itself."""
    made, again = (make_pair(spec, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(made.before.array, again.before.array)
    assert np.array_equal(made.after.array, again.after.array)
    assert 0 <= made.truth.cover.min() <= made.truth.cover.max() <= 1
    frame = made.spec.grid.footprint.shape
    shown = [damage.footprint.shape.intersection(frame).area for damage in made.truth.damages]
    covered = made.truth.cover.sum(dtype=float) * spec.gsd_m**2
    assert covered <= sum(shown) * (1 + 1e-5) + 1e-6
    assert covered >= max(shown, default=0.0) * (1 - 1e-5) - 1e-6
    assert all(
        damage.area_m2 == pytest.approx(wish.area_m2, rel=1e-5) for damage, wish in zip(made.truth.damages, spec.damages, strict=True) if wish.area_m2
    )
    assert made.truth.field.array().shape == (2, spec.rows, spec.cols)


def test_damage_that_has_no_room_is_refused_not_drawn_smaller():
    """The strategy's bounds are what fits; beyond them the maker says so."""
    from temoin.testing import Damage, DamageKind, made_pair

    with pytest.raises(OptionError, match="does not fit"):
        made_pair(damages=(Damage(building_id="h1", kind=DamageKind.BURN, area_m2=4000.0),))
