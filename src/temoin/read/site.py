"""`read_site`: the place under study, and the names that reports use for its parts."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
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
    `part`, `name` or `label`. The same name may stand for several buildings, and a building may bear several names. An outline feature may
    also carry the parts itself, in a property `parts`: a mapping from name to building id (or a list of ids); in formats without nested
    values, that mapping as JSON text.

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
    outlines = outlines_of(table)
    parts = [outline for outline in outlines if _building_id(table, outline) is not None]
    whole = [outline for outline in outlines if _building_id(table, outline) is None]
    drawn = [outline for outline in whole if shapely.get_dimensions(outline.shape) == 2]
    footprint = Footprint(shape=shapely.union_all([outline.shape for outline in drawn]), crs=table.crs) if drawn else _around(table, parts)
    named = next((name for outline in drawn if (name := name_of(table.rows[outline.row]))), None)
    return Site(name=named or Path(path).stem, footprint=footprint, parts=tuple(dict.fromkeys(_parts(table, parts, whole))))


def _building_id(table: FeatureTable, outline: Outline) -> str | None:
    row = table.rows[outline.row]
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


def _parts(table: FeatureTable, parts: Sequence[Outline], whole: Sequence[Outline]) -> Iterator[SitePart]:
    for outline in whole:
        value = table.rows[outline.row].get("parts")
        if value is not None:
            yield from _mapped(value, table.name)
    for outline in parts:
        row = {key.lower(): value for key, value in table.rows[outline.row].items()}
        name = next((text for key in _NAME_KEYS if isinstance(value := row.get(key), str) and (text := value.strip())), None)
        if name is None:
            raise UnreadableError(f"{table.name}: feature {outline.row + 1} has a building_id but no name", hint=_PARTS_FORM)
        yield SitePart(name=name, building_id=str(_building_id(table, outline)))


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
