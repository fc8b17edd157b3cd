"""The subject of a verb of saying: the source that stands before it."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.proper import capital_run, is_name_word
from temoin.extract.source_bounds import source_end, source_start, with_head
from temoin.extract.sources import SourcePhrase, class_beside, is_near
from temoin.extract.tokens import Sentence
from temoin.model import SourceClass

__all__ = ["subject_before"]

_LONGEST_SOURCE = 12
_LONGEST_SUBJECT = 5
_LONGEST_NAME = 6
"""Tokens of a name in quotes, with its marks."""
_NO_NAME = frozenset({"kind", "effect", "number", "said", "aux", "pronoun", "person"})
"""What no word of a name in quotes is; what is quoted with such words is somebody's speech."""


def subject_before(reading: Reading, position: int) -> SourcePhrase | None:
    """The nearest source before a verb of saying, in its clause."""
    sentence = reading.sentence
    at = position - 1
    for _ in range(_LONGEST_SOURCE):
        if at < 0 and sentence.has(position + 1, "citing"):
            # "Der Kurier berichtet unter Berufung auf …": whoever cites somebody is a publisher, known or not
            unknown = _unknown_subject(reading, position)
            return None if unknown is None else (unknown[0], unknown[1], SourceClass.MEDIA.value)
        if at < 0 or sentence.words[at] in ";:." or (sentence.has(at, "said") and not _is_quoted(sentence, at, position)):
            return None
        if sentence.words[at] == '"':
            opening = _named_in_quotes(sentence, at)
            if opening is None:
                break
            if opening == 0 or sentence.words[opening - 1] in ",;—–":
                return (opening, at + 1, SourceClass.MEDIA.value) if is_near(sentence, at + 1, position) else None
            at = opening - 1
            continue
        found = _source_ending(reading, at, position)
        if found is not None and found[2] == SourceClass.ANONYMOUS.value and sentence.before(found[0], "place_prep") is not None:
            found = None  # "officials on condition of anonymity"
        if found is not None and _governs(reading, found, position):
            found = _with_name(reading, found, position)
            return with_head(reading, found[0]), found[1], found[2]
        at -= 1
    return _unknown_subject(reading, position)


def _named_in_quotes(sentence: Sentence, position: int) -> int | None:
    """Where a name in quotes that ends at a token opens: at the head of its clause, or behind the noun of what is named so: "company «Nord»"."""
    opening = next((at for at in range(position - 1, max(-1, position - _LONGEST_NAME), -1) if sentence.words[at] == '"'), None)
    if opening is None or not all(sentence.is_capital(at) and not sentence.marks[at].keys() & _NO_NAME for at in range(opening + 1, position)):
        return None
    is_head = opening == 0 or sentence.words[opening - 1] in ",;—–"
    return opening if position - opening > 1 and (is_head or "source" in sentence.marks[opening - 1]) else None


def _is_quoted(sentence: Sentence, position: int, verb: int) -> bool:
    """Whether a closing quotation mark parts a token from the verb after it."""
    return any(sentence.words[at] == '"' for at in range(position + 1, verb))


def _with_name(reading: Reading, source: SourcePhrase, position: int) -> SourcePhrase:
    """A source with the name that stands between commas after it: "La empresa, Pryladmash, niega"."""
    sentence, at = reading.sentence, source[1]
    while reading.grammar.month_first and at < position and at - source[1] < 2 and sentence.is_word(at) and not sentence.marks[at]:
        at += 1
    if at > source[1] and is_near(sentence, at, position):
        return source[0], at, source[2]
    at = source[1]
    if at < position and sentence.words[at] == "," and is_name_word(reading, at + 1):
        last = capital_run(reading, at + 1)
        if last < position and sentence.words[last] == ",":
            return source[0], last, source[2]
    return source


def _governs(reading: Reading, source: SourcePhrase, position: int) -> bool:
    """Whether a source can be the subject of a verb: next to it, or parted from it by an apposition or a relative clause between commas."""
    sentence = reading.sentence
    between = range(source[1], position)
    commas = [at for at in between if sentence.words[at] == ","]
    if not commas and sentence.has(source[1], "relative"):
        return not any(sentence.words[at] in ';:"' or sentence.has(at, "said") for at in between)
    if not commas:
        return is_near(sentence, source[1], position) or (
            len(between) <= 4 and not any(sentence.has(at, "kind") or sentence.has(at, "effect") for at in between)
        )
    if len(commas) < 2 or commas[0] != source[1]:
        return False
    return is_near(sentence, commas[-1] + 1, position)


