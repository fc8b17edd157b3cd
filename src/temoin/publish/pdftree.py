"""What a page of the browser needs before it can be printed: numbers that hold together, drawings that carry their own style."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from temoin.publish.words import Words

__all__ = ["ready_for_paper"]

_SVG = "{http://www.w3.org/2000/svg}"
_APART = frozenset({"script", "style", "title", "code", "pre", "template", f"{_SVG}svg"})
"""Elements whose text is left as it is: hashes may break anywhere, drawings do not break."""
_UNIT = r"m²|m³|km²|km|ha|m|%|px|кв\.? ?м|м²|км|га"
_NUMBER = re.compile(
    r"(?:[+−<>≈~][\u202f\u00a0 ]?)?\d+(?:[.,:/\-–—\u202f\u00a0]\d+| \d{3}(?!\d))*"
    rf"(?:[\u202f\u00a0]?(?:%|°)|[\u202f\u00a0 ](?:{_UNIT})(?!\w))?"
)
"""A number as people write it: groups, decimals, dates and clocks, ranges, its sign before it and its unit behind it."""
_BREAKS = re.compile(r"[ –—]")
"""Where a line may break inside a number; at hyphens, colons, slashes and points before a digit none does (UAX 14, LB25)."""
_HIDDEN = frozenset({"unseen", "controls", "search", "pager", "skip", "first-only"})
"""Classes of what only a screen or a screen reader needs."""
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_POINTED = frozenset({"reasons", "evidence", "checks", "placing"})
"""Classes of lists whose points are put into their text."""
_Rule = tuple[frozenset[str], dict[str, str]]
"""Element names and classes, with the style that they get."""
_POINT = "•\u00a0"


def ready_for_paper(root: ET.Element, words: Words, style: str) -> None:
    """Change a parsed page in place.

    Args:
        root: of the page, as WeasyPrint parsed it.
        words: the language, for drawings that have no title yet.
        style: rules for every drawing: on paper each is an island that the page's own style does not reach.
    """
    _lighten(root)
    for points in root.iter("ul"):
        if points.get("class") in _POINTED:
            _point(points)
    for table in root.iter("table"):
        _keep_caption(table)
    for row in root.iter("tr"):
        _name_first_cell(row)
    parents = {child: parent for parent in root.iter() for child in parent}
    rules = [(_names(found[1]), _declared(found[2])) for found in _RULE.finditer(style)]
    for drawing in list(root.iter(f"{_SVG}svg")):
        if not _is_inside(drawing, parents):
            _as_island(drawing, words, rules)
    for element in list(_speaking(root)):
        _hold_numbers(element)


def _lighten(element: ET.Element) -> None:
    """Take out what paper does not show and what it shows without: laying a page out takes as long as it has elements."""
    for child in list(element):
        _lighten(child)
        is_hidden = child.tag in {"template", "nav", "script"} or not _HIDDEN.isdisjoint(child.get("class", "").split()) or "hidden" in child.attrib
        if is_hidden:
            _replace(element, child, [], "")
        elif child.get("class") == "glyph":
            _replace(element, child, [], f"{child.text}\u00a0")
        elif child.get("class") == "around" or _is_bare(child, element):
            _replace(element, child, list(child), child.text or "")


def _is_bare(element: ET.Element, parent: ET.Element) -> bool:
    """Whether an element shows nothing on paper: it isolates words, or groups the terms of a list that has no look of its own."""
    if element.attrib:
        return False
    return element.tag == "bdi" or (element.tag == "div" and parent.tag == "dl" and not parent.attrib)


def _keep_caption(table: ET.Element) -> None:
    """Make a shown caption the table's first head row: a caption alone may be left behind at the foot of a page."""
    caption = table.find("caption")
    if caption is None:
        return
    table.remove(caption)
    head = table.find("thead")
    if head is None:
        head = ET.Element("thead")
        table.insert(0, head)
    row = ET.Element("tr")
    caption.tag, caption.tail = "th", None
    caption.attrib |= {"scope": "col", "class": "caption", "colspan": str(max((len(one) for one in table.iter("tr")), default=1))}
    row.append(caption)
    head.insert(0, row)


def _name_first_cell(row: ET.Element) -> None:
    """Let a row's first cell bear its address: where links lead is part of an element's style, and rows of one style share all that is in them."""
    if "id" in row.attrib and len(row) and "id" not in row[0].attrib:
        row[0].set("id", row.attrib.pop("id"))


def _point(points: ET.Element) -> None:
    """Begin each entry of a list with a point, which stays with its first word."""
    for entry in points.iterfind("li"):
        entry.text = _POINT + (entry.text or "").lstrip()


def _replace(parent: ET.Element, child: ET.Element, kept: list[ET.Element], text: str) -> None:
    """Put the text and the children of an element in its place."""
    place, tail = list(parent).index(child), child.tail or ""
    parent.remove(child)
    if kept:
        kept[-1].tail = (kept[-1].tail or "") + tail
        tail = ""
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + text + tail
    else:
        parent.text = (parent.text or "") + text + tail
    for number, one in enumerate(kept):
        parent.insert(place + number, one)


def _is_inside(drawing: ET.Element, parents: dict[ET.Element, ET.Element]) -> bool:
    above = parents.get(drawing)
    while above is not None:
        if above.tag == f"{_SVG}svg":
            return True
        above = parents.get(above)
    return False


def _as_island(drawing: ET.Element, words: Words, rules: list[_Rule]) -> None:
    """Give a drawing its words, and each of its parts the style that the rules give it: reading them anew for every drawing takes its time."""
    for part in drawing.iter():
        names = {f".{name}" for name in part.get("class", "").split()} | {str(part.tag).removeprefix(_SVG)}
        for selectors, declared in rules:
            if not names.isdisjoint(selectors):
                part.attrib |= declared
    if drawing.find(f"{_SVG}title") is None:
        title = ET.Element(f"{_SVG}title")
        title.text = drawing.get("aria-label") or words("drawing; what it shows stands in words beside it")
        drawing.insert(0, title)


def _names(selectors: str) -> frozenset[str]:
    return frozenset(one.strip() for one in selectors.split(","))


def _declared(declarations: str) -> dict[str, str]:
    pairs = (one.split(":", 1) for one in declarations.split(";") if one.strip())
    return {name.strip(): value.strip() for name, value in pairs}


def _speaking(element: ET.Element) -> Iterator[ET.Element]:
    """Elements whose own text, or the text behind whose children, people read."""
    if element.tag in _APART or not isinstance(element.tag, str):
        return
    yield element
    for child in element:
        yield from _speaking(child)


def _hold_numbers(element: ET.Element) -> None:
    """Put each number of an element's text into a span that does not break."""
    children = list(element)
    first, spans = _split(element.text)
    for child in children:
        element.remove(child)
    element.text = first
    element.extend(spans)
    for child in children:
        child.tail, after = _split(child.tail)
        element.append(child)
        element.extend(after)


def _split(text: str | None) -> tuple[str | None, list[ET.Element]]:
    """The text before the first number, and a span a number with what follows it as its tail."""
    found = [match for match in _NUMBER.finditer(text or "") if _BREAKS.search(match.group())]
    if not text or not found:
        return text, []
    spans = []
    for match, after in zip(found, [*found[1:], None], strict=True):
        span = ET.Element("span", {"class": "n"})
        span.text = match.group()
        span.tail = text[match.end() : after.start() if after is not None else len(text)]
        spans.append(span)
    return text[: found[0].start()], spans
