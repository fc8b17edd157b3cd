"""Casualties that a sentence tells of: the dead, hurt and hit, each with how many they are and how that is said."""

from __future__ import annotations

import attrs

from temoin.extract.casualty_words import UNCOUNTED, casualty_words, end_of_word, find_tie, is_agent, word_after
from temoin.extract.grammar import Grammar
from temoin.extract.headcount import describe_person, read_group
from temoin.extract.numerals import read_number
from temoin.extract.ordinals import read_ordinal
from temoin.extract.tokens import Sentence

__all__ = ["Casualty", "read_casualties"]

_MOST_IN_TURN = 9
"""An ordinal beyond it counts a city's dead of the year, not the victims of one event."""


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
    reading = _Reading(sentence, grammar, place)
    reading.read_groups()
    own = "killer" if _is_killer_dead(sentence, reading.words) else _own_death(sentence, reading.words)
    if own is not None:
        reading.found.append(Casualty(kind=own, place=place))
    reading.read_words_alone()
    return reading.found


class _Reading:
    """What is read of a sentence so far.

    Args:
        sentence: marked with the sections for any text.
        grammar: of its language.
        place: its number in the report.
    """

    def __init__(self, sentence: Sentence, grammar: Grammar, place: int) -> None:
        self.sentence, self.grammar, self.place = sentence, grammar, place
        self.words = casualty_words(sentence)
        self.found = _group_sizes(sentence, self.words, place)
        self.alone = dict(self.words)
        self.ties: dict[int, Casualty] = {}

    def read_groups(self) -> None:
        """Read the groups of people from left to right, each with the word that tells what befell it."""
        sentence, grammar = self.sentence, self.grammar
        part: int | None = None
        at = 0
        while at < sentence.n:
            nobody = self._past_nobody(at)
            if nobody is not None:
                at = nobody
                continue
            turn = _in_turn(sentence, sentence.after(at, "one") or at, grammar, self.words, self.place)
            self.found += [turn] if turn is not None and turn not in self.found else []
            group = read_group(sentence, at, grammar)
            if group is None:
                number = read_number(sentence, at, grammar)
                at = at + 1 if number is None else number.last
            elif _is_part(sentence, grammar, group[1]):
                part, at = group[0], group[1]
            else:
                self._tell(at, group, part)
                part, at = None, max(group[1], at + 1)

    def _past_nobody(self, position: int) -> int | None:
        """One past a negation and those whom it denies, whose word then tells of nobody: "no other student was hurt"."""
        last = self.sentence.after(position, "negator")
        group = None if last is None else read_group(self.sentence, last, self.grammar)
        if group is None:
            return last
        other = read_group(self.sentence, self.sentence.after(group[1], "range_infix") or self.sentence.n, self.grammar)
        group = other or group
        tie = word_after(self.sentence, self.alone, group[1], crosses=True)
        if tie is not None:
            del self.alone[tie]
        return group[1]

    def _tell(self, first: int, group: tuple[int, int, bool], part: int | None) -> None:
        """Add what a group's word tells of it; `part` of a larger group: "one of the four victims died"."""
        sentence, (count, last, is_counted) = self.sentence, group
        within = sentence.before(first, "partitive")
        if within is not None and not sentence.has(within, "of_them"):
            return
        countable = {at: kind for at, kind in self.words.items() if at not in self.ties and sentence.value(at, "casualty") not in UNCOUNTED}
        tie = find_tie(sentence, self.words, countable, first, last)
        if tie is None or is_agent(sentence, self.grammar, tie, last):
            return
        if part is not None and self.words[tie] != "hit" and sentence.find("aux", last, tie) is not None:
            self.found.append(Casualty(kind="hit", count=count, place=self.place, is_counted=True))
            count = part
        sex, age = ("", None) if is_counted else describe_person(sentence, first, last)
        self.ties[tie] = Casualty(
            kind=self.words[tie],
            count=count,
            place=self.place,
            is_counted=is_counted,
            is_active=tie < first and not sentence.has(first - 1, "of"),
            is_other=_is_other(sentence, first, last, tie),
            has_people=_befell(sentence, self.words[tie], last, tie),
            sex=sex,
            age=age,
        )
        self.found.append(self.ties[tie])
        self.alone.pop(tie, None)

    def read_words_alone(self) -> None:
        """Add what the words tell that stand without people; of a death, that of the person before: "a boy was shot and killed"."""
        for position, kind in self.alone.items():
            last = max((tie for tie in self.ties if tie < position), default=None)
            person = None if last is None or kind != "killed" else self.ties.pop(last)
            is_joined = last is not None and self.sentence.has(end_of_word(self.sentence, last), "and")
            if person is not None and person.has_people and person.kind != kind and (is_joined or not person.is_counted):
                self.found[self.found.index(person)] = attrs.evolve(person, kind=kind)
            else:
                self.found.append(Casualty(kind=kind, place=self.place))


def _is_part(sentence: Sentence, grammar: Grammar, last: int) -> bool:
    """Whether the group before a token is part of one that is counted next: "one of eight", "two of the four victims"."""
    whole = sentence.after(last, "of_kind")
    whole = None if whole is None else sentence.after(whole, "article") or whole
    return whole is not None and read_number(sentence, whole, grammar) is not None


def _befell(sentence: Sentence, kind: str, last: int, tie: int) -> bool:
    """Whether the word after a group says what befell it; "shot" alone may also be what it did."""
    if tie < last or sentence.value(tie, "casualty") in UNCOUNTED:
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
    victim = sentence.after(number.last, "casualty") if sentence.value(number.last, "casualty") == "victim" else None
    last = victim or sentence.after(number.last, "person") or sentence.after(number.last, "single")
    if not last:
        return None
    tie = word_after(sentence, words, last, crosses=False)
    if tie is None and not victim:
        return None
    is_dead = tie is not None and words[tie] == "killed" and sentence.before(position, "article") is None
    is_dead = is_dead and all(sentence.has(at, "aux") or sentence.has(at, "adverb") for at in range(last, tie or last))
    return Casualty(kind="killed" if is_dead else "hit", count=int(number.value), place=place, is_counted=True)


def _is_killer_dead(sentence: Sentence, words: dict[int, str]) -> bool:
    """Whether whoever attacked is told to be dead: "police killed the gunman", "the gunman was shot dead"."""
    for at in sentence.begins("killer"):
        article = sentence.before(at, "article") or at
        after = word_after(sentence, words, at + 1, crosses=False)
        is_told = after is not None and words[after] == "killed" and sentence.find("aux", at, after) is not None
        if is_told or any(kind == "killed" and end_of_word(sentence, word) == article and article <= at for word, kind in words.items()):
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
