"""What befell things: objects, counted things and measured areas tied to verbs and nouns of damage."""

from __future__ import annotations

from temoin.extract.draft import Draft, Reading
from temoin.extract.harm import Damage
from temoin.extract.targets import UNKNOWN, Target, find_targets, unknown_object
from temoin.extract.tokens import Sentence
from temoin.extract.units import unit_of
from temoin.model import ClaimKind, Effect, Extent, Polarity

__all__ = ["read_damage"]

_REACH_AFTER = 4
"""Words between a verb of damage and its object."""
_REACH_NOUN = 1
"""Words between a noun of damage and what it is of."""
_REACH_BEFORE = 10
"""Words between a subject and its verb of damage."""
_LIGHT = frozenset({"of", "article", "adverb", "place_prep", "aux", "one", "extent", "into", "to", "hedge", "pronoun", "negator"})


def read_damage(reading: Reading, damages: list[Damage]) -> None:
    """Tie each damage word to its objects and add the claims."""
    targets = find_targets(reading, damages)
    taken: dict[int, Damage] = {}
    for damage in damages:
        for target in _objects(reading, damage, targets, damages):
            known = taken.get(target.first)
            if known is not None and (not _is_stronger(damage, known) or _is_parted(reading.sentence, target, known, damage)):
                continue
            taken[target.first] = damage
    for damage in damages:
        if damage not in taken.values():
            unknown = unknown_object(reading, damage)
            if unknown is not None and not any(target.first < unknown.last and unknown.first < target.last for target in targets):
                targets.append(unknown)
                taken[unknown.first] = damage
    by_place = {target.first: target for target in targets}
    for first, damage in sorted(taken.items()):
        _add(reading, by_place[first], damage)


def _is_stronger(damage: Damage, known: Damage) -> bool:
    return known.effect in {Effect.HIT, Effect.DAMAGED} and damage.effect not in {Effect.HIT, Effect.DAMAGED, Effect.NONE}


def _objects(reading: Reading, damage: Damage, targets: list[Target], damages: list[Damage]) -> list[Target]:
    sentence = reading.sentence
    before = _last_before(sentence, damage, targets, damages)
    after = _first_after(sentence, damage, targets, damages, joins=before is None)
    inside = [target for target in targets if target.first <= damage.first < target.last and target.phrase is not None]
    if inside and damage.side != "after":
        return inside
    if damage.side == "after":
        before = None
    elif (
        (before is not None and before.last == damage.first and before.amount is not None)
        or (damage.side == "before" and before is not None)
        or (
            damage.side == "before"
            and not reading.grammar.case_articles
            and after is not None
            and sentence.n
            and _gap(sentence, damage.last, after.first) > 2
        )
    ):
        after = None
    if after is not None:
        return [after, *_joined_after(sentence, after, targets, damages)]
    if before is not None:
        return [*_joined_before(sentence, before, targets, damages), before]
    return []


def _gap(sentence: Sentence, first: int, last: int) -> int:
    """Words between, prepositions, articles and adverbs not counted."""
    return sum(sentence.is_word(at) and sentence.marks[at].keys().isdisjoint(_LIGHT) for at in range(first, last))


def _first_after(sentence: Sentence, damage: Damage, targets: list[Target], damages: list[Damage], *, joins: bool) -> Target | None:
    for target in targets:
        if target.first < damage.last:
            continue
        reach = _REACH_NOUN if damage.side == "after" else _REACH_AFTER
        if _gap(sentence, damage.last, target.first) > reach or _is_cut(
            sentence, damage.last + (1 if joins and sentence.has(damage.last, "and") else 0), target.first, damages
        ):
            return None
        if (
            sentence.before(target.first, "place_prep") is not None
            and damage.effect is not Effect.HIT
            and not (damage.side == "after" and sentence.before(target.first, "of") is not None)
            and not _is_counted(target)
        ):
            return None
        return target
    return None


