"""What is drawn over the pictures: footprints by grade, changes, their labels, scale bar and north arrow."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import shapely

from temoin.model import Building, Change, Findings, Grade, GradeClass
from temoin.publish.amounts import quantity_words
from temoin.publish.outline import Canvas, svg_path
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.findings import GRADE_CSS
from temoin.publish.views.placing import ScaleBar, north_deg, scale_bar
from temoin.publish.words import Words

__all__ = ["Label", "Outline", "Overlay", "make_overlay"]

_OUTLINE_LIMIT = 3_000
_LABEL_LIMIT = 12
_CROWD = 60
_MAIN_LABELS = 3
"""Labels that stay on narrow screens."""
_LABEL_WIDTH, _LABEL_HEIGHT = 5.0, 3.5
"""What a label takes up, in percent of the picture's width and height at which it is usually seen."""
_LABELLED = frozenset({GradeClass.DESTROYED, GradeClass.DAMAGED, GradeClass.POSSIBLE})


@attrs.frozen(kw_only=True)
class Outline:
    """One drawn shape; `css` sets its line and pattern, `title` says in words what it is."""

    path: str
    css: str
    title: str


@attrs.frozen(kw_only=True)
class Label:
    """A word on the picture; `x` and `y` in percent of its width and height."""

    x: float
    y: float
    text: str
    css: str


@attrs.frozen(kw_only=True)
class Overlay:
    """All that is drawn over one pair.

    Args:
        ground: all footprints in one path, for the earlier picture.
        buildings: footprints by grade, for the later one.
        changes: changed ground.
        labels: of changes and of buildings that look damaged.
        scale: the scale bar.
        north: degrees clockwise from straight up.
        left_out: shapes not drawn, because there are too many.
    """

    ground: str
    buildings: tuple[Outline, ...]
    changes: tuple[Outline, ...]
    labels: tuple[Label, ...]
    scale: ScaleBar
    north: float
    left_out: int

    @property
    def is_crowded(self) -> bool:
        """Whether the lines must be thin, else they would hide the picture."""
        return len(self.buildings) + len(self.changes) > _CROWD


def make_overlay(canvas: Canvas, findings: Findings | None, buildings: Sequence[Building], anchors: Anchors, words: Words) -> Overlay:
    """Draw everything in the pixel coordinates of the shown picture; what lies outside is left out."""
    grades = {grade.building_id: grade for grade in findings.grades} if findings is not None else {}
    severity = list(GRADE_CSS)
    ordered = sorted(buildings, key=lambda building: severity.index(grades[building.id].grade) if building.id in grades else len(severity))
    outlines: list[Outline] = []
    labels: list[Label] = []
    ground: list[str] = []
    drawn_buildings = ordered[:_OUTLINE_LIMIT]
    for building, shape in zip(drawn_buildings, canvas.shapes_of([one.footprint for one in drawn_buildings]), strict=True):
        if shape.is_empty:
            continue
        path, grade = svg_path(shape), grades.get(building.id)
        ground.append(path)
        outlines.append(Outline(path=path, css=GRADE_CSS[grade.grade] if grade else "g-given", title=_building_title(building, grade, words)))
        if grade is not None and grade.grade in _LABELLED and len(labels) < _LABEL_LIMIT:
            _add_label(labels, _label(canvas, shape, _short_name(building), "building"))
    changes = findings.changes if findings is not None else ()
    drawn: list[Outline] = []
    for change in changes[:_OUTLINE_LIMIT]:
        shape = canvas.shape_of(change.footprint)
        if shape.is_empty:
            continue
        label = anchors.findings[change.id][1]
        drawn.append(
            Outline(path=svg_path(shape), css="change" if len(drawn) < _LABEL_LIMIT else "change minor", title=_change_title(change, label, words))
        )
        if len(drawn) <= _LABEL_LIMIT:
            _add_label(labels, _label(canvas, shape, label, "change" if len(drawn) <= _MAIN_LABELS else "change minor"))
    return Overlay(
        ground="".join(ground),
        buildings=tuple(outlines),
        changes=tuple(drawn),
        labels=tuple(labels),
        scale=scale_bar(canvas.grid, words),
        north=north_deg(canvas.grid),
        left_out=max(0, len(buildings) - _OUTLINE_LIMIT) + max(0, len(changes) - _OUTLINE_LIMIT),
    )


def _add_label(labels: list[Label], label: Label) -> None:
    """Add a label unless it would lie on an earlier, weightier one."""
    if all(abs(label.x - other.x) >= _LABEL_WIDTH or abs(label.y - other.y) >= _LABEL_HEIGHT for other in labels):
        labels.append(label)


def _label(canvas: Canvas, shape: shapely.Geometry, text: str, css: str) -> Label:
    x0, y0, x1, y1 = shape.bounds
    # Buildings are named above their outline, changes in their middle, so that the two do not cover each other.
    y = y0 - 4 if css == "building" else (y0 + y1) / 2
    return Label(x=round(100 * (x0 + x1) / 2 / canvas.width, 2), y=round(max(3.0, 100 * y / canvas.height), 2), text=text, css=css)


def _short_name(building: Building) -> str:
    """Its name or id; of long ids (UUIDs) the first signs, by which the table's search finds it."""
    return bounded(building.name, 14) if building.name else bounded(building.id, 7)


def _building_title(building: Building, grade: Grade | None, words: Words) -> str:
    name = bounded(building.name or building.id, 80)
    if grade is None:
        return words("Building {name}: footprint as given", name=name)
    return words("Building {name}: {grade}", name=name, grade=words.name(grade.grade))


def _change_title(change: Change, label: str, words: Words) -> str:
    return words("Change {label}: {area}", label=label, area=quantity_words(change.area, words))
