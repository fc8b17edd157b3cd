"""Claims held against findings and against one another: verdicts with reasons, from explicit rules, never an average."""

from temoin.corroborate.assess import corroborate_claims
from temoin.corroborate.counts import count_history
from temoin.corroborate.event import find_event
from temoin.corroborate.explain import explain_assessment
from temoin.corroborate.headline import HEADLINES, headline_verdict
from temoin.corroborate.lineage import trace_lineage
from temoin.corroborate.names import is_same_part
from temoin.corroborate.options import Context, CorroborateOptions
from temoin.corroborate.series import CountPoint, CountSeries, PointStatus, SeriesStatus

__all__ = [
    "HEADLINES",
    "Context",
    "CorroborateOptions",
    "CountPoint",
    "CountSeries",
    "PointStatus",
    "SeriesStatus",
    "corroborate_claims",
    "count_history",
    "explain_assessment",
    "find_event",
    "headline_verdict",
    "is_same_part",
    "trace_lineage",
]
