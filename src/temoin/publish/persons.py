"""Names of private persons in texts of seven languages, found by rules that would rather hide a name too many.

A run of capitalised words is taken for a person's name unless something says otherwise: a word of an institution or a place in it, a word before
it that places have ("the plant", «город»), a public office beside it, or a list of names that are known to be public. There is no model of names:
what is withheld follows from the words of `persons.toml` and from the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import attrs

from temoin.publish.namewords import WORD, Token, is_common, is_given, is_office_word, stem_of, tokens_of, word_list
from temoin.publish.withheld import Piece, Withheld

__all__ = ["NAME_LANGUAGES", "Names", "find_names", "gather_names", "has_given_name"]

NAME_LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "ru", "uk"})
"""Languages in whose texts names are told apart; texts of others are left out of a public form whole."""
_AGE_AFTER = re.compile(
    r"\s*[,(]\s*\d{1,3}(?:\s*[,)]|[\s-]*(?:ans|an|years?|year-old|jahre|jahr|años|año|anni|anno|лет|год|года|років|роки|рік))", re.IGNORECASE
)
"""An age behind a word: "Koval, 45," is a person."""
_ARTICLE_LANGUAGES = frozenset({"de", "en", "es", "fr", "it"})
_GERMAN_ARTICLES = frozenset({"der", "den", "des", "dem"})
_GERMAN_NOUNS = ("ung", "ungen", "heit", "keit", "schaft", "tion", "tionen", "tät", "wehr", "meter", "hektar", "tonnen", "werk", "lager")
"""Ends of German nouns that no person's name has."""
_REACH = 8
"""Words looked at before a name for an office."""


@attrs.frozen(kw_only=True)
class Names:
    """Names that are known from all texts of a case together.

    Args:
        public: names that stay, lower case: publishers, places, institutions, officials in office, and what the analyst allows.
        private: names that are withheld wherever they stand, lower case.
        parts: words of private names, by their stem, that are withheld alone too.
    """

    public: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class _Run:
    """A run of capitalised words: token numbers, half-open."""

    first: int
    last: int


def has_given_name(name: str) -> bool:
    """Whether a name holds a given name: so it is that of a person, whatever it is said to be."""
    return any(is_given(token.low) for token in tokens_of(name))


def gather_names(texts: Iterable[tuple[str, str | None]], public: Iterable[str]) -> Names:
    """What all texts together tell: a full name in one hides the surname in another.

    Args:
        texts: (text, language) pairs.
        public: names that stay.
    """
    known = Names(public=frozenset(_plain(name) for name in public if name.strip()))
    private: set[str] = set()
    officials: set[str] = set()
    for text, lang in texts:
        tokens = tokens_of(text)
        for run, is_private in _judged(text, tokens, known, lang):
            words = [token.low for token in tokens[run.first : run.last]]
            (private if is_private else officials).add(" ".join(words))
    kept = {stem_of(word) for name in officials for word in name.split()}
    parts = {stem_of(word) for name in private for word in name.split() if len(word) > 2 and not word_list("particle").has(word)}
    # A surname that an official and a private person share is withheld where it stands alone: better one too many.
    shared = kept - _words_of(private)
    return Names(public=known.public | frozenset(officials - private), private=frozenset(private), parts=frozenset(parts - shared))


def find_names(text: str, names: Names, lang: str | None) -> tuple[Piece, ...]:
    """Ranges of private persons' names.

    Args:
        text: any text.
        names: known of the case.
        lang: of the text, or `None` where it is not known: then the word lists of all languages hold.
    """
    tokens = tokens_of(text)
    judged = list(_judged(text, tokens, names, lang))
    found = [Piece(start=tokens[run.first].start, end=tokens[run.last - 1].end, kind=Withheld.NAME) for run, is_private in judged if is_private]
    safe = [(tokens[run.first].start, tokens[run.last - 1].end) for run, is_private in judged if not is_private]
    if names.parts or names.private:
        low = text.lower() if len(text.lower()) == len(text) else text
        safe += [match.span() for match in _any_of(names.public).finditer(low)]
        found += [Piece(start=match.start(), end=match.end(), kind=Withheld.NAME) for match in _any_of(names.private).finditer(low)]
    for token in tokens:
        if token.is_capital and stem_of(token.low) in names.parts and not is_common(token.low, lang):
            inside = any(first <= token.start and token.end <= last for first, last in safe)
            if not inside:
                found.append(Piece(start=token.start, end=token.end, kind=Withheld.NAME))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Any of some names, the longest first, with any blanks between their words."""
    every = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True) if len(name) > 2)
    return re.compile(rf"(?<!\w)(?:{every})(?!\w)" if every else r"(?!)")


def _judged(text: str, tokens: Sequence[Token], names: Names, lang: str | None) -> Iterator[tuple[_Run, bool]]:
    """Every run of capitalised words that is a person's, with whether that person is private."""
    for run in _runs(text, tokens, lang):
        trimmed = _trimmed(text, tokens, run, names)
        trimmed = trimmed and _behind_article(text, tokens, trimmed, lang)
        if trimmed is None:
            continue
        name = " ".join(token.low for token in tokens[trimmed.first : trimmed.last])
        if name in names.private or _is_person(text, tokens, trimmed, names, lang):
            yield trimmed, not _has_office(text, tokens, trimmed)


