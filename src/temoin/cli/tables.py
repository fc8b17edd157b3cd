"""The table of claims: quote, who said it, verdict, measured value, reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from temoin.cli.figures import STYLES, quantity_words, source_words, verdict_words
from temoin.model import Assessment, Claim, Report, Verdict

__all__ = ["claims_table", "print_assessments"]


def print_assessments(console: Console, assessments: Sequence[Assessment], reports: Sequence[Report]) -> None:
    """One table a report, then a line that counts the verdicts."""
    by_report: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        by_report.setdefault(assessment.claim.report_id, []).append(assessment)
    known = {report.id: report for report in reports}
    for report_id, items in by_report.items():
        report = known.get(report_id)
        when = f", {report.published}" if report and report.published else ""
        publisher = (report.publisher if report else None) or report_id
        console.print(Text(f"{publisher}{when}", style="bold"), soft_wrap=True)
        console.print(claims_table(items, report.publisher if report else None))
    counts = Counter(assessment.verdict for assessment in assessments)
    if counts:
        console.print(Text("; ".join(f"{counts[verdict]} {verdict.glyph} {verdict}" for verdict in Verdict if counts[verdict])))


def claims_table(assessments: Sequence[Assessment], publisher: str | None) -> Table:
    """The claims of one report in the order of its text."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    table.add_column("Verdict", width=15)
    table.add_column("Claim, and who said it", ratio=5, overflow="fold")
    table.add_column("Measured, and why", ratio=4, overflow="fold")
    for assessment in assessments:
        said = Text(_claim_words(assessment.claim), overflow="fold")
        said.append(f"\n{source_words(assessment.claim.attribution, publisher)}", style="dim")
        why = Text(f"{quantity_words(assessment.measured)}\n" if assessment.measured else "", style="bold")
        part = f"{assessment.supported_part}; " if assessment.supported_part else ""
        why.append(part + "; ".join(reason.words for reason in assessment.reasons[:2]), style="not bold")
        table.add_row(Text(verdict_words(assessment), style=STYLES[assessment.verdict]), said, why)
    return table


def _claim_words(claim: Claim) -> str:
    """The quote, and what was read in it where the words alone do not show it."""
    read = f" → {claim.days.iso}" if claim.days else ""
    if claim.inferred:
        return f"[{claim.kind.replace('_', ' ')}, inferred]{read}" + (f" ({claim.basis})" if claim.basis else "")
    return f"“{claim.quote}”{read}"
