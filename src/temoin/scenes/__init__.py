"""Made-up sites, cameras and damage whose truth is known exactly, as values."""

from temoin.scenes.camera import Camera, fine_camera, planet_like, sentinel2_like, vhr_camera
from temoin.scenes.demo import demo_spec
from temoin.scenes.displacement import Displacement, DisplacementField
from temoin.scenes.footprints import site_from_buildings
from temoin.scenes.kinds import DamageKind, LookAlikeKind, RoofKind
from temoin.scenes.look import Acquisition, Clouds
from temoin.scenes.pair import MadePair, make_pair
from temoin.scenes.plant import Planted, plant
from temoin.scenes.plant_setting import KnownFrom, PlantOptions, Setting
from temoin.scenes.solid import Layout
from temoin.scenes.spec import Damage, HallPlan, LookAlike, PairSpec
from temoin.scenes.truth import ChangedGround, DamagedArea, Truth

__all__ = [
    "Acquisition",
    "Camera",
    "ChangedGround",
    "Clouds",
    "Damage",
    "DamageKind",
    "DamagedArea",
    "Displacement",
    "DisplacementField",
    "HallPlan",
    "KnownFrom",
    "Layout",
    "LookAlike",
    "LookAlikeKind",
    "MadePair",
    "PairSpec",
    "PlantOptions",
    "Planted",
    "RoofKind",
    "Setting",
    "Truth",
    "demo_spec",
    "fine_camera",
    "make_pair",
    "planet_like",
    "plant",
    "sentinel2_like",
    "site_from_buildings",
    "vhr_camera",
]
