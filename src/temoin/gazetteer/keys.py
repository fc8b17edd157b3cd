"""Names of places in the form in which the gazetteer looks them up."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

from temoin.text import fold_letters

__all__ = ["name_key", "number_of"]

_DROPPED = re.compile(r"['’ʼ`´ʹʻ]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name in small Latin letters without accents, words parted by one space.

    >>> name_key("Cap-d’Ail"), name_key("Ижевск"), name_key("St. Louis")
    ('cap dail', 'izhevsk', 'st louis')
    """
    return " ".join(_WORD.findall(fold_letters(_DROPPED.sub("", name))))


def number_of(key: str) -> int:
    """The 40 bits that stand for a key in the table."""
    return int.from_bytes(blake2b(key.encode(), digest_size=5).digest())
