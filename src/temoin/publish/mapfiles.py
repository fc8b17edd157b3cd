"""Graded buildings as GeoPackage, GeoParquet and Shapefile, each written whole or not at all."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyogrio.errors import DataSourceError
from pyogrio.raw import write as write_ogr

from temoin.errors import StorageError
from temoin.model import Building, Findings
from temoin.publish.files import write_bytes
from temoin.publish.rows import flat_rows, on_wgs84

__all__ = ["write_geopackage", "write_geoparquet", "write_shapefile"]

_LAYER = "buildings"
_SHORT = {
    "grade_set": "grade_set",
    "assessable": "assessable",
    "seen_share": "seen_share",
    "changed_share": "chg_share",
    "changed_area_m2": "chg_m2",
    "changed_area_m2_low": "chg_m2_lo",
    "changed_area_m2_high": "chg_m2_hi",
    "copernicus_ems": "cems",
}
"""A Shapefile cuts names to ten letters: ours are shortened so that each stays what it says."""
_PARTS = (".dbf", ".shx", ".prj", ".cpg", ".shp")
"""The `.shp` comes last: a Shapefile without it is none, so a killed run leaves no half one."""


def write_geopackage(path: str | Path, findings: Findings | None, buildings: Sequence[Building]) -> Path:
    """One layer `buildings` in longitude and latitude (EPSG:4326), the file's own attributes first.

    Raises:
        StorageError: the disk is full, read-only or gone; nothing is left half-written.
        CrsError: a shape has no place on WGS 84.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.gpkg"
        _write(made, "GPKG", *_columns(findings, buildings), geometry_type="Unknown")
        return write_bytes(path, made.read_bytes())


def write_shapefile(path: str | Path, findings: Findings | None, buildings: Sequence[Building]) -> Path:
    """The buildings that have an outline as `.shp` with its `.shx`, `.dbf`, `.prj` and `.cpg`; bare points have no place in the same file.

    Names are cut to ten letters: see `docs/reference/formats` for the short ones. Texts are cut to 254 bytes, as the format asks.

    Raises:
        StorageError: as above.
        CrsError: as above.
    """
    path = Path(path)
    outlined = [building for building in buildings if building.footprint.shape.geom_type in {"Polygon", "MultiPolygon"}]
    shapes, columns = _columns(findings, outlined)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.shp"
        _write(made, "ESRI Shapefile", shapes, _shortened(columns), geometry_type="Polygon", encoding="UTF-8")
        for suffix in _PARTS:
            write_bytes(path.with_suffix(suffix), made.with_suffix(suffix).read_bytes())
    return path


def write_geoparquet(path: str | Path, findings: Findings | None, buildings: Sequence[Building]) -> Path:
    """GeoParquet 1.1: WKB in longitude and latitude (OGC:CRS84), one row a building, zstd.

    Raises:
        StorageError: as above.
        CrsError: as above.
    """
    shapes, columns = _columns(findings, buildings)
    kinds = sorted({shape.geom_type for shape in shapes if not shape.is_empty})
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": kinds}},
    }
    arrays = {
        name: pa.array([None if gone else value for value, gone in zip(values.tolist(), mask, strict=True)])
        for name, (values, mask) in columns.items()
    }
    table = pa.table({**arrays, "geometry": pa.array(shapely.to_wkb(shapes), pa.binary())})
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), sink, compression="zstd")
    return write_bytes(path, sink.getvalue())


_Column = tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]


def _columns(findings: Findings | None, buildings: Sequence[Building]) -> tuple[npt.NDArray[np.object_], dict[str, _Column]]:
    """Shapes, and values and "not known" of each column, in the order of the rows."""
    rows = flat_rows(findings, buildings)
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [on_wgs84(building.footprint) for building in buildings]
    names = dict.fromkeys(name for row in rows for name in row)
    return shapes, {name: _column([row.get(name) for row in rows]) for name in names}


def _column(values: list[Any]) -> _Column:
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


def _shortened(columns: dict[str, _Column]) -> dict[str, _Column]:
    """Names of at most ten letters, all different; truth values as 0 and 1."""
    out: dict[str, _Column] = {}
    for name, (values, mask) in columns.items():
        short = _SHORT.get(name, name)[:10]
        for number in range(1, len(columns) + 1):
            if short.lower() not in {taken.lower() for taken in out}:
                break
            short = f"{name[: 9 - len(str(number))]}_{number}"
        out[short] = (values.astype(np.int32) if values.dtype == np.bool_ else values, mask)
    return out


def _write(
    path: Path, driver: str, shapes: npt.NDArray[np.object_], columns: dict[str, _Column], *, geometry_type: str, encoding: str | None = None
) -> None:
    # GDAL's two drivers keep the case of names apart differently: a GeoPackage takes `fid` for its own key.
    names = [f"file_{name}" if name.lower() in {"fid", "geom", "ogc_fid"} else name for name in columns]
    try:
        write_ogr(
            str(path),
            np.array([None if shape.is_empty else shapely.to_wkb(shape) for shape in shapes], dtype=object),
            field_data=[values for values, _ in columns.values()],
            field_mask=[mask if mask.any() else None for _, mask in columns.values()],
            fields=np.array(names, dtype=object),
            layer=_LAYER if driver == "GPKG" else None,
            driver=driver,
            geometry_type=geometry_type,
            crs="EPSG:4326",
            encoding=encoding,
        )
    except DataSourceError as error:
        raise StorageError(f"{path.name} could not be made: {error}") from error
