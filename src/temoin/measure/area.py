"""Areas in m² with an interval that says what could be wrong with them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from temoin.measure.delineate import Delineation
from temoin.model import AlignState, Registration
from temoin.quantity import Quantity

__all__ = ["Budget", "area_of", "budget_of", "residual_px", "smallest_area", "sum_areas"]

_Z = 1.96
"""Standard deviations of a bell curve that 95 % lie within."""
_SCALE_SHARE = 0.005
"""A pixel's size on the ground is known to about half a per cent in length (terrain height, view angle), 1 % in area: two of these."""
_UNKNOWN_RMSE_PX = {AlignState.VERIFIED: 0.5, AlignState.WEAK: 1.5, AlignState.UNVERIFIED: 4.0}
"""Registration residual that is assumed where none was measured, pixels."""
_EDGE_SD_PX = 0.5
"""Standard deviation of the outline's place all along it (blur, mixed pixels), pixels; from made scenes, see docs/explanation/measurement.md."""


@attrs.frozen(kw_only=True)
class Budget:
    """What could be wrong with an area: standard deviations in pixels.

    Args:
        lattice: of covering a shape with pixels.
        edge: of the outline's place.
        threshold: of where to draw the line between changed and unchanged.
        registration: of the two pictures against each other.
        scale: of the size of a pixel.
    """

    lattice: float
    edge: float
    threshold: float
    registration: float
    scale: float

    @property
    def total(self) -> float:
        """All together, pixels: they have nothing to do with each other."""
        return math.sqrt(self.lattice**2 + self.edge**2 + self.threshold**2 + self.registration**2 + self.scale**2)


def budget_of(piece: Delineation, registration: Registration) -> Budget:
    """The error budget of one piece of change.

    - lattice: n rim pixels, each off by a share that is uniform in ±0.5 before unmixing and about ±0.25 after: 0.25 / √3 · √n;
    - edge: the outline may lie too far in or out all along it: perimeter × its standard deviation;
    - threshold: half the way between what clearly and what possibly changed, as a 2σ range;
    - registration: a shift moves one side in and the other out, so only the part that differs between the sides counts: √perimeter × rmse;
    - scale: two lengths.
    """
    perimeter = max(piece.perimeter, 4.0)
    return Budget(
        lattice=0.25 / math.sqrt(3) * math.sqrt(perimeter),
        edge=_EDGE_SD_PX * perimeter,
        threshold=max(piece.wide - piece.tight, 0.0) / 4,
        registration=math.sqrt(perimeter) * residual_px(registration),
        scale=2 * _SCALE_SHARE * piece.pixels,
    )


def residual_px(registration: Registration) -> float:
    """What is left of a registration, pixels: as measured, else as is usual in its state."""
    return registration.rmse_px if registration.rmse_px is not None else _UNKNOWN_RMSE_PX[registration.state]


def area_of(pixels: float, sigma: float, pixel_area_m2: float, *, most: float | None = None) -> Quantity:
    """An area with its 95 % interval, in m², kept between nothing and `most` pixels."""
    top = math.inf if most is None else most
    pixels = min(pixels, top)
    low, high = max(pixels - _Z * sigma, 0.0), min(pixels + _Z * sigma, top)
    return Quantity(value=pixels * pixel_area_m2, unit="m2", low=low * pixel_area_m2, high=high * pixel_area_m2, confidence=0.95)


def sum_areas(pieces: Sequence[tuple[float, float]], pixel_area_m2: float, *, most: float | None = None) -> Quantity:
    """The sum of areas (pixels, standard deviation), in m².

    Edges of one picture err the same way, so the standard deviations add up rather than their squares: the interval is rather too wide.
    """
    return area_of(sum(area for area, _ in pieces), sum(sigma for _, sigma in pieces), pixel_area_m2, most=most)


def smallest_area(smallest_px: float, window_px: int, pixel_area_m2: float) -> Quantity:
    """The smallest piece of change that would be found, in m²: between the smallest that is kept and the window in which change is looked for."""
    low, high = smallest_px**2 * pixel_area_m2, max(smallest_px, window_px) ** 2 * pixel_area_m2
    return Quantity(value=math.sqrt(low * high), unit="m2", low=low, high=high, confidence=0.95)
