"""The locator: a small map of countries that shows where on earth a dossier's place lies, no more exactly than its policy allows."""

from __future__ import annotations

import math

import attrs
import shapely

from temoin.errors import CrsError
from temoin.geo import Footprint
from temoin.publish.borders import countries_in, country_at
from temoin.publish.coarse import coarse_footprint
from temoin.publish.content import DossierContent
from temoin.publish.outline import svg_path
from temoin.publish.words import Words

__all__ = ["LocatorView", "locator_view"]

WIDTH, HEIGHT = 320, 220
_DEGREES_A_PIXEL = 0.06
"""Of latitude: the map shows some 1,500 km from north to south."""
_HIGHEST = 82.0
"""Degrees: nearer to a pole than this no map is drawn, for this projection pulls it apart."""
_KM_A_DEGREE = 111.32
_BAR_KM = 500
_SIGN = 7.0
"""Pixels that a sign of a label takes."""


@attrs.frozen(kw_only=True)
class Land:
    """One country on the map."""

    path: str
    is_home: bool
    name: str
    x: float
    y: float


@attrs.frozen(kw_only=True)
class LocatorView:
    """A small map.

    Args:
        lands: what is drawn; a `name` is "" where it would not fit.
        x: of the place, pixels from the left.
        y: of the place, pixels from the top.
        country: its name in the page's language, or "" at sea.
        bar: length of the scale bar, pixels.
        bar_words: what it stands for.
    """

    lands: tuple[Land, ...]
    x: float
    y: float
    country: str
    bar: float
    bar_words: str
    width: int = WIDTH
    height: int = HEIGHT


def locator_view(content: DossierContent, words: Words) -> LocatorView | None:
    """The map around the middle of the pictures, else of the site; `None` where neither is known, or near a pole.

    In a public form that gives places to a hundred metres or a kilometre, the middle is that of the square of that size.
    """
    place = _place(content)
    if place is None or abs(place[1]) > _HIGHEST:
        return None
    longitude, latitude = place
    across = _DEGREES_A_PIXEL / math.cos(math.radians(latitude))
    west, north = longitude - WIDTH / 2 * across, latitude + HEIGHT / 2 * _DEGREES_A_PIXEL
    home = country_at(longitude, latitude)
    lands = []
    for code, shape in countries_in(west, north - HEIGHT * _DEGREES_A_PIXEL, west + WIDTH * across, north):
        drawn = shapely.transform(shape, lambda xy: (xy - [west, north]) / [across, -_DEGREES_A_PIXEL])
        lands.append(_land(drawn, words.territory(code), is_home=code == home and bool(code)))
    bar = _BAR_KM / _KM_A_DEGREE / _DEGREES_A_PIXEL
    bar_words = f"{_BAR_KM}\u202f{words.unit('km')}"
    return LocatorView(lands=tuple(lands), x=WIDTH / 2, y=HEIGHT / 2, country=words.territory(home), bar=round(bar, 1), bar_words=bar_words)


def _place(content: DossierContent) -> tuple[float, float] | None:
    shown = content.after_only or content.before_only
    footprint: Footprint | None = None
    if content.aligned is not None:
        footprint = content.aligned.grid.footprint
    elif shown is not None:
        footprint = shown.scene.grid.footprint
    elif content.site is not None:
        footprint = content.site.footprint
    if footprint is None:
        return None
    step = None if content.is_draft else content.policy.precision.step_m
    try:
        return (footprint if step is None else coarse_footprint(footprint, step)).centre
    except CrsError:
        # A picture without a known place: there is nothing to show on a map of the world.
        return None


def _land(shape: shapely.Geometry, name: str, *, is_home: bool) -> Land:
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=2.0)
    (x, y), radius = point.coords[0], point.length
    half = len(name) * _SIGN / 2
    fits = radius > 9 and half < min(x, WIDTH - x, 1.3 * radius + 15)
    is_on_bar = y > HEIGHT - 32 and x - half < 90
    is_on_place = abs(x - WIDTH / 2) < half + 8 and abs(y - HEIGHT / 2) < 14
    is_named = fits and not is_on_bar and not is_on_place
    path = svg_path(shapely.simplify(shape, 0.4))
    return Land(path=path, is_home=is_home, name=name if is_named else "", x=round(float(x), 1), y=round(float(y), 1))
