"""The grades beside an assessment that somebody else made: confusion, agreement beyond chance, and the disagreements, gravest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.errors import OptionError
from temoin.model import Building, Findings, GradeClass, class_of_word

__all__ = ["Comparison", "Disagreement", "compare_assessment"]

LADDER = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED)
_LEAST_OVERLAP = 0.5
"""Footprints without a common id are the same building where they share half of their joint ground."""
_SHARE_OF_WORDS = 0.8
"""A column holds grades where at least this share of its values are words of a known scale."""


@attrs.frozen(kw_only=True)
class Disagreement:
    """One building that the two see differently.

    Args:
        building_id: ours.
        ours: our class.
        theirs: their class.
        steps: how many classes lie between; 0 where one of them says "not assessable".
        in_set: whether their class is in our set, or "not assessable".
        score: ours.
    """

    building_id: str
    ours: GradeClass
    theirs: GradeClass
    steps: int
    in_set: bool
    score: float


@attrs.frozen(kw_only=True)
class Comparison:
    """Two assessments of the same buildings.

    Args:
        column: which of their columns was taken.
        compared: buildings that both graded.
        unmatched: theirs that no footprint of ours is.
        table: (theirs, ours) to the number of buildings, with "not assessable".
        kappa: agreement beyond chance (Cohen 1960), -1 to 1; `None` where only one class was used.
        weighted_kappa: the same with the distance of the classes squared (Cohen 1968).
        in_set: share of their classes that lie in our set.
        disagreements: gravest first, then by how sure we were.
    """

    column: str
    compared: int
    unmatched: int
    table: tuple[tuple[GradeClass, GradeClass, int], ...]
    kappa: float | None
    weighted_kappa: float | None
    in_set: float | None
    disagreements: tuple[Disagreement, ...]


def compare_assessment(findings: Findings, buildings: Sequence[Building], theirs: Sequence[Building], *, column: str | None = None) -> Comparison:
    """Hold the grades against somebody else's.

    Args:
        findings: ours.
        buildings: the footprints that were graded.
        theirs: their footprints with their grade among the attributes; matched by id, else by shared ground.
        column: which attribute holds their grade; else the first whose values are words of a known scale (our own, xBD, Copernicus EMS,
            UNOSAT).

    Raises:
        OptionError: no such column, no column of grades, or not one building in common.
    """
    column = column or _column_of(theirs)
    words = {building.id: dict(building.attributes).get(column) for building in theirs}
    if all(word is None for word in words.values()):
        raise OptionError(
            f"the other assessment has no values in a column {column!r}", hint=f"It has these columns: {', '.join(_names(theirs))[:300]}."
        )
    pairs = _matched(buildings, theirs)
    seen = []
    for our_id, their_id in pairs.items():
        grade, other = findings.grade_of(our_id), class_of_word(str(words[their_id]))
        if grade is not None and other is not None:
            seen.append((grade, other))
    if not seen:
        raise OptionError(
            "the other assessment has no graded building in common with these footprints", hint="Check its ids, place and column of grades."
        )
    both = [(other, grade.grade) for grade, other in seen if other in LADDER and grade.grade in LADDER]
    table = {(theirs_, ours): sum((other, grade.grade) == (theirs_, ours) for grade, other in seen) for theirs_ in GradeClass for ours in GradeClass}
    counts = np.array([[table[(row, col)] for col in LADDER] for row in LADDER], float)
    apart = [
        Disagreement(
            building_id=grade.building_id,
            ours=grade.grade,
            theirs=other,
            steps=abs(LADDER.index(grade.grade) - LADDER.index(other)) if grade.grade in LADDER and other in LADDER else 0,
            in_set=other in grade.grade_set or other not in LADDER,
            score=grade.score,
        )
        for grade, other in seen
        if grade.grade is not other
    ]
    return Comparison(
        column=column,
        compared=len(both),
        unmatched=len(theirs) - len(pairs),
        table=tuple((row, col, number) for (row, col), number in table.items() if number),
        kappa=kappa_of(counts, np.eye(len(LADDER)) == 0),
        weighted_kappa=kappa_of(counts, np.subtract.outer(np.arange(4), np.arange(4)) ** 2),
        in_set=float(np.mean([other in grade.grade_set for grade, other in seen if other in LADDER])) if any(o in LADDER for _, o in seen) else None,
        disagreements=tuple(sorted(apart, key=lambda one: (one.in_set, -one.steps, -one.score))),
    )


def kappa_of(counts: npt.NDArray[np.float64], weights: npt.NDArray[Any]) -> float | None:
    """Cohen's kappa of a table of counts with weights of disagreement: 1 − observed / expected; `None` where none is expected.

    >>> kappa_of(np.array([[20.0, 5.0], [10.0, 15.0]]), np.eye(2) == 0)
    0.4
    """
    total = counts.sum()
    if not total:
        return None
    expected = float((np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total * weights).sum())
    return round(1 - float((counts * weights).sum()) / expected, 12) if expected else None


def _names(theirs: Sequence[Building]) -> list[str]:
    return list(dict.fromkeys(name for building in theirs for name, _ in building.attributes))


def _column_of(theirs: Sequence[Building]) -> str:
    attributes: list[Mapping[str, object]] = [dict(building.attributes) for building in theirs]
    for name in _names(theirs):
        values = [str(each[name]) for each in attributes if each.get(name) is not None]
        if values and sum(class_of_word(value) is not None for value in values) >= _SHARE_OF_WORDS * len(values):
            return name
    raise OptionError(
        "no column of the other assessment holds grades that temoin knows",
        hint="Name it with --compare-column, in words of xBD, Copernicus EMS or UNOSAT.",
    )


def _matched(buildings: Sequence[Building], theirs: Sequence[Building]) -> dict[str, str]:
    """Our id to theirs: the same id where most are shared, else the footprint that shares most ground."""
    ours = {building.id for building in buildings}
    shared = {building.id for building in theirs if building.id in ours}
    if len(shared) >= _LEAST_OVERLAP * len(theirs):
        return {name: name for name in sorted(shared)}
    if not buildings:
        return {}
    crs = buildings[0].footprint.crs
    shapes = [building.footprint.to_crs(crs).shape for building in buildings]
    tree = shapely.STRtree(shapes)
    pairs: dict[str, str] = {}
    for other in theirs:
        shape = other.footprint.to_crs(crs).shape
        near = tree.query(shape, predicate="intersects")
        overlap = [
            shapely.area(shapely.intersection(shape, shapes[place])) / max(shapely.area(shapely.union(shape, shapes[place])), 1e-12) for place in near
        ]
        if overlap and max(overlap) >= _LEAST_OVERLAP:
            pairs[buildings[int(near[int(np.argmax(overlap))])].id] = other.id
    return pairs
