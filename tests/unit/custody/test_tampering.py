"""Whoever changes a case afterwards is found out, and a crafted case folder does no harm."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import attrs
import pytest

from temoin.custody import CaseStore, Draft, open_case
from temoin.custody.folder import TEMPORARY
from temoin.custody.ledger import entry_hash
from temoin.custody.products import INLINE_BYTES
from temoin.custody.schema import OBJECTS
from temoin.errors import CaseError, CustodyError
from temoin.model import ExhibitRole


@pytest.fixture
def full(folder, store):
    """A closed case with two exhibits, a small and a large artefact, and the folder it lies in."""
    store.add_exhibit(b"the report", ExhibitRole.REPORT, name="report.html")
    store.add_exhibit(b"the picture", ExhibitRole.AFTER, name="after.tif")
    store.put_artefact("claims.json", b"{}", "application/json", action="extract")
    store.put_artefact("score.tif", b"s" * (INLINE_BYTES + 1), "image/tiff", action="measure")
    store.record(Draft(action="publish"))
    assert store.verify() == ()
    store.close()
    return folder


def rewrite(folder, *statements):
    """Change the database as somebody would who knows about the guards: take them off, change, put them back."""
    connection = sqlite3.connect(folder / "case.gpkg")
    triggers = [name for name, definition in OBJECTS.items() if definition.startswith("CREATE TRIGGER")]
    for name in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(*(statement if isinstance(statement, tuple) else (statement,)))
    for name in triggers:
        connection.execute(OBJECTS[name])
    connection.commit()
    connection.close()


def problems(folder):
    """What `verify` says of a case."""
    with CaseStore.open(folder) as store:
        return store.verify()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE temoin_ledger SET options = '{\"a\":1}' WHERE number = 2",
        "UPDATE temoin_ledger SET time = '2020-01-01T00:00:00+00:00' WHERE number = 3",
        "UPDATE temoin_ledger SET role = 'analyst' WHERE number = 4",
        "UPDATE temoin_ledger SET clock_back = 1 WHERE number = 4",
        "UPDATE temoin_ledger SET hash = previous WHERE number = 6",
        "DELETE FROM temoin_ledger WHERE number = 3",
        "DELETE FROM temoin_ledger WHERE number = 1",
        "UPDATE temoin_ledger SET time = 'yesterday' WHERE number = 2",
        "UPDATE temoin_ledger SET inputs = '{' WHERE number = 2",
        "UPDATE temoin_case SET title = 'Another plant'",
        "UPDATE temoin_case SET inputs_key = 'k9'",
        "UPDATE temoin_case SET created = '2020-01-01T00:00:00+00:00'",
        "UPDATE temoin_case SET created = 'never'",
        "DELETE FROM temoin_case",
        "DELETE FROM temoin_ledger",
    ],
)
def test_a_changed_ledger_is_not_opened(full, change):
    """Any change to an entry, a gap in the numbers or another story about the case breaks the chain."""
    rewrite(full, change)
    with pytest.raises(CustodyError) as caught:
        open_case(full)
    assert caught.value.exit_code == 3
    assert problems(full)


def test_every_field_of_an_entry_is_under_its_hash(full):
    """No field of an entry can change without its hash, whatever fields there are."""
    entry = open_case(full).ledger.entries[1]
    others = {"number": 9, "clock_back": True, "inputs": (), "outputs": (), "time": entry.time.replace(year=2000)}
    for field in attrs.fields(type(entry)):
        if field.name != "hash":
            changed = attrs.evolve(entry, **{field.name: others.get(field.name, "{}x")})
            assert entry_hash(changed) != entry.hash, field.name


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("DELETE FROM temoin_exhibits WHERE name = 'report.html'", "is missing"),
        ("UPDATE temoin_exhibits SET name = 'other.html' WHERE name = 'report.html'", "other.html"),
        ("UPDATE temoin_exhibits SET role = 'before' WHERE name = 'after.tif'", "after.tif"),
        ("UPDATE temoin_exhibits SET role = 'culprit' WHERE name = 'after.tif'", "after.tif"),
        ("UPDATE temoin_exhibits SET size = 'big' WHERE name = 'after.tif'", "after.tif"),
        ("UPDATE temoin_exhibits SET path = '../../etc/passwd' WHERE name = 'after.tif'", "none of an exhibit"),
        ("UPDATE temoin_exhibits SET sha256 = replace(sha256, 'a', 'b') WHERE name = 'after.tif'", "after.tif"),
        ("DELETE FROM temoin_artefacts WHERE name = 'claims.json'", "products/claims.json"),
        ("UPDATE temoin_artefacts SET bytes = '{\"evil\":1}' WHERE name = 'claims.json'", "claims.json of ledger entry 4"),
        ("UPDATE temoin_artefacts SET path = '/etc/passwd' WHERE name = 'score.tif'", "none of a product"),
        (
            "INSERT INTO temoin_artefacts SELECT 9, 6, 'x.json', '', media_type, sha256, size, path, bytes FROM temoin_artefacts WHERE id = 1",
            "x.json",
        ),
        (("CREATE TRIGGER evil AFTER INSERT ON temoin_ledger BEGIN SELECT 1; END",), "evil"),
    ],
)
def test_changed_rows_are_named(full, change, word):
    """Rows that are not what the ledger says are named in plain words."""
    rewrite(full, change)
    found = problems(full)
    assert any(word in problem for problem in found), found


@pytest.mark.parametrize("how", ["altered", "gone", "link", "folder"])
@pytest.mark.parametrize("what", ["report.html", "after.tif", "claims.json", "score.tif"])
def test_changed_files_are_named(full, tmp_path, how, what):
    """An exhibit or product that was altered, removed, or replaced by a link or a folder is named; nothing else is."""
    with CaseStore.open(full) as store:
        paths = {exhibit.name: exhibit.path for exhibit in store.case().exhibits}
    paths |= {"claims.json": "products/claims.json", "score.tif": next((full / "products").glob("score.*.tif")).relative_to(full).as_posix()}
    path = full / paths[what]
    original = path.read_bytes()
    path.unlink()
    if how == "altered":
        path.write_bytes(original[:-1] + b"?")
    elif how == "link":
        (tmp_path / "same").write_bytes(original)
        path.symlink_to(tmp_path / "same")
    elif how == "folder":
        path.mkdir()
    found = problems(full)
    assert found
    assert all(paths[what] in problem for problem in found), found


def test_an_artefact_that_speaks_of_inputs_does_not_change_them(full):
    """Only the case's own entries say which inputs it has, whatever an artefact's options say."""
    with CaseStore.open(full, write=True) as store:
        store.put_artefact("inputs.json", b"{}", "application/json", action="add", options_json='{"inputs_key": "k9"}')
        assert store.inputs_key == "k1"
        assert store.verify() == ()


def test_files_that_somebody_put_among_the_exhibits_are_named(full):
    """A file that temoin did not put there is named; the copy of a run that was killed is not."""
    (full / "exhibits" / ("0" * 64 + ".tif")).write_bytes(b"")
    assert problems(full) == ()
    (full / "exhibits" / "planted.html").write_bytes(b"<html>")
    assert problems(full) == ("exhibits/planted.html is not from temoin",)


@pytest.mark.parametrize("name", [name for name, definition in OBJECTS.items() if not definition.startswith("CREATE TABLE")])
def test_a_case_without_its_guards_is_not_opened(full, name):
    """A guard that was taken off is noticed before anything is read."""
    connection = sqlite3.connect(full / "case.gpkg")
    connection.execute(f"DROP {'INDEX' if 'INDEX' in OBJECTS[name] else 'TRIGGER'} {name}")
    connection.close()
    with pytest.raises(CustodyError, match=name):
        open_case(full)


def test_a_table_that_became_a_view_is_not_opened(full):
    """A view in the place of a table could say anything at each look."""
    rewrite(full)
    connection = sqlite3.connect(full / "case.gpkg")
    connection.execute("ALTER TABLE temoin_case RENAME TO other")
    connection.execute("CREATE VIEW temoin_case AS SELECT * FROM other")
    connection.close()
    with pytest.raises(CustodyError, match="altered"):
        open_case(full)


def test_nothing_is_written_where_a_foreign_trigger_waits(full):
    """A trigger that somebody hung on a table would run at the next write, so there is none."""
    connection = sqlite3.connect(full / "case.gpkg")
    connection.execute("CREATE TRIGGER evil AFTER INSERT ON temoin_ledger BEGIN SELECT 1; END")
    connection.close()
    with pytest.raises(CustodyError, match="evil"):
        CaseStore.open(full, write=True)


@pytest.mark.parametrize("name", ["case.gpkg", "exhibits", "products", "case.gpkg-wal", "case.lock"])
def test_links_in_the_case_folder_are_not_followed(full, tmp_path, name):
    """A case whose parts are links to somewhere else is not opened for writing, and nothing there is touched."""
    path, elsewhere = full / name, tmp_path / "elsewhere"
    if path.exists():
        path.rename(elsewhere)
    else:
        elsewhere.write_bytes(b"mine")
    path.symlink_to(elsewhere)
    with pytest.raises(CaseError, match="link"):
        CaseStore.open(full, write=True)
    if name == "case.gpkg-wal":
        assert elsewhere.read_bytes() == b"mine"


def test_a_link_below_the_products_is_not_written_through(full, tmp_path):
    """A folder below products/ that became a link is refused, for writing and for reading."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (full / "products" / "pictures").symlink_to(outside)
    with CaseStore.open(full, write=True) as store, pytest.raises(CaseError, match="link"):
        store.put_artefact("pictures/a.png", b"png", "image/png", action="publish")
    assert list(outside.iterdir()) == []
    assert len(open_case(full).ledger.entries) == 6


