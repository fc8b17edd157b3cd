"""What the pictures show, as tables: buildings, changes and the numbers of the whole site."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from temoin.model import Building, Change, Findings, Grade, GradeClass, Site
from temoin.publish.amounts import fixed_words, quantity_words, share_words
from temoin.publish.content import TruthRow
from temoin.publish.phrases import say_sentence
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.words import Words

__all__ = ["BLANK_ROW", "GRADE_CSS", "BuildingRow", "ChangeRow", "FindingTables", "SiteRow", "TruthView", "finding_tables", "truth_views"]

ROW_LIMIT = 150_000
"""Buildings that a page holds, the most damaged first; the data file beside it holds all."""
FIRST_ROWS = 100
"""Of them, those that a reader without script sees; the page's script turns over to the others."""
CHANGE_LIMIT = 200
_SEVERITY = {GradeClass.DESTROYED: 0, GradeClass.DAMAGED: 1, GradeClass.POSSIBLE: 2, GradeClass.NOT_ASSESSABLE: 3, GradeClass.NO_VISIBLE_DAMAGE: 4}
GRADE_CSS = {
    GradeClass.DESTROYED: "g-destroyed",
    GradeClass.DAMAGED: "g-damaged",
    GradeClass.POSSIBLE: "g-possible",
    GradeClass.NOT_ASSESSABLE: "g-unknown",
    GradeClass.NO_VISIBLE_DAMAGE: "g-none",
}
MEASUREMENTS = {
    "changed_area": "All changed ground",
    "roof_changed_area": "Changed ground inside footprints",
    "smallest_area": "Smallest change that would be found",
    "found_in_nine_of_ten": "Smallest hole in a roof that was found in 9 of 10, by validation",
    "buildings_seen": "Buildings that both pictures show",
    "buildings_damaged": "Buildings graded damaged or destroyed",
    "buildings_destroyed": "Buildings graded destroyed",
    "buildings_possible": "Buildings graded possibly damaged",
    "buildings_no_visible_damage": "Buildings without visible damage",
    "damaged_share": "Share of the buildings seen that are damaged or destroyed",
}


@attrs.frozen(kw_only=True)
class BuildingRow:
    """One building, ready to print.

    Args:
        grade_id: of the finding behind it.
        severity: 0 for the worst grade.
    """

    grade_id: str
    severity: int
    anchor: str
    id: str
    name: str
    grade: str
    css: str
    also: str
    score: str
    p_value: str
    area: str
    share: str
    seen: str
    reasons: tuple[str, ...]


BLANK_ROW = BuildingRow(
    grade_id="",
    severity=0,
    anchor="",
    id="–",
    name="–",
    grade="–",
    css="g-none",
    also="–",
    score="–",
    p_value="–",
    area="–",
    share="–",
    seen="–",
    reasons=(),
)
"""What the page's script copies for each row that it draws; every part of a row is in it."""


@attrs.frozen(kw_only=True)
class ChangeRow:
    """One piece of changed ground, ready to print."""

    anchor: str
    label: str
    area: str
    score: str
    p_value: str
    buildings: str
    reasons: tuple[str, ...]


@attrs.frozen(kw_only=True)
class SiteRow:
    """One number of the whole site."""

    label: str
    figure: str
    reasons: tuple[str, ...]


@attrs.frozen(kw_only=True)
class FindingTables:
    """All tables of one dossier; `left_out` counts what is not printed."""

    site: tuple[SiteRow, ...] = ()
    buildings: tuple[BuildingRow, ...] = ()
    buildings_left_out: int = 0
    changes: tuple[ChangeRow, ...] = ()
    changes_left_out: int = 0
    grade_counts: tuple[tuple[str, str, int], ...] = ()

    @property
    def first_buildings(self) -> tuple[BuildingRow, ...]:
        """What stands in the page as it is, without script."""
        return self.buildings[:FIRST_ROWS]


@attrs.frozen(kw_only=True)
class TruthView:
    """Measured beside true."""

    label: str
    measured: str
    true: str
    is_inside: bool | None


