"""What a person reads in a report: a claim of their own on a quote that stands there, or another reading of the machine's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from temoin.errors import OptionError
from temoin.gazetteer import PlaceName, locate_names
from temoin.model import Check, Claim, ClaimKind, Days, Effect, Report, Thing
from temoin.quantity import Level, Quantity
from temoin.text import Span, tokens_of

__all__ = ["HandReading", "edit_claim", "find_quote", "quote_claim", "reading_of", "rename_in_claim"]

_NUMBERS = ("value", "low", "high")
_WORDS = ("unit", "level", "days", "effect", "noun", "part", "number", "name")


@attrs.frozen(kw_only=True)
class HandReading:
    """The fields of a claim that a person gives; what is `None` stays as it is.

    Args:
        value: the number.
        low: its lower bound.
        high: its upper bound.
        unit: singular English word or SI symbol, as in `Quantity`.
        level: what the words around the number make of it.
        days: the date.
        effect: what befell the thing.
        noun: the kind of thing, singular English.
        part: the part of it.
        number: its number as written ("110").
        name: its proper name.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    level: Level | None = None
    days: Days | None = None
    effect: Effect | None = None
    noun: str | None = None
    part: str | None = None
    number: str | None = None
    name: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return all(value is None for value in attrs.asdict(self).values())


def reading_of(fields: Mapping[str, object]) -> HandReading:
    """A reading from plain values, as a decision holds them; keys that are no field of a reading are passed over.

    Raises:
        OptionError: a value is of the wrong type, or a word is not known.

    >>> reading_of({"value": 45, "unit": "person", "level": "at_least"}).level
    <Level.AT_LEAST: 'at_least'>
    """
    made: dict[str, object] = {}
    for name in _NUMBERS:
        value = fields.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise OptionError(f"{name} is no number: {str(value)[:40]!r}")
        made[name] = None if value is None else float(value)
    for name in _WORDS:
        word = fields.get(name)
        if word is not None and (not isinstance(word, str) or not word.strip()):
            raise OptionError(f"{name} is no word: {str(word)[:40]!r}")
        made[name] = word
    made["level"] = _one_of(Level, made["level"], "level")
    made["effect"] = _one_of(Effect, made["effect"], "effect")
    made["days"] = _days(made["days"])
    return HandReading(**made)  # type: ignore[arg-type]  # field by field as checked above


def _one_of(words: type[Level | Effect], word: object, name: str) -> object:
    if word is None:
        return None
    try:
        return words(str(word))
    except ValueError as error:
        raise OptionError(f"{name} {str(word)[:40]!r} is not known", hint=f"These are: {', '.join(words)}.") from error


def _days(text: object) -> Days | None:
    if text is None:
        return None
    first, _, last = str(text).partition("/")
    try:
        return Days(first=date.fromisoformat(first), last=date.fromisoformat(last or first))
    except ValueError as error:
        raise OptionError(f"{str(text)[:40]!r} is no day", hint="Write 2025-07-01, or 2025-06-30/2025-07-01 for a stretch of days.") from error


def find_quote(report: Report, quote: str, *, start: int | None = None) -> Span:
    """Where a quote stands in a report, letter by letter.

    Args:
        report: the text.
        quote: its very words.
        start: the code point at which it begins, where that is known.

    Raises:
        OptionError: it does not stand there, or stands there more than once and `start` does not say which is meant.
    """
    if not quote.strip():
        raise OptionError("the quote is empty", hint="Give the very words of the report.")
    if start is None:
        start = report.text.find(quote)
        if start >= 0 and report.text.find(quote, start + 1) >= 0:
            raise OptionError(f"“{quote[:60]}” stands more than once in {report.id}", hint="Quote more of the words around it.")
    if start < 0 or report.text[start : start + len(quote)] != quote:
        message = f"“{quote[:60]}” does not stand in {report.id}"
        raise OptionError(message, hint="Copy the words from the report, with its own quotation marks and spaces.")
    return report.span(start, start + len(quote))


