"""One name in several scripts and romanisations: the sounds that its spellings stand for, and spellings that are only near."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from temoin.text.fold import fold_letters

__all__ = ["is_one_name", "near_names", "soundings_of"]

_CARONS = str.maketrans(
    {"š": "sh", "č": "ch", "ž": "zh", "ś": "s", "ć": "ch", "ż": "zh", "ź": "z", "ł": "l", "ň": "n", "ĵ": "zh", "ĉ": "ch", "ŝ": "sh"}
)
"""Letters of the scientific romanisation and of Polish, before accents are dropped."""
_MARKS = str.maketrans({"ʼ": "", "'": "", "’": "", "`": "", "ʹ": "", "´": ""})
_CONVENTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "english": (("shch", "Q"), ("zh", "Z"), ("kh", "H"), ("ch", "C"), ("sh", "S"), ("ts|tz", "T"), ("j", "i"), ("w", "v"), ("ck", "k"), ("x", "ks")),
    "french": (
        ("chtch", "Q"),
        ("tch", "C"),
        ("dj", "dZ"),
        ("ch", "S"),
        ("kh", "H"),
        ("j", "Z"),
        ("ou", "u"),
        ("gu(?=[ei])", "g"),
        ("qu", "k"),
        ("ts|tz", "T"),
        ("ss", "s"),
        ("ine$", "in"),
        ("x", "ks"),
    ),
    "german": (("schtsch", "Q"), ("tsch", "C"), ("sch", "S"), ("ch", "H"), ("w", "v"), ("z", "T"), ("ts", "T"), ("j", "i"), ("ss", "s"), ("x", "ks")),
    "german, soft": (
        ("schtsch", "Q"),
        ("tsch", "C"),
        ("sch", "Z"),
        ("ch", "H"),
        ("w", "v"),
        ("s(?=[aeiou])", "z"),
        ("ts", "T"),
        ("j", "i"),
        ("x", "ks"),
    ),
    "scientific": (("shch", "Q"), ("zh", "Z"), ("ch", "C"), ("sh", "S"), ("h", "H"), ("c", "T"), ("j", "i"), ("w", "v")),
    "spanish": (("zh", "Z"), ("ch", "C"), ("sh", "S"), ("j", "H"), ("ts|tz", "T"), ("qu(?=[ei])", "k"), ("x", "ks")),
    "italian": (("sc(?=[ei])", "S"), ("c(?=[ei])", "C"), ("ch", "k"), ("gh", "g"), ("gi(?=[aou])", "dZ"), ("j", "i"), ("x", "ks")),
}
"""How languages write Slavic sounds in Latin letters, longest first: capitals stand for sounds that take several letters
(S sh, C ch, Z zh, H kh, T ts, Q shch). After the tables of transcription in each language's press, where they differ from letter to letter."""
_PATTERNS = {name: tuple((re.compile(old), new) for old, new in rules) for name, rules in _CONVENTIONS.items()}
_LEVEL = (
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"ck|c|q(?!$)"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"i+"), "i"),
    (re.compile(r"ie|io"), "e"),
)
_DOUBLE = re.compile(r"([a-zA-Z])\1+")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 4
"""Letters of the shortest word whose sound counts: shorter ones are alike by chance."""


@lru_cache(maxsize=65536)
def soundings_of(name: str) -> frozenset[str]:
    """The sounds that a name may stand for, one for each way of writing Slavic sounds in Latin letters.

    A word of Cyrillic letters has one or two (Ukrainian and Russian `г`), a word of Latin letters one a convention. Figures stay.

    >>> soundings_of("Ижевск") & soundings_of("Ijevsk") & soundings_of("Izhevsk") == {"iZevsk"}
    True
    """
    words = _WORD.findall(name.translate(_MARKS).casefold())
    if any("\u0400" <= letter <= "\u04ff" for letter in name):
        latin = [fold_letters(word) for word in words]
        readings = {_by("english", latin), _by("english", [_with_h(word, new) for word, new in zip(words, latin, strict=True)])}
    else:
        plain = [_plain(word) for word in words]
        readings = {_by(name_of, plain) for name_of in _PATTERNS}
    return frozenset(reading for reading in readings if reading)


def _plain(word: str) -> str:
    """Small letters without accents, carons told as sounds."""
    told = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", word).translate(_CARONS))
    return "".join(letter for letter in told if not unicodedata.combining(letter))


def _with_h(word: str, latin: str) -> str:
    """The Ukrainian reading of `г`, which Russian reads as `g`."""
    return latin.replace("g", "h") if "г" in word else latin


def _by(convention: str, words: list[str]) -> str:
    made = []
    for word in words:
        for pattern, sound in _PATTERNS[convention]:
            word = pattern.sub(sound, word)  # noqa: PLW2901  # rule after rule on one word
        for pattern, sound in _LEVEL:
            word = pattern.sub(sound, word)  # noqa: PLW2901  # likewise
        made.append(_DOUBLE.sub(r"\1", word))
    return "".join(made)


def is_one_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: the same sounds in the same order, figures and all.

    A letter more or less makes it another name, which `near_names` proposes and nothing merges.

    >>> is_one_name("Koupol", "Купол"), is_one_name("Tor-M2E", "Тор-М2Э"), is_one_name("Torb-M2E", "Tor-M2E"), is_one_name("Ron", "Рон")
    (True, True, False, True)
    """
    if one.casefold() == other.casefold():
        return True
    if min(len(one), len(other)) < _SHORTEST and one.isascii() and other.isascii():
        return False
    return not soundings_of(one).isdisjoint(soundings_of(other))


def near_names(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of names that may be one: a letter put in, left out or changed in their sounds. Proposed, for a person to decide; never merged.

    Names of fewer than four letters, and names that differ in a figure ("S-300", "S-400"), are not proposed. The time grows with the number of
    names, not with its square.

    >>> near_names(["Torb-M2E", "Тор-М2Э", "Garpia-A1"])
    (('Torb-M2E', 'Тор-М2Э'),)
    """
    kept = [name for name in dict.fromkeys(names) if sum(letter.isalpha() for letter in name) >= _SHORTEST]
    holders: dict[str, set[str]] = defaultdict(set)
    for name in kept:
        for sound in soundings_of(name):
            holders[sound].add(name)
            for place, letter in enumerate(sound):
                if not letter.isdigit():
                    holders[f"{sound[:place]}\x00{sound[place + 1 :]}"].add(name)
                    holders[sound[:place] + sound[place + 1 :]].add(name)
    order = {name: number for number, name in enumerate(kept)}
    found = {
        (one, other)
        for group in holders.values()
        if len(group) > 1
        for one in group
        for other in group
        if order[one] < order[other] and not is_one_name(one, other) and _is_near(one, other)
    }
    return tuple(sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]])))


def _is_near(one: str, other: str) -> bool:
    """Whether two names have sounds one letter apart, and the same figures."""
    digits = [tuple(letter for letter in name if letter.isdigit()) for name in (one, other)]
    return digits[0] == digits[1] and any(_is_a_letter_apart(left, right) for left in soundings_of(one) for right in soundings_of(other))


def _is_a_letter_apart(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return sum(left != right for left, right in zip(one, other, strict=True)) == 1
    return len(longer) - len(shorter) == 1 and any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
