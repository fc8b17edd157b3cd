"""How alike made pictures and real ones are: `python tools/realism.py [--data FOLDER] [--json FILE] [--plot FILE]`.

Only summary figures leave the pictures: the slope of the power spectrum, noise against signal, the width of straight edges, contrast, local
texture, and the length of shadows where the sun's place is known. The same code measures both sides, so a bias of a method is on both.
"""

from __future__ import annotations

import argparse
import json
import os
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from rasterio.errors import NotGeoreferencedWarning
from rasterio.features import rasterize

from temoin.errors import NoCoverageError
from temoin.scenes import Acquisition, PairSpec, make_pair
from temoin.scenes.optics import estimate_noise, measure_edges

ROOT = Path(__file__).resolve().parents[1]
TILE = 256
"""Side of the tiles that spectra are taken of, pixels."""
LOW_BAND = (0.02, 0.10)
"""Cycles per pixel: the shapes of the scene."""
HIGH_BAND = (0.10, 0.40)
"""Cycles per pixel: texture, through the camera's point spread."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False)
class Sample:
    """One picture: its grey values, what is usable, and where shadows should fall.

    Args:
        name: of the picture.
        kind: of the set.
        grey: shape (rows, columns): mean of the visible bands.
        mask: True where usable.
        full: the largest number the type holds, or `None` where the numbers are not cut there.
        sun: elevation and azimuth (clockwise from image up), degrees.
        roofs: outlines in pixels.
        heights: of the roofs in metres, where known.
        gsd_m: size of a pixel, metres.
    """

    name: str
    kind: str
    grey: Floats
    mask: Bools
    full: float | None = 255.0
    sun: tuple[float, float] | None = None
    roofs: tuple[shapely.Polygon, ...] = ()
    heights: tuple[float, ...] = ()
    gsd_m: float | None = None


# ---- figures of one picture


def spectrum(sample: Sample) -> tuple[Floats, Floats]:
    """Radially averaged power by cycles per pixel: mean over all wholly usable tiles, each under a Hann window, in units of its own variance."""
    rows, cols = sample.grey.shape
    side = min(TILE, rows, cols)
    window = np.outer(np.hanning(side), np.hanning(side))
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side)))
    ring = np.clip((frequency * side).round().astype(int), 0, side // 2)
    total, count = np.zeros(side // 2 + 1), 0
    for row in range(0, rows - side + 1, side):
        for col in range(0, cols - side + 1, side):
            part = (slice(row, row + side), slice(col, col + side))
            tile = sample.grey[part]
            if not sample.mask[part].all() or tile.std() == 0:
                continue
            power = np.abs(np.fft.fft2((tile - tile.mean()) * window)) ** 2 / (tile.var() * (window**2).sum())
            total += np.bincount(ring.ravel(), weights=power.ravel()) / np.bincount(ring.ravel())
            count += 1
    if not count:
        raise NoCoverageError(f"{sample.name} has no wholly usable tile of {side} pixels")
    return np.arange(side // 2 + 1) / side, total / count


def slope(frequency: Floats, power: Floats, band: tuple[float, float]) -> float:
    """Slope of the logarithm of power over that of frequency within a band, each octave weighing alike."""
    inside = (frequency >= band[0]) & (frequency <= band[1])
    x, y = np.log10(frequency[inside]), np.log10(power[inside])
    return float(np.polyfit(x, y, 1, w=1 / np.sqrt(frequency[inside]))[0])


def texture(sample: Sample) -> dict[str, float]:
    """Deviation in windows of 7 × 7 pixels as a share of the picture's own: its 10th, 50th and 90th percentile."""
    mean, square = (cv2.blur(values, (7, 7)) for values in (sample.grey, sample.grey**2))
    inside = cv2.erode(sample.mask.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    local = np.sqrt(np.maximum(square - mean**2, 0))[inside]
    whole = float(sample.grey[sample.mask].std())
    return {f"texture_p{level}": float(np.percentile(local, level) / whole) for level in (10, 50, 90)}


def roofs_and_ground(sample: Sample) -> dict[str, float]:
    """Relative deviation in windows of 5 × 5 pixels, median, two pixels and more inside roofs, and off them: what one material's grain amounts to."""
    if not sample.roofs:
        return {}
    mean, square = (cv2.blur(values, (5, 5)) for values in (sample.grey, sample.grey**2))
    local = np.sqrt(np.maximum(square - mean**2, 0)) / np.maximum(mean, 1)
    roof = (
        rasterize(
            [inner for shape in sample.roofs if not (inner := shape.buffer(-4)).is_empty] or [shapely.box(-2, -2, -1, -1)],
            out_shape=sample.grey.shape,
        )
        > 0
    )
    near = rasterize([shape.buffer(12) for shape in sample.roofs], out_shape=sample.grey.shape) > 0
    out = {}
    for name, place in (("roof_grain", roof & sample.mask), ("ground_grain", ~near & sample.mask)):
        if place.sum() > 500:
            out[name] = float(np.median(local[place]))
    return out


def contrast(sample: Sample) -> dict[str, float]:
    """Mean, deviation, percentiles and the share at the upper end, as shares of the type's range, or of the 99th percentile where it does not end them."""
    values = sample.grey[sample.mask]
    scale = sample.full if sample.full is not None else float(np.percentile(values, 99))
    out = {"mean": float(values.mean() / scale), "std": float(values.std() / scale), "relative_std": float(values.std() / values.mean())}
    out |= {f"p{level}": float(np.percentile(values, level) / scale) for level in (1, 50, 99)}
    if sample.full is not None:
        out["saturated"] = float((values >= sample.full - 0.5).mean())
    return out


def shadows(sample: Sample) -> dict[str, float]:
    """Length of the shadows that roofs throw, pixels, and the height that the sun's elevation makes of it, metres.

    From each point of a roof's outline that looks away from the sun a profile is taken along the shadow; it counts where it is dark at first
    (below the middle between its darkest and its brightest) and turns bright once. A roof's shadow is the median of its profiles.
    """
    if sample.sun is None or not sample.roofs:
        return {}
    elevation, azimuth = np.radians(sample.sun)
    away = np.array([-np.sin(azimuth), np.cos(azimuth)])
    lengths, ratios, heights = [], [], []
    for number, roof in enumerate(sample.roofs):
        length = _shadow_of(sample.grey, roof, away)
        if length is None:
            continue
        lengths.append(length)
        if sample.gsd_m is not None:
            heights.append(length * sample.gsd_m * np.tan(elevation))
        if sample.heights and sample.gsd_m is not None:
            ratios.append(length - sample.heights[number] / np.tan(elevation) / sample.gsd_m)
    out: dict[str, float] = {"shadow_roofs": float(len(lengths))}
    if lengths:
        out["shadow_px"] = float(np.median(lengths))
    if heights:
        out["shadow_height_m"] = float(np.median(heights))
    if ratios:
        out["shadow_error_px"] = float(np.median(ratios))
    return out


def _shadow_of(grey: Floats, roof: shapely.Polygon, away: Floats) -> float | None:
    outline = shapely.segmentize(shapely.orient_polygons(roof).exterior, 1.5)
    points = shapely.get_coordinates(outline)[:-1]
    reach = np.arange(-2.0, 40.0, 0.25)
    starts = [point for point in points if not roof.contains(shapely.Point(point + 1.0 * away)) and roof.contains(shapely.Point(point - 2.0 * away))]
    found = []
    for start in starts:
        line = start + reach[:, None] * away
        profile = cv2.remap(
            grey.astype(np.float32),
            line[None, :, 0].astype(np.float32) - 0.5,
            line[None, :, 1].astype(np.float32) - 0.5,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=float("nan"),
        )[0]
        near, far = profile[(reach > 0) & (reach < 4)], profile[(reach > 0) & (reach < 25)]
        if np.isnan(far).any() or near.min() > 0.75 * np.median(far):
            continue
        first = np.flatnonzero((reach > 0) & (profile <= near.min() + 1e-6))[0]
        bright = np.percentile(far, 70)
        middle = (profile[first] + bright) / 2
        end = np.flatnonzero(profile[first:] > middle)
        begin = np.flatnonzero(profile[: first + 1] > middle)
        if len(end) and len(begin):
            found.append((reach[first + end[0]], reach[begin[-1]]))
    if len(found) < 6:
        return None
    ends, begins = np.array(found).T
    return float(np.median(ends) - np.median(begins))


def figures(sample: Sample) -> dict[str, Any]:
    """All figures of one picture."""
    frequency, power = spectrum(sample)
    noise, edges = estimate_noise(_typed(sample), sample.mask), measure_edges(sample.grey, sample.mask)
    spread = float(sample.grey[sample.mask].std())
    middle = float(np.median(sample.grey[sample.mask]))
    out: dict[str, Any] = {
        "name": sample.name,
        "kind": sample.kind,
        "slope_low": slope(frequency, power, LOW_BAND),
        "slope_high": slope(frequency, power, HIGH_BAND),
        "fine_power": float(np.log10(power[(frequency > 0.3) & (frequency < 0.45)].mean() / power[(frequency > 0.05) & (frequency < 0.1)].mean())),
        "noise_floor": noise.floor,
        "noise_slope": noise.slope,
        "noise_sigma_mid": float(np.sqrt(noise.variance(np.array(middle)))),
        "noise_share": float(np.sqrt(noise.variance(np.array(middle))) / spread),
        "noise_correlation": noise.correlation,
        "edges": len(edges.sigmas),
    }
    if len(edges.sigmas) >= 12:
        out["edge_rise_px"] = edges.rise_px
        out["edge_rise_median_px"] = 1.6832 * float(np.median(edges.sigmas))
    return out | texture(sample) | roofs_and_ground(sample) | contrast(sample) | shadows(sample)


def _typed(sample: Sample) -> npt.NDArray[np.generic]:
    # Cut-off numbers at the ends of 8 bit would look free of noise.
    return np.clip(np.rint(sample.grey), 0, 255).astype(np.uint8) if sample.full == 255.0 else sample.grey


# ---- real pictures


def _grey(path: Path) -> tuple[Floats, Bools]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path) as source:
            array = source.read()
    bands = array[:3].astype(np.float64)
    return bands.mean(axis=0), (bands > 0).any(axis=0)


