"""The toll of a report's main event: how many died, how many were hurt, over all that it says of them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.extract.casualties import Casualty, read_casualties
from temoin.extract.grammar import Grammar, is_supported, load_grammar
from temoin.extract.tokens import Sentence
from temoin.model import Report
from temoin.text import normalise

__all__ = ["Toll", "read_toll"]

_FADING = 3.0
_SINGLE = 0.6
"""How much a single person weighs against a count: a boy who was hurt is one of the five hurt, unless the five stand far below."""
_NEAR, _LATE = 14, 8
"""Sentences near the head: a survivor beside the dead is told of in the first 14; deaths told of in none of the first eight are of other events."""
_COUNTED = {"killed": frozenset({"killed"}), "injured": frozenset({"injured", "survived"}), "hit": frozenset({"hit"})}
_HEADS = {"killed": 6, "injured": 6, "hit": 6, "survived": 10, "self": 8, "pair": 8, "killer": 8}
"""How many sentences, the title first, may tell of a casualty without a number: what comes later is another event or the court's words."""


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
    return _toll([casualty for place, sentence in _sentences(report, grammar) for casualty in read_casualties(sentence, grammar, place)])


def _sentences(report: Report, grammar: Grammar) -> Iterator[tuple[int, Sentence]]:
    titles = grammar.sentences(normalise(report.title).text, wide=True)
    yield from enumerate([*titles, *grammar.sentences(normalise(report.text, report.paragraphs).text, wide=True)])


def _toll(mentions: list[Casualty]) -> Toll:
    told = {kind: any(mention.kind == kind and mention.place < head for mention in mentions) for kind, head in _HEADS.items()}
    dead = _likeliest(mentions, _COUNTED["killed"])
    if not any(one.kind == "killed" and one.place < _LATE for one in mentions):
        dead = None
    slain = dead if dead is not None else int(told["killed"])
    if slain:
        mentions = [attrs.evolve(one, kind="injured") if one.kind == "hit" and one.is_other and not one.is_active else one for one in mentions]
    killed = slain + _is_killer_left_out(mentions, slain, is_counted=dead is not None, told=told)
    hit, injured = _likeliest(mentions, _COUNTED["hit"]), _likeliest(mentions, _COUNTED["injured"])
    if hit is not None and hit > slain and (injured is None or (hit > injured and _is_told_first(mentions, hit, injured))):
        injured = hit - slain
    elif injured is None:
        injured = int(told["survived"] or _is_another_hurt(mentions) or _is_survivor(mentions) or (not killed and (told["injured"] or told["hit"])))
    return Toll(killed=killed, injured=injured, is_counted=any(mention.is_counted for mention in mentions))


def _is_another_hurt(mentions: list[Casualty]) -> bool:
    """Whether a sentence near the head tells of somebody hurt beside somebody dead: "a girl has died and her mother was hurt"."""
    near = [mention for mention in mentions if mention.has_people and mention.place < _NEAR]
    dead = {mention.place for mention in near if mention.kind == "killed"}
    return any(mention.kind in {"injured", "hit"} and (mention.is_other or mention.place in dead) for mention in near)


def _is_survivor(mentions: list[Casualty]) -> bool:
    """Whether a single person who is none of the dead is told to be hurt: sex or age differ from those of everybody who died."""
    near = [mention for mention in mentions if mention.has_people and not mention.is_counted and mention.place < _NEAR]
    dead = [mention for mention in near if mention.kind == "killed" and (mention.sex or mention.age is not None)]
    hurt = [mention for mention in near if mention.kind in {"injured", "hit", "survived"}]
    return bool(dead) and any(not any(_may_be_one(one, other) for other in dead) for one in hurt)


def _may_be_one(one: Casualty, other: Casualty) -> bool:
    """Whether two mentions may be of the same person."""
    if one.sex and other.sex and one.sex != other.sex:
        return False
    return one.age is None or other.age is None or one.age == other.age


def _is_told_first(mentions: list[Casualty], hit: int, injured: int) -> bool:
    """Whether the number of those hit stands before the number of those hurt: what comes later is of another event, or of a part."""
    counted = [mention for mention in mentions if mention.is_counted or mention.has_people]
    first = next(mention.place for mention in counted if mention.kind == "hit" and mention.count == hit)
    return first <= next(mention.place for mention in counted if mention.kind in _COUNTED["injured"] and mention.count == injured)


def _is_killer_left_out(mentions: list[Casualty], killed: int, *, is_counted: bool, told: dict[str, bool]) -> bool:
    """Whether the count is of those that somebody killed who then died by his own hand: "killed three people and himself"."""
    deaths = [mention for mention in mentions if mention.kind == "killed"]
    if not is_counted:
        killed_near = any(death.is_active and death.place < _HEADS["self"] for death in deaths)
        return killed == 1 and (told["pair"] or (told["self"] and killed_near))
    of_count = [death for death in deaths if death.is_counted and death.count == killed]
    by_hand = sum(mention.is_active or mention.is_other for mention in of_count)
    return (told["self"] or told["pair"] or told["killer"]) and 2 * by_hand >= len(of_count)


def _likeliest(mentions: list[Casualty], kinds: frozenset[str]) -> int | None:
    """The count that the text gives most often and earliest: each mention weighs less the later it stands; `None` where none is counted."""
    weights: dict[int, float] = {}
    singles: set[int] = set()
    for mention in mentions:
        if mention.kind in kinds and (mention.is_counted or (mention.has_people and mention.place not in singles)):
            place, weight = (mention.place, 1.0) if mention.is_counted else (max(mention.place, 1), _SINGLE)
            weights[mention.count] = weights.get(mention.count, 0.0) + weight / (1.0 + _FADING * place)
            singles |= set() if mention.is_counted else {mention.place}
    is_counted = any(mention.kind in kinds and mention.is_counted for mention in mentions)
    return max(weights, key=lambda count: (weights[count], count)) if is_counted else None
