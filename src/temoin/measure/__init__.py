"""From an `AlignedPair` and Buildings to Findings: what changed, which buildings, how many square metres, how sure."""

from temoin.measure.damage import measure_damage
from temoin.measure.options import MeasureOptions

__all__ = ["MeasureOptions", "measure_damage"]
