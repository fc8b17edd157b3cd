"""How well each building of the before-picture is found again in the after-picture: the roof as a template, looked for nearby."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.ground import Floats, Ground, Mask
from temoin.measure.options import MeasureOptions
from temoin.raster import cover_polygons

__all__ = ["Patch", "Resemblance", "cut_patches", "match_patches", "place_controls"]

_CLEAR_PEAK = 5.0
"""A common shift of all roofs is believed where its peak stands this many standard deviations above the other shifts."""
_LEAST_REACH_PX = 24
"""Misplaced windows are taken from at least this far around, so that there are enough of them to speak of chance."""
_FEWEST_ROOFS = 3
"""Fewer roofs do not outvote chance."""


@attrs.frozen(kw_only=True, eq=False)
class Patch:
    """One template: a window of the before-picture with weights.

    Args:
        row: first row.
        col: first column.
        weight: shape (rows, columns), 1 on the footprint and its margin, 0 elsewhere.
    """

    row: int
    col: int
    weight: Floats

    @property
    def window(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        rows, cols = self.weight.shape
        return slice(self.row, self.row + rows), slice(self.col, self.col + cols)


@attrs.frozen(kw_only=True, eq=False)
class Resemblance:
    """How well templates were found again.

    Args:
        loss: shape (patches,), 1 − the mean of gradient correlation and grey correlation at the best place nearby; 0 the same, about 1
            nothing alike. NaN where there is nothing to compare.
        chance: shape (patches,): share of misplaced windows around that look at least as alike, (1 + n) / (1 + N).
        elsewhere: shape (patches,): the median loss at misplaced windows: what "nothing alike" gives for this template.
        shift: (rows, columns) where the roofs together lie against the ground, pixels.
    """

    loss: npt.NDArray[np.float64]
    chance: npt.NDArray[np.float64]
    elsewhere: npt.NDArray[np.float64]
    shift: tuple[int, int]


def cut_patches(ground: Ground, shapes: Sequence[shapely.Geometry], options: MeasureOptions) -> tuple[Patch | None, ...]:
    """The template of each polygon (in pixel coordinates): its exact coverage, widened by the margin; `None` where no pixel is covered."""
    margin = max(1, round(options.margin_m / ground.gsd_m))
    rows, cols = ground.grid.shape
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    covered = cover_polygons(shapes, ground.grid.shape)
    patches: list[Patch | None] = []
    for index in range(len(shapes)):
        pixels, shares = covered.of(index)
        if not len(pixels):
            patches.append(None)
            continue
        row, col = np.divmod(pixels, cols)
        top, left = max(int(row.min()) - margin, 0), max(int(col.min()) - margin, 0)
        weight = np.zeros((min(int(row.max()) + margin + 1, rows) - top, min(int(col.max()) + margin + 1, cols) - left), np.float32)
        weight[row - top, col - left] = shares
        patches.append(Patch(row=top, col=left, weight=cv2.dilate(weight, disc)))
    return tuple(patches)


def place_controls(ground: Ground, patches: Sequence[Patch | None], taken: Mask, options: MeasureOptions) -> tuple[Patch, ...]:
    """The same templates laid on other ground that is seen, clear of all footprints, and about as rich in edges as the buildings.

    Args:
        ground: both pictures.
        patches: of the buildings.
        taken: shape (rows, columns), footprints and their surroundings.
        options: how many are wanted, and the seed.
    """
    real = [patch for patch in patches if patch is not None]
    if not real:
        return ()
    generator = np.random.default_rng(options.seed)
    free = (ground.seen & ~taken).astype(np.float64)
    energy = (ground.gradients[0].astype(np.float64) ** 2).sum(axis=0)
    free_sum, energy_sum = cv2.integral(free), cv2.integral(energy)
    floor = float(np.percentile([_box(energy_sum, patch) for patch in real], 25))
    controls: list[Patch] = []
    for _ in range(options.controls * 10):
        model = real[int(generator.integers(len(real)))]
        rows, cols = model.weight.shape
        if rows > free.shape[0] or cols > free.shape[1]:
            continue
        place = Patch(
            row=int(generator.integers(free.shape[0] - rows + 1)), col=int(generator.integers(free.shape[1] - cols + 1)), weight=model.weight
        )
        if _box(free_sum, place) > 0.98 and _box(energy_sum, place) >= floor:
            controls.append(place)
        if len(controls) == options.controls:
            break
    return tuple(controls)


def _box(integral: npt.NDArray[np.float64], patch: Patch) -> float:
    """Mean over a patch's window, from the running sums."""
    rows, cols = patch.window
    total = integral[rows.stop, cols.stop] - integral[rows.start, cols.stop] - integral[rows.stop, cols.start] + integral[rows.start, cols.start]
    return float(total) / patch.weight.size


