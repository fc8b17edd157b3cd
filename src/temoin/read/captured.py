"""Web archives: which of their records are pages that a person would read, and what the archive's own hashes say of them."""

from __future__ import annotations

import io
import logging
import re
from urllib.parse import urldefrag, urlsplit

import attrs

from temoin.errors import InputError, TooLargeError, UnreadableError, UnsupportedError
from temoin.read.bounds import MOST_BYTES, refuse_binary
from temoin.read.digest import Digest, check_digest
from temoin.read.http_response import HttpResponse, charset, media_type, read_response
from temoin.read.metadata import is_web_address
from temoin.read.warc import WarcRecord, read_records

__all__ = ["PAGE_TYPES", "Capture", "Captures", "read_captures", "same_page"]

_log = logging.getLogger(__name__)

MOST_PAGES = 500
"""Pages that are taken from one archive."""
MOST_KEPT_BYTES = 200_000_000
"""Bytes of all pages that are kept of one archive."""

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
"""Media types of pages."""
_NOT_READ = re.compile(r"/(?:robots|ads|app-ads|security|humans|llms)\.txt\Z", re.IGNORECASE)
"""Texts that servers hold for machines."""
_FETCHED_FOR = re.compile(rb"^sec-fetch-dest:[ \t]*([a-z]{1,20})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HINT = "Save the page from a browser as 'Web page, single file (.mhtml)' and give that."


@attrs.frozen(kw_only=True)
class Capture:
    """One page in an archive.

    Args:
        where: file and record, for messages.
        number: of the record.
        record_id: as the archive names it, or "".
        url: from which it was fetched, or `None` where that is no web address.
        captured: when it was fetched, as the archive writes it.
        media_type: as the server declared it.
        charset: as the server declared it.
        body: without transfer and content codings.
        notes: on hashes, lengths and codings.
    """

    where: str
    number: int
    record_id: str
    url: str | None
    captured: str
    media_type: str
    charset: str | None
    body: bytes
    notes: tuple[str, ...]


@attrs.define(kw_only=True)
class Captures:
    """What was found in the WARC files of one archive.

    Args:
        pages: in their order.
        records: how many were looked at.
        problems: pages that cannot be read, as errors.
        fetched_for: what a record was fetched for, by its id.
        kept: bytes of the pages.
    """

    pages: list[Capture] = attrs.field(factory=list)
    records: int = 0
    problems: list[InputError] = attrs.field(factory=list)
    fetched_for: dict[str, str] = attrs.field(factory=dict)
    kept: int = 0

    def add(self, page: Capture) -> None:
        """Keep a page; the same bytes from the same address count once.

        Raises:
            TooLargeError: there are more pages, or larger ones, than any archive of reports holds.
        """
        if any(page.url == other.url and page.body == other.body for other in self.pages):
            return
        self.kept += len(page.body)
        if len(self.pages) >= MOST_PAGES or self.kept > MOST_KEPT_BYTES:
            raise TooLargeError(
                f"{page.where}: the archive holds more than {MOST_PAGES} pages or {MOST_KEPT_BYTES / 1e6:.0f} MB of them",
                hint="Give an archive of the pages that matter alone.",
            )
        self.pages.append(page)


def read_captures(stream: io.BufferedReader, name: str, found: Captures, *, only: frozenset[str] = frozenset()) -> None:
    """Read one WARC file's pages into `found`.

    Args:
        stream: of the unpacked bytes.
        name: of the file, for messages.
        found: what the archive's other files held; it is added to.
        only: addresses of the pages that are wanted; all where there are none.

    Raises:
        UnreadableError: the file is damaged, or a record does not fit the archive's own hash of it.
        UnsupportedError: another version of WARC.
        TooLargeError: over a bound.
    """
    for record in read_records(stream, name):
        found.records += 1
        if record.kind == "request":
            _note_purpose(record, found)
            continue
        if record.kind not in {"response", "resource"}:
            continue
        url = _address(record)
        if url is None or (only and same_page(url) not in only):
            continue
        try:
            page = _capture(record, url)
        except (UnsupportedError, _BadRecordError, TooLargeError) as problem:
            _log.info("%s", problem.message)
            found.problems.append(problem)
            continue
        if page is not None:
            found.add(page)


class _BadRecordError(UnreadableError):
    """One record that cannot be read, where its archive is sound: others are read on."""


def same_page(url: str) -> str:
    """An address without what does not tell two pages apart."""
    return urldefrag(url)[0].rstrip("/")


def _address(record: WarcRecord) -> str | None:
    """The address of a record that can be a page; urn:, dns: and the like hold what tools wrote about pages."""
    url = record.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">").strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https", "ftp", "file"} and not _NOT_READ.search(parts.path) else None


