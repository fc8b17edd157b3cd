"""Bringing the after-picture's numbers to those of the before-picture, band by band."""

from __future__ import annotations

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
_KEPT_DEVIATIONS = 2.0
"""Pixels further from the line than this many robust deviations are taken to have changed and are left out of the next round."""
_UNFIT = np.uint8(MaskKind.NODATA | MaskKind.CLOUD | MaskKind.CLOUD_SHADOW | MaskKind.SATURATED | MaskKind.SNOW)


def fit_bands(before: Image, after: Image) -> tuple[BandFit, ...]:
    """`before ≈ gain · after + offset` for each band that both have, on the pixels that look unchanged.

    The line is the reduced major axis (both pictures have noise, so least squares of one on the other would flatten it: Canty, Nielsen and
    Schmidt 2004 use orthogonal regression for the same reason). It starts from medians and median deviations, then is fitted again and again on
    the pixels near it. Means of 3 × 3 pixels are compared, so that what is left of a shift weighs less.

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
    gain = spread_before / spread_after
    offset = float(np.median(before)) - gain * float(np.median(after))
    kept = np.ones(len(before), dtype=bool)
    for _ in range(_ROUNDS):
        error = before - gain * after - offset
        near = np.abs(error - np.median(error[kept])) <= _KEPT_DEVIATIONS * max(_deviation(error[kept]), 1e-9)
        if near.sum() < _LEAST_PIXELS or not (after[near].std() > 0 and before[near].std() > 0):
            break
        kept = near
        gain = float(before[kept].std() / after[kept].std())
        offset = float(before[kept].mean() - gain * after[kept].mean())
    r2 = float(np.corrcoef(before[kept], after[kept])[0, 1]) ** 2
    return BandFit(role=role, gain=gain, offset=offset, r2=r2, pixels=int(kept.sum()))


def _deviation(values: Floats) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))
