"""`Validation`: what was planted at a site and what was found of it, and what follows for a picture that shows nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import attrs
import numpy as np

from temoin.measure.rates import Curve, Rate, bootstrap_median, fit_curve, rate_of
from temoin.model import Findings, GradeClass, Measurement
from temoin.quantity import Quantity

__all__ = ["HOLE", "NOTHING", "SizeBin", "Summary", "Trial", "summarise", "trial_of", "with_validation"]

HOLE = "roof-collapse"
"""The kind of damage of which sizes are tried: a hole in a roof."""
NOTHING = "nothing"
"""The kind of a trial in which nothing was done to a building."""
FOUND = "found_in_nine_of_ten"
"""Name of the measurement that says which hole would have been found."""
_MISSED = frozenset({GradeClass.NO_VISIBLE_DAMAGE, GradeClass.NOT_ASSESSABLE})
_SURE = frozenset({GradeClass.DAMAGED, GradeClass.DESTROYED})
_BINS, _FEWEST_IN_BIN = 6, 5
"""Of fewer holes a share says next to nothing: the interval of none in five reaches from 0 to 52 %."""


@attrs.frozen(kw_only=True)
class Trial:
    """One building of one round.

    Args:
        round: number of the round.
        building_id: of the building, or of the segment that stands for one.
        kind: the damage, the look-alike, or `nothing`.
        area_m2: what was damaged, exactly; 0 where that is no damage.
        grade: what the whole chain said of it.
        measured: m² that it measured, or `None`.
        low: of the interval.
        high: likewise.
        smallest_m2: the smallest change that would be found in that round, m², or `None`.
    """

    round: int
    building_id: str
    kind: str
    area_m2: float
    grade: GradeClass
    measured: float | None = None
    low: float | None = None
    high: float | None = None
    smallest_m2: float | None = None

    @property
    def is_damage(self) -> bool:
        """Whether damage was planted."""
        return self.area_m2 > 0

    @property
    def is_judged(self) -> bool:
        """Whether the building could be judged; one that could not is neither found nor missed, and no picture speaks for it."""
        return self.grade is not GradeClass.NOT_ASSESSABLE

    @property
    def is_found(self) -> bool:
        """Whether a change is told of there: graded "possible" or worse, or an area that begins above the smallest that would be found.

        A hole in a large roof takes little of it, so that its grade can be "no visible damage" beside an area that is surely not nothing; verdicts
        on claims count that area as a change that is seen, and refute nothing with it.
        """
        if self.grade not in _MISSED:
            return True
        return self.is_judged and self.low is not None and self.smallest_m2 is not None and self.low > self.smallest_m2

    @property
    def is_sure(self) -> bool:
        """Whether it was graded "damaged" or "destroyed"."""
        return self.grade in _SURE


@attrs.frozen(kw_only=True)
class SizeBin:
    """Holes of about one size.

    Args:
        low_m2: smallest of them.
        high_m2: largest of them.
        rate: how many were found.
    """

    low_m2: float
    high_m2: float
    rate: Rate


@attrs.frozen(kw_only=True)
class Summary:
    """How good the answer is at this site.

    Args:
        kinds: (kind of damage, found, graded as damaged or destroyed) of buildings that could be judged, in the order of the names.
        sizes: holes by size, smallest first.
        curve: chance of being found against size of a hole, or `None` with too few.
        false_alarms: untouched buildings of which a change is told.
        sure_alarms: untouched buildings graded "damaged" or "destroyed".
        look_alikes: (kind of look-alike, graded "damaged" or "destroyed").
        area_error: median of measured / true - 1 over found holes, with its interval, or `None`.
        area_spread: median of its absolute value, likewise.
        coverage: how often the area's interval held the true area, over found holes.
        unjudged: buildings with planted damage that could not be judged any more; they are in no other rate.
        rounds: how many there were.
    """

    kinds: tuple[tuple[str, Rate, Rate], ...]
    sizes: tuple[SizeBin, ...]
    curve: Curve | None
    false_alarms: Rate
    sure_alarms: Rate
    look_alikes: tuple[tuple[str, Rate], ...]
    area_error: tuple[float, float, float] | None
    area_spread: tuple[float, float, float] | None
    coverage: Rate
    unjudged: Rate
    rounds: int


def trial_of(findings: Findings | None, *, number: int, building_id: str, kind: str, area_m2: float) -> Trial:
    """What was said of a building to which something was done, or nothing.

    Args:
        findings: of the round; `None` where the two pictures could not be compared.
        number: of the round.
        building_id: of the building.
        kind: what was done.
        area_m2: how much of it was damaged.
    """
    grade = findings.grade_of(building_id) if findings is not None else None
    area = grade.changed_area if grade is not None else None
    return Trial(
        round=number,
        building_id=building_id,
        kind=kind,
        area_m2=area_m2,
        grade=grade.grade if grade is not None else GradeClass.NOT_ASSESSABLE,
        measured=area.value if area is not None else None,
        low=area.low if area is not None else None,
        high=area.high if area is not None else None,
        smallest_m2=findings.smallest_m2 if findings is not None else None,
    )


def summarise(trials: Sequence[Trial], *, seed: int = 1) -> Summary:
    """Work out all rates from single trials.

    Args:
        trials: of all rounds.
        seed: of the resampling.
    """
    rng = np.random.default_rng(seed)
    planted = [one for one in trials if one.is_damage]
    hurt = [one for one in planted if one.is_judged]
    holes = sorted((one for one in hurt if one.kind == HOLE), key=lambda one: one.area_m2)
    untouched = [one for one in trials if one.kind == NOTHING and one.is_judged]
    alike = [one for one in trials if not one.is_damage and one.kind != NOTHING and one.is_judged]
    measured = [one for one in holes if one.is_found and one.measured is not None]
    errors = [(one.measured or 0.0) / one.area_m2 - 1 for one in measured]
    covered = sum(one.low is not None and one.high is not None and one.low <= one.area_m2 <= one.high for one in measured)
    return Summary(
        kinds=tuple((kind, _rate(some), _rate(some, sure=True)) for kind, some in _by_kind(hurt)),
        sizes=_bins(holes),
        curve=fit_curve([one.area_m2 for one in holes], [one.is_found for one in holes], rng, groups=[one.building_id for one in holes]),
        false_alarms=_rate(untouched),
        sure_alarms=_rate(untouched, sure=True),
        look_alikes=tuple((kind, _rate(some, sure=True)) for kind, some in _by_kind(alike)),
        area_error=bootstrap_median(errors, rng),
        area_spread=bootstrap_median([abs(error) for error in errors], rng),
        coverage=rate_of(covered, len(measured)),
        unjudged=rate_of(len(planted) - len(hurt), len(planted)),
        rounds=len({one.round for one in trials}),
    )


def with_validation(findings: Findings, summary: Summary) -> Findings:
    """The findings with one measurement more: the smallest hole in a roof that would have been found in nine of ten.

    Its interval has no upper end where validation did not reach nine in ten; then no size counts as one that would have been seen.

    Args:
        findings: of the pair that was validated.
        summary: of that validation.
    """
    curve = summary.curve
    if curve is None or not findings.items:
        return findings
    quantity = Quantity(value=curve.nine_m2, unit="m2", low=curve.low_m2 if curve.nine_m2 is not None else curve.largest_m2, high=curve.high_m2)
    like = findings.items[0]
    found = Measurement(id=f"measurement-{FOUND}", before_id=like.before_id, after_id=like.after_id, name=FOUND, quantity=quantity)
    return attrs.evolve(findings, items=(*(one for one in findings.items if one.id != found.id), found))


def _by_kind(trials: Iterable[Trial]) -> list[tuple[str, list[Trial]]]:
    kinds: dict[str, list[Trial]] = {}
    for one in trials:
        kinds.setdefault(one.kind, []).append(one)
    return sorted(kinds.items())


def _rate(trials: Sequence[Trial], *, sure: bool = False) -> Rate:
    count = Counter(one.is_sure if sure else one.is_found for one in trials)
    return rate_of(count[True], len(trials))


def _bins(holes: Sequence[Trial]) -> tuple[SizeBin, ...]:
    """Holes in classes of equal ratio; a class with too few of them is joined with the next larger one, the last with the one before it."""
    if not holes:
        return ()
    first, last = math.log(holes[0].area_m2), math.log(holes[-1].area_m2)
    step = max((last - first) / _BINS, 1e-9)
    groups: list[list[Trial]] = [[]]
    for number in range(_BINS):
        if len(groups[-1]) >= _FEWEST_IN_BIN:
            groups.append([])
        groups[-1] += [one for one in holes if min(int((math.log(one.area_m2) - first) / step), _BINS - 1) == number]
    if len(groups) > 1 and len(groups[-1]) < _FEWEST_IN_BIN:
        last_few = groups.pop()
        groups[-1] += last_few
    return tuple(SizeBin(low_m2=some[0].area_m2, high_m2=some[-1].area_m2, rate=_rate(some)) for some in groups)
