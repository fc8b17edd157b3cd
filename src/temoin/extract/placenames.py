"""Names in a text that may be places': whatever they stand in, with what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from temoin.extract.draft import Reading
from temoin.extract.tokens import Sentence
from temoin.gazetteer import is_wide_place, known_people

__all__ = ["Toponym", "find_toponyms", "least_alternate"]

_LONGEST = 4
"""Words of a name."""
_ENOUGH = 0.0
"""Evidence from which a name may be a place's; all weights were set on half of the Local-Global Lexicon's texts."""
_DOUBTFUL = -2.5
"""Evidence under which an occurrence is none, though the name is a place's elsewhere in the text."""
_NO_NAME = frozenset(
    {
        "weekday",
        "month",
        "nation",
        "title",
        "negator",
        "said",
        "aux",
        "kind",
        "pronoun",
        "person",
        "day_word",
        "according",
        "storm",
        "source",
        "thing",
        "facility",
        "institution",
        "modifier",
        "relative",
        "part",
        "attack",
        "number",
        "date_prep",
        "image",
        "one",
        "and",
        "article",
        "with",
        "money",
        "duration",
        "single",
        "other",
        "adverb",
    }
)
"""What a word with a capital may be instead of a name."""
_PEOPLE = 0.5
"""Weight of a factor of ten in inhabitants, from 10,000 on."""
_LONG = 0.4
_LED = 1.5
"""A preposition or noun of place before the name."""
_JOINED = 0.9
"""A comma or "and" joins the name to a place before it."""
_STATED = 2.0
"""A state, province or country after a comma, or a dateline."""
_BEFORE_PEOPLE = 0.8
"""People or an office follow: "Paris residents", "Columbus Police Department"."""
_BUILDING = -1.5
"""A street, a school, a shop follows that may bear any name: "Graham Middle School", "Rye Court"."""
_IN_NAME = -1.2
"""A word with a capital follows that no table knows."""
_AFTER_NAME = -2.0
"""A word with a capital stands before it that is no place: "Mary Welch"."""
_SPEAKS = -1.0
_PERSON = -2.0
"""The text has the word in a person's name elsewhere."""
_COMMON = -2.0
"""The text has the word without a capital elsewhere."""
_KNOWN = 5.0
"""Logarithm of the inhabitants from which a place may bear a name in an English text that is not its own: 100,000."""
_LONGEST_SHORT_FORM = 5
_KINDS = frozenset({"city", "town"})
_DATELINE = frozenset("-–—(")


@attrs.frozen
class Toponym:
    """A name in a sentence that may be a place's, in tokens; `inside` is the name after its comma, or ""."""

    sentence: Sentence
    first: int
    last: int
    words: str
    evidence: float
    inside: str = ""

    @property
    def is_led(self) -> bool:
        """Whether a preposition of place stands before it, or the name of what it lies in after it."""
        article = self.sentence.before(self.first, "article")
        at = self.first if article is None else article
        return bool(self.inside) or self.sentence.before(at, "place_prep") is not None

    @property
    def is_subject(self) -> bool:
        """Whether it does or owns something, as people do more often than places."""
        return self.sentence.low[self.last : self.last + 1] == ["'s"] or any(self.sentence.has(self.last, one) for one in ("said", "aux"))

    @property
    def is_followed(self) -> bool:
        """Whether a word with a capital follows, of which it may be the name."""
        return self.sentence.is_capital(self.last)

    @property
    def is_last(self) -> bool:
        """Whether its sentence ends with it."""
        return self.last >= self.sentence.n or self.sentence.words[self.last] == "."


def find_toponyms(readings: Iterable[Reading]) -> list[Toponym]:
    """The names of places in the sentences of one text, in order.

    Each occurrence is weighed by what stands beside it; a name that is surely a place's once is one everywhere in the text.
    """
    readings = list(readings)
    persons = frozenset(word for reading in readings for word in _names_of_people(reading))
    plain = frozenset(word for reading in readings for word in reading.sentence.words if word.islower())
    found = [name for reading in readings for name in _names_of(reading, persons, plain)]
    best: dict[str, float] = {}
    for name in found:
        best[name.words] = max(best.get(name.words, name.evidence), name.evidence)
    return [name for name in found if best[name.words] >= _ENOUGH and name.evidence > _DOUBTFUL]


def _names_of_people(reading: Reading) -> Iterable[str]:
    """Words of what looks like people's names: two words with capitals inside a sentence that no table knows and no preposition leads."""
    sentence = reading.sentence
    for at in range(1, sentence.n):
        if not _is_name(reading, at):
            continue
        if sentence.before(at, "title") is not None:
            yield sentence.words[at]
        elif sentence.words[at - 1] == "." and at > 1 and len(sentence.words[at - 2]) == 1 and sentence.is_capital(at - 2):
            yield sentence.words[at]
            yield from sentence.words[at - 3 : at - 2]
        elif _is_name(reading, at - 1) and not known_people(f"{sentence.words[at - 1]} {sentence.words[at]}", reading.grammar.lang):
            yield sentence.words[at]
            yield sentence.words[at - 1]


def _is_name(reading: Reading, position: int) -> bool:
    """Whether a token is a word with a capital that no table knows as a word for something else."""
    sentence = reading.sentence
    return sentence.is_capital(position) and not sentence.marks[position].keys() & _NO_NAME and len(sentence.words[position]) > 1


