"""`Policy`: the one rule of what may leave the desk, for every public output; and what it withholds in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import attrs

from temoin.geo import Footprint
from temoin.model import Event
from temoin.publish.namewords import word_list
from temoin.publish.persons import NAME_LANGUAGES, Names, find_names
from temoin.publish.withheld import MARK, Piece, Withheld

__all__ = ["MARK", "Policy", "Precision", "censor", "earliest_release", "find_withheld", "is_readable"]

DELAY = timedelta(hours=24)
"""After the event, before anything goes out: people who are still there must not be found by it."""
SMALLEST_COUNT = 5
"""Sub-groups of victims smaller than this point to persons (the usual threshold of official statistics for tables of persons)."""


class Precision(StrEnum):
    """How exactly a public form says where something is."""

    EXACT = "exact"
    HUNDRED_METRES = "100m"
    KILOMETRE = "1km"

    @property
    def step_m(self) -> float | None:
        """Side of the squares to which places are made coarser, metres; `None` where they stay."""
        return {Precision.EXACT: None, Precision.HUNDRED_METRES: 100.0, Precision.KILOMETRE: 1000.0}[self]


@attrs.frozen(kw_only=True)
class Policy:
    """What a public form may show: an allow-list, with these choices of the analyst.

    Args:
        precision: how exactly places are given.
        delay: time that must have passed since the event.
        lifted: the reason for which the delay is lifted, in the analyst's words, or "".
        public_names: names that stay although the rules would withhold them.
        private_names: names that are withheld although the rules would let them stand.
        hidden: parts of the pictures that are covered on both sides: faces, bodies, number plates.
    """

    precision: Precision = Precision.EXACT
    delay: timedelta = DELAY
    lifted: str = ""
    public_names: tuple[str, ...] = ()
    private_names: tuple[str, ...] = ()
    hidden: tuple[Footprint, ...] = ()


def earliest_release(policy: Policy, event: Event | None) -> datetime | None:
    """When the delay has passed, or `None` where the event has no date."""
    return event.when.end + policy.delay if event is not None and event.when is not None else None


def find_withheld(
    text: str, names: Names, lang: str | None, *, precision: Precision = Precision.EXACT, also: Iterable[Piece] = ()
) -> tuple[Piece, ...]:
    """All that a public form leaves out of a text, without overlaps, in order.

    Args:
        text: any text from outside.
        names: known of the case.
        lang: of the text, or `None`.
        precision: coordinates stay only where places are given exactly.
        also: further ranges that are withheld.
    """
    found = [*also, *_patterns(text), *_small_counts(text), *find_names(text, names, lang)]
    positions = [match.span() for match in _POSITION.finditer(text)]
    # The figures of a position are no telephone number.
    found = [one for one in found if one.kind is not Withheld.PHONE or not any(start <= one.start < end for start, end in positions)]
    if precision is not Precision.EXACT:
        found += [Piece(start=start, end=end, kind=Withheld.POSITION) for start, end in positions]
    return _joined(found)


def censor(text: str, pieces: Sequence[Piece]) -> str:
    """The text with a mark of one length for everything withheld."""
    parts, place = [], 0
    for piece in pieces:
        parts += [text[place : piece.start], MARK]
        place = piece.end
    return "".join((*parts, text[place:]))


def is_readable(lang: str | None) -> bool:
    """Whether names can be told apart in texts of this language."""
    return lang in NAME_LANGUAGES


_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w\-]{1,63}(?:\.[\w\-]{1,63})+", re.IGNORECASE)
_SOCIAL = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:t\.me|telegram\.me|wa\.me|(?:x|twitter|facebook|fb|instagram|tiktok|vk|ok|youtube|linkedin|threads)\.(?:com|ru|net))/[^\s<>\"'»”)]{1,200}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@/.])@\w[\w.]{0,60}\w")
_PHONE = re.compile(r"(?<![\w.,+])(?:\+|00)?\(?\d(?:(?:\)[ \-]?|[ \u00a0\u202f]?\(|[ \u00a0\u202f.\-/–]| [\-–] )?\d){6,16}(?!\w)")
_LONG_NUMBER = re.compile(r"(?<!\w)(?:[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}|[A-ZА-ЯІЇЄ]{2}\s?№?\s?\d{6,9}|\d{9,})(?!\w)")
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d+)?")
_DATE = re.compile(r"\d{4}[\-/.]\d{1,2}[\-/.]\d{1,2}(?: \d{1,2})?|\d{1,2}[\-/.]\d{1,2}[\-/.]\d{2,4}(?: \d{1,2})?|\d{4}\s?[\-–/]\s?\d{4}")
_POSITION = re.compile(
    r"[+\-−]?\d{1,3}[.,]\d{3,}\s*°?\s*[NSEWOСЮВЗ]?\s*[,;/|\s]\s*[+\-−]?\d{1,3}[.,]\d{3,}\s*°?\s*[NSEWOСЮВЗ]?"
    r"|\d{1,3}\s*°\s*\d{1,2}\s*['′’][^,;\n]{0,12}[NSEWOСЮВЗ](?:[,;\s]+\d{1,3}\s*°\s*\d{1,2}\s*['′’][^,;\n]{0,12}[NSEWOСЮВЗ])?"
    r"|(?<!\w)\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{3,5}\s?\d{3,5}(?!\w)"
)
_NAME = r"[^\W\d_][\w'’\-]{0,30}"
_ADDRESS = re.compile(
    "|".join(
        (
            (
                r"\d{1,4}(?:\s?(?:bis|ter|[a-dA-D]))?,?\s+(?i:rue|avenue|boulevard|place|impasse|chemin|allée|quai)\s+"
                rf"(?:(?i:de|du|des|la|le|les|d['’]|l['’])\s*)*{_NAME}(?:[ \-][A-ZÀ-Ý]{_NAME})*"
            ),
            r"\d{1,5}[a-dA-D]?\s+(?:[A-Z]\w+\s+){1,3}(?:Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Square|Close|Court)(?!\w)",
            (
                r"(?i:вул\.|вулиц[яіеюї]|ул\.|улиц[аеуы]|просп\.|проспект[уіае]?|пер\.|переулок|провулок|бульвар)\s*"
                rf"[«\"]?{_NAME}(?:[ \-]{_NAME}){{0,3}}?[»\"]?,?\s*(?i:буд\.?|будинок|д\.?|дом)?\s*\d+\w?(?:[,\s]+(?i:кв\.?|квартира)\s*\d+)?"
            ),
            r"[A-ZÄÖÜ]\w*(?:straße|strasse|gasse|allee|damm|platz|weg)\s+\d+\w?",
            (
                r"(?i:calle|c/|avenida|avda\.?|plaza|paseo)\s+(?:(?i:de|del|la|las|los)\s+)*"
                rf"{_NAME}(?:\s+[A-ZÁÉÍÓÚÑ]{_NAME})*,?\s+(?i:n\.?º?\s*)?\d+"
            ),
            rf"(?i:via|viale|piazza|corso|vicolo)\s+(?:(?i:di|del|della|dei)\s+)*[A-ZÀ-Ý]{_NAME}(?:\s+[A-ZÀ-Ý]{_NAME})*,?\s+\d+",
        )
    )
)
_AGE = re.compile(
    r"\d{1,3}[\s\-–]*(?:year|yr)s?[\s\-–]*old|(?i:aged)\s+\d{1,3}|(?<=, )\d{1,3}(?=,)|(?<=\()\d{1,3}(?=\))"
    r"|(?:âgée?s?\s+(?:de|d['’])\s*)?\d{1,3}\s+ans(?!\w)|\d{1,3}[\s\-]*[Jj]ährige?[rnms]?|\d{1,3}\s+[Jj]ahre\s+alt"
    r"|(?:de\s+)?\d{1,3}\s+años(?:\s+de\s+edad)?(?!\w)|(?:di\s+)?\d{1,3}\s+anni(?!\w)"
    r"|\d{1,3}[\s\-–]*(?:лет|летн\w+|год(?:а|у)?|рок(?:ів|и|у)|річн\w+)(?!\w)"
)
_NO_AGE = re.compile(
    r"(?<!\w)(?:pendant|depuis|il y a|durant|après|for|over|past|last|in|seit|vor|durante|hace|desde|da|per|за|протягом|через|последние|останні)\s*$",
    re.IGNORECASE,
)


def _patterns(text: str) -> list[Piece]:
    found = [
        Piece(start=match.start(), end=match.end(), kind=kind)
        for pattern, kind in ((_EMAIL, Withheld.EMAIL), (_SOCIAL, Withheld.HANDLE), (_HANDLE, Withheld.HANDLE), (_ADDRESS, Withheld.ADDRESS))
        for match in pattern.finditer(text)
    ]
    numbers = [*filter(lambda match: _is_phone(match.group()), _PHONE.finditer(text)), *_LONG_NUMBER.finditer(text)]
    found += [Piece(start=match.start(), end=match.end(), kind=Withheld.PHONE) for match in numbers]
    found += [
        Piece(start=match.start(), end=match.end(), kind=Withheld.AGE)
        for match in _AGE.finditer(text)
        if not _NO_AGE.search(text[max(0, match.start() - 20) : match.start()])
    ]
    return found


def _is_phone(words: str) -> bool:
    digits = sum(sign.isdigit() for sign in words)
    if words.startswith(("+", "00")):
        return digits >= 8
    if _DATE.fullmatch(words) or _GROUPED.fullmatch(words):
        return False
    return digits >= 9 or (digits >= 7 and words.startswith(("0", "(")))


def _small_counts(text: str) -> list[Piece]:
    """A number under five before a sub-group of people: "two children", «двоє дітей», "3 femmes"."""
    return [
        Piece(start=match.start(), end=match.end(), kind=Withheld.SMALL_COUNT)
        for match in _count_pattern().finditer(text)
        if word_list("subgroup").has(match["who"].lower())
    ]


@lru_cache(maxsize=1)
def _count_pattern() -> re.Pattern[str]:
    numbers = "|".join(sorted(word_list("small").exact, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{numbers}|[1-{SMALLEST_COUNT - 1}])\s+(?:(?!\d)[\w\-]+\s+)??(?P<who>[^\W\d_]+)(?!\w)", re.IGNORECASE)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Overlapping ranges as one, with the kind of the first."""
    joined: list[Piece] = []
    for piece in sorted(pieces):
        if joined and piece.start < joined[-1].end:
            joined[-1] = attrs.evolve(joined[-1], end=max(joined[-1].end, piece.end))
        else:
            joined.append(piece)
    return tuple(joined)
