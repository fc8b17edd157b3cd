"""`Study`: one look at a pair with some outlines laid on it; the identical look serves buildings, controls and earlier pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import attrs
import numpy as np
import shapely

from temoin.measure.change import ChangeLayers, edges_are_blunt, score_change, window_px
from temoin.measure.delineate import Delineation, delineate
from temoin.measure.footprints import Footprints, lay_controls, look_up
from temoin.measure.ground import Floats, Ground, Mask, compare_ground, hide
from temoin.measure.options import MeasureOptions
from temoin.measure.roofs import lay_roofs
from temoin.measure.segment import cut_segments
from temoin.measure.shadow import moved_shadows
from temoin.model import AlignedPair, AlignState, Building, Site
from temoin.raster import coverage_of

__all__ = ["Study", "study_controls", "study_outlines", "study_pair"]

_MOST_SLACK_PX = 2
"""A pair that lies worse than this is no better compared with more slack: everything would resemble something."""


@attrs.frozen(kw_only=True, eq=False)
class Study:
    """All that the grades rest on.

    Args:
        aligned: the pair.
        ground: both pictures, with what the outlines hold over one another.
        footprints: the outlines on the grid.
        evidence: change by pixel.
        pieces: changed ground, largest first.
        options: the choices.
        has_site: only the ground of a site counts.
    """

    aligned: AlignedPair
    ground: Ground
    footprints: Footprints
    evidence: ChangeLayers
    pieces: Sequence[Delineation]
    options: MeasureOptions
    has_site: bool = False

    @cached_property
    def changed(self) -> Floats:
        """Share of each pixel that changed, shape (rows, columns)."""
        changed = np.zeros(self.ground.grid.shape, np.float32)
        for piece in self.pieces:
            np.maximum(changed[piece.window], piece.share, out=changed[piece.window])
        return changed


def study_pair(aligned: AlignedPair, buildings: Sequence[Building], site: Site | None, options: MeasureOptions) -> Study:
    """Look at a pair with its buildings.

    Raises:
        NoCoverageError: no pixel of the site is seen in both pictures.
        CrsError: a footprint cannot be brought to the pair's reference system.
    """
    ground = compare_ground(aligned, None if site is None else coverage_of(site.footprint, aligned.grid) >= 0.5)
    shapes = tuple(ground.grid.to_pixels(building.footprint) for building in buildings)
    return _study(aligned, ground, shapes, options, has_site=site is not None)


def study_outlines(study: Study, shapes: tuple[shapely.Geometry, ...]) -> Study:
    """The same look at the same pair with other outlines laid on it, in pixel coordinates."""
    return _study(study.aligned, study.ground, shapes, study.options, has_site=study.has_site)


def _study(aligned: AlignedPair, ground: Ground, shapes: tuple[shapely.Geometry, ...], options: MeasureOptions, *, has_site: bool) -> Study:
    footprints = look_up(ground, shapes, options)
    ground = _roofs_laid(ground, footprints, options)
    zones = footprints.zones(ground.grid.shape)
    if aligned.registration.state is not AlignState.VERIFIED:
        # Where roofs lie off by a pixel or two, one that stands differs as much as one with a hole, and none is left out of what unchanged roofs do.
        zones = attrs.evolve(zones, roofs=np.zeros_like(zones.roofs))
    ground = hide(ground, moved_shadows(aligned, ground, zones.inside))
    slack = _slack_px(aligned)
    evidence = score_change(ground, footprints.coverage, zones, slack_px=slack, options=options)
    pieces = _find_pieces(ground, evidence, slack, options)
    return Study(aligned=aligned, ground=ground, footprints=footprints, evidence=evidence, pieces=pieces, options=options, has_site=has_site)


def study_controls(study: Study) -> Study | None:
    """The identical look at other ground of the same picture, with the same outlines; `None` where no free ground is left.

    The yardsticks of unchanged ground are those of the buildings: they belong to the picture, not to the outlines.
    """
    options = study.options
    footprints = lay_controls(study.ground, study.footprints, options)
    if not footprints.shapes:
        return None
    ground = _roofs_laid(study.ground, footprints, options)
    zones = attrs.evolve(footprints.zones(ground.grid.shape), found=np.zeros(0, np.intp), roofs=np.zeros(0, np.intp))
    slack = _slack_px(study.aligned)
    evidence = score_change(ground, footprints.coverage, zones, slack_px=slack, options=options, known=study.evidence)
    pieces = _find_pieces(ground, evidence, slack, options, touching=zones.inside)
    return attrs.evolve(study, ground=ground, footprints=footprints, evidence=evidence, pieces=pieces)


def _roofs_laid(ground: Ground, footprints: Footprints, options: MeasureOptions) -> Ground:
    """Roofs over one another; as they are where a pixel is wider than tall roofs lean, and a found place is noise."""
    return ground if edges_are_blunt(ground, options) else lay_roofs(ground, footprints.coverage, footprints.found)


def _slack_px(aligned: AlignedPair) -> int:
    """How far content may lie off without counting as change: the residual of the registration, one pixel at least."""
    rmse = aligned.registration.rmse_px
    return 1 if rmse is None else int(np.clip(math.ceil(rmse), 1, _MOST_SLACK_PX))


def _find_pieces(
    ground: Ground, evidence: ChangeLayers, slack: int, options: MeasureOptions, *, touching: Mask | None = None
) -> tuple[Delineation, ...]:
    """All pieces of changed ground with their exact outlines, largest first; only those that touch a mask where one is given."""
    reach = window_px(ground, options) // 2 + slack
    segments = cut_segments(ground, evidence, margin_px=4 * reach, options=options)
    everything = np.zeros(ground.grid.shape, bool)
    for segment in segments:
        everything[segment.window] |= segment.core
    wanted = (segment for segment in segments if touching is None or (segment.core & touching[segment.window]).any())
    pieces = [delineate(ground, evidence, segment, everything, margin_px=reach) for segment in wanted]
    large = (piece for piece in pieces if piece.pixels >= options.smallest_px**2)
    return tuple(sorted(large, key=lambda piece: -piece.pixels))
