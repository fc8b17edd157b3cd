"""Outlines of planted damage: whatever the roof, the area is the wanted one and lies where it may."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, skew

from temoin.errors import OptionError
from temoin.scenes import DamageKind
from temoin.scenes.plant_shapes import damage_shape


@st.composite
def roofs(draw):
    """A roof of one or two wings, turned and skewed, metres."""
    width, depth = draw(st.floats(6, 80)), draw(st.floats(5, 50))
    roof = shapely.box(0, 0, width, depth)
    if draw(st.booleans()):
        roof = roof.union(shapely.box(0, 0, draw(st.floats(4, 20)), depth + draw(st.floats(3, 30))))
    return skew(rotate(roof, draw(st.floats(0, 180))), draw(st.floats(-15, 15)))


@settings(max_examples=60, deadline=None)
@given(
    roof=roofs(),
    kind=st.sampled_from([kind for kind in DamageKind if kind.has_own_size]),
    share=st.floats(0.02, 0.9),
    place=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_area_is_the_wanted_one(roof, kind, share, place, seed):
    """On any roof, at any place, the outline has the wanted area within 1e-6 and lies on the roof or off it as its kind says.

    What covers more than half of the roof may be refused.
    """
    on_roof = not kind.is_on_ground
    wanted = share * roof.area
    try:
        shape = damage_shape(kind, roof, wanted, place, on_roof=on_roof, rng=np.random.default_rng(seed))
    except OptionError:
        assert share > 0.5  # what is small enough always fits
        return
    assert shape.area == pytest.approx(wanted, rel=1e-6)
    inside = shape.intersection(roof).area
    assert inside == pytest.approx(wanted if on_roof else 0.0, abs=1e-6 * wanted)
