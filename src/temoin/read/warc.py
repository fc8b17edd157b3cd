"""WARC files (ISO 28500, versions 1.0 and 1.1): records one by one, their lengths and block hashes checked, nothing believed.

A record is a version line, named fields, an empty line, a block of `Content-Length` bytes, and two empty lines. In `.warc.gz` each record is a
gzip member of its own; members are read on as one stream.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator

import attrs

from temoin.errors import TooLargeError, UnreadableError, UnsupportedError
from temoin.read.bounds import MOST_BYTES
from temoin.read.digest import Digest, mismatch

__all__ = ["MOST_RECORDS", "WarcRecord", "read_records"]

MOST_RECORDS = 200_000
"""Records of one file; a page with all it loads makes some hundred to some thousand."""

_MOST_FIELDS = 200
_MOST_HEAD_BYTES = 64_000
_HEAD_OF_LARGE = 64_000
"""Bytes that are kept of a block over the bound, to tell what it is."""
_KEPT = frozenset({"response", "resource", "request"})
_VERSION = re.compile(rb"WARC/(\d{1,3}\.\d{1,3})\r?\n")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SEVERAL = frozenset({"warc-concurrent-to"})
_BLOCK = 1 << 16
_HINT = "Get the archive again: it is damaged, was not fully downloaded, or was altered."


@attrs.frozen(kw_only=True)
class WarcRecord:
    """One record.

    Args:
        where: file, number, kind and address, for messages.
        number: from 1.
        kind: `WARC-Type`: response, resource, request, revisit, warcinfo …
        fields: its named fields by their names in lower case; several of a name are joined by line breaks.
        block: its bytes; the first of them alone where it is over the bound, none where its kind holds no text.
        is_whole: the block is there to its end.
        notes: what the hash of its block said.
    """

    where: str
    number: int
    kind: str
    fields: dict[str, str]
    block: bytes
    is_whole: bool
    notes: tuple[str, ...] = ()


def read_records(stream: io.BufferedReader, name: str) -> Iterator[WarcRecord]:
    """Read a WARC file's records in their order.

    Args:
        stream: of the unpacked bytes.
        name: of the file, for messages.

    Raises:
        UnreadableError: a record is cut off, its length is a lie, a field is malformed, or a block does not fit its own hash.
        UnsupportedError: an older or newer version of the format.
        TooLargeError: there are more records, or more fields in one, than any archive holds.
    """
    number = 0
    while _skip_newlines(stream):
        number += 1
        if number > MOST_RECORDS:
            raise TooLargeError(f"{name} holds more than {MOST_RECORDS:,} records", hint="Give an archive of the pages that matter alone.")
        yield _record(stream, name, number)
    if not number:
        raise UnreadableError(f"{name} holds no record", hint=_HINT)


def _skip_newlines(stream: io.BufferedReader) -> bool:
    """Go to the next record; whether there is one. Writers differ in how many line breaks they leave behind."""
    while head := stream.peek(1)[:_BLOCK]:
        blank = len(head) - len(head.lstrip(b"\r\n"))
        stream.read(blank)
        if blank < len(head):
            return True
    return False


def _record(stream: io.BufferedReader, name: str, number: int) -> WarcRecord:
    where = f"{name}, record {number}"
    fields = _fields(stream, where, is_first=number == 1)
    kind = fields.get("warc-type", "").lower()
    address = _CONTROLS.sub("", fields.get("warc-target-uri", ""))[:120]
    where = f"{where} ({kind or 'no type'}{' ' if address else ''}{address})"
    length = fields.get("content-length", "")
    if not kind or not re.fullmatch(r"[0-9]{1,18}", length):
        raise UnreadableError(f"{where} states no {'length' if kind else 'type'}", hint=_HINT)
    digest = Digest.read(fields["warc-block-digest"], where) if "warc-block-digest" in fields else None
    block, is_whole, notes = _block(stream, int(length), where, digest, is_kept=kind in _KEPT)
    return WarcRecord(where=where, number=number, kind=kind, fields=fields, block=block, is_whole=is_whole, notes=notes)


def _fields(stream: io.BufferedReader, where: str, *, is_first: bool) -> dict[str, str]:
    line = stream.readline(_BLOCK)
    version = _VERSION.fullmatch(line)
    if version is None:
        before = "" if is_first else ": the record before it is longer or shorter than it says"
        raise UnreadableError(f"{where} does not begin like one{before}", hint=_HINT)
    if version[1] not in {b"1.0", b"1.1"}:
        raise UnsupportedError(f"{where} is WARC {version[1].decode('ascii')}", hint="Convert the archive to WARC 1.1, or save the page as .mhtml.")
    lines: list[str] = []
    left = _MOST_HEAD_BYTES
    while (line := stream.readline(left)) not in {b"\r\n", b"\n"}:
        left -= len(line)
        if not line.endswith(b"\n"):
            if left > 0:
                raise UnreadableError(f"{where} is cut off within its fields", hint=_HINT)
            raise TooLargeError(f"{where} has fields of more than {_MOST_HEAD_BYTES:,} bytes", hint=_HINT)
        text = line.decode("utf-8", errors="replace").removesuffix("\n").removesuffix("\r")
        if text[:1] in {" ", "\t"} and lines:
            lines[-1] += f" {text.strip()}"
        else:
            lines.append(text)
    if len(lines) > _MOST_FIELDS:
        raise TooLargeError(f"{where} has more than {_MOST_FIELDS} fields", hint=_HINT)
    return _parsed(lines, where)


def _parsed(lines: list[str], where: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.partition(":")
        name, value = key.lower(), value.strip()
        if not colon or not _NAME.fullmatch(name) or _CONTROLS.search(value):
            raise UnreadableError(f"{where} has a malformed field: {line[:60]!r}", hint=_HINT)
        if name not in fields:
            fields[name] = value
        elif name in _SEVERAL:
            fields[name] += f"\n{value}"
        elif fields[name] != value:
            raise UnreadableError(f"{where} states its {key[:40]} twice, and differently", hint=_HINT)
    return fields


def _block(stream: io.BufferedReader, length: int, where: str, digest: Digest | None, *, is_kept: bool) -> tuple[bytes, bool, tuple[str, ...]]:
    """The block as far as it is kept, whether that is all of it, and what its hash said; the stream then stands behind it."""
    keep = (length if length <= MOST_BYTES else _HEAD_OF_LARGE) if is_kept else 0
    algorithm = digest.algorithm if digest else None
    running = hashlib.new(algorithm, usedforsecurity=False) if algorithm else None
    kept = bytearray()
    left = length
    while left:
        piece = stream.read(min(left, _BLOCK))
        if not piece:
            raise UnreadableError(f"{where} is cut off: {length - left:,} of its {length:,} bytes are there", hint=_HINT)
        left -= len(piece)
        if running:
            running.update(piece)
        if len(kept) < keep:
            kept += piece[: keep - len(kept)]
    _end(stream, where)
    notes: tuple[str, ...] = ()
    if digest and running:
        if running.digest() != digest.value:
            raise mismatch(digest, where=where, what="the record")
        notes = (f"The archive's own {digest.shown} of the whole record holds.",)
    return bytes(kept), len(kept) == length, notes


def _end(stream: io.BufferedReader, where: str) -> None:
    """Behind a block stand two line breaks; anything else shows that the length was a lie, or that the file was cut off just here."""
    found = stream.read(2)
    if found == b"\r\n":
        found += stream.read(2)
    if found not in {b"\r\n\r\n", b"\n\n"}:
        raise UnreadableError(f"{where} does not end where it says that it does", hint=_HINT)
