"""Verdicts as ClaimReview (schema.org), which search engines and archives of fact-checks read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from temoin.model import Assessment, Report, Verdict
from temoin.publish.views.claims import claimed_words
from temoin.publish.words import Words

__all__ = ["publish_claimreview"]


def publish_claimreview(
    assessments: Sequence[Assessment],
    reports: Sequence[Report],
    words: Words,
    *,
    numbers: Mapping[str, int],
    created: datetime,
    url: str = "",
) -> dict[str, Any]:
    """One ClaimReview a claim that was looked into, as JSON-LD.

    A rating has words and no number: temoin says what pictures and reports make of a claim, never how true it is on a scale from one to five. Claims
    that were not yet checked have none.

    Args:
        assessments: verdicts.
        reports: in which the claims stand.
        words: the language of the words.
        numbers: claim id to its number in the page.
        created: when the review was made, with a zone.
        url: of the published page, or "".
    """
    known = {report.id: report for report in reports}
    reviews = [
        _review(numbers[assessment.claim.id], assessment, known.get(assessment.claim.report_id), words, created, url)
        for assessment in assessments
        if assessment.verdict is not Verdict.NOT_YET_CHECKED
    ]
    return {"@context": "https://schema.org", "@graph": reviews}


def _review(number: int, assessment: Assessment, report: Report | None, words: Words, created: datetime, url: str) -> dict[str, Any]:
    claim = assessment.claim
    said = claim.quote or claimed_words(claim, words) or words.name(claim.kind)
    item: dict[str, Any] = {"@type": "Claim", "text": said, **({"inLanguage": claim.lang} if claim.lang else {})}
    if report is not None:
        item |= _appearance(report)
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "@id": f"{url}#c{number}",
        "claimReviewed": said,
        "datePublished": created.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "inLanguage": words.language,
        "itemReviewed": item,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": words.name(assessment.verdict),
            "ratingExplanation": "; ".join(map(words.reason, assessment.reasons)),
        },
    }
    return {**review, "url": url} if url else review


def _appearance(report: Report) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if report.publisher:
        facts["author"] = {"@type": "Organization", "name": report.publisher}
    if report.published is not None:
        facts["datePublished"] = report.published.start.date().isoformat()
    if report.url:
        work = {"@type": "CreativeWork", "url": report.url, **({"headline": report.title} if report.title else {})}
        facts["appearance"] = work
    return facts
