"""The one grid on which two pictures are compared.

The before-picture's grid, so that it need not be resampled at all; the after-picture's where its pixels are larger by the factor
`coarser_from` or more, since detail that one picture lacks can be neither compared nor invented; a metric grid of the coarser pixel size where
the chosen grid's pixels are not about square (degrees far from the equator), because search and windows are in pixels and must mean the same
distance both ways. It is cut to the ground that both pictures cover.
"""

from __future__ import annotations

import math

import attrs
import numpy as np
from affine import Affine

from temoin.errors import NoCoverageError
from temoin.geo import Grid, Window
from temoin.geo.crs import local_metric_crs
from temoin.model import ScenePair
from temoin.raster import Image, Pixels
from temoin.raster.onto import PlainPixels, on_grid

__all__ = ["Together", "bring_together", "common_grid", "sample_rows"]

_SQUARE = 1.25
"""Pixels up to this much longer than wide count as square."""
_SAMPLE_STRIPS = 40
_SAMPLE_PIXELS = 6_000_000
"""Of a picture too large for memory, so many pixels in so many strips stand for the whole where its numbers are compared."""


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
    """Two pictures on one grid by their own georeferences alone; in memory where they fit.

    Args:
        grid: the common one.
        before: the earlier picture on it.
        after: the later one on it.
        after_source: the later one as it was read, for the resampling that counts.
    """

    grid: Grid
    before: Pixels
    after: Pixels
    after_source: Pixels

    @property
    def images(self) -> tuple[Image, Image] | None:
        """Both, where both are in memory."""
        return (self.before, self.after) if isinstance(self.before, Image) and isinstance(self.after, Image) else None

    def sample(self) -> tuple[Image, Image]:
        """Both, or of large ones every so many rows, as two pictures of the same pixels."""
        return self.images or (sample_rows(self.before), sample_rows(self.after))


def sample_rows(pixels: Pixels) -> Image:
    """Every so many rows of a large picture, as one picture of its own; the same rows of each picture on one grid."""
    rows, cols = pixels.grid.shape
    step = max(1, rows // _SAMPLE_STRIPS)
    tall = max(1, min(step, _SAMPLE_PIXELS // _SAMPLE_STRIPS // cols))
    windows = [Window(row_start=start, row_stop=start + tall, col_start=0, col_stop=cols) for start in range(0, rows - tall + 1, step)]
    parts = [pixels.read(window) for window in windows]
    height = sum(part.grid.height for part in parts)
    return Image(
        array=np.concatenate([part.array for part in parts], axis=1),
        flags=np.concatenate([part.flags for part in parts]),
        grid=attrs.evolve(parts[0].grid, height=height),
        roles=parts[0].roles,
    )


def bring_together(pair: ScenePair, *, coarser_from: float, margin_px: int, most_pixels: int = 2**62) -> Together:
    """Both pictures where they overlap, on the common grid.

    Args:
        pair: the two.
        coarser_from: as of `common_grid`.
        margin_px: pixels of the later one kept around the grid.
        most_pixels: of the grid, from which on nothing is held in memory.

    Raises:
        NoCoverageError: the two share no ground, or no pixel that both show.
    """
    try:
        grid = common_grid(pair.before_pixels.grid, pair.after_pixels.grid, coarser_from=coarser_from)
        if grid.height * grid.width > most_pixels:
            before, after = (PlainPixels(source=pixels, grid=grid) for pixels in (pair.before_pixels, pair.after_pixels))
            together = Together(grid=grid, before=before, after=after, after_source=pair.after_pixels)
        else:
            first, second = (_read(pixels, grid, margin_px) for pixels in (pair.before_pixels, pair.after_pixels))
            together = Together(grid=grid, before=on_grid(first, grid), after=on_grid(second, grid), after_source=second)
    except NoCoverageError as error:
        raise NoCoverageError(f"{pair.before.name} and {pair.after.name} share no ground") from error
    first, second = together.sample()
    if not (first.mask & second.mask).any():
        raise NoCoverageError(f"{pair.before.name} and {pair.after.name} overlap, but no pixel shows the ground in both")
    return together


def _read(pixels: Pixels, grid: Grid, margin_px: int) -> Image:
    scale = max(1.0, max(grid.gsd_m) / min(pixels.grid.gsd_m))
    return pixels.read(pixels.grid.window_of(grid.footprint, margin_px=math.ceil(margin_px * scale)))
