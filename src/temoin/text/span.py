"""`Span`: some words of a report and where they stand."""

from __future__ import annotations

from typing import Self

import attrs

__all__ = ["Span"]


@attrs.frozen(kw_only=True, order=True)
class Span:
    """A half-open range of code points in a report's text, with its words.

    Args:
        start: first code point.
        end: one past the last code point.
        text: the words, equal to `report.text[start:end]`.

    Raises:
        ValueError: the range is empty, or not as long as its words.

    >>> Span.of("45 injured, of whom 35", 0, 10)
    Span(start=0, end=10, text='45 injured')
    """

    start: int
    end: int
    text: str

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            message = f"a span is a non-empty half-open range, not {self.start}:{self.end}"
            raise ValueError(message)
        if len(self.text) != self.end - self.start:
            message = f"span {self.start}:{self.end} is {self.end - self.start} long, its words {len(self.text)}"
            raise ValueError(message)

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Self:
        """The span of `text[start:end]`."""
        return cls(start=start, end=end, text=text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def overlap_share(self, other: Span) -> float:
        """Intersection over union of the two ranges, 0 to 1."""
        common = min(self.end, other.end) - max(self.start, other.start)
        return max(0, common) / (max(self.end, other.end) - min(self.start, other.start))
