"""Radiometry and spectral change on made pairs whose truth is known, and radiometry on the open Landsat pair."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
from made_spectral import KINDS, ranges_of, real_change, spec_of, true_line, usual_lines

from temoin.align import align_pair
from temoin.measure.ground import compare_ground
from temoin.model import AlignedPair, AlignState, Registration
from temoin.raster.irmad import change_limit, iterate_mad
from temoin.read import read_pair
from temoin.scenes import MadePair, make_pair

__all__ = [
    "CHANGE_KINDS",
    "CHANGE_SEED",
    "KINDS",
    "RADIOMETRY_SEED",
    "SEASONS",
    "change_figures",
    "change_record",
    "landsat_figures",
    "landsat_record",
    "radiometry_figures",
    "radiometry_record",
]

RADIOMETRY_SEED, CHANGE_SEED = 9_400, 9_500
"""First seeds, kept apart from those on which anything was tuned."""
SEASONS = ("same", "dried")
CHANGE_KINDS = ("planet", "sentinel-2")
STILL = 0.01
"""Ground whose true change is under this share of the range did not change."""
CHANGED = 0.05
"""Where a field was painted over with what it was already, nothing changed; from this share of the range on, something did."""
FLAT_PX = 8
HALF_PX = (0.35, -0.36)
THIRD_PX = (0.2, -0.22)
_GAIN, _OFFSET = 0.275, -2000.0
"""Landsat's collection 2, level 2: reflectance = 0.0000275 · number − 0.2, here times 10,000."""
Record = dict[str, Any]
Mask = npt.NDArray[np.bool_]


def radiometry_record(kind: str, seed: int, season: str) -> Record:
    """For each band of a made pair, as shares of its range: how far the line lies from the true one, and what still ground keeps of a difference."""
    rng = np.random.default_rng(seed)
    down, right = (float(part) for part in rng.uniform(-3, 3, 2))
    dryness = 0.0 if season == "same" else float(rng.uniform(0.3, 1))
    spec = spec_of(kind, rng, dryness=dryness, shift_px=(down, right), share=0.1)
    made = make_pair(spec, np.random.default_rng(seed))
    return {"kind": kind, "seed": seed, "bands": _lines(made, align_pair(made.pair), real_change(spec, seed, 5) < STILL)}


