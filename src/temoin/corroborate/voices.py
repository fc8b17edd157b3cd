"""`Voices`: many claims that say one thing, boiled down to who says it and in how many texts."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

from temoin.corroborate.origins import Origin, origin_of
from temoin.model import Claim

__all__ = ["Voices"]

_TEXTS = 2
"""Two texts of an origin are kept: enough to know whether it speaks in another text than a given one."""
_SAMPLE = 64
"""Claims kept for naming; counts rest on all of them."""


@attrs.frozen(kw_only=True)
class Voices:
    """Many claims that say one thing.

    Args:
        texts: up to two texts in which each origin says it.
        sample: the first claims by report and id.
    """

    texts: Mapping[Origin, frozenset[str]] = attrs.field(factory=dict)
    sample: tuple[Claim, ...] = ()

    @classmethod
    def of(cls, claims: Iterable[Claim], text_of: Mapping[str, str]) -> Voices:
        """Boil claims down; `text_of` gives the first text of a report that was taken over."""
        held = list(claims)
        texts: dict[Origin, set[str]] = defaultdict(set)
        for claim in sorted(held, key=_order):
            known = texts[origin_of(claim)]
            if len(known) < _TEXTS:
                known.add(text_of.get(claim.report_id, claim.report_id))
        return cls(texts={origin: frozenset(some) for origin, some in texts.items()}, sample=tuple(heapq.nsmallest(_SAMPLE, held, key=_order)))

    @classmethod
    def together(cls, parts: Iterable[Voices]) -> Voices:
        """The voices of several groups."""
        held = list(parts)
        texts: dict[Origin, frozenset[str]] = {}
        for part in held:
            for origin, some in part.texts.items():
                texts[origin] = frozenset(sorted(texts.get(origin, frozenset()) | some)[:_TEXTS])
        claims = heapq.nsmallest(_SAMPLE, (claim for part in held for claim in part.sample), key=_order)
        return cls(texts=texts, sample=tuple(claims))

    def outside(self, text: str) -> frozenset[Origin]:
        """The origins that speak in another text than the given one."""
        return frozenset(origin for origin, some in self.texts.items() if some - {text})


def _order(claim: Claim) -> tuple[str, str]:
    return (claim.report_id, claim.id)
