"""Numbers spelled out by rule in seven languages, in their cases and variants, are read back with value and span."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from temoin.extract.numbers import find_numbers

EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
FR = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 7: "septante", 8: "huitante", 9: "nonante"}
DE = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
DE_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
IT = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
]
IT_TENS = ["venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]
ES = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
]
ES_TWENTIES = [
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
ES_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_HUNDREDS = ["ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"]

# Slavic numerals: nominative, genitive, dative, instrumental, parted by "/".
UK = {
    1: "один/одного/одному/одним",
    2: "два/двох/двом/двома",
    3: "три/трьох/трьом/трьома",
    4: "чотири/чотирьох/чотирьом/чотирма",
    5: "п'ять/п'яти/п'ятьом/п'ятьма",
    6: "шість/шести/шістьом/шістьма",
    7: "сім/семи/сімом/сьома",
    8: "вісім/восьми/вісьмом/вісьма",
    9: "дев'ять/дев'яти/дев'ятьом/дев'ятьма",
    10: "десять/десяти/десятьом/десятьма",
    11: "одинадцять/одинадцяти/одинадцятьом/одинадцятьма",
    12: "дванадцять/дванадцяти/дванадцятьом/дванадцятьма",
    13: "тринадцять/тринадцяти/тринадцятьом/тринадцятьма",
    14: "чотирнадцять/чотирнадцяти/чотирнадцятьом/чотирнадцятьма",
    15: "п'ятнадцять/п'ятнадцяти/п'ятнадцятьом/п'ятнадцятьма",
    16: "шістнадцять/шістнадцяти/шістнадцятьом/шістнадцятьма",
    17: "сімнадцять/сімнадцяти/сімнадцятьом/сімнадцятьма",
    18: "вісімнадцять/вісімнадцяти/вісімнадцятьом/вісімнадцятьма",
    19: "дев'ятнадцять/дев'ятнадцяти/дев'ятнадцятьом/дев'ятнадцятьма",
    20: "двадцять/двадцяти/двадцятьом/двадцятьма",
    30: "тридцять/тридцяти/тридцятьом/тридцятьма",
    40: "сорок/сорока/сорока/сорока",
    50: "п'ятдесят/п'ятдесяти/п'ятдесятьом/п'ятдесятьма",
    60: "шістдесят/шістдесяти/шістдесятьом/шістдесятьма",
    70: "сімдесят/сімдесяти/сімдесятьом/сімдесятьма",
    80: "вісімдесят/вісімдесяти/вісімдесятьом/вісімдесятьма",
    90: "дев'яносто/дев'яноста/дев'яноста/дев'яноста",
    100: "сто/ста/ста/ста",
    200: "двісті/двохсот/двомстам/двомастами",
    300: "триста/трьохсот/трьомстам/трьомастами",
    400: "чотириста/чотирьохсот/чотирьомстам/чотирмастами",
    500: "п'ятсот/п'ятисот/п'ятистам/п'ятьмастами",
    600: "шістсот/шестисот/шестистам/шістьмастами",
    700: "сімсот/семисот/семистам/сьомастами",
    800: "вісімсот/восьмисот/восьмистам/вісьмастами",
    900: "дев'ятсот/дев'ятисот/дев'ятистам/дев'ятьмастами",
}
RU = {
    1: "один/одного/одному/одним",
    2: "два/двух/двум/двумя",
    3: "три/трёх/трём/тремя",
    4: "четыре/четырёх/четырём/четырьмя",
    5: "пять/пяти/пяти/пятью",
    6: "шесть/шести/шести/шестью",
    7: "семь/семи/семи/семью",
    8: "восемь/восьми/восьми/восемью",
    9: "девять/девяти/девяти/девятью",
    10: "десять/десяти/десяти/десятью",
    11: "одиннадцать/одиннадцати/одиннадцати/одиннадцатью",
    12: "двенадцать/двенадцати/двенадцати/двенадцатью",
    13: "тринадцать/тринадцати/тринадцати/тринадцатью",
    14: "четырнадцать/четырнадцати/четырнадцати/четырнадцатью",
    15: "пятнадцать/пятнадцати/пятнадцати/пятнадцатью",
    16: "шестнадцать/шестнадцати/шестнадцати/шестнадцатью",
    17: "семнадцать/семнадцати/семнадцати/семнадцатью",
    18: "восемнадцать/восемнадцати/восемнадцати/восемнадцатью",
    19: "девятнадцать/девятнадцати/девятнадцати/девятнадцатью",
    20: "двадцать/двадцати/двадцати/двадцатью",
    30: "тридцать/тридцати/тридцати/тридцатью",
    40: "сорок/сорока/сорока/сорока",
    50: "пятьдесят/пятидесяти/пятидесяти/пятьюдесятью",
    60: "шестьдесят/шестидесяти/шестидесяти/шестьюдесятью",
    70: "семьдесят/семидесяти/семидесяти/семьюдесятью",
    80: "восемьдесят/восьмидесяти/восьмидесяти/восемьюдесятью",
    90: "девяносто/девяноста/девяноста/девяноста",
    100: "сто/ста/ста/ста",
    200: "двести/двухсот/двумстам/двумястами",
    300: "триста/трёхсот/трёмстам/тремястами",
    400: "четыреста/четырёхсот/четырёмстам/четырьмястами",
    500: "пятьсот/пятисот/пятистам/пятьюстами",
    600: "шестьсот/шестисот/шестистам/шестьюстами",
    700: "семьсот/семисот/семистам/семьюстами",
    800: "восемьсот/восьмисот/восьмистам/восемьюстами",
    900: "девятьсот/девятисот/девятистам/девятьюстами",
}
CASES = 4


def _english(number, link):
    if number < 20:
        return EN[number]
    if number < 100:
        return EN_TENS[number // 10 - 2] + (f"-{EN[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{EN[number // 100]} hundred" + (f" {link}{_english(number % 100, link)}" if number % 100 else "")
    return f"{_english(number // 1000, link)} thousand" + (f" {_english(number % 1000, link)}" if number % 1000 else "")


def _french(number, swiss):
    if number < 20:
        return FR[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        if not swiss and tens in {7, 9}:
            head = "soixante" if tens == 7 else "quatre-vingt"
            return f"{head}{' et ' if number == 71 else '-'}{FR[number - (60 if tens == 7 else 80)]}"
        if not swiss and tens == 8:
            return "quatre-vingts" if not ones else f"quatre-vingt-{FR[ones]}"
        return FR_TENS[tens] + ("" if not ones else " et un" if ones == 1 else f"-{FR[ones]}")
    if number < 1000:
        head = "cent" if number < 200 else f"{FR[number // 100]} cent" + ("s" if number % 100 == 0 else "")
        return head + (f" {_french(number % 100, swiss)}" if number % 100 else "")
    count = _french(number // 1000, swiss)
    head = "mille" if number < 2000 else f"{count.removesuffix('s') if count.endswith(('cents', 'vingts')) else count} mille"
    return head + (f" {_french(number % 1000, swiss)}" if number % 1000 else "")


def _german(number):
    if number < 20:
        return DE[number]
    if number < 100:
        return (f"{DE[number % 10]}und" if number % 10 else "") + DE_TENS[number // 10 - 2]
    if number < 1000:
        return f"{DE[number // 100]}hundert" + (_german(number % 100) if number % 100 else "")
    return f"{_german(number // 1000)}tausend" + (_german(number % 1000) if number % 1000 else "")


def _italian(number):
    if number < 20:
        return IT[number]
    if number < 100:
        tens, ones = IT_TENS[number // 10 - 2], number % 10
        return (tens[:-1] if ones in {1, 8} else tens) + ("" if not ones else "tré" if ones == 3 else IT[ones])
    if number < 1000:
        return ("" if number < 200 else IT[number // 100]) + "cento" + (_italian(number % 100) if number % 100 else "")
    return ("mille" if number < 2000 else f"{_italian(number // 1000)}mila") + (_italian(number % 1000) if number % 1000 else "")


def _spanish(number, feminine):
    if number < 20:
        return ES[number]
    if number < 30:
        return ES_TWENTIES[number - 20]
    if number < 100:
        return ES_TENS[number // 10 - 3] + (f" y {ES[number % 10]}" if number % 10 else "")
    if number < 1000:
        hundreds = "cien" if number == 100 else ES_HUNDREDS[number // 100 - 1]
        hundreds = hundreds.replace("ientos", "ientas").replace("quinientos", "quinientas") if feminine else hundreds
        return hundreds + (f" {_spanish(number % 100, feminine)}" if number % 100 else "")
    count = _spanish(number // 1000, feminine).replace("veintiuno", "veintiún").replace(" uno", " un").removesuffix("uno")
    head = "mil" if number < 2000 else f"{count} mil"
    return head + (f" {_spanish(number % 1000, feminine)}" if number % 1000 else "")


def _slavic(number, table, case):
    words = []
    for step in (100, 10, 1):
        part = number % (step * 10) // step * step
        if step == 10 and 10 < number % 100 < 20:
            words.append(table[number % 100].split("/")[case])
            break
        if part:
            words.append(table[part].split("/")[case])
    return " ".join(words)


def _read(words, lang):
    return [(number.value, number.span.text) for number in find_numbers(words, lang)]


@given(st.integers(2, 999_999), st.sampled_from(["", "and "]))
def test_english_numbers_are_read_back(number, link):
    """With and without "and"."""
    words = _english(number, link)
    assert _read(words, "en") == [(number, words)]


@given(st.integers(2, 999_999), st.booleans())
def test_french_numbers_are_read_back(number, swiss):
    """As in France, and as in Switzerland."""
    words = _french(number, swiss)
    assert _read(words, "fr") == [(number, words)]


@given(st.integers(2, 999_999))
def test_german_numbers_are_read_back(number):
    """One word, however long."""
    words = _german(number)
    assert _read(words if number % 100 != 1 else f"{words}s", "de") == [(number, words if number % 100 != 1 else f"{words}s")]


@given(st.integers(2, 999_999))
def test_italian_numbers_are_read_back(number):
    """With the vowel that falls before "uno" and "otto", and the accent of "tré"."""
    words = _italian(number)
    assert _read(words, "it") == [(number, words)]


@given(st.integers(2, 999_999), st.booleans())
def test_spanish_numbers_are_read_back(number, feminine):
    """Hundreds in both genders."""
    words = _spanish(number, feminine)
    assert _read(words, "es") == [(number, words)]


@given(st.integers(2, 999), st.integers(0, CASES - 1))
def test_ukrainian_numbers_are_read_back_in_their_cases(number, case):
    """Nominative, genitive, dative, instrumental."""
    words = _slavic(number, UK, case)
    assert _read(words, "uk") == [(number, words)]


@given(st.integers(2, 999), st.integers(0, CASES - 1))
def test_russian_numbers_are_read_back_in_their_cases(number, case):
    """Nominative, genitive, dative, instrumental."""
    words = _slavic(number, RU, case)
    assert _read(words, "ru") == [(number, words)]
