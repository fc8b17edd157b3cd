"""Dates: written in full, in part, or by the day on which they were said."""

from __future__ import annotations

import re
from datetime import date, timedelta

import attrs

from temoin.extract.calendar_dates import DateMention, day_after_month, day_first, day_number, read_calendar, with_year, year_after
from temoin.extract.grammar import Grammar
from temoin.extract.ordinals import read_ordinal
from temoin.extract.tokens import Sentence
from temoin.model import Days, Report

__all__ = ["find_dates", "past_link", "published_day"]

_DATING = ("night", "day_word", "weekday", "month", "number", "one")
"""What a word that begins a date is marked with, if it is no ordinal."""
_PARTIAL = re.compile(r"(\d{1,2})\.(\d{1,2})")
_FARTHEST_DAY = 200


def published_day(report: Report) -> date | None:
    """The calendar day of publication in the outlet's own zone, or `None`."""
    return None if report.published is None else report.published.days.last


def find_dates(sentence: Sentence, grammar: Grammar, published: date | None) -> list[DateMention]:
    """The dates of a sentence, in order, not overlapping; dates that lie ahead (deadlines, forecasts) are left out by the caller."""
    found: list[DateMention] = []
    free = 0
    has_ordinal = not grammar.ordinals.keys().isdisjoint(sentence.low)
    ordinals = [at for at, word in enumerate(sentence.low) if word in grammar.ordinals] if has_ordinal else ()
    for position in sorted({*sentence.begins(*_DATING), *sentence.numerals, *ordinals}):
        mention = _read(sentence, position, grammar, published) if position >= free else None
        if mention is not None:
            found.append(_with_last_year(sentence, mention))
            free = mention.last
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
        return _stretch(sentence, position, grammar, published) or read_calendar(sentence, position, grammar, published)
    is_day = _may_be_day(sentence, position, grammar)
    return (_stretch(sentence, position, grammar, published) or day_first(sentence, position, grammar, published)) if is_day else None


def _may_be_day(sentence: Sentence, position: int, grammar: Grammar) -> bool:
    """Whether a word is a number or an ordinal, and a month follows within a few words."""
    marks = sentence.marks[position]
    if not ("number" in marks or "one" in marks or sentence.low[position] in grammar.ordinals):
        return False
    return sentence.find("month", position + 1, position + 8) is not None


def _stretch(sentence: Sentence, position: int, grammar: Grammar, published: date | None) -> DateMention | None:
    """As in "13 to 15 July", "from the 14. - 15.10.2013", "July 13-15": two days, of which one bears the month."""
    if "month" in sentence.marks[position]:
        return _stretch_after_month(sentence, position, grammar, published)
    partial = _PARTIAL.fullmatch(sentence.words[position])
    first = (int(partial[1]), position + 1) if partial is not None else day_number(sentence, position, grammar)
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
        read_calendar(sentence, at, grammar, published)
        if sentence.is_number(at)
        else day_first(sentence, at, grammar, published)
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
    first = day_after_month(sentence, month[1], grammar) if grammar.month_first else None
    at = past_link(sentence, first[1], position) if first is not None else None
    last = day_number(sentence, at, grammar) if at is not None else None
    if first is None or last is None or first[0] >= last[0] or sentence.has(last[1], "month"):
        return None
    year, end = year_after(sentence, last[1])
    whole = with_year(position, end, year, int(month[0]), last[0], published)
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
    dated = (_stretch(sentence, at, grammar, published) if at < sentence.n else None) or read_calendar(sentence, at, grammar, published)
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
    day = day_number(sentence, at, grammar) if at < sentence.n and (sentence.is_number(at) or read_ordinal(sentence, at, grammar)) else None
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
            mention = read_calendar(sentence, start, grammar, published) or _bare_day(sentence, start, grammar, published)
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
    return DateMention(position, position + 1, None, "day") if read_calendar(sentence, following, grammar, published) else None
