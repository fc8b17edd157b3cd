"""HTML pages: the article's text with the way back into the page's source, and what the page says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import attrs

from temoin.errors import UnreadableError
from temoin.model import TimeRange
from temoin.read.article import Article, find_article
from temoin.read.blocks import Block, Piece, find_blocks
from temoin.read.charset import decode_page
from temoin.read.draft import Draft
from temoin.read.livepage import Entry, find_entries
from temoin.read.markup import Markup, parse_markup
from temoin.read.metadata import PageFacts, read_metadata
from temoin.read.report_facts import ReportFacts
from temoin.read.when import read_page_time
from temoin.text import OffsetMap

__all__ = ["read_page"]

_BETWEEN = "\n\n"
_CLOCKS_APART = timedelta(hours=15)
"""Two clocks in two zones can show times this far apart for one moment."""
_SAME_TIME = timedelta(minutes=10)
"""Content systems write the time into several places some minutes apart."""
_LATER = timedelta(hours=1)
_CHANNEL_HOSTS = frozenset({"t.me", "telegram.me"})
"""Hosts whose page titles are the names of channels."""


def read_page(
    name: str, data: bytes, *, charset: str | None = None, saved_from: str | None = None, media_type: str = "text/html"
) -> tuple[Draft, ...]:
    """Read a page: one report, or of a live page one for each of its entries.

    Args:
        name: of the file, for messages.
        data: the page's bytes.
        charset: what the envelope of a saved page declares.
        saved_from: the address in that envelope.
        media_type: of the file.

    Raises:
        UnreadableError: there is no text on the page.
        TooLargeError: the page has more elements than any article.
    """
    decoded = decode_page(data, charset)
    markup = parse_markup(name, decoded.text)
    facts = read_metadata(markup, saved_from)
    titles = [title for _, title in facts.titles]
    article = find_article(markup, find_blocks(markup), titles[0] if titles else None)
    if not article.blocks:
        raise UnreadableError(
            f"{name} holds no article text", hint="Save the page from the browser after it has loaded, as 'Web page, single file (.mhtml)'."
        )
    known, notes = _known(facts, article, markup)
    notes = (*decoded.notes, *notes)
    entries = find_entries(markup, article, known.published)
    if not entries:
        return (_draft(article.blocks, known, media_type, decoded.charset, notes),)
    return tuple(
        attrs.evolve(
            _draft(entry.blocks, _of_entry(entry, known), media_type, decoded.charset, (*notes, f"Entry {number} of {len(entries)} of a live page.")),
            entry=number,
        )
        for number, entry in enumerate(entries, 1)
    )


def _draft(blocks: Sequence[Block], facts: ReportFacts, media_type: str, charset: str, notes: tuple[str, ...]) -> Draft:
    text, paragraphs, offsets = join_blocks(blocks)
    return Draft(text=text, paragraphs=paragraphs, offsets=offsets, facts=facts, media_type=media_type, charset=charset, notes=notes)


def _of_entry(entry: Entry, page: ReportFacts) -> ReportFacts:
    """What is known of an entry: its own time and heading, and what the page says of itself."""
    url = f"{page.url.partition('#')[0]}#{entry.anchor}" if page.url and entry.anchor else page.url
    return attrs.evolve(page, published=entry.published, title=entry.title or page.title, url=url)


def _known(facts: PageFacts, article: Article, markup: Markup) -> tuple[ReportFacts, tuple[str, ...]]:
    """What the page's sources say together, and notes on where they clash."""
    published, about_time = _published(facts, _shown_times(markup, article, is_needed=not facts.published))
    if published is None and len(_time_elements(markup)) > 1:
        about_time = (*about_time, "The page shows several times; which of them is its publication time cannot be told.")
    publisher, about_publisher = _publisher(facts)
    url = facts.urls[0][1] if facts.urls else None
    known = ReportFacts(publisher=publisher, url=url, published=published, lang=facts.lang, title=_title(facts, article, publisher))
    return known, (*about_time, *about_publisher, *_about_urls(facts))


def join_blocks(blocks: Sequence[Block]) -> tuple[str, tuple[tuple[int, int], ...], OffsetMap]:
    """One text of several paragraphs, their ranges, and the map to the source; what is put between them came from the tags between them."""
    pieces: list[Piece] = []
    paragraphs: list[tuple[int, int]] = []
    position = 0
    for index, block in enumerate(blocks):
        if index:
            pieces.append((position, blocks[index - 1].end, block.start - blocks[index - 1].end))
            position += len(_BETWEEN)
        pieces += [(position + derived, source, run) for derived, source, run in block.pieces]
        paragraphs.append((position, position + len(block.text)))
        position += len(block.text)
    text = _BETWEEN.join(block.text for block in blocks)
    return text, tuple(paragraphs), OffsetMap.from_pieces(pieces, length=len(text))


