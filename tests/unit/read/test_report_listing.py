"""JSON lists of reports."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from temoin.errors import OptionError, UnreadableError
from temoin.read import read_report, read_reports

ENTRY = {
    "id": "plant-en",
    "lang": "en",
    "publisher": "Continental Wire",
    "published": "2025-03-18T14:30:00+00:00",
    "title": "Toll rises to three",
    "text": "Three people died when the roof came down, officials said.\n\nNobody is missing.",
    "claims": [{"kind": "killed"}],
    "event": "plant",
}


def write(folder: Path, document: object, name: str = "list.json") -> Path:
    """A JSON file."""
    file = folder / name
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def test_a_list_gives_its_reports_in_order(tmp_path: Path) -> None:
    """Known fields are read, the text is kept as it is, anything else is passed over."""
    file = write(tmp_path, [ENTRY, {**ENTRY, "id": "b", "lang": None}])
    first, second = read_reports(file)
    assert (first.id, first.publisher, first.title, first.lang) == ("plant-en", "Continental Wire", "Toll rises to three", "en")
    assert first.text == ENTRY["text"]
    assert first.published is not None
    assert str(first.published) == "2025-03-18 14:30:00+00:00"
    assert first.offsets.to_source(6, 12) == (6, 12)
    assert [first.text[start:end] for start, end in first.paragraphs] == str(ENTRY["text"]).split("\n\n")
    assert (second.id, second.lang) == ("b", "en")
    assert first.sha256 == second.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert first.notes == ()


def test_one_object_and_a_wrapped_list(tmp_path: Path) -> None:
    """A single report, or a list under `reports`, is read too."""
    assert read_report(write(tmp_path, ENTRY)).id == "plant-en"
    assert len(read_reports(write(tmp_path, {"reports": [ENTRY, ENTRY]}))) == 2


def test_ids_are_made_unique_and_safe(tmp_path: Path) -> None:
    """A missing id comes from the file's name, a second one is numbered, and unsafe characters go."""
    entries = [
        {"text": "Three died."},
        {"text": "Four died.", "id": "a/../b"},
        {"text": "Five died.", "id": "A-..-B"},
        {"text": "Six died.", "id": 7},
    ]
    assert [report.id for report in read_reports(write(tmp_path, entries))] == ["list-1", "a-..-b", "A-..-B-2", "7"]


def test_a_wrong_language_is_corrected(tmp_path: Path) -> None:
    """The language of a list's entry is checked against its text."""
    (report,) = read_reports(write(tmp_path, [{**ENTRY, "lang": "fr"}]))
    assert report.lang == "en"
    assert any('declares the language "fr"' in note for note in report.notes)


def test_a_time_without_zone_is_noted(tmp_path: Path) -> None:
    """UTC is taken where no zone is written, and that is said."""
    (report,) = read_reports(write(tmp_path, [{**ENTRY, "published": "2025-03-18T14:30:00"}]))
    assert report.published is not None
    assert report.published.zone_assumed
    assert any("UTC was assumed" in note for note in report.notes)


def test_broken_characters_are_replaced_one_for_one(tmp_path: Path) -> None:
    """Half a surrogate pair becomes a replacement character, so that offsets hold, and is noted."""
    (report,) = read_reports(write(tmp_path, '[{"text": "Three \\ud83d died \\ud83d\\ude00."}]'))
    assert report.text == "Three \ufffd died \U0001f600."
    assert any("replaced" in note for note in report.notes)
    report.text.encode()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("[{", "not sound JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "holds no list"),
        ("{}", "has no `text`"),
        ('{"type": "FeatureCollection", "features": []}', "has no `text`"),
        ('[{"id": "a"}]', "report 1 has no `text`"),
        ('[{"text": "Three died."}, 5]', "report 2 has no `text`"),
        ('[{"text": ["Three died."]}]', "has no `text`"),
        ('[{"text": " . "}]', "holds no words"),
        ('[{"text": "Three died.", "published": "yesterday"}]', 'is "yesterday"'),
        ('[{"text": "Three died.", "published": 1742307000}]', "`published` is not a string"),
        ('{"reports": 3}', "holds no list"),
        ('[{"text": "Three died.", "n": ' + "9" * 5000 + "}]", "not sound JSON"),
    ],
)
def test_what_is_no_list_of_reports(tmp_path: Path, document: str, message: str) -> None:
    """Each fault is named with the file and the report it is in."""
    file = write(tmp_path, document)
    with pytest.raises(UnreadableError, match=message) as caught:
        read_reports(file)
    assert str(file) in caught.value.message


def test_facts_for_a_list_of_several_are_refused(tmp_path: Path) -> None:
    """Neither a time nor a side-car row can be about several reports at once."""
    file = write(tmp_path, [ENTRY, ENTRY])
    with pytest.raises(OptionError, match="holds 2 reports"):
        read_reports(file, published="2025-07-03")
    with pytest.raises(OptionError, match="holds 2 reports where one"):
        read_report(file)


@pytest.mark.data
def test_the_open_set(data_dir: Path) -> None:
    """The open set is read whole: ids, languages and texts as they stand, nothing to note."""
    file = data_dir / "claims" / "open.json"
    reports, gold = read_reports(file), json.loads(file.read_text(encoding="utf-8"))
    assert [(report.id, report.lang, report.text, report.title) for report in reports] == [
        (entry["id"], entry["lang"], entry["text"], entry["title"]) for entry in gold
    ]
    assert not any(report.notes for report in reports)
