"""Documents: what they say they are, what they refuse, and the way up from older versions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import attrs
import jsonschema
import numpy as np
import pytest
import shapely

from temoin import model, wire
from temoin.errors import WireError
from temoin.geo import Footprint, parse_crs
from temoin.quantity import Quantity
from temoin.wire import documents
from temoin.wire.guide import ReportRow
from temoin.wire.record import Record
from temoin.wire.runs import AlignmentBody

BOX = Footprint(shape=shapely.box(0, 0, 1, 1), crs=parse_crs("EPSG:32639"))
EVENT = model.Event(id="e", when=model.TimeRange.at(datetime(2025, 7, 1, 6, 30, tzinfo=UTC)), basis=model.TimeBasis.WRITTEN)
NOT_KEPT = {
    "ScenePair": "its pixels lie in files of their own",
    "AlignedPair": "its pixels lie in files of their own",
    "Dossier": "it is published as a page",
    "Finding": "only its three kinds exist",
}
NOT_IN_JSON = {("Findings", "score")}
ONLY_IN_JSON = {("TimeRange", "zone"), ("Change", "type"), ("Grade", "type"), ("Measurement", "type")}


def all_records(base=Record):
    """Every record that stands for a noun."""
    for record in base.__subclasses__():
        yield record
        yield from all_records(record)


def test_every_noun_has_a_record():
    """A noun that was added to the model must be kept, or be named here with the reason why not."""
    nouns = {name for name in model.__all__ if attrs.has(getattr(model, name))}
    kept = {record.restores.__name__ for record in all_records()}
    assert nouns - kept == set(NOT_KEPT)


@pytest.mark.parametrize(
    "record",
    # Documents that stand on a record with more around it (an alignment, and what pydantic makes of it) are no records of a noun.
    sorted((record for record in {*all_records()} - {ReportRow} if not issubclass(record, AlignmentBody)), key=lambda record: record.__name__),
    ids=lambda record: record.__name__,
)
def test_a_record_has_the_fields_of_its_noun(record):
    """A field that was added to a noun must be written down as well, in a version that says so."""
    noun = record.restores.__name__
    fields = {field.name for field in attrs.fields(record.restores)} - {field for name, field in NOT_IN_JSON if name == noun}
    assert set(record.model_fields) == fields | {field for name, field in ONLY_IN_JSON if name == noun}


def test_schemas_are_sound_and_closed():
    """Each format's schema is a valid JSON Schema, names the format, and allows no further field."""
    schemas = wire.schemas()
    assert {"claims", "findings", "assessment-list", "case", "building-list"} <= set(schemas)
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False
        assert schema["properties"]["temoin"]["properties"]["format"] == {"const": name}


def test_a_document_says_what_it_is():
    """The envelope names format and version."""
    document = wire.to_document(EVENT)
    assert document["temoin"] == {"format": "event", "version": 1}
    assert wire.to_document([EVENT])["temoin"]["format"] == "event-list"


def test_mixed_and_unnamed_lists_are_refused():
    """A list is of one kind, and an empty one says of which."""
    with pytest.raises(WireError, match="one kind"):
        wire.to_document((EVENT, model.Lineage()))
    with pytest.raises(WireError, match="none that was named"):
        wire.to_document(())
    with pytest.raises(WireError, match="not written down"):
        wire.to_document(object())


@pytest.mark.parametrize(
    ("header", "word"),
    [
        (None, "header"),
        ({"format": "event"}, "header"),
        ({"format": "event", "version": "1"}, "header"),
        ({"format": "event", "version": True}, "header"),
        ({"format": "event", "version": 2}, "version 2 of the format 'event'; this temoin knows versions up to 1"),
        ({"format": "event", "version": 0}, "which no temoin ever wrote"),
        ({"format": "horoscope", "version": 1}, "does not know: 'horoscope'"),
        ({"format": "event", "version": 1, "extra": 1}, "extra"),
    ],
)
def test_unknown_versions_are_refused_in_clear_words(header, word):
    """A newer, impossible or foreign document is never half understood."""
    document = {**wire.to_document(EVENT), "temoin": header}
    with pytest.raises(WireError, match=word) as caught:
        wire.from_document(document, name="event.json")
    assert "event.json" in caught.value.message


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"blame": "them"}, "content.blame"),
        ({"id": 3}, "content.id"),
        ({"is_latest": 1}, "content.is_latest"),
        ({"basis": "rumour"}, "content.basis"),
        ({"claim_ids": "c1"}, "content.claim_ids"),
        ({"when": {"start": "2025-07-01T00:00:00", "end": "2025-07-02T00:00:00", "zone": None, "zone_assumed": False}}, "zone"),
        ({"when": {"start": "2025-07-02T00:00:00+00:00", "end": "2025-07-01T00:00:00+00:00", "zone": None, "zone_assumed": False}}, "forwards"),
        ({"when": {"start": "2025-07-02T00:00:00+00:00", "end": "2025-07-03T00:00:00+00:00", "zone": "../etc", "zone_assumed": False}}, "IANA"),
    ],
)
def test_content_against_the_schema_is_refused(change, word):
    """A further field, a wrong type, an unknown word or values that clash are named with their place."""
    document = wire.to_document(EVENT)
    with pytest.raises(WireError, match=word):
        wire.from_document({**document, "content": {**document["content"], **change}})


