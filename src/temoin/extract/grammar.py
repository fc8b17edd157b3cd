"""A language's grammar: its table, read once and compiled."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

import attrs

from temoin.errors import GrammarError
from temoin.extract.categories import CATEGORIES, NUMERIC, REQUIRED, WIDE
from temoin.extract.lexicon import Lexicon
from temoin.extract.tokens import Apostrophe, Sentence, split_sentences, token_pattern

__all__ = ["Grammar", "compile_grammar", "is_supported", "load_grammar"]

_SHORTEST_SITE = 4


@attrs.frozen(kw_only=True, eq=False)
class Grammar:
    """What the engine needs to know of a language; made from its table by `compile_grammar`.

    Args:
        lang: ISO 639-1 code.
        decimal: the decimal mark, "," or ".".
        group: the marks between groups of three digits, besides the space.
        month_first: whether "July 2" is written, not "2 July".
        compounds: "german" or "italian" where number words are written as one ("fünfundvierzig"), else "".
        number_link: what "and" links inside a number: "hundreds" (en, "one hundred and five"), "tens" (fr, es, "treinta y cinco") or "".
        digit_hundreds: whether "3 hundred" is written.
        decimal_word: the decimal mark as a word ("point"), or "".
        capital_nouns: whether common nouns bear capital letters.
        case_articles: whether articles are missing altogether (uk, ru).
        drops_pronouns: whether "added that" can stand for "he added that" (uk, ru, it, es).
        lexicon: its phrases, as claims are read with.
        counting: those that numbers are read with, to read the words of a span again.
        wide: its phrases with those of `categories.WIDE`.
        split: what cuts a text into tokens, and its abbreviations.
        morphemes: number words for compounds, value by word.
        adjectives_after: endings of adjectives that follow their noun (fr, it, es).
        adjectives_before: endings of adjectives that begin a phrase without article (uk, ru).
        sites: nouns of sites, for compounds.
        ordinals: ordinal words in all their forms, value by word.
        tens: the words for 20 to 90, value by word.
        ordinal_marks: what follows digits to make them an ordinal: "st", "er", "й".
    """

    lang: str
    decimal: str
    group: str
    month_first: bool
    compounds: str
    number_link: str
    digit_hundreds: bool
    decimal_word: str
    capital_nouns: bool
    case_articles: bool
    drops_pronouns: bool
    lexicon: Lexicon
    counting: Lexicon
    wide: Lexicon
    pattern: Any
    abbreviations: frozenset[str]
    morphemes: dict[str, int]
    ordinals: dict[str, int]
    tens: dict[str, int]
    ordinal_marks: frozenset[str]
    lacks: tuple[str, ...]
    adjectives_after: tuple[str, ...]
    adjectives_before: tuple[str, ...]
    sites: frozenset[str]

    def is_compound_site(self, word: str) -> bool:
        """Whether a noun is a compound whose last part is a site's: "Getreidesilo", which needs no adjective to be told from others."""
        return self.capital_nouns and any(word.endswith(site) and word != site for site in self.sites)

    def sentences(self, text: str, first: int = 0, last: int | None = None, *, wide: bool = False) -> list[Sentence]:
        """The sentences of `[first, last)` of a text in normal form, marked; with the sections for any text where `wide` holds."""
        sentences = split_sentences(text, self.pattern, self.abbreviations, first, len(text) if last is None else last)
        for sentence in sentences:
            (self.wide if wide else self.lexicon).mark(sentence)
        return sentences


@lru_cache(maxsize=64)
def is_supported(lang: str | None) -> bool:
    """Whether there is a table for a language.

    >>> is_supported("fr"), is_supported("eo"), is_supported(None)
    (True, False, False)
    """
    return lang is not None and lang.isascii() and lang.isalpha() and _table(lang).is_file()


def _table(lang: str) -> Any:  # noqa: ANN401  # importlib's Traversable moved between Python versions
    return resources.files("temoin.extract.lang").joinpath(f"{lang}.toml")


@lru_cache(maxsize=32)
def load_grammar(lang: str) -> Grammar:
    """The grammar of a language that temoin ships.

    Raises:
        GrammarError: there is no table, or it is not sound.
    """
    if not is_supported(lang):
        message = f"no language table for {lang!r}"
        raise GrammarError(message)
    return compile_grammar(lang, _table(lang).read_text(encoding="utf-8"))


