"""WACZ files: the list of pages, the hashes of everything, and packages that are not to be trusted."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from temoin.errors import TemoinError, TooLargeError, UnreadableError, UnsupportedError
from temoin.read import read_report, read_reports
from temoin.read import wacz as wacz_module

URL = "https://valleypost.example/roof"
Make = Callable[..., bytes]


def sha256(data: bytes) -> str:
    """As WACZ writes it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def listed(*urls: str) -> bytes:
    """A list of pages."""
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}, *({"url": url, "ts": "2025-07-05T10:11:12Z"} for url in urls)]
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def package(members: dict[str, bytes], **other: Any) -> bytes:
    """The datapackage.json of members."""
    resources = [{"name": name.rsplit("/")[-1], "path": name, "hash": sha256(data), "bytes": len(data)} for name, data in members.items()]
    return json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources, **other}).encode()


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP of members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


@pytest.fixture
def members(record: Make, answer: Make, page: str) -> dict[str, bytes]:
    """The files of a sound package: a page, and a frame that its list does not name."""
    frame = record(answer(page.replace("Three", "Nine").encode()), url="https://frame.example/")
    return {"archive/data.warc": record(answer(page.encode())) + frame, "pages/pages.jsonl": listed(f"{URL}#top")}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes members with their datapackage.json and its hash; `extra` is put beside them."""

    def make(members: dict[str, bytes], *, name: str = "crawl.wacz", extra: dict[str, bytes] | None = None) -> Path:
        data = package(members)
        digest = json.dumps({"path": "datapackage.json", "hash": sha256(data)}).encode()
        path = tmp_path / name
        path.write_bytes(zipped({**members, "datapackage.json": data, "datapackage-digest.json": digest, **(extra or {})}))
        return path

    return make


@pytest.mark.parametrize("name", ["crawl.wacz", "crawl.zip", "crawl"])
def test_a_listed_page(write: Callable[..., Path], members: dict[str, bytes], name: str) -> None:
    """The page that the package lists becomes the report, the frame does not, and the hashes are noted."""
    path = write(members, name=name)
    report = read_report(path)
    assert (report.id, report.url, report.title) == ("crawl", URL, "Roof of a plant fell in")
    assert report.text.count("Three workers") == 1
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "The archive's own hashes of 2 of its files hold (datapackage.json)." in report.notes
    assert "The archive's own SHA-1 of the payload holds." in report.notes


def test_lists_without_the_page(write: Callable[..., Path], members: dict[str, bytes]) -> None:
    """Where the list names none of the records, or there is no list, all pages are taken, and the first is told."""
    reports = read_reports(write(members | {"pages/pages.jsonl": listed("https://elsewhere.example/")}))
    assert len(reports) == 2
    assert any("None of the pages in the archive's own list" in note for note in reports[0].notes)
    members.pop("pages/pages.jsonl")
    assert len(read_reports(write(members))) == 2
    members["pages/extraPages.jsonl"] = listed("https://frame.example")
    assert [report.url for report in read_reports(write(members))] == ["https://frame.example/"]


def test_what_no_hash_covers_is_noted(
    write: Callable[..., Path], members: dict[str, bytes], tmp_path: Path, record: Make, answer: Make, page: str
) -> None:
    """A WARC that the package does not list, and a package without its list, never pass as checked."""
    other = record(answer(page.replace("Three", "Four").encode()), url=f"{URL}/")
    reports = read_reports(write(members, extra={"archive/late.warc": other}))
    assert any("states no hash of archive/late.warc" in note for note in reports[0].notes)
    bare = tmp_path / "bare.wacz"
    bare.write_bytes(zipped(members))
    assert any("has no datapackage.json" in note for note in read_report(bare).notes)
    loose = tmp_path / "loose.wacz"
    loose.write_bytes(zipped({**members, "datapackage.json": package(members)}))
    assert "The archive keeps no hash of its datapackage.json." in read_report(loose).notes


def test_signatures_are_noted_as_unchecked(members: dict[str, bytes], tmp_path: Path) -> None:
    """A signature is never said to hold."""
    data = package(members)
    digest = {"path": "datapackage.json", "hash": sha256(data), "signedData": {"hash": sha256(data), "signature": "AAAA"}}
    path = tmp_path / "signed.wacz"
    path.write_bytes(zipped({**members, "datapackage.json": data, "datapackage-digest.json": json.dumps(digest).encode()}))
    assert "The archive is signed; the signature is kept, not verified." in read_report(path).notes


@pytest.mark.parametrize("altered", ["archive/data.warc", "pages/pages.jsonl", "datapackage.json"])
def test_files_that_do_not_fit_their_hashes(members: dict[str, bytes], tmp_path: Path, altered: str) -> None:
    """A file that is not what it was is an error that names it."""
    data = package(members)
    files = {**members, "datapackage.json": data, "datapackage-digest.json": json.dumps({"hash": sha256(data)}).encode()}
    files[altered] = files[altered].replace(b"Three", b"Seven").replace(b"#top", b"#end").replace(b"1.1.1", b"1.1.0")
    path = tmp_path / "altered.wacz"
    path.write_bytes(zipped(files))
    with pytest.raises(UnreadableError, match=f"{altered}: the file does not fit the archive's own SHA-256"):
        read_reports(path)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("datapackage.json", b"{", "no JSON"),
        ("datapackage.json", b"[]", "lists no files"),
        ("datapackage.json", b'{"resources": [{}]}', "without its path"),
        ("datapackage.json", b'{"resources": [{"path": "../../etc/passwd", "hash": "sha256:00"}]}', "not in the archive"),
        ("datapackage.json", b'{"resources": [{"path": "pages/pages.jsonl", "hash": "sha256:00"}]}', "not the length"),
        ("datapackage.json", b'{"resources": ' + b"[" * 100_000, "nested too deeply|no JSON"),
        ("datapackage-digest.json", b'{"path": "datapackage.json"}', "states no hash"),
        ("pages/pages.jsonl", b'{"url": "https://a.example/"}\n{', "line 2 is no sound JSON"),
        ("pages/pages.jsonl", b"[" * 100_000, "line 1 is no sound JSON"),
    ],
)
def test_broken_lists(members: dict[str, bytes], tmp_path: Path, name: str, data: bytes, told: str) -> None:
    """Lists that are broken, deep or about other files are refused by name."""
    files = {**members, "datapackage.json": package({}), name: data}
    path = tmp_path / "broken.wacz"
    path.write_bytes(zipped(files))
    with pytest.raises(UnreadableError, match=told):
        read_reports(path)


def test_packages_of_packages(members: dict[str, bytes], tmp_path: Path) -> None:
    """A package that holds other packages is named as such."""
    inner = zipped(members)
    path = tmp_path / "multi.wacz"
    path.write_bytes(zipped({**members, "one.wacz": inner, "datapackage.json": package({**members, "one.wacz": inner})}))
    with pytest.raises(UnsupportedError, match="package of other packages"):
        read_reports(path)


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "a/../../out.txt", "C:/out.txt", "..\\out.txt"])
def test_names_that_lead_outside(members: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """A member with a name outside the package refuses all of it; nothing is ever unpacked to the disk."""
    path = tmp_path / "slip.wacz"
    path.write_bytes(zipped({**members, name: b"x"}))
    with pytest.raises(UnreadableError, match="leads outside"):
        read_reports(path)
    assert sorted(tmp_path.iterdir()) == [path]


def test_hostile_zips(members: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files of one name, encryption, uncommon packing, bombs by declared size, and too many files are refused."""
    path = tmp_path / "hostile.wacz"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)
        for data in (members["archive/data.warc"], b"other"):
            archive.writestr("archive/data.warc", data)
    with pytest.raises(UnreadableError, match="two files of one name"):
        read_reports(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("archive/data.warc", members["archive/data.warc"])
    with pytest.raises(UnsupportedError, match="method 12"):
        read_reports(path)
    data = bytearray(zipped(members))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(UnsupportedError, match="encrypted"):
        read_reports(path)
    data[central + 8] &= ~1
    struct.pack_into("<I", data, central + 24, 3_000_000_000)
    path.write_bytes(bytes(data))
    with pytest.raises(TooLargeError, match="would unpack to 3,000 MB"):
        read_reports(path)
    path.write_bytes(zipped(members))
    monkeypatch.setattr(wacz_module, "MAX_FILES", 1)
    with pytest.raises(TooLargeError, match="more than 1 files"):
        read_reports(path)


def test_other_zips_are_refused_as_before(tmp_path: Path) -> None:
    """A ZIP that is laid out otherwise is no web archive."""
    path = tmp_path / "x.wacz"
    path.write_bytes(zipped({"report.txt": b"Three people died."}))
    with pytest.raises(UnsupportedError, match="a ZIP archive"):
        read_report(path)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_packages(write: Callable[..., Path], members: dict[str, bytes], seed: int) -> None:
    """A package that was cut off or altered anywhere gives temoin's own error, or the very text."""
    path = write(members)
    data = bytearray(path.read_bytes())
    rng = random.Random(seed)
    for _ in range(rng.randrange(1, 4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(bytes(data[: rng.choice([len(data), rng.randrange(len(data))])]))
    try:
        reports = read_reports(path)
    except TemoinError:
        return
    assert all("workers died when 1,300" in report.text for report in reports)
