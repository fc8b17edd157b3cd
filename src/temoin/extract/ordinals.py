"""Ordinals: "third", "21st", "vingt et unième", "siebenundzwanzigste", "двадцать первый"."""

from __future__ import annotations

from temoin.extract.grammar import Grammar
from temoin.extract.numerals import Number, compound_value, read_number
from temoin.extract.tokens import Sentence

__all__ = ["read_ordinal"]

_MOST = 10_000
_LONGEST_MARK = 4
_TENS = 20
_GERMAN = ("sten", "ster", "stes", "stem", "ste")
_ITALIAN = ("esimo", "esima", "esimi", "esime")
_VOWELS = ("", "o", "e", "i", "a", "uno", "due")
"""What an Italian number loses before its ordinal ending: "ventun-esimo", "trent-esimo"."""


def read_ordinal(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    """The ordinal that begins at a token, or `None`."""
    if position >= sentence.n:
        return None
    if sentence.is_number(position):
        return _in_digits(sentence, position, grammar)
    if not sentence.is_word(position):
        return None
    if position + 2 < sentence.n and sentence.words[position + 1] == "-" and sentence.is_glued(position + 2):
        value = grammar.ordinals.get(f"{sentence.low[position]}-{sentence.low[position + 2]}")
        if value is not None:
            return Number(float(value), position, position + 3)
    value = _value(sentence.low[position], grammar)
    if value is not None:
        return _with_smaller(sentence, Number(float(value), position, position + 1), grammar)
    return _after_cardinal(sentence, position, grammar)


def _in_digits(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    word, at = sentence.words[position], position + 1
    if not word.isdigit() or int(word) > _MOST or at >= sentence.n or not sentence.is_glued(at):
        return None
    if sentence.words[at] == "-" and at + 1 < sentence.n and sentence.is_glued(at + 1) and sentence.low[at + 1] in grammar.ordinal_marks:
        at += 1
    if sentence.low[at] not in grammar.ordinal_marks or len(sentence.low[at]) > _LONGEST_MARK:
        return None
    if sentence.words[at] == "." and not sentence.is_word(at + 1):
        return None
    return Number(float(word), position, at + 1)


def _value(word: str, grammar: Grammar) -> int | None:
    known = grammar.ordinals.get(word)
    if known is not None:
        return known
    if grammar.compounds == "german":
        ending = next((ending for ending in _GERMAN if word.endswith(ending)), None)
        return None if ending is None else compound_value(word[: -len(ending)], grammar)
    if grammar.compounds == "italian":
        stem = next((word[: -len(ending)] for ending in _ITALIAN if word.endswith(ending)), None)
        values = () if stem is None else (compound_value(stem + vowel, grammar) for vowel in _VOWELS)
        return next((value for value in values if value is not None), None)
    return _joined(word, grammar)


def _joined(word: str, grammar: Grammar) -> int | None:
    """As in "twentyfifth": tens and ones written as one word."""
    for length in range(len(word) - 3, 4, -1):
        ones = grammar.ordinals.get(word[length:])
        if ones is not None and ones < 10 and word[:length] in grammar.tens:
            return grammar.tens[word[:length]] + ones
    return None


def _with_smaller(sentence: Sentence, number: Number, grammar: Grammar) -> Number:
    """As in "vigésimo quinto": ordinals of tens and ones, one after the other."""
    if number.value < 10 or number.value % 10 or number.last >= sentence.n:
        return number
    value = grammar.ordinals.get(sentence.low[number.last])
    return number if value is None or value >= 10 else Number(number.value + value, number.first, number.last + 1)


def _after_cardinal(sentence: Sentence, position: int, grammar: Grammar) -> Number | None:
    """As in "twenty-fifth", "vingt et unième", "сорок восьмое": cardinals with an ordinal at their end."""
    number = read_number(sentence, position, grammar)
    if number is None or number.kind != "number" or number.value % 10:
        return None
    at = number.last
    if at + 2 < sentence.n and sentence.words[at] == sentence.words[at + 2] == "-" and sentence.has(at + 1, "and"):
        at += 3
    elif at < sentence.n and (sentence.words[at] in "-‐‑–—" or sentence.after(at, "and") == at + 1):
        at += 1
    value = grammar.ordinals.get(sentence.low[at]) if at < sentence.n else None
    if value is None or not ((value < 10 and number.value >= 10) or (value < _TENS and number.value in {60, 80}) or number.value >= 100 > value):
        return None
    return Number(number.value + value, position, at + 1)