def _title(facts: PageFacts, article: Article, publisher: str | None) -> str | None:
    if article.headline is not None:
        return " ".join(article.headline.text.split())
    source, title = facts.titles[0] if facts.titles else ("", "")
    first = " ".join(article.blocks[0].text.split())
    if source == "<title>" and title.startswith(first) and len(first) * 3 >= len(title):
        return first
    if source == "<title>" and publisher:
        # Pages write "Headline - Publisher" there.
        for mark in (" - ", " | ", " – ", " — ", " • ", " :: "):
            head, _, tail = title.rpartition(mark)
            if head and (tail.casefold() in publisher.casefold() or publisher.casefold() in tail.casefold()):
                return head
    return title or None


def _shown_times(markup: Markup, article: Article, *, is_needed: bool) -> tuple[tuple[str, TimeRange], ...]:
    """Times in `<time datetime>` that can be the article's own: marked as such, the only one on the page or, if no other source is there, the first
    one between headline and text.
    """
    found = _time_elements(markup)
    own = [(index, when) for index, when, _ in found if not article.is_furniture[max(markup.elements[index].parent, 0)]]
    marked = [when for _, when, is_marked in found if is_marked]
    if marked:
        return (("<time>", marked[0]),)
    for times in (own, [(index, when) for index, when, _ in found]):
        if len({when.start for _, when in times}) == 1:
            return (("<time>", times[0][1]),)
    if not is_needed:
        return ()
    first = next((block.start for block in article.blocks if block is not article.headline), 0)
    after = article.headline.start if article.headline else first
    return tuple(("<time>", when) for index, when in own if after <= markup.elements[index].start < first)[:1]


def _time_elements(markup: Markup) -> list[tuple[int, TimeRange, bool]]:
    """The `<time>` elements that can be read and do not speak of a change: index, time, and whether it is marked as the publication time."""
    found = []
    for index, element in enumerate(markup.elements):
        names = f"{element.attributes.get('itemprop', '')} {element.attributes.get('class', '')}".lower()
        if element.tag == "time" and "modif" not in names and "update" not in names:
            when = read_page_time(element.attributes.get("datetime", ""))
            if when is not None:
                found.append((index, when, "datepublished" in names or "pubdate" in element.attributes))
    return found


def _published(facts: PageFacts, shown: tuple[tuple[str, TimeRange], ...]) -> tuple[TimeRange | None, tuple[str, ...]]:
    """The publication time, the first source that writes its zone before one that does not, and notes on what clashes."""
    found = (*facts.published, *shown)
    notes = [f'The page\'s time "{text}" could not be read.' for text in facts.unread]
    if not found:
        return None, tuple(notes)
    source, when = next(((name, one) for name, one in found if not one.zone_assumed and not one.is_day), found[0])
    if abs(when.start - found[0][1].start) > _CLOCKS_APART and not when.overlaps(found[0][1]):
        source, when = found[0]
    for other, one in found:
        if other != source and _clash(when, one):
            notes.append(f"The page gives its publication time as {when} ({source}) and as {one} ({other}); the first is used.")
    changed = next((one for _, one in facts.modified if one.start - when.start > _LATER and not one.overlaps(when)), None)
    if changed is not None:
        notes.append(f"The page was changed after it was published: {changed}.")
    return when, tuple(notes)


def _clash(one: TimeRange, other: TimeRange) -> bool:
    if one.overlaps(other):
        return False
    gap = max(one.start, other.start) - min(one.end, other.end)
    return gap > (_CLOCKS_APART if one.zone_assumed or other.zone_assumed else _SAME_TIME)


def _publisher(facts: PageFacts) -> tuple[str | None, tuple[str, ...]]:
    channel = next((title for _, title in facts.titles), None)
    if channel and facts.urls and _host(facts.urls[0][1]) in _CHANNEL_HOSTS:
        return channel, (f"{_host(facts.urls[0][1])} only carries it; the channel was taken as the publisher.",)
    if facts.publishers:
        source, name = facts.publishers[0]
        other = next(((place, said) for place, said in facts.publishers[1:] if not _alike(name, said)), None)
        note = (f'The page names its publisher "{name}" ({source}) and "{other[1]}" ({other[0]}); the first is used.',) if other else ()
        return name, note
    if facts.urls:
        host = _host(facts.urls[0][1])
        return host, (f"The page does not name its publisher; {host} was taken from its address.",)
    return None, ()


def _alike(one: str, other: str) -> bool:
    first, second = ("".join(character for character in name.casefold() if character.isalnum()) for name in (one, other))
    return first in second or second in first


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _about_urls(facts: PageFacts) -> tuple[str, ...]:
    hosts = {_host(url): source for source, url in reversed(facts.urls)}
    if len(hosts) < 2:
        return ()
    used = _host(facts.urls[0][1])
    others = ", ".join(f"{host} ({source})" for host, source in hosts.items() if host != used)
    return (f"The page gives its address on {used} ({facts.urls[0][0]}) and on {others}; the first is used.",)
