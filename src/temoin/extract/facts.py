"""Background facts beside the claims: ownership, production, identifiers."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.proper import is_name_word
from temoin.model import ClaimKind, Role

__all__ = ["read_facts"]

_LONGEST = 24


def read_facts(reading: Reading) -> None:
    """Add what a sentence says about owners, products and serial numbers of the site."""
    sentence = reading.sentence
    for position in sentence.begins("ownership", "production", "identifier"):
        marks = sentence.marks[position]
        if "ownership" in marks:
            last = _last_name(reading, marks["ownership"][1])
            if last is not None:
                reading.new_draft(ClaimKind.OWNERSHIP, position, last).role = Role.BACKGROUND
        if "production" in marks:
            last = _last_name(reading, marks["production"][1])
            if last is not None:
                reading.new_draft(ClaimKind.PRODUCTION, position, last).role = Role.BACKGROUND
        if "identifier" in marks:
            _identifier(reading, position, marks["identifier"][1])


def _identifier(reading: Reading, first: int, position: int) -> None:
    """As in "serial numbers above nine thousand": the amount that follows within six words."""
    amount = next((amount for amount in reading.amounts if position <= amount.first <= position + 6 and not amount.is_used), None)
    if amount is None:
        return
    draft = reading.new_draft(ClaimKind.IDENTIFIER, first, amount.last, amount)
    draft.unit, draft.role = "item", Role.BACKGROUND


def _last_name(reading: Reading, position: int) -> int | None:
    """One past the last proper name of the clause that follows; `None` where it names nothing."""
    sentence = reading.sentence
    last = None
    at = position
    while at < sentence.n and at - position < _LONGEST and sentence.words[at] not in ".;:":
        if is_name_word(reading, at) and not sentence.has(at, "place_noun"):
            last = _past_name(reading, at)
            at = last
            continue
        if last is not None and (sentence.words[at] == "," or (sentence.has(at, "aux") or sentence.has(at, "effect") or sentence.has(at, "said"))):
            break
        at += 1
    return last


def _past_name(reading: Reading, position: int) -> int:
    sentence, at = reading.sentence, position
    while at < sentence.n and (is_name_word(reading, at) or (sentence.is_glued(at) and sentence.words[at] not in ".,;:")):
        at += 1
    return at
