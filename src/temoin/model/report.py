"""`Report`: one published text."""

from __future__ import annotations

from bisect import bisect_right

import attrs

from temoin.model.time import TimeRange
from temoin.text import OffsetMap, Span

__all__ = ["Report"]


@attrs.frozen(kw_only=True)
class Report:
    """One published text; not an event, not a fact, and not the page around it.

    Args:
        id: short name, unique in a case.
        publisher: who published it, or `None` where nothing says so.
        url: where it was published, or `None`.
        published: when, or `None`; a day where only the day is known.
        lang: ISO 639-1 code, or `None` where it cannot be told.
        title: the headline, or "" where there is none.
        text: what was published, without the page around it; every `Span` counts its code points.
        paragraphs: half-open ranges of `text`, in order.
        sha256: of the file's bytes, hex.
        media_type: of the file.
        charset: in which the file's bytes were read.
        offsets: from `text` to the decoded file.
        pages: where each page begins in `text`; empty where the file has no pages.
        notes: what the reader had to assume, in plain English.
    """

    id: str
    publisher: str | None = None
    url: str | None = None
    published: TimeRange | None = None
    lang: str | None = None
    title: str = ""
    text: str
    paragraphs: tuple[tuple[int, int], ...] = ()
    sha256: str
    media_type: str = "text/plain"
    charset: str = "utf-8"
    offsets: OffsetMap
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`."""
        return Span.of(self.text, start, end)

    def page_of(self, span: Span) -> int | None:
        """The page on which a span begins, counted from 1, or `None` where the file has no pages."""
        return bisect_right(self.pages, span.start) or None
