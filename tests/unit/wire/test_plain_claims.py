"""Plain claims files: what people write down by hand is read whole or refused with its place."""

from __future__ import annotations

import pytest

from temoin.errors import WireError
from temoin.model import ClaimKind, SourceClass, TimeBasis
from temoin.quantity import Level
from temoin.wire import plain_claims
from temoin.wire.plainwords import read_source


def _file(*claims, **report):
    return {"reports": [{"id": "r", "claims": list(claims), **report}]}


def _one(**claim):
    plain = plain_claims(_file({"id": "c", "kind": "killed", **claim}))
    return plain.claims[0], plain.words["c"]


def test_an_event_with_its_day_and_place_is_given():
    """The head of the file says when, where and what kind of event it was; a day alone is taken in UTC and says so."""
    plain = plain_claims({"event": "e", "date": "2031-03-18", "place": {"name": "Welbrook"}, "kind": "fire", **_file()})
    assert (plain.event.id, plain.event.basis, plain.event.place, plain.kind) == ("e", TimeBasis.GIVEN, "Welbrook", "fire")
    assert plain.event.when.zone_assumed


def test_a_bare_list_of_reports_will_do():
    """Without a head there is no given event."""
    plain = plain_claims([{"id": "r", "published": "2031-03-18T08:00+02:00"}])
    assert plain.event is None
    assert not plain.reports[0].published.is_day


@pytest.mark.parametrize(
    ("word", "kind", "field", "unit"),
    [
        ("killed", ClaimKind.KILLED, "killed", "person"),
        ("children_killed", ClaimKind.KILLED, "children_killed", "person"),
        ("severelyInjured", ClaimKind.HOSPITALISED, "severely_injured", "person"),
        ("people unaccounted for", ClaimKind.MISSING, "people_unaccounted_for", "person"),
        ("structures_damaged_or_destroyed", ClaimKind.DAMAGED_COUNT, "structures_damaged_or_destroyed", "building"),
        ("homes_destroyed", ClaimKind.DESTROYED_COUNT, "homes_destroyed", "building"),
        ("burned_area_acres", ClaimKind.DAMAGE_EXTENT, "burned_area:m2", "m2"),
        ("damage_usd_bn", ClaimKind.BACKGROUND_QUANTITY, "damage:usd", "usd"),
        ("seismic_magnitude", ClaimKind.BACKGROUND_QUANTITY, "seismic_magnitude", "magnitude"),
        ("drones_launched", ClaimKind.MEANS_COUNT, "drones_launched", "drones_launched"),
        ("serial_number", ClaimKind.IDENTIFIER, "serial_number", "number"),
    ],
)
def test_words_for_kinds(word, kind, field, unit):
    """A free word gives the kind for the verdict, the field and the unit."""
    claim, read = _one(kind=word, value=7)
    assert (claim.kind, read.field, claim.quantity.unit, read.word) == (kind, field, unit, word)


def test_one_area_in_two_units_is_one_area():
    """14 km² and about 5 square miles meet; each keeps the reach of the words it was written in."""
    metric, _ = _one(kind="hot_area_km2", value=14)
    imperial, _ = _one(kind="hot_area_sq_mi", value=5, modality="about")
    assert metric.quantity.is_compatible_with(imperial.quantity)
    assert metric.quantity.claimed_interval() == (13.5e6, 14.5e6)


@pytest.mark.parametrize(
    ("value", "interval", "level"),
    [
        ("hundreds", (200, float("inf")), Level.SEVERAL),
        ("a few dozen", (24, 96), Level.SEVERAL),
        ("at least 1,300", (1300, float("inf")), Level.AT_LEAST),
        ("100-300", (100, 300), Level.RANGE),
        ("up to 12", (float("-inf"), 12), Level.AT_MOST),
    ],
)
def test_numbers_written_as_words(value, interval, level):
    """Numbers may stand in quotes, with their hedges."""
    claim, _ = _one(value=value)
    assert (claim.quantity.claimed_interval(), claim.quantity.level) == (interval, level)


def test_what_is_no_number_is_kept_as_a_fact():
    """Yes and no, and words, give no figure and no field."""
    for value in (True, "smoke from several buildings"):
        claim, _ = _one(kind="image_finding", value=value)
        assert (claim.kind, claim.quantity) == (ClaimKind.IDENTIFIER, None)


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2031-03-18", "2031-03-18"),
        ("2031-03-18/2031-03-20", "2031-03-18/2031-03-20"),
        ("2031-03-18 15:30 local", "2031-03-18"),
        ("2031-03", "2031-03-01/2031-03-31"),
        ("2031", "2031-01-01/2031-12-31"),
    ],
)
def test_days_of_several_grains(value, days):
    """A day, several, a day with an hour behind it, a month, a year."""
    claim, _ = _one(kind="attack_date", value=value)
    assert (claim.kind, claim.days.iso) == (ClaimKind.EVENT_DATE, days)


def test_who_is_said_to_know():
    """A chain of words becomes sources; words that name nobody name nobody."""
    claim, _ = _one(value=3, chain=[{"text": "Marrow health ministry"}, {"text": "AP"}, {"text": "local residents"}, {"text": "aide, unnamed"}])
    assert [(one.kind, one.is_named) for one in claim.attribution.chain] == [
        (SourceClass.MEDICAL, True),
        (SourceClass.MEDIA, True),
        (SourceClass.WITNESS, False),
        (SourceClass.ANONYMOUS, False),
    ]


def test_ids_that_several_reports_share_are_told_apart():
    """Claim ids need only be unique within a report; a claim without one is numbered."""
    reports = [{"id": name, "claims": [{"id": "1", "kind": "killed", "value": 3}, {"kind": "killed", "value": 4}]} for name in ("a", "b")]
    assert [claim.id for claim in plain_claims({"reports": reports}).claims] == ["a/1", "a/no. 2", "b/1", "b/no. 2"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "reports"),
        ({"reports": []}, "reports"),
        ({"reports": [{"claims": []}]}, "id"),
        (_file({"value": 3}), "kind"),
        (_file({"kind": "killed", "value": 3, "modality": "perhaps"}), "perhaps"),
        (_file({"kind": "killed", "low": 9, "high": 3}), "out of order"),
        (_file(published="yesterday"), "yesterday"),
        (_file(published="2031-03-18T08:00"), "zone"),
        ({"reports": [{"id": "r"}, {"id": "r"}]}, "two reports"),
        (_file({"id": "c", "kind": "killed", "value": 3}, {"id": "c", "kind": "killed", "value": 4}), "two claims"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(document, words):
    """The message names the file and the fault, and a hint says what to do."""
    with pytest.raises(WireError) as caught:
        plain_claims(document, name="mine.json")
    assert "mine.json" in caught.value.message
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("words", "kind", "is_named"),
    [
        ("Міноборони України", SourceClass.MILITARY, True),
        ("état-major de l'armée", SourceClass.MILITARY, True),
        ("White House staff", SourceClass.OFFICIAL, True),
        ("Минздрав", SourceClass.MEDICAL, True),
        ("Feuerwehr Larnheim", SourceClass.EMERGENCY, True),
        ("очевидцы", SourceClass.WITNESS, False),
        ("des habitants", SourceClass.WITNESS, False),
        ("анонимный источник", SourceClass.ANONYMOUS, False),
    ],
)
def test_sources_are_told_in_every_language(words, kind, is_named):
    """What kind of source some words name, and whether they name anybody, does not hang on their language."""
    assert read_source(words) == (kind, is_named)
