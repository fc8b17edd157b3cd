"""What holds for the normal form and the offset map of any text."""

from __future__ import annotations

import unicodedata

from hypothesis import assume, example, given
from hypothesis import strategies as st

from temoin.text import OffsetMap, normalise
from temoin.text.normal import _DROPPED, _SAME

NEWS = st.text(
    st.sampled_from("ab1 .e\u0301\u0323\u0308q\u00a0\u202f\u00ad\u200b\ufeff’«»–и\u0306\u0458\u1100\u1161\u11a8가\u212b\u0958\u0344\U0001d15e\n\t"),
    max_size=40,
)
TEXTS = st.one_of(NEWS, st.text(max_size=60))


def expected(text: str) -> str:
    """The normal form, by its definition."""
    seen = "".join(letter for letter in text if letter not in _DROPPED)
    return "".join(_SAME.get(letter, letter) for letter in unicodedata.normalize("NFC", seen))


@given(TEXTS)
def test_normal_form_is_its_definition(text: str) -> None:
    """The fast ways give what the slow definition gives; only marks that compose with nothing may keep another order."""
    made = normalise(text).text
    assert made == expected(text) or unicodedata.normalize("NFC", made) == expected(text)


@given(TEXTS)
def test_normal_form_is_its_own(text: str) -> None:
    """Bringing a normal form into normal form changes nothing."""
    made = normalise(text).text
    again = normalise(made)
    assert again.text == made
    assert again.offsets.length == len(made)


@given(TEXTS, st.data())
@example("e\u0301", None)
def test_spans_hold_the_original_words(text: str, data: st.DataObject | None) -> None:
    """Any range of the normal form leads to words of the original whose normal form holds that range."""
    normal = normalise(text)
    assume(normal.text)
    start = data.draw(st.integers(0, len(normal.text) - 1)) if data else 0
    end = data.draw(st.integers(start + 1, len(normal.text))) if data else len(normal.text)
    span = normal.span(start, end)
    assert span.text == text[span.start : span.end]
    assert normal.text[start:end].strip() in normalise(span.text).text


@given(TEXTS, st.data())
def test_both_ways_agree(text: str, data: st.DataObject) -> None:
    """A range of the normal form, led to the original and back, covers itself, and the way there again leads to the same place."""
    normal = normalise(text)
    assume(normal.text)
    start = data.draw(st.integers(0, len(normal.text) - 1))
    end = data.draw(st.integers(start + 1, len(normal.text)))
    there = normal.offsets.to_source(start, end)
    back = normal.offsets.to_derived(*there)
    assert back is not None
    assert back[0] <= start < end <= back[1]
    assert normal.offsets.to_source(*back) == there


@st.composite
def maps(draw: st.DrawFn, *, length: int | None = None) -> tuple[OffsetMap, int]:
    """A map and the length of its source; the map of a text of `length` where it is given. Blocks only shrink, as entities do."""
    pieces, derived, source = [], 0, 0
    while derived < (length if length is not None else 12):
        source += draw(st.integers(0, 3))
        run = draw(st.integers(1, 5))
        run = min(run, length - derived) if length is not None else run
        longer = run + draw(st.sampled_from([0, 0, 2, 5]))
        pieces.append((derived, source, longer))
        derived, source = derived + run, source + longer
        if length is None and draw(st.booleans()):
            break
    return OffsetMap.from_pieces(pieces, length=derived), source + draw(st.integers(0, 3))


@given(st.data())
def test_composition_is_one_way_after_the_other(data: st.DataObject) -> None:
    """The composed map leads where the two maps lead one after the other, or to a block around it."""
    inner, middle = data.draw(maps())
    assume(middle)
    outer, _ = data.draw(maps(length=middle))
    through = inner.then(outer)
    start = data.draw(st.integers(0, inner.length - 1))
    end = data.draw(st.integers(start + 1, inner.length))
    composed, stepwise = through.to_source(start, end), outer.to_source(*inner.to_source(start, end))
    assert composed[0] <= stepwise[0] < stepwise[1] <= composed[1]
    assert through.length == inner.length


@given(st.data())
def test_to_derived_finds_exactly_the_touched_pieces(data: st.DataObject) -> None:
    """The derived range of a source range is what a walk over all derived code points finds."""
    offsets, size = data.draw(maps())
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size + 2))
    touched = [
        index for index in range(offsets.length) if offsets.to_source(index, index + 1)[0] < end and offsets.to_source(index, index + 1)[1] > start
    ]
    assert offsets.to_derived(start, end) == ((touched[0], touched[-1] + 1) if touched and start < end else None)
