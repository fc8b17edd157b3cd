"""Names of products as texts spell them: a spelling that two pages share and others of their language do not have came from one hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from temoin.text import plain_name

__all__ = ["product_names", "unusual_spellings"]

_WORD = re.compile(r"\b[^\W_]+(?:[-‑–][^\W_]+)*")
_FEWEST_LETTERS = 4
"""Letters of a product's name; of shorter ones ("S-400") another spelling is another product."""


def product_names(text: str) -> dict[str, str]:
    """Words of letters and figures together, by their plain form, as the text first spells them.

    Such names are copied letter by letter and are not declined, so a slip in one survives translation; words of one language would differ anyway.

    >>> product_names("A Torb-M2E and two Garpia-A1 stood by hall 110.")
    {'torbm2e': 'Torb-M2E', 'garpiaa1': 'Garpia-A1'}
    """
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = match[0]
        if any(letter.isdigit() for letter in word) and sum(letter.isalpha() for letter in word) >= _FEWEST_LETTERS:
            found.setdefault(plain_name(word).replace(" ", ""), word)
    return found


def unusual_spellings(held: Sequence[tuple[str | None, Mapping[str, str]]]) -> dict[str, str]:
    """Plain forms that at least two reports share while another report of one of their languages spells the name by one letter otherwise.

    Which of the two is right does not matter: sharing either is a trace. Scripts and ways of transcribing differ between languages, so what other
    languages write says nothing.

    Args:
        held: language and `product_names` of each report.

    Returns:
        Plain form to how the others spell it.
    """
    langs: dict[str, set[str | None]] = defaultdict(set)
    count: dict[str, int] = defaultdict(int)
    written: dict[str, str] = {}
    for lang, names in held:
        for plain, word in names.items():
            langs[plain].add(lang)
            count[plain] += 1
            written.setdefault(plain, word)
    found: dict[str, str] = {}
    for one, other in _a_letter_apart(count):
        if langs[one] & langs[other]:
            for shared, elsewhere in ((one, other), (other, one)):
                if count[shared] > 1:
                    found.setdefault(shared, written[elsewhere])
    return found


def _a_letter_apart(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Pairs that differ by one letter put in, left out or changed; by the forms that leave one letter out, never between all pairs."""
    without: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for place, letter in enumerate(name):
            if letter.isalpha():
                without[name[:place] + "\x00" + name[place + 1 :]].add(name)  # one letter changed
                without[name[:place] + name[place + 1 :]].add(name)  # one letter more
        without[name].add(name)
    pairs = {tuple(sorted((one, other))) for group in without.values() if len(group) > 1 for one in group for other in group if one != other}
    return [(one, other) for one, other in sorted(pairs) if _is_a_letter_apart(one, other)]


def _is_a_letter_apart(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return sum(left != right for left, right in zip(one, other, strict=True)) == 1
    return len(longer) - len(shorter) == 1 and any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
