"""Articles in a page's JSON-LD (schema.org), read with suspicion: bounded, any shape, nothing followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from temoin.read.entities import unescape

__all__ = ["LinkedArticle", "find_articles"]

_LONGEST_SCRIPT = 2_000_000
_MOST_NODES = 20_000
_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*\Z")
_KINDS = ("article", "posting", "report", "newsarticle")
_PAGES = ("webpage", "itempage")


@attrs.frozen(kw_only=True)
class LinkedArticle:
    """What JSON-LD says about one article; strings as written, `None` where it is silent."""

    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    url: str | None = None
    lang: str | None = None


def find_articles(scripts: Sequence[str]) -> tuple[LinkedArticle, ...]:
    """The articles that a page's JSON-LD scripts describe, then the page itself where it bears a date; broken scripts are passed over.

    >>> find_articles(['{"@type": "NewsArticle", "headline": "Fire at a plant", "publisher": {"name": "Continental Wire"}}'])[0].publisher
    'Continental Wire'
    """
    nodes = [node for script in scripts for node in _nodes(script)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [_article(node, by_id) for node in nodes if _is_of(node, _KINDS)]
    pages = [_article(node, by_id) for node in nodes if _is_of(node, _PAGES) and "datePublished" in node]
    return (*articles, *pages)


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """All objects in a script, outer before inner, without recursion."""
    if len(script) > _LONGEST_SCRIPT:
        return
    try:
        document: Any = json.loads(_WRAPPING.sub("", script).strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting, seen = [document], 0
    while waiting and seen < _MOST_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _is_of(node: dict[str, Any], kinds: Sequence[str]) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.lower().rpartition("/")[2].endswith(tuple(kinds)) for name in names)


def _article(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> LinkedArticle:
    return LinkedArticle(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        publisher=_named(node.get("publisher"), by_id) or _named(node.get("sourceOrganization"), by_id),
        url=_text(node.get("url")) or _address(node.get("mainEntityOfPage")),
        lang=_lang(node.get("inLanguage")),
    )


def _text(value: Any) -> str | None:  # noqa: ANN401  # whatever the JSON holds
    """A string; of a list, its first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return unescape(value).strip() or None if isinstance(value, str) else None


def _named(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:  # noqa: ANN401  # whatever the JSON holds
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        value = by_id.get(value["@id"])
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _address(value: Any) -> str | None:  # noqa: ANN401  # whatever the JSON holds
    return _text(value.get("@id")) or _text(value.get("url")) if isinstance(value, dict) else _text(value)


def _lang(value: Any) -> str | None:  # noqa: ANN401  # whatever the JSON holds
    return _text(value.get("alternateName") or value.get("name")) if isinstance(value, dict) else _text(value)
