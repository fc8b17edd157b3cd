"""Plain text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from temoin.read import read_report
from temoin.read.plain import find_paragraphs

FRENCH = "Usine touchée : trois morts\n\nTrois ouvriers sont morts et 1\u202f300\u00a0m² de toit se sont effondrés.\n\nL\u2019usine est fermée.\n"
UKRAINIAN = "У ніч на 18 березня влучили у завод. Троє загиблих, ще об\u02bcєкт пошкоджено. Площа пожежі сягнула 1 300 квадратних метрів."
RUSSIAN = "В ночь на 18 марта загорелся завод. Трое погибших, ещё один пропал. Площадь пожара превысила 1300 квадратных метров."


def write(folder: Path, data: bytes, name: str = "report.txt") -> Path:
    """A file with the given bytes."""
    file = folder / name
    file.write_bytes(data)
    return file


def test_the_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """Every code point stays where it was, no-break spaces and line ends too."""
    data = FRENCH.replace("\n", "\r\n").encode()
    report = read_report(write(tmp_path, data))
    assert report.text == data.decode()
    assert report.offsets.to_source(5, 9) == (5, 9)
    assert report.sha256 == hashlib.sha256(data).hexdigest()
    assert (report.media_type, report.charset, report.lang, report.id) == ("text/plain", "utf-8", "fr", "report")


def test_the_headline_is_the_title_and_stays(tmp_path: Path) -> None:
    """A short first line before a blank line is the title, and remains the first paragraph."""
    report = read_report(write(tmp_path, FRENCH.encode()))
    assert report.title == "Usine touchée : trois morts"
    assert report.text[slice(*report.paragraphs[0])] == report.title
    assert len(report.paragraphs) == 3


@pytest.mark.parametrize(
    "text", ["One sentence.\n\nAnother one.", "Only a line", "A line\nand another\n\nThen more.", "x" * 300 + "\n\nMore.", "By the way:\n\nMore."]
)
def test_other_first_lines_are_no_headline(tmp_path: Path, text: str) -> None:
    """A sentence, a line among others, or a very long one is no headline."""
    assert read_report(write(tmp_path, text.encode())).title == ""


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        (" \n ", []),
        ("one", ["one"]),
        ("  one \n two \n\n\n three\n", ["one \n two", "three"]),
        ("one\r\n\r\ntwo", ["one", "two"]),
        ("one\r\rtwo", ["one", "two"]),
        ("one\u2029\u2029two", ["one", "two"]),
        ("one\n \u00a0\t\ntwo", ["one", "two"]),
        ("First sentence.\nSecond sentence.\nThird one.", ["First sentence.", "Second sentence.", "Third one."]),
        ("A text that was\nbroken by hand at\nforty columns.", ["A text that was\nbroken by hand at\nforty columns."]),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    """Blank lines part paragraphs; without any, lines that end sentences do."""
    assert [text[start:end] for start, end in find_paragraphs(text)] == paragraphs


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"\xef\xbb\xbf" + FRENCH.encode(), "utf-8"),
        (b"\xff\xfe" + FRENCH.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), "utf-16-be"),
        (FRENCH.encode("utf-16-le"), "utf-16-le"),
        (FRENCH.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + FRENCH.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_unicode_in_all_its_forms(tmp_path: Path, data: bytes, charset: str) -> None:
    """UTF-8 and UTF-16 are told with and without their mark, which is no part of the text."""
    report = read_report(write(tmp_path, data))
    assert report.text == FRENCH
    assert report.charset == charset
    assert not any("guessed" in note for note in report.notes)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8_u"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        ("L\u2019usine a été touchée, trois ouvriers sont morts et le préfet s\u2019est rendu sur place.", "cp1252"),
        ("Drei Arbeiter kamen ums Leben, das Dach stürzte über 1300 Quadratmeter ein, so die Behörde.", "cp1252"),
    ],
)
def test_old_code_pages_are_guessed_and_noted(tmp_path: Path, text: str, charset: str) -> None:
    """Texts in the code pages of the seven languages come out right, with a note that the code page was guessed."""
    data = text.encode(charset, errors="ignore")
    report = read_report(write(tmp_path, data))
    assert report.text == data.decode(charset)
    assert any("guessed" in note for note in report.notes)


def test_publication_is_noted_as_unknown(tmp_path: Path) -> None:
    """Plain text says nothing about when it was published, and that is said."""
    report = read_report(write(tmp_path, FRENCH.encode()))
    assert report.published is None
    assert "Nothing says when it was published." in report.notes


@pytest.mark.data
def test_the_origin_report(data_dir: Path) -> None:
    """The article the project started from: title, two paragraphs, French."""
    report = read_report(data_dir / "origin" / "report_fr.txt")
    assert report.lang == "fr"
    assert len(report.paragraphs) == 2
    assert report.title == report.text[slice(*report.paragraphs[0])]
    assert report.text == (data_dir / "origin" / "report_fr.txt").read_bytes().decode("utf-8")
