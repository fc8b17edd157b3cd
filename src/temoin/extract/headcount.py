"""Groups of people that a text counts: "two men and a woman", "another", "a mother and her two sons"."""

from __future__ import annotations

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import Number, read_number
from temoin.extract.tokens import Sentence

__all__ = ["describe_person", "read_group"]

_MOST = 900
_LONGEST_PERSON = 7
_HUNDRED = 100
_ENDS_PERSON = frozenset({"casualty", "kind", "kind_noun", "and", "relative", "aux", "of_kind", "place_prep", "to", "with"})
"""What cannot stand between an article and its person: "the relationship to the woman" is not hers."""


_AFTER_AGED = frozenset({"aux", "casualty", "kind", "and", "relative", "place_prep"})
"""What follows an age that stands for a person: "a 5-year-old was hurt"."""


def read_group(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int, bool] | None:
    """People from a token on: how many, one past the last token, and whether the text counts them.

    As in "three men", "two men and a woman", "another", "a mother and her two sons", "four (people)". What only says who they are counts once:
    "six people, three men and three women", "the boy, a pupil".
    """
    one = _one(sentence, position, grammar, is_first=True)
    if one is None:
        return None
    counts, starts, ends, is_counted, is_joined = [one[0]], [position], [one[1]], one[2], False
    while True:
        last = ends[-1]
        link = last + 1 if last < sentence.n and sentence.words[last] == "," else last
        after_and = sentence.after(link, "and")
        link = after_and or link
        more = _one(sentence, link, grammar, is_first=False) if link > last else None
        if more is None:
            break
        counts, starts, ends = [*counts, more[0]], [*starts, link], [*ends, more[1]]
        is_joined = is_joined or after_and is not None
    if is_joined and counts[0] > 1 and counts[0] == sum(counts[1:]) and sentence.words[ends[0]] == ",":
        return counts[0], ends[-1], True
    if (
        len(counts) > 1
        and not is_joined
        and not (_is_bare(sentence, position) and all(_is_bare(sentence, at) or sentence.has(at, "article") for at in starts))
    ):
        counts, ends = counts[:1], ends[:1]
    if _is_owner(sentence, ends[-1]):
        return None
    return sum(counts), ends[-1], is_counted or len(counts) > 1 or counts[0] > 1


def _is_bare(sentence: Sentence, position: int) -> bool:
    """Whether a person or a number of people stands there as titles list them: "Child, man shot", "2 adults, 2 teens killed"."""
    return sentence.has(position, "single") or (
        (sentence.is_number(position) or sentence.has(position, "number")) and _past_age(sentence, position) is None
    )


def _one(sentence: Sentence, position: int, grammar: Grammar, *, is_first: bool) -> tuple[int, int, bool] | None:
    """A number of people, a single person, or another one; a bare number only at the head of a group."""
    number = read_number(sentence, position, grammar)
    if number is not None and number.kind != "one" and _may_count(sentence, number, grammar):
        noun = _person_after(sentence, number.last)
        is_bare = is_first and not sentence.has(number.last, "thing")
        return (int(number.value), noun or number.last, True) if noun is not None or is_bare else None
    more = sentence.after(position, "one_more")
    if more is not None:
        number = read_number(sentence, more, grammar)
        if number is None or number.kind != "number" or not _may_count(sentence, number, grammar):
            return 1, _single(sentence, more) or _person_after(sentence, more) or more, True
        return int(number.value), _person_after(sentence, number.last) or number.last, True
    killer = None if is_first else sentence.after(sentence.after(position, "article") or position, "killer")
    single = _single(sentence, position) or _named(sentence, position) or killer
    return None if single is None else (1, _past_children(sentence, single, grammar), False)


def _past_children(sentence: Sentence, last: int, grammar: Grammar) -> int:
    """One past how many children a person has: "a father of five"."""
    of = sentence.after(last, "of_kind")
    number = None if of is None else read_number(sentence, of, grammar)
    return last if number is None or _person_after(sentence, number.last) is not None else number.last


def _single(sentence: Sentence, position: int) -> int | None:
    """One past a single person: an article or a pronoun may lead, an age may stand between; `None` where no such person stands there."""
    at = position
    while at < sentence.n and at - position < _LONGEST_PERSON:
        person = sentence.after(at, "single") or sentence.after(at, "person")
        if person is not None and sentence.before(person, "single") is not None:
            return person
        aged = _past_age(sentence, at)
        if aged is not None:
            name = _past_name(sentence, aged)
            if name > aged or aged == sentence.n or sentence.marks[aged].keys() & _AFTER_AGED or sentence.words[aged] in ",.;":
                return name
        if sentence.marks[at].keys() & _ENDS_PERSON or sentence.words[at] in ",.;:()":
            return None
        if at == position and not (sentence.has(at, "article") or sentence.has(at, "one") or aged is not None):
            return None
        at = aged or at + 1
    return None


