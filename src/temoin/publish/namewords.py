"""Words of a text and the word lists of `persons.toml`: what the rules for names of persons are made of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import attrs

__all__ = ["WORD", "Token", "is_common", "is_given", "is_office_word", "stem_of", "tokens_of", "word_list"]

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ\-–][^\W\d_]+)*")
"""A word, with hyphens and apostrophes inside it."""
_ELISION = re.compile(r"^(?:[ldnsjmtcLDNSJMTC]|qu|Qu|dell|Dell|all|All|nell|Nell|dall|Dall|sull|Sull)['’ʼ](?=[^\W\d_])")
_ARABIC = re.compile(r"^(?:[aeu][ldnrstz]|ash|аль|эль|ель|ад|ан|ар|ас|ат|аш)-(?=[A-ZА-ЯІЇЄ])")
"""An Arabic article before a name: al-Khatib, аль-Хатиб."""


@attrs.frozen(kw_only=True)
class _Lexicon:
    exact: frozenset[str]
    stems: frozenset[str]
    tails: tuple[str, ...] = ()

    def has(self, word: str) -> bool:
        """Whether a word is one of them, an ending away from one of their stems, or a compound with one of their last parts."""
        if word in self.exact or word.endswith(self.tails):
            return True
        return any(word[:size] in self.stems and _is_ending(word[:size], word) for size in range(2, len(word) + 1))


def _is_ending(stem: str, word: str) -> bool:
    """Whether what follows a stem is an ending: of a short stem never that of a surname, else Горбунов would be a mountain."""
    if len(stem) >= 5:
        return len(word) - len(stem) <= 5 and word[len(stem) :] not in _endings("surname")
    return len(word) - len(stem) <= 3 and not word.endswith(_endings("surname"))


@attrs.frozen(kw_only=True)
class Token:
    """One word of a text, and where it stands."""

    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        """In lower case."""
        return self.text.lower()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter, or with an Arabic article before one."""
        return self.text[0].isupper() or _ARABIC.match(self.text) is not None


def tokens_of(text: str) -> list[Token]:
    """The words of a text, without the articles that French and Italian tie to them."""
    found = []
    for match in WORD.finditer(text):
        word, start = match.group(), match.start()
        cut = _ELISION.match(word)
        if cut:
            # l'agence, dell'Aquila
            start += cut.end()
            word = word[cut.end() :]
        if word.endswith(("'s", "’s")):
            word = word[:-2]
        found.append(Token(start=start, end=start + len(word), text=word))
    return found


def is_common(word: str, lang: str | None) -> bool:
    """Whether a word is one of the language's own that texts begin sentences with, and so no name."""
    table = _table()["common"]
    return any(word in _lexicon("common", code).exact for code in ([lang] if lang in table else table))


def is_office_word(word: str) -> bool:
    """Whether a word stands for a public office, or for a head of something."""
    return word_list("role").has(word) or word_list("head").has(word)


def is_given(word: str) -> bool:
    """Whether a word is a given name, in any case of a Slavic language."""
    return word in _given() or (word[:1] > "\u0400" and stem_of(word) in _given_stems())


def stem_of(word: str) -> str:
    """The word without the endings of cases: Петренка and Петренку are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    if word[:1] < "\u0400":
        return word.removesuffix("s") if len(word) > 4 else word
    for tail in _endings("case"):
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            return word[: -len(tail)]
    return word


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("temoin.publish").joinpath("persons.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _endings(kind: str) -> tuple[str, ...]:
    """Endings of Slavic cases, or of surnames, the longest first."""
    return tuple(sorted(_table()["ending"][kind].split(), key=len, reverse=True))


@lru_cache(maxsize=64)
def _lexicon(section: str, key: str) -> _Lexicon:
    words = _table()[section][key].split()
    return _Lexicon(
        exact=frozenset(word for word in words if "*" not in word),
        stems=frozenset(word[:-1] for word in words if word.endswith("*")),
        tails=tuple(word[1:] for word in words if word.startswith("*")),
    )


@lru_cache(maxsize=16)
def word_list(section: str) -> _Lexicon:
    """A section's words of all languages together: texts quote each other's offices and names."""
    parts = [_lexicon(section, key) for key in _table()[section]]
    return _Lexicon(
        exact=frozenset().union(*(part.exact for part in parts)),
        stems=frozenset().union(*(part.stems for part in parts)),
        tails=tuple(tail for part in parts for tail in part.tails),
    )


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return _lexicon("given", "latin").exact | _lexicon("given", "cyrillic").exact


@lru_cache(maxsize=1)
def _given_stems() -> frozenset[str]:
    return frozenset(stem_of(word) for word in _lexicon("given", "cyrillic").exact)
