"""Fields, families and links to the event as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from temoin.cli.figures import quantity_words
from temoin.corroborate import Corroboration, CountSeries

__all__ = ["figure_words", "print_fields", "print_figures", "print_links"]


def print_fields(console: Console, fields: Mapping[str, Mapping[str, Any]]) -> None:
    """What each count came to, as of when, and who stands behind it."""
    if not fields:
        return
    table = _table(("Field", 3), ("Came to", 2), ("As of", 2), ("Who, and why", 6))
    for name, row in fields.items():
        who = ", ".join(row["origins"])
        table.add_row(Text(name.replace("_", " ")), Text(figure_words(row)), row["as_of"] or "", Text(f"{who}: {row['why']}"))
    console.print(table)


def figure_words(row: Mapping[str, Any]) -> str:
    """A figure or a range in words, with what the words around it make of it."""
    if row["value"] is not None:
        hedge = "" if row["level"] in {"exact", "range"} else f"{row['level'].replace('_', ' ')} "
        return f"{hedge}{row['value']:,}"
    low, high = ("?" if bound is None else f"{bound:,}" for bound in (row["low"], row["high"]))
    return f"contested: {low} to {high}" if row.get("status") == "contested" else f"{low} to {high}"


def print_figures(console: Console, series: CountSeries, claim_id: str) -> None:
    """Every figure of a count, oldest first, with what became of it; the one asked for is marked."""
    table = _table(("", 1), ("Said", 6), ("Figure", 6), ("Who", 12), ("What became of it", 14))
    for point in series.points:
        fate = str(point.status) if point.reason is None else f"{point.status}: {point.reason.words}"
        mark = "→" if point.claim_id == claim_id else ""
        said = point.said.isoformat() if point.said else "no day"
        table.add_row(mark, said, quantity_words(point.quantity), Text(f"{point.report_id}: {point.origin}"), Text(fate))
    console.print(table)


def print_links(console: Console, found: Corroboration) -> None:
    """Reports of another event, and families of copies."""
    other = [link for link in found.links.reports if not link.is_same]
    if other:
        table = _table(("Of another event", 2), ("Because", 7))
        for link in other:
            table.add_row(Text(link.report_id), Text(link.why))
        console.print(table)
    families = [family for family in found.lineage.families if len(family) > 1]
    if families:
        table = _table(("One text", 2), ("What shows it", 7))
        for family in families:
            edges = [edge for edge in found.lineage.edges if edge.child in family]
            table.add_row(Text(", ".join(family)), Text("; ".join(f"{edge.child}, {edge.kind} of {edge.parent}: {edge.evidence}" for edge in edges)))
        console.print(table)


def _table(*columns: tuple[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in columns:
        table.add_column(name, ratio=ratio, overflow="fold")
    return table
