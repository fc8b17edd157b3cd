"""Each building against its own picture from before: features inside the exact footprint, then its grade."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.area import budget_of, smallest_area
from temoin.measure.change import ChangeLayers, Zones, window_px
from temoin.measure.delineate import Delineation
from temoin.measure.grade import STEPS, Yardstick, classify, damage_score, make_yardstick, widened
from temoin.measure.ground import Ground
from temoin.measure.null import p_value
from temoin.measure.options import MeasureOptions
from temoin.measure.resemblance import Resemblance, cut_patches, match_patches, place_controls
from temoin.model import AlignedPair, AlignState, Building, Grade, Reason
from temoin.quantity import Quantity
from temoin.raster import Coverage, MaskKind, cover_polygons

__all__ = ["Footprints", "Inputs", "grade_buildings", "look_up"]

_HIDING = ((MaskKind.CLOUD, Reason.CLOUD), (MaskKind.CLOUD_SHADOW, Reason.CLOUD_SHADOW), (MaskKind.NODATA, Reason.NODATA))

_FOUND_CHANCE = 0.05
_FOUND_LOSS = 0.5
"""A roof serves as unchanged ground where few misplaced windows look as alike and at least half of its picture is kept."""
_RESOLVED = 0.9
"""A changed part this many structure windows deep from its rim holds windows that lie all inside of it."""
_UNEXPLAINED = 0.35
"""Relative loss beyond the changed share that pixels do not account for: so much more may have changed than stands out."""
_BROKEN = (0.2, 0.6)
"""Share of edges without counterpart from which changed ground begins to count as broken, and from which it counts in full: new paint or
another sun changes the tone of a roof, but leaves its edges where they were."""


@attrs.frozen(kw_only=True, eq=False)
class Footprints:
    """The buildings on the pair's grid, and how well each was found again.

    Args:
        shapes: outlines in pixel coordinates, in the order of the buildings.
        coverage: exact shares of pixels.
        found: resemblance of the buildings.
        controls: resemblance of other ground.
    """

    shapes: tuple[shapely.Geometry, ...]
    coverage: Coverage
    found: Resemblance
    controls: Resemblance

    def zones(self, shape: tuple[int, int]) -> Zones:
        """Ground inside of footprints for the larger part, and inside of those whose roofs are found again; shape (rows, columns)."""
        again = self._found_again()
        inside, found = np.zeros(shape[0] * shape[1], np.float32), np.zeros(shape[0] * shape[1], np.float32)
        np.add.at(inside, self.coverage.pixels, self.coverage.shares)
        np.add.at(found, self.coverage.pixels, self.coverage.shares * again[self.coverage.owners()])
        return Zones(inside=(inside >= 0.5).reshape(shape), found=(found >= 0.5).reshape(shape))

    def _found_again(self) -> npt.NDArray[np.bool_]:
        """Which buildings are found again as well as most that are found at all: a roof with a hole in it is none to go by."""
        again: npt.NDArray[np.bool_] = (self.found.chance <= _FOUND_CHANCE) & (self.found.loss <= _FOUND_LOSS)
        if not again.any():
            return again
        middle = np.median(self.found.loss[again])
        usual = 2 * 1.4826 * np.median(np.abs(self.found.loss[again] - middle))
        again &= self.found.loss <= middle + usual
        return again


def look_up(ground: Ground, buildings: Sequence[Building], options: MeasureOptions) -> Footprints:
    """Lay the buildings on the grid and look for each of them, and for controls, in the after-picture."""
    shapes = tuple(ground.grid.to_pixels(building.footprint) for building in buildings)
    patches = cut_patches(ground, shapes, options)
    taken = np.zeros(ground.grid.shape, bool)
    for patch in patches:
        if patch is not None:
            taken[patch.window] |= patch.weight > 0
    return Footprints(
        shapes=shapes,
        coverage=cover_polygons(shapes, ground.grid.shape),
        found=match_patches(ground, patches, options, by_region=True),
        controls=match_patches(ground, place_controls(ground, patches, taken, options), options),
    )


@attrs.frozen(kw_only=True, eq=False)
class Inputs:
    """All that the grades rest on.

    Args:
        aligned: the pair.
        ground: both pictures, with the roofs over one another.
        footprints: the buildings on the grid.
        evidence: change by pixel.
        pieces: changed ground.
        options: the choices.
        scene_reasons: why no building of this pair can be graded.
        has_site: only the ground of a site counts.
    """

    aligned: AlignedPair
    ground: Ground
    footprints: Footprints
    evidence: ChangeLayers
    pieces: Sequence[Delineation]
    options: MeasureOptions
    scene_reasons: tuple[Reason, ...]
    has_site: bool = False


@attrs.frozen(kw_only=True)
class _Features:
    """Of one building: pixels covered on the grid, off it, seen, changed, broken (changed in structure too), their standard deviation, ...

    ... its least width in pixels, the pixels under water, and how deep one can go into its changed part, pixels.
    """

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
        return self.covered + self.outside

    @property
    def seen_share(self) -> float:
        return min(self.seen / self.whole, 1.0) if self.whole > 0 else 0.0

    @property
    def broken_share(self) -> float:
        return min(self.broken / self.seen, 1.0) if self.seen > 0 else 0.0


def grade_buildings(inputs: Inputs, buildings: Sequence[Building]) -> tuple[Grade, ...]:
    """Grade each building, in the order given."""
    if not buildings:
        return ()
    found, controls = inputs.footprints.found, inputs.footprints.controls
    yardstick = make_yardstick(found, controls)
    features = _features(inputs)
    grades = []
    for index, building in enumerate(buildings):
        loss = float(found.loss[index])
        # What was not looked at has no chance of its own.
        chance = p_value(loss, controls.loss, fewest=inputs.options.fewest_controls) if np.isfinite(loss) else None
        grades.append(_grade(inputs, building, features[index], loss, chance, yardstick))
    return tuple(grades)


def _features(inputs: Inputs) -> list[_Features]:
    ground, coverage, shapes = inputs.ground, inputs.footprints.coverage, inputs.footprints.shapes
    changed = np.zeros(ground.grid.shape, np.float32)
    sigma = np.zeros(ground.grid.shape, np.float32)
    for piece in inputs.pieces:
        np.maximum(changed[piece.window], piece.share, out=changed[piece.window])
        # A piece's doubt is spread over its ground, so that a building bears its part of it.
        per_pixel = budget_of(piece, inputs.aligned.registration).total / max(piece.pixels, 1.0)
        np.maximum(sigma[piece.window], piece.share * np.float32(per_pixel), out=sigma[piece.window])
    covered, seen = coverage.sums(), coverage.sums(ground.seen.astype(np.float32))
    seen_changed, doubt = coverage.sums(changed * ground.seen), coverage.sums(sigma)
    low, high = _BROKEN
    torn = np.clip((np.nan_to_num(inputs.evidence.structure) - low) / (high - low), 0, 1)
    broken = coverage.sums(changed * ground.seen * torn)
    water = coverage.sums((ground.flags & np.uint8(MaskKind.WATER)) != 0)
    roofs = inputs.footprints.zones(ground.grid.shape).inside
    depth = cv2.distanceTransform(((changed >= 0.5) & roofs).astype(np.uint8), cv2.DIST_L2, 3).ravel()
    return [
        _Features(
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
    score = _score(inputs, building, features, loss, yardstick)
    grade, grade_set = classify(score, reasons)
    area = _changed_area(inputs, features, yardstick.relative(loss) if np.isfinite(loss) and yardstick.can_compare else 0.0)
    notes = (Reason.FEW_CONTROLS,) if chance is None and np.isfinite(loss) else ()
    if inputs.aligned.registration.state is AlignState.WEAK and not reasons:
        # Roofs that lie off by a pixel or two lose some of their edges, whole or not: one class to either side stays open.
        notes, grade_set = (*notes, Reason.WEAKLY_ALIGNED), widened(grade_set)
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
        changed_area=area,
        changed_share=_changed_share(inputs, features, area),
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
    hiding = [reason for kind, reason in _HIDING if (flags & np.uint8(kind)).any()]
    return hiding or [Reason.OUTSIDE_SITE if inputs.has_site else Reason.NODATA]


def _score(inputs: Inputs, building: Building, features: _Features, loss: float, yardstick: Yardstick) -> float:
    if not np.isfinite(loss):
        return _score_at(inputs, building)
    resolved = features.depth >= _RESOLVED * window_px(inputs.ground, inputs.options)
    return damage_score(yardstick.relative(loss), features.broken_share, resolved=resolved)


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


def _changed_area(inputs: Inputs, features: _Features, relative_loss: float) -> Quantity | None:
    """m² of the building that changed.

    What was not seen may have changed or not, and less than the smallest detectable stays open. Where nothing of the roof is found again
    all of it changed, though pixel by pixel less may stand out from the ground around: the interval then runs from the one to the other.
    """
    if features.seen <= 0:
        return None
    pixel_area = inputs.ground.grid.pixel_area_m2
    smallest = smallest_area(inputs.options.smallest_px, window_px(inputs.ground, inputs.options), pixel_area).high or 0.0
    seen = min(features.seen, features.whole)
    value = min(features.changed, seen)
    low = max(value - 1.96 * features.sigma, 0.0)
    high = value + 1.96 * features.sigma
    if value < inputs.options.smallest_px**2:
        # Less than the smallest piece that is reported: nothing can be said but that there is no more than could have been missed.
        low, high = 0.0, max(high, smallest / pixel_area)
    if relative_loss >= STEPS[-1]:
        value = high = seen
    elif relative_loss - value / seen >= _UNEXPLAINED:
        high = seen
    high = min(high + features.whole - seen, features.whole)
    value, low = min(value, high), min(low, value)
    return Quantity(value=value * pixel_area, unit="m2", low=low * pixel_area, high=high * pixel_area, confidence=0.95)


def _changed_share(inputs: Inputs, features: _Features, area: Quantity | None) -> Quantity | None:
    if area is None or area.value is None or area.low is None or area.high is None:
        return None
    whole = features.whole * inputs.ground.grid.pixel_area_m2
    low, value, high = (min(bound / whole, 1.0) for bound in (area.low, area.value, area.high))
    return Quantity(value=value, unit="share", low=low, high=high, confidence=0.95)
