"""The gazetteer: names as texts write them, to the places that they are."""

from __future__ import annotations

import pytest

from temoin.gazetteer import PlaceName, is_wide_place, known_people, locate_names, name_key, place_names
from temoin.geo import great_circle_km

SPOTS = {
    "Kharkiv": ("uk Харкові|uk Харковом|ru Харькове|ru Харькова|de Charkiw|fr Kharkiv|es Járkov", 49.98, 36.25),
    "Lviv": ("uk Львова|uk Львові|ru Львове|de Lemberg|it Leopoli|es Leópolis", 49.84, 24.02),
    "Kyiv": ("uk Києва|uk Києві|ru Киевом|de Kiew|fr Kiev|es Kiev", 50.45, 30.52),
    "Kamianets": ("uk Кам'янця-Подільського|uk Кам’янці-Подільському", 48.68, 26.58),
    "Kryvyi Rih": ("uk Кривого Рогу|uk Кривому Розі|ru Кривом Роге", 47.91, 33.39),
    "Bila Tserkva": ("uk Білій Церкві|uk Білої Церкви", 49.8, 30.12),
    "Cherkasy": ("uk Черкасах|ru Черкассах", 49.43, 32.06),
    "Kremenchuk": ("uk Кременчуці|uk Кременчука|ru Кременчуге", 49.07, 33.42),
    "Izhevsk": ("ru Ижевске|ru Ижевском|uk Іжевську|fr Ijevsk|de Ischewsk", 56.85, 53.2),
    "Nizhny Novgorod": ("ru Нижнем Новгороде|ru Нижнего Новгорода", 56.33, 44.0),
    "Cherepovets": ("ru Череповца|ru Череповце", 59.13, 37.92),
    "Naberezhnye Chelny": ("ru Набережных Челнах", 55.73, 52.41),
    "London": ("fr Londres|es Londres|it Londra|de Londons|uk Лондоні|ru Лондоном", 51.51, -0.13),
    "Munich": ("de München|it Monaco di Baviera|fr Munich|uk Мюнхені|ru Мюнхена", 48.14, 11.58),
    "Milan": ("it Milano|de Mailand|de Mailands|fr Milan|es Milán|ru Милане", 45.46, 9.19),
    "Warsaw": ("de Warschau|fr Varsovie|it Varsavia|es Varsovia|uk Варшаві|ru Варшавой", 52.23, 21.01),
    "Prague": ("de Prag|fr Prague|uk Празі|ru Праги|it Praga", 50.09, 14.42),
    "Geneva": ("de Genf|it Ginevra|fr Genève|es Ginebra|uk Женеві", 46.2, 6.15),
    "Le Havre": ("fr Havre", 49.49, 0.11),
    "Cairo": ("fr Caire|it Cairo|es Cairo|de Kairo|ru Каире", 30.06, 31.25),
}


@pytest.mark.parametrize("town", SPOTS)
def test_declined_and_foreign_forms_give_their_town(town):
    """Forms written by hand are found within 30 km of their town."""
    forms, lat, lon = SPOTS[town]
    far = []
    for form in forms.split("|"):
        lang, _, words = form.partition(" ")
        (location,) = locate_names([PlaceName(words=words)], lang)
        if location is None or great_circle_km(location.lat, location.lon, lat, lon) > 30:
            far.append((form, location))
    assert far == []


def test_a_word_for_a_province_gives_the_province_and_never_its_capital():
    """A region is a province with a radius, in several languages; the name alone is the town."""
    for lang, words in (("en", "Kharkiv"), ("fr", "Kharkiv"), ("uk", "Харківська"), ("ru", "Харьковская область")):
        (location,) = locate_names([PlaceName(words=words, is_province=True)], lang)
        assert (location.precision, location.country) == ("province", "UA")
        assert location.radius_km > 50
    (town,) = locate_names([PlaceName(words="Kharkiv")], "en")
    assert (town.precision, town.radius_km) == ("town", 0)


def test_a_region_that_the_gazetteer_does_not_hold_has_no_place():
    """Where only the town is known, a word for a province gives nothing rather than the town."""
    assert locate_names([PlaceName(words="Bicester", is_province=True)], "en") == (None,)


