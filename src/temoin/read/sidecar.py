"""Side-car files: what is known about the reports that were given, one row a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from temoin.errors import OptionError, UnreadableError
from temoin.read.bounds import read_bytes
from temoin.read.charset import decode_plain
from temoin.read.langcode import language_code
from temoin.read.report_facts import ReportFacts
from temoin.read.when import parse_when

__all__ = ["facts_for", "read_sidecar"]

_COLUMNS = ("file", "publisher", "url", "published", "lang", "title", "id")
_KNOWN = ", ".join(_COLUMNS)
_DELIMITERS = ",;\t"


def read_sidecar(path: str | Path) -> dict[str, ReportFacts]:
    """Read a side-car file: CSV with a heading row (commas, semicolons or tabs), or a JSON list of objects.

    Args:
        path: columns or keys are `file`, which is needed, and any of publisher, url, published, lang, title, id.

    Returns:
        The facts by the file's name as it is written there.

    Raises:
        UnreadableError: missing, empty, no table, an unknown column, a file named twice or not at all.
        OptionError: a time that cannot be read or has no zone, an unknown language code.
    """
    path = Path(path)
    if path.is_dir():
        raise UnreadableError(f"{path} is a folder, not a side-car file", hint="Give the CSV or JSON file itself.")
    text = decode_plain(read_bytes(path)).text
    rows = _json_rows(path, text) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(path, text)
    found: dict[str, ReportFacts] = {}
    for number, row in rows:
        where = f"{path}, row {number}"
        written = row.get("file", "").replace("\\", "/")
        name = PurePosixPath(written).as_posix()
        if not written or name == ".":
            raise UnreadableError(f"{where} names no file", hint="Write the report's file name into the column `file`.")
        if name in found:
            raise UnreadableError(f'{where} names "{name}" a second time', hint="Keep one row a file.")
        found[name] = _facts(where, row)
    return found


def facts_for(path: Path, rows: Mapping[str, ReportFacts]) -> tuple[str | None, ReportFacts]:
    """The row that is about a file, by its name or the longest end of its path, and the row's key; `None` and no facts where there is none."""
    parts = path.absolute().parts
    ends = (PurePosixPath(*parts[start:]).as_posix() for start in range(len(parts)))
    best = next((end for end in ends if end in rows), None)
    return (best, rows[best]) if best is not None else (None, ReportFacts())


def _csv_rows(path: Path, text: str) -> list[tuple[int, dict[str, str]]]:
    heading = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader]
    except csv.Error as error:
        raise UnreadableError(f"{path}, line {reader.line_num}: {error}", hint="Save the table again as CSV in UTF-8.") from error
    filled = [(number, line) for number, line in lines if any(line)]
    columns = [column.lower() for column in filled[0][1]]
    _check_columns(path, columns)
    for number, line in filled[1:]:
        if len(line) > len(columns) and any(line[len(columns) :]):
            raise UnreadableError(
                f"{path}, line {number} has {len(line)} cells under {len(columns)} columns", hint='Put cells that hold the delimiter in "quotes".'
            )
    return [(number, dict(zip(columns, line, strict=False))) for number, line in filled[1:]]


def _json_rows(path: Path, text: str) -> list[tuple[int, dict[str, str]]]:
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{path} is not sound JSON: {error}", hint=f"Write a list of objects with the keys {_KNOWN}.") from error
    rows = document if isinstance(document, list) else [document]
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not all(isinstance(value, str | None) for value in row.values()):
            raise UnreadableError(f"{path}, row {number} is not an object of strings", hint=f"Write a list of objects with the keys {_KNOWN}.")
        _check_columns(path, list(row))
    return [(number, {key: (value or "").strip() for key, value in row.items()}) for number, row in enumerate(rows, 1)]


def _check_columns(path: Path, columns: list[str]) -> None:
    unknown = [column for column in columns if column not in _COLUMNS]
    if unknown:
        shown = ", ".join(f'"{column[:40]}"' for column in unknown[:5])
        raise UnreadableError(f"{path} has unknown columns: {shown}", hint=f"The columns are {_KNOWN}.")
    if len(set(columns)) < len(columns):
        raise UnreadableError(f"{path} has a column twice", hint=f"The columns are {_KNOWN}.")
    if "file" not in columns:
        raise UnreadableError(f"{path} has no column `file`", hint=f"The columns are {_KNOWN}; `file` says which report a row is about.")


def _facts(where: str, row: Mapping[str, str]) -> ReportFacts:
    lang = row.get("lang") or None
    code = language_code(lang) if lang else None
    if lang and code is None:
        raise OptionError(f'{where}: "{lang}" is no language code', hint="Write an ISO 639-1 code, for instance fr, en, uk, ru, de, it or es.")
    try:
        published = parse_when(row["published"]) if row.get("published") else None
    except OptionError as error:
        raise OptionError(f"{where}: {error.message}", hint=error.hint) from error
    return ReportFacts(
        publisher=row.get("publisher") or None,
        url=row.get("url") or None,
        published=published,
        lang=code,
        title=row.get("title") or None,
        id=row.get("id") or None,
    )
