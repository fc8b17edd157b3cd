"""Case files that somebody crafted: whatever stands in any cell, the chain made anew around it, nothing but temoin's own errors comes of it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import attrs
import pytest

from temoin.custody import CaseStore, Layers, open_case
from temoin.custody.ledger import GENESIS, entry_hash
from temoin.custody.rows import entry_row, read_entries
from temoin.custody.schema import OBJECTS
from temoin.errors import CaseError, CustodyError, TemoinError
from temoin.model import DecisionKind, ExhibitRole

VALUES = (
    "",
    "x",
    "[]",
    "{}",
    "[[1, 2]]",
    '[["a", {}]]',
    "[1]",
    "{",
    "null",
    '{"name": [1]}',
    "[" * 100_000,
    "\x00",
    -1,
    2**62,
    1.5,
    b"\xff\xfe",
    "../../etc/passwd",
    "'; DROP TABLE temoin_ledger; --",
    "NaN",
)
COLUMNS = {
    "temoin_case": ("case_id", "created", "title", "options", "inputs_key"),
    "temoin_ledger": ("time", "clock_back", "action", "role", "version", "options", "inputs", "outputs"),
    "temoin_exhibits": ("entry", "sha256", "size", "name", "role", "media_type", "path", "added", "origin"),
    "temoin_artefacts": ("entry", "name", "step_key", "media_type", "sha256", "size", "path", "bytes"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A closed case with something in every table."""
    folder = tmp_path_factory.mktemp("sound") / "case"
    with CaseStore.create(folder, inputs_key="k") as store:
        store.add_exhibit(b"the report", ExhibitRole.REPORT, name="report.html")
        store.put_artefact("claims.json", b"{}", "application/json", action="extract")
        store.add_decision(DecisionKind.REJECT_CLAIM, "c1", who="Ada", why="older")
        store.put_layers(Layers())
    return (folder / "case.gpkg").read_bytes(), (folder / next((folder / "exhibits").iterdir())).read_bytes()


def craft(folder, database, *changes):
    """A case folder whose database was changed with its guards off, and whose chain was made anew where its entries can be read."""
    for name in ("exhibits", "products"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "case.gpkg").write_bytes(database)
    connection = sqlite3.connect(folder / "case.gpkg", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")  # five hundred such cases are made, and none has to last
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("BEGIN")
    guards = [name for name, definition in OBJECTS.items() if definition.startswith("CREATE TRIGGER")]
    for name in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for change in changes:
        connection.execute(*change)
    chain_anew(connection)
    for name in guards:
        connection.execute(OBJECTS[name])
    connection.commit()
    connection.close()


def chain_anew(connection):
    """Every hash as a forger would make it."""
    try:
        entries = list(read_entries(connection))
    except CustodyError:
        return
    previous = GENESIS
    for entry in entries:
        linked = attrs.evolve(entry, previous=previous)
        try:
            linked = attrs.evolve(linked, hash=entry_hash(linked))
        except ValueError:
            return
        connection.execute("UPDATE temoin_ledger SET previous = ?, hash = ? WHERE number = ?", (*entry_row(linked)[-2:], entry.number))
        previous = linked.hash


def look(folder):
    """All that a reader does; temoin's own errors are an answer."""
    looks = (
        lambda store: store.case(),
        lambda store: store.verify(),
        lambda store: store.require_ledger(),
        lambda store: store.decisions(),
        lambda store: store.artefact_names(),
        lambda store: store.get_artefact("claims.json"),
        lambda store: store.artefact_path("claims.json"),
        lambda store: store.artefact_inputs("claims.json"),
        lambda store: store.find("depot"),
        lambda store: (store.inputs_key, store.options, store.head),
    )
    with suppress(TemoinError), CaseStore.open(folder) as store:
        for one in looks:
            with suppress(TemoinError):
                one(store)


@pytest.mark.parametrize(("table", "column"), [(table, column) for table, columns in COLUMNS.items() for column in columns])
def test_no_value_in_any_cell_is_a_traceback(tmp_path, sound, table, column):
    """Each cell takes each hostile value in turn: looking ends in an answer or in an error in words, and leaves nothing behind."""
    for number, value in enumerate(VALUES):
        folder = tmp_path / str(number)
        craft(folder, sound[0], (f"UPDATE {table} SET {column} = ?", (value,)))  # noqa: S608  # names of ours
        look(folder)
        assert not (folder / "case.gpkg-wal").exists()


def test_links_and_paths_lead_nowhere(tmp_path, sound):
    """A path in any row that leads out of the folder is never opened, for reading or for laying out."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"{}")
    for number, path in enumerate(("../secret", str(secret), "exhibits/../../secret", "products/../../secret", "products\\..\\..\\secret")):
        folder = tmp_path / f"case{number}"
        craft(folder, sound[0], ("UPDATE temoin_artefacts SET bytes = NULL, path = ?", (path,)), ("UPDATE temoin_exhibits SET path = ?", (path,)))
        with CaseStore.open(folder) as store:
            with pytest.raises(CustodyError):
                store.get_artefact("claims.json")
            with pytest.raises(CustodyError):
                store.lay_out(store.case().exhibits[0], tmp_path / "out")
            assert any("none of an exhibit" in problem for problem in store.verify())
        assert not (tmp_path / "out").exists()


def test_names_are_values_and_never_statements(tmp_path):
    """Names that are SQL go in and come out letter by letter, and every table stands afterwards."""
    name = "a'); DROP TABLE temoin_ledger; --"
    with CaseStore.create(tmp_path / "case", title=name, inputs_key=name) as store:
        exhibit = store.add_exhibit(b"x", ExhibitRole.REPORT, name=name)
        store.put_artefact("it's; --.json", b"{}", "text/x'", action="extract'")
        store.add_decision(DecisionKind.REJECT_CLAIM, name, who=name, why=name)
        assert store.find(name) == ()
        assert exhibit.name == store.case().title == store.decisions()[0].subject == name
        assert store.get_artefact("it's; --.json") == b"{}"
        assert store.verify() == ()


def test_a_value_of_gigabytes_is_not_taken(tmp_path, sound):
    """A cell that declares itself longer than any of temoin's own is refused before its bytes are asked for."""
    craft(tmp_path / "case", sound[0], ("UPDATE temoin_artefacts SET bytes = zeroblob(100000000)",))
    with CaseStore.open(tmp_path / "case") as store, pytest.raises(CustodyError, match=r"too big|altered"):
        store.get_artefact("claims.json")


def test_a_case_without_its_first_entry_says_so(tmp_path, sound):
    """A ledger that never opened the case is no ledger of it."""
    craft(tmp_path / "case", sound[0], ("UPDATE temoin_ledger SET action = 'read'",))
    with pytest.raises(CaseError, match="opens the case"):
        open_case(tmp_path / "case")
