"""`OffsetMap`: which code points of one text came from which of another, both ways."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Self

import attrs

__all__ = ["OffsetMap"]


@attrs.frozen(kw_only=True)
class OffsetMap:
    """A monotone map between the code points of a derived text and those of the text it was derived from.

    Kept as pieces: the derived range starting at `derived[i]` came from the source range starting at `source[i]`. A piece whose two sides
    are equally long maps one to one; any other maps as a block (an entity `&nbsp;` of six code points that became one).

    Args:
        derived: starts of the pieces in the derived text, rising strictly from 0.
        source: starts of the pieces in the source text, rising.
        source_ends: ends of the pieces in the source text (source text between two pieces was dropped).
        length: length of the derived text.

    >>> kept = OffsetMap.from_pieces([(0, 4, 3), (3, 13, 5)], length=8)   # "abc" came from 4:7, "defgh" from 13:18
    >>> kept.to_source(0, 8)
    (4, 18)
    >>> kept.to_derived(14, 16)
    (4, 6)
    >>> kept.to_derived(7, 13) is None   # all of it was dropped
    True
    """

    derived: tuple[int, ...]
    source: tuple[int, ...]
    source_ends: tuple[int, ...]
    length: int

    @classmethod
    def identity(cls, length: int) -> Self:
        """The map of a text onto itself."""
        return (
            cls(derived=(0,), source=(0,), source_ends=(length,), length=length) if length else cls(derived=(), source=(), source_ends=(), length=0)
        )

    @classmethod
    def from_pieces(cls, pieces: Sequence[tuple[int, int, int]], *, length: int) -> Self:
        """The map with the given pieces.

        Args:
            pieces: (start in the derived text, start in the source, length in the source), in order; one to one where the derived piece
                is as long as the source piece, as a block otherwise.
            length: length of the derived text.

        Raises:
            ValueError: the pieces are out of order, come from nowhere, do not start at 0 or go past the length.
        """
        starts = tuple([piece[0] for piece in pieces])
        sources = tuple([piece[1] for piece in pieces])
        ends = tuple([piece[1] + piece[2] for piece in pieces])
        is_sound = (
            bool(starts) == bool(length)
            and starts[:1] in {(), (0,)}
            and all(one < other for one, other in itertools.pairwise((*starts, length) if starts else ()))
            and all(start >= end for start, end in zip(sources, (0, *ends), strict=False))
            and all(start < end for start, end in zip(sources, ends, strict=True))
        )
        if not is_sound:
            message = "pieces of an offset map must start at 0 and rise on both sides, each from some source text"
            raise ValueError(message)
        return cls(derived=starts, source=sources, source_ends=ends, length=length)

    def _piece_end(self, index: int) -> int:
        return self.derived[index + 1] if index + 1 < len(self.derived) else self.length

    def _is_one_to_one(self, index: int) -> bool:
        return self._piece_end(index) - self.derived[index] == self.source_ends[index] - self.source[index]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The source range that a derived range came from; a block that is touched comes whole.

        Raises:
            ValueError: the range is empty or outside the derived text.
        """
        if not 0 <= start < end <= self.length:
            message = f"range {start}:{end} is empty or outside the text (0:{self.length})"
            raise ValueError(message)
        if len(self.derived) == 1 and self._is_one_to_one(0):
            # One piece: a text in which nothing was changed, which most are.
            return (self.source[0] + start, self.source[0] + end)
        first = bisect_right(self.derived, start) - 1
        last = bisect_right(self.derived, end - 1, lo=first) - 1
        begin = self.source[first] + (start - self.derived[first] if self._is_one_to_one(first) else 0)
        stop = self.source[last] + (end - self.derived[last]) if self._is_one_to_one(last) else self.source_ends[last]
        return (begin, stop)

    def to_derived(self, start: int, end: int) -> tuple[int, int] | None:
        """The derived range that came from a source range, or `None` where all of it was dropped; a block that is touched comes whole.

        Source text outside the source is no error: it is as if dropped.
        """
        # The first piece that ends after the range's start, and the last that starts before its end.
        first, last = bisect_right(self.source_ends, start), bisect_left(self.source, end) - 1
        if start >= end or first > last:
            return None
        begin = self.derived[first] + (max(0, start - self.source[first]) if self._is_one_to_one(first) else 0)
        stop = min(self.derived[last] + end - self.source[last], self._piece_end(last)) if self._is_one_to_one(last) else self._piece_end(last)
        return (begin, stop)

    def then(self, outer: OffsetMap) -> Self:
        """The map from this derived text to the source of `outer`, where `outer` derived this map's own source text.

        A block of `outer` that this map cuts stays whole, so what was cut apart becomes one block again.

        >>> html = OffsetMap.from_pieces([(0, 3, 2), (2, 5, 6), (3, 11, 4)], length=7)   # "45&nbsp;dead" after a tag
        >>> words = OffsetMap.from_pieces([(0, 3, 4)], length=4)   # "dead"
        >>> words.then(html).to_source(0, 4)
        (11, 15)
        """
        pieces: list[tuple[int, int, int]] = []
        for index, begin in enumerate(self.derived):
            if self._is_one_to_one(index):
                found = _through(begin, self.source[index], self._piece_end(index) - begin, outer)
            else:
                start, stop = outer.to_source(self.source[index], self.source_ends[index])
                found = [(begin, start, stop - start)]
            for piece in found:
                _append(pieces, piece)
        return type(self).from_pieces(pieces, length=self.length)


def _through(derived: int, middle: int, length: int, outer: OffsetMap) -> list[tuple[int, int, int]]:
    """Pieces of a one-to-one run of `length` code points, cut where `outer` has its own pieces."""
    pieces = []
    position = middle
    index = bisect_right(outer.derived, position) - 1
    while position < middle + length:
        stop = min(outer._piece_end(index), middle + length)  # noqa: SLF001  # same class
        start, end = outer.to_source(position, stop)
        pieces.append((derived + position - middle, start, end - start))
        position = stop
        index += 1
    return pieces


def _append(pieces: list[tuple[int, int, int]], piece: tuple[int, int, int]) -> None:
    """Add a piece; one that shares source text with the piece before it is merged into that one."""
    if pieces and piece[1] < pieces[-1][1] + pieces[-1][2]:
        derived, source, run = pieces[-1]
        pieces[-1] = (derived, source, max(source + run, piece[1] + piece[2]) - source)
    else:
        pieces.append(piece)
