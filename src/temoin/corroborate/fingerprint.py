"""What of a report survives copying, translating and rewriting: its figures, who it names for them, its address, whom it credits."""

from __future__ import annotations

import heapq
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

import attrs
import numpy as np

from temoin.corroborate.names import is_same_name
from temoin.corroborate.spellings import product_names
from temoin.model import Claim, ClaimKind, Report
from temoin.text import plain_name, soundings_of, speaker_words, tokens_of

__all__ = ["Assertion", "Fact", "Fingerprint", "Run", "credits_to", "fingerprints_of", "frames_of", "shingles_of"]

Fact = tuple[str, str]
"""(kind, value) of one claim, a figure, a day or a place: the same in every language."""
Assertion = tuple[str, str, str]
"""(kind, value, source): a figure together with somebody who is said to know it or to pass it on."""

_SHINGLE = 4
"""Words in a shingle: four are enough to be rare and survive the change of a word nearby (Broder 1997 used ten on long web pages)."""
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
"""Odd numbers without a pattern, one a place in the run (the mixing constants of Fibonacci hashing and xxHash)."""
_SKETCH = 48
"""Shingles of a text by which it is looked up: those of the lowest numbers (bottom-k min-hash, Broder 1997). Shorter texts are looked up by all."""
_GROUPED = re.compile(r"(?<=\d)[\s.,'](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)?")
_NEAR = 0.7
"""Likeness of two spellings of one word in sister languages (a convention)."""
_BLANK = "xx"
_SENTENCE_ENDS = frozenset('.!?:\u2026\u00bb\u201d"')
_FAR_FUTURE = datetime.max.replace(tzinfo=UTC)


@attrs.frozen(kw_only=True, eq=False)
class Run:
    """Facts or figures in the order in which a report gives them.

    Args:
        items: in their order.
        once: each once.
        times: how often each comes.
    """

    items: Sequence[Hashable]
    once: frozenset[Hashable]
    times: Mapping[Hashable, int]

    @classmethod
    def of(cls, items: Sequence[Hashable]) -> Run:
        """The run of some items."""
        times = Counter(items)
        return cls(items=items, once=frozenset(times), times=times)


@attrs.frozen(kw_only=True, eq=False)
class Fingerprint:
    """What of a report survives being taken over.

    Args:
        report_id: of the report.
        published: first moment at which it was out; the far future where nothing says when.
        lang: of the text, or `None`.
        publisher: or "".
        facts: kinds and values of its claims, in their order, each once.
        assertions: figures with each named source of their chain.
        hedged: the same with the word around the figure ("about", "at least").
        figures: numbers written with digits in its text, in their order.
        products: names of products in its text, by their plain form, as it spells them.
        shingles: runs of four words of its text.
        frames: the same with its figures and names left blank: what a template leaves of itself when it is filled in anew.
        slug: carrying words of its address.
        credits: names of sources that its claims pass through, with how many claims do.
        head: the first words of its text, for credits that no claim bears.
    """

    report_id: str
    published: datetime
    lang: str | None
    publisher: str
    facts: tuple[Fact, ...]
    assertions: frozenset[Assertion]
    hedged: frozenset[tuple[Assertion, str]]
    figures: tuple[str, ...]
    products: Mapping[str, str]
    shingles: frozenset[int]
    frames: frozenset[int]
    slug: frozenset[str]
    credits: tuple[tuple[str, int], ...]
    head: frozenset[str]

    @cached_property
    def told(self) -> Run:
        """Its facts as a run."""
        return Run.of(self.facts)

    @cached_property
    def written(self) -> Run:
        """The figures of its text as a run."""
        return Run.of(self.figures)

    @property
    def sketch(self) -> list[int]:
        """The shingles by which this text is looked up: of two texts that share much, the same ones."""
        return heapq.nsmallest(_SKETCH, self.shingles)

    @property
    def order(self) -> tuple[datetime, str]:
        """By time of publication, then by id."""
        return (self.published, self.report_id)


def fingerprints_of(reports: Sequence[Report], claims: Sequence[Claim]) -> tuple[Fingerprint, ...]:
    """One fingerprint a report, also of reports that are known by their claims alone; sorted by publication."""
    held: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        held[claim.report_id].append(claim)
    known = {report.id: report for report in reports}
    made = [_of(report_id, known.get(report_id), held[report_id]) for report_id in {*known, *held}]
    return tuple(sorted(made, key=lambda one: one.order))


