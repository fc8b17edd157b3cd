"""Names in a plain form, in which those of several scripts can be compared."""

from __future__ import annotations

import re
from functools import lru_cache

from temoin.text.fold import fold_letters

__all__ = ["plain_name", "tokens_of"]

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
