"""Pages of web archives to drafts of reports.

The time of capture is never taken as that of publication: a page can be years older than its capture. It is noted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

import attrs

from temoin.errors import TooLargeError, UnreadableError, UnsupportedError
from temoin.read.captured import PAGE_TYPES, Capture, Captures, same_page
from temoin.read.charset import decode_page
from temoin.read.draft import Draft
from temoin.read.page import read_page
from temoin.read.plain import read_plain
from temoin.read.when import read_page_time

__all__ = ["drafts_of"]

_log = logging.getLogger(__name__)

_NOT_A_PAGE = frozenset({"iframe", "frame", "embed", "object", "empty", "script", "style", "image", "font", "manifest"})
"""What a request's Sec-Fetch-Dest says (W3C Fetch Metadata) where it was not for a page of its own."""
_HINT = "Save the page from a browser as 'Web page, single file (.mhtml)' and give that."


def drafts_of(found: Captures, path_name: str, stem: str, notes: Sequence[str] = ()) -> tuple[Draft, ...]:
    """The pages as drafts of reports; frames and pages without text are passed over, and that is logged.

    Args:
        found: what the archive holds.
        path_name: the archive's file, for messages.
        stem: the file's name without its endings, for ids.
        notes: on the archive as a whole.

    Raises:
        InputError: no page can be read; the first reason is the error.
    """
    problems = list(found.problems)
    drafts: list[Draft] = []
    for page in _fit(found):
        try:
            made = _drafts(page)
        except (UnreadableError, UnsupportedError, TooLargeError) as problem:
            _log.info("%s", problem.message)
            problems.append(problem)
            continue
        drafts += [attrs.evolve(draft, notes=(*draft.notes, *_origin(page, path_name), *page.notes, *notes)) for draft in made]
    if not drafts:
        if problems:
            raise problems[0]
        count = f"{found.records:,} record{'' if found.records == 1 else 's'}"
        raise UnsupportedError(
            f"{path_name} is a web archive of {count}, not one of which is a page or text that was fetched with success", hint=_HINT
        )
    if problems:
        first = problems[0].message.removeprefix(path_name).lstrip(", ")[:200]
        told = f"{len(problems)} more of the archive's pages could not be read; the first: {first}."
        drafts[0] = attrs.evolve(drafts[0], notes=(*drafts[0].notes, told))
    return _named(drafts, stem)


def _fit(found: Captures) -> Iterable[Capture]:
    """The pages that were fetched as pages, where the archive keeps the requests that say so."""
    for page in found.pages:
        purpose = found.fetched_for.get(page.record_id, "")
        if purpose in _NOT_A_PAGE:
            _log.info("%s was fetched for %s, not as a page", page.where, purpose)
        else:
            yield page


def _origin(page: Capture, path_name: str) -> tuple[str, ...]:
    when = read_page_time(page.captured)
    told = f"captured {when}" if when else "captured at a time that cannot be read"
    archive = path_name.replace("\\", "/").rsplit("/", 1)[-1]
    return (f"From the web archive {archive}, record {page.number}, {told}; when it was captured says nothing of when it was published.",)


def _drafts(page: Capture) -> tuple[Draft, ...]:
    """The report on a page, or those of its entries."""
    if page.media_type in PAGE_TYPES:
        drafts = read_page(page.where, page.body, charset=page.charset, saved_from=page.url, media_type=page.media_type)
    else:
        drafts = (_plain(page),)
    return tuple(_at_address(draft, page) for draft in drafts)


def _at_address(draft: Draft, page: Capture) -> Draft:
    """A report with the address that was fetched; the anchor of a live page's entry is kept."""
    own = draft.facts.url
    about = (f"The page gives its own address as {own}.",) if own and page.url and same_page(own) != same_page(page.url) else ()
    return attrs.evolve(draft, facts=attrs.evolve(draft.facts, url=own if draft.entry and own else page.url or own), notes=(*draft.notes, *about))


def _plain(page: Capture) -> Draft:
    if page.charset is None:
        return read_plain(page.where, page.body)
    decoded = decode_page(page.body, page.charset)
    draft = read_plain(page.where, decoded.text.encode("utf-8", errors="replace"))
    return attrs.evolve(draft, charset=decoded.charset, notes=decoded.notes)


def _named(drafts: Sequence[Draft], stem: str) -> tuple[Draft, ...]:
    if len(drafts) == 1:
        return tuple(drafts)
    return tuple(attrs.evolve(draft, facts=attrs.evolve(draft.facts, id=f"{stem}-{number}")) for number, draft in enumerate(drafts, 1))
