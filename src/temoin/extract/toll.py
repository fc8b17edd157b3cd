"""The toll of a report's main event: how many died, how many were hurt, over all that it says of them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.extract.grammar import Grammar, is_supported, load_grammar
from temoin.extract.numerals import Number, read_number
from temoin.extract.tokens import Sentence
from temoin.model import Report
from temoin.text import normalise

__all__ = ["Toll", "read_toll"]

_REACH_AFTER, _REACH_BEFORE = 7, 3
_MOST = 900
_FADING = 3.0
_COUNTED = {"killed": frozenset({"killed"}), "injured": frozenset({"injured", "survived"}), "hit": frozenset({"hit"})}
_HEADS = {"killed": 4, "injured": 6, "hit": 6, "survived": 10}
"""How many sentences, the title first, may tell of a casualty without a number: what comes later is another event or the court's words."""
_LONGEST_PERSON = 7
_HUNDRED = 100
_KINDS = frozenset({"killed", "injured", "hit", "survived"})
_MEANS = {"hospitalised": "injured", "told": "killed", "hit_told": "hit"}
"""What else the tables say of casualties: taken to hospital, and words that tell of a death without counting ("fatal", "murder")."""


@attrs.frozen(kw_only=True)
class Toll:
    """What a report says in all of its main event.

    Args:
        killed: how many died; 0 where the report tells of nobody's death.
        injured: how many were hurt and lived; 0 where it tells of nobody's.
        is_counted: the report gives a number; else a single person is told of, or nobody.
    """

    killed: int
    injured: int
    is_counted: bool


@attrs.frozen
class _Mention:
    kind: str
    count: int
    place: int
    is_counted: bool = True


def read_toll(report: Report, lang: str | None = None) -> Toll | None:
    """The toll of a report's main event, or `None` where there is no table for its language.

    Numbers in the title and the text that count dead, hurt or hit people are read, those joined by "and" together ("two men and a woman", "a
    mother and her son"); of several, the one that is given most often and earliest counts. Where there is no number, a word of death or injury
    near the head stands for one person. Those that were hit are the dead and the hurt together ("four people were shot, one fatally"). A report
    that says nothing gives 0: that is no claim that nobody was harmed.

    Args:
        report: what was published.
        lang: read it in this language, whatever it says of itself.
    """
    code = lang or report.lang
    if code is None or not is_supported(code):
        return None
    grammar = load_grammar(code)
    mentions = [mention for place, sentence in _sentences(report, grammar) for mention in _mentions(sentence, grammar, place)]
    return _toll(mentions)


def _sentences(report: Report, grammar: Grammar) -> Iterator[tuple[int, Sentence]]:
    titles = grammar.sentences(normalise(report.title).text)
    yield from enumerate([*titles, *grammar.sentences(normalise(report.text, report.paragraphs).text)])


def _mentions(sentence: Sentence, grammar: Grammar, place: int) -> list[_Mention]:
    found: list[_Mention] = []
    words = _casualty_words(sentence)
    free = {position: kind for position, kind in words.items() if kind in _KINDS}
    countable = {position: kind for position, kind in free.items() if sentence.value(position, "casualty") not in {"told", "hit_told"}}
    at = 0
    while at < sentence.n:
        group = _group(sentence, at, grammar)
        if group is None:
            number = read_number(sentence, at, grammar)
            at = at + 1 if number is None else number.last
            continue
        count, last, is_counted = group
        before = _before(sentence, countable, at)
        after = None if before == at - 1 else _after(sentence, countable, last)
        position = before if after is None else after
        if position is not None:
            is_self = after is None and countable[position] == "killed" and sentence.find("self", last) is not None
            found.append(_Mention(countable[position], count + is_self, place, is_counted=is_counted or is_self))
            free.pop(position, None)
        at = max(last, at + 1)
    return found + [_Mention(kind, 1, place, is_counted=False) for kind in free.values()]


def _casualty_words(sentence: Sentence) -> dict[int, str]:
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


def _group(sentence: Sentence, position: int, grammar: Grammar) -> tuple[int, int, bool] | None:
    """People from a token on: how many, one past the last token, and whether the text counts them.

    As in "three men", "two men and a woman", "another", "a mother and her two sons", "four (people)".
    """
    one = _one(sentence, position, grammar, is_first=True)
    if one is None:
        return None
    count, last, is_counted = one
    while True:
        link = last + 1 if last < sentence.n and sentence.words[last] == "," else last
        link = sentence.after(link, "and") or link
        more = _one(sentence, link, grammar, is_first=False) if link > last else None
        if more is None:
            return count, last, is_counted or count > 1
        count, last, is_counted = count + more[0], more[1], True


