"""Places and facilities: proper names after words that place them, and the site of the event."""

from __future__ import annotations

from temoin.extract.draft import Phrase, Reading
from temoin.extract.proper import capital_run, is_name_word
from temoin.extract.tokens import Sentence
from temoin.gazetteer import known_people
from temoin.model import ClaimKind, Effect, Polarity

__all__ = ["read_facilities", "read_places", "title_places"]


_COMMON_ENDINGS = (
    "ung",
    "ungen",
    "heit",
    "keit",
    "keiten",
    "schaft",
    "nis",
    "nisse",
    "tion",
    "tionen",
    "ern",
    "eln",
    "ten",
    "gaben",
    "er",
    "nen",
    "hren",
    "tät",
    "ment",
    "ling",
    "seln",
)
_NAMED_BY_PLACE = frozenset({"port", "dam", "bridge", "church", "hospital", "school", "station"})
"""Things of which a place has one or a few, so that it names them."""
_CITY = 4.7
"""Logarithm of the inhabitants from which a name is a place's without a word that places it: 50,000."""
_PHRASES = frozenset({"kind", "effect", "aux", "attack", "adverb"})
"""Phrases of several words whose nouns are no places: "in Lebensgefahr"."""
_ORIGIN_EFFECTS = frozenset({Effect.COLLAPSED, Effect.DESTROYED, Effect.BURNED, Effect.HIT})


def read_facilities(reading: Reading, earlier: set[str]) -> None:
    """Sites by name, or by a noun with a modifier; not the bare noun.

    The event's own site comes first: a later unnamed site of another kind is one that suffers from the event, and no facility.

    Args:
        reading: of the sentence; drafts are added to it.
        earlier: nouns of the sites that the sentences before told of.
    """
    if not any(phrase.is_facility for phrase in reading.phrases):
        return
    known = set(earlier)
    for phrase in reading.phrases:
        if not phrase.is_facility or phrase.part is not None or phrase.number is not None:
            continue
        last = _site_end(reading, phrase)
        if last is None or (known and phrase.name is None and phrase.noun not in known):
            continue
        if reading.sentence.value(phrase.head, "facility") == "origin" and not _is_origin(reading, phrase, known):
            continue
        reading.new_draft(ClaimKind.FACILITY, phrase.first, last).phrase = phrase
        known.add(phrase.noun)


def _site_end(reading: Reading, phrase: Phrase) -> int | None:
    """One past a site's words; `None` where it is a bare noun that tells no site from others."""
    sentence = reading.sentence
    is_named, is_origin = _is_named_by(sentence, phrase), sentence.value(phrase.head, "facility") == "origin"
    if is_named:
        return phrase.last if _is_site_of_event(reading, phrase) else None
    is_compound = reading.grammar.is_compound_site(sentence.low[phrase.head]) or _is_of_words(sentence, phrase)
    if phrase.is_bare and ((phrase.name is None and not (is_compound and is_origin)) or (phrase.place_at is not None and not is_origin)):
        return None
    last = phrase.place_at if phrase.place_at is not None and not is_origin else phrase.last
    is_lone = phrase.place_at is not None and phrase.head + 1 == last and not _is_modified(sentence, phrase)
    return None if last <= phrase.head or is_lone else last


def _is_origin(reading: Reading, phrase: Phrase, known: set[str]) -> bool:
    """A dam that burst, a silo that blew up: a site where the event began, if nothing else is."""
    if known - {phrase.noun}:
        return False
    return (
        phrase.noun in known
        or _holds_event(reading.sentence, phrase)
        or any(
            draft.kind is ClaimKind.DAMAGED_OBJECT
            and draft.phrase is phrase
            and draft.polarity is Polarity.POSITIVE
            and draft.effect in _ORIGIN_EFFECTS
            for draft in reading.drafts
        )
    )


def _is_site_of_event(reading: Reading, phrase: Phrase) -> bool:
    """Whether the event began at a site, or it was harmed."""
    sentence = reading.sentence
    first = max((at + 1 for at in range(phrase.first) if sentence.words[at] in ".;:"), default=0)
    if _is_named_by(sentence, phrase) and any(first <= at < phrase.first for at in sentence.begins("attack", "means")):
        return True
    harmed = (draft for draft in reading.drafts if draft.kind is ClaimKind.DAMAGED_OBJECT and draft.phrase is phrase)
    return _holds_event(sentence, phrase) or any(draft.polarity is Polarity.POSITIVE for draft in harmed)


