"""`AlignedPair`: the two pictures on one grid, and how far that can be trusted."""

from __future__ import annotations

from enum import StrEnum

import attrs
from affine import Affine

from temoin.geo import Grid
from temoin.model.reason import Reason
from temoin.model.scene import Scene
from temoin.raster import BandRole, Pixels

__all__ = ["AlignState", "AlignedPair", "BandFit", "Registration"]


class AlignState(StrEnum):
    """How far the registration can be trusted; carried into every later interval and verdict."""

    VERIFIED = "verified"
    WEAK = "weak"
    UNVERIFIED = "unverified"


@attrs.frozen(kw_only=True)
class Registration:
    """How the after-image was brought onto the before-image's grid.

    Args:
        state: how far it can be trusted.
        shift_px: (rows, columns): where the after-image's content lies against the before-image's, at the centre, in pixels of the grid;
            the correction moves the content by the opposite.
        transform: (column, row) of the grid to (column, row) of the plainly reprojected after-image.
        rmse_px: root mean square residual of the windows used, pixels; `None` where no window could be used.
        ce90_px: the distance that 9 of 10 window residuals stay under, pixels; `None` likewise.
        windows: windows used.
        windows_tried: windows looked at.
        agreement: share of usable windows that agree with the result, 0 to 1.
        reasons: why it is not better.
    """

    state: AlignState
    shift_px: tuple[float, float]
    transform: Affine
    rmse_px: float | None = None
    ce90_px: float | None = None
    windows: int
    windows_tried: int
    agreement: float
    reasons: tuple[Reason, ...] = ()


@attrs.frozen(kw_only=True)
class BandFit:
    """How one band of the after-image was brought to the radiometry of the before-image: `before ≈ gain · after + offset`.

    Args:
        role: the band.
        gain: factor, in units of before per unit of after.
        offset: addend, in units of before.
        r2: share of variance explained on the pixels used, 0 to 1.
        pixels: how many were used.
    """

    role: BandRole
    gain: float
    offset: float
    r2: float
    pixels: int


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
        reasons: what limits the comparison as a whole.
    """

    before: Scene
    after: Scene
    grid: Grid
    before_pixels: Pixels
    after_pixels: Pixels
    registration: Registration
    radiometry: tuple[BandFit, ...] = ()
    reasons: tuple[Reason, ...] = ()
