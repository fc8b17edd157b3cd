"""`read_table`: the features of a vector file of any kind, told apart by what the file holds."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from temoin.errors import OptionError, UnreadableError, UnsupportedError
from temoin.read.geojson import is_geojson, require_degrees, table_of_geojson
from temoin.read.holder import Archive, HeldFile, Holder, hold
from temoin.read.jsonfile import parse_json
from temoin.read.kml import table_of_kml
from temoin.read.table import FeatureTable
from temoin.read.xbd import is_xbd, table_of_xbd

__all__ = ["read_table"]

MAX_TEXT_BYTES = 512 * 1024**2
"""GeoJSON and KML are read whole into memory."""
_OGR_SUFFIXES = (".gpkg", ".shp", ".gdb", ".fgb")
_TEXT_SUFFIXES = (".geojson", ".json", ".kml")


def read_table(path: str | os.PathLike[str], *, layer: str | None = None) -> FeatureTable:
    """The features of a vector file: GeoJSON, GeoPackage, GeoParquet, Shapefile, KML, KMZ, FileGDB, FlatGeobuf or xBD labels.

    A folder or ZIP is searched for a single GeoJSON or KML.

    Args:
        path: the file, or a `.gdb` folder.
        layer: which layer, where there are several.

    Raises:
        UnreadableError: missing, empty or damaged.
        UnsupportedError: another format.
        OptionError: several layers and none named, or no such layer.
        CrsError: no reference system, or one of degrees with numbers that are none.
        TooLargeError: over a bound.
    """
    table = _read_table(path, layer)
    if table.crs.is_geographic:
        hint = "Convert it to longitude and latitude, or name the system that its numbers are in."
        require_degrees(table.shapes, name=table.name, hint=hint)
    return table


def _read_table(path: str | os.PathLike[str], layer: str | None) -> FeatureTable:
    held = hold(path, what="footprints")
    if isinstance(held, HeldFile):
        if held.suffix == ".kmz":
            return _from_kmz(Path(path).absolute(), layer)
        return _from_file(held, Path(path).absolute(), layer)
    if Path(path).suffix.lower() == ".gdb" and Path(path).is_dir():
        from temoin.read.ogr import table_of_ogr

        return table_of_ogr(Path(path).absolute(), layer=layer)
    return _from_holder(held, layer)


def _from_file(file: HeldFile, path: Path, layer: str | None) -> FeatureTable:
    if file.suffix in _OGR_SUFFIXES and path.is_file():
        from temoin.read.ogr import table_of_ogr

        return table_of_ogr(path, layer=layer)
    head = file.holder.head(file.name, 4096)
    if head.startswith(b"PAR1") and path.is_file():
        from temoin.read.geoparquet import table_of_geoparquet

        _no_layers(file, layer)
        return table_of_geoparquet(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        _no_layers(file, layer)
        return _from_json(file)
    if b"<kml" in head or file.suffix == ".kml":
        _no_layers(file, layer)
        return table_of_kml(file.read(limit=MAX_TEXT_BYTES), name=file.label)
    hint = "Give GeoJSON, GeoPackage, GeoParquet, Shapefile, KML, FileGDB or an xBD label file; ogr2ogr turns other formats into a GeoPackage."
    raise UnsupportedError(f"{file.label} is not a footprint file that temoin reads", hint=hint)


def _from_json(file: HeldFile) -> FeatureTable:
    value = parse_json(file.read(limit=MAX_TEXT_BYTES), name=file.label)
    if isinstance(value, dict) and is_xbd(value):
        return table_of_xbd(value, name=file.label)
    if is_geojson(value):
        return table_of_geojson(value, name=file.label)
    raise UnsupportedError(f"{file.label} is JSON, but neither GeoJSON nor an xBD label file", hint="Give GeoJSON with polygons.")


def _from_kmz(path: Path, layer: str | None) -> FeatureTable:
    archive = Archive.open(path)
    names = [name for name in archive.names() if name.lower().endswith(".kml")]
    if not names:
        raise UnreadableError(f"{path.name} holds no .kml", hint="Export the footprints as KML again.")
    # By Google's KML reference the first .kml at the root is the document; it is called doc.kml by custom.
    best = min(names, key=lambda name: (name.count("/"), PurePosixPath(name).name != "doc.kml", name))
    _no_layers(HeldFile(archive, best), layer)
    return table_of_kml(archive.read(best, limit=MAX_TEXT_BYTES), name=path.name)


def _from_holder(held: Holder, layer: str | None) -> FeatureTable:
    names = [name for name in held.names() if name.lower().endswith(_TEXT_SUFFIXES)]
    if len(names) == 1:
        return _from_file(HeldFile(held, names[0]), Path(os.devnull), layer)
    inside = ", ".join(held.names()[:6]) or "nothing"
    hint = "Unpack it if it is a ZIP, and give the footprint file itself (the .shp of a Shapefile, the .gdb folder of a FileGDB)."
    raise UnsupportedError(f"{held.label} holds no single GeoJSON or KML (it holds {inside})", hint=hint)


def _no_layers(file: HeldFile, layer: str | None) -> None:
    if layer is not None:
        raise OptionError(f"{file.label} has no layers, but {layer!r} was asked for", hint="Leave out --layer.")
