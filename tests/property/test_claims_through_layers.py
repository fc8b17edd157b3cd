"""Claims through every layer of text: odd quotes, hyphens nobody sees, taken-apart letters, in plain text, HTML, MHTML and web archives."""

from __future__ import annotations

import gzip
import html
import quopri
import re
import tempfile
import unicodedata
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from temoin.extract import extract_claims
from temoin.read import ReportFacts, parse_when, read_report

SENTENCES = {
    "fr": "Selon le préfet, «\u00a0trois personnes\u00a0» ont été tuées et 1\u202f300\u00a0m² de l'usine ont brûlé mardi\u00a0; nul n'est disparu.",
    "en": "The governor said on Tuesday that “three people were killed” and 45 injured, of whom 35 severely; over 1,300 m² of the depot burned.",
    "de": "Am Dienstag wurden drei Menschen getötet und 45 verletzt, sagte der Bürgermeister; rund 1.300 Quadratmeter der „Halle“ brannten.",
    "it": "Martedì tre persone sono morte e 45 sono rimaste ferite, ha detto il prefetto; l'incendio ha distrutto 1.300 metri quadrati di tetto.",
    "es": "El martes murieron tres personas y 45 resultaron heridas, dijo el gobernador; ardieron unos 1.300 metros cuadrados del almacén.",
    "ru": "Во вторник погибли три человека, ещё 45 ранены, сообщил губернатор; сгорело около 1\u00a0300 квадратных метров кровли завода.",
    "uk": "У вівторок загинули троє людей, ще 45 поранені, повідомив губернатор; згоріло близько 1\u00a0300 квадратних метрів покрівлі об'єкта.",
}
INVISIBLE = ("\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u200e")
TWINS = {"'": "\u2019\u02bc\u2032'", '"': "\u201c\u201d\u201e\u00ab\u00bb", "\u00a0": "\u00a0\u202f\u2009", " ": "  \u00a0\u2002\u2009"}
LAYERS = ("plain", "html", "references", "mhtml", "warc")
FACTS = ReportFacts(published=parse_when("2025-07-03"), publisher="p")


@st.composite
def disguised(draw):
    """A sentence, and the same with letters that look alike, letters taken apart, and invisible ones between."""
    lang = draw(st.sampled_from(sorted(SENTENCES)))
    plain = SENTENCES[lang]
    letters = list(unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), plain))
    for at in draw(st.sets(st.integers(0, len(letters) - 1), max_size=12)):
        if letters[at] in TWINS:
            letters[at] = draw(st.sampled_from(TWINS[letters[at]]))
    for at in draw(st.sets(st.integers(1, len(letters) - 1), max_size=6)):
        letters[at] = draw(st.sampled_from(INVISIBLE)) + letters[at]
    return lang, plain, "".join(letters)


def _page(words, lang, *, references=False):
    body = "".join(f"&#{ord(letter)};" for letter in words) if references else html.escape(words, quote=False)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>T</title></head><body><article><p>{body}</p></article></body></html>'
    )


def _file(folder, layer, words, lang):
    """The words in a file of a layer, and the source in which their places are counted."""
    if layer == "plain":
        return _write(folder / "r.txt", words.encode()), words
    page = _page(words, lang, references=layer == "references")
    if layer == "mhtml":
        head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
        head += "Content-Type: text/html; charset=utf-8\r\n"
        body = quopri.encodestring(page.encode()).replace(b"\n", b"\r\n")
        return _write(folder / "r.mhtml", head.encode() + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body + b"\r\n--b--\r\n"), page
    if layer == "warc":
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
        fields = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-07-04T00:00:00Z\r\nWARC-Target-URI: https://a.example/\r\n"
        record = f"{fields}Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"
        return _write(folder / "r.warc.gz", gzip.compress(record)), page
    return _write(folder / "r.html", page.encode()), page


def _write(path, data):
    path.write_bytes(data)
    return path


def _values(claims):
    return sorted((claim.kind.value, str(claim.quantity), claim.days.iso if claim.days else "", claim.effect or "") for claim in claims)


def _seen(words):
    """Words as they are read: references resolved, without tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", words))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(disguised(), st.sampled_from(LAYERS))
def test_claims_are_the_same_and_every_span_is_found_again(case, layer):
    """The claims are those of the plain sentence; each span is its words in the report, and leads to the same words in the file."""
    lang, plain, words = case
    with tempfile.TemporaryDirectory() as name:
        clean = read_report(_write(Path(name) / "clean.txt", plain.encode()), facts=FACTS)
        path, source = _file(Path(name), layer, words, lang)
        report = read_report(path, facts=FACTS)
    claims = extract_claims(report)
    assert len(claims) >= 4
    assert report.lang == clean.lang == lang
    assert _values(claims) == _values(extract_claims(clean))
    spans = [claim.span for claim in claims if claim.span] + [link.span for claim in claims for link in claim.attribution.chain if link.span]
    for span in spans:
        assert report.text[span.start : span.end] == span.text
        assert _seen(source[slice(*report.offsets.to_source(span.start, span.end))]) == span.text