def test_what_a_name_lies_in_decides():
    """A state after a comma decides, and so do the towns near by; alone, the large town counts."""
    (texan, _) = locate_names([PlaceName(words="Paris", inside="Texas"), PlaceName(words="Texas")], "en")
    assert round(texan.lon) == -96
    near, *_ = locate_names([PlaceName(words=words) for words in ("Athens", "Tyler", "Palestine", "Longview", "Texas")], "en")
    assert near.country == "US"
    (french,) = locate_names([PlaceName(words="Paris")], "en")
    assert french.country == "FR"


def test_a_small_place_counts_under_its_own_name_alone_where_asked():
    """A village's other names are those of too much else; a large town is known by them."""
    (large,) = place_names([PlaceName(words="Munchen")], "en", least_alternate=5.0)
    assert (large.location.name, large.is_own) == ("Munich", False)
    assert locate_names([PlaceName(words="Schwartz")], "en")[0].name != "Schwartz"
    assert place_names([PlaceName(words="Schwartz")], "en", least_alternate=5.0) == (None,)
    assert known_people("Schwartz", "en") > known_people("Schwartz", "en", least_alternate=5.0) == 0


def test_what_speaks_for_a_place_is_told():
    """How far the best of several leads, and how near the other names lie; a state beside the name leaves none in doubt."""
    (guess,) = place_names([PlaceName(words="Gainesville")], "en")
    assert 0 <= guess.lead < 1
    assert (guess.near_km, guess.same_province, guess.names) == (5000, 0, 1)
    texan, state = place_names([PlaceName(words="Gainesville", inside="Texas"), PlaceName(words="Texas")], "en")
    assert round(texan.location.lon) == -97
    assert texan.lead > guess.lead
    assert (texan.near_km, texan.same_province, state.names) == (0, 1, 2)


@pytest.mark.parametrize(
    ("lang", "words", "is_district", "name"),
    [
        ("uk", "Харківській", False, "Kharkivska oblast"),
        ("uk", "Харківському", True, "Kharkiv Raion"),
        ("en", "Moscow", False, "Moskovskaya oblast'"),
    ],
)
def test_the_word_beside_a_name_tells_a_province_from_a_district(lang, words, is_district, name):
    """An oblast is not the raion of its name, and the oblast around a city that is a province itself is not the city."""
    (location,) = locate_names([PlaceName(words=words, is_province=True, is_district=is_district)], lang)
    assert location.name == name


def test_places_of_a_text_single_each_other_out():
    """What each name was taken for weighs on the others again: the Dublin of Ohio, though it is far from the largest."""
    names = [PlaceName(words=words) for words in ("Dublin", "Hilliard", "Plain City", "Delaware County")]
    assert {round(location.lon) for location in locate_names(names, "en")} == {-83}


def test_countries_have_names_in_every_language():
    """A country is a country, with a wide radius."""
    for lang, words in (("de", "Frankreich"), ("uk", "Франції"), ("es", "Francia"), ("ru", "Франция")):
        (location,) = locate_names([PlaceName(words=words)], lang)
        assert (location.precision, location.country) == ("country", "FR")


def test_unknown_names_have_no_place():
    """A made-up name has none, nor has an empty list."""
    assert locate_names([PlaceName(words="Valdrenta")], "fr") == (None,)
    assert locate_names([], "fr") == ()
    assert known_people("Valdrenta", "fr") == 0


def test_states_are_wide_and_short_forms_are_states():
    """A state after a comma is known by its short form, in English alone."""
    assert is_wide_place("La.", "en")
    assert is_wide_place("Louisiana", "fr")
    assert not is_wide_place("La.", "fr")
    assert not is_wide_place("Izhevsk", "en")


def test_keys_fold_scripts_and_signs():
    """A key has neither case, accents, hyphens nor apostrophes."""
    assert name_key("Saint-Lô") == name_key("SAINT LÔ") == "saint lo"
    assert name_key("Кам'янець") == name_key("Кам’янець")


def test_a_text_of_many_names_is_weighed_in_bounds():
    """Hundreds of names with dozens of namesakes each take neither the memory nor the time of all their pairs."""
    towns = ("Springfield", "Alexandria", "Columbia", "Richmond", "Victoria", "Kingston", "Santa Cruz", "San José", "Newport", "Salem")
    names = [PlaceName(words=towns[number % len(towns)], inside=str(number)) for number in range(400)]
    found = locate_names(names, "en")
    assert len(found) == 400
    assert sum(location is not None for location in found) == 120