def _lines(made: MadePair, aligned: AlignedPair, still: Mask) -> list[dict[str, float | None]]:
    usable = still & (aligned.before_pixels.flags == 0) & (aligned.after_pixels.flags == 0)
    tiles = usable[: usable.shape[0] // FLAT_PX * FLAT_PX, : usable.shape[1] // FLAT_PX * FLAT_PX]
    tiles = tiles.reshape(tiles.shape[0] // FLAT_PX, FLAT_PX, -1, FLAT_PX).all(axis=(1, 3))
    found: list[dict[str, float | None]] = []
    for fit, span in zip(aligned.radiometry, ranges_of(made), strict=True):
        before, after = (image.band(fit.role).astype(float) for image in (aligned.before_pixels, aligned.after_pixels))
        gain, offset = true_line(made.spec, fit.role)
        seen = np.percentile(after[usable], (5, 50, 95))
        left = (before - fit.gain * after - fit.offset) / span
        means = left[: tiles.shape[0] * FLAT_PX, : tiles.shape[1] * FLAT_PX].reshape(tiles.shape[0], FLAT_PX, -1, FLAT_PX).mean(axis=(1, 3))[tiles]
        found.append(
            {
                "line": float(np.abs((fit.gain - gain) * seen + fit.offset - offset).max()) / span,
                "pixel": float(np.sqrt(np.mean(left[usable] ** 2))),
                "flat": float(np.sqrt(np.mean(means**2))) if means.size else None,
                "r2": fit.r2,
                "said": fit.residual,
            }
        )
    return found


def radiometry_figures(records: Sequence[Record]) -> dict[str, float]:
    """Over all bands: distance of the line, what means of 8 × 8 still pixels and single ones keep, what the fit itself says, least R²."""
    bands = [band for record in records for band in record["bands"]]
    figures = {name: np.array([band[name] for band in bands if band[name] is not None]) for name in bands[0]}
    return {
        "line_median": float(np.median(figures["line"])),
        "line_worst": float(figures["line"].max()),
        "flat_median": float(np.median(figures["flat"])),
        "flat_worst": float(figures["flat"].max()),
        "pixel_median": float(np.median(figures["pixel"])),
        "said_median": float(np.median(figures["said"])),
        "r2_least": float(figures["r2"].min()),
        "bands": float(len(bands)),
    }


def change_record(kind: str, seed: int) -> Record:
    """F1 of spectral change: as the pictures lie, a third of a pixel off, and aligned after half a pixel off."""
    spec = spec_of(kind, np.random.default_rng(seed))
    pairs = [make_pair(attrs.evolve(spec, shift_px=by), np.random.default_rng(seed)) for by in ((0.0, 0.0), THIRD_PX, HALF_PX)]
    truth = pairs[0].truth
    changed = (truth.cover + truth.changed_cover > 0.5) & (real_change(spec, seed, 3) > CHANGED)
    still, third, off, aligned = (_f1(one, changed) for one in (*map(_laid, pairs), align_pair(pairs[2].pair)))
    return {"kind": kind, "seed": seed, "still": still, "third": third, "off": off, "aligned": aligned}


def _laid(made: MadePair) -> AlignedPair:
    """A made pair taken as it lies."""
    grid = made.before.grid
    registration = Registration(
        state=AlignState.VERIFIED, shift_px=(0.0, 0.0), transform=~grid.transform @ grid.transform, windows=1, windows_tried=1, agreement=1.0
    )
    return AlignedPair(
        before=made.before_scene, after=made.after_scene, grid=grid, before_pixels=made.before, after_pixels=made.after, registration=registration
    )


def _f1(aligned: AlignedPair, changed: Mask) -> float:
    """F1 of the pixels that IR-MAD says changed, without a rim of three pixels that one of the pictures may not fill."""
    ground = compare_ground(aligned)
    mad = iterate_mad(ground.before, ground.after, ground.seen)
    said, true = ((part & ground.seen)[3:-3, 3:-3] for part in (mad.strength > change_limit(mad), changed))
    return 2 * float((said & true).sum()) / float(said.sum() + true.sum())


def change_figures(records: Sequence[Record]) -> dict[str, float]:
    """Means over pairs, the worst pair, and what half a pixel costs after alignment."""
    still, third, aligned = (np.array([record[name] for record in records]) for name in ("still", "third", "aligned"))
    lost = still - aligned
    return {
        "f1_still": float(still.mean()),
        "f1_at_third_px": float(third.mean()),
        "f1_at_third_px_worst": float(third.min()),
        "f1_aligned": float(aligned.mean()),
        "lost_by_half_px": float(lost.mean()),
        "lost_by_half_px_worst": float(lost.max()),
        "pairs": float(len(records)),
    }


def landsat_record(folder: Path) -> Record:
    """R² and residual by band of the open Landsat pair, and how far the lines lie from the one by which raw numbers become reflectance.

    The earlier picture holds reflectance times 10,000, the later one the raw numbers of Landsat's collection 2, level 2. The two are of other dates,
    so no fit lies on that line; the usual way is held against it too.
    """
    aligned = align_pair(read_pair(folder / "ref.tif", folder / "target.tif"))
    before, after = aligned.before_pixels.read(), aligned.after_pixels.read()
    seen = before.mask & after.mask & (after.array > 0).all(axis=0)
    first, second = (image.array[:, seen].astype(float) for image in (before, after))
    ranges = np.subtract(*np.percentile(first, (99, 1), axis=1))
    places = np.percentile(second, (5, 50, 95), axis=1).T
    usual_gains, usual_offsets = usual_lines(first, second)

    def off(band: int, gain: float, offset: float) -> float:
        return float(np.abs((gain - _GAIN) * places[band] + offset - _OFFSET).max() / ranges[band])

    bands = [
        {
            "role": fit.role.value,
            "r2": fit.r2,
            "residual": fit.residual,
            "off": off(number, fit.gain, fit.offset),
            "off_usual": off(number, usual_gains[number], usual_offsets[number]),
        }
        for number, fit in enumerate(aligned.radiometry)
    ]
    return {"state": aligned.registration.state.value, "bands": bands}


def landsat_figures(record: Record) -> dict[str, float]:
    """The worst of the bands."""
    bands = record["bands"]
    return {
        "r2_least": min(band["r2"] for band in bands),
        "residual_worst": max(band["residual"] for band in bands),
        "off_calibration": max(band["off"] for band in bands),
        "off_calibration_usual_way": max(band["off_usual"] for band in bands),
        "bands": float(len(bands)),
    }