def _of(report_id: str, report: Report | None, claims: list[Claim]) -> Fingerprint:
    ordered = sorted(claims, key=lambda one: (one.span.start if one.span else 0, one.id))
    text = report.text if report is not None else ""
    return Fingerprint(
        report_id=report_id,
        published=report.published.start if report is not None and report.published is not None else _FAR_FUTURE,
        lang=report.lang if report is not None else None,
        publisher=(report.publisher or "") if report is not None else "",
        facts=tuple(dict.fromkeys(fact for claim in ordered if (fact := _fact(claim)) is not None)),
        assertions=frozenset(one for claim in ordered for one in _assertions(claim)),
        hedged=frozenset((one, str(claim.quantity.level) if claim.quantity else "") for claim in ordered for one in _assertions(claim)),
        figures=tuple(match.replace(",", ".") for match in _FIGURE.findall(_GROUPED.sub("", text))),
        products=product_names(text),
        shingles=shingles_of(text),
        frames=frames_of(text),
        slug=_slug(report.url) if report is not None and report.url else frozenset(),
        credits=_credits(ordered),
        head=frozenset(plain_name(text[:600]).split()),
    )


def _fact(claim: Claim) -> Fact | None:
    if claim.quantity is not None:
        quantity = claim.quantity
        value = f"{quantity.value:g}" if quantity.value is not None else f"{quantity.low}-{quantity.high}"
        return (f"{claim.kind}:{quantity.unit}", value)
    if claim.days is not None and not claim.inferred:
        return (str(claim.kind), claim.days.iso)
    if claim.kind is ClaimKind.PLACE and claim.quote:
        return ("place", _place_key(claim))
    return None


def _place_key(claim: Claim) -> str:
    """A place in every language: its number in the gazetteer, else how its name sounds."""
    if claim.location is not None and claim.location.geonames:
        return f"geonames {claim.location.geonames}"
    return min(soundings_of(claim.quote), default=claim.quote)


def _assertions(claim: Claim) -> list[Assertion]:
    fact = _fact(claim)
    if fact is None or claim.kind in {ClaimKind.EVENT_DATE, ClaimKind.STATEMENT_DATE, ClaimKind.PLACE}:
        return []
    return [(*fact, " ".join(sorted(speaker_words(source.name)))) for source in claim.attribution.chain if source.is_named and tokens_of(source.name)]


def _slug(url: str) -> frozenset[str]:
    """The carrying words of an address; running numbers and short words say nothing."""
    path = urlsplit(url).path
    longest = max(path.split("/"), key=lambda part: part.count("-"), default="")
    words = [word for word in re.split(r"[^a-z0-9]+", longest.casefold()) if len(word) > 2 and tokens_of(word)]
    return frozenset(words) if len(words) > 3 else frozenset()


def _credits(claims: list[Claim]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for claim in claims:
        for source in claim.attribution.chain:
            counts[source.name] += 1
    return tuple(sorted(counts.items()))


def shingles_of(text: str) -> frozenset[int]:
    """Runs of four words of a text, each as a number that stands for it.

    The number mixes the words' own by odd factors, so that the order of words counts; two runs share one by accident once in 2⁶⁴.

    >>> len(shingles_of("Three people were killed, he said."))
    3
    """
    words = plain_name(text).split()
    if len(words) < _SHINGLE:
        return frozenset()
    numbers = np.array([_word_number(word) for word in words], dtype=np.uint64)
    runs = np.zeros(len(words) - _SHINGLE + 1, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        runs += numbers[place : place + len(runs)] * np.uint64(factor)
    return frozenset(runs.tolist())


def frames_of(text: str) -> frozenset[int]:
    """Runs of four words of a text with its figures and the names inside its sentences left blank, those without a blank left out.

    German writes every noun as other languages write names; its frames are blanker, and rarer for it.

    >>> frames_of("On Monday 3 were killed in Larn.") == frames_of("On Friday 17 were killed in Ruden.")
    True
    """
    words = text.split()
    blank = [
        _BLANK if word[:1].isdigit() or (word[:1].isupper() and before[-1:] not in _SENTENCE_ENDS) else word
        for before, word in itertools.pairwise([".", *words])
    ]
    return shingles_of(" ".join(blank)) - shingles_of(text)


@lru_cache(maxsize=262144)
def _word_number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def credits_to(child: Fingerprint, publisher: str) -> bool:
    """Whether a report credits a publisher, in a claim's chain or in its first sentences."""
    if not publisher or is_same_name(child.publisher, publisher):
        return False
    wanted = tokens_of(publisher)
    if any(wanted <= tokens_of(name) or _stands_in(wanted, tokens_of(name)) for name, _ in child.credits):
        return True
    return len(wanted) > 1 and _stands_in(wanted, child.head)


def _stands_in(wanted: frozenset[str], words: frozenset[str]) -> bool:
    """Whether a name of two words or more stands in other words, if need be spelt as in a sister language.

    "Надрічний вісник" and "Надречный вестник" are one name; a single word is too little to be taken for another.
    """
    return len(wanted) > 1 and all(word in words or any(_is_near(word, other) for other in words if other[:1] == word[:1]) for word in wanted)


@lru_cache(maxsize=65536)
def _is_near(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _NEAR
