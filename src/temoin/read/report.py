"""`read_report`, `read_reports`: a file to the reports in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from temoin.errors import OptionError, UnreadableError
from temoin.model import Report, TimeRange
from temoin.read.archive import read_documents
from temoin.read.document import Document, stem_of
from temoin.read.draft import Draft
from temoin.read.report_facts import ReportFacts
from temoin.read.sidecar import facts_for, read_sidecar
from temoin.read.when import parse_when
from temoin.text import detect_language

__all__ = ["read_report", "read_reports"]

_SURE = 0.9
"""A language is told against what the page declares only where the detector is this sure."""

_LONGEST_ID = 80


def read_report(path: str | Path, *, facts: ReportFacts | None = None) -> Report:
    """Read the one report in a file: plain text, HTML, a page that a browser saved (MHTML), PDF, a JSON list of one, or an archive of one page.

    Args:
        path: the file; its kind is decided by what it holds.
        facts: what is known about it; wins over what the file says.

    Raises:
        OptionError: a web address was given, or the file holds several reports.
        UnreadableError: the file is missing, empty, a folder, or holds no text.
        TooLargeError: the file is over 20 MB.
        UnsupportedError: the file is of a kind that is not read as a report.
    """
    given = facts or ReportFacts()
    reports = _with_unique_ids([report for document in read_documents(Path(path)) for report in _reports(document, given, ())])
    if len(reports) > 1:
        raise OptionError(f"{path} holds {len(reports)} reports where one is asked for", hint="Use read_reports, or give one report in the list.")
    return reports[0]


def read_reports(path: str | Path | Sequence[str | Path], *, sidecar: str | Path | None = None, published: str | None = None) -> tuple[Report, ...]:
    """Read the reports in one file or in several; ids are made unique among them.

    Args:
        path: a file or several; a JSON list or a web archive holds several reports, and a folder those of all its files.
        sidecar: CSV or JSON with what is known about the files, one row a file; wins over what the files say.
        published: when it was published, as `parse_when` reads it, where there is a single report; wins over all else.

    Raises:
        OptionError: a web address; `published` with several reports; a time without its zone.
        UnreadableError: a file is missing, empty, a folder, or holds no text.
        TooLargeError: a file is over 20 MB.
        UnsupportedError: a file is of a kind that is not read as a report.
    """
    is_one = isinstance(path, str | Path)
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    when = parse_when(published) if published is not None else None
    rows = read_sidecar(sidecar) if sidecar is not None else {}
    reports: list[Report] = []
    used: set[str] = set()
    for document in [document for one in paths for document in read_documents(one)]:
        key, facts = facts_for(document.path, rows)
        used.update([key] if key is not None else [])
        notes = (f"{Path(sidecar).name} has no row for {document.path.name}.",) if sidecar is not None and key is None else ()
        reports += _reports(document, attrs.evolve(facts, published=when) if when else facts, notes)
    if when is not None and len(reports) != 1:
        raise OptionError(f"--published is for a single report, not for {len(reports)}", hint="Give their times in a side-car file with --sidecar.")
    unused = () if is_one or sidecar is None else _unused_rows(Path(sidecar), rows, used)
    if reports and unused:
        reports[0] = attrs.evolve(reports[0], notes=(*reports[0].notes, *unused))
    return _with_unique_ids(reports)


def _unused_rows(sidecar: Path, rows: Mapping[str, ReportFacts], used: set[str]) -> tuple[str, ...]:
    """Notes on rows that describe no report; by name alone, so that a note is the same wherever the file lies."""
    return tuple(f'{sidecar.name} has a row for "{key}", which was not given.' for key in rows if key not in used)


def _reports(document: Document, given: ReportFacts, notes: tuple[str, ...]) -> tuple[Report, ...]:
    if len(document.drafts) > 1 and given != ReportFacts() and not _is_live(document):
        raise OptionError(
            f"{document.path} holds {len(document.drafts)} reports, so facts about the file as a whole cannot be given",
            hint="Write the facts into the list itself, or give the pages of an archive one by one.",
        )
    notes = (*document.notes, *notes)
    if _is_live(document):
        return tuple(_report(document.path, draft, _of_entry(document.path, draft, given), document.sha256, notes) for draft in document.drafts)
    return _with_unique_ids([_report(document.path, draft, given, document.sha256, notes) for draft in document.drafts])


def _is_live(document: Document) -> bool:
    """Whether the reports of a file are the entries of one live page, which share what is known of the page."""
    return len(document.drafts) > 1 and all(draft.entry is not None and draft.facts.id is None for draft in document.drafts)


def _of_entry(path: Path, draft: Draft, given: ReportFacts) -> ReportFacts:
    """What was given for a live page, for one of its entries: its own heading, time and address stay, its number is put after the id."""
    own = attrs.evolve(draft.facts, publisher=None, lang=None).over(given)
    return attrs.evolve(own, id=f"{given.id or stem_of(path)}-{draft.entry}")


def _report(path: Path, draft: Draft, given: ReportFacts, digest: str, notes: tuple[str, ...]) -> Report:
    if not any(character.isalnum() for character in draft.text):
        raise UnreadableError(f"{path} holds no words", hint="Save the report again and check that its text is in the file.")
    facts = given.over(draft.facts)
    lang, about_lang = _language(given.lang, draft.facts.lang, draft.text)
    return Report(
        id=safe_id(facts.id or stem_of(path)),
        publisher=facts.publisher,
        url=facts.url,
        published=facts.published,
        lang=lang,
        title=facts.title or "",
        text=draft.text,
        paragraphs=draft.paragraphs,
        sha256=digest,
        media_type=draft.media_type,
        charset=draft.charset,
        offsets=draft.offsets,
        pages=draft.pages,
        notes=(*draft.notes, *_clashes(given, draft.facts), *about_lang, *_about_time(facts.published), *notes),
    )


def _clashes(given: ReportFacts, found: ReportFacts) -> tuple[str, ...]:
    """Notes where what was given differs from what the file says."""
    notes = []
    if given.published and found.published and not given.published.overlaps(found.published):
        notes.append(f"The file says that it was published {found.published}; {given.published} was given and is used.")
    for name in ("publisher", "url", "title"):
        one, other = getattr(given, name), getattr(found, name)
        if one and other and one.casefold() != other.casefold():
            notes.append(f'The file gives the {name} "{other}"; "{one}" was given and is used.')
    return tuple(notes)


def _about_time(published: TimeRange | None) -> tuple[str, ...]:
    if published is None:
        return ("Nothing says when it was published.",)
    if published.zone_assumed:
        return (f"The zone of the publication time {published} is not written; UTC was assumed.",)
    return ()


def _language(given: str | None, declared: str | None, text: str) -> tuple[str | None, tuple[str, ...]]:
    """The language and notes: given by a person, else told by the text where that is sure, else declared by the file."""
    if given is not None:
        told = detect_language(text, sure=_SURE)
        note = (f'The text reads like "{told}"; "{given}" was given and is used.',) if told not in {None, given} else ()
        return given, note
    if declared is None:
        return detect_language(text), ()
    told = detect_language(text, sure=_SURE)
    if told is None or told == declared:
        return declared, ()
    return told, (f'The file declares the language "{declared}", but its text is in "{told}".',)


def safe_id(text: str) -> str:
    """A short name from a file's stem: letters and digits of any script, dots, dashes and underscores.

    >>> safe_id("Kupol: 2 hits (final)")
    'Kupol-2-hits-final'
    """
    kept = re.sub(r"[^\w.\-]+", "-", unicodedata.normalize("NFC", text)).strip("-._")
    return kept[:_LONGEST_ID].rstrip("-._") or "report"


def _with_unique_ids(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports in order, with -2, -3 … after an id that was already taken (capitals do not tell two ids apart, as on some disks)."""
    taken: set[str] = set()
    unique = []
    for report in reports:
        name, count = report.id, 1
        while name.casefold() in taken:
            count += 1
            name = f"{report.id}-{count}"
        taken.add(name.casefold())
        unique.append(report if name == report.id else attrs.evolve(report, id=name))
    return tuple(unique)
