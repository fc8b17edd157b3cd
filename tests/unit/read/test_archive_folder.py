"""Plain folders given as a report."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from temoin.errors import OptionError, TooLargeError, UnreadableError
from temoin.read import folder as folder_module
from temoin.read import read_report, read_reports

Make = Callable[..., bytes]


@pytest.fixture
def folder(tmp_path: Path, page: str, record: Make, answer: Make) -> Path:
    """A folder with a text, a page, an archive, a list, and other things."""
    root = tmp_path / "reports"
    (root / "page_files").mkdir(parents=True)
    (root / "b.txt").write_text("Two people died at the plant.", encoding="utf-8")
    (root / "a.html").write_text(page, encoding="utf-8")
    (root / "c.warc").write_bytes(record(answer(page.replace("Three", "Four").encode())))
    (root / "d.json").write_text(json.dumps([{"text": "Five people died.", "id": "x"}, {"text": "Six people died.", "id": "x"}]), encoding="utf-8")
    (root / "site.json").write_text('{"name": "Plant"}', encoding="utf-8")
    (root / "scene.tif").write_bytes(b"II*\x00")
    (root / ".hidden.txt").write_text("Nobody reads this.", encoding="utf-8")
    (root / "page_files" / "frame.html").write_text("<p>We use cookies on this page.</p>", encoding="utf-8")
    return root


def test_all_reports_of_a_folder(folder: Path) -> None:
    """Reports come sorted by their files' names, with ids of their own; the rest is told once, by name alone."""
    reports = read_reports(folder)
    assert [report.id for report in reports] == ["a", "b", "c", "x", "x-2"]
    assert "Not read in the folder: scene.tif, site.json." in reports[0].notes
    assert not any("Not read" in note for report in reports[1:] for note in report.notes)
    with pytest.raises(OptionError, match="holds 5 reports"):
        read_report(folder)


def test_side_car_rows_are_about_the_files_in_it(folder: Path) -> None:
    """A side-car file names the files of the folder, and may lie in it."""
    sidecar = folder / "facts.csv"
    sidecar.write_text("file,publisher\nb.txt,La Gazette\na.html,\nnone.txt,Nobody\n", encoding="utf-8")
    (folder / "d.json").unlink()
    reports = read_reports([folder], sidecar=sidecar)
    assert [report.publisher for report in reports] == ["Valley Post", "La Gazette", "Valley Post"]
    assert any('a row for "none.txt", which was not given' in note for note in reports[0].notes)


def test_folders_without_reports(tmp_path: Path) -> None:
    """An empty folder, or one of pictures, is no report."""
    with pytest.raises(UnreadableError, match="is a folder, not a report"):
        read_reports(tmp_path)
    (tmp_path / "a.tif").write_bytes(b"II*\x00")
    with pytest.raises(UnreadableError, match="none of its files is a report"):
        read_report(tmp_path)


def test_a_report_that_cannot_be_read_is_named(folder: Path) -> None:
    """One empty file is an error, as if it had been given by name."""
    (folder / "e.txt").touch()
    with pytest.raises(UnreadableError, match=r"e\.txt is empty"):
        read_reports(folder)
    (folder / "e.txt").unlink()
    (folder / "e.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"e\.json is nested too deeply|e\.json is no JSON"):
        read_reports(folder)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="links are POSIX")
def test_links_that_lead_out_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link to a file elsewhere is not read, a broken one neither, and both are told; one inside the folder is."""
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody may read this.", encoding="utf-8")
    (folder / "out.txt").symlink_to(secret)
    (folder / "broken.txt").symlink_to(tmp_path / "nothing")
    (folder / "around").symlink_to(tmp_path)
    (folder / "in.txt").symlink_to(folder / "b.txt")
    reports = read_reports(folder)
    assert not any("Nobody" in report.text for report in reports)
    assert "in" in [report.id for report in reports]
    assert any("lead out of it were not followed: around, broken.txt, out.txt." in note for note in reports[0].notes)


def test_bounds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and reports are counted."""
    monkeypatch.setattr(folder_module, "MOST_REPORT_FILES", 3)
    with pytest.raises(TooLargeError, match="holds 4 reports"):
        read_reports(folder)
    monkeypatch.setattr(folder_module, "MAX_FILES", 5)
    with pytest.raises(TooLargeError, match="more than 5 files"):
        read_reports(folder)
