"""Totals by an attribute of the buildings, or by areas of interest: how many were graded so, how many truly are so, and how much roof changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import shapely

from temoin.errors import OptionError
from temoin.measure.calibration import calibration_for
from temoin.measure.confusion import TrueNumbers, true_numbers
from temoin.measure.totals import added_up
from temoin.model import Building, Findings, Grade, GradeClass
from temoin.quantity import Quantity

__all__ = ["GroupTotal", "require_fields", "totals_by_area", "totals_by_field"]

_MOST_NAMED = 30
"""Fields that a message names at most."""


@attrs.frozen(kw_only=True)
class GroupTotal:
    """The buildings of one value of an attribute, or of one area.

    Args:
        name: the value, or the area's name; `None` for buildings without a value, or outside of all areas.
        graded: class to the number of buildings graded so, all classes.
        true: how many of those assessable are truly of each class, corrected by the stated confusion of grades; `None` where none is assessable.
        changed_area: of their roofs together, m²; bounds are added up, since what misleads one roof misleads the next. `None` where none was seen.
    """

    name: str | None
    graded: tuple[tuple[GradeClass, int], ...]
    true: TrueNumbers | None
    changed_area: Quantity | None

    @property
    def buildings(self) -> int:
        """How many there are."""
        return sum(number for _, number in self.graded)

    @property
    def assessable(self) -> int:
        """How many of them the pictures say anything of."""
        return self.buildings - dict(self.graded)[GradeClass.NOT_ASSESSABLE]


def require_fields(buildings: Sequence[Building], fields: Sequence[str]) -> None:
    """Refuse an attribute that no building has.

    Raises:
        OptionError: with those that there are.
    """
    known = {name for building in buildings for name, value in building.attributes if value is not None}
    for field in fields:
        if field not in known:
            hint = f"There are {', '.join(sorted(known)[:_MOST_NAMED])}." if known else "The footprints have no attributes."
            raise OptionError(f"no building has an attribute {field!r}", hint=hint)


def totals_by_field(findings: Findings, buildings: Sequence[Building], field: str, *, gsd_m: float) -> tuple[GroupTotal, ...]:
    """Totals of the buildings with each value of an attribute, the values in their order, those without one last.

    Args:
        findings: with a grade for each building.
        buildings: they.
        field: name of the attribute.
        gsd_m: size of a pixel, metres: the confusion of grades is that of made sites of about this size.

    Raises:
        OptionError: no building has such an attribute.
    """
    require_fields(buildings, (field,))
    values = {building.id: dict(building.attributes).get(field) for building in buildings}
    return _totals(findings, {building: None if value is None else str(value) for building, value in values.items()}, gsd_m)


def totals_by_area(findings: Findings, buildings: Sequence[Building], areas: Sequence[Building], *, gsd_m: float) -> tuple[GroupTotal, ...]:
    """Totals of the buildings in each area of interest: a building belongs to the first that holds a point well inside of it.

    Args:
        findings: with a grade for each building.
        buildings: they.
        areas: outlines with a name, or an id.
        gsd_m: as above.

    Raises:
        OptionError: an area is no polygon.
        CrsError: an area cannot be brought to the buildings' reference system.
    """
    for area in areas:
        if area.footprint.shape.geom_type not in {"Polygon", "MultiPolygon"}:
            raise OptionError(f"the area {area.name or area.id!r} is no polygon", hint="Give areas as polygons.")
    inside: dict[str, str | None] = dict.fromkeys(building.id for building in buildings)
    for crs in {building.footprint.crs for building in buildings}:
        own = [building for building in buildings if building.footprint.crs == crs]
        points = shapely.point_on_surface(np.array([building.footprint.shape for building in own], dtype=object))
        tree = shapely.STRtree([area.footprint.to_crs(crs).shape for area in areas])
        for number, place in sorted(tree.query(points, predicate="within").T.tolist(), reverse=True):
            inside[own[number].id] = areas[place].name or areas[place].id
    return _totals(findings, inside, gsd_m)


def _totals(findings: Findings, groups: Mapping[str, str | None], gsd_m: float) -> tuple[GroupTotal, ...]:
    members: dict[str | None, list[Grade]] = {}
    for grade in findings.grades:
        members.setdefault(groups[grade.building_id], []).append(grade)
    order = sorted(members, key=lambda name: (name is None, _sortable(name or "")))
    return tuple(_total(name, members[name], gsd_m) for name in order)


def _sortable(name: str) -> tuple[float, str]:
    """Numbers by size, ahead of words."""
    try:
        return float(name), ""
    except ValueError:
        return np.inf, name


def _total(name: str | None, grades: Sequence[Grade], gsd_m: float) -> GroupTotal:
    return GroupTotal(
        name=name,
        graded=tuple((one, sum(grade.grade is one for grade in grades)) for one in GradeClass),
        true=true_numbers(grades, calibration_for(gsd_m)),
        changed_area=added_up([grade.changed_area for grade in grades if grade.changed_area is not None]),
    )
