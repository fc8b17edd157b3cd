"""How likely a name in a text is the town that it was taken for: signs of the place and of the words, weighed together."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from temoin.extract.placenames import Toponym
from temoin.gazetteer import Placing

__all__ = ["Signs", "chance", "signs_of"]

_SMALL = 4.0
"""Logarithm of the inhabitants under which a place is small."""
_CLEAR = 2.0
"""Lead over other places of the name that leaves little doubt: a factor of 100 in inhabitants."""


@attrs.frozen(kw_only=True)
class Signs:
    """What speaks for and against a name being the town that it was taken for.

    Args:
        people: logarithm of the inhabitants.
        is_small: fewer than 10,000.
        is_own: the name is the town's own, as written.
        is_clear: the town leads all others of the name.
        bearers: natural logarithm of how many places bear the name, and one.
        names: the same of the text's names that the gazetteer knows.
        near: the same of the kilometres to the nearest other place of the text.
        same_province: how many of the text's other names lie in its province.
        least: evidence of the name's weakest occurrence.
        mean: mean evidence of its occurrences.
        best: evidence of its strongest occurrence; not weighed.
        is_led: a preposition of place leads it somewhere in the text.
        subjects: the share of its occurrences that do or own something.
        is_followed: a word with a capital follows.
        is_last: the sentence ends with it.
    """

    people: float
    is_small: float
    is_own: float
    is_clear: float
    bearers: float
    names: float
    near: float
    same_province: float
    least: float
    mean: float
    best: float
    is_led: float
    subjects: float
    is_followed: float
    is_last: float


_BIAS = -1.0
_WEIGHTS = {
    "people": 0.5,
    "is_small": -0.5,
    "is_own": 2.375,
    "is_clear": 1.0,
    "bearers": -0.5,
    "names": -1.75,
    "near": -0.375,
    "same_province": 0.375,
    "least": -0.5,
    "mean": 1.25,
    "is_led": -0.25,
    "subjects": -0.5,
    "is_followed": -0.5,
    "is_last": 0.75,
}
"""What each sign counts, on the logit of the chance, in eighths: set by hand, tuned on local papers in English (`tools/fit_place_trust.py` says what
a regression would give there)."""


def signs_of(name: Toponym, placing: Placing, alike: Sequence[Toponym]) -> Signs:
    """The signs of one occurrence of a name.

    Args:
        name: the occurrence.
        placing: the town that the name was taken for.
        alike: all occurrences of the name in its text.
    """
    evidence = [one.evidence for one in alike]
    return Signs(
        people=placing.people,
        is_small=float(placing.people < _SMALL),
        is_own=float(placing.is_own),
        is_clear=float(placing.lead > _CLEAR),
        bearers=math.log1p(placing.bearers),
        names=math.log1p(placing.names),
        near=math.log1p(placing.near_km),
        same_province=float(placing.same_province),
        least=min(evidence),
        mean=sum(evidence) / len(evidence),
        best=max(evidence),
        is_led=float(any(one.is_led for one in alike)),
        subjects=sum(one.is_subject for one in alike) / len(alike),
        is_followed=float(name.is_followed),
        is_last=float(name.is_last),
    )


def chance(signs: Signs) -> float:
    """The chance that a name is the town that it was taken for, from 0 to 1."""
    return 1.0 / (1.0 + math.exp(-(_BIAS + sum(weight * float(getattr(signs, sign)) for sign, weight in _WEIGHTS.items()))))
