"""Each building against its own picture from before: its grade, with the set of grades that cannot be told from it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.around import halo_shares, line_losses
from temoin.measure.calibration import calibration_for
from temoin.measure.change import edges_are_blunt, window_px
from temoin.measure.features import Features
from temoin.measure.grade import STEPS, classify, held, widened
from temoin.measure.light import may_be_light
from temoin.measure.outlines import unmatched_outlines
from temoin.measure.placebo import Calibrated
from temoin.measure.roof_area import roof_area_of
from temoin.measure.study import Study
from temoin.model import Building, Feature, Grade, GradeClass, Reason
from temoin.quantity import Quantity
from temoin.raster import MaskKind, cover_polygons

__all__ = ["changed_area_of", "grade_buildings", "may_lie_elsewhere"]

_HIDING = ((MaskKind.CLOUD, Reason.CLOUD), (MaskKind.CLOUD_SHADOW, Reason.CLOUD_SHADOW), (MaskKind.NODATA, Reason.NODATA))
_UNEXPLAINED = 0.35
"""Relative loss beyond the changed share that pixels do not account for: so much more may have changed than stands out."""


_FOUND_CHANCE = 0.05
_UNUSUAL = 0.05
"""Where single places may lie off, damage is said only of what under one in twenty places of control ground shows: elsewhere, it is what misplaced
edges look like."""
_USUAL_LOSS = 0.25
"""A loss that one in four places of control ground reaches is no sign of damage in a pair that is weakly aligned."""
_LEAST_BLUNT_PX = 2.0
"""Where edges are blunt a roof's area is a sum of chances, not a count of pixels: less than two pixels of it are noise."""
_ANOTHER_TONE = 1.3
"""A whole roof that changed its tone by more standard deviations than this may be new paint, or all of it rubble."""


def grade_buildings(study: Study, calibrated: Calibrated, buildings: Sequence[Building], scene_reasons: tuple[Reason, ...]) -> tuple[Grade, ...]:
    """Grade each building, in the order given.

    Args:
        study: the pair.
        calibrated: the buildings' features and scores beside the placebo's.
        buildings: they.
        scene_reasons: why no building of this pair can be graded.
    """
    unmatched = unmatched_outlines(study.ground, study.footprints.shapes, study.options)
    lines, halos = line_losses(study), halo_shares(study)
    around = _told_around(lines, halos)
    alike = may_be_light(study, calibrated.features, lines, [bool(score >= STEPS[1]) for score in calibrated.scores])
    grades = []
    for index, building in enumerate(buildings):
        grade = _grade(study, calibrated, index, building, scene_reasons)
        if grade.is_assessable:
            grade = _held_back(grade, study, matched=not unmatched[index], is_light=alike[index])
        notes = (Reason.FOOTPRINT_NOT_MATCHED,) if unmatched[index] else ()
        features = (*grade.features, *around[index]) if grade.features else ()
        grades.append(attrs.evolve(grade, reasons=grade.reasons + notes, features=features))
    return tuple(grades)


def _told_around(lines: npt.NDArray[np.float64], halos: npt.NDArray[np.float64]) -> list[tuple[Feature, ...]]:
    """Of each building: how much of its straight outlines was lost, and how much of the ground around it changed, where that is known."""
    told = (("line_loss", lines), ("halo_share", halos))
    return [
        tuple(Feature(name=name, value=float(values[index])) for name, values in told if np.isfinite(values[index])) for index in range(len(lines))
    ]


