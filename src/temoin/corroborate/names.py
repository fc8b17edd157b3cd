"""Names across languages and scripts: a plain form to compare them in, and the kind of building that a site part's name gives."""

from __future__ import annotations

import re

from temoin.text import is_one_name, plain_name, tokens_of

__all__ = ["generic_noun", "is_same_name", "is_same_part", "parse_part_name"]

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

_NUMBER = re.compile(r"(?:n|no|nr|num|numero|nomer)?_?(\d+[a-z]?)")


def is_same_name(one: str, other: str) -> bool:
    """Whether two names can be one name: all words of the shorter stand in the longer, as written or in another script or romanisation.

    >>> is_same_name("Kupol", "usine Kupol"), is_same_name("Koupol", "завод «Купол»"), is_same_name("Kupol", "Izhevsk")
    (True, True, False)
    """
    shorter, longer = sorted((tokens_of(one), tokens_of(other)), key=len)
    return bool(shorter) and all(word in longer or any(is_one_name(word, held) for held in longer) for word in shorter)


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
