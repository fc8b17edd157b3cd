"""GeoPackage, Shapefile and FileGDB through pyogrio; the kind of file is checked first, so that GDAL opens what its name says and nothing else."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj
import shapely

from temoin.errors import CrsError, OptionError, TooLargeError, UnreadableError, UnsupportedError
from temoin.read.stated import crs_stated
from temoin.read.table import MAX_FEATURES, FeatureTable

__all__ = ["table_of_ogr"]

_MAGIC = {".gpkg": b"SQLite format 3\0", ".shp": b"\x00\x00\x27\x0a", ".fgb": b"fgb"}
"""First bytes by suffix; a FileGDB is a folder."""


def table_of_ogr(path: Path, *, layer: str | None = None) -> FeatureTable:
    """The features of one layer.

    Args:
        path: a file, or a `.gdb` folder.
        layer: its name, needed where there are several with geometry.

    Raises:
        UnreadableError: not what its suffix says, or damaged.
        OptionError: there are several layers and none was named, or no such layer.
        CrsError: the layer has no reference system.
        TooLargeError: over `MAX_FEATURES`.
    """
    _check_kind(path)
    try:
        # GDAL's remarks (ring orientation, rounded numbers) come as warnings; what matters of them is checked below.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, geometry, columns = _read(path, layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError, pyogrio.errors.GeometryError) as error:
        hint = "Export or download the file again, with all its parts (a Shapefile needs .shp, .shx, .dbf and .prj)."
        raise UnreadableError(f"{path.name} cannot be read: {error}"[:300], hint=hint) from error
    fields = [str(name) for name in meta["fields"]]
    rows = tuple({name: _scalar(column[place]) for name, column in zip(fields, columns, strict=True)} for place in range(len(geometry)))
    shapes = np.asarray(shapely.from_wkb(geometry, on_invalid="ignore"), dtype=object)
    return FeatureTable(name=path.name, crs=_crs(meta["crs"], path), shapes=shapes, rows=rows)


def _read(path: Path, layer: str | None) -> tuple[dict[str, Any], Any, list[Any]]:
    layer = _layer(path, layer)
    count = int(pyogrio.read_info(path, layer=layer)["features"])
    if count > MAX_FEATURES:
        raise TooLargeError(f"{path.name} holds {count:,} features, over the bound of {MAX_FEATURES:,}", hint="Cut it to the site first.")
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, force_2d=True, max_features=MAX_FEATURES)
    if geometry is None:
        raise UnsupportedError(f"{path.name}, layer {layer}: a table without geometry", hint="Name a layer with footprints.")
    return meta, geometry, columns


def _check_kind(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix == ".gdb":
        if not path.is_dir():
            raise UnreadableError(
                f"{path.name} is no FileGDB folder", hint="A FileGDB is a folder whose name ends in .gdb; unpack it and give the folder."
            )
        return
    with path.open("rb") as stream:
        head = stream.read(16)
    if not head.startswith(_MAGIC[suffix]):
        raise UnreadableError(f"{path.name} is not what its name says (no {suffix} file)", hint="Export or download the file again.")


def _layer(path: Path, layer: str | None) -> str:
    listed = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    names = [name for name, kind in listed if kind is not None]
    if not names:
        raise UnsupportedError(f"{path.name} holds no layer with geometry", hint="Export the footprints again, with their outlines.")
    if layer is not None:
        if layer not in names:
            raise OptionError(f"{path.name} has no layer {layer!r}", hint=f"Its layers are: {', '.join(names[:20])}.")
        return layer
    if len(names) > 1:
        raise OptionError(f"{path.name} holds {len(names)} layers: {', '.join(names[:20])}", hint="Name the one to read with --layer.")
    return names[0]


def _crs(text: str | None, path: Path) -> pyproj.CRS:
    crs = crs_stated(text, name=path.name) if text else None
    if crs is None or crs.is_engineering or crs.name.lower().startswith(("undefined", "unknown")):
        hint = (
            f"Lay {path.stem}.prj beside it." if path.suffix.lower() == ".shp" else "Set the layer's reference system in the program that wrote it."
        )
        raise CrsError(f"{path.name} does not say which coordinate reference system it is in", hint=hint)
    return crs


def _scalar(value: Any) -> Any:  # noqa: ANN401  # whatever the column holds
    """A numpy scalar as a plain one."""
    return value.item() if isinstance(value, np.generic) and not isinstance(value, np.datetime64) else value
