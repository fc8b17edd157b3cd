"""`Site`: the place under study; `Building`: one footprint with an id."""

from __future__ import annotations

import attrs

from temoin.geo import Footprint
from temoin.model.reason import Reason

__all__ = ["Attributes", "Building", "Site", "SitePart"]

Attributes = tuple[tuple[str, str | int | float | bool | None], ...]
"""A file's own attributes, passed through in their order."""


@attrs.frozen(kw_only=True)
class Building:
    """One footprint with an id; never a target.

    Args:
        id: the file's own id, or its running number where it has none.
        footprint: its outline; a point where only a point is known.
        name: its name in the file, or `None`.
        attributes: the file's own, passed through.
        notes: what had to be mended (`footprint-repaired`) or is missing (`point-only`).
    """

    id: str
    footprint: Footprint
    name: str | None = None
    attributes: Attributes = ()
    notes: tuple[Reason, ...] = ()


@attrs.frozen(kw_only=True)
class SitePart:
    """A name that reports use, tied to a building: "workshop 110" ↔ `b7`."""

    name: str
    building_id: str


@attrs.frozen(kw_only=True)
class Site:
    """The place under study.

    Args:
        name: as the file gives it, or "".
        footprint: its outline; full scenes are cropped to it.
        parts: names that reports use, tied to buildings.
    """

    name: str = ""
    footprint: Footprint
    parts: tuple[SitePart, ...] = ()
