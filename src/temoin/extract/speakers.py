"""Whoever says or thinks something in any text: the subject of a verb, or the agent of a passive."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.tokens import Sentence

__all__ = [
    "LONGEST_SOURCE",
    "QUOTES",
    "SAYS",
    "Range",
    "agent_after",
    "is_seldom_said",
    "main_subject",
    "noun_end",
    "owner_before",
    "past_appositions",
    "subject_of",
]

Range = tuple[int, int]
"""Tokens of a sentence, half-open."""
SAYS = ("said", "denied", "thought", "thought_noun", "citing")
"""Sections of verbs that attribute."""
QUOTES = frozenset('"“”„')
LONGEST_SOURCE = 24
_ASIDES = frozenset(",—–")
"""Marks between which an apposition stands."""
_HARD = frozenset(';:()—–―"')
_MARKS = frozenset(',;:!?"“”—–')
_NO_END = frozenset({"article", "one", "of", "place_prep", "date_prep", "with", "into", "to", "by"})
"""What no noun phrase ends with."""
_OWNERS = frozenset({"his", "her", "their", "its", "my", "our", "your"})
_MOST_ADJECTIVES = 2
_RELATIVE = frozenset({"relative"})
_FARTHEST_AGENT = 5
_LONGEST_APPOSITION = 40
_APPOSITION = frozenset({"article", "one", "relative"})
_NO_APPOSITION = frozenset(
    {"and", "said", "thought", "denied", "citing", "according", "date_prep", "place_prep", "with", "to", "adverb", "frequency", "of", "pronoun"}
)
"""What a phrase after a comma begins with that tells when, where or how something was said."""
_STOPS = frozenset({"relative", "clause_start", "said", "denied", "thought"})


def is_seldom_said(sentence: Sentence, position: int) -> bool:
    """Whether a verb of saying, counting or showing is mostly a noun, or tells of something else: "state", "registered"."""
    return sentence.value(position, "speech") == "seldom"


def subject_of(reading: Reading, first: int, last: int, quoted: set[int]) -> tuple[Range | None, bool]:
    """The subject of a verb group: after it where a quotation or a comma stands right before the verb, else before it."""
    sentence = reading.sentence
    is_inverted = first > 0 and (first - 1 in quoted or sentence.words[first - 1] in QUOTES)
    is_after_comma = first > 0 and sentence.words[first - 1] == "," and sentence.has(first, "said") and sentence.is_capital(last)
    # After "told" stands whoever is spoken to.
    if (is_inverted or is_after_comma) and sentence.value(first, "speech") != "addressed":
        after = _noun_after(sentence, last)
        if after is not None:
            return after, True
    return _noun_before(reading, first, quoted), False


def agent_after(sentence: Sentence, first: int, position: int, last: int) -> Range | None:
    """Who did it, of a passive: "was praised by the mayor"."""
    if not any(sentence.value(at, "aux") == "be" for at in range(first, position)) or sentence.low[position].endswith("ing"):
        return None
    by = next((at for at in range(last, min(sentence.n, last + _FARTHEST_AGENT)) if sentence.low[at] == "by" or sentence.words[at] in ",.;:"), None)
    return None if by is None or sentence.low[by] != "by" else _noun_after(sentence, by + 1)


def main_subject(sentence: Sentence, position: int, quoted: set[int]) -> Range | None:
    """Who a clause before the main one is about, as far as the main one begins with them: "Recalling the flood, Ms. Lee …"."""
    comma = next((at for at in range(position, sentence.n) if sentence.words[at] == "," and at not in quoted), sentence.n)
    first = last = comma + 1
    if sentence.has(first, "pronoun"):
        return first, first + 1
    while sentence.is_capital(last) or (first < last < sentence.n and sentence.words[last] == "." and sentence.is_glued(last)):
        last += 1
    return (first, last) if last > first else None


def owner_before(sentence: Sentence, position: int) -> Range | None:
    """Whose a noun is, with at most two adjectives between: "the mayor's sharp", "her"."""
    for at in range(position, max(0, position - _MOST_ADJECTIVES) - 1, -1):
        if at > 0 and sentence.low[at - 1] in _OWNERS:
            return at - 1, at
        if at > 0 and sentence.low[at - 1] in {"'s", "'"}:
            begin = at - 1
            while begin > 0 and (sentence.is_capital(begin - 1) or (sentence.words[begin - 1] == "." and sentence.is_glued(begin - 1))):
                begin -= 1
            return (begin, at) if begin < at - 1 else None
        if at < 1 or not sentence.words[at - 1].islower() or not sentence.is_word(at - 1):
            return None
    return None


def noun_end(sentence: Sentence, position: int, *, breaks: frozenset[str]) -> int:
    """Where a noun phrase that begins at a token ends at the latest: at a mark, or at a word of a category in `breaks`."""
    at = position
    while at < sentence.n and at - position < LONGEST_SOURCE and not is_mark(sentence, at) and sentence.marks[at].keys().isdisjoint(breaks):
        at += 1
    return at


def is_mark(sentence: Sentence, position: int) -> bool:
    """Whether a token is a mark that ends a phrase; a full stop inside a sentence belongs to a short form or an initial."""
    word = sentence.words[position]
    return word in _MARKS or (word == "." and not any(map(sentence.is_word, range(position + 1, sentence.n))))


def _noun_after(sentence: Sentence, position: int) -> Range | None:
    """A noun phrase that begins at a token, with the appositions after it."""
    at = noun_end(sentence, position, breaks=_RELATIVE)
    return None if at == position else (position, past_appositions(sentence, at))


def past_appositions(sentence: Sentence, position: int) -> int:
    """Past what tells who somebody is: "…, a lawyer who advises the town", "…, Republican of Ohio"."""
    at = position
    while at + 1 < sentence.n and sentence.words[at] == "," and at - position < _LONGEST_APPOSITION and _is_apposition(sentence, at + 1):
        at = next((end for end in range(at + 1, sentence.n) if is_mark(sentence, end)), sentence.n)
    return at


def _is_apposition(sentence: Sentence, position: int) -> bool:
    """Whether a phrase after a comma tells who somebody is: it begins with an article, a relative or a noun."""
    if sentence.is_number(position) or sentence.low[position] == "of" or not sentence.marks[position].keys().isdisjoint(_APPOSITION):
        return True
    return sentence.is_word(position) and not sentence.low[position].endswith("ing") and sentence.marks[position].keys().isdisjoint(_NO_APPOSITION)


def _noun_before(reading: Reading, position: int, quoted: set[int]) -> Range | None:
    """The noun phrase that ends right before a token; past an apposition between commas; of a participle the sentence's subject."""
    sentence = reading.sentence
    last = position
    if last > 0 and sentence.low[position].endswith("ing") and sentence.value(last - 1, "speech") in {"doing", "either"}:
        return _first_noun(reading, position)
    if last > 0 and (sentence.has(last - 1, "relative") or sentence.has(last - 1, "pronoun")):
        start = sentence.before(last, "pronoun")
        return (last - 1 if start is None else start, last)
    if last > 0 and sentence.words[last - 1] in _ASIDES:
        return _past_apposition(reading, position, quoted)
    begin = _begin(sentence, last, quoted)
    if begin == last and last > 0 and sentence.has(last - 1, "and"):
        return _first_noun(reading, position)
    if sentence.has(begin, "pronoun") and begin < last:
        return begin, begin + 1
    is_noun = begin < last and sentence.marks[last - 1].keys().isdisjoint(_NO_END)
    return (begin, _before_day(sentence, begin, last)) if is_noun else None


