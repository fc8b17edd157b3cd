"""Language tags as pages write them, to the two letters temoin uses."""

from __future__ import annotations

import re

__all__ = ["language_code"]

_LONGER = {
    "fra": "fr",
    "fre": "fr",
    "eng": "en",
    "ukr": "uk",
    "rus": "ru",
    "deu": "de",
    "ger": "de",
    "ita": "it",
    "spa": "es",
    # The country's letters, often written where the language's belong.
    "ua": "uk",
}
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_].{0,30})?")


def language_code(tag: str) -> str | None:
    """The ISO 639-1 code of a language tag, or `None` where it is none.

    >>> language_code("fr-CA"), language_code("ua"), language_code("klingon")
    ('fr', 'uk', None)
    """
    found = _TAG.fullmatch(tag.strip())
    if found is None:
        return None
    code = found[1].lower()
    return _LONGER.get(code, code) if len(code) == 2 or code in _LONGER else None
