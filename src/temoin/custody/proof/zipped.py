"""A sealed case as one zip file: made, and taken apart without trusting a name or a size in it."""

from __future__ import annotations

import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from temoin.custody.folder import TEMPORARY, is_safe_name, storage_errors
from temoin.custody.proof.bag import DECLARATION, files_below
from temoin.errors import CaseError, CustodyError

__all__ = ["unpacked", "zip_sealed"]

_CHUNK = 1024 * 1024


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A bag out of a zip file, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="temoin-") as place:
        root = Path(place)
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, root, path)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
            raise CustodyError(f"{path} is no whole zip file: {error}") from error
        inner = [entry for entry in root.iterdir() if entry.is_dir()]
        if len(inner) != 1 or not (inner[0] / DECLARATION).is_file():
            raise CaseError(f"{path} holds no sealed case", hint="Give the file that temoin case seal --zip made.")
        yield inner[0]


def _unpack(archive: zipfile.ZipFile, root: Path, path: Path) -> None:
    seen: set[str] = set()
    for member in archive.infolist():
        if member.is_dir():
            continue
        mode = member.external_attr >> 16
        if not is_safe_name(member.filename) or member.filename in seen or stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
            raise CustodyError(f"{path} names {member.filename[:80]!r}, which is none of a sealed case")
        seen.add(member.filename)
        target = root / member.filename
        with storage_errors(root):
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("xb") as file:
                left = member.file_size
                while chunk := source.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise CustodyError(f"{path}: {member.filename} is larger than the file says")
                    file.write(chunk)


def zip_sealed(root: Path, target: Path) -> None:
    """A sealed case as one file, for handing over; nothing may lie at `target`.

    Raises:
        CaseError: something lies there.
        StorageError: the disk is full; nothing is left behind.
    """
    if target.is_symlink() or target.exists():
        raise CaseError(f"{target} is there already", hint="Name another --out folder.")
    staging = target.with_name(f"{TEMPORARY}{target.name}")
    try:
        with storage_errors(target), zipfile.ZipFile(staging, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            for name in files_below(root):
                archive.write(root / name, f"{root.name}/{name}")
        with storage_errors(target):
            staging.replace(target)
    finally:
        staging.unlink(missing_ok=True)