def match_patches(ground: Ground, patches: Sequence[Patch | None], options: MeasureOptions, *, shift: tuple[int, int] | None = None) -> Resemblance:
    """Look for each template in the after-picture.

    Args:
        ground: both pictures.
        patches: the templates.
        options: how far to look.
        shift: where to look; found from all templates together where it is `None`.
    """
    limit = max(1, round(options.roof_shift_m / ground.gsd_m))
    reach = max(limit, _LEAST_REACH_PX)
    surfaces = _surfaces(ground, patches, reach)
    near = max(1, min(options.search_px, round(options.search_m / ground.gsd_m)))
    gradients = [None if surface is None else surface[0] for surface in surfaces]
    centre = _common_shift(gradients, reach, limit, near) if shift is None else shift
    loss, chance, elsewhere = (np.full(len(patches), np.nan) for _ in range(3))
    for index, both in enumerate(surfaces):
        surface = None if both is None else (both[0] + both[1]) / 2
        if surface is None:
            continue
        found, others = _nearby(surface, (centre[0] + reach, centre[1] + reach), near)
        loss[index] = 1 - found
        chance[index] = (1 + np.count_nonzero(others >= found)) / (1 + len(others))
        elsewhere[index] = 1 - float(np.median(others)) if len(others) else 1.0
    return Resemblance(loss=loss, chance=chance, elsewhere=elsewhere, shift=centre)


def _surfaces(ground: Ground, patches: Sequence[Patch | None], reach: int) -> list[tuple[Floats, Floats] | None]:
    """Gradient and grey correlation of each template at every shift up to `reach`, each (2 reach + 1, 2 reach + 1); `None` where nothing is seen."""
    first, second = ground.gradients
    pad = ((reach, reach), (reach, reach))
    grey_before, grey_after = _softened(ground)
    layers = (np.pad(second[0], pad), np.pad(second[1], pad), np.pad(grey_after, pad))
    energy = layers[0] ** 2 + layers[1] ** 2
    surfaces: list[tuple[Floats, Floats] | None] = []
    for patch in patches:
        if patch is None:
            surfaces.append(None)
            continue
        rows, cols = patch.window
        weight = patch.weight * ground.seen[rows, cols]
        around = (slice(rows.start, rows.stop + 2 * reach), slice(cols.start, cols.stop + 2 * reach))
        if weight.sum() < 4:
            surfaces.append(None)
            continue
        across, down = first[0][rows, cols], first[1][rows, cols]
        cross = _slide(layers[0][around], weight * across) + _slide(layers[1][around], weight * down)
        own = float((weight * (across**2 + down**2)).sum())
        gradient = cross / np.sqrt(np.maximum(_slide(energy[around], weight) * own, 1e-6))
        surfaces.append((gradient, _correlation(grey_before[rows, cols], layers[2][around], weight)))
    return surfaces


def _correlation(grey: Floats, around: Floats, weight: Floats) -> Floats:
    """Weighted correlation coefficient of a template with every place around it."""
    weight = weight / weight.sum()
    centred = grey - float((weight * grey).sum())
    own = float((weight * centred**2).sum())
    mean = _slide(around, weight)
    spread = np.maximum(_slide(around**2, weight) - mean**2, 0)
    return _slide(around, weight * centred) / np.sqrt(np.maximum(spread * own, 1e-6))


def _softened(ground: Ground) -> tuple[Floats, Floats]:
    sigma = max(0.7, 0.35 / ground.gsd_m)
    return (
        cv2.GaussianBlur(ground.before.mean(axis=0), (0, 0), sigma),
        cv2.GaussianBlur(ground.after.mean(axis=0), (0, 0), sigma),
    )


def _slide(around: Floats, kernel: Floats) -> Floats:
    return cv2.matchTemplate(np.ascontiguousarray(around), np.ascontiguousarray(kernel), cv2.TM_CCORR)


def _common_shift(surfaces: Sequence[Floats | None], reach: int, limit: int, near: int) -> tuple[int, int]:
    """Where the roofs lie together against the ground: the peak of the mean surface, where it is clear; else no shift."""
    real = [surface for surface in surfaces if surface is not None]
    if len(real) < _FEWEST_ROOFS:
        return (0, 0)
    mean = np.mean(real, axis=0)
    inner = mean[reach - limit : reach + limit + 1, reach - limit : reach + limit + 1]
    row, col = np.unravel_index(int(inner.argmax()), inner.shape)
    height = (inner[row, col] - inner.mean()) / max(float(inner.std()), 1e-6)
    shift = (int(row) - limit, int(col) - limit)
    return shift if height >= _CLEAR_PEAK and max(abs(shift[0]), abs(shift[1])) > near else (0, 0)


def _nearby(surface: Floats, centre: tuple[int, int], near: int) -> tuple[float, Floats]:
    """The best likeness near the centre, and in windows of the same size elsewhere (at least twice a window away)."""
    width = 2 * near + 1
    best = cv2.dilate(surface, np.ones((width, width), np.uint8))
    rows = np.arange(near, surface.shape[0] - near, width)
    cols = np.arange(near, surface.shape[1] - near, width)
    row, col = np.meshgrid(rows, cols, indexing="ij")
    away = np.maximum(np.abs(row - centre[0]), np.abs(col - centre[1])) > 2 * width
    inside = np.clip(centre, near, surface.shape[0] - 1 - near)
    return float(best[inside[0], inside[1]]), best[row[away], col[away]]
