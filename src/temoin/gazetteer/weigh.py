"""Of the places that bear each name of a report, the one that fits the others best."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from temoin.gazetteer.keys import name_key
from temoin.gazetteer.states import state_of
from temoin.gazetteer.table import Gazetteer
from temoin.model import Location, Precision

__all__ = ["Bearers", "Placing", "choose"]

_COUNTRY_KIND = list(Precision).index(Precision.COUNTRY)
_PEOPLE = 1.0
"""Weight of a factor of ten in inhabitants, against which the others are set."""
_OWN = 1.0
"""Weight of a name that is the place's own, not an alternate one."""
_DECLINED = -0.8
"""Weight of a name that had to be brought into the nominative first."""
_COUNTRY = 1.0
_SHADOWED = -3.0
"""Weight of a province or district one of whose towns bears the same name."""
_SUPPORT = 4.0
"""Weight of the other names of the report: all near by, against none."""
_ROUNDS = 3
"""Times that each name's support is weighed anew with what the others were taken for the time before."""
_NEAR_KM = 150.0
_SAME_PROVINCE = 0.6
_SAME_COUNTRY = 0.35
_ELSEWHERE_KM = 161.0
"""So far apart, two places of a name are two answers (100 miles, the field's measure of a right one: Leidner 2007)."""
_RADIUS_KM = 6371.0
_FAR_KM = 5000.0
_ALONE = 9.0
"""Lead of a place whose name none bears elsewhere."""


@attrs.frozen
class Bearers:
    """A name of a report, as written, and the rows of the places that bear it."""

    words: str
    rows: NDArray[np.int64]


@attrs.frozen(kw_only=True)
class Placing:
    """The place that a name was taken for, and what speaks for it.

    Args:
        location: the place.
        people: logarithm to the base 10 of its inhabitants.
        is_own: whether the name is the place's own, as written.
        lead: weight by which it leads every place of the name that lies elsewhere, in factors of ten of inhabitants; 9 where none does.
        bearers: how many places bear the name.
        near_km: how far the nearest place of another name lies; 5,000 at most, and where there is none.
        same_province: how many of the report's other names lie in its province.
        names: how many names of the report the gazetteer knows.
    """

    location: Location
    people: float
    is_own: bool
    lead: float
    bearers: int
    near_km: float
    same_province: int
    names: int


def choose(gazetteer: Gazetteer, names: Sequence[Bearers], lang: str) -> list[Placing]:
    """The best place of each name of one report.

    Args:
        gazetteer: of which the rows are.
        names: each name once, none without a place.
        lang: of the report.
    """
    rows = np.concatenate([name.rows for name in names])
    group = np.repeat(np.arange(len(names)), [len(name.rows) for name in names])
    starts = np.searchsorted(group, np.arange(len(names)))
    away = _away(gazetteer, rows)
    # What supports a place is the other names' places: a name does not support itself.
    near = np.where(group[:, None] == group[None, :], 0.0, _nearness(gazetteer, rows, away))
    base = score = _weights(gazetteer, names, rows, group, lang)
    for _ in range(_ROUNDS):
        chance = np.exp(score - np.maximum.reduceat(score, starts)[group])
        chance /= np.add.reduceat(chance, starts)[group]
        score = base + _SUPPORT * (near @ chance) / np.sqrt(max(1, len(names) - 1))
    best = np.array([first + int(np.argmax(own)) for first, own in zip(starts.tolist(), np.split(score, starts[1:]), strict=True)])
    nearest = away[np.ix_(best, best)]
    np.fill_diagonal(nearest, _FAR_KM)
    provinces = gazetteer.province[rows[best]]
    return [
        Placing(
            location=gazetteer.location(int(rows[at])),
            people=float(gazetteer.people[rows[at]]),
            is_own=gazetteer.name(int(rows[at])) == name.words,
            lead=_lead(gazetteer, name.rows, own, at - first),
            bearers=len(name.rows),
            near_km=min(_FAR_KM, float(km)),
            same_province=int(np.count_nonzero(provinces == gazetteer.province[rows[at]])) - 1,
            names=len(names),
        )
        for name, first, at, own, km in zip(
            names, starts.tolist(), best.tolist(), np.split(score, starts[1:]), nearest.min(axis=1).tolist(), strict=True
        )
    ]


def _lead(gazetteer: Gazetteer, rows: NDArray[np.int64], weights: NDArray[np.float64], best: int) -> float:
    """The weight by which one of some places leads those that lie elsewhere."""
    elsewhere = gazetteer.vectors[rows] @ gazetteer.vectors[rows[best]] < np.cos(_ELSEWHERE_KM / _RADIUS_KM)
    return float(weights[best] - weights[elsewhere].max()) if elsewhere.any() else _ALONE


def _weights(gazetteer: Gazetteer, names: Sequence[Bearers], rows: NDArray[np.int64], group: NDArray[np.int64], lang: str) -> NDArray[np.float64]:
    """What speaks for each place by itself: inhabitants, and whether the name is its own and as written."""
    written = [name_key(state_of(name.words) or name.words) if lang == "en" else name_key(name.words) for name in names]
    bearers = [frozenset(gazetteer.rows(key).tolist()) for key in written]
    kinds = gazetteer.precision[rows]
    pairs = list(zip(rows.tolist(), group.tolist(), strict=True))
    is_own = np.array([name_key(gazetteer.name(row)) == written[at] for row, at in pairs])
    is_declined = np.array([row not in bearers[at] for row, at in pairs])
    base = _PEOPLE * gazetteer.people[rows].astype(float) + _OWN * is_own + _DECLINED * is_declined
    # A bare name is the town, not the province around it that bears the same name.
    towns = set(zip(group[kinds == 0].tolist(), gazetteer.province[rows[kinds == 0]].tolist(), strict=True))
    shadowed = [pair in towns for pair in zip(group.tolist(), gazetteer.province[rows].tolist(), strict=True)]
    return np.asarray(base + _COUNTRY * (kinds == _COUNTRY_KIND) + _SHADOWED * (kinds > 0) * np.array(shadowed))


def _away(gazetteer: Gazetteer, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Kilometres from each place to the edge of each other."""
    vectors = gazetteer.vectors[rows].astype(float)
    return np.asarray(np.maximum(_RADIUS_KM * np.arccos(np.clip(vectors @ vectors.T, -1.0, 1.0)) - gazetteer.radius[rows][None, :], 0.0))


def _nearness(gazetteer: Gazetteer, rows: NDArray[np.int64], away: NDArray[np.float64]) -> NDArray[np.float64]:
    """How near each place lies to each other: 1 at no distance, and a part for the same province or country."""
    near = np.exp(-away / _NEAR_KM)
    province, country = gazetteer.province[rows], gazetteer.country[rows]
    same = _SAME_PROVINCE * (province[:, None] == province[None, :]) + _SAME_COUNTRY * (country[:, None] == country[None, :])
    return np.asarray(near + same)
