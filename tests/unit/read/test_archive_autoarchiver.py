"""The output folder of auto-archiver."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.errors import TemoinError, TooLargeError, UnreadableError
from temoin.read import read_report, read_reports
from temoin.read.literal import read_literal

POST = "https://t.me/plantnews/17"
URL = "https://valleypost.example/roof"
SUMMARY = '<html><body><h2>Archived media for {url}</h2><a href="https://github.com/bellingcat/auto-archiver">made with</a></body></html>'
TEXT = "Three people died at the plant.\nThe mayor's word: it's \"bad\"."
PROCESSED = dt.datetime(2025, 7, 5, 10, 0, 1, 5, tzinfo=dt.UTC)
ENTRIES = list[dict[str, Any]]


def media(key: str, data: bytes, *, algorithm: str = "SHA-256", **properties: Any) -> dict[str, Any]:
    """An entry as auto-archiver keeps it: the name it had, the place where it was stored, its hash."""
    made = hashlib.new({"SHA-256": "sha256", "SHA3-512": "sha3_512"}[algorithm], data).hexdigest()
    properties = {"hash": f"{algorithm}:{made}", **properties}
    return {
        "filename": f"made/{key.rpartition('/')[2]}",
        "_key": f"./local_archive/{key}",
        "urls": [f"./local_archive/{key}"],
        "properties": properties,
    }


def table(*rows: tuple[dict[str, Any], ENTRIES]) -> str:
    """The CSV of csv_db: Python's print of dicts in its cells."""
    held = io.StringIO()
    writer = csv.DictWriter(held, fieldnames=["status", "metadata", "media"])
    writer.writeheader()
    for metadata, entries in rows:
        writer.writerow({"status": "success", "metadata": metadata, "media": entries})
    return held.getvalue()


def metadata(url: str, **fields: Any) -> dict[str, Any]:
    """What auto-archiver keeps of an address."""
    return {"_processed_at": PROCESSED, "url": url, **fields}


