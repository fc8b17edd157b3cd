"""Noun phrases that name things: buildings, their parts, bridges, sites."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Phrase, Reading
from temoin.extract.tokens import Sentence
from temoin.model import Extent

__all__ = ["capital_run", "find_phrases", "is_name_word"]

_LEFT = 3
"""Words that may stand between an article and its noun."""
_LANDMARKS = frozenset({"bridge", "dam", "church", "hospital", "station", "school"})
"""Things of which a town has few, so that "the bridge at X" names one."""
_OPENERS = frozenset(
    {
        "with",
        "place_prep",
        "date_prep",
        "relative",
        "adverb",
        "and",
        "of",
        "hedge",
        "article",
        "one",
        "partitive",
        "other",
        "modifier",
        "negator",
        "effect",
        "statement",
    }
)
"""What a capitalised word at the head of a sentence may be instead of a name."""
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
_NOUN_TOO = frozenset({"person", "source"})
"""What an adjective may be as a noun: "ferroviario"."""


def find_phrases(reading: Reading) -> None:
    """Find a sentence's phrases of things, in order, not overlapping."""
    sentence = reading.sentence
    free = 0
    for position in sentence.begins("thing", "part"):
        if position < free or "kind" in sentence.marks[position] or _begins_name(reading, position):
            continue
        phrase = _right(reading, position)
        phrase = _left(reading, phrase, reading.phrases[-1].last if reading.phrases else 0)
        reading.phrases.append(phrase)
        free = max(phrase.last, position + 1)


def _begins_name(reading: Reading, position: int) -> bool:
    """Whether a noun in capitals is a part of a name ("in Port Lassay"), not the word itself."""
    sentence = reading.sentence
    if reading.grammar.capital_nouns or position == 0 or not sentence.is_capital(position) or sentence.words[position].isupper():
        return False
    after = position + 2 if position + 2 < sentence.n and sentence.words[position + 1] == "-" else position + 1
    is_before_name = after < sentence.n and sentence.is_capital(after) and is_name_word(reading, after)
    return is_before_name and not sentence.is_capital(position - 1) and sentence.words[position - 1] not in "\"'"


def _right(reading: Reading, position: int) -> Phrase:
    """Read a phrase from its noun to its end."""
    sentence = reading.sentence
    marks = sentence.marks[position]
    is_part = "part" in marks and "thing" not in marks
    value, last = marks["part"] if is_part else marks["thing"]
    phrase = Phrase(position, last, position, value, is_facility="facility" in marks)
    compound = _compound(reading, phrase, is_part=is_part)
    if compound is not None:
        phrase, is_part = compound
    phrase = _adjective_after(reading, phrase)
    phrase = _label(reading, phrase)
    phrase = _name(reading, phrase)
    return _complement(reading, phrase, is_part=is_part)


def _adjective_after(reading: Reading, phrase: Phrase) -> Phrase:
    """As in "usine chimique", "puente peatonal": an adjective of a kind, by its ending, where adjectives follow their nouns."""
    sentence, at = reading.sentence, phrase.last
    if not reading.grammar.adjectives_after or at >= sentence.n or sentence.marks[at].keys() - _NOUN_TOO:
        return phrase
    if not sentence.is_word(at) or not sentence.words[at][0].islower():
        return phrase
    return attrs.evolve(phrase, last=at + 1, is_bare=False) if sentence.low[at].endswith(reading.grammar.adjectives_after) else phrase


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


def _compound(reading: Reading, phrase: Phrase, *, is_part: bool) -> tuple[Phrase, bool] | None:
    """As in "workshop roof", "school building": two nouns side by side; in Slavic languages the second is the whole ("дах пошти")."""
    sentence, at = reading.sentence, phrase.last
    if at >= sentence.n or sentence.is_glued(at):
        return None
    marks = sentence.marks[at]
    if reading.grammar.case_articles:
        return None
    if "of" in marks or "effect" in marks:
        return None
    part, thing = marks.get("part"), marks.get("thing")
    if part is not None and not is_part:
        return attrs.evolve(phrase, last=part[1], head=at, part=part[0], is_bare=False), False
    if thing is not None and reading.grammar.month_first is False and not is_part and sentence.words[phrase.head].islower():
        return attrs.evolve(phrase, last=thing[1], head=at, noun=thing[0], is_facility="facility" in marks, is_bare=False), False
    return None


