"""The words of a cue: whether a word is a verb of saying at all, what belongs to the verb before it and after it."""

from __future__ import annotations

from temoin.extract.speakers import QUOTES
from temoin.extract.tokens import Sentence

__all__ = ["is_noun", "light_before", "past_medium", "past_tail"]

_FARTHEST_MEDIUM = 5
_SHORTEST_CAPITAL = 4
"""Letters of a word that has a capital in a headline; shorter ones may have none."""
_MOST_CAPITALS = 0.8
_SHORTEST_HEADLINE = 5
_BOUND = frozenset({"bound", "doing_bound"})
"""Kinds of prepositions that a verb takes with it: "railed against"."""
_TAKES_TO = {"to": 1, "going_on": 2}
"""Tokens after a verb that "to" adds to it, by the kind of verb: "referred to", "continued to portray"."""
_NO_NOUN = frozenset(
    {
        "article",
        "one",
        "of",
        "place_prep",
        "date_prep",
        "with",
        "to",
        "and",
        "aux",
        "relative",
        "said",
        "thought",
        "adverb",
        "modifier",
        "other",
        "number",
    }
)


def is_noun(sentence: Sentence, position: int) -> bool:
    """Whether a word that may be a verb is none: after an article, after "to", or with a capital inside a sentence."""
    if position == 0:
        return False
    if sentence.is_glued(position) and sentence.words[position - 1] == "-":
        return True
    if sentence.has(position, "thought_noun"):
        return not (_is_verb(sentence, position) or _is_headed(sentence, position))
    is_led = any(sentence.has(position - 1, one) for one in ("article", "one")) or sentence.low[position - 1] == "to"
    return is_led or (sentence.is_capital(position) and not _is_headline(sentence))


def _is_headline(sentence: Sentence) -> bool:
    """Whether a line is written as American headlines are, nearly all its words with capitals."""
    words = [word for word in sentence.words if word[0].isalpha() and len(word) >= _SHORTEST_CAPITAL]
    return len(words) >= _SHORTEST_HEADLINE and sum(word[0].isupper() for word in words) > _MOST_CAPITALS * len(words)


def _is_headed(sentence: Sentence, position: int) -> bool:
    """Whether a word that is a noun more often is the verb of a headline: "Lee Promises Help in First 100 Days"."""
    return sentence.is_capital(position - 1) and sentence.low[position].endswith("s") and sentence.is_capital(position) and _is_headline(sentence)


def _is_verb(sentence: Sentence, position: int) -> bool:
    """Whether a word that is a noun more often is a verb: a name or pronoun stands before it, or what is said after it."""
    if sentence.is_capital(position) or sentence.has(position - 1, "article"):
        return False
    last = position
    while (start := light_before(sentence, last)) is not None:
        last = start
    is_led = last > 0 and (sentence.has(last - 1, "pronoun") or (sentence.is_capital(last - 1) and sentence.words[last - 1].isalpha()))
    after = sentence.after(position, "thought_noun") or position + 1
    if sentence.low[position].endswith("s") and sentence.has(after, "thought_noun") and not sentence.low[after].endswith("s"):
        return False  # "FEC reports show"
    if is_led or (after < sentence.n and (sentence.low[after] == "that" or sentence.words[after] in QUOTES)):
        return True
    if last > 0 and not sentence.low[position].endswith("s") and _is_many(sentence, last - 1):
        return True
    is_noun = last > 0 and sentence.words[last - 1].isalpha() and not sentence.marks[last - 1].keys() & _NO_NOUN
    is_begun = any(sentence.has(after, one) for one in ("article", "one", "pronoun", "clause_start")) or sentence.is_capital(after)
    return is_noun and is_begun and not sentence.has(after, "of")


def _is_many(sentence: Sentence, position: int) -> bool:
    """Whether a word stands for several and is no part of a compound: "polls", "most", "two thirds"."""
    word = sentence.words[position]
    if sentence.has(position, "quantifier") or sentence.has(position, "fraction") or sentence.has(position, "unit"):
        return True
    is_plural = word.islower() and len(word) >= _SHORTEST_CAPITAL and word.endswith("s") and not word.endswith("ss")
    return is_plural and not sentence.marks[position].keys() & _NO_NOUN


def light_before(sentence: Sentence, position: int) -> int | None:
    """Where an auxiliary, a negation or an adverb that ends before a token begins."""
    for light in ("aux", "adverb", "negator", "frequency", "possible"):
        start = sentence.before(position, light)
        if start is not None:
            return start
    if position > 0 and sentence.low[position - 1].endswith("n't"):
        return position - 1
    is_adverb = (
        position > 1
        and len(sentence.words[position - 1]) > 4
        and sentence.low[position - 1].endswith("ly")
        and sentence.words[position - 1].islower()
    )
    return position - 1 if is_adverb else None


def past_tail(sentence: Sentence, position: int, last: int) -> int:
    """Past what belongs to a verb: "referred to", "railed against", "said in a statement", "continued to portray"."""
    if last >= sentence.n:
        return last
    if sentence.low[last] == "to":
        return min(last + _TAKES_TO.get(sentence.value(position, "speech") or "", 0), sentence.n)
    is_said = sentence.has(position, "said")
    if is_said and sentence.low[last] in {"in", "during"}:
        return next((at + 1 for at in range(last + 1, min(sentence.n, last + _FARTHEST_MEDIUM)) if _is_medium(sentence, at)), last)
    return past_medium(sentence, last) or _past_preposition(sentence, last, is_said=is_said)


def _past_preposition(sentence: Sentence, last: int, *, is_said: bool) -> int:
    """Past a preposition that a verb takes with it, and a word before it: "railed against", "spoke warmly of", "voiced support for"."""
    is_aloud = len(sentence.words[last]) > _SHORTEST_CAPITAL and sentence.low[last].endswith("ly")
    if is_aloud and sentence.value(last + 1, "speech") in _BOUND:
        return last + 2
    is_opinion = sentence.value(last, "speech") == "noun" or sentence.has(last, "thought_noun")
    if is_opinion and sentence.value(last + 1, "speech") in _BOUND:
        return last + 2
    is_bound = sentence.value(last, "speech") in _BOUND and (not is_said or sentence.low[last] in {"of", "about"})
    return last + is_bound


def past_medium(sentence: Sentence, position: int) -> int | None:
    """One past what somebody issues, at a token: "a statement", "their first joint message about"."""
    if not any(sentence.has(position, one) for one in ("article", "one")):
        return None
    noun = next((at for at in range(position + 1, min(sentence.n, position + _FARTHEST_MEDIUM)) if _is_medium(sentence, at)), None)
    if noun is None or not all(map(sentence.is_word, range(position, noun))):
        return None
    return noun + 1 + (sentence.value(noun + 1, "speech") in _BOUND)


def _is_medium(sentence: Sentence, position: int) -> bool:
    """Whether a word is what something is said in: a statement, an interview."""
    is_one = sentence.has(position, "statement") or sentence.value(position, "speech") == "medium"
    return is_one and not sentence.is_capital(position)
