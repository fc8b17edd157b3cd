"""How an input becomes an exhibit: an unaltered, read-only copy under its own hash, and a row and an entry that say so."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from temoin.custody.folder import hash_file
from temoin.custody.ledger import Draft, canonical
from temoin.custody.provenance import provenance_to_text
from temoin.custody.vault import Vault, append
from temoin.custody.withheld import WithheldSoFar
from temoin.errors import OptionError, UnreadableError
from temoin.model import Exhibit, ExhibitRole, Provenance

__all__ = ["EXHIBITS", "files_of", "take_in"]

EXHIBITS = "exhibits"
_LONGEST_NAME = 1000


def take_in(  # what is said of an exhibit, and what must not come back
    vault: Vault,
    source: Path | bytes,
    role: ExhibitRole,
    *,
    name: str | None,
    media_type: str,
    provenance: Provenance,
    sha256: str | None,
    gone: WithheldSoFar,
) -> Exhibit:
    """Take in an unaltered copy of an input; see `CaseBook.add_exhibit`."""
    name = _printable(name if name is not None else source.name if isinstance(source, Path) else "")
    if not name:
        raise OptionError("an exhibit needs a name", hint="Give the name of the file that the bytes came from.")
    _require_not_forgotten(vault, source, sha256, gone)
    if sha256 is not None and (known := _find(vault, sha256, name, role)) is not None:
        return known
    with vault.writing():
        suffix = _suffix(name)
        digest, size = vault.keep_original(source, EXHIBITS, suffix)
        if (known := _find(vault, digest, name, role)) is not None:
            return known
        place = f"{EXHIBITS}/{digest}{suffix}"
        said = {"name": name, "role": role.value, "media_type": media_type, "size": size, "origin": json.loads(provenance_to_text(provenance))}
        entry = append(vault, Draft(action="add", options=canonical(said), inputs=(digest,), outputs=((place, digest),)))
        exhibit = Exhibit(sha256=digest, size=size, name=name, role=role, media_type=media_type, path=place, added=entry.time, provenance=provenance)
        vault.add_exhibit(entry.number, exhibit)
    return exhibit


def _require_not_forgotten(vault: Vault, source: Path | bytes, sha256: str | None, gone: WithheldSoFar) -> None:
    """What a case was made to forget does not come back by accident."""
    with vault.reading():
        withheld = gone.now().exhibits
    if not withheld:
        return
    digest = sha256 or (hashlib.sha256(source).hexdigest() if isinstance(source, bytes) else hash_file(source)[0])
    if digest in withheld:
        raise OptionError(f"these bytes were withheld by ledger entry {withheld[digest]} of the case", hint="Leave them out.")


def _find(vault: Vault, sha256: str, name: str, role: ExhibitRole) -> Exhibit | None:
    with vault.reading():
        return vault.exhibit(sha256=sha256, name=name, role=role)


def files_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file of a folder that is one input, with its name relative to the folder's own parent, in the order of the names.

    Raises:
        UnreadableError: it is no folder, is empty, or holds a link.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()) if folder.is_dir() else []
    strange = next((path for path in files if path.is_symlink()), None)
    if not files or strange is not None:
        words = "is no folder with files in it" if strange is None else f"holds a link, {strange.name}, which is not followed"
        raise UnreadableError(f"{folder} {words}", hint="Give a folder of plain files.")
    for path in files:
        yield (path, f"{folder.name}/{path.relative_to(folder).as_posix()}")


def _printable(name: str) -> str:
    """A file's name as text that every file and terminal can hold; what cannot be printed is written as an escape."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in name)[:_LONGEST_NAME]


def _suffix(name: str) -> str:
    """The ending that an exhibit keeps, so that programs know what it is."""
    found = re.search(r"(\.[A-Za-z0-9]{1,10})$", name)
    return found.group(1).lower() if found else ""
