"""Dates of the calendar: a day with its month, a month or a year alone, in words and in digits."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import read_number
from temoin.extract.ordinals import read_ordinal
from temoin.extract.tokens import Sentence
from temoin.model import Days

__all__ = ["DateMention", "day_after_month", "day_first", "day_number", "read_calendar", "with_year", "year_after"]

_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_ISO = re.compile(r"\d{4}")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_MONTHS, _DAYS = 12, 31
_LAST_CENTURY = 70
"""A year in two digits from here on is of the last century (the convention of POSIX is 69)."""


@attrs.frozen
class DateMention:
    """A date where it stands.

    Args:
        first: first token.
        last: one past the last token.
        days: the days it names, or `None` where the publication day would be needed and is not known.
        grain: `day`, `night`, `month` or `year`.
        is_relative: worked out from the publication day.
    """

    first: int
    last: int
    days: Days | None
    grain: str
    is_relative: bool = False


def read_calendar(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """A date with numbers in it, or a month or year alone."""
    if position >= sentence.n:
        return None
    if sentence.has(position, "month"):
        return _month_first(sentence, position, grammar, published)
    return _in_digits(sentence, position, grammar, published) if sentence.is_number(position) else None


def _in_digits(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """A date that begins with digits: "2025-07-02", "02.07.2025", "21/04/2016", "2 July", "1979"."""
    word, last = _glued_digits(sentence, position)
    if word.isdigit():
        return _year(sentence, position) if _ISO.fullmatch(word) else day_first(sentence, position, grammar, published)
    year_first = _YEAR_FIRST.fullmatch(word)
    if year_first is not None:
        return _day_mention(position, last, int(year_first[1]), int(year_first[2]), int(year_first[3]))
    numeric = _NUMERIC.fullmatch(word)
    if numeric is not None:
        year = int(numeric[3]) + (0 if len(numeric[3]) == 4 else 1900 if int(numeric[3]) >= _LAST_CENTURY else 2000)
        day, month = int(numeric[1]), int(numeric[2])
        if month > _MONTHS or (grammar.month_first and day <= _MONTHS and "." not in word):
            day, month = month, day
        return _day_mention(position, last, year, month, day)
    if _ISO.fullmatch(sentence.words[position]):
        return _year(sentence, position)
    return day_first(sentence, position, grammar, published)


def _glued_digits(sentence: Sentence, position: int) -> tuple[str, int]:
    """Digits and what is glued to them by "/" or "-", and one past the last token."""
    last = position + 1
    while (
        last + 1 < sentence.n
        and sentence.words[last] in "/-"
        and sentence.is_glued(last)
        and sentence.is_number(last + 1)
        and sentence.is_glued(last + 1)
        and last - position < 4
    ):
        last += 2
    return "".join(sentence.words[position:last]), last


def day_first(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "2 July 2025", "1er juillet", "2 de julio", "31st of October", "тридцать первое октября", "primo maggio"."""
    day = day_number(sentence, position, grammar)
    if day is None:
        return None
    number, at = day
    if at < sentence.n and sentence.words[at] in ".º°" and sentence.is_glued(at):
        at += 1
    if not sentence.has(at, "month"):
        at = sentence.after(at, "of") or at
    month = sentence.value(at, "month")
    if month is None:
        return None
    last = sentence.after(at, "month") or at + 1
    year, last = year_after(sentence, last)
    return with_year(position, last, year, int(month), number, published)


def day_number(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int] | None:
    """The number of a day and one past it: in digits, as an ordinal, or as a word where months follow their days."""
    if position < sentence.n and len(sentence.words[position]) == 2 and sentence.words[position].isdigit() and sentence.words[position][0] == "0":
        return int(sentence.words[position]), position + 1
    ordinal = read_ordinal(sentence, position, grammar)
    if ordinal is None and not sentence.is_number(position) and grammar.month_first:
        return None
    number = ordinal or read_number(sentence, position, grammar)
    if number is None or number.value != int(number.value) or not 1 <= number.value <= _DAYS or number.kind == "approx":
        return None
    if sentence.is_number(position) and not sentence.words[position].isdigit():
        return None
    return int(number.value), number.last


