"""Telling the language of a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from temoin.text import detect_language


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Deux ateliers ont été touchés et trois ouvriers sont morts, selon la préfecture."),
        ("en", "Two workshops were hit and three workers died, the governor said."),
        ("de", "Zwei Werkstätten wurden getroffen, drei Arbeiter kamen ums Leben."),
        ("it", "Due officine sono state colpite e tre operai sono morti."),
        ("es", "Dos talleres fueron alcanzados y tres obreros murieron."),
        ("uk", "Влучили у два цехи, загинули троє робітників."),
        ("uk", "Пожежа на складі, є поранені"),
        ("ru", "Попали в два цеха, погибли трое рабочих."),
        ("ru", "Пожар на складе, есть раненые"),
        ("be", "Двое рабочых загінулі, яшчэ ўчора ўвечары паведамілі ўлады."),
        ("pl", "Dwie hale zostały trafione, zginęło trzech robotników."),
    ],
)
def test_short_news_lines(lang: str, text: str) -> None:
    """One line of news is enough, also between Ukrainian and Russian."""
    assert detect_language(text) == lang


@pytest.mark.parametrize("text", ["", "12:45", "Reuters", "1 300 m² — 45 / 35"])
def test_too_little_text_is_not_guessed(text: str) -> None:
    """Where there are hardly any letters the language cannot be told."""
    assert detect_language(text) is None


def test_surer_is_stricter() -> None:
    """What is told when sure is also told when less sure, and half a sentence is not always told for sure."""
    text = "Incendio in deposito Torta"
    assert detect_language(text, sure=0.999999) is None


@pytest.mark.data
def test_every_made_up_report_is_told(data_dir: Path) -> None:
    """Each of the 28 open reports, and each of their openings of 150 characters, is told right."""
    for report in json.loads((data_dir / "claims" / "open.json").read_text(encoding="utf-8")):
        assert detect_language(report["text"], sure=0.9) == report["lang"]
        assert detect_language(report["text"][:150]) == report["lang"]
