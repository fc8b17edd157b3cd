"""Roofs that the earlier picture shows and the later one shows no more: what stands in for footprints where none are given."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import shapely

from temoin.measure.buildings import changed_area_of, may_lie_elsewhere
from temoin.measure.change import edges_are_blunt
from temoin.measure.features import Features
from temoin.measure.grade import STEPS
from temoin.measure.outlines import likeness_of
from temoin.measure.placebo import Calibrated, calibrate
from temoin.measure.rectangles import find_rectangles
from temoin.measure.study import Study, study_outlines
from temoin.model import Change, Reason

__all__ = ["changed_roofs", "merge_changes"]

_LEAST_STRENGTH = 4.0
"""Weakest rectangle that is looked at, in medians of the places' best: half of the roofs that are found at all lie above, and a fifth of the rest."""
_LEAST_SCORE = STEPS[1]
_SAME = 0.5
"""A piece of change that lies on a found roof for this share is the change of that roof."""


def changed_roofs(study: Study) -> tuple[Change, ...]:
    """One `Change` for each roof that is found in the earlier picture and would be graded damaged or destroyed, in the same way as footprints are.

    A roof is ground with four straight sides (`find_rectangles`), so its outline is a rectangle, whatever the building's is. Of all rectangles
    found, those that are found again serve as the yardstick, as footprints do.

    Args:
        study: the pair without outlines.
    """
    if edges_are_blunt(study.ground, study.options):
        return ()  # a few pixels have no straight sides
    rectangles = find_rectangles(study.ground, least=_LEAST_STRENGTH)
    if not rectangles:
        return ()
    looked = study_outlines(study, tuple(rectangle.shape for rectangle in rectangles))
    calibrated = calibrate(looked, (), ())
    if not calibrated.yardstick.can_compare:
        return ()
    changes = (_change(looked, calibrated, number) for number, changed in enumerate(_is_changed(looked, calibrated)) if changed)
    return tuple(change for change in changes if change is not None)


def _is_changed(looked: Study, calibrated: Calibrated) -> list[bool]:
    return [
        bool(score >= _LEAST_SCORE) and _is_seen(looked, features) and not may_lie_elsewhere(looked, features, chance)
        for score, chance, features in zip(calibrated.scores, calibrated.chances, calibrated.features, strict=True)
    ]


def _is_seen(looked: Study, features: Features) -> bool:
    dry = features.water <= features.covered / 2 and features.indices.flooded <= 0.5  # half of it
    return dry and features.seen_share >= looked.options.seen_share and features.width >= looked.options.building_px


def _change(looked: Study, calibrated: Calibrated, number: int) -> Change | None:
    grid, chance = looked.ground.grid, calibrated.chances[number]
    pixels, shares = looked.footprints.coverage.of(number)
    rows, cols = np.divmod(pixels[shares > 0], grid.width)
    window = (slice(int(rows.min()), int(rows.max()) + 1), slice(int(cols.min()), int(cols.max()) + 1))
    mask = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), bool)
    mask[rows - window[0].start, cols - window[1].start] = True
    features = calibrated.features[number]
    area = changed_area_of(looked, features, calibrated.yardstick.relative(features.loss))
    if area is None:
        return None
    return Change(
        id=f"change-{number}",
        before_id=looked.aligned.before.id,
        after_id=looked.aligned.after.id,
        reasons=() if chance is not None else (Reason.FEW_CONTROLS,),
        footprint=grid.from_pixels(looked.footprints.shapes[number]),
        area=area,
        score=float(calibrated.scores[number]),
        p_value=chance,
        likeness=likeness_of(looked.ground, mask, window),
    )


def merge_changes(pieces: Sequence[Change], roofs: Sequence[Change]) -> tuple[Change, ...]:
    """Pieces of changed ground and changed roofs, largest first; a piece that lies on a roof is that roof's, and is told once."""
    if not roofs:
        return tuple(pieces)
    shapes = [roof.footprint.shape for roof in roofs]
    tree = shapely.STRtree(shapes)
    kept = [piece for piece in pieces if not _lies_on(piece, shapes, tree)]
    ordered = sorted((*kept, *roofs), key=lambda change: -(change.area.value or 0.0))
    return tuple(attrs.evolve(change, id=f"change-{number}") for number, change in enumerate(ordered, start=1))


def _lies_on(piece: Change, roofs: Sequence[shapely.Geometry], tree: shapely.STRtree) -> bool:
    shape = piece.footprint.shape
    return any(shape.intersection(roofs[number]).area >= _SAME * shape.area for number in tree.query(shape))
