"""The dates of a text, for themselves, each with its place."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import attrs

from temoin.extract.calendar_dates import DateMention
from temoin.extract.dates import find_dates, past_link
from temoin.extract.grammar import Grammar, load_grammar
from temoin.extract.numerals import read_number
from temoin.extract.tokens import Sentence
from temoin.model import Days
from temoin.text import Span, normalise

__all__ = ["FoundDays", "find_days"]

_MOST = 36_500
"""Days that "ago" may reach back: a century."""


@attrs.frozen(kw_only=True)
class FoundDays:
    """A date in a text.

    Args:
        days: the days that it names, or `None` where the day of writing would be needed and is not given.
        span: where it stands.
        grain: `day`, `night`, `month` or `year`.
    """

    days: Days | None
    span: Span
    grain: str


def find_days(text: str, lang: str, written: date | None = None) -> tuple[FoundDays, ...]:
    """The dates of a text in order, not overlapping.

    Args:
        text: any text.
        lang: ISO 639-1 code of a language that temoin ships.
        written: the day on which it was written, from which "Tuesday" and "2 July" are worked out.

    Raises:
        GrammarError: there is no table for the language.

    >>> [(found.days.iso, found.span.text) for found in find_days("mardi, le 1er juillet", "fr", date(2025, 7, 3))]
    [('2025-07-01', 'mardi, le 1er juillet')]
    """
    grammar = load_grammar(lang)
    normal = normalise(text)
    found = []
    for sentence in grammar.sentences(normal.text):
        mentions = find_dates(sentence, grammar, written)
        taken = {at for mention in mentions for at in range(mention.first, mention.last)}
        mentions += [mention for mention in _from_now(sentence, grammar, written) if taken.isdisjoint(range(mention.first, mention.last))]
        for mention in _joined(sentence, sorted(mentions, key=lambda mention: mention.first)):
            span = normal.span(sentence.start[mention.first], sentence.end[mention.last - 1])
            found.append(FoundDays(days=mention.days, span=span, grain=mention.grain))
    return tuple(found)


def _from_now(sentence: Sentence, grammar: Grammar, written: date | None) -> list[DateMention]:
    """Days counted from the day of writing, which are no claims: "two weeks ago", "tomorrow"."""
    found = []
    at = 0
    while at < sentence.n:
        mark = sentence.marks[at].get("day_ahead")
        mention = (
            DateMention(at, mark[1], None if written is None else Days.one(written + timedelta(days=int(mark[0]))), "day", is_relative=True)
            if mark is not None
            else _ago(sentence, at, grammar, written)
        )
        if mention is not None:
            found.append(mention)
        at = at + 1 if mention is None else mention.last
    return found


def _ago(sentence: Sentence, position: int, grammar: Grammar, written: date | None) -> DateMention | None:
    opened = sentence.after(position, "ago") if sentence.value(position, "ago") == "before" else None
    at = position if opened is None else opened
    number = read_number(sentence, at, grammar)
    at = at if number is None else number.last
    unit, after = sentence.value(at, "back"), sentence.after(at, "back")
    if unit is None or after is None:
        return None
    last = after if opened is not None else sentence.after(after, "ago") if sentence.value(after, "ago") == "after" else None
    if last is None:
        return None
    count = 1 if number is None else int(number.value)
    return DateMention(position, last, None if written is None else Days.one(_earlier(written, unit, count)), "day", is_relative=True)


def _earlier(day: date, unit: str, count: int) -> date:
    """So many days, weeks, months or years before a day; the last day of a shorter month."""
    if unit in {"day", "week"}:
        return day - timedelta(days=min(count, _MOST) * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - min(count, _MOST // 30) * (12 if unit == "year" else 1)
    year, month = max(months // 12, 1), months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _joined(sentence: Sentence, mentions: list[DateMention]) -> list[DateMention]:
    """Two days that words make the ends of one stretch: "13 July - 15 July", "between 1 January and 5 April"."""
    joined: list[DateMention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if before is not None and before.grain == mention.grain == "day" and past_link(sentence, before.last, before.first) == mention.first:
            days = _ends(before, mention)
            if days is not None:
                joined[-1] = attrs.evolve(before, last=mention.last, days=days)
                continue
        joined.append(mention)
    return joined


def _ends(first: DateMention, last: DateMention) -> Days | None:
    if first.days is None or last.days is None:
        return None
    begin, end = first.days.first, last.days.last
    if begin > end and first.is_relative:
        begin = begin.replace(year=begin.year - 1) if (begin.month, begin.day) != (2, 29) else begin
    if begin.year < end.year and first.is_relative and not last.is_relative and (begin.month, begin.day) < (end.month, end.day):
        begin = begin.replace(year=end.year)
    return Days(first=begin, last=end) if begin <= end else None
