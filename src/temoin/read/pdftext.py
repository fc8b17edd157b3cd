"""The lines of a PDF's pages to paragraphs: broken words made whole, running heads and page numbers left out, every letter traceable."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import attrs

from temoin.read.pdflines import Line, in_order
from temoin.text import OffsetMap

__all__ = ["PdfText", "join_lines"]

_MARGIN_LINES = 3
"""A running head or foot is among the first or last so many lines of a page."""
_LEAST_REPEATS = 2
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|p\.|seite|s\.|pagina|página|pág\.|стор\.|сторінка|стр\.|страница)\s*)?\d{1,4}(?:\s*(?:/|of|von|sur|de|di|з|из)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_HYPHENS = "-\u00ad\u2010"
_KEPT_BEFORE = frozenset(["und", "oder", "bzw", "and", "or", "et", "ou", "e", "o", "y", "y/o", "та", "і", "й", "или", "и"])
"""Words before which a hyphen at a line's end stands for a left-out word ("Öl- und Gaswerk")."""
_PITCH = 1.3
"""A gap of so many usual line pitches parts two paragraphs."""
_OTHER_SIZE = 1.15
_INDENT = 0.7
"""A line begun so many line heights further in than its column begins a paragraph."""
_SHORT = 3.0
"""A line that ends so many line heights before its column does is a paragraph's last."""
_LONGEST_TITLE = 200
_LARGER = 1.25


@attrs.frozen(kw_only=True)
class PdfText:
    """What a PDF says.

    Args:
        text: its paragraphs, with a blank line between two.
        paragraphs: half-open ranges of `text`.
        offsets: from `text` to the lines of the pages in the order of reading, running heads first, a line feed after each and after each page.
        pages: where each page begins in `text`.
        headline: the words of the largest letters at the head of the first page, or `None`.
    """

    text: str
    paragraphs: tuple[tuple[int, int], ...]
    offsets: OffsetMap
    pages: tuple[int, ...]
    headline: str | None


@attrs.frozen(kw_only=True)
class _Placed:
    """A line, and where it stands in the pages' lines put one after another."""

    line: Line
    page: int
    start: int
    is_margin: bool

    @property
    def end(self) -> int:
        return self.start + len(self.line.text)


@attrs.frozen
class _Column:
    """The edges of a column and the usual way from one of its lines to the next, in points."""

    left: float
    right: float
    pitch: float


