"""Which of a page's paragraphs are the article.

Own method, after the idea of Readability (Arc90, 2009) that prose sits together: furniture is taken out by its names, unless it holds most of the
page's prose; then one goes down from the page's root as long as one child holds nearly all of the prose that is left. What a page marks as
its article counts as evidence, not as truth.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import attrs

from temoin.read.blocks import Block
from temoin.read.furniture import is_article_holder, is_furniture, is_page_line, is_read_also
from temoin.read.markup import Element, Markup

__all__ = ["Article", "find_article"]

_LEAST_PROSE = 40
"""A paragraph of fewer characters outside links is no prose, unless it ends a sentence."""
_LEAST_SENTENCE = 12
_MOST_LINKS = 0.5
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LEAVES = _HEADINGS | {"p", "pre", "li", "td", "th", "blockquote", "dd", "dt", "summary", "ul", "ol"}
_FURNITURE_AT_MOST = 0.5
"""Nothing that holds more than this share of the page's prose is furniture, whatever its name."""
_NEARLY_ALL = 0.8
_MOST_OF_IT = 0.55
"""How much of the prose a child must hold to be gone down into: nearly all, or most of it where the page marks the child as its article."""
_SAME_WORDS = 0.6
_SENTENCE = re.compile(r"[.!?…][\"'»”’)\]]*$")
_WORD = re.compile(r"\w+")


@attrs.frozen(kw_only=True)
class Article:
    """The paragraphs of a page that are its article.

    Args:
        blocks: in the order of the page, the headline among them where the page shows it.
        headline: one of `blocks`, or `None`.
        is_furniture: for each element of the page, whether it lies in something around the article.
    """

    blocks: tuple[Block, ...]
    headline: Block | None
    is_furniture: tuple[bool, ...]


def find_article(markup: Markup, blocks: Sequence[Block], reference: str | None) -> Article:
    """Choose the article among a page's paragraphs.

    Args:
        markup: the page.
        blocks: all of its paragraphs.
        reference: the headline that the page's metadata gives, or `None`.
    """
    elements = markup.elements
    weigh = _weight if any(_weight(block) for block in blocks) else _letters
    furniture = _furniture(elements, _sums(elements, blocks, weigh))
    live = [block for block in blocks if not furniture[block.owner]]
    headline = _headline(blocks, furniture, reference)
    body = [block for block in live if block is not headline]
    inside = _inside(elements, _roots(elements, _sums(elements, body, weigh)))
    chosen = [block for block in body if inside[block.owner]]
    lead = _lead(body, chosen, headline)
    kept = _without_asides([*lead, *chosen], headline)
    if headline is not None and kept:
        kept = sorted([headline, *kept], key=lambda block: block.start)
    return Article(blocks=tuple(kept), headline=headline if kept else None, is_furniture=tuple(furniture))


def _weight(block: Block) -> int:
    """How much prose a paragraph holds, in characters outside links."""
    own = round(len(block.text) * (1 - block.link_share))
    if block.tag in _HEADINGS or block.link_share >= _MOST_LINKS or is_page_line(block.text):
        return 0
    is_prose = own >= _LEAST_PROSE or (own >= _LEAST_SENTENCE and _SENTENCE.search(block.text) is not None)
    return own if is_prose else 0


def _letters(block: Block) -> int:
    return round(len(block.text) * (1 - block.link_share))


def _sums(elements: Sequence[Element], blocks: Sequence[Block], weigh: Callable[[Block], int]) -> list[int]:
    """For each element, the prose in it and in all that it holds."""
    sums = [0] * len(elements)
    for block in blocks:
        sums[block.owner] += weigh(block)
    for index in range(len(elements) - 1, 0, -1):
        sums[elements[index].parent] += sums[index]
    return sums


def _furniture(elements: Sequence[Element], sums: Sequence[int]) -> list[bool]:
    """For each element, whether it is furniture or lies in some."""
    furniture = [False] * len(elements)
    in_article = [False] * len(elements)
    for index, element in enumerate(elements[1:], 1):
        parent = element.parent
        in_article[index] = in_article[parent] or is_article_holder(element)
        furniture[index] = furniture[parent] or (sums[index] <= sums[0] * _FURNITURE_AT_MOST and is_furniture(element, in_article=in_article[parent]))
    return furniture


