"""The grades beside somebody else's assessment."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint, parse_crs
from temoin.measure import compare_assessment
from temoin.measure.compare import kappa_of
from temoin.model import Building, Findings, Grade, GradeClass

UTM = parse_crs("EPSG:32628")
NO, MAYBE, BAD, GONE = list(GradeClass)[:4]


def _building(name: str, place: int, **attributes: str) -> Building:
    shape = shapely.box(680_000 + 20 * place, 5_900_000, 680_010 + 20 * place, 5_900_010)
    return Building(id=name, footprint=Footprint(shape=shape, crs=UTM), attributes=tuple(attributes.items()))


def _findings(*grades: GradeClass) -> Findings:
    made = [
        Grade(id=f"grade-b{n}", before_id="a", after_id="b", building_id=f"b{n}", grade=grade, grade_set=(grade,), score=0.1 * n, seen_share=1.0)
        for n, grade in enumerate(grades)
    ]
    return Findings(items=tuple(made))


def test_disagreements_come_gravest_first() -> None:
    """Two classes apart before one apart; the table counts all; agreement is left out of the list."""
    ours = [_building(f"b{n}", n) for n in range(4)]
    theirs = [_building(f"b{n}", n, subtype=word) for n, word in enumerate(["no-damage", "minor-damage", "destroyed", "destroyed"])]
    comparison = compare_assessment(_findings(NO, NO, NO, GONE), ours, theirs)
    assert comparison.column == "subtype"
    assert [(one.building_id, one.steps) for one in comparison.disagreements] == [("b2", 3), ("b1", 1)]
    assert sum(number for *_, number in comparison.table) == comparison.compared == 4
    assert 0 < comparison.weighted_kappa < 1


def test_other_ids_are_matched_by_ground() -> None:
    """Footprints under other ids are the same building where they share most ground; what lies elsewhere is counted as unmatched."""
    ours = [_building(f"b{n}", n) for n in range(2)]
    theirs = [_building("x", 1, damage="Destroyed"), _building("y", 40, damage="Destroyed")]
    comparison = compare_assessment(_findings(NO, GONE), ours, theirs)
    assert (comparison.compared, comparison.unmatched, comparison.disagreements) == (1, 1, ())


def test_not_assessable_is_no_agreement_and_no_disagreement_by_class() -> None:
    """A building that one of them could not assess is listed last and left out of kappa."""
    ours = [_building(f"b{n}", n) for n in range(2)]
    theirs = [_building("b0", 0, grade="un-classified"), _building("b1", 1, grade="destroyed")]
    comparison = compare_assessment(_findings(GONE, NO), ours, theirs, column="grade")
    assert comparison.compared == 1
    assert [one.building_id for one in comparison.disagreements] == ["b1", "b0"]


def test_what_cannot_be_compared_is_said() -> None:
    """No column of grades, a column that is not there, and no building in common are errors with a hint."""
    ours, findings = [_building("b0", 0)], _findings(NO)
    with pytest.raises(OptionError, match="no column"):
        compare_assessment(findings, ours, [_building("b0", 0, colour="green")])
    with pytest.raises(OptionError, match="'grade'"):
        compare_assessment(findings, ours, [_building("b0", 0, subtype="destroyed")], column="grade")
    with pytest.raises(OptionError, match="in common"):
        compare_assessment(findings, ours, [_building("z", 9, subtype="destroyed")])


def test_kappa_is_one_for_equals_and_nothing_for_one_class() -> None:
    """Full agreement gives 1; where both used one class only, chance would do as well and kappa is not defined."""
    away = np.eye(4) == 0
    assert kappa_of(np.diag([3.0, 1.0, 2.0, 4.0]), away) == 1
    assert kappa_of(np.diag([9.0, 0.0, 0.0, 0.0]), away) is None
    assert kappa_of(np.zeros((4, 4)), away) is None


def test_a_class_in_the_set_counts_as_held() -> None:
    """Their class inside our set is told apart from one outside of it."""
    findings = _findings(MAYBE)
    wide = Findings(items=(attrs.evolve(findings.grades[0], grade_set=(NO, MAYBE, BAD)),))
    theirs = [_building("b0", 0, subtype="major-damage")]
    assert compare_assessment(wide, [_building("b0", 0)], theirs).in_set == 1
    assert compare_assessment(findings, [_building("b0", 0)], theirs).in_set == 0
