"""One assessment a claim: by pictures, by reports, and the headline that the published table derives from the two."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from temoin.corroborate.background import Inference, infer_numbers_made
from temoin.corroborate.counts import count_history
from temoin.corroborate.event import find_event
from temoin.corroborate.headline import confidence_of, headline_verdict, order_reasons
from temoin.corroborate.lineage import trace_lineage
from temoin.corroborate.links import EventLinks, link_reports
from temoin.corroborate.options import Context, CorroborateOptions
from temoin.corroborate.pictures import rule_pictures
from temoin.corroborate.ruling import Ruling, not_checkable
from temoin.corroborate.series import CountSeries
from temoin.corroborate.statements import hear, rule_reports
from temoin.corroborate.view import look
from temoin.model import Assessment, Claim, Event, Findings, Lineage, Report, Verdict

__all__ = ["Corroboration", "corroborate_claims", "corroborate_reports"]


@attrs.frozen(kw_only=True)
class Corroboration:
    """All that came of holding claims against one another and against pictures.

    Args:
        event: what happened, when and where.
        links: which reports and claims are of it.
        lineage: which reports depend on which.
        history: what each count was said to be, and what it came to.
        assessments: one a claim, in the order of the claims.
        inferences: what follows from background facts, marked as inferred.
    """

    event: Event
    links: EventLinks
    lineage: Lineage
    history: tuple[CountSeries, ...]
    assessments: tuple[Assessment, ...]
    inferences: tuple[Inference, ...]


def corroborate_reports(
    claims: Sequence[Claim],
    findings: Findings | None = None,
    reports: Sequence[Report] = (),
    *,
    context: Context = Context(),  # noqa: B008  # frozen
    options: CorroborateOptions = CorroborateOptions(),  # noqa: B008  # frozen
) -> Corroboration:
    """Hold every claim against the pictures and against the other reports, and keep all that was found out on the way.

    Args:
        claims: of all reports.
        findings: what the pictures show, or `None` where no pair was measured.
        reports: the claims stand in; their days of publication and texts are used.
        context: site, buildings, scenes, event and lineage, as far as known. Event and lineage are worked out where they are `None`.
        options: the thresholds.

    Raises:
        ValueError: two claims bear one id.
    """
    if len({claim.id for claim in claims}) != len(claims):
        message = "two claims bear one id"
        raise ValueError(message)
    lineage = context.lineage if context.lineage is not None else trace_lineage(reports, claims)
    event = context.event if context.event is not None else find_event(claims, reports)
    links = link_reports(claims, reports, event, lineage, kind=context.event_kind, fields=context.fields)
    history = count_history(claims, reports, lineage, links=links, fields=context.fields)
    view = look(findings, context, event, options, tuple(claims))
    testimony = hear([claim for claim in claims if claim.id not in links.apart], lineage, history)

    def assessed(claim: Claim) -> Assessment:
        reason = links.apart.get(claim.id)
        if reason is not None:
            return _assess(claim, not_checkable(reason), not_checkable(reason))
        return _assess(claim, rule_pictures(claim, view), rule_reports(claim, testimony))

    assessments = tuple(map(assessed, claims))
    return Corroboration(event=event, links=links, lineage=lineage, history=history, assessments=assessments, inferences=infer_numbers_made(claims))


def corroborate_claims(
    claims: Sequence[Claim],
    findings: Findings | None = None,
    reports: Sequence[Report] = (),
    *,
    context: Context = Context(),  # noqa: B008  # frozen
    options: CorroborateOptions = CorroborateOptions(),  # noqa: B008  # frozen
) -> tuple[Assessment, ...]:
    """Hold every claim against the pictures and against the other reports.

    Args:
        claims: of all reports.
        findings: what the pictures show, or `None` where no pair was measured.
        reports: the claims stand in; their days of publication and texts are used.
        context: site, buildings, scenes, event and lineage, as far as known. Event and lineage are worked out where they are `None`.
        options: the thresholds.

    Returns:
        One assessment a claim, in the order of the claims; no assessment is without a reason.

    Raises:
        ValueError: two claims bear one id.
    """
    return corroborate_reports(claims, findings, reports, context=context, options=options).assessments


def _assess(claim: Claim, pictures: Ruling, reports: Ruling) -> Assessment:
    headline = headline_verdict(pictures.verdict, reports.verdict)
    reasons = order_reasons(headline, (pictures.verdict, pictures.reasons), (reports.verdict, reports.reasons))
    return Assessment(
        claim=claim,
        verdict=headline,
        pictures=pictures.verdict,
        reports=reports.verdict,
        reasons=reasons,
        evidence=(*pictures.evidence, *reports.evidence),
        measured=pictures.measured,
        supported_part=pictures.supported_part if headline is Verdict.PARTLY_SUPPORTED else "",
        confidence=confidence_of(headline, pictures.verdict, reports.verdict, reasons),
    )
