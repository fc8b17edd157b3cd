"""A page's paragraphs: what stands between two block boundaries, rendered as a browser would, every code point with its place."""

from __future__ import annotations

import re

import attrs

from temoin.read.entities import iter_pieces
from temoin.read.markup import BLOCK_TAGS, Element, Markup, StepKind

__all__ = ["Block", "Piece", "find_blocks", "is_hidden"]

Piece = tuple[int, int, int]
"""(start in the block's text, start in the source, length in the source), as `OffsetMap.from_pieces` takes it."""

_NO_TEXT = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "noembed", "noframes", "object", "embed", "applet"),
        *("canvas", "audio", "video", "map", "head", "title", "textarea", "select", "option", "optgroup", "datalist", "button"),
        *("progress", "meter", "dialog", "del", "s", "strike", "xmp", "rp", "rt", "frameset"),
    )
)
"""Elements whose content is not what was published: code, controls, embedded media, struck-out words, readings over letters."""

_UNSEEN = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|u-hidden|is-hidden|assistive-text)(?:\s|$)", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]|\x00+")
_SPACES = " \t\n\r\f"
_CELLS = frozenset({"td", "th"})


@attrs.frozen(kw_only=True, eq=False)
class Block:
    """One paragraph, heading, list item or table row.

    Args:
        owner: index of the innermost block element around it.
        tag: the owner's.
        text: as a browser shows it, without white space at the ends; `<br>` is a line feed.
        pieces: where its code points stand in the source.
        end: one past its last code point in the source.
        link_share: share of its code points inside links, 0 to 1.
    """

    owner: int
    tag: str
    text: str
    pieces: tuple[Piece, ...]
    end: int
    link_share: float

    @property
    def start(self) -> int:
        """First code point in the source."""
        return self.pieces[0][1]


def is_hidden(element: Element) -> bool:
    """Whether a browser shows nothing of an element, as far as its own attributes say."""
    found = element.attributes
    return (
        "hidden" in found
        or found.get("aria-hidden", "").strip().lower() == "true"
        or _NOT_SHOWN.search(found.get("style", "")) is not None
        or _UNSEEN.search(found.get("class", "")) is not None
    )


def find_blocks(markup: Markup) -> list[Block]:
    """All paragraphs of a page, its furniture included, in order."""
    return _Blocks(markup).collect()


class _Blocks:
    """The state of one walk over a page's steps."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.found: list[Block] = []
        size = len(markup.elements)
        self.owner = [0] * size
        self.is_silent = [False] * size
        self.is_link = [False] * size
        self.is_kept_white = [False] * size
        self.layout_rows, self.row = _rows(markup.elements)
        self.writer = _Writer(markup.source)

    def collect(self) -> list[Block]:
        for step in self.markup.steps:
            element = self.markup.elements[step.element]
            if step.kind is StepKind.OPEN:
                self._open(step.element, element)
            elif step.kind is StepKind.TEXT and not self.is_silent[step.element]:
                self.writer.read(step.start, step.end, in_link=self.is_link[step.element], keeps_white=self.is_kept_white[step.element])
            elif step.kind is StepKind.CLOSE and self._is_block(step.element, element):
                self._flush(step.element)
        self._flush(0)
        return self.found

    def _open(self, index: int, element: Element) -> None:
        parent, tag = max(element.parent, 0), element.tag
        is_block = self._is_block(index, element)
        if is_block:
            self._flush(parent)
        self.owner[index] = index if is_block else self.owner[parent]
        self.is_silent[index] = self.is_silent[parent] or tag in _NO_TEXT or (not is_block and is_hidden(element))
        self.is_link[index] = self.is_link[parent] or (tag == "a" and "href" in element.attributes)
        self.is_kept_white[index] = self.is_kept_white[parent] or tag in {"pre", "listing"}
        if self.is_silent[index]:
            return
        if tag == "br":
            if self.writer.ends_with_break():
                self._flush(parent)
            else:
                self.writer.write_break(element.start, element.text_start)
        elif tag in _CELLS and not is_block:
            self.writer.write_gap(element.start, element.text_start)

    def _flush(self, index: int) -> None:
        writer = self.writer
        text, pieces = writer.finish()
        if text:
            owner = self.owner[index]
            share = min(1.0, writer.link_length / len(text))
            self.found.append(
                Block(owner=owner, tag=self.markup.elements[owner].tag, text=text, pieces=tuple(pieces), end=writer.end, link_share=share)
            )
        if text or writer.parts:
            self.writer = _Writer(self.markup.source)

    def _is_block(self, index: int, element: Element) -> bool:
        """Whether a boundary of the element parts two paragraphs; a table's row is one, unless its cells hold paragraphs of their own."""
        return element.tag in BLOCK_TAGS or (element.tag in _CELLS and self.row[index] in self.layout_rows)


