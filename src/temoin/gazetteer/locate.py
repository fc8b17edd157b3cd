"""Which place each name of a report is: by how many live there, and by what else the report names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import attrs
import numpy as np
from numpy.typing import NDArray

from temoin.gazetteer.inflection import base_keys
from temoin.gazetteer.keys import name_key
from temoin.gazetteer.states import state_of
from temoin.gazetteer.table import Gazetteer, load_gazetteer
from temoin.gazetteer.weigh import Bearers, Placing, choose
from temoin.model import Location, Precision

__all__ = ["PlaceName", "is_wide_place", "known_people", "locate_names", "place_names"]

_MOST_ROWS = 60
"""Places of one name that are weighed, the most populous first."""
_FEWEST_ROWS = 8
_MOST_PAIRED = 1500
"""Places of all names of a report that are weighed against one another: the cost in time and memory grows with the square."""
_MOST_NAMES = 120
"""Names of one report that are weighed; what comes after them has no location."""
_KIND = {one: number for number, one in enumerate(Precision)}
_PROVINCES = ("oblast", "krai", "raion", "respublika", "county", "parish", "district", "province", "region")
"""Words with which the gazetteer writes names of provinces and districts."""


@attrs.frozen(kw_only=True)
class PlaceName:
    """A name of a place in a report.

    Args:
        words: as written.
        inside: the name of what it is said to lie in ("Alexandria, Louisiana"), or "".
        is_province: a word beside it says that it is a province, a region or a district, not a town.
        is_district: that word is one for a district, so that of a district and a province of the name the district counts; else the province.
    """

    words: str
    inside: str = ""
    is_province: bool = False
    is_district: bool = False


@lru_cache(maxsize=16384)
def known_people(words: str, lang: str, *, towns_only: bool = False, least_alternate: float = 0.0) -> float:
    """Logarithm to the base 10 of the inhabitants of the largest place that bears a name, as written or in the nominative; 0 where none does.

    A tenth where the name is only an alternate one: every word is one of some village's.

    Args:
        words: the name.
        lang: of the text.
        towns_only: leave districts, provinces and countries out.
        least_alternate: logarithm of the inhabitants from which a place counts under a name that is not its own.
    """
    gazetteer = load_gazetteer()
    most = 0.0
    for key in base_keys(words, lang):
        for row in gazetteer.rows(key)[: _MOST_ROWS if least_alternate else 4].tolist():
            if towns_only and gazetteer.precision[row]:
                continue
            people = float(gazetteer.people[row])
            is_own = name_key(gazetteer.name(row)) == key
            if is_own or people >= least_alternate:
                most = max(most, people - (0.0 if is_own else 1.0))
    return most


@lru_cache(maxsize=16384)
def is_wide_place(words: str, lang: str) -> bool:
    """Whether a name is a province's or a country's, or the short form of a state's."""
    if lang == "en" and state_of(words) is not None:
        return True
    gazetteer = load_gazetteer()
    rows = [gazetteer.rows(key)[:8] for key in base_keys(words, lang)]
    return any((gazetteer.precision[some] >= _KIND[Precision.PROVINCE]).any() for some in rows)


def locate_names(names: Sequence[PlaceName], lang: str) -> tuple[Location | None, ...]:
    """Where each name of one report lies, or `None` where the gazetteer holds no such place; see `place_names`.

    Args:
        names: in the order of the text.
        lang: of the text.
    """
    return tuple(None if placing is None else placing.location for placing in place_names(names, lang))


