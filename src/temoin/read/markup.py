"""HTML to a flat list of elements and steps that all know where they stand in the source.

A simple form of the HTML standard's tree construction (section 13.2.6): void elements, implied end tags, a bounded depth. Linear in the size of the
page; no entity is expanded, nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

import attrs

from temoin.errors import TooLargeError
from temoin.read.tokens import Token, TokenKind, iter_tokens

__all__ = ["BLOCK_TAGS", "Element", "Markup", "Step", "StepKind", "parse_markup"]

MOST_ELEMENTS = 150_000
"""The longest live pages of news sites have some 30,000."""

_DEEPEST = 256

_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "basefont", "frame"),
        "keygen",
    )
)
BLOCK_TAGS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "search", "section", "select"),
        *("summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
_CLOSED_BY: dict[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "option": frozenset({"option"}),
    "tbody": frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}),
    "tfoot": frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}),
}
"""Start tags that end an open element of their own kind, as far as the list or table they are in."""
_HEAD_TAGS = frozenset(("base", "basefont", "bgsound", "link", "meta", "title", "style", "script", "noscript", "noframes", "template"))
_HOLDERS = frozenset({"ul", "ol", "menu", "dl", "table", "select", "html", "body", "template"})


class StepKind(Enum):
    """What happens at a place of a page."""

    OPEN = auto()
    CLOSE = auto()
    TEXT = auto()


@attrs.define(kw_only=True, eq=False)
class Element:
    """One element of a page.

    Args:
        tag: lower case.
        attributes: with their character references resolved; the first of a name counts.
        parent: index of the parent among the elements, -1 for the root.
        start: of the start tag in the source.
        text_start: end of the start tag.
        text_end: of the content.
    """

    tag: str
    attributes: Mapping[str, str]
    parent: int
    start: int
    text_start: int
    text_end: int


@attrs.frozen
class Step:
    """Something at a place: an element opens or closes, or text stands there, in document order.

    Args:
        kind: which of the three.
        element: index of the element that opens, closes or holds the text.
        start: in the source.
        end: in the source.
    """

    kind: StepKind
    element: int
    start: int
    end: int


@attrs.frozen(kw_only=True)
class Markup:
    """A page taken apart: `source`, its `elements` (parents before children) and its `steps` in order; `comments` holds the places of comments."""

    source: str
    elements: list[Element]
    steps: list[Step]
    comments: list[tuple[int, int]]

    def inner_text(self, index: int) -> str:
        """The text of an element that holds raw text (`title`, `script`)."""
        element = self.elements[index]
        return self.source[element.text_start : element.text_end]


def parse_markup(name: str, source: str) -> Markup:
    """Take a page apart.

    Raises:
        TooLargeError: the page has more than 150,000 elements.
    """
    builder = _Builder(name, source)
    comments = []
    for token in iter_tokens(source):
        if token.kind is TokenKind.COMMENT:
            comments.append((token.start, token.end))
        else:
            builder.take(token)
    builder.finish()
    return Markup(source=source, elements=builder.elements, steps=builder.steps, comments=comments)


class _Builder:
    """The elements that are open while a page is read."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.elements = [Element(tag="#root", attributes={}, parent=-1, start=0, text_start=0, text_end=len(source))]
        self.steps: list[Step] = []
        self.stack = [0]

    def take(self, token: Token) -> None:
        """Take in the next token."""
        match token.kind:
            case TokenKind.START:
                self._start_tag(token.tag, token.attributes, token.start, token.end)
            case TokenKind.END:
                self._end_tag(token.tag, token.start, token.end)
            case TokenKind.RAW:
                # The element is the one that was opened last; it may lie too deep to be on the stack.
                self.elements[-1].text_end = token.end
            case _:
                if self._top == "head" and self.source[token.start : token.end].strip():
                    self._leave_head(token.start)
                self.steps.append(Step(StepKind.TEXT, self.stack[-1], token.start, token.end))

    def finish(self) -> None:
        """Close what is still open at the end of the page."""
        while len(self.stack) > 1:
            self._pop(len(self.source), len(self.source))

    @property
    def _top(self) -> str:
        return self.elements[self.stack[-1]].tag

    def _start_tag(self, tag: str, attributes: Mapping[str, str], at: int, end: int) -> None:
        if len(self.elements) >= MOST_ELEMENTS:
            message = f"{self.name} has more than {MOST_ELEMENTS:,} elements; no article has"
            raise TooLargeError(message, hint="Copy the article's text into a .txt file and give that.")
        if tag in {"html", "body"} and any(self.elements[index].tag == tag for index in self.stack[:4]):
            return
        self._imply_ends(tag, at)
        index = len(self.elements)
        self.elements.append(Element(tag=tag, attributes=attributes, parent=self.stack[-1], start=at, text_start=end, text_end=end))
        self.steps.append(Step(StepKind.OPEN, index, at, end))
        if tag in _VOID or len(self.stack) >= _DEEPEST:
            self.steps.append(Step(StepKind.CLOSE, index, end, end))
        else:
            self.stack.append(index)

    def _imply_ends(self, tag: str, at: int) -> None:
        if tag not in _HEAD_TAGS:
            self._leave_head(at)
        if tag in BLOCK_TAGS:
            self._pop_open_paragraph(at)
        closed = _CLOSED_BY.get(tag)
        if closed is None:
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            open_tag = self.elements[self.stack[depth]].tag
            if open_tag in closed:
                while len(self.stack) > depth:
                    self._pop(at, at)
                if tag not in {"tr", "tbody", "tfoot"}:
                    return
            elif open_tag in _HOLDERS or (open_tag in {"tr", "tbody", "thead", "tfoot"} and tag in {"td", "th", "tr"}):
                return

    def _leave_head(self, at: int) -> None:
        """The head ends where something begins that does not belong there, with or without `</head>`."""
        if self.elements[self.stack[-1]].tag == "head":
            self._pop(at, at)

    def _pop_open_paragraph(self, at: int) -> None:
        """A block ends a paragraph that is open around inline elements (`<p><b>…<div>`)."""
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.elements[self.stack[depth]].tag
            if tag == "p":
                while len(self.stack) > depth:
                    self._pop(at, at)
                return
            if tag in BLOCK_TAGS or tag in {"td", "th", "button", "object"}:
                return

    def _end_tag(self, tag: str, at: int, end: int) -> None:
        if tag in {"html", "body"}:
            return
        if tag == "br":
            self._start_tag("br", {}, at, end)
            return
        is_block = tag in BLOCK_TAGS
        for depth in range(len(self.stack) - 1, 0, -1):
            open_tag = self.elements[self.stack[depth]].tag
            if open_tag == tag:
                while len(self.stack) > depth + 1:
                    self._pop(at, at)
                self._pop(at, end)
                return
            if open_tag in {"td", "th", "template"} and tag not in {"table", "tr", "tbody", "thead", "tfoot"}:
                return
            if not is_block and open_tag in BLOCK_TAGS and tag not in {"td", "th"}:
                return

    def _pop(self, at: int, end: int) -> None:
        index = self.stack.pop()
        self.elements[index].text_end = at
        self.steps.append(Step(StepKind.CLOSE, index, at, end))
