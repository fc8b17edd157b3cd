"""A case gives its own inputs back, and believes nothing of them that its ledger does not hold."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from temoin.custody import CaseStore, hash_file
from temoin.errors import CaseError, CustodyError, StorageError
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions
from temoin.workflows.exhibits import list_files
from temoin.workflows.reopen import INPUTS, record_inputs, restored_inputs

FREE = dict.fromkeys(("before", "after", "buildings", "site", "before_gcps", "after_gcps", "dem"))
SEVERAL = {"more_before": (), "more_after": (), "earlier": ()}


@pytest.fixture
def out(tmp_path):
    """Where the case lies."""
    return tmp_path / "case"


def kept(out, inputs, options=VerifyOptions()):  # noqa: B008  # frozen
    """A case that holds these inputs."""
    with CaseStore.create(out) as store:
        hashes = {}
        for file in list_files(inputs):
            hashes[file.path] = store.add_exhibit(file.path, file.role, name=file.name).sha256
        record_inputs(store, inputs, options, hashes)


@contextmanager
def given_back(out):
    """The inputs of a case."""
    with CaseStore.open(out, write=True) as store, restored_inputs(store, out) as restored:
        yield restored


def altered(out, **changes):
    """Write other inputs into the case, as an attacker with the tools of temoin could."""
    with CaseStore.open(out, write=True) as store:
        document = {**json.loads(store.get_artefact(INPUTS)), **changes}
        store.put_artefact(INPUTS, json.dumps(document).encode(), "application/json", action="add")


def group_of(*files):
    """A group of one report."""
    return {"reports": [[{"name": name, "sha256": sha256} for name, sha256 in files]], "sidecar": None, "published": None}


def test_inputs_come_back(out, report_at, tmp_path):
    """Files, groups, times and options are as they were given, in the same order and under the same names."""
    a, b, c = report_at("x/a.txt", "one"), report_at("x/b.txt", "two"), report_at("x/c.txt", "three")
    picture, points = report_at("p/a.png", "png"), report_at("p/points.csv", "csv")
    report_at("p/a.pgw", "world")
    report_at("p/a.png.aux.xml", "<x/>")
    inputs = VerifyInputs(
        groups=(ReportGroup(reports=(b, a), sidecar=report_at("x/s.csv", "file")), ReportGroup(reports=(c,), published="2025-05-05")),
        after=picture,
        after_gcps=points,
    )
    kept(out, inputs, VerifyOptions(title="Plant", buffer_m=5.0))
    with given_back(out) as (restored, options):
        assert options == VerifyOptions(title="Plant", buffer_m=5.0)
        assert [[path.name for path in group.reports] for group in restored.groups] == [["b.txt", "a.txt"], ["c.txt"]]
        assert [path.read_text("utf-8") for path in restored.reports] == ["two", "one", "three"]
        assert restored.groups[0].sidecar.read_text("utf-8") == "file"
        assert [group.published for group in restored.groups] == [None, "2025-05-05"]
        assert restored.before is None
        assert sorted(path.name for path in restored.after.parent.iterdir()) == ["a.pgw", "a.png", "a.png.aux.xml"]
        assert restored.after_gcps.read_text("utf-8") == "csv"
        assert [(file.name, file.role) for file in list_files(restored)] == [(file.name, file.role) for file in list_files(inputs)]
        place = restored.after
    assert not place.exists()


def test_what_was_said_is_not_said_again(out, report_at):
    """The same inputs are written down once; others make a new entry."""
    inputs = VerifyInputs(groups=(ReportGroup(reports=(report_at(),)),))
    kept(out, inputs)
    with CaseStore.open(out, write=True) as store, restored_inputs(store, out) as (restored, options):
        entries = len(store.case().ledger.entries)
        hashes = {file.path: hash_file(file.path)[0] for file in list_files(restored)}
        record_inputs(store, restored, options, hashes)
        assert len(store.case().ledger.entries) == entries
        record_inputs(store, restored, VerifyOptions(title="x"), hashes)
        assert len(store.case().ledger.entries) == entries + 1


def test_two_reports_of_one_name(out, report_at):
    """Reports of the same name from different folders stay two, each with its own words."""
    inputs = VerifyInputs(groups=(ReportGroup(reports=(report_at("x/a.txt", "one"), report_at("y/a.txt", "two"))),))
    kept(out, inputs)
    with given_back(out) as (restored, _):
        assert [(path.name, path.read_text("utf-8")) for path in restored.reports] == [("a.txt", "one"), ("a.txt", "two")]


def test_two_inputs_of_the_same_bytes(out, report_at):
    """The same bytes under two names come back under both."""
    inputs = VerifyInputs(groups=(ReportGroup(reports=(report_at("a.txt", "one"), report_at("b.txt", "one"))),))
    kept(out, inputs)
    with given_back(out) as (restored, _):
        assert [(path.name, path.read_text("utf-8")) for path in restored.reports] == [("a.txt", "one"), ("b.txt", "one")]


def test_a_folder_comes_back_as_a_folder(out, report_at, tmp_path):
    """An order as it was delivered has its folders again."""
    for name in ("order/PSScene/x.tif", "order/PSScene/x_metadata.json", "order/manifest.json"):
        report_at(name, name)
    kept(out, VerifyInputs(before=tmp_path / "order"))
    with given_back(out) as (restored, _):
        assert restored.before.name == "order"
        found = sorted(path.relative_to(restored.before).as_posix() for path in restored.before.rglob("*") if path.is_file())
        assert found == ["PSScene/x.tif", "PSScene/x_metadata.json", "manifest.json"]


def test_a_case_that_was_never_run(out):
    """A case without inputs says what to do."""
    CaseStore.create(out).close()
    with pytest.raises(CaseError, match="holds no inputs yet"), given_back(out):
        pass


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"groups": [group_of(("../../../etc/passwd", "KNOWN"))]}, "no name of a file below a folder"),
        ({"groups": [group_of(("/etc/passwd", "KNOWN"))]}, "no name of a file below a folder"),
        ({"groups": [group_of(("a.txt", "cd" * 32))]}, "no exhibit of the case"),
        ({"groups": [{**group_of(("a.txt", "KNOWN")), "reports": [[{"name": "a.txt"}]]}]}, "sha256: Field required"),
        ({"groups": [group_of(("a.txt", "KNOWN"), ("a.txt", "KNOWN"))]}, "comes twice"),
        ({"groups": [group_of(("a", "KNOWN"), ("a/b", "KNOWN"))]}, "several folders"),
        ({"groups": []}, "neither a report nor a picture"),
        ({"groups": "none"}, "groups"),
        ({"before_gcps": [{"name": "points.csv", "sha256": "KNOWN"}]}, "--before-gcp was given without --before"),
        ({"options": {"speed": 9}}, r"options\.speed"),
        ({"options": []}, "options"),
        ({"temoin": {"format": "inputs", "version": 2}}, "version 2"),
        ({"temoin": {"format": "case", "version": 1}}, "holds 'case'"),
        ({"temoin": None}, "header"),
    ],
)
def test_altered_inputs_are_refused_in_words(out, report_at, changes, words):
    """Whatever was changed, the case is not believed, with exit code 3 and a message that names the file."""
    path = report_at("a.txt")
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(path,)),)))
    altered(out, **json.loads(json.dumps(changes).replace("KNOWN", hash_file(path)[0])))
    with pytest.raises(CustodyError, match=words) as caught, given_back(out):
        pass
    assert INPUTS in caught.value.message
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"temoin": 1}', b'{"a":1,"a":2}', b"[" * 100_000])
def test_inputs_that_are_no_document(out, report_at, data):
    """Bytes that are no document of temoin are refused, not followed."""
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(report_at(),)),)))
    with CaseStore.open(out, write=True) as store:
        store.put_artefact(INPUTS, data, "application/json", action="add")
    with pytest.raises(CustodyError, match=r"inputs\.json"), given_back(out):
        pass


def the_exhibit(out) -> Path:
    """The only exhibit, made writable."""
    (path,) = (out / "exhibits").iterdir()
    path.chmod(0o600)
    return path


def test_an_altered_exhibit_is_refused(out, report_at):
    """Bytes that are not the ledger's are not read, so they can never come in as a new input."""
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(report_at(),)),)))
    exhibit = the_exhibit(out)
    exhibit.write_bytes(exhibit.read_bytes().replace(b"Three", b"Seven"))
    with pytest.raises(CustodyError, match=r"fire\.txt .* was altered"), given_back(out):
        pass


