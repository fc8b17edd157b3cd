"""Claims of a place or a facility, held against where the pictures lie."""

from __future__ import annotations

import math

from temoin.corroborate.names import is_same_name
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.view import View
from temoin.geo import great_circle_km
from temoin.model import Claim, Evidence, EvidenceKind, Location, Precision, Reason, Scene, Verdict

__all__ = ["rule_place"]

_TOWN_KM = 15.0
"""A picture this near to the point at which a gazetteer puts a town lies in it or beside it: half the width of large cities (a convention)."""


def rule_place(claim: Claim, view: View) -> Ruling:
    """A place or a facility: by the names of the site file and the footprints, else by where the gazetteer says that it lies.

    Pictures lie where somebody looked for them, so their position alone bears out no event there: a change has to be seen as well. Pictures
    of another place say nothing of this one.
    """
    if _is_named(claim, view):
        return Ruling(verdict=Verdict.SUPPORTED, reasons=(Reason.PLACE_AGREES,)) if _has_pictures(view) else not_yet(Reason.NO_PICTURE)
    if claim.location is None:
        return not_yet(Reason.PLACE_NOT_COMPARED)
    return _by_position(claim.location, view) if view.context.scenes else not_yet(Reason.NO_PICTURE)


def _by_position(location: Location, view: View) -> Ruling:
    off = min(_kilometres_off(location, scene) for scene in view.context.scenes)
    block = view.block or view.time_block
    if off > max(_TOWN_KM, location.radius_km):
        return not_checkable(Reason.PICTURES_ELSEWHERE)
    if block is not None or view.changed is None:
        return block or not_checkable(Reason.NO_CHANGE_SEEN)
    is_town = location.precision is Precision.TOWN
    return Ruling(
        verdict=Verdict.SUPPORTED if is_town else Verdict.PARTLY_SUPPORTED,
        reasons=(Reason.PLACE_AGREES, Reason.CHANGE_SEEN),
        evidence=(Evidence(kind=EvidenceKind.SUPPORTS, finding_id=view.changed.id, reason=Reason.CHANGE_SEEN),),
        supported_part="" if is_town else f"the pictures lie about {max(1, round(off))} km from the middle of it, within its reach",
    )


def _is_named(claim: Claim, view: View) -> bool:
    """Whether the site file or a footprint bears the claimed name."""
    site = view.context.site
    names = [] if site is None else [site.name, *(part.name for part in site.parts)]
    names += [building.name for building in view.context.buildings if building.name]
    return bool(claim.quote) and any(name and is_same_name(claim.quote, name) for name in names)


def _has_pictures(view: View) -> bool:
    return bool(view.context.scenes) or view.findings is not None


def _kilometres_off(location: Location, scene: Scene) -> float:
    """From a location's point to the nearest ground of a picture, within half the picture's own size."""
    footprint = scene.grid.footprint
    lon, lat = footprint.centre
    x0, y0, x1, y1 = footprint.to_local_metres().shape.bounds
    return max(0.0, great_circle_km(location.lat, location.lon, lat, lon) - math.hypot(x1 - x0, y1 - y0) / 2000)