def _held_back(grade: Grade, study: Study, *, matched: bool, is_light: bool) -> Grade:
    """The grade, with no more said than "possible" where something else than damage would look the same.

    Two things would: light and paint; and where single places may lie off, a roof of which it is not known to a metre where it lies in either
    picture, as long as the interval of the area that changed begins at nothing, or of which control ground of the same picture shows as much.
    """
    notes, area = grade.reasons, grade.changed_area
    nowhere = not matched and not (area is not None and area.low)
    usual = grade.p_value is None or grade.p_value >= _UNUSUAL
    elsewhere = study.aligned.registration.loose is not None and (nowhere or usual)
    if is_light and grade.grade in {GradeClass.DAMAGED, GradeClass.DESTROYED}:
        notes = (*notes, Reason.LIGHT_OR_PAINT)
    kept, grade_set = held(grade.grade, grade.grade_set) if is_light or elsewhere else (grade.grade, grade.grade_set)
    return attrs.evolve(grade, grade=kept, grade_set=grade_set, reasons=notes)


def _grade(study: Study, calibrated: Calibrated, index: int, building: Building, scene_reasons: tuple[Reason, ...]) -> Grade:
    features, chance = calibrated.features[index], calibrated.chances[index]
    reasons = tuple(dict.fromkeys((*_reasons(study, calibrated, features, building), *scene_reasons)))
    known = bool(np.isfinite(calibrated.scores[index]))
    score = float(calibrated.scores[index]) if known else _score_at(study, building)
    calibration = calibration_for(study.ground.gsd_m)
    loose = study.aligned.registration.loose
    if loose is not None and not reasons and score >= STEPS[1] and may_lie_elsewhere(study, features, chance):
        reasons = (loose,)
    grade, grade_set = classify(score, reasons, calibration.classes(score, level=study.options.level))
    relative = calibrated.yardstick.relative(features.loss) if known and calibrated.yardstick.can_compare else 0.0
    area = changed_area_of(study, features, relative)
    notes = (Reason.FEW_CONTROLS,) if chance is None and known else ()
    if loose is not None and not reasons:
        # Roofs that lie off by a pixel or two lose some of their edges, whole or not: one class to either side stays open.
        notes, grade_set = (*notes, loose), widened(grade_set)
    return Grade(
        id=f"grade-{building.id}",
        before_id=study.aligned.before.id,
        after_id=study.aligned.after.id,
        reasons=reasons + notes + building.notes,
        building_id=building.id,
        grade=grade,
        grade_set=grade_set,
        score=score,
        level=study.options.level,
        p_value=chance,
        q_value=calibrated.adjusted[index],
        changed_area=area,
        changed_share=_changed_share(study, features, area),
        seen_share=features.seen_share,
        features=_told(features, score, calibrated) if known else (),
    )


def may_lie_elsewhere(study: Study, features: Features, chance: float | None) -> bool:
    """Whether a roof that is not found again may just as well lie where nobody looked.

    That is so where single places may lie off, the roof is found nowhere near and control ground of the same picture is lost as badly: "gone" cannot
    be told from "elsewhere" then, and no grade is better than a wrong one.
    """
    if study.aligned.registration.loose is None:
        return False
    return features.chance > _FOUND_CHANCE and (chance is None or chance > _USUAL_LOSS)


def _told(features: Features, score: float, calibrated: Calibrated) -> tuple[Feature, ...]:
    """What the score rests on: the whole roof's loss, or a part that changed."""
    relative = calibrated.yardstick.relative(features.loss)
    whole = score <= relative
    return (
        Feature(name="loss", value=features.loss),
        Feature(name="relative_loss", value=relative, drove=whole),
        Feature(name="changed_share", value=features.changed_share),
        Feature(name="broken_share", value=features.broken_share, drove=not whole),
        *(Feature(name=f"{name}_change", value=value) for name, value in features.indices.changes),
    )


def _reasons(study: Study, calibrated: Calibrated, features: Features, building: Building) -> tuple[Reason, ...]:
    """Why a building cannot be graded; empty where it can."""
    if features.width == 0:
        return (Reason.POINT_ONLY,)
    if features.covered == 0:
        return (Reason.FOOTPRINT_OUTSIDE,)
    reasons = []
    if features.width < study.options.building_px:
        reasons.append(Reason.TOO_COARSE)
    if features.seen_share < study.options.seen_share:
        reasons += _hidden_by(study, building, features)
    if features.water > 0.5 * features.covered or features.indices.flooded > 0.5:
        reasons.append(Reason.WATER)
    if features.shade > 0.5 * features.covered:
        reasons.append(Reason.BUILDING_SHADOW)
    if np.isfinite(features.loss) and not calibrated.yardstick.can_compare:
        reasons.append(Reason.SCENE_WIDE_CHANGE)
    return tuple(reasons)