def _past_name(sentence: Sentence, position: int) -> int:
    """One past the capital words from a token on that may be a name: titles write every word with a capital."""
    plain = (at for at in range(position, sentence.n) if not sentence.is_capital(at) or sentence.marks[at].keys() & _ENDS_PERSON)
    return next(plain, sentence.n)


def _named(sentence: Sentence, position: int) -> int | None:
    """One past the name of somebody whose age follows: "Ann Lee, 34, was"."""
    if not sentence.is_capital(position) or sentence.is_capital(position - 1):
        return None
    last = _past_name(sentence, position)
    return last if sentence.words[last : last + 1] == [","] and sentence.is_number(last + 1) and _is_age(sentence, last + 1, last + 2) else None


def _past_age(sentence: Sentence, position: int) -> int | None:
    """One past an age before its noun: "15-year-old"; `None` where none stands there."""
    return sentence.after(position + 2, "duration") if sentence.words[position + 1 : position + 2] == ["-"] else None


def describe_person(sentence: Sentence, first: int, last: int) -> tuple[str, int | None]:
    """What the words of one person in `[first, last)` tell: `m`, `f` or nothing, and the age, "a 5-year-old boy", "a woman, 34,"."""
    sexes = {sentence.value(at, "single") for at in range(first, last)}
    ages = [at for at in range(first, last) if sentence.is_number(at) and _past_age(sentence, at) is not None]
    if not ages and sentence.words[last : last + 1] == [","] and sentence.is_number(last + 1) and _is_age(sentence, last + 1, last + 2):
        ages = [last + 1]
    age = sentence.words[ages[0]] if ages else ""
    return next((sex for sex in ("m", "f") if sex in sexes), ""), int(age) if age.isdigit() else None


def _is_owner(sentence: Sentence, last: int) -> bool:
    """Whether what follows is owned by the people before: "the couple's son", "two brothers' home"."""
    return sentence.low[last : last + 1] == ["'s"] or (sentence.words[last : last + 1] == ["'"] and sentence.is_glued(last))


def _person_after(sentence: Sentence, position: int) -> int | None:
    """One past the noun of people within three words; ages and descriptions may stand between."""
    for at in range(position, min(sentence.n, position + 4)):
        if sentence.has(at, "person"):
            return sentence.after(at, "person")
        if not sentence.is_word(at) or sentence.marks[at].keys() & {"kind", "casualty", "and", "of", "relative", "article", "one"}:
            return None
    return None


def _may_count(sentence: Sentence, number: Number, grammar: Grammar) -> bool:
    """Not an age, a time, a street number, a price, a date, a rank, a label."""
    if number.value != int(number.value) or not 1 <= number.value <= _MOST or number.kind not in {"number", "one", "approx"}:
        return False
    first, last = number.first, number.last
    if last < sentence.n and (
        (sentence.is_glued(last) and sentence.words[last] in "-:/%") or (sentence.is_number(first) and sentence.has(last, "number"))
    ):
        return False
    if any(sentence.has(last, category) for category in ("duration", "time_mark", "unit")) or sentence.before(first, "month") is not None:
        return False
    if _is_age(sentence, first, last):
        return False
    if sentence.is_number(first) and sentence.before(first, "to") is not None and _person_after(sentence, last) is None:
        return False
    return not (sentence.is_number(first) and _is_label(sentence, number, grammar))


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


def _is_age(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a number is an age: "ages 22 and 23", "aged 20 to 27", "Ann Lee, 34, who", "a boy, 7", "two women, both 19,"."""
    if any(sentence.has(at, "age") for at in range(max(0, first - 4), first)):
        return True
    before = first
    if sentence.is_number(first) and (sentence.has(first - 1, "adverb") or sentence.has(first - 1, "quantifier")):
        before -= 1
    both = sentence.before(before, "and")
    if both is not None and sentence.is_number(both - 1):
        before = both - 1
    mark = sentence.words[before - 1] if before > 0 else ""
    if mark == "," and sentence.words[last : last + 1] == [","]:
        return True
    if mark not in {",", "-", "–", "—", "("} or last >= sentence.n or not sentence.is_number(first):
        return False
    is_closed = sentence.words[last] in ",;.)-–—" or sentence.has(last, "relative") or sentence.has(last, "aux")
    return is_closed and (before < first or sentence.is_capital(before - 2) or sentence.before(before - 1, "single") is not None)
