"""Painting a site as it is seen in one light from one place: which material and how much sun at each fine point."""

from __future__ import annotations

import itertools
import math

import attrs
import numpy as np
import shapely
from shapely.affinity import translate

from temoin.scenes.damage import Wreck
from temoin.scenes.layout import Blocks, Layout, Structure, rectangle
from temoin.scenes.materials import Palette
from temoin.scenes.spec import DamageKind, LookAlikeKind, PairSpec, RoofKind

__all__ = ["Light", "Painter"]

_SLOPES = {RoofKind.FLAT: 0.0, RoofKind.GABLED: math.radians(14), RoofKind.SAW_TOOTH: math.radians(25)}
_HOUSE_SLOPE = math.radians(35)
Shapes = list[tuple[shapely.Geometry, int]]


@attrs.frozen(kw_only=True)
class Light:
    """Where the sun and the camera stand, in degrees; azimuths clockwise from north."""

    sun_elevation: float
    sun_azimuth: float
    off_nadir: float
    view_azimuth: float

    def shadow(self, height: float) -> tuple[float, float]:
        """Where the shadow of a point at a height falls, metres (x east, y south): away from the sun by height / tan(elevation)."""
        length = height / math.tan(math.radians(self.sun_elevation))
        azimuth = math.radians(self.sun_azimuth)
        return (-length * math.sin(azimuth), length * math.cos(azimuth))

    def lean(self, height: float) -> tuple[float, float]:
        """Where a point at a height is seen on flat ground: away from the camera by height · tan(off-nadir)."""
        length = height * math.tan(math.radians(self.off_nadir))
        azimuth = math.radians(self.view_azimuth)
        return (-length * math.sin(azimuth), length * math.cos(azimuth))

    def slope_factor(self, slope: float, towards: float) -> float:
        """Brightness of a slope against flat ground, by the cosine of incidence; `towards`: where it faces, radians, x east and y south."""
        elevation, azimuth = math.radians(self.sun_elevation), math.radians(self.sun_azimuth)
        facing = math.sin(azimuth) * math.cos(towards) - math.cos(azimuth) * math.sin(towards)
        incidence = math.cos(slope) * math.sin(elevation) + math.sin(slope) * math.cos(elevation) * facing
        return min(1.7, max(0.3, incidence / math.sin(elevation)))


def _sweep(shape: shapely.Polygon, by: tuple[float, float]) -> shapely.Geometry:
    """All the ground that a shape passes over when it is moved."""
    corners = shapely.get_coordinates(shape.exterior)
    moved = corners + np.array(by)
    quads = [shapely.Polygon([a, b, d, c]) for a, b, c, d in zip(corners[:-1], corners[1:], moved[:-1], moved[1:], strict=True)]
    return shapely.union_all([shape, translate(shape, *by), *[quad.buffer(0) for quad in quads]])


