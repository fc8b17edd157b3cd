"""`Draft`: a claim in the making, in tokens of its sentence; `Reading`: all that was found in one sentence."""

from __future__ import annotations

from datetime import date

import attrs

from temoin.extract.calendar_dates import DateMention
from temoin.extract.grammar import Grammar
from temoin.extract.quantities import Amount
from temoin.extract.tokens import Sentence
from temoin.extract.units import to_si
from temoin.model import Certainty, ClaimKind, Days, Effect, Extent, Location, Polarity, Role
from temoin.quantity import Level

__all__ = ["Cue", "Draft", "Phrase", "Reading", "Story", "is_barrier", "scale_draft"]

_REMEMBERED = 12
"""Sentences back to which a count or a correction may refer; a bound, so that time grows with the text and not with its square."""

_BARRIERS = frozenset(';:.!?()—–"…')


@attrs.frozen
class Phrase:
    """A noun phrase that names a thing.

    Args:
        first: its first token, article included.
        last: one past its last token.
        head: token of its head noun.
        noun: the kind of thing, singular English.
        part: the part of it, or `None`.
        number: its number or letter as written, or `None`.
        name: its proper name, or `None`.
        extent: how much of it ("part of the roof"), or `None`.
        is_facility: its noun is one of a site (plant, port, depot).
        is_bare: nothing but noun and article: "the plant".
        place_at: first token of a place name at its end ("the bridge at X"), or `None`.
    """

    first: int
    last: int
    head: int
    noun: str
    part: str | None = None
    number: str | None = None
    name: str | None = None
    extent: Extent | None = None
    is_facility: bool = False
    is_bare: bool = True
    place_at: int | None = None


@attrs.define
class Draft:
    """A claim in the making: as `model.Claim`, with token positions for places."""

    kind: ClaimKind
    sentence: Sentence
    first: int
    last: int
    amount: Amount | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: Level = Level.EXACT
    unit: str | None = None
    days: Days | None = None
    certainty: Certainty = Certainty.ASSERTED
    polarity: Polarity = Polarity.POSITIVE
    role: Role = Role.MAIN
    phrase: Phrase | None = None
    effect: Effect | None = None
    extent: Extent | None = None
    parent: Draft | None = None
    chain: tuple[tuple[Sentence, int, int, str], ...] = ()
    cue: tuple[Sentence, int, int] | None = None
    is_inherited: bool = False
    said_on: Days | None = None
    as_of: Days | None = None
    basis: str = ""
    location: Location | None = None
    anchor: int = 0
    """Token of the verb or noun that gave the kind: stance is looked for around it."""

    def covers(self, first: int, last: int) -> bool:
        """Whether the draft shares a token with a range of its sentence."""
        return self.first < last and first < self.last


@attrs.frozen
class Cue:
    """A source and the words that make it one.

    Args:
        first: first token of the whole group.
        last: one past its last token.
        chain: (first, last, class) of the noun phrases, nearest to the fact first.
        scope: the tokens that it governs, half-open.
        verb: (first, last) of the cue's own words.
        kind: `before` ("according to"), `said`, `denied`, `shown` (pictures).
        source: the sentence in which the chain stands, where that is another one.
    """

    first: int
    last: int
    chain: tuple[tuple[int, int, str], ...]
    scope: tuple[int, int]
    verb: tuple[int, int]
    kind: str
    source: Sentence | None = None

    def told_in(self, sentence: Sentence) -> Cue:
        """The cue for later sentences: its chain stands in this one."""
        return Cue(self.first, self.last, self.chain, self.scope, self.verb, self.kind, sentence)


@attrs.define
class Reading:
    """All that was found in one sentence."""

    sentence: Sentence
    grammar: Grammar
    dates: list[DateMention] = attrs.Factory(list)
    amounts: list[Amount] = attrs.Factory(list)
    phrases: list[Phrase] = attrs.Factory(list)
    cues: list[Cue] = attrs.Factory(list)
    drafts: list[Draft] = attrs.Factory(list)

    def segment(self, position: int) -> tuple[int, int]:
        """The stretch between semicolons around a token."""
        words = self.sentence.words
        if ";" not in words:
            return 0, self.sentence.n
        first = max((at + 1 for at in range(position) if words[at] == ";"), default=0)
        last = next((at for at in range(position, self.sentence.n) if words[at] == ";"), self.sentence.n)
        return first, last

    def amount_at(self, position: int) -> Amount | None:
        """The amount that begins at a token, hedge included."""
        return next((amount for amount in self.amounts if amount.first == position), None)

    def new_draft(self, kind: ClaimKind, first: int, last: int, amount: Amount | None = None, anchor: int | None = None) -> Draft:
        """Add a draft, with the numbers of its amount."""
        draft = Draft(kind, self.sentence, first, last, amount, anchor=first if anchor is None else anchor)
        if amount is not None:
            draft.value, draft.low, draft.high, draft.level = amount.value, amount.low, amount.high, amount.level
            amount.is_used = True
        self.drafts.append(draft)
        return draft


@attrs.define
class Story:
    """What a report has told so far.

    Args:
        drafts: all of it.
        recent: the drafts of the last sentences.
        facilities: nouns of the event's sites.
        first_day: the first day of the event itself.
    """

    drafts: list[Draft] = attrs.Factory(list)
    recent: list[Draft] = attrs.Factory(list)
    facilities: set[str] = attrs.Factory(set)
    first_day: date | None = None

    def add(self, reading: Reading) -> None:
        """Remember what a sentence told."""
        self.drafts += reading.drafts
        least = reading.sentence.index - _REMEMBERED
        self.recent = [draft for draft in self.recent if draft.sentence.index > least] + reading.drafts
        for draft in reading.drafts:
            if draft.kind is ClaimKind.FACILITY and draft.phrase is not None:
                self.facilities.add(draft.phrase.noun)
            if draft.kind is ClaimKind.EVENT_DATE and draft.role is Role.MAIN and draft.days is not None:
                self.first_day = min(self.first_day or draft.days.first, draft.days.first)


def scale_draft(draft: Draft, unit: str) -> None:
    """Bring a draft's numbers from a unit as written to that of its claim."""
    factor, draft.unit = to_si(unit)
    draft.value = None if draft.value is None else draft.value * factor
    draft.low = None if draft.low is None else draft.low * factor
    draft.high = None if draft.high is None else draft.high * factor


def is_barrier(sentence: Sentence, position: int) -> bool:
    """Whether a token parts clauses: strong punctuation, or a dash that stands free."""
    word = sentence.words[position]
    return word in _BARRIERS or (word == "," and not _is_name_comma(sentence, position))


def _is_name_comma(sentence: Sentence, position: int) -> bool:
    return sentence.is_number(position - 1) and sentence.is_number(position + 1) and sentence.is_glued(position + 1)
