"""Numbers, sources and verdicts in a terminal's few columns."""

from __future__ import annotations

import math

from temoin.model import Assessment, Attribution, Verdict
from temoin.quantity import Level, Quantity

__all__ = ["STYLES", "quantity_words", "source_words", "verdict_words"]

STYLES = {
    Verdict.SUPPORTED: "green",
    Verdict.PARTLY_SUPPORTED: "yellow",
    Verdict.CONTRADICTED: "bold red",
    Verdict.CONTESTED: "magenta",
    Verdict.SUPERSEDED: "blue",
    Verdict.NOT_CHECKABLE: "dim",
    Verdict.NOT_YET_CHECKED: "dim",
}
"""Colours beside glyph and word, never instead of them."""

_UNITS = {"m2": "m²", "m3": "m³", "share": ""}
_PLURALS = {"person": "people", "aircraft": "aircraft"}
_LEVELS = {
    Level.ABOUT: "about ",
    Level.AT_LEAST: "at least ",
    Level.MORE_THAN: "more than ",
    Level.AT_MOST: "at most ",
    Level.NEARLY: "nearly ",
}
_THIN = "\u202f"


def _number(value: float, unit: str = "") -> str:
    if math.isinf(value):
        return "∞"
    if unit == "px":
        return f"{value:.2f}"
    text = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2g}"
    return text.replace(",", _THIN)


def quantity_words(quantity: Quantity) -> str:
    r"""A quantity with its unit, its hedge and, for measurements, its interval.

    >>> quantity_words(Quantity(value=1262.4, low=1190, high=1334, unit="m2", confidence=0.95))
    '1\u202f262 m² (1\u202f190–1\u202f334)'
    """
    unit = _unit_words(quantity)
    unit = f" {unit}" if unit else ""
    if quantity.confidence is not None and quantity.value is not None and quantity.low is not None and quantity.high is not None:
        return f"{_number(quantity.value)}{unit} ({_number(quantity.low)}–{_number(quantity.high)})"
    if quantity.value is not None:
        return f"{_LEVELS.get(quantity.level, '')}{_number(quantity.value, quantity.unit)}{unit}"
    if quantity.low is not None and quantity.high is not None:
        return f"{_number(quantity.low)}–{_number(quantity.high)}{unit}"
    if quantity.low is not None:
        return f"{_number(quantity.low)}{unit} or more"
    return f"{_number(quantity.high or 0.0)}{unit} or fewer"


def _unit_words(quantity: Quantity) -> str:
    """The unit, in the plural where the number asks for it; measures have none."""
    unit = _UNITS.get(quantity.unit, quantity.unit)
    if quantity.is_measure or quantity.unit == "px" or quantity.value == 1:
        return unit
    return _PLURALS.get(unit, f"{unit}s")


def source_words(attribution: Attribution, publisher: str | None) -> str:
    """Who is said to know, nearest to the fact first; the publisher where the text names nobody."""
    if not attribution.chain:
        return f"{publisher} itself" if publisher else "the text itself"
    return " ← ".join(source.name for source in attribution.chain)


def verdict_words(assessment: Assessment) -> str:
    """Glyph and word."""
    return f"{assessment.verdict.glyph} {assessment.verdict}"
