"""The bands of two pictures in common units: what change is looked for in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from temoin.errors import NoCoverageError
from temoin.model import BandFit
from temoin.raster import BandRole, Image, robust_spread, thinned
from temoin.raster.bands import common_bands
from temoin.raster.soften import softened

__all__ = ["matched_bands"]

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
_VISIBLE = (BandRole.PAN, BandRole.RED, BandRole.GREEN, BandRole.BLUE)


def matched_bands(before: Image, after: Image, radiometry: tuple[BandFit, ...], seen: Mask, names: str) -> list[tuple[BandRole, Floats, Floats]]:
    """Pairs of bands with their role, the later one in units of the earlier one, the sharper one as blurry as the other.

    Args:
        before: the earlier picture.
        after: the later one, on the same grid.
        radiometry: fits of common bands; a pair without fits is taken as it is.
        seen: shape (rows, columns), ground that both show.
        names: of the two pictures, for the error.

    Returns:
        One pair a common role. Where the two have none in common (a panchromatic band against three colours), one pair: the mean of the
        visible bands of each, the later one brought to the middle and the spread of the earlier one.

    Raises:
        NoCoverageError: nothing of the two can be compared, such as radar with colours.
    """
    bands = [(before.roles[places[0]], *_fitted(before, after, *places)) for places in _common_bands(before, after, radiometry)]
    if bands:
        return bands
    greys = [_grey(image) for image in (before, after)]
    if greys[0] is None or greys[1] is None:
        raise NoCoverageError(f"{names} have no band in common", hint="Give two pictures of the same kind of sensor.")
    (first_middle, first_spread), (second_middle, second_spread) = (_middle_and_spread(grey[seen]) for grey in (greys[0], greys[1]))
    return [(BandRole.PAN, greys[0], (greys[1] - second_middle) * (first_spread / second_spread) + first_middle)]


def _common_bands(before: Image, after: Image, radiometry: tuple[BandFit, ...]) -> Iterator[tuple[int, int, BandFit | None]]:
    """Positions of each common band in both pictures, with its fit."""
    fits = list(radiometry)
    for index, place in common_bands(before.roles, after.roles):
        fit = next((each for each in fits if each.role is before.roles[index]), None)
        if fit is not None:
            fits.remove(fit)
        yield index, place, fit


def _fitted(before: Image, after: Image, one: int, other: int, fit: BandFit | None) -> tuple[Floats, Floats]:
    if fit is None:
        return before.array[one].astype(np.float32), after.array[other].astype(np.float32)
    values, later = softened(before.array[one], before.mask, fit.blur_px[0]), softened(after.array[other], after.mask, fit.blur_px[1])
    return values, later * np.float32(fit.gain) + np.float32(fit.offset)


def _grey(image: Image) -> Floats | None:
    """The mean of the visible bands, or `None` where there is none."""
    visible = [number for number, role in enumerate(image.roles) if role in _VISIBLE]
    return image.array[visible].astype(np.float32).mean(axis=0, dtype=np.float32) if visible else None


def _middle_and_spread(values: Floats) -> tuple[np.float32, np.float32]:
    sample = thinned(values)
    return np.float32(np.median(sample)), np.float32(max(robust_spread(sample), 1e-6))
