"""The checks that every claim goes through; what fails is shown with the claim, never dropped."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from temoin.extract.draft import Draft
from temoin.extract.grammar import Grammar
from temoin.extract.numerals import number_starts, read_number
from temoin.extract.tokens import Sentence
from temoin.extract.units import to_si
from temoin.model import Check, ClaimKind, Polarity

__all__ = ["check_draft"]

_MOST_PEOPLE = {
    ClaimKind.KILLED: 1e6,
    ClaimKind.INJURED: 1e7,
    ClaimKind.HOSPITALISED: 1e6,
    ClaimKind.MISSING: 1e7,
    ClaimKind.DISPLACED: 1e8,
    ClaimKind.RESCUED: 1e6,
}
"""Counts beyond any single event on record (the 1931 floods of China, the 2004 tsunami); a larger one is a misread number."""
_DATES = frozenset({ClaimKind.EVENT_DATE, ClaimKind.IMAGE_DATE, ClaimKind.STATEMENT_DATE})
_WHOLE = frozenset({ClaimKind.MEANS_COUNT, ClaimKind.DAMAGED_COUNT, ClaimKind.DESTROYED_COUNT})
"""What is counted besides people."""
_MOST_AREA = 5e11
"""500,000 km²: larger than any burnt or flooded area on record."""


def check_draft(draft: Draft, grammar: Grammar, published: date | None) -> tuple[Check, ...]:
    """Run the checks that fit a draft's kind, in a fixed order."""
    checks: list[Check] = []
    if _has_number(draft):
        checks += [_recomputed(draft, grammar), _unit_fits(draft.kind, draft.unit)]
        numbers = [value for value in (draft.value, draft.low, draft.high) if value is not None]
        checks.append(_plausible(draft.kind, draft.unit, min(numbers), max(numbers)))
    if draft.parent is not None:
        checks.append(_within_parent(draft))
    if draft.kind in _DATES:
        checks.append(_date_guard(draft, published))
    return tuple(checks)


def _has_number(draft: Draft) -> bool:
    return draft.value is not None or draft.low is not None or draft.high is not None


def _recomputed(draft: Draft, grammar: Grammar) -> Check:
    """Read the numbers of the span's own words again, from nothing but these words."""
    if draft.polarity is Polarity.NEGATIVE:
        sentence = draft.sentence
        holds = any(sentence.has(at, "negator") for at in range(draft.first, draft.last))
        return Check(name="value-recomputed", passed=holds, detail="the words say none" if holds else "no word of negation in the span")
    if draft.amount is not None and draft.amount.kind == "one":
        return Check(name="value-recomputed", passed=draft.value == 1, detail="the words name a single person")
    wanted = [value for value in (draft.value, draft.low, draft.high) if value is not None]
    found, factor = span_numbers(draft, grammar), _factor(draft)
    found = found if factor == 1.0 else [*found, *(value * factor for value in found)]
    missing = [value for value in wanted if value not in found and not any(abs(value - other) <= 1e-6 * max(1.0, abs(value)) for other in found)]
    return Check(
        name="value-recomputed",
        passed=not missing,
        detail="the words give " + ", ".join(f"{value:g}" for value in wanted)
        if not missing
        else "the words do not give " + ", ".join(f"{value:g}" for value in missing),
    )


def _factor(draft: Draft) -> float:
    head = draft.amount.head if draft.amount is not None else None
    return to_si(head.value)[0] if head is not None and head.category == "unit" else 1.0


def span_numbers(draft: Draft, grammar: Grammar) -> list[float]:
    """All numbers in the draft's span, cut out and read on their own."""
    source, part = draft.sentence, slice(draft.first, draft.last)
    begin = source.start[draft.first]
    places = [at - begin for at in source.start[part]]
    numbers = list(_numbers_in(tuple(source.words[part]), tuple(places), grammar))
    if draft.amount is not None and draft.low is not None and numbers:
        numbers += [value * scale for value in numbers for scale in (1e3, 1e6, 1e9)]
    return numbers


@lru_cache(maxsize=4096)
def _numbers_in(words: tuple[str, ...], places: tuple[int, ...], grammar: Grammar) -> tuple[float, ...]:
    """The numbers in some words that stand at these places, counted from the first."""
    sentence = Sentence(0, 0, list(words), list(places), [at + len(word) for at, word in zip(places, words, strict=True)])
    grammar.counting.mark(sentence)
    numbers = []
    free = 0
    for at in number_starts(sentence, grammar):
        number = read_number(sentence, at, grammar) if at >= free else None
        if number is not None:
            numbers.append(number.value)
            free = number.last
    return tuple(numbers)


@lru_cache(maxsize=1024)
def _unit_fits(kind: ClaimKind, unit: str | None) -> Check:
    is_measured = unit is not None and not (kind is ClaimKind.DAMAGE_EXTENT and unit not in {"m2", "m", "km", "%"})
    fits = unit == "person" if kind.is_casualty else is_measured
    return Check(name="unit-fits", passed=fits, detail=f"{kind.value} in {unit}")


@lru_cache(maxsize=4096)
def _plausible(kind: ClaimKind, unit: str | None, smallest: float, largest: float) -> Check:
    bound = _MOST_PEOPLE.get(kind, 100.0 if unit == "%" and kind is ClaimKind.DAMAGE_EXTENT else _MOST_AREA if unit == "m2" else 1e15)
    is_whole = not (kind.is_casualty or kind in _WHOLE) or largest == int(largest)
    passed = smallest >= 0 and largest <= bound and is_whole
    return Check(name="plausible", passed=passed, detail=f"{largest:g} {unit or ''}".strip() + ("" if is_whole else ", not a whole number"))


def _within_parent(draft: Draft) -> Check:
    parent = draft.parent
    child = draft.value if draft.value is not None else draft.low
    whole = None if parent is None else next((value for value in (parent.high, parent.value, parent.low) if value is not None), None)
    if child is None or whole is None or parent is None:
        return Check(name="child-within-parent", passed=True, detail="one of the two has no number")
    is_open = parent.level.value in {"at_least", "more_than", "several", "about"}
    return Check(name="child-within-parent", passed=child <= whole or is_open, detail=f"{child:g} of {whole:g}")


def _date_guard(draft: Draft, published: date | None) -> Check:
    if draft.days is None:
        return Check(name="date-guard", passed=False, detail="the publication day is not known, so the date cannot be worked out")
    if published is None:
        return Check(name="date-guard", passed=True, detail=f"{draft.days.iso}, publication day not known")
    passed = draft.days.first <= published + timedelta(days=1)
    return Check(name="date-guard", passed=passed, detail=f"{draft.days.iso}, published {published.isoformat()}")
