"""A site from real footprints: heights, roofs and surroundings by chance, the buildings where the user's file has them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint, union_of
from temoin.geo.crs import local_metric_crs
from temoin.model import Building
from temoin.scenes.kinds import RoofKind
from temoin.scenes.solid import Blocks, Layout, Patch, Structure, Trees, rectangle

__all__ = ["site_from_buildings"]

_HALL_M2 = 600.0
"""A footprint above this is taken for a hall."""
_RECTANGULAR = 0.9
"""A footprint that fills this share of its bounding rectangle can bear a roof of straight facets."""
_AROUND_M = 60.0
_ROOFS = ("metal", "grey", "dark", "brown", "pale", "green-roof")
_TILES = ("tile", "tile", "tile", "slate", "brown")


def site_from_buildings(buildings: Sequence[Building], rng: np.random.Generator) -> Layout:
    """A site in three dimensions around real footprints.

    Heights come from the attributes `height_m`, `height` or `building:height` where the file has them, else by chance and size; roofs, trees,
    yards and cars by chance. Points and lines have no outline and are left out.

    Args:
        buildings: the footprints, in any reference system.
        rng: where all chance comes from.

    Returns:
        A layout that carries its reference system (the UTM zone of the buildings' middle); `PairSpec.of_layout` takes it.

    Raises:
        OptionError: no building has an outline.
    """
    outlined = [building for building in buildings if building.footprint.shape.geom_type in {"Polygon", "MultiPolygon"}]
    if not outlined:
        raise OptionError("no building has an outline to draw", hint="Give footprints that are polygons.")
    crs = local_metric_crs(*outlined[0].footprint.centre)
    metric = [building.footprint.to_crs(crs) for building in outlined]
    x0, y0, x1, y1 = union_of(metric).shape.bounds
    centre = (round((x0 + x1) / 2, 1), round((y0 + y1) / 2, 1))
    structures = tuple(_structure(building, footprint, centre, rng) for building, footprint in zip(outlined, metric, strict=True))
    half = ((x1 - x0) / 2 + _AROUND_M, (y1 - y0) / 2 + _AROUND_M)
    taken = shapely.union_all([structure.shape.buffer(2.0) for structure in structures])
    yards = tuple(
        Patch(shape=structure.shape.buffer(float(rng.uniform(2, 7)), join_style="mitre"), material=str(rng.choice(["concrete", "gravel", "grass"])))
        for structure in structures
    )
    cars = [_cars(half, taken, rng, 2 * len(structures)) for _ in range(2)]
    return Layout(
        ground=(*_fields(half, rng), *yards),
        structures=structures,
        trees=_trees(half, taken, rng),
        cars_before=cars[0],
        cars_after=cars[1],
        crs=crs.to_string(),
        centre=centre,
    )


def _structure(building: Building, footprint: Footprint, centre: tuple[float, float], rng: np.random.Generator) -> Structure:
    """A footprint with a height, a roof and a material; the largest part of several."""
    local = shapely.transform(footprint.shape, lambda xy: np.column_stack([xy[:, 0] - centre[0], centre[1] - xy[:, 1]]))
    outline = max(shapely.get_parts(local).tolist(), key=shapely.area)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(outline))
    sides = np.diff(corners[:3], axis=0) if len(corners) >= 4 else np.array([[1.0, 0.0], [0.0, 1.0]])
    lengths = np.hypot(sides[:, 0], sides[:, 1]).clip(0.5)
    long = int(np.argmax(lengths))
    middle = corners[:4].mean(axis=0) if len(corners) >= 4 else np.array(outline.centroid.coords[0])
    is_hall = outline.area > _HALL_M2
    fits = outline.area > _RECTANGULAR * lengths.prod()
    chance = float(rng.uniform(6, 12)) if is_hall else float(rng.uniform(3.5, 8))
    kinds = [RoofKind.FLAT, RoofKind.GABLED, RoofKind.SAW_TOOTH] if is_hall else [RoofKind.GABLED, RoofKind.GABLED, RoofKind.FLAT]
    kind, material, tone = kinds[int(rng.integers(3))], str(rng.choice(_ROOFS if is_hall else _TILES)), float(rng.random())
    return Structure(
        id=building.id,
        name=building.name,
        x=float(middle[0]),
        y=float(middle[1]),
        width=float(lengths[long]),
        depth=float(lengths[1 - long]),
        angle=math.atan2(sides[long, 1], sides[long, 0]),
        height=building.height_m or chance,
        roof=kind if fits else RoofKind.FLAT,
        material=material,
        outline=outline,
        tone=tone,
    )


def _fields(half: tuple[float, float], rng: np.random.Generator) -> tuple[Patch, ...]:
    """Lawns, bare and paved ground in large pieces."""
    count = int(min(400, 6 + half[0] * half[1] / 900))
    names = ("meadow", "grass", "soil", "gravel", "asphalt", "grass")
    x, y = (rng.uniform(-side, side, count) for side in half)
    wide, deep = rng.uniform(12, 60, (2, count))
    turn, kind = rng.uniform(0, math.pi, count), rng.integers(len(names), size=count)
    places = zip(x.tolist(), y.tolist(), wide.tolist(), deep.tolist(), turn.tolist(), strict=True)
    return tuple(Patch(shape=rectangle(*place), material=names[number]) for place, number in zip(places, kind, strict=True))


def _trees(half: tuple[float, float], taken: shapely.Geometry, rng: np.random.Generator) -> Trees:
    count = int(min(6000, half[0] * half[1] / 120))
    places = np.column_stack([rng.uniform(-side, side, count) for side in half])
    radius = rng.uniform(1.3, 3.8, count)
    crowns = np.column_stack([places, radius, radius * rng.uniform(1.6, 2.4, count), rng.random(count) < 0.25])
    return Trees(crowns=crowns[~shapely.intersects(taken, shapely.buffer(shapely.points(places), radius))])


def _cars(half: tuple[float, float], taken: shapely.Geometry, rng: np.random.Generator, wanted: int) -> Blocks:
    rows = np.column_stack([*(rng.uniform(-side, side, wanted) for side in half), rng.uniform(0, math.pi, wanted), np.full(wanted, 4.4)])
    rows = np.column_stack([rows, np.full(wanted, 1.8), np.full(wanted, 1.5), rng.random(wanted)])
    return Blocks(rows=rows[~shapely.intersects_xy(taken, rows[:, 0], rows[:, 1])])
