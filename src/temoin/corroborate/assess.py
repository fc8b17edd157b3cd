"""One assessment a claim: by pictures, by reports, and the headline that the published table derives from the two."""

from __future__ import annotations

from collections.abc import Sequence

from temoin.corroborate.counts import count_history
from temoin.corroborate.event import find_event
from temoin.corroborate.headline import confidence_of, headline_verdict, order_reasons
from temoin.corroborate.lineage import trace_lineage
from temoin.corroborate.options import Context, CorroborateOptions
from temoin.corroborate.pictures import rule_pictures
from temoin.corroborate.ruling import Ruling
from temoin.corroborate.statements import hear, rule_reports
from temoin.corroborate.view import look
from temoin.model import Assessment, Claim, Findings, Report, Verdict

__all__ = ["corroborate_claims"]


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
        claims: of one event.
        findings: what the pictures show, or `None` where no pair was measured.
        reports: the claims stand in; their days of publication and texts are used.
        context: site, buildings, scenes, event and lineage, as far as known. Event and lineage are worked out where they are `None`.
        options: the thresholds.

    Returns:
        One assessment a claim, in the order of the claims; no assessment is without a reason.

    Raises:
        ValueError: two claims bear one id.
    """
    if len({claim.id for claim in claims}) != len(claims):
        message = "two claims bear one id"
        raise ValueError(message)
    lineage = context.lineage if context.lineage is not None else trace_lineage(reports, claims)
    event = context.event if context.event is not None else find_event(claims, reports)
    view = look(findings, context, event, options, tuple(claims))
    testimony = hear(claims, lineage, count_history(claims, reports, lineage))
    return tuple(_assess(claim, rule_pictures(claim, view), rule_reports(claim, testimony)) for claim in claims)


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
