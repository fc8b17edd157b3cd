"""Where the noun phrase of a thing begins: its article, adjectives and participles."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Phrase, Reading
from temoin.extract.proper import capital_run, is_name_word
from temoin.extract.tokens import Sentence
from temoin.model import Extent

__all__ = ["is_plain", "left"]

_LEFT = 3
"""Words that may stand between an article and its noun."""
_FUNCTION = frozenset(
    {
        "aux",
        "kind",
        "effect",
        "effect_after",
        "effect_before",
        "and",
        "of",
        "article",
        "pronoun",
        "said",
        "negator",
        "relative",
        "hedge",
        "partitive",
        "range_open",
        "according",
        "source",
        "place_prep",
        "date_prep",
        "weekday",
        "month",
        "attack",
        "means",
        "person",
        "kind_noun",
        "number",
        "one",
        "unit",
        "with",
        "to",
        "day_word",
        "citing",
        "unharmed",
        "into",
        "adverb",
        "possible",
        "hearsay",
        "conditional",
        "denied",
        "image",
    }
)
_SHORTEST_ADJECTIVE = 5
_SHORTEST_LEFT = 3


def _adjective_before(reading: Reading, phrase: Phrase, first: int, floor: int) -> int:
    """As in "пешеходный мост", "зерновий елеватор": where there are no articles, an adjective by its ending begins the phrase."""
    sentence, at = reading.sentence, first - 1
    endings = reading.grammar.adjectives_before
    if not endings or at < floor or first != phrase.first or not sentence.is_word(at):
        return first
    if not sentence.words[at][0].islower() and not (at == 0 or sentence.words[at - 1] in "\"'"):
        return first
    is_adjective = sentence.low[at].endswith(endings) and len(sentence.low[at]) > _SHORTEST_ADJECTIVE
    return at if is_adjective and not sentence.marks[at].keys() - {"ground", "modifier", "other"} else first


def is_plain(sentence: Sentence, position: int, *, shortest: int = 4) -> bool:
    """Whether a token is a plain word in lower case, no function word: an adjective or a noun that no table knows."""
    return (
        sentence.is_word(position)
        and len(sentence.words[position]) >= shortest
        and sentence.words[position][0].islower()
        and not sentence.marks[position].keys() & _FUNCTION
    )


def left(reading: Reading, phrase: Phrase, floor: int) -> Phrase:
    """Read a phrase from its noun back to its article."""
    sentence = reading.sentence
    first = phrase.first
    at = first
    named: int | None = None
    for _ in range(_LEFT + 1):
        if at <= floor:
            break
        opening = next((start for category in ("article", "one", "quantifier") if (start := sentence.before(at, category)) is not None), None)
        if opening is not None and opening >= floor:
            first = opening
            at = opening
            extra = sentence.before(at, "quantifier")
            first = extra if extra is not None and extra >= floor else first
            break
        if at - 2 > floor and sentence.words[at - 1] == "-" and sentence.is_glued(at) and sentence.is_word(at - 2):
            at -= 2
            continue
        is_name = _is_left_name(reading, at - 1)
        if not (is_plain(sentence, at - 1, shortest=_SHORTEST_LEFT) or sentence.has(at - 1, "modifier") or is_name):
            break
        at -= 1
        named = at if is_name else named
    if first == phrase.first and phrase.number is None and phrase.name is None and (reading.grammar.month_first or reading.grammar.capital_nouns):
        first = _participle(sentence, first)
    first = _adjective_before(reading, phrase, first, floor)
    is_bare = phrase.is_bare and not _has_modifier(sentence, first, phrase.head)
    trimmed = _trim(reading, first, phrase.head)
    if trimmed != phrase.first or is_bare is not phrase.is_bare:
        phrase = attrs.evolve(phrase, first=trimmed, is_bare=is_bare)
    if named is not None and phrase.name is None and first <= named:
        phrase = attrs.evolve(phrase, name=sentence.written(named, capital_run(reading, named)))
    return _part_of_it(sentence, phrase, floor)


def _is_left_name(reading: Reading, position: int) -> bool:
    return not reading.grammar.case_articles and position > 0 and is_name_word(reading, position)


def _participle(sentence: Sentence, first: int) -> int:
    """As in "collapsed houses": a participle without an article."""
    is_participle = (
        first > 0
        and sentence.has(first - 1, "effect")
        and sentence.after(first - 1, "effect") == first
        and sentence.value(first - 1, "effect") != "hit"
    )
    is_verb = first > 1 and (sentence.has(first - 2, "aux") or (sentence.has(first - 2, "and") and sentence.find("effect", 0, first - 2) is not None))
    return first - 1 if is_participle and not is_verb else first


def _has_modifier(sentence: Sentence, first: int, head: int) -> bool:
    return any(not (sentence.has(at, "article") or sentence.has(at, "one") or sentence.has(at, "modifier")) for at in range(first, head))


def _trim(reading: Reading, first: int, head: int) -> int:
    """Contracted articles (du, della) are prepositions too and stay out; German "der" is an article where no noun stands before it."""
    sentence = reading.sentence
    if reading.grammar.capital_nouns:
        return first
    if first < head and sentence.has(first, "of") and sentence.has(first, "article"):
        return sentence.after(first, "of") or first
    return first


def _part_of_it(sentence: Sentence, phrase: Phrase, floor: int) -> Phrase:
    """As in "une partie du toit": the part that the phrase is of."""
    at = phrase.first
    of = at if sentence.has(at, "of") and at < phrase.head else sentence.before(at, "of")
    if of is None:
        # "of the" in one: the preposition's mark ends after the phrase's own article
        after = sentence.after(at, "article")
        of = sentence.before(after, "of") if after is not None and after <= phrase.head else None
    if of is None and sentence.before(at, "extent") is not None:
        of = at
    if of is None:
        return phrase
    start = sentence.before(of, "extent")
    if start is None or start < floor or sentence.value(start, "extent") != "part_of":
        return phrase
    article = sentence.before(start, "one") or sentence.before(start, "article")
    first = start if article is None or sentence.has(article, "of") else article
    return attrs.evolve(phrase, first=first, extent=Extent.PARTIAL, is_bare=False)
