"""PDF files: columns, broken words, running heads, pages, and files that hold no text."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import attrs
import pytest

from temoin.errors import TooLargeError, UnreadableError
from temoin.extract import extract_claims
from temoin.read import ReportFacts, parse_when, read_report
from temoin.read import pdf as reader
from temoin.read.pdflines import Line, in_order
from temoin.wire import from_document, to_document

_SPEC = importlib.util.spec_from_file_location("pdfs", Path(__file__).with_name("pdfs.py"))
pdfs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pdfs)

LEFT = [
    "A fire destroyed 1\u00a0300 square me-",
    "tres of the of\ufb01ce roof on Tuesday.",
    "Three people were killed, and the",
    "north-eastern wing is closed.",
]
RIGHT = ["Behind the north-", "eastern wing, 45 people were", "injured, of whom 35 went to", "hospital that evening; the mayor"]
TITLE = (60, 790, 22, "Fire at the plant")
FURNITURE = [(200, 815, 8, "The Gazette, 3 July 2025"), (290, 30, 8, "Page 1 of 2")]


def _read(tmp_path, pages, **options):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdfs.make_pdf(pages, **options))
    return read_report(path, facts=ReportFacts(published=parse_when("2025-07-03")))


def _paragraphs(report):
    return [report.text[start:end] for start, end in report.paragraphs]


def _two_pages(*, row_by_row=False):
    left, right = pdfs.column(LEFT, top=740), pdfs.column(RIGHT, x=330, top=740)
    columns = [line for pair in zip(left, right, strict=True) for line in pair] if row_by_row else left + right
    second = pdfs.column(["said that nobody is missing.", "Work goes on."], top=740)
    return [[TITLE, *columns, *FURNITURE], [*second, FURNITURE[0], (290, 30, 8, "Page 2 of 2")]]


def _column(texts, left, right, top):
    return [Line(text=text, left=left, right=right, top=top - 14 * at, bottom=top - 14 * at - 12) for at, text in enumerate(texts)]


@pytest.mark.parametrize("gutter", [8, 12, 30])
def test_columns_may_stand_closer_than_a_line_is_high(gutter):
    """One letter's width of white between columns, as word processors set it, parts them; what spans both is read first."""
    title = Line(text="A fire at the plant of the old town", left=60, right=300, top=780, bottom=768)
    left = _column(["Three people were killed", "and forty-five hurt, the", "prefect said on Tuesday."], 60, 200, 750)
    right = _column(["The roof of the workshop", "came down; the fire is", "out since this morning."], 200 + gutter, 340 + gutter, 743)
    assert [line.text for line in in_order([title, *left, *right])] == [line.text for line in (title, *left, *right)]


@pytest.mark.parametrize("row_by_row", [False, True])
def test_columns_are_read_one_after_another(tmp_path, row_by_row):
    """However the file orders its words, a sentence goes on in its own column, and at the next page."""
    report = _read(tmp_path, _two_pages(row_by_row=row_by_row))
    assert _paragraphs(report) == [
        "Fire at the plant",
        "A fire destroyed 1\u00a0300 square metres of the office roof on Tuesday. Three people were killed, and the north-eastern wing is closed.",
        "Behind the north-eastern wing, 45 people were injured, of whom 35 went to hospital that evening; the mayor said that nobody is missing.",
        "Work goes on.",
    ]
    assert report.title == "Fire at the plant"
    assert report.media_type == "application/pdf"


def test_claims_stand_on_their_page(tmp_path):
    """Claims are read from the joined words, each span is its words, and its page is known."""
    report = _read(tmp_path, _two_pages())
    claims = {claim.kind.value: claim for claim in extract_claims(report) if claim.span is not None}
    assert claims["killed"].quantity.value == 3
    assert claims["damage_extent"].quantity.value == 1300
    assert all(report.text[claim.span.start : claim.span.end] == claim.span.text for claim in claims.values())
    assert report.page_of(claims["killed"].span) == 1
    last = report.text.index("nobody")
    assert report.page_of(report.span(last, last + 6)) == 2
    assert from_document(to_document(report)) == report


def test_every_letter_leads_back_to_its_line(tmp_path):
    """The offset map gives the place in the lines as the pages show them; a broken word comes whole, a ligature as its letters."""
    report = _read(tmp_path, _two_pages())
    shown = "\n".join(["Fire at the plant", *LEFT]).replace("\ufb01", "fi")
    lead = "The Gazette, 3 July 2025\nPage 1 of 2\n"
    for words, there in (("1\u00a0300", "1\u00a0300"), ("metres", "me-\ntres"), ("office", "office"), ("Three", "Three")):
        start = report.text.index(words)
        first, last = report.offsets.to_source(start, start + len(words))
        assert (lead + shown)[first:last] == there
        assert report.offsets.to_derived(first, last) == (start, start + len(words))


def test_figures_side_by_side_are_read_row_by_row(tmp_path):
    """A table is no page of columns: each name stays with its number."""
    rows = [("Altdorf", "12"), ("Neudorf", "7"), ("Bergheim", "31"), ("Talheim", "4")]
    page = [*pdfs.column([name for name, _ in rows]), *pdfs.column([count for _, count in rows], x=300)]
    text = _read(tmp_path, [[(60, 780, 10, "Injured by town, as the district counted them on Thursday:"), *page]]).text
    assert all(f"{name} {count}" in text for name, count in rows)


