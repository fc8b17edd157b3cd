"""Which date is which: the event's, a picture's, or that of a statement."""

from __future__ import annotations

from datetime import date, timedelta

from temoin.extract.calendar_dates import DateMention
from temoin.extract.draft import Draft, Reading
from temoin.extract.tokens import Sentence
from temoin.model import ClaimKind, Days, Role

__all__ = ["inherit_history", "is_history", "read_dates"]

_OWN_HISTORY = timedelta(days=45)
"""An event so long before publication is another event: news is about the last weeks (our convention)."""
_OTHER_EVENT = timedelta(days=7)
"""A day a week and more before the one that a report gave first is another event's (our convention)."""
_STATEMENT_REACH = 3
_DATELINE_ENDS = frozenset("-–—(./:")
_TOLD = ("said", "kind", "effect", "according")
_EVENT_MARKS = ("attack", "effect", "effect_after", "effect_before", "kind", "kind_noun", "means")


def read_dates(reading: Reading, published: date | None, main: date | None) -> None:
    """Add the date claims of a sentence; days ahead of publication are deadlines or forecasts and give none.

    Args:
        reading: of the sentence; drafts are added to it.
        published: the day of publication, or `None`.
        main: the first day that the sentences before gave as the event's own: a day long before it is another event's.
    """
    for mention in reading.dates:
        if mention.days is not None and published is not None and mention.days.first > published + timedelta(days=1):
            continue
        kind = None if _is_ahead(reading, mention, published) else _kind(reading, mention)
        if kind is None:
            continue
        draft = reading.new_draft(kind, mention.first, mention.last)
        draft.days = mention.days
        if kind is ClaimKind.EVENT_DATE and (is_history(mention.days, published) or is_history(mention.days, main, _OTHER_EVENT)):
            draft.role = Role.BACKGROUND


def _is_ahead(reading: Reading, mention: DateMention, published: date | None) -> bool:
    """Whether a day of publication or later stands in a forecast: "tonight a thousand people will sleep in tents"."""
    sentence = reading.sentence
    if sentence.has(mention.first, "weekday") and mention.is_relative and _is_forecast(sentence, mention):
        return True
    if published is None or mention.days is None or mention.days.last < published:
        return False
    near = range(max(0, mention.first - 4), min(sentence.n, mention.last + 4))
    return any(sentence.has(at, "expected") and not sentence.has(at, "said") for at in near)


