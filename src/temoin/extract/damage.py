"""What befell things: objects, counted things and measured areas tied to verbs and nouns of damage."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Draft, Phrase, Reading
from temoin.extract.quantities import Amount
from temoin.extract.tokens import Sentence
from temoin.model import ClaimKind, Effect, Extent, Polarity

__all__ = ["Damage", "find_damages", "read_damage"]

_REACH_AFTER = 4
"""Words between a verb of damage and its object."""
_LONGEST_UNKNOWN = 4
_UNKNOWN = "object"
"""The noun of a thing that no table knows."""
_REACH_NOUN = 1
"""Words between a noun of damage and what it is of."""
_REACH_BEFORE = 10
"""Words between a subject and its verb of damage."""
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


@attrs.frozen
class _Target:
    """Something that damage may have befallen."""

    first: int
    last: int
    phrase: Phrase | None
    amount: Amount | None


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


def read_damage(reading: Reading, damages: list[Damage]) -> None:
    """Tie each damage word to its objects and add the claims."""
    targets = _targets(reading, damages)
    taken: dict[int, Damage] = {}
    for damage in damages:
        for target in _objects(reading, damage, targets, damages):
            known = taken.get(target.first)
            if known is not None and (not _is_stronger(damage, known) or _is_apart(reading.sentence, target.last, damage.first)):
                continue
            taken[target.first] = damage
    for damage in damages:
        if damage not in taken.values() and damage.side in {"any", "before"}:
            unknown = _unknown_object(reading, damage)
            if unknown is not None and not any(target.first < unknown.last and unknown.first < target.last for target in targets):
                targets.append(unknown)
                taken[unknown.first] = damage
    by_place = {target.first: target for target in targets}
    for first, damage in sorted(taken.items()):
        _add(reading, by_place[first], damage)


def _is_stronger(damage: Damage, known: Damage) -> bool:
    return known.effect in {Effect.HIT, Effect.DAMAGED} and damage.effect not in {Effect.HIT, Effect.DAMAGED, Effect.NONE}


def _targets(reading: Reading, damages: list[Damage]) -> list[_Target]:
    """Phrases and counted things, in order; a phrase inside a count gives way to it."""
    counts = [amount for amount in reading.amounts if _is_count_of_things(reading, amount)]
    measures = [amount for amount in reading.amounts if amount.head is not None and amount.head.category == "unit"]
    targets = [_Target(amount.first, amount.last, _inside(reading, amount), amount) for amount in counts]
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
        targets.append(_Target(phrase.first, phrase.last, phrase, None))
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
    """As in "entre 40 et 50 autres fissurées": a number whose noun is left out, right before a participle."""
    sentence, at = reading.sentence, amount.core_last
    while at < sentence.n and (sentence.words[at] == "," or any(sentence.has(at, word) for word in ("other", "adverb", "aux", "of", "of_kind"))):
        at += 1
    return sentence.has(at, "effect") or sentence.has(at, "effect_before")


def _objects(reading: Reading, damage: Damage, targets: list[_Target], damages: list[Damage]) -> list[_Target]:
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


def _unknown_object(reading: Reading, damage: Damage) -> _Target | None:
    """A noun phrase that no table knows, right before a passive or intransitive verb of damage, or with its article right after an active one."""
    sentence = reading.sentence
    last = damage.first
    while last > 0 and any(sentence.has(last - 1, light) for light in ("aux", "adverb", "extent", "negator")):
        last -= 1
    first = last
    while first > 0 and last - first < _LONGEST_UNKNOWN and _may_name(reading, first - 1):
        first -= 1
        if sentence.has(first, "article") or sentence.has(first, "one"):
            break
    is_led = first < last and (sentence.has(first, "article") or sentence.has(first, "one")) and last - first > 1
    if is_led and (damage.side == "before" or last < damage.first):
        head = next((at for at in range(first + 1, last) if not sentence.has(at, "modifier")), first + 1)
        return _Target(first, last, Phrase(first, last, head, _UNKNOWN, is_bare=last - first < 3), None)
    after = damage.last
    if damage.side == "any" and (sentence.has(after, "article") or sentence.has(after, "one")) and not sentence.has(after, "of"):
        stop = after + 1
        while stop < sentence.n and stop - after < 3 and _may_name(reading, stop) and not sentence.has(stop, "of"):
            stop += 1
        if stop - after > 1:
            return _Target(after, stop, Phrase(after, stop, stop - 1, _UNKNOWN, is_bare=stop - after < 3), None)
    return None


def _may_name(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    if not sentence.is_word(position):
        return False
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
        "water",
        "label",
        "item",
        "pronoun_source",
    }
    return not known and (sentence.words[position][0].islower() or reading.grammar.capital_nouns or position == 0)


def _gap(sentence: Sentence, first: int, last: int) -> int:
    """Words between, prepositions, articles and adverbs not counted."""
    light = ("of", "article", "adverb", "place_prep", "aux", "one", "extent", "into", "to", "hedge", "pronoun", "negator")
    return sum(1 for at in range(first, last) if sentence.is_word(at) and not any(sentence.has(at, category) for category in light))


def _first_after(sentence: Sentence, damage: Damage, targets: list[_Target], damages: list[Damage], *, joins: bool) -> _Target | None:
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
            and damage.side != "after"
            and not _is_counted(target)
        ):
            return None
        return target
    return None


def _is_counted(target: _Target) -> bool:
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


def _last_before(sentence: Sentence, damage: Damage, targets: list[_Target], damages: list[Damage]) -> _Target | None:
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


def _joined_after(sentence: Sentence, target: _Target, targets: list[_Target], damages: list[Damage]) -> list[_Target]:
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


def _is_led(sentence: Sentence, position: int, target: _Target) -> bool:
    """Whether a preposition of place leads from a phrase to a count: "windows in nearly 40 flats"."""
    if target.first in {sentence.after(position, "place_prep"), sentence.after(position, "of")}:
        return True
    core = target.amount.core if target.amount is not None else target.first
    return position == target.first and any(sentence.has(at, "place_prep") for at in range(target.first, core))


def _joined_before(sentence: Sentence, target: _Target, targets: list[_Target], damages: list[Damage]) -> list[_Target]:
    joined: list[_Target] = []
    at = target.first
    for other in reversed(targets):
        if other.last > at:
            continue
        if not _is_joint(sentence, other.last, at) or any(
            damage.first < other.last and damage.last >= other.first - 1 and damage.side != "before" for damage in damages
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


def _add(reading: Reading, target: _Target, damage: Damage) -> None:
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


def _add_count(reading: Reading, target: _Target, damage: Damage) -> None:
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
        noun = amount.head.value or _UNKNOWN
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


_UNITS = {
    "house",
    "apartment",
    "building",
    "workshop",
    "bridge",
    "vehicle",
    "container",
    "aircraft",
    "ship",
}
_AS_UNIT = {"school": "building", "church": "building", "hospital": "building", "hall": "workshop", "home": "house", "shop": "building"}


def unit_of(noun: str) -> str:
    """The unit in which a thing is counted (claim guide): its own where it has one, else `item`."""
    return noun if noun in _UNITS else _AS_UNIT.get(noun, "item")
