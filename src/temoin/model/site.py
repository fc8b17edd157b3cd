"""`Site`: the place under study; `Building`: one footprint with an id."""

from __future__ import annotations

import attrs

from temoin.geo import Footprint
from temoin.model.reason import Reason

__all__ = ["Attributes", "Building", "Site", "SitePart"]

Attributes = tuple[tuple[str, str | int | float | bool | None], ...]
"""A file's own attributes, passed through in their order."""
_HEIGHT_KEYS = ("height_m", "height", "building:height")
_LOWEST_M, _HIGHEST_M = 1.0, 1000.0


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

    @property
    def height_m(self) -> float | None:
        """Height above the ground by the file's own attributes (`height_m`, `height` or `building:height`), or `None`.

        >>> import shapely
        >>> from temoin.geo.crs import WGS84
        >>> spot = Footprint(shape=shapely.Point(24, 50), crs=WGS84)
        >>> [Building(id="b", footprint=spot, attributes=(("height", height),)).height_m for height in (12, "9.5 m", "tall", 0)]
        [12.0, 9.5, None, None]
        """
        known = dict(self.attributes)
        heights = (_metres(known.get(key)) for key in _HEIGHT_KEYS)
        return next((height for height in heights if height is not None), None)


def _metres(value: str | float | bool | None) -> float | None:  # noqa: FBT001  # what a file may hold
    """A number of metres, or the text of one, if a building may be that high."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        metres = float(value.strip().removesuffix("m")) if isinstance(value, str) else float(value)
    except ValueError:
        return None
    return metres if _LOWEST_M < metres < _HIGHEST_M else None


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
