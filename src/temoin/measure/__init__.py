"""From an `AlignedPair` and Buildings to Findings: what changed, which buildings, how many square metres, how sure."""

from temoin.measure.compare import Comparison, Disagreement, compare_assessment
from temoin.measure.damage import measure_damage
from temoin.measure.options import MeasureOptions

__all__ = ["Comparison", "Disagreement", "MeasureOptions", "compare_assessment", "measure_damage"]
