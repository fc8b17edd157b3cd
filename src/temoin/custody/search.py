"""Full-text search over report texts, quotes and names, folded over accents, case and Cyrillic script."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator, Sequence

import attrs

from temoin.custody.vault import Row
from temoin.errors import OptionError
from temoin.model import Building, Claim, Report, Site
from temoin.text import fold_letters

__all__ = ["SEARCH", "SEARCH_TABLE", "Hit", "find_rows", "rank_rows", "search_rows", "words_of"]

SEARCH = "case_search"
SEARCH_TABLE = f"CREATE VIRTUAL TABLE {SEARCH} USING fts5(folded, kind UNINDEXED, place UNINDEXED, words UNINDEXED)"
_MOST_WORDS = 32
_WORD = re.compile(r"\w+")
_K1, _B = 1.2, 0.75


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


def words_of(words: str) -> tuple[str, ...]:
    """The folded words that are asked for.

    Raises:
        OptionError: there is none.
    """
    tokens = tuple(_WORD.findall(fold_letters(words))[:_MOST_WORDS])
    if not tokens:
        raise OptionError(f"{words[:40]!r} holds no word to look for", hint="Give one or more words.")
    return tokens


def find_rows(connection: sqlite3.Connection, tokens: Sequence[str], *, limit: int) -> tuple[tuple[str, str, str], ...]:
    """Kind, place and words of the rows where all the words stand, by their beginnings; best first (bm25, as SQLite's FTS5 has it)."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SEARCH,)).fetchone() is None:
        return ()
    asked = " ".join(f'"{token}"*' for token in tokens)
    sql = f"SELECT kind, place, words FROM {SEARCH} WHERE folded MATCH ? ORDER BY rank, rowid LIMIT ?"  # noqa: S608  # a constant
    return tuple((str(kind), str(place), str(found)) for kind, place, found in connection.execute(sql, (asked, limit)))


def rank_rows(rows: Sequence[Row], tokens: Sequence[str], *, limit: int) -> tuple[tuple[str, str, str], ...]:
    """The same over rows in memory, by the same formula: bm25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75, as FTS5 sets them."""
    texts = [_WORD.findall(str(row[0])) for row in rows]
    counts = [[sum(word.startswith(token) for word in text) for token in tokens] for text in texts]
    mean = sum(map(len, texts)) / max(1, len(texts))
    weights: list[float] = []
    for place in range(len(tokens)):
        having = sum(1 for count in counts if count[place])
        # FTS5 keeps the weight of a word that most rows have just above nothing.
        weights.append(max(1e-6, math.log((len(rows) - having + 0.5) / (having + 0.5))))

    def score(at: int) -> float:
        scale = _K1 * (1 - _B + _B * len(texts[at]) / mean)
        return math.fsum(weight * count * (_K1 + 1) / (count + scale) for weight, count in zip(weights, counts[at], strict=True))

    found = sorted((at for at in range(len(rows)) if all(counts[at])), key=lambda at: (-score(at), at))[: limit if limit >= 0 else None]
    return tuple((str(rows[at][1]), str(rows[at][2]), str(rows[at][3])) for at in found)
