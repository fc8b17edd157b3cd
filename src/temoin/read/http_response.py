"""HTTP responses as archives keep them: status, headers, and the body without its transfer and content codings."""

from __future__ import annotations

import re
import zlib

import attrs

from temoin.errors import TooLargeError, UnreadableError, UnsupportedError
from temoin.read.bounds import MOST_BYTES

__all__ = ["HttpResponse", "read_response"]

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200})[ \t]*:[ \t]*(.*)")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,60}/[\w.+-]{1,100})\s*(?:;|,|\Z)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{2,40})", re.IGNORECASE | re.ASCII)
_MOST_HEAD_BYTES = 256_000
_MOST_CODINGS = 3
_HINT = "Save the page from a browser as 'Web page, single file (.mhtml)' and give that."


@attrs.frozen(kw_only=True)
class HttpResponse:
    """One response.

    Args:
        status: 200 and the like.
        fields: headers by their names in lower case; several of a name are joined by commas.
        stored: the body as it lies in the archive.
    """

    status: int
    fields: dict[str, str]
    stored: bytes

    @property
    def media_type(self) -> str:
        """What the server says it is, in lower case, or "" where it does not."""
        return media_type(self.fields.get("content-type", ""))

    @property
    def charset(self) -> str | None:
        """The character set that the server names."""
        return charset(self.fields.get("content-type", ""))

    def without_chunks(self, where: str) -> tuple[bytes, tuple[str, ...]]:
        """The body without its transfer coding, and what had to be assumed.

        Raises:
            UnreadableError: it breaks off within a chunk.
            UnsupportedError: another transfer coding than chunks.
        """
        codings = _listed(self.fields.get("transfer-encoding", ""))
        if not codings:
            return self.stored, ()
        if codings != ["chunked"]:
            raise UnsupportedError(f"{where}: the transfer coding {', '.join(codings)[:60]} is not read", hint=_HINT)
        if not _CHUNK.match(self.stored):
            return self.stored, ("Its headers announce chunks, but the archive keeps the body without them.",)
        return _dechunked(self.stored, where), ()

    def body(self, where: str) -> tuple[bytes, tuple[str, ...]]:
        """The body without any coding, and what had to be assumed.

        Raises:
            UnreadableError: it is damaged or cut off.
            UnsupportedError: a coding that is not read (Brotli, Zstandard).
            TooLargeError: it unpacks to more than a report may have.
        """
        data, notes = self.without_chunks(where)
        codings = [coding for coding in _listed(self.fields.get("content-encoding", "")) if coding not in {"identity", "none", "utf-8"}]
        if len(codings) > _MOST_CODINGS:
            raise UnsupportedError(f"{where} is packed {len(codings)} times", hint=_HINT)
        for coding in reversed(codings):
            if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
                return data, (*notes, f"Its headers announce {coding}, but the archive keeps the body unpacked.")
            data = _decoded(data, coding, where)
        return data, notes


def media_type(text: str) -> str:
    """The media type in a Content-Type, in lower case, or "" where there is none."""
    found = _MEDIA_TYPE.match(text)
    return found[1].lower() if found else ""


def charset(text: str) -> str | None:
    """The character set in a Content-Type."""
    found = _CHARSET.search(text)
    return found[1] if found else None


def read_response(block: bytes, where: str) -> HttpResponse:
    """Read a response's head.

    Raises:
        UnreadableError: it is no HTTP response, or a header holds what none may.
    """
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, status.end() - 2, _MOST_HEAD_BYTES) if status else None
    if status is None or end is None:
        raise UnreadableError(f"{where} holds no HTTP response", hint=_HINT)
    fields: dict[str, str] = {}
    name = ""
    for line in block[status.end() : end.start()].decode("latin-1").split("\n"):
        text = line.removesuffix("\r")
        if _CONTROLS.search(text):
            raise UnreadableError(f"{where} has a control character in an HTTP header", hint=_HINT)
        found = _FIELD.fullmatch(text)
        if text[:1] in {" ", "\t"} and name:
            fields[name] += f" {text.strip()}"
        elif found:
            name = found[1].lower()
            fields[name] = f"{fields[name]}, {found[2].strip()}" if name in fields else found[2].strip()
    return HttpResponse(status=int(status[1]), fields=fields, stored=block[end.end() :])


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))


def _dechunked(data: bytes, where: str) -> bytes:
    pieces: list[bytes] = []
    place = 0
    while (found := _CHUNK.match(data, place)) is not None:
        size = int(found[1], 16)
        if size == 0:
            return b"".join(pieces)
        if found.end() + size > len(data):
            break
        pieces.append(data[found.end() : found.end() + size])
        place = found.end() + size
        place += 2 if data[place : place + 2] == b"\r\n" else 1 if data[place : place + 1] == b"\n" else 0
    raise UnreadableError(f"{where} breaks off within a chunk of its body", hint=_HINT)


def _decoded(data: bytes, coding: str, where: str) -> bytes:
    if coding in {"gzip", "x-gzip"}:
        return _inflated(data, 31, where)
    if coding == "deflate":
        # Servers send it with zlib's head and without.
        has_head = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
        return _inflated(data, 15 if has_head else -15, where)
    names = {"br": "Brotli", "zstd": "Zstandard"}
    raise UnsupportedError(f"{where} is packed with {names.get(coding, coding[:40])}, which is not read", hint=_HINT)


def _inflated(data: bytes, window: int, where: str) -> bytes:
    unpacker = zlib.decompressobj(window)
    try:
        text = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise UnreadableError(f"{where}: its body is damaged: {error}", hint=_HINT) from error
    if len(text) > MOST_BYTES:
        raise TooLargeError(f"{where}: its body unpacks to more than {MOST_BYTES / 1e6:.0f} MB", hint=_HINT)
    if not unpacker.eof:
        raise UnreadableError(f"{where}: its packed body is cut off", hint=_HINT)
    return text
