"""`measure_damage`: what changed, which buildings, how many square metres, how sure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import shapely

from temoin.geo import Footprint
from temoin.measure.buildings import Inputs, grade_buildings, look_up
from temoin.measure.change import ChangeLayers, score_change, window_px
from temoin.measure.delineate import Delineation, delineate
from temoin.measure.ground import Ground, compare_ground, hide
from temoin.measure.options import MeasureOptions
from temoin.measure.pieces import describe_pieces
from temoin.measure.roofs import lay_roofs
from temoin.measure.segment import cut_segments
from temoin.measure.shadow import moved_shadows
from temoin.measure.totals import sum_up
from temoin.model import AlignedPair, AlignState, Building, Finding, Findings, Grade, Reason, Site
from temoin.progress import SILENT, Progress
from temoin.raster import BandRole, Image, MaskKind, coverage_of

__all__ = ["measure_damage"]

_MOST_SLACK_PX = 2
"""A pair that lies worse than this is no better compared with more slack: everything would resemble something."""
_BLOCKING = (Reason.NOT_ALIGNED, Reason.SCENE_WIDE_CHANGE)


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
        CrsError: a footprint cannot be brought to the pair's reference system.
    """
    progress.start("measure", 3)
    ground = compare_ground(aligned, None if site is None else coverage_of(site.footprint, aligned.grid) >= 0.5)
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
    inputs = Inputs(
        aligned=aligned,
        ground=ground,
        footprints=footprints,
        evidence=evidence,
        pieces=pieces,
        options=options,
        scene_reasons=tuple(reason for reason in reasons if reason in _BLOCKING),
        has_site=site is not None,
    )
    # Two pictures that do not lie on each other differ everywhere; their differences are no changes of the ground.
    changes = () if inputs.scene_reasons else describe_pieces(inputs, buildings)
    grades = grade_buildings(inputs, buildings)
    items: tuple[Finding, ...] = (*changes, *grades, *sum_up(inputs, grades))
    progress.finish(f"{len(changes)} changes, {len(grades)} buildings")
    return Findings(
        items=items,
        registration=aligned.registration,
        footprint=_seen_footprint(ground),
        score=_score_image(ground, evidence),
        reasons=_with_grades(reasons, grades),
    )


def _slack_px(aligned: AlignedPair) -> int:
    """How far content may lie off without counting as change: the residual of the registration, one pixel at least."""
    rmse = aligned.registration.rmse_px
    return 1 if rmse is None else int(np.clip(math.ceil(rmse), 1, _MOST_SLACK_PX))


def _find_pieces(ground: Ground, evidence: ChangeLayers, slack: int, options: MeasureOptions) -> tuple[Delineation, ...]:
    """All pieces of changed ground with their exact outlines, largest first."""
    reach = window_px(ground, options) // 2 + slack
    segments = cut_segments(ground, evidence, margin_px=4 * reach, options=options)
    everything = np.zeros(ground.grid.shape, bool)
    for segment in segments:
        everything[segment.window] |= segment.core
    pieces = [delineate(ground, evidence, segment, everything, margin_px=reach) for segment in segments]
    large = (piece for piece in pieces if piece.pixels >= options.smallest_px**2)
    return tuple(sorted(large, key=lambda piece: -piece.pixels))


def _reasons(aligned: AlignedPair, buildings: Sequence[Building], evidence: ChangeLayers, options: MeasureOptions) -> tuple[Reason, ...]:
    """What limits all findings of this pair."""
    reasons = list(aligned.reasons)
    if not buildings:
        reasons.append(Reason.NO_BUILDINGS)
    if aligned.registration.state is AlignState.UNVERIFIED:
        reasons.append(Reason.NOT_ALIGNED)
    if aligned.registration.state is AlignState.WEAK:
        reasons.append(Reason.WEAKLY_ALIGNED)
    seen = np.isfinite(evidence.score)
    if np.count_nonzero(evidence.score[seen] >= 0.5) > options.scene_wide * np.count_nonzero(seen):
        reasons.append(Reason.SCENE_WIDE_CHANGE)
    return tuple(dict.fromkeys(reasons))


def _with_grades(reasons: tuple[Reason, ...], grades: Sequence[Grade]) -> tuple[Reason, ...]:
    """The reasons, and that nothing is found again where that holds of every building."""
    if grades and all(Reason.SCENE_WIDE_CHANGE in grade.reasons for grade in grades):
        return tuple(dict.fromkeys((*reasons, Reason.SCENE_WIDE_CHANGE)))
    return reasons


def _score_image(ground: Ground, evidence: ChangeLayers) -> Image:
    """The score as a picture; NaN and flagged where nothing was compared."""
    flags = ground.flags | np.where(ground.seen, 0, MaskKind.NODATA).astype(np.uint8)
    return Image(array=evidence.score[None], flags=flags, grid=ground.grid, roles=(BandRole.UNKNOWN,))


def _seen_footprint(ground: Ground) -> Footprint:
    """The ground that both pictures show, outlined in steps of about 1/256 of the picture."""
    from rasterio.features import shapes

    step = max(1, max(ground.grid.shape) // 256)
    rows, cols = (max(1, size // step) for size in ground.grid.shape)
    coarse = cv2.resize(ground.seen.astype(np.uint8), (cols, rows), interpolation=cv2.INTER_NEAREST)
    scale = np.array([ground.grid.width / cols, ground.grid.height / rows])
    parts = [shapely.geometry.shape(shape) for shape, _ in shapes(coarse, mask=coarse > 0)]
    return ground.grid.from_pixels(shapely.transform(shapely.union_all(parts), lambda xy: xy * scale))
