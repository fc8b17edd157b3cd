"""What all sections of the validation report are built of: tables, figures held against their goals, charts and pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from figure_intervals import Figure
from kept_records import FOLDER, ROOT, Told
from report_charts import Chart

from temoin.publish import write_text

__all__ = ["LOCAL", "PICTURES", "Goal", "Measured", "Section", "amount_done", "chart", "picture", "table"]

PICTURES = ROOT / "docs" / "_static" / "validation"
"""Charts, and pictures of made scenes."""
LOCAL = FOLDER / "pictures"
"""Pictures of measuring data: their licences keep them out of the repository."""
Measured = Mapping[str, Told]


@dataclass(frozen=True)
class Goal:
    """A figure and what it is held against.

    Args:
        name: of the figure.
        figure: with its interval.
        at_least: or `None`.
        at_most: or `None`.
        form: how numbers are printed.
    """

    name: str
    figure: Figure
    at_least: float | None = None
    at_most: float | None = None
    form: str = ".2f"

    @property
    def row(self) -> tuple[str, str, str, str]:
        """Name, figure, goal, and whether the figure holds it."""
        bounds = [f"≥ {self.at_least:{self.form}}" if self.at_least < 1 or "%" not in self.form else "all"] if self.at_least is not None else []
        bounds += [f"≤ {self.at_most:{self.form}}" if self.at_most > 0 else "none"] if self.at_most is not None else []
        return self.name, self.figure.words(self.form), " and ".join(bounds), self._held

    @property
    def _held(self) -> str:
        value = self.figure.value
        if math.isnan(value):
            return "not measured"
        low, high = (-math.inf if self.at_least is None else self.at_least), (math.inf if self.at_most is None else self.at_most)
        return "yes" if low <= value <= high else "**no**" if value < low or self.at_least is None else "**no**, above"


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Args:
        text: Markdown.
        goals: for the table at the top.
    """

    text: str
    goals: tuple[Goal, ...] = ()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a sentence where it would be empty."""
    if not rows:
        return "*Nothing of this was measured yet.*"
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def chart(name: str, drawn: Chart, words: str) -> str:
    """Write a chart, and say where it stands; "" where nothing is drawn on it."""
    if drawn.is_empty:
        return ""
    write_text(PICTURES / f"{name}.svg", drawn.svg())
    return f"![{drawn.title}](../_static/validation/{name}.svg)\n\n*{words}*"


def picture(path: Path, words: str) -> str:
    """A picture of made scenes that was written before, with what it shows."""
    return f"![{words}](../_static/validation/{path.name})\n\n*{words}*"


def amount_done(measured: Measured) -> str:
    """How much of what is wanted was measured, and by which code, line by line."""
    rows = []
    for name, told in measured.items():
        when = told.first if told.first == told.last else f"{told.first} to {told.last}"
        rows.append((name, f"{len(told.records)} of {told.wanted}", f"{told.fresh} of {len(told.records)}", when or "–"))
    return table(("line", "measured", "of these by the code of this page", "day"), rows)