def _is_counted(target: Target) -> bool:
    return target.amount is not None


def _is_cut(sentence: Sentence, first: int, last: int, damages: list[Damage]) -> bool:
    """Whether a strong mark, a relative word or another damage word parts the two."""
    if any(first <= other.first < last for other in damages):
        return True
    return any(
        (sentence.words[at] in ',;:.()"' and not _is_interjection(sentence, at))
        or sentence.has(at, "relative")
        or sentence.has(at, "said")
        or sentence.has(at, "and")
        for at in range(first, last)
    )


def _is_interjection(sentence: Sentence, position: int) -> bool:
    """A comma of ", however,": an adverb between two commas."""
    if sentence.words[position] != ",":
        return False
    after = sentence.after(position + 1, "adverb")
    if after is not None and after < sentence.n and sentence.words[after] == ",":
        return True
    before = sentence.before(position, "adverb")
    return before is not None and before > 0 and sentence.words[before - 1] == ","


def _last_before(sentence: Sentence, damage: Damage, targets: list[Target], damages: list[Damage]) -> Target | None:
    for target in reversed(targets):
        if target.last > damage.first:
            continue
        if _gap(sentence, target.last, damage.first) > _REACH_BEFORE:
            return None
        between = range(_past_aside(sentence, target.last, damage.first), damage.first)
        if any(sentence.words[at] in ';:."' or sentence.has(at, "said") or sentence.has(at, "relative") for at in between):
            return None
        if any(target.last <= other.first < damage.first and other.side != "after" for other in damages):
            return None
        if sentence.before(target.first, "place_prep") is not None and _gap(sentence, target.last, damage.first) > 0 and damage.side == "any":
            return None
        return target
    return None


def _past_aside(sentence: Sentence, first: int, last: int) -> int:
    """Past who said so, between two commas: "L'acquedotto, assicura il sindaco, non ha subito danni"."""
    if first >= last or sentence.words[first] != ",":
        return first
    close = next((at for at in range(first + 1, last) if sentence.words[at] == ","), None)
    return close + 1 if close is not None and any(sentence.has(at, "said") for at in range(first, close)) else first


def _joined_after(sentence: Sentence, target: Target, targets: list[Target], damages: list[Damage]) -> list[Target]:
    joined = []
    at = target.last
    for other in targets:
        if other.first < at:
            continue
        is_inside = _is_counted(other) and not _is_counted(target) and _is_led(sentence, at, other)
        if not (is_inside or _is_joint(sentence, at, other.first)) or any(
            at <= damage.first < other.last + 4 and damage.side != "after" and not _is_apart(sentence, other.last, damage.first)
            for damage in damages
            if damage.first >= other.last
        ):
            break
        joined.append(other)
        at = other.last
    return joined


