"""A case that the first version wrote opens in every later one: the folder under test was written before exhibits had a provenance of their own."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from temoin import wire
from temoin.custody import CaseStore, Layers, open_case
from temoin.errors import CustodyError
from temoin.model import DecisionKind, ExhibitRole, Provenance

FIXTURE = Path(__file__).with_name("fixtures") / "case-version-1.zip"
HEAD = "1a5b2ee5a82b458b0ec3ced8d9c3a520cfe20b99caaeab34f5488b792b9b7c36"


@pytest.fixture
def old(tmp_path):
    """The old case, unpacked."""
    with zipfile.ZipFile(FIXTURE) as held:
        held.extractall(tmp_path / "old")
    return tmp_path / "old"


def rewrite(folder, origin):
    """Change the first exhibit's row as somebody would who knows about the guards."""
    connection = sqlite3.connect(folder / "case.gpkg")
    (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'temoin_exhibits_no_update'").fetchone()
    connection.execute("DROP TRIGGER temoin_exhibits_no_update")
    connection.execute("UPDATE temoin_exhibits SET origin = ? WHERE id = 1", (origin,))
    connection.execute(guard)
    connection.commit()
    connection.close()


def test_it_opens_and_holds(old):
    """Its head is the one that was printed when it was made, and nothing in it is amiss."""
    with CaseStore.open(old) as store:
        assert store.head == HEAD
        assert store.verify() == ()
        assert store.get_artefact("claims.json") == b"{}"
        assert [one.kind for one in store.decisions()] == [DecisionKind.REJECT_CLAIM]


def test_its_exhibits_say_where_they_came_from(old):
    """What the old rows say is read into the fields of today; what has none is kept beside them."""
    first, second, third = open_case(old).exhibits
    assert (first.provenance.url, first.provenance.publisher, first.provenance.path) == ("https://example.org/a", "Northern Wire", "")
    assert (second.provenance.order_id, second.provenance.credit, second.provenance.other) == ("o-1", "A. Imager", (("sensor", "PS2"),))
    assert third.provenance == Provenance()


def test_it_goes_on(old):
    """New exhibits, decisions and layers are added to it, and the old entries stand as they were."""
    before = open_case(old).ledger.entries
    with CaseStore.open(old, write=True) as store:
        store.add_exhibit(b"more", ExhibitRole.REPORT, name="more.txt")
        store.add_decision(DecisionKind.WITHDRAW, "1", who="Ada", why="again")
        assert store.put_layers(Layers()) is None
        assert store.verify() == ()
        assert store.case().ledger.entries[: len(before)] == before


def test_an_old_document_of_a_case_opens(old):
    """A document without the provenance of exhibits, as the first version wrote it, is read with what is not known left empty."""
    document = wire.to_document(open_case(old))
    for exhibit in document["content"]["exhibits"]:
        del exhibit["provenance"]
    case = wire.from_document(json.loads(json.dumps(document)))
    assert [exhibit.provenance for exhibit in case.exhibits] == [Provenance()] * 3
    assert case.ledger == open_case(old).ledger


def test_a_folder_that_is_named_like_a_bag_without_one_is_no_sealed_case(old):
    """An old case called `data` is as open as any other."""
    moved = old.with_name("data")
    old.rename(moved)
    CaseStore.open(moved, write=True).close()


@pytest.mark.parametrize(
    "origin", ["[]", "{", '{"retrieved": "yesterday"}', '{"retrieved": "2025-07-03T08:00:00"}', '{"retrieved": 3}', "[" * 100_000], ids=range(6)
)
def test_a_provenance_that_cannot_be_read_is_damage(old, origin):
    """A crafted row ends in clear words, without a traceback."""
    rewrite(old, origin)
    with pytest.raises(CustodyError, match=r"report\.html"):
        open_case(old)


def test_a_provenance_that_was_changed_is_found(old):
    """A row that says another origin than the ledger is named."""
    rewrite(old, '{"publisher":"Nobody"}')
    with CaseStore.open(old) as store:
        assert store.verify() == ("the row of exhibit report.html is not what ledger entry 2 says",)
