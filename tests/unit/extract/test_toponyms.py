"""Names of places in any text: what stands beside a name says whether it is a place's."""

from __future__ import annotations

import attrs
import pytest

from temoin.extract import find_places
from temoin.extract.place_trust import chance
from temoin.extract.toponyms import read_places


def _named(text):
    return [(found.span.text, found.location.name) for found in find_places(text, "en")]


def test_a_name_before_a_street_or_school_alone_is_no_town():
    """What may bear any name says nothing of a town; the town named by itself elsewhere is one there too."""
    assert _named("He taught at Lowell Middle School for years.") == []
    assert ("Lowell", "Lowell") in _named("She came from Lowell. He taught at Lowell Middle School for years.")


def test_a_name_that_two_towns_bear_alike_is_given_as_none():
    """One of two towns as likely would be a guess; a state beside the name decides."""
    assert _named("The fire broke out in Albany on Monday.") == []
    assert ("Albany", "Albany") in _named("The fire broke out in Albany, Georgia, on Monday.")


def test_the_city_council_is_that_of_the_city():
    """The last word belongs to the office; a house in Washington is no town, nor is a short form."""
    assert [words for words, _ in _named("The Boulder City Council met in Boulder, Colorado, on Monday.")][:1] == ["Boulder"]
    assert _named("He was seen near the White House.") == []
    assert _named("The city runs a program called NICE.") == []


def test_a_surname_is_no_town():
    """Somebody who says and owns things all through a text, never named as a place."""
    assert _named("Robertson said the roof was new. Robertson's father had bought it. “It held,” Robertson said.") == []


def test_a_large_city_needs_no_other_place():
    """One name alone, in English and in a language whose names are not the gazetteer's own."""
    assert _named("A fire in Voronezh killed two people.") == [("Voronezh", "Voronezh")]
    assert [found.location.name for found in find_places("Un incendie a fait deux morts à Moscou.", "fr")] == ["Moscow"]


def test_a_language_without_a_table_has_no_places():
    """Nothing is found rather than guessed."""
    assert find_places("Je Kharkiv okazis fajro.", "eo") == ()


@pytest.mark.parametrize(
    ("sign", "better"),
    [("people", 7.0), ("is_own", 1.0), ("is_clear", 1.0), ("near", 0.0), ("same_province", 5.0), ("mean", 5.0), ("subjects", 0.0), ("bearers", 0.7)],
)
def test_each_sign_moves_the_chance_its_way(sign, better):
    """More inhabitants, other places near by, fewer bearers of the name: the town is likelier, and the chance stays one."""
    ((_, _, _, signs),) = read_places("A fire broke out in Gainesville on Monday, police said.", "en")
    assert 0 < chance(attrs.evolve(signs, **{sign: better})) < 1
    assert chance(attrs.evolve(signs, **{sign: better})) >= chance(signs)
