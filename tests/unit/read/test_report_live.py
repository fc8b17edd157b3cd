"""Live pages: each entry is a report of its own, with its own time."""

from __future__ import annotations

import gzip

import pytest

from temoin.errors import OptionError
from temoin.extract import extract_claims
from temoin.read import ReportFacts, parse_when, read_report, read_reports

HEAD = """<!doctype html><html lang="en"><head><title>Blast at the depot: live</title>
<meta property="og:site_name" content="Gazette"><meta property="article:published_time" content="2025-07-02T09:00:00+02:00">
<link rel="canonical" href="https://gazette.example/live"></head><body><main><article><h1>Blast at the depot: live</h1>
<p>A blast shook the fuel depot of Marrow on Wednesday morning; here is what is known so far, in short.</p>"""
FOOT = "</article></main></body></html>"
ENTRIES = (
    ("e3", "2025-07-03T01:10:00+02:00", "01:10", "Toll rises", "The toll has risen to seven dead and 31 injured, the governor said in a statement."),
    (
        "e2",
        "2025-07-02T18:45:00+02:00",
        "18:45",
        "Four dead",
        "Four people were killed and 20 injured, the fire brigade said that evening.",
    ),
    (
        "e1",
        "2025-07-02T09:20:00+02:00",
        "09:20",
        "Smoke over Marrow",
        "Two people were injured, the police said, and smoke is rising over the port.",
    ),
)


def _elements():
    rows = "".join(
        f'<section id="{name}" class="entry"><header><time datetime="{when}">{clock}</time></header><h2>{title}</h2><p>{words}</p></section>'
        for name, when, clock, title, words in ENTRIES
    )
    return f"{HEAD}<div>{rows}</div>{FOOT}"


def _clocks(entries=ENTRIES, *, tag="p", mark=" – "):
    rows = "".join(f"<{tag}>{clock}{mark}{title}</{tag}><p>{words}</p>" for _, _, clock, title, words in entries)
    return f"{HEAD}{rows}{FOOT}"


def _read(tmp_path, page, name="live.html", **options):
    path = tmp_path / name
    path.write_text(page, "utf-8")
    return read_reports(path, **options)


@pytest.mark.parametrize(
    "page",
    [
        _elements(),
        _clocks(),
        _clocks(tag="h3", mark=": "),
        _clocks(ENTRIES[::-1]),
        _clocks([(name, when, f"{clock.replace(':', '.')} Uhr", title, words) for name, when, clock, title, words in ENTRIES], mark=": "),
    ],
)
def test_each_entry_is_a_report_with_its_own_time(tmp_path, page):
    """Elements with times, and paragraphs that begin with clock times, newest or oldest first; past midnight the day goes on."""
    reports = _read(tmp_path, page)
    assert len(reports) == 4
    tolls = {}
    for report in reports[1:]:
        counts = {claim.kind.value: claim.quantity.value for claim in extract_claims(report) if claim.quantity is not None}
        tolls[report.published.start.isoformat()] = (counts.get("killed"), counts["injured"])
    assert tolls == {
        "2025-07-03T01:10:00+02:00": (7, 31),
        "2025-07-02T18:45:00+02:00": (4, 20),
        "2025-07-02T09:20:00+02:00": (None, 2),
    }
    assert {report.publisher for report in reports} == {"Gazette"}
    assert [report.id for report in reports] == ["live-1", "live-2", "live-3", "live-4"]


def test_an_entry_keeps_its_heading_its_address_and_its_place(tmp_path):
    """The heading is the title, the element's id the anchor; every word leads back into the page."""
    page = _elements()
    report = _read(tmp_path, page)[1]
    assert report.title == "Toll rises"
    assert report.url == "https://gazette.example/live#e3"
    assert "Entry 2 of 4 of a live page." in report.notes
    start = report.text.index("seven dead")
    first, last = report.offsets.to_source(start, start + 10)
    assert page[first:last] == "seven dead"


def test_what_was_given_for_the_page_holds_for_its_entries(tmp_path):
    """A publisher that a person gives is every entry's; their times stay their own."""
    path = tmp_path / "live.html"
    path.write_text(_elements(), "utf-8")
    sidecar = tmp_path / "facts.csv"
    sidecar.write_text("file,publisher,published\nlive.html,The Wire,2025-07-02T08:00+02:00\n", "utf-8")
    reports = read_reports([path], sidecar=sidecar)
    assert {report.publisher for report in reports} == {"The Wire"}
    assert len({report.published.start for report in reports}) == 4


def test_one_report_is_not_to_be_had_of_a_live_page(tmp_path):
    """Whoever asks for one report is told how many there are."""
    path = tmp_path / "live.html"
    path.write_text(_elements(), "utf-8")
    with pytest.raises(OptionError, match="4 reports"):
        read_report(path, facts=ReportFacts(published=parse_when("2025-07-02")))


STORY = "<p>At 09:20 the roof fell in, witnesses said, and three people were hurt.</p><p>By 18:45 the fire was out, and the port was open again.</p>"
OTHERS = "".join(
    f'<div class="more"><time datetime="2025-06-0{day}">{day} June</time><p>Another story of the day, in one short line.</p></div>'
    for day in (1, 2, 3)
)


@pytest.mark.parametrize("page", [f"{HEAD}{STORY}{FOOT}", f"{HEAD}{STORY * 5}{OTHERS}{FOOT}", _clocks(ENTRIES[:2])])
def test_times_in_a_plain_article_do_not_split_it(tmp_path, page):
    """Clock times within sentences, a list of other stories, and two times alone make no live page."""
    assert len(_read(tmp_path, page)) == 1


def test_a_saved_live_page_and_an_archived_one_are_split_too(tmp_path):
    """MHTML and WARC hold the same entries."""
    page = _elements().encode()
    saved = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://gazette.example/live\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: 8bit\r\nContent-Location: https://gazette.example/live\r\n\r\n" + page + b"\r\n--b--\r\n"
    )
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    record = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-07-04T00:00:00Z\r\n"
    record += b"WARC-Target-URI: https://gazette.example/live\r\nContent-Type: application/http; msgtype=response\r\n"
    record += b"Content-Length: %d\r\n\r\n" % len(answer) + answer + b"\r\n\r\n"
    for name, data in (("live.mhtml", saved), ("live.warc.gz", gzip.compress(record))):
        path = tmp_path / name
        path.write_bytes(data)
        reports = read_reports(path)
        assert [report.title for report in reports[1:]] == ["Toll rises", "Four dead", "Smoke over Marrow"]
        assert reports[1].url == "https://gazette.example/live#e3"
