"""Which of the seven languages a text is in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["LANGUAGES", "detect_language"]

LANGUAGES = ("fr", "en", "uk", "ru", "de", "it", "es")
"""The languages temoin is made for, as ISO 639-1 codes."""

_LEAST_LETTERS = 20
_LEAST_PROBABILITY = 0.6


@lru_cache(maxsize=1)
def _identifier() -> Any:  # noqa: ANN401  # py3langid ships no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str | None:
    """The language of a text, as an ISO 639-1 code that may lie outside `LANGUAGES`; `None` where it cannot be told.

    Uses py3langid's model (naive Bayes over byte n-grams, Lui and Baldwin 2012), which comes inside its package.

    >>> detect_language("Trois personnes ont été tuées et quarante-cinq blessées dans l'incendie de l'usine.")
    'fr'
    >>> detect_language("12:45") is None
    True
    """
    if sum(character.isalpha() for character in text) < _LEAST_LETTERS:
        return None
    code, probability = _identifier().classify(text[:20_000])
    return str(code) if probability >= _LEAST_PROBABILITY else None
