"""`temoin case show`: exhibits with where they came from, of an open case and of a sealed one."""

from __future__ import annotations

import re

import pytest

from temoin.cli.main import main
from temoin.cli.terminal import results
from temoin.custody import SEAL, CaseStore, make_provenance, read_access_log, seal_of
from temoin.model import ExhibitRole


@pytest.fixture
def case(tmp_path):
    """A case with a report of known origin, its stamp, a stamp of nothing, and a picture of which nothing is known."""
    with CaseStore.create(tmp_path / "case", title="Plant") as store:
        said = {"publisher": "Northern Wire", "url": "https://example.org/a", "received_from": "B. Courier", "sensor": "PS2", "path": "in/a.html"}
        report = store.add_exhibit(b"<p>", ExhibitRole.REPORT, name="a.html", provenance=make_provenance(said))
        about = make_provenance({"about": report.sha256})
        store.add_exhibit(b"0", ExhibitRole.STAMP, name="a.html.tsr", provenance=about)
        store.add_exhibit(b"1", ExhibitRole.STAMP, name="x.ots")
        store.add_exhibit(b"II", ExhibitRole.AFTER, name="after.tif")
    return tmp_path / "case"


def words_of(capsys):
    """What was printed, on one line."""
    return re.sub(r"\s+", " ", capsys.readouterr().out)


def test_show_says_where_exhibits_came_from(case, capsys, monkeypatch):
    """Publisher, address, sender and path are printed, and stamps say what they are about and that nobody verified them."""
    monkeypatch.setenv("COLUMNS", "300")
    results.cache_clear()  # a console of another test has another width
    assert main(["case", "show", str(case)]) == 0
    results.cache_clear()
    shown = words_of(capsys)
    assert "Northern Wire; https://example.org/a; received from B. Courier; sensor PS2; given as in/a.html" in shown
    assert "kept, not verified; stamp of a.html" in shown
    assert "kept, not verified; stamp of no exhibit that is known" in shown


@pytest.mark.parametrize("command", ["show", "log", "check", "find"])
def test_each_command_reads_a_sealed_case_with_one_line(case, capsys, command):
    """One command, one line beside the case that says what it was read for; the case's own files stay the same."""
    (case / SEAL).mkdir()
    before = sorted((path.name, path.stat().st_mtime_ns) for path in case.rglob("*"))
    assert main(["case", command, str(case), *(["depot"] if command == "find" else [])]) == 0
    assert [entry.options for entry in read_access_log(seal_of(case).log).entries] == [f'{{"purpose":"{command}"}}']
    assert sorted((path.name, path.stat().st_mtime_ns) for path in case.rglob("*")) == before


def test_a_sealed_case_is_not_added_to(case, tmp_path, capsys):
    """Adding and deciding end in words and the exit code of a case that cannot be used."""
    (case / SEAL).mkdir()
    (tmp_path / "more.txt").write_text("more")
    for words in (["add", str(case), str(tmp_path / "more.txt")], ["decide", "reject", str(case), "c1", "--by", "Ada", "--why", "x"]):
        assert main(["case", *words]) == 1
        assert "is sealed" in capsys.readouterr().err


def test_a_reading_that_cannot_be_logged_is_told_to_people(case, capsys, caplog):
    """Where the line cannot be written the command says so and does its work."""
    (case / SEAL).mkdir()
    seal_of(case).log.mkdir()
    assert main(["case", "log", str(case)]) == 0
    assert "ledger head" in capsys.readouterr().out
    assert "could not be logged" in caplog.text
