"""What a field comes to, from one live figure an origin."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import attrs

from temoin.corroborate.corrections import first_days
from temoin.corroborate.origins import Origin, count_independent, is_same_origin
from temoin.corroborate.series import FieldNature, SeriesStatus, Statement
from temoin.model import SourceClass
from temoin.quantity import Level, Quantity

__all__ = ["Settlement", "settle_field"]

_LAG_SHARE = 0.10
"""Two named figures of one day that differ by less than this share are one rising count told at two hours, not a dispute (a convention)."""
_STATE_DAYS = 1
"""A state field is compared among figures said within this many days of the newest."""
_RISE_DAYS = 2
"""So long after both were first said, a report that gives both figures does not tell of a rise."""
_LATE_DAYS = 7
"""So much later a single page may raise a named figure, if by no more than the lag: the last of the injured die."""
_SCATTER = {"magnitude": 0.3}
"""What two careful measurements of one thing may lie apart: magnitudes of two networks differ by some tenths (a convention)."""
_OUTGROWN_BY = 2
"""So many reports that name nobody, independent by text, must stand above a named figure before it counts as outgrown."""
_LONE_FACTOR = 3.0
"""A lone figure this many times the next highest is held to be a slip of the pen (a convention)."""


@attrs.frozen(kw_only=True)
class Settlement:
    """What a field came to.

    Args:
        status: resolved, contested or open.
        quantity: the figure, or the range.
        low: least value of the figure that stands.
        high: greatest value of it.
        as_of: the day it was said.
        behind: the figures it rests on; where it is contested, those that clash.
        why: in plain English.
    """

    status: SeriesStatus
    quantity: Quantity | None = None
    low: float = -math.inf
    high: float = math.inf
    as_of: date | None = None
    behind: tuple[Statement, ...] = ()
    why: str = ""

    @cached_property
    def _inner(self) -> tuple[float, float]:
        """The greatest of the least values and the least of the greatest values of what it rests on."""
        return max((one.low for one in self.behind), default=-math.inf), min((one.high for one in self.behind), default=math.inf)

    def splits(self, statement: Statement) -> bool:
        """Whether a figure does not meet one of those it rests on."""
        low, high = self._inner
        return low > statement.high or high < statement.low

    def holds(self, statement: Statement) -> bool:
        """Whether a figure agrees with the one that stands."""
        return statement.low <= self.high and self.low <= statement.high


def settle_field(live: Sequence[Statement], nature: FieldNature, standing: Sequence[Statement] = ()) -> Settlement:
    """Settle a field.

    Args:
        live: the latest figure of each named origin, and every figure of those who name nobody.
        nature: how the field behaves over time.
        standing: every figure that was neither set aside nor closed, for what reports set side by side.
    """
    named = [one for one in live if one.origin.is_named]
    if not live:
        return Settlement(status=SeriesStatus.OPEN, why="no figure of this event as a whole is left")
    if nature is FieldNature.CONSTANT:
        return _settle_constant(live, named)
    # The press passes on what others know: it is a party to no dispute while somebody else is named.
    knowing = [one for one in named if not one.origin.is_press] or named
    compared = _recent(knowing) if nature is FieldNature.STATE else knowing
    clash = _clash(compared, nature, standing, live)
    if clash:
        return _contested(clash)
    return _settle_state(live, named) if nature is FieldNature.STATE else _settle_cumulative(live, named)


def _recent(named: Sequence[Statement]) -> list[Statement]:
    if not named:
        return []
    newest = max(one.said for one in named)
    return [one for one in named if newest - one.said <= timedelta(days=_STATE_DAYS)]


def _clash(named: Sequence[Statement], nature: FieldNature, standing: Sequence[Statement], live: Sequence[Statement]) -> list[Statement]:
    """The named figures that cannot be one count at two times.

    A lower figure said earlier than a higher one is explained by the rise, unless reports go on setting the two side by side. One said on the
    same day or later is not, unless the two lie within the lag, or the count rose above both later on the word of others.
    """
    found: dict[str, Statement] = {}
    told, first = _told_by(standing), first_days(standing)
    for low in named:
        for high in named:
            if low.high >= high.low * (1 - _LAG_SHARE) or (low.claim.id in found and high.claim.id in found):
                continue
            # Whoever repeats an old count later says nothing new: a figure is as old as the first report of it.
            days = [min(side.said, first.get(side.value, side.said)) for side in (low, high)]
            rose = days[0] < days[1] and nature is FieldNature.CUMULATIVE
            if is_same_origin(low.origin, high.origin) or (rose and not _side_by_side(low, high, told, days[1])):
                continue
            if nature is not FieldNature.CUMULATIVE or not _is_outgrown(low, high, live):
                found |= {low.claim.id: low, high.claim.id: high}
    return list(found.values())


def _is_outgrown(low: Statement, high: Statement, live: Sequence[Statement]) -> bool:
    """Whether a third named origin, or two reports that name nobody, later gave more than either: then both were early counts of one rise."""
    last = max(low.said, high.said)
    above = [one for one in live if one.said > last and one.low > high.value]
    third = [one for one in above if one.origin.is_named and not one.origin.is_press]
    if any(not is_same_origin(one.origin, low.origin) and not is_same_origin(one.origin, high.origin) for one in third):
        return True
    return len({one.claim.report_id for one in above if not one.origin.is_named}) >= _OUTGROWN_BY


_Told = dict[tuple[str, float], dict[str, date]]


def _told_by(standing: Sequence[Statement]) -> _Told:
    """Who gave a value, and what value, to the reports that say so and their days."""
    told: _Told = defaultdict(dict)
    for one in standing:
        if one.origin.is_named:
            told[one.origin.key, one.value][one.claim.report_id] = one.said
    return told


def _side_by_side(low: Statement, high: Statement, told: _Told, last: date) -> bool:
    """Whether reports set both before the reader when the rise was over: two reports, or one that came later than both were first said."""
    lower, higher = (told.get((side.origin.key, side.value), {}) for side in (low, high))
    both = lower.keys() & higher.keys()
    return len(both) > 1 or any(min(lower[one], higher[one]) - last >= timedelta(days=_RISE_DAYS) for one in both)


def _contested(clash: Sequence[Statement]) -> Settlement:
    ordered = sorted(clash, key=lambda one: one.order)
    low = min(one.low if math.isfinite(one.low) else one.value for one in ordered)
    high = max(one.high if one.has_top else one.value for one in ordered)
    names = ", ".join(sorted({one.origin.words for one in ordered}))
    return Settlement(
        status=SeriesStatus.CONTESTED,
        quantity=Quantity(unit=_unit(ordered), low=low, high=high, level=Level.RANGE),
        low=low,
        high=high,
        as_of=max(one.said for one in ordered),
        behind=tuple(ordered),
        why=f"named origins give figures that do not meet: {names}",
    )


def _settle_cumulative(live: Sequence[Statement], named: Sequence[Statement]) -> Settlement:
    sourced, words = (named, "a named origin") if named else ([one for one in live if _is_sourced(one)], "a source whose kind is told")
    unsourced = [one for one in live if one not in sourced]
    if not sourced:
        return _standing(_highest(_without_slip(unsourced)), live, "the highest figure said; nobody is named for it")
    top = _highest(sourced)
    # A named figure with an upper bound answers all that was said before it.
    above = [one for one in unsourced if one.low > top.value and (one.said >= top.said or not top.has_top)]
    late = [one for one in above if one.has_top and one.said - top.said >= timedelta(days=_LATE_DAYS) and one.low <= top.value * (1 + _LAG_SHARE)]
    if len({one.claim.report_id for one in above}) < _OUTGROWN_BY and late:
        return _standing(_highest(late), live, f"a page of a week later has a little more than the last figure of {words}")
    if len({one.claim.report_id for one in above}) >= _OUTGROWN_BY:
        return _standing(_highest(_without_slip(above)), live, f"the figures of several reports have outgrown the last one of {words}")
    return _standing(top, live, f"the highest figure that {words} gave and nobody corrected")


def _is_sourced(statement: Statement) -> bool:
    """Whether the text says at least what kind of people know it ("health officials")."""
    return statement.origin.kind is not None and statement.origin.kind is not SourceClass.ANONYMOUS


def _highest(statements: Sequence[Statement]) -> Statement:
    return max(statements, key=lambda one: (one.value, one.has_top, one.said, one.claim.id))


def _without_slip(statements: Sequence[Statement]) -> Sequence[Statement]:
    values = sorted({one.value for one in statements}, reverse=True)
    if len(values) > 1 and values[0] > _LONE_FACTOR * values[1]:
        holders = [one for one in statements if one.value == values[0]]
        if len({one.claim.report_id for one in holders}) == 1 and len({one.claim.report_id for one in statements}) > 2:
            return [one for one in statements if one.value != values[0]]
    return statements


def _settle_state(live: Sequence[Statement], named: Sequence[Statement]) -> Settlement:
    pool = named or live
    newest = max(one.said for one in pool)
    later = [one for one in live if named and one not in named and one.has_top and one.said - newest > timedelta(days=_STATE_DAYS)]
    # What a late page says that nobody had said before is news; what it repeats is an old figure.
    fresh = [one for one in later if not any(one.meets(other) for other in live if other.said < one.said)]
    if fresh:
        pool, newest = fresh, max(one.said for one in fresh)
    best = max((one for one in pool if one.said == newest), key=lambda one: (one.has_top, one.value, one.claim.id))
    return _standing(best, live, "the newest statement")


def _settle_constant(live: Sequence[Statement], named: Sequence[Statement]) -> Settlement:
    pool = list(named or live)

    groups = _by_figure(live)

    def weight(one: Statement) -> tuple[int, int, int, bool, float, str]:
        return (*weights[_figure(one)], one.has_top, one.value, one.claim.id)

    weights = {figure: _backing(figure, groups) for figure in {_figure(one) for one in pool}}
    best = max(pool, key=weight)
    scatter = _SCATTER.get(_unit([best]), 0.0)
    apart = [one for one in named if one.low > best.high + scatter or one.high < best.low - scatter]
    if apart:
        return _contested([best, *apart])
    return _standing(best, live, "the figure that most independent origins meet")


_Figure = tuple[float, float, float]


def _figure(one: Statement) -> _Figure:
    return (one.low, one.high, one.value)


def _by_figure(live: Sequence[Statement]) -> dict[_Figure, tuple[frozenset[Origin], frozenset[str]]]:
    """Each figure once, with the origins and the reports that give it."""
    held: dict[_Figure, list[Statement]] = defaultdict(list)
    for one in live:
        held[_figure(one)].append(one)
    return {figure: (frozenset(one.origin for one in some), frozenset(one.claim.report_id for one in some)) for figure, some in held.items()}


def _backing(figure: _Figure, groups: Mapping[_Figure, tuple[frozenset[Origin], frozenset[str]]]) -> tuple[int, int, int]:
    """How many independent origins meet a figure, how many give its very value, and how many reports do."""
    low, high, value = figure
    meeting = [origins for (other_low, other_high, _), (origins, _) in groups.items() if low <= other_high and other_low <= high]
    same = [group for (*_, other), group in groups.items() if other == value]
    same_reports = frozenset().union(*(reports for _, reports in same))
    return _independent(meeting), _independent([origins for origins, _ in same]), len(same_reports)


def _independent(groups: Sequence[frozenset[Origin]]) -> int:
    return len(count_independent(frozenset().union(*groups)))


def _standing(chosen: Statement, live: Sequence[Statement], why: str) -> Settlement:
    behind = tuple(one for one in live if one.value == chosen.value or (one.meets(chosen) and one.has_top == chosen.has_top))
    quantity = chosen.claim.quantity
    return Settlement(
        status=SeriesStatus.RESOLVED,
        quantity=quantity,
        low=chosen.low,
        high=chosen.high,
        as_of=chosen.said if chosen.said.year > 1 else None,
        behind=behind,
        why=why,
    )


def _unit(statements: Sequence[Statement]) -> str:
    quantity = statements[0].claim.quantity
    return quantity.unit if quantity is not None else "item"