def compile_grammar(lang: str, text: str) -> Grammar:
    """Compile a table.

    Args:
        lang: ISO 639-1 code.
        text: the table, as TOML.

    Raises:
        GrammarError: it is no TOML, misses a section, or has one that the engine does not know.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"language table {lang}: not TOML: {error}"
        raise GrammarError(message) from error
    settings = table.pop("settings", None)
    if not isinstance(settings, dict):
        message = f"language table {lang}: the section [settings] is missing"
        raise GrammarError(message)
    missing, unknown = sorted(REQUIRED - set(table)), sorted(set(table) - CATEGORIES)
    if missing or unknown:
        message = f"language table {lang}: " + "; ".join(
            f"{what} {', '.join(names)}" for what, names in (("missing sections", missing), ("unknown sections", unknown)) if names
        )
        raise GrammarError(message)
    pattern = token_pattern(Apostrophe(settings.get("apostrophe", "clitic")))
    ordinals = _ordinals(table.pop("ordinal", {}), str(settings.get("ordinal_endings", "")).split())
    lexicon, counting, wide = (
        _lexicon(lang, pattern, {category: rows for category, rows in table.items() if is_in(category)})
        for is_in in (lambda category: category not in WIDE, NUMERIC.__contains__, lambda _: True)
    )
    return Grammar(
        lang=lang,
        decimal=settings.get("decimal", "."),
        group=settings.get("group", ""),
        month_first=settings.get("month_first", False),
        compounds=settings.get("compounds", ""),
        number_link=settings.get("number_link", ""),
        digit_hundreds=settings.get("digit_hundreds", False),
        decimal_word=settings.get("decimal_word", ""),
        capital_nouns=settings.get("capital_nouns", False),
        case_articles=settings.get("case_articles", False),
        drops_pronouns=settings.get("drops_pronouns", False),
        lexicon=lexicon,
        counting=counting,
        wide=wide,
        pattern=pattern,
        abbreviations=frozenset([*str(settings.get("abbreviations", "")).split(), *_short_months(table)]),
        morphemes=_morphemes(table) if settings.get("compounds") else {},
        ordinals=ordinals,
        tens={word: value for word, value in _morphemes(table).items() if 20 <= value < 100},
        adjectives_after=tuple(str(settings.get("adjectives_after", "")).split()),
        adjectives_before=tuple(str(settings.get("adjectives_before", "")).split()),
        sites=frozenset(
            word.strip(" *") for words in table.get("facility", {}).values() for word in words.split("|") if len(word.strip(" *")) >= _SHORTEST_SITE
        ),
        ordinal_marks=frozenset(str(settings.get("ordinal_marks", "")).split()),
        lacks=tuple(sorted(CATEGORIES - set(table) - ({"ordinal"} if ordinals else set()))),
    )


def _lexicon(lang: str, pattern: re.Pattern[str], table: dict[str, dict[str, Any]]) -> Lexicon:
    """The phrases of some sections.

    Raises:
        GrammarError: a row is no text.
    """
    lexicon = Lexicon(pattern)
    for category, rows in table.items():
        for value, phrases in rows.items():
            if not isinstance(phrases, str):
                message = f"language table {lang}: [{category}] {value} must be phrases parted by |, as one text"
                raise GrammarError(message)
            for phrase in phrases.split("|"):
                if phrase.strip():
                    lexicon.add(category, value, phrase)
    return lexicon


def _short_months(table: dict[str, dict[str, str]]) -> list[str]:
    """Months that are written with a full stop, without it."""
    return [word.strip()[:-1] for words in table["month"].values() for word in words.split("|") if word.strip().endswith(".")]


def _ordinals(rows: dict[str, str], endings: list[str]) -> dict[str, int]:
    """Every form of every ordinal: a stem that ends in `*` takes the language's endings."""
    forms: dict[str, int] = {}
    for value, phrases in rows.items():
        for word in phrases.split("|"):
            stem = word.strip()
            forms |= {stem[:-1] + ending: int(value) for ending in endings} if stem.endswith("*") else {stem: int(value)}
    return forms


def _morphemes(table: dict[str, dict[str, str]]) -> dict[str, int]:
    """Number words by form, for languages that write them as one word."""
    return {
        word.strip(): int(value)
        for category in ("one", "number", "scale")
        for value, phrases in table.get(category, {}).items()
        if value.isdigit()
        for word in phrases.split("|")
        if word.strip().isalpha()
    }
