"""What pages say about themselves, and what happens when their sources differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from temoin.model import Report
from temoin.read import read_report
from temoin.read.jsonld import find_articles
from temoin.read.langcode import language_code

TEXT = "<p>Three people died when the roof of the plant came down, officials said on Tuesday.</p>"


def page(folder: Path, head: str, body: str = TEXT, *, html: str = "<html>") -> Report:
    """The report on a page with a head."""
    file = folder / "page.html"
    file.write_text(f"<!doctype html>{html}<head><meta charset=utf-8>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read_report(file)


def linked(**fields: object) -> str:
    """A JSON-LD script."""
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2025-07-03T08:00:00+02:00">', "2025-07-03 08:00:00+02:00"),
        ('<meta name="DC.date.issued" content="2025-07-03">', "2025-07-03"),
        ('<meta itemprop="datePublished" content="2025-07-03T08:00Z">', "2025-07-03 08:00:00+00:00"),
        ('<meta name="pubdate" content="Thu, 03 Jul 2025 08:00:00 +0200">', "2025-07-03 08:00:00+02:00"),
        (linked(datePublished="2025-07-03T08:00:00Z"), "2025-07-03 08:00:00+00:00"),
        (linked(datePublished=["2025-07-03T08:00:00Z"]), "2025-07-03 08:00:00+00:00"),
    ],
)
def test_publication_times(tmp_path: Path, head: str, published: str) -> None:
    """Meta tags of several vocabularies and JSON-LD give the publication time."""
    assert str(page(tmp_path, head).published) == published


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ('<h1>Roof down</h1><time datetime="2025-07-03T08:00Z">3 July</time>' + TEXT, "2025-07-03 08:00:00+00:00"),
        (
            '<h1>Roof down</h1><time datetime="2025-07-03T08:00Z">3 July</time>' + TEXT + '<time datetime="2025-07-04T09:00Z">x</time>',
            "2025-07-03 08:00:00+00:00",
        ),
        (TEXT + '<time class="updated" datetime="2025-07-04T09:00Z">x</time>', "None"),
        (TEXT + '<time datetime="2025-07-04T09:00Z" pubdate>x</time><time datetime="2025-07-05T09:00Z">x</time>', "2025-07-04 09:00:00+00:00"),
        (TEXT + '<aside><time datetime="2025-07-01T09:00Z">a</time></aside><footer><time datetime="2025-07-02T09:00Z">b</time></footer>', "None"),
        (TEXT + "<time>2 hours ago</time>", "None"),
    ],
)
def test_times_shown_on_the_page(tmp_path: Path, body: str, published: str) -> None:
    """A time element counts where it is marked, alone, or between headline and text; never a change's, nor one among many."""
    assert str(page(tmp_path, "", body).published) == published


def test_a_time_without_zone_is_utc_and_said(tmp_path: Path) -> None:
    """Where no source writes the zone, UTC is assumed and noted."""
    report = page(tmp_path, linked(datePublished="2025-07-03T08:00:00"))
    assert report.published is not None
    assert report.published.zone_assumed
    assert any("UTC was assumed" in note for note in report.notes)


def test_the_source_that_writes_the_zone_is_used(tmp_path: Path) -> None:
    """Two sources for one moment, one without its zone: the other is used, and they do not clash."""
    report = page(
        tmp_path, linked(datePublished="2025-07-03T10:00:00") + '<meta property="article:published_time" content="2025-07-03T10:00:00+03:00">'
    )
    assert str(report.published) == "2025-07-03 10:00:00+03:00"
    assert not any("gives its publication time" in note for note in report.notes)


def test_clashing_times_are_noted(tmp_path: Path) -> None:
    """Two sources that differ by more than minutes are both named; the first in the order of trust is used."""
    report = page(tmp_path, '<meta property="article:published_time" content="2025-07-04T10:00:00Z">' + linked(datePublished="2025-07-03T10:00:00Z"))
    assert str(report.published) == "2025-07-03 10:00:00+00:00"
    assert any("2025-07-04 10:00:00+00:00 (article:published_time)" in note for note in report.notes)


def test_times_minutes_apart_do_not_clash(tmp_path: Path) -> None:
    """Content systems write the same time with some minutes between; that is not worth a note."""
    report = page(tmp_path, '<meta property="article:published_time" content="2025-07-03T10:05:00Z">' + linked(datePublished="2025-07-03T10:00:00Z"))
    assert not any("gives its publication time" in note for note in report.notes)


def test_unreadable_times_are_noted(tmp_path: Path) -> None:
    """A publication time in words is not guessed at, but kept in a note."""
    report = page(tmp_path, '<meta name="date" content="jeudi 3 juillet">')
    assert report.published is None
    assert any('"jeudi 3 juillet" could not be read' in note for note in report.notes)


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<meta property="og:site_name" content="The  Valley\n Post">', "The Valley Post"),
        (linked(publisher={"@type": "Organization", "name": "Continental &amp; Wire"}), "Continental & Wire"),
        (linked(publisher=[{"name": "First"}, {"name": "Second"}]), "First"),
        (linked(publisher="Plain Name"), "Plain Name"),
        (linked(publisher={"@id": "#nowhere"}), None),
        ('<link rel="canonical" href="https://www.valleypost.example/a">', "valleypost.example"),
        ("", None),
    ],
)
def test_publishers(tmp_path: Path, head: str, publisher: str | None) -> None:
    """The publisher comes from JSON-LD, from meta tags, or last from the address."""
    assert page(tmp_path, head).publisher == publisher


