"""The reports' full texts with the claims' words marked; marks may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import attrs

from temoin.model import Claim, Report
from temoin.publish.amounts import time_words
from temoin.publish.phrases import say_sentence
from temoin.publish.safe import bounded, without_folders
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.context import context_of
from temoin.publish.vocabulary import LANGUAGE_NAMES, RIGHT_TO_LEFT
from temoin.publish.words import Words

__all__ = ["Mark", "ReportView", "Segment", "contexts_of", "report_views"]

TEXT_LIMIT = 200_000
"""Code points of one report that are printed; the whole text stays in the case folder."""


@attrs.frozen(kw_only=True)
class Mark:
    """One claim's place in a text."""

    number: int
    css: str
    title: str


@attrs.frozen(kw_only=True)
class Segment:
    """A stretch of text over which the same claims hold.

    Args:
        text: the words.
        marks: claims whose words these are; none for plain text.
        starts: numbers of the claims that begin here.
        ends: claims that end here, to be pointed to.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[Mark, ...] = ()


@attrs.frozen(kw_only=True)
class ReportView:
    """One report, ready to print."""

    number: int
    name: str
    title: str
    url: str
    published: str
    language: str
    lang: str | None
    direction: str
    sha256: str
    media_type: str
    notes: tuple[str, ...]
    paragraphs: tuple[tuple[Segment, ...], ...]
    claim_count: int
    left_out: int


def contexts_of(reports: Sequence[Report], claims: Iterable[Claim]) -> dict[str, tuple[str, str]]:
    """What stands around each claim's words, for the claims whose span truly is what the text says at that place, and is printed."""
    texts = {report.id: report.text[:TEXT_LIMIT] for report in reports}
    return {
        claim.id: context_of(texts[claim.report_id], claim.span)
        for claim in claims
        if claim.span is not None and claim.report_id in texts and texts[claim.report_id][claim.span.start : claim.span.end] == claim.span.text
    }


def report_views(
    reports: Sequence[Report], claims: Sequence[Claim], css: dict[str, tuple[str, str]], anchors: Anchors, words: Words
) -> tuple[ReportView, ...]:
    """Every report with its marks.

    Args:
        reports: in the page's order.
        claims: all claims.
        css: claim id to (class, verdict in words).
        anchors: the page's numbers.
        words: the language.
    """
    marked = contexts_of(reports, claims).keys()
    return tuple(_view(report, [claim for claim in claims if claim.report_id == report.id], marked, css, anchors, words) for report in reports)


def _view(
    report: Report, own: Sequence[Claim], marked: AbstractSet[str], css: dict[str, tuple[str, str]], anchors: Anchors, words: Words
) -> ReportView:
    spans = []
    for claim in own:
        if claim.id in marked and claim.span is not None:
            look, verdict = css.get(claim.id, ("", ""))
            title = words("claim {number}: {verdict}", number=anchors.claims[claim.id], verdict=verdict)
            spans.append((claim.span.start, claim.span.end, Mark(number=anchors.claims[claim.id], css=look, title=title)))
    length = min(len(report.text), TEXT_LIMIT)
    lang = report.lang
    return ReportView(
        number=anchors.reports[report.id],
        name=anchors.name_of(report.id),
        title=bounded(report.title, 300),
        url=bounded(report.url or "", 500),
        published=time_words(report.published, words) if report.published is not None else words("publication time not known"),
        language=words(LANGUAGE_NAMES.get(lang or "", lang or "not known")),
        lang=lang,
        direction="rtl" if lang in RIGHT_TO_LEFT else "auto",
        sha256=report.sha256,
        media_type=report.media_type,
        notes=tuple(bounded(say_sentence(without_folders(note), words), 300) for note in report.notes),
        paragraphs=tuple(_segments(report.text, start, end, spans) for start, end in _paragraphs(report, length)),
        claim_count=len(own),
        left_out=len(report.text) - length,
    )


def _paragraphs(report: Report, length: int) -> list[tuple[int, int]]:
    """Ranges that together hold all of the text: the report's own paragraphs, what lies between them, and lines where it names none."""
    if report.paragraphs:
        edges = [0]
        for start, end in report.paragraphs:
            edges += [start, end]
        edges.append(len(report.text))
    else:
        edges, place = [0], 0
        for line in report.text.splitlines(keepends=True):
            place += len(line)
            edges.append(place)
    edges = sorted({min(edge, length) for edge in edges})
    return [_trimmed(report.text, start, end) for start, end in pairwise(edges) if report.text[start:end].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the blank lines at its ends: the page sets its own distance between paragraphs."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def _segments(text: str, start: int, end: int, spans: Sequence[tuple[int, int, Mark]]) -> tuple[Segment, ...]:
    inside = [item for item in spans if item[0] < end and item[1] > start]
    cuts = sorted({start, end, *(min(max(edge, start), end) for first, last, _ in inside for edge in (first, last))})
    return tuple(
        Segment(
            text=text[low:high],
            marks=tuple(mark for first, last, mark in inside if first <= low and last >= high),
            starts=tuple(mark.number for first, _, mark in inside if first == low),
            ends=tuple(mark for _, last, mark in inside if last == high),
        )
        for low, high in pairwise(cuts)
    )