def _runs(text: str, tokens: Sequence[Token], lang: str | None) -> Iterator[_Run]:
    first: int | None = None
    for number, token in enumerate(tokens):
        is_joined = first is not None and _joined(text, tokens, number)
        is_name = token.is_capital and (_is_name_word(token.low, lang) or (is_joined and _is_surname(text, tokens, number)))
        if first is not None and not (is_name and is_joined):
            if _is_particle(text, tokens, number, lang):
                continue
            yield _Run(first=first, last=_without_particles(tokens, first, number))
            first = None
        if is_name and first is None:
            first = number
    if first is not None:
        yield _Run(first=first, last=_without_particles(tokens, first, len(tokens)))


def _is_name_word(word: str, lang: str | None) -> bool:
    return not (is_common(word, lang) or is_office_word(word) or word_list("courtesy").has(word))


def _is_surname(text: str, tokens: Sequence[Token], number: int) -> bool:
    """Whether a word that else means something (King, Baker, Le …) ends a name: right behind a given name, and no title of a next one."""
    token, before = tokens[number], tokens[number - 1]
    if not is_given(before.low) or text[before.end : token.start].strip():
        return False
    has_next = number + 1 < len(tokens) and tokens[number + 1].is_capital and _joined(text, tokens, number + 1)
    return not has_next or word_list("particle").has(token.low)


def _joined(text: str, tokens: Sequence[Token], number: int) -> bool:
    """Whether nothing but blanks (or the full stop of an initial) lies before a word."""
    gap = text[tokens[number - 1].end : tokens[number].start]
    return (gap.strip() in {"", "-"} and "\n" not in gap) or (gap.strip() == "." and tokens[number - 1].end - tokens[number - 1].start <= 2)


def _is_particle(text: str, tokens: Sequence[Token], number: int, lang: str | None) -> bool:
    token = tokens[number]
    return (
        not token.is_capital
        and word_list("particle").has(token.low)
        # "von der Heide" is a name, "Bilanz des Bebens" a German genitive.
        and not (lang == "de" and token.low in _GERMAN_ARTICLES and tokens[number - 1].low not in {"von", "van"})
        and _joined(text, tokens, number)
        and number + 1 < len(tokens)
        and tokens[number + 1].is_capital
        and _joined(text, tokens, number + 1)
        and not is_common(tokens[number + 1].low, lang)
    )


def _without_particles(tokens: Sequence[Token], first: int, last: int) -> int:
    while last > first + 1 and not tokens[last - 1].is_capital:
        last -= 1
    return last


def _trimmed(text: str, tokens: Sequence[Token], run: _Run, names: Names) -> _Run | None:
    """The run without a first word that only begins a sentence; `None` where nothing is left or it is a public name."""
    name = " ".join(token.low for token in tokens[run.first : run.last])
    if name in names.public:
        return None
    first = run.first
    # German writes the neighbour with a capital too; a verb that begins a sentence stands before a given name.
    while first + 1 < run.last and (word_list("former").has(tokens[first].low) or _is_opening(text, tokens, first)):
        first += 1
    # A word that the same text has in lower case too is no name: "Residents of …", "… residents".
    while first < run.last and _begins(text, tokens[first]) and _written_low(text, tokens[first].low) and not is_given(tokens[first].low):
        first += 1
    if first >= run.last:
        return None
    rest = " ".join(token.low for token in tokens[first : run.last])
    return None if rest in names.public else _Run(first=first, last=run.last)


def _behind_article(text: str, tokens: Sequence[Token], run: _Run, lang: str | None) -> _Run | None:
    """What an article leaves of a run without a given name: nothing of "the Larnby Bridge", the name in "der Maurer Schmidt Pohl".

    Persons bear no article, but in German their trade before them does, and is written like a name.
    """
    before = _word_before(text, tokens, run.first)
    words = tokens[run.first : run.last]
    if before is None or not word_list("article").has(before.low) or lang not in _ARTICLE_LANGUAGES or is_given(words[0].low):
        return run
    if lang != "de":
        return run if any(is_given(token.low) for token in words) else None
    first = run.first + 1
    while first < run.last and not tokens[first].is_capital:
        first += 1
    return _Run(first=first, last=run.last) if first < run.last else None


def _is_opening(text: str, tokens: Sequence[Token], number: int) -> bool:
    return _begins(text, tokens[number]) and not is_given(tokens[number].low) and is_given(tokens[number + 1].low)


def _begins(text: str, token: Token) -> bool:
    before = text[max(0, token.start - 12) : token.start].rstrip(" \t\u00a0\u202f\"'«“„(–—-")
    return not before or before[-1] in ".!?…\n:;"


def _written_low(text: str, word: str) -> bool:
    return word in _low_words(text)


