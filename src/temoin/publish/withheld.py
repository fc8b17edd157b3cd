"""What kinds of things a public form leaves out, and the visible mark that stands in their place."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

import attrs

__all__ = ["MARK", "LeftOut", "Piece", "Withheld"]

MARK = "█████"
"""Stands for every withheld word, always of one length, so that it tells nothing of what it covers."""


class Withheld(StrEnum):
    """Why words are withheld."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    ADDRESS = "address"
    POSITION = "position"
    AGE = "age"
    SMALL_COUNT = "small-count"
    TEXT = "text"
    REGION = "region"
    OUTLINE = "outline"
    FILE_NAME = "file-name"
    WORKER = "worker"
    OPTIONS = "options"


@attrs.frozen(kw_only=True, order=True)
class Piece:
    """A half-open range of a text that is withheld, and why."""

    start: int
    end: int
    kind: Withheld


@attrs.frozen(kw_only=True)
class LeftOut:
    """What a public form leaves out.

    Args:
        counts: how many different words of each kind were withheld; kinds with none are not listed.
        words: (kind, words) of what was withheld, each once: for the desk, never for the public form.
    """

    counts: tuple[tuple[Withheld, int], ...] = ()
    words: tuple[tuple[Withheld, str], ...] = ()

    @property
    def total(self) -> int:
        """Of all kinds."""
        return sum(count for _, count in self.counts)


@attrs.define
class Tally:
    """Counts while content is gone through."""

    counts: Counter[Withheld] = attrs.field(factory=Counter)
    words: dict[tuple[Withheld, str], None] = attrs.field(factory=dict)

    def add(self, kind: Withheld, words: str = "", *, times: int = 1) -> None:
        """One more."""
        if times > 0:
            self.counts[kind] += times
            if words:
                self.words[(kind, " ".join(words.split()))] = None

    def total(self) -> LeftOut:
        """As a value."""
        different = Counter(kind for kind, _ in self.words)
        return LeftOut(counts=tuple((kind, different[kind] or self.counts[kind]) for kind in Withheld if self.counts[kind]), words=tuple(self.words))
