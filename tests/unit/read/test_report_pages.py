"""Pages: which of their text is the article, and the way back into their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from temoin.errors import TooLargeError, UnreadableError
from temoin.model import Report
from temoin.read import markup, read_report, read_reports
from temoin.read.charset import decode_page
from temoin.read.entities import unescape

PAGES = Path(__file__).parent / "report_pages"


def read_html(folder: Path, html: str, *, charset: str = "utf-8") -> Report:
    """The report on a page."""
    file = folder / "page.html"
    file.write_bytes(html.encode(charset))
    return read_report(file)


def paragraphs(report: Report) -> list[str]:
    """The report's paragraphs in words."""
    return [report.text[start:end] for start, end in report.paragraphs]


EXPECTED = {
    "wordpress": [
        "Blaze at dye works kills two",
        "Two people were killed and\u00a011 injured when fire swept through the dye works in Millbrook on Monday, police said.",
        "\u201cThe roof of hall\u00a03 came down over some 900\u00a0m2,\u201d fire chief Ada Reyes said.\nShe added that nobody was missing.",
        "What we know",
        "The fire began at 4 a.m.",
        "Nine of the injured are in hospital.",
        "We heard three bangs, then saw flames.",
        "Neighbour",
        "Killed 2",
        "Injured 11",
        "The works make dyes for the textile trade and employ 240 people.",
    ],
    "components": [
        "Port blast: What satellite pictures show",
        "At least 78 people were killed and some 4,000 injured when a warehouse in the port exploded on Tuesday.",
        "Pictures taken by a commercial satellite on 5 August show a crater about 140\u00a0metres wide.",
        "Officials said the cause was under investigation.",
        "Warehouse 12",
        "The roof of warehouse 9 was torn off over roughly 2,300 sq m, according to analysts.",
    ],
    "daily": [
        "Explosion dans une usine de peinture\u00a0: deux morts",
        "L\u2019explosion, survenue dimanche à l\u2019aube, a fait deux morts et douze blessés, selon la préfecture.",
        "La toiture de l\u2019atelier\u00a0B s\u2019est effondrée sur 1\u202f200\u00a0m², a indiqué le procureur, qui a ouvert une enquête.",
        "«\u00a0Comme un tremblement de terre\u00a0»",
        "«\u00a0On a cru à un tremblement de terre\u00a0», raconte un riverain. Trois des blessés sont dans un état grave.",
        "L\u2019usine emploie 85\u00a0personnes.",
        "Le Quotidien avec agences",
    ],
    "channel": [
        "Вибухи в Жовтогірську",
        "Очевидці повідомляють про пожежу на заводі.",
        "⚡️Голова ОВА: троє загиблих, 11 поранених.\nПлоща пожежі — 1\u00a0300 м².",
        "Пожежу ліквідовано о 09:40.",
    ],
    "agency_cp1251": [
        "Удар по заводу: троє загиблих",
        "Троє людей загинули внаслідок удару по заводу «Приладмаш» у ніч на 18 березня.",
        "Джерело: голова ОВА у Telegram",
        'Пряма мова: "Ще 11 людей поранені, дев\u2019ятеро з них у лікарні".',
        "Деталі: Дах цеху обвалився на площі близько 1,3 тис. кв. м.",
    ],
    "table_layout": [
        "Fuoco al deposito",
        "Tre operai sono rimasti feriti ieri in un incendio al deposito di Val Torta.",
        "Il tetto è crollato per circa 400 metri quadrati, hanno detto i vigili del fuoco.\nNessuna vittima.",
        "Redazione",
    ],
    "live": [
        "El fuego empezó de madrugada y afecta a cuatro depósitos, según los bomberos.",
        "Dos muertos",
        "El alcalde confirma dos muertos y al menos 17 heridos, tres de ellos graves.",
        "Evacuado el barrio",
        "Unas 1.500 personas han sido desalojadas del barrio de Las Salinas.",
        "Una columna de humo se ve desde toda la bahía.",
    ],
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_article_without_the_page_around_it(name: str) -> None:
    """Navigation, banners, captions, adverts, comments, links to other articles and footers stay out; all of the article is in."""
    assert [words for report in read_reports(PAGES / f"{name}.html") for words in paragraphs(report)] == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_word_is_found_again_in_the_source(name: str) -> None:
    """Each word of each paragraph, looked up in the page's source and unescaped, is that word."""
    source = decode_page((PAGES / f"{name}.html").read_bytes()).text
    for report in read_reports(PAGES / f"{name}.html"):
        position = 0
        for word in report.text.split():
            start = report.text.index(word, position)
            position = start + len(word)
            raw = source[slice(*report.offsets.to_source(start, position))]
            assert unescape(raw) == word or "<" in raw


@pytest.mark.parametrize(
    ("name", "publisher", "published", "lang", "title"),
    [
        ("wordpress", "The Valley Post", "2025-03-18 09:30:00+00:00", "en", "Blaze at dye works kills two"),
        ("components", "Island News", "2025-08-05 13:20:11+00:00", "en", "Port blast: What satellite pictures show"),
        ("daily", "Le Quotidien", "2025-05-04 07:12:33+02:00", "fr", "Explosion dans une usine de peinture : deux morts"),
        ("channel", "Надріччя.Live", "None", "uk", "Надріччя.Live"),
        ("agency_cp1251", "Правда Надріччя", "2025-03-18 08:20:00+02:00", "uk", "Удар по заводу: троє загиблих"),
        ("table_layout", None, "None", "it", "Fuoco al deposito"),
        ("live", "Diario del Puerto", "2025-06-10 07:00:00+02:00", "es", "Última hora del incendio en la refinería"),
    ],
)
def test_what_the_page_says_about_itself(name: str, publisher: str | None, published: str, lang: str, title: str) -> None:
    """Publisher, publication time, language and headline are found in each kind of page."""
    report = read_reports(PAGES / f"{name}.html")[0]
    assert (report.publisher, str(report.published), report.lang, report.title) == (publisher, published, lang, title)


def test_relative_addresses_are_joined() -> None:
    """A canonical link without its host is completed from the page's own address."""
    assert read_reports(PAGES / "live.html")[0].url == "https://diariodelpuerto.example/directo/refineria.html"


def test_a_later_change_is_noted() -> None:
    """A page that was changed after it was published says so in the report's notes."""
    assert any("changed after it was published: 2025-03-19" in note for note in read_report(PAGES / "wordpress.html").notes)


def test_several_times_are_not_guessed_among() -> None:
    """A page of posts, each with its time, has no publication time of its own."""
    assert any("several times" in note for note in read_report(PAGES / "channel.html").notes)


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("<p>Three   people\n died.", ["Three people died."]),
        ("<p>Three<b> people</b> <i> died</i>.</p>", ["Three people died."]),
        ("<p>Three&nbsp;&nbsp;people died\u00a0.</p>", ["Three\u00a0\u00a0people died\u00a0."]),
        ("<p>One died.<br>Two hurt.<br/> <br>Three missing.</p>", ["One died.\nTwo hurt.", "Three missing."]),
        ("<p>Un bless\u0065\u0301 et deux morts&#46;</p>", ["Un bless\u0065\u0301 et deux morts."]),
        ("<div>Loose words here.<p>Three died.</p>And more words.</div>", ["Loose words here.", "Three died.", "And more words."]),
        ("<p>One died.<p>Two are hurt.<ul><li>Hall one.<li>Hall two.</ul>", ["One died.", "Two are hurt.", "Hall one.", "Hall two."]),
        ("<p>The toll is <del>45</del> <ins>48</ins> people.</p>", ["The toll is 48 people."]),
        ("<p>Three<script>var x='<p>9 died</p>';</script> people died.</p>", ["Three people died."]),
        ("<p>Three<!-- <p>9 died</p> --> people died.</p>", ["Three people died."]),
        ("<p>Three <span hidden>hundred </span>people <span style='display: none'>9</span>died.</p>", ["Three people died."]),
        ("<p>3 &lt; 4 &amp;&amp; 5 &gt; 4, police said &copy.</p>", ["3 < 4 && 5 > 4, police said ©."]),
        ("<p>AT&T and R&D said &unknown; things &#0; here.</p>", ["AT&T and R&D said &unknown; things \ufffd here."]),
        ("<pre>&#1;Three people\n  died&#2; here.</pre>", ["Three people\n  died here."]),
        ("<p>&#1;Three people died&#2;.</p>", ["Three people died."]),
        ("<pre>Three people\n  died here.</pre>", ["Three people\n  died here."]),
        ("<p title='a > b'>Three people died.</p>", ["Three people died."]),
        ("<table><tr><th>Killed<td>3<tr><th>Injured<td>45</table>", ["Killed 3", "Injured 45"]),
        ("<P CLASS=x>Three people died.</P >", ["Three people died."]),
        ("<p>1 300 m<sup>2</sup> burnt down.</p>", ["1 300 m2 burnt down."]),
        ("<p>Kyiv<wbr>region, 3 died.</p>", ["Kyivregion, 3 died."]),
        ("<p>Toi\u00adture effondrée, trois morts.</p>", ["Toi\u00adture effondrée, trois morts."]),
        ("<textarea>9 died</textarea><p>Three people died.</p><title>9</title>", ["Three people died."]),
        ("<p>Three people died.</p></div></body></html><p>Nobody is missing.</p>", ["Three people died.", "Nobody is missing."]),
        ("<p>Three people died, <a href=/x>police</a> said.</p><p><a href=/y>Other news</a></p>", ["Three people died, police said."]),
    ],
)
def test_text_as_a_browser_shows_it(tmp_path: Path, body: str, made: list[str]) -> None:
    """White space, line breaks, entities, implied ends, hidden and struck-out words come out as a reader sees them."""
    assert paragraphs(read_html(tmp_path, f"<html><head><meta charset=utf-8></head><body>{body}")) == made


