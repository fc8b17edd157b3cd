"""Folders given as a report: the files of one folder, and which of them can be reports."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from temoin.errors import TooLargeError, UnreadableError
from temoin.read.bounds import MOST_BYTES
from temoin.read.document import Document, read_document
from temoin.read.holder import MAX_FILES
from temoin.read.jsonfile import parse_json
from temoin.read.stamps import read_stamps, stamp_notes

__all__ = ["FolderFiles", "list_folder", "read_folder", "told_apart"]

_log = logging.getLogger(__name__)

MOST_REPORT_FILES = 1000
"""Reports of one folder."""
_DEEPEST = 8
_TEXT_ENDINGS = frozenset({".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht", ".warc", ".wacz"})
_SHOWN = 8


@attrs.frozen(kw_only=True)
class FolderFiles:
    """What lies in and below a folder.

    Args:
        root: the folder.
        names: of its files, relative, with forward slashes, sorted.
        links: names of links that lead out of the folder or nowhere; they are not followed.
    """

    root: Path
    names: tuple[str, ...]
    links: tuple[str, ...]


def list_folder(root: Path, *, is_deep: bool) -> FolderFiles:
    """List a folder's files; hidden ones are left out.

    Args:
        root: the folder.
        is_deep: with the folders in it, to eight levels.

    Raises:
        TooLargeError: there are more files than any collection of reports holds.
        UnreadableError: the folder may not be read.
    """
    names: list[str] = []
    links: list[str] = []
    real = root.resolve()
    for folder, folders, files in os.walk(root, onerror=_refuse):  # links to folders are not followed
        inner = Path(folder).relative_to(root)
        links += [(inner / name).as_posix() for name in folders if (Path(folder) / name).is_symlink()]
        is_bottom = not is_deep or len(inner.parts) >= _DEEPEST
        folders[:] = [] if is_bottom else sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(folder) / name
            if not name.startswith("."):
                (names if _lies_within(path, real) else links).append((inner / name).as_posix())
        if len(names) + len(links) > MAX_FILES:
            raise TooLargeError(f"{root} holds more than {MAX_FILES:,} files", hint="Give the reports' files themselves.")
    return FolderFiles(root=root, names=tuple(sorted(names)), links=tuple(sorted(links)))


def _lies_within(path: Path, root: Path) -> bool:
    """Whether it is a file, and not a link that leads out."""
    try:
        return path.is_file() and path.resolve().is_relative_to(root)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}", hint="Check the folder's permissions.") from error


def _refuse(error: OSError) -> None:
    raise UnreadableError(f"{error.filename} cannot be read: {error.strerror}", hint="Check the folder's permissions.") from error


def read_folder(root: Path) -> tuple[Document, ...]:
    """Read the reports of a folder, sorted by name; what lies in folders below is not read, since browsers keep parts of saved pages there.

    Raises:
        UnreadableError: there is no report in it, or one of its reports cannot be read.
        UnsupportedError: one of its files is named like a report and is none.
        TooLargeError: over a bound.
    """
    files = list_folder(root, is_deep=False)
    chosen = [name for name in files.names if is_report_like(root / name)]
    if not chosen:
        raise UnreadableError(
            f"{root} is a folder, not a report, and none of its files is a report", hint="Give the files in it, one by one or as folder/*.html."
        )
    if len(chosen) > MOST_REPORT_FILES:
        raise TooLargeError(f"{root} holds {len(chosen):,} reports; at most {MOST_REPORT_FILES:,} are read", hint="Give them in parts.")
    stamps = {stamp.path for stamp in read_stamps([root / name for name in files.names])}
    rest = [name for name in files.names if name not in set(chosen) and root / name not in stamps]
    others = (*told_apart(root, rest, files.links), *stamp_notes(root, files.names))
    documents = [read_document(root / name) for name in chosen]
    return (attrs.evolve(documents[0], notes=(*documents[0].notes, *others)), *documents[1:])


def told_apart(root: Path, others: Sequence[str], links: Sequence[str]) -> tuple[str, ...]:
    """Notes on the files of a folder that were not read; by name alone, so that a note is the same wherever the folder lies."""
    for name in (*others, *links):
        _log.info("%s was not read as a report", root / name)
    return (*_listed("Not read in the folder", others), *_listed("Links in the folder that lead out of it were not followed", links))


def _listed(words: str, names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (f"{words}: {', '.join(name[:100] for name in names[:_SHOWN])}{more}.",)


def is_report_like(path: Path) -> bool:
    """Whether a file in a folder is meant as a report: by its ending, and JSON by what is in it."""
    name = path.name.lower()
    if name.endswith(".warc.gz") or path.suffix.lower() in _TEXT_ENDINGS:
        return True
    return path.suffix.lower() == ".json" and _holds_texts(path)


def _holds_texts(path: Path) -> bool:
    if not 0 < path.stat().st_size <= MOST_BYTES:
        return False
    try:
        value: Any = parse_json(path.read_bytes(), name=str(path))
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}", hint="Change the file's permissions, or take it out.") from error
    entries = value.get("reports", [value]) if isinstance(value, dict) else value
    return isinstance(entries, list) and any(isinstance(entry, dict) and isinstance(entry.get("text"), str) for entry in entries)
