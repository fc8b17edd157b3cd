"""`AlignedPair`: the two pictures on one grid, and how far that can be trusted."""

from __future__ import annotations

from enum import StrEnum

import attrs
from affine import Affine

from temoin.geo import Grid
from temoin.model.fitness import Fitness
from temoin.model.reason import Reason
from temoin.model.scene import Scene
from temoin.raster import BandRole, Pixels

__all__ = ["AlignState", "AlignedPair", "BandFit", "Registration", "ShiftField"]


class AlignState(StrEnum):
    """How far the registration can be trusted; carried into every later interval and verdict."""

    VERIFIED = "verified"
    WEAK = "weak"
    UNVERIFIED = "unverified"


@attrs.frozen(kw_only=True)
class ShiftField:
    """A shift that varies over the picture, on nodes, bilinear between them, that of the rim beyond them.

    Node (i, j) is the middle of pixel (step · i, step · j) of the grid. What it holds is the shift there, as `Registration.shift_px` is it in the
    middle: where the after-image's content lies against the before-image's.

    Args:
        step_px: pixels between nodes.
        rows: the shift down, pixels, by node row and node column.
        cols: the shift to the right, likewise.

    Raises:
        ValueError: the two differ in size, their lines differ in length, or there are fewer than 2 × 2 nodes.
    """

    step_px: int = attrs.field(validator=attrs.validators.ge(1))
    rows: tuple[tuple[float, ...], ...]
    cols: tuple[tuple[float, ...], ...]

    def __attrs_post_init__(self) -> None:
        lengths = {len(line) for line in (*self.rows, *self.cols)}
        if len(self.rows) != len(self.cols) or len(self.rows) < 2 or len(lengths) != 1 or lengths.pop() < 2:
            message = "a shift field holds as many rows as columns of nodes in both of its layers, two at the least"
            raise ValueError(message)

    def at(self, row: float, col: float) -> tuple[float, float]:
        """The shift (rows, columns) at a pixel of the grid (pixel middles at whole numbers).

        >>> field = ShiftField(step_px=64, rows=((0.0, 0.0), (2.0, 2.0)), cols=((1.0, 3.0), (1.0, 3.0)))
        >>> field.at(32, 16)
        (1.0, 1.5)
        """
        down, below = _between(row / self.step_px, len(self.rows))
        right, beyond = _between(col / self.step_px, len(self.rows[0]))
        shift = []
        for layer in (self.rows, self.cols):
            upper, lower = (line[right] * (1 - beyond) + line[right + 1] * beyond for line in (layer[down], layer[down + 1]))
            shift.append(upper * (1 - below) + lower * below)
        return (shift[0], shift[1])


def _between(place: float, nodes: int) -> tuple[int, float]:
    """The node before a place, and how far it lies beyond it, 0 to 1."""
    place = min(max(place, 0.0), nodes - 1.0)
    first = min(int(place), nodes - 2)
    return first, place - first


@attrs.frozen(kw_only=True)
class Registration:
    """How the after-image was brought onto the before-image's grid.

    Args:
        state: how far it can be trusted.
        shift_px: (rows, columns): where the after-image's content lies against the before-image's, at the centre, in pixels of the grid;
            the correction moves the content by the opposite.
        transform: (column, row) of the grid to (column, row) of the plainly reprojected after-image; where there is a field, the affine transform
            nearest to it.
        field: the shift all over the picture, where one shift is not enough; `None` where it is the same everywhere.
        rmse_px: root mean square residual of the windows used, pixels; `None` where no window could be used.
        ce90_px: the distance that 9 of 10 window residuals stay under, pixels; `None` likewise.
        windows: windows used.
        windows_tried: windows looked at.
        agreement: share of usable windows that agree with the result, 0 to 1.
        residuals: (row, column, rows, columns) of each sure window that judged the result: its middle, and where it puts what is left.
        reasons: why it is not better.
    """

    state: AlignState
    shift_px: tuple[float, float]
    transform: Affine
    field: ShiftField | None = None
    rmse_px: float | None = None
    ce90_px: float | None = None
    windows: int
    windows_tried: int
    agreement: float
    residuals: tuple[tuple[float, float, float, float], ...] = ()
    reasons: tuple[Reason, ...] = ()

    def shift_at(self, row: float, col: float) -> tuple[float, float]:
        """The shift (rows, columns) at a pixel of the grid (pixel middles at whole numbers)."""
        return self.shift_px if self.field is None else self.field.at(row, col)

    @property
    def loose(self) -> Reason | None:
        """Why single places may lie off by more than most do; `None` where nothing says so."""
        if self.state is AlignState.WEAK:
            return Reason.WEAKLY_ALIGNED
        return Reason.ROUGH_GROUND if Reason.ROUGH_GROUND in self.reasons else None


@attrs.frozen(kw_only=True)
class BandFit:
    """How one band of the after-image was brought to the radiometry of the before-image: `before ≈ gain · after + offset`.

    Args:
        role: the band.
        gain: factor, in units of before per unit of after.
        offset: addend, in units of before.
        r2: share of variance explained on the pixels used, 0 to 1.
        pixels: how many were used.
        residual: root mean square of what the line leaves on the pixels used (means of 3 × 3), as a share of the range (1st to 99th percentile) of
            the earlier band; `None` where it is not known.
        blur_px: (earlier, later): standard deviation of the Gaussian under which each picture's band is compared, since the other one is that much
            blurrier, pixels; one of them at least is 0. The pictures themselves stay as sharp as they are.
    """

    role: BandRole
    gain: float
    offset: float
    r2: float
    pixels: int
    residual: float | None = None
    blur_px: tuple[float, float] = (0.0, 0.0)


@attrs.frozen(kw_only=True, eq=False)
class AlignedPair:
    """Before and after on one grid, radiometrically comparable; only `align` builds one.

    Args:
        before: the earlier acquisition.
        after: the later one.
        grid: of both pictures.
        before_pixels: the earlier picture on `grid`, in its own units.
        after_pixels: the later one on `grid`, in its own units (not yet normalised: apply `radiometry`).
        registration: how they were brought together.
        radiometry: one fit for each band that both have, in the order of `before_pixels.roles`.
        reasons: what limits every finding of the pair: what makes a missing change say nothing, or forbids to measure at all.
        fitness: how far the two can be compared, with all that limits it; `None` where nobody judged it.
    """

    before: Scene
    after: Scene
    grid: Grid
    before_pixels: Pixels
    after_pixels: Pixels
    registration: Registration
    radiometry: tuple[BandFit, ...] = ()
    reasons: tuple[Reason, ...] = ()
    fitness: Fitness | None = None
