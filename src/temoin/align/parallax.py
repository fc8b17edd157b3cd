"""What stands above the ground: where the two views put a roof or a crown that the ground below it does not share.

A thing h metres above the ground that both pictures were orthorectified to lies h · tan θ away from the satellite, θ being the off-nadir angle. Two
views with tangents t₁ and t₂, taken as vectors towards the satellites, put it h · (t₁ − t₂) apart. Direction and sign are known, only h is not:
so of two layers that both find windows, the one on the low end is the ground.
"""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

from temoin.geo import Grid
from temoin.model import Scene

__all__ = ["Parallax", "expected_parallax"]

Doubles = npt.NDArray[np.float64]

_FAR_M = 100.0
"""Heights at which the displacement is worked out: far enough that rounding of coordinates does not count."""
HIGHEST_M = 40.0
"""Crowns and all but towers are lower."""
_LEAST_PX_M = 0.15
"""Under this many pixels a metre, ten metres lie within what windows err by, and nothing is told apart."""
_ASIDE_PX = 2.0


@attrs.frozen(kw_only=True)
class Parallax:
    """By how much content one metre above the ground lies off in the after-picture, (rows, columns) in pixels."""

    rows: float
    cols: float

    @property
    def tells(self) -> bool:
        """Whether heights of buildings move content by more than windows err."""
        return math.hypot(self.rows, self.cols) >= _LEAST_PX_M

    @property
    def up(self) -> Doubles:
        """Unit vector of the displacement, (rows, columns)."""
        return np.array([self.rows, self.cols]) / math.hypot(self.rows, self.cols)

    def scaled(self, by: float) -> Parallax:
        """In pixels that are larger by the factor 1 / `by`."""
        return attrs.evolve(self, rows=self.rows * by, cols=self.cols * by)

    def heights(self, off: Doubles) -> tuple[Doubles, Doubles]:
        """Height in metres that fits a shift against the ground's, shape (places, 2), and how far the shift lies beside that direction, pixels."""
        length = math.hypot(self.rows, self.cols)
        along = (off @ np.array([self.rows, self.cols])) / length
        aside = np.abs(off @ np.array([-self.cols, self.rows])) / length
        return along / length, aside

    def explains(self, off: Doubles, *, beyond_px: float) -> npt.NDArray[np.bool_]:
        """Which shifts against the ground's, shape (places, 2), are those of things that stand on it, `beyond_px` off at the least."""
        if not self.tells:
            return np.zeros(len(off), dtype=bool)
        height, aside = self.heights(off)
        return np.asarray((height > 0) & (height <= HIGHEST_M) & (aside <= _ASIDE_PX) & (np.hypot(*off.T) > beyond_px))


def expected_parallax(before: Scene, after: Scene, grid: Grid) -> Parallax | None:
    """From the view angles of two scenes; `None` where one is not known."""
    views = [_towards(scene) for scene in (before, after)]
    if views[0] is None or views[1] is None:
        return None
    east, north = views[0][0] - views[1][0], views[0][1] - views[1][1]
    rows, cols = grid.step_px(east * _FAR_M, north * _FAR_M)
    return Parallax(rows=rows / _FAR_M, cols=cols / _FAR_M)


def _towards(scene: Scene) -> tuple[float, float] | None:
    """Tangent of the off-nadir angle, east and north, towards the satellite; straight down needs no azimuth."""
    if scene.off_nadir_deg is None:
        return None
    tangent = math.tan(math.radians(abs(scene.off_nadir_deg)))
    if scene.view_azimuth_deg is None:
        return (0.0, 0.0) if tangent == 0 else None
    azimuth = math.radians(scene.view_azimuth_deg)
    return (tangent * math.sin(azimuth), tangent * math.cos(azimuth))
