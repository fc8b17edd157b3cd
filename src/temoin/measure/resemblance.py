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

__all__ = ["Control", "Patch", "Resemblance", "cut_patches", "match_patches", "place_controls"]

_CLEAR_PEAK = 5.0
"""A common shift of all roofs is believed where its peak stands this many standard deviations above the other shifts."""
_REACH_WINDOWS = 4
"""Misplaced windows are taken from this many window widths around, so that there are enough of them (about 50) to speak of chance."""
_GRADIENT_WEIGHT = 2 / 3
"""Edges tell more than shades: haze, season and sun change the shades of an unchanged roof."""
_REGION_M = 60.0
"""Standard deviation of the neighbourhood in which roofs are taken to lie off alike, metres: a block or two."""
_CLEAR_LIKENESS = 0.55
_CLEAR_GAIN = 0.2
"""A roof is taken from farther off only where it is found this well, and this much better than nearby: ruins on the open pairs never are
(their best likeness anywhere within 8 m stays under 0.45), intact roofs on slopes are."""
_TRIES = 15
"""Places tried for each control that is wanted."""
_FREE_SHARE = 0.98
"""A control's window holds at most a fiftieth of footprints or unseen ground."""
_CROWDED = (0.5, 0.25)
"""Where ground is short, controls follow of which only this share is ground that no other control holds."""
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
        offsets: shape (patches, 2): (rows, columns) where each was found, pixels with fractions.
        shifts: shape (patches, 2): (rows, columns) where the roofs around lie together against the ground, whole pixels.
    """

    loss: npt.NDArray[np.float64]
    chance: npt.NDArray[np.float64]
    elsewhere: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.float64]
    shifts: npt.NDArray[np.intp]


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
        patches.append(Patch(row=top, col=left, weight=np.asarray(cv2.dilate(weight, disc), np.float32)))
    return tuple(patches)


@attrs.frozen(kw_only=True, eq=False)
class Control:
    """A building's template laid on other ground.

    Args:
        model: number of the building.
        rows: how far down it was moved, whole pixels.
        cols: how far to the right.
        patch: the template there.
    """

    model: int
    rows: int
    cols: int
    patch: Patch


def place_controls(ground: Ground, patches: Sequence[Patch | None], options: MeasureOptions) -> tuple[Control, ...]:
    """The same templates laid on other ground that is seen, clear of all footprints and of each other, and about as rich in edges.

    Args:
        ground: both pictures; only the earlier one and what is seen decide on a place.
        patches: of the buildings.
        options: how many are wanted, and the seed.
    """
    real = [index for index, patch in enumerate(patches) if patch is not None]
    if not real:
        return ()
    generator = np.random.default_rng(options.seed)
    free = ground.seen.copy()
    for index in real:
        _take(free, patches[index])
    free_sum = np.asarray(cv2.integral(free.astype(np.uint8)), np.float64)
    energy_sum = np.asarray(cv2.integral((ground.gradients[0].astype(np.float64) ** 2).sum(axis=0)), np.float64)
    drawn: list[tuple[float, Control]] = []
    for _ in range(options.controls * _TRIES):
        control = _draw(generator, real, patches, free.shape)
        if control is not None and _box(free_sum, control.patch) > _FREE_SHARE:
            drawn.append((_box(energy_sum, control.patch), control))
    # Ground without edges resembles nothing, itself included: what is as rich as a building comes first, then the richer half of the rest.
    floor = float(np.percentile([_box(energy_sum, patch) for patch in patches if patch is not None], 25))
    rich = [control for richness, control in drawn if richness >= floor]
    poor = [control for richness, control in sorted(drawn, key=lambda each: -each[0]) if richness < floor]
    return _apart(free, [*rich, *poor[: max(len(drawn) // 2 - len(rich), 0)]], options.controls)


def _draw(generator: np.random.Generator, real: Sequence[int], patches: Sequence[Patch | None], shape: tuple[int, ...]) -> Control | None:
    """A building's template at a place drawn by chance; `None` where it is larger than the picture."""
    model = real[int(generator.integers(len(real)))]
    patch = patches[model]
    if patch is None:
        return None
    rows, cols = (size - width + 1 for size, width in zip(shape, patch.weight.shape, strict=True))
    if rows < 1 or cols < 1:
        return None
    row, col = int(generator.integers(rows)), int(generator.integers(cols))
    return Control(model=model, rows=row - patch.row, cols=col - patch.col, patch=attrs.evolve(patch, row=row, col=col))


