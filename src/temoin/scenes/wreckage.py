"""How damage looks: openings with the floor and the walls' shadows, mounds, burnt and torn roofs, pits, water."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.affinity import scale, translate

from temoin.scenes.damage import Wreck
from temoin.scenes.kinds import DamageKind
from temoin.scenes.paint import Painter
from temoin.scenes.shapes import swept
from temoin.scenes.solid import Structure, rectangle

__all__ = ["paint_on_ground", "paint_on_roof", "raise_mound"]

_TORN_M = 0.35
_HEAP_SLOPE_DEG = 33.0
"""Loose rubble lies at about this slope; under a lower sun its far side is in its own shadow."""
_RIM_SHARE = 0.62
"""The pit of a crater takes this share of its radius, the thrown-up rim the rest (near ground-burst craters in soil: 0.5 to 0.7)."""
_MOUND_SHARE = 0.22
"""A fallen building's rubble stands about this share of its height (its volume bulks up, but a third to a half of it was air)."""


def paint_on_ground(painter: Painter, wreck: Wreck) -> None:
    """Damage that lies on the ground beside a building, drawn under everything that stands."""
    shape, kind = wreck.shape, wreck.damage.kind
    if shape.is_empty or wreck.damage.on_roof:
        return
    painter.exact.append(shape)
    if kind is DamageKind.FLOOD:
        painter.add(shape, "flood")
    elif kind is DamageKind.CRATER:
        _crater(painter, wreck)
    elif kind is DamageKind.RUBBLE_SPILL:
        painter.shade(swept(shape.buffer(-0.4), painter.light.shadow(0.8)).difference(shape))
        painter.add(shape, "rubble")
        _pieces(painter, wreck, shape)
    else:
        _stain(painter, wreck, shape)


def paint_on_roof(painter: Painter, wreck: Wreck) -> None:
    """Damage on a standing roof, drawn right after it."""
    structure, kind = wreck.structure, wreck.damage.kind
    if wreck.shape.is_empty or not wreck.damage.on_roof:
        return
    seen = painter.on_roof(structure, wreck.shape)
    painter.exact.append(seen)
    if kind is DamageKind.ROOF_COLLAPSE:
        _opening(painter, wreck, seen)
    elif kind is DamageKind.BURN:
        painter.add(seen, "char")
        _pieces(painter, wreck, seen, lean=painter.light.lean(structure.height))
    elif kind is DamageKind.SOOT:
        _stain(painter, wreck, seen)
    elif kind is DamageKind.TARPAULIN:
        painter.add(seen, "tarpaulin")
    elif kind is DamageKind.ROOF_COVER_LOSS:
        painter.add(seen, "deck")
        _rafters(painter, structure, seen)


def _opening(painter: Painter, wreck: Wreck, seen: shapely.Geometry) -> None:
    """Through a fallen roof: the floor where the view reaches it, else the far wall's inside; sun only where it comes through the hole."""
    structure = wreck.structure
    edge, seen = seen, seen.buffer(-_TORN_M)
    painter.deepen(seen)
    floor = seen.intersection(structure.shape)
    sunlit = structure.slid(wreck.shape, painter.light.shadow(1.0))
    painter.light_up(sunlit.intersection(floor))
    painter.add(edge, "torn")
    painter.add(seen, "inside", 0.5)
    painter.add(floor, "floor")
    _pieces(painter, wreck, floor)


def _pieces(painter: Painter, wreck: Wreck, seen: shapely.Geometry, *, lean: tuple[float, float] = (0.0, 0.0)) -> None:
    """Debris, cut to what can be seen of the ground on which it lies."""
    if not wreck.debris or seen.is_empty:
        return
    shapes = np.array([piece.shape for piece in wreck.debris], dtype=object)
    if lean != (0.0, 0.0):
        shapes = shapely.transform(shapes, lambda xy: xy + np.array(lean))
    shapely.prepare(seen)
    shapes = np.where(shapely.contains_properly(seen, shapes), shapes, shapely.intersection(shapes, seen))
    for piece, shape in zip(wreck.debris, shapes, strict=True):
        painter.add(shape, piece.material, piece.tilt)


def _stain(painter: Painter, wreck: Wreck, seen: shapely.Geometry) -> None:
    """Soot, blacker towards its middle; on a roof the roof's own colour shows through its edge."""
    burnt = wreck.damage.kind is DamageKind.BURN
    middle = seen.centroid
    if burnt or not wreck.damage.on_roof:
        painter.add(seen, "soot", 1.0, 1.6)
    else:
        direct = painter.light.direct((-wreck.structure.facets()[0].plane[0], -wreck.structure.facets()[0].plane[1], 1.0))
        painter.add(seen, wreck.structure.material, direct, 0.45)
    core = scale(seen, 0.72, 0.72, origin=middle).intersection(seen)
    painter.add(core, "soot", 1.0, 1.0 if burnt else 1.4)


