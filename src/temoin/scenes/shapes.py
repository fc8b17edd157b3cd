"""Shapes in the plane that sun and view make of solids."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate

from temoin.scenes.solid import Facet, Structure

__all__ = ["cast_on", "crown_rings", "ground_shadow", "quads", "swept"]

Floats = npt.NDArray[np.float64]


def quads(first: Floats, second: Floats, first_moved: Floats, second_moved: Floats) -> npt.NDArray[np.object_]:
    """Four-sided shapes between edges and the same edges moved; all arguments of shape (edges, 2)."""
    ring = np.stack([first, second, second_moved, first_moved, first], axis=1)
    return np.asarray(shapely.make_valid(shapely.polygons(ring)))


def swept(shape: shapely.Geometry, by: tuple[float, float]) -> shapely.Geometry:
    """All the ground that a shape passes over when it is moved."""
    if by == (0.0, 0.0):
        return shape
    if _is_convex(shape):
        return shapely.union(shape, translate(shape, *by)).convex_hull
    edges = _edges(shape)
    move = np.array(by)
    return shapely.union_all([shape, translate(shape, *by), *quads(edges[:, 0], edges[:, 1], edges[:, 0] + move, edges[:, 1] + move)])


def _is_convex(shape: shapely.Geometry) -> bool:
    return shape.geom_type == "Polygon" and math.isclose(shape.convex_hull.area, shape.area, rel_tol=1e-9)


def _edges(shape: shapely.Geometry) -> Floats:
    """The edges of all rings, shape (edges, 2, 2)."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    points = [shapely.get_coordinates(ring) for ring in rings]
    return np.concatenate([np.stack([each[:-1], each[1:]], axis=1) for each in points]) if points else np.zeros((0, 2, 2))


def ground_shadow(structure: Structure, shadow: tuple[float, float]) -> shapely.Geometry:
    """The shadow of a building on flat ground, its own footprint within; `shadow`: metres a metre of height."""
    walls = swept(structure.shape, (shadow[0] * structure.height, shadow[1] * structure.height))
    tops = [facet.slid(shadow) for facet in structure.facets()]
    return shapely.union_all([walls, *(top.buffer(0) for top in tops)])


def cast_on(caster: Structure, facet: Facet, shadow: tuple[float, float]) -> shapely.Geometry:
    """The shadow that one building casts on a roof facet of another, as seen from straight above.

    The caster's walls and facets are slid along the sun's rays onto the facet's plane: a point at z falls by t where
    z - t = plane at (point + t · shadow). Parts of the caster under that plane cast nothing on it.
    """
    a, b, _ = facet.plane
    steep = 1 + a * shadow[0] + b * shadow[1]
    if steep <= 1e-6:
        return shapely.Polygon()

    def slide(xy: Floats, height: Floats) -> Floats:
        fall = np.maximum(0.0, (height - facet.height_at(xy)) / steep)
        return np.asarray(xy + fall[:, None] * np.array(shadow))

    edges = _edges(caster.shape)
    ends = [edges[:, 0], edges[:, 1]]
    moved = [slide(end, np.full(len(end), caster.height)) for end in ends]
    parts = list(quads(ends[0], ends[1], moved[0], moved[1]))
    parts += [
        shapely.transform(top.shape, lambda xy, top=top: slide(xy, top.height_at(xy))).buffer(0)
        for top in caster.facets()
        if top.plane != facet.plane
    ]
    return shapely.intersection(shapely.union_all(parts), facet.shape)


def crown_rings(crowns: Floats) -> Floats:
    """Outlines of crowns on the ground with lumps that belong to each tree, the same in every picture: shape (trees, 14, 2)."""
    steps = np.linspace(0, 2 * math.pi, 14, endpoint=False)
    x, y, radius = (crowns[:, axis, None] for axis in range(3))
    lumps = radius * (1 + 0.16 * np.sin(3 * steps + x) + 0.1 * np.sin(5 * steps + y))
    return np.asarray(np.stack([x + lumps * np.cos(steps), y + lumps * np.sin(steps)], axis=2))
