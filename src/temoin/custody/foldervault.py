"""`FolderVault`: a case as a folder with a GeoPackage, its exhibits and its products."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from temoin.custody.database import foreign_objects
from temoin.custody.files import lay_out, place_problems, product_bytes
from temoin.custody.folder import copy_hashed, folder_inside, hash_file, inside, stage_file, storage_errors
from temoin.custody.holding import Artefact, CaseRow
from temoin.custody.layertables import read_tables, write_tables
from temoin.custody.rows import (
    INSERT_ARTEFACT,
    INSERT_ENTRY,
    INSERT_EXHIBIT,
    artefact_row,
    entry_row,
    exhibit_row,
    read_artefacts,
    read_blob,
    read_case_row,
    read_entries,
    read_entry,
    read_exhibit,
    read_exhibits,
    read_newest_output,
    scrub_blobs,
)
from temoin.custody.search import find_rows
from temoin.custody.session import Session
from temoin.custody.vault import Tables
from temoin.custody.withheld import FORGET, Withheld, withheld_of
from temoin.model import CustodyEntry, Exhibit, ExhibitRole

__all__ = ["FolderVault"]


class FolderVault:
    """A `Vault` over one session.

    Args:
        session: of the folder.
        hashed: path below the folder to SHA-256 of files that were hashed a moment ago: looking for problems does not read these again.
    """

    def __init__(self, session: Session, *, hashed: Mapping[str, str] = MappingProxyType({})) -> None:
        self.session, self._hashed = session, hashed

    @property
    def _connection(self) -> sqlite3.Connection:
        return self.session.connection

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.session.folder)

    @property
    def version(self) -> str:
        """Of temoin."""
        return self.session.version

    def now(self) -> datetime:
        """The clock."""
        return self.session.now()

    def close(self) -> None:
        """Let go of the folder."""
        self.session.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One moment."""
        with self.session.reading():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction."""
        with self.session.writing():
            yield

    def case_row(self) -> CaseRow:
        """What the case says of itself."""
        return read_case_row(self._connection)

    def move_inputs_key(self, inputs_key: str) -> None:
        """The one thing of the row that moves on."""
        self._connection.execute("UPDATE temoin_case SET inputs_key = ?", (inputs_key,))

    def last_entry(self) -> CustodyEntry | None:
        """The newest entry."""
        return self.session.last_entry()

    def entries(self, *, action: str | None = None, after: int = 0) -> Iterator[CustodyEntry]:
        """Entries, oldest first."""
        return read_entries(self._connection, action=action, after=after)

    def entry(self, number: int) -> CustodyEntry:
        """One entry."""
        return read_entry(self._connection, number)

    def newest_output(self, name: str) -> str | None:
        """The newest output of a name."""
        return read_newest_output(self._connection, name)

    def add_entry(self, entry: CustodyEntry) -> None:
        """Append an entry."""
        self._connection.execute(INSERT_ENTRY, entry_row(entry))
        self.session.last = entry

    def exhibits(self) -> tuple[tuple[int, Exhibit], ...]:
        """All exhibits."""
        return read_exhibits(self._connection)

    def exhibit(self, *, sha256: str, name: str, role: ExhibitRole) -> Exhibit | None:
        """One exhibit."""
        return read_exhibit(self._connection, sha256=sha256, name=name, role=role)

    def add_exhibit(self, entry: int, exhibit: Exhibit) -> None:
        """Append an exhibit."""
        self._connection.execute(INSERT_EXHIBIT, exhibit_row(entry, exhibit))

    def artefacts(self, name: str | None = None, *, at: int | None = None) -> tuple[Artefact, ...]:
        """Artefacts."""
        return read_artefacts(self._connection, name, at=at)

    def add_artefact(self, artefact: Artefact, data: bytes | None) -> None:
        """Append an artefact."""
        self._connection.execute(INSERT_ARTEFACT, artefact_row(artefact, data))

    def keep_original(self, source: Path | bytes, place: str, suffix: str) -> tuple[str, int]:
        """An unaltered, read-only copy."""
        digest, size, _ = copy_hashed(source, folder_inside(self.session.folder, place), suffix)
        return digest, size

    def lay_out(self, exhibit: Exhibit, path: Path) -> None:
        """A second name for an exhibit."""
        lay_out(self.session.folder, exhibit, path)

    def keep_product(self, place: str, source: Path | bytes, *, is_copy: bool) -> None:
        """A product's file."""
        path = PurePosixPath(place)
        self.session.stage(folder_inside(self.session.folder, *path.parent.parts) / path.name, source, is_copy=is_copy)

    def product_bytes(self, artefact: Artefact) -> bytes:
        """The bytes of an artefact."""
        return product_bytes(self.session.folder, artefact, read_blob(self._connection, artefact) if artefact.is_inline else None)

    def product_path(self, artefact: Artefact) -> Path | None:
        """Where it lies."""
        return self.session.folder / artefact.path

    def write_tables(self, tables: Tables) -> None:
        """Layers and search."""
        write_tables(self._connection, tables)

    def tables(self) -> Tables | None:
        """Layers and search."""
        return read_tables(self._connection)

    def find(self, tokens: Sequence[str], *, limit: int) -> tuple[tuple[str, str, str], ...]:
        """Where words stand."""
        return find_rows(self._connection, tokens, limit=limit)

    def scrub(self, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact]) -> None:
        """Bytes away: those of the database now, files after the commit."""
        scrub_blobs(self._connection, artefacts)
        self.session.remove_later([*(one.path for one in exhibits), *(one.path for one in artefacts)])

    def purge(self) -> None:
        """Free pages and log away."""
        self.session.purge()

    def has_file(self, place: str) -> bool:
        """Whether something lies there, a link too."""
        path = self.session.folder / place
        return path.is_symlink() or path.exists()

    def problems(self, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact]) -> Iterator[str]:
        """What is wrong with files and database."""
        yield from (f"{name} hangs on a table of the case, and temoin did not make it" for name in foreign_objects(self._connection))
        blob_of = partial(read_blob, self._connection)
        yield from place_problems(self.session.folder, exhibits, artefacts, blob_of, hashed=self._hashed)

    def mend_copies(self) -> None:
        """Write again the copies of artefacts that a killed run committed but did not get to name: those missing, or still of an older version.

        A copy that was altered is left as it is, for `verify` to name.
        """
        folder = self.session.folder
        with self.reading():
            gone = withheld_of(self.entries(action=FORGET))
            artefacts = tuple(one for one in self.artefacts() if gone.by(one) is None)
            self._remove_withheld(gone, {one.path for one in artefacts})
            newest = {artefact.name: artefact for artefact in artefacts}
            for artefact in newest.values():
                older = {one.sha256 for one in artefacts if one.name == artefact.name} - {artefact.sha256}
                path = inside(folder, artefact.path)
                if artefact.is_inline and (not path.exists() or (path.is_file() and hash_file(path, follow=False)[0] in older)):
                    data = self.product_bytes(artefact)
                    with storage_errors(path):
                        stage_file(folder_inside(folder, *PurePosixPath(artefact.path).parent.parts), data).replace(path)

    def _remove_withheld(self, gone: Withheld, places: set[str]) -> None:
        """Files of rows that were forgotten by a run that was killed before it could remove them."""
        rows: list[Exhibit | Artefact] = [*(exhibit for _, exhibit in self.exhibits()), *self.artefacts()] if gone.exhibits else []
        for row in rows:
            if gone.by(row) is not None and row.path not in places:
                path = inside(self.session.folder, row.path)
                with storage_errors(path):
                    path.unlink(missing_ok=True)
