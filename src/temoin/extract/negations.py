"""Counts of zero that a text gives as such: nobody was hurt."""

from __future__ import annotations

from temoin.extract.draft import Reading, is_barrier
from temoin.extract.terms import PLACE
from temoin.extract.tokens import Sentence
from temoin.model import ClaimKind, Polarity

__all__ = ["read_negations"]

_FARTHEST_FRONT = 8


def read_negations(reading: Reading) -> None:
    """As in "No casualties", "aucune victime", "жертв немає": a count of zero, said as such."""
    sentence = reading.sentence
    groups = {_group(sentence, sentence.after(at, "negator") or at) for at in sentence.begins("negator")}
    for position in sentence.begins("negator"):
        known = [draft for draft in reading.drafts if draft.kind.is_casualty]
        value, end = sentence.marks[position]["negator"]
        if value == "still":
            continue  # "no longer": what is denied is that it goes on
        if value == "not" and any(sentence.value(at, "negator") == "no" for at in range(end, min(sentence.n, end + 3))):
            continue
        terms = [] if value == "post" else _kinds_from(sentence, end, 4, verbs=value == "no")
        first, last = position, end
        if terms:
            last = terms[-1][2]
        else:
            is_behind = value == "post" or reading.grammar.case_articles
            terms = (_kinds_back(sentence, position) or _kind_far_back(sentence, position)) if is_behind else _kind_in_front(reading, position)
            first = terms[0][1] if terms else first
        for value, own, _ in terms:
            if own in groups or any(draft.covers(own, own + 1) for draft in known):
                continue
            draft = reading.new_draft(ClaimKind(value), first, last, anchor=own)
            draft.value, draft.unit, draft.polarity = 0.0, "person", Polarity.NEGATIVE


def _kinds_from(sentence: Sentence, position: int, farthest: int, *, verbs: bool) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    group = _group(sentence, position)
    denied = None if group is None else sentence.value(group, "kind_noun")
    at, words = position if group is None else group + 1, 0
    while at < sentence.n and words <= farthest:
        mark = sentence.marks[at].get("kind_noun") or (sentence.marks[at].get("kind") if verbs and not found else None)
        if mark is not None:
            if mark[0].removesuffix(PLACE) == denied:
                return []
            found.append((mark[0].removesuffix(PLACE), at, mark[1]))
            at = mark[1]
            if not (sentence.has(at, "and") or sentence.has(at, "range_infix")):
                break
            at, words = at + 1, farthest - 2
            continue
        if is_barrier(sentence, at) or sentence.is_number(at) or sentence.has(at, "thing"):
            break
        words += 0 if sentence.has(at, "aux") or sentence.has(at, "article") or sentence.has(at, "of") else 1
        at += 1
    return found


def _group(sentence: Sentence, position: int) -> int | None:
    """The noun of a known group of which something is denied: "none of the injured" is in danger, and they are not nobody."""
    of = sentence.after(position, "of_kind") or sentence.after(position, "of")
    if of is None:
        return None
    while of < sentence.n and (sentence.has(of, "article") or sentence.is_number(of) or sentence.has(of, "number")):
        of = sentence.after(of, "article") or of + 1
    return of if sentence.has(of, "kind_noun") else None


def _kinds_back(sentence: Sentence, position: int) -> list[tuple[str, int, int]]:
    """Nouns of a kind just before a negator that comes last."""
    found: list[tuple[str, int, int]] = []
    at = position
    while at > 0:
        start = sentence.before(at, "kind_noun")
        if start is None:
            break
        found.insert(0, (sentence.marks[start]["kind_noun"][0], start, at))
        if not (start > 0 and (sentence.has(start - 1, "and") or sentence.has(start - 1, "range_infix"))):
            break
        at = start - 1
    return found


def _kind_far_back(sentence: Sentence, position: int) -> list[tuple[str, int, int]]:
    """As in "жертв среди детей нет": the noun of a kind a few words before a negator that comes last, in the same clause."""
    for at in range(position - 1, max(-1, position - 5), -1):
        if is_barrier(sentence, at) or sentence.has(at, "kind") or sentence.is_number(at):
            return []
        mark = sentence.marks[at].get("kind_noun")
        if mark is not None:
            return [(mark[0], at, mark[1])]
    return []


def _kind_in_front(reading: Reading, position: int) -> list[tuple[str, int, int]]:
    """As in "Verletzt wurde bislang niemand": where a language puts what it stresses in front of the verb, first of its clause."""
    sentence = reading.sentence
    if not reading.grammar.capital_nouns:
        return []
    for at in range(position - 1, max(-1, position - _FARTHEST_FRONT), -1):
        if is_barrier(sentence, at) or sentence.is_number(at):
            return []
        mark = sentence.marks[at].get("kind_noun") or sentence.marks[at].get("kind")
        if mark is not None:
            is_first = at == 0 or is_barrier(sentence, at - 1)
            return [(mark[0], at, mark[1])] if is_first and sentence.find("aux", mark[1], position) is not None else []
    return []
