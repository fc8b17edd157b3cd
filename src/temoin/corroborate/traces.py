"""Traces that one report leaves in another where neither words nor the run of figures show it; two of them make an edge."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

import attrs

from temoin.corroborate.fingerprint import Fingerprint, credits_to
from temoin.corroborate.spellings import unusual_spellings
from temoin.text import tokens_of

__all__ = ["Rarity", "weigh_traces"]

_TRACES = 2.0
"""How many traces make an edge."""
_NEAR_DAYS = 2
"""Traces count between reports published within so many days: later pages quote old figures of one origin on their own."""


_MOST_HOLDERS = 20
"""What more reports hold than this is nobody's mark, however many reports there are."""


@attrs.frozen(kw_only=True)
class Rarity:
    """How many reports hold each assertion and each fact; what a third of all reports hold is nobody's mark. And spellings that only some share."""

    assertions: Counter[Hashable]
    facts: Counter[Hashable]
    slugs: Counter[Hashable]
    frames: Counter[Hashable]
    most: int
    spellings: Mapping[str, str]

    @classmethod
    def of(cls, prints: Sequence[Fingerprint]) -> Rarity:
        """Count over all reports."""
        assertions: Counter[Hashable] = Counter(itertools.chain.from_iterable(one.assertions for one in prints))
        facts: Counter[Hashable] = Counter(itertools.chain.from_iterable(set(one.facts) for one in prints))
        slugs: Counter[Hashable] = Counter(itertools.chain.from_iterable(one.slug for one in prints))
        frames: Counter[Hashable] = Counter(itertools.chain.from_iterable(one.frames for one in prints))
        most = min(max(2, math.ceil(len(prints) / 3)), _MOST_HOLDERS)
        spellings = unusual_spellings([(one.lang, one.products) for one in prints])
        return cls(assertions=assertions, facts=facts, slugs=slugs, frames=frames, most=most, spellings=spellings)

    def shared_spellings(self, one: Fingerprint, other: Fingerprint) -> tuple[str, ...]:
        """Names that both spell alike and others of their language otherwise, in words."""
        return tuple(
            f"{one.products[plain]} (elsewhere {self.spellings[plain]})"
            for plain in one.products
            if plain in other.products and plain in self.spellings
        )


def weigh_traces(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> tuple[float, str] | None:
    """The weight of the traces that one report leaves in another, 0 to 1, and what they are; `None` where they are too few."""
    is_near = (child.published - parent.published).days <= _NEAR_DAYS
    traces = list(_figure_traces(parent, child, rarity))
    if spelt := rarity.shared_spellings(parent, child):
        traces.append((1.0, f"the same unusual spelling: {', '.join(spelt[:3])}"))
    if _same_slug(parent, child, rarity):
        traces.append((1.0, "the same words in the address"))
    if _same_template(parent, child, rarity):
        traces.append((1.0, "the same template, filled in anew"))
    if _same_house(parent, child):
        traces.append((1.0, "the same house's text"))
    weight = sum(part for part, _ in traces)
    # Whether it credits the other is the dearest to find out, so it is asked where it can turn the scale.
    if weight + 1 >= _TRACES and (weight < _TRACES or not is_near) and credits_to(child, parent.publisher):
        traces.append((1.0, f"it credits {parent.publisher}"))
        return (weight + 1) / (2 * _TRACES), "; ".join(words for _, words in traces)
    if weight < _TRACES or not is_near:
        return None
    return weight / (2 * _TRACES), "; ".join(words for _, words in traces)


def _figure_traces(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> Iterable[tuple[float, str]]:
    """What common figures show: each rare one of a common source is a trace; what goes with it is half of one."""
    common = parent.assertions & child.assertions
    rare = sorted({(kind, value) for kind, value, source in common if rarity.assertions[kind, value, source] <= rarity.most})
    if rare:
        told = ", ".join(f"{value} ({kind.partition(':')[0]})" for kind, value in rare[:3])
        yield (float(len(rare)), f"the same rare figures of the same source: {told}")
        if any(rarity.assertions[one] == 2 and (one, hedge) in child.hedged for one, hedge in parent.hedged if one in common):
            yield (0.5, "nobody else gives that figure, and both hedge it alike")
        relays = {source for kind, value, source in common if sum((kind, value) == other[:2] for other in common) > 1}
        if len(relays) > 1:
            yield (0.5, "it came to both by the same chain")
        others = _voices(parent) & _voices(child) - {(kind, source) for kind, _, source in common}
        if others:
            yield (0.5, "they ask the same sources for other figures")
    figures = {fact for fact in set(parent.facts) & set(child.facts) if fact[0] != "place"}
    elsewhere = {fact for fact in figures if rarity.facts[fact] <= rarity.most} - set(rare)
    if elsewhere:
        yield (0.5, "another rare figure in common")


def _voices(one: Fingerprint) -> set[tuple[str, str]]:
    return {(kind, source) for kind, _, source in one.assertions}


def _same_slug(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> bool:
    """Three words of the address in common, and a third of the shorter, leaving out what a third of all addresses hold."""
    left, right = ({word for word in one.slug if rarity.slugs[word] <= rarity.most} for one in (parent, child))
    return len(left & right) >= max(3, min(len(left), len(right)) / 3)


def _same_template(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> bool:
    """A quarter of the shorter text's frames in common, and a dozen that few reports hold: what everybody writes of a toll is nobody's template."""
    common = parent.frames & child.frames
    fewest = min(len(parent.frames), len(child.frames))
    return len(common) * 4 >= fewest and sum(rarity.frames[frame] <= rarity.most for frame in common) >= _TEMPLATE_FRAMES


_TEMPLATE_FRAMES = 12

_HOUSE_WORDS = frozenset(
    [
        "news",
        "post",
        "times",
        "text",
        "version",
        "later",
        "copy",
        "press",
        "daily",
        "radio",
        "online",
        "info",
        "media",
        "agency",
        "translated",
        "journal",
        "paper",
        "courier",
        "tribune",
        "herald",
        "star",
        "sun",
        "blog",
        "magazine",
        "review",
        "today",
        "tv",
    ]
)
"""Words of publishers' names that many of them bear."""


def _same_house(parent: Fingerprint, child: Fingerprint) -> bool:
    return bool((tokens_of(parent.publisher) & tokens_of(child.publisher)) - _HOUSE_WORDS)
