"""Layers too large for the GeoPackage: written as GeoParquet 1.1 beside it, with a row in the GeoPackage that says where."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs
import numpy as np
import shapely

from temoin.custody.layerforms import FEATURES, LARGE, PLAIN, columns_of
from temoin.custody.vault import Row, Tables

if TYPE_CHECKING:  # Arrow is loaded where a layer is that large, which few cases have.
    import pyarrow as pa

__all__ = ["LARGE_ROWS", "Beside", "apart"]

LARGE_ROWS = 50_000
"""Layers up to this many rows lie in the GeoPackage. Each run makes them anew and each check reads them all: 50,000 footprints (some 20 MB) take
about a second there. A whole city's 500,000 would take ten and swell the one file that is copied and sealed, and columns are filtered faster."""
_BLOB_HEADER = 40
"""Bytes before the WKB of a shape in the GeoPackage: 8 and an envelope of four numbers."""
_TYPES = {"TEXT": "string", "REAL": "float64", "INTEGER": "int64"}
"""A column's type in the GeoPackage, and Arrow's name for it."""


@attrs.frozen(kw_only=True)
class Beside:
    """One large layer as a file.

    Args:
        layer: its name.
        artefact: what the case calls its file.
        data: GeoParquet.
        sha256: of the data.
        rows: how many.
    """

    layer: str
    artefact: str
    data: bytes
    sha256: str
    rows: int

    @property
    def path(self) -> str:
        """Where the file lies, seen from the GeoPackage."""
        name = PurePosixPath(self.artefact)
        return f"products/{name.with_name(f'{name.stem}.{self.sha256[:12]}{name.suffix}')}"


def apart(tables: Tables) -> tuple[Tables, tuple[Beside, ...]]:
    """The tables with large ones emptied and pointed at, and the files that hold their rows."""
    beside = tuple(_file(name, rows) for name, rows in tables.items() if name in {*FEATURES, *PLAIN} and len(rows) > LARGE_ROWS)
    if not beside:
        return tables, ()
    emptied = {name: () if name in {one.layer for one in beside} else rows for name, rows in tables.items()}
    return {**emptied, LARGE: [(one.layer, one.path, one.rows, one.sha256) for one in beside]}, beside


def _file(layer: str, rows: Sequence[Row]) -> Beside:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = columns_of(layer)
    has_shapes = layer in FEATURES
    cells = list(zip(*rows, strict=True))
    plain = {name: pa.array(column, _TYPES[kind]) for (name, kind), column in zip(columns, cells[int(has_shapes) :], strict=True)}
    table = pa.table(plain)
    if has_shapes:
        table = _with_shapes(table, [bytes(cell[_BLOB_HEADER:]) if isinstance(cell, bytes) else None for cell in cells[0]])
    made = io.BytesIO()
    pq.write_table(table, made, compression="zstd", row_group_size=LARGE_ROWS)
    data = made.getvalue()
    return Beside(layer=layer, artefact=f"layers/{layer}.parquet", data=data, sha256=hashlib.sha256(data).hexdigest(), rows=len(rows))


def _with_shapes(table: pa.Table, wkb: Sequence[bytes | None]) -> pa.Table:
    """The table with its shapes as WKB, the box of each, and the file's own words on them (GeoParquet 1.1.0; without `crs` it is OGC:CRS84)."""
    import pyarrow as pa

    shapes = shapely.from_wkb(wkb)
    boxes = shapely.bounds(shapes)
    names = ("xmin", "ymin", "xmax", "ymax")
    is_none = np.array([cell is None for cell in wkb])
    box = pa.StructArray.from_arrays([pa.array(boxes[:, place], mask=is_none) for place in range(4)], list(names), mask=pa.array(is_none))
    about: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in shapes if shape is not None}),
        "covering": {"bbox": {name: ["bbox", name] for name in names}},
    }
    if not is_none.all():
        about["bbox"] = [float(number) for number in shapely.total_bounds(shapes)]
    geo = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}})
    table = table.append_column("geometry", pa.array(wkb, pa.binary())).append_column("bbox", box)
    return table.replace_schema_metadata({"geo": geo})
