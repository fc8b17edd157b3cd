"""What is measured of each outline: pixels covered, seen, changed and broken, and the score that follows."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.change import edges_are_blunt, window_px
from temoin.measure.grade import Yardstick, damage_score
from temoin.measure.indices import IndexChanges, index_changes
from temoin.measure.mixture import Split, split_roof
from temoin.measure.roof_pixels import tones_of
from temoin.measure.study import Study
from temoin.raster import MaskKind

__all__ = ["Features", "measure_features", "scores_of"]

_RESOLVED = 0.9
"""A changed part this many structure windows deep from its rim holds windows that lie all inside of it."""
_LOST = 0.3
_AS_IT_WAS = 0.14
"""Relative loss under which a roof is found again as it was: on made sites for tuning, 4 of 10 falsely damaged roofs and no hole lay under it."""
_REPAINTED = 2.0
"""Standard deviations of roofs' changes of tone: likewise 1 of 10 and none of 158 past it."""
_BROKEN = (0.2, 0.6)
"""Share of edges without counterpart from which changed ground begins to count as broken, and from which it counts in full: new paint or
another sun changes the tone of a roof, but leaves its edges where they were."""


@attrs.frozen(kw_only=True)
class Features:
    """Of one outline, lengths and areas in pixels.

    Args:
        loss: loss of resemblance at the best place nearby (absolute: 0 the same, about 1 nothing alike); NaN where there was nothing to compare.
        chance: share of misplaced windows around that look at least as alike; NaN likewise.
        covered: area on the grid.
        outside: area off it.
        seen: area that both pictures show.
        changed: of that, changed.
        broken: of that, changed in structure too.
        width: the shorter side of the smallest rectangle around it.
        water: area under water.
        shade: area in the expected shadow of another building.
        depth: how deep one can go into its changed part.
        indices: what vegetation, water and burn indices did.
        split: the roof parted by tone; `None` where nothing of it changed, or too little is seen.
    """

    loss: float
    chance: float
    covered: float
    outside: float
    seen: float
    changed: float
    broken: float
    width: float
    water: float
    shade: float
    depth: float
    indices: IndexChanges
    split: Split | None = None

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
    changed = study.changed
    covered, seen = coverage.sums(), coverage.sums(ground.seen.astype(np.float32))
    seen_changed = coverage.sums(changed * ground.seen)
    splits, indices = _splits(study, seen_changed), index_changes(ground, shapes, coverage)
    low, high = _BROKEN
    torn = np.clip((np.nan_to_num(study.evidence.structure) - low) / (high - low), 0, 1)
    broken = coverage.sums(changed * ground.seen * torn)
    water, shade = (coverage.sums((ground.flags & np.uint8(kind)) != 0) for kind in (MaskKind.WATER, MaskKind.BUILDING_SHADOW))
    roofs = study.footprints.zones(ground.grid.shape).inside
    depth = cv2.distanceTransform(((changed >= 0.5) & roofs).astype(np.uint8), cv2.DIST_L2, 3).ravel()
    return tuple(
        Features(
            loss=float(study.footprints.found.loss[index]),
            chance=float(study.footprints.found.chance[index]),
            covered=float(covered[index]),
            outside=float(coverage.outside[index]),
            seen=float(seen[index]),
            changed=float(seen_changed[index]),
            broken=float(broken[index]),
            width=_least_width(shapes[index]),
            water=float(water[index]),
            shade=float(shade[index]),
            depth=float(depth[coverage.of(index)[0]].max(initial=0.0)),
            indices=indices[index],
            split=splits[index],
        )
        for index in range(len(shapes))
    )


def _splits(study: Study, changed: npt.NDArray[np.float64]) -> list[Split | None]:
    """Each roof parted by tone: all where edges are blunt, else those of which something changed or that are not found again as they were."""
    coverage = study.footprints.coverage
    wanted = (changed > 0) | (study.footprints.found.loss > _LOST) | edges_are_blunt(study.ground, study.options)
    if not wanted.any():
        return [None] * len(wanted)
    tones = tones_of(study.ground, study.evidence, coverage)
    return [split_roof(tones, *coverage.of(index)) if one else None for index, one in enumerate(wanted)]


def scores_of(study: Study, features: Sequence[Features], yardstick: Yardstick) -> npt.NDArray[np.float64]:
    """The final statistic of each outline, 0 to 1, rising with visible damage; NaN where there was nothing to compare.

    Buildings, controls and earlier pictures all go through this one function.
    """
    window, blunt = window_px(study.ground, study.options), edges_are_blunt(study.ground, study.options)
    scores = np.full(len(features), np.nan)
    for index, each in enumerate(features):
        if np.isfinite(each.loss):
            relative = yardstick.relative(each.loss)
            resolved = each.depth >= _RESOLVED * window
            told = damage_score(relative, each.broken_share, resolved=resolved)
            scores[index] = told if not blunt or each.split is None else _score_by_tone(each, each.split, relative, window)
    return scores


def _score_by_tone(features: Features, split: Split, relative_loss: float, window: int) -> float:
    """The same where edges are blunt: the part that changed is told by tone.

    What is evenly shaded or painted alone is no damage. Nor is a part that stands out by tone alone on a roof that is found again as it was, or whose
    rest took on another tone altogether: another sun on its sides, or new paint, since a hole takes away edges and leaves the rest of the roof.
    """
    share = split.area / max(features.seen, 1.0)
    if split.is_even:
        return max(relative_loss, damage_score(0.0, share, resolved=False))
    by_light = relative_loss < _AS_IT_WAS or split.tone > _REPAINTED
    return damage_score(relative_loss, share, resolved=split.area >= window**2 and not by_light)


def _least_width(shape: shapely.Geometry) -> float:
    """The shorter side of the smallest rectangle around a shape, pixels; 0 for points and lines."""
    if shape.is_empty or shapely.area(shape) == 0:
        return 0.0
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.hypot(*np.diff(corners[:3], axis=0).T)
    return float(sides.min())
