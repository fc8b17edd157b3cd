"""Whether two claims speak of one thing, and whether they agree on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from enum import StrEnum
from functools import lru_cache

from temoin.corroborate.comparison import is_negative
from temoin.corroborate.names import generic_noun, is_same_name
from temoin.model import Claim, ClaimKind, Thing
from temoin.quantity import Quantity
from temoin.text import plain_name

__all__ = ["Sameness", "agree", "bucket_of", "is_meeting", "is_same_thing", "part_of", "signature_of", "support_each_other"]

_NAMES = frozenset({ClaimKind.PLACE, ClaimKind.FACILITY})
_DATES = frozenset({ClaimKind.EVENT_DATE, ClaimKind.IMAGE_DATE, ClaimKind.STATEMENT_DATE})


class Sameness(StrEnum):
    """Whether two noun phrases are one thing."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


def part_of(thing: Thing) -> str:
    """The part, or the thing itself where the text names none: "roof" and "roof of a building" are both `roof`."""
    return thing.part or thing.noun


def is_same_thing(one: Thing, other: Thing) -> Sameness:
    """Whether two noun phrases are one thing; numbers decide, then names, then nouns that single something out."""
    if part_of(one) != part_of(other):
        return Sameness.DIFFERENT
    if one.number and other.number:
        same = plain_name(one.number) == plain_name(other.number) and (one.noun == other.noun or "roof" in {one.noun, other.noun})
        return Sameness.SAME if same else Sameness.DIFFERENT
    if one.name and other.name:
        return Sameness.SAME if is_same_name(one.name, other.name) else Sameness.DIFFERENT
    bare = not (one.number or other.number or one.name or other.name)
    return Sameness.SAME if bare and one.noun == other.noun and not generic_noun(one.noun) else Sameness.MAYBE


def bucket_of(claim: Claim) -> Hashable | None:
    """What a claim can only be compared within; `None` for kinds that other reports are not asked about one by one."""
    if claim.kind in _DATES or claim.kind in _NAMES:
        return str(claim.kind)
    if claim.kind in {ClaimKind.DAMAGED_OBJECT, ClaimKind.DAMAGE_EXTENT} and claim.thing is not None:
        return (str(claim.kind), part_of(claim.thing), claim.quantity.unit if claim.quantity else "")
    if claim.kind in {ClaimKind.DISTANCE, ClaimKind.DAMAGE_EXTENT} and claim.quantity is not None:
        return (str(claim.kind), claim.quantity.unit)
    return None


def signature_of(claim: Claim) -> Hashable:
    """All that `agree` looks at: claims of one signature are compared once."""
    thing = claim.thing
    subject = (thing.noun, thing.part, thing.number, thing.name) if thing else None
    words = plain_name(claim.quote) if claim.kind in _NAMES else ""
    return (subject, claim.quantity, claim.days, words, is_negative(claim))


def agree(one: Claim, other: Claim) -> bool | None:
    """Whether two claims of one bucket agree; `None` where they cannot be compared."""
    return _RULES.get(one.kind, _agree_on_number)(one, other)


def _agree_on_day(one: Claim, other: Claim) -> bool | None:
    if one.days is None or other.days is None:
        return None
    overlaps = one.days.overlaps(other.days)
    # Several pictures and several statements may well be of several days; one event has one.
    return overlaps if one.kind is ClaimKind.EVENT_DATE else (overlaps or None)


def _agree_on_name(one: Claim, other: Claim) -> bool | None:
    # Two names may be one place in two languages, or a town and its region: that they differ says nothing.
    return is_same_name(one.quote, other.quote) or None


def _agree_on_number(one: Claim, other: Claim) -> bool | None:
    if one.quantity is None or other.quantity is None:
        return None
    return (one.quantity.value is not None and one.quantity.value == other.quantity.value) or None


def _agree_on_object(one: Claim, other: Claim) -> bool | None:
    if one.thing is None or other.thing is None or is_same_thing(one.thing, other.thing) is not Sameness.SAME:
        return None
    return is_negative(one) == is_negative(other)


def _agree_on_extent(one: Claim, other: Claim) -> bool | None:
    if one.quantity is None or other.quantity is None or one.quantity.unit != other.quantity.unit:
        return None
    if one.thing is None or other.thing is None:
        return support_each_other(one.quantity, other.quantity) or None
    sameness = is_same_thing(one.thing, other.thing)
    if sameness is Sameness.DIFFERENT:
        return None
    if support_each_other(one.quantity, other.quantity):
        return True
    apart = not is_meeting(one.quantity, other.quantity)
    return False if apart and sameness is Sameness.SAME and (one.thing.number or one.thing.name) else None


_RULES: dict[ClaimKind, Callable[[Claim, Claim], bool | None]] = {
    ClaimKind.DAMAGED_OBJECT: _agree_on_object,
    ClaimKind.DAMAGE_EXTENT: _agree_on_extent,
    **dict.fromkeys(_DATES, _agree_on_day),
    **dict.fromkeys(_NAMES, _agree_on_name),
}


def support_each_other(one: Quantity, other: Quantity) -> bool:
    """Whether one figure bears out the other: they meet, and neither is open where the other is closed, or both name one number.

    "At least 78" is compatible with 163 but does not bear it out; 163 bears out "at least 78".
    """
    if one.unit != other.unit or not is_meeting(one, other):
        return False
    if one.value is not None and one.value == other.value:
        return True
    low, high = _interval(one)
    other_low, other_high = _interval(other)
    return (low == -math.inf or other_low != -math.inf) and (high == math.inf or other_high != math.inf)


def is_meeting(one: Quantity, other: Quantity) -> bool:
    """Whether two figures of one unit share a value; `Quantity.is_compatible_with`, with the intervals kept."""
    low, high = _interval(one)
    other_low, other_high = _interval(other)
    return low <= other_high and other_low <= high


@lru_cache(maxsize=65536)
def _interval(quantity: Quantity) -> tuple[float, float]:
    return quantity.claimed_interval()
