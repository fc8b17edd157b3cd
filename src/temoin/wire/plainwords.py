"""The free words by which a plain claims file names its kinds, taken apart: what is counted, in what unit, and which kind of ours that is."""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from temoin.model import ClaimKind, SourceClass
from temoin.text import speaker_words

__all__ = ["KindWord", "number_in", "read_kind", "read_source"]

_ACRE, _MILE, _FOOT = 4046.8564224, 1609.344, 0.3048
_UNITS: tuple[tuple[tuple[str, ...], str, float], ...] = (
    (("sq", "km"), "m2", 1e6),
    (("km2",), "m2", 1e6),
    (("sq", "mi"), "m2", _MILE**2),
    (("sq", "miles"), "m2", _MILE**2),
    (("mi2",), "m2", _MILE**2),
    (("sq", "ft"), "m2", _FOOT**2),
    (("sq", "m"), "m2", 1.0),
    (("m2",), "m2", 1.0),
    (("ha",), "m2", 1e4),
    (("hectares",), "m2", 1e4),
    (("acres",), "m2", _ACRE),
    (("m3",), "m3", 1.0),
    (("km",), "m", 1000.0),
    (("mi",), "m", _MILE),
    (("miles",), "m", _MILE),
    (("m",), "m", 1.0),
    (("ft",), "m", _FOOT),
    (("cm",), "m", 0.01),
    (("mm",), "m", 0.001),
    (("kt",), "t", 1000.0),
    (("t",), "t", 1.0),
    (("tonnes",), "t", 1.0),
    (("kg",), "t", 0.001),
    (("pct",), "%", 1.0),
    (("percent",), "%", 1.0),
)
"""Words at the end of a kind that give its unit, the unit it is counted in here, and how many of those one is (acre and mile: international)."""
_MONEY = frozenset({"usd", "eur", "gbp", "jpy", "cny", "rub", "uah"})
_TIMES = {"bn": 1e9, "billion": 1e9, "mn": 1e6, "mln": 1e6, "million": 1e6, "k": 1e3, "thousand": 1e3}

_KINDS: tuple[tuple[ClaimKind, frozenset[str]], ...] = (
    (
        ClaimKind.HOSPITALISED,
        frozenset(["hospitalised", "hospitalized", "inpatients", "severe", "severely", "serious", "seriously", "critical", "critically", "grave"]),
    ),
    (ClaimKind.MISSING, frozenset(["missing", "unaccounted", "unaccounted-for", "trapped", "stranded", "untraced"])),
    (ClaimKind.KILLED, frozenset(["killed", "dead", "died", "death", "deaths", "fatality", "fatalities", "toll"])),
    (ClaimKind.INJURED, frozenset(["injured", "wounded", "hurt", "injuries"])),
    (ClaimKind.RESCUED, frozenset(["rescued", "saved"])),
    (ClaimKind.DISPLACED, frozenset(["displaced", "homeless", "evacuated", "evacuees", "sheltered"])),
)
"""Kinds of people, the first that fits; "severely injured" is a state, as being in hospital is."""
_PEOPLE = frozenset(
    ["people", "persons", "civilians", "children", "women", "men", "students", "workers", "residents", "staff", "soldiers", "firefighters"]
)
_BUILDINGS = frozenset(
    [
        "structure",
        "structures",
        "building",
        "buildings",
        "house",
        "houses",
        "home",
        "homes",
        "residence",
        "residences",
        "property",
        "properties",
        "apartments",
    ]
)
_DESTROYED, _DAMAGED = frozenset(["destroyed", "collapsed", "levelled", "leveled", "razed"]), frozenset(["damaged", "affected", "hit"])
_MEANS = frozenset(["drones", "drone", "missiles", "missile", "rockets", "rocket", "shells", "bombs", "explosions", "blasts"])
_LABELS = {
    "event_date": ClaimKind.EVENT_DATE,
    "date": ClaimKind.EVENT_DATE,
    "image_date": ClaimKind.IMAGE_DATE,
    "statement_date": ClaimKind.STATEMENT_DATE,
    "place": ClaimKind.PLACE,
    "event_place": ClaimKind.PLACE,
    "location": ClaimKind.PLACE,
    "city": ClaimKind.PLACE,
    "town": ClaimKind.PLACE,
    "village": ClaimKind.PLACE,
    "settlement": ClaimKind.PLACE,
    "district": ClaimKind.PLACE,
    "region": ClaimKind.PLACE,
    "country": ClaimKind.PLACE,
    "facility": ClaimKind.FACILITY,
    "site": ClaimKind.FACILITY,
    "owner": ClaimKind.OWNERSHIP,
    "operator": ClaimKind.OWNERSHIP,
    "product": ClaimKind.PRODUCTION,
    "produces": ClaimKind.PRODUCTION,
}
"""Kinds whose value is a word or a day."""
_OCCASIONS = frozenset(
    ["event", "incident", "attack", "strike", "explosion", "blast", "fire", "accident", "collapse", "crash", "earthquake", "disaster"]
)
_AREAS_OF_HARM = frozenset(["burned", "burnt", "damaged", "destroyed", "flooded"])


