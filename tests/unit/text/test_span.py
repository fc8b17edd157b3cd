"""Spans."""

from __future__ import annotations

import pytest

from temoin.text import Span


@pytest.mark.parametrize(("start", "end", "text"), [(3, 3, ""), (-1, 2, "abc"), (4, 2, ""), (0, 3, "ab")])
def test_unsound_spans_are_refused(start: int, end: int, text: str) -> None:
    """A span is a non-empty range as long as its words."""
    with pytest.raises(ValueError, match="span"):
        Span(start=start, end=end, text=text)


def test_overlap() -> None:
    """Two spans overlap by the code points they share; neighbours share none."""
    text = "45 injured, of whom 35"
    one, other, next_to = Span.of(text, 0, 10), Span.of(text, 3, 11), Span.of(text, 10, 12)
    assert one.overlaps(other)
    assert other.overlaps(one)
    assert not one.overlaps(next_to)
    assert one.overlap_share(other) == pytest.approx(7 / 11)
    assert one.overlap_share(next_to) == 0.0
