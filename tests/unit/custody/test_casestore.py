"""The case folder: what goes in comes out, and every write leaves its line in the ledger."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import threading
import time
from datetime import UTC, datetime, timedelta

import pyogrio
import pytest

from temoin.custody import CaseStore, Draft, Store, chain_problem, make_provenance, open_case, step_key
from temoin.custody.products import INLINE_BYTES
from temoin.errors import CaseError, CustodyError, OptionError, UnreadableError
from temoin.model import ExhibitRole


def sha(data):
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def test_the_folder_is_a_store(store):
    """The folder does all that a back end must do."""
    assert isinstance(store, Store)


def test_a_new_case_says_what_it_is(store, folder):
    """Title, options and time of creation are kept, and the first entry of the ledger opens the case."""
    case = store.case()
    assert (case.title, case.options, case.created) == ("Plant", '{"a":2,"b":1}', datetime(2025, 7, 3, 9, 0, 1, tzinfo=UTC))
    assert [entry.action for entry in case.ledger.entries] == ["open"]
    assert store.head == case.ledger.head
    assert store.inputs_key == "k1"
    assert store.verify() == ()
    assert {path.name for path in folder.iterdir()} >= {"case.gpkg", "exhibits", "products"}


def test_every_write_appends_its_entry(store):
    """No method writes without a line in the ledger, chained to the one before."""
    exhibit = store.add_exhibit(
        b"<html>", ExhibitRole.REPORT, name="report.html", media_type="text/html", provenance=make_provenance({"received_from": "the desk"})
    )
    entry = store.put_artefact("claims.json", b"{}", "application/json", action="extract", options_json='{"z": 1}', inputs=[exhibit.sha256])
    noted = store.record(Draft(action="publish", outputs=(("dossier.html", sha(b"x")),), role="analyst"))
    store.add_inputs("k2")
    entries = store.case().ledger.entries
    assert [one.action for one in entries] == ["open", "add", "extract", "publish", "add"]
    assert chain_problem(entries) is None
    assert entries[2] == entry
    assert entries[3] == noted
    assert entries[1].inputs == (exhibit.sha256,)
    assert json.loads(entries[1].options)["origin"] == {"received_from": "the desk"}
    assert entry.outputs == (("products/claims.json", sha(b"{}")),)
    assert store.inputs_key == "k2"
    assert store.verify() == ()


def test_exhibits_are_unaltered_read_only_copies(store, folder, tmp_path):
    """The copy has the same bytes, is named after their hash, and cannot be written."""
    source = tmp_path / "Sonderfall Ä.HTML"
    source.write_bytes(b"abc" * 500_000)
    exhibit = store.add_exhibit(source, ExhibitRole.REPORT, media_type="text/html")
    copy = folder / exhibit.path
    assert copy.name == f"{sha(source.read_bytes())}.html"
    assert copy.read_bytes() == source.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o444
    assert (exhibit.name, exhibit.size) == ("Sonderfall Ä.HTML", 1_500_000)
    assert store.case().exhibits == (exhibit,)


def test_the_same_input_is_taken_in_once(store):
    """The same bytes, name and role give the same exhibit and no new entry; another role gives one that shares the copy."""
    first = store.add_exhibit(b"abc", ExhibitRole.BEFORE, name="a.tif")
    head = store.head
    assert store.add_exhibit(b"abc", ExhibitRole.BEFORE, name="a.tif") == first
    assert store.head == head
    other = store.add_exhibit(b"abc", ExhibitRole.AFTER, name="a.tif")
    assert other.path == first.path
    assert len(store.case().exhibits) == 2


def test_a_known_exhibit_is_not_read_again(store, tmp_path):
    """A caller who has just hashed a file spares the second reading."""
    source = tmp_path / "a.txt"
    source.write_bytes(b"abc")
    first = store.add_exhibit(source, ExhibitRole.REPORT)
    source.unlink()
    assert store.add_exhibit(source, ExhibitRole.REPORT, sha256=first.sha256) == first


def test_a_folder_goes_in_file_by_file(store, tmp_path):
    """An order or a file geodatabase is kept whole, each file named below the folder."""
    order = tmp_path / "order"
    (order / "files").mkdir(parents=True)
    (order / "manifest.json").write_bytes(b"{}")
    (order / "files" / "scene.tif").write_bytes(b"II")
    exhibits = store.add_folder(order, ExhibitRole.AFTER)
    assert [exhibit.name for exhibit in exhibits] == ["order/files/scene.tif", "order/manifest.json"]


@pytest.mark.parametrize("kind", ["empty", "link", "file"])
def test_folders_that_are_none_are_refused(store, tmp_path, kind):
    """An empty folder, one with a link in it, or a file is no input folder."""
    order = tmp_path / "order"
    if kind == "file":
        order.write_bytes(b"x")
    else:
        order.mkdir()
    if kind == "link":
        (order / "secret").symlink_to("/etc/hostname")
    head = store.head
    with pytest.raises(UnreadableError):
        store.add_folder(order, ExhibitRole.AFTER)
    assert store.head == head


def test_inputs_that_are_no_files_are_refused(store, tmp_path):
    """A missing file, a folder, a pipe and bytes without a name end in clear errors, and nothing is written."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "pipe"):
        with pytest.raises(UnreadableError):
            store.add_exhibit(path, ExhibitRole.REPORT)
    with pytest.raises(OptionError):
        store.add_exhibit(b"abc", ExhibitRole.REPORT)
    assert len(store.case().ledger.entries) == 1
    assert list((store.folder / "exhibits").iterdir()) == []


