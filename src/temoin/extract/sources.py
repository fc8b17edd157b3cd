"""Noun phrases of sources: where they begin and end, and of what kind they are."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.proper import capital_run, is_name_word
from temoin.extract.source_bounds import is_adjective, source_end, source_start
from temoin.extract.tokens import Sentence
from temoin.model import SourceClass

__all__ = ["SourcePhrase", "class_beside", "is_near", "source_at", "source_before_comma", "source_within", "unknown_phrase", "with_relays"]

SourcePhrase = tuple[int, int, str]
"""A source's noun phrase: first token, one past the last, class."""
_LONGEST_ASIDE = 9
"""Tokens of what tells who somebody is, with its commas."""
_LONGEST_SUBJECT = 5
_NO_SOURCE = frozenset(
    [
        "aux",
        "kind",
        "effect",
        "effect_before",
        "pronoun",
        "relative",
        "said",
        "number",
        "kind_noun",
        "negator",
        "place_prep",
        "date_prep",
        "with",
        "hedge",
        "and",
        "weekday",
        "day_word",
        "month",
        "means",
        "attack",
        "total",
        "plural",
        "statement",
        "into",
        "day_part",
        "unharmed",
    ]
)
"""Categories of words that end a source that no table knows."""
_STOPS = frozenset(',;:.!?()—–"')


def source_before_comma(reading: Reading, position: int) -> SourcePhrase | None:
    """The source that a relative "according to whom" goes back to."""
    sentence = reading.sentence
    last = position - 1 if position > 0 and sentence.words[position - 1] == "," else position
    for at in range(last - 1, max(-1, last - 6), -1):
        mark = sentence.marks[at].get("source")
        if mark is not None:
            return source_start(reading, at), last, mark[0]
    return None


def source_within(reading: Reading, position: int) -> SourcePhrase | None:
    """As in "selon le dernier bilan des pompiers": the first source before the next comma."""
    sentence = reading.sentence
    for at in range(position, min(sentence.n, position + 9)):
        if sentence.words[at] in _STOPS:
            return None
        mark = sentence.marks[at].get("source")
        if mark is not None:
            first = at
            while first > position and not sentence.marks[first - 1] and is_name_word(reading, first - 1):
                first -= 1
            while first > position and (sentence.before(first, "article") is not None) and not sentence.has(first - 1, "of"):
                first = sentence.before(first, "article") or first - 1
            return first, source_end(reading, at, mark[1]), mark[0]
    return None


def unknown_phrase(reading: Reading, position: int) -> SourcePhrase | None:
    """A noun phrase after a cue, of whom no table knows who they are: up to the next mark, verb or number."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and at - position < _LONGEST_SUBJECT:
        light = (
            sentence.has(at, "article")
            or sentence.has(at, "one")
            or sentence.has(at, "of")
            or sentence.has(at, "modifier")
            or sentence.words[at] in "'\""
        )
        if not (light or (sentence.is_word(at) and not sentence.marks[at].keys() & _NO_SOURCE)):
            break
        at += 1
    while at > position and (sentence.has(at - 1, "of") or sentence.has(at - 1, "article")):
        at -= 1
    is_led = sentence.has(position, "article") or sentence.has(position, "one") or reading.grammar.case_articles or sentence.is_capital(position)
    return (position, at, SourceClass.ANONYMOUS.value) if at > position and is_led and (at - position > 1 or reading.grammar.case_articles) else None


def is_near(sentence: Sentence, last: int, position: int) -> bool:
    """Whether nothing but auxiliaries, adverbs and pronouns stand between two tokens."""
    return all(
        not sentence.is_word(at) or sentence.has(at, "aux") or sentence.has(at, "adverb") or sentence.has(at, "pronoun")
        for at in range(last, position)
    )


def source_at(reading: Reading, position: int, *, strict: bool = False) -> SourcePhrase | None:
    """A source that begins at a token."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and (
        sentence.has(at, "article")
        or sentence.has(at, "one")
        or sentence.words[at] in "'\""
        or (at == position and (sentence.has(at, "of") or (strict and sentence.has(at, "place_prep"))))
    ):
        at = sentence.after(at, "article") or at + 1
    for head in range(at, min(at + 5, sentence.n)):
        image = None if strict else sentence.after(head, "image")
        mark = (
            (SourceClass.IMAGERY.value, image)
            if image is not None
            else sentence.marks[head].get("source") or sentence.marks[head].get("pronoun_source")
        )
        if mark is not None:
            first = position
            if first < at and _is_led_only(reading, first):
                first = at
            last = source_end(reading, head, mark[1])
            return first, last, _inner_class(sentence, mark, last)
        if is_name_word(reading, head) and not (strict and reading.grammar.capital_nouns):
            last = _past_quote(sentence, head, capital_run(reading, head))
            full = source_end(reading, head, last)
            if full > last:
                inner = next((value for at in range(last, full) if (value := sentence.value(at, "source")) is not None), SourceClass.MEDIA.value)
                return position, full, inner
            later = sentence.marks[last].get("source") if last < sentence.n else None
            if later is not None:
                return position, source_end(reading, last, later[1]), later[0]
            return position, last, class_beside(sentence, last)
        if sentence.words[head] in _STOPS or not (is_adjective(reading, head) or sentence.has(head, "modifier")):
            return None
    return None


