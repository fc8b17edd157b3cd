"""Which earlier figures a later one closes: denials, officials who count again, and a count that nobody upholds."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import attrs

from temoin.corroborate.origins import is_same_origin, is_same_side
from temoin.corroborate.series import FieldNature, PointStatus, Statement
from temoin.model import Certainty, Reason, SourceClass

__all__ = ["Fates", "close_figures", "first_days"]

Fates = dict[str, tuple[PointStatus, Reason]]
"""Claim id to what became of the figure, and why."""

_QUIET_DAYS = 7
"""So long must nobody have upheld a higher count before another official's lower one replaces it without a word (a convention)."""
_RECOUNT = 2.0
"""A higher count of more than so many times the lower one was no count of the same: that is another view of the event, not a recount (a convention).
The largest recounts on record halve (the towers of New York in 2001 went from 6,700 to 2,977 by many steps, each below this factor)."""
_COUNTERS = frozenset({SourceClass.OFFICIAL, SourceClass.MEDICAL, SourceClass.EMERGENCY})
"""Those who count for the public; one of them may replace another's figure. An army or a foreign service is another side."""
_GONE = (PointStatus.SUPERSEDED, Reason.CORRECTED_LATER)


@attrs.frozen(kw_only=True)
class _Withdrawal:
    """Somebody's higher figure was replaced.

    Args:
        by: a statement of whoever replaced it.
        above: figures greater than this are closed …
        up_to: … and not greater than this.
        values: the withdrawn figures themselves, which no later page brings back.
    """

    by: Statement
    above: float
    up_to: float
    values: frozenset[float]


def first_days(statements: Iterable[Statement]) -> dict[float, date]:
    """The day on which each value was first said by anybody: a page that repeats it later says nothing new."""
    days: dict[float, date] = {}
    for one in statements:
        if one.claim.certainty is not Certainty.DENIED and (one.value not in days or one.said < days[one.value]):
            days[one.value] = one.said
    return days


def close_figures(statements: Sequence[Statement], nature: FieldNature) -> Fates:
    """Denied figures, and the earlier ones that were replaced.

    Three ways of replacing, for cumulative fields:

    * a figure that its denier replaces in the same report;
    * an origin that gives a lower figure on a later day, which nobody had given before: it counted again;
    * a lower figure of another public office, after the higher one was upheld by nobody for a week.

    A withdrawal closes the figures between the new one and the old one that were said no later: those of that origin, of its side, of whoever
    passed them on, and of those who name nobody. A later page that repeats the withdrawn figure itself does not bring it back.
    Another side's figure is never closed by it.

    Args:
        statements: of one field, none set aside.
        nature: of the field.
    """
    fates: Fates = {}
    asserted = [one for one in statements if one.claim.certainty is not Certainty.DENIED]
    withdrawals: list[_Withdrawal] = []
    for denial in (one for one in statements if one.claim.certainty is Certainty.DENIED):
        found = _replacement(denial, asserted)
        fates[denial.claim.id] = _GONE if found is not None else (PointStatus.CONTESTED, Reason.DENIED)
        if denial.is_copy:
            continue  # a copy of a denial is a later page, not a later denial
        if found is not None:
            withdrawals.append(_Withdrawal(by=denial, above=min(found.value, denial.value), up_to=denial.value, values=frozenset({denial.value})))
        else:
            _dispute(denial, asserted, fates)
    if nature is FieldNature.CUMULATIVE:
        withdrawals += _counted_again(asserted)
    by_value = sorted(asserted, key=lambda one: one.value)
    for withdrawal in withdrawals:
        first, past = (bisect_right(by_value, bound, key=lambda one: one.value) for bound in (withdrawal.above, withdrawal.up_to))
        fates |= {one.claim.id: _GONE for one in by_value[first:past] if one.claim.id not in fates and _is_closed(one, withdrawal)}
    if nature is FieldNature.CUMULATIVE:
        fates |= {one.claim.id: _GONE for one in _unupheld(statements, fates)}
    return fates