def _unknown_subject(reading: Reading, position: int) -> SourcePhrase | None:
    """A noun phrase with an article right before the verb, of whom no table knows who they are."""
    sentence = reading.sentence
    last = position
    while last > 0 and any(sentence.has(last - 1, light) for light in ("aux", "adverb")):
        last -= 1
    first = last
    if reading.grammar.case_articles:
        while (
            first > 0
            and last - first < _LONGEST_SUBJECT
            and _is_subject_word(reading, first - 1)
            and not sentence.marks[first - 1].keys() & {"place_prep", "with"}
        ):
            first -= 1
        is_clause = first == 0 or sentence.words[first - 1] in ',;"—–'
        return (first, last, SourceClass.ANONYMOUS.value) if is_clause and 0 < last - first <= 3 else None
    while first > 0 and last - first < _LONGEST_SUBJECT and _is_subject_word(reading, first - 1):
        first -= 1
        if sentence.has(first, "article") and not sentence.has(first, "of"):
            break
    if first == last or not (sentence.has(first, "article") or sentence.has(first, "one")) or last - first < 2:
        return None
    return first, last, SourceClass.ANONYMOUS.value


def _is_subject_word(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    bad = {
        "kind",
        "effect",
        "effect_after",
        "effect_before",
        "pronoun",
        "relative",
        "said",
        "means",
        "attack",
        "number",
        "image",
        "and",
        "negator",
        "kind_noun",
        "total",
    }
    return sentence.is_word(position) and not sentence.marks[position].keys() & bad


def _source_ending(reading: Reading, at: int, limit: int) -> SourcePhrase | None:
    """A source whose noun stands at a token: its phrase from its article on."""
    sentence = reading.sentence
    whole = sentence.before(at + 1, "source")
    if whole is not None and whole < at:
        return source_start(reading, whole), at + 1, sentence.marks[whole]["source"][0]
    mark = sentence.marks[at].get("source") or sentence.marks[at].get("pronoun_source")
    if mark is not None:
        first = source_start(reading, at)
        return first, min(source_end(reading, at, mark[1]), limit), mark[0]
    if is_name_word(reading, at) and (at == 0 or not is_name_word(reading, at - 1)):
        last = min(capital_run(reading, at), limit)
        titled = _titled(reading, at, last, limit) or _institution(reading, at, last, limit)
        if titled is not None:
            return titled
        is_plain = reading.grammar.capital_nouns and last - at < 2 and not (at > 0 and sentence.words[at - 1] in "\"'")
        if not is_plain and (is_near(sentence, last, limit) or sentence.words[last] in "'\","):
            return _named(reading, at, last)
    return None


def _titled(reading: Reading, at: int, last: int, limit: int) -> SourcePhrase | None:
    """A name that belongs to a source before it: "governor X", "the governor, X,", "the hospital in X", "le ministère de l'Intérieur"."""
    sentence = reading.sentence
    if not is_near(sentence, last, limit) and not (last < limit and sentence.words[last] == "," and is_near(sentence, last + 1, limit)):
        return None
    before = at
    for category in ("article", "place_prep", "of"):
        start = sentence.before(before, category)
        before = before if start is None else start
    if before == at and at > 0 and sentence.words[at - 1] == "," and last < limit and sentence.words[last] == ",":
        before = at - 1
    for start in (
        sentence.before(before, "source"),
        sentence.before(before - 1, "source") if before > 1 and not reading.grammar.case_articles else None,
    ):
        if start is not None:
            return source_start(reading, start), last, sentence.marks[start]["source"][0]
    return None


def _institution(reading: Reading, first: int, last: int, limit: int) -> SourcePhrase | None:
    """As in "el Instituto de Gestión de Riesgos": names linked by "of" back to a source's noun."""
    sentence, at = reading.sentence, first
    for _ in range(3):
        of = sentence.before(at, "of")
        if of is None or not is_near(sentence, last, limit):
            return None
        source = sentence.before(of, "source")
        if source is not None:
            return source_start(reading, source), last, sentence.marks[source]["source"][0]
        at = of - 1
        if at < 1 or not is_name_word(reading, at):
            return None
    return None


def _named(reading: Reading, first: int, last: int) -> SourcePhrase:
    return source_start(reading, first), last, class_beside(reading.sentence, last)
