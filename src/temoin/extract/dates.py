"""Dates: written in full, in part, or by the day on which they were said."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import read_number
from temoin.extract.ordinals import read_ordinal
from temoin.extract.tokens import Sentence
from temoin.model import Days, Report

__all__ = ["DateMention", "find_dates", "past_link", "published_day"]

_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_DATING = frozenset({"night", "day_word", "weekday", "month", "number", "one"})
"""What a word that begins a date is marked with, if it is no ordinal."""
_PARTIAL = re.compile(r"(\d{1,2})\.(\d{1,2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_ISO = re.compile(r"\d{4}")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_MONTHS, _DAYS = 12, 31
_FARTHEST_DAY = 200
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


def published_day(report: Report) -> date | None:
    """The calendar day of publication in the outlet's own zone, or `None`."""
    return None if report.published is None else report.published.days.last


def find_dates(sentence: Sentence, grammar: Grammar, published: date | None) -> list[DateMention]:
    """The dates of a sentence, in order, not overlapping; dates that lie ahead (deadlines, forecasts) are left out by the caller."""
    found: list[DateMention] = []
    position = 0
    while position < sentence.n:
        if (
            _DATING.isdisjoint(sentence.marks[position])
            and not sentence.words[position][0].isdigit()
            and sentence.low[position] not in grammar.ordinals
        ):
            position += 1
            continue
        mention = _read(sentence, position, grammar, published)
        if mention is None:
            position += 1
            continue
        found.append(_with_last_year(sentence, mention))
        position = mention.last
    return found


def _with_last_year(sentence: Sentence, mention: DateMention) -> DateMention:
    """As in "Минулого року, 12 жовтня": the words for last year belong to the day after them."""
    at = mention.first - 1 if mention.first > 0 and sentence.words[mention.first - 1] == "," else mention.first
    start = sentence.before(at, "last")
    if start is None or sentence.value(start, "last") != "year" or mention.days is None or mention.grain != "day" or not mention.is_relative:
        return mention
    return attrs.evolve(mention, first=start)


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
        return mention or _day_word(value, position, last, published)
    if "weekday" in marks:
        return _weekday(sentence, position, grammar, published)
    if "month" in marks or sentence.is_number(position):
        return _stretch(sentence, position, grammar, published) or _calendar(sentence, position, grammar, published)
    is_day = _may_be_day(sentence, position, grammar)
    return (_stretch(sentence, position, grammar, published) or _day_first(sentence, position, grammar, published)) if is_day else None


def _may_be_day(sentence: Sentence, position: int, grammar: Grammar) -> bool:
    """Whether a word is a number or an ordinal, and a month follows within a few words."""
    marks = sentence.marks[position]
    if not ("number" in marks or "one" in marks or sentence.low[position] in grammar.ordinals):
        return False
    return any(sentence.has(at, "month") for at in range(position + 1, min(position + 8, sentence.n)))


