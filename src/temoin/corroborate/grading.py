"""Two grades that other desks use, kept apart as they must be: how credible a statement is, and how reliable its source."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs

from temoin.corroborate.names import is_same_name
from temoin.corroborate.origins import origin_of
from temoin.model import Assessment, Claim, Reason, Verdict

__all__ = ["AirwarsGrade", "Credibility", "Grading", "Reliability", "grade_assessment"]


class Reliability(StrEnum):
    """How reliable a source is (the letters of NATO's AJP-2.1); a person's judgement, never worked out here."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def words(self) -> str:
        """The letter in words."""
        return _RELIABILITY[self]


_RELIABILITY = {
    Reliability.A: "completely reliable",
    Reliability.B: "usually reliable",
    Reliability.C: "fairly reliable",
    Reliability.D: "not usually reliable",
    Reliability.E: "unreliable",
    Reliability.F: "reliability cannot be judged",
}


class Credibility(StrEnum):
    """How credible a statement is (the figures of NATO's AJP-2.1), from its verdicts alone."""

    CONFIRMED = "1"
    PROBABLE = "2"
    POSSIBLE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    NOT_JUDGED = "6"

    @property
    def words(self) -> str:
        """The figure in words."""
        return _CREDIBILITY[self]


_CREDIBILITY = {
    Credibility.CONFIRMED: "confirmed by other, independent sources",
    Credibility.PROBABLE: "probably true",
    Credibility.POSSIBLE: "possibly true",
    Credibility.DOUBTFUL: "doubtful",
    Credibility.IMPROBABLE: "improbable",
    Credibility.NOT_JUDGED: "truth cannot be judged",
}


class AirwarsGrade(StrEnum):
    """The grades of Airwars that can be given without saying who did it.

    "Confirmed" is left out: it means that a party owned up to the harm, which is a matter of blame.
    """

    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"


@attrs.frozen(kw_only=True)
class Grading:
    """The grades of one claim for export.

    Args:
        credibility: of the statement.
        reliability: of its origin.
        airwars: the nearest grade of Airwars, or `None` where it has none.
    """

    credibility: Credibility
    reliability: Reliability
    airwars: AirwarsGrade | None


def grade_assessment(assessment: Assessment, reliability: Mapping[str, Reliability] | None = None) -> Grading:
    """Grade a claim for export; the table is printed in docs/explanation/verdicts.

    Args:
        assessment: of the claim.
        reliability: what a person holds of sources, by name. A source that nobody judged "cannot be judged".
    """
    return Grading(
        credibility=_credibility(assessment),
        reliability=_reliability(assessment.claim, reliability or {}),
        airwars=_airwars(assessment),
    )


def _reliability(claim: Claim, given: Mapping[str, Reliability]) -> Reliability:
    """The letter that a person gave; of several that fit the name the lowest."""
    origin = origin_of(claim)
    fitting = [letter for name, letter in given.items() if origin.is_named and is_same_name(name, origin.name)]
    return max(fitting, key=str, default=Reliability.F)


def _credibility(assessment: Assessment) -> Credibility:
    if assessment.verdict is Verdict.SUPPORTED:
        return Credibility.CONFIRMED if assessment.reports is Verdict.SUPPORTED else Credibility.PROBABLE
    return _BY_VERDICT.get(assessment.verdict, Credibility.NOT_JUDGED)


_BY_VERDICT = {
    Verdict.PARTLY_SUPPORTED: Credibility.POSSIBLE,
    Verdict.CONTESTED: Credibility.DOUBTFUL,
    Verdict.SUPERSEDED: Credibility.IMPROBABLE,
    Verdict.CONTRADICTED: Credibility.IMPROBABLE,
}


def _airwars(assessment: Assessment) -> AirwarsGrade | None:
    if assessment.verdict in {Verdict.SUPPORTED, Verdict.PARTLY_SUPPORTED}:
        return AirwarsGrade.FAIR if assessment.reports is Verdict.SUPPORTED else AirwarsGrade.WEAK
    if assessment.verdict in {Verdict.CONTESTED, Verdict.CONTRADICTED, Verdict.SUPERSEDED}:
        return AirwarsGrade.CONTESTED if assessment.verdict is Verdict.CONTESTED else AirwarsGrade.DISCOUNTED
    return AirwarsGrade.WEAK if Reason.ONE_ORIGIN in assessment.reasons else None
