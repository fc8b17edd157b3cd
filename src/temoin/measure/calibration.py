"""What the scores and areas of made sites are worth: sets of classes at a stated level, and intervals that hold the truth as often as they say.

The table is made by `tools/make_measure_calibration.py` from made sites alone. Its promise holds for scenes like those; on other scenes it is
measured, not promised (`docs/explanation/measurement.md`).
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import attrs

from temoin.model import GradeClass

__all__ = ["Calibration", "calibration_for"]

_LADDER = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED)
_STARTS_M = (("fine", 0.0), ("middle", 1.5), ("coarse", 6.0))
"""Pixel sizes from which each part of the table serves: about half-way, in steps of equal ratio, between the 0.5, 3 and 10 m it was made at."""
_ENOUGH = 79
"""So many ratios give a 2.5th and a 97.5th percentile that are not just the least and the greatest: bins of fewer borrow from their neighbours."""
_FOUND = 0.95


@attrs.frozen(kw_only=True)
class Calibration:
    """One part of the table: of pictures of about one pixel size.

    Args:
        scores: true class to the sorted scores of its buildings.
        ratios: (measured area from which the bin begins, pixels; sorted true over measured area) of damaged roofs.
        found: sorted true areas, pixels, of the damaged roofs of which something was found.
        missed: likewise of those of which nothing was.
    """

    scores: Mapping[GradeClass, tuple[float, ...]]
    ratios: tuple[tuple[float, tuple[float, ...]], ...]
    found: tuple[float, ...]
    missed: tuple[float, ...]

    def chance(self, grade: GradeClass, score: float) -> float:
        """How often a building of a class scores at least as unlike its class: the conformal p (Vovk et al. 2005), for each class on its own.

        No visible damage is unlike itself upwards, destruction downwards, and what lies between both ways; a class of which nothing is
        known is never excluded.
        """
        known = self.scores.get(grade, ())
        above = (1 + len(known) - bisect_left(known, score)) / (1 + len(known))
        below = (1 + bisect_right(known, score)) / (1 + len(known))
        if grade is GradeClass.NO_VISIBLE_DAMAGE:
            return above
        return below if grade is GradeClass.DESTROYED else min(1.0, 2 * min(above, below))

    def classes(self, score: float, *, level: float) -> tuple[GradeClass, ...]:
        """The classes that a score does not exclude at a level; "possible" belongs to it where it lies between two that do.

        Made sites hold no building that is truly "possible": the word stands for not knowing.
        """
        sure = [_LADDER.index(grade) for grade in _LADDER if grade is not GradeClass.POSSIBLE and self.chance(grade, score) > 1 - level]
        return _LADDER[min(sure) : max(sure) + 1] if sure else ()

    def area_factors(self, pixels: float) -> tuple[float, float]:
        """What a measured area is multiplied by for the lower and upper end of its 95 % interval."""
        known = sorted(self._near(pixels))
        if not known:
            return 0.0, math.inf
        lowest, highest = math.floor(0.025 * (len(known) + 1)) - 1, math.ceil(0.975 * (len(known) + 1)) - 1
        return min(known[max(lowest, 0)], 1.0), max(known[min(highest, len(known) - 1)], 1.0)

    def _near(self, pixels: float) -> Sequence[float]:
        """The ratios of the bin an area falls into; of its neighbours too, one after the other, where they are few."""
        place = max((number for number, (start, _) in enumerate(self.ratios) if start <= pixels), default=0)
        low = high = place
        while sum(len(values) for _, values in self.ratios[low : high + 1]) < _ENOUGH and (low > 0 or high < len(self.ratios) - 1):
            low, high = max(low - 1, 0), min(high + 1, len(self.ratios) - 1)
        return [value for _, values in self.ratios[low : high + 1] for value in values]

    @property
    def surely_found_px(self) -> float | None:
        """Area in pixels from which 95 % of the damaged roofs were found; `None` where no size is."""
        for start in self.found:
            found = len(self.found) - bisect_left(self.found, start)
            missed = len(self.missed) - bisect_left(self.missed, start)
            if found >= 19 and found >= _FOUND * (found + missed):
                return start
        return None


def calibration_for(gsd_m: float) -> Calibration:
    """The part of the table for a pixel size."""
    name = [name for name, start in _STARTS_M if gsd_m >= start][-1]
    return _table()[name]


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Calibration]:
    document = json.loads(files("temoin.measure").joinpath("calibration.json").read_text("utf-8"))
    return MappingProxyType({name: _part(part) for name, part in document["classes"].items()})


def _part(part: Mapping[str, Any]) -> Calibration:
    bins = tuple((float(one["from_px"]), tuple(one["true_over_measured"])) for one in part["areas"])
    return Calibration(
        scores=MappingProxyType({GradeClass(name): tuple(values) for name, values in part["scores"].items()}),
        ratios=bins,
        found=tuple(part["found_px"]),
        missed=tuple(part["missed_px"]),
    )