def _is_forecast(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a weekday stands in a clause of forecast: "gusts are expected on Wednesday" tells of the next one."""
    first = next((at + 1 for at in range(mention.first - 1, -1, -1) if sentence.words[at] in ",;:"), 0)
    last = next((at for at in range(mention.last, sentence.n) if sentence.words[at] in ",;:"), sentence.n)
    clause = range(max(first, mention.first - 9), min(last, mention.last + 9))
    forecast = [at for at in clause if sentence.has(at, "expected")]
    is_near = any(-3 <= at - mention.first <= 4 for at in forecast)
    return is_near or (bool(forecast) and not any(sentence.has(at, category) for at in clause for category in _TOLD))


def is_history(days: Days | None, since: date | None, least: timedelta = _OWN_HISTORY) -> bool:
    """Whether days lie so far before publication, or before the event's own first day, that they belong to another event."""
    return days is not None and since is not None and days.last < since - least


def _kind(reading: Reading, mention: DateMention) -> ClaimKind | None:
    sentence = reading.sentence
    if mention.grain in {"month", "year"}:
        return ClaimKind.EVENT_DATE if _has_event(reading, mention) else None
    if _is_dateline(sentence, mention):
        return ClaimKind.STATEMENT_DATE
    of_cue = _by_cue(reading, mention)
    if of_cue is not None:
        return of_cue
    if _near_image(sentence, mention):
        return ClaimKind.IMAGE_DATE
    if _near_saying(sentence, mention) or _is_as_of(reading, mention):
        return ClaimKind.STATEMENT_DATE
    return ClaimKind.EVENT_DATE if _has_event(reading, mention) else None


def _is_dateline(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a day stands in the dateline that opens a text ("LARNBY, 14 May (Wire) — …"): it is the day of writing."""
    before = sentence.words[: mention.first]
    opens = sentence.index == 0 and before[-1:] == [","] and all(word == "," or word[:1].isupper() for word in before)
    return opens and (mention.last >= sentence.n or sentence.words[mention.last] in _DATELINE_ENDS)


def _by_cue(reading: Reading, mention: DateMention) -> ClaimKind | None:
    """The kind of a date that touches a source or its verb."""
    sentence = reading.sentence
    for cue in reading.cues:
        is_picture = any(kind == "imagery" for _, _, kind in cue.chain)
        if cue.kind == "before" and mention.last <= cue.first and not is_picture:
            continue
        if _touches(sentence, mention, cue.first, cue.last) or cue.first <= mention.first < cue.last:
            return ClaimKind.IMAGE_DATE if is_picture else ClaimKind.STATEMENT_DATE
        if _touches(sentence, mention, *cue.verb) and cue.kind in {"said", "denied"}:
            return ClaimKind.STATEMENT_DATE
    is_of_statement = any(sentence.has(at, "statement") for at in range(max(0, mention.first - 4), mention.first))
    return ClaimKind.STATEMENT_DATE if is_of_statement else None


def _near_saying(sentence: Sentence, mention: DateMention) -> bool:
    """A verb of saying a few words off in the same clause."""
    for at in range(max(0, mention.first - 3), min(sentence.n, mention.last + 2)):
        if sentence.has(at, "said") and not any(sentence.words[between] in ",;" for between in range(min(at, mention.first), max(at, mention.first))):
            return True
    return False


def _is_as_of(reading: Reading, mention: DateMention) -> bool:
    """As in "were without power on Sunday", "was in intensive care on Friday": the day as of which a count holds."""
    sentence = reading.sentence
    first = next((at + 1 for at in range(mention.first - 1, -1, -1) if sentence.words[at] in ";:"), 0)
    near = range(max(first, mention.first - 6), mention.first)
    if any(sentence.has(at, "attack") for at in near):
        return False
    return any(sentence.has(at, "power") or str(sentence.value(at, "kind")).endswith("_at") for at in near)


def _touches(sentence: Sentence, mention: DateMention, first: int, last: int) -> bool:
    """Whether at most a comma and light words stand between a date and a cue."""
    between = range(last, mention.first) if mention.first >= last else range(mention.last, first)
    if mention.first < last and mention.last > first:
        return True
    if last <= mention.first or mention.last > first or not any(sentence.words[at] == "," for at in between):
        pass
    elif not _opens_clause(sentence, mention.first):
        return False
    words = [
        at
        for at in between
        if sentence.is_word(at)
        and not any(sentence.has(at, category) for category in ("date_prep", "article", "adverb", "day_part", "aux", "place_prep"))
    ]
    return not words and len(between) <= _STATEMENT_REACH + 1


def _opens_clause(sentence: Sentence, position: int) -> bool:
    """Whether nothing but prepositions and articles stands between a date and the head of its clause."""
    at = position
    while at > 0 and (sentence.has(at - 1, "date_prep") or sentence.has(at - 1, "article")):
        at -= 1
    return at == 0 or sentence.words[at - 1] in ',;-–—"'


def _near_image(sentence: Sentence, mention: DateMention) -> bool:
    """A picture's word a few words before in the same clause: "image prise mercredi", or just after."""
    for at in range(mention.first - 1, max(-1, mention.first - 9), -1):
        if sentence.words[at] in ";.":
            break
        if sentence.has(at, "image"):
            return True
    return any(sentence.has(at, "image") for at in range(mention.last, min(sentence.n, mention.last + 4)))


def _has_event(reading: Reading, mention: DateMention) -> bool:
    """Whether the date's segment tells of an event: an attack, damage, people."""
    first, last = reading.segment(mention.first)
    sentence = reading.sentence
    return any(category in sentence.marks[at] for at in range(first, last) for category in _EVENT_MARKS)


def inherit_history(drafts: list[Draft], sentence: Sentence) -> None:
    """Counts in a sentence about another event are background too."""
    own = [draft for draft in drafts if draft.sentence is sentence]
    if any(draft.kind is ClaimKind.EVENT_DATE and draft.role is Role.BACKGROUND for draft in own) or sentence.find("history") is not None:
        for draft in own:
            if draft.kind not in {ClaimKind.PLACE, ClaimKind.FACILITY, ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE, ClaimKind.DISTANCE}:
                draft.role = Role.BACKGROUND