def test_names_that_cannot_be_printed_are_escaped(store):
    """A name with control characters or broken bytes is kept as an escape, not as it is."""
    exhibit = store.add_exhibit(b"abc", ExhibitRole.REPORT, name="a\x1b[2J\udcff.txt")
    assert exhibit.name == "a\\x1b[2J\\udcff.txt"
    assert store.verify() == ()


@pytest.mark.parametrize("size", [0, 10, INLINE_BYTES, INLINE_BYTES + 1])
def test_artefacts_come_back_as_they_went_in(store, folder, size):
    """Small and large artefacts are read back byte by byte, and lie as files below products/ too."""
    data = bytes(range(256)) * (size // 256 + 1)
    entry = store.put_artefact("pictures/score.tif", data[:size], "image/tiff", action="measure", inputs=["a" * 64, "b" * 64])
    assert store.get_artefact("pictures/score.tif") == data[:size]
    assert store.artefact_inputs("pictures/score.tif") == ("a" * 64, "b" * 64)
    ((path, digest),) = entry.outputs
    assert (folder / path).read_bytes() == data[:size]
    assert digest == sha(data[:size])
    assert store.verify() == ()


def test_the_newest_artefact_counts(store, folder):
    """Putting an artefact again replaces the file to read, while the ledger keeps both hashes."""
    for data in (b"one", b"two"):
        store.put_artefact("claims.json", data, "application/json", action="extract")
    for data in (b"one", b"two"):
        store.put_artefact("big.bin", data * INLINE_BYTES, "application/octet-stream", action="measure")
    assert store.get_artefact("claims.json") == b"two"
    assert (folder / "products" / "claims.json").read_bytes() == b"two"
    assert store.get_artefact("big.bin") == b"two" * INLINE_BYTES
    assert store.artefact_names() == ("claims.json", "big.bin")
    assert store.verify() == ()


def test_what_is_not_there_is_none(store):
    """An artefact that was never made is `None`, and was made from nothing."""
    assert store.get_artefact("claims.json") is None
    assert store.artefact_inputs("claims.json") == ()
    assert store.step("claims.json", "k") is None


def test_a_step_is_reused_only_when_all_is_the_same(store):
    """The same inputs, options and version find the artefact; any other does not."""
    store.put_artefact("claims.json", b"{}", "application/json", action="extract", options_json='{"x": 1, "y": 2}', inputs=["a" * 64])
    version = store.case().ledger.entries[-1].version
    assert store.step("claims.json", step_key(["a" * 64], '{"y": 2, "x": 1}', version=version)) == b"{}"
    for key in (
        step_key(["b" * 64], '{"x": 1, "y": 2}', version=version),
        step_key(["a" * 64], '{"x": 1}', version=version),
        step_key(["a" * 64], '{"x": 1, "y": 2}', version="other"),
    ):
        assert store.step("claims.json", key) is None


@pytest.mark.parametrize("name", ["", "../x", "/x", "a/../../x", "a\\b", "C:x", "a//b", ".", "a/.", "x" * 300, "a\x00b"])
def test_artefact_names_stay_inside(store, name):
    """No name leads out of products/, on any system."""
    with pytest.raises(OptionError):
        store.put_artefact(name, b"", "text/plain", action="publish")
    assert len(store.case().ledger.entries) == 1


def test_names_of_the_store_are_not_for_callers(store):
    """A plain entry cannot pretend that the store wrote a file, and options must be a JSON object."""
    with pytest.raises(OptionError):
        store.record(Draft(action="publish", outputs=(("products/x", sha(b"")),)))
    for options in ("[]", "{", '{"a": NaN}', "3"):
        with pytest.raises(OptionError):
            store.record(Draft(action="publish", options=options))


def test_a_batch_is_all_or_nothing(store):
    """A failure inside a batch takes back all of it, files included."""
    head = store.head

    def fail_half_way():
        with store.batch():
            store.put_artefact("claims.json", b"{}", "application/json", action="extract")
            store.record(Draft(action="read"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.head == head
    assert store.get_artefact("claims.json") is None
    assert list((store.folder / "products").iterdir()) == []
    assert len(store.record_many(Draft(action="read") for _ in range(50))) == 50
    assert store.verify() == ()


def test_the_same_inputs_and_options_go_on(folder, store):
    """Creating again with the same inputs and options opens the case that is there."""
    store.put_artefact("claims.json", b"{}", "application/json", action="extract")
    head = store.head
    store.close()
    with CaseStore.create(folder, title="Plant", inputs_key="k1", options_json='{"a":2,"b":1}') as again:
        assert again.head == head
        assert again.get_artefact("claims.json") == b"{}"


@pytest.mark.parametrize(("inputs_key", "options", "word"), [("k2", '{"a":2,"b":1}', "case add"), ("k1", "{}", "options it was made with")])
def test_other_inputs_or_options_are_told_what_to_do(folder, store, inputs_key, options, word):
    """Another run's folder is not mixed up with this one's."""
    store.close()
    with pytest.raises(CaseError) as caught:
        CaseStore.create(folder, inputs_key=inputs_key, options_json=options)
    assert word in caught.value.hint
    CaseStore.open(folder, write=True).close()


def test_a_folder_that_is_no_case_is_not_touched(tmp_path):
    """A folder with other files in it is left exactly as it is; so is a file."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CaseError, match="not empty"):
        CaseStore.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(CaseError, match="no case"):
        CaseStore.create(tmp_path / "notes.txt")
    for path in (tmp_path, tmp_path / "notes.txt", tmp_path / "missing"):
        with pytest.raises(CaseError, match="no case"):
            open_case(path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_folder_becomes_a_case(tmp_path):
    """An empty folder, or parents that are missing, are no obstacle."""
    CaseStore.create(tmp_path).close()
    CaseStore.create(tmp_path / "deep" / "er" / "case").close()
    assert open_case(tmp_path).ledger.entries[0].action == "open"


def test_another_database_is_no_case(tmp_path):
    """A GeoPackage of somebody else's is named as what it is."""
    with sqlite3.connect(tmp_path / "case.gpkg") as connection:
        connection.execute("CREATE TABLE roads (id INTEGER)")
    connection.close()
    with pytest.raises(CaseError, match="no temoin case"):
        open_case(tmp_path)


def test_bytes_that_are_no_database_are_damage(tmp_path):
    """A file that is no database at all is reported as damaged, without a traceback."""
    (tmp_path / "case.gpkg").write_bytes(b"not a database, but long enough to look at" * 30)
    with pytest.raises(CustodyError, match="damaged"):
        open_case(tmp_path)


def test_a_newer_case_is_refused(folder, store):
    """A case of a later version is not half understood."""
    store.close()
    with sqlite3.connect(folder / "case.gpkg") as connection:
        connection.execute("DROP TRIGGER temoin_case_no_update")
        connection.execute("UPDATE temoin_case SET format_version = 2")
    connection.close()
    with pytest.raises(CaseError, match="version 2"):
        open_case(folder)


def test_one_writes_and_many_read(folder, store, clock):
    """A second writer is told so; readers see what was acknowledged, while the writer goes on."""
    with pytest.raises(CaseError, match="another writer"):
        CaseStore.open(folder, write=True, wait_s=0.1)
    with pytest.raises(CaseError, match="another writer"):
        CaseStore.create(folder, inputs_key="k1", options_json='{"a":2,"b":1}', wait_s=0.1)
    with CaseStore.open(folder) as reader:
        before = reader.head
        store.record(Draft(action="read"))
        assert reader.head == store.head != before
        with pytest.raises(CaseError, match="read only"):
            reader.record(Draft(action="read"))
    store.close()
    CaseStore.open(folder, write=True, wait_s=0.1).close()


def test_a_second_writer_may_wait(folder, store):
    """A writer who is told to wait goes on as soon as the first one has ended."""
    store.close()
    begun, found = threading.Event(), []

    def write_for_a_while():
        with CaseStore.open(folder, write=True) as first:
            begun.set()
            time.sleep(0.2)
            found.append(first.record(Draft(action="read")).hash)

    other = threading.Thread(target=write_for_a_while)
    other.start()
    begun.wait(5)
    with CaseStore.open(folder, write=True, wait_s=20) as second:
        assert found == [second.head]
    other.join()


def test_a_clock_set_back_is_said(store, clock):
    """Entries keep their order by number, and one whose clock stood earlier says so."""
    store.record(Draft(action="read"))
    clock.time -= timedelta(days=400)
    entry = store.record(Draft(action="read"))
    later = store.record(Draft(action="read"))
    assert (entry.number, entry.clock_back, entry.time.year) == (3, True, 2024)
    assert (later.number, later.clock_back) == (4, False)
    assert store.verify() == ()


def test_a_clock_without_a_zone_is_refused(folder):
    """A time without a zone never reaches the ledger, and no half case stays behind."""
    with pytest.raises(ValueError, match="zone"):
        CaseStore.create(folder, now=lambda: datetime(2025, 7, 3))  # noqa: DTZ001  # the fault under test
    assert not folder.exists()


def test_the_database_is_a_geopackage(folder, store):
    """GDAL, and with it QGIS, opens the tables."""
    store.record(Draft(action="read"))
    store.close()
    layers = {name for name, _ in pyogrio.list_layers(folder / "case.gpkg")}
    assert layers == {"temoin_case", "temoin_ledger", "temoin_exhibits", "temoin_artefacts"}
    assert pyogrio.read_arrow(folder / "case.gpkg", layer="temoin_ledger")[1].column("action").to_pylist() == ["open", "read"]


def test_the_ledger_can_only_grow(folder, store):
    """The database itself refuses to change or remove a line, whoever asks."""
    store.add_exhibit(b"abc", ExhibitRole.REPORT, name="a")
    store.put_artefact("a", b"", "text/plain", action="extract")
    store.close()
    connection = sqlite3.connect(folder / "case.gpkg")
    for table in ("temoin_ledger", "temoin_exhibits", "temoin_artefacts", "temoin_case"):
        with pytest.raises(sqlite3.IntegrityError, match="can only grow"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
    for table, column in (("temoin_ledger", "action"), ("temoin_exhibits", "name"), ("temoin_artefacts", "name"), ("temoin_case", "title")):
        with pytest.raises(sqlite3.IntegrityError, match="can only grow"):
            connection.execute(f"UPDATE {table} SET {column} = 'x'")  # noqa: S608
    connection.close()


def test_an_artefact_is_found_where_its_file_lies(tmp_path):
    """Small artefacts lie under their own name, large ones under a name with part of their hash; both are where the store says."""
    with CaseStore.create(tmp_path / "case", options_json="{}") as store:
        store.put_artefact("page.html", b"<p>", "text/html", action="publish")
        store.put_artefact("score.tif", b"s" * (INLINE_BYTES + 1), "image/tiff", action="measure")
        assert store.artefact_path("page.html") == tmp_path / "case" / "products" / "page.html"
        assert store.artefact_path("page.html").read_bytes() == b"<p>"
        assert store.artefact_path("score.tif").stat().st_size == INLINE_BYTES + 1
        assert store.artefact_path("gone.json") is None
