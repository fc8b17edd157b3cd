"""Noun phrases that name things: buildings, their parts, bridges, sites."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Phrase, Reading
from temoin.extract.phrase_starts import is_plain, left
from temoin.extract.proper import capital_run, is_name_word
from temoin.extract.tokens import Sentence
from temoin.model import SourceClass

__all__ = ["find_phrases"]

_LANDMARKS = frozenset({"bridge", "dam", "church", "hospital", "station", "school"})
"""Things of which a town has few, so that "the bridge at X" names one."""
_NOUN_TOO = frozenset({"person", "source"})
"""What an adjective may be as a noun: "ferroviario"."""


def find_phrases(reading: Reading) -> None:
    """Find a sentence's phrases of things, in order, not overlapping."""
    sentence = reading.sentence
    free = 0
    for position in sentence.begins("thing", "part"):
        if position < free or "kind" in sentence.marks[position] or _begins_name(reading, position) or _is_measured_part(reading, position):
            continue
        if _is_made(sentence, position):
            continue
        phrase = _right(reading, position)
        phrase = left(reading, phrase, reading.phrases[-1].last if reading.phrases else 0)
        reading.phrases.append(phrase)
        free = max(phrase.last, position + 1)


def _is_made(sentence: Sentence, position: int) -> bool:
    """Whether a noun of a site is the verb of another one: "l'usine fabrique des câbles"."""
    before = position - 1
    is_noun = any(sentence.has(before, one) for one in ("article", "one", "of", "modifier", "quantifier", "number"))
    return sentence.has(position, "production") and before >= 0 and sentence.is_word(before) and not is_noun


def _is_measured_part(reading: Reading, position: int) -> bool:
    """As in "a 30-metre section of the dyke": what was damaged is the dyke, the section its extent."""
    if "part" not in reading.sentence.marks[position] or "thing" in reading.sentence.marks[position]:
        return False
    return any(
        amount.last == position and amount.head is not None and amount.head.category == "unit" and amount.head.value != "%"
        for amount in reading.amounts
    )


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
    phrase = _complement(reading, phrase, is_part=is_part)
    return phrase if is_part else _owned(reading, phrase)


def _adjective_after(reading: Reading, phrase: Phrase) -> Phrase:
    """As in "usine chimique", "puente peatonal": an adjective of a kind, by its ending, where adjectives follow their nouns."""
    sentence, at = reading.sentence, phrase.last
    if not reading.grammar.adjectives_after or at >= sentence.n or sentence.marks[at].keys() - _NOUN_TOO:
        return phrase
    if not sentence.is_word(at) or not sentence.words[at][0].islower():
        return phrase
    return attrs.evolve(phrase, last=at + 1, is_bare=False) if sentence.low[at].endswith(reading.grammar.adjectives_after) else phrase


def _compound(reading: Reading, phrase: Phrase, *, is_part: bool) -> tuple[Phrase, bool] | None:
    """As in "workshop roof", "school building": two nouns side by side; in Slavic languages the second is the whole ("дах пошти")."""
    sentence, at = reading.sentence, phrase.last
    if at >= sentence.n or sentence.is_glued(at) or reading.grammar.case_articles or _is_made(sentence, at):
        return None
    marks = sentence.marks[at]
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
            return attrs.evolve(phrase, last=close + 1, name=sentence.written(at + 1, close), is_bare=False)
        return phrase
    last = capital_run(reading, at)
    if last > at and sentence.before(phrase.first, "source") is None:
        return attrs.evolve(phrase, last=last, name=sentence.written(at, last), is_bare=False)
    if sentence.has(at, "nation") and at + 1 < sentence.n and (sentence.words[at + 1] in "'\"" or is_name_word(reading, at + 1)):
        named = _name(reading, attrs.evolve(phrase, last=at + 1))
        return named if named.name is not None else phrase
    return phrase


def _complement(reading: Reading, phrase: Phrase, *, is_part: bool) -> Phrase:
    """What the noun is of: "roof of workshop 110", "banc d'essai", "дах цеху № 4"."""
    sentence, at = reading.sentence, phrase.last
    if at >= sentence.n:
        return phrase
    inner = None
    of = sentence.after(at, "of")
    place = sentence.after(at, "place_prep") if phrase.noun in _LANDMARKS and (not phrase.is_facility or phrase.noun == "dam") else None
    if of is None and place is not None and phrase.noun != "dam" and is_name_word(reading, place):
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


def _owned(reading: Reading, phrase: Phrase) -> Phrase:
    """With the company it is of, by its noun and name: "un entrepôt de peinture de la société X", "ein Lager der Firma X"."""
    sentence = reading.sentence
    at = sentence.after(phrase.last, "of") or phrase.last
    while at > phrase.last and at < sentence.n and sentence.has(at, "article"):
        at += 1
    after = sentence.after(at, "source")
    if at == phrase.last or after is None or sentence.value(at, "source") != SourceClass.COMPANY.value:
        return phrase
    last = capital_run(reading, after)
    if last == after:
        return phrase
    return attrs.evolve(phrase, last=last, name=phrase.name or sentence.written(after, last), is_bare=False)


def _with_name(reading: Reading, phrase: Phrase, position: int) -> Phrase:
    """A phrase that ends in a proper name after a preposition."""
    last = capital_run(reading, position)
    return attrs.evolve(phrase, last=last, name=phrase.name or reading.sentence.written(position, last), place_at=phrase.last)


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
    river = sentence.after(inner, "street") if phrase.noun == "dam" else None
    if is_name_word(reading, river if river is not None else inner):
        return _with_name(reading, phrase, river if river is not None else inner)
    if is_plain(sentence, inner) and not is_part:
        last = inner + 1
        return attrs.evolve(phrase, last=last, is_bare=False)
    return phrase


def _genitive(reading: Reading, phrase: Phrase) -> Phrase:
    """As in "склад готової продукції": a genitive adjective and its noun."""
    sentence, at = reading.sentence, phrase.last
    if (
        at + 1 < sentence.n
        and is_plain(sentence, at)
        and is_plain(sentence, at + 1)
        and sentence.low[at].endswith(("ої", "ого", "их", "ой", "ых", "ей", "ньої"))
    ):
        return attrs.evolve(phrase, last=at + 2, is_bare=False)
    return phrase
