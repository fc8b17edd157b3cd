"""Which reports depend on which: typed edges, each with what shows it, and the families that they make.

Three kinds of evidence, each looked for through an index and never between all pairs:

* words: shared runs of four words, within a language;
* figures: the share and the order of common figures, across languages, where both reports hold enough of them;
* traces: rare figures of one named origin, a product's name that both misspell, the address, the publisher's name, a credited publisher, a shared
  agency; two of them are needed.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

import attrs

from temoin.corroborate.fingerprint import Fingerprint, Run, credits_to, fingerprints_of
from temoin.corroborate.traces import Rarity, weigh_traces
from temoin.model import Claim, Lineage, LineageEdge, LineageKind, Report

__all__ = ["trace_lineage"]

_COPY_SHARE = 0.8
"""Share of the shorter text's shingles that makes a copy."""
_REWRITE_SHARE = 0.3
"""Share that makes a rewrite: unrelated texts of one event share quotes and names, a few per cent of their shingles."""
_FEWEST_SHINGLES = 8
_FEWEST_FACTS = 6
"""Figures that both reports must hold before their likeness is judged at all."""
_ALIKE = 0.70
"""Likeness of figures, with the bonus for a credit, that makes a translation or rewrite (measured on the open claims; see docs)."""
_CREDIT_BONUS = 0.15
"""Added for a credit, and for a product's name that both spell as others of their language do not; once, whichever of the two there is."""
_MOST_IN_INDEX = 20
"""An entry of the index that more reports share says nothing of any two of them, and would make the work grow with the square."""


def trace_lineage(reports: Sequence[Report], claims: Sequence[Claim]) -> Lineage:
    """Find out which reports were taken over from which.

    Works on texts, on claims without texts, and on both.

    Args:
        reports: of one event.
        claims: of these reports.

    Returns:
        The strongest edges from reports to earlier ones, and families in which every report stands once.
    """
    prints = fingerprints_of(reports, claims)
    rarity = Rarity.of(prints)
    found = [edge for one, other in _candidates(prints) if (edge := _edge(one, other, rarity)) is not None]
    edges = _told_back(_forest(found), {one.report_id: one.lang for one in prints})
    return Lineage(edges=edges, families=_families(prints, edges))


def _forest(found: Sequence[LineageEdge]) -> tuple[LineageEdge, ...]:
    """The strongest edge to each child, and those that join reports which nothing stronger joins; by child, then parent."""
    ordered = sorted(found, key=lambda edge: (-edge.weight, edge.parent, edge.child))
    groups = _Groups()
    kept: list[LineageEdge] = []
    children: set[str] = set()
    for edge in ordered:
        if edge.child not in children:
            children.add(edge.child)
            kept.append(edge)
            groups.join(edge.child, edge.parent)
    kept += [edge for edge in ordered if groups.join(edge.child, edge.parent)]
    return tuple(sorted(kept, key=lambda edge: (edge.child, edge.parent)))


def _told_back(edges: Sequence[LineageEdge], langs: Mapping[str, str | None]) -> tuple[LineageEdge, ...]:
    """Translations of translations that are in the first text's language again are back-translations: no second voice, however the words differ."""
    sources = {edge.child: edge.parent for edge in edges if edge.kind is LineageKind.TRANSLATION}
    return tuple(
        attrs.evolve(edge, kind=LineageKind.BACK_TRANSLATION, evidence=f"{edge.evidence}; {edge.parent} is itself a translation of {first}")
        if edge.kind is LineageKind.TRANSLATION and (first := sources.get(edge.parent)) is not None and langs[first] == langs[edge.child]
        else edge
        for edge in edges
    )


