"""Claims with what was made of them, as flat rows; and as CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from temoin.model import Assessment, Claim, Report
from temoin.quantity import Quantity

__all__ = ["claim_table", "csv_text", "plain_cell"]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these may be run as a formula by a spreadsheet (OWASP, "CSV Injection")."""


def claim_table(
    claims: Sequence[Claim], assessments: Sequence[Assessment], reports: Sequence[Report], numbers: Mapping[str, int]
) -> list[dict[str, Any]]:
    """One row a claim, by its number in the page; `None` where something is not known."""
    verdicts = {assessment.claim.id: assessment for assessment in assessments}
    known = {report.id: report for report in reports}
    ordered = sorted(claims, key=lambda claim: numbers[claim.id])
    return [_row(numbers[claim.id], claim, verdicts.get(claim.id), known.get(claim.report_id)) for claim in ordered]


def _row(number: int, claim: Claim, assessment: Assessment | None, report: Report | None) -> dict[str, Any]:
    return {
        "number": number,
        "id": claim.id,
        "kind": claim.kind.value,
        "quote": claim.quote or None,
        "lang": claim.lang,
        "publisher": report.publisher if report is not None else None,
        "url": report.url if report is not None else None,
        "published": report.published.start.isoformat() if report is not None and report.published is not None else None,
        "sources": " > ".join(source.name for source in claim.attribution.chain) or None,
        "polarity": claim.polarity.value,
        "certainty": claim.certainty.value,
        **_quantity("claimed", claim.quantity),
        "verdict": None if assessment is None else assessment.verdict.value,
        "by_pictures": None if assessment is None else assessment.pictures.value,
        "by_reports": None if assessment is None else assessment.reports.value,
        "confidence": None if assessment is None or assessment.confidence is None else assessment.confidence.value,
        "reasons": None if assessment is None else "; ".join(reason.value for reason in assessment.reasons),
        **_quantity("measured", None if assessment is None else assessment.measured),
    }


def _quantity(name: str, quantity: Quantity | None) -> dict[str, Any]:
    if quantity is None:
        return dict.fromkeys((f"{name}_value", f"{name}_low", f"{name}_high", f"{name}_unit", f"{name}_level"))
    return {
        f"{name}_value": quantity.value,
        f"{name}_low": quantity.low,
        f"{name}_high": quantity.high,
        f"{name}_unit": quantity.unit,
        f"{name}_level": quantity.level.value,
    }


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    r"""Rows as CSV (RFC 4180): UTF-8, one header line, `\r\n`; an empty cell is "not known", truth values are `true` and `false`.

    A text that a spreadsheet could run as a formula gets an apostrophe before it, as does one that begins with apostrophes and then such a sign,
    so that `plain_cell` gives back every text as it was. Numbers are written bare, with all their digits.

    >>> csv_text([{"a": "=1+1", "b": None, "c": -2.5}])
    "a,b,c\r\n'=1+1,,-2.5\r\n"
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in names])
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return buffer.getvalue()


def plain_cell(cell: str) -> str:
    """What `csv_text` was given, from what it wrote for a text."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_DANGEROUS) else cell


def _cell(value: Any) -> str:  # noqa: ANN401  # a cell of any type
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case _:
            text = str(value)
            return f"'{text}" if text.lstrip("'").startswith(_DANGEROUS) else text
