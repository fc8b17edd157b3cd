"""From a name of a place as a sentence declines or contracts it to the forms it may have in a list."""

from __future__ import annotations

import itertools
from functools import lru_cache

from temoin.gazetteer.keys import name_key

__all__ = ["base_keys"]

_MOST_FORMS = 48
"""Forms of one name that are tried; longer names are declined in fewer ways than their words would allow."""

_RU = {
    "": ("ы", "и", "а"),
    "а": ("", "о", "е"),
    "я": ("ь", "й", "е"),
    "у": ("", "а", "о"),
    "ю": ("ь", "й", "я", "е"),
    "е": ("", "а", "о", "я", "ь", "й"),
    "ом": ("", "о", "ой", "ый", "ий"),
    "ем": ("", "ь", "й", "е", "ее", "ий"),
    "ём": ("ь", "й"),
    "ым": ("", "ый", "ое"),
    "им": ("", "ий", "ое"),
    "ы": ("а",),
    "и": ("ь", "а", "я", "й"),
    "ой": ("а", "ая", "о"),
    "ей": ("а", "я", "и"),
    "ою": ("а",),
    "ью": ("ь",),
    "ах": ("ы", "и", "а"),
    "ях": ("и", "ы"),
    "ам": ("ы", "и", "а"),
    "ям": ("и",),
    "ами": ("ы", "и", "а"),
    "ями": ("и",),
    "ого": ("ый", "ое", "ий", "ой"),
    "его": ("ий", "ее"),
    "ому": ("ый", "ое", "ий", "ой"),
    "ему": ("ий", "ее"),
    "ых": ("ые",),
    "их": ("ие",),
    "ую": ("ая",),
    "юю": ("яя",),
    "ок": ("ки",),
    "ек": ("ки",),
    "ец": ("цы",),
    "ов": ("ы",),
    "ев": ("и",),
}
"""Ending of a case to endings of the nominative; Zaliznyak's tables, as far as names of towns use them."""
_UK = {
    "": ("и", "і", "а"),
    "а": ("", "о", "е"),
    "я": ("ь", "й", "є", "е"),
    "у": ("", "а", "о", "ий"),
    "ю": ("ь", "й", "я", "є"),
    "і": ("", "а", "о", "ь", "я", "е"),
    "ї": ("я", "й", "ї"),
    "и": ("а",),
    "ові": ("", "о"),
    "еві": ("ь", ""),
    "єві": ("й",),
    "ом": ("", "о"),
    "ем": ("ь", "", "е"),
    "єм": ("й", "є"),
    "ою": ("а",),
    "ею": ("а", "я"),
    "єю": ("я",),
    "ах": ("и", "і", "а"),
    "ях": ("і", "ї"),
    "ам": ("и", "і", "а"),
    "ям": ("і", "ї"),
    "ами": ("и", "і", "а"),
    "ями": ("і", "ї"),
    "ого": ("ий", "е"),
    "ому": ("ий", "е"),
    "им": ("ий", "е", ""),
    "ім": ("ій", "ий"),
    "ої": ("а",),
    "ій": ("а",),
    "их": ("і",),
    "ими": ("і",),
    "ок": ("ки",),
    "ець": ("ці",),
    "ів": ("и", "і"),
}
_ADJECTIVES = {"ru": ("ый", "ий", "ой", "ое", "ее", "ая", "яя", "ые", "ие"), "uk": ("ий", "ій", "а", "я", "е", "є", "і")}
"""Endings of adjectives in the nominative."""
_FLEETING = "еоё"
_SOFTENED = {"з": "г", "ж": "г", "ц": "к", "с": "х", "ч": "к"}
"""Consonants before Ukrainian `і` and what they are in the nominative: "Празі" of "Прага"."""
_VOWELS = frozenset("аеёиоуыэюяіїє")
_CONTRACTED = {
    "fr": ("le ", "la ", "les ", "l"),
    "it": ("il ", "la ", "l", "lo ", "le "),
    "es": ("el ", "la ", "los ", "las "),
}
"""Articles that belong to a name and melt into a preposition before it: "au Havre", "dell'Aquila", "del Cairo"."""