def _take(free: Mask, patch: Patch | None) -> None:
    if patch is not None:
        free[patch.window] &= patch.weight <= 0


def _apart(free: Mask, controls: Sequence[Control], most: int) -> tuple[Control, ...]:
    """Those that lie clear of the ones before them, as two looks at the same ground count as little more than one.

    Where too little ground is left for as many as are wanted, those that overlap follow.
    """
    kept: list[Control] = []
    for least in (_FREE_SHARE, *_CROWDED):
        for control in controls:
            inside = control.patch.weight > 0
            if len(kept) < most and np.count_nonzero(free[control.patch.window] & inside) >= least * np.count_nonzero(inside):
                _take(free, control.patch)
                kept.append(control)
    return tuple(kept)


def _box(integral: npt.NDArray[np.float64], patch: Patch) -> float:
    """Mean over a patch's window, from the running sums."""
    rows, cols = patch.window
    total = integral[rows.stop, cols.stop] - integral[rows.start, cols.stop] - integral[rows.stop, cols.start] + integral[rows.start, cols.start]
    return float(total) / patch.weight.size


def match_patches(ground: Ground, patches: Sequence[Patch | None], options: MeasureOptions) -> Resemblance:
    """Look for each template in the after-picture, first where the templates around lie together: hills and tall roofs move whole quarters.

    Args:
        ground: both pictures.
        patches: the templates.
        options: how far to look.
    """
    limit = max(1, round(options.roof_shift_m / ground.gsd_m))
    near = max(1, min(options.search_px, round(options.search_m / ground.gsd_m)))
    reach = max(limit, _REACH_WINDOWS * (2 * near + 1))
    surfaces = _surfaces(ground, patches, reach)
    shifts = _regional_shifts(ground, patches, surfaces, (reach, limit, near))
    loss, chance, elsewhere = (np.full(len(patches), np.nan) for _ in range(3))
    offsets = shifts.astype(np.float64)
    for index, both in enumerate(surfaces):
        if both is None:
            continue
        surface = _GRADIENT_WEIGHT * both[0] + (1 - _GRADIENT_WEIGHT) * both[1]
        centre = (int(shifts[index, 0]) + reach, int(shifts[index, 1]) + reach)
        found, others = _nearby(surface, centre, near)
        centre, found = _farther(surface, centre, found, (reach, limit))
        offsets[index] = np.subtract(_peak(surface, centre, near), reach)
        loss[index] = 1 - found
        chance[index] = (1 + np.count_nonzero(others >= found)) / (1 + len(others))
        elsewhere[index] = 1 - float(np.median(others)) if len(others) else 1.0
    return Resemblance(loss=loss, chance=chance, elsewhere=elsewhere, offsets=offsets, shifts=shifts)


