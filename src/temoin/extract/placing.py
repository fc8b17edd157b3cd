"""Where the places of a report lie: its names handed to the gazetteer together."""

from __future__ import annotations

from temoin.extract.draft import Draft
from temoin.gazetteer import PlaceName, locate_names
from temoin.model import ClaimKind

__all__ = ["place_drafts"]


def place_drafts(drafts: list[Draft], lang: str) -> None:
    """Give each place of a report its location, where the gazetteer knows one.

    Args:
        drafts: of one report, in the order of its text.
        lang: of the text.
    """
    places = [draft for draft in drafts if draft.kind is ClaimKind.PLACE]
    if not places:
        return
    names = [_named(draft, following) for draft, following in zip(places, [*places[1:], None], strict=True)]
    for draft, location in zip(places, locate_names(names, lang), strict=True):
        draft.location = location


def _named(draft: Draft, following: Draft | None) -> PlaceName:
    sentence = draft.sentence
    first, last = _without_word(draft)
    inside = ""
    if following is not None and following.sentence is sentence and following.first == draft.last + 1 and sentence.words[draft.last] == ",":
        inside = sentence.written(*_without_word(following))
    word = _province_word(draft)
    return PlaceName(words=sentence.written(first, last), inside=inside, is_province=word is not None, is_district=word == "d")


def _without_word(draft: Draft) -> tuple[int, int]:
    """The name without the word for what it is: "Kharkiv" of "Kharkiv region"; all of it where nothing would be left."""
    sentence, first, last = draft.sentence, draft.first, draft.last
    after = sentence.after(first, "province")
    if after is not None and after < last:
        return after, last
    start = sentence.before(last, "province")
    return (first, start) if start is not None and start > first else (first, last)


def _province_word(draft: Draft) -> str | None:
    """Whether a word for a province ("p") or a district ("d") stands in the name or beside it."""
    sentence = draft.sentence
    first, last = _without_word(draft)
    if first > draft.first:
        return sentence.value(draft.first, "province")
    beside = sentence.value(last, "province")
    if beside is not None:
        return beside
    at = draft.first
    for category in ("article", "of", "article"):
        start = sentence.before(at, category)
        at = at if start is None else start
    start = sentence.before(at, "province")
    return None if start is None else sentence.value(start, "province")
