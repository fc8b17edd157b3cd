"""What was given as a report, to documents: one file, a folder of files, or the folder of auto-archiver."""

from __future__ import annotations

from pathlib import Path

from temoin.read.autoarchiver import read_autoarchiver
from temoin.read.document import Document, read_document
from temoin.read.folder import read_folder

__all__ = ["read_documents"]


def read_documents(path: Path) -> tuple[Document, ...]:
    """Read the documents at a path; a folder can hold several, sorted by name.

    Raises:
        OptionError: a web address.
        UnreadableError: missing, empty, damaged, or a folder without a report.
        TooLargeError: over a bound.
        UnsupportedError: a kind of file that is not read as a report.
    """
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        # Why it cannot be opened is told where every file is read.
        is_folder = False
    if not is_folder:
        return (read_document(path),)
    return read_autoarchiver(path) or read_folder(path)
