"""Made-up sites, cameras and damage whose truth is known exactly, as values."""

from temoin.scenes.demo import demo_spec
from temoin.scenes.pair import MadePair, make_pair
from temoin.scenes.spec import (
    Acquisition,
    Camera,
    Damage,
    DamageKind,
    HallPlan,
    LookAlike,
    LookAlikeKind,
    PairSpec,
    RoofKind,
    fine_camera,
    planet_like,
)
from temoin.scenes.truth import DamagedArea, Truth

__all__ = [
    "Acquisition",
    "Camera",
    "Damage",
    "DamageKind",
    "DamagedArea",
    "HallPlan",
    "LookAlike",
    "LookAlikeKind",
    "MadePair",
    "PairSpec",
    "RoofKind",
    "Truth",
    "demo_spec",
    "fine_camera",
    "make_pair",
    "planet_like",
]
