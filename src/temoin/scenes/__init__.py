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
from temoin.scenes.sar import Orbit, Radar, ground_range_like, terrain_corrected_like
from temoin.scenes.series import make_stack
from temoin.scenes.solid import Layout
from temoin.scenes.spec import Damage, HallPlan, LookAlike, PairSpec
from temoin.scenes.stack import MadeStack, OpticalStackSpec, Pass, RadarStackSpec, StackTruth, passes_around
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
    "MadeStack",
    "OpticalStackSpec",
    "Orbit",
    "PairSpec",
    "Pass",
    "PlantOptions",
    "Planted",
    "Radar",
    "RadarStackSpec",
    "RoofKind",
    "Setting",
    "StackTruth",
    "Truth",
    "demo_spec",
    "fine_camera",
    "ground_range_like",
    "make_pair",
    "make_stack",
    "passes_around",
    "planet_like",
    "plant",
    "sentinel2_like",
    "site_from_buildings",
    "terrain_corrected_like",
    "vhr_camera",
]
