"""Alignment held against known truth: made pairs, hard made pairs, and what must be flagged. The gates hold what the report prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from scipy.ndimage import gaussian_filter

from temoin.align import align_pair
from temoin.align.coregister import register_greys
from temoin.align.grey import grey_pair
from temoin.model import AlignState, Scene, ScenePair
from temoin.raster import Image
from temoin.read import read_pair
from temoin.scenes import Acquisition, Clouds, Damage, DamageKind, Displacement, MadePair, PairSpec, make_pair, planet_like

__all__ = [
    "BARE",
    "HARD_SEED",
    "MADE_SEED",
    "PLACES_SEED",
    "bare_record",
    "figures_of",
    "made_of",
    "made_record",
    "open_names",
    "permuted_record",
    "places_record",
    "verified_errors",
]

MADE_SEED, PLACES_SEED, BARE_SEED, HARD_SEED = 9_000, 9_100, 9_200, 9_300
"""First seeds, kept apart from those on which anything was tuned."""
BARE = ("water", "field", "cloud")
_PLACES = 9
"""Places each way at which a hard pair is held against its field."""
_SOFT_PX = {"water": 1.2, "field": 3.0, "cloud": 25.0}
_GREY = {"water": 40, "field": 80, "cloud": 190}
Record = dict[str, Any]
Range = tuple[float, float]


def _later(
    rng: np.random.Generator, base: PairSpec, *, sun_deg: Range, off_nadir_deg: float, gain: Range, haze: float, dryness: float
) -> Acquisition:
    """A later picture under another sun and air, from another side."""
    return Acquisition(
        moment=base.after.moment,
        sun_elevation_deg=float(rng.uniform(*sun_deg)),
        sun_azimuth_deg=float(rng.uniform(110, 250)),
        off_nadir_deg=float(rng.uniform(0, off_nadir_deg)),
        view_azimuth_deg=float(rng.uniform(0, 360)),
        gain=float(rng.uniform(*gain)),
        haze=float(rng.uniform(0.005, haze)),
        dryness=float(rng.uniform(0, dryness)),
    )


def _spec(rng: np.random.Generator) -> PairSpec:
    """A pair with another sun, drift, dryness, view and sensor, two halls gone, moved by up to 12 px."""
    base = PairSpec()
    after = _later(rng, base, sun_deg=(28, 60), off_nadir_deg=5, gain=(0.8, 1.2), haze=0.04, dryness=0.5)
    gone = tuple(Damage(building_id=name, kind=DamageKind.WHOLE_COLLAPSE) for name in ("h1", "h2"))
    down, right = (float(part) for part in rng.uniform(-12, 12, 2))
    spec = attrs.evolve(base, rows=512, cols=512, after=after, damages=gone, shift_px=(down, right))
    return attrs.evolve(spec, gsd_m=3.0, rows=360, cols=360, camera=planet_like()) if rng.random() < 0.3 else spec


def _hard_spec(rng: np.random.Generator) -> PairSpec:
    """A hard pair: another sun, season, view and sensor, haze and cloud, a fifth of the open ground changed, up to 15 px off, turned and warped."""
    base = PairSpec()
    clouds = Clouds(share=float(rng.uniform(0.05, 0.2)), size_m=90.0) if rng.random() < 0.3 else None
    after = _later(rng, base, sun_deg=(28, 62), off_nadir_deg=22, gain=(0.75, 1.3), haze=0.06, dryness=1)
    after = attrs.evolve(after, leaves=float(rng.uniform(0.3, 1)), clouds=clouds)
    kind = rng.integers(3)
    displacement = Displacement(
        rotation_deg=float(rng.uniform(-1, 1)) if kind == 1 else 0.0,
        scale=(1 + float(rng.uniform(-0.01, 0.01)), 1 + float(rng.uniform(-0.01, 0.01))) if kind == 1 else (1.0, 1.0),
        warp_px=float(rng.uniform(0.4, 1.5)) if kind == 2 else 0.0,  # the third of three kinds
        warp_length_px=320.0,
    )
    gone = tuple(Damage(building_id=name, kind=DamageKind.WHOLE_COLLAPSE) for name in ("h1", "h2", "h3"))
    spec = attrs.evolve(base, rows=640, cols=640, after=after, damages=gone, changed_share=0.2, houses=20, displacement=displacement)
    down, right = (float(part) for part in rng.uniform(-15, 15, 2))
    spec = attrs.evolve(spec, shift_px=(down, right), flag_clouds=True)
    return attrs.evolve(spec, gsd_m=3.0, rows=420, cols=420, camera=planet_like()) if rng.random() < 0.25 else spec


def made_of(seed: int, *, is_hard: bool) -> MadePair:
    """The made pair of a seed."""
    rng = np.random.default_rng(seed)
    return make_pair(_hard_spec(rng) if is_hard else _spec(rng), rng)


def made_record(seed: int, *, is_hard: bool) -> Record:
    """State of a made pair, and how far it lies off the known field in pixels: in the middle, or at 81 places of a hard one."""
    made = made_of(seed, is_hard=is_hard)
    registration = align_pair(made.pair).registration
    if is_hard:
        sides = (np.linspace(0.1, 0.9, _PLACES) * side for side in made.before.grid.shape)
        rows, cols = (axis.ravel() for axis in np.meshgrid(*sides, indexing="ij"))
        truth = np.array(made.truth.field(rows, cols)).T
        found = np.array([registration.shift_at(row, col) for row, col in zip(rows, cols, strict=True)])
        errors = np.hypot(*(found - truth).T)
    else:
        errors = np.hypot(*(np.array(registration.shift_px) - made.truth.shift_px))[None]
    return {
        "seed": seed,
        "state": registration.state.value,
        "gsd_m": made.before.grid.gsd_m[0],
        "errors_px": [round(float(one), 4) for one in errors],
    }


def verified_errors(records: Sequence[Record]) -> list[list[float]]:
    """Errors of the pairs that are verified, one list a pair."""
    return [record["errors_px"] for record in records if record["state"] == AlignState.VERIFIED]


def figures_of(records: Sequence[Record]) -> dict[str, float]:
    """Median and 95th percentile of the error over all places of verified pairs, the worst pair's median, and the share that is verified."""
    pairs = verified_errors(records)
    everywhere = np.concatenate(pairs)
    return {
        "median_px": float(np.median(everywhere)),
        "p95_px": float(np.quantile(everywhere, 0.95)),
        "worst_px": max(float(np.median(errors)) for errors in pairs),
        "verified_share": len(pairs) / len(records),
    }