def test_an_altered_artefact_is_not_handed_out(full):
    """What a later step would build on is checked when it is read."""
    path = next((full / "products").glob("score.*.tif"))
    path.write_bytes(b"x" * 10_000_000)
    with CaseStore.open(full) as store, pytest.raises(CustodyError, match=r"score\.tif"):
        store.get_artefact("score.tif")
    rewrite(full, "UPDATE temoin_artefacts SET bytes = '[]' WHERE name = 'claims.json'")
    with CaseStore.open(full) as store, pytest.raises(CustodyError, match=r"claims\.json"):
        store.get_artefact("claims.json")


def test_a_copy_that_is_missing_is_written_again_and_an_altered_one_is_kept(full):
    """The next writer mends what a killed run left undone, and hides nothing that somebody did."""
    copy = full / "products" / "claims.json"
    copy.unlink()
    CaseStore.open(full, write=True).close()
    assert copy.read_bytes() == b"{}"
    copy.write_bytes(b'{"evil": 1}')
    CaseStore.open(full, write=True).close()
    assert copy.read_bytes() == b'{"evil": 1}'
    assert problems(full)


def test_a_truncated_database_is_damage(full):
    """Half a database is reported as damaged, without a traceback."""
    path = full / "case.gpkg"
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(CustodyError):
        open_case(full)


