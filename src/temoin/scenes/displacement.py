"""Where the after-picture's content lies against the before-picture's: shift, rotation, scale, smooth warp and jumps between strips."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
from scipy.interpolate import RectBivariateSpline

__all__ = ["Displacement", "DisplacementField"]

Floats = npt.NDArray[np.float64]
_WAVES = 6
_COARSE_PX = 8
_STEPS = 12
"""Fixed-point steps of the inverse; each gains the factor of the field's steepness, which is far under one."""


@attrs.frozen(kw_only=True)
class Displacement:
    """What moves the after-picture, beside `PairSpec.shift_px`.

    Args:
        rotation_deg: about the middle, clockwise as seen.
        scale: (rows, columns), factors about the middle.
        warp_px: root mean square of a smooth random warp along each axis, pixels.
        warp_length_px: shortest wave of the warp, pixels; `None`: half the picture's shorter side.
        strips: into how many strips of rows the picture falls, each placed by itself; 1: none.
        jump_px: standard deviation of the strips' own shifts along each axis, pixels.
    """

    rotation_deg: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    warp_px: float = 0.0
    warp_length_px: float | None = None
    strips: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    jump_px: float = 0.0


@attrs.frozen(kw_only=True, eq=False)
class DisplacementField:
    """The true field: content of pixel (row, column) of the before-picture lies at (row, column) + field of the after-picture, on the same grid.

    It holds for the ground; what stands above it leans by its height and the view besides.

    Args:
        shape: rows and columns of the before-picture.
        shift_px: (rows, columns), the same everywhere.
        matrix: shape (2, 2), rotation and scale about the middle: (row, column) from the middle are taken to `matrix @ (row, column)`.
        waves: shape (waves, 6) of the warp: (cycles a pixel down, and across, phase of the rows' part, of the columns', amplitude of each in px).
        seams: first row of each strip, shape (strips,); the first is 0.
        jumps: shape (strips, 2), pixels.
    """

    shape: tuple[int, int]
    shift_px: tuple[float, float]
    matrix: Floats = attrs.field(factory=lambda: np.eye(2))
    waves: Floats = attrs.field(factory=lambda: np.zeros((0, 6)))
    seams: Floats = attrs.field(factory=lambda: np.zeros(1))
    jumps: Floats = attrs.field(factory=lambda: np.zeros((1, 2)))

    @classmethod
    def draw(
        cls, shape: tuple[int, int], shift_px: tuple[float, float], displacement: Displacement | None, rng: np.random.Generator
    ) -> DisplacementField:
        """The field of a wish, its chance part from `rng`."""
        if displacement is None:
            return cls(shape=shape, shift_px=shift_px)
        angle = math.radians(displacement.rotation_deg)
        turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
        strips = displacement.strips
        seams = np.concatenate([[0.0], np.sort(np.arange(1, strips) + rng.uniform(-0.25, 0.25, strips - 1)) * shape[0] / strips])
        jumps = rng.normal(0, displacement.jump_px, (strips, 2)) if displacement.jump_px else np.zeros((strips, 2))
        return cls(
            shape=shape,
            shift_px=shift_px,
            matrix=turn @ np.diag(displacement.scale),
            waves=_waves(shape, displacement, rng),
            seams=seams,
            jumps=jumps,
        )

    @property
    def is_shift(self) -> bool:
        """Whether it is the same everywhere."""
        return not len(self.waves) and not self.jumps.any() and bool(np.array_equal(self.matrix, np.eye(2)))

    @property
    def reach_px(self) -> float:
        """No pixel moves further than this."""
        corner = np.array(self.shape) / 2
        turned = np.abs(self.matrix - np.eye(2)) @ corner
        waves = np.abs(self.waves[:, 4:]).sum(axis=0) if len(self.waves) else np.zeros(2)
        return float(np.max(np.abs(self.shift_px) + turned + waves + np.abs(self.jumps).max(axis=0)))

    def __call__(self, rows: npt.ArrayLike, cols: npt.ArrayLike) -> tuple[Floats, Floats]:
        """The field at places (pixel centres at whole numbers) of the before-picture: (rows, columns) in pixels, of the places' common shape."""
        rows, cols = np.broadcast_arrays(np.asarray(rows, dtype=np.float64), np.asarray(cols, dtype=np.float64))
        down, across = self._smooth(rows, cols)
        strip = np.searchsorted(self.seams, rows, side="right").clip(1) - 1
        return down + self.jumps[strip, 0], across + self.jumps[strip, 1]

    def _smooth(self, rows: Floats, cols: Floats) -> tuple[Floats, Floats]:
        """The field without the strips' jumps."""
        v, u = rows - (self.shape[0] - 1) / 2, cols - (self.shape[1] - 1) / 2
        down = self.shift_px[0] + (self.matrix[0, 0] - 1) * v + self.matrix[0, 1] * u
        across = self.shift_px[1] + self.matrix[1, 0] * v + (self.matrix[1, 1] - 1) * u
        for wave in self.waves:
            along = 2 * math.pi * (wave[0] * v + wave[1] * u)
            down, across = down + wave[4] * np.cos(along + wave[2]), across + wave[5] * np.cos(along + wave[3])
        return down, across

    def array(self) -> Floats:
        """The field at each pixel of the before-picture, shape (2, rows, columns): rows first, in pixels."""
        return np.stack(self(np.arange(self.shape[0])[:, None], np.arange(self.shape[1])[None, :]))

    @property
    def centre_px(self) -> tuple[float, float]:
        """The field in the picture's middle, (rows, columns)."""
        row, col = self((self.shape[0] - 1) / 2, (self.shape[1] - 1) / 2)
        return (float(row), float(col))

    def origin_of(self, rows: npt.ArrayLike, cols: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Where the content of places of the after-picture lies in the before-picture: the inverse, by fixed-point steps.

        Within a jump of a seam no answer is right: there content is missing or shown twice, as where real strips meet.
        """
        rows, cols = np.broadcast_arrays(np.asarray(rows, dtype=np.float64), np.asarray(cols, dtype=np.float64))
        return self._joined([self._origin(rows - jump[0], cols - jump[1]) for jump in self.jumps])

    def origin_on(self, rows: Floats, cols: Floats) -> tuple[Floats, Floats]:
        """The same on a lattice of rows and columns, each of one dimension and rising: worked out every few pixels, cubic in between."""
        if self.is_shift or min(len(rows), len(cols)) < 2 * _COARSE_PX:
            return self.origin_of(rows[:, None], cols[None, :])
        few = [np.linspace(side[0], side[-1], max(5, math.ceil(len(side) / _COARSE_PX) + 1)) for side in (rows, cols)]
        parts = []
        for jump in self.jumps:
            origin = self._origin(few[0][:, None] - jump[0], few[1][None, :] - jump[1])
            parts.append(tuple(RectBivariateSpline(few[0], few[1], part)(rows, cols) for part in origin))
        return self._joined(parts)

    def _origin(self, rows: Floats, cols: Floats) -> tuple[Floats, Floats]:
        """The inverse of the field without the jumps."""
        rows, cols = np.broadcast_arrays(rows, cols)
        row, col = rows, cols
        for _ in range(1 if self.is_shift else _STEPS):
            down, across = self._smooth(row, col)
            row, col = rows - down, cols - across
        return row, col

    def _joined(self, parts: Sequence[tuple[Floats, ...]]) -> tuple[Floats, Floats]:
        """Of each strip's own answer, the one that lies in the strip; where none or two do, that of the later strip."""
        row, col = parts[0]
        for number, part in enumerate(parts[1:], start=1):
            own = part[0] >= self.seams[number]
            row, col = np.where(own, part[0], row), np.where(own, part[1], col)
        return row, col


def _waves(shape: tuple[int, int], displacement: Displacement, rng: np.random.Generator) -> Floats:
    """A few plane waves, of chance direction, whose sum has the wanted root mean square."""
    if not displacement.warp_px:
        return np.zeros((0, 6))
    shortest = displacement.warp_length_px or min(shape) / 2
    angle, length = rng.uniform(0, 2 * math.pi, _WAVES), shortest * rng.uniform(1.0, 2.0, _WAVES)
    phases = rng.uniform(0, 2 * math.pi, (_WAVES, 2))
    sizes = rng.uniform(0.5, 1.0, (_WAVES, 2))
    sizes *= displacement.warp_px * math.sqrt(2) / np.sqrt((sizes**2).sum(axis=0))
    return np.column_stack([np.sin(angle) / length, np.cos(angle) / length, phases, sizes])
