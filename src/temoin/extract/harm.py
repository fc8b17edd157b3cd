"""The words that say what befell a thing: verbs, participles and nouns of damage."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Reading
from temoin.extract.tokens import Sentence
from temoin.model import Effect

__all__ = ["Damage", "find_damages"]

_EFFECTS = ("effect", "effect_after", "effect_before", "unharmed")


@attrs.frozen
class Damage:
    """A verb, participle or noun of damage.

    Args:
        first: its first token.
        last: one past its last token.
        effect: what it says.
        side: `any`, `after`, `before`: where what it acts on stands.
        is_negative: "no damage", "not damaged".
    """

    first: int
    last: int
    effect: Effect
    side: str
    is_negative: bool = False


def find_damages(reading: Reading) -> list[Damage]:
    """The damage words of a sentence, in order."""
    sentence = reading.sentence
    found: list[Damage] = []
    busy = 0
    for position in sentence.begins(*_EFFECTS):
        if position < busy:
            continue
        for category in _EFFECTS:
            mark = sentence.marks[position].get(category)
            if mark is None:
                continue
            found.append(_damage(reading, position, category, mark))
            busy = mark[1]
            break
    return found


def _damage(reading: Reading, position: int, category: str, mark: tuple[str, int]) -> Damage:
    sentence = reading.sentence
    value, last = mark
    if category == "unharmed":
        return Damage(position, last, Effect.NONE, value, is_negative=True)
    side = category.partition("_")[2] or "any"
    is_negative = any(_negates(sentence, at, position) for at in range(max(0, position - 4), position))
    if side == "any" and _is_passive(sentence, position):
        side = "before"
    return Damage(position, last, Effect(value), side, is_negative)


def _negates(sentence: Sentence, at: int, position: int) -> bool:
    """Whether a negator governs a damage word: nothing but auxiliaries and adverbs between ("was not badly damaged")."""
    if not sentence.has(at, "negator") or _parts(sentence, at, position):
        return False
    first = sentence.after(at, "negator") or at + 1
    return all(
        sentence.has(between, "aux") or sentence.has(between, "adverb") or sentence.has(between, "negator") for between in range(first, position)
    )


def _parts(sentence: Sentence, first: int, last: int) -> bool:
    """Whether punctuation stands in a range."""
    return any(sentence.words[at] in ",;:.–—(" for at in range(first, last))


def _is_passive(sentence: Sentence, position: int) -> bool:
    """Whether a form of "be" governs a participle: within three words, nothing but adverbs and auxiliaries between."""
    at = position
    for _ in range(4):
        for category in ("aux", "adverb", "extent", "negator"):
            start = sentence.before(at, category)
            if start is not None:
                if category == "aux" and sentence.value(start, "aux") == "be":
                    return True
                at = start
                break
        else:
            return False
    return False