@attrs.frozen(kw_only=True)
class KindWord:
    """A free word for a kind, taken apart.

    Args:
        word: as the file writes it.
        kind: ours, for the verdict.
        field: what figures of one field share: the word without its unit, and ours where it gave one.
        unit: ours.
        factor: how many of our unit one of the file's is.
    """

    word: str
    kind: ClaimKind
    field: str
    unit: str
    factor: float = 1.0


@lru_cache(maxsize=4096)
def read_kind(word: str) -> KindWord:
    """Take a kind's word apart.

    >>> hot = read_kind("hot_area_km2")
    >>> hot.field, hot.factor, str(read_kind("injured_total").kind)
    ('hot_area:m2', 1000000.0, 'injured')
    """
    tokens = [token for token in re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).casefold()) if token]
    if not tokens:
        return KindWord(word=word, kind=ClaimKind.BACKGROUND_QUANTITY, field=word, unit="item")
    label = "_".join(tokens)
    if label in set(ClaimKind):
        return KindWord(word=word, kind=ClaimKind(label), field=label, unit=_counted(ClaimKind(label), label))
    if label in _LABELS or ("date" in tokens and set(tokens) & _OCCASIONS):
        return KindWord(word=word, kind=_LABELS.get(label, ClaimKind.EVENT_DATE), field=label, unit="item")
    if "serial" in tokens:
        return KindWord(word=word, kind=ClaimKind.IDENTIFIER, field=label, unit="number")
    if "magnitude" in tokens:
        return KindWord(word=word, kind=ClaimKind.BACKGROUND_QUANTITY, field=label, unit="magnitude")
    base, unit, factor = _unit_of(tokens)
    kind = _kind_of(set(tokens), unit)
    field = label if len(base) == len(tokens) else f"{'_'.join(base)}:{unit}"
    return KindWord(word=word, kind=kind, field=field, unit=unit or _counted(kind, label), factor=factor)


def _unit_of(tokens: list[str]) -> tuple[list[str], str, float]:
    if "share" in tokens:
        return tokens, "share", 1.0
    times = _TIMES.get(tokens[-1], 1.0)
    bare = tokens[:-1] if tokens[-1] in _TIMES else tokens
    if len(bare) > 1 and bare[-1] in _MONEY:
        return bare[:-1], bare[-1], times
    for ending, unit, factor in _UNITS:
        if len(tokens) > len(ending) and tuple(tokens[-len(ending) :]) == ending:
            return tokens[: -len(ending)], unit, factor
    return tokens, "", 1.0


def _kind_of(tokens: set[str], unit: str) -> ClaimKind:
    if unit == "m2" and tokens & _AREAS_OF_HARM:
        return ClaimKind.DAMAGE_EXTENT
    if unit:
        return ClaimKind.BACKGROUND_QUANTITY
    if tokens & _BUILDINGS:
        if tokens & _DAMAGED:
            return ClaimKind.DAMAGED_COUNT
        return ClaimKind.DESTROYED_COUNT if tokens & _DESTROYED else ClaimKind.BACKGROUND_QUANTITY
    people = next((kind for kind, words in _KINDS if tokens & words), None)
    if people is not None:
        return people
    return ClaimKind.MEANS_COUNT if tokens & _MEANS else ClaimKind.BACKGROUND_QUANTITY


def _counted(kind: ClaimKind, label: str) -> str:
    if kind.is_casualty:
        return "person"
    return "building" if kind in {ClaimKind.DAMAGED_COUNT, ClaimKind.DESTROYED_COUNT} else label


_VAGUE = {
    "a few dozen": (24.0, 96.0),
    "few dozen": (24.0, 96.0),
    "several dozen": (24.0, 96.0),
    "dozens": (24.0, None),
    "hundreds": (200.0, None),
    "thousands": (2000.0, None),
    "tens": (20.0, None),
    "several": (2.0, None),
    "a few": (2.0, 9.0),
}
"""Words for numbers and the least and greatest that they stand for (the gold's conventions: several 2, dozens 24, hundreds 200)."""
_HEDGES = (
    (re.compile(r"^(?:at least|no fewer than|no less than)\s+"), "at_least"),
    (re.compile(r"^(?:more than|over|above)\s+|^>\s*"), "more_than"),
    (re.compile(r"^(?:up to|at most|no more than)\s+|^<\s*"), "at_most"),
    (re.compile(r"^(?:about|around|some|approximately|approx\.?|roughly|circa|c\.)\s+|^~\s*"), "about"),
    (re.compile(r"^(?:nearly|almost)\s+"), "nearly"),
)
_NUMBER = r"\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def number_in(text: str) -> tuple[float | None, float | None, float | None, str | None] | None:
    """The value, least and greatest, and hedge of a number written as text; `None` where the text is no number.

    >>> number_in("more than 1,300"), number_in("100-300"), number_in("parking lot")
    ((1300.0, None, None, 'more_than'), (None, 100.0, 300.0, 'range'), None)
    """
    plain = " ".join(text.casefold().split())
    if plain in _VAGUE:
        return (None, *_VAGUE[plain], "several")
    hedge = None
    for pattern, name in _HEDGES:
        rest = pattern.sub("", plain)
        if rest != plain:
            plain, hedge = rest, name
            break
    if plain in _VAGUE:
        return (None, *_VAGUE[plain], "several")
    if re.fullmatch(_NUMBER, plain):
        return (_float(plain), None, None, hedge)
    pair = re.fullmatch(rf"({_NUMBER})\s*(?:-|–|to)\s*({_NUMBER})", plain)  # the dash of printed ranges
    if pair and _float(pair[1]) <= _float(pair[2]):
        return (None, _float(pair[1]), _float(pair[2]), "range")
    return None


