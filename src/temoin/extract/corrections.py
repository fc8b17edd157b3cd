"""Bare numbers of tolls and corrections: revised, withdrawn, risen from and to."""

from __future__ import annotations

from temoin.extract.draft import Draft, Reading, scale_draft
from temoin.extract.quantities import Amount
from temoin.extract.terms import NEAR
from temoin.extract.tokens import Sentence
from temoin.model import Certainty, ClaimKind, Polarity
from temoin.quantity import Level

__all__ = ["last_person", "read_changed_measures", "read_corrections"]

_FROM_TO = 2
"""Words between the two numbers of "from 320 to 510 hectares"."""
_CUES = ("change_down", "change_up", "withdrawn", "total", "instead")


def last_person(drafts: list[Draft]) -> Draft | None:
    """The latest count of the event's people."""
    return next(
        (draft for draft in reversed(drafts) if draft.unit == "person" and draft.kind.is_casualty and draft.polarity is Polarity.POSITIVE), None
    )


def read_corrections(reading: Reading, earlier: list[Draft]) -> None:
    """Bare numbers of tolls and corrections: "revised down from 70 to 57", "зросла до восьми"."""
    sentence = reading.sentence
    if sentence.places.keys().isdisjoint(_CUES):
        return
    changes = sorted((at, category) for category in ("change_down", "change_up", "withdrawn") for at in sentence.begins(category))
    totals = sentence.begins("total")
    bare = [
        amount
        for amount in reading.amounts
        if not amount.is_used and amount.kind == "number" and (amount.head is None or amount.head.category == "word") and _may_count(sentence, amount)
    ]
    ranged = _from_to(reading, bare) if changes else {}
    is_down = any(category == "change_down" for _, category in changes)
    for amount in bare:
        near = [at for at, category in changes if category != "withdrawn" and -3 <= amount.first - at <= 12]
        if not near and not any(-3 <= amount.first - at <= 14 for at in totals):
            continue
        known = [draft for draft in reading.drafts if draft.first < amount.first]
        kind = (
            ranged.get(id(amount))
            or _toll_kind(sentence, totals, amount)
            or (last_person(known) or last_person(earlier) or last_person(reading.drafts))
        )
        if kind is None:
            continue
        if amount.first < amount.core and sentence.has(amount.first, "to") and near:
            amount.first, amount.level = amount.core, Level.EXACT
        is_first = not any(other is not amount and other.first < amount.first for other in bare)
        first = _toll_noun(sentence, totals, amount) if is_first else None
        first = amount.first if first is None else first
        draft = reading.new_draft(kind if isinstance(kind, ClaimKind) else kind.kind, first, amount.core_last, amount, amount.core)
        draft.unit = "person"
    taken = [draft for draft in reading.drafts if draft.amount in bare]
    _instead(reading, bare, earlier)
    withdrawn = [at for at, category in changes if category == "withdrawn"]
    for draft in reading.drafts if withdrawn else ():
        if draft.kind.is_casualty and draft.anchor < withdrawn[-1]:
            draft.certainty = Certainty.DENIED
    if is_down and not withdrawn:
        _withdraw(reading, taken)


def read_changed_measures(reading: Reading) -> None:
    """As in "grew from 320 to 510 hectares", "510 hectares, up from 320": a bare number that measures what the other one does."""
    sentence = reading.sentence
    known = [draft for draft in reading.drafts if draft.kind is ClaimKind.DAMAGE_EXTENT and draft.amount is not None]
    changes = sorted(at for category in ("change_up", "change_down") for at in sentence.begins(category))
    for amount in reading.amounts if known and changes else ():
        if amount.is_used or amount.kind != "number" or amount.value is None:
            continue
        after = next((draft for draft in known if draft.amount is not None and 0 < draft.amount.core - amount.core_last <= _FROM_TO), None)
        opened = sentence.before(amount.core, "range_open") is not None and changes[0] < amount.core
        changed = any(sentence.after(at, category) == amount.core for at in changes for category in ("change_up", "change_down"))
        other = after if after is not None and opened else known[-1] if changed and known[-1].last <= amount.core else None
        if other is None or other.amount is None or other.amount.head is None:
            continue
        draft = reading.new_draft(other.kind, amount.core, amount.core_last, amount, amount.core)
        scale_draft(draft, other.amount.head.value)
        draft.effect, draft.phrase, draft.polarity = other.effect, other.phrase, other.polarity
        if other is after:
            other.first, other.last, other.level = other.amount.core, other.amount.core_last, Level.EXACT


