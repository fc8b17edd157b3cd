"""Cardinals and ordinals found in a text, with their places."""

from __future__ import annotations

import pytest

from temoin.errors import GrammarError
from temoin.extract.numbers import find_numbers

TEXTS = [
    ("en", "The forty-five (45) homes on the twenty-first street", [("forty-five (45)", 45, False), ("twenty-first", 21, True)]),
    ("en", "two and a half million people and two dozen dogs", [("two and a half million", 2_500_000, False), ("two dozen", 24, False)]),
    ("en", "between two thousand and three thousand", [("two thousand", 2000, False), ("three thousand", 3000, False)]),
    ("fr", "Le vingt-et-unième étage, 4 millions 2 mille francs", [("vingt-et-unième", 21, True), ("4 millions 2 mille", 4_002_000, False)]),
    ("fr", "un demi-million de sinistrés, la 3e fois", [("un demi-million", 500_000, False), ("3e", 3, True)]),
    (
        "de",
        "der siebenundzwanzigste Einsatz, anderthalb Millionen Liter",
        [("siebenundzwanzigste", 27, True), ("anderthalb Millionen", 1_500_000, False)],
    ),
    ("it", "la ventunesima scossa, tre milioni e mezzo", [("ventunesima", 21, True), ("tre milioni e mezzo", 3_500_000, False)]),
    ("es", "la vigésima quinta planta, treinta y 3 vecinos", [("vigésima quinta", 25, True), ("treinta y 3", 33, False)]),
    ("ru", "двадцать первого дома, полтора миллиона рублей", [("двадцать первого", 21, True), ("полтора миллиона", 1_500_000, False)]),
    ("uk", "сорок восьме звернення, 15-й під'їзд", [("сорок восьме", 48, True), ("15-й", 15, True)]),
]


@pytest.mark.parametrize(("lang", "text", "wanted"), TEXTS)
def test_numbers_and_ordinals_have_value_and_span(lang, text, wanted):
    """Each number is found once, whole, where it stands."""
    found = find_numbers(text, lang)
    assert [(number.span.text, number.value, number.is_ordinal) for number in found] == wanted
    assert all(text[number.span.start : number.span.end] == number.span.text for number in found)


def test_a_year_before_a_count_is_not_joined_to_it():
    """Two numbers in digits that stand side by side stay two."""
    assert [number.value for number in find_numbers("In 2021 30 people left; in twenty 5-year-olds", "en")][:2] == [2021, 30]


def test_a_language_without_a_table_is_refused():
    """No table, no numbers: an error says so."""
    with pytest.raises(GrammarError, match="no language table"):
        find_numbers("unu", "eo")
