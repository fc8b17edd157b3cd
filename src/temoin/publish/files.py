"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from temoin.errors import StorageError, UnreadableError

__all__ = ["write_bytes", "write_text"]


def write_text(path: str | Path, text: str) -> Path:
    """Write UTF-8 text, whole or not at all.

    Args:
        path: where; a file that is there already is replaced in one step.
        text: what.

    Raises:
        StorageError: the disk is full, read-only or gone; nothing is left half-written.
        UnreadableError: the text holds half a character.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        message = f"{Path(path).name} cannot be written: the text holds half a character (a lone surrogate) at position {error.start}"
        raise UnreadableError(message, hint="Read the report again with its right character set.") from error
    return write_bytes(path, data)


def write_bytes(path: str | Path, data: bytes) -> Path:
    """Write bytes, whole or not at all: under a temporary name in the same folder, flushed to the disk, then renamed.

    Args:
        path: where; a file that is there already is replaced in one step, and missing folders are made.
        data: what.

    Raises:
        StorageError: the disk is full, read-only or gone; nothing is left half-written.
    """
    path = Path(path)
    temporary = path.parent / f".{path.name[:100]}.{secrets.token_hex(4)}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            # Ctrl-C half-way leaves nothing behind either.
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise StorageError(message) from error
    return path
