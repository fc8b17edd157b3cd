"""Bringing the after-picture's numbers to those of the before-picture, band by band."""

from __future__ import annotations

import itertools
import math

import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.grey import common_roles
from temoin.model import BandFit
from temoin.raster import BandRole, Image, MaskKind

__all__ = ["fit_bands"]

Floats = npt.NDArray[np.float64]

_LEAST_PIXELS = 100
_MOST_PIXELS = 250_000
_ROUNDS = 12
_BINS = 20
_MOST_A_BIN = 400
_BAND = 0.04
"""Width of the first band around the line, as a share of the range: noise, texture and what is left of a shift fit in, new colours do not."""
_KEPT_DEVIATIONS = 2.0
"""Pixels further from the line than this many robust deviations are taken to have changed and are left out of the next round."""
_UNFIT = np.uint8(MaskKind.NODATA | MaskKind.CLOUD | MaskKind.CLOUD_SHADOW | MaskKind.SATURATED | MaskKind.SNOW)


def fit_bands(before: Image, after: Image) -> tuple[BandFit, ...]:
    """`before ≈ gain · after + offset` for each band that both have, on the pixels that look unchanged.

    It starts from the line with the most pixels near it, where every brightness counts the same however much ground has it: grass that dried is
    half the picture and one brightness. Then it is fitted again and again on the pixels near it, as the reduced major axis (both pictures have
    noise, so least squares of one on the other would flatten it: Canty, Nielsen and Schmidt 2004 use orthogonal regression for the same
    reason). Means of 3 × 3 pixels are compared, so that what is left of a shift weighs less.

    Args:
        before: on the common grid.
        after: on the same grid, already moved into place.

    Returns:
        One fit a common role, in the order of `before.roles`; none for a band without spread or with under 100 usable pixels. Where the two
        have no role in common (a panchromatic band against colours) there is nothing to fit, and the result is empty.

    >>> from temoin.testing import made_pair
    >>> made = made_pair(damages=())
    >>> fits = fit_bands(made.before, made.after)
    >>> [(fit.role.value, 0.9 < fit.gain < 1.3) for fit in fits]
    [('red', True), ('green', True), ('blue', True)]
    """
    usable = ((before.flags | after.flags) & _UNFIT) == 0
    usable = cv2.erode(usable.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0).astype(bool)
    places = np.flatnonzero(usable)
    places = places[:: max(1, len(places) // _MOST_PIXELS)]
    fits = (_fit(role, _values(before, role, places), _values(after, role, places)) for role in common_roles(before, after))
    return tuple(fit for fit in fits if fit is not None)


def _values(image: Image, role: BandRole, places: npt.NDArray[np.intp]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Means of 3 × 3 pixels at some places, and which of them are not at an end of the type's range."""
    band = image.array[image.roles.index(role)]
    mean = cv2.blur(np.asarray(band, dtype=np.float32), (3, 3)).ravel()[places].astype(np.float64)
    if not np.issubdtype(band.dtype, np.integer):
        return mean, np.isfinite(mean)
    top = float(np.iinfo(band.dtype).max)
    return mean, mean < top - 0.5


def _fit(role: BandRole, first: tuple[Floats, npt.NDArray[np.bool_]], second: tuple[Floats, npt.NDArray[np.bool_]]) -> BandFit | None:
    whole = first[1] & second[1]
    before, after = first[0][whole], second[0][whole]
    if len(before) < _LEAST_PIXELS:
        return None
    spread_before, spread_after = _deviation(before), _deviation(after)
    if not (spread_before > 0 and spread_after > 0):
        return None
    kept = _even(after)
    gain, offset, near_by = _start(before[kept], after[kept], spread_before / spread_after)
    for _ in range(_ROUNDS):
        error = before - gain * after - offset
        near = kept[np.abs(error[kept]) <= near_by]
        if len(near) < _LEAST_PIXELS or not (after[near].std() > 0 and before[near].std() > 0):
            break
        gain = float(before[near].std() / after[near].std())
        offset = float(before[near].mean() - gain * after[near].mean())
        near_by = min(near_by, _KEPT_DEVIATIONS * max(_deviation(before[near] - gain * after[near]), 1e-9))
    unchanged = np.abs(before - gain * after - offset) <= near_by
    if unchanged.sum() < _LEAST_PIXELS:
        return None
    r2 = float(np.corrcoef(before[unchanged], after[unchanged])[0, 1]) ** 2
    return BandFit(role=role, gain=gain, offset=offset, r2=r2, pixels=int(unchanged.sum()))


def _even(values: Floats) -> npt.NDArray[np.intp]:
    """Indices of a sample in which no twentieth of the range of brightness has more than a share of the pixels."""
    low, high = np.quantile(values, [0.005, 0.995])
    bins = np.clip(((values - low) / max(high - low, 1e-9) * _BINS).astype(int), 0, _BINS - 1)
    order = np.argsort(bins, kind="stable")
    starts = np.searchsorted(bins[order], np.arange(_BINS + 1))
    parts = []
    for first, last in itertools.pairwise(starts):
        step = max(1, math.ceil((last - first) / _MOST_A_BIN))
        parts.append(order[first:last:step])
    return np.concatenate(parts)


def _start(before: Floats, after: Floats, ratio: float) -> tuple[float, float, float]:
    """Gain, offset and half width of the band of that width which holds the most pixels, over gains from a third to three times `ratio`."""
    low, high = np.quantile(before, [0.01, 0.99])
    width = max((high - low) * _BAND, 1e-9)
    best = (0, ratio, 0.0)
    for gain in ratio * np.geomspace(1 / 3, 3, 89):
        offsets = np.sort(before - gain * after)
        counts = np.searchsorted(offsets, offsets + width, side="right") - np.arange(len(offsets))
        index = int(np.argmax(counts))
        if counts[index] > best[0]:
            best = (int(counts[index]), float(gain), float(offsets[index] + width / 2))
    return best[1], best[2], width


def _deviation(values: Floats) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))
