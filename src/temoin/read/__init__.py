"""Bytes to nouns: the only door in."""

from temoin.read.report import read_report, read_reports
from temoin.read.report_facts import ReportFacts
from temoin.read.sidecar import read_sidecar
from temoin.read.when import parse_when

__all__ = ["ReportFacts", "parse_when", "read_report", "read_reports", "read_sidecar"]
