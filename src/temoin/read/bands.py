"""What each band holds, read off its name, its colour, or only the number of bands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasterio.enums import ColorInterp

from temoin.raster import BandRole

__all__ = ["role_of_name", "roles_by_colour", "roles_by_count", "roles_by_name"]

_NAMES: dict[str, BandRole] = {
    "coastal": BandRole.COASTAL,
    "coastal blue": BandRole.COASTAL,
    "coastal aerosol": BandRole.COASTAL,
    "blue": BandRole.BLUE,
    "green": BandRole.GREEN,
    # PlanetScope's eight bands hold a second, narrower green ("green_i", 531 nm); only one band may be *the* green.
    "green i": BandRole.UNKNOWN,
    "yellow": BandRole.YELLOW,
    "red": BandRole.RED,
    "rededge": BandRole.REDEDGE,
    "red edge": BandRole.REDEDGE,
    "rededge071": BandRole.REDEDGE,
    "rededge075": BandRole.REDEDGE,
    "rededge078": BandRole.REDEDGE,
    "nir": BandRole.NIR,
    "nir08": BandRole.NIR,
    "near infrared": BandRole.NIR,
    "near ir": BandRole.NIR,
    "swir16": BandRole.SWIR1,
    "swir 1": BandRole.SWIR1,
    "swir1": BandRole.SWIR1,
    "swir22": BandRole.SWIR2,
    "swir 2": BandRole.SWIR2,
    "swir2": BandRole.SWIR2,
    "pan": BandRole.PAN,
    "panchromatic": BandRole.PAN,
    "vv": BandRole.VV,
    "vh": BandRole.VH,
}
"""Common names of the STAC electro-optical extension, Planet's band names, and their plain spellings."""

_COLOURS = {
    ColorInterp.red: BandRole.RED,
    ColorInterp.green: BandRole.GREEN,
    ColorInterp.blue: BandRole.BLUE,
    ColorInterp.pan: BandRole.PAN,
    ColorInterp.coastal: BandRole.COASTAL,
    ColorInterp.rededge: BandRole.REDEDGE,
    ColorInterp.nir: BandRole.NIR,
    ColorInterp.yellow: BandRole.YELLOW,
}


def role_of_name(name: str | None) -> BandRole | None:
    """The role that a band's name states, or `None` where it states none.

    >>> role_of_name("Near-Infrared"), role_of_name("coastal_blue"), role_of_name("Band 1")
    (<BandRole.NIR: 'nir'>, <BandRole.COASTAL: 'coastal'>, None)
    """
    plain = re.sub(r"[\s_-]+", " ", (name or "").strip().lower())
    plain = re.sub(r"^(?:band|b)? ?\d+ ?[:,(] ?|\)$| ?(?:band|channel)$", "", plain).strip()
    return _NAMES.get(plain)


def roles_by_name(names: Sequence[str | None]) -> tuple[BandRole, ...] | None:
    """Roles from band names, or `None` where no name states one; a second band of the same role is unknown."""
    found = [role_of_name(name) for name in names]
    if all(role is None for role in found):
        return None
    return _once([role or BandRole.UNKNOWN for role in found])


def roles_by_colour(colours: Sequence[ColorInterp]) -> tuple[BandRole, ...] | None:
    """Roles from the colour interpretation of the bands, or `None` where it names no colour."""
    found = [_COLOURS.get(colour, BandRole.UNKNOWN) for colour in colours]
    return None if all(role is BandRole.UNKNOWN for role in found) else _once(found)


def roles_by_count(count: int) -> tuple[BandRole, ...]:
    """The last resort: one band is panchromatic, three are red, green, blue, and any other number stays unknown.

    Four bands are *not* taken to hold near-infrared: many such files hold red, green, blue and a transparency.
    """
    by_count = {1: (BandRole.PAN,), 3: (BandRole.RED, BandRole.GREEN, BandRole.BLUE)}
    return by_count.get(count, (BandRole.UNKNOWN,) * count)


def _once(roles: Sequence[BandRole]) -> tuple[BandRole, ...]:
    return tuple(BandRole.UNKNOWN if role in roles[:place] else role for place, role in enumerate(roles))