def _note_purpose(record: WarcRecord, found: Captures) -> None:
    purpose = _FETCHED_FOR.search(record.block[:16_000])
    if purpose:
        for record_id in record.fields.get("warc-concurrent-to", "").splitlines():
            found.fetched_for[record_id.strip()] = purpose[1].decode("ascii").lower()


def _capture(record: WarcRecord, url: str) -> Capture | None:
    """The page in a record, or `None` where it is none: pictures, scripts, redirections, pages of errors."""
    response = None
    if record.kind == "response":
        if not record.fields.get("content-type", "application/http").lower().startswith("application/http"):
            return None
        response = _response(record)
    declared = response.fields.get("content-type", "") if response else record.fields.get("content-type", "")
    kind = media_type(declared)
    if kind not in PAGE_TYPES and kind != "text/plain":
        return None
    if response and not 200 <= response.status < 300:
        return None
    if not record.is_whole:
        raise TooLargeError(f"{record.where} is a page of more than {MOST_BYTES / 1e6:.0f} MB", hint=_HINT)
    payload_note = _check_payload(record, response)
    body, notes = _body(record, response)
    if not body.strip(b" \t\r\n\f\v\x00"):
        return None
    refuse_binary(f"{record.where}, declared as {kind},", body)
    return Capture(
        where=record.where,
        number=record.number,
        record_id=record.fields.get("warc-record-id", ""),
        url=url if is_web_address(url) else None,
        captured=record.fields.get("warc-date", ""),
        media_type=kind,
        charset=charset(declared),
        body=body,
        notes=(*_about_hashes(record, payload_note), *_about_length(record, response), *notes),
    )


def _response(record: WarcRecord) -> HttpResponse:
    try:
        return read_response(record.block, record.where)
    except UnreadableError as error:
        raise _BadRecordError(error.message, hint=error.hint) from error


def _check_payload(record: WarcRecord, response: HttpResponse | None) -> str | None:
    """What the payload's own hash says. Writers hash the body with its chunks or without them; either is taken.

    Raises:
        UnreadableError: it does not fit.
    """
    if "warc-payload-digest" not in record.fields:
        return None
    digest = Digest.read(record.fields["warc-payload-digest"], record.where)
    candidates = [response.stored if response else record.block]
    if response:
        try:
            candidates.append(response.without_chunks(record.where)[0])
        except InputError:
            # The stored form is still held against the hash; that the chunks are broken is told when the body is read.
            _log.debug("%s: chunks cannot be undone", record.where)
    return check_digest(digest, candidates, where=record.where, what="the payload")


def _body(record: WarcRecord, response: HttpResponse | None) -> tuple[bytes, tuple[str, ...]]:
    if response is None:
        return record.block, ()
    try:
        return response.body(record.where)
    except UnreadableError as error:
        raise _BadRecordError(error.message, hint=error.hint) from error


def _about_hashes(record: WarcRecord, payload_note: str | None) -> tuple[str, ...]:
    notes = (*record.notes, *([payload_note] if payload_note else []))
    return notes or ("The archive keeps no hash of this record.",)


def _about_length(record: WarcRecord, response: HttpResponse | None) -> tuple[str, ...]:
    notes = []
    if record.fields.get("warc-truncated"):
        notes.append(f"The archive says that it cut this record off: {record.fields['warc-truncated'][:40]}.")
    stated = response.fields.get("content-length", "") if response else ""
    if response and re.fullmatch(r"[0-9]{1,18}", stated) and "transfer-encoding" not in response.fields and "content-encoding" not in response.fields:
        have = len(response.stored)
        if int(stated) != have:
            notes.append(f"The server announced {int(stated):,} bytes; the archive holds {have:,}.")
    return tuple(notes)
