"""Counts of people: killed, injured, hospitalised, missing, displaced, rescued."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Draft, Reading, is_barrier
from temoin.extract.quantities import Amount
from temoin.extract.tokens import Sentence
from temoin.model import Certainty, ClaimKind, Polarity
from temoin.quantity import Level

__all__ = ["last_person", "read_corrections", "read_negations", "read_persons"]

_NEAR = 2
"""A kind's verb that stands at most so many words off is part of the span (claim guide)."""
_FAR = 7
"""Farthest words between a counted noun and the verb that gives its kind."""
_INSIDE = 5
"""Farthest words inside a verb group ("wurden mit Hubschraubern gerettet")."""


_LIGHT = ("adverb", "article", "aux", "possible", "conditional", "other")
"""Words that do not count between a verb of a kind and its number."""
_ENDS = frozenset({"relative", "effect", "kind_noun"})
"""What ends the search for the verb of a kind."""
_PLACE = "_at"
"""Ends the table's keys for phrases of place that give a kind ("under the rubble")."""


@attrs.frozen
class _Term:
    """A word that gives a kind: value, its verb group, its own place, words between it and the amount, whether it is a phrase of place."""

    value: str
    first: int
    last: int
    own: int
    gap: int
    is_place: bool = False


def _term(mark: tuple[str, int], first: int, own: int, gap: int) -> _Term:
    return _Term(mark[0].removesuffix(_PLACE), first, mark[1], own, gap, mark[0].endswith(_PLACE))


def read_persons(reading: Reading, earlier: list[Draft]) -> None:
    """Turn a sentence's amounts into counts of people.

    Args:
        reading: of the sentence; drafts are added to it.
        earlier: drafts of the sentences before, for parts of counts named there.
    """
    for amount in reading.amounts:
        if amount.is_used or not _may_be_person(reading, amount):
            continue
        _read_amount(reading, amount, earlier)


def _may_be_person(reading: Reading, amount: Amount) -> bool:
    head = amount.head
    if amount.kind == "one" and head is not None and head.category == "word" and (_is_oblique(reading, amount) or _is_group(reading, amount)):
        return False
    return head is None or head.category in {"person", "kind_noun", "word"}


def _is_oblique(reading: Reading, amount: Amount) -> bool:
    """As in "killed by a tree", "von einem Baum erschlagen", "died in a hamlet": a noun that no table knows after a preposition is nobody."""
    sentence = reading.sentence
    is_led = any(sentence.before(amount.first, category) is not None for category in ("with", "place_prep", "of", "into", "by"))
    return is_led or (reading.grammar.capital_nouns and sentence.has(amount.first, "of"))


def _is_group(reading: Reading, amount: Amount) -> bool:
    """As in "a group of nine hikers": the number that follows counts them."""
    of = reading.sentence.after(amount.last, "of") or reading.sentence.after(amount.last, "of_kind")
    return of is not None and any(of == other.first for other in reading.amounts)


def _read_amount(reading: Reading, amount: Amount, earlier: list[Draft]) -> None:
    sentence, head = reading.sentence, amount.head
    partitive = sentence.before(amount.first, "partitive")
    end = amount.last if head is None or head.category != "word" else amount.core_last
    of_them = sentence.after(end, "of_them")
    after = _term_after(reading, amount, of_them or end)
    before = _term_before(reading, partitive if partitive is not None else amount.first)
    opening, of_kind = _of_kind_before(reading, amount)
    is_part = (
        partitive is not None or opening is not None or of_them is not None or (head is not None and head.is_part_of and head.category == "kind_noun")
    )
    term = _choose(amount, after, before)
    parent = (
        _parent(reading, amount, earlier, head.value if head is not None and head.is_part_of and head.category == "kind_noun" else of_kind)
        if is_part
        else None
    )
    if term is None and head is None and of_them is not None and _follows_means(reading, amount):
        return
    kind = _kind(amount, term, parent)
    if kind is None:
        return
    first = partitive if partitive is not None else amount.first if opening is None else opening
    last = max(end, of_them or 0)
    is_noun = head is not None and head.category == "kind_noun" and head.value == kind.value and not head.is_part_of and of_them is None
    if term is not None and not is_noun and term.value == kind.value and term.gap <= _NEAR and not (term.is_place and term.first < amount.first):
        first, last = min(first, term.first), max(last, term.last)
    draft = reading.new_draft(kind, first, last, amount, term.own if term is not None else amount.core)
    draft.unit, draft.parent = "person", parent or _listed_under(reading, draft)