@pytest.fixture
def store(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Writes a file into the folder and gives its entry."""

    def make(key: str, data: bytes, *, stored: bytes | None = None, **properties: Any) -> dict[str, Any]:
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if stored is None else stored)
        return media(key, data, **properties)

    return make


def write_table(folder: Path, *rows: tuple[dict[str, Any], ENTRIES]) -> None:
    """The CSV in the folder."""
    (folder / "db.csv").write_text(table(*rows), encoding="utf-8", newline="")


@pytest.mark.parametrize("algorithm", ["SHA-256", "SHA3-512"])
def test_pages_and_posts(tmp_path: Path, store: Callable[..., dict[str, Any]], page: str, algorithm: str) -> None:
    """A page comes from its file, a post from its row; the summaries are no reports, and each hash is told to hold."""
    own = store("valleypost-example-roof/x1.html", page.encode(), algorithm=algorithm)
    summary = store("valleypost-example-roof/x2.html", SUMMARY.format(url=URL).encode(), id="_final_media")
    picture = store("t-me-plantnews-17/y1.jpg", b"\xff\xd8\xff")
    other = store("t-me-plantnews-17/y2.html", SUMMARY.format(url=POST).encode())
    posted = dt.datetime(2025, 7, 1, 6, 0, tzinfo=dt.timezone(dt.timedelta(hours=4)))
    write_table(
        tmp_path,
        (metadata(URL, title="Roof"), [own, summary]),
        (
            metadata(POST, title="Plant news", content="Three people died at the plant.\nThe mayor's word: it's \"bad\".", timestamp=posted),
            [picture, other],
        ),
    )
    first, second = read_reports(tmp_path)
    assert (first.url, first.title, str(first.published)) == (URL, "Roof of a plant fell in", "2025-07-02 06:30:00+02:00")
    assert f"auto-archiver's own {algorithm} of x1.html holds." in first.notes
    assert any(note.startswith("Archived by auto-archiver on 2025-07-05T10:00:01") for note in first.notes)
    assert (second.url, second.title, str(second.published)) == (POST, "Plant news", "2025-07-01 06:00:00+04:00")
    assert second.text == TEXT
    assert (first.id, second.id) == ("valleypost.example-roof", "t.me-plantnews-17")
    assert (second.media_type, second.sha256) == ("text/csv", hashlib.sha256((tmp_path / "db.csv").read_bytes()).hexdigest())
    assert "auto-archiver keeps no hash of this text." in second.notes


def test_the_archives_day_is_not_the_publication(tmp_path: Path) -> None:
    """A post without its own time has none."""
    write_table(tmp_path, (metadata(POST, content="Three people died."), []))
    assert read_report(tmp_path).published is None


def test_a_file_that_was_altered(tmp_path: Path, store: Callable[..., dict[str, Any]], page: str) -> None:
    """A file that does not fit its hash is an error that names it and the row, a picture just the same."""
    own = store("roof/x1.html", page.encode(), stored=page.replace("Three", "Seven").encode())
    write_table(tmp_path, (metadata(URL), [own]))
    with pytest.raises(UnreadableError, match=r"db\.csv, line 2: roof/x1\.html: the file does not fit the archive's own SHA-256"):
        read_reports(tmp_path)
    picture = store("roof/x3.jpg", b"\xff\xd8\xff", stored=b"\xff\xd8\xfe")
    write_table(tmp_path, (metadata(URL, content="Three people died."), [picture]))
    with pytest.raises(UnreadableError, match=r"x3\.jpg"):
        read_reports(tmp_path)


def test_an_altered_archive_among_the_files(
    tmp_path: Path, store: Callable[..., dict[str, Any]], record: Callable[..., bytes], answer: Any, page: str
) -> None:
    """A web archive that does not fit its own hashes is an error even where the post's text is there; one without pages is a note."""
    altered = store("roof/a.warc", record(answer(page.encode()), WARC_Payload_Digest="sha1:" + "A" * 32))
    write_table(tmp_path, (metadata(URL, content=TEXT), [altered]))
    with pytest.raises(UnreadableError, match=r"a\.warc, record 1"):
        read_reports(tmp_path)
    empty = store("roof/a.warc", record(answer(b"GIF89a", kind="image/gif")))
    write_table(tmp_path, (metadata(URL, content=TEXT), [empty]))
    (report,) = read_reports(tmp_path)
    assert report.text == TEXT
    assert any(note.startswith("Not read: roof/a.warc is a web archive of 1 record, ") for note in report.notes)


def test_tables_that_are_none(tmp_path: Path) -> None:
    """Bytes that are no CSV, and tables over the bound, end in words."""
    (tmp_path / "a.txt").write_text("Three people died.", encoding="utf-8")
    (tmp_path / "x.csv").write_bytes(b'a\rb,\x00\xff"\r\n')
    (tmp_path / "y.csv").write_bytes(b"")
    (tmp_path / "z.json").write_bytes(b'{"status": "x", "metadata": 3}')
    assert read_report(tmp_path).text == "Three people died."
    (tmp_path / "db.csv").write_bytes(b"status,metadata,media\n" + b"a" * 200_000)
    with pytest.raises(UnreadableError, match="field larger"):
        read_reports(tmp_path)
    (tmp_path / "db.csv").write_bytes(b"status,metadata,media\n" + b"a\n" * 10_500_000)
    with pytest.raises(TooLargeError, match="more than 20 MB"):
        read_reports(tmp_path)


def test_json_files_beside_their_media(tmp_path: Path, page: str) -> None:
    """A JSON file does not know the final names; files of its own folder are tied by their hashes, or told to have none."""
    folder = tmp_path / "roof"
    folder.mkdir()
    (folder / "a1.html").write_text(page, encoding="utf-8")
    (folder / "a2.txt").write_text("Someone put this here.", encoding="utf-8")
    entry = media("x.html", page.encode()) | {"_key": None, "urls": []}
    document = {"status": "success", "metadata": metadata(URL), "media": [entry]}
    (folder / "meta.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    first, second = read_reports(tmp_path)
    assert "auto-archiver's own SHA-256 of a1.html holds." in first.notes
    assert "auto-archiver keeps no hash of a2.txt that can be checked." in second.notes
    assert {first.url, second.url} == {URL}


def test_csv_and_json_of_one_address_are_one(tmp_path: Path, store: Callable[..., dict[str, Any]], page: str) -> None:
    """What both files say of one address gives one report."""
    own = store("roof/x1.html", page.encode())
    write_table(tmp_path, (metadata(URL), [own]))
    document = {"status": "success", "metadata": metadata(URL), "media": [own | {"_key": None, "urls": []}]}
    (tmp_path / "roof" / "m.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    assert len(read_reports(tmp_path)) == 1


def test_a_downloaded_spreadsheet(tmp_path: Path, store: Callable[..., dict[str, Any]], page: str) -> None:
    """Rows of the sheet that were archived count; its times have no zone that could be relied on."""
    summary = SUMMARY.format(url=POST).encode()
    store("post/s.html", summary)
    store("roof/p.html", page.encode())
    store("roof/s.html", SUMMARY.format(url=URL).encode())
    lines = [
        ["Link", "Archive status", "Archive location", "Archive date", "Upload timestamp", "Upload title", "Text content", "Hash", "Mine"],
        [POST, "telethon: success", "https://cdn.example/post/s.html?x=1", "2025-07-05T10:00:00+00:00", "2025-07-01T06:00:00+00:00", "News",
         "Three people died.", f"SHA-256:{hashlib.sha256(summary).hexdigest()}", "my words"],
        [URL, "success", "./local_archive/roof/s.html", "2025-07-05", "", "", "", "not-calculated", ""],
        ["https://later.example/", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    held = io.StringIO()
    csv.writer(held).writerows(lines)
    (tmp_path / "sheet.csv").write_text(held.getvalue(), encoding="utf-8", newline="")
    post, article = read_reports(tmp_path)
    assert (post.text, post.url, post.published.zone_assumed) == ("Three people died.", POST, True)
    assert (article.title, article.url) == ("Roof of a plant fell in", URL)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("link,archive status,notes\nhttps://a.example/,success,x\n", "no layout of auto-archiver that is known"),
        ("status,metadata,media\nsuccess,not a dict,[]\n", "is not what auto-archiver writes"),
        ("status,metadata,media\nsuccess,{},[]\n", "names no archived address"),
        ("status,metadata,media\nsuccess,\"{'url': 'https://a.example/'}\",{}\n", "names no archived address"),
        ("status,metadata,media\nsuccess," + "[" * 5000 + ",[]\n", "nested too deeply"),
        ("status,metadata,media\nsuccess\n", "is not what auto-archiver writes"),
        (table((metadata(URL), [])), "of none of which a text was kept"),
        (table((metadata(URL), [{"filename": "a", "properties": {"hash": "SHA-256:00"}}])), "not the length of one"),
    ],
)
def test_layouts_that_are_not_known(tmp_path: Path, text: str, told: str) -> None:
    """A table that is auto-archiver's, but cannot be read, is told, never passed over."""
    (tmp_path / "db.csv").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "a.txt").write_text("Three people died.", encoding="utf-8")
    with pytest.raises(UnreadableError, match=told):
        read_reports(tmp_path)


def test_other_tables_do_not_make_an_archive(tmp_path: Path) -> None:
    """A folder with another CSV is a plain folder."""
    (tmp_path / "facts.csv").write_text("file,publisher\na.txt,La Gazette\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Three people died.", encoding="utf-8")
    assert read_report(tmp_path).id == "a"


def test_names_that_lead_outside(tmp_path: Path) -> None:
    """A name in a table opens nothing outside the folder, whatever it says."""
    root = tmp_path / "archive"
    root.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody may read this.", encoding="utf-8")
    (root / "link.txt").symlink_to(secret)
    entries = [
        {"filename": str(secret), "_key": "../secret.txt", "urls": [f"file://{secret}", "../../secret.txt"], "properties": {}},
        {"filename": "x", "_key": "link.txt", "urls": [], "properties": {}},
    ]
    write_table(root, (metadata(URL, content="Three people died."), entries))
    assert [report.text for report in read_reports(root)] == ["Three people died."]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_printed_values_come_back(value: Any) -> None:
    """What Python prints is read back as it was."""
    assert read_literal(repr(value), "cell") == value


@given(st.text("{}[](),:='\"\\abdx0 \n.<>", max_size=60))
def test_anything_else_is_told(text: str) -> None:
    """Any other text gives a value or temoin's own error."""
    try:
        value = read_literal(text, "cell")
    except TemoinError:
        return
    assert value is None or isinstance(value, bool | int | float | str | list | dict)


def test_printed_times() -> None:
    """Times with and without zones come back in ISO 8601, and other objects as nothing."""
    assert read_literal(repr(PROCESSED), "cell") == "2025-07-05T10:00:01.000005+00:00"
    assert read_literal(repr(dt.datetime(2025, 7, 5, 10, 0)), "cell") == "2025-07-05T10:00:00"  # noqa: DTZ001  # auto-archiver has such times too
    assert read_literal("datetime.datetime(2025, 7, 5, 10, 0, tzinfo=tzoffset(None, -7200))", "cell") == "2025-07-05T10:00:00-02:00"
    assert read_literal("datetime.datetime(2025, 7, 5, 10, 0, tzinfo=tzutc())", "cell") == "2025-07-05T10:00:00+00:00"
    assert read_literal("[datetime.datetime(2025, 77, 5), <object at 0x7f>, os.system('x'), {1, 2}, (1,), b'a']", "cell") == [
        None, None, None, [1, 2], [1], "a",
    ]  # fmt: skip
