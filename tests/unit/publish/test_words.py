"""Every word that the dossier says itself."""

from __future__ import annotations

from enum import StrEnum

import pytest

from temoin import model
from temoin.errors import OptionError
from temoin.publish.vocabulary import COMPASS, TABLES
from temoin.publish.words import Words


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_word_of_a_closed_set_has_words(kind):
    """A new verdict, kind or grade without words fails here rather than in a newsroom."""
    assert issubclass(kind, StrEnum)
    assert set(TABLES[kind]) == set(kind)
    assert all(TABLES[kind].values())


def test_every_reason_has_words():
    """No reason is printed as a code."""
    say = Words()
    assert all(say.reason(reason) and say.reason(reason) != reason.value for reason in model.Reason)


def test_values_are_never_read_as_messages_or_formats():
    """What stands in a value comes out as it is."""
    assert Words()("{count} of {all}", count="{x} supported", all=3) == "{x} supported of 3"


def test_an_unknown_language_is_refused():
    """A dossier is never printed in half a language."""
    with pytest.raises(OptionError, match="not printed in 'xx'"):
        Words(language="xx")


def test_directions_and_months_are_whole():
    """Eight directions round the circle, twelve months in the year."""
    say = Words()
    assert [say.compass(angle) for angle in (0, 44, 90, 181, 359, 725)] == ["north", "north-east", "east", "south", "north", "north"]
    assert len(COMPASS) == 8
    assert [say.month(number) for number in (1, 12)] == ["January", "December"]
    assert say.unit("person") == "people"
    assert say.unit("drone") == "drones"
