"""`Ground`: both pictures as comparable numbers, with what can be seen of them."""

from __future__ import annotations

from functools import cached_property

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.errors import NoCoverageError
from temoin.geo import Grid
from temoin.measure.matched import matched_bands
from temoin.model import AlignedPair
from temoin.raster import BandRole, MaskKind, robust_spread, sampled_quantiles, thinned

__all__ = ["Floats", "Ground", "Mask", "compare_ground", "hide"]

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_SOFTEN_M = 0.35
_SOFTEN_PX = 0.7
"""Gradients are taken after a blur of this standard deviation, the larger of the two: finer detail is sampling noise, not structure."""


@attrs.frozen(kw_only=True)
class BandScale:
    """One band's units: number = middle + spread × value.

    Args:
        role: what the band sees.
        middle: median of the before-picture.
        spread: robust standard deviation of the before-picture.
    """

    role: BandRole
    middle: float
    spread: float


@attrs.define(kw_only=True, eq=False, slots=False)
class Ground:
    """Both pictures on one grid, in units of the before-picture's own spread (a robust standard deviation of each band).

    Args:
        before: shape (bands, rows, columns), 0 where not seen.
        after: likewise, brought to the radiometry of `before`.
        scales: what turns both back into the before-picture's own numbers, one a band.
        seen: shape (rows, columns), where both show the ground.
        clear: shape (rows, columns), seen and not in a shadow that moved.
        flags: shape (rows, columns), what hides it in either picture, as `MaskKind`.
        light_before: shape (rows, columns), mean light of all bands over the picture's darkest, 1 at its median.
        light_after: likewise, of after, on the scale of before.
        grid: where the pixels lie.
    """

    before: Floats
    after: Floats
    scales: tuple[BandScale, ...]
    light_before: Floats
    light_after: Floats
    seen: Mask
    clear: Mask
    flags: npt.NDArray[np.uint8]
    grid: Grid

    @property
    def gsd_m(self) -> float:
        """Mean size of a pixel, metres."""
        return float(np.mean(self.grid.gsd_m))

    def values_at(self, role: BandRole, pixels: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        """A band's own numbers before and after at some pixels (row · width + column), shape (2, pixels)."""
        band = next(number for number, scale in enumerate(self.scales) if scale.role is role)
        scale = self.scales[band]
        both = np.stack([picture[band].ravel()[pixels] for picture in (self.before, self.after)]).astype(np.float64)
        return np.asarray(scale.middle + scale.spread * both)

    @cached_property
    def gradients(self) -> tuple[Floats, Floats]:
        """Gradient of before and of after, each (2, rows, columns) as (along columns, along rows), 0 beside what is not clear."""
        sigma = max(_SOFTEN_PX, _SOFTEN_M / self.gsd_m)
        reach = int(np.ceil(2 * sigma)) + 1
        square = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
        inner = cv2.erode(self.clear.astype(np.uint8), square, borderValue=1).astype(np.float32)
        return _gradient(self.before.mean(axis=0), sigma) * inner, _gradient(self.after.mean(axis=0), sigma) * inner


def _gradient(grey: Floats, sigma: float) -> Floats:
    soft = cv2.GaussianBlur(np.ascontiguousarray(grey), (0, 0), sigma)
    return np.stack([cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=1 / 8)])


def compare_ground(aligned: AlignedPair, inside: Mask | None = None) -> Ground:
    """Read both pictures once and bring them to common units.

    Args:
        aligned: the pair.
        inside: shape (rows, columns), the ground that counts; `None` for all of it.

    Raises:
        NoCoverageError: no pixel is seen in both pictures, or the pictures have no band in common.
    """
    before, after = aligned.before_pixels.read(), aligned.after_pixels.read()
    seen = before.mask & after.mask
    if inside is not None:
        seen &= inside
    if not seen.any():
        message = f"no pixel is seen in both {aligned.before.name} and {aligned.after.name}"
        raise NoCoverageError(message)
    bands = matched_bands(before, after, aligned.radiometry, seen, f"{aligned.before.name} and {aligned.after.name}")
    first = np.empty((len(bands), *before.grid.shape), np.float32)
    second = np.empty_like(first)
    lights = np.zeros((2, *before.grid.shape), np.float32)
    scales = []
    for index, (role, values, matched) in enumerate(bands):
        visible = thinned(values[seen])
        spread, middle = max(robust_spread(visible), 1e-6), np.float32(np.median(visible))
        scales.append(BandScale(role=role, middle=float(middle), spread=float(spread)))
        first[index] = np.where(seen, (values - middle) / spread, 0)
        second[index] = np.where(seen, (matched - middle) / spread, 0)
        for place, picture in enumerate((values, matched)):
            lights[place] += _light(picture, seen) / len(bands)
    flags = before.flags | after.flags
    flags = np.where(before.mask & after.mask, flags & ~np.uint8(MaskKind.NODATA), flags).astype(np.uint8)
    return Ground(
        before=first,
        after=second,
        scales=tuple(scales),
        light_before=lights[0],
        light_after=lights[1],
        seen=seen,
        clear=seen,
        flags=flags,
        grid=aligned.grid,
    )


def hide(ground: Ground, hidden: Mask) -> Ground:
    """The same ground with some of it taken out of every comparison.

    Args:
        ground: both pictures.
        hidden: shape (rows, columns).
    """
    if not hidden.any():
        return ground
    flags = ground.flags | np.where(hidden, np.uint8(MaskKind.BUILDING_SHADOW), np.uint8(0))
    return attrs.evolve(ground, clear=ground.clear & ~hidden, flags=flags)


def _light(picture: Floats, seen: Mask) -> Floats:
    """A band over its darkest value, 1 at its median."""
    darkest, median = sampled_quantiles(picture[seen], (0.001, 0.5))
    return (picture - np.float32(darkest)) / np.float32(max(median - darkest, 1e-6))