class _Groups:
    """Which reports are joined (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, one: str) -> str:
        """The report that stands for the group."""
        self._parent.setdefault(one, one)
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

    def join(self, one: str, other: str) -> bool:
        """Join two groups; whether they were two."""
        left, right = self.find(one), self.find(other)
        self._parent[left] = right
        return left != right


def _candidates(prints: Sequence[Fingerprint]) -> Iterable[tuple[Fingerprint, Fingerprint]]:
    """Pairs that share something rare enough to be worth a look, the earlier first; each once."""
    index: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
    for position, one in enumerate(prints):
        keys: set[tuple[str, Hashable]] = {("shingle", shingle) for shingle in one.sketch}
        keys |= {("assertion", assertion) for assertion in one.assertions}
        keys |= {("fact", fact) for fact in one.facts}
        keys |= {("slug", word) for word in one.slug}
        keys |= {("product", name) for name in one.products}
        keys |= {("figure", figure) for figure in one.figures if len(figure) > 1}
        for key in keys:
            index[key].append(position)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for (kind, _), held in index.items():
        # In a crowd each is compared with the earliest, which is where copies of copies lead.
        pairs = itertools.combinations(held, 2) if len(held) <= _MOST_IN_INDEX else ((held[0], later) for later in held[1:])
        for pair in pairs:
            shared[pair] += _LOOKS[kind]
    return ((prints[one], prints[other]) for (one, other), looks in sorted(shared.items()) if looks >= _ENOUGH_LOOKS)


_LOOKS = {"shingle": 1, "assertion": 2, "fact": 1, "slug": 1, "product": 1, "figure": 1}
_ENOUGH_LOOKS = 2
"""Two reports are looked at when they share one figure of one source, or two other things."""


def _edge(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> LineageEdge | None:
    return _by_words(parent, child) or _by_figures(parent, child, rarity) or _by_traces(parent, child, rarity)


def _by_traces(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> LineageEdge | None:
    traces = weigh_traces(parent, child, rarity)
    return None if traces is None else _make(parent, child, LineageKind.QUOTES_SAME_ORIGIN, *traces)


def _make(parent: Fingerprint, child: Fingerprint, kind: LineageKind, weight: float, evidence: str) -> LineageEdge:
    return LineageEdge(child=child.report_id, parent=parent.report_id, kind=kind, weight=round(min(weight, 1.0), 3), evidence=evidence)


def _by_words(parent: Fingerprint, child: Fingerprint) -> LineageEdge | None:
    fewest = min(len(parent.shingles), len(child.shingles))
    if fewest < _FEWEST_SHINGLES:
        return None
    share = len(parent.shingles & child.shingles) / fewest
    if share < _REWRITE_SHARE:
        return None
    if parent.publisher and parent.publisher == child.publisher:
        kind = LineageKind.UPDATE
    else:
        kind = LineageKind.COPY if share >= _COPY_SHARE else LineageKind.REWRITE
    return _make(parent, child, kind, share, f"{share:.0%} of the shorter text's runs of four words are the same")


def _by_figures(parent: Fingerprint, child: Fingerprint, rarity: Rarity) -> LineageEdge | None:
    """Across languages, or where no text is kept: which figures, in which order."""
    sides = [(one, other) for one, other in ((parent.told, child.told), (parent.written, child.written)) if _can_compare(one, other)]
    if not sides or sum(_most_alike(*side) for side in sides) / len(sides) + _CREDIT_BONUS < _ALIKE:
        return None
    alike = sum(_likeness(*side) for side in sides) / len(sides)
    if alike + _CREDIT_BONUS < _ALIKE:
        return None
    credited = credits_to(child, parent.publisher)
    spelt = rarity.shared_spellings(parent, child)
    score = alike + (_CREDIT_BONUS if credited or spelt else 0.0)
    if score < _ALIKE:
        return None
    if parent.publisher and parent.publisher == child.publisher:
        kind = LineageKind.UPDATE
    else:
        is_other_language = parent.lang is not None and child.lang is not None and parent.lang != child.lang
        kind = LineageKind.TRANSLATION if is_other_language else LineageKind.REWRITE
    credit = f", and it credits {parent.publisher}" if credited else ""
    slip = f", and both write {spelt[0]}" if spelt else ""
    return _make(parent, child, kind, score, f"their figures are {alike:.0%} alike in choice and order{credit}{slip}")


def _can_compare(one: Run, other: Run) -> bool:
    return min(len(one.once), len(other.once)) >= _FEWEST_FACTS


def _jaccard(one: Run, other: Run) -> float:
    common = len(one.once & other.once)
    return common / (len(one.once) + len(other.once) - common)


def _most_alike(one: Run, other: Run) -> float:
    """An upper bound of `_likeness` that is found without comparing the order."""
    common = sum(min(times, one.times[item]) for item, times in other.times.items() if item in one.times)
    return (_jaccard(one, other) + common / min(len(one.items), len(other.items))) / 2


def _likeness(one: Run, other: Run) -> float:
    """Mean of the Jaccard index of two sequences and of the share of the shorter that stands in the same order in both, 0 to 1."""
    blocks = SequenceMatcher(None, one.items, other.items, autojunk=False).get_matching_blocks()
    in_order = sum(block.size for block in blocks) / min(len(one.items), len(other.items))
    return (_jaccard(one, other) + in_order) / 2


def _families(prints: Sequence[Fingerprint], edges: Sequence[LineageEdge]) -> tuple[tuple[str, ...], ...]:
    """Connected reports, each family by publication, the families by their first report's id."""
    groups = _Groups()
    for edge in edges:
        groups.join(edge.child, edge.parent)
    held: dict[str, list[str]] = defaultdict(list)
    for one in prints:  # already by publication
        held[groups.find(one.report_id)].append(one.report_id)
    return tuple(sorted((tuple(family) for family in held.values()), key=min))
