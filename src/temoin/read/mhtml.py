"""Pages saved by a browser as one file (MHTML, RFC 2557): the article's part is found, decoded and read as a page."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

import attrs

from temoin.errors import UnreadableError, UnsupportedError
from temoin.read.draft import Draft
from temoin.read.page import read_page
from temoin.read.plain import read_plain
from temoin.read.report_facts import ReportFacts

__all__ = ["read_mhtml"]

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_MEDIA_TYPE = "multipart/related"
_ENOUGH = 200
"""A root page with fewer characters of text is a mere frame; the frames inside it are looked at too."""
_MOST_PARTS = 5000
_HINT = "Save the page again from the browser, as 'Web page, single file (.mhtml)' or 'Web page, HTML only'."


def read_mhtml(name: str, data: bytes) -> tuple[Draft, ...]:
    """Read a page saved as one file: one report, or of a live page one for each of its entries.

    The `Date` in its headers is when the page was saved, never when it was published; it is not used.

    Raises:
        UnreadableError: broken, or without a page that holds text.
        UnsupportedError: it holds no page at all.
        TooLargeError: a page in it has more elements than any article.
    """
    try:
        message = message_from_bytes(data)
        pages = _pages(message)
    except (RecursionError, MessageError, ValueError, LookupError) as error:
        raise UnreadableError(f"{name} is a saved page whose parts cannot be told apart", hint=_HINT) from error
    if not pages:
        raise UnsupportedError(f"{name} holds no page, only {message.get_content_type()}", hint=_HINT)
    address = _header(message, "Snapshot-Content-Location")
    root = _read(name, pages[0], address)
    if _length(root) >= _ENOUGH:
        return root
    longest = max((_read(name, page, None) for page in pages[1:]), key=_length, default=())
    if _length(longest) > _length(root) * 2:
        note = "The text stands in a frame of the saved page."
        known = root[0].facts if root else ReportFacts()
        return tuple(attrs.evolve(draft, facts=draft.facts.over(known), notes=(*draft.notes, note)) for draft in longest)
    if not root:
        raise UnreadableError(f"{name} holds no article text", hint="Wait until the page has loaded, then save it again.")
    return root


def _length(drafts: Sequence[Draft]) -> int:
    return sum(len(draft.text) for draft in drafts)


def _pages(message: Message) -> list[Message]:
    """The parts that are pages, the root first (the `start` parameter, the snapshot's own address, or the first)."""
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > _MOST_PARTS:
            break
    pages = [part for part in parts if part.get_content_type() in _PAGE_TYPES]
    if not pages:
        pages = [part for part in parts if part.get_content_type() == "text/plain" and not part.is_multipart()]
    start = str(message.get_param("start", ""))
    snapshot = _header(message, "Snapshot-Content-Location")
    return sorted(pages, key=lambda part: not _is_root(part, start, snapshot))


def _is_root(part: Message, start: str, snapshot: str | None) -> bool:
    if start:
        return _header(part, "Content-ID") == start
    return snapshot is not None and _header(part, "Content-Location") == snapshot


def _read(name: str, part: Message, address: str | None) -> tuple[Draft, ...]:
    """The page in a part, or nothing where it holds no text."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ()
    charset = _charset(part)
    if part.get_content_type() not in _PAGE_TYPES:
        return (attrs.evolve(read_plain(name, payload), media_type=_MEDIA_TYPE),)
    try:
        return read_page(name, payload, charset=charset, saved_from=address or _header(part, "Content-Location"), media_type=_MEDIA_TYPE)
    except UnreadableError:
        return ()


def _charset(part: Message) -> str | None:
    value = part.get_param("charset")
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[-1]
    return str(value) if value else None


def _header(message: Message, name: str) -> str | None:
    value = message.get(name)
    return str(value).strip() if value is not None else None
