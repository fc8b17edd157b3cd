"""A writer of small PDF files for tests: text at places, pictures, a password; its own code, after ISO 32000-1."""

from __future__ import annotations

import hashlib

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_IDENTIFIER = bytes(range(16))
_PERMISSIONS = -4
_DIGITS = dict(zip("0123456789", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True))
WIDTH, HEIGHT = 595, 842
"""A4 in points."""


def column(lines, *, x=60, top=760, size=10, pitch=12):
    """Lines under one another: `[(x, y, size, words), …]`."""
    return [(x, top - pitch * number, size, words) for number, words in enumerate(lines)]


def make_pdf(pages, *, picture=False, password=None, title=None):
    """A PDF whose pages hold the given `(x, y, size, words)`; every letter is half as wide as its size.

    Args:
        pages: one list a page.
        picture: draw a picture on every page (a scan).
        password: lock the file with it (RC4, 40 bits).
        title: the document's own title.
    """
    letters = sorted({letter for page in pages for *_, words in page for letter in words})
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    objects = [b"", b"", _font(letters), _stream(_unicode(letters)), _picture()]
    kids = []
    for page in pages:
        objects.append(_stream(_content(page, codes, picture=picture)))
        kids.append(len(objects) + 1)
        objects.append(_page(len(objects)))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    trailer = b""
    if title is not None:
        objects.append(b"<< /Title %s >>" % _words(title.encode("utf-16-be"), mark=b"\xfe\xff"))
        trailer += b" /Info %d 0 R" % len(objects)
    if password is not None:
        key, entry = _lock(password)
        objects = [_locked(raw, key, number) for number, raw in enumerate(objects, 1)]
        objects.append(entry)
        trailer += b" /Encrypt %d 0 R" % len(objects)
    return _file(objects, trailer)


def _file(objects, trailer):
    data, places = b"%PDF-1.4\n", []
    for number, raw in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, raw)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    identifier = _words(_IDENTIFIER)
    data += b"trailer\n<< /Size %d /Root 1 0 R /ID [%s %s]%s >>\n" % (len(objects) + 1, identifier, identifier, trailer)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def _words(raw, mark=b""):
    return b"<" + (mark + raw).hex().encode() + b">"


def _stream(raw, entries=b""):
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(raw), entries, raw)


def _font(letters):
    """A font whose glyphs bear their usual names: a reader passes over a glyph that draws nothing and stands alone."""
    count = len(letters)
    widths = b" ".join([b"500"] * count)
    names = b" ".join(
        b"/" + (_DIGITS.get(letter) or (letter if letter.isascii() and letter.isalpha() else f"uni{ord(letter):04X}")).encode() for letter in letters
    )
    return (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 1 /LastChar %d /Widths [%s] /ToUnicode 4 0 R"
        b" /Encoding << /Type /Encoding /Differences [1 %s] >> >>" % (count, widths, names)
    )


def _unicode(letters):
    rows = "\n".join(f"<{number:02x}> <{letter.encode('utf-16-be').hex()}>" for number, letter in enumerate(letters, 1))
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def 1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode()


def _content(page, codes, *, picture):
    drawn = b"q 400 0 0 500 90 150 cm /P Do Q\n" if picture else b""
    for x, y, size, words in page:
        drawn += b"BT /F %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, x, y, bytes(codes[letter] for letter in words).hex().encode())
    return drawn


def _page(content):
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> /XObject << /P 5 0 R >> >> >>" % (
        WIDTH,
        HEIGHT,
        content,
    )


def _picture():
    return _stream(bytes(range(16)), b" /Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 8")


def _lock(password):
    """The key and the entry of the file's lock (ISO 32000-1, 7.6.3, revision 2)."""
    padded = (password.encode("latin-1") + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    secret = padded + owner + _PERMISSIONS.to_bytes(4, "little", signed=True) + _IDENTIFIER
    key = hashlib.md5(secret, usedforsecurity=False).digest()[:5]
    return key, b"<< /Filter /Standard /V 1 /R 2 /O %s /U %s /P %d >>" % (_words(owner), _words(_rc4(key, _PAD)), _PERMISSIONS)


def _locked(raw, key, number):
    head, mark, rest = raw.partition(b"\nstream\n")
    if not mark:
        return raw
    body = rest.removesuffix(b"\nendstream")
    own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0", usedforsecurity=False).digest()[:10]
    return head + mark + _rc4(own, body) + b"\nendstream"


def _rc4(key, data):
    state, other = list(range(256)), 0
    for index in range(256):
        other = (other + state[index] + key[index % len(key)]) % 256
        state[index], state[other] = state[other], state[index]
    made, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        made.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(made)
