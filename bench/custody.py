"""The case folder's speed: hashing a large exhibit beside `sha256sum`, taking it in beside `cp` and `sha256sum`, and ledger entries a second.

`python custody.py FOLDER [MEGABYTES]`; the folder's disk is the one that is measured.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = int(os.environ.get("TEMOIN_BENCH_ROUNDS", "5"))


def main(folder, megabytes):
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        big = Path(scratch) / "exhibit.bin"
        block = os.urandom(1 << 20)
        with big.open("wb") as file:
            for number in range(megabytes):
                file.write(number.to_bytes(8, "big") + block[8:])
        hashing(big, megabytes)
        taking_in(big, megabytes, Path(scratch))
        appending(Path(scratch))


def hashing(big, megabytes):
    from temoin.custody import hash_file

    print(f"SHA-256 of {megabytes} MB, in memory      seconds")
    subprocess.run(["sha256sum", str(big)], check=True, capture_output=True)
    ours, theirs = turns(
        lambda: hash_file(big)[0], lambda: subprocess.run(["sha256sum", str(big)], check=True, capture_output=True, text=True).stdout[:64]
    )
    print(f"  temoin {ours:8.2f}   {ours / theirs:5.2f} × sha256sum   (floor: 1.10)\n  sha256sum {theirs:5.2f}")


def taking_in(big, megabytes, scratch):
    from temoin.custody import CaseStore
    from temoin.model import ExhibitRole

    def take():
        with CaseStore.create(scratch / "case") as store:
            store.add_exhibit(big, ExhibitRole.BEFORE)
        shutil.rmtree(scratch / "case")

    def copy():
        for words in (["cp", str(big), str(scratch / "copy")], ["sync", str(scratch / "copy")], ["sha256sum", str(scratch / "copy")]):
            subprocess.run(words, check=True, capture_output=True)
        (scratch / "copy").unlink()

    ours, theirs = turns(take, copy)
    print(
        f"{megabytes} MB taken in, hashed and on the disk\n  temoin {ours:8.2f}   {ours / theirs:5.2f} × cp, sync, sha256sum\n  peers  {theirs:8.2f}"
    )


def appending(scratch):
    from temoin.custody import CaseStore, Draft

    with CaseStore.create(scratch / "ledger") as store:
        begun = time.perf_counter()
        for _ in range(4000):
            store.record(Draft(action="measure"))
        single = 4000 / (time.perf_counter() - begun)
        begun = time.perf_counter()
        for _ in range(100):
            store.record_many(Draft(action="measure") for _ in range(1000))
        batches = time.perf_counter() - begun
        begun = time.perf_counter()
        assert store.verify() == ()
        verified = time.perf_counter() - begun
        entries = len(store.case().ledger.entries)
    synced = raw_appends(scratch / "raw.sqlite")
    print(f"durable single appends  {single:8.0f} a second   (floor 2,000; a bare SQLite row with the same durability: {synced:.0f})")
    print(f"100,000 in batches of 1,000 {batches:6.2f} s       (floor 5)\nverifying {entries:,} entries {verified:6.2f} s       (floor 2)")


def raw_appends(path):
    """Rows a second of bare SQLite in the same journal mode: what the disk allows."""
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE line (number INTEGER PRIMARY KEY, words TEXT)")
    begun = time.perf_counter()
    for _ in range(4000):
        connection.execute("INSERT INTO line (words) VALUES (?)", ("x" * 300,))
    seconds = time.perf_counter() - begun
    connection.close()
    return 4000 / seconds


def turns(*calls):
    """The median of each, taken in turns."""
    seconds = [[] for _ in calls]
    for _ in range(ROUNDS):
        for held, call in zip(seconds, calls, strict=True):
            begun = time.perf_counter()
            call()
            held.append(time.perf_counter() - begun)
    return [statistics.median(held) for held in seconds]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1024)
