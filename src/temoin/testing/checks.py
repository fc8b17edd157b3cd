"""Checks that a test wants to make in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from temoin.model import Claim, Report
from temoin.quantity import Quantity
from temoin.text import Span

__all__ = ["assert_holds_truth", "assert_spans_hold"]


def _spans(value: object, path: str) -> Iterator[tuple[str, Span]]:
    if isinstance(value, Span):
        yield path, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _spans(item, f"{path}[{number}]")
    elif attrs.has(type(value)):
        for field in value.__attrs_attrs__:  # type: ignore[attr-defined]  # it has, by the line above
            yield from _spans(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)


def assert_spans_hold(report: Report, claims: Iterable[Claim]) -> None:
    """Every span of every claim, those of its sources and cues too, holds the report's own words, and there is at least one claim.

    Raises:
        AssertionError: a span's words are not those of the report, a claim belongs to another report, or there is no claim.
    """
    count = 0
    for claim in claims:
        count += 1
        if claim.report_id != report.id:
            raise AssertionError(f"claim {claim.id} belongs to report {claim.report_id!r}, not {report.id!r}")
        for path, span in _spans(claim, ""):
            words = report.text[span.start : span.end]
            if words != span.text:
                raise AssertionError(f"claim {claim.id}, {path}: {span.text!r} is said to stand at {span.start}:{span.end}, where {words!r} stands")
    if not count:
        raise AssertionError("there is no claim whose spans could hold")


def assert_holds_truth(quantity: Quantity, truth: float, *, share: float = 0.25) -> None:
    """The measured interval holds the true value, and is not so wide that it would hold anything.

    Args:
        quantity: with both bounds.
        truth: in the quantity's unit.
        share: how wide each side may be, as a share of the truth.

    Raises:
        AssertionError: a bound is missing, the truth lies outside, or the interval is too wide.
    """
    low, high = quantity.low, quantity.high
    if low is None or high is None:
        raise AssertionError(f"{quantity} has no interval")
    if not low <= truth <= high:
        raise AssertionError(f"the truth {truth} {quantity.unit} lies outside {low} to {high}")
    if high - low > 2 * share * abs(truth):
        raise AssertionError(f"{low} to {high} {quantity.unit} is too wide to say anything about {truth}")