def join_lines(pages: Sequence[Sequence[Line]]) -> PdfText:
    """The paragraphs of a document, from the stretches of words on its pages."""
    placed = [one for one in _place(pages) if not one.is_margin]
    words = Counter(word for one in placed for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", one.line.text))
    columns = _columns(placed)
    writer = _Writer(words)
    for before, one in zip([None, *placed], placed, strict=False):
        writer.write(one, begins=before is None or _begins(before, one, columns[one.page, one.line.column]))
    return writer.finish(len(pages), _headline(placed))


def _place(pages: Sequence[Sequence[Line]]) -> list[_Placed]:
    """The lines of all pages in the order of reading, the running heads of each page before its columns."""
    running = _running(pages)
    placed, start = [], 0
    for number, lines in enumerate(pages):
        margin = [line for line in _edges(lines) if _shape(line) in running or _is_page_number(line, lines)]
        for line in (*margin, *in_order([line for line in lines if line not in margin])):
            placed.append(_Placed(line=line, page=number, start=start, is_margin=line in margin))
            start += len(line.text) + 1
        start += 1
    return placed


def _is_page_number(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line is nothing but a page's number, and stands alone at its height: no cell of a table."""
    is_alone = not any(other is not line and other.bottom < line.top and line.bottom < other.top for other in lines)
    return is_alone and _PAGE_NUMBER.fullmatch(line.text) is not None


def _edges(lines: Sequence[Line]) -> list[Line]:
    """The highest and the lowest lines of a page."""
    ordered = sorted(lines, key=lambda line: -line.bottom)
    return ordered if len(ordered) <= 2 * _MARGIN_LINES else ordered[:_MARGIN_LINES] + ordered[-_MARGIN_LINES:]


def _shape(line: Line) -> tuple[str, int]:
    """A line without its numbers, and its height on the page: the same from page to page for running heads."""
    return _DIGITS.sub("#", line.text).casefold(), round(line.bottom / 4)


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[tuple[str, int]]:
    """The lines at the edges of pages that come back at the same height on another page, on a third of the pages or more."""
    seen = Counter(shape for lines in pages for shape in {_shape(line) for line in _edges(lines)})
    return frozenset(shape for shape, count in seen.items() if count >= max(_LEAST_REPEATS, len(pages) / 3))


def _columns(placed: Sequence[_Placed]) -> dict[tuple[int, int], _Column]:
    """The measures of each column, by its page and number."""
    held: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for one in placed:
        held[one.page, one.line.column].append(one.line)
    columns = {}
    for key, lines in held.items():
        pitches = sorted(above.bottom - below.bottom for above, below in itertools.pairwise(lines))
        pitch = pitches[len(pitches) // 4] if pitches else 0.0
        columns[key] = _Column(min(line.left for line in lines), max(line.right for line in lines), pitch)
    return columns


def _begins(before: _Placed, one: _Placed, column: _Column) -> bool:
    """Whether a line begins a paragraph."""
    last, line = before.line, one.line
    if last.is_row or line.is_row:
        return True
    is_other_size = max(last.height, line.height) > _OTHER_SIZE * min(last.height, line.height)
    is_open = _SENTENCE_END.search(last.text) is None
    if before.page != one.page or last.column != line.column:
        return is_other_size or not is_open or not (line.text[:1].islower() or line.text[:1].isdigit() or last.text[-1:] in _HYPHENS)
    if is_other_size:
        return True
    if last.bottom - line.bottom > _PITCH * max(column.pitch, line.height):
        return True
    is_indented = line.left - column.left > _INDENT * line.height and last.left - column.left <= _INDENT * line.height
    return not is_open and (is_indented or column.right - last.right > _SHORT * line.height)


def _headline(placed: Sequence[_Placed]) -> str | None:
    """The largest lines at the head of the first page, where they are larger than the rest and not a paragraph."""
    first = [one.line for one in placed if one.page == 0]
    if not first:
        return None
    usual = sorted(one.line.height for one in placed)[len(placed) // 2]
    largest = max(line.height for line in first[: len(first) // 2 + 1])
    if largest < _LARGER * usual:
        return None
    begin = next(index for index, line in enumerate(first) if line.height == largest)
    lines = []
    for line in first[begin:]:
        if line.height * _OTHER_SIZE < largest:
            break
        lines.append(line.text)
    title = " ".join(lines)
    return title if len(title) <= _LONGEST_TITLE else None


class _Writer:
    """Builds the text and its pieces."""

    def __init__(self, words: Counter[str]) -> None:
        self.words = words
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int]] = []
        self.length = 0
        self.paragraphs: list[tuple[int, int]] = []
        self.begun = 0
        self.starts: dict[int, int] = {}
        self.held: _Placed | None = None

    def write(self, one: _Placed, *, begins: bool) -> None:
        """Take in the next line; the one before is written once it is known what follows it."""
        if self.held is not None:
            self._line(self.held, None if begins else one.line.text)
            if begins:
                self._close()
                self._add("\n\n", self.held.end, 1)
                self.begun = self.length
        self.held = one

    def _line(self, one: _Placed, following: str | None) -> None:
        """A line and what joins it to the next."""
        self.starts.setdefault(one.page, self.length)
        text = one.line.text
        glue = "" if following is None else self._glue(text, following)
        if glue is None:
            self._add(text[:-1], one.start, len(text) - 1)
            return
        self._add(text, one.start, len(text))
        self._add(glue, one.end, 1)

    def _glue(self, text: str, following: str) -> str | None:
        """What stands between two lines: a space, nothing after a hyphen that stays, `None` for a hyphen that goes."""
        if text[-1:] not in _HYPHENS or not text[-2:-1].isalpha():
            return "" if text[-1:] == "-" and text[-2:-1].isdigit() else " "
        head, tail = re.findall(r"[^\W_]*", text[:-1])[-2], re.match(r"[^\W\d_]*", following)
        after = tail[0] if tail else ""
        if text[-1] != "\u00ad" and after in _KEPT_BEFORE:
            return " "
        is_compound = self.words[f"{head}-{after}"] > self.words[f"{head}{after}"]
        return "" if text[-1] != "\u00ad" and (is_compound or not after[:1].islower()) else None

    def _add(self, made: str, start: int, length: int) -> None:
        if made:
            self.pieces.append((self.length, start, length))
            self.parts.append(made)
            self.length += len(made)

    def _close(self) -> None:
        if self.length > self.begun:
            self.paragraphs.append((self.begun, self.length))

    def finish(self, pages: int, headline: str | None) -> PdfText:
        """The whole text."""
        if self.held is not None:
            self._line(self.held, None)
            self._close()
        starts = [self.length] * (pages + 1)
        for page in reversed(range(pages)):
            starts[page] = self.starts.get(page, starts[page + 1])
        return PdfText(
            text="".join(self.parts),
            paragraphs=tuple(self.paragraphs),
            offsets=OffsetMap.from_pieces(self.pieces, length=self.length),
            pages=tuple(starts[:pages]),
            headline=headline,
        )
