"""Charts of the validation report as plain SVG: lines, stairs and points with their intervals on two axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from temoin.measure.rates import Rate

__all__ = ["COLOURS", "Axis", "Chart", "stairs_of"]

COLOURS = ("#1b6e3c", "#c2410c", "#2563ab", "#a03a8c")
"""Told apart by people who see colours otherwise; each series has its name in the legend besides."""
_INK, _GRID, _PAPER, _GOAL = "#1f2933", "#d5dade", "#ffffff", "#6b7280"
_WIDTH, _HEIGHT = 680, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 16, 40, 70
_STEPS = 250
Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """One axis.

    Args:
        label: with its unit.
        low: where it begins.
        high: where it ends.
        ticks: places with a number.
        is_log: whether equal ratios lie equally far apart.
        form: of the numbers.
    """

    label: str
    low: float
    high: float
    ticks: Sequence[float]
    is_log: bool = False
    form: str = "g"

    def share(self, value: float) -> float:
        """How far along the axis a value lies, 0 to 1; what lies outside stands at the end."""
        value = min(max(value, self.low), self.high)
        if self.is_log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass
class Chart:
    """A chart that grows by what is drawn on it.

    Args:
        title: what is seen.
        x: the lower axis.
        y: the left axis.
    """

    title: str
    x: Axis
    y: Axis
    _parts: list[str] = field(default_factory=list)
    _legend: list[tuple[str, str]] = field(default_factory=list)

    def line(self, points: Sequence[Point], colour: str, name: str = "") -> None:
        """A line through some points."""
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self._at(point) for point in points))
        self._parts.append(f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="2"/>')
        self._name(name, colour)

    def dots(self, points: Sequence[tuple[float, float, float, float]], colour: str, name: str = "", *, aside: float = 0.0) -> None:
        """Points (x, y, low, high) with their intervals.

        Args:
            points: where.
            colour: of all.
            name: for the legend.
            aside: pixels to the right, so that two series do not hide each other.
        """
        for x, y, low, high in points:
            (across, down), (_, foot), (_, head) = self._at((x, y)), self._at((x, low)), self._at((x, high))
            across += aside
            self._parts.append(f'<line x1="{across:.1f}" y1="{foot:.1f}" x2="{across:.1f}" y2="{head:.1f}" stroke="{colour}" stroke-width="1.5"/>')
            self._parts.append(f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4" fill="{colour}"/>')
        self._name(name, colour)

    def rates(self, points: Sequence[tuple[float, Rate]], colour: str, name: str = "", *, aside: float = 0.0) -> None:
        """Shares with their intervals; where nothing was tried there is no point."""
        self.dots([(x, rate.value, rate.low, rate.high) for x, rate in points if rate.tries], colour, name, aside=aside)

    def goal(self, words: str, *, x: float | None = None, y: float | None = None) -> None:
        """A dashed line at a value of one axis, with its words."""
        (left, top), (right, bottom) = self._at((self.x.low, self.y.high)), self._at((self.x.high, self.y.low))
        across, down = self._at((x if x is not None else self.x.low, y if y is not None else self.y.low))
        ends = (across, top, across, bottom) if x is not None else (left, down, right, down)
        told = ' x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"'.format(*ends)
        self._parts.append(f'<line{told} stroke="{_GOAL}" stroke-dasharray="5 4"/>')
        place = (across + 4, bottom - 6) if x is not None else (left + 6, down - 5)
        self._parts.append(f'<text x="{place[0]:.0f}" y="{place[1]:.0f}" fill="{_GOAL}">{escape(words)}</text>')

    @property
    def is_empty(self) -> bool:
        """Whether no series is drawn on it."""
        return not self._legend

    def svg(self) -> str:
        """The whole as SVG text, without scripts, fonts or addresses."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(self.title)}"'
            f' font-family="sans-serif" font-size="12" fill="{_INK}">'
        )
        paper = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{_PAPER}"/>'
        return "\n".join((head, paper, *self._frame(), *self._parts, *self._names(), "</svg>")) + "\n"

    def _at(self, point: Point) -> Point:
        across = _LEFT + self.x.share(point[0]) * (_WIDTH - _LEFT - _RIGHT)
        return across, _HEIGHT - _BOTTOM - self.y.share(point[1]) * (_HEIGHT - _TOP - _BOTTOM)

    def _name(self, name: str, colour: str) -> None:
        if name:
            self._legend.append((name, colour))

    def _frame(self) -> list[str]:
        parts = [f'<text x="{_LEFT}" y="22" font-size="14">{escape(self.title)}</text>']
        for tick in self.y.ticks:
            _, down = self._at((self.x.low, tick))
            parts.append(f'<line x1="{_LEFT}" y1="{down:.1f}" x2="{_WIDTH - _RIGHT}" y2="{down:.1f}" stroke="{_GRID}"/>')
            parts.append(f'<text x="{_LEFT - 6}" y="{down + 4:.1f}" text-anchor="end">{tick:{self.y.form}}</text>')
        for tick in self.x.ticks:
            across, _ = self._at((tick, self.y.low))
            parts.append(f'<line x1="{across:.1f}" y1="{_TOP}" x2="{across:.1f}" y2="{_HEIGHT - _BOTTOM}" stroke="{_GRID}"/>')
            parts.append(f'<text x="{across:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{tick:{self.x.form}}</text>')
        middle = (_LEFT + _WIDTH - _RIGHT) / 2
        parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - _BOTTOM + 33}" text-anchor="middle">{escape(self.x.label)}</text>')
        turn = f"rotate(-90 14 {(_TOP + _HEIGHT - _BOTTOM) / 2:.0f})"
        parts.append(f'<text x="14" y="{(_TOP + _HEIGHT - _BOTTOM) / 2:.0f}" text-anchor="middle" transform="{turn}">{escape(self.y.label)}</text>')
        return parts

    def _names(self) -> list[str]:
        parts, across = [], float(_LEFT)
        for name, colour in self._legend:
            parts.append(f'<rect x="{across:.0f}" y="{_HEIGHT - 20}" width="16" height="9" fill="{colour}"/>')
            parts.append(f'<text x="{across + 22:.0f}" y="{_HEIGHT - 11}">{escape(name)}</text>')
            across += 40 + 6.6 * len(name)
        return parts


def stairs_of(values: Sequence[float], low: float, high: float) -> list[Point]:
    """Share of some values that is no larger than each, as the corners of stairs from `low` to `high`; not more steps than can be seen."""
    points, done = [(low, 0.0)], 0.0
    ordered, stride = sorted(values), max(len(values) // _STEPS, 1)
    for number, value in enumerate(ordered, start=1):
        if number % stride == 0 or number == len(ordered):
            points += [(value, done), (value, number / len(ordered))]
            done = number / len(ordered)
    return [*points, (high, done)]
