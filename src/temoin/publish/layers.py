"""`Layer`: shapes with their columns, as every map file holds them; one of buildings, one of changed ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.model import Building, Findings
from temoin.publish.rows import change_rows, flat_rows, shapes_on_wgs84

__all__ = ["Column", "Layer", "building_layer", "change_layer", "make_columns"]

Column = tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]
"""The values of one column, and where they are not known."""


@attrs.frozen(kw_only=True, eq=False)
class Layer:
    """One layer in longitude and latitude.

    Args:
        name: of the layer.
        shapes: one a row, shape (rows,).
        columns: by name, in their order.
    """

    name: str
    shapes: npt.NDArray[np.object_]
    columns: Mapping[str, Column]

    def geometry_type(self) -> str:
        """The narrowest type of OGR that holds all shapes: Point, Polygon, MultiPolygon, or Unknown for a mixture."""
        kinds = {shape.geom_type for shape in self.shapes if not shape.is_empty}
        if len(kinds) == 1:
            return str(kinds.pop())
        return "MultiPolygon" if kinds == {"Polygon", "MultiPolygon"} else "Unknown"

    def wkb(self) -> npt.NDArray[np.object_]:
        """The shapes as WKB, those of a mixture of one and many as many; `None` where there is none."""
        shapes = self.shapes.copy()
        if self.geometry_type() == "MultiPolygon":
            single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
            shapes[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
        shapes[shapely.is_empty(shapes)] = None
        packed: npt.NDArray[np.object_] = shapely.to_wkb(shapes)
        return packed


def building_layer(findings: Findings | None, buildings: Sequence[Building]) -> Layer:
    """The layer `buildings`: the file's own attributes, then what was found; see `docs/reference/formats`."""
    rows = flat_rows(findings, buildings)
    return Layer(name="buildings", shapes=shapes_on_wgs84([building.footprint for building in buildings]), columns=make_columns(rows))


def change_layer(findings: Findings | None) -> Layer:
    """The layer `changes`: changed ground with its area."""
    changes = findings.changes if findings is not None else ()
    return Layer(name="changes", shapes=shapes_on_wgs84([change.footprint for change in changes]), columns=make_columns(change_rows(changes)))


def make_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """Values and "not known" of each column, in the order of the rows."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _column([row.get(name) for row in rows]) for name in names}


def _column(values: list[Any]) -> Column:
    """One type a column: truth values, whole numbers, numbers, else text."""
    mask = np.array([value is None for value in values], bool)
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return np.array([bool(value) for value in values], bool), mask
    if kinds == {int} and all(abs(value or 0) < 2**63 for value in values):
        return np.array([value or 0 for value in values], np.int64), mask
    if kinds and kinds <= {int, float}:
        return np.array([np.nan if value is None else value for value in values], np.float64), mask
    texts = np.empty(len(values), dtype=object)
    texts[:] = ["" if value is None else str(value) for value in values]
    return texts, mask