def _float(text: str) -> float:
    return float(re.sub(r"[ ,\u00a0\u202f]", "", text))


_NOBODY = re.compile(r"\b(?:unnamed|anonymous|unspecified|unidentified|undisclosed|unknown)\b|social (?:media|network)")
_NO_NAME = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "local",
        "several",
        "some",
        "multiple",
        "various",
        "source",
        "sources",
        "witness",
        "witnesses",
        "eyewitness",
        "eyewitnesses",
        "resident",
        "residents",
        "media",
        "report",
        "reports",
        "officials",
        "official",
        "users",
        "user",
        "posts",
        "post",
        "channels",
        "channel",
        "telegram",
        "press",
        "publications",
        "agencies",
    ]
)
"""Words that name nobody, however many of them stand together."""
_CLASSES: tuple[tuple[SourceClass, frozenset[str]], ...] = (
    (SourceClass.WITNESS, frozenset(["witness", "witnesses", "eyewitness", "eyewitnesses", "resident", "residents", "survivor", "survivors"])),
    (SourceClass.CHANNEL, frozenset(["telegram", "channel", "channels", "blogger", "bloggers", "post", "posts", "twitter", "facebook"])),
    (SourceClass.IMAGERY, frozenset(["satellite", "imagery", "images", "image", "maxar", "planet", "sentinel"])),
    (
        SourceClass.MEDICAL,
        frozenset(["hospital", "hospitals", "health", "medical", "doctor", "doctors", "dr", "coroner", "examiner", "clinic", "morgue"]),
    ),
    (SourceClass.EMERGENCY, frozenset(["fire", "rescue", "emergency", "emergencies", "firefighters", "civil"])),
    (SourceClass.MILITARY, frozenset(["army", "military", "mod", "forces", "defence", "generalstaff", "intelligence", "idf", "navy", "troops"])),
    (SourceClass.NGO, frozenset(["ngo", "hrw", "amnesty", "cross", "crescent", "airwars"])),
    (
        SourceClass.ANALYST,
        frozenset(["usgs", "norsar", "institute", "analyst", "analysts", "university", "survey", "observatory", "seismological", "laboratory"]),
    ),
    (SourceClass.COMPANY, frozenset(["company", "operator", "corporation", "inc", "ltd", "gmbh", "plc"])),
    (
        SourceClass.MEDIA,
        frozenset(
            [
                "ap",
                "afp",
                "reuters",
                "tass",
                "interfax",
                "ria",
                "cnn",
                "bbc",
                "npr",
                "nyt",
                "abc",
                "nbc",
                "cbs",
                "dpa",
                "efe",
                "ansa",
                "xinhua",
                "kyodo",
                "upi",
                "pti",
                "jazeera",
                "media",
                "newspaper",
                "news",
            ]
        ),
    ),
)
"""Kinds of source by a word of the name, or by the concept that a word of another language stands for; the first
that fits. News agencies and broadcasters pass on what others know."""


@lru_cache(maxsize=65536)
def read_source(text: str) -> tuple[SourceClass, bool]:
    """What kind of source some words name, and whether they name somebody.

    >>> read_source("Gaza health ministry"), read_source("local residents"), read_source("SBU source, unnamed")[1]
    ((<SourceClass.MEDICAL: 'medical'>, True), (<SourceClass.WITNESS: 'witness'>, False), False)
    """
    words, concepts = frozenset(re.findall(r"[^\W_]+", text.casefold())), speaker_words(text)
    is_named = bool(words) and not _NOBODY.search(text.casefold()) and "anonymous" not in concepts and not (words <= _NO_NAME or concepts <= _NO_NAME)
    known_by = words | concepts
    kind = next((kind for kind, known in _CLASSES if known & known_by), SourceClass.OFFICIAL if is_named else SourceClass.ANONYMOUS)
    return kind, is_named
