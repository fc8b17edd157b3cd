"""Numbers as they are written: digits with each language's marks, number words by grammar, magnitudes."""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.tokens import Sentence

__all__ = ["Number", "read_digits", "read_number"]

_VAGUE = frozenset({"one", "article", "approx", "plural", "fraction", "couple"})
_EXACT = frozenset({"one", "number", "scale"})
_SHORTEST_COMPOUND = 5
_GROUPED = re.compile(r"\d{1,3}(?:[ .,]\d{3})+")


@attrs.frozen
class Number:
    """A number and where it stands.

    Args:
        value: the number; for plurals ("dozens") the least that they can mean.
        first: its first token.
        last: one past its last token.
        kind: `number`; `approx` ("a dozen"); `plural` ("several"); `one` for a word that may be an article; `fraction` (in per cent).
    """

    value: float
    first: int
    last: int
    kind: str = "number"


def read_digits(word: str, grammar: Grammar) -> float | None:
    """The value of a number in digits, or `None` where its marks make no sense (a clock time, a version).

    A mark before exactly three digits parts groups if the language uses it so; any single mark else is the decimal mark: "1.300" is 1300 in
    German, "5.4" is 5.4 there too.
    """
    if word.isdigit():
        return float(word) if len(word) == 1 or word[0] != "0" else None
    body, fraction = word, ""
    mark = grammar.decimal
    if mark in body:
        body, _, fraction = body.rpartition(mark)
        if not fraction.isdigit():
            return None
    elif body.count(".") == 1 and not _GROUPED.fullmatch(body):
        body, _, fraction = body.partition(".")
    if not body.isdigit():
        if not _GROUPED.fullmatch(body) or any(character not in f"0123456789 {grammar.group}" for character in body):
            return None
        body = re.sub(r"\D", "", body)
    return float(f"{body}.{fraction}") if fraction else float(body)


def read_number(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    """The number that begins at a token, or `None`."""
    if sentence.is_number(position):
        value = read_digits(sentence.words[position], grammar)
        if value is None:
            return None
        return _with_magnitude(sentence, Number(value, position, position + 1))
    if position >= sentence.n:
        return None
    marks = sentence.marks[position]
    if marks and not _VAGUE.isdisjoint(marks):
        vague = _vague(sentence, position)
        if vague is not None:
            return vague
    if (not marks or _EXACT.isdisjoint(marks)) and not (grammar.compounds and _may_be_compound(sentence, position, grammar)):
        return None
    return _with_magnitude(sentence, _words(sentence, position, grammar))


def _vague(sentence: Sentence, position: int) -> Number | None:
    """As in "A dozen", "dozens", "several", "half"; with the article in front."""
    at = position
    article = sentence.has(position, "one") or sentence.has(position, "article")
    if article and sentence.after(position, "one" if sentence.has(position, "one") else "article") == position + 1:
        at = position + 1
    for kind in ("approx", "plural", "fraction", "couple"):
        for start in (position, at):
            mark = sentence.marks[start].get(kind) if start < sentence.n else None
            if mark is not None:
                return Number(float(mark[0]), position, mark[1], "approx" if kind == "couple" else kind)
    return None


def _with_magnitude(sentence: Sentence, number: Number | None) -> Number | None:
    """Multiply by a magnitude that follows: "1,3 тис.", "2.5 million"."""
    if number is None or number.kind != "number":
        return number
    scale = sentence.value(number.last, "scale")
    after = sentence.after(number.last, "scale")
    if scale is None or after is None or float(scale) < 1000:
        return number
    return Number(number.value * float(scale), number.first, after)


def _words(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    total, current, at, last_step, any_number = 0.0, 0.0, position, float("inf"), False
    only_one = False
    while at < sentence.n:
        step = _step(sentence, at, grammar)
        if step is None:
            link = _link(sentence, at) if any_number else None
            follow = _step(sentence, link, grammar) if link is not None else None
            if link is None or follow is None or not _fits(current, follow, last_step):
                break
            at = link
            continue
        if not _fits(current, step, last_step):
            break
        value, after, is_scale = step
        if is_scale and value >= 1000:
            total += max(current, 1.0) * value
            current, last_step = 0.0, float("inf")
        elif is_scale:
            current, last_step = max(current, 1.0) * value, value
        else:
            current, last_step = current + value, value
        only_one = not any_number and sentence.has(at, "one")
        any_number, at = True, after
    if not any_number:
        return None
    return Number(total + current, position, at, "one" if only_one else "number")


def _step(sentence: Sentence, position: int, grammar: Grammar) -> tuple[float, int, bool] | None:
    """One number word: value, one past it, whether it multiplies."""
    if position >= sentence.n:
        return None
    marks = sentence.marks[position]
    for category in ("number", "scale", "one"):
        mark = marks.get(category)
        if mark is not None:
            return float(mark[0]), mark[1], category == "scale"
    if grammar.compounds and sentence.is_word(position):
        value = _compound(sentence.low[position], grammar)
        if value is not None:
            return float(value), position + 1, False
    return None


def _fits(current: float, step: tuple[float, int, bool], last_step: float) -> bool:
    """Whether a number word can follow the ones before: tens before ones, hundreds before tens, 60 and 80 before teens, 10 before 7 to 9."""
    value, _, is_scale = step
    if is_scale:
        return value >= 1000 or current < 100
    if current == 0:
        return True
    if last_step in {60, 80} and value < 20:
        return True
    if last_step == 10 and 7 <= value < 10:
        return True
    if last_step >= 100:
        return value < 100
    return 20 <= last_step < 100 and value < 10


def _link(sentence: Sentence, position: int) -> int | None:
    """The token after a hyphen or an "and" inside a number."""
    if position < sentence.n and sentence.words[position] == "-" and sentence.is_glued(position):
        return position + 1
    after = sentence.after(position, "and")
    if after is not None and after == position + 1 and after < sentence.n:
        if after + 1 < sentence.n and sentence.words[position] == "-":
            return after
        return after
    return None


def _may_be_compound(sentence: Sentence, position: int, grammar: Grammar) -> bool:
    return len(sentence.low[position]) >= _SHORTEST_COMPOUND and _compound(sentence.low[position], grammar) is not None


@lru_cache(maxsize=50_000)
def _compound(word: str, grammar: Grammar) -> int | None:
    """A number written as one word (German, Italian), by longest morphemes."""
    if len(word) < _SHORTEST_COMPOUND:
        return None
    total, current, rest = 0, 0, word
    while rest:
        morpheme = next((rest[:length] for length in range(len(rest), 1, -1) if rest[:length] in grammar.morphemes), None)
        if morpheme is None:
            if rest.startswith("und") and grammar.compounds == "german":
                rest = rest[3:]
                continue
            return None
        value = grammar.morphemes[morpheme]
        if value in {100, 1000, 1_000_000}:
            if value == 100:
                current = max(current, 1) * 100
            else:
                total, current = total + max(current, 1) * value, 0
        else:
            current += value
        rest = rest[len(morpheme) :]
    return total + current
