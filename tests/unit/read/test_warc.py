"""WARC files: pages out of them, hashes held against them, and records that lie."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from temoin.errors import OptionError, TemoinError, TooLargeError, UnreadableError, UnsupportedError
from temoin.read import ReportFacts, read_report, read_reports
from temoin.read import captured as captured_module
from temoin.read import unpacking as unpacking_module
from temoin.read import warc as warc_module
from temoin.read.entities import unescape
from temoin.read.unpacking import unpack
from temoin.read.warc import read_records

URL = "https://valleypost.example/roof"
Make = Callable[..., bytes]
Write = Callable[..., Path]


def chunked(data: bytes, size: int = 100) -> bytes:
    """The data in chunks, as HTTP sends it."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x;part=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc", "crawl"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_page_in_an_archive(write_warc: Write, record: Make, answer: Make, page: str, name: str, version: str) -> None:
    """A captured page gives the same report as the page itself, with its address, and the archive's hashes as notes."""
    info = record(b"software: made up\r\n", kind="warcinfo", url="", WARC_Payload_Digest=None, version=version)
    path = write_warc(info, record(answer(page.encode()), version=version), name=name)
    report = read_report(path)
    assert (report.id, report.title, report.publisher, report.url) == ("crawl", "Roof of a plant fell in", "Valley Post", URL)
    assert str(report.published) == "2025-07-02 06:30:00+02:00"
    assert report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "The archive's own SHA-1 of the payload holds." in report.notes
    assert "The archive's own SHA-1 of the whole record holds." in report.notes
    assert any("captured 2025-07-05" in note and "record 2" in note for note in report.notes)


