"""A shift that varies over the picture: what relief, and the height models of two orthorectifications, leave between two pictures.

The windows that are sure of a shift (`temoin.align.votes`) are the only support. Between them the field is their mean, weighted by a Gaussian of
the distance (a kernel regression after Nadaraya 1964), so it cannot bend faster than the windows see it, and far from all of them it is the
nearest one's.
"""

from __future__ import annotations

import math
from typing import Self

import attrs
import numpy as np
import numpy.typing as npt
from affine import Affine
from scipy import ndimage

__all__ = ["ShiftField"]

Floats = npt.NDArray[np.float64]

STEP_PX = 32
"""Distance of the nodes on which a field is kept, pixels: well under the windows that it comes from."""
_OUTLIER_PX = 3.0
"""A window that differs from the median of its neighbours by more than this, and by more than they differ among themselves, is left out."""


@attrs.frozen(kw_only=True, eq=False)
class ShiftField:
    """Where the after-picture's content lies, on nodes `STEP_PX` apart.

    Args:
        nodes: shape (2, node rows, node columns): rows and columns by which the content lies off; node (i, j) is pixel (32 i, 32 j).
        shape: rows and columns of the picture.
    """

    nodes: Floats
    shape: tuple[int, int]

    @classmethod
    def constant(cls, shift: tuple[float, float], shape: tuple[int, int]) -> Self:
        """The same shift everywhere."""
        rows, cols = (math.ceil((side - 1) / STEP_PX) + 1 for side in shape)
        return cls(nodes=np.broadcast_to(np.array(shift)[:, None, None], (2, rows, cols)).copy(), shape=shape)

    @classmethod
    def through(cls, places: Floats, shifts: Floats, shape: tuple[int, int], *, reach_px: float) -> Self:
        """The smooth field through what windows say.

        Args:
            places: shape (windows, 2): middles of the windows, (row, column).
            shifts: shape (windows, 2).
            shape: rows and columns of the picture.
            reach_px: standard deviation of the Gaussian.
        """
        kept = _inliers(places, shifts, reach_px)
        places, shifts = places[kept], shifts[kept]
        out = cls.constant((0.0, 0.0), shape)
        rows, cols = np.indices(out.nodes.shape[1:]).reshape(2, -1) * STEP_PX
        squared = (rows[:, None] - places[:, 0]) ** 2 + (cols[:, None] - places[:, 1]) ** 2
        # Less the smallest, so that far from all windows the nearest still weighs 1.
        weights = np.exp(-(squared - squared.min(axis=1, keepdims=True)) / (2 * reach_px**2))
        mean = weights @ shifts / weights.sum(axis=1, keepdims=True)
        return attrs.evolve(out, nodes=mean.T.reshape(out.nodes.shape))

    def plus(self, other: Self) -> Self:
        """Both, one on the other: `other` was measured after `self` had been undone."""
        return attrs.evolve(self, nodes=self.nodes + other.nodes)

    def at(self, rows: Floats, cols: Floats) -> Floats:
        """The shift at pixels, shape (2, …)."""
        where = np.array([rows, cols]) / STEP_PX
        return np.stack([ndimage.map_coordinates(layer, where, order=1, mode="nearest") for layer in self.nodes])

    @property
    def centre(self) -> tuple[float, float]:
        """The shift in the middle of the picture."""
        row, col = self.at(np.array([(self.shape[0] - 1) / 2]), np.array([(self.shape[1] - 1) / 2]))[:, 0]
        return (float(row), float(col))

    @property
    def affine(self) -> Affine:
        """The affine transform nearest to the field in least squares: (column, row) to (column, row) of the plainly reprojected picture."""
        rows, cols = np.indices(self.nodes.shape[1:]).reshape(2, -1).astype(np.float64) * STEP_PX + 0.5
        design = np.column_stack([cols, rows, np.ones_like(rows)])
        fit, *_ = np.linalg.lstsq(design, np.column_stack([cols + self.nodes[1].ravel(), rows + self.nodes[0].ravel()]), rcond=None)
        return Affine(*fit[:, 0], *fit[:, 1])

    @property
    def steepest(self) -> float:
        """The greatest change from one node to the next, pixels in `STEP_PX`: at a seam of two strips it is several."""
        changes = [np.hypot(*np.diff(self.nodes, axis=axis)) for axis in (1, 2)]
        return float(max(change.max() if change.size else 0.0 for change in changes))

    def undo(self, array: npt.NDArray[np.float32], *, order: int = 3) -> npt.NDArray[np.float32]:
        """The array, shape (rows, columns), with its content moved back by the field; zero where it held nothing."""
        rows, cols = np.indices(self.shape).astype(np.float64)
        shift = self.at(rows, cols)
        return np.asarray(ndimage.map_coordinates(array, [rows + shift[0], cols + shift[1]], order=order, mode="constant", cval=0.0))


def _inliers(places: Floats, shifts: Floats, reach_px: float) -> npt.NDArray[np.bool_]:
    kept = np.ones(len(places), dtype=bool)
    for number, place in enumerate(places):
        near = np.hypot(*(places - place).T) <= 2.5 * reach_px
        near[number] = False
        if near.sum() < 3:
            continue
        middle = np.median(shifts[near], axis=0)
        spread = float(np.median(np.hypot(*(shifts[near] - middle).T)))
        kept[number] = float(np.hypot(*(shifts[number] - middle))) <= max(_OUTLIER_PX, 3 * spread)
    return kept if kept.any() else np.ones(len(places), dtype=bool)
