"""GeoParquet (1.0 and 1.1) through pyarrow: geometry as WKB, or in the native GeoArrow encodings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from temoin.errors import CrsError, TooLargeError, UnreadableError
from temoin.geo.crs import WGS84
from temoin.read.jsonfile import parse_json
from temoin.read.stated import crs_stated
from temoin.read.table import MAX_FEATURES, FeatureTable

__all__ = ["table_of_geoparquet"]

_HINT = "Export it as GeoParquet 1.0 or GeoPackage."
MAX_BYTES = 4 * 1024**3
"""Of the columns, unpacked, as the file declares them."""

_NATIVE = {
    "point": shapely.GeometryType.POINT,
    "polygon": shapely.GeometryType.POLYGON,
    "multipoint": shapely.GeometryType.MULTIPOINT,
    "multipolygon": shapely.GeometryType.MULTIPOLYGON,
}


def table_of_geoparquet(path: Path) -> FeatureTable:
    """The rows of a GeoParquet file, with the geometry of its primary column.

    Raises:
        UnreadableError: no Parquet, damaged, or without the "geo" metadata.
        TooLargeError: over the bounds.
        CrsError: the file says that its reference system is unknown.
    """
    try:
        with pq.ParquetFile(path) as file:
            _check_size(file.metadata, path.name)
            geo = _geo(file.schema_arrow.metadata or {}, path.name)
            table = file.read()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"{path.name} cannot be read as Parquet: {error}"[:300], hint="Download or export the file again.") from error
    column = geo["primary_column"]
    about = geo["columns"][column]
    if column not in table.column_names:
        raise UnreadableError(f"{path.name} has no geometry column {column!r}", hint=_HINT)
    crs = _crs(about, path.name)
    shapes = _shapes(table.column(column), str(about.get("encoding", "WKB")), path.name)
    others = [name for name in table.column_names if name not in geo["columns"] and name != "bbox"]
    rows = table.select(others).to_pylist() if others else [{} for _ in shapes]
    return FeatureTable(name=path.name, crs=crs, shapes=shapes, rows=tuple(rows))


def _check_size(metadata: pq.FileMetaData, name: str) -> None:
    unpacked = sum(metadata.row_group(place).total_byte_size for place in range(metadata.num_row_groups))
    if metadata.num_rows > MAX_FEATURES or unpacked > MAX_BYTES:
        raise TooLargeError(f"{name} holds {metadata.num_rows:,} rows of {unpacked / 1e6:,.0f} MB", hint="Cut it to the site first.")


def _geo(metadata: dict[bytes, bytes], name: str) -> dict[str, Any]:
    value = parse_json(metadata[b"geo"], name=f"the geo metadata of {name}") if b"geo" in metadata else None
    columns = value.get("columns") if isinstance(value, dict) else None
    primary = value.get("primary_column") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(columns, dict) or not isinstance(columns.get(primary), dict):
        raise UnreadableError(f"{name} is Parquet, but not GeoParquet: nothing in it says which column is the geometry", hint=_HINT)
    return value


def _crs(about: dict[str, Any], name: str) -> pyproj.CRS:
    """The column's reference system: the specification's default is longitude and latitude; `null` means unknown."""
    if "crs" not in about:
        return WGS84
    if about["crs"] is None:
        hint = "Set it in the program that wrote the file, and export again."
        raise CrsError(f"{name} says that its coordinate reference system is unknown", hint=hint)
    stated = about["crs"]
    return crs_stated(stated if isinstance(stated, dict) else str(stated), name=name)


def _shapes(column: pa.ChunkedArray, encoding: str, name: str) -> npt.NDArray[np.object_]:
    try:
        if encoding.upper() == "WKB":
            return np.asarray(shapely.from_wkb(column.to_numpy(zero_copy_only=False)), dtype=object)
        if encoding.lower() in _NATIVE:
            return _from_native(column.combine_chunks(), _NATIVE[encoding.lower()])
    except (shapely.errors.GEOSException, pa.ArrowException, TypeError, ValueError) as error:
        raise UnreadableError(f"{name}: its geometries cannot be read: {error}"[:300], hint=_HINT) from error
    raise UnreadableError(f"{name}: its geometries are written as {encoding[:40]!r}", hint=_HINT)


def _from_native(array: pa.Array, kind: shapely.GeometryType) -> npt.NDArray[np.object_]:
    """GeoArrow: nested lists of a struct x, y; the offsets of the lists are those of shapely's ragged arrays."""
    missing = np.asarray(array.is_null())
    offsets: list[npt.NDArray[np.int64]] = []
    inner = array if not missing.any() else array.filter(pa.array(~missing))
    while pa.types.is_list(inner.type) or pa.types.is_large_list(inner.type):
        # `flatten` and rebuilt offsets hold also for sliced arrays.
        offsets.insert(0, np.concatenate([[0], np.cumsum(np.asarray(inner.value_lengths(), dtype=np.int64))]))
        inner = inner.flatten()
    xy = np.column_stack([np.asarray(inner.field(axis), dtype=np.float64) for axis in ("x", "y")])
    found = np.full(len(array), None, dtype=object)
    found[~missing] = shapely.from_ragged_array(kind, xy, tuple(offsets))
    return found
