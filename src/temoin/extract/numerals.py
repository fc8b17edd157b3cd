"""Numbers as they are written: digits with each language's marks, number words by grammar, magnitudes."""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.tokens import Sentence

__all__ = ["Number", "compound_value", "number_starts", "read_digits", "read_number"]

_STARTS = ("number", "one", "article", "scale", "approx", "plural", "fraction", "couple")
"""What a word that begins a number is marked with."""
_VAGUE = frozenset({"one", "article", "approx", "plural", "fraction", "couple"})
_EXACT = frozenset({"one", "number", "scale"})
_SHORTEST_COMPOUND = 5
_TENS, _HUNDRED, _THOUSAND = 20, 100, 1000
_LEAST_PHRASE = 100_000
"""Numbers of several words that are one phrase of the table begin here: "half a million"."""
_HYPHENS, _MARKS_AFTER = frozenset("-‐‑–—"), frozenset(".,;:!?)\"'")
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


def number_starts(sentence: Sentence, grammar: Grammar, *others: str) -> list[int]:
    """The tokens at which a number can begin, and those with a mark of another category; most tokens need no closer look."""
    compounds = [at for at in range(sentence.n) if _may_be_compound(sentence, at, grammar)] if grammar.compounds else ()
    return sorted({*sentence.begins(*_STARTS, *others), *sentence.numerals, *compounds})


