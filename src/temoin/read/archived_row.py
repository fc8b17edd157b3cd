"""Rows of auto-archiver: one archived address each, from its CSV file, its JSON files, or a downloaded copy of its spreadsheet.

The layout is taken from the public source of Bellingcat's auto-archiver (github.com/bellingcat/auto-archiver):

- `csv_db` writes a CSV with the columns `status, metadata, media`; the last two hold Python's print of a dict and of a list of dicts.
- `json_enricher` writes a JSON file with the keys `status`, `metadata`, `media` beside the media of each address; it is written before the files
  are stored, so that it does not know their final names.
- `gsheet_feeder_db` fills a spreadsheet with the columns link, archive status, archive location, archive date, upload timestamp, upload title,
  text content, hash, wacz …; people download it as CSV.
- In `metadata` stand `url`, `title`, `content` (the text of a post), `timestamp` (when it was posted, by the site's word) and `_processed_at` (when
  it was archived). Each entry of `media` has `filename`, `_key` or `key` (its place in the storage), `urls`, and `properties` with `id` and `hash`
  (`SHA-256:…` or `SHA3-512:…`); `_final_media` is the id of the page that sums everything up.

It is assumed that the columns were not renamed (the spreadsheet's can be) and that the CSV lies in the folder itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from temoin.errors import UnreadableError
from temoin.model import TimeRange
from temoin.read.digest import Digest
from temoin.read.literal import read_literal
from temoin.read.metadata import is_web_address
from temoin.read.when import read_page_time

__all__ = ["ArchivedRow", "StoredFile", "is_archiver_heading", "is_archiver_json", "rows_of_csv", "rows_of_json"]

MOST_ROWS = 20_000
_DEEPEST_MEDIA = 4
_FINAL = "_final_media"
_OWN_COLUMNS = frozenset({"status", "metadata", "media"})
_SHEET_COLUMNS = frozenset({"link", "archive status", "archive location"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_HINT = "Give the folder as auto-archiver wrote it, with its CSV or JSON files; or give the pages in it one by one."


@attrs.frozen(kw_only=True)
class StoredFile:
    """A file that auto-archiver stored.

    Args:
        names: under which it may lie, as written: keys and addresses in the storage.
        digest: its hash, where one was noted.
        is_summary: it is the page that auto-archiver wrote itself.
    """

    names: tuple[str, ...]
    digest: Digest | None
    is_summary: bool = False


@attrs.frozen(kw_only=True)
class ArchivedRow:
    """One archived address.

    Args:
        where: the file and row, for messages.
        source: the file, relative to the folder.
        url: that was archived, or `None` where it is no web address.
        title: as the site gave it.
        content: the text of a post.
        posted: when it was posted, by the site's word.
        archived: when it was archived, as written.
        stored: its files.
    """

    where: str
    source: str
    url: str | None
    title: str | None
    content: str
    posted: TimeRange | None
    archived: str
    stored: tuple[StoredFile, ...]

    @property
    def key(self) -> tuple[str | None, str]:
        """What is the same in the CSV and in the JSON file of one address."""
        when = read_page_time(self.archived)
        return self.url, when.start.isoformat() if when else self.archived

    def with_files_of(self, other: ArchivedRow) -> ArchivedRow:
        """This row, completed from what another file says of the same address."""
        return attrs.evolve(self, stored=(*self.stored, *other.stored), content=self.content or other.content, title=self.title or other.title)


def is_archiver_heading(line: str) -> bool:
    """Whether a CSV's first line is auto-archiver's."""
    columns = _columns(line)
    return columns >= _OWN_COLUMNS or "archive location" in columns or "archive status" in columns


def is_archiver_json(value: Any) -> bool:  # noqa: ANN401  # whatever the JSON holds
    """Whether a JSON value is auto-archiver's record of one address."""
    return isinstance(value, dict) and value.keys() >= _OWN_COLUMNS


def _columns(line: str) -> frozenset[str]:
    try:
        return frozenset(cell.strip().lower() for cell in next(csv.reader([line.strip()]), []))
    except csv.Error:
        # Another program's file, and no CSV at all.
        return frozenset()


