"""HTML to a flat list of elements and events that all know where they stand in the source.

Written here because lxml does not say where text came from, and the standard library's parser is quadratic on hostile pages. One pass, linear in
the size of the page; no entity is expanded, nothing is fetched. Follows the tokenisation of the HTML standard (section 13.2.5) for tags, attributes,
comments and raw text, and a simple form of its tree construction (void elements, implied end tags, a bounded depth).
"""

from __future__ import annotations

import re
from enum import Enum, auto

import attrs

from temoin.errors import TooLargeError
from temoin.read.entities import unescape

__all__ = ["BLOCK_TAGS", "Element", "Event", "EventKind", "Markup", "parse_markup"]

MOST_ELEMENTS = 400_000
"""The longest live pages of news sites have some 30,000."""

_DEEPEST = 256
_MOST_ATTRIBUTES = 60

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "basefont", "frame", "keygen"]
)
_RAW = frozenset(["script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title", "plaintext"])
BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
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
_HEAD_TAGS = frozenset(["base", "basefont", "bgsound", "link", "meta", "title", "style", "script", "noscript", "noframes", "template"])
_HOLDERS = frozenset({"ul", "ol", "menu", "dl", "table", "select", "html", "body", "template"})

_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_TAG_NAME = re.compile(r"[^\s/>]*", re.ASCII)
_SPACE = re.compile(r"[\s/]*", re.ASCII)
_ATTRIBUTE_NAME = re.compile(r"=?[^\s/>=]*", re.ASCII)
_EQUALS = re.compile(r"\s*=\s*", re.ASCII)
_BARE_VALUE = re.compile(r"[^\s>]*", re.ASCII)
_COMMENT_END = re.compile(r"--!?>")


class EventKind(Enum):
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
    attributes: dict[str, str]
    parent: int
    start: int
    text_start: int
    text_end: int


@attrs.frozen
class Event:
    """Something at a place: an element opens or closes, or text stands there, in document order.

    Args:
        kind: which of the three.
        element: index of the element that opens, closes or holds the text.
        start: in the source.
        end: in the source.
    """

    kind: EventKind
    element: int
    start: int
    end: int


@attrs.frozen(kw_only=True)
class Markup:
    """A page taken apart: `source`, its `elements` (parents before children) and its `events` in order; `comments` holds the places of comments."""

    source: str
    elements: list[Element]
    events: list[Event]
    comments: list[tuple[int, int]]

    def inner_text(self, index: int) -> str:
        """The text of an element that holds raw text (`title`, `script`)."""
        element = self.elements[index]
        return self.source[element.text_start : element.text_end]


def parse_markup(name: str, source: str) -> Markup:
    """Take a page apart.

    Raises:
        TooLargeError: the page has more than 400,000 elements.
    """
    parser = _Parser(name, source)
    parser.parse()
    return Markup(source=source, elements=parser.elements, events=parser.events, comments=parser.comments)


class _Parser:
    """The state of one pass over a page."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.elements = [Element(tag="#root", attributes={}, parent=-1, start=0, text_start=0, text_end=len(source))]
        self.events: list[Event] = []
        self.comments: list[tuple[int, int]] = []
        self.stack = [0]
        self.missing: set[str] = set()

    def parse(self) -> None:
        source, position, length = self.source, 0, len(self.source)
        while position < length:
            found = _MARKUP.search(source, position)
            opening = found.start() if found else length
            if opening > position:
                if self.elements[self.stack[-1]].tag == "head" and source[position:opening].strip():
                    self._leave_head(position)
                self.events.append(Event(EventKind.TEXT, self.stack[-1], position, opening))
            position = self._markup(opening) if found else length
        while len(self.stack) > 1:
            self._pop(length, length)

    def _markup(self, at: int) -> int:
        """Take in what begins with `<` at a place; returns where it ends."""
        source = self.source
        if source.startswith("<!--", at):
            return self._comment(at)
        if source[at + 1] in "!?" or (source[at + 1] == "/" and not (source[at + 2 : at + 3].isascii() and source[at + 2 : at + 3].isalpha())):
            return self._until(">", at + 2)
        is_end = source[at + 1] == "/"
        named = _TAG_NAME.match(source, at + 2 if is_end else at + 1)
        assert named is not None  # noqa: S101  # a letter stands there
        tag = named[0].lower()
        attributes, end = self._attributes(named.end())
        if is_end:
            self._end_tag(tag, at, end)
            return end
        return self._start_tag(tag, attributes, at, end)

    def _comment(self, at: int) -> int:
        if self.source.startswith((">", "->"), at + 4):
            return self.source.index(">", at + 4) + 1
        found = _COMMENT_END.search(self.source, at + 4)
        end = found.end() if found else len(self.source)
        self.comments.append((at, end))
        return end

    def _until(self, mark: str, start: int) -> int:
        found = self.source.find(mark, start)
        return found + len(mark) if found != -1 else len(self.source)

    def _attributes(self, position: int) -> tuple[dict[str, str], int]:
        """The attributes of a tag whose name ended at a place, and where the tag ends; a tag that never ends takes the rest of the page with it."""
        source, length = self.source, len(self.source)
        attributes: dict[str, str] = {}
        while True:
            position = _SPACE.match(source, position).end()  # type: ignore[union-attr]  # matches the empty string too
            if position >= length:
                return attributes, length
            if source[position] == ">":
                return attributes, position + 1
            named = _ATTRIBUTE_NAME.match(source, position)
            name, position = named[0], named.end()  # type: ignore[index,union-attr]
            equals = _EQUALS.match(source, position)
            value = ""
            if equals is not None:
                value, position = self._value(equals.end())
            if len(attributes) < _MOST_ATTRIBUTES and len(name) < 60:
                attributes.setdefault(name.lower(), unescape(value) if "&" in value else value)

    def _value(self, position: int) -> tuple[str, int]:
        source = self.source
        quote = source[position : position + 1]
        if quote in {'"', "'"}:
            end = source.find(quote, position + 1)
            return (source[position + 1 : end], end + 1) if end != -1 else ("", len(source))
        bare = _BARE_VALUE.match(source, position)
        return bare[0], bare.end()  # type: ignore[index,union-attr]

    def _start_tag(self, tag: str, attributes: dict[str, str], at: int, end: int) -> int:
        if len(self.elements) >= MOST_ELEMENTS:
            raise TooLargeError(
                f"{self.name} has more than {MOST_ELEMENTS:,} elements; no article has",
                hint="Copy the article's text into a .txt file and give that.",
            )
        if tag in {"html", "body"} and any(self.elements[index].tag == tag for index in self.stack[:4]):
            return end
        self._imply_ends(tag, at)
        index = len(self.elements)
        self.elements.append(Element(tag=tag, attributes=attributes, parent=self.stack[-1], start=at, text_start=end, text_end=end))
        self.events.append(Event(EventKind.OPEN, index, at, end))
        if tag in _RAW:
            return self._raw_text(tag, index, end)
        if tag in _VOID or len(self.stack) >= _DEEPEST:
            self.events.append(Event(EventKind.CLOSE, index, end, end))
        else:
            self.stack.append(index)
        return end

    def _raw_text(self, tag: str, index: int, start: int) -> int:
        """Text in which no tag counts but the element's own end tag."""
        found = None if tag in self.missing else re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(self.source, start)
        if found is None:
            self.missing.add(tag)
        stop = found.start() if found else len(self.source)
        end = self._until(">", stop) if found else stop
        self.elements[index].text_end = stop
        self.events.append(Event(EventKind.CLOSE, index, stop, end))
        return end

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
        self.events.append(Event(EventKind.CLOSE, index, at, end))
