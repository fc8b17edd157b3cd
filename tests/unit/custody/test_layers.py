"""Layers that QGIS opens and the full-text search: registered, readable, and found when altered."""

from __future__ import annotations

import sqlite3

import attrs
import pyogrio
import pytest
import shapely

from temoin.custody import CaseStore, Layers
from temoin.errors import CustodyError, OptionError
from temoin.extract import extract_claims
from temoin.geo import Footprint, parse_crs
from temoin.model import DecisionKind, Reason, claim_keys
from temoin.testing import made_pair, made_report

TEXT = "Three people were killed at the depot in Ижевск, said Éloïse Brûlé.\nThe fire in Харків went on."


@pytest.fixture(scope="module")
def layers():
    """Layers of a made site and one report."""
    made = made_pair()
    report = made_report(TEXT, lang="en", published="2025-05-05")
    claims = extract_claims(report)
    buildings = (attrs.evolve(made.buildings[0], notes=(Reason.WRONG_FOOTPRINT,)), *made.buildings[1:])
    return Layers(reports=(report,), claims=claims, keys=claim_keys((report,), claims), buildings=buildings, site=made.site)


def test_gdal_lists_and_reads_them(store, folder, layers):
    """Each layer has its kind of shape, its reference system and its rows."""
    decision = store.add_decision(DecisionKind.OVERRIDE_GRADE, "h2", value_json='{"grade": "destroyed"}', who="Ada", why="seen")
    store.put_layers(attrs.evolve(layers, decisions=(decision,)))
    store.close()
    listed = dict(pyogrio.list_layers(folder / "case.gpkg"))
    assert {"buildings", "changes", "site", "claims", "assessments", "decisions"} <= set(listed)
    assert listed["claims"] is None
    about = pyogrio.read_info(folder / "case.gpkg", layer="buildings")
    assert (about["crs"], about["features"]) == ("EPSG:4326", len(layers.buildings))
    meta, _, shapes, fields = pyogrio.raw.read(folder / "case.gpkg", layer="buildings")
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*fields, strict=True)]
    assert rows[0]["reasons"] == "wrong-footprint"
    assert {row["building_id"]: row["by_people"] for row in rows}["h2"] == "destroyed"
    expected = layers.buildings[0].footprint.to_crs(parse_crs("EPSG:4326")).shape
    assert shapely.from_wkb(shapes[0]).equals_exact(expected, 1e-9)
    assert list(about["total_bounds"]) == pytest.approx(
        list(shapely.total_bounds([one.footprint.to_crs(parse_crs("EPSG:4326")).shape for one in layers.buildings]))
    )


def test_the_same_layers_are_not_written_twice(store, layers):
    """One entry says what they are; other content makes another."""
    assert store.put_layers(layers) is not None
    head = store.head
    assert store.put_layers(layers) is None
    assert store.head == head
    assert store.put_layers(attrs.evolve(layers, site=None)) is not None
    assert store.verify() == ()


@pytest.mark.parametrize("change", ["UPDATE buildings SET name = 'x' WHERE fid = 1", "DROP TABLE changes", "DELETE FROM case_search"])
def test_altered_layers_are_found_and_made_anew(store, folder, layers, change):
    """A change from outside is named by the check; the next run puts things right."""
    store.put_layers(layers)
    store.close()
    connection = sqlite3.connect(folder / "case.gpkg")
    connection.execute(change)
    connection.commit()
    connection.close()
    with CaseStore.open(folder, write=True) as again:
        assert any("layers" in problem for problem in again.verify())
        assert again.put_layers(layers) is not None
        assert again.verify() == ()


def test_a_view_or_trigger_in_their_place_does_no_harm(store, folder, layers):
    """A view is put aside; a trigger that waits on the list of layers stops all writing."""
    store.close()
    connection = sqlite3.connect(folder / "case.gpkg")
    connection.execute("CREATE VIEW buildings AS SELECT 1")
    connection.commit()
    with CaseStore.open(folder, write=True) as again:
        again.put_layers(layers)
        assert again.verify() == ()
    connection.execute("CREATE TRIGGER trap AFTER INSERT ON gpkg_contents BEGIN SELECT 1; END")
    connection.commit()
    connection.close()
    with pytest.raises(CustodyError, match="trap"):
        CaseStore.open(folder, write=True)


def test_an_empty_shape_and_nothing_at_all_are_written(store, layers):
    """A building without ground has no shape, and a case without anything has empty layers."""
    empty = attrs.evolve(layers.buildings[0], footprint=Footprint(shape=shapely.Polygon(), crs=parse_crs("EPSG:4326")))
    assert store.put_layers(Layers(buildings=(empty,))) is not None
    assert store.put_layers(Layers()) is not None
    assert store.verify() == ()


@pytest.mark.parametrize("words", ["izhevsk", "ИЖЕВСК", "eloise brule", "Éloïse", "kharkiv", "харк", "dépot"])
def test_words_are_found_without_accents_case_and_script(store, layers, words):
    """A name is found as it is written in another script, and by its beginning."""
    store.put_layers(layers)
    assert any(hit.kind == "text" for hit in store.find(words))


@pytest.mark.parametrize(
    ("words", "is_found"), [("depot AND", False), ("depot) OR (x", False), ("folded:x", False), ("NEAR(", False), ("depot*", True)]
)
def test_no_words_are_taken_for_a_query_language(store, layers, words, is_found):
    """Signs of the search engine's own are just signs, and its words are words that must stand there."""
    store.put_layers(layers)
    assert bool(store.find(words)) is is_found


def test_no_word_is_refused(store):
    """Signs alone are nothing to look for."""
    with pytest.raises(OptionError, match="no word"):
        store.find('"*')


def test_a_case_without_layers_finds_nothing(store):
    """Before the first run there is nothing to look through."""
    assert store.find("depot") == ()
