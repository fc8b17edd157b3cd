"""What came of corroborating, as rows of the printed document: fields under the words of the file, in the units of the file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from temoin.corroborate import Corroboration, CountPoint, CountSeries, Inference, Reliability, SeriesStatus, grade_assessment
from temoin.quantity import Level, Quantity
from temoin.wire import KindWord, corroboration_document

__all__ = ["corroborated_document", "fields_of"]

_DIGITS = 12
"""Digits kept when a figure goes back into the file's unit: more than any text writes, fewer than binary fractions spoil."""


def corroborated_document(
    found: Corroboration, words: Mapping[str, KindWord], reliability: Mapping[str, Reliability] | None = None
) -> dict[str, Any]:
    """The document of `temoin corroborate --json`.

    Args:
        found: what came of it.
        words: claim id to the file's own word for its kind.
        reliability: what a person holds of sources.
    """
    grades = [(one.claim.id, grade_assessment(one, reliability)) for one in found.assessments]
    parts = {
        "fields": fields_of(found, words),
        "history": {
            name: [_figure(point, factor) for point in series.points] for series in found.history for name, factor in _names(series, words).items()
        },
        "links": [{"report": one.report_id, "is_same": one.is_same, "basis": str(one.basis), "why": one.why} for one in found.links.reports],
        "other_event": list(found.links.other_event),
        "grades": [
            {"claim": claim_id, "credibility": str(one.credibility), "reliability": str(one.reliability), "airwars": one.airwars and str(one.airwars)}
            for claim_id, one in grades
        ],
        "inferences": [_inferred(one) for one in found.inferences],
    }
    return corroboration_document(event=found.event, lineage=found.lineage, assessments=found.assessments, parts=parts)


def fields_of(found: Corroboration, words: Mapping[str, KindWord]) -> dict[str, dict[str, Any]]:
    """What each field came to, by the file's word for it; a field of which no figure is left is in the history alone."""
    rows: dict[str, dict[str, Any]] = {}
    for series in found.history:
        if series.status is SeriesStatus.OPEN or series.quantity is None:
            continue
        for name, factor in _names(series, words).items():
            value, low, high = _numbers(series.quantity, factor)
            rows[name] = {
                "status": str(series.status),
                "value": value,
                "low": low,
                "high": high,
                "level": str(series.quantity.level),
                "unit": series.quantity.unit if factor == 1.0 else name.rpartition(series.field.partition(":")[0])[2].strip("_") or name,
                "as_of": series.as_of.isoformat() if series.as_of else None,
                "origins": list(series.origins),
                "why": series.why,
            }
    return rows


def _names(series: CountSeries, words: Mapping[str, KindWord]) -> dict[str, float]:
    """The words of the file for a field, each with how many of our unit one of its own is."""
    named = {words[point.claim_id].word: words[point.claim_id].factor for point in series.points if point.claim_id in words}
    return named or {series.field: 1.0}


def _numbers(quantity: Quantity, factor: float) -> tuple[int | float | None, int | float | None, int | float | None]:
    """Value, low and high: the bounds only where there is no value."""
    if quantity.value is not None and quantity.level is not Level.RANGE:
        return _back(quantity.value, factor), None, None
    low, high = quantity.claimed_interval()
    return None, _back(low, factor), _back(high, factor)


def _back(number: float, factor: float) -> int | float | None:
    if not math.isfinite(number):
        return None
    value = number if factor == 1.0 else float(f"{number / factor:.{_DIGITS}g}")
    return int(value) if float(value).is_integer() else value


def _figure(point: CountPoint, factor: float) -> dict[str, Any]:
    value, low, high = _numbers(point.quantity, factor)
    return {
        "claim": point.claim_id,
        "report": point.report_id,
        "value": value,
        "low": low,
        "high": high,
        "level": str(point.quantity.level),
        "said": point.said.isoformat() if point.said else None,
        "as_of": point.as_of.isoformat() if point.as_of else None,
        "origin": point.origin,
        "status": str(point.status),
        "reason": str(point.reason) if point.reason is not None else None,
    }


def _inferred(one: Inference) -> dict[str, Any]:
    return {
        "about": one.about,
        "made_at_least": _back(one.made.value or 0.0, 1.0),
        "made_at_least_wherever_numbers_begin": _back(one.made_between.value, 1.0) if one.made_between and one.made_between.value else None,
        "claims": list(one.claim_ids),
        "origins": list(one.origins),
        "basis": one.basis,
    }
