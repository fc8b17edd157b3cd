"""`Words`: every word that the dossier says itself goes through one place, so that other languages can follow."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

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
from temoin.publish.vocabulary import COMPASS, MONTHS, TABLES, UNITS

__all__ = ["Words"]

_Named = AlignState | Certainty | ClaimKind | Confidence | DecisionKind | EvidenceKind | GradeClass | LineageKind | SourceClass | Verdict


@attrs.frozen(kw_only=True)
class Words:
    """The dossier's own words in one language; what reports say is evidence and never passes through here.

    Args:
        language: ISO 639-1 code; English is written in the code and the templates.
        catalogue: English message to message in `language`.

    >>> say = Words()
    >>> say("{count} claims", count=3)
    '3 claims'
    >>> say.plural("{count} claim", "{count} claims", 1)
    '1 claim'
    """

    language: str = "en"
    catalogue: Mapping[str, str] = attrs.field(factory=dict)

    def __call__(self, message: str, **values: object) -> str:
        """A message with its values put in; values are never read as messages."""
        known = self.catalogue.get(message, message)
        return known.format(**values) if values else known

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The message for a number of things."""
        return self(one if count == 1 else many, count=f"{count:,}".replace(",", "\u202f"), **values)

    def name(self, item: _Named) -> str:
        """A word of a closed set, as people say it."""
        return self(TABLES[type(item)][item])

    def reason(self, reason: Reason) -> str:
        """A reason in words, without a full stop."""
        return self(reason.words)

    def unit(self, unit: str, *, is_one: bool = False) -> str:
        """A unit after a number: its symbol, or the plural of a thing that is counted."""
        if unit in UNITS:
            one, many = UNITS[unit]
            return self(one if is_one else many)
        return unit if is_one else f"{unit}s"

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12."""
        return self(MONTHS[number - 1])

    def compass(self, azimuth_deg: float) -> str:
        """A direction in words, of eight, from an azimuth in degrees clockwise from north."""
        return self(COMPASS[round(azimuth_deg / 45.0) % 8])
