"""The toll of a report's main event: how many died, how many were hurt, over all that it says of them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.extract.grammar import Grammar, is_supported, load_grammar
from temoin.extract.headcount import read_group
from temoin.extract.numerals import read_number
from temoin.extract.tokens import Sentence
from temoin.model import Report
from temoin.text import normalise

__all__ = ["Toll", "read_toll"]

_REACH_AFTER, _REACH_BEFORE = 7, 3
_LONGEST_ASIDE = 9
_FADING = 3.0
_COUNTED = {"killed": frozenset({"killed"}), "injured": frozenset({"injured", "survived"}), "hit": frozenset({"hit"})}
_HEADS = {"killed": 6, "injured": 6, "hit": 6, "survived": 10, "self": 8, "pair": 8}
"""How many sentences, the title first, may tell of a casualty without a number: what comes later is another event or the court's words."""
_KINDS = frozenset({"killed", "injured", "hit", "survived"})
_MEANS = {"hospitalised": "injured", "told": "killed", "hit_told": "hit", "wound": "injured"}
"""What else the tables say of casualties: taken to hospital, and words that tell of a death without counting ("fatal", "murder")."""
_UNCOUNTED = frozenset({"told", "hit_told", "wound"})
"""A number before these counts murders, shots or wounds, not people."""


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
    is_active: bool = False


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
    titles = grammar.sentences(normalise(report.title).text, wide=True)
    yield from enumerate([*titles, *grammar.sentences(normalise(report.text, report.paragraphs).text, wide=True)])


def _mentions(sentence: Sentence, grammar: Grammar, place: int) -> list[_Mention]:
    words = _casualty_words(sentence)
    found = _group_sizes(sentence, words, place)
    free = {position: kind for position, kind in words.items() if kind in _KINDS}
    alone = dict(free)
    countable = {position: kind for position, kind in free.items() if sentence.value(position, "casualty") not in _UNCOUNTED}
    at = 0
    while at < sentence.n:
        group = read_group(sentence, at, grammar)
        if group is None:
            number = read_number(sentence, at, grammar)
            at = at + 1 if number is None else number.last
            continue
        count, last, is_counted = group
        before = _before(sentence, countable, at)
        if before is None and any(sentence.has(back, "suspect") for back in range(max(0, at - 3), at)):
            at = max(last, at + 1)
            continue
        names_people = sentence.before(last, "person") is not None or sentence.before(last, "single") is not None
        after = None if before is not None and before >= at - 2 else _after(sentence, free if names_people else countable, last, crosses=names_people)
        position = before if after is None else after
        if position is not None:
            found.append(_Mention(free[position], count, place, is_counted=is_counted, is_active=after is None and not sentence.has(at - 1, "of")))
            alone.pop(position, None)
        at = max(last, at + 1)
    own = _own_death(sentence, free)
    found += [_Mention(own, 1, place, is_counted=False)] if own is not None else []
    return found + [_Mention(kind, 1, place, is_counted=False) for kind in alone.values()]


def _own_death(sentence: Sentence, words: dict[int, str]) -> str | None:
    """Whether a sentence tells that the one who killed died too: `pair` where it says that of one other, `self` where it leaves it open."""
    told: dict[str, int] = {}
    last = 0
    for position in sentence.begins("self"):
        if position >= last:
            told.setdefault(sentence.value(position, "self") or "", position)
            last = sentence.after(position, "self") or last
    if "pair" in told:
        return "pair"
    return "self" if any(position < told.get("s", 0) for position in words) else None


def _group_sizes(sentence: Sentence, words: dict[int, str], place: int) -> list[_Mention]:
    """As in "a triple shooting", "a double murder": the word of size counts those whom the event hit or killed."""
    found = []
    for position in sentence.begins("group_size"):
        size, after = sentence.value(position, "group_size"), sentence.after(position, "group_size")
        at = next((step for step in range(after or 0, min(sentence.n, (after or 0) + 2)) if step in words), None)
        if size is not None and at is not None:
            found.append(_Mention(words.pop(at), int(size), place))
    return found


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


