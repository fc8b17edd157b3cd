"""`Claim`: one checkable statement of a report, with the words it rests on and who is said to know."""

from __future__ import annotations

from enum import StrEnum

import attrs

from temoin.model.location import Location
from temoin.model.time import Days
from temoin.quantity import Quantity
from temoin.text import Span

__all__ = ["Attribution", "Certainty", "Check", "Claim", "ClaimKind", "Effect", "Extent", "Polarity", "Role", "Source", "SourceClass", "Thing"]


class ClaimKind(StrEnum):
    """What a claim is about; the last three are facts that are kept beside the claims and not scored."""

    KILLED = "killed"
    INJURED = "injured"
    HOSPITALISED = "hospitalised"
    MISSING = "missing"
    DISPLACED = "displaced"
    RESCUED = "rescued"
    DAMAGED_COUNT = "damaged_count"
    DESTROYED_COUNT = "destroyed_count"
    DAMAGE_EXTENT = "damage_extent"
    DAMAGED_OBJECT = "damaged_object"
    MEANS_COUNT = "means_count"
    EVENT_DATE = "event_date"
    IMAGE_DATE = "image_date"
    STATEMENT_DATE = "statement_date"
    PLACE = "place"
    FACILITY = "facility"
    DISTANCE = "distance"
    BACKGROUND_QUANTITY = "background_quantity"
    OWNERSHIP = "ownership"
    PRODUCTION = "production"
    IDENTIFIER = "identifier"

    @property
    def is_casualty(self) -> bool:
        """Whether it counts people."""
        return self in _CASUALTIES

    @property
    def is_fact(self) -> bool:
        """Whether it is a background fact, kept beside the claims."""
        return self in _FACTS


_CASUALTIES = frozenset({ClaimKind.KILLED, ClaimKind.INJURED, ClaimKind.HOSPITALISED, ClaimKind.MISSING, ClaimKind.DISPLACED, ClaimKind.RESCUED})
_FACTS = frozenset({ClaimKind.OWNERSHIP, ClaimKind.PRODUCTION, ClaimKind.IDENTIFIER})


class Certainty(StrEnum):
    """How the text puts it."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    POSSIBLE = "possible"
    EXPECTED = "expected"
    DENIED = "denied"


class Polarity(StrEnum):
    """Whether the text says that it is so, or that it is not."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Role(StrEnum):
    """Whether it is about the report's own event."""

    MAIN = "main"
    BACKGROUND = "background"


class Effect(StrEnum):
    """What befell a thing."""

    HIT = "hit"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    BURNED = "burned"
    COLLAPSED = "collapsed"
    FLOODED = "flooded"
    NONE = "none"


class Extent(StrEnum):
    """How much of the thing, where the words say so."""

    TOTAL = "total"
    PARTIAL = "partial"


class SourceClass(StrEnum):
    """What kind of source it is."""

    OFFICIAL = "official"
    MILITARY = "military"
    EMERGENCY = "emergency"
    MEDICAL = "medical"
    COMPANY = "company"
    MEDIA = "media"
    CHANNEL = "channel"
    WITNESS = "witness"
    ANALYST = "analyst"
    IMAGERY = "imagery"
    ANONYMOUS = "anonymous"
    NGO = "ngo"


@attrs.frozen(kw_only=True)
class Source:
    """Who is said to know.

    Args:
        name: the noun phrase, as written.
        kind: what kind of source it is.
        span: where it stands, or `None` for claims without texts.
        is_named: whether the words name somebody ("Radio Liberté") rather than a kind of people ("local sources").
    """

    name: str
    kind: SourceClass
    span: Span | None = None
    is_named: bool = False


@attrs.frozen(kw_only=True)
class Attribution:
    """The chain from the source nearest to the fact to the one who passes it on; empty where the publisher speaks.

    Args:
        chain: nearest to the fact first.
        cue: the verb or preposition that makes the attribution, or `None`.
        is_inherited: the scope was carried over from another sentence.
    """

    chain: tuple[Source, ...] = ()
    cue: Span | None = None
    is_inherited: bool = False

    @property
    def origin(self) -> Source | None:
        """The source nearest to the fact, or `None` where the publisher speaks."""
        return self.chain[0] if self.chain else None


@attrs.frozen(kw_only=True)
class Thing:
    """What a claim about damage is about.

    Args:
        noun: the kind of thing, singular English: `workshop`, `building`, `house`, `bridge`, `roof` where nothing else is said.
        part: the part of it, singular English: `roof`, `window`, `wall`; `None` for the whole.
        number: its number or letter as written ("110"), or `None`.
        name: its proper name, or `None`.
        words: the noun phrase as written.
    """

    noun: str
    part: str | None = None
    number: str | None = None
    name: str | None = None
    words: str


@attrs.frozen(kw_only=True)
class Check:
    """One check that a claim went through.

    Args:
        name: `value-recomputed`, `unit-fits`, `child-within-parent`, `date-guard`, `plausible`.
        passed: whether it held.
        detail: what was compared, in plain English.
    """

    name: str
    passed: bool
    detail: str = ""


@attrs.frozen(kw_only=True)
class Claim:
    """One checkable statement with its spans; not a fact, and not a verdict on one.

    Args:
        id: unique in a case.
        report_id: the report it stands in.
        kind: what it is about.
        span: the words that hold the value; `None` only for claims that came without their text, or were inferred.
        quantity: the number, where the kind has one.
        days: the date, where the kind has one.
        certainty: how the text puts it.
        polarity: whether the text says that it is so.
        role: of the report's own event, or background.
        thing: what was hit or damaged, for the kinds about things.
        effect: what befell it.
        extent: how much of it.
        subset_of: id of the claim of which this one is a part.
        as_of: the day for which the text gives the figure.
        said_on: the day on which it was said.
        attribution: who is said to know.
        inferred: worked out rather than written (the event's day from the statement's); `basis` says from what.
        basis: what an inferred value was worked out from, in plain English.
        checks: what was checked.
        lang: of the words.
        words: the words of a claim that came without its text.
        location: where a place lies, if the gazetteer holds its name.
    """

    id: str
    report_id: str
    kind: ClaimKind
    span: Span | None = None
    quantity: Quantity | None = None
    days: Days | None = None
    certainty: Certainty = Certainty.ASSERTED
    polarity: Polarity = Polarity.POSITIVE
    role: Role = Role.MAIN
    thing: Thing | None = None
    effect: Effect | None = None
    extent: Extent | None = None
    subset_of: str | None = None
    as_of: Days | None = None
    said_on: Days | None = None
    attribution: Attribution = attrs.field(factory=Attribution)
    inferred: bool = False
    basis: str = ""
    checks: tuple[Check, ...] = ()
    lang: str | None = None
    words: str = ""
    location: Location | None = None

    @property
    def goes_by(self) -> str:
        """The name of what it is about: its own, else its words."""
        return self.thing.name if self.thing is not None and self.thing.name else self.quote

    @property
    def quote(self) -> str:
        """The claim's own words."""
        return self.span.text if self.span is not None else self.words