def test_the_chain_can_be_checked_by_anybody(full, monkeypatch, capsys):
    """The few lines of the documentation, which need nothing but the standard library, come to the same head."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "explanation" / "custody.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    full.rename(full.parent / "CASE")
    monkeypatch.chdir(full.parent)
    names = {}
    exec(code, names)  # noqa: S102  # the page's own example
    names["connection"].close()
    assert capsys.readouterr().out == f"head: {open_case(full.parent / 'CASE').ledger.head}\n"


def test_a_copy_that_waits_for_its_name_is_not_altered(tmp_path):
    """A run killed between the commit and the copy's name left it whole under a temporary one: no problem, the next writer names it."""
    with CaseStore.create(tmp_path / "case", options_json="{}") as store:
        store.put_artefact("claims.json", b"{}", "application/json", action="extract")
        store.put_artefact("claims.json", b"[1]", "application/json", action="extract")
    copy = tmp_path / "case" / "products" / "claims.json"
    copy.rename(copy.with_name(f"{TEMPORARY}0123"))
    copy.write_bytes(b"{}")
    with CaseStore.open(tmp_path / "case") as store:
        assert store.verify() == ()
    copy.with_name(f"{TEMPORARY}0123").unlink()
    with CaseStore.open(tmp_path / "case") as store:
        assert "claims.json was altered" in store.verify()[0]
    with CaseStore.open(tmp_path / "case", write=True):
        assert copy.read_bytes() == b"[1]"