def _may_count(sentence: Sentence, amount: Amount) -> bool:
    """Whole people: not the 6.1 of "the toll of the earthquake of magnitude 6.1"."""
    return (amount.value is None or amount.value == int(amount.value)) and sentence.before(amount.first, "magnitude") is None


def _from_to(reading: Reading, bare: list[Amount]) -> dict[int, ClaimKind]:
    """As in "lowered from 31 to 18 the missing": the first number counts what the second does, and both stand bare."""
    sentence, kinds = reading.sentence, {}
    for one in bare:
        other = next((other for other in reading.amounts if one.core_last < other.core <= one.core_last + 2), None)
        if other is None or other.head is None or other.head.category != "kind_noun" or sentence.before(one.core, "range_open") is None:
            continue
        kinds[id(one)] = ClaimKind(other.head.value)
        draft = next((draft for draft in reading.drafts if draft.amount is other), None)
        if draft is not None:
            draft.first, draft.last = other.core, other.core_last
    return kinds


def _instead(reading: Reading, bare: list[Amount], earlier: list[Draft]) -> None:
    """As in "correcting an earlier figure of six", "and not 12": the number that no longer holds."""
    sentence = reading.sentence
    for amount in bare:
        if sentence.before(amount.first, "instead", longest=7) is None:
            continue
        draft = next((draft for draft in reading.drafts if draft.amount is amount), None)
        if draft is None:
            known = last_person([draft for draft in reading.drafts if draft.first < amount.first]) or last_person(earlier)
            if known is None:
                continue
            draft = reading.new_draft(known.kind, amount.first, amount.core_last, amount, amount.core)
            draft.unit = "person"
        draft.certainty = Certainty.DENIED


def _toll_noun(sentence: Sentence, totals: list[int], amount: Amount) -> int | None:
    """The noun of a total that stands at most two words before its number: "число погибших возросло до трёх"."""
    before = [at for at in totals if at < amount.first]
    last = sentence.after(before[-1], "total") if before else None
    if last is None or not sentence.has(last - 1, "kind_noun") or amount.core - last > NEAR or sentence.before(amount.core, "range_open") == last:
        return None
    return None if any(sentence.words[at] in ",;:" for at in range(last, amount.core)) else last - 1


def _toll_kind(sentence: Sentence, totals: list[int], amount: Amount) -> ClaimKind | None:
    before = [at for at in totals if at < amount.first]
    after = [at for at in totals if amount.core_last <= at <= amount.core_last + 1]
    value = sentence.value((before[-1:] or after)[0], "total") if before or after else None
    return ClaimKind(value) if value in {kind.value for kind in ClaimKind} else None


def _withdraw(reading: Reading, taken: list[Draft]) -> None:
    """A number that was revised down is withdrawn: all but the last one, "from" or not."""
    sentence = reading.sentence
    counts = [
        draft for draft in reading.drafts if draft.kind.is_casualty and draft.polarity is Polarity.POSITIVE and draft.level is not Level.SEVERAL
    ]
    counts.sort(key=lambda draft: draft.first)
    if not taken:
        return
    kind = taken[-1].kind
    counts = [draft for draft in counts if draft.kind is kind]
    from_marked = [draft for draft in taken if sentence.before(draft.first, "range_open") is not None]
    if len(taken) == 1 and (from_marked or any(sentence.value(at, "aux") == "have" for at in range(max(0, taken[0].first - 4), taken[0].first))):
        taken[0].certainty = Certainty.DENIED
        return
    for draft in counts[:-1]:
        draft.certainty = Certainty.DENIED
