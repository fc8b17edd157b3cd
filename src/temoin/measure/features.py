"""What is measured of each outline: pixels covered, seen, changed and broken, and the score that follows."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.area import budget_of
from temoin.measure.change import window_px
from temoin.measure.grade import Yardstick, damage_score
from temoin.measure.study import Study
from temoin.raster import MaskKind

__all__ = ["Features", "measure_features", "scores_of"]

_RESOLVED = 0.9
"""A changed part this many structure windows deep from its rim holds windows that lie all inside of it."""
_BROKEN = (0.2, 0.6)
"""Share of edges without counterpart from which changed ground begins to count as broken, and from which it counts in full: new paint or
another sun changes the tone of a roof, but leaves its edges where they were."""


@attrs.frozen(kw_only=True)
class Features:
    """Of one outline, lengths and areas in pixels.

    Args:
        loss: loss of resemblance at the best place nearby (absolute: 0 the same, about 1 nothing alike); NaN where there was nothing to compare.
        covered: area on the grid.
        outside: area off it.
        seen: area that both pictures show.
        changed: of that, changed.
        broken: of that, changed in structure too.
        sigma: standard deviation of `changed`.
        width: the shorter side of the smallest rectangle around it.
        water: area under water.
        depth: how deep one can go into its changed part.
    """

    loss: float
    covered: float
    outside: float
    seen: float
    changed: float
    broken: float
    sigma: float
    width: float
    water: float
    depth: float

    @property
    def whole(self) -> float:
        """Area on the grid and off it."""
        return self.covered + self.outside

    @property
    def seen_share(self) -> float:
        """Share that both pictures show."""
        return min(self.seen / self.whole, 1.0) if self.whole > 0 else 0.0

    @property
    def changed_share(self) -> float:
        """Share of what is seen that changed."""
        return min(self.changed / self.seen, 1.0) if self.seen > 0 else 0.0

    @property
    def broken_share(self) -> float:
        """Share of what is seen that changed in structure too."""
        return min(self.broken / self.seen, 1.0) if self.seen > 0 else 0.0


def measure_features(study: Study) -> tuple[Features, ...]:
    """The features of every outline, in their order."""
    ground, coverage, shapes = study.ground, study.footprints.coverage, study.footprints.shapes
    changed = np.zeros(ground.grid.shape, np.float32)
    sigma = np.zeros(ground.grid.shape, np.float32)
    for piece in study.pieces:
        np.maximum(changed[piece.window], piece.share, out=changed[piece.window])
        # A piece's doubt is spread over its ground, so that a building bears its part of it.
        per_pixel = budget_of(piece, study.aligned.registration).total / max(piece.pixels, 1.0)
        np.maximum(sigma[piece.window], piece.share * np.float32(per_pixel), out=sigma[piece.window])
    covered, seen = coverage.sums(), coverage.sums(ground.seen.astype(np.float32))
    seen_changed, doubt = coverage.sums(changed * ground.seen), coverage.sums(sigma)
    low, high = _BROKEN
    torn = np.clip((np.nan_to_num(study.evidence.structure) - low) / (high - low), 0, 1)
    broken = coverage.sums(changed * ground.seen * torn)
    water = coverage.sums((ground.flags & np.uint8(MaskKind.WATER)) != 0)
    roofs = study.footprints.zones(ground.grid.shape).inside
    depth = cv2.distanceTransform(((changed >= 0.5) & roofs).astype(np.uint8), cv2.DIST_L2, 3).ravel()
    return tuple(
        Features(
            loss=float(study.footprints.found.loss[index]),
            covered=float(covered[index]),
            outside=float(coverage.outside[index]),
            seen=float(seen[index]),
            changed=float(seen_changed[index]),
            broken=float(broken[index]),
            sigma=float(doubt[index]),
            width=_least_width(shapes[index]),
            water=float(water[index]),
            depth=float(depth[coverage.of(index)[0]].max(initial=0.0)),
        )
        for index in range(len(shapes))
    )


def scores_of(study: Study, features: Sequence[Features], yardstick: Yardstick) -> npt.NDArray[np.float64]:
    """The final statistic of each outline, 0 to 1, rising with visible damage; NaN where there was nothing to compare.

    Buildings, controls and earlier pictures all go through this one function.
    """
    window = window_px(study.ground, study.options)
    scores = np.full(len(features), np.nan)
    for index, each in enumerate(features):
        if np.isfinite(each.loss):
            scores[index] = damage_score(yardstick.relative(each.loss), each.broken_share, resolved=each.depth >= _RESOLVED * window)
    return scores


def _least_width(shape: shapely.Geometry) -> float:
    """The shorter side of the smallest rectangle around a shape, pixels; 0 for points and lines."""
    if shape.is_empty or shapely.area(shape) == 0:
        return 0.0
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.hypot(*np.diff(corners[:3], axis=0).T)
    return float(sides.min())