@attrs.define(kw_only=True, eq=False)
class Painter:
    """Collects what is seen, lowest first: `surfaces` (shape, material number), `lit` (shape, 1 sun or 0 shadow), `roofs` (shape, lean).

    Args:
        light: where the sun and the camera stand.
        palette: numbers the materials.
    """

    light: Light
    palette: Palette
    surfaces: Shapes = attrs.field(factory=list, init=False)
    lit: Shapes = attrs.field(factory=list, init=False)
    roofs: list[tuple[shapely.Polygon, tuple[float, float]]] = attrs.field(factory=list, init=False)

    def paint(self, layout: Layout, cars: Blocks, spec: PairSpec, wrecks: tuple[Wreck, ...]) -> None:
        """Paint a site; `wrecks` is empty before the event."""
        gone = {wreck.structure.id for wreck in wrecks if wreck.damage.kind is DamageKind.WHOLE_COLLAPSE}
        standing = [structure for structure in layout.structures if structure.id not in gone]
        painted = {look.building_id for look in spec.look_alikes if look.kind is LookAlikeKind.ROOF_PAINT} if cars is layout.cars_after else set()
        for patch in layout.ground:
            self._add(patch.shape, patch.material)
        for wreck in wrecks:
            if wreck.damage.beside:
                self._add(wreck.shape, "soot")
        for structure in standing:
            self.lit.append((_sweep(structure.shape, self.light.shadow(structure.height)), 0))
        self._cars(cars)
        if cars is layout.cars_after:
            self._lorries(layout, spec)
        self._trees(layout)
        for structure in standing:
            self._structure(structure, "new-paint" if structure.id in painted else structure.material)
        for wreck in wrecks:
            self._wreck(wreck)

    def _add(self, shape: shapely.Geometry, material: str, factor: float = 1.0) -> None:
        if not shape.is_empty:
            self.surfaces.append((shape, self.palette.number(material, factor)))

    def _cars(self, cars: Blocks) -> None:
        for x, y, angle, length, width, tone in cars.rows:
            box = rectangle(x, y, length, width, angle)
            height = 3.2 if length > 6 else 1.5
            self.lit.append((_sweep(box, self.light.shadow(height)), 0))
            self.lit.append((box, 1))
            self._add(box, "car-3" if tone > 0.6 or height > 2 else f"car-{int(tone * 5)}")

    def _lorries(self, layout: Layout, spec: PairSpec) -> None:
        for look in spec.look_alikes:
            if look.kind is LookAlikeKind.PARKED_LORRIES:
                beside = layout.structure(look.building_id)
                places = [beside.place(along, 1 + 9.0 / beside.depth) for along in np.linspace(-0.8, 0.8, 7)]
                self._cars(Blocks(rows=np.array([(x, y, beside.angle + math.pi / 2, 11.0, 2.5, 0.9) for x, y in places])))

    def _trees(self, layout: Layout) -> None:
        crowns = layout.trees.crowns
        steps = np.linspace(0, 2 * math.pi, 14, endpoint=False)
        for x, y, radius, height in crowns:
            # Lumps that belong to the tree: the same in every picture.
            lumps = radius * (1 + 0.16 * np.sin(3 * steps + x) + 0.1 * np.sin(5 * steps + y))
            ring = np.column_stack([x + lumps * np.cos(steps), y + lumps * np.sin(steps)])
            lean, shadow = self.light.lean(height * 0.7), self.light.shadow(height * 0.7)
            self.lit.append((shapely.Polygon(ring + np.array(shadow)), 0))
            crown = shapely.Polygon(ring + np.array(lean))
            self.lit.append((crown, 1))
            self._add(crown, "crown")
            towards = -np.array(shadow) / (math.hypot(*shadow) or 1.0) * radius * 0.3
            self._add(shapely.Polygon((ring - [x, y]) * 0.6 + [x, y] + np.array(lean) + towards), "crown-lit")

    def _structure(self, structure: Structure, material: str) -> None:
        lean = self.light.lean(structure.height)
        if lean != (0.0, 0.0):
            self._walls(structure, lean)
        roof = translate(structure.shape, *lean)
        self.roofs.append((roof, lean))
        self.lit.append((roof, 1))
        for part, factor, name in self._roof_parts(structure, material):
            self._add(translate(part, *lean), name, factor)
        for detail in structure.details:
            shape = translate(detail.shape, *lean)
            if detail.height_m:
                self.lit.append((shapely.intersection(_sweep(shape, self.light.shadow(detail.height_m)), roof), 0))
                self.lit.append((shape, 1))
            self._add(shape, detail.material)

    def _walls(self, structure: Structure, lean: tuple[float, float]) -> None:
        corners = shapely.get_coordinates(structure.shape.exterior)
        sun = -np.array(self.light.shadow(1.0))
        for first, second in itertools.pairwise(corners):
            side = second - first
            outward = np.array([side[1], -side[0]])
            wall = shapely.Polygon([first, second, second + lean, first + lean])
            # Only the walls on the camera's side are seen; the roof is painted over the others.
            self._add(wall.buffer(0), "wall")
            self.lit.append((wall.buffer(0), int(outward @ sun > 0)))

    def _roof_parts(self, structure: Structure, material: str) -> list[tuple[shapely.Polygon, float, str]]:
        slope = _HOUSE_SLOPE if structure.id.startswith("b") else _SLOPES[structure.roof]
        down, up = structure.angle + math.pi / 2, structure.angle - math.pi / 2
        if structure.roof is RoofKind.FLAT:
            rim = structure.shape.buffer(-0.35, join_style="mitre")
            return [(structure.shape, 1.25, material), (rim, 1.0, material)]
        if structure.roof is RoofKind.GABLED:
            halves = ((structure.part((-1, 1), (0, 1)), down), (structure.part((-1, 1), (-1, 0)), up))
            return [(half, self.light.slope_factor(slope, towards), material) for half, towards in halves]
        teeth, parts = max(3, round(structure.depth / 7)), []
        for tooth in range(teeth):
            low, high = -1 + 2 * tooth / teeth, -1 + 2 * (tooth + 1) / teeth
            ridge = low + (high - low) * 0.78
            parts.append((structure.part((-1, 1), (low, ridge)), self.light.slope_factor(slope, up), material))
            parts.append((structure.part((-1, 1), (ridge, high)), self.light.slope_factor(1.1, down), "glass"))
        return parts

    def _wreck(self, wreck: Wreck) -> None:
        kind, structure = wreck.damage.kind, wreck.structure
        if wreck.shape.is_empty or wreck.damage.beside:
            return
        if kind is DamageKind.BURN:
            self._add(translate(wreck.shape, *self.light.lean(structure.height)), "soot")
        elif kind is DamageKind.WHOLE_COLLAPSE:
            self.lit.append((_sweep(structure.shape, self.light.shadow(1.3)), 0))
            self.lit.append((structure.shape, 1))
            self._rubble(wreck, wreck.shape)
        else:
            opening = translate(wreck.shape, *self.light.lean(structure.height))
            self._add(opening.buffer(0.35).intersection(translate(structure.shape, *self.light.lean(structure.height))).difference(opening), "torn")
            # The sun reaches the floor only where the opening, moved along the shadow, still lies over it.
            self.lit.append((opening, 0))
            self.lit.append((translate(wreck.shape, *self.light.shadow(structure.height)).intersection(opening), 1))
            self._rubble(wreck, opening)

    def _rubble(self, wreck: Wreck, seen: shapely.Geometry) -> None:
        self._add(seen, "floor")
        pieces = shapely.intersection([piece.shape for piece in wreck.debris], seen)
        for piece, shape in zip(wreck.debris, pieces, strict=True):
            self._add(shape, piece.material)
