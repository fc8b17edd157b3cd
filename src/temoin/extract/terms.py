"""The verb or noun that gives a count of people its kind, before or after the number."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Reading, is_barrier
from temoin.extract.quantities import Amount
from temoin.extract.tokens import Sentence

__all__ = ["NEAR", "PLACE", "Term", "term_after", "term_before"]

NEAR = 2
"""A kind's verb that stands at most so many words off is part of the span (claim guide)."""
_FAR = 7
"""Farthest words between a counted noun and the verb that gives its kind."""
_INSIDE = 5
"""Farthest words inside a verb group ("wurden mit Hubschraubern gerettet")."""
_BRACKET = 12
"""The same in German, where the participle ends the clause: "wurden bei dem Brand in der Fabrik am Hafen getötet"."""
_ASIDE = 8
"""Tokens of what may stand between commas after the subject: "the displaced, lodged in tents, are some 3,200"."""
_LIGHT = frozenset({"adverb", "article", "aux", "possible", "conditional", "other"})
"""Words that do not count between a verb of a kind and its number."""
_ENDS = frozenset({"relative", "effect", "kind_noun"})
"""What ends the search for the verb of a kind."""
PLACE = "_at"
"""Ends the table's keys for phrases of place that give a kind ("under the rubble")."""


@attrs.frozen
class Term:
    """A word that gives a kind: value, its verb group, its own place, words between it and the amount, whether it is a phrase of place."""

    value: str
    first: int
    last: int
    own: int
    gap: int
    is_place: bool = False


def _term(mark: tuple[str, int], first: int, own: int, gap: int) -> Term:
    return Term(mark[0].removesuffix(PLACE), first, mark[1], own, gap, mark[0].endswith(PLACE))


def term_after(reading: Reading, amount: Amount, position: int) -> Term | None:
    """The word after an amount that gives its kind, past auxiliaries, adverbs and a few plain words; `None` where another clause begins."""
    sentence = reading.sentence
    at, gap, inside, group = position, 0, 0, None
    if at < sentence.n and sentence.words[at] in "—–" and (amount.head is None or amount.head.is_part_of or at > amount.last):
        at += 1
    aside = _past_aside(sentence, amount, at)
    at, gap = (_past_comma(sentence, at), gap) if aside is None else (aside, NEAR + 1)
    while at < sentence.n:
        marks = sentence.marks[at]
        if at > (aside or position) and _is_person_amount(reading, at):
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
        if gap > _FAR or inside > (_BRACKET if reading.grammar.capital_nouns else _INSIDE):
            return None
        at += 1
    return None


def _past_aside(sentence: Sentence, amount: Amount, position: int) -> int | None:
    """One past what is set apart by commas after people, where their verb follows: "20 people, most of them children, were killed"."""
    if sentence.words[position : position + 1] != [","] or (amount.head is not None and amount.head.category != "person"):
        return None
    close = next((at for at in range(position + 2, min(sentence.n, position + _ASIDE + 2)) if sentence.words[at] == ","), None)
    if close is None or not (sentence.has(close + 1, "aux") or sentence.has(close + 1, "kind")):
        return None
    begin = sentence.after(position + 1, "partitive") or position
    return None if any(sentence.find(category, begin, close) is not None for category in ("kind", "kind_noun", "relative")) else close + 1


def _past_comma(sentence: Sentence, position: int) -> int:
    """Past the comma before a participle that is set apart: "some 20 people, slightly hurt, were treated"."""
    if position >= sentence.n or sentence.words[position] != ",":
        return position
    at = position + 1
    while at < sentence.n and sentence.has(at, "adverb") and not sentence.has(at, "kind"):
        at += 1
    end = sentence.after(at, "kind")
    return position + 1 if end is not None and sentence.words[end : end + 1] == [","] else position


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


def term_before(reading: Reading, position: int) -> Term | None:
    """A verb of a kind just before: "killed three people", "Погибли двое"."""
    sentence = reading.sentence
    gap, at = 0, position
    while at > 0 and gap <= NEAR:
        start = sentence.before(at, "kind")
        if start is not None:
            return _term(sentence.marks[start]["kind"], start, start, gap)
        nouns = sentence.before(at, "kind_noun")
        if nouns is not None and gap <= 1 and at < position and sentence.has(at, "to"):
            return Term(sentence.marks[nouns]["kind_noun"][0], nouns, at, nouns, gap)
        aside = _aside_before(sentence, at)
        if aside is not None:
            at = aside
            continue
        if (
            is_barrier(sentence, at - 1)
            or sentence.has(at - 1, "and")
            or sentence.has(at - 1, "relative")
            or any(amount.last == at for amount in reading.amounts)
        ):
            return None
        gap += sentence.marks[at - 1].keys().isdisjoint(_LIGHT)
        at -= 1
    return None


def _aside_before(sentence: Sentence, position: int) -> int | None:
    """The first comma of ", perhaps," that ends before a token, or `None`."""
    if position < 3 or sentence.words[position - 1] != ",":
        return None
    led = next((at for at in range(position - 2, max(0, position - _ASIDE), -1) if sentence.words[at] == ","), None)
    if led is not None and sentence.has(led - 1, "kind_noun") and sentence.has(position, "aux"):
        return led
    start = sentence.before(position - 1, "possible") or sentence.before(position - 1, "adverb")
    return start - 1 if start is not None and start > 0 and sentence.words[start - 1] == "," else None
