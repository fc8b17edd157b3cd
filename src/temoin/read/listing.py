"""JSON lists of reports: `id, lang?, publisher, published, title, text`; anything else in them is passed over."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from temoin.errors import UnreadableError
from temoin.model import TimeRange
from temoin.read.charset import decode_plain
from temoin.read.draft import Draft
from temoin.read.langcode import language_code
from temoin.read.plain import find_paragraphs
from temoin.read.report_facts import ReportFacts
from temoin.read.when import read_page_time
from temoin.text import OffsetMap

__all__ = ["read_listing"]

_HINT = "A list of reports is [{id, publisher, published, title, text}, …]; only `text` is needed."
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_listing(path: Path, data: bytes) -> tuple[Draft, ...]:
    """Read a JSON list of reports, or nothing where the file only begins like one and is not named .json.

    Raises:
        UnreadableError: not sound JSON, no list of reports, or a report without words.
    """
    decoded = decode_plain(data)
    try:
        document: Any = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        if path.suffix.lower() != ".json" and decoded.text.lstrip()[:2] not in {"[{", "[]"}:
            return ()
        reason = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise UnreadableError(f"{path} is not sound JSON: {reason}", hint=_HINT) from error
    entries = document.get("reports", [document]) if isinstance(document, dict) else document
    if not isinstance(entries, list) or not entries:
        raise UnreadableError(f"{path} holds no list of reports", hint=_HINT)
    return tuple(_draft(f"{path}, report {number}", path, number, entry, decoded.charset) for number, entry in enumerate(entries, 1))


def _draft(where: str, path: Path, number: int, entry: Any, charset: str) -> Draft:  # noqa: ANN401  # whatever the JSON holds
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise UnreadableError(f"{where} has no `text`", hint=_HINT)
    fields = {name: _field(where, entry, name) for name in ("id", "lang", "publisher", "published", "title", "url")}
    text, lost = _SURROGATE.subn("\ufffd", entry["text"])
    if not any(character.isalnum() for character in text):
        raise UnreadableError(f"{where} holds no words", hint=_HINT)
    notes = (f"{lost} broken characters were replaced by \ufffd.",) if lost else ()
    return Draft(
        text=text,
        paragraphs=find_paragraphs(text),
        offsets=OffsetMap.identity(len(text)),
        facts=ReportFacts(
            id=fields["id"] or f"{path.stem}-{number}",
            lang=language_code(fields["lang"]) if fields["lang"] else None,
            publisher=fields["publisher"],
            published=_published(where, fields["published"]),
            title=fields["title"],
            url=fields["url"],
        ),
        media_type="application/json",
        charset=charset,
        notes=notes,
    )


def _field(where: str, entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if value is None:
        return None
    if isinstance(value, int) and name == "id":
        return str(value)
    if not isinstance(value, str):
        raise UnreadableError(f"{where}: `{name}` is not a string", hint=_HINT)
    return _SURROGATE.sub("\ufffd", value).strip() or None


def _published(where: str, text: str | None) -> TimeRange | None:
    if text is None:
        return None
    when = read_page_time(text)
    if when is None:
        raise UnreadableError(
            f'{where}: `published` is "{text[:60]}", which is not a time', hint="Write ISO 8601 with a zone: 2025-07-03T08:00+02:00."
        )
    return when
