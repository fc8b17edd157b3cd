"""How many private persons' names a public form withholds, and how much that should stay it hides, in seven languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from temoin.publish.persons import find_names, gather_names

pytestmark = pytest.mark.gate
CORPUS = Path(__file__).with_name("persons")
LANGUAGES = ("de", "en", "es", "fr", "it", "ru", "uk")
MARKED = re.compile(r"\[([^\]]+)\]|\{([^}]+)\}")
COURTESY = re.compile(r"^(?:Mrs|Captain|Mme|Frau|Doña|La signora|La dottoressa|La doctora|Dr\.?|Father|Госпожа|отца|отця|Пані)\s+")
"""Words before a name that tell nobody who it is: they may stand."""


def sentences(lang: str) -> list[tuple[str, str, list[range], list[range]]]:
    """(part, text, private names, officials) of a language; names as ranges of the text."""
    found, parts = [], iter(("kept", "fresh"))
    part = "open"
    for line in (CORPUS / f"{lang}.txt").read_text("utf-8").splitlines():
        if line == "---":
            part = next(parts)
            continue
        text, private, officials, place = "", [], [], 0
        for mark in MARKED.finditer(line):
            text += line[place : mark.start()]
            name = mark[1] or mark[2]
            courtesy = COURTESY.match(name)
            start = len(text) + (courtesy.end() if courtesy else 0)
            text += name
            (private if mark[1] else officials).append(range(start, len(text)))
            place = mark.end()
        found.append((part, text + line[place:], private, officials))
    return found


def test_private_names_are_withheld_and_officials_stay(hold, shares, record_property):
    """Of private persons, how many are hidden to the last word; of officials, how many stay; and sentences without a word too much hidden."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    faults = []
    for lang in LANGUAGES:
        for part, text, private, officials in sentences(lang):
            pieces = find_names(text, gather_names([(text, lang)], []), lang)
            hidden = {place for piece in pieces for place in range(piece.start, piece.end)}
            for name in private:
                is_hidden = all(place in hidden for place in name if text[place].isalpha())
                for figure in (f"{part}_recall", f"recall_{lang}"):
                    total[figure] += 1
                    right[figure] += is_hidden
                faults += [] if is_hidden else [f"{lang} shows {text[name.start : name.stop]!r}"]
            for name in officials:
                stays = not any(place in hidden for place in name)
                total[f"{part}_officials"] += 1
                right[f"{part}_officials"] += stays
                faults += [] if stays else [f"{lang} hides the official {text[name.start : name.stop]!r}"]
            allowed = {place for name in (*private, *officials) for place in name}
            extra = [text[piece.start : piece.end] for piece in pieces if not any(place in allowed for place in range(piece.start, piece.end))]
            total[f"{part}_clean"] += 1
            right[f"{part}_clean"] += not extra
            faults += [f"{lang} hides {words!r}" for words in extra]
    record_property("faults", faults)
    hold("persons", shares(right, total))
