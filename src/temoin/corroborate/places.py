"""Names of the event's place: which names are that place, which are surely another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import attrs

from temoin.corroborate.told import Town
from temoin.geo import great_circle_km
from temoin.model import Event
from temoin.text import is_one_name, plain_name, tokens_of

__all__ = ["PlaceNames"]

_NEAR = 0.7
"""Likeness of two spellings of one name ("Beirut", "Beyrouth"), a convention."""
_SAME_KM = 15.0
"""Two points of the gazetteer this near are one town for our ends: a town and its parts, or its own point rounded."""
_COARSE = frozenset(
    [
        "region",
        "oblast",
        "province",
        "state",
        "county",
        "district",
        "city",
        "town",
        "village",
        "port",
        "island",
        "republic",
        "north",
        "south",
        "east",
        "west",
        "central",
    ]
)
"""Words of names of places that single nothing out."""


@attrs.frozen(kw_only=True)
class PlaceNames:
    """The names that the event's place goes by.

    Args:
        words: the place as the event has it, for people.
        known: words of names of the place itself.
        around: words of names of what it lies in ("Ardshire" of "Welbrook, Ardshire").
        beside: words of names that reports of the event name together with it, and of their texts.
        points: where the gazetteer has towns of the place's own name: latitude and longitude.
    """

    words: str
    known: frozenset[str]
    around: frozenset[str]
    beside: frozenset[str]
    points: tuple[tuple[float, float], ...] = ()

    @classmethod
    def near(cls, event: Event, dated: Sequence[tuple[Sequence[str], str]], towns: Sequence[Town] = ()) -> PlaceNames:
        """The names around an event.

        Args:
            event: its place and facility are the place.
            dated: of each report that surely is of the event, the places it names and its text.
            towns: that reports name, as the gazetteer knows them.
        """
        names = [name for name in (event.place, event.facility) if name]
        known = _carrying(_first(name) for name in names)
        beside: set[str] = set()
        for places, text in dated:
            if known and any(_meets(token, known) for token in _carrying(map(_first, places))):
                beside |= _carrying(places)
                beside |= set(plain_name(text).split())
        points = tuple({(lat, lon) for name, lat, lon in towns if known and not known.isdisjoint(_carrying([_first(name)]))})
        around = _carrying(rest for name in names for rest in name.split(",")[1:])
        return cls(words=event.place or event.facility or "this event's place", known=known, around=around, beside=frozenset(beside), points=points)

    def is_here(self, names: Sequence[str], towns: Sequence[Town] = ()) -> bool:
        """Whether one of the names is the event's place, or one of the towns lies there ("Kiev", "Kyiv")."""
        return bool(self.known) and (any(_meets(token, self.known) for token in _carrying(map(_first, names))) or self._is_near(towns))

    def _is_near(self, towns: Sequence[Town]) -> bool:
        return any(great_circle_km(lat, lon, *point) < _SAME_KM for _, lat, lon in towns for point in self.points)

    def is_elsewhere(self, names: Sequence[str], towns: Sequence[Town] = ()) -> bool:
        """Whether the names are there, and none is the event's place, what it lies in, or stands beside it in a report of the event."""
        tokens = _carrying(map(_first, names))
        if self._is_near(towns):
            return False
        return bool(self.known and tokens) and not any(
            _meets(token, self.known) or _meets(token, self.around) or token in self.beside for token in tokens
        )


def _first(name: str) -> str:
    """The place itself of "Little Marsh, Ardshire"."""
    return name.split(",", maxsplit=1)[0]


def _carrying(names: Iterable[str]) -> frozenset[str]:
    return frozenset(token for name in names for token in tokens_of(name) if token not in _COARSE and not token.isdigit() and len(token) > 1)


def _meets(token: str, known: frozenset[str]) -> bool:
    return (
        token in known
        or any(is_one_name(token, other) for other in known)
        or any(_is_near(token, other) for other in known if other[:1] == token[:1])
    )


@lru_cache(maxsize=16384)
def _is_near(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR
