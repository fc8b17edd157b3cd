"""The program is killed at any moment: the case is whole, and the same command again ends as if nothing had happened."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from temoin.custody import CaseStore, open_case
from temoin.publish import write_geotiff
from temoin.testing import made_pair

JUDGED = ("claims.json", "registration.json", "findings.json", "findings.geojson", "assessments.json", "inputs.json")
FIRST = "Three people were killed when 500 square metres of the roof of a depot fell in on 4 May 2025 in Larnby, the fire service said.\n"
LATER = "Four people were killed in the fire at a depot in Larnby, the regional governor said on 6 May 2025.\n"


@pytest.fixture(scope="module", autouse=True)
def _registered_once():
    """Not here: a run after a kill works out again whatever was not kept."""


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """Two reports and a made pair."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "first.txt").write_text(FIRST, "utf-8")
    (folder / "later.txt").write_text(LATER, "utf-8")
    made = made_pair()
    for name, image, scene in (("before", made.before, made.before_scene), ("after", made.after, made.after_scene)):
        write_geotiff(folder / f"{name}.tif", image, acquired=scene.acquired)
    return folder


def verify_words(files: Path, out: Path) -> list[str]:
    """The command that makes the case."""
    pictures = ["--before", files / "before.tif", "--after", files / "after.tif"]
    return [str(word) for word in ("verify", files / "first.txt", *pictures, "--published", "2025-05-05", "--title", "Larnby", "--out", out)]


def add_words(files: Path, out: Path) -> list[str]:
    """The command that adds to it."""
    return [str(word) for word in ("case", "add", out, files / "later.txt", "--published", "2025-05-06")]


def started(words: list[str]) -> subprocess.Popen[bytes]:
    """The program, in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "temoin", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def begun(process: subprocess.Popen[bytes], has_begun) -> None:
    """Wait until the program has begun to write: what comes before is the start of the interpreter."""
    while process.poll() is None and not has_begun():
        time.sleep(0.002)


def ended_as(out: Path) -> dict[str, str]:
    """The hash of everything that was worked out."""
    with CaseStore.open(out) as store:
        found = {name: store.get_artefact(name) for name in JUDGED}
    assert None not in found.values()
    return {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}


def size_of_ledger(out: Path) -> int:
    """How many entries the ledger has; 0 where there is no case yet."""
    return len(open_case(out).ledger.entries) if (out / "case.gpkg").is_file() else 0


class Whole:
    """An uninterrupted run: what it ends with, and how long it writes."""

    def __init__(self, words: list[str], out: Path, has_begun):
        process = started(words)
        begun(process, has_begun)
        since = time.monotonic()
        assert process.wait() == 0
        self.seconds = time.monotonic() - since
        self.result = ended_as(out)


@pytest.fixture(scope="module")
def whole(files, tmp_path_factory) -> tuple[Path, Whole]:
    """The case that was made without a fault."""
    out = tmp_path_factory.mktemp("whole") / "case"
    return out, Whole(verify_words(files, out), out, out.exists)


def killed_after(words: list[str], seconds: float, has_begun) -> bool:
    """Run the program and kill it some seconds after it began to write; whether it was killed before its end."""
    process = started(words)
    try:
        begun(process, has_begun)
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    finally:
        process.kill()
        process.wait()
    return False


def check(call, out: Path, moment: float) -> None:
    """The case opens and every hash of it holds."""
    if (out / "case.gpkg").exists():
        open_case(out)
        ended = call("case", "check", out)
        assert ended.code == 0, f"killed after {moment:.3f} s: {ended.err}"


def again(call, words: list[str], out: Path, moment: float, wanted: dict[str, str]) -> None:
    """The same command ends like the uninterrupted run, and leaves nothing unfinished behind."""
    ended = call(*words)
    assert ended.code == 0, f"killed after {moment:.3f} s: {ended.err}"
    assert ended_as(out) == wanted, f"killed after {moment:.3f} s"
    check(call, out, moment)
    assert (out / "products" / "dossier.html").is_file() or list((out / "products").glob("dossier.*.html"))
    # Whatever a killed run staged under a temporary name is gone.
    assert [path for path in out.rglob("*") if path.name.startswith(".temoin-")] == []


def die_while_verifying(call, files: Path, whole: Whole, tmp_path: Path, times: int, seed: int) -> None:
    """Kill `temoin verify` so many times, each in a case of its own."""
    chance = random.Random(seed)
    died = 0
    for number in range(times):
        out = tmp_path / f"case-{number}"
        words = verify_words(files, out)
        moment = chance.uniform(0.0, whole.seconds)
        died += killed_after(words, moment, out.exists)
        check(call, out, moment)
        again(call, words, out, moment, whole.result)
        shutil.rmtree(out)
    assert died > times / 2, f"{died} of {times} runs were killed before their end: the moments prove too little"


def die_while_adding(call, files: Path, case: Path, tmp_path: Path, times: int, seed: int) -> None:
    """Kill `temoin case add` so many times, each on a copy of the same case."""
    entries = size_of_ledger(case)

    def copy(name: str) -> Path:
        return shutil.copytree(case, tmp_path / name)

    grown = copy("grown")
    wanted = Whole(add_words(files, grown), grown, (grown / "case.gpkg-wal").exists)
    assert size_of_ledger(grown) > entries
    chance = random.Random(seed)
    died = 0
    for number in range(times):
        out = copy(f"case-{number}")
        words = add_words(files, out)
        moment = chance.uniform(0.0, wanted.seconds)
        died += killed_after(words, moment, (out / "case.gpkg-wal").exists)
        check(call, out, moment)
        again(call, words, out, moment, wanted.result)
        shutil.rmtree(out)
    assert died > times / 2, f"{died} of {times} runs were killed before their end: the moments prove too little"


def test_killed_while_verifying(call, files, whole, tmp_path):
    """Twenty times at random moments: the case opens, its check is clean, and the same command ends with the same hashes."""
    die_while_verifying(call, files, whole[1], tmp_path, 20, seed=20_250_704)


def test_killed_while_adding(call, files, whole, tmp_path):
    """Twenty times: a killed `case add` can be given again, the report is taken in once, and the case ends as if nothing had happened."""
    die_while_adding(call, files, whole[0], tmp_path, 20, seed=20_250_705)


@pytest.mark.slow
def test_killed_two_hundred_times(call, files, whole, tmp_path):
    """The same at two hundred moments."""
    die_while_verifying(call, files, whole[1], tmp_path, 200, seed=7)


@pytest.mark.slow
def test_killed_two_hundred_times_while_adding(call, files, whole, tmp_path):
    """And `case add` at two hundred moments."""
    die_while_adding(call, files, whole[0], tmp_path, 200, seed=8)


def test_killed_again_and_again(call, files, whole, tmp_path):
    """One case, killed in every run until a run comes through: what each run finished is kept, and the end is the same."""
    out = tmp_path / "case"
    words = verify_words(files, out)
    chance = random.Random(11)
    entries = 0
    for _ in range(6):
        moment = chance.uniform(0.0, whole[1].seconds / 2)
        killed_after(words, moment, out.exists)
        check(call, out, moment)
        assert size_of_ledger(out) >= entries
        entries = size_of_ledger(out)
    again(call, words, out, moment, whole[1].result)