def _replacement(denial: Statement, asserted: Iterable[Statement]) -> Statement | None:
    """The figure that the denier puts in the place of the denied one, in the same report."""
    own = (one for one in asserted if one.claim.report_id == denial.claim.report_id and _speaks(one, denial))
    return min(own, key=lambda one: one.order, default=None)


def _speaks(one: Statement, other: Statement) -> bool:
    """Whether one origin stands behind both, as the one who knows or as one who passes it on."""
    if is_same_origin(one.origin, other.origin):
        return True
    name = other.origin
    return name.is_named and any(is_same_origin(attrs.evolve(name, name=link.name), name) for link in one.claim.attribution.chain if link.is_named)


def _dispute(denial: Statement, asserted: Iterable[Statement], fates: Fates) -> None:
    for one in asserted:
        if one.value == denial.value and one.said <= denial.said and not is_same_origin(one.origin, denial.origin):
            fates.setdefault(one.claim.id, (PointStatus.CONTESTED, Reason.DENIED))


def _is_closed(one: Statement, withdrawal: _Withdrawal) -> bool:
    by = withdrawal.by
    passes_on = not one.origin.is_named or one.origin.is_press
    if one.said > by.said and one.value not in withdrawal.values:
        return False
    if one.said > by.said:
        return passes_on or _speaks(one, by)
    return passes_on or _speaks(one, by) or is_same_side(one.origin, by.origin)


def _counted_again(asserted: Sequence[Statement]) -> list[_Withdrawal]:
    """The withdrawals that no text calls so: an origin's last figure lies below what it said on an earlier day, and nobody had given it before."""
    first = first_days(asserted)
    found: list[_Withdrawal] = []
    for held in _by_origin(asserted):
        fresh = [one for one in held if one.has_top and one.said == first[one.value]]
        if not fresh:
            continue
        lower = max(fresh, key=lambda one: one.order)
        higher = [one for one in held if one.low > lower.high and one.said < lower.said]
        if higher and not any(one.low > lower.high and one.said > lower.said and one.has_top and one.said == first[one.value] for one in held):
            top = max(one.value for one in higher)
            found.append(_Withdrawal(by=lower, above=lower.high, up_to=top, values=frozenset(one.value for one in higher)))
    return found


def _by_origin(statements: Iterable[Statement]) -> list[list[Statement]]:
    """The statements of each named origin that knows for itself; copies speak for nobody."""
    groups: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.origin.is_named and not one.origin.is_press and not one.is_copy:
            groups[one.origin.key].append(one)
    return [groups[name] for name in sorted(groups)]


def _unupheld(statements: Sequence[Statement], fates: Fates) -> list[Statement]:
    """Higher figures that nobody upheld for a week when another public office, or two reports where nobody is named, gave a lower one.

    A figure that somebody denies is in dispute, and no silence settles that.
    """
    asserted = [one for one in statements if one.claim.id not in fates]
    denied = {one.value for one in statements if one.claim.certainty is Certainty.DENIED}
    own = [one for one in asserted if not one.is_copy and not one.origin.is_press]
    named = [one for one in own if one.origin.is_named]
    speakers = named or own
    first = first_days(asserted)
    tellers: Mapping[float, set[str]] = _tellers(own)
    best: Statement | None = None
    for one in speakers:
        if not one.has_top or one.said.year == 1 or one.said != first[one.value]:
            continue
        strong = one.origin.kind in _COUNTERS if named else len(tellers[one.value]) > 1
        higher = [other for other in speakers if other.low > one.high]
        quiet = all(one.said - other.said >= timedelta(days=_QUIET_DAYS) and other.value not in denied and _counts(other, named) for other in higher)
        if strong and higher and quiet and all(other.low <= _RECOUNT * one.high for other in higher) and (best is None or one.order > best.order):
            best = one
    if best is None:
        return []
    return [one for one in asserted if one.low > best.high and (one.said <= best.said or not one.origin.is_named or one.origin.is_press)]


def _counts(other: Statement, named: Sequence[Statement]) -> bool:
    return not named or other.origin.kind in _COUNTERS


def _tellers(statements: Iterable[Statement]) -> dict[float, set[str]]:
    held: dict[float, set[str]] = defaultdict(set)
    for one in statements:
        held[one.value].add(one.claim.report_id)
    return held
