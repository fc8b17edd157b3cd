"""Files that are given as reports: what is refused, and how."""

from __future__ import annotations

import io
import os
import random
import re
import sys
import zipfile
from pathlib import Path

import pytest

from temoin.errors import OptionError, TemoinError, TooLargeError, UnreadableError, UnsupportedError
from temoin.read import read_report, read_reports
from temoin.read.bounds import MOST_BYTES


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/fire",
        "http://news.example",
        "HTTPS://news.example/a?b=c",
        "ftp://news.example/x.txt",
        "www.news.example/fire",
        "view-source:https://news.example/",
        "file:///tmp/x.html",
    ],
)
@pytest.mark.parametrize("kind", [str, Path])
def test_web_addresses_are_refused_with_a_way_out(address: str, kind: type) -> None:
    """An address typed instead of a file is a wrong option, and the hint says how to save the page."""
    with pytest.raises(OptionError, match="is a web address") as caught:
        read_reports(kind(address))
    assert "mhtml" in caught.value.hint
    assert caught.value.exit_code == 2


def test_the_address_is_shown_as_typed() -> None:
    """The two slashes that paths lose come back in the message."""
    with pytest.raises(OptionError, match=r"https://news\.example/fire is a web"):
        read_report(Path("https://news.example/fire"))


def test_missing_files_folders_and_pipes(tmp_path: Path) -> None:
    """What is not there or no file is unreadable, each with its own words."""
    with pytest.raises(UnreadableError, match="does not exist"):
        read_report(tmp_path / "none.txt")
    with pytest.raises(UnreadableError, match="is a folder"):
        read_report(tmp_path)
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_report("a\x00b.txt")
    with pytest.raises(UnreadableError, match="too long for a file name"):
        read_report("word " * 2000)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and permissions are POSIX")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    """A named pipe is refused instead of waiting for a writer."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableError, match="not a regular file"):
        read_report(tmp_path / "pipe")


@pytest.mark.skipif(sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="the superuser may read everything")
def test_unreadable_by_permission(tmp_path: Path) -> None:
    """A file that may not be read says so."""
    file = tmp_path / "secret.txt"
    file.write_text("Three people died.", encoding="utf-8")
    file.chmod(0)
    with pytest.raises(UnreadableError, match="may not be read"):
        read_report(file)


@pytest.mark.parametrize(
    "content", [b"", b"  \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe \x00\n\x00", b"\x00\x00\x00\x00", b"... --- ...", "\u200b\ufeff".encode()]
)
def test_empty_files(tmp_path: Path, content: bytes) -> None:
    """A file without a word in it is unreadable, whatever else it holds."""
    file = tmp_path / "empty.txt"
    file.write_bytes(content)
    with pytest.raises(UnreadableError, match=r"is empty|holds no words"):
        read_report(file)


def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file is refused by its size alone: it is not even opened."""
    file = tmp_path / "large.html"
    with file.open("wb") as handle:
        handle.truncate(200_000_000)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("the file was opened"))
    with pytest.raises(TooLargeError, match=r"200 MB; a report may have at most 20 MB"):
        read_report(file)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the bound is read, whatever the size said before."""
    file = tmp_path / "grows.txt"
    file.write_bytes(b"x")
    monkeypatch.setattr(Path, "open", lambda *_, **__: io.BytesIO(b"x" * (MOST_BYTES + 5)))
    with pytest.raises(TooLargeError):
        read_report(file)


def docx() -> bytes:
    """A ZIP laid out like a Word document."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return held.getvalue()


def plain_zip() -> bytes:
    """A ZIP of a text."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("report.txt", "Three people died.")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "hint"),
    [
        (docx(), "a Word document", "plain text"),
        (plain_zip(), "a ZIP archive", "Unpack"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG picture", "--before"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a JPEG picture", "--before"),
        (b"II*\x00" + bytes(50), "a TIFF picture", "--before"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture", "--before"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(50), "a sound or film", "what is said"),
        (b"\x1f\x8b\x08" + bytes(50), "a packed file", "Unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "an old Office document", "plain text"),
        (b"{\\rtf1\\ansi Three died}", "a Rich Text document", "plain text"),
        (b"bplist00\xd4", "a Safari web archive", "Page Source"),
        (b"SQLite format 3\x00", "a database or GeoPackage", "--buildings"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "XML of the kind <rss>", "mhtml"),
        (b'<?xml version="1.0"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"></kml>', "XML of the kind <kml>", "mhtml"),
        (bytes(range(256)) * 20, "is not text", "plain text"),
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.html", "report"])
def test_other_kinds_of_file_are_named(tmp_path: Path, content: bytes, kind: str, hint: str, name: str) -> None:
    """What is sound but no report is told by its content, and the hint says what to do with it."""
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UnsupportedError, match=kind) as caught:
        read_report(file)
    assert caught.match(name)
    assert re.search(hint, caught.value.hint)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("RIFFs over the plant's future. Three died.", "text/plain"),
        ("Note: three people died.\nSource: police.\n", "text/plain"),
        ("[Updated] Three people died.", "text/plain"),
        ("{Correction} Three people died.", "text/plain"),
        ("5 < 6 people died, the <b>police</b> said.", "text/plain"),
        ("<3 people died, at most.", "text/plain"),
        ("<p>Three people died.</p>", "text/html"),
        ("\n\n<!-- saved --><HTML><P>Three people died.", "text/html"),
        (
            '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Three died.</p></body></html>',
            "text/html",
        ),
        ('[{"text": "Three people died."}]', "application/json"),
    ],
)
@pytest.mark.parametrize("name", ["report", "report.txt", "report.xyz"])
def test_the_kind_is_told_by_content(tmp_path: Path, text: str, media_type: str, name: str) -> None:
    """The name's ending does not decide what a file is."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert read_report(file).media_type == media_type


def test_a_text_named_html_is_read_as_text(tmp_path: Path) -> None:
    """Without a tag in it a file is plain text, also under a page's name."""
    file = tmp_path / "report.html"
    file.write_text("Three people died.", encoding="utf-8")
    assert read_report(file).media_type == "text/plain"


@pytest.mark.parametrize("seed", range(40))
def test_bytes_without_sense_give_an_error_or_a_text(tmp_path: Path, seed: int) -> None:
    """Random bytes, also behind the start of a page or a saved page, never give anything but a report or temoin's own error."""
    rng = random.Random(seed)
    heads = [b"", b"<html>", b"<!--", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n", b'[{"text":', b"\xff\xfe", b"{"]
    file = tmp_path / "noise"
    file.write_bytes(rng.choice(heads) + rng.randbytes(rng.choice([20, 300, 3000])))
    try:
        reports = read_reports(file)
    except TemoinError:
        return
    assert all(report.offsets.length == len(report.text) for report in reports)
