"""Units as written, and what they are in a claim: areas in m², lengths in m or km, things by their own noun."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["AREAS", "to_si", "unit_of"]

AREAS = frozenset({"m2", "ha", "km2", "sqft", "acre", "sqmi", "are"})
_PINT = {
    "ha": "hectare",
    "m2": "meter**2",
    "km2": "kilometer**2",
    "sqft": "foot**2",
    "acre": "acre",
    "sqmi": "mile**2",
    "are": "are",
    "ft": "foot",
    "mi": "mile",
    "cm": "centimeter",
    "in": "inch",
}
_UNITS = {
    "house",
    "apartment",
    "building",
    "workshop",
    "bridge",
    "vehicle",
    "container",
    "aircraft",
    "ship",
}
_AS_UNIT = {"school": "building", "church": "building", "hospital": "building", "hall": "workshop", "home": "house", "shop": "building"}
_LENGTH_TO = {"ft": ("meter", "m"), "mi": ("kilometer", "km"), "cm": ("meter", "m"), "in": ("meter", "m")}


@lru_cache(maxsize=1)
def _registry() -> Any:  # noqa: ANN401  # pint's registry has no useful static type
    import pint

    return pint.UnitRegistry()


@lru_cache(maxsize=64)
def _factor(unit: str, into: str) -> float:
    return float(_registry().Quantity(1, _PINT[unit]).to(into).magnitude)


def to_si(unit: str) -> tuple[float, str]:
    """Factor and unit of a claim for a unit as written: areas in m², lengths in m or km.

    >>> to_si("ha"), to_si("km")
    ((10000.0, 'm2'), (1.0, 'km'))
    """
    if unit in AREAS:
        return (1.0, "m2") if unit == "m2" else (round(_factor(unit, "meter**2"), 6), "m2")
    if unit in _LENGTH_TO:
        into, name = _LENGTH_TO[unit]
        return round(_factor(unit, into), 9), name
    return 1.0, unit


def unit_of(noun: str) -> str:
    """The unit in which a thing is counted (claim guide): its own where it has one, else `item`."""
    return noun if noun in _UNITS else _AS_UNIT.get(noun, "item")
