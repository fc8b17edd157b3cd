"""One attribution in a sentence, from the word that attributes it: its cue, its source and what is attributed."""

from __future__ import annotations

import attrs

from temoin.extract.cue_words import is_noun, light_before, past_medium, past_tail
from temoin.extract.draft import Reading
from temoin.extract.speakers import SAYS, Range, agent_after, is_seldom_said, main_subject, noun_end, owner_before, past_appositions, subject_of
from temoin.extract.tokens import Sentence

__all__ = ["Attributed", "attribution", "by_mark", "opens", "runs", "until_comma"]

_LONGEST_ADJUNCT = 14
_FEW_BEHIND = 8
"""Tokens that may stand after a cue that comes behind what it attributes."""
_FEWEST_SAID = 4
"""Words after a colon that somebody may have said; fewer are a heading's or a list's."""
_VERBS = frozenset({"relative", "said"})
"""What ends the source after "according to"."""


@attrs.frozen
class Attributed:
    """An attribution in tokens of its sentence."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]


def attribution(reading: Reading, position: int, quoted: set[int], known: Range | None) -> Attributed | None:
    """The attribution whose verb or noun stands at a token; `known` is the source of the verb that it is joined to."""
    sentence = reading.sentence
    if sentence.has(position, "according"):
        return _according(sentence, position)
    if sentence.value(position, "speech") == "seeming":
        return _seeming(sentence, position)
    is_issued = sentence.value(position, "speech") == "issuing" and past_medium(sentence, position + 1) is not None
    is_verb = (is_issued or any(sentence.has(position, one) for one in SAYS)) and not is_noun(sentence, position)
    return _said(reading, position, quoted, known) if is_verb else _of_noun(sentence, position)


def by_mark(sentence: Sentence) -> Attributed | None:
    """As in "Poll: most voters …", "SMITH: I never …": a name of up to four words before a colon at the head of a sentence."""
    colon = next((at for at in range(1, min(6, sentence.n - 1)) if sentence.words[at] == ":"), 0)
    is_name = colon > 0 and all(sentence.is_capital(at) or sentence.words[at] == "." for at in range(colon))
    if not is_name or not _is_said_after(sentence, colon + 1):
        return None
    return Attributed((colon, colon + 1), (0, colon), _trimmed(sentence, (colon + 1, sentence.n)))


def _is_said_after(sentence: Sentence, position: int) -> bool:
    """Whether what stands after a colon may have been said: some words, neither a figure nor a list of names."""
    words = sum(map(sentence.is_word, range(position, sentence.n)))
    return words >= _FEWEST_SAID and not sentence.is_number(position) and words > 3 * sentence.words.count(",")


def _according(sentence: Sentence, position: int) -> Attributed | None:
    """As in "according to X": X ends at a comma, a full stop or a verb; all the rest of the sentence is attributed."""
    after = sentence.after(position, "according") or position + 1
    if is_seldom_said(sentence, position):
        return None
    last = noun_end(sentence, after, breaks=_VERBS)
    if last == after:
        return None
    if position <= 1:
        begin = last + 1 if last < sentence.n and sentence.words[last] == "," else last
        return Attributed((position, after), (after, last), _trimmed(sentence, (begin, sentence.n)))
    end = position - 1 if sentence.words[position - 1] == "," else position
    return Attributed(
        (position, after),
        (after, past_appositions(sentence, last) if sentence.is_capital(last - 1) else last),
        _trimmed(sentence, (_clause(sentence, position), end)),
    )


def _seeming(sentence: Sentence, position: int) -> Attributed | None:
    """As in "the plan appears to fail", "reportedly": how something looks to whoever writes, who is not named."""
    if position > 0 and sentence.low[position - 1] == "to":
        return None
    first, last = position, position + 1
    while (start := light_before(sentence, first)) is not None:
        first = start
    return Attributed((first, last), None, (*_trimmed(sentence, (_clause(sentence, first), first)), *_trimmed(sentence, (last, sentence.n))))


def _of_noun(sentence: Sentence, position: int) -> Attributed | None:
    """As in "Lee's sharp criticism of the plan", "their hope that it works": whoever owns a noun of saying or thinking is its source."""
    last = position + 1
    if (
        sentence.value(position, "speech") != "noun"
        or last >= sentence.n
        or not (sentence.low[last] in {"that", "to"} or sentence.value(last, "speech") in {"bound", "doing_bound"})
    ):
        return None
    owner = owner_before(sentence, position)
    if owner is None:
        return None
    last += sentence.low[last] not in {"that", "to"}
    return Attributed((owner[1], last), owner, _trimmed(sentence, until_comma(sentence, (last, sentence.n))))


def _said(reading: Reading, position: int, quoted: set[int], known: Range | None) -> Attributed | None:
    """A verb of saying, thinking or showing with its subject, `known` where it is that of the verb before, and what is said."""
    sentence = reading.sentence
    if is_seldom_said(sentence, position):
        return None
    first, last = _verb(sentence, position)
    if sentence.value(position, "speech") == "asked" and (position == 0 or opens(sentence, position - 1)):
        return _asked(sentence, position)
    source, is_after = subject_of(reading, first, last, quoted) if known is None else (known, False)
    if source is None and sentence.low[position].endswith("ing") and (first == 0 or opens(sentence, first - 1)):
        source = main_subject(sentence, last, quoted)
    if source is None:
        return None
    agent = agent_after(sentence, first, position, last)
    if agent is not None:
        return Attributed((first, last), agent, _trimmed(sentence, source))
    if not is_after:
        while last < sentence.n and (sentence.has(last, "weekday") or sentence.has(last, "day_part") or sentence.words[last] == ":"):
            last += 1
        last = past_tail(sentence, position, last)
    end = source[1] if is_after else _past_adjunct(sentence, last, quoted)
    content = _content(sentence, (first, last), source, end, quoted)
    # "Clinton said." after a quotation that is a sentence of its own has nothing left to attribute in its own.
    return Attributed((first, last), source, content) if content or sentence.has(position, "said") else None


def _verb(sentence: Sentence, position: int) -> Range:
    """The words of a verb, with the light ones before it, without "that", "to" and whoever is spoken to after it."""
    category = next((category for category in SAYS if sentence.has(position, category)), "speech")
    kind = sentence.value(position, "speech")
    first, last = position, sentence.after(position, category) or position + 1
    while last - 1 > position and (sentence.has(last - 1, "relative") or kind == "addressed" or (sentence.low[last - 1] == "to" and kind != "to")):
        last -= 1
    while (start := light_before(sentence, first)) is not None:
        first = start
    return first, last


def _asked(sentence: Sentence, position: int) -> Attributed:
    """As in "Asked whether …, he nodded", "when asked about it": nobody says who asked."""
    last = position + 1 + (sentence.low[position + 1 : position + 2] == ["about"])
    return Attributed((position, last), None, _trimmed(sentence, until_comma(sentence, (last, sentence.n))))


def _past_adjunct(sentence: Sentence, position: int, quoted: set[int]) -> int:
    """Past where, when and to whom it was said, where "that" or a quotation follows: "said at a rally in Ohio that …", "told reporters that …"."""
    is_led = any(sentence.has(position, category) for category in ("place_prep", "date_prep", "into", "with"))
    if position in quoted or not (is_led or sentence.value(position - 1, "speech") == "addressed"):
        return position
    for at in range(position + 1, min(sentence.n, position + _LONGEST_ADJUNCT)):
        if sentence.low[at] == "that" or at in quoted:
            return at
        if any(sentence.has(at, category) for category in ("aux", "pronoun", *SAYS)):
            return position
    return position


def _until_participle(sentence: Sentence, part: Range) -> Range:
    """A part up to a participle of saying after a comma, whose words are another statement: "…, adding that …"."""
    for at in range(part[0] + 1, part[1] - 1):
        if sentence.words[at] == "," and sentence.low[at + 1].endswith("ing") and any(sentence.has(at + 1, one) for one in SAYS):
            return part[0], at
    return part


def _content(sentence: Sentence, cue: Range, source: Range, end: int, quoted: set[int]) -> tuple[Range, ...]:
    """What a cue attributes: what follows it, or what stands before it where nothing does."""
    if source[0] > end:
        return _trimmed(sentence, until_comma(sentence, (end, sentence.n)))
    floor = min(cue[0], source[0])
    rest = _trimmed(sentence, (end, sentence.n))
    before = _trimmed(sentence, (_clause(sentence, floor), floor))
    is_last = not any(sentence.is_word(at) for part in rest for at in range(*part)) or (source[0] >= cue[1] and bool(before))
    is_parted = floor > 0 and (sentence.words[floor - 1] == "," or floor - 1 in quoted) and sentence.low[end : end + 1] != ["that"]
    behind = tuple(part for part in runs(sorted(at for at in quoted if at >= end)) if part[1] - part[0] > 1)
    if is_last or (is_parted and before and (behind or end >= sentence.n - _FEW_BEHIND)):
        return tuple(_until_participle(sentence, part) for part in (*before, *behind))
    return tuple(_until_participle(sentence, part) for part in rest)


def opens(sentence: Sentence, position: int) -> bool:
    """Whether a word opens a clause before the main one: "when", "although"."""
    return sentence.value(position, "speech") in {"opening", "either"}


def until_comma(sentence: Sentence, part: Range) -> Range:
    """A part up to its first comma."""
    return part[0], next((at for at in range(part[0] + 1, part[1]) if sentence.words[at] == ","), part[1])


def runs(positions: list[int]) -> list[Range]:
    """Runs of consecutive numbers."""
    found: list[Range] = []
    for at in positions:
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _trimmed(sentence: Sentence, part: Range) -> tuple[Range, ...]:
    """A range without the marks at its ends, or none."""
    first, last = part
    while first < last and sentence.words[first] in ",;:.—–-":
        first += 1
    while last > first and sentence.words[last - 1] in ",;:.—–":
        last -= 1
    return ((first, last),) if last > first else ()


def _clause(sentence: Sentence, position: int) -> int:
    """Where the clause before a token begins: after the last semicolon, or the bracket that it stands in."""
    return next((at + 1 for at in range(position - 1, -1, -1) if sentence.words[at] in ";("), 0)
