"""What stands and lies on a made-up site, in metres around its middle (x east, y south, z up): ground, buildings, trees, vehicles."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.errors import OptionError
from temoin.scenes.kinds import RoofKind

__all__ = ["Blocks", "Detail", "Facet", "Layout", "Patch", "Structure", "Trees", "rectangle"]

_HALL_SLOPE, _HOUSE_SLOPE, _TOOTH_SLOPE = math.radians(9), math.radians(35), math.radians(25)
_JOIN_M = 1e-6
_TOOTH_M = 7.0
"""Depth of one tooth of a saw-tooth roof."""
_TOOTH_RISES = 0.78
"""Share of a tooth's depth that its roofed side takes; the glazed side falls over the rest."""
_SMALL_M = 16.0
"""A gabled building no deeper than this has a house's slope."""
Floats = npt.NDArray[np.float64]


def rectangle(x: float, y: float, width: float, depth: float, angle: float) -> shapely.Polygon:
    """A rectangle around (x, y) with its long side turned by `angle` (radians)."""
    along, across = np.array([math.cos(angle), math.sin(angle)]) * width / 2, np.array([-math.sin(angle), math.cos(angle)]) * depth / 2
    middle = np.array([x, y])
    return shapely.Polygon([middle - along - across, middle + along - across, middle + along + across, middle - along + across])


@attrs.frozen(kw_only=True, eq=False)
class Patch:
    """Ground of one material, painted over what lies below."""

    shape: shapely.Geometry
    material: str


@attrs.frozen(kw_only=True, eq=False)
class Detail:
    """Something on a roof: a skylight, a vent; drawn in the roof's plane, with its own shadow where it has a height."""

    shape: shapely.Polygon
    material: str
    height_m: float = 0.0


@attrs.frozen(kw_only=True, eq=False)
class Facet:
    """One plane piece of a roof.

    Args:
        shape: as seen from straight above.
        plane: (a, b, c) of its height z = a·x + b·y + c, metres.
        material: of the piece, or `None` for the roof's own.
    """

    shape: shapely.Geometry
    plane: tuple[float, float, float]
    material: str | None = None

    def height_at(self, xy: Floats) -> Floats:
        """Height of places, shape (places, 2), on its plane."""
        return np.asarray(xy @ np.array(self.plane[:2]) + self.plane[2])

    def slid(self, by: tuple[float, float]) -> shapely.Geometry:
        """The shape with each of its points moved by its height times `by` (metres a metre of height): a lean or a shadow."""
        return shapely.transform(self.shape, lambda xy: xy + self.height_at(xy)[:, None] * np.array(by))