TABLES = {
    "three cells": ([60, 220, 330], [("Town", "Dead", "Hurt"), ("Altdorf", "3", "12"), ("Neudorf", "1", "7")]),
    "long labels": ([60, 420], [("Houses destroyed in Altdorf", "45"), ("Houses damaged in Altdorf", "310"), ("Bridges swept away", "2")]),
    "as wide as columns": ([60, 330], [("Altdorf", "three hurt"), ("Neudorf", "one hurt"), ("Talheim", "nobody")]),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("row_by_row", [False, True])
def test_a_table_under_columns_is_read_after_them_row_by_row(tmp_path, name, row_by_row):
    """The columns end where a table over the whole width begins, however close it stands; each row keeps its cells together."""
    places, rows = TABLES[name]
    left, right = pdfs.column(LEFT, top=740), pdfs.column(RIGHT, x=330, top=740)
    table = [(x, 692 - 12 * at, 10, cell) for at, row in enumerate(rows) for x, cell in zip(places, row, strict=True)]
    drawn = [*left, *right, *table] if row_by_row else [line for pair in zip(left, right, strict=True) for line in pair] + table
    paragraphs = _paragraphs(_read(tmp_path, [[TITLE, *drawn]]))
    assert paragraphs[-len(rows) :] == [" ".join(row) for row in rows]
    assert paragraphs[2].endswith("went to hospital that evening; the mayor")


def test_words_that_justifying_drew_apart_are_no_cells():
    """Two lines of a narrow column with much white between their words stay in their column."""
    left = _column(["The water came over the", "dam on Sunday night and", "flooded the lower town,", "the mayor said."], 60, 200, 750)
    lines = _column(["Nobody was hurt in the", "", "", "valley, the police said."], 260, 400, 750)
    first = [attrs.evolve(lines[1], text="Upstream", right=310), attrs.evolve(lines[1], text="reservoirs", left=350)]
    second = [attrs.evolve(lines[2], text="overflowed", right=320), attrs.evolve(lines[2], text="again", left=375)]
    right = [lines[0], *first, *second, lines[3]]
    words = [line.text for line in in_order([*left, *right])]
    assert words == [*(line.text for line in left), lines[0].text, "Upstream reservoirs", "overflowed again", lines[3].text]


def test_paragraphs_are_told_by_their_gaps_and_indents(tmp_path):
    """A wider gap, or an indented line after a full stop, begins a paragraph."""
    lines = [
        "The first paragraph runs over two full lines of words and",
        "ends here, at the end of its second and last full line now.",
        "An indented",
    ]
    page = [
        (60, 700, 10, lines[0]),
        (60, 688, 10, lines[1]),
        (75, 676, 10, "The indented line begins another one, which is long"),
        (60, 664, 10, "too."),
    ]
    page.append((60, 630, 10, "After a gap comes the third."))
    assert [words[:12] for words in _paragraphs(_read(tmp_path, [page]))] == ["The first pa", "The indented", "After a gap "]


def test_every_script_is_read(tmp_path):
    """Letters come from the font's own table, whatever the script."""
    report = _read(tmp_path, [pdfs.column(["Унаслідок удару загинули троє людей,", "ще сорок п'ятеро поранені."])])
    assert report.lang == "uk"
    assert "загинули троє людей, ще сорок" in report.text


@pytest.mark.parametrize(
    ("pages", "options", "words"),
    [
        ([[]], {"picture": True}, "scan"),
        ([[], [(290, 30, 8, "2")]], {"picture": True}, "scan"),
        ([[]], {}, "without any words"),
        ([pdfs.column(["Secret words of a report."])], {"password": "x"}, "locked with a password"),
        ([pdfs.column(["\ue000\ue001\ue002 \ue003\ue004 abc"])], {}, "which letters"),
    ],
)
def test_a_file_without_readable_text_says_what_to_do(tmp_path, pages, options, words):
    """Scans, locked files and fonts without letters each give their own error with a way out."""
    with pytest.raises(UnreadableError, match=words) as caught:
        _read(tmp_path, pages, **options)
    assert "report.pdf" in caught.value.message
    assert caught.value.hint


def test_a_picture_page_among_others_is_noted(tmp_path):
    """What could not be read is said, by page."""
    pages = [pdfs.column(["Three people were killed in the blast on Tuesday."]), []]
    notes = " ".join(_read(tmp_path, pages, picture=True).notes)
    assert "Page 2 is a picture without a text layer" in notes


@pytest.mark.parametrize("keep", [20, 300, 0.5, 0.9])
def test_a_damaged_file_is_refused_or_read(tmp_path, keep):
    """A file that is cut off anywhere gives a clear error or its words, never a crash."""
    data = pdfs.make_pdf(_two_pages())
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: keep if keep > 1 else int(keep * len(data))])
    try:
        text = read_report(path).text
    except UnreadableError as error:
        text = f"{error.message}: Fire"
    assert "Fire" in text


def test_noise_in_a_file_is_no_crash(tmp_path):
    """Bytes changed at random give an error of ours or a text whose map is sound."""
    data, rng = pdfs.make_pdf(_two_pages()), random.Random(5)
    path = tmp_path / "noise.pdf"
    for _ in range(60):
        noisy = bytearray(data)
        for _ in range(rng.randint(1, 30)):
            noisy[rng.randrange(9, len(noisy))] = rng.randrange(256)
        path.write_bytes(noisy)
        try:
            report = read_report(path)
        except UnreadableError:
            continue
        assert report.offsets.length == len(report.text)


def test_too_many_pages_are_refused(tmp_path, monkeypatch):
    """The bound on pages is told with the number."""
    monkeypatch.setattr(reader, "_MOST_PAGES", 1)
    with pytest.raises(TooLargeError, match="2 pages"):
        _read(tmp_path, _two_pages())
