"""Made sites of chance size, view, light and damage, on which measurement is calibrated and held to account (with seeds that stay apart)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import attrs
import numpy as np
import shapely

from temoin.errors import OptionError
from temoin.scenes import (
    Acquisition,
    Damage,
    DamageKind,
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
)

__all__ = ["CALIBRATION_SEED", "REPORT_SEED", "STREET_SEED", "TEST_SEED", "TUNE_SEED", "made_sites", "made_streets"]

CALIBRATION_SEED = 1_000_000
TEST_SEED = 5_000_000
TUNE_SEED = 7_000_000
REPORT_SEED = 9_000_000
STREET_SEED = 500_000
"""First seeds, streets so much after those of sites: what is calibrated or tuned never sees a site that is reported, nor one that a gate tests."""
_CAMERAS = {0.5: fine_camera, 3.0: planet_like, 10.0: sentinel2_like}
_LEAST_PX = {0.5: 280, 3.0: 160, 10.0: 160}
_HALLS = {0.5: 4, 3.0: 16, 10.0: 16}
"""Halls on a site: as many as a small picture holds, since a picture costs the same with one."""
_AREAS_M2 = (300.0, 5_000.0)
_ALIKE = (LookAlikeKind.ROOF_PAINT, LookAlikeKind.PARKED_LORRIES, LookAlikeKind.SHADOW)
_LARGE_M2 = 1_500.0
"""A hall with a larger hole stands alone in fine pixels, so that pictures stay small."""
_AROUND_M = 50.0
"""Ground around the plant, with its houses."""
_WIDEST_M = 115.0
"""So that sixteen of the widest halls stand within the 600 m that a made plant may reach."""
_WIDEST = 0.88
"""Share of a hall's plot that its longer side takes at most."""


def made_sites(gsd_m: float, *, first: int) -> Iterator[tuple[int, MadePair]]:
    """Endless sites with their seeds: halls that fell in over 300 to 5,000 m², others and houses whole, in ruins, with a small hole or a look-alike.

    Args:
        gsd_m: 0.5, 3 or 10.
        first: seed of the first site.
    """
    yield from _made(first, lambda rng: _site(gsd_m, rng))


def made_streets(*, first: int) -> Iterator[tuple[int, MadePair]]:
    """Endless streets at 0.5 m with their seeds: many small halls and houses, most of them whole, a third of those with a look-alike.

    Args:
        first: seed of the first street.
    """
    yield from _made(first, _street)


def _made(first: int, spec_of: Callable[[np.random.Generator], PairSpec]) -> Iterator[tuple[int, MadePair]]:
    for seed in itertools.count(first):
        rng = np.random.default_rng(seed)
        try:
            yield seed, make_pair(spec_of(rng), rng)
        except (OptionError, shapely.errors.GEOSException):
            continue  # these halls do not fit this plant, or two shadows cross in a way that cannot be drawn


def _site(gsd_m: float, rng: np.random.Generator) -> PairSpec:
    alone = gsd_m < 1 and rng.random() < np.log(_AREAS_M2[1] / _LARGE_M2) / np.log(_AREAS_M2[1] / _AREAS_M2[0])
    between = (_LARGE_M2, _AREAS_M2[1]) if alone else (_AREAS_M2[0], _LARGE_M2 if gsd_m < 1 else _AREAS_M2[1])
    halls = 1 if alone else _HALLS[gsd_m]
    areas = [float(np.exp(rng.uniform(*np.log(between)))) for _ in range(halls)]
    plans = tuple(_hall(f"hall {number}", area, rng) for number, area in enumerate(areas, start=1))
    plant_m = max(math.sqrt(halls) * max(plan.width_m for plan in plans) / _WIDEST, 100.0)
    houses = 8 if gsd_m < 1 else 0
    happened = _Happenings()
    happened.befall("h1", rng, area=areas[0], chances=(0.0, 0.0, 1.0, 0.0))
    for number, area in enumerate(areas[1:], start=2):
        happened.befall(f"h{number}", rng, area=area, chances=(0.1, 0.08, 0.35, 0.12))
    for number in range(1, houses + 1):
        happened.befall(f"b{number}", rng, area=float(rng.uniform(25, 60)), chances=(0.2, 0.0, 0.15, 0.1))
    return _spec(gsd_m, rng, happened, halls=halls, plans=plans, houses=houses, plant_m=plant_m)


