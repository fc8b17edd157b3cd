"""Counts of people: killed, injured, hospitalised, missing, displaced, rescued."""

from __future__ import annotations

from temoin.extract.draft import Draft, Reading
from temoin.extract.quantities import Amount
from temoin.extract.terms import NEAR, Term, term_after, term_before
from temoin.extract.tokens import Sentence
from temoin.model import Certainty, ClaimKind, Polarity

__all__ = ["read_persons"]


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
    if amount.kind == "one" and head is None and reading.sentence.has(amount.last, "attack"):
        return False  # "injured when a fire broke out": what happened is nobody
    if amount.kind == "one" and (head is None or head.category == "word") and _is_toll(reading.sentence, amount.core_last):
        return False  # "an earlier toll put the dead at four": the toll is nobody
    if amount.kind == "one" and head is not None and head.category == "word" and (_is_oblique(reading, amount) or _is_group(reading, amount)):
        return False
    return head is None or head.category in {"person", "kind_noun", "word"}


def _is_toll(sentence: Sentence, position: int) -> bool:
    """Whether a noun of tolls stands at a token, adverbs before it aside: "an earlier toll"."""
    while sentence.has(position, "adverb") or sentence.has(position, "modifier"):
        position += 1
    return sentence.has(position, "total")


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
    if _is_the_same(reading, amount):
        return
    partitive = sentence.before(amount.first, "partitive")
    end = amount.last if head is None or head.category != "word" else amount.core_last
    of_them = sentence.after(end, "of_them")
    if of_them is not None and _speaks(sentence, of_them):
        return
    part = _part_of(reading, amount)
    after = term_after(reading, amount, of_them or end) if part is None else None
    if after is not None and head is not None and head.category == "kind_noun" and sentence.find("and", amount.last, after.first) is not None:
        after = None  # "nine bodies and searched for": another clause
    before = term_before(reading, partitive if partitive is not None else amount.first) if part is None else None
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
    kind = _kind(amount, term, parent) or (ClaimKind(of_kind) if of_kind is not None and opening == amount.first else None)
    kind = kind or _joined_kind(reading, amount)
    if kind is None:
        return
    first = partitive if partitive is not None else amount.first if opening is None else opening
    last = max(end, of_them or 0)
    is_noun = head is not None and head.category == "kind_noun" and head.value == kind.value and not head.is_part_of and of_them is None
    if term is not None and not is_noun and term.value == kind.value and term.gap <= NEAR and not (term.is_place and term.first < amount.first):
        first, last = min(first, term.first), max(last, term.last)
    draft = reading.new_draft(kind, first, last, amount, term.own if term is not None else amount.core)
    draft.unit, draft.parent = "person", parent or _listed_under(reading, draft)
    if part is not None and part.kind.is_casualty:
        part.parent = draft


def _joined_kind(reading: Reading, amount: Amount) -> ClaimKind | None:
    """As in "killed a mother and her two children": the kind of the people before "and", where their verb stands before them."""
    sentence, at = reading.sentence, amount.first
    if amount.head is None or amount.head.category != "person" or any(sentence.has(amount.last, verb) for verb in ("aux", "said")):
        return None
    while at > 0 and any(sentence.has(at - 1, word) for word in ("article", "to", "into")):
        at -= 1
    link = sentence.before(at, "and")
    before = next((draft for draft in reading.drafts if draft.amount is not None and draft.amount.last == link and draft.kind.is_casualty), None)
    is_led = before is not None and before.amount is not None and before.first < before.amount.first
    return before.kind if before is not None and is_led else None


def _part_of(reading: Reading, amount: Amount) -> Draft | None:
    """The count before "of" of which an amount is the whole: "three of the 12 injured died", where only the three did."""
    sentence, at = reading.sentence, amount.first
    while at > 0 and sentence.has(at - 1, "article") and not sentence.has(at - 1, "of"):
        at -= 1
    of = next((start for start in (sentence.before(at, "of"), sentence.before(at, "of_kind")) if start is not None), None)
    return None if of is None else next((draft for draft in reading.drafts if draft.amount is not None and draft.amount.core_last == of), None)


def _is_the_same(reading: Reading, amount: Amount) -> bool:
    """As in "one of the dead is a volunteer": what the verb calls the person before it is nobody else."""
    start = reading.sentence.before(amount.first, "aux") if amount.kind == "one" else None
    if start is None or reading.sentence.value(start, "aux") != "be":
        return False
    return any(draft.last == start and draft.unit == "person" and draft.value == 1 for draft in reading.drafts)


def _speaks(sentence: Sentence, position: int) -> bool:
    """As in "One of them said": whoever speaks is none of those who were counted before."""
    at = position
    while (after := sentence.after(at, "aux") or sentence.after(at, "adverb")) is not None and not sentence.has(at, "said"):
        at = after
    return sentence.has(at, "said") or sentence.has(at, "denied")


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
    among = _among_before(sentence, at)
    if among is not None:
        return amount.first, among
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


def _among_before(sentence: Sentence, position: int) -> str | None:
    """As in "Among the injured are three children", "Серед поранених — троє дітей": the kind that the part is of."""
    at = position
    while at > 0 and (sentence.words[at] in ",:–—-" or sentence.has(at, "aux") or sentence.has(at, "adverb")):
        at -= 1
    noun = sentence.before(at + 1, "kind_noun")
    among = None if noun is None else noun - 1 - sentence.has(noun - 1, "article")
    if noun is None or among is None or among < 0 or sentence.before(among + 1, "among") is None:
        return None
    return sentence.value(noun, "kind_noun")


def _choose(amount: Amount, after: Term | None, before: Term | None) -> Term | None:
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


def _kind(amount: Amount, term: Term | None, parent: Draft | None) -> ClaimKind | None:
    head = amount.head
    if head is not None and head.category == "kind_noun":
        if term is not None and term.value != head.value and term.gap <= NEAR and (term.first > head.first or term.is_place or head.is_part_of):
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
