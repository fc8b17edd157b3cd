"""Quantities: numbers with their hedges, ranges and counted nouns."""

from __future__ import annotations

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.heads import HEAD_CATEGORIES, Head, read_head
from temoin.extract.numerals import Number, number_starts, read_number
from temoin.extract.tokens import Sentence
from temoin.quantity import Level

__all__ = ["Amount", "find_amounts"]

_SINGULAR = ("ув", "ив", "ла", "ул", "иб", "ал", "ил", "ер", "вся", "лся", "лася", "лась")
"""Endings of Slavic verbs in the past that agree with one person; the impersonal forms and the plural end otherwise."""
_DASHES = frozenset("-–—")
_CLOCK_MARKS = frozenset(":h")


@attrs.define
class Amount:
    """A number with what stands around it.

    Args:
        first: first token, hedge included.
        last: one past the last token of number, hedge and noun.
        core: first token of the number itself.
        core_last: one past the number itself, ranges included.
        value: the number, or `None` for ranges and plurals.
        low: lower bound, or `None`.
        high: upper bound, or `None`.
        level: what hedges make of it.
        head: its noun, or `None`.
        kind: as `Number.kind`.
        is_used: a claim took it.
    """

    first: int
    last: int
    core: int
    core_last: int
    value: float | None
    low: float | None
    high: float | None
    level: Level
    head: Head | None
    kind: str
    is_used: bool = False


def find_amounts(sentence: Sentence, grammar: Grammar, masked: set[int]) -> list[Amount]:
    """The amounts of a sentence, in order; labels, clock times and masked tokens (dates) give none.

    Args:
        sentence: marked tokens.
        grammar: of its language.
        masked: tokens that belong to dates.
    """
    amounts: list[Amount] = []
    free = 0
    for position in number_starts(sentence, grammar, *(("single", "person") if grammar.case_articles else ())):
        if position < free or position in masked:
            continue
        aged = _aged_person(sentence, position)
        if aged is None and grammar.case_articles and not (amounts and position < amounts[-1].last):
            aged = _person_alone(sentence, position)
        if aged is not None:
            amounts.append(aged)
            free = aged.last
            continue
        number = read_number(sentence, position, grammar)
        if number is None:
            continue
        free = number.last
        if _is_no_amount(sentence, number, masked):
            continue
        amount = _amount(sentence, number, grammar, masked)
        amounts.append(amount)
        free = max(amount.core_last, free)
    return amounts


def _aged_person(sentence: Sentence, position: int) -> Amount | None:
    """As in "a 34-year-old woman", "34-летняя женщина", "eine 81-Jährige": one person, whose age is no count."""
    at = position + 1 if sentence.has(position, "one") and sentence.after(position, "one") == position + 1 else position
    if not sentence.is_number(at) or at + 2 >= sentence.n or sentence.words[at + 1] != "-" or not sentence.is_glued(at + 1):
        return None
    if sentence.has(at + 2, "person"):
        head = at + 2
    else:
        after = sentence.after(at + 2, "duration") if sentence.value(at + 2, "duration") == "year" else None
        if after is None:
            return None
        while after < sentence.n and (
            sentence.words[after] == "-" or sentence.low[after] == "old" or (sentence.is_word(after) and not sentence.marks[after])
        ):
            after += 1
        head = after
    mark = sentence.marks[head].get("person") or sentence.marks[head].get("kind_noun") if head < sentence.n else None
    if mark is None:
        return None
    return Amount(position, mark[1], position, mark[1], 1.0, None, None, Level.EXACT, Head("person", "p", head, mark[1]), "one")


def _person_alone(sentence: Sentence, position: int) -> Amount | None:
    """As in "погибла женщина", "серед них дитина": without articles, a noun in the singular is one person, next to the verb that tells of them."""
    last = sentence.after(position, "single") or _singular(sentence, position)
    if last is None:
        return None
    is_part = sentence.before(position, "partitive") is not None
    before = any(sentence.has(at, "kind") and sentence.after(at, "kind") in {position, position - 1} for at in range(max(0, position - 4), position))
    before = before or sentence.before(position, "kind_noun") is not None
    after = any(sentence.has(at, "kind") for at in range(last, min(sentence.n, last + 2)))
    if not (is_part or before or after):
        return None
    return Amount(position, last, position, last, 1.0, None, None, Level.EXACT, Head("person", "p", position, last), "one")


def _singular(sentence: Sentence, position: int) -> int | None:
    """One past a noun of people next to a verb of a kind that agrees with one: "загинув продавець"."""
    last = sentence.after(position, "person")
    if last is None:
        return None
    verbs = [at for at in (position - 1, last) if sentence.has(at, "kind") and sentence.low[at].endswith(_SINGULAR)]
    return last if verbs and not any(sentence.before(position, word) for word in ("of", "of_kind", "number")) else None


def _is_no_amount(sentence: Sentence, number: Number, masked: set[int]) -> bool:
    """Labels ("workshop 106", "Tor-M2E", "№ 4"), clock times, ordinals glued to letters, telephone numbers."""
    first, last = number.first, number.last
    if last - 1 in masked:
        return True
    if sentence.before(first, "label") is not None or sentence.has(last, "time_mark"):
        return True
    return sentence.is_number(first) and _is_label(sentence, first, last)


def _is_label(sentence: Sentence, first: int, last: int) -> bool:
    """Whether digits are a clock time, a part of a name, or the number of the thing before them."""
    if ":" in sentence.words[first] or sentence.before(first, "time_mark") is not None:
        return True
    if (
        sentence.is_glued(first)
        and first > 0
        and (sentence.words[first - 1] in "-/.№#+" or sentence.is_word(first - 1))
        and not _is_range_dash(sentence, first)
    ):
        return True
    if last < sentence.n and sentence.is_glued(last) and sentence.is_word(last) and not _is_noun_like(sentence, last):
        return True
    if first > 0 and (sentence.has(first - 1, "thing") or sentence.has(first - 1, "part")) and sentence.after(first - 1, "thing") in {first, None}:
        return not _is_noun_like(sentence, last) and not sentence.is_number(last)
    return sentence.is_number(last) and not sentence.is_glued(last) and sentence.is_number(first)


def _is_range_dash(sentence: Sentence, position: int) -> bool:
    return sentence.words[position - 1] in _DASHES and position >= 2 and (sentence.is_number(position - 2) or sentence.has(position - 2, "number"))


def _is_noun_like(sentence: Sentence, position: int) -> bool:
    return position < sentence.n and any(category in sentence.marks[position] for category in ("scale", *HEAD_CATEGORIES, "kind"))


def _amount(sentence: Sentence, number: Number, grammar: Grammar, masked: set[int]) -> Amount:
    value: float | None = number.value
    low = high = None
    level = Level.EXACT
    core, core_last = number.first, number.last
    if number.kind == "approx":
        level = Level.ABOUT
    elif number.kind == "plural":
        level, low, value = Level.SEVERAL, number.value, None
    else:
        other, opened = _range_end(sentence, number, grammar, masked)
        if other is not None and other.value > number.value:
            low, high = _same_scale(sentence, number, other)
            value, level, core_last, core = None, Level.RANGE, other.last, opened
    is_pair = sentence.has(number.last - 1, "couple") and sentence.has(number.last - 1, "person")
    if number.kind == "approx" and is_pair and not _is_of(sentence, number.last):
        return _pair(number)
    first, hedged = _hedge_before(sentence, core)
    if hedged is not None and level in {Level.EXACT, Level.ABOUT}:
        level = hedged
    head = read_head(sentence, core_last, grammar, number)
    last = head.last if head is not None else core_last
    if level is Level.EXACT:
        for at in (core_last, last):
            after = sentence.value(at, "hedge_after")
            if after is not None:
                level, last = Level(after), max(last, sentence.after(at, "hedge_after") or last)
                break
    return Amount(first, last, core, core_last, value, low, high, level, head, number.kind)


def _is_of(sentence: Sentence, position: int) -> bool:
    return sentence.has(position, "of") or sentence.has(position, "of_kind")


def _pair(number: Number) -> Amount:
    """As in "a couple is missing", not "a couple of cars": two people."""
    head = Head("person", "p", number.last - 1, number.last)
    return Amount(number.first, number.last, number.first, number.last, number.value, None, None, Level.EXACT, head, "number")


def _same_scale(sentence: Sentence, number: Number, other: Number) -> tuple[float, float]:
    """As in "1.5 to 2 million": the magnitude belongs to both."""
    scale = other.value / number.value if number.value else 1.0
    magnitude = sentence.value(other.last - 1, "scale")
    if magnitude is not None and float(magnitude) >= 1000 and scale >= float(magnitude) / 10 and sentence.value(number.last - 1, "scale") is None:
        return number.value * float(magnitude), other.value
    return number.value, other.value


def _range_end(sentence: Sentence, number: Number, grammar: Grammar, masked: set[int]) -> tuple[Number | None, int]:
    """The second number of a range, and the range's first token (its opening word, where there is one)."""
    at = number.last
    if at + 1 >= sentence.n:
        return None, number.first
    opening = sentence.before(number.first, "range_open")
    step = None
    if sentence.words[at] in _DASHES:
        step = at + 1
    elif opening is not None and sentence.has(at, "range_close"):
        step = sentence.after(at, "range_close")
    elif sentence.has(at, "range_infix"):
        step = sentence.after(at, "range_infix")
    if step is None or step >= sentence.n or step in masked:
        # "4 metres to 5 metres": the unit stands twice
        return None, number.first
    other = read_number(sentence, step, grammar)
    if other is None or other.kind != "number":
        return None, number.first
    is_closed = opening is not None and sentence.has(at, "range_close")
    if is_closed and _is_change(sentence, number.first):
        return None, number.first
    return other, opening if is_closed and opening is not None else number.first


def _is_change(sentence: Sentence, position: int) -> bool:
    """Whether a word of change ("rose from 2 to 6") stands within eight tokens before."""
    return any(sentence.has(at, "change_up") or sentence.has(at, "change_down") for at in range(max(0, position - 9), position))


def _hedge_before(sentence: Sentence, position: int) -> tuple[int, Level | None]:
    level: Level | None = None
    first = position
    while True:
        start = sentence.before(first, "hedge")
        if start is None:
            break
        found = Level(sentence.marks[start]["hedge"][0])
        level = found if level is None or level is Level.ABOUT else level
        first = start
    return first, level