def _roots(elements: Sequence[Element], sums: Sequence[int]) -> set[int]:
    """The elements that hold the article: mostly one, several where it is cut into like parts."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for index in range(1, len(elements)):
        if sums[index]:
            children[elements[index].parent].append(index)
    current, others = 0, set[int]()
    while children[current]:
        best = max(children[current], key=lambda index: sums[index])
        needed = _MOST_OF_IT if is_article_holder(elements[best]) else _NEARLY_ALL
        if elements[best].tag in _LEAVES or sums[best] < sums[current] * needed:
            break
        others.update(index for index in children[current] if index != best and _belongs(elements[index], elements[best]))
        current = best
    return {current, *others}


def _belongs(element: Element, main: Element) -> bool:
    """Whether an element beside the main one is a part of the same article: bare paragraphs, or built just like it."""
    if element.tag in {"p", "blockquote", "ul", "ol"}:
        return True
    return element.tag == main.tag and bool(main.attributes.get("class")) and element.attributes.get("class") == main.attributes.get("class")


def _inside(elements: Sequence[Element], roots: set[int]) -> list[bool]:
    inside = [False] * len(elements)
    for index, element in enumerate(elements):
        inside[index] = index in roots or (element.parent >= 0 and inside[element.parent])
    return inside


def _headline(blocks: Sequence[Block], furniture: Sequence[bool], reference: str | None) -> Block | None:
    """The headline as the page shows it: the `h1` that says most of what the metadata says, or the first one outside the furniture."""
    candidates = [block for block in blocks if block.tag == "h1"] or [block for block in blocks if block.tag in {"h2", "h3"} and reference]
    if reference is None:
        return next((block for block in candidates if block.tag == "h1" and not furniture[block.owner]), None)
    likeness = [_likeness(block.text, reference) for block in candidates]
    best = max(likeness, default=0.0)
    return candidates[likeness.index(best)] if best >= _SAME_WORDS else None


def _likeness(one: str, other: str) -> float:
    """Share of the words of the shorter one that stand in the longer one, with at least half as many words."""
    first, second = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    if not first or not second or min(len(first), len(second)) * 3 < max(len(first), len(second)):
        return 0.0
    return len(first & second) / min(len(first), len(second))


def _lead(body: Sequence[Block], chosen: Sequence[Block], headline: Block | None) -> list[Block]:
    """Prose between the headline and the first chosen paragraph: the lead, which many pages keep outside the article's body."""
    if headline is None or not chosen:
        return []
    return [block for block in body if headline.start < block.start < chosen[0].start and _is_lead(block)]


def _is_lead(block: Block) -> bool:
    """Whether a paragraph is prose, or a sub-heading as long as a sentence, which is how some outlets set their leads."""
    return _weight(block) > 0 or (block.tag in _HEADINGS and len(block.text) >= _LEAST_PROSE and block.link_share < _MOST_LINKS)


def _without_asides(blocks: Sequence[Block], headline: Block | None) -> list[Block]:
    """Without links to other articles, adverts, lone labels, the headline shown twice, and headings under which nothing is left."""
    prose = {block.owner for block in blocks if _weight(block)}
    kept = [block for block in blocks if not _is_aside(block, prose) and not (headline and block.tag == "h1" and block.text == headline.text)]
    while kept and kept[-1].tag in _HEADINGS and any(block.tag not in _HEADINGS for block in kept):
        kept.pop()
    return kept


def _is_aside(block: Block, prose: set[int]) -> bool:
    """Whether a paragraph is no part of the article; `prose` holds the elements that hold prose themselves, with lines broken by `<br>`."""
    text = block.text
    if is_page_line(text) or not any(character.isalnum() for character in text):
        return True
    if is_read_also(text) and (block.link_share >= 0.3 or block.tag in _HEADINGS or len(text) < _LEAST_PROSE):
        return True
    own = len(text) * (1 - block.link_share)
    if block.link_share >= 0.8 and own < 20 and block.tag not in _HEADINGS:
        return True
    is_label = len(text) < 25 and _SENTENCE.search(text) is None
    return is_label and block.owner not in prose and block.tag not in _HEADINGS | {"p", "li", "td", "th", "tr", "pre", "blockquote", "dd", "dt"}