def test_a_missing_exhibit_and_a_link_are_refused(out, report_at, tmp_path):
    """An exhibit that is gone, or a link to a file elsewhere, is refused, even one to the same bytes."""
    path = report_at()
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(path,)),)))
    exhibit = the_exhibit(out)
    exhibit.unlink()
    with pytest.raises(CustodyError, match=r"fire\.txt .* is missing"), given_back(out):
        pass
    exhibit.symlink_to(path)
    with pytest.raises(CustodyError, match="is, or lies behind, a link"), given_back(out):
        pass


def test_reading_does_not_touch_the_exhibit(out, report_at, monkeypatch):
    """Where the disk knows no second names, a copy is laid out, and a change to it does not reach the case."""

    def refuse(*_, **__):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.link", refuse)
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(report_at(),)),)))
    with given_back(out) as (restored, _):
        restored.reports[0].write_text("changed", "utf-8")
    with CaseStore.open(out) as store:
        assert store.verify() == ()


def test_no_room_to_lay_inputs_out(out, report_at, monkeypatch):
    """A full disk is said as such."""
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(report_at(),)),)))

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(StorageError, match="No space left"), given_back(out):
        pass


def test_faults_of_the_run_are_not_taken_for_faults_of_the_case(out, report_at):
    """An error raised while the inputs are used is handed on as it is, and the folder is still thrown away."""
    kept(out, VerifyInputs(groups=(ReportGroup(reports=(report_at(),)),)))
    places = []

    def use():
        with given_back(out) as (restored, _):
            places.append(restored.reports[0])
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        use()
    assert not places[0].exists()


def test_roles_are_kept():
    """Every field of the inputs that holds a file stands in the document."""
    fields = {name for name in VerifyInputs.__annotations__ if name not in {"groups", "is_addition", "received_from", "received"}}
    assert fields == set(FREE) | set(SEVERAL)
