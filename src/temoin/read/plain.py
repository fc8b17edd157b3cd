"""Plain text: kept as it is, with its paragraphs and its headline found."""

from __future__ import annotations

import re

from temoin.errors import UnsupportedError
from temoin.read.charset import decode_plain
from temoin.read.draft import Draft
from temoin.read.report_facts import ReportFacts
from temoin.text import OffsetMap

__all__ = ["find_paragraphs", "read_plain"]

_LINE = re.compile(r"[^\r\n\f\x85\u2028\u2029]*(\r\n|[\r\n\f\x85\u2028\u2029]|\Z)")
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",", "»", '"', "”")
_LONGEST_HEADLINE = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01


def read_plain(name: str, data: bytes) -> Draft:
    """Read a plain text.

    Raises:
        UnsupportedError: the bytes are no text.
    """
    decoded = decode_plain(data)
    text = decoded.text
    if len(_CONTROLS.findall(text)) > len(text) * _MOST_CONTROLS:
        raise UnsupportedError(f"{name} is not text", hint="Save the report as plain text (.txt), or the page as .html or .mhtml.")
    paragraphs = find_paragraphs(text)
    return Draft(
        text=text,
        paragraphs=paragraphs,
        offsets=OffsetMap.identity(len(text)),
        facts=ReportFacts(title=_headline(text, paragraphs)),
        media_type="text/plain",
        charset=decoded.charset,
        notes=decoded.notes,
    )


def find_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    r"""The paragraphs of a plain text: what stands between blank lines, without the white space around it.

    Where there is no blank line at all and most lines end a sentence, every line is a paragraph (text copied from a browser); otherwise such
    lines are taken to be broken by hand.

    >>> find_paragraphs("Fire at a plant\n\nThree people died.\nOne is missing.\n")
    ((0, 15), (17, 51))
    """
    lines = [(found.start(), found.start() + len(found[0].rstrip())) for found in _LINE.finditer(text)]
    lines = [(start + len(text[start:end]) - len(text[start:end].lstrip()), end) if end > start else (start, start) for start, end in lines]
    filled = [(start, end) for start, end in lines if end > start]
    if not filled:
        return ()
    inner = lines[lines.index(filled[0]) : lines.index(filled[-1])]
    if all(end > start for start, end in inner):
        closed = sum(text[end - 1] in _SENTENCE_END for _, end in filled)
        return tuple(filled) if closed * 2 > len(filled) else ((filled[0][0], filled[-1][1]),)
    return _joined(lines)


def _joined(lines: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    paragraphs: list[tuple[int, int]] = []
    is_open = False
    for start, end in lines:
        if end <= start:
            is_open = False
        elif is_open:
            paragraphs[-1] = (paragraphs[-1][0], end)
        else:
            paragraphs.append((start, end))
            is_open = True
    return tuple(paragraphs)


def _headline(text: str, paragraphs: tuple[tuple[int, int], ...]) -> str | None:
    """The first paragraph, where it is one short line that does not end a sentence and something follows it."""
    if len(paragraphs) < 2:
        return None
    first = text[slice(*paragraphs[0])]
    is_short = len(first) <= _LONGEST_HEADLINE and "\n" not in first and "\r" not in first
    return first if is_short and not first.endswith((".", "…", ":", ";", ",")) else None