def class_beside(sentence: Sentence, position: int) -> str:
    """The class of somebody known by name alone: that of the noun between commas after the name, else an outlet's."""
    last = next((at for at in range(position + 1, min(sentence.n, position + _LONGEST_ASIDE)) if sentence.words[at] in ',.;"'), position)
    aside = range(position + 1, last) if position < sentence.n and sentence.words[position] == "," else ()
    return next((value for at in aside if (value := sentence.value(at, "source")) is not None), SourceClass.MEDIA.value)


def _is_led_only(reading: Reading, position: int) -> bool:
    """Whether a token before a source is a preposition (alone or with its article) and stays out."""
    sentence = reading.sentence
    is_contracted = sentence.has(position, "of") and sentence.has(position, "article") and not reading.grammar.capital_nouns
    return is_contracted or (sentence.has(position, "place_prep") and not sentence.has(position, "article"))


def _past_quote(sentence: Sentence, head: int, last: int) -> int:
    """Past the closing quote of a name in quotes."""
    if head == 0 or sentence.words[head - 1] not in "'\"":
        return last
    return next((at + 1 for at in range(last, min(sentence.n, last + 6)) if sentence.words[at] == sentence.words[head - 1]), last)


def _inner_class(sentence: Sentence, mark: tuple[str, int], last: int) -> str:
    """As in "sources in the emergency services": the class of those the source is of."""
    if mark[0] != SourceClass.ANONYMOUS.value:
        return mark[0]
    return next((value for at in range(mark[1], last) if (value := sentence.value(at, "source")) is not None), mark[0])


def with_relays(reading: Reading, source: SourcePhrase) -> tuple[tuple[SourcePhrase, ...], int]:
    """The chain of a source that cites another: "X, citing Y"; "Y told Z"."""
    sentence = reading.sentence
    at = source[1]
    relay = sentence.after(at, "relay")
    for _ in range(3 if relay is None else 0):
        if at < sentence.n and (sentence.words[at] == "," or sentence.has(at, "relative")):
            at = sentence.after(at, "relative") or at + 1
    relay = relay or sentence.after(at, "relay")
    if relay is not None:
        outer = source_at(reading, relay)
        if sentence.is_capital(relay - 1):  # "à l'AFP", "a Radio Norte": the last word of the relay is the name itself
            outer = (relay - 1, outer[1] if outer is not None else relay, SourceClass.MEDIA.value)
        if outer is not None:
            return (source, outer), outer[1]
    if not sentence.has(at, "citing"):
        return (source,), source[1]
    inner = source_at(reading, sentence.after(at, "citing") or at + 1)
    if inner is None:
        return (source,), source[1]
    last = inner[1] + 1 if inner[1] < sentence.n and sentence.words[inner[1]] == "," and sentence.words[at - 1] != "," else inner[1]
    return (inner, source), last
