"""The sentence around a claim's words, so that a bare "three" can be understood."""

from __future__ import annotations

import re

from temoin.text import Span

__all__ = ["context_of"]

_REACH = 160
"""Code points looked at on each side."""
_BREAK = re.compile(r"(?<=[.!?…؟。])\s+|\n")


def context_of(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after the span in its sentence, cut to whole words, with an ellipsis where the sentence goes on.

    A full stop inside a sentence ("1.3 km", "Mr. X") can end the context early; the text below it in the dossier is whole.

    >>> context_of("Nobody knew. Then three people left the hall, she said. Later …", Span.of("three", 0, 5))
    Traceback (most recent call last):
    ...
    ValueError: the span is not in this text
    >>> words = "Nobody knew. Then three people left. Later on."
    >>> context_of(words, Span.of(words, 18, 23))
    ('Then ', ' people left.')
    """
    if text[span.start : span.end] != span.text:
        message = "the span is not in this text"
        raise ValueError(message)
    first = max(0, span.start - _REACH)
    before, after = text[first : span.start], text[span.end : span.end + _REACH]
    breaks = list(_BREAK.finditer(before))
    if breaks:
        before = before[breaks[-1].end() :]
    elif first > 0:
        before = "…" + before[before.find(" ") :] if " " in before else ""
    found = _BREAK.search(after)
    if found:
        after = after[: found.start()]
    elif span.end + _REACH < len(text):
        after = after[: after.rfind(" ")] + " …" if " " in after else ""
    return before, after
