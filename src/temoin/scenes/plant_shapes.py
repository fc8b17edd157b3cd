"""Outlines of damage of exactly the wanted area, for a roof of any shape."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import rotate, scale, translate

from temoin.errors import OptionError
from temoin.scenes.kinds import DamageKind

__all__ = ["damage_shape", "roof_axis"]

_EDGE_M = 0.4
"""A roof collapse leaves this much of the roof standing along the walls."""
_SHEET_M = 1.1
"""Width of a sheet of roofing."""
_HALVINGS = 60
_RAGGED = {
    DamageKind.ROOF_COLLAPSE: (0.13, 9, 2.2, 3.2),
    DamageKind.CRATER: (0.05, 6, 1.0, 2.0),
    DamageKind.FLOOD: (0.2, 6, 1.6, 2.0),
    DamageKind.SOOT: (0.2, 5, 2.2, 2.0),
}
"""Roughness of the outline, its waves, how long it is against its depth at most, and the power of the superellipse (2: round, above: squarer)."""
Floats = npt.NDArray[np.float64]


def roof_axis(roof: shapely.Geometry) -> tuple[float, float, float]:
    """Direction of a roof's long side (radians, y pointing down), and its length and depth, from the smallest rectangle around it."""
    box = shapely.minimum_rotated_rectangle(roof)
    corners = shapely.get_coordinates(box.exterior)[:3]
    sides = np.diff(corners, axis=0)
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    long = sides[int(np.argmax(lengths))]
    return math.atan2(long[1], long[0]), float(lengths.max()), float(max(lengths.min(), 1e-6))


def damage_shape(
    kind: DamageKind, roof: shapely.Geometry, area: float | None, place: tuple[float, float], *, on_roof: bool, rng: np.random.Generator
) -> shapely.Geometry:
    """The damaged ground or roof in the plane of `roof`, of exactly the wanted area; empty where nothing can be seen from above.

    Args:
        kind: what befell the building.
        roof: its outline, metres.
        area: wanted, m²; `None` for a whole collapse and a window hit.
        place: of the middle, as shares of half the roof's length and half its depth.
        on_roof: on the roof rather than on the ground along the building.
        rng: where all chance comes from.

    Raises:
        OptionError: the area is missing or does not fit.
    """
    if kind is DamageKind.WINDOW_HIT:
        return shapely.Polygon()
    if kind is DamageKind.WHOLE_COLLAPSE:
        return roof
    if area is None or area <= 0:
        message = f"{kind.value} needs an area above 0, not {area}"
        raise OptionError(message, hint="Give the damage's area_m2.")
    on_ground = not on_roof
    angle, length, depth = roof_axis(roof)
    within = roof.buffer(3 + 2.5 * math.sqrt(area)).difference(roof.buffer(0.1)) if on_ground else _roof_within(kind, roof)
    if area >= 0.98 * within.area:
        message = f"{kind.value} of {area:.1f} m² does not fit a roof of {roof.area:.1f} m²"
        raise OptionError(message, hint=f"Give area_m2 below {0.98 * within.area:.1f}, or a whole collapse.")
    middle = _beside(roof, kind, area, rng) if on_ground else _on_roof(roof, place, (angle, length, depth))
    outline = translate(rotate(_outline(kind, area, min(2.2, length / depth), rng), angle, origin=(0, 0), use_radians=True), *middle)
    return _grow(outline, middle, within, area, 2 * (length + depth) + 4 * math.sqrt(area))


def _roof_within(kind: DamageKind, roof: shapely.Geometry) -> shapely.Geometry:
    inner = roof.buffer(-_EDGE_M) if kind is DamageKind.ROOF_COLLAPSE else roof
    return inner if not inner.is_empty else roof


def _on_roof(roof: shapely.Geometry, place: tuple[float, float], axis: tuple[float, float, float]) -> tuple[float, float]:
    angle, length, depth = axis
    box = shapely.minimum_rotated_rectangle(roof).centroid
    u, v = place[0] * length / 2, place[1] * depth / 2
    point = shapely.Point(box.x + u * math.cos(angle) - v * math.sin(angle), box.y + u * math.sin(angle) + v * math.cos(angle))
    # A roof of several wings may not hold the middle of its own rectangle.
    nearest = shapely.shortest_line(point, roof)
    return tuple(shapely.get_coordinates(nearest)[1])