def test_kept_white_space_around_a_paragraph_is_cut_without_losing_the_place(tmp_path: Path) -> None:
    """White space that a browser keeps is no part of the paragraph at its ends, in whatever way it is written, and the words stay in their place."""
    html = "<html><body><pre>\n  &#32; \n Three  died. &#10;\n </pre></body></html>"
    report = read_html(tmp_path, html)
    assert report.text == "Three  died."
    assert [html[slice(*report.offsets.to_source(index, index + 1))] for index in range(len(report.text))] == list(report.text)


def test_furniture_that_holds_the_article_is_no_furniture(tmp_path: Path) -> None:
    """A wrapper whose name sounds like furniture is kept when most of the page's prose is in it."""
    text = "<p>Three people died when the roof of the plant came down on Tuesday.</p>" * 3
    report = read_html(
        tmp_path, f"<body><div class='layout has-sidebar comments-open'>{text}</div><div class=sidebar><p>Ten lessons for your garden.</p></div>"
    )
    assert len(report.paragraphs) == 3


def test_an_article_cut_into_parts_is_put_together(tmp_path: Path) -> None:
    """Parts built alike, with adverts between them, are one article; so are bare paragraphs beside the main part."""
    long = "<p>The roof of the second hall came down on the night shift, and the fire brigade worked until noon.</p>" * 6
    parts = f"<div class=part>{long}</div><div class=ad>Advertisement</div><div class=part><p>Nobody else is missing, officials said.</p></div>"
    report = read_html(
        tmp_path, f"<body><nav>Home</nav><article>{parts}<p>Correction: an earlier version gave another date.</p></article><footer>Imprint</footer>"
    )
    assert paragraphs(report)[-2:] == ["Nobody else is missing, officials said.", "Correction: an earlier version gave another date."]