def real_samples(data: Path) -> Iterator[Sample]:
    """The open pictures of half a metre or so."""
    imagery = data / "imagery"
    for label in sorted((imagery / "xbd-json").glob("*_disaster.json")):
        facts = json.loads(label.read_text("utf-8"))
        meta = facts["metadata"]
        grey, mask = _grey(label.with_suffix(".png"))
        roofs = [
            shapely.from_wkt(feature["wkt"])
            for feature in facts["features"]["xy"]
            if feature["properties"].get("subtype", "no-damage") == "no-damage" and feature["properties"].get("feature_type") == "building"
        ]
        when = "after" if "_post_" in label.name else "before"
        sun = (float(meta["sun_elevation"]), float(meta["sun_azimuth"]))
        yield Sample(name=label.stem, kind=f"xbd {when}", grey=grey, mask=mask, sun=sun, roofs=tuple(roofs), gsd_m=_xbd_gsd(label))
    for when, folder in (("before", "pre"), ("after", "post")):
        for path in sorted((imagery / "joplin-geotiff" / folder).glob("*.tif")):
            grey, mask = _grey(path)
            if min(grey.shape) >= TILE:
                yield Sample(name=path.stem, kind=f"joplin {when}", grey=grey, mask=mask)
    for when, folder in (("before", "A"), ("after", "B")):
        for path in sorted((imagery / "levir-cd" / folder).glob("*.png")):
            grey, mask = _grey(path)
            # These have black ground and no "no data".
            yield Sample(name=path.stem, kind=f"levir {when}", grey=grey, mask=np.ones_like(mask))
    for path in sorted((imagery / "kahramanmaras-pleiades").glob("*.tif")):
        grey, mask = _grey(path)
        yield Sample(name=path.stem, kind="pleiades pan", grey=grey, mask=mask, full=None)


