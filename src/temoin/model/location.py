"""`Location`: where a named place lies, and how exactly that is known."""

from __future__ import annotations

from enum import StrEnum

import attrs

__all__ = ["Location", "Precision"]


class Precision(StrEnum):
    """What kind of place a name is: a province is never given as its capital."""

    TOWN = "town"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"


@attrs.frozen(kw_only=True)
class Location:
    """A place of the gazetteer that a name was taken for; not a footprint, and not the site of an event.

    Args:
        name: as the gazetteer writes it.
        lat: degrees north, WGS 84, to 0.01° (1 km).
        lon: degrees east.
        precision: what kind of place it is.
        radius_km: how far the place reaches around the point: 0 for a town; for the others the distance within which 19 of 20 of its towns lie.
        country: ISO 3166-1 code of two letters.
        geonames: its number at GeoNames, or 0 for a country.
    """

    name: str
    lat: float
    lon: float
    precision: Precision
    radius_km: float = 0.0
    country: str
    geonames: int = 0
