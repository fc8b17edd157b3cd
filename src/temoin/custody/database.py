"""`case.gpkg` as a database: made whole or not at all, opened with suspicion, errors in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from temoin.custody.folder import storage_errors, sync_folder
from temoin.custody.schema import APPLICATION_ID, FORMAT_VERSION, GEOPACKAGE, GEOPACKAGE_VERSION, OBJECTS, TABLES
from temoin.errors import CaseError, CustodyError, StorageError

__all__ = ["DATABASE", "connect", "database_errors", "foreign_objects", "make_database", "take_lock"]

DATABASE = "case.gpkg"
_LOCK = "case.lock"
_LONGEST_VALUE = 64 * 1024 * 1024
"""No text or blob in a case file is longer; a crafted file could otherwise ask for gigabytes."""
_FIRST_WRITE = f"PRAGMA user_version = {GEOPACKAGE_VERSION}"
"""SQLite opens, and even locks, a file that may not be written without a word; it says so at the first write."""
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DISK = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk is full or reports an error",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened there",
    sqlite3.SQLITE_PERM: "writing there is not permitted",
    sqlite3.SQLITE_NOMEM: "memory ran out",
}


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into temoin's, with the name of the file.

    Raises:
        StorageError: the disk is full, read-only or gone.
        CaseError: another program writes to it.
        CustodyError: it is no sound database any more, or somebody tried to change what can only grow.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _BUSY:
            message = f"{path} is held by another writer"
            raise CaseError(message, hint="Wait until the other temoin has ended, then run the same command again.") from error
        if code in _DISK:
            raise StorageError(f"{path} cannot be used: {_DISK[code]} ({error})") from error
        raise CustodyError(f"{path} is damaged or was altered: {error}") from error


def make_database(path: Path) -> None:
    """Make an empty case database under a name where there is none yet.

    Raises:
        StorageError: it cannot be written.
    """
    with database_errors(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")  # the file has a temporary name: a crash leaves nothing that counts
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {GEOPACKAGE_VERSION}")
            connection.executescript(GEOPACKAGE)
            for definition in OBJECTS.values():
                connection.execute(definition)
            connection.executemany(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?, 'attributes', ?, ?)",
                [(name, name, description) for name, description in TABLES.items()],
            )
        finally:
            connection.close()


def connect(path: Path, *, write: bool, is_sealed: bool = False) -> sqlite3.Connection:
    """Open a case database and make sure that it is one, with its guards in place; one in a sealed case without leaving a file beside it.

    Raises:
        CaseError: it is no case database, of a newer version, or held by another writer.
        CustodyError: a table or guard was altered.
        StorageError: it cannot be opened.
    """
    with database_errors(path):
        connection = _open_sealed(path) if is_sealed else _open(path, write=write)
        try:
            _require_case(connection, path, write=write)
            if write:
                # Readers go on reading while one writes. Where a reader keeps SQLite from switching, the old journal is as safe, just slower.
                with suppress(sqlite3.OperationalError):
                    connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = EXTRA")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_FIRST_WRITE)
                connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
    return connection


def _open(path: Path, *, write: bool) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={'rw' if write else 'ro'}"
    connection = _guarded(uri)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        code = error.sqlite_errorcode & 0xFF
        log = path.with_name(path.name + "-wal")
        # On a read-only disk SQLite cannot make its shared memory file; a database that was closed in order needs none.
        if write or code not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY} or (log.exists() and log.stat().st_size):
            raise
        connection = _guarded(uri + "&immutable=1")
    return connection


def _open_sealed(path: Path) -> sqlite3.Connection:
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise CustodyError(f"{log} lies in a sealed case, and a case is sealed without such a file")
    return _guarded(f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1")


def _guarded(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=2.0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _require_case(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'temoin!_%' ESCAPE '!' AND sql IS NOT NULL"))
    if application != APPLICATION_ID or "temoin_case" not in found:
        raise CaseError(f"{path} is a database, but no temoin case", hint="Give the folder that temoin made.")
    if not found["temoin_case"].startswith("CREATE TABLE"):
        raise CustodyError(f"{path} was altered: temoin_case is no table")
    (geopackage,) = connection.execute("PRAGMA user_version").fetchone()
    if geopackage != GEOPACKAGE_VERSION:
        raise CustodyError(f"{path} was altered: it says to be GeoPackage version {geopackage}, and temoin wrote {GEOPACKAGE_VERSION}")
    row = connection.execute("SELECT format_version FROM temoin_case").fetchone()
    if row is not None and row[0] != FORMAT_VERSION:
        message = f"{path} is a case of version {row[0]}; this temoin knows version {FORMAT_VERSION}"
        raise CaseError(message, hint="Open it with a newer temoin.")
    wrong = [name for name, definition in OBJECTS.items() if found.get(name) != definition]
    if wrong:
        raise CustodyError(f"{path} was altered: {wrong[0]} is missing or not as temoin made it")
    foreign = foreign_objects(connection)
    if write and foreign:
        raise CustodyError(f"{path} was altered: {foreign[0]} hangs on a table of the case", hint="Nothing is written to such a case.")


def foreign_objects(connection: sqlite3.Connection) -> list[str]:
    """Triggers and indexes on the case's tables that temoin did not make."""
    rows = connection.execute(
        "SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL AND (tbl_name LIKE 'temoin!_%' ESCAPE '!' OR type = 'trigger' AND tbl_name IN "
        "('gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys')) ORDER BY name"
    )
    return [f"the {kind} {name}" for kind, name in rows if name not in OBJECTS]


def take_lock(folder: Path, *, wait_s: float) -> sqlite3.Connection:
    """Become the one writer of a case folder; the lock goes with the process, however it ends.

    Args:
        folder: of the case.
        wait_s: how long to wait for another writer, seconds.

    Raises:
        CaseError: another writer holds it.
        StorageError: the folder cannot be written.
    """
    path = folder / _LOCK
    if path.is_symlink():
        raise CaseError(f"{path} is a link; links in a case folder are not followed", hint="Remove the link.")
    with database_errors(folder):
        # A database of its own, never written: SQLite's file locks work on every system and end with the process.
        lock = sqlite3.connect(path, isolation_level=None, timeout=wait_s)
        try:
            lock.execute("PRAGMA journal_mode = MEMORY")  # else a journal file would outlive a process that was killed
            lock.execute("BEGIN EXCLUSIVE")
            lock.execute(_FIRST_WRITE)
        except BaseException:
            lock.close()
            raise
    with storage_errors(folder):
        sync_folder(folder)
    return lock
