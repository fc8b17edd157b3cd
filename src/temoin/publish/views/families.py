"""Which report goes back to which, as trees."""

from __future__ import annotations

import attrs

from temoin.model import Lineage, LineageEdge
from temoin.publish.amounts import fixed_words
from temoin.publish.phrases import say_sentence
from temoin.publish.safe import bounded
from temoin.publish.views.anchors import Anchors
from temoin.publish.words import Words

__all__ = ["Branch", "family_trees"]


@attrs.frozen(kw_only=True)
class Branch:
    """One report and the reports that depend on it.

    Args:
        name: what the report is called.
        number: its number in the page, or `None`.
        relation: how it depends on the one above ("translation of"), or "" at the top.
        weight: strength of the evidence in words, or "".
        evidence: what shows it.
        others: further reports it depends on, in words.
        children: those that depend on it.
    """

    name: str
    number: int | None
    relation: str = ""
    weight: str = ""
    evidence: str = ""
    others: tuple[str, ...] = ()
    children: tuple[Branch, ...] = ()


def family_trees(lineage: Lineage, anchors: Anchors, words: Words) -> tuple[tuple[Branch, ...], ...]:
    """One group of trees a family; a report with several parents stands under the strongest, and cycles are cut."""
    trees = []
    for family in lineage.families:
        edges = [edge for edge in lineage.edges if edge.child in family and edge.parent in family and edge.child != edge.parent]
        strongest = {edge.child: edge for edge in sorted(edges, key=lambda edge: edge.weight)}
        placed: set[str] = set()
        roots = [_branch(report_id, strongest, edges, anchors, words, placed) for report_id in family if report_id not in strongest]
        # What is left hangs in a ring of "depends on": it is opened at its earliest report.
        roots += [_branch(report_id, strongest, edges, anchors, words, placed) for report_id in family if report_id not in placed]
        trees.append(tuple(roots))
    return tuple(trees)


def _branch(report_id: str, strongest: dict[str, LineageEdge], edges: list[LineageEdge], anchors: Anchors, words: Words, placed: set[str]) -> Branch:
    placed.add(report_id)
    edge = strongest.get(report_id)
    others = tuple(
        f"{words.name(other.kind)} {anchors.name_of(other.parent)}"
        for other in edges
        if other.child == report_id and edge is not None and other.parent != edge.parent
    )
    children = [
        _branch(child, strongest, edges, anchors, words, placed)
        for child, own in strongest.items()
        if own.parent == report_id and child not in placed
    ]
    branch = Branch(name=anchors.name_of(report_id), number=anchors.reports.get(report_id), children=tuple(children), others=others)
    if edge is None:
        return branch
    relation = words("{relation} {parent}", relation=words.name(edge.kind), parent=anchors.name_of(edge.parent))
    return attrs.evolve(
        branch, relation=relation, weight=fixed_words(edge.weight, 2, words), evidence=bounded(say_sentence(edge.evidence, words), 400)
    )
