"""The one grid on which two pictures are compared.

The before-picture's grid, so that it need not be resampled at all; the after-picture's where its pixels are larger by the factor
`coarser_from` or more, since detail that one picture lacks can be neither compared nor invented; a metric grid of the coarser pixel size where
the chosen grid's pixels are not about square (degrees far from the equator), because search and windows are in pixels and must mean the same
distance both ways. It is cut to the ground that both pictures cover.
"""

from __future__ import annotations

import math

import attrs
from affine import Affine

from temoin.errors import NoCoverageError
from temoin.geo import Grid
from temoin.geo.crs import local_metric_crs
from temoin.model import ScenePair
from temoin.raster import Image, Pixels, warp_image

__all__ = ["bring_together", "common_grid"]

_SQUARE = 1.25
"""Pixels up to this much longer than wide count as square."""


def common_grid(before: Grid, after: Grid, *, coarser_from: float) -> Grid:
    """The grid for both, cut to the ground that both cover.

    Args:
        before: of the earlier picture.
        after: of the later one.
        coarser_from: from which ratio of pixel sizes on the coarser grid is taken.

    Raises:
        NoCoverageError: the two share no ground.
    """
    sizes = [math.sqrt(grid.gsd_m[0] * grid.gsd_m[1]) for grid in (before, after)]
    chosen, other = (after, before) if sizes[1] >= coarser_from * sizes[0] else (before, after)
    down, right = chosen.gsd_m
    if max(down, right) > _SQUARE * min(down, right):
        chosen = _metric(chosen, max(down, right))
    return chosen.crop(chosen.window_of(other.footprint))


def _metric(grid: Grid, gsd_m: float) -> Grid:
    crs = local_metric_crs(*grid.footprint.centre)
    x0, y0, x1, y1 = grid.footprint.to_crs(crs).shape.bounds
    rows, cols = max(1, math.ceil((y1 - y0) / gsd_m)), max(1, math.ceil((x1 - x0) / gsd_m))
    return Grid(crs=crs, transform=Affine(gsd_m, 0.0, x0, 0.0, -gsd_m, y1), height=rows, width=cols)


@attrs.frozen(kw_only=True, eq=False)
class Together:
    """Two pictures on one grid by their own georeferences alone.

    Args:
        grid: the common one.
        before: the earlier picture on it.
        after: the later one on it.
        after_source: the later one as it was read, for the resampling that counts.
    """

    grid: Grid
    before: Image
    after: Image
    after_source: Image


def bring_together(pair: ScenePair, *, coarser_from: float, margin_px: int) -> Together:
    """Read both pictures where they overlap and bring them onto the common grid.

    Raises:
        NoCoverageError: the two share no ground, or no pixel that both show.
    """
    try:
        grid = common_grid(pair.before_pixels.grid, pair.after_pixels.grid, coarser_from=coarser_from)
        before, after = (_read(pixels, grid, margin_px) for pixels in (pair.before_pixels, pair.after_pixels))
    except NoCoverageError as error:
        raise NoCoverageError(f"{pair.before.name} and {pair.after.name} share no ground") from error
    together = Together(grid=grid, before=on_grid(before, grid), after=on_grid(after, grid), after_source=after)
    if not (together.before.mask & together.after.mask).any():
        raise NoCoverageError(f"{pair.before.name} and {pair.after.name} overlap, but no pixel shows the ground in both")
    return together


def _read(pixels: Pixels, grid: Grid, margin_px: int) -> Image:
    scale = max(1.0, max(grid.gsd_m) / min(pixels.grid.gsd_m))
    return pixels.read(pixels.grid.window_of(grid.footprint, margin_px=math.ceil(margin_px * scale)))


def on_grid(image: Image, grid: Grid, correction: Affine | None = None) -> Image:
    """The image on a grid, resampled once, or only cut where its pixels lie there already."""
    if correction is None and image.grid.crs == grid.crs:
        offset = ~image.grid.transform @ grid.transform
        if offset.almost_equals(Affine.translation(round(offset.c), round(offset.f)), precision=1e-6):
            row, col = round(offset.f), round(offset.c)
            if row >= 0 and col >= 0 and row + grid.height <= image.grid.height and col + grid.width <= image.grid.width:
                return Image(
                    array=image.array[:, row : row + grid.height, col : col + grid.width],
                    flags=image.flags[row : row + grid.height, col : col + grid.width],
                    grid=grid,
                    roles=image.roles,
                )
    return warp_image(image, grid, correction=correction)
