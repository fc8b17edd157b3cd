"""Whatever noun there is, writing it down and reading it back gives the same noun."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import jsonschema
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from temoin import model, wire
from temoin.geo import Footprint, Grid
from temoin.quantity import Level, Quantity
from temoin.raster import BandRole
from temoin.text import OffsetMap, Span

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
maybe_text = st.none() | texts
numbers = st.floats(allow_nan=False, allow_infinity=False)
shares = st.floats(0, 1)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
zones = st.sampled_from(
    [UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Europe/Kyiv"), timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=3))]
)
moments = st.builds(
    lambda seconds, micros, zone: (datetime(1950, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=micros)).astimezone(zone),
    st.integers(0, 4 * 10**9),
    st.integers(0, 999_999),
    zones,
)
time_ranges = st.builds(
    lambda start, seconds, assumed: model.TimeRange(
        start=start, end=(start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(start.tzinfo), zone_assumed=assumed
    ),
    moments,
    st.integers(1, 10**8),
    st.booleans(),
)
days = st.builds(
    lambda first, more: model.Days(first=first, last=first + timedelta(days=more)), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400)
)
spans = st.builds(lambda start, text: Span(start=start, end=start + len(text), text=text), st.integers(0, 10**6), words)


@st.composite
def quantities(draw):
    """Any sound quantity."""
    bounds = sorted(draw(st.lists(numbers, min_size=1, max_size=3)))
    low, value, high = {1: (None, bounds[0], None), 2: (bounds[0], None, bounds[-1]), 3: tuple((bounds * 3)[:3])}[len(bounds)]
    return Quantity(value=value, low=low, high=high, unit=draw(words), level=draw(st.sampled_from(Level)), confidence=draw(st.none() | shares))


crss = st.sampled_from(
    [
        pyproj.CRS.from_epsg(4326),
        pyproj.CRS.from_epsg(32639),
        pyproj.CRS.from_authority("ESRI", 54009),
        pyproj.CRS.from_proj4("+proj=aeqd +lat_0=56.85 +lon_0=53.2 +datum=WGS84 +units=m +no_defs"),
        pyproj.CRS.from_proj4("+proj=tmerc +lat_0=0 +lon_0=45 +k=1 +x_0=0 +y_0=0 +ellps=krass +towgs84=23.9,-141,-81 +units=m"),
    ]
)
coordinates = st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7))
shapes = st.one_of(
    st.builds(shapely.Point, coordinates),
    st.builds(shapely.LineString, st.lists(coordinates, min_size=2, max_size=4)),
    st.builds(lambda x, y, side: shapely.box(x, y, x + side, y + side), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.01, 1e5)),
    st.lists(coordinates, max_size=3).map(shapely.MultiPoint),
    st.just(shapely.box(0, 0, 9, 9).difference(shapely.box(1 / 3, 1, 2, 2)).union(shapely.box(20, 20, 21, 21))),
    st.just(shapely.GeometryCollection([shapely.Point(1, 2, 3), shapely.Polygon()])),
    st.just(shapely.Polygon()),
)
footprints = st.builds(Footprint, shape=shapes, crs=crss)
transforms = st.builds(Affine, *[numbers] * 6)
grids = st.builds(Grid, crs=crss, transform=transforms, height=st.integers(1, 10**6), width=st.integers(1, 10**6))


def tuples(strategy, most=3):
    """A tuple of a few."""
    return st.lists(strategy, max_size=most).map(tuple)


reasons = tuples(st.sampled_from(model.Reason))
attributes = tuples(st.tuples(texts, st.none() | texts | st.integers() | numbers | st.booleans()))
maps = st.one_of(
    st.integers(0, 100).map(OffsetMap.identity),
    st.just(OffsetMap.from_pieces([(0, 4, 3), (3, 13, 5)], length=8)),
    st.just(OffsetMap.from_pieces([], length=0)),
)
reports = st.builds(
    model.Report,
    id=words,
    publisher=maybe_text,
    url=maybe_text,
    published=st.none() | time_ranges,
    lang=maybe_text,
    title=texts,
    text=texts,
    paragraphs=tuples(st.tuples(st.integers(0, 99), st.integers(0, 99))),
    sha256=hashes,
    media_type=texts,
    charset=texts,
    offsets=maps,
    notes=tuples(texts),
)
sources = st.builds(model.Source, name=texts, kind=st.sampled_from(model.SourceClass), span=st.none() | spans, is_named=st.booleans())
things = st.builds(model.Thing, noun=texts, part=maybe_text, number=maybe_text, name=maybe_text, words=texts)
checks = st.builds(model.Check, name=texts, passed=st.booleans(), detail=texts)
claims = st.builds(
    model.Claim,
    id=words,
    report_id=words,
    kind=st.sampled_from(model.ClaimKind),
    span=st.none() | spans,
    quantity=st.none() | quantities(),
    days=st.none() | days,
    certainty=st.sampled_from(model.Certainty),
    polarity=st.sampled_from(model.Polarity),
    role=st.sampled_from(model.Role),
    thing=st.none() | things,
    effect=st.none() | st.sampled_from(model.Effect),
    extent=st.none() | st.sampled_from(model.Extent),
    subset_of=maybe_text,
    as_of=st.none() | days,
    said_on=st.none() | days,
    attribution=st.builds(model.Attribution, chain=tuples(sources), cue=st.none() | spans, is_inherited=st.booleans()),
    inferred=st.booleans(),
    basis=texts,
    checks=tuples(checks),
    lang=maybe_text,
    words=texts,
)
scenes = st.builds(
    model.Scene,
    id=words,
    name=texts,
    acquired=st.none() | time_ranges,
    grid=grids,
    roles=tuples(st.sampled_from(BandRole)),
    sensor=maybe_text,
    off_nadir_deg=st.none() | numbers,
    view_azimuth_deg=st.none() | numbers,
    sun_elevation_deg=st.none() | numbers,
    sun_azimuth_deg=st.none() | numbers,
    cloud_cover=st.none() | shares,
    credit=maybe_text,
    licence=maybe_text,
    order_id=maybe_text,
    sha256=st.none() | hashes,
    sources=tuples(st.tuples(texts, texts)),
    notes=reasons,
)
buildings = st.builds(model.Building, id=words, footprint=footprints, name=maybe_text, attributes=attributes, notes=reasons)
sites = st.builds(model.Site, name=texts, footprint=footprints, parts=tuples(st.builds(model.SitePart, name=texts, building_id=texts)))
registrations = st.builds(
    model.Registration,
    state=st.sampled_from(model.AlignState),
    shift_px=st.tuples(numbers, numbers),
    transform=transforms,
    rmse_px=st.none() | numbers,
    ce90_px=st.none() | numbers,
    windows=st.integers(0, 999),
    windows_tried=st.integers(0, 999),
    agreement=shares,
    reasons=reasons,
)
band_fits = st.builds(
    model.BandFit,
    role=st.sampled_from(BandRole),
    gain=numbers,
    offset=numbers,
    r2=numbers,
    pixels=st.integers(0, 10**9),
    residual=st.none() | numbers,
    blur_px=st.tuples(numbers, numbers),
)
common = {"id": words, "before_id": words, "after_id": words, "reasons": reasons}
changes = st.builds(
    model.Change, **common, footprint=footprints, area=quantities(), score=shares, p_value=st.none() | shares, building_ids=tuples(texts)
)
grades = st.builds(
    model.Grade,
    **common,
    building_id=texts,
    grade=st.sampled_from(model.GradeClass),
    grade_set=tuples(st.sampled_from(model.GradeClass)),
    score=shares,
    p_value=st.none() | shares,
    changed_area=st.none() | quantities(),
    changed_share=st.none() | quantities(),
    seen_share=shares,
)
measurements = st.builds(model.Measurement, **common, name=texts, quantity=quantities())
events = st.builds(
    model.Event,
    id=words,
    when=st.none() | time_ranges,
    basis=st.sampled_from(model.TimeBasis),
    is_latest=st.booleans(),
    place=maybe_text,
    facility=maybe_text,
    claim_ids=tuples(texts),
)
evidence = st.builds(
    model.Evidence,
    kind=st.sampled_from(model.EvidenceKind),
    finding_id=maybe_text,
    claim_id=maybe_text,
    report_id=maybe_text,
    reason=st.sampled_from(model.Reason),
    measured=st.none() | quantities(),
)
verdicts = st.sampled_from(model.Verdict)
decisions = st.builds(
    model.Decision,
    number=st.integers(1, 10**6),
    kind=st.sampled_from(model.DecisionKind),
    subject=texts,
    value=texts,
    who=texts,
    why=texts,
    when=moments,
)
assessments = st.builds(
    model.Assessment,
    claim=claims,
    verdict=verdicts,
    pictures=verdicts,
    reports=verdicts,
    reasons=reasons,
    evidence=tuples(evidence),
    measured=st.none() | quantities(),
    supported_part=texts,
    confidence=st.none() | st.sampled_from(model.Confidence),
    machine_claim=st.none() | claims,
    decisions=tuples(decisions),
)
lineages = st.builds(
    model.Lineage,
    edges=tuples(st.builds(model.LineageEdge, child=texts, parent=texts, kind=st.sampled_from(model.LineageKind), weight=shares, evidence=texts)),
    families=tuples(tuples(texts)),
)
exhibits = st.builds(
    model.Exhibit,
    sha256=hashes,
    size=st.integers(0, 2**60),
    name=texts,
    role=st.sampled_from(model.ExhibitRole),
    media_type=texts,
    path=texts,
    added=moments,
)
entries = st.builds(
    model.CustodyEntry,
    number=st.integers(1, 2**60),
    time=moments,
    clock_back=st.booleans(),
    action=texts,
    role=texts,
    version=texts,
    options=texts,
    inputs=tuples(hashes),
    outputs=tuples(st.tuples(texts, hashes)),
    previous=hashes,
    hash=hashes,
)
ledgers = st.builds(model.Ledger, entries=tuples(entries))
cases = st.builds(model.Case, id=words, created=moments, title=texts, exhibits=tuples(exhibits), ledger=ledgers, options=texts)

NOUNS = {
    model.Report: reports,
    model.Claim: claims,
    model.Scene: scenes,
    model.Building: buildings,
    model.Site: sites,
    model.Registration: registrations,
    model.BandFit: band_fits,
    model.Change: changes,
    model.Grade: grades,
    model.Measurement: measurements,
    model.Event: events,
    model.Evidence: evidence,
    model.Assessment: assessments,
    model.Decision: decisions,
    model.Lineage: lineages,
    model.Exhibit: exhibits,
    model.CustodyEntry: entries,
    model.Ledger: ledgers,
    model.Case: cases,
}
SCHEMAS = wire.schemas()
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def there_and_back(document):
    """The document after it was written as text and read again."""
    text = wire.dumps(document)
    read = wire.loads(text.encode(), document["temoin"]["format"])
    jsonschema.validate(read, SCHEMAS[read["temoin"]["format"]])
    assert wire.dumps(read) == text
    return read


@pytest.mark.parametrize("kind", NOUNS, ids=lambda kind: kind.__name__)
@few
@given(data=st.data())
def test_a_noun_comes_back_as_it_was(kind, data):
    """Every kept noun is the same after a round trip through text, and its document fits its schema."""
    noun = data.draw(NOUNS[kind])
    assert wire.from_document(there_and_back(wire.to_document(noun))) == noun


@few
@given(tuples(NOUNS[model.Building]))
def test_a_list_of_nouns_comes_back_in_order(several):
    """A tuple of one kind of noun is the same after a round trip, empty ones too."""
    assert wire.from_document(there_and_back(wire.to_document(several, of=model.Building))) == several


@few
@given(tuples(changes | grades | measurements), st.none() | registrations, st.none() | footprints, reasons)
def test_findings_come_back_without_their_pixels(items, registration, footprint, limits):
    """Findings of all three kinds come back in order; the score of each pixel is kept in a file of its own."""
    findings = model.Findings(items=items, registration=registration, footprint=footprint, reasons=limits)
    back = wire.from_document(there_and_back(wire.to_document(findings)))
    assert (back.items, back.registration, back.footprint, back.reasons, back.score) == (items, registration, footprint, limits, None)


@few
@given(time_ranges)
def test_a_time_keeps_its_days(when):
    """The calendar days of a time are the same after a round trip, on the nights when clocks change too."""
    event = model.Event(id="e", when=when)
    assert wire.from_document(there_and_back(wire.to_document(event))).when.days == when.days


@st.composite
def reports_with_claims(draw):
    """One to three reports with claims whose spans hold their words."""
    made_reports, made_claims = [], []
    for number in range(draw(st.integers(1, 3))):
        text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=5, max_size=60))
        report = model.Report(
            id=f"r{number}", text=text, sha256="0" * 64, offsets=OffsetMap.identity(len(text)), published=draw(st.none() | time_ranges)
        )
        made_reports.append(report)

        def span_of(report=report):
            start = draw(st.integers(0, len(report.text) - 1))
            return report.span(start, draw(st.integers(start + 1, len(report.text))))

        for index in range(draw(st.integers(0, 4))):
            chain = tuple(model.Source(name="n", kind=model.SourceClass.MEDIA, span=draw(st.sampled_from([None, 1])) and span_of()) for _ in range(2))
            claim = model.Claim(
                id=f"c{index}",
                report_id=report.id,
                kind=draw(st.sampled_from(model.ClaimKind)),
                span=draw(st.sampled_from([None, 1])) and span_of(),
                quantity=draw(st.none() | quantities()),
                days=draw(st.none() | days),
                thing=draw(st.none() | things),
                subset_of=draw(st.none() | st.sampled_from(["c0", "c1", "elsewhere"])),
                as_of=draw(st.none() | days),
                attribution=model.Attribution(chain=chain),
                checks=draw(tuples(checks)),
            )
            made_claims.append(claim)
    return tuple(made_reports), tuple(draw(st.permutations(made_claims)))


@few
@given(reports_with_claims())
def test_the_claims_document_comes_back_whole(pair):
    """Reports and claims come back from a claims document in their order, with all that scorers do not read."""
    document = there_and_back(wire.claims_document(*pair))
    assert wire.claims_from_document(document) == pair
