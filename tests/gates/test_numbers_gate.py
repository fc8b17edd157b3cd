"""Integers and ordinals as news writes them, value and span, against two public collections of test cases in seven languages.

Which cases are news-relevant is a rule over a case's text and gold values alone (`_is_news`), fixed before anything was measured:

- cardinals 0 to 10,000,000 and ordinals: in words up to the hundredth, in digits with their mark up to 10,000;
- written in words, in digits with the language's group marks, or in digits before a magnitude word ("3 million");
- left out: fractions, decimals and negative numbers as results; mathematics (`^ = / * +`, a sign, powers of ten, denominators); telephone
  numbers, versions and addresses (digits parted by "-", "/" or several full stops); digits glued to letters (10k, 2 k, 29km) or with leading
  zeros; Indian magnitudes (lakh, crore); words that deny or are vague ("nil", "keiner", "few", "couple", "single"); relative ordinals ("next
  to last"); a text without a number; digits before a full stop at the end of the text (an ordinal or the end of the sentence);
- the indefinite article ("un", "una", "eine") is neither asked for nor held against the reader: alone, it may be either.

A case is right if the numbers found in its text are the gold numbers, each with its value and its span, and no others.
A block of cases whose plain digits do not have the value that they say (Spanish numerals of the first collection) is damaged, and left
out whole, and so is a case that gives one place to two numbers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict

import pytest

from temoin.extract.numbers import find_numbers

pytestmark = [pytest.mark.data, pytest.mark.gate]

DIGEST = "06dbecb133c4583f7d59f7a8547bcf9495cdfaa55a648bc1488b3e58fcdd9900"
"""SHA-256 of the files' digests, in order, for which the floors are pinned."""
LANGS = {"English": "en", "French": "fr", "German": "de", "Italian": "it", "Spanish": "es"}
MOST, MOST_IN_WORDS = 10_000_000, 100
MATHS = re.compile(r"[\^=/*+{}¼½¾⅓⅔⅙]|(?:^|\s)[-–]\s*\d|\d[eE][+-]?\d|\d\s*[-/]\s*\d|\d+\.\d+\.\d+\.\d+")
DENOMINATOR = re.compile(r"\b(?:thirds|fifths?|tiers|cinqui[eè]mes?|terzi|quint[oai]s?|drittel|fünftel)\b", re.IGNORECASE)
GLUED = re.compile(r"\d[^\W\d_]|[^\W\d_]-?\d|\d [kK]\b|(?<!\d)[.,]\d")
ZEROS = re.compile(r"(?<![\d.,])(?<!\d[\s\u202f])0\d|\b0{4,}")
SLANG = re.compile(
    r"\b(?:lakhs?|lkhs?|lac|crores?|krores?|koti|cr|kr|l|bln|tln|dzs?|dozs|nil|naught|nought|keine[rn]?|нисколько|nulla|few|couple|pair|single)\b",
    re.IGNORECASE,
)
ARTICLES = {"a", "an", "un", "une", "una", "uno", "ein", "eine", "einen", "einem", "einer", "eines", "un'"}
ORDINAL_MARK = re.compile(r"\d+\s*-?\s*(?:[^\W\d_]{1,4}|[°ºª])")


def _is_news(text, golds, *, is_ordinal):
    """Whether a case is one that news could hold; see above."""
    if len({gold[:2] for gold in golds}) < len(golds):
        return False
    if not golds or any(value is None or value != int(value) or not 0 <= value <= MOST for _, _, value in golds):
        return False
    if MATHS.search(text) or SLANG.search(text) or ZEROS.search(text) or re.search(r"\d\.\s*$", text):
        return False
    if is_ordinal:
        return all(
            (value <= MOST_IN_WORDS and not any(character.isdigit() for character in text[start:end]))
            or (value <= 10_000 and ORDINAL_MARK.fullmatch(text[start:end].strip()))
            for start, end, value in golds
        )
    return not GLUED.search(text) and not DENOMINATOR.search(text)


def _number(words):
    try:
        return float(str(words).strip("()").replace(",", "."))
    except ValueError:
        return None


def _first_collection(data_dir):
    """(language, text, [(start, end, value)], is it an ordinal) of the first collection; the number is the whole text."""
    raw = json.loads((data_dir / "numbers-dates" / "duckling_cases.json").read_text("utf-8"))
    blocks = defaultdict(list)
    for case in raw:
        if case["dim"] in {"Numeral", "Ordinal"}:
            text = case["text"].strip()
            blocks[case["lang"], case["dim"]].append((text, _number(case["value"].split(" ", 1)[-1])))
    for (lang, dim), cases in sorted(blocks.items()):
        if any(text.isdigit() and float(text) != value for text, value in cases):
            continue
        for text, value in cases:
            yield lang, text, [(0, len(text), value)], dim == "Ordinal"


def _second_collection(data_dir):
    """The same of the second collection: numbers inside texts."""
    for folder, lang in LANGS.items():
        for name, is_ordinal in (("NumberModel", False), ("OrdinalModel", True)):
            path = data_dir / "numbers-dates" / "recognizers" / "Specs" / "Number" / folder / f"{name}.json"
            for case in json.loads(path.read_text("utf-8-sig")):
                text = case["Input"]
                yield lang, text, _places(text, case["Results"]), is_ordinal


def _places(text, results):
    """Where the gold numbers stand: the collection gives the words, and not always the place."""
    golds, at = [], 0
    for result in results:
        start = result["Start"] if "Start" in result else text.lower().find(result["Text"].lower(), at)
        at = start + len(result["Text"])
        golds.append((start, at, _number((result.get("Resolution") or {}).get("value"))))
    return golds


def _is_article(text, start, end):
    return text[start:end].strip().lower() in ARTICLES


def _measure(cases):
    """Right and all by language and sort, and the cases that went wrong."""
    right, total, wrong = defaultdict(int), defaultdict(int), []
    for lang, text, golds, is_ordinal in cases:
        if not _is_news(text, golds, is_ordinal=is_ordinal):
            continue
        wanted = {gold for gold in golds if not _is_article(text, *gold[:2])}
        if not wanted:
            continue
        found = {
            (number.span.start, number.span.end, number.value)
            for number in find_numbers(text, lang)
            if number.is_ordinal == is_ordinal
            and number.kind in {"number", "one", "approx"}
            and not _is_article(text, number.span.start, number.span.end)
        }
        key = f"{'ordinals' if is_ordinal else 'integers'}_{lang}"
        total[key] += 1
        right[key] += found == wanted
        if found != wanted:
            wrong.append((key, text, sorted(wanted), sorted(found)))
    return right, total, wrong


def _digest(data_dir):
    folder = data_dir / "numbers-dates"
    paths = [folder / "duckling_cases.json"]
    paths += [folder / "recognizers" / "Specs" / "Number" / name / f"{model}Model.json" for name in LANGS for model in ("Number", "Ordinal")]
    return hashlib.sha256("".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths).encode()).hexdigest()


def test_integers_and_ordinals_hold_their_floors(data_dir, hold, shares):
    """The share of cases read right, value and span, in each language."""
    if not (data_dir / "numbers-dates").is_dir():
        pytest.skip(f"the number cases are not at {data_dir / 'numbers-dates'}")
    assert _digest(data_dir) == DIGEST, "these are not the number cases for which the floors are pinned"
    right, total, _ = _measure([*_first_collection(data_dir), *_second_collection(data_dir)])
    hold("numbers", shares(right, total))
