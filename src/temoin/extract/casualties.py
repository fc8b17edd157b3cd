"""Casualties that a sentence tells of: the dead, hurt and hit, each with how many they are and how that is said."""

from __future__ import annotations

import attrs

from temoin.extract.grammar import Grammar
from temoin.extract.headcount import describe_person, read_group
from temoin.extract.numerals import read_number
from temoin.extract.ordinals import read_ordinal
from temoin.extract.tokens import Sentence

__all__ = ["Casualty", "read_casualties"]

_REACH_AFTER, _REACH_BEFORE = 7, 3
_LONGEST_ASIDE = 9
_MOST_IN_TURN = 9
"""An ordinal beyond it counts a city's dead of the year, not the victims of one event."""
_LINKS = frozenset({"place_prep", "with", "of", "into", "to", "and", "by", "quantifier"})
"""After these the words go on about whom they began with; else an article begins with somebody else."""
_KINDS = frozenset({"killed", "injured", "hit", "survived"})
_MEANS = {"hospitalised": "injured", "told": "killed", "hit_told": "hit", "wound": "injured"}
"""What else the tables say of casualties: taken to hospital, and words that tell of a death without counting ("fatal", "murder")."""
_UNCOUNTED = frozenset({"told", "hit_told", "wound"})
"""A number before these counts murders, shots or wounds, not people."""


@attrs.frozen(kw_only=True)
class Casualty:
    """One mention of casualties.

    Args:
        kind: `killed`, `injured`, `hit` or `survived`; `self`, `pair` and `killer` tell that whoever killed died too.
        count: how many; 1 where a word alone tells of somebody.
        place: the number of the sentence, the title's first.
        is_counted: the text counts them.
        is_active: they follow the word that tells what befell them: "killed two men".
        is_other: they come on top of others: "another", "three more", "was also shot".
        has_people: the text says of people that it befell them ("a man was shot"), not of a death or a shooting alone.
        sex: `m` or `f` where the words for a single person tell.
        age: in years, where it is written.
    """

    kind: str
    count: int = 1
    place: int
    is_counted: bool = False
    is_active: bool = False
    is_other: bool = False
    has_people: bool = False
    sex: str = ""
    age: int | None = None


def read_casualties(sentence: Sentence, grammar: Grammar, place: int) -> list[Casualty]:
    """The casualties of a sentence.

    Args:
        sentence: marked with the sections for any text.
        grammar: of its language.
        place: its number in the report.
    """
    words = _casualty_words(sentence)
    found = _group_sizes(sentence, words, place)
    alone = dict(words)
    countable = {position: kind for position, kind in words.items() if sentence.value(position, "casualty") not in _UNCOUNTED}
    ties: dict[int, Casualty] = {}
    part: int | None = None
    at = 0
    while at < sentence.n:
        nobody = sentence.after(at, "negator")
        if nobody is not None:
            at = nobody
            continue
        turn = _in_turn(sentence, at, grammar, words, place)
        if turn is not None:
            found.append(turn)
        group = read_group(sentence, at, grammar)
        if group is None:
            number = read_number(sentence, at, grammar)
            at = at + 1 if number is None else number.last
            continue
        count, last, is_counted = group
        if _is_part(sentence, grammar, last):
            part, at = count, last
            continue
        tie = _tie(sentence, words, {position: kind for position, kind in countable.items() if position not in ties}, at, last)
        if tie is not None and not _is_agent(sentence, grammar, tie, last):
            is_before = tie < at
            sex, age = ("", None) if is_counted else describe_person(sentence, at, last)
            if part is not None and words[tie] != "hit" and sentence.find("aux", last, tie) is not None:
                found.append(Casualty(kind="hit", count=count, place=place, is_counted=True))
                count = part
            found.append(
                Casualty(
                    kind=words[tie],
                    count=count,
                    place=place,
                    is_counted=is_counted,
                    is_active=is_before and not sentence.has(at - 1, "of"),
                    is_other=_is_other(sentence, at, last, tie),
                    has_people=_befell(sentence, words[tie], last, tie),
                    sex=sex,
                    age=age,
                )
            )
            alone.pop(tie, None)
            ties[tie] = found[-1]
        part = None
        at = max(last, at + 1)
    own = "killer" if _is_killer_dead(sentence, words) else _own_death(sentence, words)
    found += [Casualty(kind=own, place=place)] if own is not None else []
    for position, kind in alone.items():
        died = _who_died(position, kind, ties)
        if died is None:
            found.append(Casualty(kind=kind, place=place))
        else:
            found[found.index(died)] = attrs.evolve(died, kind=kind)
    return found


def _who_died(position: int, kind: str, ties: dict[int, Casualty]) -> Casualty | None:
    """The single person before a word of death that stands without people, as in "a boy was shot and killed"."""
    last = max((tie for tie in ties if tie < position), default=None)
    person = None if last is None or kind != "killed" else ties.pop(last)
    return person if person is not None and person.has_people and not person.is_counted and person.kind != kind else None


