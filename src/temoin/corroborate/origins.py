"""Who is the origin of a claim, and how many independent ones there are; pages are not counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

import attrs

from temoin.model import Claim, Lineage, LineageKind, SourceClass
from temoin.text import OFFICE_WORDS, speaker_words, tokens_of

__all__ = [
    "Origin",
    "copied_reports",
    "count_independent",
    "independent_origins",
    "is_same_origin",
    "is_same_side",
    "neighbours_of",
    "origin_of",
    "text_of_origin",
]

_COPYING = frozenset({LineageKind.COPY, LineageKind.TRANSLATION, LineageKind.BACK_TRANSLATION, LineageKind.REWRITE})


@attrs.frozen(kw_only=True)
class Origin:
    """Who is said to know.

    Args:
        name: as written, or "" where the publisher speaks or the words name nobody.
        kind: what kind of source, or `None` where the publisher speaks.
    """

    name: str = ""
    kind: SourceClass | None = None

    @property
    def is_named(self) -> bool:
        """Whether somebody is named."""
        return bool(self.name)

    @property
    def is_press(self) -> bool:
        """Whether it passes on what others know: press, broadcasters, channels."""
        return self.kind in {SourceClass.MEDIA, SourceClass.CHANNEL}

    @property
    def key(self) -> str:
        """The words that carry the name, in a fixed order."""
        return " ".join(sorted(speaker_words(self.name)))

    @property
    def words(self) -> str:
        """For people."""
        return self.name or (f"unnamed ({self.kind})" if self.kind else "nobody is named")


def origin_of(claim: Claim) -> Origin:
    """The source nearest to the fact; a publisher that speaks for itself names nobody who could know."""
    source = claim.attribution.origin
    if source is None:
        return Origin()
    return Origin(name=source.name if source.is_named and tokens_of(source.name) else "", kind=source.kind)


def is_same_origin(one: Origin, other: Origin) -> bool:
    """Whether two origins may be one: names that can be one name, or nobody named on both sides and of one kind."""
    if one.is_named and other.is_named:
        left, right = speaker_words(one.name), speaker_words(other.name)
        return left <= right or right <= left
    return not one.is_named and not other.is_named and one.kind == other.kind


def is_same_side(one: Origin, other: Origin) -> bool:
    """Whether two named origins share a word that is no kind of office ("Maui County", "Maui police"), and so speak for one administration."""
    return bool((speaker_words(one.name) & speaker_words(other.name)) - OFFICE_WORDS) if one.is_named and other.is_named else False


def independent_origins(claims: Iterable[Claim]) -> tuple[Origin, ...]:
    """The origins of claims that can be counted as independent, in a fixed order; at least one for any claim at all."""
    return count_independent(frozenset(origin_of(claim) for claim in claims))


@lru_cache(maxsize=4096)
def count_independent(origins: frozenset[Origin]) -> tuple[Origin, ...]:
    """The origins that can be counted as independent, in a fixed order.

    Named origins count once each. People who are not named count once, and only beside named ones of another kind. A publisher that names
    nobody adds nothing beside anybody, since it may repeat them.
    """
    named: list[Origin] = []
    for origin in sorted((one for one in origins if one.is_named), key=lambda one: (len(speaker_words(one.name)), one.name, str(one.kind))):
        if not any(is_same_origin(origin, kept) for kept in named):
            named.append(origin)
    kinds = {origin.kind for origin in origins if origin.is_named}
    unnamed = sorted((one for one in origins if not one.is_named and one.kind is not None and one.kind not in kinds), key=_kind_order)
    # One anonymous kind at most: an anonymous "official" and an anonymous "emergency source" may be one person.
    counted = (*named, *unnamed[:1])
    return counted or tuple(sorted(origins, key=lambda one: str(one.kind))[:1])


def _kind_order(origin: Origin) -> tuple[bool, str]:
    """A kind of people that the text tells comes before one that it keeps to itself."""
    return (origin.kind is SourceClass.ANONYMOUS, str(origin.kind))


def copied_reports(lineage: Lineage) -> frozenset[str]:
    """Ids of the reports that were taken over from another one; their claims add no weight."""
    return frozenset(edge.child for edge in lineage.edges if edge.kind in _COPYING)


def neighbours_of(lineage: Lineage) -> dict[str, frozenset[str]]:
    """Report id to the reports that an edge ties it to, in either direction."""
    near: dict[str, set[str]] = defaultdict(set)
    for edge in lineage.edges:
        near[edge.child].add(edge.parent)
        near[edge.parent].add(edge.child)
    return {one: frozenset(others) for one, others in near.items()}


def text_of_origin(lineage: Lineage) -> dict[str, str]:
    """Report id to the report that its text goes back to, for all that were taken over; a chain of copies leads to its first text.

    Where a report was taken from several, the strongest edge leads.
    """
    parents: dict[str, tuple[float, str]] = {}
    for edge in sorted(lineage.edges, key=lambda one: (one.child, -one.weight, one.parent)):
        if edge.kind in _COPYING:
            parents.setdefault(edge.child, (edge.weight, edge.parent))
    roots: dict[str, str] = {}
    for report_id in parents:
        seen, root = {report_id}, report_id
        while root in parents and parents[root][1] not in seen:
            root = parents[root][1]
            seen.add(root)
        roots[report_id] = root
    return roots
