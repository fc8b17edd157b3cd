"""Places by where they lie: another spelling of one town is here, a namesake far away is no reason to stay."""

from __future__ import annotations

from temoin.corroborate.places import PlaceNames
from temoin.model import Event

EVENT = Event(id="event-1", place="Kyiv")
TOWNS = [("Kyiv", 50.45, 30.52)]


def test_another_name_of_the_same_town_is_here():
    """The Polish and German names are unlike the Ukrainian one, but lie where it does."""
    places = PlaceNames.near(Event(id="event-1", place="Lviv"), [], [("Lviv", 49.84, 24.02)])
    assert places.is_here(["Lemberg"], [("Lemberg", 49.84, 24.03)])
    assert not places.is_elsewhere(["Lemberg"], [("Lemberg", 49.84, 24.03)])


def test_a_town_elsewhere_is_elsewhere():
    """A known town far away, and a name without a point that is another one."""
    places = PlaceNames.near(EVENT, [], TOWNS)
    assert places.is_elsewhere(["Odesa"], [("Odesa", 46.48, 30.73)])
    assert places.is_elsewhere(["Odesa"])
    assert not places.is_here(["Odesa"], [("Odesa", 46.48, 30.73)])


def test_without_points_names_decide_alone():
    """Claims that came without a location are compared by their names, across scripts."""
    places = PlaceNames.near(EVENT, [])
    assert places.is_here(["Київ"])
    assert places.points == ()
