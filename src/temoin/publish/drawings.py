"""Drawings that stand alone: which report goes back to which, and how a count changed; SVG without scripts, fonts or addresses."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape

import attrs

from temoin.model import Lineage, LineageEdge
from temoin.publish.amounts import number_words
from temoin.publish.safe import bounded, printable

__all__ = ["FigureMark", "draw_families", "draw_history"]

_ROW, _STEP, _LEFT, _TOP = 26, 150, 14, 34
"""Height of a row, width of a level, margins, in user units."""
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1a1a1a}.small{font-size:11px;fill:#555}.edge{stroke:#888;fill:none}.back{fill:#fff}"
    ".axis{stroke:#bbb}.current{fill:#1b6e3c;stroke:#1b6e3c}.superseded{fill:#fff;stroke:#666}.contested{fill:#a03a8c;stroke:#a03a8c}"
    ".aside{fill:none;stroke:#999;stroke-dasharray:2 2}"
)
"""Colours beside shapes and words, never instead of them; all text has at least 7:1 on white."""


@attrs.frozen(kw_only=True)
class FigureMark:
    """One figure of a count, ready to draw.

    Args:
        when: the day it was said, or `None`.
        value: the number, or `None` where only bounds are known.
        low: least value it stands for, or `None` where it is open.
        high: greatest value it stands for, or `None` where it is open.
        figure: the figure in words, with what the words around it make of it.
        status: what became of it: "current", "superseded", "contested" or "set aside".
        words: who says it, for people.
    """

    when: date | None
    value: float | None
    low: float | None
    high: float | None
    figure: str
    status: str
    words: str


def draw_families(lineage: Lineage, names: Mapping[str, str]) -> str:
    """The family tree of reports, one tree below the other.

    Args:
        lineage: which reports depend on which; reports that depend on none and have no child are left out.
        names: report id to what it is called; the id where it is not there.
    """
    strongest: dict[str, LineageEdge] = {}
    for edge in sorted(lineage.edges, key=lambda edge: (edge.child, -edge.weight, edge.parent)):
        strongest.setdefault(edge.child, edge)
    children: dict[str, list[str]] = {}
    for child, edge in sorted(strongest.items()):
        children.setdefault(edge.parent, []).append(child)
    rows: list[tuple[str, int]] = []
    for family in lineage.families:
        if len(family) > 1:
            placed: set[str] = set()
            for root in (*(one for one in family if one not in strongest), *family):
                _place(root, 0, children, rows, placed)
    parts = [_text(_LEFT, 20, "Which report goes back to which")]
    at = {report_id: (_LEFT + _STEP * depth, _TOP + _ROW * number + 14) for number, (report_id, depth) in enumerate(rows)}
    for report_id, (x, y) in at.items():
        edge_up = strongest.get(report_id)
        notes = []
        if edge_up is not None and edge_up.parent in at and at[edge_up.parent][0] < x:
            parent_x, parent_y = at[edge_up.parent]
            parts.append(f'<path class="edge" d="M{parent_x + 8},{parent_y + 5}V{y - 4}H{x - 4}"/>')
            notes.append(str(edge_up.kind).replace("-", " "))
        also = [edge for edge in lineage.edges if edge.parent == report_id and edge is not strongest[edge.child]]
        notes += [f"also tied to {names.get(edge.child, edge.child)}" for edge in also[:3]]
        told = "; ".join(f"{edge.kind}, {edge.parent}: {edge.evidence}" for edge in lineage.edges if edge.child == report_id)
        parts.append(_text(x, y, names.get(report_id, report_id), title=told, note="; ".join(notes)))
    depth = max((depth for _, depth in rows), default=0)
    return _svg(_LEFT + _STEP * depth + 420, _TOP + _ROW * max(1, len(rows)) + 10, "Family tree of reports", parts)


def _place(report_id: str, depth: int, children: Mapping[str, list[str]], rows: list[tuple[str, int]], placed: set[str]) -> None:
    """Put a report and those below it on rows; written with a stack, since a chain of copies may be long."""
    stack = [(report_id, depth)]
    while stack:
        one, level = stack.pop()
        if one in placed:
            continue
        placed.add(one)
        rows.append((one, level))
        stack += [(child, level + 1) for child in reversed(children.get(one, []))]


def draw_history(title: str, marks: Sequence[FigureMark]) -> str:
    """How a count changed: one row a figure, oldest first, on one axis from zero.

    Args:
        title: what is counted.
        marks: in their order.
    """
    known = [bound for mark in marks for bound in (mark.value, mark.low, mark.high) if bound is not None and math.isfinite(bound)]
    last = max([1.0, *known]) * 1.05
    left, width = 330.0, 380.0

    def x(value: float) -> float:
        return round(left + width * min(max(value, 0.0), last) / last, 1)

    bottom = _TOP + _ROW * len(marks) + 8
    parts = [_text(_LEFT, 20, title), f'<line class="axis" x1="{left}" y1="{_TOP - 4}" x2="{left}" y2="{bottom}"/>']
    parts += [_text(left, bottom + 14, "0", css="small"), _text(left + width - 30, bottom + 14, number_words(round(last)), css="small")]
    for number, mark in enumerate(marks):
        parts += _mark(mark, _TOP + _ROW * number + 14, x, left + width)
    return _svg(left + width + 250, bottom + 26, title, parts)


def _mark(mark: FigureMark, y: float, x: Callable[[float], float], right: float) -> list[str]:
    css = {"set aside": "aside"}.get(mark.status, mark.status)
    low, high = x(mark.low if mark.low is not None else 0.0), right if mark.high is None else x(mark.high)
    when = mark.when.isoformat() if mark.when is not None else "no day"
    parts = [_text(_LEFT, y, f"{when}  {mark.words}")]
    parts.append(f'<line class="axis" stroke-width="5" x1="{low}" y1="{y - 4}" x2="{max(high, low + 1)}" y2="{y - 4}"/>')
    if mark.value is not None:
        parts.append(f'<circle class="{css}" cx="{x(mark.value)}" cy="{y - 4}" r="5"/>')
    parts.append(_text(right + 14, y, f"{mark.figure}, {mark.status}"))
    return parts


def _text(x: float, y: float, words: str, *, css: str = "", title: str = "", note: str = "") -> str:
    shown = escape(bounded(printable(words), 44 if not css else 60))
    told = f"<title>{escape(bounded(printable(title), 300))}</title>" if title else ""
    name = f' class="{css}"' if css else ""
    beside = f'<tspan class="small" dx="8">{escape(bounded(printable(note), 100))}</tspan>' if note else ""
    return f'<text x="{x:g}" y="{y:g}"{name}>{told}{shown}{beside}</text>'


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(bounded(printable(title), 100), quote=True)}">'
    return "\n".join([head, f"<style>{_STYLE}</style>", f'<rect class="back" width="{width:g}" height="{height:g}"/>', *parts, "</svg>", ""])
