"""What changes between two looks and is no damage: paint, lorries, works, clearance, shadows, containers, ploughed or paved ground."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import shapely

from temoin.scenes.kinds import LookAlikeKind, RoofKind
from temoin.scenes.light import Light
from temoin.scenes.shapes import ground_shadow
from temoin.scenes.solid import Blocks, Layout, Patch, Structure, rectangle
from temoin.scenes.spec import LookAlike, PairSpec

__all__ = ["Alteration", "alter"]

_NO_BLOCKS = np.zeros((0, 7))
_GROUNDS = ("soil", "ripe", "meadow", "mud", "gravel", "straw", "concrete")
_STACK_M = 2.6
_LORRY_PITCH_M = 4.0
_MOST_PATCHES = 400


@attrs.frozen(kw_only=True, eq=False)
class Alteration:
    """One change without damage, drawn; shapes in local metres.

    Args:
        kind: what it is; `None` for ground that changed its cover.
        building_id: the building that it could be taken for damage of, or `None`.
        shape: what changes in the picture.
        ground: painted on the ground at the later look.
        roof: (material, shape), painted on the building's roof at the later look; a shape of `None` is the whole roof.
        before: vehicles or containers at the earlier look.
        after: at the later one.
        raised: what stands only at the later look, and is no building of anybody's list.
        removes: whether the building is gone at the later look.
    """

    kind: LookAlikeKind | None
    building_id: str | None
    shape: shapely.Geometry
    ground: tuple[Patch, ...] = ()
    roof: tuple[tuple[str, shapely.Geometry | None], ...] = ()
    before: Blocks = attrs.field(factory=lambda: Blocks(rows=_NO_BLOCKS))
    after: Blocks = attrs.field(factory=lambda: Blocks(rows=_NO_BLOCKS))
    raised: tuple[Structure, ...] = ()
    removes: bool = False


def alter(layout: Layout, spec: PairSpec, light: Light, rng: np.random.Generator) -> tuple[Alteration, ...]:
    """Draw all the look-alikes and the changed ground of a spec.

    Args:
        layout: the site.
        spec: what is wanted.
        light: of the later look: a stack is put up where its shadow falls on the roof.
        rng: where chance comes from.

    Raises:
        OptionError: a look-alike names no building.
    """
    children = rng.spawn(len(spec.look_alikes) + 1)
    looks = [_alteration(look, layout.structure(look.building_id), light, child) for look, child in zip(spec.look_alikes, children, strict=False)]
    if spec.changed_share:
        looks.append(_changed_ground(layout, spec, children[-1]))
    return tuple(looks)


def _alteration(look: LookAlike, structure: Structure, light: Light, rng: np.random.Generator) -> Alteration:
    facts: dict[str, Any] = {"kind": look.kind, "building_id": structure.id}
    match look.kind:
        case LookAlikeKind.ROOF_PAINT:
            return Alteration(**facts, shape=structure.shape, roof=(("new-paint", None),))
        case LookAlikeKind.PARKED_LORRIES:
            return _lorries(structure, facts)
        case LookAlikeKind.BUILDING_WORKS:
            return _works(structure, facts, rng)
        case LookAlikeKind.CLEARED:
            ground = (
                Patch(shape=structure.shape.buffer(2.0, join_style="mitre"), material="soil"),
                Patch(shape=structure.part((-0.9, 0.7), (-0.8, 0.9)), material="gravel"),
            )
            return Alteration(**facts, shape=ground[0].shape, ground=ground, removes=True)
        case LookAlikeKind.SHADOW:
            return _stack(structure, light, facts)
        case LookAlikeKind.MOVED_CONTAINERS:
            return _containers(structure, facts, rng)


def _block_shape(*blocks: Blocks) -> shapely.Geometry:
    return shapely.union_all([rectangle(x, y, length, width, angle) for each in blocks for x, y, angle, length, width, _, _ in each.rows])


def _lorries(structure: Structure, facts: dict[str, Any]) -> Alteration:
    count = min(7, max(1, int(structure.width // _LORRY_PITCH_M)))
    places = [structure.place(along, 1 + 18.0 / structure.depth) for along in np.linspace(-0.8, 0.8, count)]
    after = Blocks(rows=np.array([(x, y, structure.angle + math.pi / 2, 11.0, 2.5, 3.4, 0.9) for x, y in places]))
    return Alteration(**facts, shape=_block_shape(after), after=after)


def _containers(structure: Structure, facts: dict[str, Any], rng: np.random.Generator) -> Alteration:
    """Rows of boxes along one side before, along the other, in another number and order, after."""
    stacks = []
    for side in (1.0, -1.0):
        rows = []
        count = max(2, int(structure.width // 3.2))
        for number in np.flatnonzero(rng.random(count) < 0.75):
            along = -0.9 + 1.8 * (number + 0.5) / count
            x, y = structure.place(along, side * (1 + 2 * 5.0 / structure.depth))
            rows.append((x, y, structure.angle + math.pi / 2, 6.1, 2.44, 2.6 * int(rng.integers(1, 3)), float(rng.random())))
        stacks.append(Blocks(rows=np.array(rows).reshape(-1, 7)))
    before, after = stacks
    return Alteration(**facts, shape=_block_shape(before, after), before=before, after=after)


def _works(structure: Structure, facts: dict[str, Any], rng: np.random.Generator) -> Alteration:
    """New roof panels laid in straight courses over part of the roof, a pit for a foundation, stacks of material and cabins in the yard."""
    share = float(rng.uniform(0.3, 0.7))
    courses = [structure.part((low, low + 1.7 * share / 6), (-0.92, 0.92)) for low in np.linspace(-0.95, -0.95 + 1.9 * share, 6)]
    side = float(rng.choice([-1.0, 1.0]))
    yard = [structure.place(along, side * (1 + 2 * 7.0 / structure.depth)) for along in (-0.6, 0.0, 0.6)]
    pit = rectangle(*yard[0], min(14.0, structure.width * 0.4), 8.0, structure.angle)
    slab = rectangle(*yard[0], min(11.0, structure.width * 0.3), 5.0, structure.angle)
    ground = [Patch(shape=pit, material="soil"), Patch(shape=slab, material="slab")]
    for number in range(6):
        x, y = yard[1][0] + float(rng.uniform(-5, 5)), yard[1][1] + float(rng.uniform(-2.5, 2.5))
        ground.append(Patch(shape=rectangle(x, y, 3.5, 1.4, structure.angle), material=("timber", "sheet", "slab")[number % 3]))
    cabins = Blocks(rows=np.array([(*yard[2], structure.angle, 6.1, 2.4, 2.8, 0.9)]))
    roof = tuple(("skylight" if number % 2 else "sheet", course) for number, course in enumerate(courses))
    shape = shapely.union_all([*(patch.shape for patch in ground), *courses, _block_shape(cabins)])
    return Alteration(**facts, shape=shape, ground=tuple(ground), roof=roof, after=cabins)


def _stack(structure: Structure, light: Light, facts: dict[str, Any]) -> Alteration:
    """A stack between the building and the sun, tall enough for its shadow to cross the roof."""
    x, y = light.shadow(1.0)
    length = math.hypot(x, y) or 1.0
    reach = math.hypot(structure.width, structure.depth) / 2
    for step in np.linspace(0.0, reach + 6.0, 40):
        place = shapely.Point(structure.x - x / length * step, structure.y - y / length * step)
        if structure.shape.distance(place) > _STACK_M * 1.2:
            break
    height = structure.height + min(60.0, 1.5 * reach / length)
    stack = Structure(
        id=f"{structure.id}-stack",
        name=None,
        x=place.x,
        y=place.y,
        width=_STACK_M,
        depth=_STACK_M,
        angle=structure.angle,
        height=height,
        roof=RoofKind.FLAT,
        material="dark",
    )
    shade = ground_shadow(stack, (x, y))
    return Alteration(**facts, shape=shapely.union(stack.shape, shade), raised=(stack,))


def _changed_ground(layout: Layout, spec: PairSpec, rng: np.random.Generator) -> Alteration:
    """Pieces of open ground that were ploughed, mown, paved or stripped, until they make up the wanted share of it."""
    half = (spec.cols * spec.gsd_m / 2, spec.rows * spec.gsd_m / 2)
    frame = shapely.box(-half[0], -half[1], half[0], half[1])
    standing = shapely.union_all([structure.shape.buffer(1.0) for structure in layout.structures])
    free = frame.difference(standing)
    wanted, done = spec.changed_share * free.area, shapely.Polygon()
    patches: list[Patch] = []
    size = math.sqrt(frame.area)
    while done.area < wanted and len(patches) < _MOST_PATCHES:
        x, y = float(rng.uniform(-half[0], half[0])), float(rng.uniform(-half[1], half[1]))
        wide, deep = (float(side) for side in rng.uniform(0.05, 0.22, 2) * size)
        shape = rectangle(x, y, wide, deep, float(rng.uniform(0, math.pi))).intersection(free)
        if not shape.is_empty:
            patches.append(Patch(shape=shape, material=_GROUNDS[int(rng.integers(len(_GROUNDS)))]))
            done = done.union(shape)
    return Alteration(kind=None, building_id=None, shape=done, ground=tuple(patches))
