"""Which claim, report and finding bears which number in the page; ids from outside never become addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import attrs

from temoin.model import Claim, Findings, Report
from temoin.publish.safe import bounded

__all__ = ["Anchors", "report_name"]


@attrs.frozen(kw_only=True)
class Anchors:
    """Running numbers by id, from 1.

    Args:
        claims: claim id to number, in the order of reports and then of the text.
        reports: report id to number.
        names: report id to the name it is called by in the page.
        findings: finding id to (address, label).
    """

    claims: dict[str, int]
    reports: dict[str, int]
    names: dict[str, str]
    findings: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, reports: Sequence[Report], claims: Sequence[Claim], findings: Findings | None) -> Self:
        """Number everything that the page can point to."""
        places = {report.id: number for number, report in enumerate(reports, start=1)}
        last = len(places) + 1
        ordered = sorted(claims, key=lambda claim: (places.get(claim.report_id, last), claim.span is None, claim.span.start if claim.span else 0))
        known: dict[str, tuple[str, str]] = {}
        if findings is not None:
            known |= {grade.id: (f"b{number}", grade.building_id) for number, grade in enumerate(findings.grades, start=1)}
            known |= {change.id: (f"g{number}", f"C{number}") for number, change in enumerate(findings.changes, start=1)}
            known |= {item.id: ("measured", item.name) for item in findings.measurements}
        return cls(
            claims={claim.id: number for number, claim in enumerate(ordered, start=1)},
            reports=places,
            names={report.id: report_name(report) for report in reports},
            findings=known,
        )

    def name_of(self, report_id: str) -> str:
        """What a report is called in the page; its id where it was not given."""
        return self.names.get(report_id, bounded(report_id, 80))


def report_name(report: Report) -> str:
    """Its publisher, else its headline, else its id."""
    return bounded(report.publisher or report.title or report.id, 80)