def _stretch(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "13 to 15 July", "from the 14. - 15.10.2013", "July 13-15": two days, of which one bears the month."""
    if "month" in sentence.marks[position]:
        return _stretch_after_month(sentence, position, grammar, published)
    partial = _PARTIAL.fullmatch(sentence.words[position])
    first = (int(partial[1]), position + 1) if partial is not None else _day_number(sentence, position, grammar)
    if first is None:
        return None
    at = first[1]
    if at < sentence.n and sentence.words[at] == "." and sentence.is_glued(at):
        at += 1
    start = past_link(sentence, at, position)
    if start is None:
        return None
    at = start
    if sentence.has(at, "weekday"):
        at = _skip(sentence, sentence.after(at, "weekday") or at + 1)
    last = (
        _calendar(sentence, at, grammar, published)
        if sentence.is_number(at)
        else _day_first(sentence, at, grammar, published)
        if at < sentence.n
        else None
    )
    if last is None or last.grain != "day" or last.days is None:
        return None
    begin = _day_before(last.days.first, first[0], None if partial is None else int(partial[2]))
    return None if begin is None else attrs.evolve(last, first=position, days=Days(first=begin, last=last.days.last))


def _day_before(last: date, day: int, month: int | None) -> date | None:
    """The day of a month in the year of a later day; `None` where there is none or it is not earlier."""
    try:
        begin = last.replace(day=day, month=month or last.month)
    except ValueError:
        return None
    return begin if begin < last else None


def _stretch_after_month(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "July 13-15", "August 27th - 29th, 2015"."""
    month = sentence.marks[position]["month"]
    first = _day_after_month(sentence, month[1], grammar) if grammar.month_first else None
    at = past_link(sentence, first[1], position) if first is not None else None
    last = _day_number(sentence, at, grammar) if at is not None else None
    if first is None or last is None or first[0] >= last[0] or sentence.has(last[1], "month"):
        return None
    year, end = _year_after(sentence, last[1])
    whole = _with_year(position, end, year, int(month[0]), last[0], published)
    if whole is None or whole.days is None:
        return None
    return attrs.evolve(whole, days=Days(first=whole.days.first.replace(day=first[0]), last=whole.days.last))


def past_link(sentence: Sentence, position: int, first: int) -> int | None:
    """Past what links the two ends of a stretch of days, and the articles after it; "and" only after an opening word ("between")."""
    if position >= sentence.n:
        return None
    if sentence.words[position] in "-–—/":
        at = position + 1
    else:
        opened = _is_opened(sentence, first)
        after = sentence.after(position, "range_close") if opened else None
        at = after or sentence.after(position, "until") or sentence.n
    while at < sentence.n and sentence.has(at, "article"):
        at += 1
    return at if at < sentence.n else None


def _is_opened(sentence: Sentence, position: int) -> bool:
    """Whether an opening word ("from", "between") stands before, articles aside."""
    at = position
    while at > 0 and sentence.has(at - 1, "article"):
        at -= 1
    return sentence.before(at, "range_open") is not None or sentence.before(position, "range_open") is not None


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
    at = _skip(sentence, last)
    dated = (_stretch(sentence, at, grammar, published) if at < sentence.n else None) or _calendar(sentence, at, grammar, published)
    if dated is not None and dated.grain == "day":
        return attrs.evolve(dated, first=position)
    numbered = _numbered_weekday(sentence, last, int(value), grammar, published)
    if numbered is not None:
        return attrs.evolve(numbered, first=position)
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


def _numbered_weekday(sentence: Sentence, position: int, weekday: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "Tuesday the 19th", "mardi 13": the nearest such day whose weekday fits; not "on Monday 12 people"."""
    at = _skip(sentence, position)
    day = _day_number(sentence, at, grammar) if at < sentence.n and (sentence.is_number(at) or read_ordinal(sentence, at, grammar)) else None
    if day is None or published is None:
        return None
    is_sure = (
        (sentence.is_number(at) and read_ordinal(sentence, at, grammar) is not None)
        or day[1] >= sentence.n
        or not sentence.is_word(day[1])
        or sentence.has(day[1], "date_prep")
    )
    if not is_sure or (day[1] < sentence.n and sentence.is_glued(day[1]) and sentence.words[day[1]] in "-/:%"):
        return None
    days = (published + timedelta(days=step) for distance in range(_FARTHEST_DAY) for step in (-distance, distance))
    found = next((one for one in days if one.day == day[0] and one.weekday() == weekday), None)
    return None if found is None else DateMention(at, day[1], Days.one(found), "day", is_relative=True)


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
    """A date that begins with digits: "2025-07-02", "02.07.2025", "21/04/2016", "2 July", "1979"."""
    word, last = _glued_digits(sentence, position)
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
    return _day_first(sentence, position, grammar, published)


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


def _day_first(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "2 July 2025", "1er juillet", "2 de julio", "31st of October", "тридцать первое октября", "primo maggio"."""
    day = _day_number(sentence, position, grammar)
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
    year, last = _year_after(sentence, last)
    return _with_year(position, last, year, int(month), number, published)


def _day_number(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int] | None:
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
    day = _day_after_month(sentence, last, grammar) if grammar.month_first else None
    if day is not None:
        year, last = _year_after(sentence, day[1])
        return _with_year(position, last, year, month, day[0], published)
    year, after = _year_after(sentence, last)
    if year is not None:
        return _month_mention(position, after, year, month)
    if published is None:
        return None if grammar.month_first and not sentence.is_capital(position) else DateMention(position, last, None, "month", is_relative=True)
    if grammar.month_first and not sentence.is_capital(position):
        return None
    return _month_alone(sentence, position, last, month, published)


def _day_after_month(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int] | None:
    """As in "July 2", "July 2nd", "February the 15th", "march first"."""
    at = sentence.after(position, "article") or position
    day = _day_number(sentence, at, grammar)
    return None if day is None or (at > position and sentence.is_number(at) and day[1] == at + 1) else day


def _month_alone(sentence: Sentence, position: int, last: int, month: int, published: date) -> DateMention | None:
    """A month without its year: the latest one before publication, if a preposition leads to it or "last" stands by it."""
    if sentence.has(position, "number"):
        return None  # French "sept" is seven where no day stands by it
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
