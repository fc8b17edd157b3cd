"""What self-validation found at a site, ready to print, and its curve as a drawing that stands alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

import attrs

from temoin.publish.amounts import number_words

__all__ = ["ShownRate", "ShownValidation", "draw_detection"]

_WIDTH, _HEIGHT = 460, 270
"""Small enough for its words to be read on a telephone."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 12, 46
_TEXT = 'font-family="system-ui,sans-serif" font-size="12" fill="#1a1a1a"'
_INK, _LINE, _CURVE, _NINE, _SHADE = "#1a1a1a", "#bbb", "#1b6e3c", "#a03a8c", "#efdcec"
"""Attributes and no style sheet: the dossier's own policy lets no foreign one in."""


@attrs.frozen(kw_only=True)
class ShownRate:
    """A share with its 95 % interval.

    Args:
        label: of what: a kind of damage or look-alike, in the words of `DamageKind` and `LookAlikeKind`, or "" for sizes.
        hits: how many.
        tries: of how many.
        low: 0 to 1.
        high: likewise.
        from_m2: smallest of a class of sizes, else 0.
        to_m2: its largest, else 0.
    """

    label: str = ""
    hits: int
    tries: int
    low: float
    high: float
    from_m2: float = 0.0
    to_m2: float = 0.0

    @property
    def share(self) -> float:
        """The share, 0 to 1; NaN where nothing was tried."""
        return self.hits / self.tries if self.tries else math.nan


@attrs.frozen(kw_only=True)
class ShownValidation:
    """What validation found at this site.

    Args:
        sizes: holes in roofs by size.
        kinds: damage by kind.
        look_alikes: look-alikes taken for damage, by kind.
        alarms: untouched buildings taken for damaged ("damaged" or "destroyed").
        coverage: how often the area's interval held the true area.
        unjudged: planted damage after which the building could not be judged; it is in no other rate.
        area_error: median of measured / true - 1 with its interval, or `None`.
        nine_m2: hole found in nine of ten, m², or `None`.
        nine_low_m2: of its interval.
        nine_high_m2: of its interval, or `None` where it is open.
        largest_m2: largest hole that was tried.
        curve: (area in m², chance of being found).
        rounds: how often the whole chain was run.
        uses_segments: whether pieces of the picture stood for buildings.
        is_enough: whether the rates are known as well as was asked for.
    """

    sizes: tuple[ShownRate, ...] = ()
    kinds: tuple[ShownRate, ...] = ()
    look_alikes: tuple[ShownRate, ...] = ()
    alarms: ShownRate
    coverage: ShownRate
    unjudged: ShownRate
    area_error: tuple[float, float, float] | None = None
    nine_m2: float | None = None
    nine_low_m2: float | None = None
    nine_high_m2: float | None = None
    largest_m2: float | None = None
    curve: tuple[tuple[float, float], ...] = ()
    rounds: int = 0
    uses_segments: bool = False
    is_enough: bool = False

    @property
    def missed_m2(self) -> float | None:
        """A hole smaller than this may well be missed: nine in ten are not sure to be found below it; `None` where no size that was tried is."""
        return self.nine_high_m2


def draw_detection(shown: ShownValidation, words: Callable[[str], str] = str) -> str:
    """The share of holes that were found, by size: one SVG without scripts, fonts or addresses, or "" where no curve could be fitted.

    Args:
        shown: what was found.
        words: translates the axes' names.
    """
    if not shown.curve:
        return ""
    areas = [area for area, _ in shown.curve]
    first, last = math.log(min(areas)), math.log(max(areas))

    def x(area: float) -> float:
        share = (math.log(area) - first) / max(last - first, 1e-9)
        return _LEFT + min(max(share, 0.0), 1.0) * (_WIDTH - _LEFT - _RIGHT)

    def y(share: float) -> float:
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    title = escape(words("Share of holes found, by size of the hole"))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}" {_TEXT}>']
    if shown.nine_m2 is not None:
        left, right = x(shown.nine_low_m2 or shown.nine_m2), x(shown.nine_high_m2 if shown.nine_high_m2 is not None else math.exp(last))
        box = f'x="{left:.1f}" y="{_TOP}" width="{max(right - left, 1):.1f}" height="{_HEIGHT - _TOP - _BOTTOM}"'
        parts.append(f'<rect fill="{_SHADE}" {box}/>')
    parts += _frame(x, y, math.exp(first), math.exp(last), escape(words("size of the hole, m²")))
    if shown.nine_m2 is not None:
        parts.append(f'<path stroke="{_NINE}" stroke-dasharray="5 4" fill="none" d="M{_LEFT} {y(0.9):.1f}H{x(shown.nine_m2):.1f}V{y(0):.1f}"/>')
    points = "L".join(f"{x(area):.1f} {y(chance):.1f}" for area, chance in shown.curve)
    parts.append(f'<path stroke="{_CURVE}" stroke-width="2" fill="none" d="M{points}"/>')
    for size in shown.sizes:
        at = x(math.sqrt(size.from_m2 * size.to_m2))
        parts.append(f'<path stroke="#555" stroke-width="1.5" d="M{at:.1f} {y(size.low):.1f}V{y(size.high):.1f}"/>')
        parts.append(f'<circle fill="{_INK}" cx="{at:.1f}" cy="{y(size.share):.1f}" r="4"/>')
    return "".join((*parts, "</svg>"))


def _frame(x: Callable[[float], float], y: Callable[[float], float], first: float, last: float, name: str) -> list[str]:
    parts = []
    for share in (0.0, 0.5, 0.9, 1.0):
        parts.append(f'<path stroke="{_LINE}" d="M{_LEFT} {y(share):.1f}H{_WIDTH - _RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>'.replace("%", " %"))
    below = _HEIGHT - _BOTTOM + 17
    parts += [f'<text x="{x(area):.1f}" y="{below}" text-anchor="middle">{number_words(area)}</text>' for area in _ticks(first, last)]
    parts.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 8}" text-anchor="middle">{name}</text>')
    return parts


def _ticks(first: float, last: float) -> list[float]:
    """1, 2 and 5 of each power of ten in a range; only powers where there would be too many."""
    every = [step * 10.0**power for power in range(-1, 6) for step in (1, 2, 5)]
    inside = [tick for tick in every if first <= tick <= last]
    return inside if len(inside) <= 9 else [tick for tick in inside if f"{tick:g}"[0] == "1"]
