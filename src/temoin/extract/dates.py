"""Dates: written in full, in part, or by the day on which they were said."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import read_digits
from temoin.extract.tokens import Sentence
from temoin.model import Days, Report

__all__ = ["DateMention", "find_dates", "published_day"]

_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")
_ISO = re.compile(r"\d{4}")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100


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


def published_day(report: Report) -> date | None:
    """The calendar day of publication in the outlet's own zone, or `None`."""
    return None if report.published is None else report.published.days.last


def find_dates(sentence: Sentence, grammar: Grammar, published: date | None) -> list[DateMention]:
    """The dates of a sentence, in order, not overlapping; dates that lie ahead (deadlines, forecasts) are left out by the caller."""
    found: list[DateMention] = []
    position = 0
    while position < sentence.n:
        mention = _read(sentence, position, grammar, published)
        if mention is None:
            position += 1
            continue
        found.append(mention)
        position = mention.last
    return found


def _read(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    marks = sentence.marks[position]
    if "night" in marks:
        mention = _night(sentence, position, grammar, published)
        if mention is not None:
            return mention
    if "day_word" in marks:
        value, last = marks["day_word"]
        inner = next((at for at in range(position + 1, last) if sentence.has(at, "night")), None)
        mention = _night(sentence, inner, grammar, published) if inner is not None and value == "night" else None
        if mention is not None:
            return mention
        return _day_word(value, position, last, published)
    if "weekday" in marks:
        return _weekday(sentence, position, grammar, published)
    if "month" in marks or sentence.is_number(position) or "number" in marks:
        return _calendar(sentence, position, grammar, published)
    return None


def _day_word(value: str, first: int, last: int, published: date | None) -> DateMention:
    """As in "yesterday" (-1), "this morning" (0), "overnight" (night)."""
    if value == "night":
        return DateMention(
            first, last, None if published is None else Days(first=published - timedelta(days=1), last=published), "night", is_relative=True
        )
    days = None if published is None else Days.one(published + timedelta(days=int(value)))
    return DateMention(first, last, days, "day", is_relative=True)


def _weekday(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention:
    value, last = sentence.marks[position]["weekday"]
    dated = _calendar(sentence, _skip(sentence, last), grammar, published)
    if dated is not None and dated.grain == "day":
        return attrs.evolve(dated, first=position)
    day = None
    if published is not None:
        back = (published.weekday() - int(value)) % 7
        ahead = sentence.before(position, "next") is not None or sentence.has(last, "next")
        past = sentence.has(last, "last") or sentence.before(position, "last") is not None
        day = published - timedelta(days=back if back or not past else 7)
        if ahead:
            day = published + timedelta(days=(int(value) - published.weekday()) % 7 or 7)
    if sentence.has(last, "last"):
        last = sentence.after(last, "last") or last
    return DateMention(position, last, None if day is None else Days.one(day), "day", is_relative=True)


def _skip(sentence: Sentence, position: int) -> int:
    """Past a comma, an article or a linking word between weekday and day."""
    at = position
    while at < sentence.n and (sentence.words[at] == "," or sentence.has(at, "date_prep") or sentence.has(at, "article")):
        at = sentence.after(at, "date_prep") or at + 1
    return at


def _night(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "the night of Monday to Tuesday", "ніч на 18 березня": from the evening before to the day named."""
    at = sentence.after(position, "night") or position + 1
    days: list[DateMention] = []
    for _ in range(2):
        start = _skip(sentence, at)
        if start >= sentence.n:
            break
        mention = None
        if sentence.has(start, "weekday"):
            mention = _weekday(sentence, start, grammar, published)
        elif sentence.is_number(start):
            mention = _calendar(sentence, start, grammar, published) or _bare_day(sentence, start, grammar, published)
        if mention is None or mention.grain != "day":
            break
        days.append(mention)
        at = mention.last
        if not (at < sentence.n and (sentence.has(at, "date_prep") or sentence.has(at, "to") or sentence.words[at] in "-–")):
            break
    if not days:
        return None
    last = days[-1].days
    span = None if last is None else Days(first=last.first - timedelta(days=1), last=last.first)
    return DateMention(position, days[-1].last, span, "night", is_relative=days[-1].is_relative)


def _bare_day(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "du 17 au 18 mars": the first day, whose month follows the second."""
    if not sentence.words[position].isdigit() or len(sentence.words[position]) > 2:
        return None
    following = _skip(sentence, position + 1)
    return DateMention(position, position + 1, None, "day") if _calendar(sentence, following, grammar, published) else None


def _calendar(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """A date with numbers in it, or a month or year alone."""
    if position >= sentence.n:
        return None
    if sentence.has(position, "month"):
        return _month_first(sentence, position, grammar, published)
    return _in_digits(sentence, position, grammar, published) if sentence.is_number(position) else None


def _in_digits(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """A date that begins with digits: "2025-07-02", "02.07.2025", "2 July", "1979"."""
    word = sentence.words[position]
    if _ISO.fullmatch(word):
        return _iso(sentence, position) or _year(sentence, position)
    numeric = _NUMERIC.fullmatch(word)
    if numeric is not None and numeric[3]:
        year = int(numeric[3]) + (2000 if len(numeric[3]) == 2 else 0)
        day, month = int(numeric[1]), int(numeric[2])
        if grammar.month_first and "/" in word:
            day, month = month, day
        return _day_mention(position, position + 1, year, month, day)
    return _day_first(sentence, position, grammar, published)


def _day_first(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "2 July 2025", "1er juillet", "2 de julio"."""
    word = sentence.words[position]
    day_number = read_digits(word, grammar)
    if not word.isdigit() or day_number is None or not 1 <= day_number <= 31:
        return None
    at = position + 1
    while at < sentence.n and (
        sentence.low[at] in {"er", "st", "nd", "rd", "th", "-", "го"} or (sentence.words[at] in ".º°" and sentence.is_glued(at))
    ):
        at += 1
    if not sentence.has(at, "month"):
        at = sentence.after(at, "of") or at
    month = sentence.value(at, "month")
    if month is None:
        return None
    last = sentence.after(at, "month") or at + 1
    year, last = _year_after(sentence, last)
    return _with_year(position, last, year, int(month), int(day_number), published)


def _month_first(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    name, last = sentence.marks[position]["month"]
    month = int(name)
    if grammar.month_first and sentence.is_number(last) and sentence.words[last].isdigit() and int(sentence.words[last]) <= 31:
        day, at = int(sentence.words[last]), last + 1
        if at < sentence.n and sentence.low[at] in {"st", "nd", "rd", "th"}:
            at += 1
        year, last = _year_after(sentence, at)
        return _with_year(position, last, year, month, day, published)
    year, after = _year_after(sentence, last)
    if year is not None:
        return _month_mention(position, after, year, month)
    if published is None:
        return None if grammar.month_first and not sentence.is_capital(position) else DateMention(position, last, None, "month", is_relative=True)
    if grammar.month_first and not sentence.is_capital(position):
        return None
    return _month_alone(sentence, position, last, month, published)


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


def _year_after(sentence: Sentence, position: int) -> tuple[int | None, int]:
    """A year that follows a day or month, its word ("року", "de") included."""
    at = position
    if at < sentence.n and (sentence.words[at] == "," or sentence.has(at, "of")):
        at += 1
    if sentence.is_number(at) and _ISO.fullmatch(sentence.words[at]) and _FIRST_YEAR <= int(sentence.words[at]) <= _LAST_YEAR:
        last = at + 1
        return int(sentence.words[at]), sentence.after(last, "year_word") or last
    return None, position


def _with_year(first: int, last: int, year: int | None, month: int, day: int, published: date | None) -> DateMention | None:
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


def _iso(sentence: Sentence, position: int) -> DateMention | None:
    words = sentence.words[position : position + 5]
    if (
        len(words) == 5
        and words[1] == words[3] == "-"
        and words[2].isdigit()
        and words[4].isdigit()
        and all(map(sentence.is_glued, range(position + 1, position + 5)))
    ):
        return _day_mention(position, position + 5, int(words[0]), int(words[2]), int(words[4]))
    return None


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