def _names_of(reading: Reading, persons: frozenset[str], plain: frozenset[str]) -> Iterable[Toponym]:
    sentence, at, end = reading.sentence, 0, 0
    while at < sentence.n:
        last, people = _longest(reading, at)
        if not last:
            at += 1
            continue
        inside_end, inside = _inside(reading, last)
        words = _joined(sentence, at, last)
        evidence = _STATED if inside else _evidence(reading, at, last, people, persons, is_joined=_is_joint(sentence, end, at))
        if last - at == 1 and words.lower() in plain:
            evidence += _COMMON
        yield Toponym(sentence, at, last, words, evidence, inside)
        if inside:
            yield Toponym(sentence, last + 1, inside_end, inside, _STATED)
        at = end = max(last, inside_end)


def _joined(sentence: Sentence, first: int, last: int) -> str:
    """The words of tokens, with their own spaces; a name in capitals throughout is written as others are."""
    words = sentence.written(first, last)
    return words.title() if words.isupper() and len(words) > 3 else words


def _longest(reading: Reading, first: int) -> tuple[int, float]:
    """One past the longest name of the gazetteer that begins at a token, and how many live there; 0 where none does."""
    sentence = reading.sentence
    if not sentence.is_capital(first) or (
        first > 0 and sentence.is_glued(first) and sentence.words[first - 1] in "-'" and not _is_of_party(sentence, first)
    ):
        return 0, 0.0
    for last in range(min(sentence.n, first + _LONGEST), first, -1):
        if not sentence.is_capital(last - 1) or any(sentence.words[at] in ",;:()" for at in range(first, last)):
            continue
        if last - first == 1 and (len(sentence.words[first]) < 3 or sentence.marks[first].keys() & _NO_NAME or _is_short_form(sentence, first)):
            continue
        if last - first > 1 and (sentence.after(first, "institution") == last or _is_of_office(sentence, last)):
            continue
        people = known_people(_joined(sentence, first, last), reading.grammar.lang, least_alternate=least_alternate(reading.grammar.lang))
        if people:
            return last, people
    return 0, 0.0


def _is_short_form(sentence: Sentence, position: int) -> bool:
    """Whether a word in capitals throughout stands for several: "NICE", "SEC"; not before a dateline's dash, nor among others in capitals."""
    word = sentence.words[position]
    if not word.isupper() or len(word) > _LONGEST_SHORT_FORM:
        return False
    beside = [sentence.words[at] for at in (position - 1, position + 1) if 0 <= at < sentence.n]
    is_loud = any(other.isupper() and len(other) > 1 for other in beside)
    return not is_loud and not (position == 0 and len(beside) > 0 and beside[-1] in _DATELINE | {","})


def _is_of_office(sentence: Sentence, last: int) -> bool:
    """Whether the last word of a name belongs to what follows it: "Dublin City Council" is the council of Dublin."""
    return sentence.low[last - 1] in _KINDS and sentence.is_capital(last)


def least_alternate(lang: str) -> float:
    """The gazetteer's own names are those of English texts; there, small places have no other names."""
    return _KNOWN if lang == "en" else 0.0


def _is_of_party(sentence: Sentence, position: int) -> bool:
    """As in "D-Oakland", "R-Charleston": a seat in an American parliament."""
    return position > 1 and sentence.is_glued(position - 1) and sentence.is_capital(position - 2) and sentence.words[position - 2].isupper()


def _inside(reading: Reading, position: int) -> tuple[int, str]:
    """As in ", La." or ", Louisiana": the wider place after a comma, and one past it."""
    sentence = reading.sentence
    if position + 1 >= sentence.n or sentence.words[position] != "," or not sentence.is_capital(position + 1):
        return 0, ""
    for last in range(min(sentence.n, position + 5), position + 1, -1):
        words = _joined(sentence, position + 1, last)
        if is_wide_place(words, reading.grammar.lang):
            return last, words
    return 0, ""


def _evidence(  # what stands beside a name
    reading: Reading, first: int, last: int, people: float, persons: frozenset[str], *, is_joined: bool
) -> float:
    """How surely a name is a place's, from what stands beside it."""
    sentence = reading.sentence
    found = _PEOPLE * (people - 4.0) + _LONG * (last - first > 1)
    at = sentence.before(first, "article")
    at = first if at is None else at
    is_placed = any(sentence.before(at, category) is not None for category in ("place_prep", "place_noun"))
    is_led = is_placed or any(sentence.before(at, category) is not None for category in ("of", "into", "to"))
    if is_led or _is_of_party(sentence, first) or _is_age(sentence, first):
        found += _LED
    elif first > 0 and is_joined:
        found += _JOINED
    if first > 0 and not is_led and (_is_name(reading, first - 1) or sentence.words[first - 1] == "." or sentence.before(first, "title") is not None):
        found += _AFTER_NAME
    if last < sentence.n:
        found += _after(reading, last, is_first=first == 0)
    if not is_placed and last - first == 1 and sentence.words[first] in persons:
        found += _PERSON
    return found


def _is_joint(sentence: Sentence, end: int, position: int) -> bool:
    """Whether nothing but a comma or "and" stands between a place and a name after it."""
    return 0 < end < position <= end + 2 and all(sentence.words[at] == "," or sentence.has(at, "and") for at in range(end, position))


def _is_age(sentence: Sentence, position: int) -> bool:
    """As in "Jeffery McDaniel, 41, Grapeland": after the age of a person stands where they live."""
    return position > 2 and sentence.words[position - 1] == "," and sentence.is_number(position - 2) and sentence.words[position - 3] == ","


def _after(reading: Reading, position: int, *, is_first: bool) -> float:
    sentence = reading.sentence
    marks = sentence.marks[position].keys()
    if is_first and sentence.words[position] in _DATELINE:
        return _STATED
    if marks & {"said", "denied"}:
        return _SPEAKS
    if "building" in marks and sentence.is_capital(position):
        return _BUILDING
    if marks & {"person", "source", "single", "institution"}:
        return _BEFORE_PEOPLE
    return _IN_NAME if sentence.is_capital(position) else 0.0
