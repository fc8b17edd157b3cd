"""A whole case sealed, checked and run again, from the terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from temoin.custody import CaseStore
from temoin.model import ClaimKind, DecisionKind
from temoin.workflows import VerifyInputs, decide_in_case, decided_claims_of, verify_event

PASSPHRASE = "an old grey heron"  # noqa: S105  # of a key that is made for a test and thrown away


@pytest.fixture(scope="module", autouse=True)
def _registered_once():
    """Not here: that a case runs again to the same ends holds only if it is registered again."""


@pytest.fixture(scope="module")
def case(tmp_path_factory, example) -> Path:
    """The shipped example with two decisions."""
    folder = tmp_path_factory.mktemp("sealed") / "case"
    verify_event(VerifyInputs(groups=example.groups, before=example.before, after=example.after, buildings=example.buildings), folder)
    with CaseStore.open(folder) as store:
        claim = next(one for one in decided_claims_of(store)[1].claims if one.kind is ClaimKind.INJURED)
    decide_in_case(folder, DecisionKind.EDIT_CLAIM, claim.id, {"value": 7}, who="Ada", why="misread", is_run=False)
    decide_in_case(folder, DecisionKind.WRONG_FOOTPRINT, "h3", who="Bo", why="a pond")
    return folder


@pytest.fixture
def key(call, tmp_path) -> tuple[Path, Path, str]:
    """A key, the file with its passphrase, and its fingerprint."""
    words = tmp_path / "words.txt"
    words.write_text(PASSPHRASE + "\n", "utf-8")
    ended = call("key", "new", tmp_path / "ada.key", "--passphrase-file", words)
    assert ended.code == 0, ended.err
    return tmp_path / "ada.key", words, ended.out.strip()


def test_a_case_is_sealed_and_checked_from_the_terminal(call, case, key, tmp_path):
    """Signed, zipped, checked as folder and as file; the fingerprint is told by `key show` as well."""
    path, words, fingerprint = key
    assert call("key", "show", tmp_path / "ada.key.pub").out.strip() == fingerprint
    out = tmp_path / "bag"
    ended = call("case", "seal", case, "--out", out, "--key", path, "--passphrase-file", words, "--zip")
    assert ended.code == 0, ended.err
    assert ended.out.strip() == str(out)
    assert fingerprint in ended.err
    for sealed in (out, tmp_path / "bag.zip"):
        assert "signer unknown" in " ".join(call("case", "check", sealed).out.split())
        pinned = call("case", "check", sealed, "--signer", fingerprint)
        assert pinned.code == 0, pinned.err
        assert "the key you expect" in pinned.out
    told = call("case", "check", out, "--json").json()
    assert (told["is_sealed"], told["problems"], told["fingerprint"]) == (True, [], fingerprint)
    assert call("case", "check", out, "--signer", "ab" * 32).code == 3
    for place in (out, out / "data"):
        assert call("case", "show", place).code == 0
        assert "is sealed" in " ".join(call("case", "add", place, words).err.split())


def test_what_was_altered_ends_with_3_and_is_named(call, case, tmp_path):
    """A byte of a product of the sealed copy."""
    out = tmp_path / "bag"
    assert call("case", "seal", case, "--out", out).code == 0
    path = out / "data" / "products" / "claims.json"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")
    ended = call("case", "check", out)
    assert ended.code == 3
    assert "data/products/claims.json was altered" in " ".join(ended.err.split())


def test_a_certificate_is_one_page(call, case, key, tmp_path):
    """What a reader needs stands on it; a case that does not hold gets none."""
    path, words, fingerprint = key
    out, page = tmp_path / "bag", tmp_path / "certificate.html"
    assert call("case", "certificate", case, "--out", page).code == 2
    assert call("case", "seal", case, "--out", out, "--key", path, "--passphrase-file", words).code == 0
    assert call("case", "certificate", out, "--out", page, "--signer", fingerprint).code == 0
    text = page.read_text("utf-8")
    assert " ".join(fingerprint[start : start + 8] for start in range(0, 64, 8)) in text
    assert "the key that was asked for" in text
    (out / "README.txt").write_text("other", "utf-8")
    assert call("case", "certificate", out, "--out", tmp_path / "no.html").code == 3
    assert not (tmp_path / "no.html").exists()


def test_a_case_that_was_not_sealed_has_no_signer(call, case):
    """Asking for one is a usage error; without asking, the check is that of the hashes."""
    assert call("case", "check", case, "--signer", "ab" * 32).code == 2
    ended = call("case", "check", case)
    assert ended.code == 0
    assert "internally consistent, signer unknown" in ended.out


def test_a_key_needs_its_passphrase(call, case, key, tmp_path):
    """A wrong one, none at all without a terminal, and one without a key."""
    path, words, _ = key
    words.write_text("another one entirely\n", "utf-8")
    out = tmp_path / "bag"
    assert "does not open" in call("case", "seal", case, "--out", out, "--key", path, "--passphrase-file", words).err
    assert "no terminal" in call("case", "seal", case, "--out", out, "--key", path).err
    assert call("case", "seal", case, "--out", out, "--passphrase-file", words).code == 2
    assert not out.exists()


def test_a_sealed_case_runs_again_to_the_same_ends(call, case, tmp_path):
    """From its exhibits, options and decisions, byte for byte; no byte of the case changes."""
    out = tmp_path / "bag"
    assert call("case", "seal", case, "--out", out).code == 0
    ended = call("case", "replay", out, "--json")
    assert ended.code == 0, ended.err
    told = ended.json()
    assert told["different"] == told["changes"] == []
    assert {"claims.json", "findings.json", "assessments.json"} <= set(told["same"])
    assert call("case", "check", out).code == 0


def test_what_comes_out_otherwise_is_told(call, case, tmp_path, monkeypatch):
    """A reader that misses the dead: the claims and verdicts that are gone are listed, and the exit code says so."""
    from temoin.workflows import run

    reads = run.extract_claims
    monkeypatch.setattr(run, "extract_claims", lambda report: tuple(one for one in reads(report) if one.kind is not ClaimKind.KILLED))
    copy = shutil.copytree(case, tmp_path / "case")
    ended = call("case", "replay", copy)
    assert ended.code == 4
    assert "different  claims.json" in ended.out
    assert "same       findings.json" in ended.out
    assert "killed" in ended.out


def test_a_report_is_forgotten_and_the_case_goes_on_without_it(call, example, tmp_path):
    """Its bytes and quotes are gone from the folder, the rest is worked out anew, and the check says what is withheld."""
    folder, private = tmp_path / "case", tmp_path / "private.txt"
    private.write_text("Four people were killed at the depot in Larnby on 4 May 2025, a neighbour of 7 Example Street said.\n", "utf-8")
    other = tmp_path / "other.txt"
    other.write_text("Three people were killed at the depot in Larnby on 4 May 2025, the fire service said.\n", "utf-8")
    assert call("verify", private, other, "--out", folder).code == 0
    assert call("case", "forget", folder, "nothing.txt", "--by", "Ada", "--why", "asked to").code == 2
    ended = call("case", "forget", folder, "private.txt", "--by", "Ada", "--why", "asked to", "--json")
    assert ended.code == 0, ended.err
    assert {row["id"] for row in ended.json()["reports"]} == {"other"}
    assert [path.name for path in folder.rglob("*") if path.is_file() and b"7 Example Street" in path.read_bytes()] == []
    checked = call("case", "check", folder)
    assert checked.code == 0, checked.err
    assert "private.txt: withheld by entry" in checked.out
    assert call("case", "replay", folder).code == 0
    assert call("case", "show", folder).code == 0
    assert call("case", "forget", folder, "other.txt", "--by", "Ada", "--why", "asked to").code == 0
    assert call("case", "check", folder).code == 0
    ended = call("publish", folder)
    assert ended.code == 1
    assert "was made to forget all" in ended.err


def test_a_kill_between_forgetting_and_running_again_loses_no_case(call, note, tmp_path):
    """The next command runs it on what is left; another exhibit of the same name is not taken for the one that is gone."""
    folder, twin = tmp_path / "case", tmp_path / "twin" / note.name
    twin.parent.mkdir()
    twin.write_text("Four people were killed in Larnby on 4 May 2025, the governor said.\n", "utf-8")
    assert call("verify", note, twin, "--out", folder).code == 0
    with CaseStore.open(folder, write=True) as store:
        first, second = store.case().exhibits
        assert first.name == second.name
        store.forget(first.sha256, who="Ada", why="asked to", keep=("inputs.json",))
    assert call("case", "check", folder).code == 0
    ended = call("publish", folder, "--json")
    assert ended.code == 0, ended.err
    assert len(ended.json()["reports"]) == 1
    assert call("case", "forget", folder, note.name, "--by", "Ada", "--why", "asked to").code == 0
