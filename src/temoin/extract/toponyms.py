"""All names of places in a text, whatever they stand in: in claims, in names of offices, before "man" and "residents"."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Reading
from temoin.extract.grammar import is_supported, load_grammar
from temoin.extract.place_trust import Signs, chance, signs_of
from temoin.extract.placenames import Toponym, find_toponyms, least_alternate
from temoin.gazetteer import PlaceName, Placing, place_names
from temoin.model import Location, Precision
from temoin.text import NormalText, Span, normalise

__all__ = ["FoundPlace", "find_places", "read_places"]

_SURE = 0.5
"""Chance from which a name is taken for a town."""
_ENOUGH = 1.0
"""Evidence, at its best occurrence, from which a name is taken for a place whose chance is not weighed."""
_DOUBTFUL = -1.5
"""Evidence under which an occurrence of such a name is none."""
_LEAD = 0.25
"""Two places of such a name that are as likely as that (a factor of 1.8 in inhabitants, all else the same) are none."""


@attrs.frozen(kw_only=True)
class FoundPlace:
    """A name in a text and the place that it was taken for.

    Args:
        span: its words.
        location: the place.
    """

    span: Span
    location: Location


def find_places(text: str, lang: str) -> tuple[FoundPlace, ...]:
    """All names of places in a text that the gazetteer knows, with where they lie.

    A name of a town is given where it is likely enough that a town is meant, and this one (`place_trust`): of several that bear the name one
    that the text's other places single out, or a large one. Unlike a claim of kind `place`, a name counts also inside the name of an office or
    a person's origin ("Columbus police", "a Paris man").

    Args:
        text: any text.
        lang: a language that has a table; else nothing is found.
    """
    return tuple(
        FoundPlace(span=span, location=placing.location)
        for span, name, placing, signs in read_places(text, lang)
        if _is_meant(name, placing, signs, lang)
    )


def _is_meant(name: Toponym, placing: Placing, signs: Signs, lang: str) -> bool:
    """Whether a name is taken for its place. The weights of `chance` are of towns in English texts, whose names are the gazetteer's own."""
    if lang == "en" and placing.location.precision is Precision.TOWN:
        return chance(signs) >= _SURE
    return signs.best >= _ENOUGH and name.evidence > _DOUBTFUL and placing.lead >= _LEAD


def read_places(text: str, lang: str) -> list[tuple[Span, Toponym, Placing, Signs]]:
    """All names in a text that places of the gazetteer bear, with the place that each would be and what speaks for it."""
    if not is_supported(lang):
        return []
    grammar = load_grammar(lang)
    normal = normalise(text)
    names = find_toponyms([Reading(sentence, grammar) for sentence in grammar.sentences(normal.text, wide=True)])
    named = [PlaceName(words=name.words, inside=name.inside, is_province=False) for name in names]
    placings = place_names(named, lang, least_alternate=least_alternate(lang))
    alike: dict[str, list[Toponym]] = {}
    for name in names:
        alike.setdefault(name.words, []).append(name)
    return [
        (_span(normal, name), name, placing, signs_of(name, placing, alike[name.words]))
        for name, placing in zip(names, placings, strict=True)
        if placing is not None
    ]


def _span(normal: NormalText, name: Toponym) -> Span:
    return normal.span(name.sentence.start[name.first], name.sentence.end[name.last - 1])
