"""What befell the buildings, as shapes of exact area."""

from __future__ import annotations

import math

import attrs
import numpy as np
import shapely
from shapely.affinity import rotate, scale, translate

from temoin.errors import OptionError
from temoin.scenes.layout import Layout, Patch, Structure, rectangle
from temoin.scenes.spec import Damage, DamageKind, PairSpec

__all__ = ["Wreck", "wreck_buildings"]

_EDGE_M = 0.6
"""A roof collapse leaves this much of the roof standing along the walls."""
_STEPS = 60


@attrs.frozen(kw_only=True, eq=False)
class Wreck:
    """One piece of damage, drawn.

    Args:
        damage: what was asked for.
        structure: the building.
        shape: the damaged ground or roof in local metres; empty where nothing can be seen from above.
        debris: pieces that lie in it, painted in their order.
    """

    damage: Damage
    structure: Structure
    shape: shapely.Geometry
    debris: tuple[Patch, ...] = ()


def wreck_buildings(layout: Layout, spec: PairSpec, rng: np.random.Generator) -> tuple[Wreck, ...]:
    """Draw all the damages of a spec.

    Raises:
        OptionError: a damage names no building, or an area that does not fit.
    """
    wrecks = []
    for damage, child in zip(spec.damages, rng.spawn(len(spec.damages)), strict=True):
        structure = layout.structure(damage.building_id)
        shape = _shape(damage, structure, child)
        fallen = damage.kind in {DamageKind.ROOF_COLLAPSE, DamageKind.WHOLE_COLLAPSE}
        wrecks.append(Wreck(damage=damage, structure=structure, shape=shape, debris=_debris(shape, child) if fallen else ()))
    return tuple(wrecks)


def _shape(damage: Damage, structure: Structure, rng: np.random.Generator) -> shapely.Geometry:
    match damage.kind:
        case DamageKind.WINDOW_HIT:
            return shapely.Polygon()
        case DamageKind.WHOLE_COLLAPSE:
            return structure.shape
        case DamageKind.ROOF_COLLAPSE:
            return _blob(damage, structure, structure.shape.buffer(-_EDGE_M), structure.place(*damage.place), rng)
        case DamageKind.BURN if damage.beside:
            yard = structure.shape.buffer(14.0).difference(structure.shape.buffer(0.2))
            return _blob(damage, structure, yard, structure.place(float(rng.uniform(-0.5, 0.5)), float(rng.choice([-1.1, 1.1]))), rng)
        case DamageKind.BURN:
            return _blob(damage, structure, structure.shape, structure.place(*damage.place), rng)


def _blob(damage: Damage, structure: Structure, within: shapely.Geometry, middle: tuple[float, float], rng: np.random.Generator) -> shapely.Geometry:
    """A ragged patch of exactly the wanted area, cut to the ground where it may lie; its size is found by halving."""
    wanted = damage.area_m2
    if wanted is None or not 0 < wanted < 0.98 * within.area:
        message = f"{damage.kind} of {wanted} m² does not fit {damage.building_id}, which holds {within.area:.0f} m²"
        raise OptionError(message, hint="Give area_m2 above 0 and below the roof's own area.")
    angles = np.linspace(0, 2 * math.pi, _STEPS, endpoint=False)
    waves = sum(rng.normal(0, 0.10 / k) * np.cos(k * angles + rng.uniform(0, 6.3)) for k in range(1, 6))
    radii = np.maximum(0.3, 1 + waves + rng.normal(0, 0.035, _STEPS))
    stretch = min(2.0, structure.width / structure.depth)
    outline = shapely.Polygon(np.column_stack([radii * np.cos(angles) * stretch, radii * np.sin(angles)])).buffer(0)
    outline = translate(rotate(outline, math.degrees(structure.angle), origin=(0, 0)), *middle)
    low, high = 0.0, 4 * (structure.width + structure.depth)
    for _ in range(60):
        size = (low + high) / 2
        area = scale(outline, size, size, origin=middle).intersection(within).area
        low, high = (size, high) if area < wanted else (low, size)
    return scale(outline, high, high, origin=middle).intersection(within)


def _debris(shape: shapely.Geometry, rng: np.random.Generator) -> tuple[Patch, ...]:
    """Slabs, sheets and fallen trusses, cut to the damaged ground, so that the area stays exact."""
    x0, y0, x1, y1 = shape.bounds
    pieces = []
    for _ in range(int(min(900, 0.55 * (x1 - x0) * (y1 - y0)))):
        size, ratio = float(rng.gamma(2.0, 0.55)) + 0.3, float(rng.uniform(0.3, 1.0))
        piece = rectangle(float(rng.uniform(x0, x1)), float(rng.uniform(y0, y1)), size, size * ratio, float(rng.uniform(0, math.pi)))
        pieces.append(Patch(shape=piece, material=str(rng.choice(["slab", "rust", "void", "sheet", "ash"], p=[0.25, 0.2, 0.28, 0.12, 0.15]))))
    for _ in range(int(4 + shape.area / 120)):
        piece = rectangle(float(rng.uniform(x0, x1)), float(rng.uniform(y0, y1)), float(rng.uniform(7, 17)), 0.45, float(rng.uniform(0, math.pi)))
        pieces.append(Patch(shape=piece, material=str(rng.choice(["truss", "void"]))))
    cut = shapely.intersection([piece.shape for piece in pieces], shape)
    return tuple(Patch(shape=part, material=piece.material) for piece, part in zip(pieces, cut, strict=True) if not part.is_empty)
