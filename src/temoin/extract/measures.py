"""Measured amounts and counts of everything that is not a person: areas, lengths, shares, means, background numbers."""

from __future__ import annotations

from temoin.extract.draft import Phrase, Reading, scale_draft
from temoin.extract.harm import Damage
from temoin.extract.quantities import Amount
from temoin.extract.units import AREAS, unit_of
from temoin.model import ClaimKind, Effect, Polarity, Role

__all__ = ["read_measures"]

_COMMA = 10
"""How many words a comma between a measure and a damage word weighs."""
_SUBSTANCE = frozenset({"mm", "t", "m3", "ha", "km2"})
"""Units that are followed by what they measure, in the genitive, where a language has cases."""
_CUES = {
    "gash": Effect.DAMAGED,
    "breach": Effect.COLLAPSED,
    "water": Effect.FLOODED,
    "burned": Effect.BURNED,
    "flooded": Effect.FLOODED,
    "damaged": Effect.DAMAGED,
}
"""What a measure tells by the word that it is of, where no verb of damage does."""
_FARTHEST_LEVEL = 6
_DEEPEST = 30
"""Metres of water beyond which a length near water is a distance: higher than any flood on record stood in a street."""
_RAIN = frozenset({"mm", "m3", "t", "km/h", "magnitude"})


def read_measures(reading: Reading, damages: list[Damage]) -> None:
    """Add the claims of all amounts that no other frame took."""
    _read_rest(reading, damages)
    link_parts(reading)


def _read_rest(reading: Reading, damages: list[Damage]) -> None:
    for amount in reading.amounts:
        if amount.is_used:
            continue
        category = None if amount.head is None else amount.head.category
        if category == "unit":
            _unit(reading, amount, damages)
        elif category == "means":
            _means(reading, amount)
        elif category is None:
            _magnitude(reading, amount) or _part_of_means(reading, amount)
        elif category != "duration" and amount.kind != "one" and not _is_source(reading, amount):
            _other(reading, amount, category)


def _is_source(reading: Reading, amount: Amount) -> bool:
    """As in "two officials said": who counts nothing but themselves."""
    chains = (cue.chain for cue in reading.cues if cue.source is None)
    return any(first < amount.last and amount.first < last for chain in chains for first, last, _ in chain)


def _other(reading: Reading, amount: Amount, category: str) -> None:
    """Money, people and things that are not about harm."""
    if amount.kind == "plural" and any(first <= amount.first < last for cue in reading.cues for first, last, _ in cue.chain):
        return
    if category == "money" and amount.head is not None:
        _background(reading, amount, amount.head.value)
    elif category in {"person", "kind_noun"}:
        is_home = amount.head is not None and reading.sentence.has(amount.head.first, "item") and reading.sentence.find("power") is not None
        _background(reading, amount, "household" if is_home else "person")
    elif not _magnitude(reading, amount):
        _background(reading, amount, _thing_unit(reading, amount))


def link_parts(reading: Reading) -> None:
    """As in "nine of twelve drones": the nine are a part of the twelve."""
    means = [draft for draft in reading.drafts if draft.kind is ClaimKind.MEANS_COUNT]
    for draft in means:
        if draft.amount is not None and draft.amount.head is not None and draft.amount.head.is_part_of:
            draft.parent = next((other for other in means if draft.first < other.first < draft.last), draft.parent)


def _unit(reading: Reading, amount: Amount, damages: list[Damage]) -> None:
    unit = amount.head.value if amount.head is not None else ""
    last, phrase = _of_thing(reading, amount)
    if unit in _RAIN:
        _background(reading, amount, unit, last=last)
        return
    if _is_level(reading, amount):
        _background(reading, amount, unit, last=last)
        return
    damage = _damage_near(reading, amount, damages)
    gash = _gash(reading, amount)
    cue = gash if gash is not None and (not _is_distance(reading, amount) or _is_depth(amount, gash)) else None
    if unit == "%":
        if phrase is None and damage is None:
            _background(reading, amount, unit, last=last)
            return
        is_damage = damage is not None and (phrase is not None or _is_next(reading, amount, damage))
        kind = ClaimKind.DAMAGE_EXTENT if is_damage else ClaimKind.BACKGROUND_QUANTITY
    elif unit in AREAS:
        spread = _spread(reading, amount)
        damage = None if spread is not None and damage is not None and damage.effect is Effect.HIT else damage
        kind = ClaimKind.DAMAGE_EXTENT if damage is not None or spread is not None else ClaimKind.BACKGROUND_QUANTITY
        cue = spread if damage is None else cue
    else:
        is_size = cue is None and _is_size(reading, amount)
        cue = _spread(reading, amount) if is_size else cue
        is_damage = cue is not None or (phrase is not None and damage is not None) or _is_along(reading, amount, damage)
        kind = ClaimKind.DAMAGE_EXTENT if is_damage else ClaimKind.BACKGROUND_QUANTITY if is_size else ClaimKind.DISTANCE
    draft = reading.new_draft(kind, amount.first, last, amount, damage.first if damage is not None else amount.core)
    scale_draft(draft, unit)
    if kind is ClaimKind.BACKGROUND_QUANTITY:
        draft.role = Role.BACKGROUND
    if kind is ClaimKind.DAMAGE_EXTENT:
        draft.phrase = phrase or _phrase_near(reading, amount)
        usual = damage.effect if damage is not None else Effect.DAMAGED
        draft.effect = usual if cue is None else _CUES.get(cue, usual)
        if damage is not None and damage.is_negative and cue is None:
            draft.effect, draft.polarity = Effect.NONE, Polarity.NEGATIVE


