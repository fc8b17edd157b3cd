"""What a source's words govern: where the scope of a cue begins and ends."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.tokens import Sentence

__all__ = ["from_here", "is_end", "past_light", "runs_out", "said_scope", "until_next_cue"]

_REST = 9
"""Farthest words that are taken for the rest of a source."""
_NEW_CLAUSE = frozenset(
    {"attack", "aux", "kind", "effect", "effect_before", "kind_noun", "number", "relative", "means", "said", "pronoun", "one", "unharmed"}
)
_SHORT_REST = 4
_STUB = 3
"""A clause of so few words before "according to" has nothing of its own to govern ("– so lautet nach Angaben …")."""


def until_next_cue(reading: Reading, position: int) -> int:
    """The end of the segments from a token on that have no cue of their own: "according to X, …; …"."""
    sentence = reading.sentence
    end = position
    while end < sentence.n:
        following = reading.segment(min(end + 1, sentence.n - 1))
        if any(sentence.has(at, category) for at in range(*following) for category in ("said", "according", "denied")):
            break
        end = following[1]
    return end


def from_here(reading: Reading, position: int, last: int, segment: tuple[int, int]) -> tuple[int, int]:
    """A cue in the middle governs what follows; between commas it governs the whole clause around it."""
    sentence = reading.sentence
    start = next(
        (at + 1 for at in range(position - 1, segment[0] - 1, -1) if sentence.words[at] in ",:—–-" and not sentence.is_glued(at)), segment[0]
    )
    if position > start > segment[0] and position - start <= _STUB:
        return segment
    if position > 0 and sentence.words[position - 1] == "," and last < sentence.n and sentence.words[last] == ",":
        first = max((cue.last for cue in reading.cues if segment[0] <= cue.last <= position), default=segment[0])
        is_over = sentence.has(last + 1, "relative") or sentence.has(last + 1, "and")
        return (first, last if is_over else segment[1])
    if sentence.words[position - 1] != ",":
        return (_clause_start(sentence, position, segment[0]), segment[1])
    # "…, according to a rescuer whom a radio quotes.": nothing but the source's own clause follows.
    is_last = sentence.has(last, "relative") and "," not in sentence.words[last : segment[1]]
    return (segment[0] if is_last else position, segment[1])


def _clause_start(sentence: Sentence, position: int, floor: int) -> int:
    return next((at + 1 for at in range(position - 1, floor - 1, -1) if sentence.words[at] in ",;:—–"), floor)


def runs_out(reading: Reading, position: int, last: int) -> int:
    """Past the rest of a source that no rule could tell, up to the next mark, if no verb, number or new clause stands in it."""
    sentence = reading.sentence
    for at in range(position, min(last, position + _REST)):
        if sentence.words[at] in ",.;!?":
            return at
        if not sentence.marks[at].keys().isdisjoint(_NEW_CLAUSE) or sentence.is_number(at):
            return position
    return position if last > position + _REST else last


def is_end(sentence: Sentence, position: int, last: int) -> bool:
    """Whether a cue that ends at a token is the last of its segment."""
    return position >= last or sentence.words[position] in '.;!?"' or (sentence.words[position] == "," and position + 1 >= last)


def past_light(reading: Reading, position: int) -> int:
    """Past a date, an adverb or a pronoun between the verb and its subject."""
    sentence, at = reading.sentence, position
    while at < sentence.n:
        led = sentence.after(at, "date_prep") or at
        date = next((date for date in reading.dates if date.first in {at, led}), None)
        if date is not None:
            at = date.last
        elif (sentence.has(at, "day_part") and at > 0) or sentence.has(at, "particle"):
            at += 1
        elif sentence.has(at, "adverb") or (
            sentence.words[at] == "," and sentence.has(at + 1, "pronoun") and at + 2 < sentence.n and sentence.words[at + 2] == ","
        ):
            at = sentence.after(at, "adverb") or at + 3
        else:
            return at
    return at


def said_scope(reading: Reading, first: int, last: int, *, is_after: bool) -> tuple[int, int]:
    """What a verb of saying governs: what follows it, what went before where it comes last, or its whole segment."""
    sentence = reading.sentence
    segment = reading.segment(first)
    end = runs_out(reading, past_light(reading, last), segment[1])
    end = segment[1] if is_after and _is_short(sentence, end, segment[1]) else end
    if is_after and sentence.find("subjunctive", segment[0], first) is None and sentence.find("subjunctive", last, segment[1]) is not None:
        return (last, segment[1])
    leads = any(sentence.is_word(at) for at in range(segment[0], first)) and (first == 0 or sentence.words[first - 1] in ',"—–' or is_after)
    if leads and (is_end(sentence, end, segment[1]) or (end < sentence.n and sentence.words[end] in ",—–")):
        if not is_end(sentence, end, segment[1]):
            return (_after_cue(reading, segment[0], first), first)
        return segment
    if sentence.words[first - 1] == "," and first > 0 and not leads:
        return (first, segment[1])
    start = segment[0] if first - segment[0] <= 4 else first
    return (start, segment[1])


def _is_short(sentence: Sentence, first: int, last: int) -> bool:
    """Whether so few words without a verb or a number are left that they belong to the source: "… dei soccorsi"."""
    rest = range(first, last)
    return len(rest) <= _SHORT_REST and not any(sentence.words[at] in ",;:" or sentence.is_number(at) or sentence.has(at, "aux") for at in rest)


def _after_cue(reading: Reading, floor: int, first: int) -> int:
    return max((cue.last for cue in reading.cues if floor <= cue.last <= first and cue.kind == "said"), default=floor)
