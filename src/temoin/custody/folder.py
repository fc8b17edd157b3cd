"""The case folder as a place: paths that stay inside, links that are not followed, copies that are whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from temoin.errors import CaseError, CustodyError, StorageError, UnreadableError

__all__ = [
    "TEMPORARY",
    "copy_hashed",
    "hash_file",
    "inside",
    "is_safe_name",
    "make_folder",
    "open_regular",
    "read_whole",
    "stage_file",
    "storage_errors",
    "sync_folder",
]

TEMPORARY = ".temoin-tmp-"
"""How the names of unfinished files begin; such files are swept away by the next writer."""
_CHUNK = 1024 * 1024
_PART = re.compile(r"[^/\\\x00-\x1f:*?\"<>|]{1,200}")
_DISK = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up", errno.EFBIG: "the file would be larger than is allowed"}
_ACCESS = {errno.EROFS: "the disk is read-only", errno.EACCES: "that is not permitted", errno.EPERM: "that is not permitted"}
_GONE = {errno.EIO: "the disk reports an error", errno.ENODEV: "the disk is gone", errno.ESTALE: "the disk is gone"}


@contextmanager
def storage_errors(place: Path | str) -> Iterator[None]:
    """Turn the system's errors about a full, read-only or lost disk into `StorageError` with the name of the place."""
    try:
        yield
    except OSError as error:
        words = {**_DISK, **_ACCESS, **_GONE}.get(error.errno or 0, error.strerror or str(error))
        message = f"{place} cannot be used: {words}"
        raise StorageError(message) from error


def is_safe_name(name: str) -> bool:
    """Whether a relative name with forward slashes names something strictly below a folder, on every system.

    >>> [is_safe_name(name) for name in ("claims.json", "order/a.tif", "../x", "/etc/passwd", "a//b", "C:x", "")]
    [True, True, False, False, False, False, False]
    """
    parts = name.split("/")
    return bool(name) and all(_PART.fullmatch(part) and part not in {".", ".."} and not part.endswith((" ", ".")) for part in parts)


def inside(folder: Path, relative: str) -> Path:
    """The path of a relative name below a folder; no link on the way is followed.

    Raises:
        CustodyError: the name leads out of the folder, or a part of it is a link.
    """
    if not is_safe_name(relative):
        message = f"{folder}: the case names a file outside of its folder: {relative[:80]!r}"
        raise CustodyError(message)
    path = folder
    for part in PurePosixPath(relative).parts:
        path = path / part
        if path.is_symlink():
            message = f"{folder}: {relative} is, or lies behind, a link; links in a case folder are not followed"
            raise CustodyError(message)
    return path


@contextmanager
def open_regular(path: Path, *, follow: bool) -> Iterator[BinaryIO]:
    """Open a file for reading, if it is a regular one; pipes and devices are refused without waiting on them.

    Args:
        path: the file.
        follow: whether a link may be followed (inputs), or not (the case folder).

    Raises:
        UnreadableError: missing, not permitted, a folder, a link or a device.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        words = "it is a link" if error.errno == errno.ELOOP else (error.strerror or str(error)).lower()
        raise UnreadableError(f"{path} cannot be read: {words}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError(f"{path} cannot be read: it is not a regular file")
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        yield file


def hash_file(path: Path, *, follow: bool = True) -> tuple[str, int]:
    """SHA-256, in hex, and size of a file, read in pieces.

    Raises:
        UnreadableError: it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with open_regular(path, follow=follow) as file:
        try:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        except OSError as error:
            raise UnreadableError(f"{path} cannot be read to its end: {error.strerror or error}") from error
    return (digest.hexdigest(), size)


def make_folder(path: Path) -> None:
    """Make a folder where there is none.

    Raises:
        StorageError: it cannot be made.
        CaseError: something that is no folder, or a link, has its name.
    """
    with storage_errors(path), suppress(FileExistsError):
        path.mkdir()
    if path.is_symlink() or not path.is_dir():
        message = f"{path} is no folder, or a link to one; links in a case folder are not followed"
        raise CaseError(message, hint="Remove the link or name another --out folder.")


def folder_inside(folder: Path, *parts: str) -> Path:
    """A folder below another, made where it is missing; no part of it is a link.

    Raises:
        StorageError: it cannot be made.
        CaseError: a part of it is a link or a file.
    """
    for part in parts:
        folder = folder / part
        make_folder(folder)
    return folder


def sync_folder(path: Path) -> None:
    """Make the names in a folder as durable as the files are; does nothing where the system cannot."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stage_file(folder: Path, source: Path | bytes) -> Path:
    """Write a whole, durable file under a temporary name in a folder and return its path; renaming it is left to the caller.

    Raises:
        StorageError: it cannot be written; nothing is left behind.
    """
    with _temporary(folder) as (file, temporary):
        for chunk in _chunks(source):
            _write_all(file, chunk)
        os.fsync(file)
        kept = temporary.with_name(temporary.name + ".whole")
        temporary.chmod(0o644)
        temporary.replace(kept)
    return kept


def read_whole(path: Path, size: int) -> bytes:
    """The bytes of a file of the case folder; never more than one past the size that it ought to have.

    Raises:
        CustodyError: it cannot be read.
    """
    try:
        with open_regular(path, follow=False) as file:
            parts, left = [], size + 1
            while left and (chunk := file.read(left)):
                parts.append(chunk)
                left -= len(chunk)
            return b"".join(parts)
    except (UnreadableError, OSError) as error:
        raise CustodyError(f"{path} is missing or cannot be read") from error


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view[:_CHUNK]) :]


def copy_hashed(source: Path | bytes, folder: Path, suffix: str) -> tuple[str, int, Path]:
    """Copy bytes into a folder under their own SHA-256, hashing on the way; a copy that is there already is not written again.

    Args:
        source: a file, or bytes.
        folder: where the copy goes.
        suffix: what follows the hash in the copy's name.

    Returns:
        SHA-256 in hex, size in bytes, and the copy's path.

    Raises:
        UnreadableError: the source cannot be read.
        StorageError: the copy cannot be written; nothing is left behind.
        CustodyError: a file of that name is there, but is not the copy.
    """
    digest, size = hashlib.sha256(), 0
    with _temporary(folder) as (file, temporary):
        for chunk in _chunks(source):
            digest.update(chunk)
            size += len(chunk)
            _write_all(file, chunk)
        os.fsync(file)
        sha256 = digest.hexdigest()
        path = folder / f"{sha256}{suffix}"
        if path.is_symlink() or path.exists():
            _require_size(path, size)
            return (sha256, size, path)
        temporary.chmod(0o444)
        temporary.replace(path)
        sync_folder(folder)
    return (sha256, size, path)


def _require_size(path: Path, size: int) -> None:
    """A copy is never rewritten: one that cannot be what its name says is a sign of tampering, to be kept as it is."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
        message = f"{path} is not the copy that its name says"
        raise CustodyError(message)


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield from (source[start : start + _CHUNK] for start in range(0, len(source), _CHUNK))
        return
    with open_regular(source, follow=True) as file:
        while True:
            try:
                chunk = file.read(_CHUNK)
            except OSError as error:
                raise UnreadableError(f"{source} cannot be read to its end: {error.strerror or error}") from error
            if not chunk:
                return
            yield chunk


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[int, Path]]:
    """A new file with a temporary name; it is gone afterwards unless it was renamed."""
    with storage_errors(folder):
        descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, dir=folder)
        temporary = Path(name)
        try:
            yield (descriptor, temporary)
        finally:
            os.close(descriptor)
            with suppress(FileNotFoundError):
                temporary.unlink()
