"""The noun or unit that a number counts."""

from __future__ import annotations

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import Number, read_number
from temoin.extract.tokens import Sentence

__all__ = ["HEAD_CATEGORIES", "Head", "read_head"]

_FARTHEST_HEAD = 3
"""How many words may stand between a number and its noun ("deux autres jeunes employés")."""
HEAD_CATEGORIES = ("unit", "money", "duration", "kind_noun", "person", "means", "thing", "part", "item")
_PREDICATES = ("ы", "о", "а", "н", "ли", "в")
"""Endings of Slavic participles and verbs that are predicates, never adjectives before a noun: "выбиты стёкла"."""


@attrs.frozen
class Head:
    """The noun or unit that a number counts.

    Args:
        category: `unit`, `money`, `duration`, `kind_noun`, `person`, `means`, `thing`, `part`, `item`, or `word` for a noun that no table knows.
        value: the table's value, for instance `drone`, `m2`, `killed`; "" for `word`.
        first: its first token.
        last: one past its last token.
        is_part_of: the number counts some of the noun ("two of the drones").
    """

    category: str
    value: str
    first: int
    last: int
    is_part_of: bool = False


def read_head(sentence: Sentence, position: int, grammar: Grammar, number: Number | None = None) -> Head | None:
    """The noun that a number counts, from the token after the number."""
    if number is not None and number.kind == "fraction":
        return Head("unit", "%", position, position)
    if sentence.has(position, "of_them"):
        return None
    at = position
    if at < sentence.n and sentence.words[at] == "-" and sentence.is_glued(at) and at + 1 < sentence.n and sentence.is_glued(at + 1):
        at += 1
    of = sentence.after(at, "of_kind") if number is not None and number.kind in {"approx", "plural", "fraction"} else None
    if of is None and number is not None and sentence.value(position - 1, "scale") is not None:
        of = sentence.after(at, "of_kind")
    if of is not None:
        at = of
    elif sentence.has(at, "of") or sentence.has(at, "of_kind"):
        part = _part_of(sentence, sentence.after(at, "of") or sentence.after(at, "of_kind") or at, grammar)
        return part if part is None or part.category in {"person", "kind_noun", "means", "thing"} else None
    return _noun(sentence, at, grammar)


def _part_of(sentence: Sentence, position: int, grammar: Grammar) -> Head | None:
    """As in "two of the drones", "35 of the injured", "neuf des douze drones"."""
    at = position
    while at < sentence.n and (sentence.has(at, "article") or sentence.has(at, "modifier")):
        at += 1
    second = read_number(sentence, at, grammar)
    if second is not None and second.kind == "number":
        at = second.last
    head = _noun(sentence, at, grammar)
    return None if head is None else attrs.evolve(head, is_part_of=True)


def _noun(sentence: Sentence, position: int, grammar: Grammar) -> Head | None:
    at = position
    if sentence.has(position, "article") and sentence.has(position + 1, "kind_noun"):
        return Head("kind_noun", *_mark(sentence, position + 1, "kind_noun"))
    for _ in range(_FARTHEST_HEAD + 1):
        if at >= sentence.n:
            return None
        marks = sentence.marks[at]
        for category in HEAD_CATEGORIES:
            mark = marks.get(category)
            if mark is not None and not (category in {"unit", "duration", "money"} and at > position):
                return _longest_head(sentence, at, category, mark) if grammar.month_first else Head(category, mark[0], at, mark[1])
        participle = _participle(sentence, at, grammar)
        if participle is not None:
            at = participle
            continue
        if not _may_be_skipped(sentence, at):
            break
        at = sentence.after(at, "modifier") or at + 1
    return _unknown_noun(sentence, position, grammar)


def _mark(sentence: Sentence, position: int, category: str) -> tuple[str, int, int]:
    """Value, place and end of a mark."""
    value, last = sentence.marks[position][category]
    return value, position, last


def _participle(sentence: Sentence, position: int, grammar: Grammar) -> int | None:
    """One past a participle that stands before its noun ("two burned-out tanks"), in languages where it can."""
    if not (grammar.month_first or grammar.capital_nouns or grammar.case_articles):
        return None
    after = sentence.after(position, "effect")
    if grammar.case_articles and sentence.low[position].endswith(_PREDICATES):
        return None
    if after is None or not any(sentence.has(after, category) for category in ("thing", "part", "means")):
        return None
    return after


def _longest_head(sentence: Sentence, at: int, category: str, mark: tuple[str, int]) -> Head:
    """The head at a token; an English compound goes on to its last noun ("fire engines", "gas station workers")."""
    if category in {"thing", "part", "item"}:
        following = sentence.marks[mark[1]] if mark[1] < sentence.n else {}
        for other in ("person", "kind_noun", "means", "thing", "part", "item"):
            step = following.get(other)
            if (
                step is not None
                and sentence.words[at][0].islower()
                and other != category
                and sentence.words[mark[1]][0].islower()
                and "of" not in following
            ):
                return Head(other, step[0], at, step[1])
    return Head(category, mark[0], at, mark[1])


def _may_be_skipped(sentence: Sentence, position: int) -> bool:
    """An adjective or a word like it: unknown, in lower case, no function word."""
    if not sentence.is_word(position):
        return False
    marks = sentence.marks[position]
    if "modifier" in marks or "other" in marks:
        return True
    return not (marks.keys() - {"adverb", "nation", "image", "attack", "history", "next", "last", "title", "facility"}) and sentence.is_word(position)


def _unknown_noun(sentence: Sentence, position: int, grammar: Grammar) -> Head | None:
    """A noun that no table knows: the next word, if it can be one."""
    at = position
    while at < sentence.n and (sentence.has(at, "modifier") or sentence.has(at, "other")):
        at += 1
    if at >= sentence.n or not sentence.is_word(at) or len(sentence.words[at]) < 3:
        return None
    marks = sentence.marks[at].keys() - {"facility", "source", "image", "place_noun", "history", "title", "nation"}
    if marks or (sentence.is_capital(at) and not grammar.capital_nouns):
        return None
    return Head("word", "", at, at + 1)
