"""The normal form in which text is searched: one kind of space, quote, dash and apostrophe, composed letters, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import attrs

from temoin.text.offsets import OffsetMap
from temoin.text.span import Span

__all__ = ["NormalText", "normalise"]

_DROPPED = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphen, zero-width characters, byte order mark and direction marks: invisible, and a favourite place to hide a number."""

_SAME = {
    **dict.fromkeys("\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201a\u201b\u2032\u2035\uff07", "'"),
    **dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u2036\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
}
"""One code point for one: no-break spaces, apostrophes, quotes and hyphens. En and em dash stay, they part sentences and ranges."""

_LATE_STARTERS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35\U000110ba\U00011127\U0001133e\U00011357"
    "\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
).union(map(chr, range(0x1161, 0x1176)), map(chr, range(0x11A8, 0x11C3)))
"""Code points that are no combining marks, yet compose with the one before them (Unicode's NFC_Quick_Check = Maybe): vowel signs, Hangul jamo."""

_FIRST_MARK = "\u0300"
_MOST_MARKS = 30
"""So many marks on one letter are composed at once (Unicode's stream-safe format, UAX 15): more would make hostile text slow."""

_BREAK = re.compile(r"(\r\n|[\r\n])[^\S\r\n]*(\S?)")
_FULL_LINE = 40
"""Lines of hand-broken text are fuller than this (RFC 5322 asks for 78), headlines of lists mostly shorter."""
_INVISIBLE = re.compile(f"[{_DROPPED}]+")


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


def normalise(text: str, paragraphs: Sequence[tuple[int, int]] = ()) -> NormalText:
    r"""Bring a text into normal form.

    Lines that were broken by hand inside a paragraph are one line again. A short line before a capital letter stays one by itself: a headline, an
    entry of a list.

    Args:
        text: any text.
        paragraphs: half-open ranges of it, where they are known; no line is joined outside of them.

    Letters and their marks are composed (NFC). Marks that compose with nothing keep their order, and the few letters that NFC would take apart
    (none of them in the seven languages) stay whole, so that each can be found again.

    >>> normal = normalise("1\u202f300 m\u00b2 d\u2019une toi\u00adture")
    >>> normal.text
    "1 300 m² d'une toiture"
    >>> normal.span(15, 22).text == "toi\u00adture"
    True
    """
    original, text = text, _unwrapped(text, paragraphs)
    letters = set(text)
    natures = {letter: nature for letter in letters if letter >= _FIRST_MARK and (nature := _nature(letter))}
    if "mark" in natures.values() or "changing" in natures.values():
        made, offsets = _composed(text, _worked_on(natures))
    elif letters.isdisjoint(_DROPPED):
        made, offsets = text, OffsetMap.identity(len(text))
    else:
        made, offsets = _without_invisible(text)
    for letter in letters.union(made) & _SAME.keys() if natures else letters & _SAME.keys():
        made = made.replace(letter, _SAME[letter])
    return NormalText(text=made, original=original, offsets=offsets)


@lru_cache(maxsize=10_000)
def _nature(letter: str) -> str:
    """What has to be looked at in a letter: `whole` (NFC would take it apart), `mark`, `changing` (into another letter), or "" for nothing."""
    if len(unicodedata.normalize("NFC", letter)) > 1:
        return "whole"
    if letter in _LATE_STARTERS or unicodedata.combining(letter):
        return "mark"
    return "" if unicodedata.is_normalized("NFC", letter) else "changing"


def _unwrapped(text: str, paragraphs: Sequence[tuple[int, int]]) -> str:
    """The text, as long as before, with spaces for the line breaks that only keep lines short."""
    parts, at = [], 0
    for start, end in paragraphs:
        begun = start
        for found in _BREAK.finditer(text, start, end):
            line = text[begun : found.start()].strip()
            begun = found.end(1)
            if found[2] and (len(line) >= _FULL_LINE or found[2].islower()):
                parts += [text[at : found.start()], " " * len(found[1])]
                at = found.end(1)
    return "".join([*parts, text[at:]]) if parts else text


def _without_invisible(text: str) -> tuple[str, OffsetMap]:
    pieces, parts, length, position = [], [], 0, 0
    for found in _INVISIBLE.finditer(text):
        if found.start() > position:
            pieces.append((length, position, found.start() - position))
            parts.append(text[position : found.start()])
            length += found.start() - position
        position = found.end()
    if position < len(text):
        pieces.append((length, position, len(text) - position))
        parts.append(text[position:])
        length += len(text) - position
    return "".join(parts), OffsetMap.from_pieces(pieces, length=length)


def _composed(text: str, worked_on: re.Pattern[str]) -> tuple[str, OffsetMap]:
    """The text with letters composed and invisible characters dropped, and its map."""
    pieces: list[tuple[int, int, int]] = []
    parts: list[str] = []
    length = position = 0

    def take(made: str, start: int, end: int) -> None:
        nonlocal length
        if made:
            if len(made) == end - start and pieces and pieces[-1][1] + pieces[-1][2] == start and length - pieces[-1][0] == pieces[-1][2]:
                pieces[-1] = (pieces[-1][0], pieces[-1][1], pieces[-1][2] + len(made))
            else:
                pieces.append((length, start, end - start))
            parts.append(made)
            length += len(made)

    for found in worked_on.finditer(text):
        take(text[position : found.start()], position, found.start())
        take(_compose(found[0]), found.start(), found.end())
        position = found.end()
    take(text[position:], position, len(text))
    return "".join(parts), OffsetMap.from_pieces(pieces, length=length)


def _worked_on(natures: dict[str, str]) -> re.Pattern[str]:
    """What cannot be copied: a letter with its marks (and invisible characters between them), invisible characters, letters that change alone."""
    whole, marks, changing = ([letter for letter in sorted(natures) if natures[letter] == nature] for nature in ("whole", "mark", "changing"))
    alternatives = [f"[{_DROPPED}]+"]
    if changing:
        alternatives.insert(0, f"[{''.join(map(re.escape, changing))}]")
    if marks:
        mark = "".join(map(re.escape, marks))
        alternatives.insert(0, f"[^{mark}{_DROPPED}{''.join(map(re.escape, whole))}]?(?:[{_DROPPED}]*[{mark}]){{1,{_MOST_MARKS}}}")
    return re.compile("|".join(alternatives), re.DOTALL)


def _compose(words: str) -> str:
    made = unicodedata.normalize("NFC", _INVISIBLE.sub("", words))
    if len(made) == len(words) > 1:
        # The map takes this for one to one, so no mark may change its place.
        return "".join(unicodedata.normalize("NFC", letter) for letter in words)
    return made