def _is_flagged(before: Image, after: Image) -> bool:
    scenes = [Scene(id=name, name=name, grid=image.grid, roles=image.roles) for name, image in (("before", before), ("after", after))]
    pair = ScenePair(before=scenes[0], after=scenes[1], before_pixels=before, after_pixels=after)
    return align_pair(pair).registration.state is AlignState.UNVERIFIED


def places_record(seed: int) -> Record:
    """Whether two made plants of different places are flagged."""
    # Two made plants of one plan have one street grid, which is the same place to any eye; so the second has another plan.
    first = PairSpec(rows=400, cols=400)
    second = attrs.evolve(first, halls=3, plant_m=102.0, houses=5)
    before, after = make_pair(first, np.random.default_rng(seed)), make_pair(second, np.random.default_rng(seed + 500))
    return {"flagged": _is_flagged(before.before, after.after)}


def bare_record(kind: str, number: int) -> Record:
    """Whether ground without marks, seen twice, is flagged: water (swell that moves), a plain field, cloud."""
    rng = np.random.default_rng([BARE_SEED, BARE.index(kind), number])
    return {"flagged": _is_flagged(_bare(rng, kind), _bare(rng, kind))}


def _bare(rng: np.random.Generator, kind: str) -> Image:
    rows, cols = np.mgrid[0:400, 0:400]
    texture = gaussian_filter(rng.standard_normal((400, 400)), _SOFT_PX[kind])
    swell = 4 * np.sin(0.5 * cols + 0.2 * rows + float(rng.uniform(0, 6.3))) if kind == "water" else 0
    array = _GREY[kind] + 8 * texture / texture.std() + swell + rng.normal(0, 1.5, (400, 400))
    return Image(array=np.clip(np.rint(np.stack([array] * 3)), 1, 255).astype(np.uint8), flags=None, grid=PairSpec(rows=400, cols=400).grid)


def open_names(folder: Path) -> list[str]:
    """Names of the open xBD pairs."""
    return sorted(path.name.removesuffix("_pre_disaster.png") for path in folder.glob("*_pre_disaster.png"))


def permuted_record(folder: Path, name: str) -> Record:
    """Which of the other open pairs' later pictures are flagged when held against the earlier picture of a pair."""
    before, before_usable = _greys(folder, name)[0]
    flagged = {}
    for other in open_names(folder):
        if other != name:
            after, after_usable = _greys(folder, other)[1]
            flagged[other] = register_greys(before, after, before_usable, after_usable).registration.state is AlignState.UNVERIFIED
    return {"name": name, "flagged": flagged}


def _greys(folder: Path, name: str) -> list[tuple[Any, Any]]:
    pair = read_pair(folder / f"{name}_pre_disaster.png", folder / f"{name}_post_disaster.png")
    before, after = pair.before_pixels.read(), pair.after_pixels.read()
    return list(zip(grey_pair(before, after), (before.mask, after.mask), strict=True))
