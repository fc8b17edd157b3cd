"""The little of DER (ITU-T X.690) that a time stamp needs: its certificates put into the order that strict readers insist on."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["with_ordered_certificates"]

_SEQUENCE, _CONTEXT_0, _CONTEXT_1 = 0x30, 0xA0, 0xA1


def with_ordered_certificates(reply: bytes) -> bytes:
    """The same answer of an authority, with its certificates as DER orders a set (X.690, 11.6): ascending as bytes.

    Many authorities send them as a chain, leaf first or root first. Nothing that is signed moves: a CMS signature (RFC 5652, 5.4) is over the
    content and the signed attributes, never over the certificates that come along, and since they only change places, no length changes.

    Raises:
        ValueError: the bytes are not those of an answer with a stamp.
    """
    # TimeStampResp { status, timeStampToken { OID, [0] SignedData { version, digests, content, [0] certificates, [1] revocations … } } }
    response = _child(reply, 0, len(reply), _SEQUENCE)
    token = list(_elements(reply, *response))
    if len(token) < 2:
        return reply  # refused: there is a status alone
    content = list(_elements(reply, *_body(reply, token[1], _SEQUENCE)))
    signed = _body(reply, content[1], _CONTEXT_0)
    ordered = reply
    for element in _elements(reply, *_child(reply, *signed, _SEQUENCE)):
        if reply[element[0]] in {_CONTEXT_0, _CONTEXT_1}:
            start, end = _body(reply, element, reply[element[0]])
            parts = sorted(reply[first:last] for first, last in _elements(reply, start, end))
            ordered = ordered[:start] + b"".join(parts) + ordered[end:]
    return ordered


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each element in a stretch."""
    while start < end:
        _, stop = _header(data, start)
        if stop > end:
            raise ValueError("an element runs over the end of what holds it")
        yield start, stop
        start = stop


def _child(data: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    """The stretch inside the first element of a stretch."""
    return _body(data, next(_elements(data, start, end)), tag)


def _body(data: bytes, element: tuple[int, int], tag: int) -> tuple[int, int]:
    if data[element[0]] != tag:
        message = f"an element of the kind {data[element[0]]:#x} stands where {tag:#x} was to come"
        raise ValueError(message)
    return _header(data, element[0])[0], element[1]


def _header(data: bytes, start: int) -> tuple[int, int]:
    """Where an element's content begins and ends (X.690, 8.1.3: the definite form alone)."""
    try:
        first = data[start + 1]
        if first < 0x80:
            return start + 2, start + 2 + first
        count = first & 0x7F
        if not 1 <= count <= 4:
            raise ValueError("a length of the indefinite or of a giant form")
        begin = start + 2 + count
        length = int.from_bytes(data[start + 2 : begin], "big")
    except IndexError as error:
        raise ValueError("the bytes end within an element") from error
    return begin, begin + length
