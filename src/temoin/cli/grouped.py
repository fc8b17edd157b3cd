"""Totals by attribute and by area of interest, in the terminal and as files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.figures import quantity_words
from temoin.cli.terminal import results
from temoin.measure import GroupTotal, totals_by_area, totals_by_field
from temoin.model import Building, Findings, GradeClass
from temoin.publish import write_text
from temoin.publish.claimrows import csv_text
from temoin.quantity import Quantity

__all__ = ["grouped_totals", "print_totals", "totals_document", "write_totals"]

_AREA = "area of interest"
_COLUMNS = (("All", 2), ("Not seen", 3), ("Graded so", 3), ("Truly so", 4), ("Roof changed", 7))
_PRIOR = "wrong grades corrected by how made buildings, seen with pixels of about this size, were graded"
Totals = Mapping[str, tuple[GroupTotal, ...]]


def grouped_totals(findings: Findings, buildings: Sequence[Building], *, fields: Sequence[str], areas: Sequence[Building], gsd_m: float) -> Totals:
    """By each attribute that was asked for, and by area where areas were given."""
    totals = {field: totals_by_field(findings, buildings, field, gsd_m=gsd_m) for field in fields}
    return {**totals, **({_AREA: totals_by_area(findings, buildings, areas, gsd_m=gsd_m)} if areas else {})}


def print_totals(totals: Totals) -> None:
    """A table each: counted and, beside it, corrected."""
    for field, groups in totals.items():
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=True, title=f"Damaged or destroyed, by {field}", title_justify="left"
        )
        for name, ratio in ((field.capitalize(), 3), *_COLUMNS):
            table.add_column(name, ratio=ratio, overflow="fold")
        for group in groups:
            graded = dict(group.graded)
            bad = graded[GradeClass.DAMAGED] + graded[GradeClass.DESTROYED]
            row = (group.buildings, group.buildings - group.assessable, bad)
            true = "–" if group.true is None else quantity_words(group.true.damaged).replace(" buildings", "").replace(" building", "")
            table.add_row(
                Text("not given" if group.name is None else group.name),
                *(str(number) for number in row),
                true,
                "not seen" if group.changed_area is None else quantity_words(group.changed_area),
            )
        results().print(table)
    if totals:
        results().print(f"“Truly”: {_PRIOR}.", soft_wrap=True)


def totals_document(totals: Totals) -> dict[str, Any]:
    """JSON-ready: the prior in words, and a list a field."""
    return {"prior": _PRIOR, "by": {field: [_group(group) for group in groups] for field, groups in totals.items()}}


def write_totals(out: Path, totals: Totals) -> None:
    """`totals.json`, and `totals.csv` with a row a value; nothing where no totals were asked for."""
    if not totals:
        return
    write_text(out / "totals.json", json.dumps(totals_document(totals), ensure_ascii=False, indent=1) + "\n")
    write_text(out / "totals.csv", csv_text([{"by": field, **_flat(_group(group))} for field, groups in totals.items() for group in groups]))


def _group(group: GroupTotal) -> dict[str, Any]:
    true = group.true
    return {
        "value": group.name,
        "buildings": group.buildings,
        "assessable": group.assessable,
        "graded": {grade.value: number for grade, number in group.graded},
        "true": None if true is None else {grade.value: _bounds(number) for grade, number in true.classes},
        "truly_damaged": None if true is None else _bounds(true.damaged),
        "truly_damaged_share": None if true is None else _bounds(true.share),
        "roof_changed_area_m2": None if group.changed_area is None else _bounds(group.changed_area),
    }


def _bounds(quantity: Quantity) -> dict[str, float | None]:
    return {"value": quantity.value, "low": quantity.low, "high": quantity.high}


def _flat(document: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested fields as columns: `graded_damaged`, `truly_damaged_low`; the value itself under its field's name."""
    flat: dict[str, Any] = {}
    for name, value in document.items():
        column = f"{prefix}_{name}".replace(" ", "_") if prefix and name != "value" else prefix or name
        flat.update(_flat(value, column) if isinstance(value, Mapping) else {column: value})
    return flat
