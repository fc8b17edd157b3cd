"""The plant of the shipped example."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from temoin.scenes.camera import planet_like
from temoin.scenes.kinds import DamageKind, RoofKind
from temoin.scenes.look import Acquisition
from temoin.scenes.spec import Damage, HallPlan, PairSpec

__all__ = ["DEMO_SEED", "demo_spec"]

DEMO_SEED = 1_106_110
"""The seed with which the example is made."""

_PLANS = (
    HallPlan(name="workshop 106", width_m=62, depth_m=36, height_m=9.0, roof=RoofKind.GABLED),
    HallPlan(name="workshop 110", width_m=74, depth_m=40, height_m=11.0, roof=RoofKind.FLAT),
    HallPlan(name="workshop 104", width_m=58, depth_m=34, height_m=9.0, roof=RoofKind.SAW_TOOTH),
    HallPlan(name="workshop 108", width_m=66, depth_m=32, height_m=8.0, roof=RoofKind.GABLED),
    HallPlan(name="boiler house", width_m=26, depth_m=20, height_m=12.0),
    HallPlan(name="store 2", width_m=52, depth_m=24, height_m=7.0, roof=RoofKind.GABLED),
)


def demo_spec(*, coarse: bool = False) -> PairSpec:
    """A plant with two workshops, one hit through a window, which no picture from above shows, and one whose roof fell in over 1,300 m².

    Args:
        coarse: four bands of 16 bit at 3 m over 1.8 km, rather than red, green, blue of 8 bit at 0.5 m over 400 m. Both show the same plant.
    """
    spec = PairSpec(
        rows=800,
        cols=800,
        before=Acquisition(moment=datetime(2025, 6, 11, 12, 41, 20, tzinfo=UTC), off_nadir_deg=4.0, view_azimuth_deg=250.0),
        after=Acquisition(
            moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), off_nadir_deg=7.0, view_azimuth_deg=100.0, gain=0.94, haze=0.022, dryness=0.25
        ),
        shift_px=(3.4, -2.6),
        halls=9,
        plans=_PLANS,
        houses=12,
        plant_m=280.0,
        damages=(
            Damage(building_id="h1", kind=DamageKind.WINDOW_HIT),
            Damage(building_id="h2", kind=DamageKind.ROOF_COLLAPSE, area_m2=1300.0, place=(-0.15, 0.05)),
            Damage(building_id="h2", kind=DamageKind.BURN, area_m2=120.0, beside=True),
            Damage(building_id="h2", kind=DamageKind.BURN, area_m2=60.0, beside=True),
        ),
    )
    if not coarse:
        return spec
    return attrs.evolve(spec, gsd_m=3.0, rows=600, cols=600, camera=planet_like(), shift_px=(0.7, 1.3))
