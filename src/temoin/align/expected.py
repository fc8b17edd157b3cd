"""What heights do in two pictures: how far roofs lie apart, and how long shadows are, by the angles alone.

A point h metres above level ground lies h · tan(off-nadir) from its foot, away from the satellite, and its shadow reaches h · cot(sun's elevation),
away from the sun. Both are vectors along an azimuth, in metres for each metre of height; two of them differ by the length of their difference.
"""

from __future__ import annotations

import math

from temoin.model import HeightEffect, Scene

__all__ = ["HEIGHTS_M", "height_effects", "suns_apart", "views_apart"]

HEIGHTS_M = (3.0, 10.0, 30.0)
"""A storey (a shed, a wall), a hall or three storeys, ten storeys or a silo."""

Lean = tuple[float, float | None]
"""Metres aside for each metre up, and the azimuth in degrees; `None` where that is not known."""


def views_apart(before: Scene, after: Scene) -> float | None:
    """Metres that two views show each metre of height apart; without azimuths the least that it can be; `None` without angles.

    >>> import attrs
    >>> from temoin.testing import made_pair
    >>> scene = made_pair().before_scene
    >>> east, west = (attrs.evolve(scene, off_nadir_deg=20.0, view_azimuth_deg=azimuth) for azimuth in (90.0, 270.0))
    >>> round(views_apart(east, west), 3), views_apart(east, east), views_apart(east, attrs.evolve(scene, off_nadir_deg=None))
    (0.728, 0.0, None)
    """
    return _apart(_view(before), _view(after))


def suns_apart(before: Scene, after: Scene) -> float | None:
    """Metres that the tips of two shadows lie apart for each metre of height; likewise. `None` where a sun is not known or not up."""
    return _apart(_shadow(before), _shadow(after))


def height_effects(before: Scene, after: Scene, gsd_m: float) -> tuple[HeightEffect, ...]:
    """What to expect of each of `HEIGHTS_M`, in metres and in pixels of `gsd_m` metres."""
    leans = {
        "parallax": views_apart(before, after),
        "shadow_before": _length(_shadow(before)),
        "shadow_after": _length(_shadow(after)),
        "shadows_apart": suns_apart(before, after),
    }
    effects = []
    for height in HEIGHTS_M:
        lengths = {f"{name}_{unit}": None if lean is None else height * lean / size for name, lean in leans.items() for unit, size in _units(gsd_m)}
        effects.append(HeightEffect(height_m=height, **lengths))
    return tuple(effects)


def _units(gsd_m: float) -> tuple[tuple[str, float], ...]:
    return (("m", 1.0), ("px", gsd_m))


def _view(scene: Scene) -> Lean | None:
    if scene.off_nadir_deg is None:
        return None
    return (math.tan(math.radians(abs(scene.off_nadir_deg))), scene.view_azimuth_deg)


def _shadow(scene: Scene) -> Lean | None:
    if scene.sun_elevation_deg is None or scene.sun_elevation_deg <= 0:
        return None
    return (1 / math.tan(math.radians(scene.sun_elevation_deg)), scene.sun_azimuth_deg)


def _length(lean: Lean | None) -> float | None:
    return None if lean is None else lean[0]


def _apart(one: Lean | None, other: Lean | None) -> float | None:
    if one is None or other is None:
        return None
    (first, azimuth), (second, other_azimuth) = one, other
    if azimuth is None or other_azimuth is None:
        return abs(first - second)
    between = math.radians(azimuth - other_azimuth)
    return math.sqrt(max(0.0, first**2 + second**2 - 2 * first * second * math.cos(between)))
