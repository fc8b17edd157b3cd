"""Numbers as they are written in seven languages."""

from __future__ import annotations

import pytest

from temoin.extract.grammar import load_grammar
from temoin.extract.numerals import read_digits, read_number
from temoin.text import normalise

WORDS = [
    ("fr", "quatre-vingt-dix-sept", 97),
    ("fr", "septante-deux", 72),
    ("fr", "soixante et onze", 71),
    ("fr", "deux mille trois cent quarante", 2340),
    ("fr", "2,5 millions", 2_500_000),
    ("fr", "une douzaine", 12),
    ("en", "one hundred and five", 105),
    ("en", "twenty-one thousand", 21_000),
    ("en", "half a dozen", 6),
    ("uk", "двадцятеро", 20),
    ("uk", "сімдесяти п'яти", 75),
    ("uk", "1,3 тис.", 1300),
    ("ru", "пятьсот двадцать три", 523),
    ("ru", "четверых", 4),
    ("de", "dreihundertfünfundvierzig", 345),
    ("de", "zwei Millionen", 2_000_000),
    ("it", "duecentotrentacinque", 235),
    ("it", "ventuno", 21),
    ("es", "doscientos treinta y cinco", 235),
    ("es", "veintitrés", 23),
]
DIGITS = [
    ("fr", "1 300", 1300),
    ("fr", "2,5", 2.5),
    ("en", "1,300", 1300),
    ("en", "1,300.5", 1300.5),
    ("de", "1.300", 1300),
    ("de", "5.4", 5.4),
    ("es", "18.000", 18000),
    ("uk", "1 300", 1300),
    ("en", "1:30", None),
    ("en", "1.2.3", None),
    ("en", "0800", None),
]


@pytest.mark.parametrize(("lang", "words", "value"), WORDS)
def test_number_words_have_their_value(lang, words, value):
    """A run of number words is one number, by the grammar of its language, and all of it is read."""
    grammar = load_grammar(lang)
    sentence = grammar.sentences(normalise(words).text)[0]
    number = read_number(sentence, 0, grammar)
    assert number.value == pytest.approx(value)
    assert number.last == sentence.n


@pytest.mark.parametrize(("lang", "word", "value"), DIGITS)
def test_digits_follow_the_marks_of_their_language(lang, word, value):
    """Groups and decimals are told apart by the language's marks and the shape; a clock time or a version is no number."""
    assert read_digits(word, load_grammar(lang)) == value