def place_names(names: Sequence[PlaceName], lang: str, *, least_alternate: float = 0.0) -> tuple[Placing | None, ...]:
    """The best place of each name of one report, with what speaks for it, or `None` where the gazetteer holds no such place.

    Each name is one place in one report. Of several places of a name, the one counts that has the most inhabitants, in powers of ten, weighed
    with how near the report's other places lie: the cue of Leidner (2007), that the places of a text lie close together. A province is never
    given as its capital: where a word says "region", only a province or district counts, else nothing.

    Args:
        names: in the order of the text.
        lang: of the text.
        least_alternate: logarithm of the inhabitants from which a place counts under a name that is not its own.
    """
    gazetteer = load_gazetteer()
    weighed = list(dict.fromkeys(names))[:_MOST_NAMES]
    most = min(_MOST_ROWS, max(_FEWEST_ROWS, _MOST_PAIRED // max(1, len(weighed))))
    found = {name: rows[:most] for name in weighed if len(rows := _candidates(gazetteer, name, lang, least_alternate))}
    if not found:
        return (None,) * len(names)
    chosen = choose(gazetteer, [Bearers(name.words, rows) for name, rows in found.items()], lang)
    placings = dict(zip(found, chosen, strict=True))
    return tuple(placings.get(name) for name in names)


def _candidates(gazetteer: Gazetteer, name: PlaceName, lang: str, least_alternate: float) -> NDArray[np.int64]:
    """The places that a name may be."""
    rows = _bearers(name.words, lang, is_province=name.is_province)
    if least_alternate:
        key = name_key(name.words)
        rows = rows[[gazetteer.people[row] >= least_alternate or name_key(gazetteer.name(row)) == key for row in rows.tolist()]]
    if name.is_province:
        return _provinces(gazetteer, rows, Precision.DISTRICT if name.is_district else Precision.PROVINCE)
    return _inside(gazetteer, rows, name.inside, lang)


@lru_cache(maxsize=4096)
def _bearers(words: str, lang: str, *, is_province: bool) -> NDArray[np.int64]:
    """The places that bear a name, as written or in the nominative; not to be written into."""
    gazetteer = load_gazetteer()
    state = state_of(words) if lang == "en" else None
    keys = [name_key(state)] if state is not None else list(base_keys(words, lang))
    with_word = [f"{key} {word}" for key in keys for word in _PROVINCES] if is_province else []
    # "Moscow oblast" is no city, though the city is a province too.
    named_so = [rows for key in with_word if len(rows := gazetteer.rows(key)[:_MOST_ROWS])]
    return np.asarray(np.concatenate(named_so or [gazetteer.rows(key)[:_MOST_ROWS] for key in keys]), dtype=np.int64)


def _provinces(gazetteer: Gazetteer, rows: NDArray[np.int64], sought: Precision) -> NDArray[np.int64]:
    """The provinces, or the districts, among some places; else those of the other kind, or the provinces that are named after the towns."""
    kinds = gazetteer.precision[rows]
    for kind in (sought, Precision.PROVINCE, Precision.DISTRICT):
        own: NDArray[np.int64] = rows[kinds == _KIND[kind]]
        if len(own):
            return own
    return _named_after(gazetteer, rows)


def _named_after(gazetteer: Gazetteer, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The provinces of some towns whose names begin as the town's do: "Kharkiv" and "Kharkivska oblast"."""
    found = []
    for row in rows[:8].tolist():
        stem = name_key(gazetteer.name(row))[:4]
        same = np.flatnonzero((gazetteer.province == gazetteer.province[row]) & (gazetteer.precision == _KIND[Precision.PROVINCE]))
        found += [one for one in same.tolist() if name_key(gazetteer.name(one)).startswith(stem)]
    return np.array(found, dtype=np.int64)


def _inside(gazetteer: Gazetteer, rows: NDArray[np.int64], inside: str, lang: str) -> NDArray[np.int64]:
    """The places that lie in what the text says they lie in; all where it says nothing that the gazetteer knows."""
    if not inside or not len(rows):
        return rows
    state = state_of(inside) if lang == "en" else None
    keys = [name_key(state)] if state is not None else base_keys(inside, lang)
    around = np.concatenate([gazetteer.rows(key)[:8] for key in keys]).astype(np.int64)
    for kind, column in ((Precision.PROVINCE, gazetteer.province), (Precision.COUNTRY, gazetteer.country)):
        wide = around[gazetteer.precision[around] == _KIND[kind]]
        kept = rows[np.isin(column[rows], column[wide])]
        if len(wide) and len(kept):
            return kept
    return rows
