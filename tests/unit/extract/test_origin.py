"""The French article that the project started from, where it is present; nothing of it stands here but the words of its claims."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from temoin.extract import extract_claims
from temoin.model import ClaimKind, Effect, Extent, Report, TimeRange
from temoin.quantity import Level
from temoin.text import OffsetMap

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def claims(data_dir):
    """The article's claims, taken as published on 3 July 2025."""
    text = (data_dir / "origin" / "report_fr.txt").read_text("utf-8")
    when = TimeRange.at(datetime(2025, 7, 3, 8, tzinfo=UTC))
    report = Report(id="origin", published=when, lang="fr", text=text, sha256="0" * 64, offsets=OffsetMap.identity(len(text)))
    found = extract_claims(report)
    assert all(claim.span is None or text[claim.span.start : claim.span.end] == claim.span.text for claim in found)
    return found


def _of(claims, kind):
    return [claim for claim in claims if claim.kind is kind]


@pytest.mark.parametrize(
    ("kind", "value", "unit", "level"),
    [
        (ClaimKind.KILLED, 3, "person", Level.EXACT),
        (ClaimKind.INJURED, 45, "person", Level.EXACT),
        (ClaimKind.HOSPITALISED, 35, "person", Level.EXACT),
        (ClaimKind.DAMAGE_EXTENT, 1300, "m2", Level.ABOUT),
        (ClaimKind.MEANS_COUNT, 2, "drone", Level.EXACT),
        (ClaimKind.IDENTIFIER, 9000, "item", Level.MORE_THAN),
    ],
)
def test_numbers_of_the_article(kind, value, unit, level, claims):
    """Each number of the article is there once, with unit and hedge, and recomputed from its words."""
    (claim,) = _of(claims, kind)
    assert (claim.quantity.value, claim.quantity.unit, claim.quantity.level) == (value, unit, level)
    assert all(check.passed for check in claim.checks)


def test_the_hospitalised_are_a_part_of_the_injured(claims):
    """The word "dont" makes the 35 a part of the 45."""
    (injured,), (taken,) = _of(claims, ClaimKind.INJURED), _of(claims, ClaimKind.HOSPITALISED)
    assert taken.subset_of == injured.id


def test_dates_of_the_article(claims):
    """Picture and statement have their days; the event's is not written and stays an inferred upper bound without words."""
    assert [claim.days.iso for claim in _of(claims, ClaimKind.IMAGE_DATE)] == ["2025-07-02"]
    assert [claim.days.iso for claim in _of(claims, ClaimKind.STATEMENT_DATE)] == ["2025-07-01"]
    (event,) = _of(claims, ClaimKind.EVENT_DATE)
    assert (event.inferred, event.span, event.days.iso) == (True, None, "2025-07-01")
    assert "on or before 2025-07-01" in event.basis


def test_objects_of_the_article(claims):
    """Window and roof of the two workshops, with their numbers; the text's own clash over the roof stays visible."""
    things = {(claim.thing.noun, claim.thing.part, claim.thing.number): claim for claim in _of(claims, ClaimKind.DAMAGED_OBJECT)}
    assert things["workshop", "window", "106"].effect is Effect.HIT
    assert things["workshop", "roof", "110"].effect is Effect.DAMAGED
    assert (things["building", "roof", None].effect, things["building", "roof", None].extent) == (Effect.COLLAPSED, Extent.TOTAL)
    assert (things["roof", None, None].effect, things["roof", None, None].extent) == (Effect.COLLAPSED, Extent.PARTIAL)


def test_places_sites_and_facts_of_the_article(claims):
    """Town, plant, owner and products are there; the plant by its name."""
    assert {claim.quote for claim in _of(claims, ClaimKind.PLACE)} == {"Izhevsk"}
    assert all("Kupol" in claim.quote for claim in _of(claims, ClaimKind.FACILITY))
    assert "Almaz-Antey" in _of(claims, ClaimKind.OWNERSHIP)[0].quote
    products = " ".join(claim.quote for claim in _of(claims, ClaimKind.PRODUCTION))
    assert all(name in products for name in ("Torb-M2E", "Garpia-A1", "Shahid"))


def test_sources_of_the_article(claims):
    """Emergency services, the high command, the satellite operator and the newsroom that passed its pictures on are told apart."""
    classes = {(source.kind.value, word) for claim in claims for source in claim.attribution.chain for word in source.name.split()}
    assert {("emergency", "d’urgence"), ("military", "Commandement"), ("imagery", "Planet"), ("media", "Radio")} <= classes
