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

from temoin.measure.roof_area import RoofArea
from temoin.model import GradeClass

__all__ = ["Calibration", "calibration_for"]

_LADDER = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED)
_STARTS_M = (("fine", 0.0), ("middle", 1.5), ("coarse", 6.0))
"""Pixel sizes from which each part of the table serves: about half-way, in steps of equal ratio, between the 0.5, 3 and 10 m it was made at."""
_ENOUGH = 79
"""So many errors give a 2.5th and a 97.5th percentile that are not just the least and the greatest: bins of fewer borrow from their neighbours."""
_FOUND = 0.95


@attrs.frozen(kw_only=True)
class AreaBin:
    """Damaged roofs of about one measured area.

    Args:
        start: measured area from which the bin begins, pixels.
        factor: median of true over measured area.
        errors: sorted (true area − factor × measured area) / scale of that case.
    """

    start: float
    factor: float
    errors: tuple[float, ...]


@attrs.frozen(kw_only=True)
class Calibration:
    """One part of the table: of pictures of about one pixel size.

    Args:
        scores: true class to the sorted scores of its buildings.
        weights: of what could be wrong with a roof's area (`RoofArea.parts`).
        bins: of damaged roofs by measured area.
        found: sorted true areas, pixels, of the damaged roofs of which something was found.
        missed: likewise of those of which nothing was.
    """

    scores: Mapping[GradeClass, tuple[float, ...]]
    weights: tuple[float, ...]
    bins: tuple[AreaBin, ...]
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

    def area(self, measured: RoofArea) -> tuple[float, float, float]:
        """Low end, value and high end of a roof's area, pixels: normalised conformal prediction (Papadopoulos et al. 2002).

        The width follows the case: how wrong the area may be is put together from what this roof and pair show, with weights that made sites
        gave; the quantiles of error over that scale, by measured area, make the interval hold the truth as often as it says.
        """
        known = self._near(measured.pixels)
        if not known:
            return 0.0, measured.pixels, math.inf
        value = measured.pixels * self.bins[self._place(measured.pixels)].factor
        sigma = self.sigma(measured)
        lowest, highest = math.floor(0.025 * (len(known) + 1)) - 1, math.ceil(0.975 * (len(known) + 1)) - 1
        low, high = known[max(lowest, 0)], known[min(highest, len(known) - 1)]
        return value + min(low, 0.0) * sigma, value, value + max(high, 0.0) * sigma

    def sigma(self, measured: RoofArea) -> float:
        """How wrong a roof's area may be, pixels: the scale that its interval goes by."""
        told = sum(weight * part for weight, part in zip(self.weights, measured.parts, strict=True))
        return math.hypot(told, math.sqrt(measured.added))

    def _place(self, pixels: float) -> int:
        """The bin that a measured area falls into."""
        return max((number for number, one in enumerate(self.bins) if one.start <= pixels), default=0)

    def _near(self, pixels: float) -> Sequence[float]:
        """Errors of the bin an area falls into, sorted; of its neighbours too, one after the other, where they are few."""
        low = high = self._place(pixels)
        while sum(len(one.errors) for one in self.bins[low : high + 1]) < _ENOUGH and (low > 0 or high < len(self.bins) - 1):
            low, high = max(low - 1, 0), min(high + 1, len(self.bins) - 1)
        return sorted(error for one in self.bins[low : high + 1] for error in one.errors)

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
    return Calibration(
        scores=MappingProxyType({GradeClass(name): tuple(values) for name, values in part["scores"].items()}),
        weights=tuple(part["weights"]),
        bins=tuple(AreaBin(start=float(one["from_px"]), factor=float(one["factor"]), errors=tuple(one["errors"])) for one in part["areas"]),
        found=tuple(part["found_px"]),
        missed=tuple(part["missed_px"]),
    )
