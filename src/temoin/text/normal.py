"""The normal form in which text is searched: one kind of space, quote, dash and apostrophe, composed letters, nothing invisible."""

from __future__ import annotations

import unicodedata

import attrs

from temoin.text.offsets import OffsetMap
from temoin.text.span import Span

__all__ = ["NormalText", "normalise"]

_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
"""Soft hyphen, zero-width characters, byte order mark and direction marks: invisible, and a favourite place to hide a number."""

_SAME = {
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u3000\t", " "),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
}
"""One code point for one: no-break spaces, apostrophes, quotes and hyphens. En and em dash stay, they part sentences and ranges."""


@attrs.frozen(kw_only=True)
class NormalText:
    """A text in normal form, and the way back.

    Args:
        text: the normal form.
        original: the text it was made from.
        offsets: from the normal form to the original.
    """

    text: str
    original: str
    offsets: OffsetMap

    def span(self, start: int, end: int) -> Span:
        """The span of the original that `text[start:end]` came from."""
        return Span.of(self.original, *self.offsets.to_source(start, end))


def normalise(text: str) -> NormalText:
    r"""Bring a text into normal form.

    >>> normal = normalise("1\\u202f300 m\\u00b2 d\\u2019une toi\\u00adture")
    >>> normal.text
    "1 300 m² d'une toiture"
    >>> normal.span(16, 23).text == "toi\\u00adture"
    True
    """
    pieces: list[tuple[int, int, int]] = []
    parts: list[str] = []
    length = 0
    position = 0
    while position < len(text):
        character = text[position]
        stop = position + 1
        if character in _DROPPED:
            position = stop
            continue
        while stop < len(text) and unicodedata.combining(text[stop]):
            stop += 1
        made = _SAME.get(character) or unicodedata.normalize("NFC", text[position:stop])
        # A piece goes on as long as both sides step together.
        together = len(made) == stop - position == 1 and pieces and _goes_on(pieces[-1], position, length)
        if together:
            derived, source, run = pieces[-1]
            pieces[-1] = (derived, source, run + 1)
        else:
            pieces.append((length, position, stop - position))
        parts.append(made)
        length += len(made)
        position = stop
    return NormalText(text="".join(parts), original=text, offsets=OffsetMap.from_pieces(pieces, length=length))


def _goes_on(piece: tuple[int, int, int], position: int, length: int) -> bool:
    derived, source, run = piece
    return source + run == position and derived + run == length