def _rows(elements: list[Element]) -> tuple[set[int], list[int]]:
    """The rows whose cells hold line breaks or paragraphs (a table that lays out a page), and for each element the row it is in, -1 for none."""
    layout: set[int] = set()
    row = [-1] * len(elements)
    for index, element in enumerate(elements[1:], 1):
        row[index] = index if element.tag == "tr" else row[element.parent]
        if row[index] not in {-1, index} and (element.tag == "br" or element.tag in BLOCK_TAGS):
            layout.add(row[index])
    return layout, row


class _Writer:
    """Builds one block's text and its pieces."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.last = " "
        self.link_length = 0
        self.end = 0

    def read(self, start: int, end: int, *, in_link: bool, keeps_white: bool) -> None:
        """Take in source text."""
        before = self.length
        for made, begin, stop in iter_pieces(self.source, start, end):
            if not made:
                # A reference to a control character, which nobody sees.
                continue
            if stop - begin == len(made) and not keeps_white:
                self._collapsed(made, begin)
            elif keeps_white or made.strip(_SPACES):
                self._add(made, begin, stop)
            else:
                self.write_gap(begin, stop)
        if in_link:
            self.link_length += self.length - before

    def _collapsed(self, made: str, begin: int) -> None:
        position = 0
        for found in _WHITE.finditer(made):
            self._words(made[position : found.start()], begin + position)
            if not found[0].startswith("\x00"):
                self.write_gap(begin + found.start(), begin + found.end())
            position = found.end()
        self._words(made[position:], begin + position)

    def _words(self, made: str, begin: int) -> None:
        """Words with at most single spaces between and around them."""
        if made.startswith(" ") and self.last in " \n":
            made, begin = made[1:], begin + 1
        if made:
            self._add(made, begin, begin + len(made))

    def write_gap(self, start: int, end: int) -> None:
        """White space of any length is one space, and none after a space or a break."""
        if self.last not in " \n":
            self._add(" ", start, end)

    def write_break(self, start: int, end: int) -> None:
        """A `<br>`: one line feed; nothing at the start of a block."""
        if not self.parts:
            return
        self._drop_last_space()
        self._add("\n", start, end)

    def ends_with_break(self) -> bool:
        """Whether the last thing was a `<br>`, white space apart."""
        return self.last == "\n" and bool(self.parts)

    def _add(self, made: str, begin: int, stop: int) -> None:
        if self.pieces and len(made) == stop - begin and self._goes_on(begin):
            derived, source, run = self.pieces[-1]
            self.pieces[-1] = (derived, source, run + len(made))
        else:
            self.pieces.append((self.length, begin, stop - begin))
        self.parts.append(made)
        self.length += len(made)
        self.last = made[-1]
        self.end = stop

    def _goes_on(self, begin: int) -> bool:
        derived, source, run = self.pieces[-1]
        return source + run == begin and derived + run == self.length

    def _drop_last_space(self) -> None:
        if self.last == " " and self.parts:
            self._shorten(1)

    def _shorten(self, count: int) -> None:
        """Take white space away from the end."""
        text = "".join(self.parts)[: self.length - count]
        stop = self.length
        while self.pieces and self.pieces[-1][0] >= len(text):
            stop = self.pieces.pop()[0]
        if self.pieces:
            derived, source, run = self.pieces[-1]
            # Only a piece that maps one to one can be cut; a block comes whole.
            self.pieces[-1] = (derived, source, len(text) - derived if stop - derived == run else run)
            self.end = source + self.pieces[-1][2]
        self.parts = [text] if text else []
        self.length = len(text)
        self.last = text[-1] if text else " "

    def finish(self) -> tuple[str, list[Piece]]:
        """The block's text without white space at its ends, and its pieces."""
        text = "".join(self.parts)
        extra = len(text) - len(text.rstrip(" \n\t\r\f"))
        if extra:
            self._shorten(extra)
        text = "".join(self.parts)
        lead = len(text) - len(text.lstrip(" \n\t\r\f"))
        if not text[lead:]:
            return "", []
        return (text[lead:], _moved(self.pieces, lead)) if lead else (text, self.pieces)


def _moved(pieces: list[Piece], lead: int) -> list[Piece]:
    """Pieces of a text whose first `lead` code points, all of them white space kept one to one, are cut off."""
    kept: list[Piece] = []
    for index, (derived, source, run) in enumerate(pieces):
        stop = pieces[index + 1][0] if index + 1 < len(pieces) else None
        if stop is not None and stop <= lead:
            continue
        cut = max(0, lead - derived)
        kept.append((max(0, derived - lead), source + cut, run - cut))
    return kept