def _label(reading: Reading, phrase: Phrase) -> Phrase:
    """A number or letter that names the thing: "workshop No. 4", "atelier nº106", "Halle 7"."""
    sentence = reading.sentence
    at = sentence.after(phrase.last, "label") or phrase.last
    if at >= sentence.n:
        return phrase
    word = sentence.words[at]
    is_number = (
        word.isdigit() and len(word) <= 5 and reading.amount_at(at) is None and not any(date.first <= at < date.last for date in reading.dates)
    )
    is_letter = len(word) == 1 and word.isupper() and (at > phrase.last or not sentence.is_word(at + 1))
    if is_number or is_letter:
        return attrs.evolve(phrase, last=at + 1, number=word, is_bare=False)
    return phrase


def _name(reading: Reading, phrase: Phrase) -> Phrase:
    """A proper name after the noun: "завод «Приладмаш»", "église San Rocco"."""
    sentence, at = reading.sentence, phrase.last
    if at >= sentence.n:
        return phrase
    if sentence.words[at] in "'\"":
        close = next((other for other in range(at + 1, min(at + 7, sentence.n)) if sentence.words[other] == sentence.words[at]), None)
        if close is not None and sentence.is_capital(at + 1):
            return attrs.evolve(phrase, last=close + 1, name=_words(sentence, at + 1, close), is_bare=False)
        return phrase
    last = capital_run(reading, at)
    if last > at and sentence.before(phrase.first, "source") is None:
        return attrs.evolve(phrase, last=last, name=_words(sentence, at, last), is_bare=False)
    if sentence.has(at, "nation") and at + 1 < sentence.n and (sentence.words[at + 1] in "'\"" or is_name_word(reading, at + 1)):
        named = _name(reading, attrs.evolve(phrase, last=at + 1))
        return named if named.name is not None else phrase
    return phrase