def _beside(roof: shapely.Geometry, kind: DamageKind, area: float, rng: np.random.Generator) -> tuple[float, float]:
    """A place at the wall, or off it where the damage is a pit of its own."""
    gap = 1.15 * math.sqrt(area / math.pi) + 1.5 if kind is DamageKind.CRATER else 0.2
    ring = roof.buffer(gap).exterior if isinstance(roof.buffer(gap), shapely.Polygon) else roof.buffer(gap).geoms[0].exterior
    point = ring.interpolate(float(rng.uniform(0, 1)), normalized=True)
    return (point.x, point.y)


def _ragged(rng: np.random.Generator, rough: float, waves: int, stretch: float, *, square: float = 2.0) -> shapely.Polygon:
    """A closed outline around the origin: a superellipse with waves and teeth."""
    angles = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    round_ = (np.abs(np.cos(angles)) ** square + np.abs(np.sin(angles)) ** square) ** (-1 / square)
    swing = sum(rng.normal(0, rough / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(1, waves))
    radii = round_ * np.maximum(0.35, 1 + swing + rng.normal(0, 0.18 * rough, len(angles)))
    return shapely.Polygon(np.column_stack([radii * np.cos(angles) * stretch, radii * np.sin(angles)])).buffer(0)


def _sheets(rng: np.random.Generator, area: float) -> shapely.Geometry:
    """Sheets of one width, laid side by side, torn off at different lengths."""
    count = int(np.clip(math.sqrt(area) / _SHEET_M, 4, 40))
    edges = np.linspace(-1, 1, count + 1)
    low = -0.8 + np.cumsum(rng.normal(0, 0.12, count))
    high = 0.8 + np.cumsum(rng.normal(0, 0.12, count))
    # Some sheets held: they are short, not missing, so that the outline grows over the whole roof when it is blown up.
    held = np.where(rng.random(count) < 0.12, 0.3, 1.0)
    low, high = np.minimum(low, -0.1) * held, np.maximum(high, 0.1) * held
    return shapely.union_all([shapely.box(edges[n], low[n], edges[n + 1], high[n]) for n in range(count)])


def _tarpaulins(rng: np.random.Generator, stretch: float) -> shapely.Geometry:
    sheets = [shapely.box(-stretch, -0.8, stretch, 0.8)]
    for _ in range(int(rng.integers(0, 3))):
        x, y, w, h = rng.uniform(-stretch, stretch), rng.uniform(-0.6, 0.6), rng.uniform(0.4, 1.0), rng.uniform(0.4, 0.9)
        sheets.append(rotate(shapely.box(x - w, y - h, x + w, y + h), float(rng.normal(0, 4))))
    return shapely.union_all(sheets)


def _outline(kind: DamageKind, area: float, stretch: float, rng: np.random.Generator) -> shapely.Geometry:
    if kind is DamageKind.TARPAULIN:
        return _tarpaulins(rng, stretch)
    if kind is DamageKind.ROOF_COVER_LOSS:
        return _sheets(rng, area)
    rough, waves, reach, square = _RAGGED.get(kind, (0.16, 8, 1.5, 2.0))
    return _ragged(rng, rough, waves, min(stretch, reach), square=square)


def _grow(outline: shapely.Geometry, middle: tuple[float, float], within: shapely.Geometry, area: float, most: float) -> shapely.Geometry:
    """The outline at the size at which it covers the wanted area of the ground where it may lie, found by halving."""
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        size = (low + high) / 2
        covered = scale(outline, size, size, origin=middle).intersection(within).area
        low, high = (size, high) if covered < area else (low, size)
    shape = scale(outline, high, high, origin=middle).intersection(within)
    if abs(shape.area - area) > 1e-6 * area:
        message = f"no outline of {area:.1f} m² fits the ground of {within.area:.1f} m² that it may lie on"
        raise OptionError(message, hint="Give a smaller area_m2.")
    return shape
