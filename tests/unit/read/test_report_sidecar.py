"""Side-car files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from temoin.errors import OptionError, UnreadableError
from temoin.read import ReportFacts, read_report, read_reports, read_sidecar

TEXT = "Three people died when the roof of the plant came down, officials said on Tuesday."


def write(folder: Path, text: str, name: str = "facts.csv") -> Path:
    """A file with the given text."""
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_with_any_delimiter(tmp_path: Path, delimiter: str, mark: str) -> None:
    """Commas, semicolons and tabs are told from the heading, and a byte order mark does no harm."""
    rows = [["file", "Publisher", "published", "lang"], ["a.txt", "Continental Wire", "2025-07-03T08:00+02:00", "EN-gb"], ["b.txt", "", "", ""]]
    file = write(tmp_path, mark + "\r\n".join(delimiter.join(row) for row in rows) + "\r\n\r\n")
    facts = read_sidecar(file)
    assert (facts["a.txt"].publisher, facts["a.txt"].lang) == ("Continental Wire", "en")
    assert str(facts["a.txt"].published) == "2025-07-03 08:00:00+02:00"
    assert facts["b.txt"] == ReportFacts()


def test_cells_in_quotes(tmp_path: Path) -> None:
    """A delimiter or a quote inside a quoted cell belongs to the cell."""
    file = write(tmp_path, 'file,title\na.txt,"Fire, ""blast"" and smoke"\n')
    assert read_sidecar(file)["a.txt"].title == 'Fire, "blast" and smoke'


def test_json_tables(tmp_path: Path) -> None:
    """A JSON list of objects says the same as a table."""
    file = write(tmp_path, json.dumps([{"file": "a.txt", "url": "https://news.example/a", "id": "wire-1", "lang": None}]), "facts.json")
    assert read_sidecar(file)["a.txt"] == ReportFacts(url="https://news.example/a", id="wire-1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,author\na.txt,x\n", 'unknown columns: "author"'),
        ("publisher\nx\n", "has no column `file`"),
        ("file,file\na,b\n", "has a column twice"),
        ("file,lang\n,en\n", "row 2 names no file"),
        ("file\na.txt\n./a.txt\n", r'row 3 names "a\.txt" a second time'),
        ("file,title\na.txt,b,c\n", "line 2 has 3 cells under 2 columns"),
        ('[{"file": "a", "x": "y"}]', 'unknown columns: "x"'),
        ('[{"file": 3}]', "row 1 is not an object of strings"),
        ("[3]", "row 1 is not an object of strings"),
        ("[{]", "not sound JSON"),
        ("  \n", "is empty"),
    ],
)
def test_unsound_tables(tmp_path: Path, text: str, message: str) -> None:
    """Each fault is named with its row, and the hint lists the columns there are."""
    file = write(tmp_path, text)
    with pytest.raises(UnreadableError, match=message) as caught:
        read_sidecar(file)
    if "columns" in message:
        assert "file, publisher, url, published, lang, title, id" in caught.value.hint or "quotes" in caught.value.hint


@pytest.mark.parametrize(
    ("cell", "message"), [("published\na.txt,2025-07-03T08:00\n", "row 2: the time"), ("lang\na.txt,Klingon\n", 'row 2: "Klingon"')]
)
def test_unsound_values(tmp_path: Path, cell: str, message: str) -> None:
    """A time without a zone and an unknown language are refused, with their row."""
    with pytest.raises(OptionError, match=message):
        read_sidecar(write(tmp_path, "file," + cell))


def test_facts_win_over_the_page_and_clashes_are_noted(tmp_path: Path) -> None:
    """What a side-car file says is used, and what the page says otherwise is kept in a note."""
    metas = '<meta property="og:site_name" content="Valley Post"><meta property="article:published_time" content="2025-07-01T08:00Z">'
    page = write(tmp_path, f'<html lang="en">{metas}<p>{TEXT}</p>', "page.html")
    sidecar = write(tmp_path, "file,publisher,published,id,lang\npage.html,Continental Wire,2025-07-03,wire,fr\n")
    (report,) = read_reports(page, sidecar=sidecar)
    assert (report.publisher, report.id, report.lang, str(report.published)) == ("Continental Wire", "wire", "fr", "2025-07-03")
    notes = " ".join(report.notes)
    assert '"Valley Post"' in notes
    assert "2025-07-01" in notes
    assert 'reads like "en"' in notes


def test_an_option_wins_over_the_sidecar(tmp_path: Path) -> None:
    """A time given as an option is the last word."""
    text, sidecar = write(tmp_path, TEXT, "a.txt"), write(tmp_path, "file,published\na.txt,2025-07-01\n")
    (report,) = read_reports(text, sidecar=sidecar, published="2025-07-03T08:00Z")
    assert str(report.published) == "2025-07-03 08:00:00+00:00"


def test_rows_and_files_that_do_not_meet_are_noted(tmp_path: Path) -> None:
    """A file without a row, and a row without a file, are both said."""
    first, second = write(tmp_path, TEXT, "a.txt"), write(tmp_path, TEXT, "b.txt")
    sidecar = write(tmp_path, "file,publisher\na.txt,Continental Wire\nc.txt,Valley Post\n")
    one, other = read_reports([first, second], sidecar=sidecar)
    assert one.publisher == "Continental Wire"
    assert any('row for "c.txt", which was not given' in note for note in one.notes)
    assert any("no row for b.txt" in note for note in other.notes)


def test_rows_are_found_by_the_end_of_the_path(tmp_path: Path) -> None:
    """Two files of one name in two folders each find their own row."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, TEXT, "a.txt")
    sidecar = write(tmp_path, "file,publisher\na.txt,Either\ntwo\\a.txt,Valley Post\n")
    first, second = read_reports([tmp_path / "one" / "a.txt", tmp_path / "two" / "a.txt"], sidecar=sidecar)
    assert (first.publisher, second.publisher) == ("Either", "Valley Post")


def test_published_is_for_a_single_report(tmp_path: Path) -> None:
    """One time cannot be given for several files."""
    files = [write(tmp_path, TEXT, "a.txt"), write(tmp_path, TEXT, "b.txt")]
    with pytest.raises(OptionError, match="for a single report, not for 2"):
        read_reports(files, published="2025-07-03")


def test_ids_of_several_files(tmp_path: Path) -> None:
    """Ids come from the files' names, made safe, and unique whatever their case."""
    (tmp_path / "x").mkdir()
    files = [
        write(tmp_path, TEXT, "Kupol: 2 hits?.txt"),
        write(tmp_path / "x", TEXT, "kupol 2 hits.txt"),
        write(tmp_path, TEXT, "звіт.txt"),
        write(tmp_path, TEXT, "___.txt"),
    ]
    assert [report.id for report in read_reports(files)] == ["Kupol-2-hits", "kupol-2-hits-2", "звіт", "report"]


def test_facts_given_in_a_call(tmp_path: Path) -> None:
    """The facts of a call are used like a side-car row."""
    report = read_report(write(tmp_path, TEXT, "a.txt"), facts=ReportFacts(publisher="Wire", id="w 1", title="Roof down"))
    assert (report.publisher, report.id, report.title) == ("Wire", "w-1", "Roof down")


def test_a_folder_is_no_side_car(tmp_path: Path) -> None:
    """The message speaks of the side-car file, not of a report."""
    with pytest.raises(UnreadableError, match="is a folder, not a side-car file"):
        read_sidecar(tmp_path)
