"""HTML to tokens that know where they stand: text, tags with their attributes, comments and raw text.

Follows the tokenisation of the HTML standard (section 13.2.5), in one pass that is linear in the size of the page. Written here because lxml does
not say where text came from, and the standard library's parser is quadratic on hostile pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto

import attrs

from temoin.read.entities import unescape

__all__ = ["Token", "TokenKind", "iter_tokens"]

_RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title", "plaintext"))
"""Elements in which no tag counts but their own end tag."""

_MOST_ATTRIBUTES = 60
_LONGEST_NAME = 60

_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_LETTER = re.compile(r"[A-Za-z]")
_TAG_NAME = re.compile(r"[^\s/>]*", re.ASCII)
_SPACE = re.compile(r"[\s/]*", re.ASCII)
_ATTRIBUTE_NAME = re.compile(r"=?[^\s/>=]*", re.ASCII)
_EQUALS = re.compile(r"\s*=\s*", re.ASCII)
_BARE_VALUE = re.compile(r"[^\s>]*", re.ASCII)
_COMMENT_END = re.compile(r"--!?>")
_RAW_END = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.ASCII | re.IGNORECASE) for tag in _RAW}


class TokenKind(Enum):
    """What stands at a place."""

    TEXT = auto()
    RAW = auto()
    START = auto()
    END = auto()
    COMMENT = auto()


@attrs.frozen
class Token:
    """Something in a page's source.

    Args:
        kind: what it is; `RAW` is the content of an element in which no tag counts.
        start: in the source.
        end: in the source.
        tag: of a tag or raw text, in lower case.
        attributes: of a start tag, with their character references resolved; the first of a name counts.
    """

    kind: TokenKind
    start: int
    end: int
    tag: str = ""
    attributes: Mapping[str, str] = attrs.field(factory=dict)


def iter_tokens(source: str) -> Iterator[Token]:
    """The tokens of a page in order; what stands between them (document types, instructions, broken tags) says nothing."""
    position, length, missing = 0, len(source), set[str]()
    while position < length:
        found = _MARKUP.search(source, position)
        opening = found.start() if found else length
        if opening > position:
            yield Token(TokenKind.TEXT, position, opening)
        if found is None:
            return
        token = _markup(source, opening)
        position = token.end
        if token.tag or token.kind is TokenKind.COMMENT:
            yield token
        if token.kind is TokenKind.START and token.tag in _RAW and position < length:
            # An end tag that was not found once is not looked for again: a page of <script>s stays linear.
            end = None if token.tag in missing else _RAW_END[token.tag].search(source, position)
            if end is None:
                missing.add(token.tag)
            stop = end.start() if end else length
            yield Token(TokenKind.RAW, position, stop, token.tag)
            position = stop


def _markup(source: str, at: int) -> Token:
    """The token that begins with `<` at a place; one without a tag says nothing, unless it is a comment."""
    if source.startswith("<!--", at):
        return _comment(source, at)
    is_end = source[at + 1] == "/"
    name_at = at + 2 if is_end else at + 1
    if not _LETTER.match(source, name_at):
        stop = source.find(">", at + 2)
        return Token(TokenKind.TEXT, at, stop + 1 if stop != -1 else len(source))
    name_end = _end(_TAG_NAME, source, name_at)
    attributes, end = _attributes(source, name_end)
    return Token(TokenKind.END if is_end else TokenKind.START, at, end, source[name_at:name_end].lower(), attributes)


def _comment(source: str, at: int) -> Token:
    if source.startswith((">", "->"), at + 4):
        return Token(TokenKind.COMMENT, at, source.index(">", at + 4) + 1)
    found = _COMMENT_END.search(source, at + 4)
    return Token(TokenKind.COMMENT, at, found.end() if found else len(source))


def _end(pattern: re.Pattern[str], source: str, position: int) -> int:
    """Where a pattern ends that begins at a place; the place itself where it does not match."""
    found = pattern.match(source, position)
    return found.end() if found else position


def _attributes(source: str, position: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag whose name ended at a place, and where the tag ends; a tag that never ends takes the rest of the page with it."""
    attributes: dict[str, str] = {}
    while True:
        position = _end(_SPACE, source, position)
        if position >= len(source):
            return attributes, len(source)
        if source[position] == ">":
            return attributes, position + 1
        name_at, position = position, _end(_ATTRIBUTE_NAME, source, position)
        name, value = source[name_at:position].lower(), ""
        value_at = _end(_EQUALS, source, position)
        if value_at > position:
            value, position = _value(source, value_at)
        if len(attributes) < _MOST_ATTRIBUTES and len(name) < _LONGEST_NAME:
            attributes.setdefault(name, unescape(value) if "&" in value else value)


def _value(source: str, position: int) -> tuple[str, int]:
    quote = source[position : position + 1]
    if quote in {'"', "'"}:
        end = source.find(quote, position + 1)
        return (source[position + 1 : end], end + 1) if end != -1 else ("", len(source))
    end = _end(_BARE_VALUE, source, position)
    return source[position:end], end
