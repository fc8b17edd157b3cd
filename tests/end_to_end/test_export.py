"""`temoin case export --public`: nothing private in any byte, a salted hash for each thing that stays, and the proof of one of them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from temoin.custody import CaseStore
from temoin.model import DecisionKind
from temoin.workflows import decide_in_case, forget_exhibit, withheld_things

RIGHTS = ["--before-credit", "Sky © 2025", "--after-credit", "Sky © 2025", "--before-licence", "CC0-1.0", "--after-licence", "CC0-1.0"]
PASSPHRASE = "an old grey heron"  # noqa: S105  # of a key that is made for a test and thrown away
SEEDED = ("Petrenko", "petrenko", "Ada Reader", "Bo Second", "petrenko.txt")


@pytest.fixture(scope="module")
def signed(make_case, tmp_path_factory) -> Path:
    """A case that two people signed, made once."""
    folder = make_case(tmp_path_factory.mktemp("signed"), credit=None, licence=None)
    for who in ("Ada Reader", "Bo Second"):
        decide_in_case(folder, DecisionKind.SIGN_OFF, who=who, why="read it")
    return folder


@pytest.fixture
def case(signed, tmp_path) -> Path:
    """A copy of it, to do with as a test likes."""
    return shutil.copytree(signed, tmp_path / "case")


def all_bytes(folder: Path) -> bytes:
    """Every byte of every file, and every name."""
    return b"\n".join(path.name.encode() + b"\n" + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_gate_is_that_of_publication(call, made_case, tmp_path):
    """What is missing is said at once, nothing is made, and the whole case is not exported by accident."""
    folder, out = made_case(credit=None, licence=None), tmp_path / "public"
    refused = call("case", "export", folder, "--public", "--out", out)
    assert refused.code == 1
    for words in ("a credit for the picture from before", "signatures of 2 people"):
        assert words in refused.err
    assert not out.exists()
    assert call("case", "export", folder, "--out", out).code == 2


def test_nothing_private_is_in_any_byte(call, case, tmp_path):
    """Names of persons, of those who worked on it and of files, and hashes of withheld words and files, are in no file of the copy."""
    out = tmp_path / "public"
    ended = call("case", "export", case, "--public", "--out", out, *RIGHTS)
    assert ended.code == 0, ended.err
    found = all_bytes(out)
    for words in SEEDED:
        assert words.encode() not in found
        assert hashlib.sha256(words.encode()).hexdigest().encode() not in found
    told = json.loads((out / "data" / "withheld.json").read_text("utf-8"))
    kinds = {row["kind"] for row in told["withheld"]}
    assert {"exhibit: report", "exhibit: before", "claims", "assessments", "name", "worker"} <= kinds
    with CaseStore.open(case) as store:
        things = list(withheld_things(store))
        salts = [one.salt for one in things]
        assert sorted(one.commitment for one in things) == [row["commitment"] for row in told["withheld"]]
    assert len(set(salts)) == len(salts)
    assert not any(salt.encode() in found for salt in salts)


def test_it_is_checked_with_and_without_temoin(call, case, tmp_path):
    """Signed, checked by `case check` with the pinned key and by `sha256sum -c` alone; a flipped byte is named; checking changes no byte."""
    words, out = tmp_path / "words.txt", tmp_path / "public"
    words.write_text(PASSPHRASE + "\n", "utf-8")
    fingerprint = call("key", "new", tmp_path / "ada.key", "--passphrase-file", words).out.strip()
    signing = ["--key", tmp_path / "ada.key", "--passphrase-file", words]
    assert call("case", "export", case, "--public", "--out", out, *RIGHTS, *signing).code == 0
    before = all_bytes(out)
    unknown = call("case", "check", out)
    assert unknown.code == 0, unknown.err
    assert "signer unknown" in unknown.out
    assert "public copy, release 1" in unknown.out
    pinned = call("case", "check", out, "--signer", fingerprint, "--json")
    assert pinned.json()["is_known"]
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--quiet", "--strict", manifest], cwd=out, check=True)
    assert all_bytes(out) == before
    assert call("case", "certificate", out, "--out", tmp_path / "page.html").code == 2
    for name in ("data/withheld.json", "data/verdicts.json", "README.txt"):
        copy = tmp_path / name.replace("/", "-")
        shutil.copytree(out, copy)
        (copy / name).write_bytes((copy / name).read_bytes().replace(b"e", b"f", 1))
        wrong = call("case", "check", copy)
        assert wrong.code == 3
        assert f"{name} was altered" in wrong.err


def test_one_withheld_thing_can_be_proven(call, case, tmp_path):
    """`reveal` lists them for the desk, and with the salt and the words anybody computes the commitment that stands in the copy."""
    out = tmp_path / "public"
    assert call("case", "export", case, "--public", "--out", out, *RIGHTS).code == 0
    listed = " ".join(call("case", "reveal", case).out.split())
    assert "Petrenko" in listed
    with CaseStore.open(case) as store:
        name = next(one for one in withheld_things(store) if one.kind == "name")
    shown = call("case", "reveal", case, name.commitment[:16]).out
    salt = next(line.split()[1] for line in shown.splitlines() if line.startswith("salt"))
    assert hashlib.sha256(bytes.fromhex(salt) + name.words.encode()).hexdigest() in (out / "data" / "withheld.json").read_text("utf-8")
    with CaseStore.open(case) as store:
        exhibit = next(one for one in withheld_things(store) if one.kind == "exhibit: report")
        data = next((case / one.path).read_bytes() for one in store.case().exhibits if one.sha256 == exhibit.sha256)
    assert hashlib.sha256(bytes.fromhex(exhibit.salt) + data).hexdigest() == exhibit.commitment
    assert call("case", "reveal", case, "00ff00ff").code == 2


def test_a_second_copy_is_of_the_same_release_and_has_other_salts(call, case, tmp_path):
    """Nothing changed: no new release; exhibits are committed to as on the page that both hold, and of all else nothing can be linked."""
    copies = [tmp_path / name for name in ("one", "two")]
    for out in copies:
        assert call("case", "export", case, "--public", "--out", out, *RIGHTS).code == 0
    told = [json.loads((out / "data" / "withheld.json").read_text("utf-8")) for out in copies]
    assert told[0]["release"] == told[1]["release"] == 1
    first, second = ({row["commitment"]: row["kind"] for row in one["withheld"]} for one in told)
    assert first.keys() & second.keys() == {commitment for commitment, kind in first.items() if kind.startswith("exhibit: ")}
    assert call("case", "export", case, "--public", "--out", copies[0], *RIGHTS).code == 1
    assert call("case", "check", case).code == 0


def test_a_short_note_cannot_be_guessed_from_the_page(call, case, tmp_path):
    """Page and copy bear no plain hash of an exhibit but the salted ones of the copy's own list; printed again, the page is the same."""
    out = tmp_path / "public"
    bag = call("case", "export", case, "--public", "--out", out, *RIGHTS, "--json").json()
    assert (bag["path"], bag["release"], bag["fingerprint"], bag["stamped"]) == (str(out), 1, "", None)
    with CaseStore.open(case) as store:
        plain = [exhibit.sha256 for exhibit in store.case().exhibits]
    found = all_bytes(out).decode("utf-8", "replace")
    assert not [sha256 for sha256 in plain if sha256 in found]
    page = (out / "data" / "dossier.html").read_text("utf-8")
    told = json.loads((out / "data" / "withheld.json").read_text("utf-8"))["withheld"]
    exhibits = [row["commitment"] for row in told if row["kind"].startswith("exhibit: ")]
    assert len(exhibits) == len(plain)
    assert bag["withheld"] == len(told)
    assert all(commitment in page for commitment in exhibits)
    again = tmp_path / "again"
    assert call("case", "export", case, "--public", "--out", again, *RIGHTS).code == 0
    assert (again / "data" / "dossier.html").read_bytes() == (out / "data" / "dossier.html").read_bytes()


def test_forgetting_takes_the_words_and_keeps_the_salts_of_files(call, case, tmp_path):
    """After an exhibit was forgotten no byte of the case holds the withheld name; other files can still be proven."""
    assert call("case", "export", case, "--public", "--out", tmp_path / "public", *RIGHTS).code == 0
    forget_exhibit(case, "petrenko.txt", who="Ada", why="asked for")
    with CaseStore.open(case) as store:
        left = list(withheld_things(store))
    assert left
    assert all(one.words is None for one in left)
    assert b"Ivan Petrenko" not in all_bytes(case)
    assert call("case", "check", case).code == 0
