"""Pages saved by a browser as one file."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from temoin.errors import InputError, UnreadableError, UnsupportedError
from temoin.read import read_report
from temoin.read.entities import unescape

PAGES = Path(__file__).parent / "report_pages"
ADDRESS = "https://valleypost.example/roof"
ARTICLE = (
    '<html lang="fr"><head><title>Toit effondr\u00e9</title></head><body><h1>Toit effondr\u00e9</h1>'
    "<p>Trois ouvriers sont morts lorsque 1\u202f300\u00a0m\u00b2 de toit se sont effondr\u00e9s sur l&rsquo;atelier, selon les secours,"
    " et quarante-cinq autres ont \u00e9t\u00e9 bless\u00e9s, dont trente-cinq hospitalis\u00e9s.</p></body></html>"
)


def part(
    content: bytes, *, kind: str = "text/html", encoding: str = "quoted-printable", location: str = ADDRESS, charset: str = "utf-8", extra: str = ""
) -> bytes:
    """One part of a saved page."""
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "8bit": bytes}[encoding](content)
    kind = f'{kind}; charset="{charset}"' if charset else kind
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {location}\r\n{extra}\r\n".encode() + coded + b"\r\n"


def saved(*parts: bytes, head: str = f"Snapshot-Content-Location: {ADDRESS}\r\n", more: str = "") -> bytes:
    """A saved page as browsers write it."""
    start = f"From: <Saved by Blink>\r\n{head}Subject: Toit\r\nDate: Fri, 1 Aug 2025 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
    start += f'Content-Type: multipart/related;\r\n\ttype="text/html";{more}\r\n\tboundary="----Part--abc----"\r\n\r\n\r\n'
    return start.encode() + b"".join(b"------Part--abc----\r\n" + one for one in parts) + b"------Part--abc------\r\n"


def write(folder: Path, data: bytes) -> Path:
    """A file named like any other."""
    file = folder / "saved.mhtml"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_saved_page(tmp_path: Path, encoding: str) -> None:
    """The page's part is decoded, whatever its transfer encoding; the address comes from the envelope, the date of saving is not used."""
    picture = part(b"\x89PNG", kind="image/png", encoding="base64", location="https://valleypost.example/x.png", charset="")
    report = read_report(write(tmp_path, saved(part(ARTICLE.encode(), encoding=encoding), picture)))
    assert report.title == "Toit effondr\u00e9"
    assert "1\u202f300\u00a0m\u00b2" in report.text
    assert (report.media_type, report.url, report.lang, report.published) == ("multipart/related", ADDRESS, "fr", None)


def test_offsets_lead_into_the_decoded_page(tmp_path: Path) -> None:
    """The map leads to the page's own source, behind the transfer encoding."""
    report = read_report(write(tmp_path, saved(part(ARTICLE.encode()))))
    start = report.text.index("l\u2019atelier")
    raw = ARTICLE[slice(*report.offsets.to_source(start, start + 9))]
    assert raw == "l&rsquo;atelier"
    assert unescape(raw) == report.text[start : start + 9]


def test_the_parts_character_set_wins_over_the_pages(tmp_path: Path) -> None:
    """A browser that converted the page says so in the part's header, and leaves the old declaration in the page."""
    page = "<html><meta charset=windows-1251><p>Троє людей загинули внаслідок удару по заводу, повідомила влада.</p>"
    report = read_report(write(tmp_path, saved(part(page.encode()))))
    assert report.charset == "utf-8"
    assert report.text.startswith("Троє людей")
    old = read_report(write(tmp_path, saved(part(page.encode("cp1251"), charset=""))))
    assert (old.charset, old.text) == ("cp1251", report.text)


@pytest.mark.parametrize("name", ["wordpress", "daily", "agency_cp1251"])
def test_saving_a_page_changes_nothing_of_its_text(tmp_path: Path, name: str) -> None:
    """The same page as HTML and as a saved page gives the same text and facts."""
    data = (PAGES / f"{name}.html").read_bytes()
    plain, one_file = read_report(PAGES / f"{name}.html"), read_report(write(tmp_path, saved(part(data, charset=""), head="")))
    assert one_file.text == plain.text
    assert (one_file.publisher, one_file.published, one_file.title, one_file.offsets) == (
        plain.publisher,
        plain.published,
        plain.title,
        plain.offsets,
    )


def test_the_root_need_not_come_first(tmp_path: Path) -> None:
    """The part that the envelope names as its start, or that has its address, is the page."""
    frame = part(
        b"<p>We use cookies to make this page better for you, and for our many partners, as the policy says.</p>" * 5,
        location="https://cmp.example/",
    )
    page = part(ARTICLE.encode())
    assert read_report(write(tmp_path, saved(frame, page))).title == "Toit effondr\u00e9"
    marked = part(ARTICLE.encode(), extra="Content-ID: <root@x>\r\n")
    assert read_report(write(tmp_path, saved(frame, marked, head="", more='\r\n\tstart="<root@x>";'))).title == "Toit effondr\u00e9"


def test_a_text_in_a_frame_is_found_and_noted(tmp_path: Path) -> None:
    """Where the page itself is a mere shell, the text of the frame inside it is read."""
    report = read_report(write(tmp_path, saved(part(b"<html><body><div></div></body></html>"), part(ARTICLE.encode(), location="cid:frame@x"))))
    assert report.title == "Toit effondr\u00e9"
    assert any("frame" in note for note in report.notes)


def test_the_ending_does_not_matter(tmp_path: Path) -> None:
    """A saved page under another name, or with blank lines before its headers, is still one."""
    file = tmp_path / "page.html"
    file.write_bytes(b"\r\n\r\n" + saved(part(ARTICLE.encode())))
    assert read_report(file).media_type == "multipart/related"


def test_an_envelope_without_parts_in_it(tmp_path: Path) -> None:
    """A page directly under its headers is read."""
    data = (
        b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(ARTICLE.encode())
    )
    assert read_report(write(tmp_path, data)).title == "Toit effondr\u00e9"


def test_saved_pages_without_a_page(tmp_path: Path) -> None:
    """Pictures alone are no report; pages without words, and broken envelopes, are unreadable."""
    with pytest.raises(UnsupportedError, match="holds no page"):
        read_report(write(tmp_path, saved(part(b"\x89PNG", kind="image/png", encoding="base64"))))
    with pytest.raises(UnreadableError, match="no article text"):
        read_report(write(tmp_path, saved(part(b"<html><body></body></html>"))))
    with pytest.raises(UnreadableError, match="no article text"):
        read_report(write(tmp_path, saved(part(b"", encoding="base64"))))


@pytest.mark.parametrize("cut", [60, 250, 420, 500, 800])
def test_truncated_envelopes(tmp_path: Path, cut: int) -> None:
    """A file that was cut off gives what is left of its text, or temoin's own error."""
    data = saved(part(ARTICLE.encode()))[:cut]
    try:
        report = read_report(write(tmp_path, data))
    except InputError:
        return
    assert report.text


def test_envelopes_within_envelopes(tmp_path: Path) -> None:
    """Thousands of nested parts are no trap."""
    data = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n" + b"".join(
        f"--b{index}\nContent-Type: multipart/mixed; boundary=b{index + 1}\n\n".encode() for index in range(3000)
    )
    with pytest.raises((UnreadableError, UnsupportedError)):
        read_report(write(tmp_path, data))
