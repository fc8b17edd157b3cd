"""The dossier on paper: tags, languages, fonts, map sheets, and text that can be taken out again."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zlib

import attrs
import pytest

from temoin.errors import OptionError, UnsupportedError
from temoin.publish import ShownScene, publish_pdf
from temoin.publish.pdftree import ready_for_paper
from temoin.publish.views.mapsheet import map_sheets
from temoin.publish.words import Words

pytest.importorskip("weasyprint", exc_type=ImportError)
UKRAINIAN = "За даними обласної служби, загинули троє людей, поранено 45. Дах обвалився на площі 1 300 м²."
RUSSIAN = "Обрушение крыши на заводе: погибли три человека, площадь около 1 300 кв. м."


def _with_more_texts(made, content):
    reports = tuple(made.make_report(lang, text, lang, publisher=f"Paper {lang}") for lang, text in (("uk", UKRAINIAN), ("ru", RUSSIAN)))
    claims = tuple(
        attrs.evolve(content.claims[0], id=lang, report_id=lang, lang=lang, span=made.span_in(text, words), attribution=content.claims[3].attribution)
        for lang, text, words in (("uk", UKRAINIAN, "на площі 1 300 м²"), ("ru", RUSSIAN, "около 1 300 кв. м"))
    )
    return attrs.evolve(content, reports=(*content.reports, *reports), claims=(*content.claims, *claims))


@pytest.fixture(scope="module")
def printed(made, tmp_path_factory):
    """The draft in Ukrainian, as a file."""
    path = tmp_path_factory.mktemp("pdf") / "dossier.pdf"
    path.write_bytes(publish_pdf(attrs.evolve(_with_more_texts(made, made.make_content()), language="uk")))
    return path


def _said_by(tool: str, *arguments: object) -> str:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed (poppler-utils)")
    return subprocess.run([tool, *map(str, arguments)], check=True, capture_output=True, timeout=60).stdout.decode()


def _unpacked(data: bytes) -> bytes:
    """All objects of a file, with what is packed in streams unpacked."""
    packed = re.findall(rb"/FlateDecode[^>]*>>\nstream\n(.*?)\nendstream", data, re.DOTALL)
    return data + b"".join(zlib.decompressobj().decompress(one) for one in packed)


def test_it_is_tagged_in_its_language_and_claims_nothing(printed):
    """The tags, the language of the whole and of each quote, and a text for each picture are there; a claim of conformance is not."""
    assert "Tagged:          yes" in _said_by("pdfinfo", printed)
    tree = _said_by("pdfinfo", "-struct", printed)
    for tag in ("H1", "H2", "Table", "TH", "Figure", "L "):
        assert tag in tree
    inside = _unpacked(printed.read_bytes())
    for lang in ("fr", "uk", "ru"):
        assert f"/Lang ({lang})".encode() in inside
    assert inside.count(b"/S /Figure") == inside.count(b"/Alt ")
    assert "pdfuaid" not in _said_by("pdfinfo", "-meta", printed)


def test_every_font_is_inside(printed):
    """All fonts are embedded DejaVu, none is the machine's."""
    lines = _said_by("pdffonts", printed).splitlines()[2:]
    assert lines
    for line in lines:
        assert "DejaVu" in line
        assert re.search(r"yes +yes +yes", line), line


def test_words_of_three_languages_can_be_taken_out(printed):
    """The claims' words come out of the file letter by letter, and so do the page's own."""
    text = " ".join(_said_by("pdftotext", printed, "-").split())
    for words in ("environ 1 300 m²", "на площі 1 300 м²", "около 1 300 кв. м", "ЧЕРНЕТКА", "Аркуш карти 1", "EPSG:32628"):
        assert words in text


def test_no_number_is_broken_over_lines(printed):
    """Nowhere does a line end inside a number, a range, or between a number and its unit."""
    lines = [line.strip() for line in _said_by("pdftotext", "-layout", printed, "-").splitlines()]
    assert not [line for line in lines if re.search(r"\d[–—]$", line)]
    assert not [line for line in lines if re.fullmatch(r"(?:м²|m²|кв\. м)[.,]?", line)]


def test_the_same_content_gives_the_same_bytes(made, tmp_path):
    """Nothing of the clock or of chance is in the file."""
    content = attrs.evolve(made.make_content(), aligned=None, findings=None, buildings=(), claims=(), assessments=())
    first = publish_pdf(content)
    assert publish_pdf(content) == first
    claiming = tmp_path / "claiming.pdf"
    claiming.write_bytes(publish_pdf(content, variant="pdf/ua-1"))
    assert "pdfuaid:part" in _said_by("pdfinfo", "-meta", claiming)
    assert "2025-07-04T09:30:00Z" in _said_by("pdfinfo", "-isodates", claiming)


def test_what_is_coarse_bears_no_coordinates(made):
    """A sheet whose places are not told has scale and north, and neither grid nor corners nor projection."""
    content = made.make_content()
    from temoin.publish.dossier import page_parts

    view = page_parts(content)[0]["pictures"][0]
    exact, coarse = (map_sheets(view, content.aligned.grid, Words(), has_places=flag)[1] for flag in (True, False))
    assert [tick.text for tick in exact.places.across] == ["680\u202f020", "680\u202f040", "680\u202f060"]
    assert exact.places.corners
    assert coarse.places == attrs.evolve(exact, places=type(exact.places)()).places
    assert coarse.scale == exact.scale
    # 160 pixels of 0.5 m on 186 mm of paper.
    assert exact.scale == "430"
    assert exact.bar[-1].text == "20"
    assert sum(step.length for step in exact.bar) == pytest.approx(20 * 186 / 80, rel=0.01)