@lru_cache(maxsize=16384)
def base_keys(name: str, lang: str) -> tuple[str, ...]:
    """The keys under which a name may stand in the gazetteer, as written first.

    Args:
        name: as the text has it.
        lang: of the text.

    >>> "kharkiv" in base_keys("Харкові", "uk"), "cherepovets" in base_keys("Череповце", "ru"), "le havre" in base_keys("Havre", "fr")
    (True, True, True)
    """
    written = name_key(name)
    if lang in {"ru", "uk"}:
        parts = name.lower().replace("ʼ", "'").replace("’", "'").split()
        words = [*(_adjectives(part, lang) for part in parts[:-1]), *(_nominatives(part, lang) for part in parts[-1:])]
        forms = (" ".join(form) for form in itertools.islice(itertools.product(*words), _MOST_FORMS))
        return tuple(dict.fromkeys([written, *(name_key(form) for form in forms)]))
    keys = [written]
    if lang == "de" and written.endswith("s") and len(written) > 3:
        keys.append(written[:-1])
    keys += [article + written for article in _CONTRACTED.get(lang, ())]
    return tuple(keys)


def _nominatives(word: str, lang: str) -> tuple[str, ...]:
    """The forms that a word may have in the nominative, itself first; a word with a hyphen is declined at its end, or at both."""
    head, hyphen, tail = word.rpartition("-")
    if hyphen:
        ends = _nominatives(tail, lang)
        both = [f"{first}-{end}" for first in _nominatives(head, lang)[1:8] for end in ends[:8]]
        return tuple(dict.fromkeys([*(f"{head}-{end}" for end in ends), *both]))
    table = _RU if lang == "ru" else _UK
    found = [word]
    for length in (3, 2, 1, 0):
        stem, ending = (word[:-length], word[-length:]) if length else (word, "")
        if len(stem) < 2:
            continue
        for nominative in table.get(ending, ()):
            found += [other + nominative for other in _stems(stem, ending, nominative, lang)]
    return tuple(dict.fromkeys(found))


def _adjectives(word: str, lang: str) -> tuple[str, ...]:
    """The forms of a word before the last of a name: an adjective's, where its ending is one."""
    forms = _nominatives(word, lang)
    adjectives = tuple(form for form in forms[1:] if form.endswith(_ADJECTIVES[lang]))
    return (word, *adjectives) if adjectives else forms


def _stems(stem: str, ending: str, nominative: str, lang: str) -> list[str]:
    """A stem as it is before the nominative's ending: with a fleeting vowel, a closed syllable's `і`, a consonant not softened."""
    stems = [stem]
    if nominative in {"", "ь", "й"} and ending:
        stems += [*_with_fleeting(stem), *(_closed(stem) if lang == "uk" else [])]
    if lang == "uk" and ending == "і" and nominative in {"а", ""} and stem[-1] in _SOFTENED:
        hard = stem[:-1] + _SOFTENED[stem[-1]]
        stems += [hard, *_closed(hard)] if nominative == "" else [hard]
    if lang == "uk" and len(stem) > 2 and stem[-1] == stem[-2] and nominative in {"ь", ""}:
        stems.append(stem[:-1])
    return stems


def _with_fleeting(stem: str) -> list[str]:
    """As in "Ельца" of "Елец", "Торжка" of "Торжок", "Кам'янця" of "Кам'янець"."""
    if len(stem) < 3 or stem[-1] in _VOWELS:
        return []
    before = stem[-2]
    if before in "ьй":
        return [stem[:-2] + vowel + stem[-1] for vowel in "еє"]
    return [stem[:-1] + vowel + stem[-1] for vowel in _FLEETING] if before not in _VOWELS else []


def _closed(stem: str) -> list[str]:
    """As in "Харкова" of "Харків", "Києва" of "Київ": the last vowel of the stem turns to `і` where the syllable closes."""
    if len(stem) < 3:
        return []
    closed = {"о": "і", "е": "і", "є": "ї"}.get(stem[-2])
    return [stem[:-2] + closed + stem[-1]] if closed else []