def _hidden_by(study: Study, building: Building, features: Features) -> list[Reason]:
    if features.outside > features.covered:
        return [Reason.FOOTPRINT_OUTSIDE]
    pixels, _ = cover_polygons([study.ground.grid.to_pixels(building.footprint)], study.ground.grid.shape).of(0)
    flags: npt.NDArray[np.uint8] = study.ground.flags.ravel()[pixels]
    hiding = [reason for kind, reason in _HIDING if (flags & np.uint8(kind)).any()]
    return hiding or [Reason.OUTSIDE_SITE if study.has_site else Reason.NODATA]


def _score_at(study: Study, building: Building) -> float:
    """The change score where only a point is known; 0 where nothing is seen."""
    grid = study.ground.grid
    if building.footprint.shape.is_empty:
        return 0.0
    x, y = shapely.get_coordinates(shapely.centroid(grid.to_pixels(building.footprint)))[0]
    row, col = int(np.floor(y)), int(np.floor(x))
    if not (0 <= row < grid.height and 0 <= col < grid.width):
        return 0.0
    return float(np.nan_to_num(study.evidence.score[row, col]))


def changed_area_of(study: Study, features: Features, relative_loss: float) -> Quantity | None:
    """m² of the building that changed.

    The interval is calibrated on made sites, with a width that follows the case. What was not seen may have changed or not, and less than the
    smallest detectable stays open. Where nothing of the roof is found again all of it changed, though pixel by pixel less may stand out from the
    ground around: the interval then runs from the one to the other.
    """
    if features.seen <= 0:
        return None
    blunt = edges_are_blunt(study.ground, study.options)
    calibration = calibration_for(study.ground.gsd_m)
    seen = min(features.seen, features.whole)
    low, value, high = calibration.area(roof_area_of(features, study.aligned.registration, blunt=blunt))
    if value < study.options.smallest_px**2:
        low = 0.0
    if value < (_LEAST_BLUNT_PX if blunt else study.options.smallest_px**2):
        # Less than the smallest piece that is reported: nothing can be said but that there is no more than could have been missed.
        most = 0.0 if blunt else max(study.options.smallest_px, window_px(study.ground, study.options)) ** 2
        by_tone = 0.0 if features.split is None else features.split.likely
        high = max(high, calibration.surely_found_px or seen, most, by_tone)
    value, low, high = min(value, seen), max(low, 0.0), min(high, seen)
    if relative_loss >= STEPS[-1]:
        value = high = seen
    elif relative_loss - value / seen >= _UNEXPLAINED or (blunt and _may_be_gone(features)):
        high = seen
    high = min(high + features.whole - seen, features.whole)
    value, low = min(value, high), min(low, value)
    pixel_area = study.ground.grid.pixel_area_m2
    return Quantity(value=value * pixel_area, unit="m2", low=low * pixel_area, high=high * pixel_area, confidence=0.95)


def _may_be_gone(features: Features) -> bool:
    """Whether all of a roof may have changed though no part of it stands out: it is found nowhere again, or its tone as a whole is another."""
    return features.chance > _FOUND_CHANCE or (features.split is not None and features.split.tone > _ANOTHER_TONE)


def _changed_share(study: Study, features: Features, area: Quantity | None) -> Quantity | None:
    if area is None or area.value is None or area.low is None or area.high is None:
        return None
    whole = features.whole * study.ground.grid.pixel_area_m2
    low, value, high = (min(bound / whole, 1.0) for bound in (area.low, area.value, area.high))
    return Quantity(value=value, unit="share", low=low, high=high, confidence=0.95)
