"""One band to register on."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from temoin.raster import BandRole, Image

__all__ = ["common_roles", "grey_pair"]

_VISIBLE = (BandRole.PAN, BandRole.RED, BandRole.GREEN, BandRole.BLUE)
Floats = npt.NDArray[np.float32]


def common_roles(before: Image, after: Image) -> tuple[BandRole, ...]:
    """The roles that both pictures have, in the order of `before`, each once; `UNKNOWN` bands count only where no other is known.

    >>> from temoin.testing import made_pair
    >>> made = made_pair()
    >>> [role.value for role in common_roles(made.before, made.after)]
    ['red', 'green', 'blue']
    """
    shared = [role for role in dict.fromkeys(before.roles) if role in after.roles and role is not BandRole.UNKNOWN]
    if not shared and BandRole.UNKNOWN in before.roles and BandRole.UNKNOWN in after.roles:
        return (BandRole.UNKNOWN,)
    return tuple(shared)


def grey_pair(before: Image, after: Image) -> tuple[Floats, Floats]:
    """One grey band of each picture, as alike as their bands allow.

    The mean of the visible bands that both have; else (a panchromatic band against three colours) the mean of the visible bands of each;
    else the mean of all the bands of each. Every band is first divided by its own spread, so that none outweighs the others.

    Returns:
        Two arrays of shape (rows, columns); pixels that cannot be used hold the mean of the others, so that no edge arises there.
    """
    shared = [role for role in common_roles(before, after) if role in _VISIBLE]
    return _grey(before, shared), _grey(after, shared)


def _grey(image: Image, shared: list[BandRole]) -> Floats:
    chosen = [number for number, role in enumerate(image.roles) if role in (shared or _VISIBLE)] or list(range(len(image.roles)))
    usable = image.mask
    total = np.zeros(image.grid.shape, dtype=np.float32)
    for number in chosen:
        band = np.asarray(image.array[number], dtype=np.float32)
        values = band[usable]
        if not values.size:
            continue
        spread = float(values.std()) or 1.0
        total += np.where(usable, (band - float(values.mean())) / np.float32(spread), np.float32(0)) / np.float32(len(chosen))
    return total


def worn(usable: npt.NDArray[np.bool_], by_px: int) -> npt.NDArray[np.bool_]:
    """The usable ground without a rim of `by_px` pixels along what is not, whose gradients are not its own."""
    kernel = np.ones((2 * by_px + 1, 2 * by_px + 1), dtype=np.uint8)
    return np.asarray(cv2.erode(usable.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0), dtype=bool)
