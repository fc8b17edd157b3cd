"""Tokens and sentences over the normal form of a text, each with its place."""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["Apostrophe", "Sentence", "split_sentences", "token_pattern"]


class Apostrophe(StrEnum):
    """What an apostrophe does in a language's words."""

    ELIDES = "elides"
    """It ends a short word: `l'usine` is `l'` and `usine` (fr, it)."""
    INNER = "inner"
    """It stands inside a word: `п'ять` (uk)."""
    CLITIC = "clitic"
    """It begins a clitic: `firm's` is `firm` and `'s` (en)."""


_LABEL = r"[nN]\.?[º°]"
_NUMBER = r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*"
_WORD = {
    Apostrophe.ELIDES: r"[^\W\d_]+'(?=[^\W\d_]|$)|[^\W\d_][^\W_]*",
    Apostrophe.INNER: r"[^\W\d_][^\W_]*(?:'[^\W\d_]+)*",
    Apostrophe.CLITIC: r"[^\W\d_]+n't\b|[^\W\d_][^\W_]*|(?<=\w)'(?:s|re|ve|ll|d|m)\b",
}
_ENDS = frozenset(".!?…")
_LONGEST = 250
"""Tokens of a sentence beyond which it is cut: lists and tables without full stops would cost their length squared."""
_CLOSERS = frozenset("\"')]”»")


def token_pattern(apostrophe: Apostrophe) -> re.Pattern[str]:
    """The pattern of one token: a written number, a word, or any other visible character."""
    return re.compile(f"{_LABEL}|{_NUMBER}|{_WORD[apostrophe]}|\\S")


class Sentence:
    """One sentence as columns of tokens; positions are token numbers, places are code points of the normal form.

    Args:
        index: its number in the text.
        paragraph: the number of its paragraph.
        words: the tokens as written.
        low: the tokens in lower case.
        start: first code point of each token.
        end: one past the last code point of each token.
    """

    __slots__ = ("end", "ends", "index", "low", "marks", "n", "paragraph", "places", "start", "words")

    def __init__(self, index: int, paragraph: int, tokens: list[tuple[str, int, int]]) -> None:
        self.index = index
        self.paragraph = paragraph
        words, start, end = zip(*tokens, strict=True) if tokens else ((), (), ())
        self.words: list[str] = list(words)
        self.low = list(map(str.lower, words))
        self.start: list[int] = list(start)
        self.end: list[int] = list(end)
        self.n = len(tokens)
        self.marks: list[dict[str, tuple[str, int]]] = []
        self.places: dict[str, list[int]] = {}
        self.ends: dict[str, dict[int, int]] = {}

    def is_glued(self, position: int) -> bool:
        """Whether no space stands between a token and the one before it."""
        return position > 0 and self.start[position] == self.end[position - 1]

    def written(self, first: int, last: int) -> str:
        """The tokens in `[first, last)` as they were written, with single spaces."""
        return "".join((" " if at > first and not self.is_glued(at) else "") + self.words[at] for at in range(first, last))

    def is_word(self, position: int) -> bool:
        """Whether a token is a word."""
        return 0 <= position < self.n and self.words[position][0].isalpha()

    def is_number(self, position: int) -> bool:
        """Whether a token is written in digits."""
        return 0 <= position < self.n and self.words[position][0].isdigit()

    def is_capital(self, position: int) -> bool:
        """Whether a token begins with a capital letter."""
        return 0 <= position < self.n and self.words[position][0].isupper()

    def has(self, position: int, category: str) -> bool:
        """Whether a mark of a category begins at a token."""
        return 0 <= position < self.n and category in self.marks[position]

    def value(self, position: int, category: str) -> str | None:
        """The value of the mark of a category that begins at a token, or `None`."""
        if 0 <= position < self.n:
            mark = self.marks[position].get(category)
            if mark is not None:
                return mark[0]
        return None

    def after(self, position: int, category: str) -> int | None:
        """One past the last token of the mark of a category that begins at a token, or `None`."""
        if 0 <= position < self.n:
            mark = self.marks[position].get(category)
            if mark is not None:
                return mark[1]
        return None

    def before(self, position: int, category: str, *, longest: int = 5) -> int | None:
        """The first token of the longest mark of a category that ends just before a token, or `None`."""
        ends = self.ends.get(category)
        if ends is None:
            places = self.places.get(category)
            if places is None:
                return None
            ends = self.ends[category] = {self.marks[at][category][1]: at for at in reversed(places)}
        start = ends.get(position)
        return start if start is not None and position - start <= longest else None

    def find(self, category: str, first: int = 0, last: int | None = None) -> int | None:
        """The first token in `[first, last)` at which a mark of a category begins, or `None`."""
        for position in self.places.get(category, ()):
            if position >= first:
                return position if last is None or position < last else None
        return None

    def begins(self, *categories: str) -> list[int]:
        """The tokens at which marks of any of these categories begin, in order."""
        found = [position for category in categories for position in self.places.get(category, ())]
        return sorted(set(found)) if len(categories) > 1 else found


def split_sentences(text: str, pattern: re.Pattern[str], abbreviations: frozenset[str], first: int, last: int) -> list[Sentence]:
    """Cut the stretch `[first, last)` of a text into sentences of tokens.

    A sentence ends at a line break, and at a full stop, question or exclamation mark that is followed by a space and a capital letter, a
    digit or a quote, unless the word before the stop is an abbreviation of the language or a single letter; "#" among
    the abbreviations stands for short numbers (German "13. November"). One of more than 250 tokens ends at its next comma.
    """
    sentences: list[Sentence] = []
    tokens: list[tuple[str, int, int]] = []
    paragraph = 0
    previous_end = first
    for match in pattern.finditer(text, first, last):
        start, end, word = match.start(), match.end(), match.group()
        breaks = "\n" in text[previous_end:start] if start > previous_end else False
        if tokens and (breaks or (start > previous_end and (_ends(tokens, word, abbreviations) or _is_endless(tokens)))):
            sentences.append(Sentence(len(sentences), paragraph, tokens))
            tokens = []
        if breaks:
            paragraph += 1
        tokens.append((word, start, end))
        previous_end = end
    if tokens:
        sentences.append(Sentence(len(sentences), paragraph, tokens))
    return sentences


def _is_endless(tokens: list[tuple[str, int, int]]) -> bool:
    """Whether a sentence is longer than any in prose: it is cut at its next comma, or in the end anywhere."""
    return len(tokens) >= _LONGEST and (tokens[-1][0] in ",;:" or len(tokens) >= 2 * _LONGEST)


def _ends(tokens: list[tuple[str, int, int]], following: str, abbreviations: frozenset[str]) -> bool:
    position = len(tokens) - 1
    while position > 0 and tokens[position][0] in _CLOSERS:
        position -= 1
    if tokens[position][0] not in _ENDS:
        return False
    first = following[0]
    if not (first.isupper() or first.isdigit() or first in "\"'«“-–—("):
        return False
    if tokens[position][0] != "." or position == 0:
        return True
    before = tokens[position - 1][0]
    if first in "-–—" and before.replace(".", "").isdigit():
        return False
    if "#" in abbreviations and before.isdigit() and len(before) <= 2:
        return False
    return not (before.lower() in abbreviations or (len(before) == 1 and before.isalpha() and before.isupper()))