def _follows_means(reading: Reading, amount: Amount) -> bool:
    """As in "27 drones, nine of them over the port": the last count before a part is one of means."""
    before = [other for other in reading.amounts if other.first < amount.first and other.head is not None]
    return bool(before) and before[-1].head is not None and before[-1].head.category == "means"


def _listed_under(reading: Reading, draft: Draft) -> Draft | None:
    """As in "four deaths: a worker …": a single person after the colon of a count of the same kind."""
    if draft.value != 1:
        return None
    before = [
        other for other in reading.drafts if other.kind is draft.kind and other.last <= draft.first and other.value is not None and other.value > 1
    ]
    if before and any(reading.sentence.words[at] == ":" for at in range(before[-1].last, draft.first)):
        return before[-1]
    return None


def _of_kind_before(reading: Reading, amount: Amount) -> tuple[int | None, str | None]:
    """As in "Of the injured, 12 are in hospital": where the part's own words begin, and the kind it is a part of."""
    sentence, at = reading.sentence, amount.first - 1
    if at < 2 or sentence.words[at] != ",":
        return None, None
    noun = sentence.before(at, "kind_noun")
    if noun is None:
        return None, None
    for first in range(noun - 1, max(-1, noun - 5), -1):
        if sentence.has(first, "of") and (first == 0 or sentence.words[first - 1] in ",;"):
            is_counted = any(other.first < at and other.last > first for other in reading.amounts)
            return (amount.first if is_counted else first), sentence.marks[noun]["kind_noun"][0]
    return None, None


def _choose(amount: Amount, after: _Term | None, before: _Term | None) -> _Term | None:
    """The nearer term; at the same distance the one before, which governs the number as its object."""
    chosen = after or before
    if after is not None and before is not None and before.gap <= after.gap:
        chosen = before
    head = amount.head
    if chosen is None or (head is not None and head.category != "word"):
        return chosen
    if chosen is before and head is not None:
        return chosen if chosen.last == amount.first else None
    if chosen.gap > 1:
        return None
    return chosen


def _kind(amount: Amount, term: _Term | None, parent: Draft | None) -> ClaimKind | None:
    head = amount.head
    if head is not None and head.category == "kind_noun":
        if term is not None and term.value != head.value and term.gap <= _NEAR and (term.first > head.first or head.is_part_of):
            return ClaimKind(term.value)
        return ClaimKind(head.value)
    if term is not None:
        return ClaimKind(term.value)
    if parent is not None and (head is None or head.category == "person"):
        return parent.kind
    return None


def _parent(reading: Reading, amount: Amount, earlier: list[Draft], kind: str | None) -> Draft | None:
    candidates = [draft for draft in reading.drafts if draft.unit == "person" and draft.first < amount.first]
    candidates = [draft for draft in earlier if draft.unit == "person"] + candidates
    candidates = [
        draft for draft in candidates if draft.polarity is Polarity.POSITIVE and draft.kind.is_casualty and draft.certainty is not Certainty.DENIED
    ]
    if kind is not None:
        candidates = [draft for draft in candidates if draft.kind.value == kind]
    candidates = [draft for draft in candidates if reading.sentence.index - draft.sentence.index <= (4 if kind is not None else 1)]
    return candidates[-1] if candidates else None


