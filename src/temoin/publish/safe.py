"""What comes from outside is hostile: how it is bounded and made printable before the template escapes it."""

from __future__ import annotations

import unicodedata

__all__ = ["bounded", "printable"]

_REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    r"""The text with what HTML cannot carry (control characters, lone surrogates) shown as U+FFFD, one for one, so that offsets hold.

    >>> printable("a\x00b\ud800")
    'a�b�'
    """
    if text.isprintable():
        return text
    return "".join(_REPLACEMENT if _is_unprintable(sign) else sign for sign in text)


def _is_unprintable(sign: str) -> bool:
    return (unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t") or (ord(sign) & 0xFFFE) == 0xFFFE


def bounded(text: str, limit: int) -> str:
    """The text cut to `limit` code points, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
