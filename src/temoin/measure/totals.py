"""The numbers of the whole site, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from temoin.measure.area import budget_of, smallest_area, sum_areas
from temoin.measure.calibration import calibration_for
from temoin.measure.change import window_px
from temoin.measure.confusion import true_numbers
from temoin.measure.study import Study
from temoin.model import Change, Grade, GradeClass, Measurement, Reason
from temoin.quantity import Quantity
from temoin.raster.irmad import change_limit, fewest_pixels, iterate_mad

__all__ = ["added_up", "sum_up"]

_DAMAGED = (GradeClass.DAMAGED, GradeClass.DESTROYED)
_TOLD_CLASSES = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DESTROYED)
"""Counted on their own, beside damaged and destroyed together."""
_SPECTRAL_BANDS = 4
_PERHAPS_STRUCTURE = 0.6
"""Ground that lost this share of its edges may have changed, where the picture is too restless for that to stand out."""


def sum_up(study: Study, grades: Sequence[Grade], found: Sequence[Change] = (), *, comparable: bool) -> tuple[Measurement, ...]:
    """Changed area, changed roof area, smallest detectable area, buildings seen and buildings damaged.

    Args:
        study: the pair.
        grades: one a building.
        found: all changes, where roofs that were found without footprints are among them: their areas are then what changed.
        comparable: whether the two pictures can be compared at all.
    """
    if not comparable:
        # Nothing was compared that could be compared: no area, rather than an area of nothing.
        return _counts(study, grades)
    pixel_area = study.ground.grid.pixel_area_m2
    smallest = smallest_area(study.options.smallest_px, window_px(study.ground, study.options), pixel_area)
    changed, reasons = _changed_area(study, smallest, found)
    measured = [_named(study, "changed_area", changed, reasons)]
    roofs = _roof_area(grades)
    if roofs is not None:
        measured.append(_named(study, "roof_changed_area", roofs))
    measured.append(_named(study, "smallest_area", smallest))
    spectral = _spectral_area(study)
    if spectral is not None:
        measured.append(_named(study, "spectral_changed_area", spectral))
    return (*measured, *_counts(study, grades))


def _counts(study: Study, grades: Sequence[Grade]) -> tuple[Measurement, ...]:
    """Buildings seen and damaged, where any were given."""
    if not grades:
        return ()
    seen = _exact_count([grade.is_assessable for grade in grades])
    counts = [_named(study, "buildings_seen", seen), _named(study, "buildings_damaged", _counted(grades, *_DAMAGED))]
    true = true_numbers(grades, calibration_for(study.ground.gsd_m))
    counts += [_named(study, f"buildings_{grade.name.lower()}", _counted(grades, grade)) for grade in _TOLD_CLASSES]
    return (*counts, *(() if true is None else (_named(study, "damaged_share", true.share),)))


def _named(study: Study, name: str, quantity: Quantity, reasons: tuple[Reason, ...] = ()) -> Measurement:
    before, after = study.aligned.before.id, study.aligned.after.id
    return Measurement(id=f"measurement-{name}", before_id=before, after_id=after, reasons=reasons, name=name, quantity=quantity)


def _changed_area(study: Study, smallest: Quantity, found: Sequence[Change]) -> tuple[Quantity, tuple[Reason, ...]]:
    """All changed ground.

    Where the ground is so restless that even the loss of all edges would not stand out (another season, another view), the upper bound
    takes in all that may have changed, and the reason says so.
    """
    pixel_area = study.ground.grid.pixel_area_m2
    pieces = [(piece.pixels, budget_of(piece, study.aligned.registration).total) for piece in study.pieces]
    total = sum_areas(pieces, pixel_area) if pieces else Quantity(value=0.0, unit="m2", low=0.0, high=smallest.high, confidence=0.95)
    total = added_up([change.area for change in found]) or total
    if study.evidence.open_ground.shows_structure:
        return total, ()
    perhaps = np.nan_to_num(study.evidence.structure) >= _PERHAPS_STRUCTURE
    for piece in study.pieces:
        perhaps[piece.window] &= ~piece.mask
    more = float(np.count_nonzero(perhaps & study.ground.clear)) * pixel_area
    high = (total.high or 0.0) + more
    return Quantity(value=total.value, unit="m2", low=total.low, high=high, confidence=0.95), (Reason.FEW_CONTROLS,)


def _roof_area(grades: Sequence[Grade]) -> Quantity | None:
    """The buildings' changed areas together."""
    return added_up([grade.changed_area for grade in grades if grade.changed_area is not None])


def added_up(areas: Sequence[Quantity]) -> Quantity | None:
    """Areas together; bounds are added up, since what misleads one roof misleads the next."""
    if not areas:
        return None
    low, value, high = (sum(bound or 0.0 for bound in bounds) for bounds in zip(*((area.low, area.value, area.high) for area in areas), strict=True))
    return Quantity(value=value, unit="m2", low=min(low, value), high=max(high, value), confidence=0.95)


def _spectral_area(study: Study) -> Quantity | None:
    """Ground whose colours changed beyond any mixture of the bands (IR-MAD), in pictures of four bands or more.

    It is change of any kind: fields, leaves and water as much as roofs. The bounds are what a threshold a quarter higher and lower would give.
    """
    ground = study.ground
    bands = len(ground.before)
    if bands < _SPECTRAL_BANDS or np.count_nonzero(ground.seen) < fewest_pixels(bands):
        return None
    mad = iterate_mad(ground.before, ground.after, ground.seen)
    limit = change_limit(mad)
    high, value, low = (float(np.count_nonzero(mad.strength > factor * limit)) * ground.grid.pixel_area_m2 for factor in (0.75, 1.0, 1.25))
    return Quantity(value=value, unit="m2", low=low, high=high)


def _exact_count(which: Sequence[bool]) -> Quantity:
    number = float(sum(which))
    return Quantity(value=number, unit="building", low=number, high=number)


def _counted(grades: Sequence[Grade], *classes: GradeClass) -> Quantity:
    """Buildings of some classes: at least those whose whole set says so, at most those whose set leaves it open.

    Buildings outside the pictures or the site are not counted at all: the number is one of the ground under study.
    """
    grades = [grade for grade in grades if not {Reason.FOOTPRINT_OUTSIDE, Reason.OUTSIDE_SITE} & set(grade.reasons)]
    value = sum(grade.grade in classes for grade in grades)
    low = sum(grade.is_assessable and all(each in classes for each in grade.grade_set) for grade in grades)
    high = sum(any(each in classes for each in grade.grade_set) for grade in grades)
    return Quantity(value=float(value), unit="building", low=float(low), high=float(high))
