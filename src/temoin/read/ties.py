"""Names that a person tied to buildings, as parts of the site."""

from __future__ import annotations

from collections.abc import Sequence

from temoin.geo import union_of
from temoin.model import Building, Site, SitePart

__all__ = ["tie_names"]


def tie_names(
    site: Site | None, ties: Sequence[tuple[str, str]], buildings: Sequence[Building], *, untied: frozenset[str] = frozenset()
) -> Site | None:
    """The site with names that a person tied; a tie of the file to one of these names gives way to it.

    Args:
        site: as its file gives it, or `None`: then the buildings' own ground stands for it.
        ties: (name that reports use, building id).
        buildings: the footprints.
        untied: names of the file's parts that give way.

    Returns:
        The site, or `None` where there is neither a site nor a building.
    """
    parts = tuple(SitePart(name=name, building_id=building_id) for name, building_id in ties)
    if site is None and not (buildings and parts):
        return None
    if site is None:
        crs = buildings[0].footprint.crs
        return Site(footprint=union_of(building.footprint.to_crs(crs) for building in buildings), parts=parts)
    return Site(name=site.name, footprint=site.footprint, parts=(*(part for part in site.parts if part.name not in untied), *parts))