def quote_claim(report: Report, span: Span, kind: ClaimKind, reading: HandReading, *, claim_id: str, note: str) -> Claim:
    """A claim that a person found in a report.

    Args:
        report: the text.
        span: its words, as `find_quote` gives them.
        kind: what it is about.
        reading: what the words say.
        claim_id: unique in the case.
        note: who read it, to stand among the claim's checks.

    Raises:
        OptionError: a number without a unit, or bounds out of order.
    """
    bare = Claim(id=claim_id, report_id=report.id, kind=kind, span=span, lang=report.lang)
    return edit_claim(bare, reading, note=note)


def edit_claim(claim: Claim, reading: HandReading, *, note: str) -> Claim:
    """A claim as a person reads it; what they leave open stays, and the machine's checks, which were of its own reading, do not.

    Raises:
        OptionError: a number without a unit, or bounds out of order.
    """
    return attrs.evolve(
        claim,
        quantity=_quantity(claim.quantity, reading),
        days=reading.days or claim.days,
        effect=reading.effect or claim.effect,
        thing=_thing(claim, reading),
        checks=(Check(name="by-hand", passed=True, detail=note),),
    )


def rename_in_claim(claim: Claim, name: str, same_as: str) -> Claim:
    """A claim in which a name goes by another one, as a person says: of the thing, of a place or a site, and of sources; its words stay.

    The same claim comes back where the name does not stand in it.
    """
    sources = tuple(attrs.evolve(one, name=same_as) if _is_called(one.name, name) else one for one in claim.attribution.chain)
    renamed = claim if sources == claim.attribution.chain else attrs.evolve(claim, attribution=attrs.evolve(claim.attribution, chain=sources))
    if claim.thing is not None and claim.thing.name is not None and _is_called(claim.thing.name, name):
        return attrs.evolve(renamed, thing=attrs.evolve(claim.thing, name=same_as))
    if claim.kind in {ClaimKind.PLACE, ClaimKind.FACILITY} and _is_called(claim.quote, name):
        thing = claim.thing or Thing(noun=claim.kind.value, words=claim.quote)
        place = locate_names([PlaceName(words=same_as)], claim.lang or "")[0] if claim.kind is ClaimKind.PLACE else None
        return attrs.evolve(renamed, thing=attrs.evolve(thing, name=same_as), location=place or claim.location)
    if claim.kind in {ClaimKind.OWNERSHIP, ClaimKind.PRODUCTION} and name in claim.quote and claim.thing is None:
        return attrs.evolve(renamed, thing=Thing(noun=claim.kind.value, name=same_as, words=name))
    return renamed


def _is_called(words: str, name: str) -> bool:
    """Whether words are a name, apart from articles, case, accents and script."""
    return tokens_of(words) == tokens_of(name)


def _quantity(old: Quantity | None, reading: HandReading) -> Quantity | None:
    numbers = (reading.value, reading.low, reading.high)
    has_numbers = any(number is not None for number in numbers)
    if not has_numbers and old is None:
        return None
    unit = reading.unit or (old.unit if old is not None else None)
    if unit is None:
        raise OptionError("a number needs its unit", hint="Say what is counted or measured with --unit: person, m2, building.")
    try:
        if not has_numbers and old is not None:
            return attrs.evolve(old, unit=unit, level=reading.level or old.level)
        # A new number is not what the old words around it made of it, so its level is exact where none is given.
        level = reading.level or (Level.RANGE if reading.value is None else Level.EXACT)
        return Quantity(value=reading.value, low=reading.low, high=reading.high, unit=unit, level=level)
    except ValueError as error:
        raise OptionError(str(error), hint="Give a finite number, with low not above and high not below it.") from error


def _thing(claim: Claim, reading: HandReading) -> Thing | None:
    given = {name: word for name in ("noun", "part", "number", "name") if (word := getattr(reading, name)) is not None}
    if not given:
        return claim.thing
    if claim.thing is not None:
        return attrs.evolve(claim.thing, **given)
    return Thing(**{"noun": "building", **given}, words=claim.quote)
