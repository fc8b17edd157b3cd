"""The numbers of a text, for themselves: cardinals and ordinals, each with its place."""

from __future__ import annotations

import attrs

from temoin.extract.grammar import load_grammar
from temoin.extract.numerals import read_number
from temoin.extract.ordinals import read_ordinal
from temoin.text import Span, normalise

__all__ = ["FoundNumber", "find_numbers"]


@attrs.frozen(kw_only=True)
class FoundNumber:
    """A number in a text.

    Args:
        value: the number; for plurals ("dozens") the least that they can mean.
        span: where it stands.
        kind: `number`; `approx` ("a dozen"); `plural` ("several"); `one` for a word that may be an article; `fraction` (in per cent).
        is_ordinal: "third", "21st".
    """

    value: float
    span: Span
    kind: str = "number"
    is_ordinal: bool = False


def find_numbers(text: str, lang: str) -> tuple[FoundNumber, ...]:
    """The numbers of a text in order; all of them, labels and dates too.

    Args:
        text: any text.
        lang: ISO 639-1 code of a language that temoin ships.

    Raises:
        GrammarError: there is no table for the language.

    >>> [(number.value, number.span.text) for number in find_numbers("Trente-deux personnes, pour la deuxième fois", "fr")]
    [(32.0, 'Trente-deux'), (2.0, 'deuxième')]
    """
    grammar = load_grammar(lang)
    normal = normalise(text)
    found = []
    for sentence in grammar.sentences(normal.text):
        at = 0
        while at < sentence.n:
            ordinal = read_ordinal(sentence, at, grammar)
            number = read_number(sentence, at, grammar) if ordinal is None or sentence.has(at, "number") else None
            if ordinal is not None and (number is None or number.last <= ordinal.last):
                number = ordinal
            else:
                ordinal = None
            if number is None:
                at += 1
                continue
            span = normal.span(sentence.start[number.first], sentence.end[number.last - 1])
            found.append(FoundNumber(value=number.value, span=span, kind=number.kind, is_ordinal=ordinal is not None))
            at = number.last
    return tuple(found)
