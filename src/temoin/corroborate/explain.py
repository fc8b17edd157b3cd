"""The way from a claim to its headline, step by step, in plain English."""

from __future__ import annotations

import math
from collections.abc import Iterable

from temoin.corroborate.grading import grade_assessment
from temoin.corroborate.links import EventLinks
from temoin.corroborate.origins import origin_of
from temoin.corroborate.series import CountSeries, SeriesStatus
from temoin.model import Assessment, Claim, Evidence, EvidenceKind, Lineage, LineageKind, Verdict
from temoin.quantity import Quantity

__all__ = ["explain_assessment"]

_MOST_LISTED = 5


def explain_assessment(
    assessment: Assessment, history: Iterable[CountSeries] = (), *, links: EventLinks | None = None, lineage: Lineage | None = None
) -> tuple[str, ...]:
    """Tell the reasoning behind an assessment.

    Args:
        assessment: the one to explain.
        history: of all counts; the one that the claim belongs to is told.
        links: of all reports to the event; that of the claim's report is told.
        lineage: which reports depend on which; what the claim's report depends on is told.

    Returns:
        One sentence a step: what is claimed, which event its report is of, what the report goes back to, by pictures, by reports, the history of
        the count, the headline, the reasons, the grades for other desks.
    """
    claim = assessment.claim
    steps = [_claimed(claim), *_linked_to(claim, links), *_goes_back(claim, lineage)]
    steps += [f"By pictures: {assessment.pictures}.{_linked(assessment.evidence, of_findings=True)}"]
    if assessment.measured is not None:
        steps.append(_measured(claim, assessment.measured))
    steps.append(f"By reports: {assessment.reports}.{_linked(assessment.evidence, of_findings=False)}")
    series = next((one for one in history if any(point.claim_id == claim.id for point in one.points)), None)
    if series is not None:
        steps.append(_followed(claim, series))
    part = f" (this part: {assessment.supported_part})" if assessment.supported_part else ""
    firm = f", confidence {assessment.confidence}" if assessment.confidence is not None else ""
    sides = f'"{assessment.pictures}" by pictures and "{assessment.reports}" by reports'
    steps.append(f'Headline, from the published table: {sides} give "{assessment.verdict}"{part}{firm}.')
    steps += [f"Because {reason.words} [{reason}]." for reason in assessment.reasons]
    steps.append(_graded(assessment))
    if assessment.verdict is Verdict.NOT_CHECKABLE:
        steps.append("Not checkable says nothing of whether it is so.")
    return tuple(steps)


def _claimed(claim: Claim) -> str:
    quote = f'"{claim.quote}"' if claim.quote else f"an inferred {str(claim.kind).replace('_', ' ')} ({claim.basis})"
    interval = f", which stands for {_interval(claim.quantity)}" if claim.quantity is not None else ""
    return f"{claim.report_id} says {quote} ({str(claim.kind).replace('_', ' ')}{interval}); the origin: {origin_of(claim).words}."


def _linked_to(claim: Claim, links: EventLinks | None) -> list[str]:
    link = next((one for one in links.reports if one.report_id == claim.report_id), None) if links is not None else None
    if links is None or link is None:
        return []
    of = "is of this event" if link.is_same else "is of another event"
    steps = [f"{claim.report_id} {of}: {link.why}."]
    if link.is_same and claim.id in links.apart:
        steps.append(f"This figure of it is set aside: {links.apart[claim.id].words}.")
    return steps


def _goes_back(claim: Claim, lineage: Lineage | None) -> list[str]:
    edges = [edge for edge in lineage.edges if edge.child == claim.report_id] if lineage is not None else []
    return [f"{edge.child} is a {str(edge.kind).replace('-', ' ')} of {edge.parent}: {edge.evidence}." for edge in edges if edge.kind in _TAKEN] + [
        f"{edge.child} and {edge.parent} quote the same origin: {edge.evidence}." for edge in edges if edge.kind not in _TAKEN
    ]


_TAKEN = frozenset({LineageKind.COPY, LineageKind.UPDATE, LineageKind.TRANSLATION, LineageKind.BACK_TRANSLATION, LineageKind.REWRITE})


def _graded(assessment: Assessment) -> str:
    grading = grade_assessment(assessment)
    nearest = f"; the nearest grade of Airwars: {grading.airwars}" if grading.airwars is not None else ""
    return (
        f"For other desks: credibility {grading.credibility} ({grading.credibility.words}), "
        f"reliability {grading.reliability} ({grading.reliability.words}){nearest}."
    )


def _interval(quantity: Quantity) -> str:
    low, high = quantity.claimed_interval()
    unit = "m²" if quantity.unit == "m2" else quantity.unit
    if low == high:
        return f"{low:,g} {unit}"
    if math.isinf(high):
        return f"{low:,g} {unit} or more"
    return f"at most {high:,g} {unit}" if math.isinf(low) else f"{low:,g} to {high:,g} {unit}"


def _measured(claim: Claim, measured: Quantity) -> str:
    if claim.quantity is None:
        return f"Measured: {_interval(measured)}."
    if claim.quantity.unit == measured.unit:
        meets = "meet" if claim.quantity.is_compatible_with(measured) else "do not meet"
        return f"Measured: {_interval(measured)}; claimed: {_interval(claim.quantity)}; the two {meets}."
    return f"Counted: {_interval(measured)}; claimed: {_interval(claim.quantity)}."


def _linked(evidence: Iterable[Evidence], *, of_findings: bool) -> str:
    links = [one for one in evidence if (one.finding_id is not None) is of_findings]
    if not links:
        return ""
    words = [f"{one.finding_id or f'{one.claim_id} of {one.report_id}'} {_DOES[one.kind]}" for one in links[:_MOST_LISTED]]
    more = f" and {len(links) - _MOST_LISTED} more" if len(links) > _MOST_LISTED else ""
    return f" {'; '.join(words)}{more}."


_DOES = {EvidenceKind.SUPPORTS: "supports it", EvidenceKind.CONTRADICTS: "speaks against it", EvidenceKind.SILENT: "is silent on it"}


def _followed(claim: Claim, series: CountSeries) -> str:
    point = next(one for one in series.points if one.claim_id == claim.id)
    status = "" if point.reason is None else f" ({point.reason.words})"
    came_to = {
        SeriesStatus.RESOLVED: f"came to {_interval(series.quantity)}" if series.quantity is not None else "",
        SeriesStatus.CONTESTED: f"is contested between {_interval(series.quantity)}" if series.quantity is not None else "",
        SeriesStatus.OPEN: "is open",
    }[series.status]
    return f"Among {len(series.points)} figures for {series.field} this one is {point.status}{status}; the field {came_to}: {series.why}."
