"""Reports and claims as they are written down."""

from __future__ import annotations

from temoin import model
from temoin.wire.record import DaysRecord, OffsetMapRecord, QuantityRecord, Record, Sha256, SpanRecord, TimeRangeRecord

__all__ = ["AttributionRecord", "CheckRecord", "ClaimRecord", "LocationRecord", "ReportRecord", "SourceRecord", "ThingRecord"]


class ReportRecord(Record):
    """One published text."""

    restores = model.Report
    id: str
    publisher: str | None
    url: str | None
    published: TimeRangeRecord | None
    lang: str | None
    title: str
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    sha256: Sha256
    media_type: str
    charset: str
    offsets: OffsetMapRecord
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...]


class SourceRecord(Record):
    """Who is said to know."""

    restores = model.Source
    name: str
    kind: model.SourceClass
    span: SpanRecord | None
    is_named: bool


class AttributionRecord(Record):
    """The chain of sources, nearest to the fact first."""

    restores = model.Attribution
    chain: tuple[SourceRecord, ...]
    cue: SpanRecord | None
    is_inherited: bool


class ThingRecord(Record):
    """What a claim about damage is about."""

    restores = model.Thing
    noun: str
    part: str | None
    number: str | None
    name: str | None
    words: str


class CheckRecord(Record):
    """One check that a claim went through."""

    restores = model.Check
    name: str
    passed: bool
    detail: str


class LocationRecord(Record):
    """Where a named place lies."""

    restores = model.Location
    name: str
    lat: float
    lon: float
    precision: model.Precision
    radius_km: float
    country: str
    geonames: int


class ClaimRecord(Record):
    """One checkable statement."""

    restores = model.Claim
    id: str
    report_id: str
    kind: model.ClaimKind
    span: SpanRecord | None
    quantity: QuantityRecord | None
    days: DaysRecord | None
    certainty: model.Certainty
    polarity: model.Polarity
    role: model.Role
    thing: ThingRecord | None
    effect: model.Effect | None
    extent: model.Extent | None
    subset_of: str | None
    as_of: DaysRecord | None
    said_on: DaysRecord | None
    attribution: AttributionRecord
    inferred: bool
    basis: str
    checks: tuple[CheckRecord, ...]
    lang: str | None
    words: str
    location: LocationRecord | None = None