def _before_day(sentence: Sentence, begin: int, last: int) -> int:
    """The end of a noun phrase without the day that stands after it: "The Times on Saturday"."""
    day = next((at for at in range(begin + 1, last) if sentence.has(at, "weekday")), None)
    if day is None or day < max(begin + 2, last - 2):
        return last
    return day - 1 if sentence.has(day - 1, "date_prep") else day


def _past_apposition(reading: Reading, position: int, quoted: set[int]) -> Range | None:
    """The noun phrase before a comma, with an apposition between commas; of a participle the sentence's subject."""
    sentence = reading.sentence
    mark = sentence.words[position - 1]
    opening = next((at for at in range(position - 2, max(-1, position - LONGEST_SOURCE), -1) if sentence.words[at] == mark), None)
    if sentence.low[position].endswith("ing") or opening is None:
        return _first_noun(reading, position)
    if opening > 2 and sentence.is_number(opening - 1) and sentence.words[opening - 2] == ",":
        opening -= 2  # "Ann Lee, 21, a nurse, said"
    begin = _begin(sentence, opening, quoted)
    if begin == opening:
        return _first_noun(reading, position)
    is_who = mark != "," or _is_apposition(sentence, opening + 1)
    return _with_named(sentence, begin, quoted), position if is_who else opening