def _is_apart(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a comma parts a thing from the next verb of damage: "23 houses and six cars were hit, the boiler house destroyed"."""
    return any(sentence.words[at] == "," for at in range(first, last))


def _is_parted(sentence: Sentence, target: Target, known: Damage, damage: Damage) -> bool:
    """Whether a verb of damage has another object than the one before it: "a endommagé 18 maisons et en a détruit quatre"."""
    if _is_apart(sentence, target.last, damage.first):
        return True
    begins = sentence.find("and", target.last, damage.first) is not None and sentence.value(damage.first - 1, "aux") == "have"
    return begins and known.last <= target.first


def _is_led(sentence: Sentence, position: int, target: Target) -> bool:
    """Whether a preposition of place leads from a phrase to a count: "windows in nearly 40 flats"."""
    if target.first in {sentence.after(position, "place_prep"), sentence.after(position, "of")}:
        return True
    core = target.amount.core if target.amount is not None else target.first
    return position == target.first and any(sentence.has(at, "place_prep") for at in range(target.first, core))


def _joined_before(sentence: Sentence, target: Target, targets: list[Target], damages: list[Damage]) -> list[Target]:
    joined: list[Target] = []
    at = target.first
    for other in reversed(targets):
        if other.last > at:
            continue
        is_led = any(sentence.before(other.first, category) is not None for category in ("to", "into", "place_prep"))
        if (
            is_led
            or not _is_joint(sentence, other.last, at)
            or any(damage.first < other.last and damage.last >= other.first - 1 and damage.side != "before" for damage in damages)
        ):
            break
        joined.insert(0, other)
        at = other.first
    return joined


def _is_joint(sentence: Sentence, first: int, last: int) -> bool:
    """Whether only "and", a comma or an article stands between two phrases."""
    between = range(first, last)
    joins = [at for at in between if sentence.words[at] == "," or sentence.has(at, "and")]
    rest = [at for at in between if at not in joins and not any(sentence.has(at, category) for category in ("article", "adverb", "of"))]
    return bool(joins) and not rest


def _add(reading: Reading, target: Target, damage: Damage) -> None:
    if target.amount is not None:
        _add_count(reading, target, damage)
        return
    phrase = target.phrase
    if phrase is None or any(reading.sentence.has(at, "not_object") for at in range(phrase.first, phrase.head + 1)):
        return
    is_site = reading.sentence.value(phrase.head, "facility") == "f" and phrase.place_at is not None and phrase.place_at > phrase.head
    last = phrase.place_at if is_site and phrase.place_at is not None else phrase.last
    if reading.grammar.adjectives_after and damage.first == last and damage.side == "any" and not damage.is_negative:
        last = damage.last
    draft = reading.new_draft(ClaimKind.DAMAGED_OBJECT, phrase.first, last, anchor=damage.first)
    _befall(draft, damage)
    draft.phrase = phrase
    draft.extent = phrase.extent or _extent(reading.sentence, damage)


def _add_count(reading: Reading, target: Target, damage: Damage) -> None:
    amount = target.amount
    if amount is None or amount.is_used:
        return
    kind = (
        ClaimKind.DESTROYED_COUNT
        if damage.effect in {Effect.DESTROYED, Effect.BURNED, Effect.COLLAPSED} and not damage.is_negative
        else ClaimKind.DAMAGED_COUNT
    )
    partitive = reading.sentence.before(amount.first, "partitive")
    earlier = [draft for draft in reading.drafts if draft.kind in {ClaimKind.DAMAGED_COUNT, ClaimKind.DESTROYED_COUNT} and draft.first < amount.first]
    noun = target.phrase.noun if target.phrase is not None else None
    if noun is None and amount.head is not None:
        noun = amount.head.value or UNKNOWN
    if noun is None:
        before = [phrase for phrase in reading.phrases if phrase.last <= amount.first]
        noun = next((draft.unit for draft in reversed(earlier) if draft.unit), before[-1].noun if before else None)
        if noun is None:
            return
    last = amount.last if amount.head is not None else amount.core_last
    draft = reading.new_draft(kind, partitive if partitive is not None else amount.first, last, amount, damage.first)
    draft.phrase = target.phrase or (earlier[-1].phrase if earlier else None)
    draft.unit = unit_of(noun)
    _befall(draft, damage)
    draft.extent = _extent(reading.sentence, damage)
    if partitive is not None and earlier:
        draft.parent = earlier[-1]


def _befall(draft: Draft, damage: Damage) -> None:
    draft.effect = Effect.NONE if damage.is_negative else damage.effect
    draft.polarity = Polarity.NEGATIVE if damage.is_negative else Polarity.POSITIVE


def _extent(sentence: Sentence, damage: Damage) -> Extent | None:
    """As in "totally", "in part" within two words of the damage word."""
    for at in range(max(0, damage.first - 2), min(sentence.n, damage.last + 2)):
        value = sentence.value(at, "extent")
        if value in {"total", "partial"}:
            return Extent(value)
    return None