def _term_after(reading: Reading, amount: Amount, position: int) -> _Term | None:
    sentence = reading.sentence
    at, gap, inside, group = position, 0, 0, None
    if at < sentence.n and sentence.words[at] in "—–" and (amount.head is None or amount.head.is_part_of or at > amount.last):
        at += 1
    while at < sentence.n:
        marks = sentence.marks[at]
        if at > position and _is_person_amount(reading, at):
            return None
        own = _own_kind(amount, marks) if at > position else None
        if own is not None:
            at = own
            continue
        if "kind" in marks and not (
            _takes_next(reading, marks["kind"][1])
            and amount.head is not None
            and (group is None or amount.kind == "one")
            and amount.head.category == "word"
        ):
            return _term(marks["kind"], group if group is not None else at, at, gap)
        skip = _transparent(reading, at)
        if skip is not None:
            if "aux" in marks or "adverb" in marks:
                group = at if group is None else group
            at = skip
            continue
        if is_barrier(sentence, at) or ("and" in marks and at != position) or not _ENDS.isdisjoint(marks):
            return None
        gap, inside = (gap + 1, inside) if group is None else (gap, inside + 1)
        if gap > _FAR or inside > _INSIDE:
            return None
        at += 1
    return None


def _own_kind(amount: Amount, marks: dict[str, tuple[str, int]]) -> int | None:
    """One past a word of the kind that the noun says already: "two injured are in hospital with broken bones"."""
    is_same = amount.head is not None and amount.head.category == "kind_noun" and marks.get("kind", ("", 0))[0] == amount.head.value
    return marks["kind"][1] if is_same else None


def _takes_next(reading: Reading, position: int) -> bool:
    """Whether an amount follows at once: then the verb is its own, unless a mark parts them ("were hurt, twelve of them badly")."""
    return any(
        position <= other.first <= position + 1 and not (other.first > position and reading.sentence.words[position] in ",;:—–")
        for other in reading.amounts
    )


def _transparent(reading: Reading, position: int) -> int | None:
    """Past auxiliaries, adverbs, quotes of names and ages, which do not count as words between."""
    sentence = reading.sentence
    for category in ("aux", "adverb"):
        after = sentence.after(position, category)
        if after is not None:
            return sentence.find("kind", position + 1, after) or after
    if sentence.words[position] in "'\"":
        return position + 1
    at = sentence.after(position, "of") or (position + 1 if sentence.words[position] == "," else position)
    amount = next((amount for amount in reading.amounts if amount.core == at), None)
    if amount is not None and amount.head is not None and amount.head.category == "duration":
        return amount.last + 1 if amount.last < sentence.n and sentence.words[amount.last] == "," else amount.last
    return None


def _is_person_amount(reading: Reading, position: int) -> bool:
    amount = reading.amount_at(position)
    return amount is not None and amount.kind != "one" and (amount.head is None or amount.head.category in {"person", "kind_noun", "word"})


def _term_before(reading: Reading, position: int) -> _Term | None:
    """A verb of a kind just before: "killed three people", "Погибли двое"."""
    sentence = reading.sentence
    gap, at = 0, position
    while at > 0 and gap <= _NEAR:
        start = sentence.before(at, "kind")
        if start is not None:
            return _term(sentence.marks[start]["kind"], start, start, gap)
        nouns = sentence.before(at, "kind_noun")
        if nouns is not None and gap <= 1 and at < position and sentence.has(at, "to"):
            return _Term(sentence.marks[nouns]["kind_noun"][0], nouns, at, nouns, gap)
        aside = _aside_before(sentence, at)
        if aside is not None:
            at = aside
            continue
        if is_barrier(sentence, at - 1) or sentence.has(at - 1, "and") or any(amount.last == at for amount in reading.amounts):
            return None
        gap += 0 if any(sentence.has(at - 1, word) for word in _LIGHT) else 1
        at -= 1
    return None


def _aside_before(sentence: Sentence, position: int) -> int | None:
    """The first comma of ", perhaps," that ends before a token, or `None`."""
    if position < 3 or sentence.words[position - 1] != ",":
        return None
    start = sentence.before(position - 1, "possible") or sentence.before(position - 1, "adverb")
    return start - 1 if start is not None and start > 0 and sentence.words[start - 1] == "," else None


