"""Peaks of correlation surfaces."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

__all__ = ["Peak", "find_peak", "neighbour_sums"]

Floats = npt.NDArray[np.float32]


@attrs.frozen(kw_only=True)
class Peak:
    """The highest place of a surface.

    Args:
        shift: (rows, columns) from the surface's middle, to a fraction of a pixel.
        strength: height over the surface's median, in robust deviations.
        lead: height over the median, as a multiple of the highest other peak's.
        at_edge: it lies on the rim of the search, so the true peak may lie outside.
    """

    shift: tuple[float, float]
    strength: float
    lead: float
    at_edge: bool


def find_peak(surface: Floats, *, within: float | None = None, apart: int = 5) -> Peak:
    """The peak of a surface, shape (2 · search + 1, 2 · search + 1).

    Args:
        surface: to be searched.
        within: look no further than this from the middle, pixels.
        apart: a second peak counts from this far off, pixels: half the width of a peak of the low-passed kernels.
    """
    search = surface.shape[0] // 2
    steps = np.arange(-search, search + 1)
    rows, cols = np.meshgrid(steps, steps, indexing="ij")
    looked = surface if within is None else np.where(np.hypot(rows, cols) <= within, surface, -np.inf)
    row, col = (int(index) for index in np.unravel_index(int(np.argmax(looked)), surface.shape))
    middle = float(np.median(surface))
    spread = 1.4826 * float(np.median(np.abs(surface - middle))) or 1.0
    height = float(surface[row, col]) - middle
    others = surface[np.hypot(rows - steps[row], cols - steps[col]) > apart]
    second = float(others.max()) - middle if others.size else 0.0
    edge = max(abs(row - search), abs(col - search)) >= search
    step = (0.0, 0.0) if edge else _vertex(surface[row - 1 : row + 2, col - 1 : col + 2].astype(np.float64))
    shift = (row - search + step[0], col - search + step[1])
    return Peak(shift=shift, strength=height / spread, lead=height / max(second, 1e-9), at_edge=edge)


def _vertex(patch: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Where a quadratic surface fitted to 3 × 3 values by least squares has its top, from the middle, at most a pixel off."""
    row_slope = (patch[2].sum() - patch[0].sum()) / 6
    col_slope = (patch[:, 2].sum() - patch[:, 0].sum()) / 6
    row_bend = (patch[0] + patch[2] - 2 * patch[1]).sum() / 3
    col_bend = (patch[:, 0] + patch[:, 2] - 2 * patch[:, 1]).sum() / 3
    cross = (patch[2, 2] + patch[0, 0] - patch[2, 0] - patch[0, 2]) / 4
    determinant = row_bend * col_bend - cross * cross
    if determinant <= 0 or row_bend >= 0:
        return (0.0, 0.0)
    row = -(col_bend * row_slope - cross * col_slope) / determinant
    col = -(row_bend * col_slope - cross * row_slope) / determinant
    return (float(np.clip(row, -1, 1)), float(np.clip(col, -1, 1)))


def neighbour_sums(surfaces: Floats, places: npt.NDArray[np.intp]) -> Floats:
    """Each window's surface with those of its eight neighbours on the lattice added, divided by the root of their number.

    Summed before a peak is picked: one window's highest place is often chance, while what neighbours share is not.
    """
    index = {(int(row), int(col)): number for number, (row, col) in enumerate(places)}
    out = np.empty_like(surfaces)
    for (row, col), number in index.items():
        near = [index[key] for key in ((row + r, col + c) for r in (-1, 0, 1) for c in (-1, 0, 1)) if key in index]
        out[number] = surfaces[near].sum(axis=0) / np.sqrt(len(near))
    return out