def test_offsets_lead_into_the_decoded_record(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """The map leads to the page's own source, behind chunks and gzip."""
    body = chunked(gzip.compress(page.encode()))
    report = read_report(write_warc(record(answer(body, Transfer_Encoding="chunked", Content_Encoding="gzip"))))
    start = report.text.index("workshop\u2019s")
    raw = page[slice(*report.offsets.to_source(start, start + 10))]
    assert raw == "workshop&rsquo;s"
    assert unescape(raw) == report.text[start : start + 10]


def test_the_capture_is_not_the_publication(write_warc: Write, record: Make, answer: Make) -> None:
    """A page that does not say when it was published has no time, whatever the archive's date is."""
    page = "<html><body><h1>Fire</h1><p>Three people died in the fire at the plant, the mayor of the town said to reporters.</p></body></html>"
    report = read_report(write_warc(record(answer(page.encode()))))
    assert report.published is None
    assert "Nothing says when it was published." in report.notes


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ({"Content_Encoding": "gzip"}, gzip.compress),
        ({"Content_Encoding": "x-gzip, identity"}, gzip.compress),
        ({"Content_Encoding": "deflate"}, zlib.compress),
        ({"Content_Encoding": "deflate"}, lambda data: zlib.compress(data)[2:-4]),
        ({"Transfer_Encoding": "chunked"}, chunked),
        ({"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}, lambda data: chunked(gzip.compress(data))),
        ({"Content_Encoding": "gzip"}, bytes),
        ({"Content_Encoding": "br"}, bytes),
        ({"Transfer_Encoding": "chunked"}, bytes),
    ],
)
def test_codings_are_taken_off(write_warc: Write, record: Make, answer: Make, page: str, headers: dict[str, str], pack: Make) -> None:
    """Chunks, gzip and deflate are undone; where writers undid them already, that is noted."""
    body = pack(page.encode())
    report = read_report(write_warc(record(answer(body, **headers))))
    assert report.title == "Roof of a plant fell in"
    assert any("Its headers announce" in note for note in report.notes) == (pack is bytes)


def test_hashes_of_the_body_without_its_chunks(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Some writers hash the body after its chunks are joined; that hash holds too."""
    block = answer(chunked(page.encode()), Transfer_Encoding="chunked")
    report = read_report(write_warc(record(block, payload=page.encode())))
    assert "The archive's own SHA-1 of the payload holds." in report.notes


@pytest.mark.parametrize("body", [b"\x1b\x2c\x00\xf8 not really brotli", b"(\xb5/\xfd no"])
@pytest.mark.parametrize(("coding", "name"), [("br", "Brotli"), ("zstd", "Zstandard")])
def test_codings_that_are_not_read(write_warc: Write, record: Make, answer: Make, body: bytes, coding: str, name: str) -> None:
    """What cannot be unpacked is refused by its name."""
    with pytest.raises(UnsupportedError, match=f"record 1 .* is packed with {name}"):
        read_report(write_warc(record(answer(body, Content_Encoding=coding))))


def test_the_servers_character_set(write_warc: Write, record: Make, answer: Make) -> None:
    """The character set of the HTTP header decodes pages and plain texts."""
    text = "Трое рабочих погибли при обрушении кровли цеха, сообщили спасатели.\n\nЕщё сорок пять человек получили травмы."
    report = read_report(write_warc(record(answer(text.encode("cp1251"), kind="text/plain; charset=windows-1251"))))
    assert (report.charset, report.text, report.media_type) == ("cp1251", text, "text/plain")
    page = f"<html><body><p>{text}</p></body></html>".encode("cp1251")
    assert read_report(write_warc(record(answer(page, kind="text/html; charset=windows-1251")))).text.startswith("Трое рабочих")


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("sha256:{sha256}", "SHA-256"),
        ("SHA-256:{sha256}", "SHA-256"),
        ("sha1:{sha1}", "SHA-1"),
        ("sha1:{sha1_base32}", "SHA-1"),
        ("md5:{md5}", "MD5"),
    ],
)
def test_kinds_of_hashes(write_warc: Write, record: Make, answer: Make, page: str, written: str, holds: str) -> None:
    """SHA-1 in base 32 and SHA-256 in hex are both checked, and so is what lies between."""
    body = page.encode()
    hashes = {name: hashlib.new(name, body, usedforsecurity=False).hexdigest() for name in ("sha256", "sha1", "md5")}
    hashes["sha1_base32"] = base64.b32encode(bytes.fromhex(hashes["sha1"])).decode().lower()
    report = read_report(write_warc(record(answer(body), WARC_Payload_Digest=written.format(**hashes))))
    assert f"The archive's own {holds} of the payload holds." in report.notes


def test_hashes_of_unknown_kinds_and_none(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """A hash that is not checked never counts as one that holds."""
    unknown = read_report(write_warc(record(answer(page.encode()), WARC_Payload_Digest="whirlpool:abcdef", WARC_Block_Digest=None)))
    assert any("kind that is not checked (whirlpool)" in note for note in unknown.notes)
    none = read_report(write_warc(record(answer(page.encode()), WARC_Payload_Digest=None, WARC_Block_Digest=None)))
    assert "The archive keeps no hash of this record." in none.notes
    assert not any("holds" in note for note in (*none.notes, *unknown.notes))


@pytest.mark.parametrize("field", ["WARC_Payload_Digest", "WARC_Block_Digest"])
@pytest.mark.parametrize("value", ["sha1:" + "A" * 32, "sha256:" + "0" * 64, "sha1:zzz", "no hash at all"])
def test_hashes_that_do_not_hold(write_warc: Write, record: Make, answer: Make, page: str, field: str, value: str) -> None:
    """A hash that does not fit, or is none, is an error that names the record, also where another page is sound."""
    good = record(answer(page.encode()), url=f"{URL}/other")
    with pytest.raises(UnreadableError, match=r"record 2 \(response https://valleypost.example/roof\)"):
        read_reports(write_warc(good, record(answer(page.encode()), **{field: value})))


def test_an_altered_picture_is_told(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """The hashes of records that hold no text are checked as well: the archive was altered."""
    picture = record(answer(b"\x89PNG" + bytes(100), kind="image/png"), url="https://valleypost.example/a.png", WARC_Block_Digest="sha1:" + "A" * 32)
    with pytest.raises(UnreadableError, match=r"record 2 \(response https://valleypost.example/a.png\): the record does not fit"):
        read_reports(write_warc(record(answer(page.encode())), picture))


def test_only_pages_become_reports(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Pictures, scripts, redirections, errors, texts for machines, tools' own records, and the same page again are no reports."""
    body = page.encode()
    path = write_warc(
        record(answer(b"User-agent: *\nDisallow: /private and more", kind="text/plain"), url="https://valleypost.example/robots.txt"),
        record(answer(b"<p>Moved to another place of this very site.</p>", status="301 Moved"), url="https://valleypost.example/a"),
        record(answer(body, status="404 Not Found"), url="https://valleypost.example/b"),
        record(answer(b"var a = 1", kind="text/javascript"), url="https://valleypost.example/c.js"),
        record(b"Three workers died, a tool wrote here.", kind="resource", url=f"urn:text:{URL}", Content_Type="text/plain"),
        record(b"", kind="revisit"),
        record(b"20250705 93.184.216.34", kind="response", url="dns:valleypost.example", Content_Type="text/dns"),
        record(answer(body)),
        record(answer(body)),
    )
    reports = read_reports(path)
    assert [report.url for report in reports] == [URL]


def test_frames_are_told_by_what_they_were_fetched_for(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Where the archive keeps the requests, a page that was loaded into a frame is no report."""
    frame_url = "https://consent.example/"
    text = "<p>We use cookies to make this page better for you, and for our many partners, as the policy says at length.</p>"
    frame = record(answer(text.encode()), url=frame_url, WARC_Record_ID="<urn:uuid:frame>")
    ask = record(
        b"GET / HTTP/1.1\r\nHost: consent.example\r\nSec-Fetch-Dest: iframe\r\n\r\n",
        kind="request",
        url=frame_url,
        WARC_Concurrent_To="<urn:uuid:frame>",
        WARC_Payload_Digest=None,
    )
    assert len(read_reports(write_warc(frame, record(answer(page.encode()))))) == 2
    assert [report.url for report in read_reports(write_warc(frame, ask, record(answer(page.encode()))))] == [URL]


def test_several_pages_and_their_ids(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Each page is a report with an id of its own; one report or facts for all of them cannot be had."""
    other = page.replace("Three", "Four")
    path = write_warc(
        record(answer(page.encode())),
        record(answer(other.encode())),
        record(other.encode(), kind="resource", url="http://b.example/x", Content_Type="text/html"),
    )
    reports = read_reports(path)
    assert [report.id for report in reports] == ["crawl-1", "crawl-2", "crawl-3"]
    assert len({report.sha256 for report in reports}) == 1
    with pytest.raises(OptionError, match="holds 3 reports"):
        read_report(path)
    with pytest.raises(OptionError, match="holds 3 reports"):
        read_report(path, facts=ReportFacts(publisher="Valley Post"))


def test_pages_that_cannot_be_read_are_noted(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """One bad page does not hide the others, and is told."""
    bad = record(answer(b"\x1b\x2c", Content_Encoding="br"), url="https://valleypost.example/bad")
    wrong = record(answer(b"\x89PNG\r\n\x1a\n" + bytes(100)), url="https://valleypost.example/wrong")
    (report,) = read_reports(write_warc(bad, wrong, record(answer(page.encode()))))
    assert any(note.startswith("2 more of the archive's pages could not be read; the first: record 1") for note in report.notes)
    with pytest.raises(UnsupportedError, match="declared as text/html, is a PNG picture"):
        read_reports(write_warc(wrong))


def test_messages_stay_within_a_line(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """What a record says of itself reaches messages cut short and without control characters."""
    with pytest.raises(UnreadableError) as caught:
        read_report(write_warc(record(answer(page.encode()), url="https://a.example/" + "b" * 5000, WARC_Payload_Digest="sha1:" + "A" * 32)))
    assert len(caught.value.message) < 600
    assert caught.value.message.isprintable()


def test_archives_without_pages(write_warc: Write, record: Make, answer: Make) -> None:
    """An archive of pictures alone is sound, and no report; one without records is no archive."""
    with pytest.raises(UnsupportedError, match="not one of which is a page"):
        read_report(write_warc(record(answer(b"\x89PNG", kind="image/png"))))
    with pytest.raises(UnreadableError, match="cut off within its fields"):
        read_report(write_warc(b"WARC/1.1\r\n"))


@pytest.mark.parametrize("change", [-200, -7, -1, 1, 2, 3, 4, 5, 500, 10**9, 10**17])
@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
@pytest.mark.parametrize("is_last", [True, False])
def test_records_that_lie_about_their_length(write_warc: Write, record: Make, answer: Make, page: str, change: int, name: str, is_last: bool) -> None:
    """A length that is not that of the record is told, even where no hash would tell it."""
    block = answer(page.encode())
    liar = record(block, Content_Length=str(len(block) + change), WARC_Block_Digest=None, WARC_Payload_Digest=None)
    with pytest.raises(UnreadableError, match=r"record 1 .*(cut off|does not end where it says)"):
        read_reports(write_warc(liar, *([] if is_last else [record(answer(b"x", kind="image/png"))]), name=name))


@pytest.mark.parametrize(
    "fields",
    [
        {"Content_Length": "12\r\nContent-Length: 13"},
        {"Content_Length": "-1"},
        {"Content_Length": "1e3"},
        {"Content_Length": "١٢"},
        {"Content_Length": None},
        {"WARC_Type": None},
        {"WARC_Target_URI": "https://a.example/\x1b[31mred"},
        {"WARC_Target_URI": "https://a.example/\rWARC-Type: resource"},
        {"WARC_Target_URI": "https://a.example/\x00"},
        {"X_Y": "a\nno field at all"},
        {"X Y": "a"},
    ],
)
def test_malformed_and_injected_fields(write_warc: Write, record: Make, answer: Make, page: str, fields: dict[str, str | None]) -> None:
    """Fields that could be read in two ways, or hold control characters, refuse the file."""
    with pytest.raises(UnreadableError):
        read_reports(write_warc(record(answer(page.encode()), **fields)))


def test_addresses_that_are_no_web_addresses(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Old writers put angle brackets around addresses; script addresses are never taken."""
    assert read_report(write_warc(record(answer(page.encode()), url=f"<{URL}>"))).url == URL
    assert read_report(write_warc(record(answer(page.encode()), url="file:///home/someone/roof.html"))).url is None
    for url in ("javascript:alert(1)", "urn:uuid:1", "data:text/html,x", "https://[broken", "https://a.example/a b"):
        try:
            report = read_report(write_warc(record(answer(page.encode()), url=url)))
        except UnsupportedError:
            continue
        assert report.url is None


def test_control_characters_in_http_headers(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """A header that hides another is no header."""
    with pytest.raises(UnreadableError, match="control character"):
        read_report(write_warc(record(answer(page.encode(), X_Y="a\x00b"))))
    with pytest.raises(UnreadableError, match="no HTTP response"):
        read_report(write_warc(record(b"this is not HTTP at all", WARC_Payload_Digest=None)))


def test_broken_bodies(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Bodies that are cut off or damaged inside their codings are unreadable."""
    packed = gzip.compress(page.encode())
    for body, headers in (
        (packed[:-20], {"Content_Encoding": "gzip"}),
        (b"\x1f\x8bgarbage", {"Content_Encoding": "gzip"}),
        (chunked(page.encode())[:-30], {"Transfer_Encoding": "chunked"}),
        (b"fffffff\r\nabc", {"Transfer_Encoding": "chunked"}),
    ):
        with pytest.raises(UnreadableError):
            read_report(write_warc(record(answer(body, **headers))))


def test_lengths_that_the_server_announced(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """A page that the server did not send to its end is noted, and so is one that the archive cut."""
    report = read_report(write_warc(record(answer(page.encode(), Content_Length="99999"), WARC_Truncated="length")))
    assert any("announced 99,999 bytes" in note for note in report.notes)
    assert any("cut this record off: length" in note for note in report.notes)


def test_other_versions_are_refused(write_warc: Write, record: Make, answer: Make, page: str) -> None:
    """Formats before 1.0 and after 1.1 are named."""
    with pytest.raises(UnsupportedError, match=r"WARC 0\.18"):
        read_report(write_warc(record(answer(page.encode()), version="0.18")))


def test_bombs(write_warc: Write, record: Make, answer: Make, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies and files that unpack to far more than they are get refused while they are unpacked."""
    bomb = gzip.compress(bytes(21_000_000))
    with pytest.raises(TooLargeError, match="unpacks to more than 20 MB"):
        read_report(write_warc(record(answer(bomb, Content_Encoding="gzip"))))
    with pytest.raises(TooLargeError, match="page of more than 20 MB"):
        read_report(write_warc(record(answer(b"<p>" + bytes(20_000_001)))))
    monkeypatch.setattr(unpacking_module, "RATIO_MATTERS_BYTES", 1_000_000)
    with pytest.raises(TooLargeError, match="which is refused"):
        read_report(write_warc(record(answer(bytes(5_000_000), kind="video/mp4")), record(answer(page.encode()))))


def test_bounds_on_counts(write_warc: Write, record: Make, answer: Make, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records, pages and fields are counted."""
    path = write_warc(*(record(answer(f"{page}{number}".encode()), url=f"{URL}/{number}") for number in range(5)))
    assert len(read_reports(path)) == 5
    monkeypatch.setattr(captured_module, "MOST_PAGES", 4)
    with pytest.raises(TooLargeError, match="more than 4 pages"):
        read_reports(path)
    monkeypatch.setattr(warc_module, "MOST_RECORDS", 3)
    with pytest.raises(TooLargeError, match="more than 3 records"):
        read_reports(path)
    with pytest.raises(TooLargeError, match="fields of more than"):
        read_reports(write_warc(record(answer(page.encode()), X="a" * 70_000)))
    with pytest.raises(TooLargeError, match="more than 200 fields"):
        read_reports(write_warc(record(answer(page.encode()), **{f"X{number}": "a" for number in range(300)})))


def test_gzip_that_holds_no_archive(tmp_path: Path, page: str) -> None:
    """Another packed file, also one that is packed twice, is refused as before."""
    for data in (gzip.compress(page.encode()), gzip.compress(gzip.compress(b"WARC/1.1\r\n")), b"\x1f\x8b\x08"):
        path = tmp_path / "x.warc.gz"
        path.write_bytes(data)
        with pytest.raises(UnsupportedError, match="a packed file"):
            read_report(path)


plain = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)


@given(
    records=st.lists(
        st.tuples(st.sampled_from(["response", "resource", "request", "metadata", "revisit"]), st.binary(max_size=300), plain), min_size=1, max_size=6
    ),
    is_packed=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_records_come_back_as_they_were_written(record: Make, records: list[tuple[str, bytes, str]], is_packed: bool) -> None:
    """Whatever a writer puts into records, line breaks and version lines too, the reader gives back."""
    written = [record(block, kind=kind, url="https://a.example/", X_Note=note) for kind, block, note in records]
    data = b"".join(gzip.compress(one) if is_packed else one for one in written)
    found = list(read_records(unpack(io.BytesIO(data), "made"), "made"))
    kept = {"response", "resource", "request"}
    assert [(one.kind, one.block, one.fields["x-note"]) for one in found] == [
        (kind, block if kind in kept else b"", note.strip()) for kind, block, note in records
    ]


@given(seed=st.integers(0, 2**32), cut=st.floats(0, 1), is_packed=st.booleans(), flips=st.integers(0, 5))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_is_told_or_harmless(
    tmp_path: Path, record: Make, answer: Make, page: str, seed: int, cut: float, is_packed: bool, flips: int
) -> None:
    """A file that was cut off or altered anywhere gives temoin's own error, or the very text that was written: the hashes see to it."""
    whole = [
        record(answer(chunked(page.encode()), Transfer_Encoding="chunked")),
        record(answer(gzip.compress(page.encode()), Content_Encoding="gzip"), url=f"{URL}/2"),
    ]
    data = bytearray(b"".join(gzip.compress(one) if is_packed else one for one in whole))
    rng = random.Random(seed)
    for _ in range(flips):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path = tmp_path / "damaged.warc"
    path.write_bytes(bytes(data[: int(len(data) * cut) if flips % 2 else len(data)]))
    try:
        reports = read_reports(path)
    except TemoinError:
        return
    unhashed = [report for report in reports if not any("holds" in note for note in report.notes)]
    assert all("Three workers died" in report.text for report in reports if report not in unhashed and report.media_type == "text/html")