def _rafters(painter: Painter, structure: Structure, seen: shapely.Geometry) -> None:
    """Battens across a stripped roof."""
    count = int(min(120, structure.width / 0.9))
    bars = [
        structure.part((step - 0.09 / structure.width, step + 0.09 / structure.width), (-1, 1)) for step in np.linspace(-0.98, 0.98, max(2, count))
    ]
    leaned = [painter.on_roof(structure, bar) for bar in bars] if painter.fine else []
    for bar in leaned:
        painter.add(bar.intersection(seen), "timber")


def _crater(painter: Painter, wreck: Wreck) -> None:
    """A bright rim of thrown-out soil, and a pit whose wall on the sun's side is dark."""
    shape, middle = wreck.shape, wreck.shape.centroid
    rng = np.random.default_rng(wreck.seed)
    radius = math.sqrt(shape.area / math.pi)
    painter.add(shape, "ejecta")
    pit = scale(shape, _RIM_SHARE, _RIM_SHARE, origin=middle)
    painter.add(pit.intersection(shape), "pit")
    depth = 0.45 * radius * _RIM_SHARE
    painter.shade(pit.difference(translate(pit, *painter.light.shadow(depth))).intersection(shape))
    for turn in rng.uniform(0, 2 * math.pi, 26):
        far = radius * float(rng.uniform(0.66, 0.98))
        clod = rectangle(middle.x + far * math.cos(turn), middle.y + far * math.sin(turn), float(rng.uniform(0.3, 1.2)), 0.4, float(turn))
        painter.add(clod.intersection(shape), "pit", float(rng.uniform(0.4, 1.6)))


def raise_mound(painter: Painter, wreck: Wreck) -> None:
    """A building that fell in on itself: heaps of rubble with their own light and shade, and stubs of walls."""
    structure, shape = wreck.structure, wreck.shape
    rng = np.random.default_rng(wreck.seed)
    height = max(0.8, _MOUND_SHARE * structure.height)
    painter.shade(swept(shape.buffer(-0.5), painter.light.shadow(height)).difference(shape))
    stubs = [_stub(structure, rng) for _ in range(5)]

    painter.exact.append(shape)

    def draw() -> None:
        painter.light_up(shape)
        painter.add(shape, "rubble")
        _pieces(painter, wreck, shape)
        _heaps(painter, shape, height, rng)
        for stub, tall in stubs:
            painter.shade(swept(stub, painter.light.shadow(tall)).intersection(shape))
            top = translate(stub, *painter.light.lean(tall)).intersection(shape)
            painter.light_up(top)
            painter.add(top, "wall")

    painter.later((structure.x, structure.y), height, draw)


def _heaps(painter: Painter, shape: shapely.Geometry, height: float, rng: np.random.Generator) -> None:
    """Rounded heaps: the side towards the sun is bright, the other dark, and each shades what lies behind it."""
    x0, y0, x1, y1 = shape.bounds
    count = int(min(60, 3 + shape.area / 25))
    shadow = np.array(painter.light.shadow(1.0))
    steep = painter.light.sun_elevation < _HEAP_SLOPE_DEG
    away = shadow / (np.hypot(*shadow) or 1.0)
    for _ in range(count):
        radius = float(rng.uniform(1.2, 4.5))
        turns = np.linspace(0, 2 * math.pi, 16, endpoint=False)
        radii = radius * (1 + rng.normal(0, 0.16, 16))
        middle = np.array([rng.uniform(x0, x1), rng.uniform(y0, y1)])
        heap = shapely.Polygon(middle + np.column_stack([radii * np.cos(turns), radii * np.sin(turns)])).buffer(0)
        # The slope away from the sun, and the shadow that it throws.
        lee = heap.difference(translate(heap, *(-away * radius * 0.8))).intersection(shape)
        painter.shade(translate(heap, *(shadow * height * 0.3)).difference(heap).intersection(shape))
        if steep:
            painter.shade(lee)


def _stub(structure: Structure, rng: np.random.Generator) -> tuple[shapely.Polygon, float]:
    """A length of outer wall that still stands, and its height."""
    start = float(rng.uniform(-0.95, 0.5))
    stop, side = start + float(rng.uniform(0.15, 0.45)), float(rng.choice([-1, 1]))
    if rng.random() < 0.6:
        thick = 0.8 / structure.depth
        return structure.part((start, stop), tuple(sorted((side, side * (1 - thick))))), float(rng.uniform(0.8, 2.4))  # type: ignore[arg-type]  # two
    thick = 0.8 / structure.width
    return structure.part(tuple(sorted((side, side * (1 - thick)))), (start, stop)), float(rng.uniform(0.8, 2.4))  # type: ignore[arg-type]  # two
