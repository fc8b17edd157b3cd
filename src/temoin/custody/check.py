"""What is wrong with a case: the chain, the rows against the chain, and every file against its row."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from temoin.custody.database import foreign_objects
from temoin.custody.decisions import read_decisions
from temoin.custody.folder import TEMPORARY, hash_file, inside
from temoin.custody.layers import layers_problem
from temoin.custody.ledger import canonical, chain_problem
from temoin.custody.rows import Artefact, read_artefacts, read_blob, read_case_row, read_entries, read_exhibits
from temoin.errors import CustodyError, UnreadableError
from temoin.model import CustodyEntry, Exhibit

__all__ = ["case_problems", "ledger_problem"]

_EXHIBIT_FILE = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,10})?")


def ledger_problem(entries: tuple[CustodyEntry, ...], connection: sqlite3.Connection) -> str | None:
    """What is wrong with the ledger or with what the case says of itself, or `None`."""
    return chain_problem(entries) or _case_row_problem(entries, connection)


def _case_row_problem(entries: tuple[CustodyEntry, ...], connection: sqlite3.Connection) -> str | None:
    """The case's own row must say what the ledger says."""
    row = read_case_row(connection)
    said = [json.loads(entry.options) for entry in entries if entry.action in {"open", "add"} and not entry.outputs]
    first = said[0] if entries[0].action == "open" else {}
    keys = [options["inputs_key"] for options in said if "inputs_key" in options]
    expected = (first.get("case_id"), first.get("title"), canonical(first.get("options")), keys[-1] if keys else None, entries[0].time)
    if (row.case_id, row.title, row.options, row.inputs_key, row.created) != expected:
        return "what the case says of itself was altered: its row in temoin_case differs from the ledger"
    return None


def case_problems(folder: Path, connection: sqlite3.Connection) -> tuple[str, ...]:
    """All that is wrong, one sentence each; empty where all holds.

    Args:
        folder: of the case.
        connection: inside a read transaction.
    """
    try:
        entries = tuple(read_entries(connection))
        exhibits, artefacts = read_exhibits(connection), read_artefacts(connection)
        problem = ledger_problem(entries, connection)
        read_decisions(connection)
    except CustodyError as error:
        return (error.message,)
    problems = [problem] if problem else []
    problems += [f"{name} hangs on a table of the case, and temoin did not make it" for name in foreign_objects(connection)]
    problems += _row_problems(entries, exhibits, artefacts)
    problems += (problem for _, exhibit in exhibits if (problem := _exhibit_problem(folder, exhibit)))
    newest = {artefact.name: artefact for artefact in artefacts}
    for artefact in artefacts:
        problems += _artefact_problems(folder, connection, artefact, has_copy=newest[artefact.name] is artefact)
    problems += [found for found in (layers_problem(connection),) if found]
    problems += _strange_files(folder)
    return tuple(dict.fromkeys(problems))


def _row_problems(entries: tuple[CustodyEntry, ...], exhibits: tuple[tuple[int, Exhibit], ...], artefacts: tuple[Artefact, ...]) -> Iterator[str]:
    """Every row must stand in the ledger, and every file that the ledger names must have its row."""
    outputs = {(entry.number, path, sha256) for entry in entries for path, sha256 in entry.outputs}
    rows = {(entry, exhibit.path, exhibit.sha256): exhibit.name for entry, exhibit in exhibits}
    rows |= {(artefact.entry, artefact.path, artefact.sha256): artefact.name for artefact in artefacts}
    for row, name in rows.items():
        if row not in outputs:
            yield f"the row of {name} is not what ledger entry {row[0]} says"
    for number, path, sha256 in sorted(outputs - set(rows)):
        if path.startswith(("exhibits/", "products/")):
            yield f"the row of {path}, which ledger entry {number} names (SHA-256 {sha256[:12]}…), is missing"
    for entry, exhibit in exhibits:
        said = json.loads(entries[entry - 1].options) if 0 < entry <= len(entries) else {}
        if (said.get("name"), said.get("role"), said.get("media_type"), said.get("size")) != (
            exhibit.name,
            exhibit.role.value,
            exhibit.media_type,
            exhibit.size,
        ):
            yield f"the row of exhibit {exhibit.name} is not what ledger entry {entry} says"


def _exhibit_problem(folder: Path, exhibit: Exhibit) -> str | None:
    name = exhibit.path.removeprefix("exhibits/")
    if not _EXHIBIT_FILE.fullmatch(name) or not name.startswith(exhibit.sha256):
        return f"exhibit {exhibit.name} has the path {exhibit.path[:80]!r}, which is none of an exhibit"
    return _file_problem(folder, exhibit.path, exhibit.sha256, f"exhibit {exhibit.name} ({exhibit.path})")


def _artefact_problems(folder: Path, connection: sqlite3.Connection, artefact: Artefact, *, has_copy: bool) -> Iterator[str]:
    if artefact.is_inline and hashlib.sha256(read_blob(connection, artefact)).hexdigest() != artefact.sha256:
        yield f"{artefact.name} of ledger entry {artefact.entry} was altered in the database"
    if not artefact.path.startswith("products/"):
        yield f"{artefact.name} has the path {artefact.path[:80]!r}, which is none of a product"
    elif not artefact.is_inline or has_copy:
        problem = _file_problem(folder, artefact.path, artefact.sha256, artefact.path)
        if problem and not (artefact.is_inline and _is_waiting(folder, artefact)):
            yield problem


def _is_waiting(folder: Path, artefact: Artefact) -> bool:
    """Whether a run was killed after it committed a product and before it named the copy: the whole copy still lies there under a temporary name.

    The next writer names it. A copy that was altered or removed has no such twin, so it stays a problem.
    """
    place = (folder / artefact.path).parent
    if place.is_symlink() or not place.is_dir():
        return False
    waiting = [entry for entry in place.iterdir() if entry.name.startswith(TEMPORARY) and entry.is_file() and not entry.is_symlink()]
    return any(hash_file(entry, follow=False)[0] == artefact.sha256 for entry in waiting)


def _file_problem(folder: Path, relative: str, sha256: str, words: str) -> str | None:
    try:
        path = inside(folder, relative)
        if not path.exists():
            return f"{words} is missing"
        found, _ = hash_file(path, follow=False)
    except (CustodyError, UnreadableError) as error:
        return error.message
    return None if found == sha256 else f"{words} was altered: its SHA-256 is {found[:12]}…, the ledger says {sha256[:12]}…"


def _strange_files(folder: Path) -> Iterator[str]:
    """Files among the exhibits that temoin did not put there; a whole copy of a run that was killed before it could say so is none."""
    place = folder / "exhibits"
    if place.is_symlink() or not place.is_dir():
        yield "the folder of exhibits is missing or a link"
        return
    for entry in sorted(place.iterdir()):
        is_whole = _EXHIBIT_FILE.fullmatch(entry.name) and not entry.is_symlink() and entry.is_file()
        if not is_whole and not entry.name.startswith(TEMPORARY):
            yield f"exhibits/{entry.name[:80]} is not from temoin"
