"""`measure_damage`: what changed, which buildings, how many square metres, how sure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from temoin.geo import Footprint
from temoin.measure.area import area_of, budget_of, smallest_area, sum_areas
from temoin.measure.buildings import Inputs, grade_buildings, look_up
from temoin.measure.change import Evidence, score_change, window_px
from temoin.measure.delineate import Delineation, delineate
from temoin.measure.ground import Ground, compare_ground, hide
from temoin.measure.null import p_value, tile_scores
from temoin.measure.options import MeasureOptions
from temoin.measure.roofs import lay_roofs
from temoin.measure.segment import cut_segments, outline_of
from temoin.measure.shadow import moved_shadows
from temoin.model import AlignedPair, AlignState, Building, Change, Finding, Findings, Grade, GradeClass, Measurement, Reason, Site
from temoin.progress import SILENT, Progress
from temoin.quantity import Quantity
from temoin.raster import Image, coverage_of

__all__ = ["measure_damage"]

_MOST_SLACK_PX = 3
_DAMAGED = (GradeClass.DAMAGED, GradeClass.DESTROYED)


def measure_damage(
    aligned: AlignedPair,
    *,
    buildings: tuple[Building, ...] = (),
    site: Site | None = None,
    options: MeasureOptions = MeasureOptions(),  # noqa: B008  # frozen
    progress: Progress = SILENT,
) -> Findings:
    """Measure what changed between the two pictures of a pair.

    Args:
        aligned: the pair, on one grid.
        buildings: footprints to grade; without them only changed ground is found.
        site: only ground inside its footprint counts.
        options: the choices behind the measurement.
        progress: told of the three steps.

    Returns:
        Changes (largest first), one Grade a building (in their order), and the measurements of the whole site.

    Raises:
        NoCoverageError: no pixel of the site is seen in both pictures. This is not a measurement of zero.
    """
    progress.start("measure", 3)
    inside = None if site is None else coverage_of(site.footprint, aligned.grid) >= 0.5
    ground = compare_ground(aligned, inside)
    footprints = look_up(ground, buildings, options)
    progress.advance()
    ground = lay_roofs(ground, footprints.coverage, footprints.found)
    zones = footprints.zones(ground.grid.shape)
    ground = hide(ground, moved_shadows(aligned, ground, zones.inside))
    slack = _slack_px(aligned)
    evidence = score_change(ground, footprints.coverage, zones, slack_px=slack, options=options)
    pieces = _find_pieces(ground, evidence, slack, options)
    progress.advance()
    reasons = _reasons(aligned, buildings, evidence, options)
    changes = _changes(aligned, ground, evidence, pieces, buildings, options)
    inputs = Inputs(aligned=aligned, ground=ground, footprints=footprints, evidence=evidence, pieces=pieces, options=options, scene_reasons=_blocking(reasons))
    grades = grade_buildings(inputs, buildings)
    measurements = _measurements(aligned, ground, pieces, grades, options)
    progress.finish(f"{len(changes)} changes, {len(grades)} buildings")
    items: tuple[Finding, ...] = (*changes, *grades, *measurements)
    return Findings(
        items=items,
        registration=aligned.registration,
        footprint=_seen_footprint(ground),
        score=Image(array=evidence.score[None], grid=aligned.grid, flags=ground.flags | (~ground.seen).astype(np.uint8)),
        reasons=reasons,
    )


def _slack_px(aligned: AlignedPair) -> int:
    rmse = aligned.registration.rmse_px
    return 1 if rmse is None else int(np.clip(math.ceil(rmse), 1, _MOST_SLACK_PX))


def _find_pieces(ground: Ground, evidence: Evidence, slack: int, options: MeasureOptions) -> tuple[Delineation, ...]:
    reach = window_px(ground, options) // 2 + slack
    segments = cut_segments(ground, evidence, margin_px=4 * reach, options=options)
    everything = np.zeros(ground.grid.shape, bool)
    for segment in segments:
        everything[segment.window] |= segment.core
    pieces = [delineate(ground, segment, everything, margin_px=reach) for segment in segments]
    return tuple(sorted((piece for piece in pieces if piece.pixels >= options.smallest_px**2), key=lambda piece: -piece.pixels))


def _reasons(aligned: AlignedPair, buildings: Sequence[Building], evidence: Evidence, options: MeasureOptions) -> tuple[Reason, ...]:
    reasons = list(aligned.reasons)
    if not buildings:
        reasons.append(Reason.NO_BUILDINGS)
    if aligned.registration.state is AlignState.UNVERIFIED:
        reasons.append(Reason.NOT_ALIGNED)
    if aligned.registration.state is AlignState.WEAK:
        reasons.append(Reason.WEAKLY_ALIGNED)
    if np.nanmean(evidence.score >= 0.5) > options.scene_wide:
        reasons.append(Reason.SCENE_WIDE_CHANGE)
    return tuple(dict.fromkeys(reasons))


def _blocking(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason in (Reason.NOT_ALIGNED, Reason.SCENE_WIDE_CHANGE))


def _changes(
    aligned: AlignedPair,
    ground: Ground,
    evidence: Evidence,
    pieces: Sequence[Delineation],
    buildings: Sequence[Building],
    options: MeasureOptions,
) -> tuple[Change, ...]:
    free = ground.seen.copy()
    for piece in pieces:
        free[piece.window] &= ~piece.mask
    outlines = [(building.id, aligned.grid.to_pixels(building.footprint)) for building in buildings]
    changes = []
    for number, piece in enumerate(pieces, start=1):
        shape = outline_of(piece.mask, row=piece.row, col=piece.col)
        width = max(3, round(math.sqrt(piece.pixels)))
        chance = p_value(piece.score, tile_scores(evidence.score, free, width), fewest=options.fewest_controls)
        changes.append(
            Change(
                id=f"change-{number}",
                before_id=aligned.before.id,
                after_id=aligned.after.id,
                reasons=() if chance is not None else (Reason.FEW_CONTROLS,),
                footprint=aligned.grid.from_pixels(shape),
                area=area_of(piece.pixels, budget_of(piece, aligned.registration).total, aligned.grid.pixel_area_m2),
                score=piece.score,
                p_value=chance,
                building_ids=tuple(name for name, outline in outlines if outline.intersects(shape)),
            )
        )
    return tuple(changes)


def _measurements(
    aligned: AlignedPair, ground: Ground, pieces: Sequence[Delineation], grades: Sequence[Grade], options: MeasureOptions
) -> tuple[Measurement, ...]:
    pixel_area = aligned.grid.pixel_area_m2
    smallest = smallest_area(options.smallest_px, window_px(ground, options), pixel_area)
    everything = sum_areas([(piece.pixels, budget_of(piece, aligned.registration).total) for piece in pieces], pixel_area)
    named = [("changed_area", everything if pieces else _nothing_seen(smallest)), ("smallest_area", smallest)]
    areas = [grade.changed_area for grade in grades if grade.changed_area is not None]
    if areas:
        low, value, high = (sum(getattr(area, side) for area in areas) for side in ("low", "value", "high"))
        named.insert(1, ("roof_changed_area", Quantity(value=value, unit="m2", low=low, high=high, confidence=0.95)))
    if grades:
        named += [("buildings_seen", _count([grade.is_assessable for grade in grades])), ("buildings_damaged", _damaged(grades))]
    return tuple(
        Measurement(id=f"measurement-{name}", before_id=aligned.before.id, after_id=aligned.after.id, name=name, quantity=quantity)
        for name, quantity in named
    )


def _nothing_seen(smallest: Quantity) -> Quantity:
    """No change found: none, or less than what could have been found."""
    return Quantity(value=0.0, unit="m2", low=0.0, high=smallest.high, confidence=0.95)


def _count(which: Sequence[bool]) -> Quantity:
    number = float(sum(which))
    return Quantity(value=number, unit="building", low=number, high=number)


def _damaged(grades: Sequence[Grade]) -> Quantity:
    """Buildings graded damaged or destroyed: at least those whose whole set is, at most those whose set holds it or that were not assessable."""
    value = sum(grade.grade in _DAMAGED for grade in grades)
    low = sum(grade.is_assessable and all(each in _DAMAGED for each in grade.grade_set) for grade in grades)
    high = sum(any(each in _DAMAGED for each in grade.grade_set) for grade in grades)
    return Quantity(value=float(value), unit="building", low=float(low), high=float(high))


def _seen_footprint(ground: Ground) -> Footprint:
    """The ground that both pictures show, outlined on a lattice of about 1/256 of the picture."""
    import shapely
    from rasterio.features import shapes

    step = max(1, max(ground.grid.shape) // 256)
    coarse = cv2.resize(ground.seen.astype(np.uint8), None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_NEAREST)
    scale = np.array([ground.grid.width / coarse.shape[1], ground.grid.height / coarse.shape[0]])
    parts = [shapely.geometry.shape(shape) for shape, _ in shapes(coarse, mask=coarse > 0)]
    return ground.grid.from_pixels(shapely.transform(shapely.union_all(parts), lambda xy: xy * scale))
