"""Pieces of changed ground: where the score is high and connected, cut out by what sets the changed ground apart from its surroundings."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.change import ChangeLayers, window_px
from temoin.measure.ground import Ground, Mask
from temoin.measure.options import MeasureOptions

__all__ = ["Segment", "cut_segments", "outline_of"]

Labels = npt.NDArray[np.int32]


@attrs.frozen(kw_only=True, eq=False)
class Segment:
    """One connected piece of changed ground.

    Args:
        row: first row of its window.
        col: first column.
        core: shape (rows, columns) of the window: where the score passes the threshold.
        score: mean score in the core.
    """

    row: int
    col: int
    core: Mask
    score: float

    @property
    def window(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        rows, cols = self.core.shape
        return slice(self.row, self.row + rows), slice(self.col, self.col + cols)


def cut_segments(ground: Ground, evidence: ChangeLayers, *, margin_px: int, options: MeasureOptions) -> tuple[Segment, ...]:
    """Connected pieces whose score passes one half, largest first.

    Args:
        ground: both pictures.
        evidence: their change.
        margin_px: free ground wanted around each piece in its window, pixels.
        options: the smallest piece.
    """
    passed = (np.nan_to_num(evidence.score) >= 0.5) & ground.clear
    # Pieces a pixel apart belong together: a seam of beams left standing does not make two holes.
    joined = cv2.morphologyEx(passed.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_32S)
    rows, cols = ground.grid.shape
    # Even a single changed pixel is felt all over the structure window: a piece smaller than half of that is noise.
    least = max(options.smallest_px, 0.7 * window_px(ground, options)) ** 2
    segments = []
    for label in range(1, count):
        left, top, width, height, size = (int(value) for value in stats[label])
        if size < least:
            continue
        window = (
            slice(max(top - margin_px, 0), min(top + height + margin_px, rows)),
            slice(max(left - margin_px, 0), min(left + width + margin_px, cols)),
        )
        core = labels[window] == label
        score = float(np.nanmean(evidence.score[window][core]))
        segments.append(Segment(row=window[0].start, col=window[1].start, core=core, score=score))
    return tuple(sorted(segments, key=lambda segment: -int(segment.core.sum())))


def outline_of(mask: Mask, *, row: int, col: int) -> shapely.Geometry:
    """The outline of a mask along pixel borders, in pixel coordinates (x = column, y = row), with its holes.

    Args:
        mask: shape (rows, columns).
        row: of the mask's first row in the grid.
        col: of its first column.
    """
    from rasterio.features import shapes

    parts = [shapely.geometry.shape(shape) for shape, value in shapes(mask.astype(np.uint8), mask=mask, connectivity=4) if value]
    return shapely.transform(shapely.union_all(parts), lambda xy: xy + np.array([col, row]))
