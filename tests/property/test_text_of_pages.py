"""What holds for the text of any page: nothing is lost, nothing is made up, and every piece is found again in the source."""

from __future__ import annotations

import itertools
import re

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from temoin.read.blocks import find_blocks
from temoin.read.entities import iter_pieces, unescape
from temoin.read.markup import parse_markup
from temoin.read.page import join_blocks

WHITE = re.compile(r"[ \t\n\r\f\x00]*")
WORDS = st.text(st.sampled_from("abc 1.,é\u0301\u00a0\u202f\u00ad\n\t’«»Пї🔥"), max_size=12)
SOUND = st.sampled_from(["&nbsp;", "&#8217;", "&#x202F;", "&amp;", "&lt;", "&eacute;", "&#128293;", "&quot;"])
REFERENCES = st.sampled_from(
    ["&nbsp;", "&#8217;", "&#x202F;", "&amp;", "&lt;", "&eacute;", "&NotEqualTilde;", "&copy", "&notit;", "&#0;", "&#10;", "&bogus;", "&", "&#"]
)
INLINE = st.sampled_from(["b", "i", "span", "a href=x", "em", "sup"])
ANYTHING = st.text(st.sampled_from("<>/!?-&;#x'\"= \n\u00a0abp1éП\x00"), max_size=80)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<li>",
        "<td>",
        "<tr>",
        "</table>",
        "<table>",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
    ]
)
KEPT = st.lists(st.sampled_from(["\n", "  ", "&#32;", "&#10;", "&#1;", "a", "é ", " b", "&nbsp;", "<br>", "<b> ", "</b>"]), max_size=9).map(
    lambda found: f"<pre>{''.join(found)}</pre>"
)
SOUPS = st.lists(st.one_of(ANYTHING, TAGS, REFERENCES, WORDS), max_size=25).map("".join)


@st.composite
def runs(draw: st.DrawFn, references: st.SearchStrategy[str] = REFERENCES, depth: int = 2) -> str:
    """Words, references and inline elements."""
    kinds = [WORDS, references]
    if depth:
        kinds.append(st.tuples(INLINE, runs(references, depth - 1)).map(lambda found: f"<{found[0]}>{found[1]}</{found[0].split()[0]}>"))
    return "".join(draw(st.lists(st.one_of(kinds), max_size=5)))


def pages(references: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pages of one to four paragraphs."""
    many = st.lists(runs(references), min_size=1, max_size=4)
    return many.map(lambda found: "<html><body>" + "\n".join(f"<p>{run}</p>" for run in found) + "</body></html>")


PAGES = pages(REFERENCES)


@given(st.one_of(SOUPS, PAGES, KEPT))
def test_every_piece_is_found_again(source: str) -> None:
    """Each piece of each paragraph, unescaped from its place in the source, is that piece; white space and line breaks are what they were made of."""
    blocks = find_blocks(parse_markup("page", source))
    text, paragraphs, offsets = join_blocks(blocks)
    assert [text[start:end] for start, end in paragraphs] == [block.text for block in blocks]
    assert offsets.length == len(text)
    inside = {position for start, end in paragraphs for position in range(start, end)}
    for start, end in zip(offsets.derived, (*offsets.derived[1:], len(text)), strict=False):
        raw = source[slice(*offsets.to_source(start, end))]
        piece = text[start:end]
        if start not in inside:
            assert piece == "\n\n"
        elif piece in {" ", "\n"}:
            assert WHITE.fullmatch(unescape(raw)) or raw.startswith("<")
        else:
            assert WHITE.sub(" ", unescape(raw)) == WHITE.sub(" ", piece)


@given(st.one_of(SOUPS, PAGES, KEPT))
def test_paragraphs_are_tidy_and_in_order(source: str) -> None:
    """No paragraph is empty or begins or ends with white space, and they come in the order of the source."""
    blocks = find_blocks(parse_markup("page", source))
    assert all(block.text == block.text.strip(" \t\n\r\f") != "" for block in blocks)
    assert all(one.end <= other.start for one, other in itertools.pairwise(blocks))
    assert all(0 <= block.link_share <= 1 for block in blocks)


@given(SOUPS)
def test_steps_cover_the_page_in_order(source: str) -> None:
    """Places never go backwards, every element that opens closes, and each lies in its parent."""
    markup = parse_markup("page", source)
    places = [step.start for step in markup.steps]
    assert places == sorted(places)
    assert all(0 <= step.start <= step.end <= len(source) for step in markup.steps)
    opened = [step.element for step in markup.steps if step.kind.name == "OPEN"]
    closed = [step.element for step in markup.steps if step.kind.name == "CLOSE"]
    assert sorted(opened) == sorted(closed) == list(range(1, len(markup.elements)))
    assert all(element.parent < index for index, element in enumerate(markup.elements))


@given(pages(SOUND))
def test_an_independent_parser_reads_the_same_words(source: str) -> None:
    """On sound pages lxml's text of each paragraph is ours, white space apart."""
    ours = [" ".join(re.split(r"[ \t\n\r\f]+", block.text)) for block in find_blocks(parse_markup("page", source))]
    tree = lxml.html.document_fromstring(source)
    theirs = [" ".join(word for word in re.split(r"[ \t\n\r\f]+", paragraph.text_content()) if word) for paragraph in tree.iter("p")]
    assert ours == [words for words in theirs if words]


@given(st.one_of(SOUPS, REFERENCES, WORDS), st.data())
def test_pieces_of_references_cover_the_source(source: str, data: st.DataObject) -> None:
    """The pieces of a text follow one another without gap or overlap, and only references change."""
    start = data.draw(st.integers(0, len(source)))
    pieces = list(iter_pieces(source, start, len(source)))
    assert "".join(source[begin:end] for _, begin, end in pieces) == source[start:]
    assert all(made == source[begin:end] or source[begin] == "&" for made, begin, end in pieces)
