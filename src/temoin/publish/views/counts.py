"""How figures changed from report to report, as dots on one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

import attrs

from temoin.model import Claim, ClaimKind, Days, Report, Role
from temoin.publish.amounts import days_words, number_words, quantity_words, time_words
from temoin.publish.content import CountEntry, CountHistory
from temoin.publish.phrases import say_sentence
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.words import Words

__all__ = ["CountRow", "CountView", "arrange_counts", "count_views"]

_KINDS = (
    ClaimKind.KILLED,
    ClaimKind.INJURED,
    ClaimKind.HOSPITALISED,
    ClaimKind.MISSING,
    ClaimKind.DISPLACED,
    ClaimKind.RESCUED,
    ClaimKind.DESTROYED_COUNT,
    ClaimKind.DAMAGED_COUNT,
    ClaimKind.MEANS_COUNT,
)


@attrs.frozen(kw_only=True)
class CountRow:
    """One figure: when, who, how many; `dot` (the figure), `start` and `width` (what its words stand for) lie on an axis 100 wide."""

    when: str
    name: str
    claim_number: int | None
    figure: str
    dot: float | None
    start: float
    width: float


@attrs.frozen(kw_only=True)
class CountView:
    """One count's history."""

    label: str
    clash: str
    outcome: str
    rows: tuple[CountRow, ...]
    last: str


def arrange_counts(claims: Sequence[Claim], reports: Sequence[Report], words: Words) -> tuple[CountHistory, ...]:
    """The figures of each kind in the order of the day they stand for, for kinds with at least two; it only arranges, and judges nothing."""
    published = {report.id: report.published for report in reports}
    histories = []
    for kind in _KINDS:
        own = [claim for claim in claims if claim.kind is kind and claim.role is Role.MAIN and claim.quantity is not None and claim.subset_of is None]
        if len(own) < 2:
            continue
        entries = []
        for claim in sorted(own, key=lambda claim: (_moment(claim, published.get(claim.report_id)), claim.id)):
            if claim.as_of is not None:
                when = words("as of {day}", day=days_words(claim.as_of, words))
            elif claim.said_on is not None:
                when = words("said on {day}", day=days_words(claim.said_on, words))
            else:
                time = published.get(claim.report_id)
                when = words("published {time}", time=time_words(time, words)) if time is not None else ""
            if claim.quantity is not None:
                entries.append(CountEntry(when=when, report_id=claim.report_id, quantity=claim.quantity, claim_id=claim.id))
        histories.append(CountHistory(label=words.name(kind), entries=tuple(entries)))
    return tuple(histories)


def _label(label: str, words: Words) -> str:
    """The kind's own words where the label is its code, with the unit where the kind counts several."""
    code, _, unit = label.partition(":")
    try:
        name = words.name(ClaimKind(code.strip().replace(" ", "_")))
    except ValueError:
        return bounded(label[:1].upper() + label[1:], 80)
    return f"{name}: {words.unit(bounded(unit, 40))}" if unit else name


def _when(when: str | Days, words: Words) -> str:
    if isinstance(when, Days):
        return days_words(when, words)
    try:
        return days_words(Days.from_iso(when), words)
    except ValueError:
        return bounded(when, 100)


def _moment(claim: Claim, published: object) -> str:
    """A sortable moment; what bears no date comes last."""
    days = claim.as_of or claim.said_on
    if days is not None:
        return days.last.isoformat()
    start = getattr(published, "start", None)
    return start.isoformat() if isinstance(start, datetime) else "9999"


def count_views(histories: Sequence[CountHistory], anchors: Anchors, words: Words) -> tuple[CountView, ...]:
    """Histories ready to print."""
    return tuple(_view(history, anchors, words) for history in histories if history.entries)


def _view(history: CountHistory, anchors: Anchors, words: Words) -> CountView:
    intervals = [entry.quantity.claimed_interval() for entry in history.entries]
    known = [bound for interval in intervals for bound in interval if math.isfinite(bound)]
    last = max(1.0, *known) * 1.05 if known else 1.0
    rows = []
    for entry, (low, high) in zip(history.entries, intervals, strict=True):
        start, end = (100 * min(max(bound, 0.0), last) / last for bound in (low, high))
        rows.append(
            CountRow(
                when=_when(entry.when, words),
                name=anchors.name_of(entry.report_id),
                claim_number=anchors.claims.get(entry.claim_id) if entry.claim_id is not None else None,
                figure=quantity_words(entry.quantity, words),
                dot=None if entry.quantity.value is None else round(100 * min(max(entry.quantity.value, 0.0), last) / last, 2),
                start=round(start, 2),
                width=round(end - start, 2),
            )
        )
    return CountView(
        label=_label(history.label, words),
        clash=bounded(say_sentence(history.clash, words), 400),
        outcome=bounded(say_sentence(history.outcome, words), 400),
        rows=tuple(rows),
        last=number_words(round(last)),
    )
