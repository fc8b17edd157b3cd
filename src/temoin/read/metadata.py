"""What a page says about itself: JSON-LD, Open Graph and other meta tags, canonical link, `<html lang>`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

import attrs

from temoin.model import TimeRange
from temoin.read.entities import unescape
from temoin.read.jsonld import LinkedArticle, find_articles
from temoin.read.langcode import language_code
from temoin.read.markup import Markup
from temoin.read.when import read_page_time

__all__ = ["PageFacts", "read_metadata"]

_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "date_published"),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "publish-date",
        "publish_date",
        "publication_date",
        "pubdate",
        "published_at",
    ),
    *("dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dcterms.date", "date"),
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_PUBLISHER = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "article:publisher_name", "publisher")
_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline")
_SAVED_FROM = re.compile(r"saved from url=\(\d{1,6}\)(https?://[^\s>]{1,2000})")
_WHITE = re.compile(r"\s+")


@attrs.frozen(kw_only=True)
class PageFacts:
    """What a page says about itself, every source's word kept apart.

    Args:
        published: (source, time) in the order in which they are trusted.
        modified: (source, time), likewise.
        publishers: (source, name), likewise.
        titles: (source, title), likewise; without the `h1`, which is found with the article.
        urls: (source, address), likewise.
        lang: as the page declares it.
        unread: times that could not be read, as written.
    """

    published: tuple[tuple[str, TimeRange], ...] = ()
    modified: tuple[tuple[str, TimeRange], ...] = ()
    publishers: tuple[tuple[str, str], ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    lang: str | None = None
    unread: tuple[str, ...] = ()


def read_metadata(markup: Markup, saved_from: str | None = None) -> PageFacts:
    """Read what a page says about itself.

    Args:
        markup: the page.
        saved_from: the address in the envelope of a saved page.
    """
    metas = _metas(markup)
    urls = _urls(markup, metas, saved_from)
    linked = _linked(markup, urls, metas)
    published, unread = _times([("JSON-LD", linked.published), *((name, metas.get(name)) for name in _PUBLISHED)])
    modified, _ = _times([("JSON-LD", linked.modified), *((name, metas.get(name)) for name in _MODIFIED)])
    urls += _addresses([("JSON-LD", linked.url)])
    title = _tag_text(markup, "title")
    return PageFacts(
        published=published,
        modified=modified,
        publishers=_said([("JSON-LD", linked.publisher), *((name, metas.get(name)) for name in _PUBLISHER)]),
        titles=_said([("JSON-LD", linked.headline), *((name, metas.get(name)) for name in _TITLE), ("<title>", title)]),
        urls=tuple(urls),
        lang=_lang(markup, metas, linked),
        unread=unread,
    )


def tidy(text: str) -> str:
    """Without line breaks, and without white space at the ends."""
    return _WHITE.sub(" ", text).strip()


def _metas(markup: Markup) -> dict[str, str]:
    """Meta tags by their name in lower case; the first of a name that says something counts."""
    found: dict[str, str] = {}
    for element in markup.elements:
        content = element.attributes.get("content", "").strip()
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            # Article pages mark up other articles too; only a meta tag speaks of the page itself.
            name = element.attributes.get(key, "").strip().lower()
            if name and element.tag == "meta":
                found.setdefault(name, content)
    return found


def _urls(markup: Markup, metas: dict[str, str], saved_from: str | None) -> list[tuple[str, str]]:
    comment = next(
        (found[1] for start, end in markup.comments[:20] if (found := _SAVED_FROM.search(markup.source, start, min(end, start + 2100)))), None
    )
    base = saved_from or comment or metas.get("og:url")
    canonical = next(
        (
            element.attributes.get("href", "")
            for element in markup.elements
            if element.tag == "link" and "canonical" in element.attributes.get("rel", "").lower().split()
        ),
        None,
    )
    if canonical and base:
        canonical = _joined(base, canonical)
    return _addresses([("canonical link", canonical), ("og:url", metas.get("og:url")), ("saved from", saved_from or comment)])


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _addresses(found: Sequence[tuple[str, str | None]]) -> list[tuple[str, str]]:
    return [(source, address.strip()) for source, address in found if address and is_web_address(address.strip())]


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute web address of sane length."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= 2000 and not re.search(r"[\s\x00-\x1f<>\"]", text)
    except ValueError:
        return False


def _linked(markup: Markup, urls: Sequence[tuple[str, str]], metas: dict[str, str]) -> LinkedArticle:
    scripts = [
        markup.inner_text(index)
        for index, element in enumerate(markup.elements)
        if element.tag == "script" and "ld+json" in element.attributes.get("type", "").lower()
    ]
    found = find_articles(scripts)
    addresses = {address.split("#")[0].rstrip("/") for _, address in urls}
    title = tidy(metas.get("og:title", "")).casefold()
    for article in found:
        if article.url and article.url.split("#")[0].rstrip("/") in addresses:
            return article
    return next((one for one in found if one.headline and one.headline.casefold() == title), found[0] if found else LinkedArticle())


def _times(found: Sequence[tuple[str, str | None]]) -> tuple[tuple[tuple[str, TimeRange], ...], tuple[str, ...]]:
    read, unread = [], []
    for source, text in found:
        if not text:
            continue
        when = read_page_time(text)
        if when is not None:
            read.append((source, when))
        else:
            unread.append(text[:60])
    return tuple(read), tuple(unread)


def _said(found: Sequence[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    return tuple((source, tidy(text)[:500]) for source, text in found if text and tidy(text))


def _tag_text(markup: Markup, tag: str) -> str | None:
    # The title of a drawing (svg) may stand in the page's body; the page's own comes first.
    index = next((index for index, element in enumerate(markup.elements) if element.tag == tag), None)
    return tidy(unescape(markup.inner_text(index))) if index is not None else None


def _lang(markup: Markup, metas: dict[str, str], linked: LinkedArticle) -> str | None:
    declared = [
        next(
            (element.attributes.get("lang") or element.attributes.get("xml:lang") for element in markup.elements[:20] if element.tag == "html"), None
        ),
        metas.get("content-language"),
        linked.lang,
        metas.get("og:locale"),
    ]
    return next((code for tag in declared if tag and (code := language_code(tag.split(",")[0]))), None)
