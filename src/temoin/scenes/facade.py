"""Walls as an oblique view shows them: only those on the camera's side, with their windows."""

from __future__ import annotations

import itertools
import math
from typing import Protocol

import numpy as np
import numpy.typing as npt
import shapely

from temoin.scenes.light import Light
from temoin.scenes.solid import Structure

__all__ = ["Brush", "paint_walls"]

_STOREY_M, _BAY_M = 3.2, 3.4
_WINDOW_M = (1.5, 1.3)
"""Width and height of a window; storeys and bays are those of common brick and frame buildings."""
_LEAST_SEEN_M = 1.2
"""A façade seen narrower than this shows no windows."""
Floats = npt.NDArray[np.float64]


class Brush(Protocol):
    """What paints shapes."""

    @property
    def light(self) -> Light:
        """Where the sun and the camera stand."""

    @property
    def fine(self) -> bool:
        """Whether details under a metre can be seen at all."""

    def add(self, shape: shapely.Geometry, material: str, direct: float = 1.0, tone: float = 1.0) -> None:
        """Paint a shape, as seen, with a material."""

    def light_up(self, shape: shapely.Geometry, level: int = 1) -> None:
        """Set the light on a shape, as seen."""


def paint_walls(brush: Brush, structure: Structure) -> None:
    """Paint the walls of a building that the camera sees; a wall that faces away from the sun has skylight alone."""
    lean = np.array(brush.light.lean(1.0))
    if not lean.any():
        return
    facets = structure.facets()
    material = ("wall", "plaster", "brick")[int(structure.tone * 3) % 3]
    for first, second in itertools.pairwise(shapely.get_coordinates(shapely.orient_polygons(structure.shape).exterior)):
        side = second - first
        outward = np.array([side[1], -side[0]])
        if outward @ lean >= 0 or not side.any():
            continue  # it faces away from the camera
        top = _top_of(structure, facets, first, second)
        ring = np.vstack([first, top[:, :2] + top[:, 2:] * lean, second])
        wall = shapely.make_valid(shapely.Polygon(ring))
        brush.light_up(wall)
        brush.add(wall, material, brush.light.direct((outward[0], outward[1], 0.0)))
        if brush.fine and structure.height * math.hypot(*lean) > _LEAST_SEEN_M:
            _windows(brush, structure, first, second)


def _top_of(structure: Structure, facets: tuple, first: Floats, second: Floats) -> Floats:  # type: ignore[type-arg]  # Facets
    """The upper edge of a wall, shape (points, 3), from its first corner to its second: level at the eaves, or along the roof's own edge."""
    level = np.array([[*first, structure.height], [*second, structure.height]])
    if len(facets) == 1:
        return level
    length = float(np.hypot(*(second - first)))
    along, normal = (second - first) / length, np.array([first[1] - second[1], second[0] - first[0]]) / length
    points = []
    for facet in facets:
        corners = shapely.get_coordinates(facet.shape)
        near = corners[np.abs((corners - first) @ normal) < 1e-3]
        points += [(float((corner - first) @ along), *corner, float(facet.height_at(corner[None])[0])) for corner in near]
    # Points over the wall in order; where a tooth falls straight down, its two heights stand one after the other.
    inner = sorted({(round(place, 3), round(height, 3)) for place, *_, height in points if -1e-3 <= place <= length + 1e-3})
    if len(inner) < 2:
        return level
    return np.array([[*(first + along * place), height] for place, height in inner])


def _windows(brush: Brush, structure: Structure, first: Floats, second: Floats) -> None:
    lean = np.array(brush.light.lean(1.0))
    length = float(np.hypot(*(second - first)))
    bays, storeys = int(length // _BAY_M), max(1, int(structure.height // _STOREY_M))
    if not bays:
        return
    along = (second - first) / length
    middles = (np.arange(bays) + 0.5) * length / bays
    starts = first + (middles - _WINDOW_M[0] / 2)[:, None] * along
    stops = first + (middles + _WINDOW_M[0] / 2)[:, None] * along
    for storey in range(storeys):
        sill = min(storey * _STOREY_M + 1.0, structure.height - _WINDOW_M[1] - 0.2)
        low, high = lean * sill, lean * (sill + _WINDOW_M[1])
        panes = shapely.polygons(np.stack([starts + low, stops + low, stops + high, starts + high], axis=1))
        brush.add(shapely.MultiPolygon(list(panes)), "window", 0.3)