def _xbd_gsd(label: Path) -> float:
    """From the transform beside the picture; degrees at its own latitude."""
    text = label.with_suffix(".png.aux.xml").read_text("utf-8").partition("<GeoTransform>")[2].partition("</GeoTransform>")[0]
    numbers = [float(part) for part in text.split(",")]
    return float(np.sqrt(abs(numbers[1] * numbers[5]) * np.cos(np.radians(numbers[3]))) * 111_195.0)


# ---- made pictures

MOMENTS = (
    (datetime(2025, 6, 11, 12, 41, 20, tzinfo=UTC), datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC)),
    (datetime(2025, 3, 4, 12, 10, tzinfo=UTC), datetime(2025, 9, 21, 13, 20, tzinfo=UTC)),
    (datetime(2025, 4, 19, 11, 2, tzinfo=UTC), datetime(2025, 8, 6, 12, 50, tzinfo=UTC)),
)
"""Days and hours of the made pairs: the sun stands 27 to 58 degrees high, as in the real ones (35 to 71)."""


def made_samples(seeds: range = range(4), side: int = 768) -> Iterator[Sample]:
    """Made pictures of half a metre, as many kinds of light and season as there are `MOMENTS`."""
    for seed in seeds:
        before, after = MOMENTS[seed % len(MOMENTS)]
        plan = PairSpec(
            rows=side, cols=side, houses=24, before=Acquisition(moment=before), after=Acquisition(moment=after, off_nadir_deg=12.0, haze=0.02)
        )
        made = make_pair(plan, np.random.default_rng(seed))
        for name, image, scene in (("before", made.before, made.before_scene), ("after", made.after, made.after_scene)):
            roofs = [image.grid.to_pixels(building.footprint) for building in made.buildings]
            heights = [float(dict(building.attributes)["height_m"] or 0) for building in made.buildings]
            yield Sample(
                name=f"made {seed} {name}",
                kind=f"made {name}",
                grey=image.array[:3].astype(np.float64).mean(axis=0),
                mask=image.mask,
                sun=(float(scene.sun_elevation_deg or 0), float(scene.sun_azimuth_deg or 0)),
                roofs=tuple(roofs),
                heights=tuple(heights),
                gsd_m=plan.gsd_m,
            )


