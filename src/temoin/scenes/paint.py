"""Painting a site as it is seen in one light from one place: which material and how much sun at each fine point."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

import attrs
import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate

from temoin.scenes.facade import paint_walls
from temoin.scenes.light import Light
from temoin.scenes.materials import DEEP, SHADE, SUN, Palette
from temoin.scenes.shapes import cast_on, crown_rings, ground_shadow, swept
from temoin.scenes.solid import Blocks, Facet, Structure, Trees, rectangle

__all__ = ["Painter"]

_PARAPET_M = 0.5
_RIM_M = 0.35
_CROWN_AT = 0.7
"""A crown is seen, and casts its shadow, as if it hung at this share of the tree's height."""
_BARE = 0.35
"""Under this share of leaves a broad-leaved tree is drawn as twigs."""
Floats = npt.NDArray[np.float64]


@attrs.define(kw_only=True, eq=False)
class Painter:
    """Collects what is seen, lowest and farthest first.

    `surfaces`: (shape, material number); `lit`: (shape, level of light); `exact`: shapes as seen
    whose area must hold; `roofs`: (building, shape as seen, lean in metres).

    Args:
        light: where the sun and the camera stand.
        palette: numbers the materials.
        leaves: how far the broad-leaved trees are in leaf.
        fine: whether details under a metre can be seen at all.
    """

    light: Light
    palette: Palette
    leaves: float = 1.0
    fine: bool = True
    surfaces: list[tuple[shapely.Geometry, int]] = attrs.field(factory=list, init=False)
    lit: list[tuple[shapely.Geometry, int]] = attrs.field(factory=list, init=False)
    exact: list[shapely.Geometry] = attrs.field(factory=list, init=False)
    roofs: list[tuple[Structure, shapely.Geometry, tuple[float, float]]] = attrs.field(factory=list, init=False)
    _solids: list[tuple[float, float, Callable[[], None]]] = attrs.field(factory=list, init=False)

    def add(self, shape: shapely.Geometry, material: str, direct: float = 1.0, tone: float = 1.0) -> None:
        """Paint a shape, as seen, with a material."""
        if not shape.is_empty:
            self.surfaces.append((shape, self.palette.number(material, direct, tone)))

    def light_up(self, shape: shapely.Geometry, level: int = SUN) -> None:
        """Set the light on a shape, as seen."""
        if not shape.is_empty:
            self.lit.append((shape, level))

    def shade(self, shape: shapely.Geometry) -> None:
        """Put a shape, as seen, in the shadow of something."""
        self.light_up(shape, SHADE)

    def deepen(self, shape: shapely.Geometry) -> None:
        """Put a shape, as seen, where even the sky hardly reaches."""
        self.light_up(shape, DEEP)

    def later(self, place: tuple[float, float], height: float, draw: Callable[[], None]) -> None:
        """Note a solid; `finish` draws the farthest first, so that nearer ones hide it."""
        x, y = self.light.lean(1.0)
        self._solids.append((-(place[0] * x + place[1] * y), height, draw))

    def finish(self) -> None:
        """Draw all solids that were noted."""
        for _, _, draw in sorted(self._solids, key=lambda solid: solid[:2]):
            draw()
        self._solids.clear()

    def shadows_of(self, structures: Iterable[Structure]) -> shapely.Geometry:
        """Lay the shadows of buildings on the ground, and give back their union."""
        shadows = [ground_shadow(structure, self.light.shadow(1.0)) for structure in structures]
        for shadow in shadows:
            self.shade(shadow)
        return shapely.union_all(shadows) if shadows else shapely.Polygon()

    def blocks(self, blocks: Blocks, shadows: shapely.Geometry, *, boxes: bool = False) -> None:
        """Cars and lorries, or containers; those that stand in a building's shadow are dark."""
        if not len(blocks.rows):
            return
        dark = shapely.contains_xy(shadows, blocks.rows[:, 0], blocks.rows[:, 1])
        for (x, y, angle, length, width, height, tone), shaded in zip(blocks.rows, dark, strict=True):
            box = rectangle(x, y, length, width, angle)
            if not shaded:
                self.shade(swept(box, self.light.shadow(height)))
            name = f"box-{int(tone * 4)}" if boxes else "car-3" if tone > 0.6 or height > 2 else f"car-{int(tone * 5)}"
            self.later((x, y), height, partial(self._block, box, name, height, dark=bool(shaded)))

    def _block(self, box: shapely.Polygon, material: str, height: float, *, dark: bool) -> None:
        lean = self.light.lean(height)
        whole = swept(box, lean)
        self.light_up(whole, SHADE if dark else SUN)
        if lean != (0.0, 0.0):
            self.add(whole, material, 0.3)
        self.add(translate(box, *lean), material)

    def trees(self, trees: Trees, shadows: shapely.Geometry) -> None:
        """Crowns with a lit and a dark side; bare ones are a few twigs that the ground shows through."""
        crowns = trees.crowns
        if not len(crowns):
            return
        rings = crown_rings(crowns)
        dark = shapely.contains_xy(shadows, crowns[:, 0], crowns[:, 1])
        shadow, lean = np.array(self.light.shadow(1.0)), np.array(self.light.lean(1.0))
        for crown, ring, shaded in zip(crowns, rings, dark, strict=True):
            height = crown[3] * _CROWN_AT
            bare = not crown[4] and self.leaves < _BARE
            outline = shapely.MultiPolygon(_twigs(crown)) if bare else shapely.Polygon(ring)
            if not shaded:
                self.shade(translate(outline, *(shadow * height)))
            draw = self._twigs if bare else self._crown
            self.later((crown[0], crown[1]), height, partial(draw, crown, translate(outline, *(lean * height))))

    def _twigs(self, _crown: Floats, seen: shapely.Geometry) -> None:
        self.light_up(seen)
        self.add(seen, "twigs")

    def _crown(self, crown: Floats, seen: shapely.Geometry) -> None:
        material = "conifer" if crown[4] else "crown"
        tone = 0.85 + 0.3 * (math.sin(17 * crown[0]) * 0.5 + 0.5)
        self.light_up(seen)
        self.add(seen, material, 1.0, tone)
        towards = -np.array(self.light.shadow(1.0))
        length = math.hypot(*towards) or 1.0
        middle = np.array(seen.centroid.coords[0]) + towards / length * crown[2] * 0.3
        lobe = shapely.transform(seen, lambda xy: (xy - seen.centroid.coords[0]) * 0.6 + middle)
        self.add(lobe, f"{material}-lit", 1.0, tone)

    def building(self, structure: Structure, *, material: str | None = None, casters: Iterable[Structure] = ()) -> None:
        """Walls on the camera's side, then the roof facets that it sees, with what other buildings cast on them, then what stands on the roof.

        Args:
            structure: the building.
            material: of the roof instead of its own.
            casters: buildings near enough to cast a shadow on its roof, itself among them where its roof has several facets.
        """
        lean, shadow = self.light.lean(1.0), self.light.shadow(1.0)
        paint_walls(self, structure)
        facets = sorted(structure.facets(), key=lambda facet: -float(np.dot(facet.shape.centroid.coords[0], lean)), reverse=False)
        tone = 0.9 + 0.2 * structure.tone
        casters = tuple(casters)
        for facet in facets:
            normal = (-facet.plane[0], -facet.plane[1], 1.0)
            if facet.shape.is_empty or not self.light.sees(normal):
                continue
            seen = facet.slid(lean)
            self.light_up(seen)
            self.add(seen, facet.material or material or structure.material, self.light.direct(normal), tone)
            for caster in casters:
                self.shade(attrs.evolve(facet, shape=cast_on(caster, facet, shadow)).slid(lean))
        if len(facets) == 1:
            self._parapet(structure)
        self.roofs.append((structure, self.on_roof(structure, structure.shape), self.light.lean(structure.height)))
        self._details(structure)

    def on_roof(self, structure: Structure, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape on the roof as it is seen, each part leaning by its own height."""
        return structure.slid(shape, self.light.lean(1.0))

    def _parapet(self, structure: Structure) -> None:
        """A rim around a flat roof, with the shadow that it casts inwards."""
        lean = self.light.lean(structure.height)
        inner = structure.shape.buffer(-_RIM_M, join_style="mitre")
        x, y = self.light.shadow(_PARAPET_M)
        self.add(translate(structure.shape.difference(inner), *lean), "parapet")
        self.shade(translate(inner.difference(translate(inner, x, y)), *lean))

    def _details(self, structure: Structure) -> None:
        if not self.fine and len(structure.details) > 60:
            return
        facets = structure.facets()
        for detail in structure.details:
            facet = _facet_under(facets, detail.shape)
            if facet is None:
                continue
            seen = attrs.evolve(facet, shape=detail.shape).slid(self.light.lean(1.0))
            if detail.height_m:
                x, y = self.light.shadow(detail.height_m)
                cast = shapely.intersection(swept(detail.shape, (x, y)), facet.shape)
                self.shade(attrs.evolve(facet, shape=cast).slid(self.light.lean(1.0)))
                seen = translate(seen, *self.light.lean(detail.height_m))
                self.light_up(seen)
            self.add(seen, detail.material, self.light.direct((-facet.plane[0], -facet.plane[1], 1.0)))


def _facet_under(facets: tuple[Facet, ...], shape: shapely.Geometry) -> Facet | None:
    middle = shape.centroid
    return next((facet for facet in facets if facet.shape.intersects(middle)), None)


def _twigs(crown: Floats) -> list[shapely.Polygon]:
    """A bare crown: thin branches from the middle, covering about a quarter of it."""
    x, y, radius = crown[:3]
    turns = np.linspace(0, 2 * math.pi, 9, endpoint=False) + x
    tips = np.column_stack([np.cos(turns), np.sin(turns)]) * radius * (0.75 + 0.25 * np.sin(5 * turns + y))[:, None]
    side = np.column_stack([-np.sin(turns), np.cos(turns)]) * 0.07 * radius
    middle = np.array([x, y])
    return [shapely.Polygon([middle + tip, middle + 0.12 * tip + each, middle + 0.12 * tip - each]) for tip, each in zip(tips, side, strict=True)]
