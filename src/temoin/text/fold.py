"""Words folded for searching and comparing: without case, accents and, for Cyrillic, script."""

from __future__ import annotations

import unicodedata

__all__ = ["fold_letters"]

_CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьыъэюяё",
        "a b v g g d e e zh z i i i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia e".replace("-", "_").split(),
        strict=True,
    )
)
"""Letter by letter, near enough to BGN/PCGN for comparing names; the soft and hard signs are dropped."""


def fold_letters(text: str) -> str:
    """A text in small letters without accents, Cyrillic in Latin letters; other scripts keep their letters, marks on them are dropped.

    >>> fold_letters("Ижевск"), fold_letters("Échoué"), fold_letters("Харків")
    ('izhevsk', 'echoue', 'kharkiv')
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text.casefold()))
    latin = unicodedata.normalize("NFKD", "".join(_CYRILLIC.get(letter, letter) for letter in folded))
    return "".join(letter for letter in latin if not unicodedata.combining(letter)).replace("_", "")
