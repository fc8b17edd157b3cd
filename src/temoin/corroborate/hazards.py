"""Kinds of event, as families of words: an explosion and a fire may be one event, a flood and a strike are two."""

from __future__ import annotations

from collections.abc import Iterable

from temoin.text import plain_name

__all__ = ["hazards_of"]

_FAMILIES = {
    "blast or fire": (
        "explo blast deton strike attack shell missile rocket drone bomb fire blaze wildfire burn arson incend feuer brand pozhar pozhezh vzryv "
        "vybukh udar frappe ataque attacco angriff esplos incendi"
    ),
    "collapse": "collaps cave effondre einsturz crollo derrumbe obval",
    "flood or storm": (
        "flood inundat dam storm hurricane cyclone typhoon tornado rain levee landslide mudslide tsunami uragan inond alluvion hochwasser "
        "pavodok navodn povin"
    ),
    "earthquake": "earthquake quake seismic tremor aftershock tsunami seism erdbeben terremot zemletr zemlet",
    "crash": "crash derail collision airplane plane train ship sank sinking bus accident unfall katastrof",
    "release": "leak spill chemical toxic gas poison",
    "violence": "shooting gunman stabbing massacre siege",
}
"""How words for each family begin, in the plain form of `names`."""
_BEGINNINGS = tuple((beginning, family) for family, words in _FAMILIES.items() for beginning in words.split())
_SHORT = 4
"""Beginnings this short are whole words ("dam", "gas", "fire")."""
_TOGETHER = (frozenset({"blast or fire", "collapse"}), frozenset({"blast or fire", "release"}), frozenset({"earthquake", "collapse"}))
"""Families that are often told of one event."""


def hazards_of(words: Iterable[str]) -> frozenset[str]:
    """The families of events that some words speak of, with those that are often told of the same event; empty where they name none.

    >>> sorted(hazards_of(["depot explosion"]))
    ['blast or fire', 'collapse', 'release']
    >>> hazards_of(["flash floods"]) & hazards_of(["drone strike"])
    frozenset()
    """
    tokens = {token for text in words for token in plain_name(text).split()}
    found = {family for token in tokens for beginning, family in _BEGINNINGS if _begins(token, beginning)}
    return frozenset(found.union(*(group for group in _TOGETHER if group & found)) if found else found)


def _begins(token: str, beginning: str) -> bool:
    return token.startswith(beginning) if len(beginning) > _SHORT else token in {beginning, f"{beginning}s"}
