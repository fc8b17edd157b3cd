"""Bytes to text: byte order marks, what the page declares, UTF-8, and only then a guess that says so."""

from __future__ import annotations

import codecs
import re

import attrs

__all__ = ["Decoded", "decode_page", "decode_plain"]

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CODE_PAGES = ("cp1251", "cp1252", "koi8_u", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5")
"""The code pages in which texts of the seven languages were written before UTF-8. Latin ones other than Windows' are left out: on short texts
they were taken for it (and it for them) in a fifth of the cases, and such files are far rarer."""

_MOSTLY = 0.95

_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b[^>]{0,100}?encoding\s*=\s*[\"']([\w.:+-]{2,40})", re.IGNORECASE)
_BROWSER_NAMES = {
    **dict.fromkeys(("iso8859-1", "latin-1", "ascii", "us-ascii", "ansi", "cp819"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "iso8859-9": "cp1254",
    "koi8-r": "koi8_r",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
}
"""What browsers take these names to mean (WHATWG Encoding Standard); a declaration that could be read as ASCII is not UTF-16."""


@attrs.frozen(kw_only=True)
class Decoded:
    """A file's text and how it was decoded.

    Args:
        text: without its byte order mark.
        charset: Python's name of the encoding.
        notes: what had to be assumed.
    """

    text: str
    charset: str
    notes: tuple[str, ...] = ()


def decode_plain(data: bytes) -> Decoded:
    """Decode plain text: a byte order mark, zero bytes that betray UTF-16, UTF-8, and last a guess among old code pages, which is noted."""
    return _by_mark(data) or _by_zeros(data) or _strict(data, "utf-8") or _guess(data)


def decode_page(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a page: a byte order mark, what its envelope declares, what the page declares, UTF-8, a guess.

    Args:
        data: the bytes of the page.
        declared: the character set in the header of an MHTML part.
    """
    marked = _by_mark(data) or _by_zeros(data)
    if marked is not None:
        return marked
    name = _known(declared) or _declared(data)
    if name is None:
        return _strict(data, "utf-8") or _guess(data)
    decoded = _strict(data, name)
    if decoded is not None:
        return decoded
    other = _strict(data, "utf-8") if name != "utf-8" else None
    if other is not None:
        return attrs.evolve(other, notes=(f"The page says that it is in {name}, but it is in UTF-8.",))
    text = data.decode(name, errors="replace")
    lost = text.count("\ufffd")
    return Decoded(text=text, charset=name, notes=(f"{lost} characters could not be decoded from {name}; each is shown as \ufffd.",))


def _declared(data: bytes) -> str | None:
    head = data[:4096]
    found = _META.search(head) or _XML.search(head)
    return _known(found[1].decode("ascii", errors="replace")) if found else None


def _known(name: str | None) -> str | None:
    """Python's name of an encoding as browsers understand it, or `None` where nobody knows it."""
    if not name:
        return None
    label = name.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(_BROWSER_NAMES.get(label, label))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding:  # noqa: SLF001  # rot13, base64 and the like are codecs too; there is no public way to ask
        return None
    return _BROWSER_NAMES.get(info.name, info.name)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], charset) or _replaced(data[len(mark) :], charset)
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: every other byte of Latin text, and of spaces in any text, is zero."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 < max(len(head), 20) or min(even, odd) * 10 > max(even, odd):
        return None
    decoded = _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    opening = decoded.text[:2000] if decoded else ""
    # Numbers in binary files have zero bytes too; read as UTF-16 they are letters from all over Unicode.
    return decoded if sum(_is_near(letter) for letter in opening) >= _MOSTLY * len(opening) else None


def _is_near(letter: str) -> bool:
    """Whether a character belongs to European text: Latin, Greek and Cyrillic blocks, general punctuation, white space."""
    return " " <= letter < "\u0530" or "\u2000" <= letter < "\u2200" or letter in "\t\r\n\f"


def _strict(data: bytes, charset: str) -> Decoded | None:
    try:
        return Decoded(text=data.decode(charset), charset=charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _replaced(data: bytes, charset: str) -> Decoded:
    text = data.decode(charset, errors="replace")
    return Decoded(
        text=text, charset=charset, notes=(f"{text.count(chr(0xFFFD))} characters could not be decoded from {charset}; each is shown as \ufffd.",)
    )


def _guess(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:100_000], cp_isolation=list(_CODE_PAGES), threshold=0.4, enable_fallback=False).best()
    charset = best.encoding if best is not None else "cp1252"
    decoded = _strict(data, charset) or _replaced(data, charset)
    return attrs.evolve(decoded, notes=(*decoded.notes, f"The file does not say how its characters are encoded; {charset} was guessed."))
