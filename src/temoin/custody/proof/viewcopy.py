"""The view copy: a case's layers and tables as a GeoPackage of its own, so that nobody needs to open the one that is the proof."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from temoin.custody.database import database_errors
from temoin.custody.folder import hash_file, storage_errors
from temoin.custody.foldervault import FolderVault
from temoin.custody.layertables import write_tables
from temoin.custody.proof.copying import GEOPACKAGE_TYPE, CopiedFile
from temoin.custody.schema import APPLICATION_ID, GEOPACKAGE, GEOPACKAGE_VERSION
from temoin.custody.search import SEARCH

__all__ = ["VIEW", "write_view"]

VIEW = "view.gpkg"
_READ_ONLY = 0o444


def write_view(vault: FolderVault, path: Path) -> CopiedFile | None:
    """Write a case's layers and tables, without its ledger, where QGIS can open them.

    Args:
        vault: of the case.
        path: of the new file. It is read-only: QGIS writes into a GeoPackage that it may write into, even when it only looks.

    Returns:
        SHA-256, bytes and media type; `None` where the case has no layers yet.

    Raises:
        StorageError: the disk is full.
    """
    with vault.reading():
        tables = vault.tables()
    if tables is None:
        return None
    with database_errors(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {GEOPACKAGE_VERSION}")
        connection.executescript(GEOPACKAGE)
        connection.execute("BEGIN")
        write_tables(connection, tables)
        connection.execute(f"DROP TABLE {SEARCH}")
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    with storage_errors(path):
        path.chmod(_READ_ONLY)
    digest, size = hash_file(path)
    return digest, size, GEOPACKAGE_TYPE