# ---- summary


KEYS = (
    "slope_low", "slope_high", "fine_power", "noise_floor", "noise_slope", "noise_sigma_mid", "noise_share", "noise_correlation", "edge_rise_px",
    "edge_rise_median_px", "texture_p10", "texture_p50", "texture_p90", "roof_grain", "ground_grain", "mean", "std", "relative_std", "p1", "p50", "p99", "saturated", "shadow_px", "shadow_height_m",
    "shadow_error_px",
)  # fmt: skip


def summary(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Median, 10th and 90th percentile of every figure, by kind and over all."""
    kinds = ["all", *sorted({row["kind"] for row in rows})]
    out: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        own = [row for row in rows if kind in {"all", row["kind"]}]
        out[kind] = {"pictures": len(own)}
        for key in KEYS:
            values = [row[key] for row in own if row.get(key) is not None]
            if values:
                out[kind][key] = [round(float(value), 4) for value in np.percentile(values, [10, 50, 90])]
    return out


def measure(samples: Iterator[Sample], say: Callable[[str], None] = print) -> list[dict[str, Any]]:
    """The figures of each picture; one that holds too little is named and left out."""
    rows = []
    for sample in samples:
        try:
            rows.append(figures(sample))
        except NoCoverageError as error:
            say(f"left out: {sample.name}: {error}")
    return rows


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TEMOIN_DATA", ROOT.parent / "shared" / "data")))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    table = {"real": summary(measure(real_samples(given.data))), "made": summary(measure(made_samples()))}
    for side in table.values():
        for kind, figures_of in side.items():
            print(kind, figures_of)
    if given.json:
        given.json.write_text(json.dumps(table, indent=1), "utf-8")


if __name__ == "__main__":
    main()
