"""Claims held against findings and against one another: verdicts with reasons, from explicit rules, never an average."""

from temoin.corroborate.assess import Corroboration, corroborate_claims, corroborate_reports
from temoin.corroborate.background import Inference, infer_numbers_made
from temoin.corroborate.counts import count_history
from temoin.corroborate.event import find_event
from temoin.corroborate.explain import explain_assessment
from temoin.corroborate.grading import AirwarsGrade, Credibility, Grading, Reliability, grade_assessment
from temoin.corroborate.headline import HEADLINES, headline_verdict
from temoin.corroborate.lineage import trace_lineage
from temoin.corroborate.links import EventLink, EventLinks, LinkBasis, link_reports
from temoin.corroborate.names import is_same_part
from temoin.corroborate.options import Context, CorroborateOptions
from temoin.corroborate.series import CountPoint, CountSeries, PointStatus, SeriesStatus
from temoin.corroborate.spellings import product_names

__all__ = [
    "HEADLINES",
    "AirwarsGrade",
    "Context",
    "CorroborateOptions",
    "Corroboration",
    "CountPoint",
    "CountSeries",
    "Credibility",
    "EventLink",
    "EventLinks",
    "Grading",
    "Inference",
    "LinkBasis",
    "PointStatus",
    "Reliability",
    "SeriesStatus",
    "corroborate_claims",
    "corroborate_reports",
    "count_history",
    "explain_assessment",
    "find_event",
    "grade_assessment",
    "headline_verdict",
    "infer_numbers_made",
    "is_same_part",
    "link_reports",
    "product_names",
    "trace_lineage",
]
