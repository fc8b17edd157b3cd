"""A report's bytes, and what kind of file they are: bounded, and decided by content rather than by the name's ending."""

from __future__ import annotations

import errno
import re
import stat
from enum import StrEnum
from pathlib import Path

from temoin.errors import OptionError, TooLargeError, UnreadableError, UnsupportedError

__all__ = ["MOST_BYTES", "FileKind", "file_kind", "read_bytes"]

MOST_BYTES = 20_000_000
"""The largest report that is read. The longest live pages of news sites, saved with their pictures, stay under it."""

_ADDRESS = re.compile(r"(?:view-source:)?(?:https?|ftp|file):/|www\.", re.IGNORECASE)
_SAVE_IT = (
    "Open the page in a browser, save it as 'Web page, single file (.mhtml)' or 'Web page, HTML only', or copy its text into a .txt file,"
    " and give that file."
)
_SAVE_TEXT = "Save the text of the page alone as a .txt or .html file and give that."


class FileKind(StrEnum):
    """What a report's file holds."""

    TEXT = "text"
    HTML = "html"
    MHTML = "mhtml"
    JSON = "json"
    PDF = "pdf"


def read_bytes(path: Path) -> bytes:
    """The bytes of a report's file.

    Raises:
        OptionError: a web address was given instead of a file.
        UnreadableError: the file is missing, empty, a folder, or not a file at all.
        TooLargeError: the file is larger than `MOST_BYTES`; it is refused before it is read.
    """
    _refuse_address(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError(f"{path} is a folder, not a report", hint="Give the files in it, one by one or as folder/*.html.")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"{path} is not a regular file", hint="Save the report as a file and give that.")
        if status.st_size > MOST_BYTES:
            raise TooLargeError(_too_large(path, status.st_size), hint=_SAVE_TEXT)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if len(data) > MOST_BYTES:
        raise TooLargeError(_too_large(path, len(data)), hint=_SAVE_TEXT)
    if not data.strip(b" \t\r\n\f\v\x00"):
        raise UnreadableError(f"{path} is empty", hint="Save the report again and check its size.")
    return data


def _refuse_address(path: Path) -> None:
    name = str(path)
    if _ADDRESS.match(name) and not path.exists():
        # pathlib has already made one slash of two.
        shown = re.sub(r"(https?|ftp|file):/(?!/)", r"\1://", name)
        raise OptionError(f"{shown} is a web address, not a file: temoin never goes to the network", hint=_SAVE_IT)


def _unreadable(path: Path, error: OSError | ValueError) -> UnreadableError:
    if isinstance(error, FileNotFoundError):
        return UnreadableError(f"{path} does not exist", hint="Check the name and the folder.")
    if isinstance(error, PermissionError):
        return UnreadableError(f"{path} may not be read by you", hint="Change the file's permissions, or copy it to a folder of your own.")
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return UnreadableError(f"{str(path)[:60]}… is too long for a file name", hint="Give the name of a file, not its text.")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return UnreadableError(f"{path} cannot be read: {reason}", hint="Check the file and the disk.")


def _too_large(path: Path, size: int) -> str:
    return f"{path} has {size / 1e6:,.0f} MB; a report may have at most {MOST_BYTES / 1e6:.0f} MB"


_PICTURE = "Give pictures with --before or --after; type out the text of a screenshot into a .txt file."
_SPOKEN = "Write down what is said in it as a .txt file."
_UNPACK = "Unpack it and give the report that is in it."
_AS_TEXT = "Open it and save it as plain text (.txt) in UTF-8."
_NOT_TABLES = "Give footprints with --buildings, and reports as text or saved pages."

