"""`Draft`: a report as its file gives it, before what else is known is laid over it."""

from __future__ import annotations

import attrs

from temoin.read.report_facts import ReportFacts
from temoin.text import OffsetMap

__all__ = ["Draft"]


@attrs.frozen(kw_only=True)
class Draft:
    """What one reader took out of a file.

    Args:
        text: what was published.
        paragraphs: half-open ranges of `text`.
        offsets: from `text` to the decoded file, part or field.
        pages: where each page begins in `text`, where the file has pages.
        facts: what the file itself says about the report.
        media_type: of the file.
        charset: of the file or part.
        notes: what had to be assumed.
        entry: its number among the entries of a live page, or `None` where it is a whole report.
    """

    text: str
    paragraphs: tuple[tuple[int, int], ...]
    offsets: OffsetMap
    pages: tuple[int, ...] = ()
    facts: ReportFacts = attrs.field(factory=ReportFacts)
    media_type: str
    charset: str
    notes: tuple[str, ...] = ()
    entry: int | None = None
