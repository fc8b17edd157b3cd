"""Bring the dossier's catalogues up to date with its words: `python tools/extract_messages.py`; with `--check`, only say what is missing.

Messages are found in the code (`words("…")`, `words.plural("…", "…", n)`), in the templates (`_("…")`, `plural("…", "…", n)`), and in the tables of
closed sets (reasons, units, kinds of claims). A translation that is there stays; one whose message is gone is taken out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from temoin.model import Reason
from temoin.publish import amounts, phrases, vocabulary
from temoin.publish.display import LABELS
from temoin.publish.views import findings, fitness, placebo, placing, released
from temoin.publish.words import PAGE_LANGUAGES

ROOM = Path(__file__).resolve().parents[1] / "src" / "temoin" / "publish"
KEYWORDS = {"_": None, "words": None, "plural": (1, 2)}
"""The functions that messages go through, and which of their arguments are messages."""
Message = str | tuple[str, str]


def messages() -> dict[Message, None]:
    """Every message once, singular or (one, many), in a fixed order."""
    found = [*_in_code(), *_in_templates(), *_in_tables()]
    plural = {one for message in found if isinstance(message, tuple) for one in message[:1]}
    return dict.fromkeys(message for message in found if isinstance(message, tuple) or message not in plural)


def _in_code() -> Iterator[Message]:
    for path in sorted(ROOM.rglob("*.py")):
        with path.open("rb") as file:
            for _, found, _, _ in extract("python", file, keywords=KEYWORDS):
                yield from _as_message(found)


def _in_templates() -> Iterator[Message]:
    for path in sorted((ROOM / "templates").glob("*.j2")):
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, list(KEYWORDS), (), {"encoding": "utf-8"}):
                yield from _as_message(found)


def _as_message(found: object) -> Iterator[Message]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, tuple | list):
        texts = [one for one in found if isinstance(one, str)]
        if len(texts) >= 2:
            yield (texts[0], texts[1])
        elif texts:
            yield texts[0]


def _in_tables() -> Iterator[Message]:
    yield from (reason.words for reason in Reason)
    for table in (*vocabulary.TABLES.values(), vocabulary.VERDICT_MEANINGS, vocabulary.LANGUAGE_NAMES, vocabulary.ACTIONS, vocabulary.ROLES):
        yield from table.values()
    yield from vocabulary.COMPASS
    yield from (pair for pair in vocabulary.UNITS.values() if pair[0])
    yield from vocabulary.WITHHELD.values()
    yield from (*phrases.SENTENCES, *phrases.CHECKS.values(), *LABELS, *released.KINDS.values())
    yield from (
        *amounts.LEVELS.values(),
        *placing.STATES.values(),
        *fitness.GRADES.values(),
        *findings.MEASUREMENTS.values(),
        *placebo.PLACES.values(),
    )
    yield from ("total", "partial", "hit", "damaged", "destroyed", "burned", "collapsed", "flooded")


def catalogue(language: str) -> tuple[Catalog, Path]:
    """What a language has now."""
    path = ROOM / "locale" / language / "LC_MESSAGES" / "temoin.po"
    if not path.exists():
        return Catalog(locale=language), path
    with path.open("rb") as file:
        return read_po(file, locale=language), path


def missing(language: str) -> list[Message]:
    """Messages that a language has no words for; in a plural, no words for one of its forms."""
    known, _ = catalogue(language)
    return [one for one in messages() if not _is_said(known, one)]


def _is_said(known: Catalog, message: Message) -> bool:
    entry = known.get(message)
    if entry is None or entry.fuzzy:
        return False
    return all(entry.string) if isinstance(entry.string, tuple | list) else bool(entry.string)


def update(language: str) -> None:
    """Write the catalogue anew with what is known, and room for what is missing."""
    known, path = catalogue(language)
    new = Catalog(locale=language, project="temoin", charset="utf-8", fuzzy=False)
    for message in messages():
        entry = known.get(message)
        new.add(message, entry.string if entry is not None else "", flags=("python-brace-format",) if "{" in str(message) else ())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=0, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    others = [language for language in PAGE_LANGUAGES if language != "en"]
    if "--check" not in sys.argv:
        for one in others:
            update(one)
    gaps = {one: missing(one) for one in others}
    for one, found in gaps.items():
        print(f"{one}: {len(messages()) - len(found)} of {len(messages())} messages")
        print(*(f"  {message}" for message in found[:20]), sep="\n")
    sys.exit(any(gaps.values()))
