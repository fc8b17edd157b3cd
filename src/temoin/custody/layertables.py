"""Layers, tables and the search as tables of the GeoPackage."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence

from temoin.custody.layerforms import FEATURES, LARGE, PLAIN, SRS, forms_of
from temoin.custody.search import SEARCH, SEARCH_TABLE
from temoin.custody.vault import Row, Tables

__all__ = ["read_tables", "write_tables"]


def write_tables(connection: sqlite3.Connection, tables: Tables) -> None:
    """Make every table anew."""
    forms = forms_of(tables)
    for name in (*forms, LARGE, SEARCH):
        _drop(connection, name)
    for name, (description, columns) in forms.items():
        _make(connection, name, description, columns, tables[name])
    connection.execute(SEARCH_TABLE)
    connection.executemany(f"INSERT INTO {SEARCH} VALUES (?, ?, ?, ?)", tables[SEARCH])  # noqa: S608  # a constant


def read_tables(connection: sqlite3.Connection) -> Tables | None:
    """What the tables hold, or `None` where one of them is missing or of another form."""
    tables: dict[str, Sequence[Row]] = {}
    try:
        has_large = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (LARGE,)).fetchone() is not None
        for name in (*FEATURES, *PLAIN, *((LARGE,) if has_large else ())):
            found = connection.execute(f"SELECT * FROM {name} ORDER BY fid").fetchall()  # noqa: S608  # our own names
            tables[name] = [row[1:] for row in found]
        tables[SEARCH] = connection.execute(f"SELECT * FROM {SEARCH} ORDER BY rowid").fetchall()  # noqa: S608  # a constant
    except (sqlite3.DatabaseError, ValueError, TypeError):
        return None
    return tables


def _drop(connection: sqlite3.Connection, name: str) -> None:
    """Remove a table of ours, or whatever stands under its name."""
    for (kind,) in connection.execute("SELECT type FROM sqlite_master WHERE name = ? AND type IN ('table', 'view')", (name,)).fetchall():
        connection.execute(f"DROP {kind} {name}")
    connection.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (name,))
    connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))


def _make(connection: sqlite3.Connection, name: str, description: str, columns: str, rows: Sequence[Row]) -> None:
    has_shapes = name in FEATURES
    connection.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, {'geom BLOB, ' if has_shapes else ''}{columns})")
    about = (name, "features" if has_shapes else "attributes", f"case {name}", description)
    extent = _extent(rows) if has_shapes else (None,) * 4
    into = "gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)"
    connection.execute(f"INSERT INTO {into} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*about, *extent, SRS if has_shapes else None))  # noqa: S608  # a constant
    if has_shapes:
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", (name, SRS))
    if rows:
        connection.executemany(f"INSERT INTO {name} VALUES (NULL{', ?' * len(rows[0])})", rows)  # noqa: S608  # our own names


def _extent(rows: Sequence[Row]) -> tuple[float | None, ...]:
    boxes = [struct.unpack_from("<4d", row[0], 8) for row in rows if isinstance(row[0], bytes) and len(row[0]) > 40]  # 8 + 4 × 8
    if not boxes:
        return (None,) * 4
    x0, x1, y0, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))
