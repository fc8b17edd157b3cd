"""The camera: from fine points to digital numbers, through a point spread, an exact sub-pixel shift, averaging and noise."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely
from affine import Affine
from rasterio.features import rasterize

from temoin.raster import BandRole
from temoin.scenes.paint import Painter
from temoin.scenes.spec import Acquisition, PairSpec

__all__ = ["Canvas", "Texture", "make_texture", "take_picture"]

_SKY = {BandRole.BLUE: 0.36, BandRole.GREEN: 0.27, BandRole.RED: 0.22, BandRole.NIR: 0.14, BandRole.PAN: 0.25}
"""Share of the light that comes from the sky and reaches shadows too: more in the blue (Rayleigh scattering)."""
_HAZE = {BandRole.BLUE: 1.0, BandRole.GREEN: 0.7, BandRole.RED: 0.5, BandRole.NIR: 0.25, BandRole.PAN: 0.6}

Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True)
class Canvas:
    """The fine points of a picture and of a margin around it, so that a shifted picture has content at its edges.

    Args:
        rows, cols: fine points.
        margin: pixels on each side.
        finer: fine points a pixel, each way.
        step_m: metres between fine points.
    """

    rows: int
    cols: int
    margin: int
    finer: int
    step_m: float

    @classmethod
    def of(cls, spec: PairSpec) -> Canvas:
        """The canvas of a spec."""
        margin = math.ceil(max(abs(spec.shift_px[0]), abs(spec.shift_px[1]))) + 5
        size = [(side + 2 * margin) * spec.finer for side in (spec.rows, spec.cols)]
        return cls(rows=size[0], cols=size[1], margin=margin, finer=spec.finer, step_m=spec.gsd_m / spec.finer)

    def burn(self, shapes: list[tuple[object, int]], fill: int, dtype: str) -> npt.NDArray[np.generic]:
        """Shapes in local metres drawn by the rule of point centres, later over earlier."""
        transform = Affine(self.step_m, 0, -self.cols * self.step_m / 2, 0, self.step_m, -self.rows * self.step_m / 2)
        out = np.full((self.rows, self.cols), fill, dtype=dtype)
        if shapes:
            rasterize(shapes, out=out, transform=transform)
        return out

    def box_of(self, shape: shapely.Geometry) -> tuple[int, int, tuple[slice, slice]]:
        """First row, first column and slices of the points around a shape in local metres."""
        x0, y0, x1, y1 = (side / self.step_m for side in shape.bounds)
        top, left = max(0, math.floor(y0 + self.rows / 2)), max(0, math.floor(x0 + self.cols / 2))
        stop = (max(0, math.ceil(y1 + self.rows / 2) + 1), max(0, math.ceil(x1 + self.cols / 2) + 1))
        return top, left, (slice(top, stop[0]), slice(left, stop[1]))


@attrs.frozen(kw_only=True, eq=False)
class Texture:
    """Two fields of mean 0 and deviation about 1 on the canvas: `grain` near the size of a pixel, `mottle` of metres to tens of metres."""

    grain: Floats
    mottle: Floats


def _field(rng: np.random.Generator, canvas: Canvas, cell_m: float) -> Floats:
    cell = max(1.0, cell_m / canvas.step_m)
    rows, cols = math.ceil(canvas.rows / cell) + 2, math.ceil(canvas.cols / cell) + 2
    small = rng.standard_normal((rows, cols), dtype=np.float32)
    return np.asarray(cv2.resize(small, (canvas.cols, canvas.rows), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def make_texture(rng: np.random.Generator, canvas: Canvas) -> Texture:
    """The texture that belongs to the ground, the same in both pictures."""
    pixel = canvas.step_m * canvas.finer
    grain = 0.8 * _field(rng, canvas, 0.9 * pixel) + 0.6 * _field(rng, canvas, 2.2 * pixel)
    mottle = 0.5 * _field(rng, canvas, 6 * pixel) + 0.6 * _field(rng, canvas, 12.0) + 0.5 * _field(rng, canvas, 45.0)
    return Texture(grain=grain, mottle=mottle)


def take_picture(
    painter: Painter, texture: Texture, canvas: Canvas, spec: PairSpec, look: Acquisition, shift_px: tuple[float, float], rng: np.random.Generator
) -> npt.NDArray[np.generic]:
    """What the camera writes: shape (bands, rows, columns), unsigned 8 or 16 bit.

    The content lies `shift_px` (rows, columns) further than the grid says. The shift is made by sampling the point spread off its middle, so
    it is exact and blurs nothing.
    """
    ground = painter.palette.number("meadow")
    surface = canvas.burn(painter.surfaces, ground, "uint16")
    lit = canvas.burn(painter.lit, 1, "uint8")
    grain, mottle = painter.palette.texture()
    texture = _lean_texture(texture, painter, canvas)
    passing = _field(rng, canvas, 1.5 * canvas.step_m * canvas.finer)
    factor = 1 + grain[surface] * (0.95 * texture.grain + 0.3 * passing) + mottle[surface] * texture.mottle
    np.maximum(factor, 0.15, out=factor)
    bands = []
    for role in spec.camera.roles:
        shade = np.array([_SKY[role], 1.0], dtype=np.float32)
        fine = painter.palette.reflectance(role)[surface] * factor * shade[lit]
        seen = _sample(fine, canvas, spec, shift_px) * np.float32(look.gain) + np.float32(look.haze * _HAZE[role])
        bands.append(_expose(seen, spec, rng))
    return np.stack(bands)


def _lean_texture(texture: Texture, painter: Painter, canvas: Canvas) -> Texture:
    """The texture with that of every roof moved to where the roof is seen."""
    leaning = [(roof, lean) for roof, lean in painter.roofs if max(abs(lean[0]), abs(lean[1])) > canvas.step_m / 2]
    if not leaning:
        return texture
    numbers = canvas.burn([(roof, number + 1) for number, (roof, _) in enumerate(leaning)], 0, "uint16")
    grain, mottle = texture.grain.copy(), texture.mottle.copy()
    for number, (_, (x, y)) in enumerate(leaning):
        top, left, box = canvas.box_of(leaning[number][0])
        rows, cols = np.nonzero(numbers[box] == number + 1)
        rows, cols = rows + top, cols + left
        origin = (np.clip(rows - round(y / canvas.step_m), 0, canvas.rows - 1), np.clip(cols - round(x / canvas.step_m), 0, canvas.cols - 1))
        grain[rows, cols], mottle[rows, cols] = texture.grain[origin], texture.mottle[origin]
    return Texture(grain=grain, mottle=mottle)


def _sample(fine: Floats, canvas: Canvas, spec: PairSpec, shift_px: tuple[float, float]) -> Floats:
    """Point spread, shift and averaging in one separable filter and one block mean."""
    starts = [(canvas.margin - shift) * canvas.finer for shift in shift_px]
    whole = [math.floor(start) for start in starts]
    kernels = [_kernel(spec.camera.psf_px * canvas.finer, start - first) for start, first in zip(starts, whole, strict=True)]
    blurred = cv2.sepFilter2D(fine, cv2.CV_32F, kernels[1], kernels[0], borderType=cv2.BORDER_REFLECT)
    cut = blurred[whole[0] : whole[0] + spec.rows * canvas.finer, whole[1] : whole[1] + spec.cols * canvas.finer]
    return np.asarray(cv2.resize(cut, (spec.cols, spec.rows), interpolation=cv2.INTER_AREA), dtype=np.float32)


def _kernel(sigma: float, offset: float) -> npt.NDArray[np.float64]:
    reach = math.ceil(4 * sigma) + 1
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-(((steps - offset) / sigma) ** 2) / 2)
    return np.asarray(kernel / kernel.sum())


def _expose(seen: Floats, spec: PairSpec, rng: np.random.Generator) -> npt.NDArray[np.generic]:
    camera = spec.camera
    spread = np.sqrt(camera.noise_floor**2 + camera.noise_signal**2 * np.maximum(seen, 0))
    noisy = seen + spread * rng.standard_normal(seen.shape, dtype=np.float32)
    top = 255 if camera.bits == 8 else 65_535
    # 0 is kept for "no data", as products of this kind do.
    return np.clip(np.rint(noisy * camera.scale), 1, top).astype(np.uint8 if camera.bits == 8 else np.uint16)
