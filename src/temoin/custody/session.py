"""`Session`: one connection to a case folder, its transactions, and the entry that every one of them appends."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from temoin.custody.database import DATABASE, connect, database_errors, take_lock
from temoin.custody.folder import TEMPORARY, inside, stage_file, storage_errors, sync_folder
from temoin.custody.rows import read_last_entry
from temoin.custody.seal import SEAL, seal_of
from temoin.errors import CaseError, CustodyError, OptionError, StorageError
from temoin.model import CustodyEntry

__all__ = ["Session", "open_session"]


_NO_LINKS = (SEAL, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", "exhibits", "products")


class Session:
    """A case folder held open; `lock` is held by the one writer."""

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, *, lock: sqlite3.Connection | None, now: Callable[[], datetime], version: str
    ) -> None:
        self.folder = folder
        self.connection = connection
        self.version = version
        self._lock = lock
        self.now = now
        self._is_writing = False
        self._staged: list[tuple[Path, Path]] = []
        self._to_remove: list[Path] = []
        self.last: CustodyEntry | None = None

    @property
    def database(self) -> Path:
        """The database's path, for messages."""
        return self.folder / DATABASE

    def last_entry(self) -> CustodyEntry | None:
        """The newest ledger entry: the one that this session wrote, or the one that stands in the database."""
        return self.last or read_last_entry(self.connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All that is read inside is of one moment, whatever a writer does meanwhile."""
        with database_errors(self.database):
            if self._is_writing:
                yield self.connection
                return
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside is durable when the block ends, or none of it is; a block inside a block joins it.

        Raises:
            CaseError: the case was opened to be read only.
            StorageError: the disk is full; none of the writes happened.
        """
        if self._lock is None:
            raise CaseError(f"{self.folder} was opened to be read only", hint="Open it with write=True.")
        if self._is_writing:
            yield self.connection
            return
        self._is_writing = True
        is_done = False
        try:
            with database_errors(self.database):
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
                self.connection.execute("COMMIT")
            is_done = True
        finally:
            self._is_writing = False
            self._settle(is_done=is_done)

    def _settle(self, *, is_done: bool) -> None:
        """Give the staged files their names after a commit, or take everything back."""
        staged, self._staged = self._staged, []
        to_remove, self._to_remove = self._to_remove, []
        if is_done:
            self._remove(to_remove)
            with storage_errors(self.folder):
                for temporary, path in staged:
                    temporary.replace(path)
                for folder in {path.parent for _, path in staged}:
                    sync_folder(folder)
            return
        self.last = None
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink()
        with suppress(sqlite3.Error):
            self.connection.execute("ROLLBACK")

    def stage(self, path: Path, source: Path | bytes, *, is_copy: bool) -> None:
        """Write a file durably now, so that the disk cannot be full later.

        Args:
            path: its own name; a copy gets it after the commit, an original (whose name no other content has) at once.
            source: its bytes, or the file that holds them.
            is_copy: the database holds the bytes as well.
        """
        temporary = stage_file(path.parent, source)
        if is_copy:
            self._staged.append((temporary, path))
            return
        with storage_errors(path):
            temporary.replace(path)
            sync_folder(path.parent)

    def remove_later(self, places: Iterable[str]) -> None:
        """Remove files of the folder once the transaction is durable: a kill in between leaves them for the next writer to remove."""
        self._to_remove += [inside(self.folder, place) for place in places]

    def _remove(self, paths: Iterable[Path]) -> None:
        for path in dict.fromkeys(paths):
            with storage_errors(path):
                path.unlink(missing_ok=True)
                if path.parent.is_dir():
                    sync_folder(path.parent)

    def purge(self) -> None:
        """Write the database anew without free pages, and empty its log.

        Raises:
            OptionError: a transaction is open, which would have to end first.
            StorageError: there is no room for it, or another program reads the case, so that the log cannot be emptied.
        """
        if self._is_writing:
            raise OptionError("nothing can be purged inside a transaction", hint="Forget on its own, not together with other writes.")
        with database_errors(self.database):
            self.connection.execute("VACUUM")
            busy, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            hint = "Close the other program; the next command that writes to the case empties it."
            raise StorageError(f"{self.database} is read by another program, so its log still holds what was to be forgotten", hint=hint)

    def close(self) -> None:
        """Let go of the case; the writer leaves a single file that a read-only disk can hold."""
        if self._lock is not None:
            with suppress(sqlite3.Error):
                self.connection.execute("PRAGMA journal_mode = DELETE")
        self.connection.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def open_session(folder: Path, *, write: bool, now: Callable[[], datetime], version: str, wait_s: float) -> Session:
    """Open a case folder that is there.

    Raises:
        CaseError: no case, or held by another writer.
        CustodyError: its tables or guards were altered, or a part of it is a link.
        StorageError: it cannot be opened.
    """
    with storage_errors(folder):
        link = next((folder / name for name in _NO_LINKS if (folder / name).is_symlink()), None)
        is_case = (folder / DATABASE).is_file()
    if link is not None:
        raise CustodyError(f"{link} is a link; links in a case folder are not followed")
    if not is_case:
        raise CaseError(f"{folder} is no case: it holds no {DATABASE}", hint="Give the folder that temoin made with --out.")
    lock = take_lock(folder, wait_s=wait_s) if write else None
    try:
        if write:
            sweep(folder)
        connection = connect(folder / DATABASE, write=write, is_sealed=seal_of(folder) is not None)
    except BaseException:
        if lock is not None:
            lock.close()
        raise
    return Session(folder, connection, lock=lock, now=now, version=version)


def sweep(folder: Path) -> None:
    """Remove the unfinished files of runs that were killed; call it only as the one writer.

    Raises:
        StorageError: they cannot be removed.
    """
    with storage_errors(folder):
        for place in (folder, folder / "exhibits", *_folders_below(folder / "products")):
            for entry in list(place.iterdir()) if place.is_dir() else ():
                if entry.name.startswith(TEMPORARY) and not entry.is_symlink() and entry.is_file():
                    entry.unlink()


def _folders_below(folder: Path) -> Iterator[Path]:
    for place, _, _ in os.walk(folder, followlinks=False):
        yield Path(place)