def read_negations(reading: Reading) -> None:
    """As in "No casualties", "aucune victime", "жертв немає": a count of zero, said as such."""
    sentence = reading.sentence
    for position in range(sentence.n):
        end = sentence.after(position, "negator")
        if end is None:
            continue
        value = sentence.value(position, "negator")
        if value == "not" and any(sentence.value(at, "negator") == "no" for at in range(end, min(sentence.n, end + 3))):
            continue
        terms = [] if value == "post" else _kinds_from(sentence, end, 4, verbs=value == "no")
        first, last = position, end
        if terms:
            last = terms[-1][2]
        else:
            terms = (
                (_kinds_back(sentence, position) or _kind_far_back(sentence, position)) if value == "post" or reading.grammar.case_articles else []
            )
            first = terms[0][1] if terms else first
        for value, own, _ in terms:
            if any(draft.covers(own, own + 1) for draft in reading.drafts if draft.kind.is_casualty):
                continue
            draft = reading.new_draft(ClaimKind(value), first, last, anchor=own)
            draft.value, draft.unit, draft.polarity = 0.0, "person", Polarity.NEGATIVE


def _kinds_from(sentence: Sentence, position: int, farthest: int, *, verbs: bool) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    at, words = position, 0
    while at < sentence.n and words <= farthest:
        mark = sentence.marks[at].get("kind_noun") or (sentence.marks[at].get("kind") if verbs and not found else None)
        if mark is not None:
            found.append((mark[0].removesuffix(_PLACE), at, mark[1]))
            at = mark[1]
            if not (sentence.has(at, "and") or sentence.has(at, "range_infix")):
                break
            at, words = at + 1, farthest - 2
            continue
        if is_barrier(sentence, at) or sentence.is_number(at) or sentence.has(at, "thing"):
            break
        words += 0 if sentence.has(at, "aux") or sentence.has(at, "article") or sentence.has(at, "of") else 1
        at += 1
    return found


def _kinds_back(sentence: Sentence, position: int) -> list[tuple[str, int, int]]:
    """Nouns of a kind just before a negator that comes last."""
    found: list[tuple[str, int, int]] = []
    at = position
    while at > 0:
        start = sentence.before(at, "kind_noun")
        if start is None:
            break
        found.insert(0, (sentence.marks[start]["kind_noun"][0], start, at))
        if not (start > 0 and (sentence.has(start - 1, "and") or sentence.has(start - 1, "range_infix"))):
            break
        at = start - 1
    return found


def _kind_far_back(sentence: Sentence, position: int) -> list[tuple[str, int, int]]:
    """As in "жертв среди детей нет": the noun of a kind a few words before a negator that comes last, in the same clause."""
    for at in range(position - 1, max(-1, position - 5), -1):
        if is_barrier(sentence, at) or sentence.has(at, "kind") or sentence.is_number(at):
            return []
        mark = sentence.marks[at].get("kind_noun")
        if mark is not None:
            return [(mark[0], at, mark[1])]
    return []


def last_person(drafts: list[Draft]) -> Draft | None:
    """The latest count of the event's people."""
    return next(
        (draft for draft in reversed(drafts) if draft.unit == "person" and draft.kind.is_casualty and draft.polarity is Polarity.POSITIVE), None
    )


def read_corrections(reading: Reading, earlier: list[Draft]) -> None:
    """Bare numbers of tolls and corrections: "revised down from 70 to 57", "зросла до восьми"."""
    sentence = reading.sentence
    changes = sorted((at, category) for category in ("change_down", "change_up", "withdrawn") for at in sentence.begins(category))
    totals = sentence.begins("total")
    if not changes and not totals and not sentence.begins("instead"):
        return
    bare = [
        amount
        for amount in reading.amounts
        if not amount.is_used and amount.kind == "number" and (amount.head is None or amount.head.category == "word")
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
    if last is None or not sentence.has(last - 1, "kind_noun") or amount.core - last > _NEAR or sentence.before(amount.core, "range_open") == last:
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
