"""How a case folder comes to be: whole, or as if nothing had happened."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from temoin.custody.database import DATABASE, database_errors, make_database, take_lock
from temoin.custody.exhibits import EXHIBITS
from temoin.custody.folder import TEMPORARY, make_folder, storage_errors, sync_folder
from temoin.custody.opened import first_entry, new_case_id
from temoin.custody.products import PRODUCTS
from temoin.custody.rows import INSERT_ENTRY, entry_row
from temoin.custody.schema import FORMAT_VERSION
from temoin.errors import CaseError

__all__ = ["has_database", "is_free", "make_case"]

_OURS = {EXHIBITS, PRODUCTS, "case.lock"}
"""What a run that was killed while it made the case may have left behind; none of it holds anything yet."""


def is_free(path: Path) -> bool:
    """Whether a case may be made at a path: nothing is there, or an empty folder, or what a killed run left of one.

    Raises:
        StorageError: the folder cannot be read.
    """
    with storage_errors(path):
        if not path.exists():
            return True
        if not path.is_dir():
            return False
        for entry in path.iterdir():
            is_ours = entry.name.startswith(TEMPORARY) or entry.name in _OURS
            if not is_ours or entry.is_symlink() or (entry.is_dir() and list(entry.iterdir())):
                return False
    return True


def has_database(path: Path) -> bool:
    """Whether something bears the name of the database, a link to nowhere too.

    Raises:
        StorageError: the folder cannot be looked into.
    """
    with storage_errors(path):
        return (path / DATABASE).is_symlink() or (path / DATABASE).exists()


def make_case(path: Path, *, title: str, inputs_key: str, options: str, now: datetime, version: str) -> None:
    """Make the folder, its database and its first ledger entry; the database gets its name last.

    Raises:
        StorageError: it cannot be written; nothing is left behind.
        CaseError: another program makes a case there at this moment.
    """
    with storage_errors(path):
        existed = path.exists()
        path.mkdir(parents=True, exist_ok=True)
    try:
        for name in (EXHIBITS, PRODUCTS):
            make_folder(path / name)
        with closing(take_lock(path, wait_s=0.0)):
            if (path / DATABASE).exists():
                raise CaseError(f"{path} became a case just now", hint="Run the same command again.")
            _make_first_entry(path, title=title, inputs_key=inputs_key, options=options, now=now, version=version)
    finally:
        # Whatever went wrong: without its database this is no case, so nothing of it may stay.
        if not (path / DATABASE).exists():
            _undo(path, keep_folder=existed)


def _make_first_entry(path: Path, *, title: str, inputs_key: str, options: str, now: datetime, version: str) -> None:
    temporary = path / f"{TEMPORARY}{secrets.token_hex(8)}.gpkg"
    make_database(temporary)
    case_id = new_case_id()
    entry = first_entry(case_id=case_id, title=title, inputs_key=inputs_key, options=options, now=now, version=version)
    with database_errors(temporary), closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("BEGIN")
        connection.execute(INSERT_ENTRY, entry_row(entry))
        row = (1, FORMAT_VERSION, case_id, now.isoformat(), title, options, inputs_key)
        connection.execute("INSERT INTO temoin_case VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute("COMMIT")
    with storage_errors(path):
        temporary.replace(path / DATABASE)
        sync_folder(path)
        sync_folder(path.absolute().parent)


def _undo(path: Path, *, keep_folder: bool) -> None:
    """Leave a folder as it was found; what cannot be removed does no harm, it counts as free."""
    with suppress(OSError):
        for entry in list(path.iterdir()):
            if entry.name.startswith(TEMPORARY) or entry.name == "case.lock":
                entry.unlink()
    for name in (EXHIBITS, PRODUCTS):
        with suppress(OSError):
            (path / name).rmdir()
    if not keep_folder:
        with suppress(OSError):
            path.rmdir()
