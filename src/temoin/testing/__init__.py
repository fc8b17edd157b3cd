"""Made-up pairs and reports, checks and hypothesis strategies, for the tests of temoin and of those who build on it."""

from temoin.testing.checks import assert_holds_truth, assert_spans_hold
from temoin.testing.made import made_pair, made_report
from temoin.testing.strategies import days, grids, quantities, spans

__all__ = ["assert_holds_truth", "assert_spans_hold", "days", "grids", "made_pair", "made_report", "quantities", "spans"]