@attrs.frozen(kw_only=True, eq=False)
class Structure:
    """A building with upright walls.

    Args:
        id: `h1` … for halls, `b1` … for houses, or the user's own.
        name: what reports call it, or `None`.
        x, y: its middle, metres.
        width: along its long side, metres.
        depth: across, metres.
        angle: of its long side, radians clockwise from east as seen from above (y points south).
        height: of its eaves, metres.
        roof: the form.
        material: of the roof.
        details: what stands on the roof.
        outline: its footprint where it is no rectangle, or `None`.
        tone: a number of its own, 0 to 1, for what chance decides later (the weathering of its roof).
    """

    id: str
    name: str | None
    x: float
    y: float
    width: float
    depth: float
    angle: float
    height: float
    roof: RoofKind
    material: str
    details: tuple[Detail, ...] = ()
    outline: shapely.Polygon | None = None
    tone: float = 0.5

    @property
    def shape(self) -> shapely.Polygon:
        """Its footprint."""
        return rectangle(self.x, self.y, self.width, self.depth, self.angle) if self.outline is None else self.outline

    def part(self, along: tuple[float, float], across: tuple[float, float]) -> shapely.Polygon:
        """The part of its bounding rectangle between shares of its length and depth, each from -1 to 1."""
        x, y = self.place(sum(along) / 2, sum(across) / 2)
        return rectangle(x, y, (along[1] - along[0]) * self.width / 2, (across[1] - across[0]) * self.depth / 2, self.angle)

    def place(self, along: float, across: float) -> tuple[float, float]:
        """The place at shares of its half length and half depth, each from -1 to 1 (beyond them: outside)."""
        u, v = along * self.width / 2, across * self.depth / 2
        return (self.x + u * math.cos(self.angle) - v * math.sin(self.angle), self.y + u * math.sin(self.angle) + v * math.cos(self.angle))

    def facets(self) -> tuple[Facet, ...]:
        """Its roof, piece by piece."""
        if self.roof is RoofKind.FLAT:
            return (Facet(shape=self.shape, plane=(0.0, 0.0, self.height)),)
        if self.roof is RoofKind.GABLED:
            slope = _HOUSE_SLOPE if self.depth <= _SMALL_M else _HALL_SLOPE
            halves = (((-1.0, 0.0), math.tan(slope), -1.0), ((0.0, 1.0), -math.tan(slope), 1.0))
            return tuple(self._facet(across, rise, base) for across, rise, base in halves)
        facets: list[Facet] = []
        teeth = max(3, round(self.depth / _TOOTH_M))
        rise = math.tan(_TOOTH_SLOPE)
        for tooth in range(teeth):
            low, high = -1 + 2 * tooth / teeth, -1 + 2 * (tooth + 1) / teeth
            ridge = low + (high - low) * _TOOTH_RISES
            facets.append(self._facet((low, ridge), rise, low))
            facets.append(self._facet((ridge, high), -rise * _TOOTH_RISES / (1 - _TOOTH_RISES), high, "glass"))
        return tuple(facets)

    def slid(self, shape: shapely.Geometry, by: tuple[float, float]) -> shapely.Geometry:
        """A shape on the roof, the part on each facet moved by its height times `by` (metres a metre of height).

        The parts are joined on a lattice of a micrometre: their common edge differs by rounding, and without one GEOS 3.14 drops a part now and then.
        """
        parts = [attrs.evolve(facet, shape=shapely.intersection(shape, facet.shape)) for facet in self.facets()]
        return shapely.union_all([part.slid(by) for part in parts if not part.shape.is_empty], grid_size=_JOIN_M)

    def _facet(self, across: tuple[float, float], rise: float, base: float, material: str | None = None) -> Facet:
        """The roof between two shares of the depth, rising by `rise` a metre across, at the eaves' height where the share is `base`."""
        shape = self.part((-1, 1), across)
        if self.outline is not None:
            shape = shapely.intersection(shape.buffer(1e-6), self.outline)
        a, b = -math.sin(self.angle) * rise, math.cos(self.angle) * rise
        x, y = self.place(0, base)
        return Facet(shape=shape, plane=(a, b, self.height - a * x - b * y), material=material)


@attrs.frozen(kw_only=True, eq=False)
class Trees:
    """Crowns: shape (trees, 5) of x, y, radius, height in metres, and 1 for a conifer that stays green, 0 for a broad-leaved tree."""

    crowns: Floats


@attrs.frozen(kw_only=True, eq=False)
class Blocks:
    """Cars, lorries and containers: shape (blocks, 7) of x, y, angle, length, width, height in metres, and tone (0 dark to 1 light)."""

    rows: Floats


@attrs.frozen(kw_only=True, eq=False)
class Layout:
    """The whole site before anything happened; `cars_before` and `cars_after` stand in different places.

    Args:
        ground: what covers the ground, painted in this order.
        structures: the buildings.
        trees: their crowns.
        cars_before: vehicles at the earlier look.
        cars_after: at the later one.
        crs: a metric reference system, where the site was made from real footprints; else the spec's counts.
        centre: (x, y) of the middle in `crs`.
    """

    ground: tuple[Patch, ...]
    structures: tuple[Structure, ...]
    trees: Trees
    cars_before: Blocks
    cars_after: Blocks
    crs: str = ""
    centre: tuple[float, float] = (0.0, 0.0)

    def structure(self, building_id: str) -> Structure:
        """The structure of an id.

        Raises:
            OptionError: there is none.
        """
        for structure in self.structures:
            if structure.id == building_id:
                return structure
        message = f"the made-up site has no building {building_id!r}"
        raise OptionError(message, hint=f"Its buildings are {', '.join(structure.id for structure in self.structures[:40])}.")
