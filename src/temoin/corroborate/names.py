"""Names across languages and scripts: a plain form to compare them in, and the kind of building that a site part's name gives."""

from __future__ import annotations

import re
from functools import lru_cache

from temoin.text import fold_letters

__all__ = ["generic_noun", "is_same_name", "is_same_part", "parse_part_name", "plain_name", "tokens_of"]

_NOUNS = {
    "workshop": "workshop atelier tsekh tsekha tsekhu tsek werkstatt werkhalle officina reparto capannone taller nave shop",
    "warehouse": "warehouse entrepot depot sklad skladu sklada lager lagerhaus lagerhalle magazzino deposito almacen",
    "hall": "hall hangar angar halle kholl",
    "building": "building batiment korpus budivlia zdanie budinok gebaude edificio bloc block bau haus",
    "storage": "tank reservoir rezervuar serbatoio deposito",
    "hospital": "hospital hopital likarnia bolnitsa krankenhaus ospedale",
    "school": "school ecole shkola schule scuola escuela",
    "bridge": "bridge pont mist most brucke ponte puente",
}
"""Singular English noun to its words in seven languages, in `plain_name` form; only for reading a site file's part names."""

_NOUN_OF = {word: noun for noun, words in _NOUNS.items() for word in words.split()}

_GENERIC = frozenset({"building", "roof", "structure", "facility", "plant", "house", "site"})
"""Nouns that single nothing out."""

_STOP = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "and",
        "in",
        "at",
        "for",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "a",
        "au",
        "aux",
        "der",
        "die",
        "das",
        "des",
        "und",
        "im",
        "von",
        "el",
        "los",
        "las",
        "y",
        "del",
        "di",
        "il",
        "lo",
        "gli",
        "i",
        "e",
        "della",
        "dello",
        "v",
        "u",
        "i",
        "na",
    ]
)
_NO = re.compile(r"\b[nN]o\.")
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"(?:n|no|nr|num|numero|nomer)?_?(\d+[a-z]?)")


@lru_cache(maxsize=65536)
def plain_name(text: str) -> str:
    """A name in small Latin letters and figures, words parted by one space.

    >>> plain_name("Цех №110"), plain_name("L’Écho du Bassin"), plain_name("Atelier nº110")
    ('tsekh 110', 'l echo du bassin', 'atelier 110')
    """
    if text.isascii() and "#" not in text and not _NO.search(text):
        return " ".join(_WORD.findall(text.lower().replace("_", "")))
    # Signs for "number" first: NFKD would turn № into "No" and º into "o", and glue them to a neighbour.
    spaced = re.sub(r"[№#]|\b[nN][º°]|\b[nN]o\.", " ", text)
    return " ".join(_WORD.findall(fold_letters(spaced)))


@lru_cache(maxsize=65536)
def tokens_of(text: str) -> frozenset[str]:
    """The words of a name that carry it."""
    words = plain_name(text).split()
    return frozenset(word for word in words if word not in _STOP) or frozenset(words)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names can be one name: all words of the shorter stand in the longer.

    >>> is_same_name("Kupol", "usine Kupol"), is_same_name("Astra", "Астра"), is_same_name("Kupol", "Izhevsk")
    (True, True, False)
    """
    left, right = tokens_of(one), tokens_of(other)
    return bool(left) and bool(right) and (left <= right or right <= left)


def parse_part_name(name: str) -> tuple[str | None, str | None]:
    """The kind of building and the number in a site part's name.

    >>> parse_part_name("atelier nº110"), parse_part_name("цех 110"), parse_part_name("110"), parse_part_name("Boiler house")
    (('workshop', '110'), ('workshop', '110'), (None, '110'), (None, None))
    """
    words = plain_name(name).split()
    noun = next((_NOUN_OF[word] for word in words if word in _NOUN_OF), None)
    numbers = [match.group(1) for word in words if (match := _NUMBER.fullmatch(word))]
    return (noun, numbers[-1] if numbers else None)


def is_same_part(one: str, other: str) -> bool:
    """Whether two names are one part of a site: the same number of the same kind of building, or the same words.

    >>> is_same_part("workshop 110", "цех № 110"), is_same_part("workshop 110", "110"), is_same_part("workshop 110", "hall 110")
    (True, True, False)
    """
    (noun, number), (other_noun, other_number) = parse_part_name(one), parse_part_name(other)
    if number is None or other_number is None:
        return plain_name(one) == plain_name(other)
    return number == other_number and (noun is None or other_noun is None or noun == other_noun)


def generic_noun(noun: str) -> bool:
    """Whether a noun singles nothing out.

    >>> generic_noun("building"), generic_noun("test stand")
    (True, False)
    """
    return noun in _GENERIC
