"""A whole case, copied to where it will be sealed: only what its rows name, every byte hashed on the way, the database as one file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from temoin.custody.database import DATABASE, database_errors
from temoin.custody.folder import inside, open_regular, storage_errors
from temoin.custody.foldervault import FolderVault
from temoin.custody.withheld import FORGET, withheld_of
from temoin.errors import CustodyError

__all__ = ["GEOPACKAGE_TYPE", "CopiedFile", "copy_case", "files_of_case"]

_CHUNK = 1024 * 1024
CopiedFile = tuple[str, int, str]
"""SHA-256, bytes and media type."""
GEOPACKAGE_TYPE = "application/geopackage+sqlite3"


def files_of_case(vault: FolderVault) -> dict[str, CopiedFile]:
    """Every file that the rows of a case name, below its folder, but the database: exhibits, and the newest of each product."""
    gone = withheld_of(vault.entries(action=FORGET))
    files = {one.path: (one.sha256, one.size, one.media_type) for _, one in vault.exhibits() if gone.by(one) is None}
    artefacts = [one for one in vault.artefacts() if gone.by(one) is None]
    newest = {artefact.name: artefact for artefact in artefacts}
    for artefact in artefacts:
        if not artefact.is_inline or newest[artefact.name] is artefact:
            files[artefact.path] = (artefact.sha256, artefact.size, artefact.media_type)
    return dict(sorted(files.items()))


def copy_case(vault: FolderVault, target: Path, *, done: Callable[[], None]) -> dict[str, CopiedFile]:
    """Copy a case into a new folder, as it is at one moment.

    Args:
        vault: of the case; nothing else may write to it meanwhile.
        target: a folder that is not there yet.
        done: called after each file.

    Returns:
        What was copied: path below the folder to hash, bytes and media type; the database too.

    Raises:
        CustodyError: a file is not what the ledger says.
        StorageError: the disk is full.
    """
    files = files_of_case(vault)
    with storage_errors(target):
        for place in ("exhibits", "products"):
            (target / place).mkdir(parents=True)
        for relative, (sha256, _, _) in files.items():
            _copy(inside(vault.session.folder, relative), target / relative, sha256)
            done()
    database = target / DATABASE
    with database_errors(database):
        # One file without a log beside it, and without the bytes of rows that were replaced (SQLite, "VACUUM INTO").
        vault.session.connection.execute("VACUUM INTO ?", (os.fspath(database),))
    with storage_errors(database):
        digest = _hash_and_sync(database)
    return {**files, DATABASE: (digest, database.stat().st_size, GEOPACKAGE_TYPE)}


def _copy(source: Path, target: Path, sha256: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with open_regular(source, follow=False) as file, target.open("xb") as copy:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != sha256:
        raise CustodyError(f"{source} was altered: its SHA-256 is {digest.hexdigest()[:12]}…, the ledger says {sha256[:12]}…")


def _hash_and_sync(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb+") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        os.fsync(file.fileno())
    return digest.hexdigest()
