"""Which language a text is in, made sure for the seven that temoin is made for and their neighbours."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

__all__ = ["LANGUAGES", "detect_language"]

LANGUAGES = ("fr", "en", "uk", "ru", "de", "it", "es")
"""The languages temoin is made for, as ISO 639-1 codes."""

_NEIGHBOURS = (
    *("ar", "be", "bg", "ca", "cs", "da", "el", "et", "fa", "fi", "gl", "he", "hr", "hu", "hy", "ja", "ka", "kk", "ko", "lt", "lv", "mk", "nl"),
    *("no", "pl", "pt", "ro", "sk", "sl", "sr", "sv", "tr", "ur", "zh"),
)
"""Languages with a press of their own that a report could be in; without them everything would be told to be one of the seven."""

_SHARED = frozenset("абвгдежзклмнопрстуфхцчш")
_CYRILLIC = {
    "uk": _SHARED | frozenset("ґєиіїйщьюя"),
    "ru": _SHARED | frozenset("ёийщъыьэюя"),
    "be": _SHARED - frozenset("и") | frozenset("ёійўыьэюя"),
    "bg": _SHARED | frozenset("ийщъьюя"),
    "mk": _SHARED | frozenset("ѓѕијљњќџ"),
    "sr": _SHARED | frozenset("ђијљњћџ"),
    "kk": _SHARED | frozenset("әғёийқңөұүһщъыіьэюя"),
}
"""The alphabets that tell neighbours in Cyrillic script apart."""

_OWN = {
    "uk": ("іїє", 0.07),
    "ru": ("ыэъё", 0.025),
    "be": ("іўы", 0.10),
    "bg": ("ъ", 0.015),
    "mk": ("ѓќљњјџ", 0.02),
    "sr": ("ђћљњјџ", 0.04),
    "kk": ("әғқңөұү", 0.08),
}
"""Letters that a text in the language can hardly do without, and their share among its letters (counted on the made-up reports for uk and ru,
rounded down; estimates for the neighbours)."""

_NEIGHBOUR = 0.1
"""How likely a report is in one neighbour, against one of the seven, before its text is looked at: it settles what short texts leave open."""

_FOREIGN_LETTER = 0.1
"""A letter that the language does not have makes it this much less likely: names and quotations bring in a few."""

_LEAST_LETTERS = 20
_LONGEST = 20_000


@lru_cache(maxsize=1)
def _identifier() -> Any:  # noqa: ANN401  # py3langid ships no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, *_NEIGHBOURS])
    return identifier


def detect_language(text: str, *, sure: float = 0.6) -> str | None:
    """The language of a text, as an ISO 639-1 code that may lie outside `LANGUAGES`; `None` where it cannot be told.

    Uses py3langid's model (naive Bayes over byte n-grams, Lui and Baldwin 2012), which comes inside its package, over languages with a
    press of their own; Ukrainian and Russian are told apart by their letters first, since the model errs on short texts in Cyrillic script.

    Args:
        text: at least 20 letters of it are needed.
        sure: the least probability.

    >>> detect_language("Trois personnes ont été tuées et quarante-cinq blessées dans l'incendie de l'usine.")
    'fr'
    >>> detect_language("Пожар на заводе в Туле: трое погибших")
    'ru'
    >>> detect_language("12:45") is None
    True
    """
    text = text[:_LONGEST]
    letters = Counter(character for character in text.lower() if character.isalpha())
    if letters.total() < _LEAST_LETTERS:
        return None
    ranked = {str(code): float(probability) for code, probability in _identifier().rank(text)}
    odds = {code: probability * _letter_odds(code, letters) * (1.0 if code in LANGUAGES else _NEIGHBOUR) for code, probability in ranked.items()}
    total = sum(odds.values())
    best = max(odds, key=lambda code: odds[code])
    return best if total > 0 and odds[best] / total >= sure else None


def _letter_odds(code: str, letters: Counter[str]) -> float:
    """How likely the letters of a text in Cyrillic script are in a language, relative to a text that has no more than the shared ones."""
    alphabet = _CYRILLIC.get(code)
    if alphabet is None:
        return 1.0
    cyrillic = {letter: count for letter, count in letters.items() if "а" <= letter <= "ӿ"}
    foreign = sum(count for letter, count in cyrillic.items() if letter not in alphabet)
    needed, share = _OWN[code]
    missing = 1.0 if any(letter in cyrillic for letter in needed) else (1.0 - share) ** sum(cyrillic.values())
    return float(max(_FOREIGN_LETTER ** min(foreign, 30) * missing, 1e-300))