@pytest.mark.parametrize(
    "shape",
    [
        None,
        {"type": "Point"},
        {"type": "Circle", "coordinates": [0, 0]},
        {"type": "Point", "coordinates": [0, "0"]},
        {"type": "Point", "coordinates": [0, 0], "crs": "EPSG:4326"},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[0, 0], [1, 1], [2, 2], [0, 0]]},
        {"type": "LineString", "coordinates": [[0, 0]]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": [{"type": "Nothing"}]}]},
    ],
)
def test_shapes_that_are_none_are_refused(shape):
    """Coordinates of the wrong depth, type or number make no shape."""
    document = wire.to_document(model.Building(id="b", footprint=BOX))
    document["content"]["footprint"]["shape"] = shape
    with pytest.raises(WireError, match=r"footprint\.shape"):
        wire.from_document(document)


@pytest.mark.parametrize(
    "crs", ["EPSG:999999", "+init=/etc/passwd:4326", "+proj=longlat", "/etc/passwd", "", "PROJCS[", "{}", "WGS 84", "A" * 200_000, 4326]
)
def test_a_reference_system_that_is_none_is_refused(crs):
    """A footprint with an unknown reference system is never read as if it had none, and no text makes the reader open a file."""
    document = wire.to_document(model.Building(id="b", footprint=BOX))
    document["content"]["footprint"]["crs"] = crs
    with pytest.raises(WireError, match=r"footprint\.crs"):
        wire.from_document(document)


def test_attributes_of_every_kind_pass_through():
    """A file's own attributes keep their types; a number that is not finite is kept as such."""
    attributes = (("name", "hall"), ("floors", 3), ("height", 4.0), ("open", True), ("year", None), ("gap", float("inf")), ("bits", np.int64(7)))
    building = model.Building(id="b", footprint=BOX, attributes=attributes)
    back = wire.from_document(wire.loads(wire.dumps(wire.to_document(building)), "building"))
    assert back.attributes == attributes
    assert [type(value) for _, value in back.attributes[:5]] == [str, int, float, bool, type(None)]


def test_numbers_of_numpy_are_written_as_numbers():
    """A measurement that holds numpy scalars is written like one that holds Python's."""
    measured = model.Measurement(id="m", before_id="a", after_id="b", name="changed_area", quantity=Quantity(value=np.float32(0.5), unit="m2"))
    assert wire.from_document(wire.loads(wire.dumps(wire.to_document(measured)))).quantity == Quantity(value=0.5, unit="m2")


def test_a_number_that_is_not_finite_is_not_kept():
    """A finding with an infinite score is a fault of its stage and is not written."""
    change = model.Change(id="c", before_id="a", after_id="b", footprint=BOX, area=Quantity(value=1, unit="m2"), score=float("nan"))
    with pytest.raises(WireError, match="finite"):
        wire.to_document(change)


def test_an_older_document_is_brought_up_step_by_step(monkeypatch):
    """Each step makes one version into the next, and the header follows."""

    def rename(document):
        content = dict(document["content"])
        content["place"] = content.pop("town")
        return {**document, "content": content}

    monkeypatch.setitem(documents._UPGRADES, ("event", 0), rename)
    newest = wire.to_document(attrs.evolve(EVENT, place="Altbrück"))
    older = {"temoin": {"format": "event", "version": 0}, "content": {**newest["content"]}}
    older["content"]["town"] = older["content"].pop("place")
    assert wire.upgrade(older) == newest
    assert wire.from_document(older).place == "Altbrück"
    assert "town" in older["content"], "the document that was given is not changed"


def test_every_format_is_documented():
    """The reference page names each format, and no other."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    table = page.partition("## Formats")[2].partition("## `claims`")[0]
    named = set(re.findall(r"^\| `([a-z-]+)` \|", table, flags=re.MULTILINE))
    sections = set(re.findall(r"^###? `([a-z-]+)`:", page, flags=re.MULTILINE))
    assert named | {f"{name}-list" for name in named} | sections == set(wire.schemas())
    assert not named & sections
