"""`Unpacked`: a stream's bytes, out of gzip where they are in it, within bounds that no bomb passes."""

from __future__ import annotations

import io
import zlib
from typing import IO, TYPE_CHECKING

from temoin.errors import TooLargeError, UnreadableError
from temoin.read.holder import MAX_RATIO, RATIO_MATTERS_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["MOST_ARCHIVE_BYTES", "MOST_UNPACKED_BYTES", "Unpacked", "unpack"]

MOST_ARCHIVE_BYTES = 1_000_000_000
"""The largest web archive that is opened; a crawl of one page with its films has some hundred MB."""
MOST_UNPACKED_BYTES = 4_000_000_000
"""Bytes that come out of one archive file."""

_BLOCK = 1 << 16
_GZIP = b"\x1f\x8b"
_WITH_GZIP_HEADER = 31
_HINT = "Get the archive again: it is damaged or was not fully downloaded."


def unpack(source: IO[bytes], name: str, *, most_bytes: int = MOST_UNPACKED_BYTES) -> io.BufferedReader:
    """A buffered reader of a stream's bytes; gzip, of one member or of many, is told by its first bytes and taken off once.

    Args:
        source: of the packed or plain bytes, from its current place on.
        name: of the file, for messages.
        most_bytes: that may come out.
    """
    return io.BufferedReader(Unpacked(source, name, most_bytes), _BLOCK)


class Unpacked(io.RawIOBase):
    """The bytes of a stream, unpacked as they are asked for.

    Reading raises `UnreadableError` where the gzip is broken or cut off, and `TooLargeError` where more comes out than is sane.
    """

    def __init__(self, source: IO[bytes], name: str, most_bytes: int) -> None:
        super().__init__()
        self._source, self._name, self._most = source, name, most_bytes
        self._pending = source.read(_BLOCK)
        self._is_packed = self._pending.startswith(_GZIP)
        self._taken, self._given = len(self._pending), 0
        self._member: zlib._Decompress | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer with what comes next; 0 at the end."""
        view = memoryview(buffer).cast("B")
        data = self._unpacked(len(view)) if self._is_packed else self._plain(len(view))
        view[: len(data)] = data
        self._given += len(data)
        if self._given > self._most or (self._given > RATIO_MATTERS_BYTES and self._given > MAX_RATIO * self._taken):
            raise TooLargeError(
                f"{self._name} unpacks to more than {self._given / 1e6:,.0f} MB from {self._taken / 1e6:,.1f} MB, which is refused",
                hint="Do not use this archive; ask for another one, or save the page itself as .mhtml.",
            )
        return len(data)

    def _plain(self, count: int) -> bytes:
        if not self._pending:
            self._pull()
        data, self._pending = self._pending[:count], self._pending[count:]
        return data

    def _pull(self) -> None:
        self._pending = self._source.read(_BLOCK)
        self._taken += len(self._pending)

    def _unpacked(self, count: int) -> bytes:
        while True:
            if not self._pending:
                self._pull()
            if self._member is None:
                if not self._pending:
                    return b""
                self._member = zlib.decompressobj(_WITH_GZIP_HEADER)
            is_last = not self._pending
            try:
                data = self._member.decompress(self._pending, count)
            except zlib.error as error:
                raise UnreadableError(f"{self._name} is packed with gzip, but damaged: {error}", hint=_HINT) from error
            self._pending = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            is_over = self._member.eof
            if is_over:
                self._member = None
            if data:
                return data
            if is_last and not is_over:
                raise UnreadableError(f"{self._name} is cut off within its gzip", hint=_HINT)
