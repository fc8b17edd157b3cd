"""Paths that a person typed: local files only, with a clear word for each way in which they cannot be read."""

from __future__ import annotations

import os
import re
from pathlib import Path

from temoin.errors import OptionError, UnreadableError

__all__ = ["local_path"]

_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_VIRTUAL = re.compile(r"^/?vsi[a-z0-9]*/", re.IGNORECASE)


def local_path(path: str | os.PathLike[str], *, what: str) -> Path:
    """The absolute path of a file, a folder, or a member named inside a ZIP (`order.zip/a/b.tif`).

    Args:
        path: as it was typed.
        what: what the reader expects, for the message ("picture", "footprints").

    Raises:
        OptionError: a network address or a virtual path of GDAL.
        UnreadableError: nothing is there, it cannot be opened, or it is empty.
    """
    text = os.fspath(path)
    if _ADDRESS.match(text) or _VIRTUAL.match(text):
        raise OptionError(f"{text[:200]} is not a file on this machine", hint=f"Download the {what} first and give the path of the file.")
    if "\0" in text:
        raise OptionError(f"the path of the {what} holds a null character", hint=f"Give the {what} as a plain path.")
    found = Path(text).absolute()
    if _VIRTUAL.match(found.as_posix()):
        raise OptionError(f"{found} is a virtual path", hint=f"Give the {what} as the path of a file on this machine.")
    holder = found if found.exists() else zip_above(found)
    if holder is None:
        raise UnreadableError(f"{text}: no such file", hint=f"Check the name and the folder of the {what}.")
    if not os.access(holder, os.R_OK):
        raise UnreadableError(f"{text} cannot be opened: no permission", hint="Change the file's permissions, or copy it to a folder of yours.")
    if holder.is_file() and holder.stat().st_size == 0:
        raise UnreadableError(f"{text} is empty", hint=f"Download or save the {what} again and check its size.")
    if not holder.is_file() and not holder.is_dir():
        raise UnreadableError(f"{text} is neither a file nor a folder", hint=f"Give the {what} as the path of a file.")
    return found


def zip_above(path: Path) -> Path | None:
    """The ZIP file that a path leads through (`order.zip` of `order.zip/a/b.tif`), or `None`."""
    for parent in path.parents:
        if parent.is_file():
            return parent if parent.suffix.lower() == ".zip" else None
        if parent.is_dir():
            return None
    return None