def _is_size(reading: Reading, amount: Amount) -> bool:
    """As in "400 metres wide", "larga quasi 150 metri": a width or a length, of the landslide or of a thing."""
    sentence = reading.sentence
    return sentence.has(amount.last, "size") or sentence.before(amount.first, "size") is not None


def _is_next(reading: Reading, amount: Amount, damage: Damage) -> bool:
    """As in "of which 70 % were destroyed": nothing but auxiliaries and adverbs between a share and its verb of damage."""
    between = range(amount.last, damage.first) if damage.first >= amount.last else range(damage.last, amount.first)
    return all(any(reading.sentence.has(at, word) for word in ("aux", "adverb")) for at in between)


def _is_depth(amount: Amount, gash: str) -> bool:
    """As in "el agua llegó a dos metros": so much water stands there, which is no distance."""
    return gash == "water" and amount.head is not None and amount.head.value in {"m", "cm"} and (amount.value or 0) < _DEEPEST


def _is_level(reading: Reading, amount: Amount) -> bool:
    """As in "the water level rose by two metres": no depth of water in a place."""
    sentence = reading.sentence
    return any(sentence.has(at, "level") for at in range(max(0, amount.first - _FARTHEST_LEVEL), amount.first))


def _spread(reading: Reading, amount: Amount) -> str | None:
    """As in "the flames covered two hectares", "a fire of 400 m²": what the event did to an area that its own word measures."""
    sentence = reading.sentence
    of = sentence.before(amount.first, "of")
    noun = amount.first if of is None else of
    if any(noun - 1 <= phrase.last <= noun and not sentence.has(phrase.head, "area_of") for phrase in reading.phrases):
        return None  # "the fire of a store of 6,000 m²": so large is the store
    first, last = reading.segment(amount.core)
    near = [at for at in sentence.begins("area_of") if first <= at < last]
    return sentence.value(min(near, key=lambda at: abs(at - amount.core)), "area_of") if near else None


def _is_substance(reading: Reading, position: int) -> bool:
    """An unknown word in lower case right after a measure: "15 мм осадков"."""
    sentence = reading.sentence
    return (
        sentence.is_word(position)
        and sentence.words[position][0].islower()
        and not sentence.marks[position].keys() - {"attack", "item"}
        and len(sentence.words[position]) > 3
    )


def _is_along(reading: Reading, amount: Amount, damage: Damage | None) -> bool:
    """As in "gave way over 40 metres": a length in the clause of a verb of damage, and not from somewhere."""
    if damage is None or damage.is_negative or damage.effect is Effect.HIT or _is_distance(reading, amount):
        return False
    sentence = reading.sentence
    low, high = sorted((damage.last, amount.first))
    if high - low > 8 or any(sentence.words[at] in ",;:." for at in range(min(damage.first, amount.first), max(damage.last, amount.last))):
        return False
    return not sentence.has(amount.last, "distance_after")


def _is_distance(reading: Reading, amount: Amount) -> bool:
    """As in "at 60 metres from", "à 11 km": a length after a preposition of distance."""
    sentence = reading.sentence
    return sentence.before(amount.first, "distance_cue") is not None or sentence.before(amount.first, "depth_cue") is not None


def _of_thing(reading: Reading, amount: Amount) -> tuple[int, Phrase | None]:
    """One past "of roofing" after a measure, and its phrase."""
    sentence = reading.sentence
    of = sentence.after(amount.last, "of")
    if amount.head is not None and amount.head.value not in AREAS | {"%", *_RAIN} and (_is_distance(reading, amount) or of is None):
        return amount.last, None
    start = of if of is not None else amount.last
    follows = of is not None or amount.kind == "fraction" or reading.grammar.case_articles or reading.grammar.capital_nouns
    phrase = next((phrase for phrase in reading.phrases if phrase.first <= start <= phrase.head), None) if follows else None
    if phrase is not None and phrase.head - start <= 3:
        return phrase.last, phrase
    if (
        reading.grammar.case_articles
        and of is None
        and amount.head is not None
        and amount.head.value in _SUBSTANCE
        and _is_substance(reading, amount.last)
    ):
        return amount.last + 1, None
    if (
        of is not None
        and start < sentence.n
        and sentence.is_word(start)
        and sentence.words[start][0].islower()
        and not sentence.marks[start].keys() - {"item"}
    ):
        return start + 1, None
    return amount.last, None


