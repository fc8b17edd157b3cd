"""Noun phrases of sources: where they begin and end, and of what kind they are."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.things import capital_run, is_name_word
from temoin.extract.tokens import Sentence
from temoin.model import SourceClass

__all__ = [
    "SourcePhrase",
    "is_near",
    "source_at",
    "source_before_comma",
    "source_end",
    "source_start",
    "source_within",
    "unknown_phrase",
    "with_relays",
]

SourcePhrase = tuple[int, int, str]
"""A source's noun phrase: first token, one past the last, class."""
_LONGEST_SOURCE = 12
_LONGEST_SUBJECT = 5
_NO_SOURCE = frozenset(
    [
        "aux",
        "kind",
        "effect",
        "effect_before",
        "pronoun",
        "relative",
        "said",
        "number",
        "kind_noun",
        "negator",
        "place_prep",
        "date_prep",
        "with",
        "hedge",
        "and",
        "weekday",
        "day_word",
        "month",
        "means",
        "attack",
        "total",
        "plural",
        "statement",
        "into",
        "day_part",
        "unharmed",
    ]
)
"""Categories of words that end a source that no table knows."""
_STOPS = frozenset(',;:.!?()—–"')


def source_before_comma(reading: Reading, position: int) -> SourcePhrase | None:
    """The source that a relative "according to whom" goes back to."""
    sentence = reading.sentence
    last = position - 1 if position > 0 and sentence.words[position - 1] == "," else position
    for at in range(last - 1, max(-1, last - 6), -1):
        mark = sentence.marks[at].get("source")
        if mark is not None:
            return source_start(reading, at), last, mark[0]
    return None


def source_within(reading: Reading, position: int) -> SourcePhrase | None:
    """As in "selon le dernier bilan des pompiers": the first source before the next comma."""
    sentence = reading.sentence
    for at in range(position, min(sentence.n, position + 9)):
        if sentence.words[at] in _STOPS:
            return None
        mark = sentence.marks[at].get("source")
        if mark is not None:
            first = at
            while first > position and (sentence.before(first, "article") is not None) and not sentence.has(first - 1, "of"):
                first = sentence.before(first, "article") or first - 1
            return first, source_end(reading, at, mark[1]), mark[0]
    return None


def unknown_phrase(reading: Reading, position: int) -> SourcePhrase | None:
    """A noun phrase after a cue, of whom no table knows who they are: up to the next mark, verb or number."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and at - position < _LONGEST_SUBJECT:
        light = (
            sentence.has(at, "article")
            or sentence.has(at, "one")
            or sentence.has(at, "of")
            or sentence.has(at, "modifier")
            or sentence.words[at] in "'\""
        )
        if not (light or (sentence.is_word(at) and not sentence.marks[at].keys() & _NO_SOURCE)):
            break
        at += 1
    while at > position and (sentence.has(at - 1, "of") or sentence.has(at - 1, "article")):
        at -= 1
    is_led = sentence.has(position, "article") or sentence.has(position, "one") or reading.grammar.case_articles or sentence.is_capital(position)
    return (position, at, SourceClass.ANONYMOUS.value) if at > position and is_led and (at - position > 1 or reading.grammar.case_articles) else None


def is_near(sentence: Sentence, last: int, position: int) -> bool:
    """Whether nothing but auxiliaries, adverbs and pronouns stand between two tokens."""
    return all(
        not sentence.is_word(at) or sentence.has(at, "aux") or sentence.has(at, "adverb") or sentence.has(at, "pronoun")
        for at in range(last, position)
    )


def source_start(reading: Reading, position: int) -> int:
    """The article before a source's noun, past at most three adjectives."""
    sentence = reading.sentence
    at = position
    for _ in range(4):
        for category in ("article", "one", "modifier", "quantifier"):
            start = sentence.before(at, category)
            if start is not None and (
                not sentence.has(start, "of") or reading.grammar.capital_nouns or start == 0 or sentence.words[start - 1] in ',;"—–'
            ):
                return start
        if at > 1 and sentence.words[at - 1] == "-" and sentence.is_glued(at) and sentence.is_word(at - 2):
            at -= 2
            continue
        if at == 0 or not _is_adjective(reading, at - 1):
            break
        at -= 1
    return at if at != position and not reading.grammar.case_articles else _adjectives(reading, position)


