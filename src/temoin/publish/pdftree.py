"""What a page of the browser needs before it can be printed: numbers that hold together, drawings that carry their own style, JPEG pictures."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import PIL.Image

from temoin.publish.picture import data_uri
from temoin.publish.words import Words

__all__ = ["ready_for_paper"]

_SVG = "{http://www.w3.org/2000/svg}"
_WEBP = "data:image/webp;base64,"
_QUALITY = 90
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


def ready_for_paper(root: ET.Element, words: Words, style: str) -> None:
    """Change a parsed page in place.

    Args:
        root: of the page, as WeasyPrint parsed it.
        words: the language, for drawings that have no title yet.
        style: rules for every drawing: on paper each is an island that the page's own style does not reach.
    """
    _lighten(root)
    for table in root.iter("table"):
        _keep_caption(table)
    parents = {child: parent for parent in root.iter() for child in parent}
    for picture in root.iter("img"):
        _as_jpeg(picture)
    rules = [(found[1].strip(), found.group().strip()) for found in _RULE.finditer(style)]
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
        if is_hidden or (child.tag == "bdi" and not child.attrib):
            _replace(element, child, [] if is_hidden else list(child), "" if is_hidden else child.text or "")


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


def _as_jpeg(picture: ET.Element) -> None:
    """A PDF holds JPEG as it is, and WebP only unpacked: ten times the size."""
    source = picture.get("src", "")
    if not source.startswith(_WEBP):
        return
    with PIL.Image.open(io.BytesIO(base64.b64decode(source[len(_WEBP) :]))) as known:
        plain = PIL.Image.new("RGB", known.size, (200, 200, 200))
        plain.paste(known, mask=known.getchannel("A") if "A" in known.getbands() else None)
    buffer = io.BytesIO()
    plain.save(buffer, format="JPEG", quality=_QUALITY, optimize=True)
    picture.set("src", data_uri(buffer.getvalue(), "jpeg"))


def _is_inside(drawing: ET.Element, parents: dict[ET.Element, ET.Element]) -> bool:
    above = parents.get(drawing)
    while above is not None:
        if above.tag == f"{_SVG}svg":
            return True
        above = parents.get(above)
    return False


def _as_island(drawing: ET.Element, words: Words, rules: list[tuple[str, str]]) -> None:
    """Give a drawing its words and those of the rules that concern it: thousands of small drawings with all of them take their time."""
    names = {f".{name}" for part in drawing.iter() for name in part.get("class", "").split()}
    names |= {str(part.tag).removeprefix(_SVG) for part in drawing.iter()}
    if drawing.find(f"{_SVG}title") is None:
        title = ET.Element(f"{_SVG}title")
        title.text = drawing.get("aria-label") or words("drawing; what it shows stands in words beside it")
        drawing.insert(0, title)
    style = ET.Element(f"{_SVG}style")
    style.text = " ".join(rule for selectors, rule in rules if not names.isdisjoint(selectors.replace(" ", "").split(",")))
    drawing.insert(1, style)


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
