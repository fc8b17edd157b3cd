"""What is denied or told of a known group, of two kinds at once, and of each number of a pair."""

from __future__ import annotations

import pytest

from temoin.extract import extract_claims
from temoin.testing import made_report

NOBODY = [
    ("en", "None of the injured is in danger."),
    ("fr", "Aucun des blessés n'est en danger."),
    ("de", "Keiner der Verletzten schwebt in Lebensgefahr."),
    ("it", "Nessuno dei feriti è in pericolo di vita."),
    ("es", "Ninguno de los heridos corre peligro."),
    ("uk", "Жоден із поранених не перебуває у тяжкому стані."),
    ("ru", "Никто из пострадавших не находится в тяжёлом состоянии."),
]
ZEROS = [
    ("en", "None of the injured died.", ["killed"]),
    ("en", "None of the passengers was hurt.", ["injured"]),
    ("en", "No deaths or injuries were reported.", ["killed", "injured"]),
    ("fr", "Aucun des passagers n'a été blessé.", ["injured"]),
    ("de", "Verletzt wurde bislang niemand.", ["injured"]),
    ("es", "Ninguno de los pasajeros resultó herido.", ["injured"]),
    ("uk", "Жертв і постраждалих немає.", ["killed", "injured"]),
    ("ru", "Жертв и пострадавших нет.", ["killed", "injured"]),
]
GROWN = [
    ("en", "The fire grew from 320 to 510 hectares."),
    ("fr", "L'incendie est passé de 320 à 510 hectares."),
    ("de", "Der Brand wuchs von 320 auf 510 Hektar."),
    ("it", "L'incendio è passato da 320 a 510 ettari."),
    ("ru", "Площадь лесного пожара выросла с 320 до 510 гектаров."),
]
APART = [
    ("en", "The quake damaged 1,800 houses and destroyed another 240."),
    ("fr", "Le séisme a endommagé 1 800 maisons et en a détruit 240."),
    ("de", "Das Beben beschädigte 1.800 Häuser und zerstörte weitere 240."),
    ("es", "El sismo dañó 1.800 casas y destruyó otras 240."),
    ("it", "Il sisma ha danneggiato 1.800 case e ne ha distrutte altre 240."),
    ("uk", "Землетрус пошкодив 1800 будинків і зруйнував ще 240."),
    ("ru", "Землетрясение повредило 1800 домов и разрушило ещё 240."),
]


def _claims(text, lang):
    return [claim for claim in extract_claims(made_report(text, lang=lang, published="2025-05-05")) if claim.span is not None]


@pytest.mark.parametrize(("lang", "text"), NOBODY)
def test_what_is_denied_of_the_injured_does_not_make_them_nobody(lang, text):
    """The words "none of the injured is in danger" are no count of zero."""
    assert not [claim for claim in _claims(text, lang) if claim.quantity is not None]


@pytest.mark.parametrize(("lang", "text", "kinds"), ZEROS)
def test_a_denial_is_a_count_of_zero_for_each_of_its_kinds(lang, text, kinds):
    """Two kinds in one denial are two claims on the same words."""
    claims = _claims(text, lang)
    assert [(claim.kind.value, claim.quantity.value, claim.polarity.value) for claim in claims] == [(kind, 0.0, "negative") for kind in kinds]
    assert len({claim.span.text for claim in claims}) == 1


@pytest.mark.parametrize(("lang", "text"), GROWN)
def test_both_numbers_of_a_change_measure_the_same(lang, text):
    """The number without a unit has that of the other, and both stand bare."""
    found = [(claim.kind.value, claim.quantity.value, claim.quote) for claim in _claims(text, lang) if claim.quantity is not None]
    assert found == [("damage_extent", 3_200_000.0, "320"), ("damage_extent", 5_100_000.0, "510")]


@pytest.mark.parametrize(("lang", "text"), APART)
def test_each_verb_of_damage_has_its_own_number(lang, text):
    """A number whose noun is left out belongs to the verb before it."""
    found = [(claim.kind.value, claim.quantity.value) for claim in _claims(text, lang) if claim.quantity is not None]
    assert found == [("damaged_count", 1800.0), ("destroyed_count", 240.0)]


WHOLES = [
    ("en", "Three of the 12 injured later died."),
    ("fr", "Trois des 12 blessés sont morts."),
    ("de", "Drei der 12 Verletzten starben."),
    ("it", "Tre dei 12 feriti sono morti."),
    ("es", "Tres de los 12 heridos murieron."),
    ("uk", "Троє з 12 поранених померли."),
    ("ru", "Трое из 12 раненых скончались."),
]


@pytest.mark.parametrize(("lang", "text"), WHOLES)
def test_what_befell_a_part_did_not_befall_the_whole(lang, text):
    """Of twelve injured of whom three died, twelve are injured and three dead, and the three are a part of the twelve."""
    part, whole = (claim for claim in _claims(text, lang) if claim.quantity is not None)
    assert (part.kind.value, part.quantity.value, part.subset_of) == ("killed", 3.0, whole.id)
    assert (whole.kind.value, whole.quantity.value) == ("injured", 12.0)


ASIDES = [
    ("en", "At least 20 people, including three children, were killed."),
    ("fr", "Au moins vingt personnes, dont trois enfants, ont été tuées."),
    ("de", "Mindestens zwanzig Menschen, darunter drei Kinder, wurden getötet."),
    ("it", "Almeno venti persone, tra cui tre bambini, sono state uccise."),
    ("es", "Al menos veinte personas, entre ellas tres niños, murieron."),
    ("uk", "Щонайменше двадцятеро людей, серед них троє дітей, загинули."),
    ("ru", "Не менее двадцати человек, в том числе трое детей, погибли."),
]


@pytest.mark.parametrize(("lang", "text"), ASIDES)
def test_a_verb_after_an_aside_tells_of_those_before_it(lang, text):
    """Who is set apart between commas is a part of those whose verb follows, and the verb is too far off to stand in the span."""
    whole, part = (claim for claim in _claims(text, lang) if claim.quantity is not None)
    assert (whole.kind.value, whole.quantity.value, whole.quantity.level.value) == ("killed", 20.0, "at_least")
    assert (part.kind.value, part.quantity.value, part.subset_of) == ("killed", 3.0, whole.id)
    assert "," not in whole.quote


JOINED = [
    ("en", "The attack killed a mother and her two children."),
    ("fr", "L'attaque a tué une mère et ses deux enfants."),
    ("it", "L'attacco ha ucciso una madre e i suoi due figli."),
    ("uk", "Загинула жінка і двоє дітей."),
    ("ru", "Погибла женщина и двое детей."),
]


@pytest.mark.parametrize(("lang", "text"), JOINED)
def test_people_joined_by_and_share_the_verb_before_them(lang, text):
    """The second count has the kind of the first."""
    assert [(claim.kind.value, claim.quantity.value) for claim in _claims(text, lang) if claim.quantity is not None] == [
        ("killed", 1.0),
        ("killed", 2.0),
    ]


def test_people_after_and_with_a_verb_of_their_own_are_not_joined():
    """Another clause begins there."""
    claims = _claims("The fire injured two men and three firefighters were called.", "en")
    assert [(claim.kind.value, claim.quantity.value) for claim in claims if claim.kind.is_casualty] == [("injured", 2.0)]