def _adjectives(reading: Reading, position: int) -> int:
    at = position
    while at > 0 and _is_adjective(reading, at - 1) and position - at < 3:
        at -= 1
    return at


def _is_adjective(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    if not sentence.is_word(position):
        return False
    known = sentence.marks[position].keys() - {
        "source",
        "nation",
        "modifier",
        "person",
        "other",
        "facility",
        "street",
        "title",
        "image",
        "thing",
        "place_noun",
    }
    return (
        not known
        and (sentence.words[position][0].islower() or position == 0 or sentence.has(position, "source"))
        and len(sentence.words[position]) > 2
    )


def source_at(reading: Reading, position: int, *, strict: bool = False) -> SourcePhrase | None:
    """A source that begins at a token."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and (
        sentence.has(at, "article")
        or sentence.has(at, "one")
        or sentence.words[at] in "'\""
        or (at == position and (sentence.has(at, "of") or (strict and sentence.has(at, "place_prep"))))
    ):
        at = sentence.after(at, "article") or at + 1
    for head in range(at, min(at + 5, sentence.n)):
        mark = sentence.marks[head].get("source") or sentence.marks[head].get("pronoun_source")
        if mark is not None:
            first = position
            if first < at and _is_led_only(reading, first):
                first = at
            last = source_end(reading, head, mark[1])
            return first, last, _inner_class(sentence, mark, last)
        if is_name_word(reading, head) and not (strict and reading.grammar.capital_nouns):
            last = _past_quote(sentence, head, capital_run(reading, head))
            full = source_end(reading, head, last)
            if full > last:
                inner = next((value for at in range(last, full) if (value := sentence.value(at, "source")) is not None), SourceClass.MEDIA.value)
                return position, full, inner
            later = sentence.marks[last].get("source") if last < sentence.n else None
            if later is not None:
                return position, source_end(reading, last, later[1]), later[0]
            return position, last, SourceClass.MEDIA.value
        if sentence.words[head] in _STOPS or not (_is_adjective(reading, head) or sentence.has(head, "modifier")):
            return None
    return None


def _is_led_only(reading: Reading, position: int) -> bool:
    """Whether a token before a source is a preposition (alone or with its article) and stays out."""
    sentence = reading.sentence
    is_contracted = sentence.has(position, "of") and sentence.has(position, "article") and not reading.grammar.capital_nouns
    return is_contracted or (sentence.has(position, "place_prep") and not sentence.has(position, "article"))


def _past_quote(sentence: Sentence, head: int, last: int) -> int:
    """Past the closing quote of a name in quotes."""
    if head == 0 or sentence.words[head - 1] not in "'\"":
        return last
    return next((at + 1 for at in range(last, min(sentence.n, last + 6)) if sentence.words[at] == sentence.words[head - 1]), last)


def _inner_class(sentence: Sentence, mark: tuple[str, int], last: int) -> str:
    """As in "sources in the emergency services": the class of those the source is of."""
    if mark[0] != SourceClass.ANONYMOUS.value:
        return mark[0]
    return next((value for at in range(mark[1], last) if (value := sentence.value(at, "source")) is not None), mark[0])


def source_end(reading: Reading, head: int, last: int) -> int:
    """Past the complements of a source: "des services d'urgence de la région", "«Приладмаш»", names."""
    sentence, at = reading.sentence, last
    while at < sentence.n and at - head < _LONGEST_SOURCE:
        after = sentence.after(at, "of") or (sentence.after(at, "source") if sentence.has(at, "source") else None)
        inside = _inside(reading, at) or _age(reading, at) or _owned(sentence, at)
        if sentence.has(at, "source"):
            at = sentence.after(at, "source") or at + 1
        elif inside is not None:
            at = inside
        elif after is not None and after < sentence.n and (_is_noun(reading, _past_article(sentence, after))):
            at = _past_article(sentence, after) + 1
            at = capital_run(reading, at - 1) if is_name_word(reading, at - 1) else at
        elif sentence.words[at] in "'\"" and sentence.is_word(at + 1):
            close = next((other + 1 for other in range(at + 1, min(at + 8, sentence.n)) if sentence.words[other] == sentence.words[at]), None)
            if close is None:
                return at
            at = close
        elif is_name_word(reading, at) and not reading.grammar.capital_nouns:
            at = capital_run(reading, at)
        elif (
            reading.grammar.case_articles
            and (
                (_is_adjective(reading, at) and not sentence.marks[at])
                or (
                    sentence.words[at][0].islower()
                    and not sentence.marks[at].keys().isdisjoint({"thing", "place_noun", "street", "nation", "person"})
                )
            )
        ) or _is_relational(reading, at):
            at += 1
        else:
            break
    return at


def _age(reading: Reading, position: int) -> int | None:
    """One past "de 67 ans" after a source."""
    after = reading.sentence.after(position, "of")
    amount = next((amount for amount in reading.amounts if amount.core == after), None)
    return amount.last if amount is not None and amount.head is not None and amount.head.category == "duration" else None


def _owned(sentence: Sentence, position: int) -> int | None:
    """One past "'s office" after a source."""
    return position + 2 if sentence.low[position] == "'s" and sentence.is_word(position + 1) else None


def _inside(reading: Reading, position: int) -> int | None:
    """One past "in the rescue service", where that is where a source sits."""
    sentence = reading.sentence
    after = sentence.after(position, "place_prep")
    if after is None:
        return None
    at = _past_article(sentence, after)
    for head in range(at, min(at + 3, sentence.n)):
        if sentence.has(head, "source"):
            return sentence.after(head, "source")
        if not _is_adjective(reading, head):
            return None
    return None


def _is_relational(reading: Reading, position: int) -> bool:
    """An adjective after its noun in Romance languages ("les autorités régionales")."""
    sentence = reading.sentence
    return (
        sentence.is_word(position)
        and not sentence.marks[position].keys() - {"nation"}
        and not reading.grammar.month_first
        and sentence.low[position].endswith(
            (
                "ale",
                "ales",
                "al",
                "aux",
                "ales",
                "iens",
                "ien",
                "ienne",
                "aires",
                "aire",
                "ique",
                "iques",
                "ali",
                "ale",
                "ari",
                "ario",
                "aria",
                "ana",
                "ano",
                "ani",
                "ica",
                "ico",
                "ici",
                "icos",
                "icas",
                "anas",
                "anos",
                "arios",
                "arias",
                "és",
                "ées",
                "cal",
                "isme",
                "ime",
                "ima",
                "imo",
                "ise",
                "ais",
                "aise",
                "eño",
                "eña",
                "eños",
                "ense",
                "nense",
            )
        )
    )


def _past_article(sentence: Sentence, position: int) -> int:
    at = position
    while at < sentence.n and (sentence.has(at, "article") or sentence.has(at, "one")):
        at = sentence.after(at, "article") or at + 1
    return at


def _is_noun(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    return (
        position < sentence.n
        and sentence.is_word(position)
        and not sentence.marks[position].keys() & {"aux", "said", "kind", "effect", "number", "pronoun", "relative"}
    )


def with_relays(reading: Reading, source: SourcePhrase) -> tuple[tuple[SourcePhrase, ...], int]:
    """The chain of a source that cites another: "X, citing Y"; "Y told Z"."""
    sentence = reading.sentence
    at = source[1]
    relay = sentence.after(at, "relay")
    for _ in range(3 if relay is None else 0):
        if at < sentence.n and (sentence.words[at] == "," or sentence.has(at, "relative")):
            at = sentence.after(at, "relative") or at + 1
    relay = relay or sentence.after(at, "relay")
    if relay is not None:
        outer = source_at(reading, relay)
        if outer is not None:
            return (source, outer), outer[1]
    if not sentence.has(at, "citing"):
        return (source,), source[1]
    inner = source_at(reading, sentence.after(at, "citing") or at + 1)
    if inner is None:
        return (source,), source[1]
    last = inner[1] + 1 if inner[1] < sentence.n and sentence.words[inner[1]] == "," and sentence.words[at - 1] != "," else inner[1]
    return (inner, source), last
