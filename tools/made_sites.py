"""Made sites of chance size, view, light and damage, on which measurement is calibrated and held to account (with seeds that stay apart)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs
import numpy as np
import shapely
from affine import Affine

from temoin.align.radiometry import fit_bands
from temoin.errors import OptionError
from temoin.model import AlignedPair, AlignState, Registration
from temoin.raster import warp_image
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

__all__ = ["AREA_SEED", "CALIBRATION_SEED", "TEST_SEED", "aligned_truly", "made_sites"]

CALIBRATION_SEED = 1_000_000
AREA_SEED = 3_000_000
TEST_SEED = 5_000_000
"""First seeds; what is calibrated never sees a site that is reported."""
_CAMERAS = {0.5: fine_camera, 3.0: planet_like, 10.0: sentinel2_like}
_AREAS_M2 = (300.0, 5_000.0)


def made_sites(gsd_m: float, *, first: int) -> Iterator[MadePair]:
    """Endless sites: one hall with a fallen roof of 300 to 5,000 m², other halls and houses whole, in ruins, burnt or with a look-alike.

    Args:
        gsd_m: 0.5, 3 or 10.
        first: seed of the first site.
    """
    seed = first
    while True:
        rng = np.random.default_rng(seed)
        seed += 1
        try:
            yield make_pair(_spec(gsd_m, rng), rng)
        except (OptionError, shapely.errors.GEOSException):
            continue  # these halls do not fit this plant, or two shadows cross in a way that cannot be drawn


def _spec(gsd_m: float, rng: np.random.Generator) -> PairSpec:
    area = float(np.exp(rng.uniform(*np.log(_AREAS_M2))))
    plan = _hall(area, rng)
    others = tuple(
        HallPlan(name=f"hall {number}", width_m=float(rng.uniform(25, 60)), depth_m=float(rng.uniform(15, 32)), roof=_roof(rng)) for number in (2, 3)
    )
    plant_m = max(2.2 * plan.width_m + 40, 130.0)
    side = max(math.ceil(1.2 * plant_m / gsd_m), 160 if gsd_m > 1 else 300)
    houses = 8 if gsd_m < 1 else 0
    damages, look_alikes = _happenings(area, houses, rng)
    return PairSpec(
        gsd_m=gsd_m,
        rows=side,
        cols=side,
        camera=_CAMERAS[gsd_m](),
        before=_look(PairSpec().before, rng, off_nadir_deg=0.0),
        after=_look(PairSpec().after, rng, off_nadir_deg=float(rng.uniform(0, 12))),
        shift_px=(float(rng.uniform(-2, 2)), float(rng.uniform(-2, 2))),
        halls=3,
        plans=(plan, *others),
        houses=houses,
        plant_m=plant_m,
        damages=damages,
        look_alikes=look_alikes,
        changed_share=float(rng.choice([0.0, 0.1])),
    )


def _hall(area: float, rng: np.random.Generator) -> HallPlan:
    """A hall of which the fallen roof is a sixth to three quarters."""
    roof = min(area / float(rng.uniform(0.17, 0.75)), 12_000.0)
    width = math.sqrt(roof * float(rng.uniform(1.1, 2.0)))
    return HallPlan(name="hall 1", width_m=width, depth_m=max(roof / width, 12.0), height_m=float(rng.uniform(6, 12)), roof=_roof(rng))


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


def _happenings(area: float, houses: int, rng: np.random.Generator) -> tuple[tuple[Damage, ...], tuple[LookAlike, ...]]:
    """The fallen roof, and by chance what befell each other building."""
    damages = [
        Damage(building_id="h1", kind=DamageKind.ROOF_COLLAPSE, area_m2=area, place=(float(rng.uniform(-0.4, 0.4)), float(rng.uniform(-0.3, 0.3))))
    ]
    look_alikes = []
    alike = (LookAlikeKind.ROOF_PAINT, LookAlikeKind.PARKED_LORRIES, LookAlikeKind.SHADOW)
    for name in ("h2", "h3", *(f"b{number}" for number in range(1, houses + 1))):
        chance = rng.random()
        if chance < 0.2:
            damages.append(Damage(building_id=name, kind=DamageKind.WHOLE_COLLAPSE))
        elif chance < 0.35:
            size = float(rng.uniform(25, 60)) if name[0] == "b" else float(rng.uniform(80, 300))
            damages.append(Damage(building_id=name, kind=DamageKind.ROOF_COLLAPSE, area_m2=size))
        elif chance < 0.45:
            look_alikes.append(LookAlike(building_id=name, kind=alike[int(rng.integers(len(alike)))]))
    return tuple(damages), tuple(look_alikes)


def aligned_truly(made: MadePair) -> AlignedPair:
    """The pair with its true shift taken out, less a tenth of a pixel: what is measured here is not the registration."""
    rows, cols = made.truth.shift_px
    move = Affine.translation(cols + 0.07, rows - 0.07)
    after = warp_image(made.after, made.before.grid, correction=move)
    registration = Registration(
        state=AlignState.VERIFIED, shift_px=(rows, cols), transform=move, rmse_px=0.3, ce90_px=0.5, windows=30, windows_tried=40, agreement=0.8
    )
    return AlignedPair(
        before=made.before_scene,
        after=made.after_scene,
        grid=made.before.grid,
        registration=registration,
        before_pixels=made.before,
        after_pixels=after,
        radiometry=fit_bands(made.before, after),
    )