def test_a_publisher_from_the_address_is_noted(tmp_path: Path) -> None:
    """A host is no name, so it is said where it came from."""
    assert any("was taken from its address" in note for note in page(tmp_path, '<link rel="canonical" href="https://valleypost.example/a">').notes)


def test_clashing_publishers_are_noted(tmp_path: Path) -> None:
    """Two different names are both kept; a longer form of the same name is no clash."""
    other = page(tmp_path, '<meta property="og:site_name" content="Valley Post">' + linked(publisher={"name": "Continental Wire"}))
    assert any('"Continental Wire" (JSON-LD) and "Valley Post" (og:site_name)' in note for note in other.notes)
    longer = page(tmp_path, '<meta property="og:site_name" content="Island">' + linked(publisher={"name": "Island News"}))
    assert not any("names its publisher" in note for note in longer.notes)


def test_addresses_on_two_hosts_are_noted(tmp_path: Path) -> None:
    """A page saved from one host that names another as its own is a copy, and that is said."""
    head = '<link rel="canonical" href="https://wire.example/a"><meta property="og:url" content="https://valleypost.example/a">'
    report = page(tmp_path, head)
    assert report.url == "https://wire.example/a"
    assert any("on wire.example (canonical link) and on valleypost.example (og:url)" in note for note in report.notes)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "/only/a/path", "https://", "http://[", "https://a.example/<b>", "x" * 3000]
)
def test_addresses_that_are_none_are_passed_over(tmp_path: Path, address: str) -> None:
    """Only absolute web addresses of sane length are taken."""
    assert page(tmp_path, f'<link rel="canonical" href="{address}">').url is None


def test_the_address_a_browser_wrote_into_the_page(tmp_path: Path) -> None:
    """Browsers note in a comment where a page was saved from."""
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html>\n<!-- saved from url=(0030)https://valleypost.example/roof -->\n<html><body>{TEXT}", encoding="utf-8")
    assert read_report(file).url == "https://valleypost.example/roof"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Roof down at plant - Valley Post</title><meta property=og:site_name content='Valley Post'>", TEXT, "Roof down at plant"),
        ("<title>Roof down at plant</title>", TEXT, "Roof down at plant"),
        ("<meta property=og:title content='Roof &amp; wall down'>", TEXT, "Roof & wall down"),
        (
            "<meta property=og:title content='Roof down at plant'>",
            f"<h1>Valley Post</h1><h1>Roof down at the plant</h1>{TEXT}",
            "Roof down at the plant",
        ),
        ("", f"<header><h1>Valley Post</h1></header><h1>Roof\n down</h1>{TEXT}", "Roof down"),
        (linked(headline="Roof down &quot;in seconds&quot;"), TEXT, 'Roof down "in seconds"'),
        ("", TEXT, ""),
    ],
)
def test_titles(tmp_path: Path, head: str, body: str, title: str) -> None:
    """The title is the headline that the page shows, else what its metadata says, without the publisher's name."""
    assert page(tmp_path, head, body).title == title


def test_a_wrong_language_is_corrected(tmp_path: Path) -> None:
    """The language of the text wins over the page's attribute, with a note."""
    report = page(tmp_path, "", html='<html lang="uk-UA">')
    assert report.lang == "en"
    assert any('declares the language "uk", but its text is in "en"' in note for note in report.notes)


def test_a_declared_language_settles_short_texts(tmp_path: Path) -> None:
    """Where the text is too short to tell, the page's word counts."""
    assert page(tmp_path, "", "<p>Feuer: 3 tot.</p>", html='<html lang="de-AT">').lang == "de"


@pytest.mark.parametrize(
    ("tag", "code"), [("fr", "fr"), ("pt_BR", "pt"), ("UA", "uk"), ("deu", "de"), ("", None), ("x", None), ("zxx", None), ("english", None)]
)
def test_language_tags(tag: str, code: str | None) -> None:
    """Tags in several forms give two letters, others nothing."""
    assert language_code(tag) == code


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "[" * 50_000,
        "null",
        "3",
        '{"@type": ["NewsArticle", 3, null], "headline": {"@value": 3}, "publisher": {"name": ["x"]}, "url": [[]]}',
        '{"@type": {"a": 1}}',
        '{"@graph": {"@graph": {"@type": 5}}}',
    ],
)
def test_broken_linked_data_is_passed_over(tmp_path: Path, script: str) -> None:
    """Whatever stands in a JSON-LD script, the page is read."""
    report = page(tmp_path, f'<script type="application/ld+json">{script}</script>')
    assert report.text.startswith("Three people died")


def test_linked_data_in_wrappings() -> None:
    """Comments around the JSON, control characters in it, and a trailing semicolon do no harm."""
    for script in (
        '<!-- {"@type":"Article","headline":"A"} -->',
        '//<![CDATA[\n{"@type":"Article","headline":"A"}\n//]]>',
        '{"@type":"Article","headline":"A\t"};',
    ):
        assert find_articles([script])[0].headline == "A"


def test_the_linked_article_is_the_pages_own(tmp_path: Path) -> None:
    """Among several articles in the JSON-LD, the one with the page's address speaks for it."""
    others = linked(headline="Other", url="https://v.example/other", datePublished="2024-01-01") + linked(
        headline="Roof down", url="https://v.example/roof", datePublished="2025-07-03T08:00Z"
    )
    report = page(tmp_path, '<link rel=canonical href="https://v.example/roof">' + others)
    assert (report.title, str(report.published)) == ("Roof down", "2025-07-03 08:00:00+00:00")
