"""What a public form leaves out of texts, in seven languages."""

from __future__ import annotations

import pytest

from temoin.publish.persons import Names, find_names, gather_names
from temoin.publish.policy import MARK, Precision, censor, find_withheld
from temoin.publish.withheld import Withheld

PRIVATE = [
    ("en", "Two workers, Ivan Petrenko and Olha, died in Larnby.", ["Ivan Petrenko", "Olha"]),
    ("en", "Resident Nestor Novikov told the Kyiv Independent; the mayor's wife Anna Hill was hurt.", ["Nestor Novikov", "Anna Hill"]),
    ("en", "Former mayor John Smith left. Kowalczyk, 45, saw it. Mr Okafor did not.", ["John Smith", "Kowalczyk", "Okafor"]),
    ("fr", "Jean Dupont a vu l'explosion. M. Martin habite ici, Fatoumata Traoré aussi.", ["Jean Dupont", "Martin", "Fatoumata Traoré"]),
    ("fr", "L'épouse du maire, Anne Lefèvre, est blessée.", ["Anne Lefèvre"]),
    ("de", "Die Nachbarin Anna Schmidt weinte. Laut Behörden starb Mehmet Yilmaz.", ["Anna Schmidt", "Mehmet Yilmaz"]),
    ("es", "Murió Juan García Márquez; la vecina Carmen López lloró.", ["Juan García Márquez", "Carmen López"]),
    ("it", "È morto Giuseppe De Luca. La signora Bianchi abita qui.", ["Giuseppe De Luca", "Bianchi"]),
    ("ru", "Погибла Анна Новикова. Житель Нестор Морозов рассказал об этом.", ["Анна Новикова", "Нестор Морозов"]),
    (
        "uk",
        "Загинув Іван Петренко. За словами Петренка, поранено Оксану Мельник і Нестора Горбунова.",
        ["Іван Петренко", "Петренка", "Оксану Мельник"],
    ),
    ("uk", "Нестор Горбунов поранений, пані Шевчук удома.", ["Нестор", "Горбунов", "Шевчук"]),
]
PUBLIC = [
    ("en", "Governor Oleh Syniehubov said so, according to Maxar Technologies and the Kirov Plant in Kedrovsk."),
    ("fr", "Le maire de Lyon, Grégory Doucet, et la préfète Marie Chevallier ont parlé à Radio Liberté."),
    ("de", "Bürgermeister Hans Müller und der Innenminister von Bayern, Joachim Herrmann, sprachen. Das Dach der Werkstatt brannte."),
    ("es", "El alcalde de Valencia, Joan Ribó, habló con la Agencia Solar."),
    ("it", "Il sindaco di Roma, Roberto Gualtieri, ha parlato al Corriere della Sera."),
    ("ru", "Губернатор Белгородской области Вячеслав Гладков сообщил об этом Радио Свобода."),
    ("uk", "Голова Харківської обласної військової адміністрації Олег Синєгубов і міністр оборони України Рустем Умєров у місті Кривий Ріг."),
]


def withheld(text: str, lang: str | None, *, precision: Precision = Precision.EXACT) -> str:
    """The public form of one text on its own."""
    return censor(text, find_withheld(text, gather_names([(text, lang)], []), lang, precision=precision))


@pytest.mark.parametrize(("lang", "text", "names"), PRIVATE)
def test_private_persons_are_withheld(lang, text, names):
    """Victims, neighbours, kin of officials and former officials are not named in any of the seven languages."""
    public = withheld(text, lang)
    assert [name for name in names if name in public] == []
    assert MARK in public


@pytest.mark.parametrize(("lang", "text"), PUBLIC)
def test_officials_institutions_and_places_stay(lang, text):
    """Who answers to the public, and what is no person, is printed."""
    assert withheld(text, lang) == text


