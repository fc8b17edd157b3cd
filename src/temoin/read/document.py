"""One file to the reports in it: what kind it is decides who reads it."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import Path

import attrs

from temoin.errors import TooLargeError, UnreadableError
from temoin.read.bounds import MOST_BYTES, FileKind, file_kind, read_bytes
from temoin.read.captured import Captures, read_captures
from temoin.read.captured_draft import drafts_of
from temoin.read.draft import Draft
from temoin.read.listing import read_listing
from temoin.read.mhtml import read_mhtml
from temoin.read.page import read_page
from temoin.read.plain import read_plain
from temoin.read.unpacking import MOST_ARCHIVE_BYTES, unpack
from temoin.read.wacz import is_wacz, read_wacz

__all__ = ["Document", "read_document", "stem_of"]

_ARCHIVE_ENDINGS = frozenset({".warc", ".gz", ".wacz", ".zip"})
_WARC = b"WARC/"
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@attrs.frozen(kw_only=True)
class Document:
    """A file that was read.

    Args:
        path: the file.
        sha256: of its bytes, hex.
        drafts: the reports in it.
        notes: on the file as a whole.
    """

    path: Path
    sha256: str
    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


def read_document(path: Path) -> Document:
    """Read a file's reports: plain text, HTML, MHTML, PDF, a JSON list, or a web archive (WARC, WACZ).

    Raises:
        OptionError: a web address.
        UnreadableError: missing, empty, a folder, damaged, or a web archive that does not fit its own hashes.
        TooLargeError: over a bound.
        UnsupportedError: a kind of file that is not read as a report.
    """
    archived = _archive(path)
    if archived is not None:
        return archived
    data = read_bytes(path)
    return Document(path=path, sha256=hashlib.sha256(data).hexdigest(), drafts=_drafts(path, data))


def stem_of(path: Path) -> str:
    """A file's name without its ending, or both where it is `.warc.gz`."""
    stem = path.stem
    return stem.removesuffix(".warc").removesuffix(".WARC") if path.suffix.lower() == ".gz" else stem


def _drafts(path: Path, data: bytes) -> tuple[Draft, ...]:
    match file_kind(path, data):
        case FileKind.HTML:
            return read_page(str(path), data)
        case FileKind.MHTML:
            return read_mhtml(str(path), data)
        case FileKind.JSON:
            return read_listing(path, data) or (read_plain(str(path), data),)
        case FileKind.PDF:
            from temoin.read.pdf import read_pdf  # PDFium is loaded only where a PDF is read

            return (read_pdf(str(path), data),)
        case FileKind.TEXT:
            return (read_plain(str(path), data),)


def _archive(path: Path) -> Document | None:
    """The web archive in a file, or `None` where it holds none; a large file is opened only where it is named like an archive."""
    try:
        is_opened = path.is_file() and (path.stat().st_size <= MOST_BYTES or path.suffix.lower() in _ARCHIVE_ENDINGS)
        file = path.open("rb") if is_opened else None
    except (OSError, ValueError):
        # Why it cannot be opened is told where every file is read.
        return None
    if file is None:
        return None
    try:
        with file:
            return _opened_archive(file, path)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}", hint="Check the file and the disk.") from error


def _opened_archive(file: io.BufferedReader, path: Path) -> Document | None:
    head = file.read(4096)
    is_warc = head.startswith(_WARC) or (head.startswith(_GZIP) and _first_unpacked(head).startswith(_WARC))
    if not is_warc and not (head.startswith(_ZIP) and is_wacz(file)):
        return None
    size = file.seek(0, io.SEEK_END)
    if size > MOST_ARCHIVE_BYTES:
        raise TooLargeError(
            f"{path} has {size / 1e6:,.0f} MB; a web archive may have at most {MOST_ARCHIVE_BYTES / 1e6:,.0f} MB",
            hint="Give an archive of the pages that matter alone.",
        )
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    drafts = _warc(file, path) if is_warc else read_wacz(file, str(path), stem_of(path))
    return Document(path=path, sha256=digest, drafts=drafts)


def _warc(file: io.BufferedReader, path: Path) -> tuple[Draft, ...]:
    found = Captures()
    read_captures(unpack(file, str(path)), str(path), found)
    return drafts_of(found, str(path), stem_of(path))


def _first_unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, len(_WARC))
    except zlib.error:
        return b""
