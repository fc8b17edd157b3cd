"""The later picture as it would be had nothing happened: the earlier one under the later one's shift, radiometry, noise and season."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely
from affine import Affine

from temoin.geo import Footprint, Grid
from temoin.geo.crs import transformer
from temoin.model import AlignedPair
from temoin.raster import Image, coverage_of, warp_image

__all__ = ["QuietAfter", "read_quiet"]

_FEATHER_PX = 2.0
_LEAST_R2 = 0.02
"""A fit that explains less than this says nothing of a band; its mean and spread are matched instead."""
_USUAL = 2.5
"""Differences beyond so many robust standard deviations are no noise but things."""
_FINER = 1.3
"""An earlier picture with pixels this many times smaller is averaged onto the later one's, not interpolated."""
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False)
class QuietAfter:
    """What it takes to make later pictures in which nothing happened.

    Args:
        after: the later picture as it is, on its own grid.
        told: the earlier one brought to the later one's grid, place and numbers, shape (bands, rows, columns).
        differences: the later picture less `told`, where nothing was found changed; 0 elsewhere, likewise.
        changed: pixels where something was found changed, shape (rows, columns).
        to_after: (column, row) on the pair's grid to (column, row) in the later picture, for content on the ground.
        grid: the pair's.
    """

    after: Image
    told: Floats
    differences: Floats
    changed: Bools
    to_after: Affine
    grid: Grid

    def footprint(self, footprint: Footprint) -> Footprint:
        """Where the later picture shows what the earlier one shows at a footprint."""
        return self.after.grid.from_pixels(_moved(self.grid.to_pixels(footprint), self.to_after))

    def picture(self) -> Image:
        """The later picture itself; where something was found changed, the earlier one under its conditions."""
        blurred = cv2.GaussianBlur(self.changed.astype(np.float32), (0, 0), _FEATHER_PX)
        weight = np.maximum(np.asarray(blurred, dtype=np.float32), self.changed)
        own = self.after.array.astype(np.float32)
        return self._written(np.where(weight > 0, own + (self.told - own) * weight, own))

    def whole_picture(self, rng: np.random.Generator) -> Image:
        """The earlier picture under the later one's conditions all over.

        The differences between the two (season, light, noise, what the registration leaves) are those of the pair itself, moved elsewhere by a
        chance step of a quarter of the picture at least, so that nothing that befell a building stays at it. What is far larger than the rest (a
        shadow that fell elsewhere, a tree in leaf) belongs to what stands there, and is cut to the size of the usual.

        Args:
            rng: of the step.
        """
        rows, cols = self.changed.shape
        step = (
            int(rng.integers(rows // 4, max(rows - rows // 4, rows // 4 + 1))),
            int(rng.integers(cols // 4, max(cols - cols // 4, cols // 4 + 1))),
        )
        spread = np.array([1.4826 * np.median(np.abs(band[band != 0])) if band.any() else 0.0 for band in self.differences])[:, None, None]
        usual = np.clip(self.differences, -_USUAL * spread, _USUAL * spread)
        return self._written(self.told + np.roll(usual, step, axis=(1, 2)))

    def _written(self, array: npt.NDArray[np.floating]) -> Image:
        after, mask = self.after, self.after.mask
        dtype = after.dtype
        if np.issubdtype(dtype, np.integer):
            top = float(after.array[:, mask].max())
            # 0 is "no data" in most products of unsigned numbers.
            array = np.clip(np.rint(array), 1.0 if np.issubdtype(dtype, np.unsignedinteger) else float(np.iinfo(dtype).min), top)  # type: ignore[type-var]
        array = np.where(mask, array, after.array).astype(dtype)
        return Image(array=array, flags=after.flags, grid=after.grid, roles=after.roles)


def read_quiet(aligned: AlignedPair, after: Image, changed: tuple[Footprint, ...]) -> QuietAfter:
    """Take a pair's conditions.

    Args:
        aligned: the pair.
        after: the later picture as it came, before it was brought onto the pair's grid.
        changed: ground that was found changed.

    Raises:
        CrsError: the later picture's reference system cannot be reached.
    """
    before = aligned.before_pixels.read()
    onto = _onto(aligned.grid, after.grid)
    to_after = onto @ aligned.registration.transform
    coarse = max(after.grid.gsd_m) > _FINER * max(aligned.grid.gsd_m)
    # `told` shows at an after-pixel what the before-picture shows where that pixel's content belongs.
    correction = onto @ ~aligned.registration.transform @ ~onto
    warped = warp_image(before, after.grid, correction=correction, method="average" if coarse else "cubic")
    told = _in_numbers(aligned, warped, after)
    seen = warped.mask & after.mask
    shapes = [_moved(aligned.grid.to_pixels(footprint), to_after) for footprint in changed]
    frame = shapely.box(0, 0, after.grid.width, after.grid.height)
    ground = shapely.union_all(shapes).intersection(frame) if shapes else shapely.Polygon()
    mask = coverage_of(after.grid.from_pixels(ground), after.grid) > 0 if not ground.is_empty else np.zeros(after.grid.shape, bool)
    told = np.where(seen, told, after.array.astype(np.float32))
    differences = np.where(seen & ~mask, after.array.astype(np.float32) - told, np.float32(0))
    return QuietAfter(after=after, told=told, differences=differences, changed=mask & seen, to_after=to_after, grid=aligned.grid)


def _onto(grid: Grid, other: Grid) -> Affine:
    """(column, row) of one grid to (column, row) of another at the same place, as the nearest affine map."""
    if grid.crs == other.crs:
        same: Affine = ~other.transform @ grid.transform
        return same
    corners = np.array([(0.0, 0.0), (grid.width, 0.0), (0.0, grid.height), (grid.width, grid.height)])
    x, y = np.array([grid.transform @ tuple(corner) for corner in corners]).T
    there = np.array([~other.transform @ place for place in zip(*transformer(grid.crs, other.crs).transform(x, y), strict=True)])
    terms, *_ = np.linalg.lstsq(np.column_stack([corners, np.ones(4)]), there, rcond=None)
    return Affine(*terms[:, 0], *terms[:, 1])


def _moved(shape: shapely.Geometry, by: Affine) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: np.column_stack([by.a * xy[:, 0] + by.b * xy[:, 1] + by.c, by.d * xy[:, 0] + by.e * xy[:, 1] + by.f]))


def _in_numbers(aligned: AlignedPair, warped: Image, after: Image) -> Floats:
    """The earlier picture in the later one's numbers, band by band; a band that only the later one has stays as it is there."""
    fits = {fit.role: fit for fit in aligned.radiometry}
    told = after.array.astype(np.float32)
    seen = warped.mask & after.mask
    for index, role in enumerate(after.roles):
        if role not in warped.roles:
            continue
        band = warped.array[warped.roles.index(role)].astype(np.float32)
        fit = fits.get(role)
        if fit is not None and fit.gain > 0 and fit.r2 >= _LEAST_R2:
            told[index] = (band - fit.offset) / fit.gain
        elif seen.any():
            mine, theirs = band[seen], after.array[index][seen].astype(np.float32)
            told[index] = (band - mine.mean()) * (theirs.std() / max(float(mine.std()), 1e-9)) + theirs.mean()
    return told
