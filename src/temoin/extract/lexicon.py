"""A language's phrases in one trie, found in one walk over a sentence."""

from __future__ import annotations

import re
from typing import Any

from temoin.extract.tokens import Sentence

__all__ = ["Lexicon"]

_STEM = "ƻ"
"""Stands for the star of a stem while a phrase is cut into tokens: a letter that no language of ours uses."""
_SHORTEST_STEM = 2
_MOST_WORDS = 200_000
"""Words whose keys are remembered; more are looked up again each time, so that hostile texts cannot fill the memory."""

Node = dict[str, Any]
Marks = dict[str, tuple[str, int]]
Ends = tuple[tuple[str, str, int], ...]
"""Category, value and length in tokens of what begins with a word."""
Entry = tuple[Ends, frozenset[str] | None]
_NOTHING: Marks = {}
"""The marks of every token that has none; nobody writes into marks."""
_UNKNOWN: Entry = ((), None)
"""The entry of every word that no phrase begins with."""


class Lexicon:
    """Phrases by category and value.

    A phrase is one or more words; a word that ends in `*` is a stem and matches every word that begins with it, one that begins with `*` every
    longer word that ends with it (German compounds). At each token the longest
    phrase of each category counts, and it hides shorter ones of its category inside it.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._root: Node = {}
        self._stems: set[str] = set()
        self._keys: dict[str, tuple[str, ...]] = {}
        self._roots: dict[str, tuple[Node, ...]] = {}
        self._entries: dict[str, Entry] = {}

    def add(self, category: str, value: str, phrase: str) -> None:
        """Add a phrase."""
        node = self._root
        for token in self._pattern.findall(phrase.strip().lower().replace("*", _STEM)):
            key = token.replace(_STEM, "*")
            if key[0] == "*" or key[-1] == "*":
                self._stems.add(key)
            node = node.setdefault(key, {})
        node.setdefault("", []).append((category, value))
        self._keys.clear()
        self._roots.clear()
        self._entries.clear()

    def words(self, category: str) -> frozenset[str]:
        """The single words of a category, stems left out."""
        return frozenset(key for key, node in self._root.items() if any(name == category for name, _ in node.get("", ())) and "*" not in key)

    def keys(self, word: str) -> tuple[str, ...]:
        """The trie's keys that a word in lower case matches: itself, then its stems and endings, the longest first."""
        known = self._keys.get(word)
        if known is None:
            stems = [f"{word[:length]}*" for length in range(len(word), _SHORTEST_STEM - 1, -1) if f"{word[:length]}*" in self._stems]
            endings = [f"*{word[at:]}" for at in range(1, len(word) - _SHORTEST_STEM + 1) if f"*{word[at:]}" in self._stems]
            known = (word, *stems, *endings)
            if len(self._keys) < _MOST_WORDS:
                self._keys[word] = known
        return known

    def _starts(self, word: str) -> tuple[Node, ...]:
        """The nodes that a first word leads to; most words lead nowhere."""
        known = self._roots.get(word)
        if known is None:
            known = tuple(self._root[key] for key in self.keys(word) if key in self._root)
            if len(self._roots) < _MOST_WORDS:
                self._roots[word] = known
        return known

    def mark(self, sentence: Sentence) -> None:
        """Set a sentence's marks: for each token, category -> (value, one past the last token); and where each category begins."""
        low = sentence.low
        last = len(low) - 1
        entries, keys = self._entries, self._keys
        hidden: dict[str, int] = {}
        marks = [_NOTHING] * len(low)
        places: dict[str, list[int]] = {}
        for position, word in enumerate(low):
            entry = entries.get(word) or self._entry(word)
            if entry is _UNKNOWN:
                continue
            alone, follows = entry
            following = position + 1
            if follows is not None and position < last and not follows.isdisjoint(keys.get(low[following]) or self.keys(low[following])):
                alone = self._longest(self._starts(word), low, following)
            marks[position] = found = {}
            for category, value, length in alone:
                end = position + length
                if hidden and hidden.get(category, 0) >= end:
                    continue
                found[category] = (value, end)
                if category in places:
                    places[category].append(position)
                else:
                    places[category] = [position]
                if length > 1:
                    hidden[category] = end
        sentence.marks = marks
        sentence.places = places

    def _entry(self, word: str) -> Entry:
        """What a word is alone, and the keys that may go on from it, or `None` where none may."""
        starts = self._starts(word)
        alone: dict[str, str] = {}
        follows: set[str] = set()
        for node in starts:
            for category, value in node.get("", ()):
                alone.setdefault(category, value)
            follows |= node.keys() - {""}
        ends = tuple((category, value, 1) for category, value in alone.items())
        entry = (ends, frozenset(follows) if follows else None) if alone or follows else _UNKNOWN
        if len(self._entries) < _MOST_WORDS:
            self._entries[word] = entry
        return entry

    def _longest(self, starts: tuple[Node, ...], low: list[str], position: int) -> Ends:
        found: dict[str, tuple[str, str, int]] = {}
        first = position - 1
        stack = [(node, position) for node in reversed(starts)]
        while stack:
            node, at = stack.pop()
            ends = node.get("", ())
            if at < len(low) and len(node) > (1 if ends else 0):
                for key in reversed(self.keys(low[at])):
                    child = node.get(key)
                    if child is not None:
                        stack.append((child, at + 1))
            for category, value in ends:
                known = found.get(category)
                if known is None or known[2] < at - first:
                    found[category] = (category, value, at - first)
        return tuple(found.values())
