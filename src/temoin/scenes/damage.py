"""What befell the buildings, as shapes of exact area."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import rotate, scale, translate

from temoin.errors import OptionError
from temoin.scenes.kinds import DamageKind
from temoin.scenes.solid import Layout, Patch, Structure, rectangle
from temoin.scenes.spec import Damage, PairSpec

__all__ = ["Debris", "Wreck", "wreck_buildings"]

_EDGE_M = 0.6
"""A roof collapse leaves this much of the roof standing along the walls."""
_STEPS = 60
_TRIES = 24
"""Places tried for damage on open ground; the one with the most room is taken."""
_MOST = 0.98
"""No more than this share of the ground where it may lie can be asked for."""
_FALLEN = frozenset({DamageKind.ROOF_COLLAPSE, DamageKind.WHOLE_COLLAPSE, DamageKind.RUBBLE_SPILL, DamageKind.BURN})


@attrs.frozen(kw_only=True, eq=False)
class Debris(Patch):
    """A piece that lies in damaged ground.

    Args:
        tilt: direct sunlight on it against flat ground.
    """

    tilt: float = 1.0


@attrs.frozen(kw_only=True, eq=False)
class Wreck:
    """One piece of damage, drawn.

    Args:
        damage: what was asked for.
        structure: the building.
        shape: the damaged ground or roof in local metres; empty where nothing can be seen from above.
        debris: pieces that lie in it, painted in their order.
        seed: for what is chosen while it is painted, so that every look shows the same.
    """

    damage: Damage
    structure: Structure
    shape: shapely.Geometry
    debris: tuple[Debris, ...] = ()
    seed: int = 0


def wreck_buildings(layout: Layout, spec: PairSpec, rng: np.random.Generator) -> tuple[Wreck, ...]:
    """Draw all the damages of a spec.

    Raises:
        OptionError: a damage names no building, or an area that does not fit.
    """
    half = (spec.cols * spec.gsd_m / 2, spec.rows * spec.gsd_m / 2)
    frame = shapely.box(-half[0], -half[1], half[0], half[1])
    wrecks = []
    for damage, child in zip(spec.damages, rng.spawn(len(spec.damages)), strict=True):
        structure = layout.structure(damage.building_id)
        if damage.kind.has_own_size and damage.area_m2 is None:
            message = f"{damage.kind} of {damage.building_id} has no area"
            raise OptionError(message, hint="Give area_m2, in square metres.")
        shape = _shape(damage, structure, layout, frame, child)
        debris = _debris(damage.kind, shape, child) if (damage.kind in _FALLEN and damage.on_roof) or damage.kind is DamageKind.RUBBLE_SPILL else ()
        wrecks.append(Wreck(damage=damage, structure=structure, shape=shape, debris=debris, seed=int(child.integers(2**31))))
    return tuple(wrecks)


def _shape(damage: Damage, structure: Structure, layout: Layout, frame: shapely.Polygon, rng: np.random.Generator) -> shapely.Geometry:
    match damage.kind:
        case DamageKind.WINDOW_HIT:
            return shapely.Polygon()
        case DamageKind.WHOLE_COLLAPSE:
            return structure.shape
        case DamageKind.RUBBLE_SPILL:
            return _spill(damage, structure, rng)
        case DamageKind.CRATER | DamageKind.FLOOD:
            return _on_ground(damage, structure, layout, frame, rng)
    outline = _OUTLINES.get(damage.kind, _ragged)(structure, rng)
    if damage.beside:
        yard = structure.shape.buffer(14.0).difference(structure.shape.buffer(0.2))
        return _fit(damage, outline, yard, structure.place(float(rng.uniform(-0.5, 0.5)), float(rng.choice([-1.1, 1.1]))))
    roof = structure.shape.buffer(-_EDGE_M) if damage.kind is DamageKind.ROOF_COLLAPSE else structure.shape
    return _fit(damage, outline, roof, structure.place(*damage.place))


def _fit(damage: Damage, outline: shapely.Geometry, within: shapely.Geometry, middle: tuple[float, float]) -> shapely.Geometry:
    """An outline around the origin, sized by halving until exactly the wanted area of it lies on the ground where it may."""
    wanted = damage.area_m2
    if wanted is None or not 0 < wanted < _MOST * within.area:
        message = f"{damage.kind} of {wanted} m² does not fit {damage.building_id}, which holds {within.area:.0f} m²"
        raise OptionError(message, hint="Give area_m2 above 0 and below the room that there is.")
    shapely.prepare(within)
    placed = translate(outline, *middle)
    x0, y0, x1, y1 = within.bounds
    low, high = 0.0, 4 * (x1 - x0 + y1 - y0) / math.sqrt(outline.area)
    shape = shapely.Polygon()
    for _ in range(60):
        size = (low + high) / 2
        shape = scale(placed, size, size, origin=middle).intersection(within)
        low, high = (size, high) if shape.area < wanted else (low, size)
        if abs(shape.area / wanted - 1) < 1e-10:
            break
    if abs(shape.area / wanted - 1) > 1e-6:
        message = f"{damage.kind} of {wanted} m² does not fit {damage.building_id} at that place"
        raise OptionError(message, hint="Move its place towards the middle, or make it smaller.")
    return shape


def _ragged(structure: Structure, rng: np.random.Generator) -> shapely.Geometry:
    """A ragged patch as long and as turned as the building."""
    angles = np.linspace(0, 2 * math.pi, _STEPS, endpoint=False)
    waves = sum(rng.normal(0, 0.10 / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(1, 6))
    radii = np.maximum(0.3, 1 + waves + rng.normal(0, 0.035, _STEPS))
    stretch = min(2.0, structure.width / structure.depth)
    outline = shapely.Polygon(np.column_stack([radii * np.cos(angles) * stretch, radii * np.sin(angles)])).buffer(0)
    return rotate(outline, math.degrees(structure.angle), origin=(0, 0))


def _sheets(structure: Structure, rng: np.random.Generator) -> shapely.Geometry:
    """Two or three sheets laid over one another, along the building."""
    sheets = [
        rectangle(float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.3, 0.3)), 1.9, 1.2, float(rng.normal(0, 0.06)))
        for _ in range(int(rng.integers(1, 4)))
    ]
    return rotate(shapely.union_all(sheets), math.degrees(structure.angle), origin=(0, 0))


def _torn_courses(structure: Structure, rng: np.random.Generator) -> shapely.Geometry:
    """Strips of roof cover across the building, torn off to different lengths."""
    strips = []
    for step in np.linspace(-1, 1, 10):
        low, high = -float(rng.uniform(0.25, 1.0)), float(rng.uniform(0.25, 1.0))
        strips.append(rectangle(float(step) * 1.4, (low + high) / 2, 0.32, high - low, 0.0))
    return rotate(shapely.union_all(strips), math.degrees(structure.angle), origin=(0, 0))


_OUTLINES = {DamageKind.TARPAULIN: _sheets, DamageKind.ROOF_COVER_LOSS: _torn_courses}


def _spill(damage: Damage, structure: Structure, rng: np.random.Generator) -> shapely.Geometry:
    """Rubble that fell out of a wall: a fan on the ground along one side."""
    side = float(rng.choice([-1.0, 1.0]))
    middle = structure.place(float(rng.uniform(-0.4, 0.4)), side)
    room = max(6.0, 0.9 * structure.height)
    within = structure.shape.buffer(room, join_style="mitre").difference(structure.shape)
    return _fit(damage, _ragged(structure, rng), within, middle)


def _on_ground(damage: Damage, structure: Structure, layout: Layout, frame: shapely.Polygon, rng: np.random.Generator) -> shapely.Geometry:
    """A crater in the open ground near the building and in the picture, or water around the building."""
    taken = shapely.union_all([other.shape.buffer(0.0 if damage.kind is DamageKind.FLOOD else 1.0) for other in layout.structures])
    if damage.kind is DamageKind.FLOOD:
        reach = math.sqrt(damage.area_m2 or 0.0) + max(structure.width, structure.depth)
        within = shapely.Point(structure.x, structure.y).buffer(2 * reach).difference(taken)
        return _fit(damage, _shore(rng), within, (structure.x, structure.y))
    radius = math.sqrt((damage.area_m2 or 0.0) / math.pi)
    outline = _round(rng)
    best, room = (structure.x, structure.y), -1.0
    for _ in range(_TRIES):
        turn = float(rng.uniform(0, 2 * math.pi))
        far = radius * 1.2 + float(rng.uniform(0.5, 0.5 + structure.depth / 2))
        wall = structure.place(1.05 * math.cos(turn), 1.05 * math.sin(turn))
        place = (wall[0] + far * math.cos(turn + structure.angle), wall[1] + far * math.sin(turn + structure.angle))
        free = shapely.Point(place).buffer(1.15 * radius).difference(taken).intersection(frame).area
        if free > room + 1e-9:
            best, room = place, free
    within = shapely.Point(best).buffer(1.6 * radius).difference(taken)
    return _fit(damage, outline, within, best)


def _round(rng: np.random.Generator) -> shapely.Polygon:
    angles = np.linspace(0, 2 * math.pi, _STEPS, endpoint=False)
    radii = 1 + 0.04 * np.cos(3 * angles + rng.uniform(0, 6.3)) + rng.normal(0, 0.02, _STEPS)
    return shapely.Polygon(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])).buffer(0)


def _shore(rng: np.random.Generator) -> shapely.Polygon:
    """Smooth, with bays."""
    angles = np.linspace(0, 2 * math.pi, 3 * _STEPS, endpoint=False)
    radii = 1 + sum(rng.normal(0, 0.13 / math.sqrt(k)) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(2, 9))
    radii = np.maximum(0.35, radii)
    return shapely.Polygon(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])).buffer(0)


_PIECES = {
    DamageKind.BURN: (("char", "ash", "void", "rust", "timber"), (0.3, 0.25, 0.25, 0.1, 0.1)),
    DamageKind.WHOLE_COLLAPSE: (("slab", "rubble", "void", "brick", "sheet", "rust"), (0.26, 0.44, 0.11, 0.08, 0.04, 0.07)),
    DamageKind.RUBBLE_SPILL: (("slab", "rubble", "void", "brick", "rust"), (0.3, 0.3, 0.2, 0.15, 0.05)),
}
_COMMON = (("slab", "rust", "void", "sheet", "ash", "rubble"), (0.26, 0.13, 0.16, 0.08, 0.09, 0.28))


def _debris(kind: DamageKind, shape: shapely.Geometry, rng: np.random.Generator) -> tuple[Debris, ...]:
    """Slabs, sheets and fallen trusses, tilted any way, cut to the damaged ground, so that the area stays exact."""
    x0, y0, x1, y1 = shape.bounds
    names, chances = _PIECES.get(kind, _COMMON)
    count = int(min(1200, 0.8 * (x1 - x0) * (y1 - y0)))
    size, ratio = rng.gamma(2.0, 0.55, count) + 0.3, rng.uniform(0.25, 1.0, count)
    places = np.column_stack([rng.uniform(x0, x1, count), rng.uniform(y0, y1, count)])
    kinds = rng.choice(len(names), count, p=chances)
    tilts = np.clip(rng.normal(0.95, 0.28, count), 0.2, 1.7).round(1)
    materials = [names[number] for number in kinds]
    if kind is not DamageKind.RUBBLE_SPILL:
        beams = int(4 + shape.area / 120)
        size, ratio = np.append(size, rng.uniform(7, 17, beams)), np.append(ratio, np.full(beams, 0.035))
        places = np.vstack([places, np.column_stack([rng.uniform(x0, x1, beams), rng.uniform(y0, y1, beams)])])
        tilts = np.append(tilts, np.ones(beams))
        materials += [str(name) for name in rng.choice(["truss", "void"], beams)]
    boxes = _boxes(places, size, size * ratio, rng.uniform(0, math.pi, len(size)))
    shapely.prepare(shape)
    cut = np.where(shapely.contains_properly(shape, boxes), boxes, shapely.intersection(boxes, shape))
    return tuple(
        Debris(shape=part, material=material, tilt=float(tilt))
        for part, material, tilt in zip(cut, materials, tilts, strict=True)
        if not part.is_empty
    )


def _boxes(
    places: npt.NDArray[np.float64], width: npt.NDArray[np.float64], depth: npt.NDArray[np.float64], angle: npt.NDArray[np.float64]
) -> npt.NDArray[np.object_]:
    """Many rectangles at once."""
    along = np.column_stack([np.cos(angle), np.sin(angle)]) * width[:, None] / 2
    across = np.column_stack([-np.sin(angle), np.cos(angle)]) * depth[:, None] / 2
    ring = np.stack([places - along - across, places + along - across, places + along + across, places - along + across], axis=1)
    return np.asarray(shapely.polygons(ring))
