"""A site by chance: halls, houses, roads, fields, trees and cars."""

from __future__ import annotations

import math
from typing import TypeVar

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.errors import OptionError
from temoin.scenes.kinds import RoofKind
from temoin.scenes.solid import Blocks, Detail, Layout, Patch, Structure, Trees, rectangle
from temoin.scenes.spec import HallPlan, PairSpec

__all__ = ["lay_out"]

_Number = TypeVar("_Number", float, npt.NDArray[np.float64])
_ROOFS = ("metal", "grey", "dark", "brown", "blue", "pale")
_TILES = ("tile", "tile", "slate", "brown")
_CLUTTER_GSD_M = 1.5
"""In coarser pixels, things of a metre are not seen one by one."""
_CONIFERS = 0.25
"""Share of the trees that stay green."""


def lay_out(spec: PairSpec, rng: np.random.Generator) -> Layout:
    """Build a site. The plant itself does not depend on the camera: the same seed gives the same plant at any ground sample distance."""
    plant_rng, around_rng = rng.spawn(2)
    angle = math.radians(float(plant_rng.uniform(8, 24)) * plant_rng.choice([-1, 1]))
    halls = _halls(spec, angle, plant_rng)
    houses = _houses(spec, angle, plant_rng)
    structures = (*halls, *houses)
    side = spec.plant_side_m
    taken = shapely.union_all([structure.shape.buffer(2.5) for structure in structures]) if structures else shapely.Polygon()
    roads = _roads(spec, angle, halls)
    plant = rectangle(0, 0, side * 1.04, side * 1.04, angle)
    yards = tuple(Patch(shape=hall.shape.buffer(9, join_style="mitre"), material="concrete") for hall in halls)
    ground = (
        *_fields(spec, plant.buffer(70), around_rng),
        Patch(shape=plant, material="gravel"),
        *_lawns(halls, angle, side, plant_rng),
        *yards,
        *roads,
        *(_clutter(side, angle, taken, plant_rng) if spec.gsd_m < _CLUTTER_GSD_M else ()),
        *_river(spec, angle),
    )
    road_shape = shapely.union_all([road.shape for road in roads]).buffer(2)
    trees = _trees(spec, plant_rng, around_rng, shapely.union_all([taken, road_shape]))
    cars = [_cars(roads, yards, taken, plant_rng, 14 + 5 * len(halls)) for _ in range(2)]
    return Layout(ground=ground, structures=structures, trees=trees, cars_before=cars[0], cars_after=cars[1])


def _cells(spec: PairSpec) -> tuple[int, float]:
    count = math.ceil(math.sqrt(max(spec.halls, 1)))
    return count, spec.plant_side_m / count


def _turn(x: _Number, y: _Number, angle: float) -> tuple[_Number, _Number]:
    return (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle))


def _halls(spec: PairSpec, angle: float, rng: np.random.Generator) -> tuple[Structure, ...]:
    count, cell = _cells(spec)
    order = rng.permutation(count * count)[: spec.halls]
    halls = []
    for number, place in enumerate(order):
        row, col = divmod(int(place), count)
        x, y = _turn((col + 0.5) * cell - count * cell / 2, (row + 0.5) * cell - count * cell / 2, angle)
        wide, deep = float(rng.uniform(0.55, 0.78)) * cell, float(rng.uniform(0.38, 0.58)) * cell
        roof, height = RoofKind(str(rng.choice(list(RoofKind)))), float(rng.uniform(6, 12))
        material, jitter = str(rng.choice(_ROOFS)), rng.uniform(-0.04, 0.04, 2) * cell
        plan = spec.plans[number] if number < len(spec.plans) else None
        plan = plan or HallPlan(name=f"hall {number + 1}", width_m=wide, depth_m=deep, height_m=height, roof=roof)
        if max(plan.width_m, plan.depth_m) > cell * 0.9:
            message = (
                f"{plan.name} of {plan.width_m:.0f} × {plan.depth_m:.0f} m does not fit a plant of {spec.plant_side_m:.0f} m with {spec.halls} halls"
            )
            raise OptionError(message, hint="Make the hall smaller, or plant_m larger.")
        hall = Structure(
            id=f"h{number + 1}",
            name=plan.name,
            x=x + float(jitter[0]),
            y=y + float(jitter[1]),
            width=plan.width_m,
            depth=plan.depth_m,
            angle=angle,
            height=plan.height_m,
            roof=plan.roof,
            material=material,
        )
        halls.append(attrs.evolve(hall, details=_details(hall, rng)))
    return tuple(halls)


