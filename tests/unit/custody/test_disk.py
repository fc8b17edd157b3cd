"""Full disks, read-only disks and sudden ends: clear words, and nothing half-written."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from temoin.custody import CaseStore, Draft
from temoin.custody.products import INLINE_BYTES
from temoin.errors import StorageError
from temoin.model import ExhibitRole


def files(folder):
    """All files below a folder, apart from SQLite's own."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not path.name.startswith("case."))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_copy_that_cannot_be_written_leaves_nothing(store, folder, monkeypatch, number):
    """A disk that fills up in the middle of a copy ends in a StorageError; no file and no entry is left."""
    real = os.write

    def write(descriptor, data):
        if len(data) >= 1000:
            raise OSError(number, os.strerror(number))
        return real(descriptor, data)

    head = store.head
    monkeypatch.setattr(os, "write", write)
    with pytest.raises(StorageError, match="cannot be used"):
        store.add_exhibit(b"x" * 5000, ExhibitRole.AFTER, name="a.tif")
    for size in (5000, INLINE_BYTES + 1):
        with pytest.raises(StorageError):
            store.put_artefact("a.bin", b"x" * size, "application/octet-stream", action="measure")
    monkeypatch.undo()
    assert files(folder) == []
    assert store.head == head
    assert store.add_exhibit(b"x" * 5000, ExhibitRole.AFTER, name="a.tif").size == 5000
    assert store.verify() == ()


def test_short_writes_are_finished(store, monkeypatch):
    """A system that takes only some bytes at a time still gets all of them."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    store.add_exhibit(b"0123456789" * 30, ExhibitRole.AFTER, name="a.tif")
    assert store.verify() == ()


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_failing_flush_is_not_acknowledged(store, folder, monkeypatch, call):
    """What could not be flushed to the disk is not in the case."""

    def fail(*_):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(StorageError, match="reports an error"):
        store.add_exhibit(b"abc", ExhibitRole.AFTER, name="a.tif")
    monkeypatch.undo()
    assert files(folder) == []


def test_a_full_database_takes_back_the_whole_batch(store, folder):
    """When SQLite itself finds the disk full, the batch is undone with its files, and the case goes on afterwards."""
    connection = store._session.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    head = store.head

    def fill():
        with store.batch():
            store.put_artefact("claims.json", b"{}", "application/json", action="extract")
            for _ in range(1000):
                store.record(Draft(action="read", options='{"x": "' + "y" * 1000 + '"}'))

    with pytest.raises(StorageError, match="full"):
        fill()
    connection.execute("PRAGMA max_page_count = 1000000")
    assert store.head == head
    assert files(folder) == []
    store.put_artefact("claims.json", b"{}", "application/json", action="extract")
    assert store.verify() == ()


@pytest.mark.parametrize("limit", [0, 4096, 20_000, 60_000, 200_000])
def test_a_real_limit_on_file_sizes_leaves_no_half_case(tmp_path, limit):
    """Under a hard limit of the system itself every run ends in StorageError with the folder as it was, or with a sound case."""
    code = f"""
import resource, sys
from pathlib import Path
from temoin.custody import CaseStore
from temoin.errors import StorageError
from temoin.model import ExhibitRole
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    with CaseStore.create(folder) as store:
        for number in range(200):
            store.put_artefact(f"a{{number}}.txt", b"x" * 3000, "text/plain", action="extract")
            print(number, flush=True)
        store.add_exhibit(b"y" * 150_000, ExhibitRole.AFTER, name="a.tif")
except StorageError as error:
    print(error.message, file=sys.stderr)
    sys.exit(1)
"""
    folder = tmp_path / "case"
    ended = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    if not folder.exists():
        assert ended.stdout == ""
        return
    acknowledged = len(ended.stdout.split())
    with CaseStore.open(folder, write=True) as store:
        assert len(store.artefact_names()) >= acknowledged
        assert store.verify() == ()


def test_a_read_only_folder_is_told(tmp_path, monkeypatch):
    """A place where no folder can be made is named, with what is wrong there."""

    def refuse(self, *_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    with pytest.raises(StorageError, match="read-only"):
        CaseStore.create(tmp_path / "case")
    assert list(tmp_path.iterdir()) == []


_READER = """
import os, sys
from pathlib import Path
from temoin.custody import CaseStore, open_case
from temoin.errors import StorageError
place = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
print(len(open_case(place / "case").ledger.entries))
with CaseStore.open(place / "case") as store:
    print(store.verify())
for attempt in (
    lambda: CaseStore.open(place / "case", write=True),
    lambda: CaseStore.create(place / "case"),
    lambda: CaseStore.create(place / "empty"),
    lambda: CaseStore.create(place / "new"),
    lambda: CaseStore.create(place / "closed" / "case"),
    lambda: CaseStore.open(place / "closed" / "case"),
):
    try:
        attempt().close()
    except StorageError as error:
        print("refused")