def _tie(sentence: Sentence, words: dict[int, str], countable: dict[int, str], first: int, last: int) -> int | None:
    """The casualty word that tells what befell the group in `[first, last)`, or `None`."""
    names_people = sentence.before(last, "person") is not None or sentence.before(last, "single") is not None
    before = _before(sentence, words if names_people and sentence.has(first - 1, "of_kind") else countable, first)
    if before is None and _is_suspect(sentence, first):
        return None
    if before is not None and _end(sentence, before) >= first - 1:
        return before
    told = {at: kind for at, kind in words.items() if sentence.value(at, "casualty") != "hit_told"}
    after = _after(sentence, told if names_people else countable, last, crosses=names_people)
    return before if after is None else after


def _is_suspect(sentence: Sentence, first: int) -> bool:
    """Whether a word within three before a group says that it did what is told, in the same clause: "police arrested two men"."""
    for at in range(first - 1, max(-1, first - 4), -1):
        if sentence.has(at, "relative"):
            return False
        if sentence.has(at, "suspect"):
            return True
    return False


def _is_part(sentence: Sentence, grammar: Grammar, last: int) -> bool:
    """Whether the group before a token is part of one that is counted next: "one of eight", "two of the four victims"."""
    whole = sentence.after(last, "of_kind")
    whole = None if whole is None else sentence.after(whole, "article") or whole
    return whole is not None and read_number(sentence, whole, grammar) is not None


def _is_agent(sentence: Sentence, grammar: Grammar, tie: int, last: int) -> bool:
    """Whether a group did what the word after it tells of: "two men shot a baker", where people follow at once and no auxiliary stands before."""
    if tie < last or sentence.find("aux", last, tie + 1) is not None:
        return False
    end = _end(sentence, tie)
    if sentence.is_capital(end) and not sentence.marks[end] and not sentence.is_capital(tie):
        return True
    victims = read_group(sentence, end, grammar)
    return victims is not None and not (sentence.marks[victims[1]].keys() & {"casualty", "kind", "aux"} if victims[1] < sentence.n else False)


def _end(sentence: Sentence, word: int) -> int:
    """One past the last token of a casualty word."""
    return max((sentence.after(word, category) or 0 for category in ("casualty", "kind", "kind_noun")), default=word)


def _befell(sentence: Sentence, kind: str, last: int, tie: int) -> bool:
    """Whether the word after a group says what befell it; "shot" alone may also be what it did."""
    if tie < last or sentence.value(tie, "casualty") in _UNCOUNTED:
        return False
    return kind != "hit" or sentence.find("aux", last, tie + 1) is not None


def _is_other(sentence: Sentence, first: int, last: int, tie: int) -> bool:
    """Whether a group comes on top of others: "another man", "three others", "her mother was also shot"."""
    if any(sentence.has(at, "one_more") or sentence.has(at, "other") for at in range(max(0, first - 1), max(last, tie))):
        return True
    return any(sentence.has(at, "too") for at in range(min(last, tie), max(last, tie)))


def _in_turn(sentence: Sentence, position: int, grammar: Grammar, words: dict[int, str], place: int) -> Casualty | None:
    """As in "a third victim died", "a fifth person was hurt": an ordinal counts all who were hit so far, or all who died."""
    number = read_ordinal(sentence, position, grammar)
    if number is None or not 1 < number.value <= _MOST_IN_TURN:
        return None
    victim = sentence.value(number.last, "casualty") == "hit" and sentence.after(number.last, "casualty")
    last = victim or sentence.after(number.last, "person") or sentence.after(number.last, "single")
    if not last:
        return None
    tie = _after(sentence, words, last, crosses=False)
    if tie is None and not victim:
        return None
    is_dead = tie is not None and words[tie] == "killed" and sentence.before(position, "article") is None
    is_dead = is_dead and all(sentence.has(at, "aux") or sentence.has(at, "adverb") for at in range(last, tie or last))
    return Casualty(kind="killed" if is_dead else "hit", count=int(number.value), place=place, is_counted=True)


def _is_killer_dead(sentence: Sentence, words: dict[int, str]) -> bool:
    """Whether whoever attacked is told to be dead: "police killed the gunman", "the gunman was shot dead"."""
    for at in sentence.begins("killer"):
        article = sentence.before(at, "article") or at
        after = _after(sentence, words, at + 1, crosses=False)
        is_told = after is not None and words[after] == "killed" and sentence.find("aux", at, after) is not None
        if is_told or any(kind == "killed" and _end(sentence, word) == article and article <= at for word, kind in words.items()):
            return True
    return False


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


def _group_sizes(sentence: Sentence, words: dict[int, str], place: int) -> list[Casualty]:
    """As in "a triple shooting", "a double murder": the word of size counts those whom the event hit or killed."""
    found = []
    for position in sentence.begins("group_size"):
        size, after = sentence.value(position, "group_size"), sentence.after(position, "group_size")
        at = next((step for step in range(after or 0, min(sentence.n, (after or 0) + 2)) if step in words), None)
        if size is not None and at is not None:
            found.append(Casualty(kind=words.pop(at), count=int(size), place=place, is_counted=True))
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
        if not crosses and (sentence.marks[at].keys() & {"article", "one"} or (at > first and sentence.marks[at].keys() & {"place_prep", "with"})):
            return None
        if at > first and sentence.marks[at].keys() & {"article", "one"} and not sentence.marks[at - 1].keys() & _LINKS:
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
        if sentence.words[at] in ".;:()," or sentence.marks[at].keys() & {"and", "relative", "by", "with"} or sentence.value(at, "aux") == "have":
            return None
    return None