def _street(rng: np.random.Generator) -> PairSpec:
    happened = _Happenings()
    for name in (*(f"h{number}" for number in range(1, 26)), *(f"b{number}" for number in range(1, 25))):
        happened.befall(name, rng, area=float(rng.uniform(25, 60)), chances=(0.05, 0.0, 0.05, 0.3))
    return _spec(0.5, rng, happened, halls=25, plans=(), houses=24, plant_m=float(rng.uniform(150, 190)))


def _spec(
    gsd_m: float, rng: np.random.Generator, happened: _Happenings, *, halls: int, plans: tuple[HallPlan, ...], houses: int, plant_m: float
) -> PairSpec:
    side = max(math.ceil((plant_m + _AROUND_M) / gsd_m), _LEAST_PX[gsd_m])
    return PairSpec(
        gsd_m=gsd_m,
        rows=side,
        cols=side,
        camera=_CAMERAS[gsd_m](),
        before=_look(PairSpec().before, rng, off_nadir_deg=0.0),
        after=_look(PairSpec().after, rng, off_nadir_deg=float(rng.uniform(0, 12))),
        shift_px=(float(rng.uniform(-2, 2)), float(rng.uniform(-2, 2))),
        halls=halls,
        plans=plans,
        houses=houses,
        plant_m=plant_m,
        damages=tuple(happened.damages),
        look_alikes=tuple(happened.look_alikes),
        changed_share=float(rng.choice([0.0, 0.1])),
    )


def _hall(name: str, area: float, rng: np.random.Generator) -> HallPlan:
    """A hall of which the fallen roof is a quarter to four fifths."""
    roof = min(area / float(rng.uniform(0.25, 0.8)), 12_000.0)
    width = min(math.sqrt(roof * float(rng.uniform(1.1, 2.0))), _WIDEST_M)
    return HallPlan(name=name, width_m=width, depth_m=max(roof / width, 12.0), height_m=float(rng.uniform(6, 12)), roof=_roof(rng))


def _roof(rng: np.random.Generator) -> RoofKind:
    return list(RoofKind)[int(rng.integers(len(RoofKind)))]


def _look(look: Acquisition, rng: np.random.Generator, *, off_nadir_deg: float) -> Acquisition:
    return attrs.evolve(
        look,
        sun_elevation_deg=float(rng.uniform(35, 60)),
        sun_azimuth_deg=float(rng.uniform(130, 210)),
        off_nadir_deg=off_nadir_deg,
        view_azimuth_deg=float(rng.uniform(0, 360)),
        gain=float(rng.uniform(0.9, 1.1)),
        dryness=float(rng.uniform(0, 0.4)),
    )


@attrs.define
class _Happenings:
    """What befell each building."""

    damages: list[Damage] = attrs.field(factory=list)
    look_alikes: list[LookAlike] = attrs.field(factory=list)

    def befall(self, name: str, rng: np.random.Generator, *, area: float, chances: tuple[float, float, float, float]) -> None:
        """By chance a building falls, or a small part of its roof (25 to 300 m²), or `area` of it, or it gets a look-alike."""
        whole, small, part, alike = np.cumsum(chances)
        chance = rng.random()
        if chance < whole:
            self.damages.append(Damage(building_id=name, kind=DamageKind.WHOLE_COLLAPSE))
        elif chance < part:
            size = float(rng.uniform(80, 300)) if chance < small else area
            place = (float(rng.uniform(-0.4, 0.4)), float(rng.uniform(-0.3, 0.3)))
            self.damages.append(Damage(building_id=name, kind=DamageKind.ROOF_COLLAPSE, area_m2=size, place=place))
        elif chance < alike:
            self.look_alikes.append(LookAlike(building_id=name, kind=_ALIKE[int(rng.integers(len(_ALIKE)))]))