def _damage_near(reading: Reading, amount: Amount, damages: list[Damage]) -> Damage | None:
    """The damage word of the same segment nearest to a measure."""
    first, last = reading.segment(amount.core)
    near = [damage for damage in damages if first <= damage.first < last]

    def distance(damage: Damage) -> int:
        low, high = sorted((damage.first, amount.core))
        commas = sum(1 for at in range(low, high) if reading.sentence.words[at] == ",")
        return min(abs(damage.first - amount.core), abs(damage.last - amount.last)) + _COMMA * commas

    return min(near, key=distance, default=None)


def _phrase_near(reading: Reading, amount: Amount) -> Phrase | None:
    first, _ = reading.segment(amount.core)
    before = [phrase for phrase in reading.phrases if first <= phrase.first and phrase.last <= amount.first]
    after = [phrase for phrase in reading.phrases if phrase.first >= amount.last]
    return before[-1] if before else after[0] if after else None


def _gash(reading: Reading, amount: Amount) -> str | None:
    """The crack, breach or crater that a length measures, or the water that stands so high."""
    sentence = reading.sentence
    first, last = reading.segment(amount.core)
    for at in range(amount.core, max(first, amount.core - 13) - 1, -1):
        value = sentence.value(at, "dimension")
        if value is not None:
            return value
    for at in range(amount.last, min(last, amount.last + 4)):
        value = sentence.value(at, "dimension")
        if value is not None and not any(sentence.words[between] in ",;:" for between in range(amount.last, at)):
            return value
    return None


def _means(reading: Reading, amount: Amount) -> None:
    if amount.kind == "one" or amount.head is None:
        return
    draft = reading.new_draft(ClaimKind.MEANS_COUNT, amount.first, amount.last, amount)
    draft.unit = amount.head.value


def _part_of_means(reading: Reading, amount: Amount) -> bool:
    """As in "nine more were shot down": a bare number after a count of means in the same sentence."""
    before = [draft for draft in reading.drafts if draft.kind is ClaimKind.MEANS_COUNT and draft.first < amount.first]
    of_them = reading.sentence.after(amount.core_last, "of_them")
    if not before or amount.kind == "one" or not (of_them is not None or _is_bare_means(reading, amount)):
        return False
    draft = reading.new_draft(ClaimKind.MEANS_COUNT, amount.first, of_them or amount.core_last, amount)
    draft.unit = before[-1].unit
    draft.parent = before[-1] if of_them is not None else None
    return True


def _is_bare_means(reading: Reading, amount: Amount) -> bool:
    sentence = reading.sentence
    reach = 9 if sentence.has(amount.core_last, "other") else 3
    return any(
        sentence.has(at, "attack") or sentence.value(at, "effect") == "destroyed"
        for at in range(amount.core_last, min(sentence.n, amount.core_last + reach))
    )


def _magnitude(reading: Reading, amount: Amount) -> bool:
    """As in "magnitude 5.4", "magnitude of the tremor was 5.4": the word in the span only next to the number."""
    sentence = reading.sentence
    if amount.value is None or amount.value > 10:
        return False
    near = next((at for at in range(amount.first - 1, max(-1, amount.first - 7), -1) if sentence.has(at, "magnitude")), None)
    if near is None or (amount.head is not None and amount.head.category != "word"):
        return False
    first = near if sentence.after(near, "magnitude") == amount.first else amount.first
    draft = reading.new_draft(ClaimKind.BACKGROUND_QUANTITY, first, amount.core_last, amount)
    draft.unit, draft.role = "magnitude", Role.BACKGROUND
    return True


def _thing_unit(reading: Reading, amount: Amount) -> str:
    """The unit of a counted thing; homes that lose power are households (claim guide)."""
    value = amount.head.value if amount.head is not None else ""
    if amount.head is not None and amount.head.category == "item":
        return value
    return "household" if value == "house" and reading.sentence.find("power") is not None else unit_of(value)


def _background(reading: Reading, amount: Amount, unit: str, last: int | None = None) -> None:
    draft = reading.new_draft(ClaimKind.BACKGROUND_QUANTITY, amount.first, amount.last if last is None else last, amount)
    draft.role = Role.BACKGROUND
    scale_draft(draft, unit)