def test_a_withheld_word_stops_the_public_form(made):
    """The same last look as for the page: a private name in a credit that the policy keeps is an error, and no file."""
    content = made.make_content()
    reports = (*content.reports, made.make_report("x", "Anna Petrenko, 34, was hurt.", "en", publisher="The Post"))
    leaking = attrs.evolve(content, reports=reports, is_draft=False, site=None, aligned=None, findings=None)
    scene = made.make_scene("before", made.make_grid(), None, credit="Anna Petrenko")
    with pytest.raises(OptionError, match="withheld"):
        publish_pdf(attrs.evolve(leaking, before_only=ShownScene(scene=scene, pixels=content.aligned.before_pixels)))


def test_an_unknown_variant_is_refused(made):
    """Only variants that are tagged can be named."""
    with pytest.raises(OptionError, match="pdf/x"):
        publish_pdf(made.make_content(), variant="pdf/x-4")


def test_without_the_printer_the_error_says_what_to_install(made, monkeypatch):
    """A machine without WeasyPrint or Pango gets a sentence, not a traceback."""
    import builtins

    real = builtins.__import__

    def without(name, *others, **more):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UnsupportedError, match="libpango") as caught:
        publish_pdf(attrs.evolve(made.make_content(), aligned=None, findings=None))
    assert "temoin[pdf]" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("some 1 300 m² fell", ["1 300 m²"]),
        ("1\u202f190–1\u202f330 of it", ["1\u202f190–1\u202f330"]),
        ("45 people on 3 July", []),
        ("about 800 кв. м there", ["800 кв. м"]),
        ("12 % and 5 km off", ["12 %", "5 km"]),
        ("2025-07-02 at 11:08", []),
    ],
)
def test_numbers_are_held_together_where_a_line_may_break_in_them(text, held):
    """Groups, ranges and units stay with their number; what no line can break is left alone, and no letter is lost."""
    root = ET.Element("p")
    root.text = text
    ready_for_paper(root, Words(), "")
    assert [span.text for span in root.iter("span")] == [one for one in held if one]
    assert "".join(root.itertext()) == text


def test_what_a_screen_alone_needs_is_taken_out_and_words_stay():
    """Buttons and hidden notes go; the words of isolating elements stay in their place and order."""
    root = ET.fromstring('<p>a<bdi>b<b>c</b>d</bdi>e<nav>menu</nav>f<span class="unseen">x</span>g</p>')  # noqa: S314  # our own words
    ready_for_paper(root, Words(), "")
    assert "".join(root.itertext()) == "abcdefg"
    assert [child.tag for child in root] == ["b"]


def test_a_caption_stays_with_its_table():
    """A caption becomes the first head row, as wide as the table, so that no page ends with it; words and order stay."""
    root = ET.fromstring("<div><table><caption>People <b>hurt</b></caption><tbody><tr><td>a</td><td>b</td></tr></tbody></table></div>")  # noqa: S314  # our own
    ready_for_paper(root, Words(), "")
    head = root.find("table/thead/tr/th")
    assert "".join(head.itertext()) == "People hurt"
    assert (head.get("colspan"), head.get("scope")) == ("2", "col")
    assert root.find("table/caption") is None
    assert "".join(root.itertext()) == "People hurtab"


def test_rows_are_named_by_their_first_cell_and_lists_bear_points_in_their_text():
    """An address moves to a row's first cell, where links still find it; listed reasons begin with a point, other lists stay as they are."""
    source = '<div><table><tr id="c1"><td>1</td><td><ul class="reasons"><li>\n why <b>so</b></li></ul><ol><li>one</li></ol></td></tr></table></div>'
    root = ET.fromstring(source)  # noqa: S314  # our own words
    ready_for_paper(root, Words(), "")
    assert [element.tag for element in root.iter() if element.get("id") == "c1"] == ["td"]
    assert ["".join(entry.itertext()) for entry in root.iter("li")] == ["•\u00a0why so", "one"]


def test_drawings_carry_their_style_part_by_part():
    """Each part of a drawing gets what the rules say of its name and classes, a later rule before an earlier one; each drawing has words."""
    svg = "http://www.w3.org/2000/svg"
    root = ET.fromstring(f'<p><svg xmlns="{svg}"><path class="edge"/><rect/><text>N</text></svg></p>')  # noqa: S314  # our own words
    ready_for_paper(root, Words(), "path, rect { fill: none; }\n.edge { fill: #fff; stroke: #000 }")
    path, rect, text = (root.find(f"{{{svg}}}svg/{{{svg}}}{name}").attrib for name in ("path", "rect", "text"))
    assert path == {"class": "edge", "fill": "#fff", "stroke": "#000"}
    assert rect == {"fill": "none"}
    assert text == {}
    assert root.find(f"{{{svg}}}svg/{{{svg}}}title").text