def capital_run(reading: Reading, position: int) -> int:
    """One past a run of capitalised words that no table knows as common nouns."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and is_name_word(reading, at):
        at += 1
        if at + 1 < sentence.n and sentence.words[at] == "-" and sentence.is_glued(at) and sentence.is_glued(at + 1):
            at += 1
    return at


def is_name_word(reading: Reading, position: int) -> bool:
    """Whether a token looks like a part of a proper name."""
    sentence = reading.sentence
    if not sentence.is_capital(position):
        return False
    if (
        position == 0
        and (len(sentence.words[0]) < 4 or sentence.marks[0].keys() & _OPENERS)
        and not (sentence.n > 1 and sentence.is_capital(1) and not sentence.marks[0])
    ):
        return False
    known = sentence.marks[position].keys() - {
        "one",
        "place_noun",
        "number",
        "said",
        "hedge",
        "of",
        "article",
        "street",
        "day_part",
        "modifier",
        "adverb",
        "ground",
        "body",
    }
    if known & {"source"} and sentence.before(position, "place_prep") is not None and sentence.is_capital(position + 1):
        known = known - {"source"}
    if not reading.grammar.capital_nouns:
        return not known & {
            "weekday",
            "month",
            "source",
            "nation",
            "title",
            "negator",
            "according",
            "aux",
            "pronoun",
            "person",
            "kind",
            "kind_noun",
            "day_word",
        }
    return not known and not sentence.marks[position].keys() & {"article", "of", "one", "modifier"}


def _complement(reading: Reading, phrase: Phrase, *, is_part: bool) -> Phrase:
    """What the noun is of: "roof of workshop 110", "banc d'essai", "дах цеху № 4"."""
    sentence, at = reading.sentence, phrase.last
    if at >= sentence.n:
        return phrase
    inner = None
    of = sentence.after(at, "of")
    place = sentence.after(at, "place_prep") if phrase.noun in _LANDMARKS and not phrase.is_facility else None
    if of is None and place is not None and is_name_word(reading, place):
        return _with_name(reading, phrase, place)
    if of is None and place is not None and sentence.has(place, "street") and is_name_word(reading, sentence.after(place, "street") or place + 1):
        return _with_name(reading, phrase, sentence.after(place, "street") or place + 1)
    if of is None and reading.grammar.case_articles and not sentence.is_glued(at) and (sentence.has(at, "thing") or sentence.has(at, "part")):
        inner = at
    elif of is not None:
        inner = of
        while inner < sentence.n and (sentence.has(inner, "article") or sentence.has(inner, "modifier") or sentence.has(inner, "one")):
            inner += 1
    if inner is None or inner >= sentence.n:
        return _genitive(reading, phrase) if reading.grammar.case_articles and phrase.is_bare else phrase
    return _of_what(reading, phrase, inner, is_part=is_part)


def _with_name(reading: Reading, phrase: Phrase, position: int) -> Phrase:
    """A phrase that ends in a proper name after a preposition."""
    last = capital_run(reading, position)
    return attrs.evolve(phrase, last=last, name=phrase.name or _words(reading.sentence, position, last), place_at=phrase.last)


def _of_what(reading: Reading, phrase: Phrase, inner: int, *, is_part: bool) -> Phrase:
    """Add what begins at a token: another thing, a name, or a plain noun."""
    sentence = reading.sentence
    if sentence.has(inner, "thing") or sentence.has(inner, "part"):
        whole = _right(reading, inner)
        if whole.part is not None or not is_part:
            return attrs.evolve(phrase, last=whole.last, number=phrase.number or whole.number, name=phrase.name or whole.name, is_bare=False)
        return attrs.evolve(
            phrase, last=whole.last, noun=whole.noun, part=phrase.noun, number=whole.number, name=whole.name, is_bare=False, place_at=whole.place_at
        )
    if is_name_word(reading, inner):
        return _with_name(reading, phrase, inner)
    if _is_plain(sentence, inner) and not is_part:
        last = inner + 1
        return attrs.evolve(phrase, last=last, is_bare=False)
    return phrase


def _genitive(reading: Reading, phrase: Phrase) -> Phrase:
    """As in "склад готової продукції": a genitive adjective and its noun."""
    sentence, at = reading.sentence, phrase.last
    if (
        at + 1 < sentence.n
        and _is_plain(sentence, at)
        and _is_plain(sentence, at + 1)
        and sentence.low[at].endswith(("ої", "ого", "их", "ой", "ых", "ей", "ньої"))
    ):
        return attrs.evolve(phrase, last=at + 2, is_bare=False)
    return phrase


def _is_plain(sentence: Sentence, position: int, *, shortest: int = 4) -> bool:
    return (
        sentence.is_word(position)
        and len(sentence.words[position]) >= shortest
        and sentence.words[position][0].islower()
        and not sentence.marks[position].keys() & _FUNCTION
    )


def _left(reading: Reading, phrase: Phrase, floor: int) -> Phrase:
    """Read a phrase from its noun back to its article."""
    sentence = reading.sentence
    first = phrase.first
    at = first
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
        if not (_is_plain(sentence, at - 1, shortest=_SHORTEST_LEFT) or sentence.has(at - 1, "modifier") or _is_left_name(reading, at - 1)):
            break
        at -= 1
    if first == phrase.first and phrase.number is None and phrase.name is None and (reading.grammar.month_first or reading.grammar.capital_nouns):
        first = _participle(sentence, first)
    first = _adjective_before(reading, phrase, first, floor)
    is_bare = phrase.is_bare and not _has_modifier(sentence, first, phrase.head)
    phrase = attrs.evolve(phrase, first=_trim(reading, first, phrase.head), is_bare=is_bare)
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


def _words(sentence: Sentence, first: int, last: int) -> str:
    """Words joined as they were written, with single spaces."""
    return "".join((" " if at > first and not sentence.is_glued(at) else "") + sentence.words[at] for at in range(first, last))