"""


def test_a_case_on_a_read_only_disk_can_be_read_and_not_written():
    """Without write permission a closed case opens and is checked; each attempt to write ends in a StorageError and leaves nothing."""
    with tempfile.TemporaryDirectory(prefix="temoin-test-") as name:  # pytest's own folders are closed to other users
        place = Path(name)
        with CaseStore.create(place / "case") as store:
            store.put_artefact("a.json", b"{}", "application/json", action="extract")
        (place / "empty").mkdir()
        (place / "closed").mkdir()
        before = sorted(str(path) for path in place.rglob("*"))
        (place / "closed").chmod(0o000)
        for path in (place / "case" / "case.gpkg", place / "case" / "case.lock"):
            path.chmod(0o444)
        for path in (place / "case", place / "empty", place):
            path.chmod(0o555)
        try:
            ended = subprocess.run([sys.executable, "-c", _READER, name], capture_output=True, text=True, check=False, timeout=60)
        finally:
            for path in (place, place / "case", place / "empty", place / "closed"):
                path.chmod(0o755)
        assert ended.stdout.split() == ["2", "()", *["refused"] * 6], ended.stderr
        assert sorted(str(path) for path in place.rglob("*")) == before


def test_a_closed_case_is_one_file(store, folder):
    """SQLite's log is gone after closing: what is copied or archived is complete."""
    store.record(Draft(action="read"))
    assert (folder / "case.gpkg-wal").exists()
    store.close()
    assert not (folder / "case.gpkg-wal").exists()
    connection = sqlite3.connect(f"file:{folder / 'case.gpkg'}?mode=ro&immutable=1", uri=True)
    assert connection.execute("SELECT count(*) FROM temoin_ledger").fetchone() == (2,)
    connection.close()


def test_what_a_killed_creation_left_is_taken_over(tmp_path):
    """A folder that holds only the beginnings of a case is as good as an empty one."""
    for name in ("exhibits", "products"):
        (tmp_path / name).mkdir()
    (tmp_path / ".temoin-tmp-abc.gpkg").write_bytes(b"half")
    (tmp_path / "case.lock").write_bytes(b"")
    with CaseStore.create(tmp_path) as store:
        assert store.verify() == ()
    assert not list(tmp_path.glob(".temoin-tmp-*"))
    assert (tmp_path / "case.gpkg").exists()


_WORK = """
import sys
from pathlib import Path
from temoin.custody import CaseStore, Draft
from temoin.model import ExhibitRole
print("ready", flush=True)
with CaseStore.create(Path(sys.argv[1]), inputs_key="k") as store:
    print(store.head, flush=True)
    start = len(store.case().ledger.entries)
    for number in range(start, start + 100_000):
        store.add_exhibit(f"input {number}".encode() * 1000, ExhibitRole.REPORT, name=f"{number}.txt")
        print(store.head, flush=True)
        store.put_artefact("claims.json", f"{number}".encode(), "application/json", action="extract")
        print(store.head, flush=True)
        store.put_artefact("score.tif", f"{number:07}".encode() * 160_000, "image/tiff", action="measure")
        print(store.head, flush=True)
        store.record_many(Draft(action="read") for _ in range(20))
        print(store.head, flush=True)
"""


def kill_and_look(folder, wait_s):
    """Kill a writer some time after it started to work, then look at the case; returns the hashes that were acknowledged."""
    with subprocess.Popen([sys.executable, "-c", _WORK, str(folder)], stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout.readline() == "ready\n"
        time.sleep(wait_s)
        worker.send_signal(signal.SIGKILL)
        # A line that was cut off by the death is no acknowledgement.
        return [line.strip() for line in worker.stdout if line.endswith("\n")]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
@pytest.mark.parametrize("waits_s", [(0.0, 0.004, 0.008, 0.016, 0.03), (0.05, 0.07, 0.11, 0.16, 0.23)], ids=["while made", "at work"])
def test_sudden_death_loses_nothing_that_was_acknowledged(tmp_path, waits_s):
    """After each kill -9 the same case opens, every acknowledged entry is there, all files hold, and nothing unfinished lies about."""
    folder = tmp_path / "case"
    acknowledged = []
    for wait_s in waits_s:
        acknowledged += kill_and_look(folder, wait_s)
        with CaseStore.create(folder, inputs_key="k") as store:
            assert set(acknowledged) <= {entry.hash for entry in store.case().ledger.entries}
            assert store.verify() == ()
        assert not list(folder.rglob(".temoin-tmp-*"))
    assert acknowledged
