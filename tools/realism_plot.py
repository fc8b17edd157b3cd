"""The plot of `tools/realism.py`: spectra, and the spread of each figure, real against made."""

from __future__ import annotations

from typing import Any

import numpy as np

REAL, MADE, INK, PAPER = "#5b6770", "#c2410c", "#1f2933", "#ffffff"
WIDTH, HEIGHT = 880, 400
LEFT, TOP, SIDE, DEEP = 62, 40, 330, 300
"""Of the left panel: its corner, width and height."""
FIGURES = (
    ("slope 0.02–0.10", "slope_low", (-3.0, -1.5)),
    ("slope 0.10–0.40", "slope_high", (-4.5, -1.2)),
    ("edge 20–80 %, px", "edge_rise_px", (0.4, 2.2)),
    ("noise, numbers", "noise_sigma_mid", (0.0, 3.5)),
    ("texture, 7 × 7", "texture_p50", (0.0, 0.5)),
    ("roof grain", "roof_grain", (0.0, 0.15)),
    ("ground grain", "ground_grain", (0.0, 0.15)),
    ("contrast, σ / mean", "relative_std", (0.0, 0.7)),
    ("1st percentile", "p1", (0.0, 0.3)),
    ("99th percentile", "p99", (0.4, 1.05)),
)


def draw(table: dict[str, Any], spectra: dict[str, list[np.ndarray]]) -> str:
    """The plot as SVG text."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        *_spectra(spectra),
        *_ranges(table),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(x: float, y: float, words: str, anchor: str = "middle", colour: str = INK) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def _line(x0: float, y0: float, x1: float, y1: float, colour: str = "#d5dade", width: float = 1) -> str:
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _place(frequency: np.ndarray, power: np.ndarray) -> list[tuple[float, float]]:
    x = LEFT + SIDE * (np.log10(frequency) - np.log10(0.008)) / (np.log10(0.5) - np.log10(0.008))
    y = TOP + DEEP * (3.0 - np.log10(power)) / 6.5
    return list(zip(x.tolist(), np.clip(y, TOP, TOP + DEEP).tolist(), strict=True))


def _spectra(spectra: dict[str, list[np.ndarray]]) -> list[str]:
    """Median and 10 to 90 % of the radially averaged power, real as a band, made as lines."""
    out = [_text(LEFT + SIDE / 2, 22, "Power of tiles of 256 pixels, by cycles per pixel")]
    for decade in range(-3, 4):
        (_, y), *_ = _place(np.array([0.01]), np.array([10.0**decade]))
        out += [_line(LEFT, y, LEFT + SIDE, y), _text(LEFT - 6, y + 4, f"10{_raised(decade)}", "end")]
    for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        (x, _), *_ = _place(np.array([tick]), np.array([1.0]))
        out += [_line(x, TOP, x, TOP + DEEP), _text(x, TOP + DEEP + 16, f"{tick:g}")]
    for kind, colour in (("real", REAL), ("made", MADE)):
        frequency = spectra[kind][0][0]
        used = (frequency > 0.008) & (frequency <= 0.5)
        low, middle, high = np.exp(np.percentile(np.log([each[1][used] for each in spectra[kind]]), [10, 50, 90], axis=0))
        ring = [*_place(frequency[used], high), *reversed(_place(frequency[used], low))]
        out.append(f'<polygon points="{_points(ring)}" fill="{colour}" opacity="0.25"/>')
        out.append(f'<polyline points="{_points(_place(frequency[used], middle))}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return out


def _raised(number: int) -> str:
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _ranges(table: dict[str, Any]) -> list[str]:
    """A row a figure: 10 to 90 % as a bar, the median as a mark."""
    left, wide, step = 575, 240, 31
    out = [_text(left + wide / 2, 22, "10th to 90th percentile and median over pictures")]
    for number, (words, key, (low, high)) in enumerate(FIGURES):
        y = TOP + 10 + number * step
        out += [
            _text(left - 12, y + 7, words, "end"),
            _text(left - 2, y + 24, f"{low:g}", "end", "#8a949b"),
            _text(left + wide + 4, y + 24, f"{high:g}", "start", "#8a949b"),
        ]
        out.append(_line(left, y + 19, left + wide, y + 19))
        for row, (kind, colour) in enumerate((("real", REAL), ("made", MADE))):
            values = table[kind]["all"].get(key)
            if values is None:
                continue
            start, middle, end = (left + wide * float(np.clip((value - low) / (high - low), 0, 1)) for value in values)
            out.append(f'<rect x="{start:.1f}" y="{y + 9 * row:.1f}" width="{max(end - start, 1):.1f}" height="6" fill="{colour}" opacity="0.45"/>')
            out.append(_line(middle, y + 9 * row - 1, middle, y + 9 * row + 7, colour, 2.5))
    y = TOP + DEEP + 42
    for x, kind, colour, words in ((LEFT, "real", REAL, "real pictures"), (LEFT + 150, "made", MADE, "made pictures")):
        out += [
            f'<rect x="{x}" y="{y - 9}" width="22" height="9" fill="{colour}" opacity="0.6"/>',
            _text(x + 28, y, f"{words}, n = {table[kind]['all']['count']}", "start"),
        ]
    return out
