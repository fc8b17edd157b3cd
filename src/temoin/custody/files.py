"""The files of a case folder against what its rows say: laid out, read back, and every fault named."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from temoin.custody.folder import TEMPORARY, hash_file, inside, read_whole
from temoin.custody.holding import Artefact
from temoin.errors import CustodyError, StorageError, UnreadableError
from temoin.model import Exhibit

__all__ = ["lay_out", "place_problems", "product_bytes"]

_EXHIBIT_FILE = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,10})?")
BlobOf = Callable[[Artefact], bytes]


def lay_out(folder: Path, exhibit: Exhibit, path: Path) -> None:
    """A second name for an exhibit's own file, whose bytes are what the ledger says; a copy where the disk knows no such thing.

    Args:
        folder: of the case.
        exhibit: of that case.
        path: a free one; what lies there already is never written into.

    Raises:
        CustodyError: the exhibit was altered, is missing, or lies outside the case.
        StorageError: it cannot be laid out.
    """
    problem = _exhibit_problem(folder, exhibit, {})
    if problem:
        raise CustodyError(problem if str(folder) in problem else f"{folder}: {problem}")
    source = inside(folder, exhibit.path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _link_or_copy(source, path)
    except OSError as error:
        raise StorageError(f"{exhibit.name} of {folder} cannot be laid out: {error.strerror or error}") from error


def _link_or_copy(source: Path, path: Path) -> None:
    try:
        os.link(source, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        with source.open("rb") as file, path.open("xb") as copy:
            shutil.copyfileobj(file, copy)


def product_bytes(folder: Path, artefact: Artefact, blob: bytes | None) -> bytes:
    """The bytes of an artefact: those of the database where they lie there, else those of its file.

    Raises:
        CustodyError: they are not the ones that were written.
    """
    data = blob if blob is not None else read_whole(inside(folder, artefact.path), artefact.size)
    if hashlib.sha256(data).hexdigest() != artefact.sha256:
        raise CustodyError(f"{folder}: {artefact.name} is not what was written")
    return data


def place_problems(
    folder: Path, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact], blob_of: BlobOf, *, hashed: Mapping[str, str]
) -> Iterator[str]:
    """What is wrong with the files of a case folder, one sentence each.

    Args:
        folder: of the case.
        exhibits: that ought to lie there.
        artefacts: likewise.
        blob_of: gives the bytes that the database holds.
        hashed: path below the folder to SHA-256 of files that were hashed a moment ago: these are not read again.
    """
    yield from (problem for exhibit in exhibits if (problem := _exhibit_problem(folder, exhibit, hashed)))
    newest = {artefact.name: artefact for artefact in artefacts}
    for artefact in artefacts:
        yield from _artefact_problems(folder, artefact, blob_of, hashed, has_copy=newest[artefact.name] is artefact)
    yield from _strange_files(folder)


def _exhibit_problem(folder: Path, exhibit: Exhibit, hashed: Mapping[str, str]) -> str | None:
    name = exhibit.path.removeprefix("exhibits/")
    if not _EXHIBIT_FILE.fullmatch(name) or not name.startswith(exhibit.sha256):
        return f"exhibit {exhibit.name} has the path {exhibit.path[:80]!r}, which is none of an exhibit"
    return _file_problem(folder, exhibit, hashed, f"exhibit {exhibit.name} ({exhibit.path})")


def _artefact_problems(folder: Path, artefact: Artefact, blob_of: BlobOf, hashed: Mapping[str, str], *, has_copy: bool) -> Iterator[str]:
    if artefact.is_inline and hashlib.sha256(blob_of(artefact)).hexdigest() != artefact.sha256:
        yield f"{artefact.name} of ledger entry {artefact.entry} was altered in the database"
    if not artefact.path.startswith("products/"):
        yield f"{artefact.name} has the path {artefact.path[:80]!r}, which is none of a product"
    elif not artefact.is_inline or has_copy:
        problem = _file_problem(folder, artefact, hashed, artefact.path)
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


def _file_problem(folder: Path, row: Exhibit | Artefact, hashed: Mapping[str, str], words: str) -> str | None:
    try:
        path = inside(folder, row.path)
        if not path.exists():
            return f"{words} is missing"
        found = hashed[row.path] if row.path in hashed else hash_file(path, follow=False)[0]
    except (CustodyError, UnreadableError) as error:
        return error.message
    return None if found == row.sha256 else f"{words} was altered: its SHA-256 is {found[:12]}…, the ledger says {row.sha256[:12]}…"


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
