"""Kinds of things: whether a thing that bears no number and no name can be a building that bears one."""

from __future__ import annotations

from temoin.corroborate.names import parse_part_name
from temoin.corroborate.options import Context
from temoin.model import Thing
from temoin.text import plain_name

__all__ = ["is_same_kind", "may_be_meant"]

_ANY = frozenset({"building", "roof", "structure", "facility", "plant", "site", "factory", "complex", "object"})
"""Nouns that fit any building."""
_SITE_WORDS = ("facilit", "installation", "instalacion", "impiant", "anlage", "obiekt", "obekt", "site")
"""How words for a whole site begin; the noun `installation` holds these and pipelines, masts and fields alike."""
_ALIKE = (
    frozenset({"store", "warehouse", "depot"}),
    frozenset({"tank", "storage"}),
)
"""Nouns that are one kind, as texts and site files write it."""
_CLOSE = (
    *_ALIKE,
    frozenset({"store", "warehouse", "hall", "hangar"}),
    frozenset({"workshop", "hall"}),
    frozenset({"house", "apartment", "home"}),
)
"""Nouns that may be one building: a hangar is a hall to some and a store to others."""


def is_same_kind(one: str, other: str) -> bool:
    """Whether two nouns are one kind of thing.

    >>> is_same_kind("store", "warehouse"), is_same_kind("workshop", "warehouse")
    (True, False)
    """
    return one == other or any(one in group and other in group for group in _ALIKE)


def may_be_meant(thing: Thing | None, building_id: str, context: Context) -> bool:
    """Whether a thing without number and name can be a building.

    A thing of no particular kind can be any. One of a particular kind (a school, a bridge) can be a building that no name is known of, or
    one whose names give a kind that fits, or a number alone. A building of another kind, or of another name, it is not.
    """
    if thing is None or _is_any(thing):
        return True
    labels = [part.name for part in (context.site.parts if context.site else ()) if part.building_id == building_id]
    labels += [building.name for building in context.buildings if building.id == building_id and building.name]
    return not labels or any(_fits(thing.noun, label) for label in labels)


def _is_any(thing: Thing) -> bool:
    if thing.noun == "installation":
        return any(word.startswith(_SITE_WORDS) for word in plain_name(thing.words).split())
    return thing.noun in _ANY


def _fits(noun: str, label: str) -> bool:
    kind, number = parse_part_name(label)
    words = plain_name(label).split()
    if kind in _ANY or (kind is None and number is not None and len(words) == 1):
        return True
    named = {word for word in words if word.isalpha()} | ({kind} if kind is not None else set())
    return any(noun == one or any(noun in group and one in group for group in _CLOSE) for one in named)
