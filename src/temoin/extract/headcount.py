"""Groups of people that a text counts: "two men and a woman", "another", "a mother and her two sons"."""

from __future__ import annotations

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import Number, read_number
from temoin.extract.tokens import Sentence

__all__ = ["read_group"]

_MOST = 900
_LONGEST_PERSON = 7
_HUNDRED = 100


def read_group(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int, bool] | None:
    """People from a token on: how many, one past the last token, and whether the text counts them.

    As in "three men", "two men and a woman", "another", "a mother and her two sons", "four (people)".
    """
    one = _one(sentence, position, grammar, is_first=True)
    if one is None:
        return None
    count, last, is_counted = one
    while True:
        link = last + 1 if last < sentence.n and sentence.words[last] == "," else last
        link = sentence.after(link, "and") or link
        more = _one(sentence, link, grammar, is_first=False) if link > last else None
        if more is None:
            return None if _is_owner(sentence, last) else (count, last, is_counted or count > 1)
        count, last, is_counted = count + more[0], more[1], True


def _one(sentence: Sentence, position: int, grammar: Grammar, *, is_first: bool) -> tuple[int, int, bool] | None:
    """A number of people, a single person, or another one; a bare number only at the head of a group."""
    number = read_number(sentence, position, grammar)
    if number is not None and number.kind != "one" and _may_count(sentence, number, grammar):
        noun = _person_after(sentence, number.last)
        return (int(number.value), noun or number.last, True) if noun is not None or is_first else None
    more = sentence.after(position, "one_more")
    if more is not None:
        return 1, _person_after(sentence, more) or more, True
    single = _single(sentence, position)
    return None if single is None else (1, single, False)


def _single(sentence: Sentence, position: int) -> int | None:
    """One past a single person: an article or a pronoun may lead, an age may stand between; `None` where no such person stands there."""
    at = position
    while at < sentence.n and at - position < _LONGEST_PERSON:
        if sentence.has(at, "single"):
            return sentence.after(at, "single")
        if sentence.marks[at].keys() & {"casualty", "kind", "kind_noun", "and", "relative", "aux"} or sentence.words[at] in ",.;:()":
            return None
        if at == position and not (sentence.has(at, "article") or sentence.has(at, "one")):
            return None
        at += 1
    return None


def _is_owner(sentence: Sentence, last: int) -> bool:
    """Whether what follows is owned by the people before: "the couple's son", "two brothers' home"."""
    return sentence.low[last : last + 1] == ["'s"] or (sentence.words[last : last + 1] == ["'"] and sentence.is_glued(last))


def _person_after(sentence: Sentence, position: int) -> int | None:
    """One past the noun of people within three words; ages and descriptions may stand between."""
    for at in range(position, min(sentence.n, position + 4)):
        if sentence.has(at, "person"):
            return sentence.after(at, "person")
        if not sentence.is_word(at) or sentence.marks[at].keys() & {"kind", "casualty", "and", "of", "relative"}:
            return None
    return None


def _may_count(sentence: Sentence, number: Number, grammar: Grammar) -> bool:
    """Not an age, a time, a street number, a price, a date, a rank, a label."""
    if number.value != int(number.value) or not 1 <= number.value <= _MOST or number.kind not in {"number", "one", "approx"}:
        return False
    first, last = number.first, number.last
    if last < sentence.n and sentence.is_glued(last) and sentence.words[last] in "-:/%":
        return False
    if any(sentence.has(last, category) for category in ("duration", "time_mark", "unit")) or sentence.has(first - 1, "month"):
        return False
    is_between_commas = first > 0 and sentence.words[first - 1] == "," and sentence.words[last : last + 1] == [","]
    return not is_between_commas and not _is_age(sentence, first) and not (sentence.is_number(first) and _is_label(sentence, number, grammar))


def _is_label(sentence: Sentence, number: Number, grammar: Grammar) -> bool:
    """Whether a number in digits is no count: "$20", "the 64th", "in his 20s", "Channel 3", "500 Elm Street"."""
    first, last = number.first, number.last
    before = sentence.words[first - 1] if first > 0 else ""
    if before in set("$#€£") or (sentence.is_glued(first) and before in set("-/:.")):
        return True
    if number.value >= _HUNDRED and sentence.is_capital(last):
        return True
    if last < sentence.n and sentence.is_glued(last) and (sentence.low[last] in grammar.ordinal_marks or sentence.is_word(last)):
        return True
    return first > 1 and before.isalpha() and sentence.is_capital(first - 1) and not sentence.marks[first - 1] and sentence.words[first - 2].islower()


def _is_age(sentence: Sentence, first: int) -> bool:
    """Whether a number is an age: "ages 22 and 23", "aged 20 to 27", "Ann Lee, 34, who", "a boy, 7"."""
    if any(sentence.has(at, "age") for at in range(max(0, first - 4), first)):
        return True
    if first < 2 or first + 1 >= sentence.n or sentence.words[first - 1] != "," or not sentence.is_number(first):
        return False
    is_closed = sentence.words[first + 1] in ",;.)" or sentence.has(first + 1, "relative") or sentence.has(first + 1, "aux")
    return is_closed and (sentence.is_capital(first - 2) or sentence.before(first - 1, "single") is not None)
