"""`measure_damage`: what changed, which buildings, how many square metres, how sure."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import shapely

from temoin.geo import Footprint
from temoin.measure.buildings import grade_buildings
from temoin.measure.change import ChangeLayers
from temoin.measure.found_roofs import changed_roofs, merge_changes
from temoin.measure.ground import Ground
from temoin.measure.options import MeasureOptions
from temoin.measure.pieces import describe_pieces
from temoin.measure.placebo import calibrate
from temoin.measure.study import study_pair
from temoin.measure.totals import sum_up
from temoin.model import AlignedPair, AlignState, Building, Finding, Findings, Grade, Reason, Site
from temoin.progress import SILENT, Progress
from temoin.raster import BandRole, Image, MaskKind

__all__ = ["measure_damage"]

_BLOCKING = (Reason.NOT_ALIGNED, Reason.SCENE_WIDE_CHANGE, Reason.NOT_COMPARABLE)


def measure_damage(
    aligned: AlignedPair,
    *,
    buildings: tuple[Building, ...] = (),
    site: Site | None = None,
    earlier: Sequence[AlignedPair] = (),
    options: MeasureOptions = MeasureOptions(),  # noqa: B008  # frozen
    progress: Progress = SILENT,
) -> Findings:
    """Measure what changed between the two pictures of a pair.

    Args:
        aligned: the pair, on one grid.
        buildings: footprints to grade; without them only changed ground is found.
        site: only ground inside its footprint counts.
        earlier: pairs of pictures that are both from before the event, each on its own grid. What the grades' statistic gives on them is what
            it gives where nothing happened.
        options: the choices behind the measurement.
        progress: told of the three steps.

    Returns:
        Changes (largest first), one Grade a building (in their order), and the measurements of the whole site.

    Raises:
        NoCoverageError: no pixel of the site is seen in both pictures. This is not a measurement of zero.
        CrsError: a footprint cannot be brought to the pair's reference system.
    """
    progress.start("measure", 3)
    study = study_pair(aligned, buildings, site, options)
    progress.advance()
    reasons = _reasons(aligned, buildings, study.evidence, options)
    forbidding = aligned.fitness.forbidding if aligned.fitness is not None else ()
    blocking = tuple(reason for reason in reasons if reason in _BLOCKING or reason in forbidding)
    calibrated = calibrate(study, buildings, earlier)
    progress.advance()
    grades = grade_buildings(study, calibrated, buildings, blocking)
    # Two pictures that do not lie on each other differ everywhere; their differences are no changes of the ground.
    changes = () if blocking else describe_pieces(study, buildings, grades)
    roofs = () if blocking or buildings else changed_roofs(study)
    changes = merge_changes(changes, roofs)
    items: tuple[Finding, ...] = (*changes, *grades, *sum_up(study, grades, changes if roofs else (), comparable=not blocking))
    progress.finish(f"{len(changes)} changes, {len(grades)} buildings")
    return Findings(
        items=items,
        registration=aligned.registration,
        footprint=_seen_footprint(study.ground),
        score=_score_image(study.ground, study.evidence),
        reasons=_with_grades(reasons, grades),
        placebo=calibrated.placebo,
    )


def _reasons(aligned: AlignedPair, buildings: Sequence[Building], evidence: ChangeLayers, options: MeasureOptions) -> tuple[Reason, ...]:
    """What limits all findings of this pair."""
    reasons = list(aligned.reasons)
    if not buildings:
        reasons.append(Reason.NO_BUILDINGS)
    if aligned.registration.state is AlignState.UNVERIFIED:
        reasons.append(Reason.NOT_ALIGNED)
    if aligned.registration.loose is not None:
        reasons.append(aligned.registration.loose)
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
