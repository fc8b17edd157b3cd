"""The dossier as one HTML file."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from itertools import pairwise

import attrs
import lxml.html
import numpy as np
import pytest

from temoin.model import Building, Claim, ClaimKind
from temoin.publish import DossierContent, ShownScene, publish_html
from temoin.quantity import Quantity
from temoin.raster import Image, MaskKind
from temoin.text import Span


@pytest.fixture(scope="module")
def content(made):
    """A whole dossier's content."""
    return made.make_content()


@pytest.fixture(scope="module")
def html(content):
    """The printed page."""
    return publish_html(content).html


@pytest.fixture(scope="module")
def page(html):
    """The page as a tree."""
    return lxml.html.document_fromstring(html)


def _text(element):
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_the_same_content_gives_the_same_bytes(content, html):
    """Nothing in the page depends on the clock or on chance."""
    assert publish_html(content).html == html


def test_a_draft_says_so_everywhere(content, html, page):
    """Title, strip, pictures and the noun say draft; without the flag none does."""
    dossier = publish_html(content)
    assert dossier.is_draft
    assert _text(page.find(".//title")).startswith("DRAFT")
    assert "DRAFT – not for publication" in html
    assert len(page.find_class("tag-draft")) == 4
    final = publish_html(attrs.evolve(content, is_draft=False))
    assert "DRAFT" not in final.html
    assert not final.is_draft


