"""Shadows that buildings of known height throw on one another and on the ground, by the sun of the scene.

A point h metres up throws its shadow h · cot(sun's elevation) metres away from the sun on level ground. So the shadow of a block is its footprint,
swept that far. On a roof of height k only what rises over it throws a shadow, which is shorter: (h − k) · cot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import shapely
import shapely.affinity

from temoin.geo import Grid, Window
from temoin.model import Building, Scene
from temoin.raster import Image, MaskKind, Pixels, cover_polygons
from temoin.raster.onto import OnGrid

__all__ = ["ShadedPixels", "shade_pixels"]

_LEAST_ELEVATION_DEG = 5.0
"""Under it a shadow is over eleven times as long as its wall is high, and where it ends hangs on the slope of the ground."""
_UNIT_M = 100.0


def shade_pixels(pixels: Pixels, scene: Scene, buildings: Sequence[Building]) -> Pixels:
    """The same picture with the flag `BUILDING_SHADOW` where a building of known height throws its shadow.

    Roofs are looked at where their own height is known; those of others may stand above the shadow, and are left alone. It is what the sun and
    the file's heights say of level ground, not what is dark in the picture: dark ground in the sun and pale ground in the shade look alike.

    Args:
        pixels: the picture on the grid where it is compared.
        scene: its sun.
        buildings: footprints; only those whose file gives a height throw a shadow.
    """
    shadows = _shadows(scene, pixels.grid, buildings)
    if not shadows:
        return pixels
    shaded = ShadedPixels(source=pixels, grid=pixels.grid, shadows=shadows)
    return shaded.read() if isinstance(pixels, Image) else shaded


@attrs.frozen(kw_only=True, eq=False)
class ShadedPixels(OnGrid):
    """A picture whose expected shadows are flagged when it is read.

    Args:
        shadows: where they are expected, polygons in pixel coordinates.
    """

    shadows: tuple[shapely.Geometry, ...]

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        image = self.source.read(window)
        top, left = (window.row_start, window.col_start) if window is not None else (0, 0)
        frame = shapely.box(left, top, left + image.grid.width, top + image.grid.height)
        inside = [shapely.affinity.translate(shape, -left, -top) for shape in self.shadows if shape.intersects(frame)]
        covered = cover_polygons(inside, image.grid.shape)
        shade = np.zeros(image.grid.height * image.grid.width, np.uint8)
        shade[covered.pixels[covered.shares >= 0.5]] = MaskKind.BUILDING_SHADOW
        return Image(array=image.array, flags=image.flags | shade.reshape(image.grid.shape), grid=image.grid, roles=image.roles)


def _shadows(scene: Scene, grid: Grid, buildings: Sequence[Building]) -> tuple[shapely.Geometry, ...]:
    """The ground and the lower roofs that buildings of known height shade, polygons in pixel coordinates."""
    step = _step(scene, grid)
    blocks = [(grid.to_pixels(one.footprint), one.height_m) for one in buildings if one.footprint.shape.area > 0]
    if step is None or all(height is None for _, height in blocks):
        return ()
    shapes = [shape for shape, _ in blocks]
    tree = shapely.STRtree(shapes)
    found: list[shapely.Geometry] = []
    for shape, height in blocks:
        if height is None:
            continue
        shadow = _swept(shape, step * height)
        touched = [blocks[other] for other in tree.query(shadow, predicate="intersects")]
        found.append(shapely.difference(shadow, shapely.union_all([other for other, _ in touched])))
        lower = ((roof, height - below) for roof, below in touched if below is not None and below < height)
        found += [shapely.intersection(_swept(shape, step * rise), roof) for roof, rise in lower]
    return tuple(shape for shape in found if shape.area > 0)


def _step(scene: Scene, grid: Grid) -> npt.NDArray[np.float64] | None:
    """Where the shadow of a metre of height ends, (columns, rows) from its foot; `None` where the sun is not known or too low."""
    elevation, azimuth = scene.sun_elevation_deg, scene.sun_azimuth_deg
    if elevation is None or azimuth is None or elevation < _LEAST_ELEVATION_DEG:
        return None
    turn = math.radians(azimuth)
    rows, cols = grid.step_px(-math.sin(turn) * _UNIT_M, -math.cos(turn) * _UNIT_M)
    return np.array([cols, rows]) / (_UNIT_M * math.tan(math.radians(elevation)))


def _swept(shape: shapely.Geometry, way: npt.NDArray[np.float64]) -> shapely.Geometry:
    """What a polygon passes over on its way, itself included."""
    parts = [shape, shapely.affinity.translate(shape, *way)]
    for ring in shapely.get_rings(shape):
        corners = shapely.get_coordinates(ring)
        sides = np.stack([corners[:-1], corners[1:], corners[1:] + way, corners[:-1] + way, corners[:-1]], axis=1)
        parts += list(shapely.make_valid(shapely.polygons(sides)))
    return shapely.union_all(parts)
