"""`Words`: every word that the dossier says itself goes through one place, and comes out in the reader's language."""

from __future__ import annotations

import gettext
import io
import math
from functools import lru_cache
from importlib import resources

import attrs
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from temoin.errors import OptionError
from temoin.model import (
    AlignState,
    Certainty,
    ClaimKind,
    Confidence,
    DecisionKind,
    EvidenceKind,
    GradeClass,
    LineageKind,
    Reason,
    SourceClass,
    Verdict,
)
from temoin.publish.vocabulary import COMPASS, TABLES, UNITS

__all__ = ["PAGE_LANGUAGES", "Words"]

PAGE_LANGUAGES = ("en", "fr", "uk")
"""Languages in which a dossier can be printed; English is written in the code and the templates."""
_Named = AlignState | Certainty | ClaimKind | Confidence | DecisionKind | EvidenceKind | GradeClass | LineageKind | SourceClass | Verdict


@attrs.frozen(kw_only=True)
class Words:
    """The dossier's own words in one language; what reports say is evidence and never passes through here.

    Args:
        language: ISO 639-1 code, one of `PAGE_LANGUAGES`.

    Raises:
        OptionError: there is no catalogue for this language.

    >>> say = Words()
    >>> say.plural("{count} claim", "{count} claims", 1)
    '1 claim'
    >>> Words(language="fr").month(7)
    'juillet'
    """

    language: str = "en"

    def __attrs_post_init__(self) -> None:
        if self.language not in PAGE_LANGUAGES:
            message = f"dossiers are not printed in {self.language[:20]!r}"
            raise OptionError(message, hint=f"Name one of {', '.join(PAGE_LANGUAGES)}.")

    def __call__(self, message: str, **values: object) -> str:
        """A message with its values put in; values are never read as messages."""
        known = _catalogue(self.language).gettext(message) if message else ""
        return known.format(**values) if values else known

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The message for a number of things, in the form that the language has for that number."""
        known = _catalogue(self.language).ngettext(one, many, count)
        return known.format(count=f"{count:,}".replace(",", "\u202f"), **values)

    def name(self, item: _Named) -> str:
        """A word of a closed set, as people say it."""
        return self(TABLES[type(item)][item])

    def reason(self, reason: Reason) -> str:
        """A reason in words, without a full stop."""
        return self(reason.words)

    def unit(self, unit: str, *, count: float | None = None) -> str:
        """A unit after a number: its symbol, or the thing that is counted in the form for that number; `None` is many."""
        number = 5 if count is None else max(0, math.floor(count))
        if unit in UNITS:
            return _catalogue(self.language).ngettext(*UNITS[unit], number) if UNITS[unit][0] else ""
        return unit if number == 1 else f"{unit}s"

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12, in the form that stands beside a day."""
        name: str = _locale(self.language).months["format"]["wide"][number]
        return name

    def territory(self, code: str) -> str:
        """The name of a country from its ISO 3166-1 alpha-2 code, as CLDR has it; "" where there is none."""
        name: str = _locale(self.language).territories.get(code, "")
        return name

    def compass(self, azimuth_deg: float) -> str:
        """A direction in words, of eight, from an azimuth in degrees clockwise from north."""
        return self(COMPASS[round(azimuth_deg / 45.0) % 8])

    @property
    def decimal(self) -> str:
        """The sign before decimals."""
        sign: str = _locale(self.language).number_symbols["latn"]["decimal"]
        return sign


@lru_cache(maxsize=4)
def _catalogue(language: str) -> gettext.NullTranslations:
    """The messages of a language, compiled in memory from its `.po` file, so that no compiled file can be out of date."""
    if language == "en":
        return gettext.NullTranslations()
    file = resources.files("temoin.publish").joinpath("locale", language, "LC_MESSAGES", "temoin.po")
    with file.open("rb") as stream:
        known = read_po(stream, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, known)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    return Locale.parse(language)
