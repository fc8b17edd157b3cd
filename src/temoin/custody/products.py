"""How what a step worked out is kept: in the database where it is small, in a file of its own where it is large, and always for people to read."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path, PurePosixPath

import attrs

from temoin.custody.creating import PRODUCTS
from temoin.custody.folder import folder_inside, hash_file, inside, is_safe_name, read_whole, stage_file, storage_errors
from temoin.custody.ledger import Draft, step_key
from temoin.custody.rows import INSERT_ARTEFACT, Artefact, read_artefacts, read_blob
from temoin.custody.session import Session
from temoin.errors import CustodyError, OptionError
from temoin.model import CustodyEntry

__all__ = ["INLINE_BYTES", "bytes_of", "keep", "mend_copies"]

INLINE_BYTES = 16 * 1024 * 1024
"""Artefacts up to this size lie in the database itself, with a copy to read beside it under their own name; larger ones in a file named after
their hash. A dossier is some 0.5 to 5 MB, and people look for it under its name."""
_LONGEST_NAME = 400


def keep(session: Session, name: str, data: bytes, media_type: str, *, draft: Draft, key: str | None) -> CustodyEntry:
    """Keep what a step worked out; see `CaseStore.put_artefact`. The draft's outputs are filled in here."""
    if not is_safe_name(name) or len(name) > _LONGEST_NAME:
        raise OptionError(f"{name[:80]!r} cannot be the name of an artefact", hint="Use letters, digits, dots, dashes and forward slashes.")
    key = key if key is not None else step_key(draft.inputs, draft.options, version=session.version)
    sha256 = hashlib.sha256(data).hexdigest()
    is_inline = len(data) <= INLINE_BYTES
    relative = f"{PRODUCTS}/{name if is_inline else _hashed_name(name, sha256)}"
    place = PurePosixPath(relative)
    with session.writing() as connection:
        # What the database holds can be copied out again; what it does not hold must have its name before it is acknowledged.
        session.stage(folder_inside(session.folder, *place.parent.parts) / place.name, data, is_copy=is_inline)
        entry = session.append(attrs.evolve(draft, outputs=((relative, sha256),)))
        connection.execute(INSERT_ARTEFACT, (entry.number, name, key, media_type, sha256, len(data), relative, data if is_inline else None))
    return entry


def bytes_of(folder: Path, connection: sqlite3.Connection, artefact: Artefact) -> bytes:
    """The bytes of an artefact.

    Raises:
        CustodyError: they are not the ones that were written.
    """
    data = read_blob(connection, artefact) if artefact.is_inline else read_whole(inside(folder, artefact.path), artefact.size)
    if hashlib.sha256(data).hexdigest() != artefact.sha256:
        raise CustodyError(f"{folder}: {artefact.name} is not what was written")
    return data


def mend_copies(session: Session) -> None:
    """Write again the copies of artefacts that a killed run committed but did not get to name: those missing, or still of an older version.

    A copy that was altered is left as it is, for `verify` to name.
    """
    with session.reading() as connection:
        artefacts = read_artefacts(connection)
        newest = {artefact.name: artefact for artefact in artefacts}
        for artefact in newest.values():
            older = {one.sha256 for one in artefacts if one.name == artefact.name} - {artefact.sha256}
            path = inside(session.folder, artefact.path)
            if artefact.is_inline and (not path.exists() or (path.is_file() and hash_file(path, follow=False)[0] in older)):
                data = bytes_of(session.folder, connection, artefact)
                with storage_errors(path):
                    stage_file(folder_inside(session.folder, *PurePosixPath(artefact.path).parent.parts), data).replace(path)


def _hashed_name(name: str, sha256: str) -> str:
    """A name that no other content has: `score.tif` becomes `score.0123456789ab.tif`."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{sha256[:12]}{path.suffix}"))
