"""Rows of the case database as nouns, and nouns as rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime

from temoin.custody.holding import Artefact, CaseRow
from temoin.custody.ledger import canonical
from temoin.custody.provenance import provenance_from_text, provenance_to_text
from temoin.custody.schema import OBJECTS
from temoin.errors import CustodyError
from temoin.model import CustodyEntry, Exhibit, ExhibitRole

__all__ = [
    "INSERT_ARTEFACT",
    "INSERT_ENTRY",
    "INSERT_EXHIBIT",
    "artefact_row",
    "entry_row",
    "exhibit_row",
    "read_artefacts",
    "read_blob",
    "read_case_row",
    "read_entries",
    "read_entry",
    "read_exhibit",
    "read_exhibits",
    "read_last_entry",
    "read_newest_output",
    "scrub_blobs",
]

_ENTRY = "number, time, clock_back, action, role, version, options, inputs, outputs, previous, hash"
INSERT_ENTRY = "INSERT INTO temoin_ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_EXHIBIT = "INSERT INTO temoin_exhibits (entry, sha256, size, name, role, media_type, path, added, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_ARTEFACT = "INSERT INTO temoin_artefacts (entry, name, step_key, media_type, sha256, size, path, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_EXHIBIT = "entry, sha256, size, name, role, media_type, path, added, origin"


def entry_row(entry: CustodyEntry) -> tuple[object, ...]:
    """An entry as a row of `temoin_ledger`."""
    texts = (entry.action, entry.role, entry.version, entry.options, canonical(entry.inputs), canonical(entry.outputs), entry.previous, entry.hash)
    return (entry.number, entry.time.isoformat(), int(entry.clock_back), *texts)


def exhibit_row(entry: int, exhibit: Exhibit) -> tuple[object, ...]:
    """An exhibit as a row of `temoin_exhibits`."""
    about = (exhibit.sha256, exhibit.size, exhibit.name, exhibit.role.value, exhibit.media_type, exhibit.path)
    return (entry, *about, exhibit.added.isoformat(), provenance_to_text(exhibit.provenance))


def artefact_row(artefact: Artefact, data: bytes | None) -> tuple[object, ...]:
    """An artefact as a row of `temoin_artefacts`."""
    return (artefact.entry, artefact.name, artefact.step_key, artefact.media_type, artefact.sha256, artefact.size, artefact.path, data)


def _entry(row: tuple[object, ...]) -> CustodyEntry:
    number, time, clock_back, action, role, version, options, inputs, outputs, previous, own_hash = row
    try:
        return CustodyEntry(
            number=int(str(number)),
            time=datetime.fromisoformat(str(time)),
            clock_back=bool(clock_back),
            action=str(action),
            role=str(role),
            version=str(version),
            options=str(options),
            inputs=tuple(_text(sha256) for sha256 in json.loads(str(inputs))),
            outputs=tuple((_text(name), _text(sha256)) for name, sha256 in json.loads(str(outputs))),
            previous=str(previous),
            hash=str(own_hash),
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise CustodyError(f"ledger entry {str(number)[:20]} cannot be read: {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = "a text is expected"
        raise TypeError(message)
    return value


def read_entries(connection: sqlite3.Connection, *, action: str | None = None, after: int = 0) -> Iterator[CustodyEntry]:
    """All ledger entries, or those of one action, or those after a number; oldest first."""
    where, asked = ("", (after,)) if action is None else ("AND action = ? ", (after, action))
    for row in connection.execute(f"SELECT {_ENTRY} FROM temoin_ledger WHERE number > ? {where}ORDER BY number", asked):  # noqa: S608  # constants
        yield _entry(row)


def read_last_entry(connection: sqlite3.Connection) -> CustodyEntry | None:
    """The newest ledger entry."""
    row = connection.execute(f"SELECT {_ENTRY} FROM temoin_ledger ORDER BY number DESC LIMIT 1").fetchone()  # noqa: S608  # a constant
    return _entry(row) if row is not None else None


def read_newest_output(connection: sqlite3.Connection, name: str) -> str | None:
    """SHA-256 of an output of that name in the newest entry that has one."""
    pattern = f'%["{name}",%'
    row = connection.execute("SELECT outputs FROM temoin_ledger WHERE outputs LIKE ? ORDER BY number DESC LIMIT 1", (pattern,)).fetchone()
    return None if row is None else str(dict(json.loads(row[0]))[name])


def read_case_row(connection: sqlite3.Connection) -> CaseRow:
    """What the case says of itself.

    Raises:
        CustodyError: the row is missing or cannot be read.
    """
    row = connection.execute("SELECT case_id, created, title, options, inputs_key FROM temoin_case").fetchone()
    if row is None:
        raise CustodyError("the case says nothing of itself: its row in temoin_case is missing")
    case_id, created, title, options, inputs_key = map(str, row)
    try:
        return CaseRow(case_id=case_id, created=datetime.fromisoformat(created), title=title, options=options, inputs_key=inputs_key)
    except ValueError as error:
        raise CustodyError(f"the case's row in temoin_case cannot be read: {error}") from error


def read_exhibits(connection: sqlite3.Connection) -> tuple[tuple[int, Exhibit], ...]:
    """All exhibits in the order in which they came, each with the number of its ledger entry.

    Raises:
        CustodyError: a row cannot be read.
    """
    rows = connection.execute(f"SELECT {_EXHIBIT} FROM temoin_exhibits ORDER BY id").fetchall()  # noqa: S608  # a constant
    return tuple(_exhibit(row) for row in rows)


def _exhibit(row: tuple[object, ...]) -> tuple[int, Exhibit]:
    entry, sha256, size, name, role, media_type, path, added, origin = map(str, row)
    try:
        exhibit = Exhibit(
            sha256=sha256,
            size=int(size),
            name=name,
            role=ExhibitRole(role),
            media_type=media_type,
            path=path,
            added=datetime.fromisoformat(added),
            provenance=provenance_from_text(origin),
        )
        return (int(entry), exhibit)
    except (ValueError, RecursionError) as error:
        raise CustodyError(f"the row of exhibit {name[:80]} cannot be read: {error}") from error


def read_artefacts(connection: sqlite3.Connection, name: str | None = None, *, at: int | None = None) -> tuple[Artefact, ...]:
    """All artefacts, or the newest of one name (as of a ledger entry, where `at` names one); oldest first, without their bytes."""
    columns = "entry, name, step_key, media_type, sha256, size, path, bytes IS NOT NULL"
    if name is None:
        rows = connection.execute(f"SELECT {columns} FROM temoin_artefacts ORDER BY id")  # noqa: S608  # a constant
    else:
        until = "AND entry <= ? " if at is not None else ""
        asked = (name,) if at is None else (name, at)
        rows = connection.execute(f"SELECT {columns} FROM temoin_artefacts WHERE name = ? {until}ORDER BY id DESC LIMIT 1", asked)  # noqa: S608  # constants
    return tuple(_artefact(row) for row in rows)


def _artefact(row: tuple[object, ...]) -> Artefact:
    entry, name, step_key, media_type, sha256, size, path, is_inline = row
    try:
        return Artefact(
            entry=int(str(entry)),
            name=str(name),
            step_key=str(step_key),
            media_type=str(media_type),
            sha256=str(sha256),
            size=int(str(size)),
            path=str(path),
            is_inline=bool(is_inline),
        )
    except ValueError as error:
        raise CustodyError(f"the row of artefact {str(name)[:80]} cannot be read: {error}") from error


def read_exhibit(connection: sqlite3.Connection, *, sha256: str, name: str, role: ExhibitRole) -> Exhibit | None:
    """The exhibit of these bytes, name and role, or `None`."""
    where = "WHERE sha256 = ? AND name = ? AND role = ?"
    row = connection.execute(f"SELECT {_EXHIBIT} FROM temoin_exhibits {where}", (sha256, name, role.value)).fetchone()  # noqa: S608  # constants
    return _exhibit(row)[1] if row is not None else None


def read_entry(connection: sqlite3.Connection, number: int) -> CustodyEntry:
    """One ledger entry.

    Raises:
        CustodyError: there is none of that number.
    """
    row = connection.execute(f"SELECT {_ENTRY} FROM temoin_ledger WHERE number = ?", (number,)).fetchone()  # noqa: S608  # a constant
    if row is None:
        raise CustodyError(f"ledger entry {number} is missing")
    return _entry(row)


def scrub_blobs(connection: sqlite3.Connection, artefacts: Iterable[Artefact]) -> None:
    """Take the bytes of artefacts out of the database and write zeros over them; the one thing that changes a row. Inside a transaction.

    The guard that refuses to change rows is taken down for it and put up again, letter by letter as it was.
    """
    guard = "temoin_artefacts_no_update"
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"DROP TRIGGER {guard}")
    connection.executemany("UPDATE temoin_artefacts SET bytes = NULL WHERE entry = ? AND path = ?", [(one.entry, one.path) for one in artefacts])
    connection.execute(OBJECTS[guard])


def read_blob(connection: sqlite3.Connection, artefact: Artefact) -> bytes:
    """The bytes of an artefact that lies in the database."""
    row = connection.execute("SELECT bytes FROM temoin_artefacts WHERE entry = ? AND path = ?", (artefact.entry, artefact.path)).fetchone()
    return row[0] if row is not None and isinstance(row[0], bytes) else b""