def _details(hall: Structure, rng: np.random.Generator) -> tuple[Detail, ...]:
    """Skylights in rows on flat and gabled roofs, a few vents anywhere."""
    details = []
    rows = int(rng.integers(2, 4))
    steps = max(3, int(hall.width // 9))
    glass = str(rng.choice(["glass", "skylight"]))
    for row in range(rows):
        across = -0.7 + 1.4 * (row + 0.5) / rows
        for step in range(steps):
            along = -0.9 + 1.8 * (step + 0.5) / steps
            half = (2.2 / hall.width, 0.9 / hall.depth)
            if hall.roof is not RoofKind.SAW_TOOTH:
                details.append(Detail(shape=hall.part((along - half[0], along + half[0]), (across - half[1], across + half[1])), material=glass))
    for _ in range(int(rng.integers(3, 9))):
        x, y = hall.place(*rng.uniform(-0.9, 0.9, 2))
        size = float(rng.uniform(0.9, 2.6))
        details.append(Detail(shape=rectangle(x, y, size, size * float(rng.uniform(0.6, 1.0)), hall.angle), material="vent", height_m=1.4))
    return tuple(details)


def _houses(spec: PairSpec, angle: float, rng: np.random.Generator) -> tuple[Structure, ...]:
    """A street of houses along two sides of the plant."""
    side, houses = spec.plant_side_m, []
    for number in range(spec.houses):
        flank, step = number % 2, number // 2
        along = -side / 2 + (step + 0.5) * max(side / max(1, math.ceil(spec.houses / 2)), 15.0) + float(rng.uniform(-2, 2))
        off = side / 2 + float(rng.uniform(17, 21))
        x, y = _turn(*((along, off) if flank == 0 else (off, along)), angle)
        turn = angle + float(rng.normal(0, 0.05)) + (math.pi / 2 if rng.random() < 0.4 else 0)
        houses.append(
            Structure(
                id=f"b{number + 1}",
                name=None,
                x=x,
                y=y,
                width=float(rng.uniform(10, 13.5)),
                depth=float(rng.uniform(7.5, 9.5)),
                angle=turn,
                height=float(rng.uniform(3.5, 5.5)),
                roof=RoofKind.GABLED,
                material=str(rng.choice(_TILES)),
            )
        )
    return tuple(houses)


def _roads(spec: PairSpec, angle: float, halls: tuple[Structure, ...]) -> tuple[Patch, ...]:
    count, cell = _cells(spec)
    side, roads = spec.plant_side_m, []
    for line in range(count + 1):
        place = line * cell - side / 2
        length = side * 1.04 if 0 < line < count else side * 1.3
        roads.append(Patch(shape=rectangle(*_turn(place, 0, angle), 5.5, length, angle), material="asphalt"))
        roads.append(Patch(shape=rectangle(*_turn(0, place, angle), length, 5.5, angle), material="asphalt"))
    reach = max(spec.rows, spec.cols) * spec.gsd_m * 1.5
    street = side / 2 + 9.5
    for x, y, wide, deep in ((0.0, street, reach, 6.5), (street, 0.0, 6.5, reach)):
        roads.append(Patch(shape=rectangle(*_turn(x, y, angle), wide, deep, angle), material="asphalt"))
    marks = []
    for step in np.arange(-reach / 2, reach / 2, 9.0) if reach < 1200 else ():
        marks.append(Patch(shape=rectangle(*_turn(float(step), street, angle), 3.0, 0.2, angle), material="paint"))
        marks.append(Patch(shape=rectangle(*_turn(street, float(step), angle), 0.2, 3.0, angle), material="paint"))
    halls_shape = shapely.union_all([hall.shape.buffer(1.5) for hall in halls]) if halls else shapely.Polygon()
    return tuple(Patch(shape=shapely.difference(patch.shape, halls_shape), material=patch.material) for patch in (*roads, *marks))


def _river(spec: PairSpec, angle: float) -> tuple[Patch, ...]:
    """A river with its banks, beyond the street of houses."""
    if not spec.river_m:
        return ()
    reach = max(spec.rows, spec.cols) * spec.gsd_m
    steps = np.linspace(-reach, reach, 60)
    off = -(spec.plant_side_m / 2 + 16 + spec.river_m / 2)
    line = shapely.LineString([_turn(float(step), off + 0.25 * spec.river_m * math.sin(step / (6 * spec.river_m)), angle) for step in steps])
    return (Patch(shape=line.buffer(spec.river_m / 2 + 2.5), material="mud"), Patch(shape=line.buffer(spec.river_m / 2), material="water"))


def _lawns(halls: tuple[Structure, ...], angle: float, side: float, rng: np.random.Generator) -> tuple[Patch, ...]:
    """Green strips and stains between the halls."""
    lawns = []
    for _ in range(3 * max(4, len(halls))):
        x, y = _turn(float(rng.uniform(-0.5, 0.5)) * side, float(rng.uniform(-0.5, 0.5)) * side, angle)
        wide, deep = rng.uniform(6, 26, 2)
        lawns.append(
            Patch(shape=rectangle(float(x), float(y), float(wide), float(deep), angle), material=str(rng.choice(["grass", "grass", "soil", "stain"])))
        )
    return tuple(lawns)


def _fields(spec: PairSpec, plant: shapely.Geometry, rng: np.random.Generator) -> tuple[Patch, ...]:
    """Farm land around the plant: strips side by side, cut into fields of different crops, with tramlines where tractors drive."""
    reach = max(spec.rows, spec.cols) * spec.gsd_m / 2 + 30
    angle, patches = float(rng.uniform(-0.5, 0.5)), []
    row = -1.5 * reach
    while row < 1.5 * reach:
        deep = float(rng.uniform(70, 160))
        col = -1.5 * reach - float(rng.uniform(0, 100))
        while col < 1.5 * reach:
            wide = float(rng.uniform(60, 220))
            x, y = _turn(col + wide / 2, row + deep / 2, angle)
            field = rectangle(x, y, wide - 1.6, deep - 1.6, angle)
            crop = str(rng.choice(["meadow", "crop", "ripe", "soil", "woods", "grass"], p=[0.3, 0.24, 0.18, 0.1, 0.08, 0.1]))
            if max(abs(x), abs(y)) < reach + 150 and not plant.contains(field):
                patches += _field(field, crop, (x, y, wide, deep, angle), plant, fine=spec.gsd_m < 1.5)
            col += wide
        row += deep
    return tuple(patches)


def _field(field: shapely.Polygon, crop: str, box: tuple[float, float, float, float, float], plant: shapely.Geometry, *, fine: bool) -> list[Patch]:
    patches = [Patch(shape=field.difference(plant), material=crop)]
    if not fine or crop not in {"crop", "ripe"}:
        return patches
    x, y, wide, deep, angle = box
    for step in np.arange(-deep / 2 + 10, deep / 2 - 4, 21.0):
        for wheel in (-0.9, 0.9):
            across, down = _turn(0.0, float(step) + wheel, angle)
            track = rectangle(x + across, y + down, wide - 4, 0.45, angle)
            patches.append(Patch(shape=track.difference(plant), material="soil"))
    return patches


def _clutter(side: float, angle: float, taken: shapely.Geometry, rng: np.random.Generator) -> tuple[Patch, ...]:
    """What lies about on any yard and verge: pallets, bins, manholes, repaired pieces of paving, bushes."""
    count = int(min(4000, side * side / 40))
    names = ("slab", "stain", "grass", "rust", "timber", "crown", "sheet", "concrete", "void", "asphalt")
    kinds = rng.choice(len(names), count, p=[0.1, 0.16, 0.14, 0.08, 0.08, 0.16, 0.04, 0.1, 0.06, 0.08])
    size, ratio = rng.gamma(2.0, 0.6, count) + 0.3, rng.uniform(0.3, 1.0, count)
    square = rng.uniform(-0.53, 0.53, (count, 2)) * side
    places = np.column_stack(_turn(square[:, 0], square[:, 1], angle))
    turns = angle + rng.choice([0.0, 0.4, math.pi / 2], count)
    free = ~shapely.intersects_xy(taken, places[:, 0], places[:, 1])
    rows = zip(places[free].tolist(), size[free].tolist(), ratio[free].tolist(), turns[free].tolist(), kinds[free].tolist(), strict=True)
    return tuple(Patch(shape=rectangle(x, y, wide, wide * share, turn), material=names[kind]) for (x, y), wide, share, turn, kind in rows)


def _trees(spec: PairSpec, near: np.random.Generator, far: np.random.Generator, taken: shapely.Geometry) -> Trees:
    side = spec.plant_side_m
    rows = []
    for rng, reach, wanted in ((near, side * 0.72, int(side * 0.9)), (far, max(spec.rows, spec.cols) * spec.gsd_m / 2, 160)):
        radius = rng.uniform(1.3, 3.6, wanted)
        places, height = rng.uniform(-reach, reach, (wanted, 2)), radius * rng.uniform(1.6, 2.4, wanted)
        rows.append(np.column_stack([places, radius, height, rng.random(wanted) < _CONIFERS]))
    crowns = np.vstack(rows)
    free = ~shapely.intersects(taken, shapely.buffer(shapely.points(crowns[:, :2]), crowns[:, 2]))
    return Trees(crowns=crowns[free])


def _cars(roads: tuple[Patch, ...], yards: tuple[Patch, ...], taken: shapely.Geometry, rng: np.random.Generator, wanted: int) -> Blocks:
    rows = []
    places = [patch.shape for patch in (*roads, *yards) if patch.material != "paint" and not patch.shape.is_empty]
    for _ in range(wanted):
        place = places[int(rng.integers(len(places)))]
        x0, y0, x1, y1 = shapely.bounds(place)
        x, y = rng.uniform(max(x0, -300), min(x1, 300)), rng.uniform(max(y0, -300), min(y1, 300))
        lorry = rng.random() < 0.12
        length, width = (float(rng.uniform(8, 13)), 2.5) if lorry else (float(rng.uniform(3.9, 4.8)), 1.8)
        turn = _direction(place) + float(rng.normal(0, 0.04)) + (math.pi / 2 if rng.random() < 0.25 else 0.0)
        rows.append((x, y, turn, length, width, 3.2 if lorry else 1.5, float(rng.random())))
    blocks = np.array(rows).reshape(-1, 7)
    inside = shapely.intersects_xy(shapely.union_all(places), blocks[:, 0], blocks[:, 1])
    return Blocks(rows=blocks[inside & ~shapely.intersects_xy(taken, blocks[:, 0], blocks[:, 1])])


def _direction(shape: shapely.Geometry) -> float:
    """Of a shape's long side, radians."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.diff(corners[:3], axis=0)
    long = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    return math.atan2(long[1], long[0])
