"""Full-text search over report texts, quotes and names, folded over accents, case and Cyrillic script."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

import attrs

from temoin.errors import OptionError
from temoin.model import Building, Claim, Report, Site
from temoin.text import fold_letters

__all__ = ["SEARCH", "SEARCH_TABLE", "Hit", "find_words", "search_rows"]

SEARCH = "case_search"
SEARCH_TABLE = f"CREATE VIRTUAL TABLE {SEARCH} USING fts5(folded, kind UNINDEXED, place UNINDEXED, words UNINDEXED)"
_MOST_WORDS = 32


@attrs.frozen(kw_only=True)
class Hit:
    """One place where the words stand.

    Args:
        kind: `text` (a paragraph), `title`, `publisher`, `quote`, `source`, `building` or `part`.
        place: id of the report, claim or building.
        words: as they stand there.
    """

    kind: str
    place: str
    words: str


def search_rows(reports: Sequence[Report], claims: Sequence[Claim], buildings: Sequence[Building], site: Site | None) -> Iterator[tuple[str, ...]]:
    """Rows of the search table: folded words, kind, place, words."""
    seen: set[tuple[str, str, str]] = set()
    for kind, place, words in _places(reports, claims, buildings, site):
        if words.strip() and (kind, place, words) not in seen:
            seen.add((kind, place, words))
            yield (fold_letters(words), kind, place, words)


def _places(reports: Sequence[Report], claims: Sequence[Claim], buildings: Sequence[Building], site: Site | None) -> Iterator[tuple[str, str, str]]:
    for report in reports:
        yield ("title", report.id, report.title)
        yield ("publisher", report.id, report.publisher or "")
        paragraphs = report.paragraphs or ((0, len(report.text)),)
        yield from (("text", report.id, report.text[start:end]) for start, end in paragraphs)
    for claim in claims:
        yield ("quote", claim.id, claim.quote)
        yield from (("source", claim.id, source.name) for source in claim.attribution.chain)
    yield from (("building", building.id, building.name or "") for building in buildings)
    if site is not None:
        yield from (("part", part.building_id, part.name) for part in site.parts)


def find_words(connection: sqlite3.Connection, words: str, *, limit: int) -> tuple[Hit, ...]:
    """Places where all the words stand, by their beginnings; best first (bm25, Robertson and Zaragoza 2009, as SQLite's FTS5 has it).

    Raises:
        OptionError: there is no word to look for.
    """
    tokens = re.findall(r"\w+", fold_letters(words))[:_MOST_WORDS]
    if not tokens:
        raise OptionError(f"{words[:40]!r} holds no word to look for", hint="Give one or more words.")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SEARCH,)).fetchone() is None:
        return ()
    asked = " ".join(f'"{token}"*' for token in tokens)
    sql = f"SELECT kind, place, words FROM {SEARCH} WHERE folded MATCH ? ORDER BY rank, rowid LIMIT ?"  # noqa: S608  # a constant
    return tuple(Hit(kind=str(kind), place=str(place), words=str(found)) for kind, place, found in connection.execute(sql, (asked, limit)))
