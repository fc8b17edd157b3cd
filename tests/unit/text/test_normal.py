"""The normal form of texts."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from temoin.text import normalise
from temoin.text.normal import _FIRST_MARK, _LATE_STARTERS


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("1\u202f300\u00a0m²", "1 300 m²"),
        ("l\u2019usine \u00abKupol\u00bb", 'l\'usine "Kupol"'),
        ("об\u02bcєкт", "об'єкт"),
        ("\u201aeins\u2018 \u201ezwei\u201c", "'eins' \"zwei\""),
        ("minus \u22125, Shahed\u2011136", "minus -5, Shahed-136"),
        ("2014\u20132015 \u2014 \u2013", "2014\u20132015 \u2014 \u2013"),
        ("toi\u00adture", "toiture"),
        ("\ufeff4\u200b5 dead\u200e", "45 dead"),
        ("e\u0301croule\u0301", "écroulé"),
        ("и\u0306", "й"),
        ("e\u00ad\u0301", "é"),
        ("\u1100\u1161\u11a8", "각"),
        ("\u212b \u2126", "Å Ω"),
        ("\u0301 alone", "\u0301 alone"),
        ("line\nbreak", "line\nbreak"),
    ],
)
def test_normal_form(text: str, made: str) -> None:
    """Spaces, quotes, dashes, marks and invisible characters come out as said."""
    assert normalise(text).text == made


def test_spans_lead_back_through_dropped_and_composed_characters() -> None:
    """The words of the original are found again, invisible characters and loose accents included."""
    original = "Le toi\u00adt s\u2019est e\u0301croule\u0301 sur 1\u202f300\u00a0m²."
    normal = normalise(original)
    for words, raw in (("toit", "toi\u00adt"), ("écroulé", "e\u0301croule\u0301"), ("1 300 m²", "1\u202f300\u00a0m²")):
        start = normal.text.index(words)
        span = normal.span(start, start + len(words))
        assert span.text == raw
        assert original[span.start : span.end] == raw


def test_marks_that_compose_with_nothing_keep_their_order() -> None:
    """Two marks that Unicode would put in another order stay where they are, so that each is found at its own place."""
    original = "q\u0307\u0323."
    normal = normalise(original)
    assert [normal.span(index, index + 1).text for index in range(len(normal.text))] == list(normal.text)


def test_many_marks_are_no_trap() -> None:
    """A letter under a hundred thousand marks is worked through in pieces."""
    normal = normalise("e" + "\u0301\u0323" * 50_000 + " end")
    assert normal.text.endswith(" end")
    assert normal.span(len(normal.text) - 3, len(normal.text)).text == "end"


def test_all_characters_that_compose_backwards_are_known() -> None:
    """No composition of this Python's Unicode ends in a starter that the normal form does not know of, or comes before the first mark."""
    missing = set()
    for code in range(sys.maxunicode + 1):
        decomposed = unicodedata.decomposition(chr(code))
        if not decomposed or decomposed.startswith("<") or " " not in decomposed:
            continue
        last = chr(int(decomposed.split()[-1], 16))
        if unicodedata.normalize("NFC", chr(code)) == chr(code):
            assert last >= _FIRST_MARK
            if not unicodedata.combining(last) and last not in _LATE_STARTERS:
                missing.add(last)
    assert not missing


def test_lines_broken_by_hand_are_one():
    """Inside a paragraph a full line goes on in the next; the span is still the original's, break and all."""
    text = "Crews worked until the morning at the flooded\r\nmarket. 1,200\nhouses stand in water.\n\nLarn\nRuden\n"
    first = text.index("\n\n")
    normal = normalise(text, [(0, first), (first + 2, len(text) - 1)])
    assert normal.text == "Crews worked until the morning at the flooded  market. 1,200 houses stand in water.\n\nLarn\nRuden\n"
    assert len(normal.text) == len(text)
    start = normal.text.index("1,200")
    assert normal.span(start, start + 12).text == "1,200\nhouses"
    assert normalise(text).text == text
