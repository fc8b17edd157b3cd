"""Proper names: runs of capitalised words that no table knows as common nouns."""

from __future__ import annotations

from temoin.extract.draft import Reading

__all__ = ["capital_run", "is_name_word"]

_OPENERS = frozenset(
    {
        "with",
        "place_prep",
        "date_prep",
        "relative",
        "adverb",
        "and",
        "of",
        "hedge",
        "article",
        "one",
        "partitive",
        "other",
        "modifier",
        "negator",
        "effect",
        "statement",
    }
)
"""What a capitalised word at the head of a sentence may be instead of a name."""


def capital_run(reading: Reading, position: int) -> int:
    """One past a run of capitalised words that no table knows as common nouns."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and is_name_word(reading, at):
        at += 1
        if at + 1 < sentence.n and sentence.words[at] == "-" and sentence.is_glued(at) and sentence.is_glued(at + 1):
            at += 1
    return at


def is_name_word(reading: Reading, position: int) -> bool:
    """Whether a token looks like a part of a proper name."""
    sentence = reading.sentence
    if not sentence.is_capital(position):
        return False
    if position > 0 and not sentence.marks[position]:
        return True
    if (
        position == 0
        and (len(sentence.words[0]) < 4 or sentence.marks[0].keys() & _OPENERS)
        and not (sentence.n > 1 and sentence.is_capital(1) and not sentence.marks[0])
    ):
        return False
    known = sentence.marks[position].keys() - {
        "one",
        "place_noun",
        "number",
        "said",
        "hedge",
        "of",
        "article",
        "street",
        "day_part",
        "modifier",
        "adverb",
        "ground",
        "landform",
    }
    if known & {"source"} and sentence.before(position, "place_prep") is not None and sentence.is_capital(position + 1):
        known = known - {"source"}
    if not reading.grammar.capital_nouns:
        return not known & {
            "weekday",
            "month",
            "source",
            "nation",
            "title",
            "negator",
            "according",
            "aux",
            "pronoun",
            "person",
            "kind",
            "kind_noun",
            "day_word",
        }
    return not known and not sentence.marks[position].keys() & {"article", "of", "one", "modifier"}
