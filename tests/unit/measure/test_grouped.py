"""Totals by attribute and by area of interest."""

from __future__ import annotations

import attrs
import pytest
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint
from temoin.measure import require_fields, totals_by_area, totals_by_field
from temoin.model import Building, Findings, Grade, GradeClass
from temoin.quantity import Quantity

from .conftest import grid_of

NO, BAD, GONE, UNSEEN = GradeClass.NO_VISIBLE_DAMAGE, GradeClass.DAMAGED, GradeClass.DESTROYED, GradeClass.NOT_ASSESSABLE
CLASSES = (NO, NO, NO, BAD, GONE, UNSEEN)
USES = ("school", "school", "clinic", "clinic", "clinic", None)


def _grade(number: int, grade: GradeClass) -> Grade:
    area = None if grade is UNSEEN else Quantity(value=10.0, unit="m2", low=5.0, high=20.0, confidence=0.95)
    return Grade(
        id=f"grade-{number}",
        before_id="b",
        after_id="a",
        building_id=str(number),
        grade=grade,
        grade_set=(grade,),
        score=0.5,
        seen_share=1.0,
        changed_area=area,
    )


def _square(name: str, left: float, right: float) -> Building:
    grid = grid_of(100, 1.0)
    return Building(id=name, name=name, footprint=grid.from_pixels(shapely.box(left, 0, right, 10)))


FINDINGS = Findings(items=tuple(_grade(number, grade) for number, grade in enumerate(CLASSES)))
BUILDINGS = tuple(
    attrs.evolve(_square(str(number), 10 * number, 10 * number + 8), attributes=(("use", use), ("floors", number % 2)))
    for number, use in enumerate(USES)
)


def test_buildings_are_added_up_by_value() -> None:
    """Each value has its buildings, classes and roof; those without a value come last, and what was not seen has no area."""
    clinics, schools, others = totals_by_field(FINDINGS, BUILDINGS, "use", gsd_m=0.5)
    assert [group.name for group in (clinics, schools, others)] == ["clinic", "school", None]
    assert (clinics.buildings, clinics.assessable) == (3, 3)
    assert dict(clinics.graded) == {NO: 1, GradeClass.POSSIBLE: 0, BAD: 1, GONE: 1, UNSEEN: 0}
    assert (clinics.changed_area.low, clinics.changed_area.value, clinics.changed_area.high) == (15.0, 30.0, 60.0)
    assert (others.buildings, others.assessable, others.true, others.changed_area) == (1, 0, None, None)


def test_the_true_number_is_given_with_its_interval() -> None:
    """Of three clinics two are graded damaged or worse; how many truly are is between none and all, and nearer two than the schools' number."""
    clinics, schools, _ = totals_by_field(FINDINGS, BUILDINGS, "use", gsd_m=0.5)
    assert 0 <= clinics.true.damaged.low <= clinics.true.damaged.value <= clinics.true.damaged.high <= 3
    assert clinics.true.damaged.value > schools.true.damaged.value
    assert sum(number.value for _, number in clinics.true.classes) == pytest.approx(3, abs=1)


def test_numbers_are_values_in_order() -> None:
    """A number of floors parts the buildings too, smallest first."""
    assert [group.name for group in totals_by_field(FINDINGS, BUILDINGS, "floors", gsd_m=0.5)] == ["0", "1"]


def test_buildings_are_added_up_by_area() -> None:
    """The first area that holds a building has it, in whatever reference system it is given; the rest lies outside of all."""
    west, middle = _square("west", -5, 29), _square("middle", 20, 41)
    middle = attrs.evolve(middle, footprint=middle.footprint.to_crs(Footprint(shape=shapely.Point(0, 0), crs="EPSG:4326").crs))
    groups = totals_by_area(FINDINGS, BUILDINGS, (west, middle), gsd_m=0.5)
    assert [(group.name, group.buildings) for group in groups] == [("middle", 1), ("west", 3), (None, 2)]


def test_what_cannot_be_added_up_by_is_refused() -> None:
    """An attribute that no building has, with those that there are; and an area that is a point."""
    with pytest.raises(OptionError, match="no building has an attribute 'height'") as refused:
        require_fields(BUILDINGS, ("use", "height"))
    assert "floors, use" in refused.value.hint
    point = attrs.evolve(BUILDINGS[0], footprint=attrs.evolve(BUILDINGS[0].footprint, shape=shapely.Point(0, 0)))
    with pytest.raises(OptionError, match="is no polygon"):
        totals_by_area(FINDINGS, BUILDINGS, (point,), gsd_m=0.5)
