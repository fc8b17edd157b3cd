"""What damage may have befallen: phrases of things, counts of things, and nouns that no table knows."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Phrase, Reading
from temoin.extract.harm import Damage
from temoin.extract.quantities import Amount
from temoin.extract.tokens import Sentence

__all__ = ["UNKNOWN", "Target", "find_targets", "unknown_object"]

_LONGEST_UNKNOWN = 5
UNKNOWN = "object"
"""The noun of a thing that no table knows."""


@attrs.frozen
class Target:
    """Something that damage may have befallen."""

    first: int
    last: int
    phrase: Phrase | None
    amount: Amount | None


def find_targets(reading: Reading, damages: list[Damage]) -> list[Target]:
    """Phrases and counted things, in order; a phrase inside a count gives way to it."""
    counts = [amount for amount in reading.amounts if _is_count_of_things(reading, amount)]
    measures = [amount for amount in reading.amounts if amount.head is not None and amount.head.category == "unit"]
    targets = [Target(amount.first, amount.last, _inside(reading, amount), amount) for amount in counts]
    for phrase in reading.phrases:
        if any(amount.first <= phrase.head < amount.last for amount in counts):
            continue
        if any(damage.first < phrase.first and phrase.last <= damage.last for damage in damages):
            continue
        if any(
            amount.last <= phrase.head <= amount.last + 3 and amount.last >= phrase.first - 1 and _links(reading.sentence, amount.last, phrase)
            for amount in measures
        ):
            continue
        targets.append(Target(phrase.first, phrase.last, phrase, None))
    return sorted(targets, key=lambda target: target.first)


def _links(sentence: Sentence, position: int, phrase: Phrase) -> bool:
    """Whether only an "of" stands between a measure and the phrase: "1,300 m² of roofing", "half of the roof"."""
    after = sentence.after(position, "of") or position
    return phrase.first <= after <= phrase.head and (after != position or phrase.first <= position)


def _inside(reading: Reading, amount: Amount) -> Phrase | None:
    return next((phrase for phrase in reading.phrases if amount.first <= phrase.head < amount.last), None)


def _is_count_of_things(reading: Reading, amount: Amount) -> bool:
    head = amount.head
    if amount.is_used or amount.kind == "one":
        return False
    if head is None:
        return amount.level.value == "range" or reading.sentence.before(amount.first, "partitive") is not None or _is_elliptic(reading, amount)
    return head.category in {"thing", "part"} or (head.category in {"word", "item"} and _is_next_to_damage(reading, amount))


def _is_next_to_damage(reading: Reading, amount: Amount) -> bool:
    """Whether a verb of damage stands right before a count of things that no table knows, or right after it."""
    sentence = reading.sentence
    if any(sentence.before(amount.first, category) is not None for category in ("effect", "effect_before")):
        return True
    at = amount.last
    while at < sentence.n and (sentence.has(at, "aux") or sentence.has(at, "adverb")):
        at = sentence.after(at, "aux") or sentence.after(at, "adverb") or at + 1
    return any(sentence.has(at, category) for category in ("effect", "effect_before"))


def _is_elliptic(reading: Reading, amount: Amount) -> bool:
    """As in "entre 40 et 50 autres fissurées", "and destroyed 240": a number whose noun is left out, next to its verb of damage."""
    sentence, at = reading.sentence, amount.core_last
    start = amount.first
    while start > 0 and any(sentence.has(start - 1, word) for word in ("other", "adverb", "modifier")):
        start -= 1
    things = (other for other in reading.amounts if other.last <= start and other.head is not None and other.head.category == "thing")
    if sentence.before(start, "effect") is not None and next(things, None) is not None:
        return True
    while at < sentence.n and (sentence.words[at] == "," or any(sentence.has(at, word) for word in ("other", "adverb", "aux", "of", "of_kind"))):
        at += 1
    return sentence.has(at, "effect") or sentence.has(at, "effect_before")


def unknown_object(reading: Reading, damage: Damage) -> Target | None:
    """A noun phrase that no table knows, right before a passive or intransitive verb of damage, or with its article right after an active one."""
    sentence = reading.sentence
    last = damage.first
    while last > 0 and any(sentence.has(last - 1, light) for light in ("aux", "adverb", "extent", "negator")):
        last -= 1
    first = last
    while first > 0 and last - first < _LONGEST_UNKNOWN and _may_name(reading, first - 1):
        first -= 1
        if (sentence.has(first, "article") or sentence.has(first, "one")) and not (sentence.has(first, "of") and _is_noun_before(reading, first)):
            break
    is_led = first < last and (sentence.has(first, "article") or sentence.has(first, "one")) and last - first > 1
    if is_led and (damage.side == "before" or last < damage.first):
        head = next((at for at in range(first + 1, last) if not sentence.has(at, "modifier")), first + 1)
        return Target(first, last, Phrase(first, last, head, UNKNOWN, is_bare=last - first < 3), None)
    after = damage.last
    if damage.side in {"any", "after"} and (sentence.has(after, "article") or sentence.has(after, "one")) and not sentence.has(after, "of"):
        stop = after + 1
        while stop < sentence.n and stop - after < 3 and _may_name(reading, stop) and not sentence.has(stop, "of"):
            stop += 1
        if stop - after > 1:
            return Target(after, stop, Phrase(after, stop, stop - 1, UNKNOWN, is_bare=stop - after < 3), None)
    return None


def _is_noun_before(reading: Reading, position: int) -> bool:
    """Whether a contracted article ("della", "du", German "der") links two nouns, so that the phrase began before it."""
    sentence = reading.sentence
    if position == 0 or not sentence.is_word(position - 1) or not _may_name(reading, position - 1):
        return False
    return sentence.is_capital(position - 1) if reading.grammar.capital_nouns else not sentence.has(position - 1, "article")


def _may_name(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    if not sentence.is_word(position):
        return False
    if sentence.has(position, "article") or sentence.has(position, "one") or (sentence.has(position, "of") and not reading.grammar.month_first):
        return True
    known = sentence.marks[position].keys() - {
        "article",
        "one",
        "modifier",
        "of",
        "source",
        "facility",
        "nation",
        "place_noun",
        "street",
        "label",
        "item",
        "pronoun_source",
    }
    return not known and (sentence.words[position][0].islower() or reading.grammar.capital_nouns or position == 0)
