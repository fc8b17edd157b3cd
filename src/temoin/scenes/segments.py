"""Pieces of even brightness that stand for roofs where nobody drew any."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import shapely

from temoin.model import Building
from temoin.raster import Image
from temoin.scenes.plant_setting import grey_of

__all__ = ["segments_of"]

_AREAS_M2 = (60.0, 4_000.0)
_SOLID = 0.8
"""A piece counts that fills this much of its convex hull: roofs do, streets and hedges do not."""
_BLURS_M = (3.0, 1.5)
"""Standard deviations of the blur under which pieces are even: texture of a hall's roof, then of a house's."""
_OPEN_M = 2.0
"""Bridges narrower than this do not join two pieces."""
_EVEN = 0.5
"""Share of the picture that counts as even."""


def segments_of(image: Image, *, most: int = 400) -> tuple[Building, ...]:
    """Compact pieces of a picture, of the size of buildings, as outlines to plant in; they need not be buildings.

    The picture is blurred, the half of it with the smaller steps between neighbours counts as even, and each connected even piece is judged by its
    size and by how much of its convex hull it fills. Under the second, finer blur only what does not touch an earlier piece is added.

    Args:
        image: the earlier picture.
        most: the largest number of pieces; the largest come first.
    """
    if not image.mask.any():
        return ()
    found: list[shapely.Geometry] = []
    for blur_m in _BLURS_M:
        tree = shapely.STRtree(found)
        found += [piece for piece in _pieces(image, blur_m) if not tree.query(piece, predicate="intersects").size]
    found.sort(key=lambda piece: -piece.area)
    return tuple(Building(id=f"segment-{number}", footprint=image.grid.from_pixels(shape)) for number, shape in enumerate(found[:most], start=1))


def _pieces(image: Image, blur_m: float) -> Iterator[shapely.Geometry]:
    gsd_m = max(image.grid.gsd_m)
    even = cv2.GaussianBlur(grey_of(image).astype(np.float32), (0, 0), max(blur_m / gsd_m, 0.5))
    steps = cv2.morphologyEx(even, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    low = ((steps < np.quantile(steps[image.mask], _EVEN)) & image.mask).astype(np.uint8)
    width = max(3, int(_OPEN_M / gsd_m) | 1)
    low = cv2.morphologyEx(low, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))
    outlines, _ = cv2.findContours(low, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    frame = shapely.box(0, 0, image.grid.width, image.grid.height)
    for outline in outlines:
        if len(outline) < 4:
            continue
        shape = shapely.make_valid(shapely.Polygon(outline.reshape(-1, 2) + 0.5))
        hull = shape.convex_hull
        # The blur makes the steps at a roof's edge wide: what is even inside ends about that far from it.
        roof = hull.buffer(blur_m / gsd_m / 2)
        area = roof.area * image.grid.pixel_area_m2
        if _AREAS_M2[0] <= area <= _AREAS_M2[1] and shape.area >= _SOLID * hull.area and roof.within(frame):
            yield roof
