"""Which building a claim is about."""

from __future__ import annotations

from enum import StrEnum

import attrs

from temoin.corroborate.kinds import is_same_kind
from temoin.corroborate.names import is_same_name, parse_part_name
from temoin.corroborate.options import Context
from temoin.model import Claim, Thing
from temoin.text import plain_name

__all__ = ["Tie", "TieState", "is_hidden", "tie_to_building"]


class TieState(StrEnum):
    """How far a claim's thing is tied to a building."""

    TIED = "tied"
    UNNAMED = "unnamed"
    UNKNOWN = "unknown"
    NO_BUILDINGS = "no-buildings"


@attrs.frozen(kw_only=True)
class Tie:
    """The building that a claim is about.

    Args:
        state: tied; the text names none; the site file does not know the name; or there are no footprints at all.
        building_ids: the buildings, where it is tied.
    """

    state: TieState
    building_ids: tuple[str, ...] = ()


_HIDDEN = frozenset(
    {
        "window", "wall", "façade", "facade", "door", "gate", "interior", "floor", "basement", "cellar", "ceiling", "balcony", "stairwell", "glass",
        "pane", "apartment", "flat", "room", "pipe", "engine", "machine", "equipment", "foundation",
    }
)  # fmt: skip
"""Parts and things that a view from straight above does not show."""


def is_hidden(thing: Thing | None) -> bool:
    """Whether the thing cannot be seen from above, whatever the pictures are."""
    return thing is not None and (thing.part in _HIDDEN if thing.part is not None else thing.noun in _HIDDEN)


def tie_to_building(claim: Claim, context: Context) -> Tie:
    """Tie a claim's thing to buildings: by number and kind of building, else by proper name.

    "Workshop 110", "atelier nº110" and "цех 110" are one name. A number alone ties where no other kind of building bears it. Two kinds of
    building with one number are two buildings.
    """
    thing = claim.thing
    if not context.buildings:
        return Tie(state=TieState.NO_BUILDINGS)
    if thing is None or (thing.number is None and thing.name is None):
        return Tie(state=TieState.UNNAMED)
    site_name = context.site.name if context.site else ""
    if thing.number is None and thing.part is None and site_name and is_same_name(thing.name or "", site_name):
        return Tie(state=TieState.UNNAMED)  # the plant as a whole: the text does not say which building of it
    known = {building.id for building in context.buildings}
    labels = [(part.name, part.building_id) for part in (context.site.parts if context.site else ()) if part.building_id in known]
    labels += [(building.name, building.id) for building in context.buildings if building.name]
    found = tuple(dict.fromkeys(building_id for name, building_id in labels if _is_named(thing, name)))
    return Tie(state=TieState.TIED, building_ids=tuple(sorted(found))) if found else Tie(state=TieState.UNKNOWN)


def _is_named(thing: Thing, label: str) -> bool:
    noun, number = parse_part_name(label)
    if thing.number is not None:
        if plain_name(thing.number) != number:
            return False
        return noun is None or thing.noun == "roof" or is_same_kind(thing.noun, noun)
    return thing.name is not None and is_same_name(thing.name, label)
