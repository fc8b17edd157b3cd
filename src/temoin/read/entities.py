"""Character references of HTML (`&nbsp;`, `&#8217;`), with the place where each stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

__all__ = ["iter_pieces", "unescape"]

_REFERENCE = re.compile(r"&(?:#[0-9]{1,12};?|#[xX][0-9a-fA-F]{1,10};?|[A-Za-z][A-Za-z0-9]{1,31};?)", re.ASCII)


def unescape(text: str) -> str:
    r"""The text with its character references resolved.

    >>> unescape("1&#8239;300&nbsp;m&sup2; &c.")
    '1\u202f300\xa0m² &c.'
    """
    return "".join(made for made, _, _ in iter_pieces(text, 0, len(text)))


def iter_pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The pieces of `text[start:end]`: (what it says, where it starts, where it ends); only a character reference differs from its source."""
    position = start
    while position < end:
        found = _REFERENCE.search(text, position, end)
        if found is None:
            break
        made = html.unescape(found[0])
        if made != found[0]:
            if position < found.start():
                yield text[position : found.start()], position, found.start()
            yield made, found.start(), found.end()
            position = found.end()
        else:
            yield text[position : found.end()], position, found.end()
            position = found.end()
    if position < end:
        yield text[position:end], position, end