def read_number(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    """The number that begins at a token, or `None`; "forty-five (45)" is one number, said twice."""
    if position not in sentence.numbers:
        sentence.numbers[position] = _twice(sentence, _read(sentence, position, grammar), grammar)
    known: Number | None = sentence.numbers[position]
    return known


def _twice(sentence: Sentence, number: Number | None, grammar: Grammar) -> Number | None:
    """A number with the same again in brackets after it."""
    if number is None or number.last >= sentence.n or sentence.words[number.last] != "(":
        return number
    again = _read(sentence, number.last + 1, grammar)
    if again is None or again.value != number.value or again.last >= sentence.n or sentence.words[again.last] != ")":
        return number
    return attrs.evolve(number, last=again.last + 1)


def _read(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    if sentence.is_number(position):
        value = read_digits(sentence.words[position], grammar)
        return None if value is None else _with_magnitude(sentence, Number(value, position, position + 1), grammar)
    if position >= sentence.n:
        return None
    marks = sentence.marks[position]
    if marks and not _VAGUE.isdisjoint(marks):
        vague = _vague(sentence, position)
        if vague is not None:
            return vague
    if (not marks or _EXACT.isdisjoint(marks)) and not (grammar.compounds and _may_be_compound(sentence, position, grammar)):
        return None
    number = _words(sentence, position, grammar)
    if number is None:
        return None
    pointed = _pointed(sentence, number, grammar)
    return _multiple(sentence, number) if pointed is None else _with_magnitude(sentence, pointed, grammar)


def _pointed(sentence: Sentence, number: Number, grammar: Grammar) -> Number | None:
    """As in "two point two million", "zwei Komma drei"."""
    if not grammar.decimal_word or number.last >= sentence.n or sentence.low[number.last] != grammar.decimal_word or number.value >= _THOUSAND:
        return None
    fraction = _group(sentence, number.last + 1, grammar, at_most=float("inf"))
    if fraction is None or number.value != int(number.value):
        return None
    return Number(float(f"{number.value:.0f}.{fraction[0]:.0f}"), number.first, fraction[1])


def _vague(sentence: Sentence, position: int) -> Number | None:
    """As in "A dozen", "dozens", "several", "half"; with the article in front."""
    at = position
    article = sentence.has(position, "one") or sentence.has(position, "article")
    if article and sentence.after(position, "one" if sentence.has(position, "one") else "article") == position + 1:
        at = position + 1
    whole = sentence.marks[at].get("number") if at < sentence.n else None
    if whole is not None and whole[1] > at + 1 and float(whole[0]) >= _LEAST_PHRASE:
        return Number(float(whole[0]), position, whole[1])
    for kind in ("approx", "plural", "fraction", "couple"):
        for start in (position, at):
            mark = sentence.marks[start].get(kind) if start < sentence.n else None
            if mark is not None:
                return Number(float(mark[0]), position, mark[1], "approx" if kind == "couple" else kind)
    return None


def _with_magnitude(sentence: Sentence, number: Number | None, grammar: Grammar) -> Number | None:
    """Multiply by a magnitude that follows, and add what follows it: "1,3 тис.", "2.5 million", "4 thousand 3 hundred and 21"."""
    if number is None or number.kind != "number":
        return number
    halved = sentence.after(number.last, "and_half")
    if halved is not None and _scale_after(sentence, halved)[0] >= _THOUSAND:
        number = Number(number.value + 0.5, number.first, halved)
    scale, after = _scale_after(sentence, number.last)
    if after is None or scale < (_HUNDRED if grammar.digit_hundreds else _THOUSAND):
        return _multiple(sentence, number)
    value, last = number.value * scale, after
    if scale == _HUNDRED:
        tail = _group(sentence, _linked(sentence, after, grammar), grammar, at_most=_HUNDRED)
        return Number(value, number.first, after) if tail is None else Number(value + tail[0], number.first, tail[1])
    halved = sentence.after(after, "and_half")
    if halved is not None:
        return Number(value + 0.5 * scale, number.first, halved)
    if number.value == int(number.value) and _goes_on(sentence, after, grammar):
        more, last = _scales(sentence, after, grammar, last_scale=scale)
        value += more
    return Number(value, number.first, last)


def _goes_on(sentence: Sentence, position: int, grammar: Grammar) -> bool:
    """Whether words or digits with a magnitude of their own follow a magnitude: "4 millones 2 mil", not "2 million 300 people"."""
    if not sentence.is_number(position):
        return _step(sentence, position, grammar) is not None
    return _scale_after(sentence, position + 1)[1] is not None


def _multiple(sentence: Sentence, number: Number) -> Number:
    """As in "two dozen", "3 docenas"."""
    unit = sentence.value(number.last, "multiple")
    after = sentence.after(number.last, "multiple")
    if unit is None or after is None or number.value >= _THOUSAND:
        return number
    return Number(number.value * float(unit), number.first, after, "approx")


def _scale_after(sentence: Sentence, position: int) -> tuple[float, int | None]:
    scale = sentence.value(position, "scale")
    return (0.0, None) if scale is None else (float(scale), sentence.after(position, "scale"))


def _words(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    total, last = _scales(sentence, position, grammar)
    if last == position:
        return None
    only_one = last == sentence.after(position, "one")
    return Number(total, position, last, "one" if only_one else "number")


def _scales(sentence: Sentence, position: int, grammar: Grammar, *, last_scale: float = float("inf")) -> tuple[float, int]:
    """The sum of groups under a thousand times falling magnitudes, and one past its last token."""
    total, at, last = 0.0, position, position
    while at < sentence.n:
        group = _group(sentence, at, grammar, at_most=last_scale)
        halved = sentence.after(group[1], "and_half") if group else None
        scale, after = _scale_after(sentence, halved or (group[1] if group else at))
        if after is not None and scale >= _THOUSAND:
            if scale >= last_scale:
                break
            count = (group[0] if group else 1.0) + (0.5 if halved else 0.0)
            total, last, last_scale = total + count * scale, after, scale
            halved = sentence.after(after, "and_half")
            if halved is not None:
                return total + 0.5 * scale, halved
            at = _linked(sentence, after, grammar)
            continue
        if group is not None:
            total, last = total + group[0], group[1]
        break
    return total, last


def _group(sentence: Sentence, position: int, grammar: Grammar, *, at_most: float) -> tuple[float, int] | None:
    """A number under a thousand in words, its last part perhaps in digits; `None` where there is none below `at_most`."""
    current, at, last, last_step = 0.0, position, position, float("inf")
    while at < sentence.n:
        step = _step(sentence, at, grammar) or (_digit_step(sentence, at) if last > position or at_most < float("inf") else None)
        if step is None or (step[0] >= _THOUSAND and step[2]) or not _fits(current, step, last_step):
            if at != last:
                break
            at = _link(sentence, at, grammar, last_step) or sentence.n
            if last == position:
                break
            continue
        value, after, is_scale = step
        current, last_step = (max(current, 1.0) * value, value) if is_scale else (current + value, value)
        at = last = after
    return (current, last) if last > position and current < at_most else None


def _digit_step(sentence: Sentence, position: int) -> tuple[float, int, bool] | None:
    """Digits as the last part of a number: "treinta y 3"; not the first part of an age or a name ("twenty 5-year-olds")."""
    word = sentence.words[position]
    if not word.isdigit() or len(word) > 3 or (len(word) > 1 and word[0] == "0"):
        return None
    is_glued = position + 1 < sentence.n and sentence.is_glued(position + 1) and sentence.words[position + 1] not in _MARKS_AFTER
    return None if is_glued else (float(word), position + 1, False)


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
        value = compound_value(sentence.low[position], grammar)
        if value is not None:
            return float(value), position + 1, False
    return None


def _fits(current: float, step: tuple[float, int, bool], last_step: float) -> bool:
    """Whether a number word can follow the ones before: tens before ones, hundreds before tens, 60 and 80 before teens, 10 before 7 to 9."""
    value, _, is_scale = step
    if value == 0:
        return last_step == float("inf")
    if is_scale:
        return value >= 1000 or current < 100
    if current == 0 or (last_step in {60, 80} and value < _TENS) or (last_step == 10 and 7 <= value < 10):
        return True
    return value < _HUNDRED if last_step >= _HUNDRED else last_step >= _TENS and value < 10


def _link(sentence: Sentence, position: int, grammar: Grammar, last_step: float) -> int | None:
    """The token after a hyphen or an "and" inside a number, by what the language links: "vingt et un", "treinta y cinco", "one hundred and five"."""
    if position >= sentence.n:
        return None
    if sentence.words[position] == "-" and position + 3 < sentence.n and sentence.has(position + 1, "and") and sentence.words[position + 2] == "-":
        return position + 3
    if sentence.words[position] in _HYPHENS and (sentence.is_glued(position) or _TENS <= last_step < _HUNDRED):
        return position + 1
    if not (sentence.after(position, "and") == position + 1 and position + 1 < sentence.n):
        return None
    if grammar.number_link == "tens":
        return position + 1 if _TENS <= last_step < _HUNDRED else None
    return position + 1 if grammar.number_link == "hundreds" and last_step == _HUNDRED else None


def _linked(sentence: Sentence, position: int, grammar: Grammar) -> int:
    """Past the "and" that may follow a magnitude: "two thousand and five"."""
    is_linked = grammar.number_link == "hundreds" and sentence.after(position, "and") == position + 1
    return position + 1 if is_linked else position


def _may_be_compound(sentence: Sentence, position: int, grammar: Grammar) -> bool:
    return len(sentence.low[position]) >= _SHORTEST_COMPOUND and compound_value(sentence.low[position], grammar) is not None


@lru_cache(maxsize=50_000)
def compound_value(word: str, grammar: Grammar) -> int | None:
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
