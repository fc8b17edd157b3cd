"""The entries of a live page: each is a report of its own, with its own time.

A page is live where at least three like parts of it each bear a time and hold, together, most of its prose: elements that stand side by side, each
with a `<time>` (schema.org's LiveBlogPosting is built so), or stretches of paragraphs that each begin with a clock time.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

import attrs

from temoin.model import TimeRange
from temoin.read.article import Article
from temoin.read.blocks import Block
from temoin.read.markup import Markup
from temoin.read.when import read_page_time

__all__ = ["Entry", "find_entries"]

_LEAST_ENTRIES = 3
_MOST_OF_IT = 0.6
"""So much of the article's letters stands in its entries; else the times are of pictures or of other articles."""
_HIGHEST = 8
"""An entry's `<time>` lies at most so many elements deep in it."""
_LEAST_LETTERS = 40
_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])\s?[:.hH]\s?(?P<minute>[0-5]\d)(?!\d)\s*(?P<half>[ap]\.?m\.?)?(?:\s*(?:uhr|h|hrs|год|ч)\b\.?)?(?:\s*[A-Z]{2,4}\b)?\s*(?:[:|•–—-]\s+|$)",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOON = 12


@attrs.frozen(kw_only=True)
class Entry:
    """One entry of a live page, or what stands above the first.

    Args:
        blocks: its paragraphs.
        title: its own heading, or `None`.
        published: its own time, or `None`.
        anchor: the id of its element, for its address, or `None`.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    published: TimeRange | None = None
    anchor: str | None = None


@attrs.frozen
class _Part:
    blocks: tuple[Block, ...]
    when: TimeRange | None
    clock: time | None
    anchor: str | None = None


def find_entries(markup: Markup, article: Article, published: TimeRange | None) -> tuple[Entry, ...]:
    """The entries of a page in the order in which they stand, what stands above them first; none where the page is no live page.

    Args:
        markup: the page.
        article: its paragraphs.
        published: the page's own time: the day and zone of clock times that stand alone.
    """
    body = [block for block in article.blocks if block is not article.headline]
    parts = _by_elements(markup, body) or _by_clocks(body)
    letters = sum(len(block.text) for block in body)
    if len(parts) < _LEAST_ENTRIES or sum(len(block.text) for part in parts for block in part.blocks) < _MOST_OF_IT * letters:
        return ()
    times = _times(parts, published)
    if len({when.start for when in times if when is not None} or {part.clock for part in parts}) < _LEAST_ENTRIES:
        return ()
    held = {block.start for part in parts for block in part.blocks}
    rest = tuple(block for block in body if block.start not in held)
    entries = [_entry(part, when) for part, when in zip(parts, times, strict=True)]
    return (*([Entry(blocks=rest, published=published)] if sum(len(block.text) for block in rest) >= _LEAST_LETTERS else []), *entries)


def _entry(part: _Part, when: TimeRange | None) -> Entry:
    title = next((block for block in part.blocks if block.tag in _HEADINGS), None)
    return Entry(blocks=part.blocks, title=" ".join(title.text.split()) if title else None, published=when, anchor=part.anchor)


def _by_elements(markup: Markup, body: Sequence[Block]) -> list[_Part]:
    """The entries that are elements side by side, each with a time in it: of all levels of the page, the one with the most."""
    by_level: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for index, element in enumerate(markup.elements):
        if element.tag == "time":
            for holder in _holders(markup, index):
                by_level[markup.elements[holder].parent, markup.elements[holder].tag].setdefault(holder, index)
    owners: dict[int, list[Block]] = {holder: [] for holders in by_level.values() for holder in holders}
    for block in body:
        for holder in _holders(markup, block.owner, highest=256):
            if holder in owners:
                owners[holder].append(block)
    best: list[_Part] = []
    for holders in by_level.values():
        parts = [_part(markup, holder, times, owners[holder]) for holder, times in sorted(holders.items())]
        parts = [part for part in parts if sum(len(block.text) for block in part.blocks) >= _LEAST_LETTERS]
        best = parts if len(parts) > len(best) else best
    return best


def _holders(markup: Markup, index: int, highest: int = _HIGHEST) -> Iterator[int]:
    """An element and those around it, inside out."""
    for _ in range(highest):
        if index <= 0:
            return
        yield index
        index = markup.elements[index].parent


def _part(markup: Markup, holder: int, index: int, blocks: Sequence[Block]) -> _Part:
    element = markup.elements[index]
    when = read_page_time(element.attributes.get("datetime", ""))
    shown = re.sub(r"<[^>]*>", "", markup.inner_text(index)).strip()
    kept = tuple(block for block in blocks if block.text != shown)
    return _Part(kept, when, None if when else _clock(shown), markup.elements[holder].attributes.get("id"))


def _by_clocks(body: Sequence[Block]) -> list[_Part]:
    """The entries that begin with a paragraph or heading that begins with a clock time."""
    parts: list[_Part] = []
    for block in body:
        clock = _clock(block.text)
        if clock is not None:
            parts.append(_Part((block,), None, clock))
        elif parts:
            parts[-1] = attrs.evolve(parts[-1], blocks=(*parts[-1].blocks, block))
    return parts


def _clock(words: str) -> time | None:
    found = _CLOCK.match(words)
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half and not 1 <= hour <= _NOON:
        return None
    return time(hour % _NOON + (_NOON if half == "p" else 0) if half else hour, int(found["minute"]))


def _times(parts: Sequence[_Part], published: TimeRange | None) -> list[TimeRange | None]:
    """The time of each entry. A clock time alone is of the page's day, or of a day after it each time the clocks go past midnight."""
    times = [part.when for part in parts]
    clocks = [(index, part.clock) for index, part in enumerate(parts) if part.clock is not None]
    if published is None or not clocks:
        return times
    oldest_first = min(clocks[::-1], clocks, key=lambda ordered: _midnights([clock for _, clock in ordered], published))
    day, last = published.start.date(), time.min
    for index, clock in oldest_first:
        day += timedelta(days=int(clock < last))
        last = clock
        start = datetime.combine(day, clock, tzinfo=published.start.tzinfo)
        times[index] = TimeRange(start=start, end=start + timedelta(minutes=1), zone_assumed=published.zone_assumed)
    return times


def _midnights(clocks: Sequence[time], published: TimeRange) -> int:
    """How often a row of clock times goes past midnight, from the page's own time on: the right order of a page's entries does so least."""
    first = time.min if published.is_day else published.start.time()
    return sum(other < one for one, other in itertools.pairwise([first, *clocks]))
