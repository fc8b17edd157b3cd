"""Made pairs of several bands with the truth that radiometry and spectral change are held against."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import attrs
import cv2
import numpy as np

from temoin.raster import BandRole
from temoin.raster.irmad import iterate_mad
from temoin.scenes import Damage, DamageKind, MadePair, PairSpec, fine_camera, make_pair, planet_like, vhr_camera
from temoin.scenes.camera import sentinel2_like
from temoin.scenes.light import HAZE

KINDS = ("fine", "vhr", "planet", "sentinel-2")
"""Half a metre in three and in four bands, three metres in four, ten metres in seven."""


def spec_of(kind: str, rng: np.random.Generator, *, dryness: float = 0.0, shift_px: tuple[float, float] = (0.0, 0.0), share: float = 0.2) -> PairSpec:
    """A pair twenty days apart at the same hour, through another exposure and air, two halls gone, a share of the open ground changed."""
    base = PairSpec(rows=300, cols=300, changed_share=share, shift_px=shift_px)
    after = attrs.evolve(base.before, moment=base.before.moment + timedelta(days=20), dryness=dryness)
    after = attrs.evolve(after, gain=float(rng.uniform(0.75, 1.3)), haze=float(rng.uniform(0.005, 0.05)))
    gone = tuple(Damage(building_id=name, kind=DamageKind.WHOLE_COLLAPSE) for name in ("h1", "h2"))
    spec = attrs.evolve(base, after=after, damages=gone)
    if kind == "fine":
        # The camera for the eye presses bright numbers together; a line can only be found where the camera writes one.
        return attrs.evolve(spec, rows=512, cols=512, camera=attrs.evolve(fine_camera(), shoulder=1.0))
    if kind == "vhr":
        return attrs.evolve(spec, rows=512, cols=512, camera=vhr_camera())
    if kind == "planet":
        return attrs.evolve(spec, gsd_m=3.0, camera=planet_like())
    return attrs.evolve(spec, gsd_m=10.0, plant_m=600.0, halls=12, houses=40, camera=sentinel2_like())


def real_change(spec: PairSpec, seed: int, size: int) -> np.ndarray:
    """By how much the ground itself changed: shape (rows, columns), in the band where it is most, as a share of that band's range.

    The same pair is made once more without noise, without texture that is new in each look, without shift, and through the same exposure and air;
    its two pictures then differ by the ground alone. Means of `size` pixels each way.
    """
    still_air = attrs.evolve(spec.after, gain=spec.before.gain, haze=spec.before.haze)
    camera = attrs.evolve(spec.camera, noise_floor=0.0, noise_signal=0.0)
    with mock.patch("temoin.scenes.render._PASSING", 0.0):
        made = make_pair(attrs.evolve(spec, camera=camera, shift_px=(0.0, 0.0), after=still_air), np.random.default_rng(seed))
    before, after = (image.array.astype(np.float32) for image in (made.before, made.after))
    ranges = ranges_of(made)
    return np.max([np.abs(cv2.blur(one - other, (size, size))) / span for one, other, span in zip(before, after, ranges, strict=True)], axis=0)


def ranges_of(made: MadePair) -> list[float]:
    """From the 1st to the 99th percentile of each band of the earlier picture."""
    return [float(np.subtract(*np.percentile(band, (99, 1)))) for band in made.before.array]


def true_line(spec: PairSpec, role: BandRole) -> tuple[float, float]:
    """Gain and offset that bring the later picture's numbers to the earlier one's, by how they were made."""
    gain = spec.before.gain / spec.after.gain
    return gain, spec.camera.scale * HAZE.get(role, 0.5) * (spec.before.haze - gain * spec.after.haze)


def usual_lines(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gains and offsets by the way that is usual for Landsat, shape (bands,) each.

    IR-MAD from all pixels, those whose chance of no change is over 0.95, orthogonal regression in the bands' own numbers (Canty and Nielsen 2008).
    """
    chance = iterate_mad(before, after, np.ones(before.shape[1], bool)).chance
    before, after = before[:, chance > 0.95], after[:, chance > 0.95]
    gains = []
    for one, other in zip(before, after, strict=True):
        _, axes = np.linalg.eigh(np.cov(other, one))
        gains.append(axes[1, 1] / axes[0, 1])
    return np.array(gains), before.mean(axis=1) - np.array(gains) * after.mean(axis=1)
