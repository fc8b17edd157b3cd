"""Made-up pairs and reports, checks, fixtures and hypothesis strategies, for the tests of temoin and of those who build on it.

The fixtures live in `temoin.testing.fixtures`, which needs pytest.
"""

from temoin.scenes import (
    Acquisition,
    Camera,
    Clouds,
    Damage,
    DamageKind,
    Displacement,
    HallPlan,
    LookAlike,
    LookAlikeKind,
    MadePair,
    PairSpec,
    RoofKind,
    fine_camera,
    make_pair,
    planet_like,
    sentinel2_like,
    site_from_buildings,
    vhr_camera,
)
from temoin.testing.checks import assert_holds_truth, assert_spans_hold
from temoin.testing.made import made_pair, made_report
from temoin.testing.scenes import acquisitions, cameras, damages, displacements, look_alikes, pair_specs
from temoin.testing.strategies import days, grids, quantities, spans

__all__ = [
    "Acquisition",
    "Camera",
    "Clouds",
    "Damage",
    "DamageKind",
    "Displacement",
    "HallPlan",
    "LookAlike",
    "LookAlikeKind",
    "MadePair",
    "PairSpec",
    "RoofKind",
    "acquisitions",
    "assert_holds_truth",
    "assert_spans_hold",
    "cameras",
    "damages",
    "days",
    "displacements",
    "fine_camera",
    "grids",
    "look_alikes",
    "made_pair",
    "made_report",
    "make_pair",
    "pair_specs",
    "planet_like",
    "quantities",
    "sentinel2_like",
    "site_from_buildings",
    "spans",
    "vhr_camera",
]