def _one(sentence: Sentence, position: int, grammar: Grammar, *, is_first: bool) -> tuple[int, int, bool] | None:
    """A number of people, a single person, or another one; a bare number only at the head of a group."""
    number = read_number(sentence, position, grammar)
    if number is not None and number.kind != "one" and _may_count(sentence, number):
        noun = _person_after(sentence, number.last)
        return (int(number.value), noun or number.last, True) if noun is not None or is_first else None
    more = sentence.after(position, "one_more")
    if more is not None:
        return 1, _person_after(sentence, more) or more, True
    single = _single(sentence, position)
    return None if single is None else (1, single, False)


def _single(sentence: Sentence, position: int) -> int | None:
    """One past a single person: an article or a pronoun may lead, an age may stand between; `None` where no such person stands there."""
    at = position
    while at < sentence.n and at - position < _LONGEST_PERSON:
        if sentence.has(at, "single"):
            return sentence.after(at, "single")
        if sentence.marks[at].keys() & {"casualty", "kind", "kind_noun", "and", "relative", "aux"} or sentence.words[at] in ",.;:()":
            return None
        if at == position and not (sentence.has(at, "article") or sentence.has(at, "one")):
            return None
        at += 1
    return None


def _person_after(sentence: Sentence, position: int) -> int | None:
    """One past the noun of people within three words; ages and descriptions may stand between."""
    for at in range(position, min(sentence.n, position + 4)):
        if sentence.has(at, "person"):
            return sentence.after(at, "person")
        if not sentence.is_word(at) or sentence.marks[at].keys() & {"kind", "casualty", "and", "of", "relative"}:
            return None
    return None


def _may_count(sentence: Sentence, number: Number) -> bool:
    """Not an age, a time, a street number, a price, a date."""
    if number.value != int(number.value) or not 1 <= number.value <= _MOST or number.kind not in {"number", "one", "approx"}:
        return False
    first, last = number.first, number.last
    if sentence.is_number(first):
        if first > 0 and (sentence.words[first - 1] in "$#€£" or (sentence.is_glued(first) and sentence.words[first - 1] in "-/:.")):
            return False
        if last < sentence.n and sentence.is_glued(last) and sentence.words[last] in "-:/%":
            return False
    if sentence.is_number(first) and number.value >= _HUNDRED and sentence.is_capital(last):
        return False
    if sentence.has(last, "duration") or sentence.has(last, "time_mark") or sentence.has(last, "unit") or sentence.has(first - 1, "month"):
        return False
    return not (first > 0 and sentence.words[first - 1] == "," and sentence.words[last : last + 1] == [","])


def _after(sentence: Sentence, words: dict[int, str], first: int) -> int | None:
    for at in range(first, min(sentence.n, first + _REACH_AFTER)):
        if at in words:
            return at
        if sentence.has(at, "suspect") or sentence.words[at] in ".;:()" or (sentence.words[at] == "," and at > first) or sentence.is_number(at):
            return None
    return None


def _before(sentence: Sentence, words: dict[int, str], last: int) -> int | None:
    for at in range(last - 1, max(-1, last - 1 - _REACH_BEFORE), -1):
        if at in words:
            return at
        if sentence.words[at] in ".;:(),":
            return None
    return None


def _toll(mentions: list[_Mention]) -> Toll:
    counts = {kind: _likeliest(mentions, kinds) for kind, kinds in _COUNTED.items()}
    told = {kind: any(mention.kind == kind and mention.place < head for mention in mentions) for kind, head in _HEADS.items()}
    killed = counts["killed"] if counts["killed"] is not None else int(told["killed"])
    hit, injured = counts["hit"], counts["injured"]
    if hit is not None and hit > killed and (injured is None or hit > injured):
        injured = hit - killed
    elif injured is None:
        injured = int(told["survived"] or (not killed and (told["injured"] or told["hit"])))
    return Toll(killed=killed, injured=injured, is_counted=any(mention.is_counted for mention in mentions))


def _likeliest(mentions: list[_Mention], kinds: frozenset[str]) -> int | None:
    """The count that the text gives most often and earliest: each mention weighs less the later it stands; `None` where none is counted."""
    weights: dict[int, float] = {}
    for mention in mentions:
        if mention.kind in kinds and mention.is_counted:
            weights[mention.count] = weights.get(mention.count, 0.0) + 1.0 / (1.0 + _FADING * mention.place)
    return max(weights, key=lambda count: (weights[count], count), default=None)
