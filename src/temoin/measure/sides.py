"""`Sides`: straight lines laid on a picture, each as strong as the *mean* slope of the picture across it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.ground import Floats

__all__ = ["Sides", "sides_of"]

Floats64 = npt.NDArray[np.float64]

_ALONG = np.linspace(0.05, 0.95, 19)
"""Places along a side, as shares of its length; corners belong to two sides."""
_AT_A_TIME = 1500
"""Sides that are looked at together: OpenCV takes no more than 32,767 rows of places."""


@attrs.frozen(kw_only=True, eq=False)
class Sides:
    """Straight lines in pixel coordinates.

    Args:
        starts: shape (sides, 2), as (column, row).
        stops: likewise.
    """

    starts: Floats64
    stops: Floats64

    @property
    def lengths(self) -> Floats64:
        """Shape (sides,), pixels."""
        lengths: Floats64 = np.hypot(*(self.stops - self.starts).T)
        return lengths

    def strengths(self, slope: Floats, steps: Floats64) -> Floats64:
        """Mean slope across each side, moved out by some steps: an edge that keeps its direction and sign all along adds up, rubble cancels.

        Args:
            slope: shape (2, rows, columns), of the picture along columns and along rows.
            steps: shape (sides, steps), how far each side is moved to its right, seen from start to stop with rows running down; pixels.

        Returns:
            Shape (sides, steps), with the sign of the slope towards that side.
        """
        found = np.zeros(steps.shape)
        for first in range(0, len(steps), _AT_A_TIME):
            some = slice(first, first + _AT_A_TIME)
            start, along, count = self.starts[some], (self.stops - self.starts)[some], len(steps[some])
            normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(self.lengths[some], 1e-9)[:, None]
            places = (start[:, None] + _ALONG[:, None] * along[:, None])[:, :, None] + (steps[some, :, None] * normal[:, None])[:, None]
            at = np.moveaxis(places - 0.5, -1, 0).reshape(2, count * len(_ALONG), -1).astype(np.float32)
            layers = [cv2.remap(axis, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for axis in slope]
            means = [np.asarray(layer).reshape(count, len(_ALONG), -1).mean(axis=1) for layer in layers]
            found[some] = normal[:, :1] * means[0] + normal[:, 1:] * means[1]
        return found


def sides_of(shapes: Sequence[shapely.Geometry], *, corner_px: float, least_px: float) -> tuple[Sides, npt.NDArray[np.intp]]:
    """The straight sides of outlines, holes and all, and the number of the shape that each belongs to.

    Args:
        shapes: in pixel coordinates; what is no polygon has no sides.
        corner_px: corners nearer than this to a straight line are drawing, not form.
        least_px: shortest side.
    """
    outlines = [shape if shape.geom_type in {"Polygon", "MultiPolygon"} else shapely.Polygon() for shape in shapes]
    parts, owner = shapely.get_parts(shapely.simplify(np.array(outlines, dtype=object), corner_px), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    sides = Sides(starts=points[:-1], stops=points[1:])
    kept = np.flatnonzero((ring[:-1] == ring[1:]) & (sides.lengths >= least_px))
    return Sides(starts=sides.starts[kept], stops=sides.stops[kept]), owner[part[ring[kept]]]
