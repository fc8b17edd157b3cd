"""Radiometry and spectral change on made pairs whose truth is known, and radiometry on the open Landsat pair."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from temoin.align import align_pair
from temoin.measure.ground import compare_ground
from temoin.model import AlignedPair, AlignState, Registration
from temoin.raster.irmad import change_limit, iterate_mad
from temoin.scenes import MadePair, make_pair

pytestmark = pytest.mark.gate

_SPEC = importlib.util.spec_from_file_location("made_spectral", Path(__file__).with_name("made_spectral.py"))
made_spectral = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made_spectral)

RADIOMETRY_SEEDS, CHANGE_SEEDS = range(9_400, 9_403), range(9_500, 9_506)
"""Kept apart from the seeds on which anything was tuned."""
STILL = 0.01
"""Ground whose true change is under this share of the range did not change."""
CHANGED = 0.05
"""Where a field was painted over with what it was already, nothing changed; from this share of the range on, something did."""
FLAT_PX = 8
HALF_PX = (0.35, -0.36)
THIRD_PX = (0.2, -0.22)


def _lines(made: MadePair, aligned: AlignedPair, still: np.ndarray) -> list[dict[str, float]]:
    """For each band, as shares of its range: how far the line lies from the true one, and what single still pixels and means of 8 × 8 leave."""
    usable = still & (aligned.before_pixels.flags == 0) & (aligned.after_pixels.flags == 0)
    tiles = usable[: usable.shape[0] // FLAT_PX * FLAT_PX, : usable.shape[1] // FLAT_PX * FLAT_PX]
    tiles = tiles.reshape(tiles.shape[0] // FLAT_PX, FLAT_PX, -1, FLAT_PX).all(axis=(1, 3))
    found = []
    for fit, span in zip(aligned.radiometry, made_spectral.ranges_of(made), strict=True):
        before, after = (image.band(fit.role).astype(float) for image in (aligned.before_pixels, aligned.after_pixels))
        gain, offset = made_spectral.true_line(made.spec, fit.role)
        seen = np.percentile(after[usable], (5, 50, 95))
        left = (before - fit.gain * after - fit.offset) / span
        means = left[: tiles.shape[0] * FLAT_PX, : tiles.shape[1] * FLAT_PX].reshape(tiles.shape[0], FLAT_PX, -1, FLAT_PX).mean(axis=(1, 3))[tiles]
        found.append(
            {
                "line": float(np.abs((fit.gain - gain) * seen + fit.offset - offset).max()) / span,
                "pixel": float(np.sqrt(np.mean(left[usable] ** 2))),
                "flat": float(np.sqrt(np.mean(means**2))) if means.size else float("nan"),
                "r2": fit.r2,
                "said": fit.residual,
            }
        )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("season", ["same", "dried"])
def test_radiometry_of_made_pairs(season, hold):
    """How far fitted lines lie from the true ones, and what is left on ground that truly did not change, both as shares of the range."""
    bands = []
    for kind in made_spectral.KINDS:
        for seed in RADIOMETRY_SEEDS:
            rng = np.random.default_rng(seed)
            shift = tuple(float(part) for part in rng.uniform(-3, 3, 2))
            spec = made_spectral.spec_of(kind, rng, dryness=0.0 if season == "same" else float(rng.uniform(0.3, 1)), shift_px=shift, share=0.1)
            made = make_pair(spec, np.random.default_rng(seed))
            still = made_spectral.real_change(spec, seed, 5) < STILL
            bands += _lines(made, align_pair(made.pair), still)
    figures = {name: np.array([band[name] for band in bands]) for name in bands[0]}
    hold(
        f"radiometry_{season}",
        {
            "line_median": float(np.median(figures["line"])),
            "line_worst": float(figures["line"].max()),
            "flat_median": float(np.nanmedian(figures["flat"])),
            "flat_worst": float(np.nanmax(figures["flat"])),
            "pixel_median": float(np.median(figures["pixel"])),
            "said_median": float(np.median(figures["said"])),
            "r2_least": float(figures["r2"].min()),
            "bands": float(len(bands)),
        },
    )


def _laid(made: MadePair) -> AlignedPair:
    """A made pair taken as it lies."""
    grid = made.before.grid
    registration = Registration(
        state=AlignState.VERIFIED, shift_px=(0.0, 0.0), transform=~grid.transform @ grid.transform, windows=1, windows_tried=1, agreement=1.0
    )
    return AlignedPair(
        before=made.before_scene, after=made.after_scene, grid=grid, before_pixels=made.before, after_pixels=made.after, registration=registration
    )


def _f1(aligned: AlignedPair, changed: np.ndarray) -> float:
    """F1 of the pixels that IR-MAD says changed, without a rim of three pixels that one of the pictures may not fill."""
    ground = compare_ground(aligned)
    mad = iterate_mad(ground.before, ground.after, ground.seen)
    said, true = ((part & ground.seen)[3:-3, 3:-3] for part in (mad.strength > change_limit(mad), changed))
    return 2 * float((said & true).sum()) / float(said.sum() + true.sum())


@pytest.mark.slow
def test_spectral_change_of_made_pairs(hold):
    """F1 of change: as the pictures lie, 0.3 pixels off, and aligned after half a pixel off; what the half pixel costs after alignment."""
    still, third, aligned = [], [], []
    for kind in ("planet", "sentinel-2"):
        for seed in CHANGE_SEEDS:
            spec = made_spectral.spec_of(kind, np.random.default_rng(seed))
            pairs = [make_pair(made_spectral.attrs.evolve(spec, shift_px=by), np.random.default_rng(seed)) for by in ((0.0, 0.0), THIRD_PX, HALF_PX)]
            truth = pairs[0].truth
            changed = (truth.cover + truth.changed_cover > 0.5) & (made_spectral.real_change(spec, seed, 3) > CHANGED)
            still.append(_f1(_laid(pairs[0]), changed))
            third.append(_f1(_laid(pairs[1]), changed))
            aligned.append(_f1(align_pair(pairs[2].pair), changed))
    lost = np.array(still) - np.array(aligned)
    hold(
        "spectral_change",
        {
            "f1_still": float(np.mean(still)),
            "f1_at_third_px": float(np.mean(third)),
            "f1_at_third_px_worst": min(third),
            "f1_aligned": float(np.mean(aligned)),
            "lost_by_half_px": float(lost.mean()),
            "lost_by_half_px_worst": float(lost.max()),
            "pairs": float(len(still)),
        },
    )


@pytest.mark.slow
@pytest.mark.data
def test_radiometry_of_the_open_landsat_pair(data_dir, hold):
    """R² and residual by band, and how far the lines lie from the one by which the provider's raw numbers become reflectance.

    The earlier picture holds reflectance times 10,000, the later one the raw numbers of Landsat's collection 2, level 2, whose documentation gives
    reflectance = 0.0000275 · number − 0.2. The two are of other dates, so no fit lies on that line; the usual way is held against it too.
    """
    from temoin.read import read_pair

    folder = data_dir / "imagery" / "landsat-arrnorm"
    aligned = align_pair(read_pair(folder / "ref.tif", folder / "target.tif"))
    before, after = aligned.before_pixels.read(), aligned.after_pixels.read()
    seen = before.mask & after.mask & (after.array > 0).all(axis=0)
    first, second = (image.array[:, seen].astype(float) for image in (before, after))
    ranges = np.subtract(*np.percentile(first, (99, 1), axis=1))[:, None]
    places = np.percentile(second, (5, 50, 95), axis=1).T

    def off(gains, offsets):
        return float((np.abs((gains[:, None] - 0.275) * places + offsets[:, None] + 2000) / ranges).max())

    fits = aligned.radiometry
    usual = made_spectral.usual_lines(first, second)
    hold(
        "radiometry_landsat",
        {
            "r2_least": min(fit.r2 for fit in fits),
            "residual_worst": max(fit.residual for fit in fits),
            "off_calibration": off(np.array([fit.gain for fit in fits]), np.array([fit.offset for fit in fits])),
            "off_calibration_usual_way": off(*usual),
            "bands": float(len(fits)),
        },
    )