@lru_cache(maxsize=4)
def _low_words(text: str) -> frozenset[str]:
    return frozenset(token.text for token in tokens_of(text) if token.text.islower())


def _is_person(text: str, tokens: Sequence[Token], run: _Run, names: Names, lang: str | None) -> bool:
    words = tokens[run.first : run.last]
    before = _word_before(text, tokens, run.first)
    has_given = any(is_given(part) for token in words for part in (token.low, *token.low.split("-")))
    if before is not None and (word_list("courtesy").has(before.low) or before.text == "M"):
        return True
    is_body = any(word_list("institution").has(token.low) or _is_short_form(token) for token in words)
    is_body = is_body or (lang == "de" and any(token.low.endswith(_GERMAN_NOUNS) for token in words))
    if len(words) > 1:
        return not word_list("institution").has(words[0].low) if has_given else not is_body and not _is_place(before)
    if _AGE_AFTER.match(text, words[0].end) or _is_kin_of(text, tokens, run.first):
        return True
    return has_given and not is_body and not _is_place(before) and (stem_of(words[0].low) in names.parts or _is_alone_given(text, words[0], lang))


def _is_kin_of(text: str, tokens: Sequence[Token], first: int) -> bool:
    """Whether a name behind a comma is that of somebody's kin: "The brother of Ana Ruiz, Jorge, …"."""
    if first == 0 or text[tokens[first - 1].end : tokens[first].start].strip() != ",":
        return False
    for number in range(first - 1, max(-1, first - 1 - _REACH), -1):
        low = tokens[number].low
        if word_list("former").has(low):
            return True
        if not (tokens[number].is_capital or word_list("between").has(low)) or ". " in text[tokens[number].end : tokens[number + 1].start]:
            return False
    return False


def _is_short_form(token: Token) -> bool:
    """UN, NATO, ДСНС: no name of a person."""
    return 1 < len(token.text) <= 5 and token.text.isupper()


def _is_alone_given(text: str, token: Token, lang: str | None) -> bool:
    """A given name alone is a person's, unless it is written small elsewhere or the next word makes it something else (a saint's church)."""
    after = WORD.match(text, token.end + 1)
    is_body = after is not None and word_list("institution").has(after.group().lower())
    return not (_written_low(text, token.low) or is_body or is_common(token.low, lang))


def _is_place(before: Token | None) -> bool:
    return before is not None and word_list("place_before").has(before.low)


def _word_before(text: str, tokens: Sequence[Token], number: int) -> Token | None:
    if number == 0:
        return None
    gap = text[tokens[number - 1].end : tokens[number].start]
    return tokens[number - 1] if gap.strip(" \u00a0\u202f\"'«“„.") == "" and "\n" not in gap else None


def _has_office(text: str, tokens: Sequence[Token], run: _Run) -> bool:
    """Whether a public office stands beside the name: "the mayor of X, Y", "Y, the mayor of X"; never by kinship, and never a former one."""
    return _office_before(text, tokens, run.first) or _office_after(text, tokens, run.last)


def _office_before(text: str, tokens: Sequence[Token], first: int) -> bool:
    is_head = has_office = False
    for number in range(first - 1, max(-1, first - 1 - _REACH), -1):
        gap = text[tokens[number].end : tokens[number + 1].start]
        if gap.strip(" \u00a0\u202f\"'«“„-") not in {"", ","} or ("," in gap and number + 1 != first):
            return False
        low = tokens[number].low
        if word_list("former").has(low):
            return False
        if word_list("role").has(low):
            return not _is_kin_before(tokens, number)
        is_head = is_head or word_list("head").has(low)
        has_office = has_office or word_list("office").has(low) or word_list("institution").has(low)
        if is_head and has_office:
            return not _is_kin_before(tokens, number)
        is_known = tokens[number].is_capital or any(word_list(kind).has(low) for kind in ("head", "office", "between"))
        if not is_known:
            return False
    return False


def _is_kin_before(tokens: Sequence[Token], number: int) -> bool:
    """Whether the two words before an office say that it is somebody else's, or past: "wife of the mayor", "former mayor"."""
    return any(word_list("former").has(token.low) for token in tokens[max(0, number - 3) : number])


def _office_after(text: str, tokens: Sequence[Token], last: int) -> bool:
    for number in range(last, min(len(tokens), last + 4)):
        gap = text[tokens[number - 1].end : tokens[number].start].strip(" \u00a0\u202f")
        if gap != ("," if number == last else "") and gap not in {"(", "–", "—"}:
            return False
        low = tokens[number].low
        if word_list("former").has(low):
            return False
        if word_list("role").has(low):
            return True
        if word_list("head").has(low):
            return any(word_list("office").has(token.low) or word_list("institution").has(token.low) for token in tokens[number + 1 : number + 5])
        if not (word_list("between").has(low) or word_list("office").has(low)):
            return False
    return False


def _words_of(names: Iterable[str]) -> set[str]:
    return {stem_of(word) for name in names for word in name.split()}


def _plain(name: str) -> str:
    return " ".join(token.low for token in tokens_of(name))
