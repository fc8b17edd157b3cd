"""Pieces of changed ground as findings: outline, area, strength, and how often unchanged ground gives as much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from temoin.measure.area import area_of, budget_of
from temoin.measure.delineate import Delineation
from temoin.measure.null import p_value, tile_scores
from temoin.measure.outlines import likeness_of
from temoin.measure.segment import outline_of
from temoin.measure.study import Study
from temoin.model import Building, Change, Grade, Reason
from temoin.quantity import Quantity

__all__ = ["describe_pieces"]


_OF_ONE_ROOF = 0.8
"""A piece that lies on one roof for this share, and is this share of what changed there, is the change of that roof."""


def describe_pieces(study: Study, buildings: Sequence[Building], grades: Sequence[Grade]) -> tuple[Change, ...]:
    """One `Change` a piece, in the order of the pieces.

    Args:
        study: the pair.
        buildings: the footprints.
        grades: of them, in the same order. A piece that is the change of one roof bears that roof's area: one thing has one number.
    """
    on_roofs = _on_roofs(study)
    changed = np.zeros(len(buildings))
    for touched in on_roofs:
        for building, area in touched.items():
            changed[building] += area
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
        owner = _owner(piece, on_roofs[number - 1], changed)
        changes.append(
            Change(
                id=f"change-{number}",
                before_id=aligned.before.id,
                after_id=aligned.after.id,
                reasons=() if chance is not None else (Reason.FEW_CONTROLS,),
                footprint=aligned.grid.from_pixels(shape),
                area=_area(study, piece, None if owner is None else grades[owner]),
                score=piece.score,
                p_value=chance,
                likeness=likeness_of(study.ground, piece.mask, piece.window),
                building_ids=tuple(buildings[building].id for building in sorted(on_roofs[number - 1])),
            )
        )
    return tuple(changes)


def _area(study: Study, piece: Delineation, grade: Grade | None) -> Quantity:
    """Of one piece, with its interval."""
    if grade is not None and grade.changed_area is not None:
        return grade.changed_area
    return area_of(piece.pixels, budget_of(piece, study.aligned.registration).total, study.aligned.grid.pixel_area_m2)


def _on_roofs(study: Study) -> list[dict[int, float]]:
    """Of each piece: the numbers of the buildings it lies on, and the area on each, pixels."""
    coverage, grid = study.footprints.coverage, study.ground.grid
    numbers = np.full(grid.height * grid.width, -1, np.int64).reshape(grid.shape)
    for number, piece in enumerate(study.pieces):
        numbers[piece.window][piece.mask] = number
    on_piece = numbers.ravel()[coverage.pixels]
    touched = on_piece >= 0
    keys, where = np.unique(on_piece[touched] * len(coverage.outside) + coverage.owners()[touched], return_inverse=True)
    areas = np.bincount(where, weights=coverage.shares[touched], minlength=len(keys))
    on_roofs: list[dict[int, float]] = [{} for _ in study.pieces]
    for key, area in zip(keys, areas, strict=True):
        piece_number, building = divmod(int(key), len(coverage.outside))
        on_roofs[piece_number][building] = float(area)
    return on_roofs


def _owner(piece: Delineation, on_roofs: dict[int, float], changed: npt.NDArray[np.float64]) -> int | None:
    """The number of the one building whose change a piece is, or `None`.

    Args:
        piece: of change.
        on_roofs: its area on each building, pixels.
        changed: shape (buildings,), all that changed of each, pixels.
    """
    if not on_roofs:
        return None
    building = max(on_roofs, key=lambda number: on_roofs[number])
    area = on_roofs[building]
    return building if area >= _OF_ONE_ROOF * float(piece.mask.sum()) and area >= _OF_ONE_ROOF * changed[building] else None


def _tile_width(pixels: float) -> int:
    """Side of the tiles a piece is held against: that of a square about as large, in steps of ⁴√2 so that pieces share their tiles."""
    steps = round(2 * math.log2(max(pixels, 9.0)))
    return max(3, round(math.pow(2.0, steps / 4)))
