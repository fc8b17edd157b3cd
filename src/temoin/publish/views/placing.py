"""Where things lie, in words and drawing marks: registration, scale bar, north arrow."""

from __future__ import annotations

import math

import attrs
import pyproj

from temoin.geo import Grid, transformer
from temoin.geo.crs import WGS84
from temoin.model import AlignedPair, AlignState
from temoin.publish.amounts import number_words
from temoin.publish.words import Words

__all__ = ["ScaleBar", "north_deg", "registration_words", "scale_bar"]

_GEOD = pyproj.Geod(ellps="WGS84")
STATES = {
    AlignState.VERIFIED: "Registration verified: the two pictures lie on each other.",
    AlignState.WEAK: "Registration weak: the two pictures lie on each other only roughly, so narrow changes along edges may be false.",
    AlignState.UNVERIFIED: "Registration not verified: nobody can say from these pictures whether they lie on each other, so changes may be false.",
}


@attrs.frozen(kw_only=True)
class ScaleBar:
    """A bar of a round length.

    Args:
        share: its length as a percentage of the picture's width.
        words: its length in words.
    """

    share: float
    words: str


def scale_bar(grid: Grid, words: Words) -> ScaleBar:
    """The longest round length (1, 2 or 5 times a power of ten metres) that is at most a quarter of the picture's width."""
    width_m = grid.width * grid.gsd_m[1]
    power = 10.0 ** math.floor(math.log10(width_m / 4))
    length_m = max(step * power for step in (1, 2, 5) if step * power <= width_m / 4)
    length, unit = (length_m / 1000, "km") if length_m >= 1000 else (length_m, "m")
    text = f"{number_words(length, decimal=words.decimal)}\u202f{words.unit(unit)}"
    return ScaleBar(share=round(100 * length_m / width_m, 3), words=text)


def north_deg(grid: Grid) -> float:
    """Where true north points in the picture, in degrees clockwise from straight up, at the centre."""
    to_degrees, from_degrees = transformer(grid.crs, WGS84), transformer(WGS84, grid.crs)
    row, col = grid.height / 2, grid.width / 2
    lon, lat = to_degrees.transform(*grid.xy(row, col))
    step = min(grid.gsd_m) * 10 / 111_000 * (1 if lat < 89 else -1)
    north_row, north_col = grid.rowcol(*from_degrees.transform(lon, lat + step))
    down_m, right_m = grid.gsd_m
    angle = math.degrees(math.atan2((north_col - col) * right_m, -(north_row - row) * down_m))
    return round(angle if step > 0 else angle + 180, 1)


def registration_words(aligned: AlignedPair, words: Words) -> tuple[str, ...]:
    """How far the two pictures lie on each other, and by how much the later one was moved."""
    registration, gsd_m = aligned.registration, math.sqrt(math.prod(aligned.grid.gsd_m))
    lines = [words(STATES[registration.state])]
    if registration.ce90_px is not None:
        lines.append(
            words(
                "Checked in {windows} of {tried} places: nine of ten lie within {metres} m ({pixels} pixels).",
                windows=registration.windows,
                tried=registration.windows_tried,
                metres=number_words(float(f"{registration.ce90_px * gsd_m:.2g}"), decimal=words.decimal),
                pixels=number_words(float(f"{registration.ce90_px:.2g}"), decimal=words.decimal),
            )
        )
    shift = math.hypot(*registration.shift_px)
    if shift >= 0.05:
        metres, azimuth = _shift(aligned.grid, registration.shift_px)
        lines.append(
            words(
                "The later picture lay {metres} m ({pixels} pixels) to the {side} of the earlier one and was moved back.",
                metres=number_words(float(f"{metres:.2g}"), decimal=words.decimal),
                pixels=number_words(float(f"{shift:.2g}"), decimal=words.decimal),
                side=words.compass(azimuth),
            )
        )
    return tuple(lines)


def _shift(grid: Grid, shift_px: tuple[float, float]) -> tuple[float, float]:
    row, col = grid.height / 2, grid.width / 2
    x0, y0 = grid.xy(row, col)
    x1, y1 = grid.xy(row + shift_px[0], col + shift_px[1])
    (lon0, lon1), (lat0, lat1) = transformer(grid.crs, WGS84).transform([x0, x1], [y0, y1])
    azimuth, _, metres = _GEOD.inv(lon0, lat0, lon1, lat1)
    return float(metres), float(azimuth) % 360