def test_text_before_the_article_begins_is_no_lead(tmp_path: Path) -> None:
    """Only prose between headline and article belongs to it, not what stands above the headline."""
    long = "<p>The roof of the second hall came down on the night shift, and the fire brigade worked until noon.</p>" * 4
    above = "<div><p>Support our newsroom with a gift today, please.</p></div>"
    html = f"{above}<h1>Roof down</h1><p>Three people died in the plant.</p><article>{long}</article>"
    assert paragraphs(read_html(tmp_path, html))[:2] == ["Roof down", "Three people died in the plant."]


def test_a_page_without_text_is_unreadable(tmp_path: Path) -> None:
    """A page that its scripts never filled says how to save it again."""
    with pytest.raises(UnreadableError, match="no article text") as caught:
        read_html(tmp_path, "<html><head><title>Three died</title></head><body><div id=root></div><script>start()</script></body></html>")
    assert "mhtml" in caught.value.hint


def test_pages_with_too_many_elements_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page built to fill the memory is refused."""
    monkeypatch.setattr(markup, "MOST_ELEMENTS", 1000)
    with pytest.raises(TooLargeError, match="more than 1,000 elements"):
        read_html(tmp_path, "<html><p>Three people died.</p>" + "<b>" * 1001)


@pytest.mark.parametrize(
    "tail",
    [
        "<div>" * 5000,
        "<" * 50_000,
        "<a b='" * 20_000,
        "&#" + "9" * 50_000 + ";",
        "<!--" * 20_000,
        "<script>" * 20_000,
        "<ul><li>" * 5000,
        "</p>" * 20_000,
        "<![CDATA[",
    ],
)
def test_hostile_pages_are_read_through(tmp_path: Path, tail: str) -> None:
    """Depth without end, tags and comments that never close, and absurd numbers cost no more than their length, and the article is still found."""
    report = read_html(tmp_path, "<html><body><p>Three people died in the fire at the plant on Monday, police said.</p>" + tail)
    assert paragraphs(report)[0] == "Three people died in the fire at the plant on Monday, police said."


def test_entities_of_the_document_type_are_not_expanded(tmp_path: Path) -> None:
    """Entities that a document declares for itself stay as they are written: there is no bomb, and no file is fetched."""
    html = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><html><body><p>Three &a; people &b; died.</p>'
    assert "Three &a; people &b; died." in read_html(tmp_path, html).text


@pytest.mark.parametrize(
    ("html", "charset", "declared"),
    [
        ("<meta charset=windows-1251><p>Троє загиблих на заводі.", "cp1251", "cp1251"),
        ("<meta http-equiv=Content-Type content='text/html; charset=koi8-u'><p>Троє загиблих на заводі.", "koi8_u", "koi8-u"),
        ("<meta charset=iso-8859-1><p>L\u2019usine \u2013 trois morts, bless\u00e9s.", "cp1252", "cp1252"),
        ("<meta charset=utf-16><p>Троє загиблих на заводі.", "utf-8", "utf-8"),
        ("<meta charset=latin1><p>Троє загиблих на заводі.", "utf-8-sig", "utf-8"),
        ("<meta charset=nonsense><p>Троє загиблих на заводі.", "utf-8", "utf-8"),
        ("<meta charset=rot13><p>Троє загиблих на заводі.", "utf-8", "utf-8"),
        ("<html><p>Троє загиблих на заводі, 1300 м².", "utf-16", "utf-16-le"),
        ('<?xml version="1.0" encoding="windows-1251"?><html><p>Троє загиблих на заводі.', "cp1251", "cp1251"),
    ],
)
def test_character_sets_as_browsers_take_them(tmp_path: Path, html: str, charset: str, declared: str) -> None:
    """Declarations are understood as browsers do, marks win over them, and nonsense is passed over."""
    report = read_html(tmp_path, html, charset=charset)
    assert report.charset == declared
    assert "\ufffd" not in report.text
    assert any(word in report.text for word in ("загиблих", "bless\u00e9s"))


def test_a_wrong_declaration_is_noted(tmp_path: Path) -> None:
    """A page that declares one character set and is in UTF-8, or in neither, is read with a note."""
    wrong = read_html(tmp_path, "<meta charset=windows-1253><p>Троє загиблих \u00d2 \u00ff, \u0432\u0432 \u0410\u0442.")
    assert "Троє загиблих" in wrong.text
    assert any("but it is in UTF-8" in note for note in wrong.notes)
    file = tmp_path / "broken.html"
    file.write_bytes(b"<meta charset=utf-8><p>Three people died \xff\xfe here.")
    broken = read_report(file)
    assert broken.text == "Three people died \ufffd\ufffd here."
    assert any("2 characters could not be decoded" in note for note in broken.notes)
