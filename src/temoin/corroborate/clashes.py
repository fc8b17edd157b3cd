"""Where one text says two things of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from temoin.corroborate.comparison import is_negative
from temoin.corroborate.kin import Sameness, is_same_thing, part_of
from temoin.corroborate.origins import is_same_origin, origin_of
from temoin.model import Certainty, Claim, ClaimKind, Extent, Role, Thing
from temoin.text import plain_name

__all__ = ["clashes_within_reports"]

_OF_THINGS = frozenset({ClaimKind.DAMAGED_OBJECT, ClaimKind.DAMAGE_EXTENT})


def clashes_within_reports(claims: Sequence[Claim]) -> dict[str, tuple[Claim, ...]]:
    """The claims of the same report that say something else, by claim.

    Two ways of clashing: all of a part here and some of it there, where nothing shows that two parts are meant; and damaged here, unharmed
    there, said of one thing by one origin. Shown, whichever is right.
    """
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        is_said = claim.role is Role.MAIN and claim.certainty not in {Certainty.DENIED, Certainty.EXPECTED}
        if claim.kind in _OF_THINGS and claim.thing is not None and is_said:
            groups[claim.report_id, part_of(claim.thing)].append(claim)
    found: dict[str, list[Claim]] = defaultdict(list)
    for group in groups.values():
        for one in group:
            found[one.id] += sorted((other for other in group if other is not one and _clash(one, other)), key=lambda claim: claim.id)
    return {claim_id: tuple(others) for claim_id, others in found.items() if others}


def _clash(one: Claim, other: Claim) -> bool:
    if one.thing is None or other.thing is None:
        return False
    if is_negative(one) != is_negative(other):
        return is_same_thing(one.thing, other.thing) is Sameness.SAME and is_same_origin(origin_of(one), origin_of(other))
    return not is_negative(one) and {one.extent, other.extent} == {Extent.TOTAL, Extent.PARTIAL} and not _are_two(one.thing, other.thing)


def _are_two(one: Thing, other: Thing) -> bool:
    """Whether numbers or names show that two things are meant."""
    numbers = one.number and other.number and plain_name(one.number) != plain_name(other.number)
    names = one.name and other.name and plain_name(one.name) != plain_name(other.name)
    return bool(numbers or names)
