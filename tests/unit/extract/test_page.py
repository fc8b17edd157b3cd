"""`temoin extract --html`: the texts with their spans as one page."""

from __future__ import annotations

from temoin.cli.main import main


def test_the_page_holds_the_text_with_its_spans_marked(tmp_path, capsys):
    """Every claim's words are marked in the text, and the page says that it is a draft."""
    report, page = tmp_path / "note.txt", tmp_path / "page.html"
    report.write_text("Two people were killed when the roof of the plant collapsed.", "utf-8")
    assert main(["extract", str(report), "--published", "2025-05-05", "--html", str(page)]) == 0
    capsys.readouterr()
    html = page.read_text("utf-8")
    assert ">Two people were killed</mark>" in html
    assert "DRAFT" in html.upper()
