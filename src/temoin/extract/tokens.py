"""Tokens and sentences over the normal form of a text, each with its place."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

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
_LAST = _ENDS | _CLOSERS


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
        numerals: the tokens that begin with a digit.
        numbers: what was read at a token, by `numerals.read_number`.
    """

    __slots__ = ("end", "ends", "index", "low", "marks", "n", "numbers", "numerals", "paragraph", "places", "start", "words")

    def __init__(self, index: int, paragraph: int, words: list[str], start: list[int], end: list[int]) -> None:
        self.index = index
        self.paragraph = paragraph
        self.words = words
        self.low = list(map(str.lower, words))
        self.start = start
        self.end = end
        self.n = len(words)
        self.numerals = [at for at, word in enumerate(words) if word[0].isdigit()]
        self.marks: list[dict[str, tuple[str, int]]] = []
        self.places: dict[str, list[int]] = {}
        self.ends: dict[str, dict[int, int]] = {}
        self.numbers: dict[int, Any] = {}

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
        if category not in self.places:
            return None
        ends = self.ends.get(category)
        if ends is None:
            ends = self.ends[category] = {self.marks[at][category][1]: at for at in reversed(self.places[category])}
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
        found = [self.places[category] for category in categories if category in self.places]
        return sorted(set().union(*found)) if len(found) > 1 else [*found[0]] if found else []


def split_sentences(text: str, pattern: re.Pattern[str], abbreviations: frozenset[str], first: int, last: int) -> list[Sentence]:
    """Cut the stretch `[first, last)` of a text into sentences of tokens.

    A sentence ends at a line break, and at a full stop, question or exclamation mark that is followed by a space and a capital letter, a
    digit or a quote, unless the word before the stop is an abbreviation of the language or a single letter; "#" among
    the abbreviations stands for short numbers (German "13. November"). One of more than 250 tokens ends at its next comma.
    """
    sentences: list[Sentence] = []
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    paragraph = 0
    previous_end = first
    for match in pattern.finditer(text, first, last):
        start, end = match.span()
        word = text[start:end]
        if start > previous_end:
            breaks = "\n" in text[previous_end:start]
            if words and (breaks or (words[-1] in _LAST and _ends(words, word, abbreviations)) or (len(words) >= _LONGEST and _is_endless(words))):
                sentences.append(Sentence(len(sentences), paragraph, words, starts, ends))
                words, starts, ends = [], [], []
            paragraph += breaks
        words.append(word)
        starts.append(start)
        ends.append(end)
        previous_end = end
    if words:
        sentences.append(Sentence(len(sentences), paragraph, words, starts, ends))
    return sentences


def _is_endless(words: list[str]) -> bool:
    """Whether a sentence that is longer than any in prose is cut here: at its next comma, or in the end anywhere."""
    return words[-1] in ",;:" or len(words) >= 2 * _LONGEST


def _ends(words: list[str], following: str, abbreviations: frozenset[str]) -> bool:
    position = len(words) - 1
    while position > 0 and words[position] in _CLOSERS:
        position -= 1
    if words[position] not in _ENDS:
        return False
    first = following[0]
    if not (first.isupper() or first.isdigit() or first in "\"'«“-–—("):
        return False
    if words[position] != "." or position == 0:
        return True
    before = words[position - 1]
    if first in "-–—" and before.replace(".", "").isdigit():
        return False
    if "#" in abbreviations and before.isdigit() and len(before) <= 2:
        return False
    return not (before.lower() in abbreviations or (len(before) == 1 and before.isalpha() and before.isupper()))
