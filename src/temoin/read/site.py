"""`read_site`: the place under study, and the names that reports use for its parts."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import shapely

from temoin.errors import UnreadableError, UnsupportedError
from temoin.geo import Footprint
from temoin.model import Site, SitePart
from temoin.read.building import name_of
from temoin.read.outline import Outline, outlines_of
from temoin.read.table import FeatureTable
from temoin.read.vector import read_table

__all__ = ["read_site"]

PARTS_MARGIN_M = 50.0
"""Ground added around the parts where the file draws no outline of the whole, metres; about one hall's width."""
_NAME_KEYS = ("part", "name", "label")
_PARTS_FORM = 'Write parts as {"workshop 110": "b7"}, or one feature a part with the properties name and building_id.'


def read_site(path: str | os.PathLike[str], *, layer: str | None = None) -> Site:
    """Read the place under study from any file that `read_buildings` reads.

    The convention: features **without** `building_id` draw the outline; each feature **with** `building_id` is a part, whose name stands in
    `part`, `name` or `label`, and which needs no shape, since it only names. The same name may stand for several buildings, and a building may
    bear several names. A feature may also carry the parts itself, in a property `parts`: a mapping from name to building id (or a list of
    ids); in formats without nested values, that mapping as JSON text.

    Where no outline is drawn, it is the parts' own shapes and `PARTS_MARGIN_M` around them. Points as parts only name; the outline must be a polygon.

    Args:
        path: the file.
        layer: which layer, where the file has several.

    Raises:
        UnsupportedError: no outline and no part with a shape, or lines.
        UnreadableError: `parts` is not of its form, or the file is damaged.
        CrsError: no reference system.
    """
    table = read_table(path, layer=layer)
    shown = _without_bare_names(table)
    outlines = outlines_of(shown) if shown.rows else ()
    parts = [outline for outline in outlines if _building_id(shown.rows[outline.row]) is not None]
    whole = [outline for outline in outlines if _building_id(shown.rows[outline.row]) is None]
    drawn = [outline for outline in whole if shapely.get_dimensions(outline.shape) == 2]
    footprint = Footprint(shape=shapely.union_all([outline.shape for outline in drawn]), crs=table.crs) if drawn else _around(table, parts)
    named = next((name for outline in drawn if (name := name_of(shown.rows[outline.row]))), None)
    return Site(name=named or Path(path).stem, footprint=footprint, parts=tuple(dict.fromkeys(_parts(table))))


def _without_bare_names(table: FeatureTable) -> FeatureTable:
    """The table without the features that only name parts and have no shape, on purpose."""
    is_bare = shapely.is_missing(table.shapes) | shapely.is_empty(table.shapes)
    kept = [number for number, row in enumerate(table.rows) if not (is_bare[number] and _names_parts(row))]
    return attrs.evolve(
        table,
        shapes=table.shapes[kept],
        rows=tuple(table.rows[number] for number in kept),
        ids=tuple(table.ids[number] for number in kept) if table.ids else (),
    )


def _names_parts(row: Mapping[str, Any]) -> bool:
    return _building_id(row) is not None or row.get("parts") is not None


def _building_id(row: Mapping[str, Any]) -> str | None:
    # A Shapefile cuts field names to ten letters.
    value = next((value for key, value in row.items() if key.lower() in {"building_id", "building_i"}), None)
    return _id_text(value)


def _id_text(value: object) -> str | None:
    """An id as text: `7.0`, as some formats store whole numbers, is `7`; an empty cell of such a column is not a number."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value) if math.isfinite(value) else None
    return str(value).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def _around(table: FeatureTable, parts: Sequence[Outline]) -> Footprint:
    if not parts:
        hint = "Draw the site as a polygon, or give its parts as polygons with the properties name and building_id."
        raise UnsupportedError(f"{table.name} draws no outline of a site", hint=hint)
    together = Footprint(shape=shapely.union_all([outline.shape for outline in parts]), crs=table.crs).to_local_metres()
    return attrs.evolve(together, shape=shapely.buffer(shapely.convex_hull(together.shape), PARTS_MARGIN_M)).to_crs(table.crs)


def _parts(table: FeatureTable) -> Iterator[SitePart]:
    numbered = [(number, row, _building_id(row)) for number, row in enumerate(table.rows, 1)]
    for _, row, id_ in numbered:
        if id_ is None and row.get("parts") is not None:
            yield from _mapped(row["parts"], table.name)
    for number, row, id_ in numbered:
        if id_ is None:
            continue
        lowered = {key.lower(): value for key, value in row.items()}
        name = next((text for key in _NAME_KEYS if isinstance(value := lowered.get(key), str) and (text := value.strip())), None)
        if name is None:
            raise UnreadableError(f"{table.name}: feature {number} has a building_id but no name", hint=_PARTS_FORM)
        yield SitePart(name=name, building_id=id_)


def _mapped(value: Any, file: str) -> Iterator[SitePart]:  # noqa: ANN401  # whatever the file holds
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise UnreadableError(f"{file}: its parts are no JSON mapping", hint=_PARTS_FORM) from error
    if not isinstance(value, dict):
        raise UnreadableError(f"{file}: its parts are no mapping from name to building id", hint=_PARTS_FORM)
    for name, ids in value.items():
        for id_ in ids if isinstance(ids, list) else [ids]:
            text = _id_text(id_)
            if text is None or not name.strip():
                raise UnreadableError(f"{file}: the part {name!r} names no building id", hint=_PARTS_FORM)
            yield SitePart(name=name.strip(), building_id=text)