def test_a_full_name_in_one_text_hides_the_surname_in_another():
    """Names are known of the case as a whole, in all their cases, and what is written small or large too."""
    names = gather_names([("Загинув Іван Петренко.", "uk"), ("Jean Dupont died.", "en")], [])
    for text, lang in (("Петренком пишалися.", "uk"), ("Petit: Dupont was 30.", "en"), ("JEAN DUPONT", "en"), ("jean dupont", "en")):
        assert {piece.kind for piece in find_names(text, names, lang)} == {Withheld.NAME}


def test_a_name_on_the_list_of_public_names_stays():
    """The analyst decides in the end."""
    names = gather_names([("Aria Vance flew over it.", "en")], ["Aria Vance"])
    assert find_names("Aria Vance flew over it.", names, "en") == ()
    assert find_names("Aria Vance flew over it.", Names(), "en") != ()


@pytest.mark.parametrize(
    ("text", "lang", "gone"),
    [
        ("Call +380 67 123 45 67 or (048) 722-33-44.", "en", ["123 45 67", "722-33-44"]),
        ("Tél. 06 12 34 56 78. Puis 1 300 m².", "fr", ["06 12 34 56 78"]),
        ("Mail a.b+c@example.org or a.b(at)example.org", "en", ["example.org"]),
        ("Seen by @joe_x and at https://t.me/joechannel/12 and instagram.com/joe.x", "en", ["joe"]),
        ("12 rue Victor Hugo, Port-Alune", "fr", ["12 rue", "Victor Hugo"]),
        ("Live at 12 Baker Street.", "en", ["Baker"]),
        ("вул. Шевченка, буд. 12, кв. 5", "uk", ["Шевченка", "12"]),
        ("Hauptstraße 12 brannte", "de", ["Hauptstraße"]),
        ("calle Mayor 12 y via Garibaldi 3", "es", ["Mayor", "Garibaldi"]),
        ("A 7-year-old boy; Koval, 45, and two children", "en", ["7-year", "45", "two children"]),
        ("двоє дітей і 45-річний чоловік", "uk", ["двоє", "45"]),
        ("trois femmes, âgées de 34 ans", "fr", ["trois femmes", "34"]),
        ("Pass AB 1234567", "en", ["1234567"]),
    ],
)
def test_numbers_addresses_accounts_ages_and_small_groups_are_withheld(text, lang, gone):
    """What leads to a person without naming one stays out as well."""
    public = withheld(text, lang)
    assert [part for part in gone if part in public] == []


@pytest.mark.parametrize(
    "text",
    [
        "On 2025-07-03 at 08:30 some 1 300 000 people, 12.500.000 euros and 1,300 m² over 30 years; in 2024-2025 as on 12.05.2025.",
        "45 injured of whom 35 in hospital, 12 drones, workshop no. 110",
        "three people were killed",
    ],
)
def test_dates_sums_and_counts_stay(text):
    """A public form still says what it is about."""
    assert withheld(text, "en") == text


def test_positions_stay_only_where_places_are_exact():
    """Coordinates in a text are as exact as any outline."""
    text = "It lies at 48.0159, 37.8028, that is 48°00'57\"N 37°48'10\"E or 37U DQ 59012 18345."
    assert withheld(text, "en") == text
    coarse = withheld(text, "en", precision=Precision.KILOMETRE)
    assert not any(part in coarse for part in ("48.0", "37.8", "57", "59012"))


def test_the_mark_tells_nothing_of_what_it_covers():
    """Short and long words leave the same mark."""
    assert withheld("Mr Li came.", "en") == withheld("Mr Wolfeschlegelsteinhausen came.", "en")


def test_long_hostile_texts_take_no_long_time():
    """Runs of one sign, of names and of figures are gone through once."""
    for text in ("x" * 50_000, "a-" * 20_000, "1 " * 20_000, "Jean-Paul Dupont said. " * 500, "@" * 20_000, "a." * 20_000):
        find_withheld(text, gather_names([(text, "en")], []), "en", precision=Precision.KILOMETRE)
