"""Pieces of changed ground as findings: outline, area, strength, and how often unchanged ground gives as much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from temoin.measure.area import area_of, budget_of
from temoin.measure.null import p_value, tile_scores
from temoin.measure.outlines import likeness_of
from temoin.measure.segment import outline_of
from temoin.measure.study import Study
from temoin.model import Building, Change, Reason

__all__ = ["describe_pieces"]


def describe_pieces(study: Study, buildings: Sequence[Building]) -> tuple[Change, ...]:
    """One `Change` a piece, in the order of the pieces."""
    free = study.ground.clear.copy()
    for piece in study.pieces:
        free[piece.window] &= ~piece.mask

    @cache
    def tiles(width: int) -> npt.NDArray[np.float64]:
        return tile_scores(study.evidence.score, free, width)

    changes = []
    aligned = study.aligned
    for number, piece in enumerate(study.pieces, start=1):
        shape = outline_of(piece.mask, row=piece.row, col=piece.col)
        chance = p_value(piece.score, tiles(_tile_width(piece.pixels)), fewest=study.options.fewest_controls)
        touched = zip(buildings, study.footprints.shapes, strict=True)
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
                likeness=likeness_of(study.ground, piece.mask, piece.window),
                building_ids=tuple(building.id for building, outline in touched if outline.intersects(shape)),
            )
        )
    return tuple(changes)


def _tile_width(pixels: float) -> int:
    """Side of the tiles a piece is held against: that of a square about as large, in steps of ⁴√2 so that pieces share their tiles."""
    steps = round(2 * math.log2(max(pixels, 9.0)))
    return max(3, round(math.pow(2.0, steps / 4)))
