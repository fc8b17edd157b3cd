"""One name in several scripts and romanisations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.text import is_one_name, near_names, soundings_of

SAME = [
    "Koupol Kupol Купол",
    "Ijevsk Izhevsk Ischewsk Iževsk Ижевск",
    "Tor-M2E Тор-М2Э",
    "Kharkiv Charkiw Харків",
    "Kharkov Járkov Charkow Харьков",
    "Tchernihiv Tschernihiw Chernihiv Чернігів",
    "Zaporijjia Zaporizhzhia Saporischschja Запоріжжя",
    "Poutine Putin Путин",
    "Joukov Zhukov Žukov Schukow Жуков",
    "Khrouchtchev Khrushchev Хрущев",
    "Chruschtschow Хрущов",
    "Zelensky Selenskyj Зеленський",
    "Guerassimov Gerasimov Герасимов",
    "Garpia-A1 Гарпия-А1",
]
ALIKE = [{"Cheremushky", "Cherëmushki"}, {"Tsentralnyi", "Centralniy"}]
OTHER = ["Torb-M2E Tor-M2E", "S-300 S-400", "Kupol Kubol", "Lviv Львов", "Ivanov Иванова", "Omsk Tomsk", "Astra Aster", "Paris Parys1"]


@pytest.mark.parametrize("names", SAME)
def test_spellings_of_one_name_are_one(names):
    """Each spelling is the same name as its Cyrillic form, or as the first one."""
    first, *_, last = names.split()
    for name in names.split():
        assert is_one_name(name, last) or is_one_name(name, first)


@pytest.mark.parametrize("names", OTHER)
def test_a_letter_or_a_figure_makes_another_name(names):
    """Nothing is merged that is not the same in its sounds and figures."""
    assert not is_one_name(*names.split())


def test_near_names_are_proposed_once_and_with_the_same_figures():
    """A letter apart is proposed, another figure is not, and what is one name already is no proposal."""
    assert near_names(["Torb-M2E", "Тор-М2Э", "S-300", "S-400", "Kupol", "Koupol"]) == (("Torb-M2E", "Тор-М2Э"),)
    assert near_names([]) == near_names(["Kupol"]) == ()


def test_no_two_towns_sound_alike():
    """Of 500 towns no two are one name, save those that bear the same one in two spellings."""
    towns = json.loads((Path(__file__).resolve().parents[2] / "gates" / "towns.json").read_text("utf-8"))
    held = {}
    for name, *_ in towns:
        for sound in soundings_of(name):
            held.setdefault(sound, set()).add(name)
    assert [group for group in held.values() if len(group) > 1 and group not in ALIKE] == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_sameness_is_symmetric_and_every_text_can_be_asked(one, other):
    """Whatever the texts are, the answer is the same both ways, and a name is itself."""
    assert is_one_name(one, other) == is_one_name(other, one)
    assert is_one_name(one, one)
