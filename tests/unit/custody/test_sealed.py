"""A sealed case is read, never written; each reading leaves a line beside it, and not a byte in it."""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys

import pytest

from temoin.custody import SEAL, CaseStore, Draft, open_case, read_access_log, seal_of
from temoin.errors import CaseError, CustodyError
from temoin.model import ExhibitRole


def everything(folder):
    """Name, SHA-256 and time of change of all that lies in a folder."""
    paths = sorted(folder.rglob("*"))
    return [(str(path), path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "") for path in paths]


@pytest.fixture
def sealed(folder, store):
    """A closed case with a seal in it."""
    store.add_exhibit(b"the report", ExhibitRole.REPORT, name="report.html")
    store.put_artefact("claims.json", b"{}", "application/json", action="extract")
    store.close()
    (folder / SEAL).mkdir()
    (folder / SEAL / "statement.json").write_bytes(b"{}")
    return folder


def test_a_case_without_a_seal_has_no_log(folder, store):
    """Reading an open case is not logged, and nothing lies beside it."""
    store.close()
    open_case(folder)
    assert seal_of(folder) is None
    assert [path.name for path in folder.parent.iterdir()] == ["case"]


def test_every_writer_is_refused(sealed):
    """Opening to write, or going on with the same inputs, ends in clear words, and nothing is changed or logged."""
    before = everything(sealed)
    for attempt in (
        lambda: CaseStore.open(sealed, write=True),
        lambda: CaseStore.create(sealed, title="Plant", inputs_key="k1", options_json='{"b": 1, "a": 2}'),
    ):
        with pytest.raises(CaseError, match="is sealed: nothing can be added") as caught:
            attempt()
        assert "new case" in caught.value.hint
    with CaseStore.open(sealed) as reader, pytest.raises(CaseError, match="read only"):
        reader.record(Draft(action="read"))
    assert everything(sealed) == before


def test_each_reading_leaves_one_line_beside_and_none_inside(sealed, clock):
    """The log is a chain of its own: when, what for, and which head was read; the case does not change by a byte."""
    before = everything(sealed)
    head = open_case(sealed).ledger.head
    with CaseStore.open(sealed, now=clock, purpose="check", version="9") as store:
        assert store.verify() == ()
    assert everything(sealed) == before
    log = read_access_log(seal_of(sealed).log)
    assert sorted(path.name for path in sealed.parent.iterdir()) == ["case", "case.access.jsonl"]
    assert [(entry.action, entry.role, entry.inputs, entry.options) for entry in log.entries] == [
        ("read", "reader", (head,), '{"purpose":"read"}'),
        ("read", "reader", (head,), '{"purpose":"check"}'),
    ]
    assert log.entries[1].previous == log.entries[0].hash
    assert log.entries[1].version == "9"


@pytest.mark.parametrize("how", ["altered", "removed", "torn", "planted"])
def test_a_log_that_was_touched_is_found_out(sealed, how):
    """A line that was changed, taken out, cut off or put in breaks the chain."""
    for _ in range(3):
        open_case(sealed)
    log = seal_of(sealed).log
    lines = log.read_bytes().splitlines(keepends=True)
    changed = {
        "altered": [lines[0].replace(b"reader", b"nobody"), *lines[1:]],
        "removed": [lines[0], lines[2]],
        "torn": [*lines[:2], lines[2][:40]],
        "planted": [*lines, b"{}\n"],
    }
    log.write_bytes(b"".join(changed[how]))
    with pytest.raises(CustodyError, match="line"):
        read_access_log(log)


@pytest.mark.parametrize("obstacle", ["folder", "link", "torn"])
def test_a_reading_that_cannot_be_logged_is_said_and_goes_on(sealed, caplog, tmp_path, obstacle):
    """Where the line cannot be written the program's log says so, and the case is read all the same."""
    log = seal_of(sealed).log
    if obstacle == "folder":
        log.mkdir()
    elif obstacle == "link":
        log.symlink_to(tmp_path / "elsewhere")
    else:
        log.write_bytes(b'{"number": 1')
    with caplog.at_level(logging.ERROR):
        assert len(open_case(sealed).ledger.entries) == 3
    assert "could not be logged" in caplog.text
    assert str(log) in caplog.text
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_leaves_no_half_line(sealed, monkeypatch, caplog):
    """A line that does not fit is taken back whole."""
    open_case(sealed)
    log = seal_of(sealed).log
    before = log.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("temoin.custody.accesslog.os.fsync", _full)
        open_case(sealed)
    assert log.read_bytes() == before
    assert "the disk is full" in caplog.text


def _full(_descriptor):
    raise OSError(28, "No space left on device")


def test_many_may_read_at_once(sealed):
    """Programs that read at the same time take their turn: as many lines as readings, one chain."""
    code = f"from temoin.custody import open_case\nfor _ in range(15): open_case({str(sealed)!r})"
    readers = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [reader.wait(60) for reader in readers] == [0, 0, 0]
    assert len(read_access_log(seal_of(sealed).log).entries) == 45


@pytest.mark.parametrize("marker", ["bagit.txt", SEAL])
def test_a_case_in_a_bag_is_sealed_with_it(folder, store, tmp_path, marker):
    """The payload of a bag is sealed, and the log lies beside the bag."""
    store.close()
    bag = tmp_path / "bag"
    bag.mkdir()
    folder.rename(bag / "data")
    (bag / marker).write_text("BagIt-Version: 1.0\n")
    before = everything(bag)
    open_case(bag / "data")
    assert everything(bag) == before
    assert (tmp_path / "bag.access.jsonl").is_file()
    with pytest.raises(CaseError, match="sealed"):
        CaseStore.open(bag / "data", write=True)


def test_an_unfinished_log_of_the_database_is_no_part_of_a_seal(sealed):
    """Whoever puts a write-ahead log beside a sealed database is found out, and it is not read."""
    (sealed / "case.gpkg-wal").write_bytes(b"x" * 100)
    with pytest.raises(CustodyError, match="without such a file"):
        open_case(sealed)


def test_a_seal_that_is_a_link_is_refused(folder, store, tmp_path):
    """A link in the seal's place seals, and is not followed."""
    store.close()
    (folder / SEAL).symlink_to(tmp_path / "nowhere")
    with pytest.raises(CaseError, match="sealed"):
        CaseStore.open(folder, write=True)
    with pytest.raises(CustodyError, match="link"):
        open_case(folder)