def _with_named(sentence: Sentence, begin: int, quoted: set[int]) -> int:
    """Where a noun phrase begins that tells who a name before its comma is: "Dan Marsh, the fund's lawyer, treasurer and planner, said"."""
    if begin < 3 or sentence.words[begin - 1] != "," or not sentence.is_capital(begin - 2):
        return begin
    named = _begin(sentence, begin - 1, quoted)
    return named if named < begin - 2 and all(sentence.is_capital(at) or sentence.words[at] == "." for at in range(named, begin - 1)) else begin


def _begin(sentence: Sentence, last: int, quoted: set[int]) -> int:
    """Where the noun phrase before a token begins."""
    at = last
    while at > 0 and last - at < LONGEST_SOURCE and at - 1 not in quoted:
        word = sentence.words[at - 1]
        if word == ")" and (opening := _opening(sentence, at - 1)) is not None:
            at = opening
            continue
        if (
            word in _HARD
            or word == ","
            or (word == "-" and not sentence.is_glued(at))
            or (not sentence.marks[at - 1].keys().isdisjoint(_STOPS) and not is_seldom_said(sentence, at - 1))
        ):
            break
        if sentence.low[at - 1] in {"but", "so", "yet", "if", "than", "then"} or sentence.has(at - 1, "aux"):
            break
        if sentence.has(at - 1, "and") and not (sentence.is_capital(at) and at > 1 and sentence.is_capital(at - 2)):
            break
        at -= 1
    while at < last and (_is_adverb(sentence, at) or (any(sentence.has(at, one) for one in ("place_prep", "date_prep", "with")) and at + 1 < last)):
        if sentence.has(at, "article") or (sentence.is_capital(at) and at > 0):
            break
        at += 1
    return at


def _is_adverb(sentence: Sentence, position: int) -> bool:
    """Whether a word before a noun phrase is no part of it: "now", but not "both", nor "only" before a number."""
    is_counting = sentence.has(position, "quantifier") or sentence.is_number(position + 1) or sentence.has(position + 1, "number")
    return sentence.has(position, "adverb") and not is_counting


def _opening(sentence: Sentence, position: int) -> int | None:
    """The token of the bracket that a closing one belongs to, within six tokens: "(R-Wis.)"."""
    return next((at for at in range(position - 1, max(-1, position - 9), -1) if sentence.words[at] == "("), None)


def _first_noun(reading: Reading, position: int) -> Range | None:
    """The subject of the sentence, as far as its beginning shows it: a pronoun, or what stands before the first verb."""
    sentence = reading.sentence
    for at in range(min(position, LONGEST_SOURCE)):
        if sentence.has(at, "pronoun") and not sentence.has(at, "relative"):
            return at, at + 1
        if at and any(sentence.has(at, verb) for verb in ("aux", *SAYS)):
            return 0, at
        is_last = at + 1 < position and not sentence.is_capital(at + 1) and sentence.words[at + 1].islower()
        if sentence.is_capital(at) and is_last and (at or not sentence.marks[0]):
            first = at
            while first > 0 and (sentence.is_capital(first - 1) or (sentence.words[first - 1] == "." and sentence.is_glued(first - 1))):
                first -= 1
            return first, at + 1
    return None