def finding_tables(findings: Findings, buildings: Sequence[Building], site: Site | None, anchors: Anchors, words: Words) -> FindingTables:
    """Tables of what one pair shows; grades of the same class are ordered by score."""
    names = {building.id: building.name or "" for building in buildings}
    for part in site.parts if site is not None else ():
        known = names.get(part.building_id, "")
        # A part that bears the building's own name says nothing new.
        names[part.building_id] = known if known == part.name else ", ".join(filter(None, (known, part.name)))
    grades = sorted(findings.grades, key=lambda grade: (_SEVERITY[grade.grade], -grade.score, grade.building_id))
    changes = findings.changes
    return FindingTables(
        site=tuple(
            SiteRow(
                label=words(MEASUREMENTS.get(item.name, item.name.replace("_", " "))),
                figure=quantity_words(item.quantity, words),
                reasons=tuple(map(words.reason, item.reasons)),
            )
            for item in findings.measurements
        ),
        buildings=tuple(_building_row(grade, names.get(grade.building_id, ""), anchors, words) for grade in grades[:ROW_LIMIT]),
        buildings_left_out=max(0, len(grades) - ROW_LIMIT),
        changes=tuple(_change_row(change, anchors, words) for change in changes[:CHANGE_LIMIT]),
        changes_left_out=max(0, len(changes) - CHANGE_LIMIT),
        grade_counts=tuple(
            (words.name(grade), GRADE_CSS[grade], sum(item.grade is grade for item in grades))
            for grade in _SEVERITY
            if any(item.grade is grade for item in grades)
        ),
    )


def _building_row(grade: Grade, name: str, anchors: Anchors, words: Words) -> BuildingRow:
    others = [words.name(item) for item in grade.grade_set if item is not grade.grade]
    area = quantity_words(grade.changed_area, words) if grade.changed_area is not None else words("not measured")
    known_share = grade.changed_share.value if grade.changed_share is not None else None
    return BuildingRow(
        grade_id=grade.id,
        severity=_SEVERITY[grade.grade],
        anchor=anchors.findings[grade.id][0],
        id=bounded(grade.building_id, 60),
        name=bounded(name, 120),
        grade=words.name(grade.grade),
        css=GRADE_CSS[grade.grade],
        also=words("could also be: {grades}", grades=", ".join(others)) if others and grade.is_assessable else "",
        score=fixed_words(grade.score, 2, words) if grade.seen_share > 0 else "–",
        p_value=_p_words(grade.p_value, words) if grade.is_assessable else "–",
        area=area,
        share="" if known_share is None else words("{share} of it", share=share_words(known_share)),
        seen=share_words(grade.seen_share),
        reasons=tuple(map(words.reason, grade.reasons)),
    )


def _change_row(change: Change, anchors: Anchors, words: Words) -> ChangeRow:
    anchor, label = anchors.findings[change.id]
    return ChangeRow(
        anchor=anchor,
        label=label,
        area=quantity_words(change.area, words),
        score=fixed_words(change.score, 2, words),
        p_value=_p_words(change.p_value, words),
        buildings=bounded(", ".join(change.building_ids[:12]), 200) or words("no footprint"),
        reasons=tuple(map(words.reason, change.reasons)),
    )


def _p_words(p_value: float | None, words: Words) -> str:
    if p_value is None:
        return words("not known")
    return fixed_words(p_value, 3, words) if p_value >= 0.001 else "< " + fixed_words(0.001, 3, words)


def truth_views(rows: Sequence[TruthRow], words: Words) -> tuple[TruthView, ...]:
    """Measured beside true, and whether the true value lies in the measured interval."""
    views = []
    for row in rows:
        is_inside = None
        if row.measured is not None and row.true.value is not None and row.measured.low is not None and row.measured.high is not None:
            is_inside = row.measured.low <= row.true.value <= row.measured.high
        measured = quantity_words(row.measured, words) if row.measured is not None else words("not measured")
        views.append(
            TruthView(
                label=bounded(say_sentence(row.label, words), 120), measured=measured, true=quantity_words(row.true, words), is_inside=is_inside
            )
        )
    return tuple(views)