_MAGIC: tuple[tuple[re.Pattern[bytes], str, str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), kind, hint)
    for pattern, kind, hint in (
        (rb"%PDF-", "a PDF within another file", "Give the PDF file itself."),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", _AS_TEXT),
        (rb"\{\\rtf", "a Rich Text document", _AS_TEXT),
        (rb"bplist0", "a Safari web archive", "Open it in Safari and save it as 'Page Source' (.html)."),
        (rb"\x89PNG", "a PNG picture", _PICTURE),
        (rb"\xff\xd8\xff", "a JPEG picture", _PICTURE),
        (rb"GIF8[79]a", "a GIF picture", _PICTURE),
        (rb"II[*+]\x00|MM\x00[*+]", "a TIFF picture", _PICTURE),
        (rb"RIFF.{4}WEBP|.{4}ftyp(?:avif|heic|heix|mif1)", "a picture", _PICTURE),
        (rb"RIFF.{4}(?:WAVE|AVI )|OggS\x00|ID3[\x02-\x04]|fLaC|.{4}ftyp|\x1aE\xdf\xa3", "a sound or film", _SPOKEN),
        (rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "a packed file", _UNPACK),
        (rb"SQLite format 3\x00", "a database or GeoPackage", _NOT_TABLES),
        (rb"PAR1", "a Parquet table", _NOT_TABLES),
        (rb"\x7fELF|MZ.\x00|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", "a program", "Give a report as text or as a saved page."),
        (rb"WARC/\d", "a web archive (WARC) within another file", "Give the WARC file itself."),
        (rb"%!PS", "a PostScript file", "Convert it to text and give that."),
    )
)
_ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"word/", "a Word document", _AS_TEXT),
    (b"opendocument.text", "an OpenDocument text", _AS_TEXT),
    (b"epub+zip", "an e-book", "Copy its text into a .txt file and give that."),
    (b"xl/", "a spreadsheet", "Save the reports as text; facts about them go into a side-car .csv."),
)


def refuse_binary(name: str, data: bytes) -> None:
    """Refuse the kinds of file that hold no text that temoin reads.

    Raises:
        UnsupportedError: with the kind and what to do.
    """
    for magic, kind, hint in _MAGIC:
        if magic.match(data):
            raise UnsupportedError(f"{name} is {kind}, which is not read as a report", hint=hint)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        head = data[:4000] + data[-4000:]
        kind, hint = next(((kind, hint) for mark, kind, hint in _ZIPPED if mark in head), ("a ZIP archive", _UNPACK))
        raise UnsupportedError(f"{name} is {kind}, which is not read as a report", hint=hint)


_MAIL_HEAD = re.compile(rb"\s*(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.DOTALL)
_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1|span|table|script|style|link|base|br|ul|blockquote)\b",
    re.IGNORECASE,
)
_OTHER_XML = re.compile(rb"<(?:\w+:)?(rss|feed|kml|gpx|svg|rdf|urlset|sitemapindex|plist|document|osm)\b", re.IGNORECASE)
_PDF = b"%PDF-"
_PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml"})


def file_kind(path: Path, data: bytes) -> FileKind:
    """What the bytes are, judged by how they begin; the name's ending only breaks ties.

    Raises:
        UnsupportedError: a kind that is not read as a report.
    """
    if data.startswith(_PDF):
        return FileKind.PDF
    refuse_binary(str(path), data)
    head = _narrow(data[:8192]).lstrip(b"\xef\xbb\xbf \t\r\n\f")
    mail = _MAIL_HEAD.match(head)
    if mail and re.search(rb"^content-type:\s*(?:multipart/|text/html|message/)", mail[0], re.IGNORECASE | re.MULTILINE):
        return FileKind.MHTML
    if head[:1] in (b"[", b"{"):
        return FileKind.JSON
    if head[:1] == b"<":
        other = _OTHER_XML.search(head)
        tag = _HTML_TAG.search(head)
        if other and not (tag and tag.start() < other.start()):
            what = other[1].decode("ascii").lower()
            raise UnsupportedError(f"{path} is XML of the kind <{what}>, which is not read as a report", hint=_SAVE_IT)
        if tag:
            return FileKind.HTML
    ending = path.suffix.lower()
    if ending in _PAGE_ENDINGS and _HTML_TAG.search(_narrow(data[:200_000])):
        return FileKind.HTML
    return FileKind.TEXT


def _narrow(head: bytes) -> bytes:
    """The head with UTF-16's zero bytes taken out, so that one set of patterns reads both."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    if head[:200].count(0) * 3 > len(head[:200]):
        return head.replace(b"\x00", b"")
    return head