def test_the_policy_names_the_page_s_own_scripts_and_style(content, html, page):
    """The hashes in the Content-Security-Policy are those of the blocks that run, and nothing else is allowed but the map's worker."""
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; img-src data:; style-src")
    assert policy.endswith("; worker-src blob:; base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy
    for tag, count in (("style", 1), ("script", 5)):
        blocks = re.findall(f"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        assert len(blocks) == count
        hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'" for block in blocks)
        assert f"{tag}-src {hashes};" in policy
    bare = publish_html(attrs.evolve(content, aligned=None)).html
    assert "worker-src" not in bare
    assert len(bare) < len(html) - 1_000_000


def test_nothing_points_outside_the_file(page):
    """Every address is a data address or a place in the page that exists, every place exists once, and there is no inline style or handler."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for address in page.xpath("//@href | //@src | //@xlink:href", namespaces={"xlink": "http://www.w3.org/1999/xlink"}):
        assert address.startswith(("#", "data:"))
        if address.startswith("#"):
            assert address[1:] in ids
    assert not page.xpath("//*[@style]")
    assert not [name for element in page.iter() if isinstance(element.tag, str) for name in element.attrib if name.startswith("on")]
    assert not page.xpath("//iframe | //object | //embed | //form | //base | //link[not(@rel='icon')]")


def test_pictures_bear_date_sensor_view_sun_and_credit(page):
    """Before is only a day, after has an hour and a zone; credit and ground sample distance stand on both."""
    before, after = (_text(element) for element in page.find_class("panel"))
    assert "11 June 2025 (day only)" in before
    assert "2 July 2025, 11:08 UTC+3" in after
    assert "off-nadir 4°" in before
    assert "sun 52° high in the south" in before
    assert "not known: sun" in after
    for panel in (before, after):
        assert "Picture © Made-up Imaging 2025" in panel
        assert "0.5 m a pixel" in panel
        assert "Made-up eye" in panel


def test_registration_is_told_in_words(page):
    """State, residual and the direction of the shift stand below the pictures."""
    words = _text(page.find_class("placing")[0])
    assert "Registration verified" in words
    assert "41 of 49 places" in words
    assert "to the south-west of the earlier one" in words
    assert "one and the same brightness scale" in words


def test_grades_are_told_apart_without_colour(html, page):
    """Each grade has its own pattern or line, its word in the key, and a title on its outline."""
    for pattern in ("p-destroyed", "p-damaged", "p-possible"):
        assert f'<pattern id="{pattern}"' in html
    titles = [_text(title) for title in page.xpath("//path/title")]
    assert "Building workshop 7: damaged" in titles
    assert "Building s1: not assessable" in titles
    assert any(title.startswith("Change C1: 1 260 m²") for title in titles)
    assert "damaged: 1 building" in _text(page.find_class("key")[0])


def test_quotes_keep_their_language_and_direction(page):
    """A French quote is marked as French, an Arabic one runs from right to left."""
    quotes = {_text(quote.find(".//mark")): quote for quote in page.xpath("//blockquote")}
    assert quotes["environ 1 300 m²"].get("lang") == "fr"
    assert quotes["ثلاثة"].get("lang") == "ar"
    assert quotes["ثلاثة"].get("dir") == "rtl"


def test_marks_and_claims_point_to_each_other(page):
    """From each claim with words one comes to its mark, and from the mark back to the claim."""
    for row in page.xpath("//tr[starts-with(@id, 'c')]"):
        number = row.get("id")[1:]
        jump = row.xpath(".//p[@class='chain']/a/@href")
        if jump == [f"#q{number}"]:
            assert page.get_element_by_id(f"q{number}") is not None
            assert page.xpath(f"//sup/a[@href='#c{number}']")
    assert len(page.xpath("//span[@class='anchor']")) == 11


def test_limits_are_never_left_out(page):
    """The box of limits stands in every dossier, and blames nobody."""
    box = _text(page.get_element_by_id("limits"))
    assert "“Not seen” never means “did not happen”" in box
    assert "blames nobody" in box
    assert "Too little unchanged ground is left to compare with." in box


def test_whoever_wants_to_check_finds_hashes_and_the_head(content, page):
    """Inputs with their hashes, ledger, options and head stand in the page."""
    method = _text(page.get_element_by_id("method"))
    assert content.case.ledger.head in method
    assert "cd" * 32 in method
    assert "tile_px" in method
    assert "temoin case check" in method
    bare = lxml.html.document_fromstring(publish_html(attrs.evolve(content, case=None)).html)
    words = _text(bare.get_element_by_id("method"))
    assert "printed without a case folder" in words
    assert content.reports[0].sha256 in words


def test_headings_never_skip_a_level(page):
    """One first heading, and each next one at most a level deeper."""
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_empty_case_is_a_whole_page():
    """With nothing given, the page says what is missing and claims nothing."""
    dossier = publish_html(DossierContent(created=datetime(2025, 7, 4, tzinfo=UTC), version="0.1.0"))
    page = lxml.html.document_fromstring(dossier.html)
    words = _text(page)
    assert "No picture was given" in words
    assert "No report was given" in words
    assert "contradicted" not in _text(page.find(".//main"))
    assert page.get_element_by_id("limits") is not None


def test_one_picture_alone_is_shown_without_a_swipe(made, content):
    """After-only gives one picture with footprints and no controls."""
    grid = made.make_grid()
    _, after = made.make_images(grid)
    shown = ShownScene(scene=content.aligned.after, pixels=after)
    page = lxml.html.document_fromstring(publish_html(attrs.evolve(content, aligned=None, findings=None, after_only=shown)).html)
    assert len(page.find_class("panel")) == 1
    assert not page.xpath("//input[@type='range']")
    assert "Nothing could be compared: no picture from before the event was given." in _text(page)
    assert "one picture from above" in _text(page.find_class("event")[0])


def test_a_picture_without_a_usable_pixel_is_said_not_shown(made, content):
    """No black square: the page says that the picture holds nothing."""
    grid = made.make_grid()
    before, after = made.make_images(grid)
    blind = Image(array=after.array, flags=np.full(grid.shape, MaskKind.CLOUD, dtype=np.uint8), grid=grid, roles=after.roles)
    aligned = attrs.evolve(content.aligned, before_pixels=before, after_pixels=blind)
    words = _text(lxml.html.document_fromstring(publish_html(attrs.evolve(content, aligned=aligned)).html))
    assert "holds not one usable pixel" in words


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- --><![CDATA[",
    "&lt;b&gt; &amp;#x3c;",
    "\u202eevil\u202c\x00\x1b[31m\ud800",
    "x" * 100_000,
)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words(made, content, html, words):
    """Whatever stands in a title, quote, name, credit, address, attribute or option comes out as text: same elements, same script, no new handler."""
    report = made.make_report("fr", f"{words} three dead", words[:5], publisher=words, url=words, title=words) if "\ud800" not in words else None
    claim = Claim(
        id=words,
        report_id="fr",
        kind=ClaimKind.KILLED,
        span=Span.of(words, 0, min(len(words), 40)) if report is not None else None,
        words=words,
        quantity=Quantity(value=3, unit="person"),
        lang=words[:5],
        basis=words,
        inferred=True,
    )
    grid = made.make_grid()
    buildings = (Building(id=words, name=words, footprint=made.pixel_box(grid, 0.1, 0.1, 0.4, 0.4), attributes=((words, words),)), *content.buildings)
    findings = attrs.evolve(
        content.findings,
        items=tuple(attrs.evolve(item, building_id=words) if getattr(item, "building_id", "") == "h2" else item for item in content.findings),
    )
    aligned = attrs.evolve(content.aligned, before=attrs.evolve(content.aligned.before, credit=words, sensor=words, name=words, licence=words))
    case = attrs.evolve(content.case, options=words, id=words, exhibits=(attrs.evolve(content.case.exhibits[0], name=words),))
    event = attrs.evolve(content.event, place=words, facility=words)
    evil = attrs.evolve(
        content,
        title=words,
        reports=(*((report,) if report is not None else ()), *content.reports[1:]),
        claims=(claim,),
        assessments=(),
        buildings=buildings,
        findings=findings,
        aligned=aligned,
        case=case,
        event=event,
        notes=(words,),
        version=words,
    )
    printed = publish_html(evil).html
    printed.encode("utf-8")
    assert "\x00" not in printed
    assert "\x1b" not in printed
    assert len(printed) < 3_000_000
    page = lxml.html.document_fromstring(printed)
    assert [one.text_content() for one in page.xpath("//script[not(@type)]")] == re.findall("<script>(.*?)</script>", html, flags=re.DOTALL)
    assert page.xpath("//script/@type") == ["application/gzip", "application/vnd.pmtiles", "application/vnd.pmtiles"]
    allowed = {"html", "head", "meta", "link", "title", "style", "body", "script"} | {
        element.tag for element in lxml.html.document_fromstring(html).iter() if isinstance(element.tag, str)
    }
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= allowed
    assert not [name for element in page.iter() if isinstance(element.tag, str) for name in element.attrib if name.startswith("on")]
    assert all(address.startswith(("#", "data:")) for address in page.xpath("//@href | //@src"))
    assert "49" not in _text(page.find(".//h1"))


def test_huge_texts_are_cut_and_say_so(made, content):
    """A text of a million signs is printed in part, and the page says how much is left out."""
    report = made.make_report("fr", "word " * 200_000, "fr")
    printed = publish_html(attrs.evolve(content, reports=(report,), claims=(), assessments=(), lineage=None, aligned=None)).html
    assert len(printed) < 400_000
    assert "800\u202f000 further signs are in the case folder only." in printed


def test_no_folder_of_anybody_s_disk_is_published(content, opened):
    """Paths in notes and options are cut down to the file's own name."""
    report = attrs.evolve(content.reports[0], notes=("/home/ada/secret case/x.csv and /mnt/scratch/reports.csv have no row",))
    case = attrs.evolve(content.case, options='{"after": "/srv/ada/after.tif", "site": "C:\\\\Users\\\\ada\\\\site.kml"}')
    page = publish_html(attrs.evolve(content, reports=(report, *content.reports[1:]), case=case, notes=("read from /mnt/ada/a.tif",))).html
    page = opened(page)
    assert "scratch" not in page
    assert "/srv" not in page
    assert "/mnt" not in page
    assert "Users" not in page
    assert "reports.csv" in page
    assert "after.tif" in page
