"""The language of each paragraph: a report in one language quotes, or repeats, in another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from temoin.extract.grammar import Grammar, is_supported, load_grammar
from temoin.text import detect_language

__all__ = ["iter_tongues"]

_LEAST_LETTERS = 60
"""A shorter paragraph is read in the report's language: too short to tell."""
_SURE = 0.95
_FUNCTION_SHARE = {"romance": 0.33, "other": 0.2, "bare": 0.05}
"""Prose mostly has more than this share of words like "the", "of" and "was"; with fewer, its language is looked at more closely, which costs 0.4 ms.
French, Italian and Spanish share many of them (French prose under Spanish words 0.29); Slavic languages have few, and none with Latin letters."""
_LEAST_SHARE, _TIMES_ITS_KIN = 0.2, 1.3
"""A share that is enough where it is so many times that of each sister language: French prose has 0.39 of its own words and 0.17 of Spanish ones."""
_KIN = {"fr": ("it", "es"), "it": ("fr", "es"), "es": ("fr", "it")}
_FUNCTION = ("article", "of", "and", "aux", "pronoun", "negator", "with", "to", "by", "relative", "place_prep")
_PARAGRAPH = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_OF = {"uk": frozenset("ыэёъ"), "ru": frozenset("іїєґ")}
"""Letters that tell the one language from the other."""
_NEEDED = {"uk": frozenset("іїєґ")}
"""Letters without which no paragraph of a language is written (one letter in fourteen)."""


def iter_tongues(text: str, grammar: Grammar) -> Iterator[tuple[Grammar, int, int]]:
    """The stretches of a text in one language each, with their grammars; paragraphs in a language without a table stay with their neighbours.

    Args:
        text: in normal form, one line a paragraph.
        grammar: of the report's language.
    """
    current, start = grammar, 0
    for found in _PARAGRAPH.finditer(text):
        other = _grammar_of(found[0], grammar)
        if other is not current:
            if found.start() > start:
                yield current, start, found.start()
            current, start = other, found.start()
    yield current, start, len(text)


def _grammar_of(paragraph: str, grammar: Grammar) -> Grammar:
    if len(paragraph) < _LEAST_LETTERS or _reads_like(paragraph, grammar):
        return grammar
    told = detect_language(paragraph, sure=_SURE)
    return load_grammar(told) if told is not None and told != grammar.lang and is_supported(told) else grammar


def _reads_like(paragraph: str, grammar: Grammar) -> bool:
    """Whether a paragraph has the small words of a language, and no letters of its neighbour."""
    if not _NOT_OF.get(grammar.lang, frozenset()).isdisjoint(paragraph):
        return False
    if grammar.lang in _NEEDED and _NEEDED[grammar.lang].isdisjoint(paragraph):
        return False
    words = _WORD.findall(paragraph.lower())
    own = _count_small(words, grammar)
    family = "bare" if grammar.case_articles else "romance" if grammar.adjectives_after else "other"
    if own >= _FUNCTION_SHARE[family] * len(words):
        return True
    kin = _KIN.get(grammar.lang, ())
    return own >= _LEAST_SHARE * len(words) and bool(kin) and all(own >= _TIMES_ITS_KIN * _count_small(words, load_grammar(one)) for one in kin)


def _count_small(words: list[str], grammar: Grammar) -> int:
    return sum(map(_small_words(grammar).__contains__, words))


@lru_cache(maxsize=16)
def _small_words(grammar: Grammar) -> frozenset[str]:
    return frozenset(word for category in _FUNCTION for word in grammar.lexicon.words(category))
