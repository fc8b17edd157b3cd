"""The fine points on which a site is drawn, and their averages on a lattice of half pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import shapely
from affine import Affine
from rasterio.features import rasterize

from temoin.raster import cover_polygons
from temoin.scenes.spec import PairSpec

__all__ = ["Canvas", "Codes"]

_STEP_M = 0.8
"""Twice the largest step between fine points, metres."""
_MOST_FINER = 20
Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True)
class Canvas:
    """The fine points of a picture and of a margin around it, so that a moved picture has content at its edges.

    Three lattices share one middle: pixels; half pixels ("middling"), on which light and texture are worked out; and fine points, on which the
    outlines are drawn.

    Args:
        rows, cols: half pixels.
        margin: pixels on each side.
        finer: fine points a half pixel, each way.
        gsd_m: metres a pixel.
    """

    rows: int
    cols: int
    margin: int
    finer: int
    gsd_m: float

    @classmethod
    def of(cls, spec: PairSpec, reach_px: float) -> Canvas:
        """The canvas of a spec whose content moves by `reach_px` pixels at most."""
        margin = math.ceil(reach_px) + 8
        finer = spec.finer // 2 if spec.finer else min(_MOST_FINER // 2, max(2, math.ceil(spec.gsd_m / _STEP_M)))
        size = [(side + 2 * margin) * 2 for side in (spec.rows, spec.cols)]
        return cls(rows=size[0], cols=size[1], margin=margin, finer=max(1, finer), gsd_m=spec.gsd_m)

    @property
    def step_m(self) -> float:
        """Metres between half pixels."""
        return self.gsd_m / 2

    def to_half_pixels(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape in local metres in half pixels (x = column, y = row, corners at whole numbers)."""
        return shapely.transform(shape, lambda xy: xy / self.step_m + np.array([self.cols / 2, self.rows / 2]))

    def burn(self, shapes: Sequence[tuple[shapely.Geometry, int]], fill: int, *, finer: int | None = None) -> npt.NDArray[np.uint16]:
        """Shapes in local metres drawn by the rule of point centres, later over earlier; lines and points draw nothing.

        Args:
            shapes: (shape, value).
            fill: value where no shape lies.
            finer: points a half pixel, each way; `None`: the canvas's own.
        """
        finer = finer or self.finer
        step = self.step_m / finer
        size = (self.rows * finer, self.cols * finer)
        out = np.full(size, fill, dtype=np.uint16)
        half = (self.cols * self.step_m / 2, self.rows * self.step_m / 2)
        drawn = _areal(shapes, shapely.box(-half[0], -half[1], half[0], half[1]))
        if drawn:
            rasterize(drawn, out=out, transform=Affine(step, 0, -half[0], 0, step, -half[1]))
        return out

    def window(self, shape: shapely.Geometry) -> tuple[slice, slice]:
        """The half pixels around a shape in local metres, cut to the canvas."""
        x0, y0, x1, y1 = self.to_half_pixels(shape).bounds
        rows = slice(min(self.rows, max(0, math.floor(y0))), min(self.rows, max(0, math.ceil(y1) + 1)))
        return rows, slice(min(self.cols, max(0, math.floor(x0))), min(self.cols, max(0, math.ceil(x1) + 1)))


def _areal(shapes: Sequence[tuple[shapely.Geometry, int]], frame: shapely.Geometry) -> list[tuple[shapely.Geometry, int]]:
    """The polygons among the shapes that touch the frame, in their order."""
    if not shapes:
        return []
    geometries = np.array([shape for shape, _ in shapes], dtype=object)
    values = np.array([value for _, value in shapes])
    parts, owners = shapely.get_parts(geometries, return_index=True)
    if (shapely.get_type_id(parts) == int(shapely.GeometryType.GEOMETRYCOLLECTION)).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    nested = shapely.get_type_id(parts) == int(shapely.GeometryType.MULTIPOLYGON)
    if nested.any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owners = owners[inner]
    shapely.prepare(frame)
    kept = (shapely.get_type_id(parts) == int(shapely.GeometryType.POLYGON)) & shapely.intersects(frame, parts)
    return list(zip(parts[kept], values[owners[kept]].tolist(), strict=True))


@attrs.frozen(kw_only=True, eq=False)
class Codes:
    """What was drawn, ready to be averaged to half pixels many times over: most of them hold one code alone.

    Args:
        plain: code of the first fine point of each half pixel, shape (rows, columns).
        mixed: flat places of the half pixels that hold several codes.
        parts: all codes of those, shape (mixed, fine points).
        weights: of those, likewise, summing to 1 a half pixel; `None`: all alike.
    """

    plain: npt.NDArray[np.uint16]
    mixed: npt.NDArray[np.intp]
    parts: npt.NDArray[np.uint16]
    weights: Floats | None = None

    @classmethod
    def of(cls, fine: npt.NDArray[np.uint16], finer: int) -> Codes:
        """The codes of fine points, shape (rows · finer, columns · finer)."""
        plain = np.ascontiguousarray(fine[::finer, ::finer])
        differs = np.zeros(plain.shape, dtype=bool)
        for row in range(finer):
            for col in range(finer):
                if row or col:
                    differs |= fine[row::finer, col::finer] != plain
        mixed = np.flatnonzero(differs)
        return cls(plain=plain, mixed=mixed, parts=_points_of(fine, finer, mixed))

    def exact_for(self, shape: shapely.Geometry, canvas: Canvas) -> Codes:
        """The same with the fine points of half pixels on a shape's outline weighted so that what they hold of the shape is exact.

        Fine points alone leave the area of a small shape in coarse pixels wrong by a few thousandths.
        """
        fine = canvas.burn([(shape, 1)], 0)
        inside = _points_of(fine, canvas.finer, self.mixed) > 0
        covered = cover_polygons([canvas.to_half_pixels(shape)], self.plain.shape)
        share = np.zeros(self.plain.size, dtype=np.float32)
        share[covered.pixels] = covered.shares
        true, drawn = share[self.mixed], inside.mean(axis=1, dtype=np.float32)
        cut = (drawn > 0) & (drawn < 1)
        # Slivers too thin for any fine point are made up for by those half pixels that can give or take.
        missing = float(covered.shares.sum()) - np.count_nonzero(fine) / canvas.finer**2 - float((true - drawn)[cut].sum())
        true = np.clip(true + missing / max(1, int(cut.sum())), 0, 1).astype(np.float32)
        true, drawn = true[cut, None], drawn[cut, None]
        weights = np.full(inside.shape, 1 / inside.shape[1], dtype=np.float32)
        weights[cut] *= np.where(inside[cut], true / drawn, (1 - true) / (1 - drawn))
        return attrs.evolve(self, weights=weights)

    def mean(self, values: Floats) -> Floats:
        """Mean over each half pixel of a value a code, shape (rows, columns)."""
        out = values[self.plain]
        parts = values[self.parts]
        out.ravel()[self.mixed] = parts.mean(axis=1) if self.weights is None else (parts * self.weights).sum(axis=1)
        return out


def _points_of(fine: npt.NDArray[np.uint16], finer: int, places: npt.NDArray[np.intp]) -> npt.NDArray[np.uint16]:
    """All fine points of some half pixels, shape (places, points)."""
    rows, cols = np.divmod(places, fine.shape[1] // finer)
    return np.stack([fine[rows * finer + row, cols * finer + col] for row in range(finer) for col in range(finer)], axis=1)
