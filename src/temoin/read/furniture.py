"""What on a page is not the article: words in class names, roles, and the short lines that pages put between paragraphs."""

from __future__ import annotations

import re

from temoin.read.blocks import is_hidden
from temoin.read.markup import Element

__all__ = ["is_article_holder", "is_furniture", "is_page_line", "is_read_also"]

_TAGS = frozenset({"nav", "footer", "aside", "menu", "dir", "figcaption", "caption", "legend", "form", "fieldset", "search", "header"})
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist", "form"}
)
_WORDS = frozenset(
    (
        *("ad", "ads", "advert", "advertisement", "advertising", "adslot", "advertorial", "author", "authors", "banner", "bio"),
        *("breadcrumb", "breadcrumbs", "byline", "caption", "captions", "cmp", "comment", "commentaires", "commentary", "comments"),
        *("consent", "cookie", "cookies", "copyright", "credit", "credits", "didomi", "disqus", "donate", "donation", "embed"),
        *("footer", "gdpr", "kommentare", "legende", "masthead", "menu", "meta", "metadata", "modal", "nav", "navbar", "navigation", "navigations"),
        *("newsletter", "newsletters", "onetrust", "outbrain", "overlay", "pager", "pagination", "partage", "paywall", "popin"),
        *("popup", "postmeta", "print", "promo", "promoted", "promos", "promotion", "reactions", "recirc", "recirculation"),
        *("recommend", "recommendation", "recommendations", "recommended", "related", "respond", "shareaddy", "share", "sharebar"),
        *("shares", "sharing", "sharedaddy", "sidebar", "signup", "skip", "social", "socials", "sponsor", "sponsored", "subscribe"),
        *("subscription", "taboola", "tags", "taglist", "teaser", "teasers", "toc", "toolbar", "tooltip", "topics", "trending"),
        "views",
    )
)
"""Words in `class` and `id` that news sites give to what stands around the article (seen in the themes of WordPress, Drupal and large outlets)."""
_PAIRS = frozenset(
    (
        *("read-more", "read-also", "most-read", "also-read", "more-stories", "see-also", "app-download", "post-meta", "entry-meta"),
        *("article-meta", "story-meta", "post-tags", "entry-footer", "jp-relatedposts", "latest-posts", "post-navigation"),
        *("nav-links", "up-next", "wp-caption", "image-caption", "photo-caption", "tgme_widget_message_user", "reading-time"),
    )
)
_SPLIT = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")
_MARKED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:article|story|entry|post|news|page|text)[_-]{0,2}(?:body|content|text|inner)|articlebody|storybody|postbody|field--name-body)(?:$|[\s_-])",
    re.IGNORECASE,
)

_READ_ALSO = re.compile(
    r"\W{0,10}(?:(?:à )?lire (?:aussi|également|plus)|voir aussi|sur le même sujet|pour aller plus loin"
    r"|(?:also )?read (?:more|also|next)|see also|related(?: (?:articles|stories|posts|topics|news|content|coverage))?\b"
    r"|more on this(?: story)?|more from"
    r"|читайте також|дивіться також|читати також|читайте ще|більше новин"
    r"|читайте также|смотрите также|читать также|по теме|еще по теме|ещё по теме"
    r"|lesen sie (?:auch|mehr)|mehr zum thema|siehe auch|auch interessant|das könnte sie auch"
    r"|leggi anche|vedi anche|leggi di più|per approfondire|potrebbe interessarti"
    r"|lee también|lea también|leer también|lea más|vea también|(?:te|le) puede interesar)",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"\W*(?:advertisement|advertising|publicité|реклама|anzeige|werbung|pubblicità|publicidad|anuncio|sponsored"
    r"|continue reading|story continues below.*"
    r"|la suite après la publicité|продовження після реклами|продолжение после рекламы)\W*",
    re.IGNORECASE,
)


_STAMP = re.compile(
    r"(?:publié(?:e)?|mis(?:e)? à jour|modifié(?:e)?|actualisé(?:e)?|(?:first )?published|posted|(?:last )?updated|опубліковано|оновлено|опубликовано"
    r"|обновлено|veröffentlicht|aktualisiert|stand|pubblicat[oa]|aggiornat[oa]|publicado|actualizado)(?: le| on| at| am| il| el)?(?: |: ?)\d",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"\W*(?:temps de lecture|reading time|lesezeit|lesedauer|tempo di lettura|tiempo de lectura|час читання|время чтения)?\W*\d{1,3}\W*"
    r"(?:min|minutes?|minuten|minuti|minutos|хв|мин)\W*(?:read|de lecture|lesezeit|di lettura|de lectura|читання|чтения)?\W*",
    re.IGNORECASE,
)


def is_furniture(element: Element, *, in_article: bool) -> bool:
    """Whether an element looks like something around the article.

    Args:
        element: any element but the page's own frame.
        in_article: it lies inside an article, whose own header holds its headline and lead.
    """
    if element.tag in {"#root", "html", "body", "main", "article"}:
        return False
    if element.tag in _TAGS and not (element.tag == "header" and in_article):
        return True
    found = element.attributes
    if found.get("role", "").strip().lower() in _ROLES or is_hidden(element):
        return True
    names = f"{found.get('class', '')} {found.get('id', '')} {found.get('data-component', '')} {found.get('data-testid', '')}"
    if not names.strip():
        return False
    lowered = names.lower()
    return any(word.lower() in _WORDS for word in _SPLIT.split(names[:400]) if word) or any(pair in lowered for pair in _PAIRS)


def is_article_holder(element: Element) -> bool:
    """Whether an element is marked as holding an article's text."""
    found = element.attributes
    return (
        element.tag in {"article", "main"}
        or "articlebody" in found.get("itemprop", "").lower()
        or found.get("role", "").strip().lower() in {"main", "article"}
        or _MARKED_CLASS.search(f"{found.get('class', '')[:400]} {found.get('id', '')[:100]}") is not None
    )


def is_read_also(text: str) -> bool:
    """Whether a line sends the reader to another article."""
    return _READ_ALSO.match(text) is not None


def is_page_line(text: str) -> bool:
    """Whether a line only announces an advertisement, or says when the page was changed or how long it takes to read."""
    return (
        (len(text) < 60 and _ADVERT.fullmatch(text) is not None)
        or (len(text) < 100 and not text.endswith(".") and _STAMP.match(text) is not None)
        or (len(text) < 40 and _READING_TIME.fullmatch(text) is not None)
    )
