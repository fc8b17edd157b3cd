"""Map sheets: one picture a page, with all that a map says beside it, in the manner of the Copernicus EMS rapid mapping sheets."""

from __future__ import annotations

import math

import attrs

from temoin.geo import Grid, transformer
from temoin.geo.crs import WGS84
from temoin.publish.amounts import number_words
from temoin.publish.views.pictures import Panel, PictureView
from temoin.publish.words import Words

__all__ = ["MapSheet", "Places", "ScaleStep", "Tick", "map_sheets"]

FRAME_MM = (186.0, 158.0)
"""Room for the map itself on a landscape A4 sheet, width and height."""
_BAR_MM = 55.0
"""Most that the scale bar takes."""
_TICKS = (3, 7)
"""So many grid lines cross the picture at least and at most, where a round step allows it."""
_STEPS = (1.0, 2.0, 5.0)


@attrs.frozen(kw_only=True)
class Tick:
    """Where a grid line meets the frame: `at` in mm from the map's upper left corner, `text` its coordinate."""

    at: float
    text: str


@attrs.frozen(kw_only=True)
class ScaleStep:
    """One field of the scale bar: `start` and `length` in mm, `text` at its end."""

    start: float
    length: float
    text: str


@attrs.frozen(kw_only=True)
class Places:
    """What says where a map is; all of it empty where places are not to be told.

    Args:
        across: grid lines that meet the upper and lower edge.
        down: grid lines that meet the left and right edge.
        grid_words: what the grid's numbers are.
        projection: the reference system in words.
        corners: upper left and lower right corner in longitude and latitude, in words.
    """

    across: tuple[Tick, ...] = ()
    down: tuple[Tick, ...] = ()
    grid_words: str = ""
    projection: str = ""
    corners: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class MapSheet:
    """One sheet.

    Args:
        panel: the picture and its facts.
        width: of the map on paper, mm.
        height: likewise.
        unit: pixels of the shown picture in a millimetre of paper: lines are as thick on every sheet.
        scale: the second number of "1 : 2 500", in words.
        bar: the fields of the scale bar.
        bar_unit: its unit.
        north: degrees clockwise from straight up.
        places: what says where it is.
    """

    panel: Panel
    width: float
    height: float
    unit: float
    scale: str
    bar: tuple[ScaleStep, ...]
    bar_unit: str
    north: float
    places: Places


def map_sheets(view: PictureView, grid: Grid, words: Words, *, has_places: bool) -> tuple[MapSheet, ...]:
    """One sheet a picture.

    Args:
        view: the shown picture, or two.
        grid: of the pictures.
        words: the language.
        has_places: coordinates may be printed; else the sheet has scale and north alone.
    """
    width, height = _fitted(view.width, view.height)
    mm_a_metre = width / (grid.width * grid.gsd_m[1])
    bar, bar_unit = _bar(mm_a_metre, words)
    places = _places(grid, width, height, words) if has_places else Places()
    return tuple(
        MapSheet(
            panel=panel,
            width=width,
            height=height,
            unit=round(view.width / width, 4),
            scale=number_words(float(f"{1000.0 / mm_a_metre:.2g}")),
            bar=bar,
            bar_unit=bar_unit,
            north=view.overlay.north,
            places=places,
        )
        for panel in view.panels
    )


def _fitted(width: int, height: int) -> tuple[float, float]:
    scale = min(FRAME_MM[0] / width, FRAME_MM[1] / height)
    return round(width * scale, 2), round(height * scale, 2)


def _bar(mm_a_metre: float, words: Words) -> tuple[tuple[ScaleStep, ...], str]:
    """Four fields of a round length each, together at most `_BAR_MM` long."""
    step_m = _round_down(_BAR_MM / 4 / mm_a_metre)
    factor, unit = (0.001, "km") if step_m >= 500 else (1.0, "m")
    length = step_m * mm_a_metre
    fields = tuple(
        ScaleStep(start=round(number * length, 2), length=round(length, 2), text=number_words((number + 1) * step_m * factor, decimal=words.decimal))
        for number in range(4)
    )
    return fields, words.unit(unit)


def _round_down(value: float) -> float:
    """The greatest 1, 2 or 5 times a power of ten that is not above a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in _STEPS if step * power <= value * (1 + 1e-9))


def _places(grid: Grid, width: float, height: float, words: Words) -> Places:
    facts = Places(projection=_projection(grid), corners=_corners(grid, words))
    turn = grid.transform
    if turn.b or turn.d:
        # Grid lines of a turned picture meet the frame at a slant: the corners alone say where it lies.
        return facts
    right, bottom = turn.c + turn.a * grid.width, turn.f + turn.e * grid.height
    unit = words("degrees") if grid.crs.is_geographic else words("metres of the projection")
    return attrs.evolve(
        facts,
        across=_ticks(turn.c, right, width, words),
        down=_ticks(turn.f, bottom, height, words),
        grid_words=words("grid in {unit}", unit=unit),
    )


def _ticks(first: float, last: float, length: float, words: Words) -> tuple[Tick, ...]:
    """Round coordinates between the two ends of an edge, `length` mm long."""
    low, high = min(first, last), max(first, last)
    step = _round_down((high - low) / _TICKS[0])
    if (high - low) / step > _TICKS[1]:
        step *= 2
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    values = [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return tuple(
        Tick(
            at=round(length * (value - first) / (last - first), 2),
            text=number_words(round(value, decimals), step=10.0**-decimals, decimal=words.decimal),
        )
        for value in values
        if 0.04 < (value - first) / (last - first) < 0.96
    )


def _projection(grid: Grid) -> str:
    code = grid.crs.to_epsg()
    return f"{grid.crs.name} (EPSG:{code})" if code is not None else str(grid.crs.name)


def _corners(grid: Grid, words: Words) -> tuple[str, ...]:
    to_degrees = transformer(grid.crs, WGS84)
    ends = (grid.transform @ (0, 0), grid.transform @ (grid.width, grid.height))
    return tuple(_degrees(*to_degrees.transform(*end), words) for end in ends)


def _degrees(lon: float, lat: float, words: Words) -> str:
    """Latitude and longitude to a ten-thousandth of a degree, some ten metres: what the edge of a sheet needs."""
    north, south, east, west = words("N"), words("S"), words("E"), words("W")
    parts = ((lat, south if lat < 0 else north), (lon, west if lon < 0 else east))
    return ", ".join(f"{abs(value):.4f}°\u202f{side}".replace(".", words.decimal) for value, side in parts)
