"""Fine points of a window of a picture, and the heights and materials that are drawn on them."""

from __future__ import annotations

import math
from typing import Self

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.raster import cover_polygons
from temoin.scenes.relief import fractal

__all__ = ["FineCanvas", "FinePlane"]

Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
_MOST_PIECES = 2_500


@attrs.frozen(kw_only=True)
class FinePlane:
    """The fine points of a window: point (row, column) spans `step_m` from the window's upper left corner.

    Args:
        shape: rows and columns.
        step_m: metres between points, down and across.
    """

    shape: tuple[int, int]
    step_m: tuple[float, float]

    def cover(self, shape: shapely.Geometry) -> Singles:
        """Exact share of each point's square under a shape in metres."""
        points = shapely.transform(shape, lambda xy: xy / np.array([self.step_m[1], self.step_m[0]]))
        covered = cover_polygons([points], self.shape)
        shares = np.zeros(self.shape[0] * self.shape[1], dtype=np.float32)
        shares[covered.pixels] = covered.shares
        return shares.reshape(self.shape)

    @property
    def step(self) -> float:
        """The finer of the two steps, metres."""
        return min(self.step_m)

    def inwards(self, cover: Singles) -> Singles:
        """Distance of covered points from the outline, metres; 0 outside."""
        return np.asarray(cv2.distanceTransform((cover > 0.5).astype(np.uint8), cv2.DIST_L2, 5) * self.step, dtype=np.float32)

    def outwards(self, cover: Singles) -> Singles:
        """Distance of points that are not covered from the outline, metres; 0 inside."""
        return np.asarray(cv2.distanceTransform((cover < 0.5).astype(np.uint8), cv2.DIST_L2, 5) * self.step, dtype=np.float32)


@attrs.define(kw_only=True, eq=False)
class FineCanvas:
    """Heights in metres and numbers of materials, drawn over one another; material 0 is the old ground.

    Args:
        plane: the fine points.
        heights: metres above the ground, shape of the plane.
        materials: into `names`, shape of the plane.
        names: of the materials used.
        rng: where all chance comes from.
    """

    plane: FinePlane
    heights: Singles
    materials: npt.NDArray[np.int16]
    names: list[str]
    rng: np.random.Generator

    @classmethod
    def of(cls, plane: FinePlane, heights: Singles, rng: np.random.Generator) -> Self:
        """A canvas over ground and buildings of given heights."""
        return cls(plane=plane, heights=heights.copy(), materials=np.zeros(plane.shape, dtype=np.int16), names=["ground"], rng=rng)

    def number(self, name: str) -> int:
        """The number of a material."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def fill(self, where: Bools, name: str) -> None:
        """Give points a material."""
        self.materials[where] = self.number(name)

    def fractal(self, longest_m: float, *, slope: float = 2.2) -> Singles:
        """A rough field of mean 0 and deviation 1, its longest wave in metres."""
        return fractal(self.rng, self.plane.shape, longest=longest_m / self.plane.step, slope=slope)

    def grain(self, size: float, longest_m: float = 6.0, *, slope: float = 2.2) -> Singles:
        """A factor around 1 that makes a surface uneven."""
        return np.asarray(np.clip(1 + size * self.fractal(longest_m, slope=slope), 0.2, 2.2), dtype=np.float32)

    def scatter(self, where: shapely.Geometry, mix: dict[str, float], *, density: float, largest_m: float, smallest_m: float = 0.35) -> None:
        """Lay tilted plates of power-law sizes over the bounds of a shape until they would cover it `density` times."""
        x0, y0, x1, y1 = where.bounds
        wanted, names, weights = density * (x1 - x0) * (y1 - y0), list(mix), np.array(list(mix.values()))
        smallest = max(smallest_m, 1.2 * self.plane.step, math.sqrt(wanted / _MOST_PIECES) * 0.6)
        for _ in range(_MOST_PIECES):
            # Sizes fall as a power of two and a half: many shards, few slabs.
            size = min(largest_m, smallest * (1 - self.rng.random()) ** (-1 / 1.5))
            ratio = float(self.rng.uniform(0.2, 1.0))
            name = str(self.rng.choice(names, p=weights / weights.sum()))
            self.plate((float(self.rng.uniform(x0, x1)), float(self.rng.uniform(y0, y1))), (size, size * ratio), name)
            wanted -= size * size * ratio
            if wanted <= 0:
                break

    def plate(
        self, middle: tuple[float, ...], size: tuple[float, float], name: str, *, angle: float | None = None, top_m: float | None = None
    ) -> None:
        """One flat piece, tilted by chance and resting on what lies below, or level at `top_m`."""
        turn = float(self.rng.uniform(0, math.pi)) if angle is None else angle
        tilt, bump = self.rng.normal(0, 0.16, 2), float(self.rng.uniform(0.03, 0.16))
        found = self._stencil(middle, size, turn)
        if found is None:
            return
        part, inside = found
        rows, cols = np.indices(inside.shape, dtype=np.float32)
        lift = (rows - rows.mean()) * self.plane.step_m[0] * tilt[0] + (cols - cols.mean()) * self.plane.step_m[1] * tilt[1]
        below = self.heights[part][inside]
        high = int(0.7 * (below.size - 1))
        rest = float(np.partition(below, high)[high]) + bump
        self.heights[part][inside] = (rest + np.clip(lift, -0.6, 0.6))[inside] if top_m is None else top_m
        self.materials[part][inside] = self.number(name)

    def _stencil(self, middle: tuple[float, ...], size: tuple[float, float], turn: float) -> tuple[tuple[slice, slice], Bools] | None:
        along = np.array([math.cos(turn), math.sin(turn)]) * size[0] / 2
        across = np.array([-math.sin(turn), math.cos(turn)]) * size[1] / 2
        corners = np.array(middle) + np.array([-along - across, along - across, along + across, -along + across])
        points = corners / np.array([self.plane.step_m[1], self.plane.step_m[0]])
        low, high = np.floor(points.min(axis=0)).astype(int), np.ceil(points.max(axis=0)).astype(int) + 1
        left, top = np.maximum(low, 0)
        right, bottom = np.minimum(high, [self.plane.shape[1], self.plane.shape[0]])
        if left >= right or top >= bottom:
            return None
        stencil = np.zeros((bottom - top, right - left), dtype=np.uint8)
        cv2.fillConvexPoly(stencil, np.rint((points - [left, top] - 0.5) * 16).astype(np.int32), 1, shift=4)
        inside = stencil > 0
        return ((slice(top, bottom), slice(left, right)), inside) if inside.any() else None