def _month_first(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    name, last = sentence.marks[position]["month"]
    month = int(name)
    day = day_after_month(sentence, last, grammar) if grammar.month_first else None
    if day is not None:
        year, last = year_after(sentence, day[1])
        return with_year(position, last, year, month, day[0], published)
    year, after = year_after(sentence, last)
    if year is not None:
        return _month_mention(position, after, year, month)
    # French "sept" is seven where no day or year stands by it; English "may" and "march" are months with a capital.
    if sentence.has(position, "number") or (grammar.month_first and not sentence.is_capital(position)):
        return None
    if published is None:
        return DateMention(position, last, None, "month", is_relative=True)
    return _month_alone(sentence, position, last, month, published)


def day_after_month(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int] | None:
    """As in "July 2", "July 2nd", "February the 15th", "march first"."""
    at = sentence.after(position, "article") or position
    day = day_number(sentence, at, grammar)
    return None if day is None or (at > position and sentence.is_number(at) and day[1] == at + 1) else day


def _month_alone(sentence: Sentence, position: int, last: int, month: int, published: date) -> DateMention | None:
    """A month without its year: the latest one before publication, if a preposition leads to it or "last" stands by it."""
    if sentence.has(last, "last") or sentence.before(position, "last") is not None:
        after = sentence.after(last, "last") or last
        is_year_word = sentence.value(last, "last") == "year"
        year = published.year - 1 if is_year_word or month >= published.month else published.year
        return attrs.evolve(_month_mention(position, after, year, month), is_relative=True)
    if sentence.before(position, "date_prep") is None and sentence.before(position, "of") is None:
        return None
    year = published.year if month <= published.month else published.year - 1
    return attrs.evolve(_month_mention(position, last, year, month), is_relative=True)


def year_after(sentence: Sentence, position: int) -> tuple[int | None, int]:
    """A year that follows a day or month, its word ("року", "de") included."""
    at = position
    if at < sentence.n and (sentence.words[at] == "," or sentence.has(at, "of")):
        at += 1
    if sentence.is_number(at) and _ISO.fullmatch(sentence.words[at]) and _FIRST_YEAR <= int(sentence.words[at]) <= _LAST_YEAR:
        last = at + 1
        return int(sentence.words[at]), sentence.after(last, "year_word") or last
    return None, position


def with_year(first: int, last: int, year: int | None, month: int, day: int, published: date | None) -> DateMention | None:
    """A day of a month with its year, or in the year that fits the day of publication."""
    if year is not None:
        return _day_mention(first, last, year, month, day)
    if published is None:
        return DateMention(first, last, None, "day", is_relative=True)
    # The nearest such day that is not clearly ahead: news is about what was, give or take the time zones.
    for year_tried in (published.year, published.year - 1):
        mention = _day_mention(first, last, year_tried, month, day)
        if mention is not None and mention.days is not None and mention.days.first <= published + timedelta(days=60):
            return attrs.evolve(mention, is_relative=True)
    return None


def _day_mention(first: int, last: int, year: int, month: int, day: int) -> DateMention | None:
    try:
        return DateMention(first, last, Days.one(date(year, month, day)), "day")
    except ValueError:
        return None


def _month_mention(first: int, last: int, year: int, month: int) -> DateMention:
    end = calendar.monthrange(year, month)[1]
    return DateMention(first, last, Days(first=date(year, month, 1), last=date(year, month, end)), "month")


def _year(sentence: Sentence, position: int) -> DateMention | None:
    """A year alone: after "in", before a word for year, or at the head of a sentence before a verb."""
    year = int(sentence.words[position])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    after = sentence.after(position + 1, "year_word")
    is_led = sentence.before(position, "date_prep") is not None
    follows = position + 1 < sentence.n and (sentence.is_word(position + 1) and not sentence.marks[position + 1].keys() & {"aux", "kind", "effect"})
    if after is None and not is_led and not (position == 0 and sentence.has(position + 1, "aux")):
        return None
    if (
        after is None
        and follows
        and is_led
        and sentence.marks[position + 1].keys() & {"person", "thing", "unit", "kind_noun", "means", "money", "item"}
    ):
        return None
    return DateMention(position, after or position + 1, Days(first=date(year, 1, 1), last=date(year, 12, 31)), "year")
