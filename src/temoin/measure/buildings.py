"""Each building against its own picture from before: features inside the exact footprint, then its grade."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.area import budget_of, smallest_area
from temoin.measure.change import Evidence, window_px
from temoin.measure.delineate import Delineation
from temoin.measure.grade import Yardstick, classify, damage_score, make_yardstick
from temoin.measure.ground import Ground, Mask
from temoin.measure.null import p_value
from temoin.measure.options import MeasureOptions
from temoin.measure.resemblance import Patch, cut_patches, match_patches, place_controls
from temoin.model import AlignedPair, Building, Grade, Reason
from temoin.quantity import Quantity
from temoin.raster import Coverage, MaskKind, cover_polygons

__all__ = ["Inputs", "grade_buildings"]

_HIDING = ((MaskKind.CLOUD, Reason.CLOUD), (MaskKind.CLOUD_SHADOW, Reason.CLOUD_SHADOW), (MaskKind.NODATA, Reason.NODATA))


@attrs.frozen(kw_only=True, eq=False)
class Inputs:
    """All that the grades rest on.

    Args:
        aligned: the pair.
        ground: both pictures.
        evidence: change by pixel.
        pieces: changed ground.
        options: the choices.
        scene_reasons: why no building of this pair can be graded.
    """

    aligned: AlignedPair
    ground: Ground
    evidence: Evidence
    pieces: Sequence[Delineation]
    options: MeasureOptions
    scene_reasons: tuple[Reason, ...]


@attrs.frozen(kw_only=True)
class _Features:
    """Of one building: pixels covered on the grid, off it, seen, changed, their standard deviation, and its least width in pixels."""

    covered: float
    outside: float
    seen: float
    changed: float
    sigma: float
    width: float
    water: float

    @property
    def whole(self) -> float:
        return self.covered + self.outside

    @property
    def seen_share(self) -> float:
        return min(self.seen / self.whole, 1.0) if self.whole > 0 else 0.0

    @property
    def changed_share(self) -> float:
        return min(self.changed / self.seen, 1.0) if self.seen > 0 else 0.0


def grade_buildings(inputs: Inputs, buildings: Sequence[Building]) -> tuple[Grade, ...]:
    """Grade each building, in the order given."""
    if not buildings:
        return ()
    ground, options = inputs.ground, inputs.options
    shapes = [ground.grid.to_pixels(building.footprint) for building in buildings]
    coverage = cover_polygons(shapes, ground.grid.shape)
    patches = cut_patches(ground, shapes, options)
    resemblance = match_patches(ground, patches, options)
    controls = match_patches(ground, place_controls(ground, patches, _taken(ground, patches), options), options, shift=(0, 0))
    yardstick = make_yardstick(resemblance, controls)
    features = _features(inputs, coverage, shapes)
    grades = []
    for index, building in enumerate(buildings):
        loss = float(resemblance.loss[index])
        grades.append(_grade(inputs, building, features[index], loss, p_value(loss, controls.loss, fewest=options.fewest_controls), yardstick))
    return tuple(grades)


def _taken(ground: Ground, patches: Sequence[Patch | None]) -> Mask:
    taken = np.zeros(ground.grid.shape, bool)
    for patch in patches:
        if patch is not None:
            taken[patch.window] |= patch.weight > 0
    return taken


def _features(inputs: Inputs, coverage: Coverage, shapes: Sequence[shapely.Geometry]) -> list[_Features]:
    ground = inputs.ground
    changed = np.zeros(ground.grid.shape, np.float32)
    sigma = np.zeros(ground.grid.shape, np.float32)
    for piece in inputs.pieces:
        np.maximum(changed[piece.window], piece.share, out=changed[piece.window])
        # A piece's doubt is spread over its ground, so that a building bears its part of it.
        per_pixel = budget_of(piece, inputs.aligned.registration).total / max(piece.pixels, 1.0)
        np.maximum(sigma[piece.window], piece.share * np.float32(per_pixel), out=sigma[piece.window])
    covered, seen = coverage.sums(), coverage.sums(ground.seen.astype(np.float32))
    seen_changed, doubt = coverage.sums(changed * ground.seen), coverage.sums(sigma)
    water = coverage.sums((ground.flags & np.uint8(MaskKind.WATER)) != 0)
    return [
        _Features(
            covered=float(covered[index]),
            outside=float(coverage.outside[index]),
            seen=float(seen[index]),
            changed=float(seen_changed[index]),
            sigma=float(doubt[index]),
            width=_least_width(shapes[index]),
            water=float(water[index]),
        )
        for index in range(len(shapes))
    ]


def _least_width(shape: shapely.Geometry) -> float:
    """The shorter side of the smallest rectangle around a shape, pixels; 0 for points and lines."""
    if shape.is_empty or shapely.area(shape) == 0:
        return 0.0
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = np.hypot(*np.diff(corners[:3], axis=0).T)
    return float(sides.min())


def _grade(inputs: Inputs, building: Building, features: _Features, loss: float, chance: float | None, yardstick: Yardstick) -> Grade:
    reasons = _reasons(inputs, building, features, loss, yardstick)
    score = damage_score(yardstick.relative(loss), features.changed_share) if np.isfinite(loss) else _score_at(inputs, building)
    grade, grade_set = classify(score, reasons)
    notes = (Reason.FEW_CONTROLS,) if chance is None and np.isfinite(loss) else ()
    return Grade(
        id=f"grade-{building.id}",
        before_id=inputs.aligned.before.id,
        after_id=inputs.aligned.after.id,
        reasons=reasons + notes + building.notes,
        building_id=building.id,
        grade=grade,
        grade_set=grade_set,
        score=score,
        p_value=chance,
        changed_area=_changed_area(inputs, features),
        changed_share=_changed_share(inputs, features),
        seen_share=features.seen_share,
    )


def _reasons(inputs: Inputs, building: Building, features: _Features, loss: float, yardstick: Yardstick) -> tuple[Reason, ...]:
    """Why a building cannot be graded; empty where it can."""
    if features.width == 0:
        return (Reason.POINT_ONLY,)
    if features.covered == 0:
        return (Reason.FOOTPRINT_OUTSIDE,)
    reasons = list(inputs.scene_reasons)
    if features.width < inputs.options.building_px:
        reasons.append(Reason.TOO_COARSE)
    if features.seen_share < inputs.options.seen_share:
        reasons += _hidden_by(inputs, building, features)
    if features.water > 0.5 * features.covered:
        reasons.append(Reason.WATER)
    if np.isfinite(loss) and not yardstick.can_compare:
        reasons.append(Reason.SCENE_WIDE_CHANGE)
    return tuple(dict.fromkeys(reasons))


def _hidden_by(inputs: Inputs, building: Building, features: _Features) -> list[Reason]:
    if features.outside > features.covered:
        return [Reason.FOOTPRINT_OUTSIDE]
    pixels, _ = cover_polygons([inputs.ground.grid.to_pixels(building.footprint)], inputs.ground.grid.shape).of(0)
    flags: npt.NDArray[np.uint8] = inputs.ground.flags.ravel()[pixels]
    return [reason for kind, reason in _HIDING if (flags & np.uint8(kind)).any()] or [Reason.NODATA]


def _score_at(inputs: Inputs, building: Building) -> float:
    """The change score where only a point is known; 0 where nothing is seen."""
    grid = inputs.ground.grid
    if building.footprint.shape.is_empty:
        return 0.0
    x, y = shapely.get_coordinates(shapely.centroid(grid.to_pixels(building.footprint)))[0]
    row, col = int(np.floor(y)), int(np.floor(x))
    if not (0 <= row < grid.height and 0 <= col < grid.width):
        return 0.0
    return float(np.nan_to_num(inputs.evidence.score[row, col]))


def _changed_area(inputs: Inputs, features: _Features) -> Quantity | None:
    """m² of the building that changed: what was not seen may have changed or not, and less than the smallest detectable stays open."""
    if features.seen <= 0:
        return None
    pixel_area = inputs.ground.grid.pixel_area_m2
    smallest = smallest_area(inputs.options.smallest_px, window_px(inputs.ground, inputs.options), pixel_area).high or 0.0
    value = min(features.changed, features.whole)
    low = max(value - 1.96 * features.sigma, 0.0)
    high = value + 1.96 * features.sigma if value > 0 else smallest / pixel_area
    high = min(high + features.whole - min(features.seen, features.whole), features.whole)
    return Quantity(value=value * pixel_area, unit="m2", low=low * pixel_area, high=max(high, value) * pixel_area, confidence=0.95)


def _changed_share(inputs: Inputs, features: _Features) -> Quantity | None:
    area = _changed_area(inputs, features)
    if area is None or area.value is None or area.low is None or area.high is None:
        return None
    whole = features.whole * inputs.ground.grid.pixel_area_m2
    low, value, high = (min(bound / whole, 1.0) for bound in (area.low, area.value, area.high))
    return Quantity(value=value, unit="share", low=low, high=high, confidence=0.95)
