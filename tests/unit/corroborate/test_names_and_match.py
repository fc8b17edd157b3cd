"""Names across scripts, and which building a claim is about."""

from __future__ import annotations

import attrs
import made
import pytest

from temoin.corroborate.kinds import may_be_meant
from temoin.corroborate.match import TieState, is_hidden, tie_to_building
from temoin.corroborate.names import is_same_name, parse_part_name
from temoin.model import SitePart
from temoin.text import plain_name


@pytest.mark.parametrize(
    "label", ["workshop 110", "Atelier nº110", "atelier n° 110", "Цех №110", "цех 110", "Werkstatt Nr. 110", "taller 110", "110"]
)
def test_a_workshop_is_one_name_in_seven_languages(label):
    """A site file's label ties "workshop 110" in whatever language it is written."""
    site = attrs.evolve(made.SITE, parts=(SitePart(name=label, building_id="b2"),))
    _, context = made.pictures("good")
    claim = made.claim(kind="damaged_object", noun="workshop", part="roof", number="110")
    tie = tie_to_building(claim, attrs.evolve(context, site=site))
    assert (tie.state, tie.building_ids) == (TieState.TIED, ("b2",))


def test_two_kinds_of_building_with_one_number_are_two():
    """Warehouse 6 is not workshop 6."""
    _, context = made.pictures("good")
    assert tie_to_building(made.claim(kind="damaged_object", noun="workshop", number="6"), context).state is TieState.UNKNOWN
    assert tie_to_building(made.claim(kind="damaged_object", noun="warehouse", number="6"), context).building_ids == ("b3",)


def test_a_running_number_of_the_file_is_no_name():
    """A footprint's id is not what reports call it."""
    _, context = made.pictures("good")
    numbered = tuple(attrs.evolve(one, id=str(100 + number)) for number, one in enumerate(made.BUILDINGS))
    context = attrs.evolve(context, buildings=numbered, site=None)
    assert tie_to_building(made.claim(kind="damaged_object", noun="workshop", number="101"), context).state is TieState.UNKNOWN


def test_a_proper_name_ties_too():
    """A thing with a name is tied by it, in any script."""
    _, context = made.pictures("good")
    named = (attrs.evolve(made.BUILDINGS[0], name="Склад Астра"), *made.BUILDINGS[1:])
    claim = made.claim(kind="damaged_object", noun="warehouse", name="Astra")
    assert tie_to_building(claim, attrs.evolve(context, buildings=named)).building_ids == ("b1",)


def test_parts_of_a_site_that_point_nowhere_tie_nothing():
    """A part whose building is not among the footprints is not followed."""
    site = attrs.evolve(made.SITE, parts=(SitePart(name="workshop 9", building_id="b99"),))
    _, context = made.pictures("good")
    assert tie_to_building(made.claim(kind="damaged_object", noun="workshop", number="9"), attrs.evolve(context, site=site)).state is TieState.UNKNOWN


def test_what_hides_behind_a_roof():
    """A window is hidden, the roof and the whole are not."""
    parts = {part: is_hidden(made.claim(kind="damaged_object", noun="workshop", part=part).thing) for part in ("window", "façade", "roof")}
    assert parts == {"window": True, "façade": True, "roof": False}
    assert is_hidden(None) is False


def test_plain_names():
    """Scripts, accents, number signs and case fall away."""
    assert plain_name("Надрічний вісник") == "nadrichnii visnik"
    assert plain_name("L’Écho du Bassin") == "l echo du bassin"
    assert parse_part_name("Корпус 3а") == ("building", "3a")
    assert is_same_name("the Kupol plant", "Купол")
    assert not is_same_name("", "Kupol")


def test_the_site_as_a_whole_is_no_building_of_it():
    """A plant hit as a whole is looked for on all its buildings, since the text names none."""
    _, context = made.pictures("good")
    claim = made.claim(kind="damaged_object", noun="plant", name="Pryladmash")
    assert tie_to_building(claim, context).state is TieState.UNNAMED


@pytest.mark.parametrize(
    ("noun", "label", "may"),
    [
        ("school", "workshop 110", False),
        ("school", "Astra", False),
        ("school", "École Jaurès", True),
        ("school", "110", True),
        ("school", "building 4", True),
        ("school", None, True),
        ("store", "hangar 2", True),
        ("store", "workshop 2", False),
        ("house", "workshop 2", False),
        ("building", "workshop 2", True),
        ("roof", "Astra", True),
        ("tank", "workshop 2", False),
    ],
)
def test_an_unnamed_thing_of_a_kind_is_no_building_of_another_kind_or_name(noun, label, may):
    """A school is not workshop 110 nor "Astra"; a building without a name, or with a number alone, it may be."""
    _, context = made.pictures("good")
    site = attrs.evolve(made.SITE, parts=(SitePart(name=label, building_id="b2"),) if label else ())
    thing = made.claim(kind="damaged_object", noun=noun).thing
    assert may_be_meant(thing, "b2", attrs.evolve(context, site=site)) is may


def test_a_facility_may_be_any_building_of_the_site():
    """The noun that pipelines share with facilities is read by its words."""
    _, context = made.pictures("good")
    thing = made.claim(kind="damaged_object", noun="installation").thing
    found = {words: may_be_meant(attrs.evolve(thing, words=words), "b2", context) for words in ("The facility", "The pipeline")}
    assert found == {"The facility": True, "The pipeline": False}


def test_a_warehouse_is_a_store():
    """Texts' "store 6" is the site file's warehouse 6; workshop 6 is neither."""
    _, context = made.pictures("good")
    assert tie_to_building(made.claim(kind="damaged_object", noun="store", number="6"), context).building_ids == ("b3",)