def _is_of_words(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the noun is of several words ("grain silo"), which tell it from others as an adjective does."""
    last = sentence.after(phrase.head, "thing")
    return last is not None and last - phrase.head > 1


def _holds_event(sentence: Sentence, phrase: Phrase) -> bool:
    """As in "a fire broke out in a grain silo", "the explosion at the fuel depot": the event's word, and right before the site a preposition."""
    if sentence.before(phrase.first, "place_prep") is None:
        return False
    first = max((at + 1 for at in range(phrase.first) if sentence.words[at] in ".;:"), default=0)
    return any(first <= at < phrase.first for at in sentence.begins("attack", "means"))


def _is_modified(sentence: Sentence, phrase: Phrase) -> bool:
    return any(not any(sentence.has(at, category) for category in ("article", "one", "pronoun")) for at in range(phrase.first, phrase.head))


def read_places(reading: Reading, known: set[str]) -> None:
    """Proper names of places: after a preposition or noun of place, or accepted before in the same report.

    Args:
        reading: of the sentence.
        known: names in lower case that the report placed before; added to.
    """
    sentence = reading.sentence
    end, free = -1, 0
    streets = sentence.places.get("street", ())
    for position in [at for at, word in enumerate(sentence.words) if word[0].isupper() or at in streets]:
        span = (_street(reading, position) or _name(reading, position, known) or _joined(reading, position, end)) if position >= free else None
        if span is None:
            continue
        first, free = span
        if not _is_taken(reading, first):
            known.add(" ".join(sentence.low[first:free]))
            reading.new_draft(ClaimKind.PLACE, first, free)
            end = free


def title_places(reading: Reading) -> set[str]:
    """The names in a title that stand where places stand; they are places in the text too."""
    known: set[str] = set()
    read_places(reading, known)
    return known


def _is_taken(reading: Reading, first: int) -> bool:
    """Inside a source's name, a facility's or a damaged object's."""
    if any(begin <= first < end for cue in reading.cues for begin, end, _ in cue.chain):
        return True
    if any(phrase.head < first < phrase.last and _is_own_name(reading.sentence, phrase, first) for phrase in reading.phrases):
        return True
    kinds = {ClaimKind.FACILITY, ClaimKind.DAMAGED_OBJECT, ClaimKind.OWNERSHIP, ClaimKind.PRODUCTION}
    return any(draft.kind in kinds and draft.first <= first < draft.last for draft in reading.drafts)


def _is_own_name(sentence: Sentence, phrase: Phrase, first: int) -> bool:
    """Whether a name inside a thing's phrase is the thing's own, no preposition of place between them: "die Talsperre Grauental"."""
    return phrase.noun in _NAMED_BY_PLACE and not any(_leads(sentence, at) for at in range(phrase.head + 1, first))


def _is_named_by(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a place's name is the thing's own: "the port of X", "le barrage de X", "порт Х"; not "the port in X"."""
    at = phrase.place_at
    return at is not None and phrase.noun in _NAMED_BY_PLACE and not _leads(sentence, at)


def _leads(sentence: Sentence, position: int) -> bool:
    """Whether a preposition of place begins at a token that is no "of" and leads to no river ("дамба на реке Х")."""
    after = sentence.after(position, "place_prep")
    return after is not None and not sentence.has(position, "of") and not sentence.has(after, "street")


def _street(reading: Reading, position: int) -> tuple[int, int] | None:
    """A street, valley or river with its word: "rue des Moulins", "via dei Mulini", "valle del Serno"."""
    sentence = reading.sentence
    end = sentence.after(position, "street")
    if end is None:
        return None
    at = end
    if sentence.value(position, "street") == "compound":
        return (sentence.before(position, "place_noun") or position, end) if sentence.is_capital(position) else None
    while (
        at < sentence.n
        and at < end + 3
        and (sentence.has(at, "of") or sentence.has(at, "article") or (sentence.words[at].islower() and len(sentence.words[at]) <= 3))
    ):
        at = sentence.after(at, "of") or sentence.after(at, "article") or at + 1
    is_day = sentence.has(at, "weekday") or sentence.has(at, "month")
    if at < sentence.n and not is_day and (is_name_word(reading, at) or (at > end and sentence.is_capital(at) and not reading.grammar.capital_nouns)):
        return position, max(at + 1, capital_run(reading, at))
    if sentence.is_capital(position) and position > 0 and is_name_word(reading, position - 1):
        first = position - 1
        while first > 0 and is_name_word(reading, first - 1):
            first -= 1
        return first, end
    return None


def _name(reading: Reading, position: int, known: set[str]) -> tuple[int, int] | None:
    sentence = reading.sentence
    if not is_name_word(reading, position) or (position > 0 and sentence.words[position - 1] in "\"'"):
        return None
    last = capital_run(reading, position)
    name = " ".join(sentence.low[position:last])
    if name in known and not _is_person_title(sentence, position):
        return position, last
    if _is_no_place(reading, position, last):
        return None
    return (position, last) if _is_placed(sentence, position, last) or _is_city(reading, position, last) else None


def _is_city(reading: Reading, position: int, last: int) -> bool:
    """Whether a name that nothing places is a city's ("Kharkiv was without power"), and not the last word of a person's name."""
    sentence = reading.sentence
    if reading.grammar.capital_nouns or position == 0 or sentence.is_capital(position - 1) or sentence.is_capital(last) or sentence.has(last, "said"):
        return False
    return known_people(sentence.written(position, last), reading.grammar.lang, towns_only=True) >= _CITY


def _joined(reading: Reading, position: int, end: int) -> tuple[int, int] | None:
    """A name joined to a place before it: "Arden and Welby"."""
    sentence = reading.sentence
    if end < 0 or not is_name_word(reading, position):
        return None
    between = range(end, position)
    joins = all(sentence.words[at] == "," or any(sentence.has(at, word) for word in ("and", "of", "article", "place_prep")) for at in between)
    has_join = any(sentence.words[at] == "," or sentence.has(at, "and") for at in between)
    last = capital_run(reading, position)
    return (position, last) if joins and has_join and not _is_no_place(reading, position, last) else None


def _is_no_place(reading: Reading, position: int, last: int) -> bool:
    """Whether a name is an abbreviation, a person's, a common noun or a part of a cue."""
    sentence = reading.sentence
    if (sentence.words[position].isupper() and len(sentence.words[position]) > 1) or _is_person_title(sentence, position):
        return True
    if "thing" in sentence.marks[position] and sentence.is_number(last):
        return True
    if sentence.before(position, "storm") is not None or _is_fused_common(sentence, position, last):
        return True
    if reading.grammar.capital_nouns and (
        sentence.before(position, "article") is not None or sentence.before(position, "one") is not None or _is_common(sentence, position, last)
    ):
        return True
    if any(mark[1] > position for at in range(max(0, position - 3), position) for name, mark in sentence.marks[at].items() if name in _PHRASES):
        return True
    return any(cue.verb[0] <= position < cue.verb[1] for cue in reading.cues) or sentence.before(position + 1, "according") is not None


def _is_placed(sentence: Sentence, position: int, last: int) -> bool:
    """Whether a preposition, a noun of place or an apposition says that a name is a place's."""
    at = sentence.before(position, "article")
    at = position if at is None else at
    if sentence.before(at, "place_prep") is not None or sentence.before(at, "place_noun") is not None:
        return True
    of = sentence.before(at, "of")
    if of is not None and of > 0 and _names_place(sentence, of):
        return True
    if sentence.has(last, "province") and sentence.words[last].islower():
        return True
    if sentence.has(position, "ground") or (position > 0 and sentence.before(position, "attack") is not None):
        return True
    return last < sentence.n and sentence.words[last] == "," and sentence.has(last + 1, "one") and sentence.has(last + 2, "place_noun")


def _is_fused_common(sentence: Sentence, position: int, last: int) -> bool:
    """As in "im Einsatz", "vom Dach": after a preposition that holds the article stands a common noun, unless it is a landscape's ("im Wesertal")."""
    is_fused = sentence.before(position, "fused") is not None
    return is_fused and last == position + 1 and not sentence.has(position, "landform") and not sentence.has(position, "place_noun")


def _is_common(sentence: Sentence, position: int, last: int) -> bool:
    """Whether a German noun looks like a common one: by its ending, or by an adjective in lower case before it."""
    return last == position + 1 and sentence.low[position].endswith(_COMMON_ENDINGS)


def _is_person_title(sentence: Sentence, position: int) -> bool:
    return (
        sentence.before(position, "title") is not None
        or sentence.before(position, "source") is not None
        or sentence.before(position, "person") is not None
    )


def _names_place(sentence: Sentence, of: int) -> bool:
    """As in "the town of X", "the attack of X", "the plant of X"."""
    for category in ("place_noun", "attack", "thing", "facility"):
        if sentence.before(of, category) is not None:
            return True
    return any(sentence.has(at, "facility") for at in range(max(0, of - 4), of))
