"""`read_buildings`: footprints with their ids, from any common vector file."""

from __future__ import annotations

import logging
import math
import os
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from temoin.geo import Footprint
from temoin.model import Building, Reason
from temoin.model.site import Attributes
from temoin.read.outline import Outline, outlines_of
from temoin.read.table import FeatureTable
from temoin.read.vector import read_table

__all__ = ["attributes_of", "ids_of", "name_of", "read_buildings"]

_log = logging.getLogger(__name__)

ID_FIELDS = ("id", "uid", "building_id", "building_i", "osm_id", "osm_way_id", "@id", "full_id", "fid", "gid", "objectid", "globalid", "bin", "uuid")
"""Fields that hold an id, in the order in which they are looked for, whatever their capitals; a Shapefile cuts names to ten letters."""
NAME_FIELDS = ("name", "name:en", "label", "title", "bezeichnung", "nom")
"""Fields that hold a name, likewise."""


def read_buildings(path: str | os.PathLike[str], *, layer: str | None = None, buffer_m: float | None = None) -> tuple[Building, ...]:
    """Read footprints.

    Args:
        path: GeoJSON, GeoPackage, GeoParquet, Shapefile, KML or KMZ, FileGDB, FlatGeobuf, or an xBD label file; any reference system.
        layer: which layer, where the file has several.
        buffer_m: points become circles of this radius, metres; without it they stay points, good as references only.

    Returns:
        One building a feature that has a shape, in the file's order, all in the file's reference system. The id is that of the first field in
        `ID_FIELDS` whose values are all there and all different; else of the first such field that is all there (repeated ids get `#2`, `#3`,
        and the note `id-repeated`); else the running number from 1. Attributes pass through as text, numbers and truth values; nested ones are
        left out.

    Raises:
        UnreadableError: missing, empty or damaged.
        UnsupportedError: another format, lines, or nothing in it.
        OptionError: several layers and none named, or a bad `buffer_m`.
        CrsError: no reference system.
        TooLargeError: over a bound.
    """
    table = read_table(path, layer=layer)
    outlines = outlines_of(table, buffer_m=buffer_m)
    ids = ids_of(table, outlines)
    return tuple(
        Building(
            id=id_,
            footprint=Footprint(shape=outline.shape, crs=table.crs),
            name=name_of(table.rows[outline.row]),
            attributes=attributes_of(table.rows[outline.row]),
            notes=outline.notes if is_own else (*outline.notes, Reason.ID_REPEATED),
        )
        for outline, (id_, is_own) in zip(outlines, ids, strict=True)
    )


def ids_of(table: FeatureTable, outlines: Sequence[Outline]) -> tuple[tuple[str, bool], ...]:
    """An id for each outline, all different, and whether it is the file's own (see `read_buildings`)."""
    repeated: list[str] | None = None
    for values in _candidates(table, outlines):
        if None in values:
            continue
        texts = [str(value) for value in values]
        if len(set(texts)) == len(texts):
            return tuple((text, True) for text in texts)
        repeated = repeated or texts
    if repeated is None:
        return tuple((str(place), True) for place in range(1, len(outlines) + 1))
    doubles = {text: count for text, count in Counter(repeated).items() if count > 1}
    _log.warning("%s: %d ids stand for several footprints, for instance %s; numbers were added", table.name, len(doubles), next(iter(doubles)))
    return _numbered(repeated)


def name_of(row: dict[str, Any]) -> str | None:
    """The name in a feature's attributes, or `None`."""
    lower = {key.lower(): value for key, value in reversed(row.items())}
    return next((text for field in NAME_FIELDS if isinstance(value := lower.get(field), str) and (text := value.strip())), None)


def attributes_of(row: dict[str, Any]) -> Attributes:
    """The attributes that are text, numbers, truth values or nothing; times as ISO 8601, numbers that are not finite as nothing."""
    return tuple((key, _plain(value)) for key, value in row.items() if not isinstance(value, dict | list | tuple | bytes))


def _plain(value: Any) -> str | int | float | bool | None:  # noqa: ANN401  # whatever the file holds
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _candidates(table: FeatureTable, outlines: Sequence[Outline]) -> list[list[Any]]:
    """The values that could be ids: the format's own, then the fields of `ID_FIELDS` that are there."""
    found: list[list[Any]] = [[_as_id(table.ids[outline.row]) for outline in outlines]] if table.ids else []
    keys = dict.fromkeys(key for outline in outlines for key in table.rows[outline.row])
    for field in ID_FIELDS:
        found += [[_as_id(table.rows[outline.row].get(key)) for outline in outlines] for key in keys if key.lower() == field]
    return found


def _as_id(value: object) -> str | int | None:
    """A value that can be an id: text or a whole number (also one stored as a float, as Shapefiles do)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        return value.strip() or None
    return value if isinstance(value, int) else None


def _numbered(texts: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    taken, found = set(texts), []
    seen: Counter[str] = Counter()
    for text in texts:
        seen[text] += 1
        name = text
        while seen[text] > 1 and name in taken:
            name = f"{text}#{seen[text]}"
            if name in taken:
                seen[text] += 1
        taken.add(name)
        found.append((name, name == text))
    return tuple(found)
