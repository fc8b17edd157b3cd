"""From an `AlignedPair` and Buildings to Findings: what changed, which buildings, how many square metres, how sure."""

from temoin.measure.compare import Comparison, Disagreement, compare_assessment
from temoin.measure.damage import measure_damage
from temoin.measure.grouped import GroupTotal, require_fields, totals_by_area, totals_by_field
from temoin.measure.options import MeasureOptions

__all__ = [
    "Comparison",
    "Disagreement",
    "GroupTotal",
    "MeasureOptions",
    "compare_assessment",
    "measure_damage",
    "require_fields",
    "totals_by_area",
    "totals_by_field",
]
