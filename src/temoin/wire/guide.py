"""The claims document: reports with their claims in the form that scorers read, and beside it all that corroboration needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from temoin import model
from temoin.errors import WireError
from temoin.quantity import SEVERAL_LOW, Level, Quantity
from temoin.text import Span
from temoin.wire.claims import AttributionRecord, CheckRecord, LocationRecord, ReportRecord, ThingRecord
from temoin.wire.convert import restore, to_plain
from temoin.wire.record import QuantityRecord

__all__ = ["ClaimsBody", "report_rows", "restore_rows"]

_DATE_KINDS = frozenset({model.ClaimKind.EVENT_DATE, model.ClaimKind.IMAGE_DATE, model.ClaimKind.STATEMENT_DATE})
_CONFIG = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class LinkRow(BaseModel):
    """One source of a chain that stands in the text."""

    model_config = _CONFIG
    start: int
    end: int
    text: str
    kind: model.SourceClass = Field(alias="class")


class ClaimRow(BaseModel):
    """One claim: first the scorers' fields, all of which follow from temoin's own below them."""

    model_config = _CONFIG
    id: str
    kind: model.ClaimKind
    start: int | None
    end: int | None
    text: str
    value: int | float | str | None
    low: int | float | None
    high: int | float | None
    unit: str | None
    modality: Level
    certainty: model.Certainty
    polarity: model.Polarity
    role: model.Role
    object: str | None
    effect: model.Effect | None
    subset_of: str | None
    as_of: str | None
    said_on: str | None
    chain: tuple[LinkRow, ...]
    attribution: AttributionRecord
    basis: str
    checks: tuple[CheckRecord, ...]
    days: str | None
    extent: model.Extent | None
    inferred: bool
    lang: str | None
    part_of: str | None
    position: int
    quantity: QuantityRecord | None
    thing: ThingRecord | None
    location: LocationRecord | None = None


class ReportRow(ReportRecord):
    """One report with its claims, its background facts, and the claims that no words of it hold."""

    claims: tuple[ClaimRow, ...]
    facts: tuple[ClaimRow, ...]
    inferred: tuple[ClaimRow, ...]


class ClaimsBody(BaseModel):
    """Reports with their claims."""

    model_config = _CONFIG
    reports: tuple[ReportRow, ...]


def report_rows(reports: Sequence[model.Report], claims: Sequence[model.Claim]) -> list[dict[str, Any]]:
    """One row a report, in the order given; each claim under its report.

    Raises:
        WireError: a claim belongs to no report given, two reports or two claims of a report share an id, or a claim's span does not hold its words.
    """
    ids = [report.id for report in reports]
    if len(set(ids)) != len(ids):
        message = f"two reports have the id {next(name for name in ids if ids.count(name) > 1)!r}"
        raise WireError(message, hint="Give each report an id of its own.")
    numbered: dict[str, list[tuple[int, model.Claim]]] = {name: [] for name in ids}
    for number, claim in enumerate(claims):
        if claim.report_id not in numbered:
            message = f"claim {claim.id} stands in report {claim.report_id!r}, which was not given"
            raise WireError(message, hint="Give all reports that the claims stand in.")
        numbered[claim.report_id].append((number, claim))
    return [_report_row(report, numbered[report.id]) for report in reports]


def _report_row(report: model.Report, numbered: list[tuple[int, model.Claim]]) -> dict[str, Any]:
    lists: dict[str, list[tuple[int, model.Claim]]] = {"claims": [], "facts": [], "inferred": []}
    for number, claim in numbered:
        _check_words(report, claim)
        lists[_list_of(claim)].append((number, claim))
    scored = {claim.id for _, claim in lists["claims"]}
    if len({claim.id for _, claim in numbered}) != len(numbered):
        message = f"two claims of report {report.id!r} have the same id"
        raise WireError(message, hint="Give each claim an id of its own.")
    rows = {name: [_claim_row(claim, number, scored) for number, claim in part] for name, part in lists.items()}
    return {**to_plain(report), **rows}


def _list_of(claim: model.Claim) -> Literal["claims", "facts", "inferred"]:
    """Where a claim stands: scorers know neither background facts nor claims without a span."""
    if claim.kind.is_fact:
        return "facts"
    return "claims" if claim.span is not None else "inferred"


def _check_words(report: model.Report, claim: model.Claim) -> None:
    """A span alone proves nothing: its words must be the report's."""
    spans = [claim.span, claim.attribution.cue, *(source.span for source in claim.attribution.chain)]
    for span in spans:
        if span is not None and report.text[span.start : span.end] != span.text:
            message = f"claim {claim.id} of report {report.id!r}: the words at {span.start}:{span.end} are not {span.text[:40]!r}"
            raise WireError(message, hint="The text was changed after its claims were read; extract them again.")


