"""A case is sealed as a bag; the system's own tools check it, and every way to tamper with it is seen."""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from temoin.custody import CaseStore, Layers
from temoin.custody.proof import (
    PublicCopy,
    SealOptions,
    check_sealed,
    commitment,
    new_key,
    read_certificates,
    seal_case,
    seal_public_copy,
    zip_sealed,
)
from temoin.errors import CaseError, CustodyError, InputError, OptionError, StorageError
from temoin.model import ExhibitRole
from temoin.testing import made_pair


def listed(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def shell(command: str, folder: Path) -> str:
    """What a shell says in a folder; it must succeed."""
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def bag(case, tmp_path, signer) -> Path:
    """The case, sealed and signed."""
    return seal_case(case, tmp_path / "bag", signer=signer).path


@pytest.fixture
def stamped(case, tmp_path, signer, authority) -> Path:
    """The case, sealed, signed and stamped."""
    return seal_case(case, tmp_path / "stamped", signer=signer, options=SealOptions(authority=authority.url)).path


def test_a_sealed_case_is_whole_and_says_what_it_does_not_prove(bag, signer):
    """Without a pinned key the signer is unknown; with it, known; no stamp is said as lower assurance."""
    report = check_sealed(bag)
    assert report.problems == ()
    assert report.fingerprint == signer.fingerprint
    assert "signer unknown" in report.assurances[0]
    assert "lower assurance" in report.assurances[1]
    pinned = check_sealed(bag, signer=signer.fingerprint)
    assert pinned.problems == ()
    assert "the key you expect" in pinned.assurances[0]


def test_an_unsigned_case_is_lower_assurance(case, tmp_path):
    """It is consistent, and says that anybody could have rebuilt it; a wanted signer is then missing."""
    path = seal_case(case, tmp_path / "bag").path
    assert "Nobody signed" in (path / "README.txt").read_text("utf-8")
    report = check_sealed(path)
    assert report.problems == ()
    assert "anybody could have rebuilt it" in report.assurances[0]
    assert "nobody's signature" in check_sealed(path, signer="ab" * 32).problems[0]


def test_checking_changes_no_byte(bag):
    """Two checks leave every file as it was; the reading is noted beside the bag."""
    before = listed(bag)
    assert check_sealed(bag).problems == check_sealed(bag).problems == ()
    assert listed(bag) == before
    assert (bag.parent / "bag.access.jsonl").read_text("utf-8").count("\n") == 2


def test_a_check_reads_the_payload_once(bag, monkeypatch):
    """Exhibits and products are hashed with the bag, and not a second time with the case; what was altered is named by both."""
    read: list[str] = []
    for module in ("temoin.custody.proof.bag", "temoin.custody.files"):
        whole = importlib.import_module(module).hash_file
        monkeypatch.setattr(f"{module}.hash_file", lambda path, *, follow=True, whole=whole: read.append(path.name) or whole(path, follow=follow))
    assert check_sealed(bag).problems == ()
    assert len(read) == len(set(read)) > 5
    exhibit = next((bag / "data" / "exhibits").iterdir())
    exhibit.chmod(0o644)
    exhibit.write_bytes(b"other bytes")
    problems = check_sealed(bag).problems
    assert [exhibit.name in one for one in problems] == [True, False, True]


def test_qgis_gets_a_copy_of_its_own(tmp_path, signer):
    """The layers of a case lie in view.gpkg too, read-only, in the manifest, without the ledger; a case without layers has none."""
    folder = tmp_path / "case"
    with CaseStore.create(folder) as store:
        store.put_layers(Layers(buildings=made_pair().buildings[:1]))
    bag = seal_case(folder, tmp_path / "bag", signer=signer).path
    view = bag / "data" / "view.gpkg"
    assert view.stat().st_mode & 0o777 == 0o444
    assert check_sealed(bag).problems == ()
    with closing(sqlite3.connect(f"file:{view}?mode=ro", uri=True)) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents")}
        assert connection.execute("SELECT building_id FROM buildings").fetchall() == [("h1",)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert tables == {"buildings", "changes", "site", "claims", "assessments", "decisions"}
    assert "view.gpkg" in (bag / "manifest-sha256.txt").read_text("utf-8")


def test_the_working_case_goes_on_and_knows_that_it_was_sealed(case, bag, signer):
    """Its ledger has a line of it; another entry can be added, and the sealed copy stays what it was."""
    with CaseStore.open(case, write=True) as store:
        entry = store.case().ledger.entries[-1]
        assert entry.action == "seal"
        assert json.loads(entry.options)["signer"] == signer.fingerprint
        store.add_exhibit(b"more", ExhibitRole.REPORT, name="more.txt")
        assert store.verify() == ()
    assert check_sealed(bag).problems == ()


def test_nothing_is_written_over_and_a_fault_leaves_nothing(case, tmp_path, signer, monkeypatch):
    """An --out that is there, one in the case, an altered case, a full disk and an authority that is not there: no bag, and the case as it was."""
    with CaseStore.open(case) as store:
        head = store.head
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(CaseError, match="there already"):
        seal_case(case, taken)
    with pytest.raises(CaseError, match="in the case itself"):
        seal_case(case, case / "bag")
    monkeypatch.setattr("temoin.custody.proof.proving.ask_for_stamp", _no_answer)
    with pytest.raises(StorageError, match="no answer"):
        seal_case(case, tmp_path / "bag", signer=signer, options=SealOptions(authority="https://tsa.invalid"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "taken"]
    with CaseStore.open(case) as store:
        assert store.head == head
        assert store.verify() == ()
    exhibit = next((case / "exhibits").iterdir())
    exhibit.chmod(0o644)
    exhibit.write_bytes(b"other bytes")
    with pytest.raises(CustodyError, match="altered"):
        seal_case(case, tmp_path / "bag")
    assert not (tmp_path / "bag").exists()


def _no_answer(*_):
    raise StorageError("no answer")


def test_what_a_killed_sealing_left_is_swept_away(case, tmp_path, signer):
    """The next sealing to the same place begins anew."""
    left = tmp_path / ".temoin-tmp-bag"
    left.mkdir()
    (left / "half").write_bytes(b"half")
    seal_case(case, tmp_path / "bag", signer=signer)
    assert not left.exists()
    assert check_sealed(tmp_path / "bag").problems == ()


def test_the_systems_own_tools_agree(stamped, authority, tmp_path):
    """`sha256sum -c` on both lists, `openssl` on signature and stamp: the README's commands, as they stand there."""
    copy = shutil.copytree(stamped, tmp_path / "copy")
    readme = (copy / "README.txt").read_text("utf-8")
    commands = [line.strip() for line in readme.splitlines() if line.startswith("    ") and not line.strip().startswith(("certutil", "-"))]
    commands = [line for line in commands if line.startswith(("sha256sum", "sed", "( printf", "openssl"))]
    assert len(commands) == 9
    for command in commands:
        shell(command.replace("AUTHORITY.pem", str(authority.root)), copy)
    fingerprint = shell(next(line for line in commands if "outform DER" in line), copy).split()[0]
    assert fingerprint in readme
    payload = json.loads((copy / "payload.json").read_text("utf-8"))
    digests = {one["name"]: one["digest"]["sha256"] for one in payload["subject"]}
    assert digests["manifest-sha256.txt"] == hashlib.sha256((copy / "manifest-sha256.txt").read_bytes()).hexdigest()


def test_a_stamp_is_trusted_only_with_a_certificate(stamped, authority, authority_folder, tmp_path):
    """Without one its time is told and said to be unchecked; with the authority's root it is trusted; with another root it is not."""
    report = check_sealed(stamped)
    assert report.problems == ()
    assert report.stamp is not None
    assert "not checked" in report.assurances[1]
    trusted = read_certificates(authority.root.read_bytes(), name="root.pem")
    assert "that you trust)" in check_sealed(stamped, trusted=trusted).assurances[1]
    other = tmp_path / "other"
    shutil.copytree(authority_folder, other)
    shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -subj '/CN=Another root' -days 3 -out another.pem 2>/dev/null", other)
    problems = check_sealed(stamped, trusted=read_certificates((other / "another.pem").read_bytes(), name="another.pem")).problems
    assert problems
    assert problems[0].startswith("seal/stamp.tsr: none of the trusted certificates vouches for it")


def test_a_stamp_outlives_the_certificate_that_made_it(case, tmp_path, signer, brief_authority):
    """Judged at its own time: the chain held then, and that it ran out since does no harm."""
    path = seal_case(case, tmp_path / "bag", signer=signer, options=SealOptions(authority=brief_authority.url)).path
    trusted = read_certificates(brief_authority.root.read_bytes(), name="root.pem")
    left = trusted[0].not_valid_after_utc - datetime.now(UTC)
    time.sleep(max(0.0, left.total_seconds()) + 1.1)
    report = check_sealed(path, trusted=trusted)
    assert report.problems == ()
    assert report.stamp is not None
    assert report.stamp.time <= trusted[0].not_valid_after_utc < datetime.now(UTC)
    assert report.is_trusted


def test_a_case_sealed_by_version_1_checks_for_ever():
    """A file that is never made anew: sealed, signed and stamped by the first version that could."""
    folder = Path(__file__).parent / "fixtures"
    trusted = read_certificates((folder / "authority-v1.pem").read_bytes(), name="authority-v1.pem")
    report = check_sealed(folder / "sealed-v1.zip", signer=(folder / "signer-v1.txt").read_text("utf-8"), trusted=trusted)
    assert report.problems == ()
    assert report.is_known
    assert report.is_trusted
    assert report.case is not None
    assert [exhibit.name for exhibit in report.case.exhibits] == ["first.txt", "after.tif"]


def test_what_an_authority_answers_is_checked_at_once(case, tmp_path, signer, authority, monkeypatch):
    """An answer over other bytes is refused, and nothing is sealed."""
    monkeypatch.setattr("temoin.custody.proof.stamp._digest", lambda *_: b"other")
    with pytest.raises(InputError, match="other bytes"):
        seal_case(case, tmp_path / "bag", signer=signer, options=SealOptions(authority=authority.url))
    with pytest.raises(InputError, match="no address"):
        seal_case(case, tmp_path / "bag", signer=signer, options=SealOptions(authority="file:///etc/passwd"))
    assert not (tmp_path / "bag").exists()


# ------------------------------------------------------------------ tampering


def rebuilt(bag: Path) -> None:
    """Write both manifests and the size anew, as somebody would who altered a file and knows BagIt."""
    payload = sorted((path.relative_to(bag).as_posix(), path) for path in (bag / "data").rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in payload]
    (bag / "manifest-sha256.txt").write_text("".join(lines), "utf-8")
    info = (bag / "bag-info.txt").read_text("utf-8").splitlines()
    info = [line for line in info if not line.startswith("Payload-Oxum")]
    info.append(f"Payload-Oxum: {sum(path.stat().st_size for _, path in payload)}.{len(payload)}")
    (bag / "bag-info.txt").write_text("\n".join(info) + "\n", "utf-8")
    tags = ["README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    lines = [f"{hashlib.sha256((bag / name).read_bytes()).hexdigest()}  {name}\n" for name in tags]
    (bag / "tagmanifest-sha256.txt").write_text("".join(lines), "utf-8")


def exhibit_of(bag: Path, ending: str) -> Path:
    """The first exhibit whose name ends so."""
    return next(path for path in sorted((bag / "data" / "exhibits").iterdir()) if path.name.endswith(ending))


def write(path: Path, data: bytes) -> None:
    """Other bytes, whatever the file's mode."""
    path.chmod(0o644)
    path.write_bytes(data)


def flip(bag: Path) -> str:
    """One bit of an exhibit."""
    path = exhibit_of(bag, ".tif")
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    write(path, bytes(data))
    return path.relative_to(bag).as_posix()


def add(bag: Path) -> str:
    """A file more."""
    (bag / "data" / "note.txt").write_text("more", "utf-8")
    return "data/note.txt"


def add_beside(bag: Path) -> str:
    """A file more among the proofs."""
    (bag / "seal" / "note.txt").write_text("more", "utf-8")
    return "seal/note.txt"


def delete(bag: Path) -> str:
    """An exhibit less."""
    path = exhibit_of(bag, ".txt")
    path.unlink()
    return path.relative_to(bag).as_posix()


def rename(bag: Path) -> str:
    """A product under another name."""
    (bag / "data" / "products" / "claims.json").rename(bag / "data" / "products" / "claims2.json")
    return "data/products/claims.json"


def link(bag: Path) -> str:
    """An exhibit as a link to the same bytes elsewhere."""
    path = exhibit_of(bag, ".txt")
    elsewhere = bag.parent / "elsewhere.txt"
    shutil.copyfile(path, elsewhere)
    path.unlink()
    path.symlink_to(elsewhere)
    return path.relative_to(bag).as_posix()


def edit_readme(bag: Path) -> str:
    """A word of a tag file."""
    path = bag / "README.txt"
    write(path, path.read_bytes().replace(b"Larnby", b"Lornby"))
    return "README.txt"


def edit_row(bag: Path) -> str:
    """A row of the GeoPackage, with its guards taken down for the moment."""
    with sqlite3.connect(bag / "data" / "case.gpkg") as connection:
        guards = list(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'temoin_ledger'"))
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE temoin_ledger SET role = 'nobody' WHERE number = 2")
        for _, sql in guards:
            connection.execute(sql)
    connection.close()
    return "data/case.gpkg"


def replace_exhibit(bag: Path) -> str:
    """An exhibit by another sound file of the same name."""
    path = exhibit_of(bag, ".txt")
    write(path, b"Nobody was killed in Larnby at all.")
    return path.relative_to(bag).as_posix()


TAMPERINGS = [flip, add, add_beside, delete, rename, link, edit_readme, edit_row, replace_exhibit]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_every_tampering_names_the_file(bag, tamper):
    """Whatever was done, the file stands in the words."""
    name = tamper(bag)
    problems = check_sealed(bag).problems
    assert any(name in problem for problem in problems), problems


@pytest.mark.parametrize("tamper", [flip, add, delete, rename, edit_row, replace_exhibit], ids=lambda tamper: tamper.__name__)
def test_manifests_written_anew_do_not_help(bag, tamper):
    """The signed statement is about the old ones."""
    tamper(bag)
    rebuilt(bag)
    problems = check_sealed(bag).problems
    assert any("manifest-sha256.txt is not the one that was signed" in problem for problem in problems), problems


def cut_ledger(bag: Path) -> None:
    """The newest entry away, and what it made: a ledger that is sound in itself."""
    with sqlite3.connect(bag / "data" / "case.gpkg") as connection:
        guards = list(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        (last,) = connection.execute("SELECT max(number) FROM temoin_ledger").fetchone()
        connection.execute("DELETE FROM temoin_artefacts WHERE entry = ?", (last,))
        connection.execute("DELETE FROM temoin_ledger WHERE number = ?", (last,))
        for _, sql in guards:
            connection.execute(sql)
    connection.close()
    (bag / "data" / "products" / "claims.json").write_bytes(b"{}")


def test_a_ledger_that_was_cut_and_rebuilt_is_seen(bag):
    """The case is consistent, the manifests fit, and the statement tells the head that was signed."""
    cut_ledger(bag)
    rebuilt(bag)
    problems = check_sealed(bag).problems
    assert any("its ledger has 4 entries" in problem and "5" in problem for problem in problems), problems


def test_all_rebuilt_with_another_key_is_seen_with_a_pinned_signer(case, bag, signer, tmp_path):
    """It is consistent in itself and says that the signer is unknown; whoever knows the fingerprint sees it."""
    shutil.rmtree(bag)
    forger = new_key(tmp_path / "forger.key", "quite another heron")
    forged = seal_case(case, bag, signer=forger).path
    loose = check_sealed(forged)
    assert loose.problems == ()
    assert "signer unknown" in loose.assurances[0]
    zip_sealed(forged, tmp_path / "forged.zip")
    for place in (forged, tmp_path / "forged.zip"):
        problems = check_sealed(place, signer=signer.fingerprint).problems
        assert any("seal/signer.pem" in problem and forger.fingerprint in problem for problem in problems)


def test_a_foreign_signature_or_none_is_seen(bag, signer):
    """A signature of other bytes, a signer's key that was put in its place, and no envelope at all."""
    path = bag / "seal" / "statement.dsse.json"
    sound = path.read_bytes()
    document = json.loads(sound)
    payload = json.loads(base64.b64decode(document["payload"]))
    payload["predicate"]["title"] = "Another depot"
    document["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()
    path.write_text(json.dumps(document), "utf-8")
    assert any("signature does not fit" in problem for problem in check_sealed(bag).problems)
    path.write_bytes(b"{}")
    assert any("no DSSE envelope" in problem for problem in check_sealed(bag).problems)
    path.unlink()
    assert any("statement.dsse.json is missing" in problem for problem in check_sealed(bag, signer=signer.fingerprint).problems)


def test_a_stamp_that_was_removed_or_swapped_is_seen(stamped, authority, case, tmp_path, signer):
    """With --tsa a missing one is named; one of another case is over other bytes, with or without it."""
    trusted = read_certificates(authority.root.read_bytes(), name="root.pem")
    other = seal_case(case, tmp_path / "other", signer=signer, options=SealOptions(authority=authority.url)).path
    stamp = stamped / "seal" / "stamp.tsr"
    stamp.write_bytes((other / "seal" / "stamp.tsr").read_bytes())
    for certificates in ((), trusted):
        assert any("seal/stamp.tsr: it is over other bytes" in problem for problem in check_sealed(stamped, trusted=certificates).problems)
    stamp.write_bytes(b"no stamp")
    assert any("no time stamp of RFC 3161" in problem for problem in check_sealed(stamped).problems)
    stamp.unlink()
    assert any("seal/stamp.tsr is missing" in problem for problem in check_sealed(stamped, trusted=trusted).problems)
    assert any("lower assurance" in line for line in check_sealed(stamped).assurances)


# ---------------------------------------------------------------- public copy


def public_copy() -> PublicCopy:
    """What a public copy says of a case."""
    rows = (("name", commitment(b"s" * 32, b"Ivan Petrenko")), ("exhibit: report", commitment(b"t" * 32, b"a report")))
    return PublicCopy(case="c1", title="Larnby", release=1, entries=7, head="ab" * 32, made="2025-07-04T10:00:00+00:00", withheld=rows)


def test_a_public_copy_is_whole_or_not_there(tmp_path, signer, monkeypatch):
    """Signed, it checks with the pinned key; an authority that is not there leaves nothing; nothing is written over."""
    facts = {"files": {"dossier.html": b"<p>Larnby</p>"}, "copy": public_copy(), "now": lambda: datetime(2025, 7, 4, tzinfo=UTC)}
    out = seal_public_copy(tmp_path / "public", signer=signer, **facts).path
    report = check_sealed(out, signer=signer.fingerprint)
    assert (report.problems, report.case, report.head) == ((), None, "ab" * 32)
    assert report.copy == public_copy()
    assert any("2 things are withheld" in line for line in report.assurances)
    with pytest.raises(CaseError, match="there already"):
        seal_public_copy(out, **facts)
    monkeypatch.setattr("temoin.custody.proof.proving.ask_for_stamp", _no_answer)
    with pytest.raises(StorageError, match="no answer"):
        seal_public_copy(tmp_path / "other", options=SealOptions(authority="https://tsa.invalid"), **facts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public"]


def test_a_public_copy_that_was_altered_is_named(tmp_path, signer):
    """A commitment that was changed, also with manifests written anew; a sealed case from which the ledger was taken is no public copy."""
    facts = {"files": {"dossier.html": b"<p>Larnby</p>"}, "copy": public_copy(), "now": lambda: datetime(2025, 7, 4, tzinfo=UTC)}
    out = seal_public_copy(tmp_path / "public", signer=signer, **facts).path
    path = out / "data" / "withheld.json"
    path.write_bytes(path.read_bytes().replace(b'"entries":7', b'"entries":8'))
    assert any("data/withheld.json was altered" in problem for problem in check_sealed(out).problems)
    rebuilt(out)
    problems = check_sealed(out).problems
    assert any("tagmanifest-sha256.txt is not the one that was signed" in problem for problem in problems)
    assert any("data/withheld.json: its ledger has 8 entries" in problem for problem in problems)
    path.write_bytes(b"{}")
    assert any(problem.startswith("data/withheld.json: ") for problem in check_sealed(out).problems)


# ------------------------------------------------------------------------ zip


def test_one_file_for_handing_over(bag, signer, tmp_path):
    """The zip file checks like the folder; it is never written over."""
    target = tmp_path / "bag.zip"
    zip_sealed(bag, target)
    assert check_sealed(target, signer=signer.fingerprint).problems == ()
    with pytest.raises(CaseError, match="there already"):
        zip_sealed(bag, target)


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside.txt", "bag/../../outside.txt"])
def test_a_zip_that_leads_outside_is_refused(bag, tmp_path, name):
    """Nothing is written outside of the place where it is taken apart."""
    target = tmp_path / "bad.zip"
    zip_sealed(bag, target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(CustodyError, match="none of a sealed case"):
        check_sealed(target)


def test_a_zip_of_something_else_is_refused(tmp_path):
    """No zip file, and a zip file without a bag."""
    target = tmp_path / "no.zip"
    target.write_bytes(b"PK no")
    with pytest.raises(CustodyError, match="no whole zip file"):
        check_sealed(target)
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("notes/a.txt", "x")
    with pytest.raises(CaseError, match="no sealed case"):
        check_sealed(target)


# ----------------------------------------------------------------------- keys


def test_a_key_is_kept_encrypted_and_for_its_owner_alone(tmp_path):
    """File mode 600, a passphrase, never written over; the public half beside it."""
    path = tmp_path / "signer.key"
    with pytest.raises(OptionError, match="characters"):
        new_key(path, "short")
    key = new_key(path, "an old grey heron")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
    assert b"PUBLIC KEY" in path.with_name("signer.key.pub").read_bytes()
    with pytest.raises(OptionError, match="there already"):
        new_key(path, "an old grey heron")
    from temoin.custody.proof import load_signer

    assert load_signer(path, "an old grey heron").fingerprint == key.fingerprint
    with pytest.raises(OptionError, match="passphrase does not open"):
        load_signer(path, "an old white heron")
    path.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(InputError, match="others than its owner"):
            load_signer(path, "an old grey heron")


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path, content):
    """With a word on what to give."""
    from temoin.custody.proof import load_signer

    path = tmp_path / "no.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(InputError):
        load_signer(path, "an old grey heron")