def rows_of_csv(text: str, path: Path, source: str) -> tuple[ArchivedRow, ...]:
    """The rows of a CSV file.

    Args:
        text: of the file.
        path: for messages.
        source: the file's name in the folder.

    Raises:
        UnreadableError: a row or a cell is not as auto-archiver writes it.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
        cells = [(reader.line_num, row) for row, _ in zip(reader, range(MOST_ROWS + 1), strict=False)]
    except csv.Error as error:
        raise UnreadableError(f"{path}, line {reader.line_num}: {error}", hint=_HINT) from error
    columns = frozenset(reader.fieldnames)
    if len(cells) > MOST_ROWS or not (columns >= _OWN_COLUMNS or columns >= _SHEET_COLUMNS):
        told = f"has the columns {', '.join(sorted(columns))[:200]}" if len(cells) <= MOST_ROWS else f"has more than {MOST_ROWS:,} rows"
        raise UnreadableError(f"{path} {told}, which is no layout of auto-archiver that is known", hint=_HINT)
    make = _own_row if columns >= _OWN_COLUMNS else _sheet_row
    return tuple(row for number, fields in cells if (row := make(fields, f"{path}, line {number}", source)) is not None)


def rows_of_json(value: Mapping[str, Any], path: Path, source: str) -> tuple[ArchivedRow, ...]:
    """The one row of a JSON file."""
    return (_row(value["metadata"], value["media"], str(path), source),)


def _own_row(fields: Mapping[str, str | None], where: str, source: str) -> ArchivedRow:
    metadata = read_literal(fields["metadata"] or "", f"{where}, metadata")
    media = read_literal(fields["media"] or "", f"{where}, media")
    return _row(metadata, media, where, source)


def _row(metadata: Any, media: Any, where: str, source: str) -> ArchivedRow:  # noqa: ANN401  # whatever was written
    if not isinstance(metadata, dict) or not isinstance(media, list) or not isinstance(metadata.get("url"), str):
        raise UnreadableError(f"{where} names no archived address in the way of auto-archiver", hint=_HINT)
    return ArchivedRow(
        where=where,
        source=source,
        url=_address(metadata["url"]),
        title=_text(metadata.get("title")) or None,
        content=_text(metadata.get("content")),
        posted=read_page_time(_text(metadata.get("timestamp"))),
        archived=_text(metadata.get("_processed_at")),
        stored=tuple(_stored(media, where, 0)),
    )


def _stored(media: Sequence[Any], where: str, depth: int) -> list[StoredFile]:
    """The files of a list of media, with those that are kept in the properties of others."""
    found = []
    for entry in media:
        if not isinstance(entry, dict) or not isinstance(entry.get("filename"), str):
            continue
        properties = entry.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        urls = entry.get("urls")
        names = [entry.get("_key"), entry.get("key"), *(urls if isinstance(urls, list) else [])]
        written = properties.get("hash")
        digest = Digest.read(written, where) if isinstance(written, str) and ":" in written else None
        # `filename` is where the file lay before it was stored; another file may bear that name now.
        kept = tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))
        found.append(StoredFile(names=kept, digest=digest, is_summary=properties.get("id") == _FINAL))
        if depth < _DEEPEST_MEDIA:
            inner = [one for value in properties.values() for one in (value if isinstance(value, list) else [value])]
            found += _stored(inner, where, depth + 1)
    return found


def _sheet_row(fields: Mapping[str, str | None], where: str, source: str) -> ArchivedRow | None:
    cells = {name: (value or "").strip() for name, value in fields.items() if isinstance(name, str) and isinstance(value, str | None)}
    places = cells.get("archive location", "").split()
    if not cells.get("link") or not cells.get("archive status"):
        # Not archived yet: the sheet is also the list of what is to be done.
        return None
    written = cells.get("hash", "")
    digest = Digest.read(written, where) if ":" in written else None
    stored = [StoredFile(names=tuple(places), digest=digest, is_summary=True)] if places else []
    stored += [StoredFile(names=(name,), digest=None) for name in cells.get("wacz", "").split()]
    posted = read_page_time(cells.get("upload timestamp", ""))
    return ArchivedRow(
        where=where,
        source=source,
        url=_address(cells["link"]),
        title=cells.get("upload title") or None,
        content=cells.get("text content", ""),
        # The sheet's times are labelled UTC whatever zone they were in.
        posted=attrs.evolve(posted, zone_assumed=True) if posted else None,
        archived=cells.get("archive date", ""),
        stored=tuple(stored),
    )


def _address(text: str) -> str | None:
    return text.strip() if is_web_address(text.strip()) else None


def _text(value: Any) -> str:  # noqa: ANN401  # whatever was written
    return _SURROGATE.sub("\ufffd", value).strip() if isinstance(value, str) else ""
