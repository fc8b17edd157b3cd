"""What is measured on one picture, real or made, for `tools/realism.py`."""

from __future__ import annotations

from typing import Any

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely
from rasterio.features import rasterize

from temoin.errors import NoCoverageError
from temoin.scenes.optics import estimate_noise, measure_edges

TILE = 256
"""Side of the tiles that spectra are taken of, pixels."""
LOW_BAND = (0.02, 0.10)
"""Cycles per pixel: the shapes of the scene."""
HIGH_BAND = (0.10, 0.40)
"""Cycles per pixel: texture, through the camera's point spread."""

_NOWHERE = shapely.box(-2, -2, -1, -1)
"""Off every picture: keeps shapes that vanish from being empty."""
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
            [shape.buffer(-4).union(_NOWHERE) for shape in sample.roofs],
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
    """Mean, deviation, percentiles and the share at the upper end, as shares of the type's range (of the 99th percentile where that ends nothing)."""
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
        if np.isnan(far).any() or near.min() > 0.75 * np.nanmedian(profile[reach > 0]):
            continue
        first = np.flatnonzero((reach > 0) & (profile <= near.min() + 1e-6))[0]
        bright = np.nanpercentile(profile[reach > 0], 75)
        end = np.flatnonzero(profile[first:] > (profile[first] + bright) / 2)
        if len(end):
            # Half-light is against the ground just beyond, not against whatever is bright further off.
            beyond = profile[first + end[0] + 8 : first + end[0] + 32]
            bright = float(np.nanmedian(beyond)) if len(beyond) else bright
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


def heap(sample: Sample, shape: shapely.Polygon) -> dict[str, float] | None:
    """How a heap stands out: contrast and finest detail against the ring of ground around it, its level within the picture's range and the ring's.

    `None` where it or its ring holds fewer than 40 pixels.
    """
    inner, near, wide = (shape.buffer(reach) for reach in (-1, 3, 14))
    if inner.is_empty:
        return None
    inside = rasterize([inner], out_shape=sample.grey.shape) > 0
    ring = (rasterize([wide], out_shape=sample.grey.shape) > 0) & ~(rasterize([near], out_shape=sample.grey.shape) > 0) & sample.mask
    if inside.sum() < 40 or ring.sum() < 40:
        return None
    detail = cv2.filter2D(sample.grey, cv2.CV_64F, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6) ** 2
    low, high = np.percentile(sample.grey[sample.mask], [1, 99])
    own, around = sample.grey[inside], sample.grey[ring]
    return {
        "contrast": float(own.std() / around.std()),
        "detail": float(np.sqrt(detail[inside].mean() / detail[ring].mean())),
        "detail_share": float(np.sqrt(detail[inside].mean()) / own.std()),
        "level": float((own.mean() - low) / (high - low)),
        "level_ring": float((own.mean() - low) / (around.mean() - low)),
    }
