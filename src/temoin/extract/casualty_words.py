"""Which word of a sentence tells what befell a group of people: "two men were killed", "killing two men", "the death of two men"."""

from __future__ import annotations

from temoin.extract.grammar import Grammar
from temoin.extract.headcount import read_group
from temoin.extract.tokens import Sentence

__all__ = ["UNCOUNTED", "casualty_words", "end_of_word", "find_tie", "is_agent", "word_after"]

UNCOUNTED = frozenset({"told", "hit_told", "wound"})
"""A number before these words counts murders, shots or wounds, not people."""
_REACH_AFTER, _REACH_BEFORE = 7, 3
_LONGEST_ASIDE = 9
_LINKS = frozenset({"place_prep", "with", "of", "into", "to", "and", "by", "quantifier"})
"""After these the words go on about whom they began with; else an article begins with somebody else."""
_KINDS = frozenset({"killed", "injured", "hit", "survived"})
_MEANS = {"hospitalised": "injured", "told": "killed", "hit_told": "hit", "wound": "injured", "victim": "hit"}
"""What else the tables say of casualties: taken to hospital, and words that tell of a death without counting ("fatal", "murder")."""


def casualty_words(sentence: Sentence) -> dict[int, str]:
    """The words that tell of dead, hurt or hit people, by their first token; a longer phrase hides what is inside it."""
    words: dict[int, str] = {}
    at = 0
    while at < sentence.n:
        marks = sentence.marks[at]
        mark = max(
            (marks[category] for category in ("not_casualty", "casualty", "kind", "kind_noun") if category in marks),
            key=lambda one: one[1],
            default=None,
        )
        if mark is None:
            at += 1
            continue
        kind = _MEANS.get(mark[0], mark[0])
        if "not_casualty" not in marks and kind in _KINDS and not any(sentence.has(back, "negator") for back in range(max(0, at - 2), at)):
            words[at] = kind
        at = mark[1]
    return words


def find_tie(sentence: Sentence, words: dict[int, str], countable: dict[int, str], first: int, last: int) -> int | None:
    """The casualty word that tells what befell the group in `[first, last)`, or `None`."""
    names_people = sentence.before(last, "person") is not None or sentence.before(last, "single") is not None
    before = _before(sentence, words if names_people and sentence.has(first - 1, "of_kind") else countable, first)
    if before is None and _is_suspect(sentence, first):
        return None
    if before is not None and end_of_word(sentence, before) >= first - 1:
        return before
    told = {at: kind for at, kind in words.items() if sentence.value(at, "casualty") != "hit_told"}
    after = word_after(sentence, told if names_people else countable, last, crosses=names_people)
    return before if after is None else after


def _is_suspect(sentence: Sentence, first: int) -> bool:
    """Whether a word within three before a group says that it did what is told, in the same clause: "police arrested two men"."""
    for at in range(first - 1, max(-1, first - 4), -1):
        if sentence.has(at, "relative"):
            return False
        if sentence.has(at, "suspect"):
            return True
    return False


def is_agent(sentence: Sentence, grammar: Grammar, tie: int, last: int) -> bool:
    """Whether a group did what the word after it tells of: "two men shot a baker", where people follow at once and no auxiliary stands before."""
    if tie < last or sentence.find("aux", last, tie + 1) is not None:
        return False
    end = end_of_word(sentence, tie)
    is_name = sentence.is_capital(end) and not sentence.marks[end] and not sentence.is_capital(tie)
    if is_name or sentence.has(end, "one") or sentence.has(end, "article"):
        return True
    victims = read_group(sentence, end, grammar)
    return victims is not None and not (sentence.marks[victims[1]].keys() & {"casualty", "kind", "aux"} if victims[1] < sentence.n else False)


def end_of_word(sentence: Sentence, word: int) -> int:
    """One past the last token of a casualty word."""
    return max((sentence.after(word, category) or 0 for category in ("casualty", "kind", "kind_noun")), default=word)


def word_after(sentence: Sentence, words: dict[int, str], first: int, *, crosses: bool) -> int | None:
    """The casualty word after a group; past a preposition only where the group names people: not "two counts in the death of"."""
    first = _past_aside(sentence, first)
    for at in range(first, min(sentence.n, first + _REACH_AFTER)):
        if at in words:
            return at
        if not crosses and (sentence.marks[at].keys() & {"article", "one"} or (at > first and sentence.marks[at].keys() & {"place_prep", "with"})):
            return None
        if at > first and sentence.marks[at].keys() & {"article", "one"} and not sentence.marks[at - 1].keys() & _LINKS:
            return None
        if sentence.has(at, "relative") and sentence.has(at + 1, "pronoun"):
            return None
        if sentence.has(at, "suspect") or sentence.words[at] in ".;:()" or (sentence.words[at] == "," and at > first) or sentence.is_number(at):
            return None
    return None


def _past_aside(sentence: Sentence, first: int) -> int:
    """One past what stands between commas after a group, where the verb follows: "three men, aged 20 to 27, were"."""
    if sentence.words[first : first + 1] != [","]:
        return first
    close = next((at for at in range(first + 1, min(sentence.n, first + _LONGEST_ASIDE)) if sentence.words[at] == ","), first)
    is_verb = close + 1 < sentence.n and sentence.marks[close + 1].keys() & {"aux", "kind", "casualty"}
    return close + 1 if is_verb else first


def _before(sentence: Sentence, words: dict[int, str], last: int) -> int | None:
    """The casualty word that ends right before a group, or begins within three words before it, no mark, "and" or new clause between."""
    whole = sentence.before(last, "casualty")
    if whole in words:
        return whole
    for at in range(last - 1, max(-1, last - 1 - _REACH_BEFORE), -1):
        if at in words:
            return at
        if sentence.words[at] in ".;:()," or sentence.marks[at].keys() & {"and", "relative", "by", "with"} or sentence.value(at, "aux") == "have":
            return None
    return None