def _claim_row(claim: model.Claim, position: int, scored: set[str]) -> dict[str, Any]:
    value, low, high = _numbers(claim)
    parent = claim.subset_of if claim.subset_of in scored and claim.subset_of != claim.id and claim.id in scored else None
    links = [{**to_plain(source.span), "class": source.kind.value} for source in claim.attribution.chain if source.span is not None]
    return {
        "id": claim.id,
        "kind": claim.kind.value,
        "start": claim.span.start if claim.span else None,
        "end": claim.span.end if claim.span else None,
        "text": claim.quote,
        "value": value,
        "low": low,
        "high": high,
        "unit": claim.quantity.unit if claim.quantity else None,
        "modality": claim.quantity.level.value if claim.quantity else Level.EXACT.value,
        "object": claim.thing.words if claim.thing else None,
        "subset_of": parent,
        "chain": links,
        "part_of": claim.subset_of,
        "position": position,
        **{name: days.iso if days else None for name, days in (("as_of", claim.as_of), ("said_on", claim.said_on), ("days", claim.days))},
        **{name: to_plain(getattr(claim, name)) for name in _AS_THEY_ARE},
    }


_AS_THEY_ARE = (
    "certainty",
    "polarity",
    "role",
    "effect",
    "attribution",
    "basis",
    "checks",
    "extent",
    "inferred",
    "lang",
    "quantity",
    "thing",
    "location",
)
_DERIVED = ("start", "end", "text", "value", "low", "high", "unit", "modality", "object", "subset_of", "chain")


def _numbers(claim: model.Claim) -> tuple[int | float | str | None, int | float | None, int | float | None]:
    """The scorers' `value`, `low` and `high`: a value alone, two bounds for a range, a lower bound for "several", ISO days for dates."""
    if claim.kind in _DATE_KINDS:
        return (claim.days.iso if claim.days else None, None, None)
    quantity = claim.quantity
    if quantity is None:
        return (None, None, None)
    if quantity.level is Level.RANGE:
        return (None, _short(quantity.low), _short(quantity.high))
    if quantity.level is Level.SEVERAL:
        return (None, _short(_first(quantity.low, quantity.value, SEVERAL_LOW)), None)
    return _bounded(quantity)


def _bounded(quantity: Quantity) -> tuple[int | float | None, int | float | None, int | float | None]:
    if quantity.value is not None:
        return (_short(quantity.value), None, None)
    if quantity.level in {Level.AT_LEAST, Level.MORE_THAN} and quantity.low is not None:
        return (_short(quantity.low), None, None)
    if quantity.level in {Level.AT_MOST, Level.NEARLY} and quantity.high is not None:
        return (_short(quantity.high), None, None)
    return (None, _short(quantity.low), _short(quantity.high))


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _short(value: float | None) -> int | float | None:
    """A whole number without its decimal point."""
    return int(value) if value is not None and float(value).is_integer() else value


def restore_rows(body: ClaimsBody) -> tuple[tuple[model.Report, ...], tuple[model.Claim, ...]]:
    """The reports and claims of a document, in the order in which they were given.

    Raises:
        ValueError: the values fit the schema, but not each other.
        WireError: a claim's words are not those of the report, or its two forms disagree.
    """
    reports: list[model.Report] = []
    numbered: list[tuple[int, model.Claim]] = []
    for row in body.reports:
        report: model.Report = restore(ReportRecord.model_construct(**{name: getattr(row, name) for name in ReportRecord.model_fields}))
        rows = [*row.claims, *row.facts, *row.inferred]
        claims = [(one.position, _restore_claim(one, report.id)) for one in rows]
        _check_forms(row, _report_row(report, claims))
        reports.append(report)
        numbered += claims
    return tuple(reports), tuple(claim for _, claim in sorted(numbered, key=lambda pair: pair[0]))


def _restore_claim(row: ClaimRow, report_id: str) -> model.Claim:
    span = Span(start=row.start, end=row.end, text=row.text) if row.start is not None and row.end is not None else None
    kept: dict[str, Any] = {name: restore(getattr(row, name)) for name in _AS_THEY_ARE}
    return model.Claim(
        id=row.id,
        report_id=report_id,
        kind=row.kind,
        span=span,
        words="" if span else row.text,
        subset_of=row.part_of,
        as_of=_days(row.as_of),
        said_on=_days(row.said_on),
        days=_days(row.days),
        **kept,
    )


def _days(text: str | None) -> model.Days | None:
    return model.Days.from_iso(text) if text is not None else None


def _check_forms(row: ReportRow, again: dict[str, Any]) -> None:
    """The scorers' fields must follow from temoin's own, else somebody changed one of the two."""
    for name in ("claims", "facts", "inferred"):
        given = [one.model_dump(mode="json", by_alias=True, include={"id", *_DERIVED}) for one in getattr(row, name)]
        if [one["id"] for one in given] != [one["id"] for one in again[name]]:
            message = f"report {row.id!r}: the list `{name}` holds claims of another list"
            raise WireError(message, hint="Change claims with temoin, not in the file.")
        for one, other in zip(given, again[name], strict=True):
            wrong = [field for field in _DERIVED if one[field] != other[field]]
            if wrong:
                message = f"claim {one['id']} of report {row.id!r}: `{wrong[0]}` does not agree with the claim's other fields"
                raise WireError(message, hint="Change claims with temoin, not in the file.")
