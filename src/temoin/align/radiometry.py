"""Bringing the after-picture's numbers to those of the before-picture, band by band."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.align.invariants import LEAST_PIXELS, Lines, find_invariants
from temoin.align.sharpness import relative_blur
from temoin.model import BandFit
from temoin.raster import BandRole, Image, MaskKind
from temoin.raster.bands import common_bands
from temoin.raster.soften import softened

__all__ = ["fit_bands", "is_by_position"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Pair = tuple[int, int]

_MOST_PIXELS = 250_000
_TOLERANCE = 2.0
"""How far from the line unchanged pixels lie, in standard deviations of what differs between neighbours."""
_TOLERANCES = (0.002, 0.03)
"""The same, as a share of the range of brightness: rounding at the least; beyond the most, other colours begin."""
_NEIGHBOUR_PX = 3
"""Means of 3 × 3 pixels that lie so far apart share no pixel."""
_NEIGHBOURS = 20_000
_GAINS = np.geomspace(1 / 4, 4, 41)
_RANGE = (0.01, 0.99)
_UNFIT = np.uint8(MaskKind.NODATA | MaskKind.CLOUD | MaskKind.CLOUD_SHADOW | MaskKind.SATURATED | MaskKind.SNOW)


def fit_bands(before: Image, after: Image) -> tuple[BandFit, ...]:
    """`before ≈ gain · after + offset` for each band that both have, on the pixels that did not change (`temoin.align.invariants`).

    Means of 3 × 3 pixels are compared, so that what is left of a shift weighs less; of the sharper picture, blurred to the other one's point spread
    (`temoin.align.sharpness`). How far apart unchanged pixels may lie is read off the pair:
    what differs between neighbours is noise, moved grass and the rest of a shift, while a season or another exposure moves neighbours together.

    Args:
        before: on the common grid.
        after: on the same grid, already moved into place.

    Returns:
        One fit a common band (`temoin.raster.bands`), in the order of `before.roles`; none for a band without spread. Where no lines hold for
        100 pixels, or the two have no band in common (a panchromatic band against colours), the result is empty. Bands without a role are told
        apart by their order alone, so they are fitted all or none.

    >>> from temoin.testing import made_pair
    >>> made = made_pair(damages=())
    >>> fits = fit_bands(made.before, made.after)
    >>> [(fit.role.value, 0.9 < fit.gain < 1.3) for fit in fits]
    [('red', True), ('green', True), ('blue', True)]
    """
    pairs = common_bands(before.roles, after.roles)
    usable = _usable(before, after, pairs)
    places = np.flatnonzero(usable)
    if not pairs or len(places) < LEAST_PIXELS:
        return ()
    places = places[:: max(1, len(places) // _MOST_PIXELS)]
    images = (before, after)
    wider = relative_blur([before.array[one] for one, _ in pairs], [after.array[other] for _, other in pairs], usable)
    blur_px = (math.sqrt(max(wider, 0.0)), math.sqrt(max(-wider, 0.0)))
    means = [[_means(softened(image.array[pair[which]], image.mask, blur_px[which])) for pair in pairs] for which, image in enumerate(images)]
    first, second = (np.stack([mean.ravel()[places] for mean in of_image]) for of_image in means)
    spread = np.array([_deviation(one) > 0 and _deviation(other) > 0 for one, other in zip(first, second, strict=True)])
    if not spread.any() or (is_by_position(before, after) and not spread.all()):
        return ()
    kept = np.flatnonzero(spread)
    restless = np.array([_restlessness(means[0][band], means[1][band], usable) for band in kept])
    roles = [before.roles[pairs[band][0]] for band in kept]
    return tuple(attrs.evolve(fit, blur_px=blur_px) for fit in _fit(roles, first[kept], second[kept], restless))


def is_by_position(before: Image, after: Image) -> bool:
    """Whether the bands that are compared bear no role, so that only their order says which is which."""
    return any(before.roles[place] is BandRole.UNKNOWN for place, _ in common_bands(before.roles, after.roles))


def _fit(roles: list[BandRole], first: Floats, second: Floats, restless: Floats) -> tuple[BandFit, ...]:
    ranges = np.subtract(*np.quantile(first, _RANGE[::-1], axis=1))
    still = find_invariants(first, second, np.clip(_TOLERANCE * restless, *(share * ranges for share in _TOLERANCES)))
    if still is None:
        return ()
    first, second = first[:, still], second[:, still]
    lines = Lines.through(first, second)
    errors = np.sqrt((lines.residuals(first, second) ** 2).mean(axis=1)) / ranges
    return tuple(
        BandFit(
            role=role,
            gain=float(lines.gains[band]),
            offset=float(lines.offsets[band]),
            r2=float(np.corrcoef(first[band], second[band])[0, 1]) ** 2,
            pixels=first.shape[1],
            residual=float(errors[band]),
        )
        for band, role in enumerate(roles)
    )


def _usable(before: Image, after: Image, pairs: tuple[Pair, ...]) -> Flags:
    """Pixels whose eight neighbours show the ground too, in both, and in every band short of the end of the type's range."""
    usable = ((before.flags | after.flags) & _UNFIT) == 0
    for which, image in enumerate((before, after)):
        for pair in pairs:
            band = image.array[pair[which]]
            usable &= band < np.iinfo(band.dtype).max if np.issubdtype(band.dtype, np.integer) else np.isfinite(band)
    worn = cv2.erode(usable.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(worn, dtype=bool)


def _means(band: npt.NDArray[np.float32]) -> Floats:
    return np.asarray(cv2.blur(band, (3, 3)), dtype=np.float64)


def _restlessness(before: Floats, after: Floats, usable: Flags) -> float:
    """Robust deviation of what differs between neighbours, in numbers of the earlier picture, under the gain that leaves the least of it."""
    both = np.flatnonzero(usable[:, _NEIGHBOUR_PX:] & usable[:, :-_NEIGHBOUR_PX])
    both = both[:: max(1, len(both) // _NEIGHBOURS)]
    if not len(both):
        return 0.0
    first, second = ((mean[:, _NEIGHBOUR_PX:] - mean[:, :-_NEIGHBOUR_PX]).ravel()[both] for mean in (before, after))
    ratio = float(np.median(np.abs(first))) / max(float(np.median(np.abs(second))), 1e-12)
    # The difference of two means has the root of two of their deviation.
    return 1.4826 / math.sqrt(2) * min(float(np.median(np.abs(first - ratio * gain * second))) for gain in _GAINS)


def _deviation(values: Floats) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))