def _after(sentence: Sentence, words: dict[int, str], first: int, *, crosses: bool) -> int | None:
    """The casualty word after a group; past a preposition only where the group names people: not "two counts in the death of"."""
    first = _past_aside(sentence, first)
    for at in range(first, min(sentence.n, first + _REACH_AFTER)):
        if at in words:
            return at
        if not crosses and at > first and (sentence.has(at, "place_prep") or sentence.has(at, "with")):
            return None
        if sentence.has(at, "suspect") or sentence.words[at] in ".;:()" or (sentence.words[at] == "," and at > first) or sentence.is_number(at):
            return None
    return None


def _past_aside(sentence: Sentence, first: int) -> int:
    """One past what stands between commas after a group, where the verb follows: "three men, aged 20 to 27, were"."""
    if sentence.words[first : first + 1] != [","]:
        return first
    close = next((at for at in range(first + 1, min(sentence.n, first + _LONGEST_ASIDE)) if sentence.words[at] == ","), first)
    return close + 1 if sentence.has(close + 1, "aux") else first


def _before(sentence: Sentence, words: dict[int, str], last: int) -> int | None:
    """The casualty word that ends right before a group, or begins within three words before it, no mark, "and" or new clause between."""
    whole = sentence.before(last, "casualty")
    if whole in words:
        return whole
    for at in range(last - 1, max(-1, last - 1 - _REACH_BEFORE), -1):
        if at in words:
            return at
        if sentence.words[at] in ".;:()," or sentence.has(at, "and") or sentence.has(at, "relative"):
            return None
    return None


def _toll(mentions: list[_Mention]) -> Toll:
    counts = {kind: _likeliest(mentions, kinds) for kind, kinds in _COUNTED.items()}
    told = {kind: any(mention.kind == kind and mention.place < head for mention in mentions) for kind, head in _HEADS.items()}
    slain = counts["killed"] if counts["killed"] is not None else int(told["killed"])
    killed = slain + _is_killer_left_out(mentions, slain, is_counted=counts["killed"] is not None, told=told)
    hit, injured = counts["hit"], counts["injured"]
    if hit is not None and hit > slain and (injured is None or (hit > injured and _is_told_first(mentions, hit, injured))):
        injured = hit - slain
    elif injured is None:
        injured = int(told["survived"] or (not killed and (told["injured"] or told["hit"])))
    return Toll(killed=killed, injured=injured, is_counted=any(mention.is_counted for mention in mentions))


def _is_told_first(mentions: list[_Mention], hit: int, injured: int) -> bool:
    """Whether the number of those hit stands before the number of those hurt: what comes later is of another event, or of a part."""
    counted = [mention for mention in mentions if mention.is_counted]
    first = next(mention.place for mention in counted if mention.kind == "hit" and mention.count == hit)
    return first <= next(mention.place for mention in counted if mention.kind in _COUNTED["injured"] and mention.count == injured)


def _is_killer_left_out(mentions: list[_Mention], killed: int, *, is_counted: bool, told: dict[str, bool]) -> bool:
    """Whether the count is of those that somebody killed who then died by his own hand: "killed three people and himself"."""
    if not is_counted:
        return told["pair"] and killed == 1
    of_count = [mention for mention in mentions if mention.kind == "killed" and mention.is_counted and mention.count == killed]
    return (told["self"] or told["pair"]) and all(mention.is_active for mention in of_count)


def _likeliest(mentions: list[_Mention], kinds: frozenset[str]) -> int | None:
    """The count that the text gives most often and earliest: each mention weighs less the later it stands; `None` where none is counted."""
    weights: dict[int, float] = {}
    for mention in mentions:
        if mention.kind in kinds and mention.is_counted:
            weights[mention.count] = weights.get(mention.count, 0.0) + 1.0 / (1.0 + _FADING * mention.place)
    return max(weights, key=lambda count: (weights[count], count), default=None)
