"""The access log of a sealed case: one chained line a reading, beside the folder and never in it."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody.folder import read_whole, storage_errors
from temoin.custody.ledger import Draft, canonical, chain_problem, next_entry
from temoin.custody.seal import Seal
from temoin.errors import CustodyError, TemoinError
from temoin.model import CustodyEntry, Ledger

__all__ = ["log_reading", "read_access_log"]

_log = logging.getLogger(__name__)
_LARGEST = 256 * 1024 * 1024
"""Bytes of a log; some 400,000 readings."""
_LONGEST_LINE = 64 * 1024


def log_reading(seal: Seal, *, purpose: str, head: str, now: datetime, version: str) -> bool:
    """Append a line; where that cannot be done, say so as an error of the program's log, and let the reader read.

    Args:
        seal: of the case.
        purpose: what it was read for, one word.
        head: of the case's ledger, as it was read.
        now: what the clock says, with a zone.
        version: of temoin.

    Returns:
        Whether the line is on the disk.
    """
    draft = Draft(action="read", options=canonical({"purpose": purpose}), inputs=(head,), role="reader")
    try:
        with _held(seal.log) as file:
            last = _last_entry(file, seal.log)
            entry = next_entry(last, draft, time=now, version=version)
            _append(file, _line(entry))
    except TemoinError as error:
        _log.error("this reading of the sealed case %s could not be logged: %s", seal.root, error.message)
        return False
    return True


def read_access_log(path: Path) -> Ledger:
    """The log as a chain of entries, which was checked.

    Raises:
        StorageError: it cannot be read.
        CustodyError: a line was altered, removed or put elsewhere.
    """
    with storage_errors(path):
        size = path.stat().st_size
    if size > _LARGEST:
        raise CustodyError(f"{path} is over {_LARGEST // 1024**2} MB: no log of readings is")
    entries = _entries(read_whole(path, size), path)
    problem = chain_problem(entries) if entries else None
    if problem:
        raise CustodyError(f"{path}: {problem.replace('ledger entry', 'line')}")
    return Ledger(entries=entries)


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """The log open for appending, and ours alone until the end; the lock ends with the process."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with storage_errors(path):
        file = os.open(path, flags, 0o644)
        try:
            _lock(file)
            yield file
        finally:
            os.close(file)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # there is none elsewhere

        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # there is none on Windows

        fcntl.flock(file, fcntl.LOCK_EX)


def _last_entry(file: int, path: Path) -> CustodyEntry | None:
    """The entry of the last line, however long the log is."""
    size = os.fstat(file).st_size
    start = max(0, size - _LONGEST_LINE)
    os.lseek(file, start, os.SEEK_SET)
    tail = os.read(file, size - start)
    if tail and not tail.endswith(b"\n"):
        raise CustodyError(f"{path} was altered: its last line has no end")
    last = tail[:-1].rpartition(b"\n")[2]
    return _entries(last, path)[-1] if last else None


def _append(file: int, line: bytes) -> None:
    """The whole line, durably; or none of it, where the disk is full."""
    size = os.fstat(file).st_size
    try:
        left = line
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except OSError:
        with suppress(OSError):
            os.ftruncate(file, size)
        raise


def _line(entry: CustodyEntry) -> bytes:
    said = {**attrs.asdict(entry, recurse=False), "time": entry.time.isoformat()}
    return canonical(said).encode() + b"\n"


def _entries(data: bytes, path: Path) -> tuple[CustodyEntry, ...]:
    try:
        return tuple(_entry(line) for line in data.splitlines())
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CustodyError(f"{path} was altered: it holds a line that is none of temoin's") from error


def _entry(line: bytes) -> CustodyEntry:
    said = json.loads(line)
    said |= {
        "time": datetime.fromisoformat(said["time"]),
        "inputs": tuple(said["inputs"]),
        "outputs": tuple((name, sha256) for name, sha256 in said["outputs"]),
    }
    return CustodyEntry(**said)
