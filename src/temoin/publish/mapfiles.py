"""Layers as GeoPackage, GeoParquet and Shapefile, each written whole or not at all."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
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
from temoin.publish.layers import Column, Layer, building_layer, change_layer
from temoin.publish.qgisstyle import STYLES

__all__ = ["write_geopackage", "write_geoparquet", "write_layer_parquet", "write_layer_shapefile", "write_shapefile"]

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
_STYLE_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30),
  ui TEXT(30), update_time DATETIME)
"""
"""As QGIS makes it when a style is stored in a GeoPackage: a table without it is not looked at."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_geopackage(path: str | Path, findings: Findings | None, buildings: Sequence[Building], *, made: datetime = _EPOCH) -> Path:
    """Layers `buildings` and `changes` in longitude and latitude (EPSG:4326), each with the style that QGIS shows it in.

    Args:
        path: where.
        findings: what the pictures show; without them there is no layer `changes`.
        buildings: the footprints that were given, the file's own attributes first.
        made: stands in the file as its time, so that the same content gives the same bytes.

    Raises:
        StorageError: the disk is full, read-only or gone; nothing is left half-written.
        CrsError: a shape has no place on WGS 84.
    """
    path = Path(path)
    layers = [building_layer(findings, buildings), *([change_layer(findings)] if findings is not None and findings.changes else [])]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.gpkg"
        for layer in layers:
            _write(file, "GPKG", layer)
        _add_styles(file, [layer.name for layer in layers], made)
        return write_bytes(path, file.read_bytes())


def write_shapefile(path: str | Path, findings: Findings | None, buildings: Sequence[Building]) -> Path:
    """The buildings that have an outline as `.shp` with its `.shx`, `.dbf`, `.prj` and `.cpg`; bare points have no place in the same file.

    Names are cut to ten letters: see `docs/reference/formats` for the short ones. Texts are cut to 254 bytes, as the format asks.

    Raises:
        StorageError: as above.
        CrsError: as above.
    """
    outlined = [building for building in buildings if building.footprint.shape.geom_type in {"Polygon", "MultiPolygon"}]
    return write_layer_shapefile(path, building_layer(findings, outlined), geometry_type="Polygon")


def write_layer_shapefile(path: str | Path, layer: Layer, *, geometry_type: str | None) -> Path:
    """A layer as Shapefile; `None` for a bare table, which has a `.dbf` and no shapes.

    Raises:
        StorageError: as above.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("made.dbf" if geometry_type is None else "made.shp")
        _write(file, "ESRI Shapefile", attrs.evolve(layer, columns=_shortened(layer.columns)), geometry_type=geometry_type)
        for suffix in _PARTS:
            if file.with_suffix(suffix).exists():
                write_bytes(path.with_suffix(suffix), file.with_suffix(suffix).read_bytes())
    return path


def write_geoparquet(path: str | Path, findings: Findings | None, buildings: Sequence[Building]) -> Path:
    """The layer `buildings` as GeoParquet; see `write_layer_parquet`.

    Raises:
        StorageError: as above.
        CrsError: as above.
    """
    return write_layer_parquet(path, building_layer(findings, buildings))


def write_layer_parquet(path: str | Path, layer: Layer) -> Path:
    """A layer as GeoParquet 1.1: WKB in longitude and latitude (OGC:CRS84), zstd.

    Raises:
        StorageError: as above.
    """
    kinds = sorted({shape.geom_type for shape in layer.shapes if not shape.is_empty})
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": kinds}},
    }
    # A column of this name in the file would stand beside ours twice.
    arrays = {f"file_{name}" if name == "geometry" else name: _arrow(*column) for name, column in layer.columns.items()}
    table = pa.table({**arrays, "geometry": pa.array(shapely.to_wkb(layer.shapes), pa.binary())})
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), sink, compression="zstd")
    return write_bytes(path, sink.getvalue())


def _arrow(values: npt.NDArray[Any], mask: npt.NDArray[np.bool_]) -> Any:  # noqa: ANN401  # pyarrow has no types
    return pa.array(values.tolist() if values.dtype == object else values, mask=mask)


def _shortened(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Names of at most ten letters, all different; truth values as 0 and 1."""
    out: dict[str, Column] = {}
    for name, (values, mask) in columns.items():
        short = _SHORT.get(name, name)[:10]
        for number in range(1, len(columns) + 1):
            if short.lower() not in {taken.lower() for taken in out}:
                break
            short = f"{name[: 9 - len(str(number))]}_{number}"
        out[short] = (values.astype(np.int32) if values.dtype == np.bool_ else values, mask)
    return out


def _write(path: Path, driver: str, layer: Layer, *, geometry_type: str | None = "") -> None:
    # GDAL's two drivers keep the case of names apart differently: a GeoPackage takes `fid` for its own key.
    names = [f"file_{name}" if name.lower() in {"fid", "geom", "ogc_fid"} else name for name in layer.columns]
    is_package = driver == "GPKG"
    try:
        write_ogr(
            str(path),
            None if geometry_type is None else layer.wkb(),
            field_data=[values for values, _ in layer.columns.values()],
            field_mask=[mask if mask.any() else None for _, mask in layer.columns.values()],
            fields=np.array(names, dtype=object),
            layer=layer.name if is_package else None,
            driver=driver,
            geometry_type=None if geometry_type is None else geometry_type or layer.geometry_type(),
            crs=None if geometry_type is None else "EPSG:4326",
            encoding=None if is_package else "UTF-8",
            append=is_package and path.exists(),
            # GeoPackage 1.2 holds all that is used here, and older programs warn of newer versions.
            **({"dataset_options": {"VERSION": "1.2"}} if is_package else {}),
        )
    except DataSourceError as error:
        raise StorageError(f"{path.name} could not be made: {error}") from error


def _add_styles(path: Path, names: Sequence[str], made: datetime) -> None:
    """Put the layers' styles where QGIS looks for them, and one time everywhere instead of the clock's."""
    when = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_STYLE_TABLE)
        for name in names:
            style = STYLES[name]
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "
                "useAsDefault, description, owner, update_time) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, ?, '', ?)",
                (name, name, style.qml(), style.sld(), style.about, when),
            )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('layer_styles', 'attributes', "
            "'layer_styles', 'styles of the layers, for QGIS', 0)"
        )
        database.execute("UPDATE gpkg_contents SET last_change = ?", (when,))
