"""From what was painted to reflectance at each pixel: light and texture on half pixels, then the point spread, sampled where the content lies."""

from __future__ import annotations

import math
from functools import cached_property

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely
from scipy.special import erf

from temoin.raster import BandRole
from temoin.scenes.canvas import Canvas, Codes
from temoin.scenes.displacement import DisplacementField
from temoin.scenes.materials import LEVELS, SUN
from temoin.scenes.paint import Painter
from temoin.scenes.texture import Texture, lean_texture, passing_texture

__all__ = ["Exposure", "Sampler", "expose"]

_DARKEST = 0.15
"""Texture never takes a surface under this share of its reflectance."""
_PASSING = 0.3
"""Share of the grain's size that is new in every look: grass moves, dust settles."""
_EXACT_GSD_M = 1.0
"""In pixels larger than this, a damaged piece has so few fine points on its outline that its area is settled exactly."""
Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True, eq=False)
class Sampler:
    """Where each pixel of one picture lies on a canvas, and how wide it sees.

    Args:
        canvas: the half pixels.
        shape: rows and columns of the picture.
        gsd_m: its pixel size, metres.
        psf_px: standard deviation of the optics' point spread, pixels of the picture.
        field: where the content moved to, in pixels of the before-picture; `None` for the before-picture itself.
    """

    canvas: Canvas
    shape: tuple[int, int]
    gsd_m: float
    psf_px: float
    field: DisplacementField | None = None

    @property
    def ratio(self) -> float:
        """Half pixels of the canvas a pixel of the picture, each way."""
        return 2 * self.gsd_m / self.canvas.gsd_m

    def sample(self, middling: Floats) -> Floats:
        """The picture of a layer of half pixels: blurred by the point spread and by the pixel's own square, then sampled."""
        moved = self.field is not None and not self.field.is_shift
        if moved or self.ratio != 2:
            kernel = _kernel(self.psf_px * self.ratio, self.ratio, 0.0)
            seen = cv2.sepFilter2D(middling, cv2.CV_32F, kernel, kernel, borderType=cv2.BORDER_REFLECT)
            rows, cols = self.places
            return np.asarray(cv2.remap(seen, cols, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)
        shift = (0.0, 0.0) if self.field is None else self.field.shift_px
        starts = [2 * (self.canvas.margin - part) + 0.5 for part in shift]
        whole = [math.floor(start) for start in starts]
        kernels = [_kernel(self.psf_px * 2, 2.0, start - first) for start, first in zip(starts, whole, strict=True)]
        seen = cv2.sepFilter2D(middling, cv2.CV_32F, kernels[1], kernels[0], borderType=cv2.BORDER_REFLECT)
        stops = [first + 2 * side for first, side in zip(whole, self.shape, strict=True)]
        return np.ascontiguousarray(seen[whole[0] : stops[0] : 2, whole[1] : stops[1] : 2])

    @cached_property
    def places(self) -> tuple[Floats, Floats]:
        """Row and column, in half pixels of the canvas, of each pixel's middle."""
        scale = self.gsd_m / self.canvas.gsd_m
        rows, cols = ((np.arange(side, dtype=np.float64) + 0.5) * scale - 0.5 for side in self.shape)
        row, col = np.meshgrid(rows, cols, indexing="ij") if self.field is None else self.field.origin_on(rows, cols)
        down, across = ((2 * (part + self.canvas.margin) + 0.5).astype(np.float32) for part in (row, col))
        return down, across


def _kernel(sigma: float, box: float, offset: float) -> npt.NDArray[np.float64]:
    """A Gaussian of `sigma` half pixels widened by a box of `box`, at whole half pixels around `offset`.

    The half pixels are boxes themselves; their variance (1/12) is taken off the Gaussian's.
    """
    sigma = math.sqrt(max(sigma**2 - 1 / 12, 0.05))
    reach = math.ceil(4 * sigma + box / 2) + 1
    steps = np.arange(-reach, reach + 1) - offset
    kernel = erf((steps + box / 2) / (sigma * math.sqrt(2))) - erf((steps - box / 2) / (sigma * math.sqrt(2)))
    return np.asarray(kernel / kernel.sum())


@attrs.frozen(kw_only=True, eq=False)
class Exposure:
    """What was painted for one look, with its texture, on half pixels.

    Args:
        painter: what was painted; its palette says how each code looks.
        codes: material and light of the half pixels.
        factor: by which texture changes the reflectance, shape (rows, columns).
        snow: share of each half pixel under snow, or `None`.
        sampler: where the pixels lie.
    """

    painter: Painter
    codes: Codes
    factor: Floats
    snow: Floats | None
    sampler: Sampler

    def reflectance(self, role: BandRole, shadow: Floats | None = None) -> Floats:
        """What a camera above the air would see in a band, shape (rows, columns) of the picture.

        Args:
            role: the band.
            shadow: share of the sun that clouds hide at each pixel, or `None`.
        """
        palette = self.painter.palette
        light, own = palette.light_on(role), palette.reflectance(role)
        seen = self.sampler.sample(self._shone(own, light, role))
        if shadow is None:
            return seen
        dim = self.sampler.sample(self._shone(own, palette.sky_on(role), role))
        return np.asarray(seen + shadow * (dim - seen), dtype=np.float32)

    def _shone(self, own: Floats, light: Floats, role: BandRole) -> Floats:
        middling = self.codes.mean(own * light)
        middling *= self.factor
        if self.snow is not None:
            middling += self.snow * (self.codes.mean(light) * np.float32(self.painter.palette.snow(role)) - middling)
        return middling


def expose(painter: Painter, texture: Texture, sampler: Sampler, snow: float, rng: np.random.Generator) -> Exposure:
    """Draw what was painted, and lay texture and snow on it.

    Args:
        painter: what was painted.
        texture: of the ground.
        sampler: where the pixels lie.
        snow: share of the open ground under snow.
        rng: for the part of the texture that is new in every look.
    """
    canvas = sampler.canvas
    ground = painter.palette.number("meadow")
    codes = canvas.burn([(shape, number * LEVELS) for shape, number in painter.surfaces], ground * LEVELS)
    codes += canvas.burn(painter.lit, SUN)
    drawn = Codes.of(codes, canvas.finer)
    if painter.exact and canvas.gsd_m > _EXACT_GSD_M:
        drawn = drawn.exact_for(shapely.union_all(painter.exact), canvas)
    grain, mottle, lies = painter.palette.texture()
    texture = lean_texture(texture, painter.roofs, canvas)
    passing = passing_texture(rng, canvas)
    factor = drawn.mean(grain) * (texture.grain + np.float32(_PASSING) * passing) + drawn.mean(mottle) * texture.mottle
    factor += 1
    np.maximum(factor, _DARKEST, out=factor)
    white = None
    if snow > 0:
        # It melts in patches: where the broad mottle is high first.
        patches = np.clip(0.5 + 3.0 * (snow - 0.5) - (1 - snow) * texture.mottle, 0, 1)
        white = drawn.mean(lies) * np.asarray(patches, dtype=np.float32)
    return Exposure(painter=painter, codes=drawn, factor=factor, snow=white, sampler=sampler)
