"""The page in French and Ukrainian: no message is missing, no value is lost, no evidence is touched."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest

from temoin.model import Days, Reason
from temoin.publish import publish_html
from temoin.publish.amounts import days_words, number_words, quantity_words
from temoin.publish.phrases import SENTENCES, say_sentence
from temoin.publish.words import Words
from temoin.quantity import Level, Quantity

TOOL = Path(__file__).resolve().parents[3] / "tools" / "extract_messages.py"


@pytest.fixture(scope="module")
def tool():
    """The script that finds all messages."""
    spec = importlib.util.spec_from_file_location("temoin_extract_messages", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["fr", "uk"])
def test_no_message_is_missing(tool, language):
    """Whoever adds a word to the page adds it to both catalogues, in all plural forms."""
    assert tool.missing(language) == []


@pytest.mark.parametrize("language", ["fr", "uk"])
def test_every_value_stands_in_the_translation(tool, language):
    """A placeholder that is left out would lose a number; one too many would fail when it is printed."""
    known, _ = tool.catalogue(language)
    for message in tool.messages():
        wanted = set(re.findall(r"\{\w+\}", message if isinstance(message, str) else message[0]))
        entry = known.get(message).string
        for said in (entry,) if isinstance(entry, str) else entry:
            assert set(re.findall(r"\{\w+\}", said)) == wanted, (message, said)


def test_the_tool_sees_a_message_that_is_missing(tool, monkeypatch):
    """The gate itself can fail."""
    monkeypatch.setattr(tool, "messages", lambda: {"No such message was ever written.": None})
    assert tool.missing("fr") == ["No such message was ever written."]


def test_numbers_and_days_follow_the_language():
    """Decimal comma, names of months in their case, the first of a month in French, plurals of three kinds in Ukrainian."""
    french, ukrainian = Words(language="fr"), Words(language="uk")
    assert number_words(1262.5, decimal=french.decimal) == "1\u202f262,5"
    assert days_words(Days.one(date(2025, 7, 1)), french) == "1er juillet 2025"
    assert days_words(Days.one(date(2025, 7, 2)), ukrainian) == "2 липня 2025 р."
    assert days_words(Days(first=date(2025, 6, 30), last=date(2025, 7, 1)), Words()) == "30 June – 1 July 2025"
    counted = [ukrainian.plural("{count} report", "{count} reports", count) for count in (1, 2, 5, 11, 21, 22)]
    assert [words.split()[1] for words in counted] == ["повідомлення", "повідомлення", "повідомлень", "повідомлень", "повідомлення", "повідомлення"]
    assert quantity_words(Quantity(value=45, unit="person"), ukrainian) == "45\u202fосіб"
    assert quantity_words(Quantity(value=1300, unit="m2", level=Level.ABOUT), ukrainian) == "близько 1\u202f300\u202fм²"
    assert quantity_words(Quantity(value=0, unit="person"), french) == "0\u202fpersonne"


def test_sentences_of_other_rooms_are_said_anew():
    """Templates are recognised, their values put into the forms of the language; what is unknown comes out as it came."""
    french = Words(language="fr")
    said = say_sentence("something changed between 2025-06-11 and 2025-07-02", french)
    assert said == "quelque chose a changé entre le 11 juin 2025 et le 2 juillet 2025"
    said = say_sentence("another rare figure in common; it came to both by the same chain", french)
    assert said.startswith("un autre chiffre rare en commun; il est")
    assert say_sentence("killed in person", french) == "Personnes tuées : unité « personnes »"
    assert say_sentence("wire-3: The text stands in a frame of the saved page.", french).startswith("wire-3: Le texte")
    assert say_sentence("Nothing of this kind is known here.", french) == "Nothing of this kind is known here."


@pytest.mark.parametrize("template", SENTENCES)
def test_every_template_knows_itself(template):
    """A sentence made of a template is recognised, whatever others look like it."""
    values = {
        "day": "2025-07-01",
        "share": "83%",
        "kind": "killed",
        "grade": "damaged",
        "unit": "person",
        "scale": "0.5 m",
        "number": "3",
        "numbers": "3",
    }
    made = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1].rstrip("0123456789"), "Xx"), template)
    assert say_sentence(made, Words(language="uk")) != made or re.fullmatch(r"[\W\d]*", made)


@pytest.mark.parametrize("language", ["fr", "uk"])
def test_evidence_is_never_translated(made, language):
    """Quotes, texts and names come out in their own words; the page's own words do not come out in English."""
    content = made.make_content()
    page = publish_html(attrs.evolve(content, language=language)).html
    assert f'<html lang="{language}">' in page
    for words in ("environ 1 300 m²", "Two workshops were hit", "At least 2 people", "Picture © Made-up Imaging 2025"):
        assert words in page
    for reason in Reason:
        assert f"<li>{reason.words}</li>" not in page
    for words in ("What could not be checked", "Skip to the dossier", "Registration verified", "of the shorter text"):
        assert words not in page
