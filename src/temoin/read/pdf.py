"""A PDF's text layer: its pages' letters to one report."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from temoin.errors import TooLargeError, UnreadableError
from temoin.read.draft import Draft
from temoin.read.pdflines import Letter, Line, read_lines
from temoin.read.pdftext import join_lines
from temoin.read.report_facts import ReportFacts

__all__ = ["read_pdf"]

_MOST_PAGES = 500
_MOST_LETTERS = 3_000_000
_LEAST_WORDS = 3
"""A document with fewer words than this a page, and pictures on its pages, is a scan with a stamp on it."""
_MOST_UNKNOWN = 0.2
"""Above this share of letters that a font does not name, what was read is no text."""
_UNKNOWN = "\ufffd"
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd]")
_FEWER = "Give the pages that matter alone."
_TYPE_IT = "Run text recognition over it (OCR) and give that file, or type its text into a .txt file."


def read_pdf(name: str, data: bytes) -> Draft:
    """Read the text layer of a PDF: columns one after another, words that a line's end broke made whole, running heads left out.

    Args:
        name: of the file, for messages.
        data: its bytes.

    Raises:
        UnreadableError: damaged, locked with a password, without a text layer, or with one that does not say which letters it shows.
        TooLargeError: over 500 pages, or 3 million letters.
    """
    document = _open(name, data)
    try:
        if len(document) > _MOST_PAGES:
            raise TooLargeError(f"{name} has {len(document)} pages; a report may have at most {_MOST_PAGES}", hint=_FEWER)
        pages, bare = _read_pages(name, document)
    except pypdfium2.PdfiumError as error:
        raise _damaged(name) from error
    finally:
        document.close()
    made = join_lines(pages)
    _check(name, made.text, len(pages), bare)
    return Draft(
        text=made.text,
        paragraphs=made.paragraphs,
        offsets=made.offsets,
        pages=made.pages,
        facts=ReportFacts(title=made.headline),
        media_type="application/pdf",
        charset="utf-8",
        notes=_notes(bare),
    )


def _open(name: str, data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableError(
                f"{name} is a PDF that is locked with a password", hint="Open it with the password, save a copy without one, and give the copy."
            ) from error
        raise _damaged(name) from error


def _damaged(name: str) -> UnreadableError:
    return UnreadableError(f"{name} is a damaged PDF", hint="Save it again from its source, or open it and copy its text into a .txt file.")


def _read_pages(name: str, document: pypdfium2.PdfDocument) -> tuple[list[tuple[Line, ...]], list[int]]:
    """The lines of each page, and the numbers of the pages that hold pictures and hardly a word."""
    pages: list[tuple[Line, ...]] = []
    bare: list[int] = []
    letters = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        letters += text.count_chars()
        if letters > _MOST_LETTERS:
            raise TooLargeError(f"{name} holds more than {_MOST_LETTERS:,} letters", hint=_FEWER)
        lines = read_lines(_letters(text))
        if sum(len(line.text.split()) for line in lines) < _LEAST_WORDS and _has_picture(page):
            bare.append(number + 1)
        pages.append(lines)
        text.close()
        page.close()
    return pages, bare


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    box = pdfium.FS_RECTF()
    for index in range(text.count_chars()):
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        is_hyphen = pdfium.FPDFText_IsHyphen(text, index) == 1
        yield Letter(
            sign="-" if is_hyphen else _sign(pdfium.FPDFText_GetUnicode(text, index)),
            left=box.left,
            bottom=box.bottom,
            right=box.right,
            top=box.top,
            is_drawn=pdfium.FPDFText_IsGenerated(text, index) != 1,
        )


def _sign(code: int) -> str:
    """The letter with a code; what a font does not name, or half a pair, is U+FFFD."""
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else _UNKNOWN


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _check(name: str, text: str, pages: int, bare: list[int]) -> None:
    """Refuse what holds no text.

    Raises:
        UnreadableError: with what to do.
    """
    if len(bare) == pages or not any(letter.isalnum() for letter in text):
        what = "is a scan: its pages are pictures without a text layer" if bare else "is a PDF without any words"
        raise UnreadableError(f"{name} {what}", hint=_TYPE_IT)
    if len(_PRIVATE.findall(text)) > _MOST_UNKNOWN * len(text):
        raise UnreadableError(f"{name} does not say which letters its text layer shows", hint=_TYPE_IT)


def _notes(bare: list[int]) -> tuple[str, ...]:
    if not bare:
        return ()
    which = f"Page {bare[0]} is a picture" if len(bare) == 1 else f"Pages {', '.join(map(str, bare))} are pictures"
    return (f"{which} without a text layer; what is written there was not read.",)
