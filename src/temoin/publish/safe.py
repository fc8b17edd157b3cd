"""What comes from outside is hostile: how it is bounded and made printable before the template escapes it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["bounded", "printable", "without_folders"]

_FOLDERS = re.compile(r"(?:(?<=^)|(?<=[\s\"'(=]))(?:[A-Za-z]:)?(?:[/\\]{1,2}[^/\\\s\"':]+)+[/\\]{1,2}(?=[^/\\\s])")
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


def without_folders(text: str) -> str:
    """The text with whole paths cut down to the file's own name: a dossier does not tell how somebody's disk is arranged.

    >>> without_folders("/home/ada/case/reports.csv has no row for a.html, see https://example.org/x/y")
    'reports.csv has no row for a.html, see https://example.org/x/y'
    """
    return _FOLDERS.sub("", text)
