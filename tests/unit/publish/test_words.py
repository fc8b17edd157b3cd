"""Every word that the dossier says itself."""

from __future__ import annotations

from enum import StrEnum

import pytest

from temoin import model
from temoin.publish.vocabulary import COMPASS, MONTHS, TABLES
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


def test_messages_are_looked_up_and_values_are_not():
    """A catalogue replaces messages, keeps what it does not know, and never reads a value as a message or as a format."""
    say = Words(language="fr", catalogue={"{count} claims": "{count} affirmations", "supported": "étayé"})
    assert say("{count} claims", count="{x} supported") == "{x} supported affirmations"
    assert say.name(model.Verdict.SUPPORTED) == "étayé"
    assert say.name(model.Verdict.CONTESTED) == "contested"


def test_directions_and_months_are_whole():
    """Eight directions round the circle, twelve months in the year."""
    say = Words()
    assert [say.compass(angle) for angle in (0, 44, 90, 181, 359, 725)] == ["north", "north-east", "east", "south", "north", "north"]
    assert len(COMPASS) == 8
    assert len(MONTHS) == 12
    assert say.unit("person") == "people"
    assert say.unit("drone") == "drones"