def _regional_shifts(
    ground: Ground, patches: Sequence[Patch | None], surfaces: Sequence[tuple[Floats, Floats] | None], sizes: tuple[int, int, int]
) -> npt.NDArray[np.intp]:
    """Where the templates around each template lie together, shape (patches, 2); no shift where they show no clear one.

    One template may fit anything; many that agree do not agree by chance. So the surfaces are averaged over the neighbourhood, and over
    all where the neighbourhood does not tell.
    """
    reach, limit, near = sizes
    real = [index for index, surface in enumerate(surfaces) if surface is not None]
    shifts = np.zeros((len(patches), 2), np.intp)
    if len(real) < _FEWEST_ROOFS:
        return shifts
    inner = slice(reach - limit, reach + limit + 1)
    stack = np.stack([surface[0][inner, inner] for surface in surfaces if surface is not None])
    centres = np.array([(patch.row + patch.weight.shape[0] / 2, patch.col + patch.weight.shape[1] / 2) for patch in patches if patch is not None])
    shifts[:] = _clear_peak(stack.mean(axis=0), near)
    kept = np.array([patch is not None and surfaces[index] is not None for index, patch in enumerate(patches)])
    centres = centres[kept[[index for index, patch in enumerate(patches) if patch is not None]]]
    for place, index in enumerate(real):
        distance = np.hypot(*(centres - centres[place]).T) * ground.gsd_m
        weight = np.exp(-0.5 * (distance / _REGION_M) ** 2)
        if weight.sum() >= _FEWEST_ROOFS:
            own = _clear_peak(np.tensordot(weight / weight.sum(), stack, axes=1), near)
            shifts[index] = own if own.any() else shifts[index]
    return shifts


def _clear_peak(surface: Floats, near: int) -> npt.NDArray[np.intp]:
    """The shift at which a surface is highest, where it stands clear of the rest and beyond the local search; else (0, 0)."""
    limit = surface.shape[0] // 2
    row, col = np.unravel_index(int(surface.argmax()), surface.shape)
    height = (surface[row, col] - surface.mean()) / max(float(surface.std()), 1e-6)
    shift = np.array([int(row) - limit, int(col) - limit], np.intp)
    return shift if height >= _CLEAR_PEAK and np.abs(shift).max() > near else np.zeros(2, np.intp)


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
    correlation: Floats = _slide(around, weight * centred) / np.sqrt(np.maximum(spread * own, 1e-6))
    return correlation


def _softened(ground: Ground) -> tuple[Floats, Floats]:
    sigma = max(0.7, 0.35 / ground.gsd_m)
    before, after = (np.asarray(cv2.GaussianBlur(picture.mean(axis=0), (0, 0), sigma), np.float32) for picture in (ground.before, ground.after))
    return before, after


def _slide(around: Floats, kernel: Floats) -> Floats:
    """The sum of a kernel with every place around it."""
    return np.asarray(cv2.matchTemplate(np.ascontiguousarray(around), np.ascontiguousarray(kernel), cv2.TM_CCORR), np.float32)


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


def _farther(surface: Floats, centre: tuple[int, int], found: float, sizes: tuple[int, int]) -> tuple[tuple[int, int], float]:
    """Where a template is found clearly better than near the centre, within the widest shift that hills and tall roofs give."""
    reach, limit = sizes
    inner = surface[reach - limit : reach + limit + 1, reach - limit : reach + limit + 1]
    best = float(inner.max())
    if best < _CLEAR_LIKENESS or best < found + _CLEAR_GAIN:
        return centre, found
    row, col = np.unravel_index(int(inner.argmax()), inner.shape)
    return (int(row) + reach - limit, int(col) + reach - limit), best


def _peak(surface: Floats, centre: tuple[int, int], near: int) -> tuple[float, float]:
    """Row and column of the best likeness near the centre, between the pixels by a parabola along each axis."""
    top, left = (min(max(place - near, 0), size - 2 * near - 1) for place, size in zip(centre, surface.shape, strict=True))
    part = surface[top : top + 2 * near + 1, left : left + 2 * near + 1]
    row, col = (int(place) for place in np.unravel_index(int(part.argmax()), part.shape))
    row, col = row + top, col + left
    return row + _vertex(surface[max(row - 1, 0) : row + 2, col]), col + _vertex(surface[row, max(col - 1, 0) : col + 2])


def _vertex(three: Floats) -> float:
    """Where the parabola through three neighbours is highest, against the middle one; 0 at a border or on a plain."""
    if len(three) < 3:
        return 0.0
    left, middle, right = (float(value) for value in three)
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < -1e-6 else 0.0
