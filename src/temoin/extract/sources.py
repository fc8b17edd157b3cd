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
    "source_start",
    "source_within",
    "subject_before",
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
            return first, _source_end(reading, at, mark[1]), mark[0]
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


def subject_before(reading: Reading, position: int) -> SourcePhrase | None:
    """The nearest source before a verb of saying, in its clause."""
    sentence = reading.sentence
    at = position - 1
    for _ in range(_LONGEST_SOURCE):
        if at < 0 or sentence.words[at] in ";:." or sentence.has(at, "said"):
            return None
        found = _source_ending(reading, at, position)
        if found is not None and _governs(reading, found, position):
            return _with_name(reading, found, position)
        at -= 1
    return _unknown_subject(reading, position)


def _with_name(reading: Reading, source: SourcePhrase, position: int) -> SourcePhrase:
    """A source with the name that stands between commas after it: "La empresa, Pryladmash, niega"."""
    sentence, at = reading.sentence, source[1]
    if at < position and sentence.words[at] == "," and is_name_word(reading, at + 1):
        last = capital_run(reading, at + 1)
        if last < position and sentence.words[last] == ",":
            return source[0], last, source[2]
    return source


def _governs(reading: Reading, source: SourcePhrase, position: int) -> bool:
    """Whether a source can be the subject of a verb: next to it, or parted from it by an apposition or a relative clause between commas."""
    sentence = reading.sentence
    between = range(source[1], position)
    commas = [at for at in between if sentence.words[at] == ","]
    if not commas and sentence.has(source[1], "relative"):
        return not any(sentence.words[at] in ';:"' or sentence.has(at, "said") for at in between)
    if not commas:
        return is_near(sentence, source[1], position) or (
            len(between) <= 4 and not any(sentence.has(at, "kind") or sentence.has(at, "effect") for at in between)
        )
    if len(commas) < 2 or commas[0] != source[1]:
        return False
    return is_near(sentence, commas[-1] + 1, position)


def _unknown_subject(reading: Reading, position: int) -> SourcePhrase | None:
    """A noun phrase with an article right before the verb, of whom no table knows who they are."""
    sentence = reading.sentence
    last = position
    while last > 0 and any(sentence.has(last - 1, light) for light in ("aux", "adverb")):
        last -= 1
    first = last
    if reading.grammar.case_articles:
        while (
            first > 0
            and last - first < _LONGEST_SUBJECT
            and _is_subject_word(reading, first - 1)
            and not sentence.marks[first - 1].keys() & {"place_prep", "with"}
        ):
            first -= 1
        is_clause = first == 0 or sentence.words[first - 1] in ',;"—–'
        return (first, last, SourceClass.ANONYMOUS.value) if is_clause and 0 < last - first <= 3 else None
    while first > 0 and last - first < _LONGEST_SUBJECT and _is_subject_word(reading, first - 1):
        first -= 1
        if sentence.has(first, "article") and not sentence.has(first, "of"):
            break
    if first == last or not (sentence.has(first, "article") or sentence.has(first, "one")) or last - first < 2:
        return None
    return first, last, SourceClass.ANONYMOUS.value


def _is_subject_word(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    bad = {
        "kind",
        "effect",
        "effect_after",
        "effect_before",
        "pronoun",
        "relative",
        "said",
        "means",
        "attack",
        "number",
        "image",
        "and",
        "negator",
        "kind_noun",
        "total",
    }
    return sentence.is_word(position) and not sentence.marks[position].keys() & bad


def _source_ending(reading: Reading, at: int, limit: int) -> SourcePhrase | None:
    """A source whose noun stands at a token: its phrase from its article on."""
    sentence = reading.sentence
    mark = sentence.marks[at].get("source") or sentence.marks[at].get("pronoun_source")
    if mark is not None:
        first = source_start(reading, at)
        return first, min(_source_end(reading, at, mark[1]), limit), mark[0]
    if is_name_word(reading, at) and (at == 0 or not is_name_word(reading, at - 1)):
        last = min(capital_run(reading, at), limit)
        titled = _titled(reading, at, last, limit)
        if titled is not None:
            return titled
        is_plain = reading.grammar.capital_nouns and last - at < 2 and not (at > 0 and sentence.words[at - 1] in "\"'")
        if not is_plain and (is_near(sentence, last, limit) or sentence.words[last] in "'\","):
            return _named(reading, at, last)
    return None


def _titled(reading: Reading, at: int, last: int, limit: int) -> SourcePhrase | None:
    """A name that belongs to a source before it: "governor X", "the governor, X,", "the hospital in X", "le ministère de l'Intérieur"."""
    sentence = reading.sentence
    if not is_near(sentence, last, limit) and not (last < limit and sentence.words[last] == "," and is_near(sentence, last + 1, limit)):
        return None
    before = at
    for category in ("article", "place_prep", "of"):
        start = sentence.before(before, category)
        before = before if start is None else start
    if before == at and at > 0 and sentence.words[at - 1] == "," and last < limit and sentence.words[last] == ",":
        before = at - 1
    for start in (
        sentence.before(before, "source"),
        sentence.before(before - 1, "source") if before > 1 and not reading.grammar.case_articles else None,
    ):
        if start is not None:
            return source_start(reading, start), last, sentence.marks[start]["source"][0]
    return None


def _named(reading: Reading, first: int, last: int) -> SourcePhrase:
    return source_start(reading, first), last, SourceClass.MEDIA.value


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
            last = _source_end(reading, head, mark[1])
            return first, last, _inner_class(sentence, mark, last)
        if is_name_word(reading, head) and not (strict and reading.grammar.capital_nouns):
            last = _past_quote(sentence, head, capital_run(reading, head))
            full = _source_end(reading, head, last)
            if full > last:
                inner = next((value for at in range(last, full) if (value := sentence.value(at, "source")) is not None), SourceClass.MEDIA.value)
                return position, full, inner
            later = sentence.marks[last].get("source") if last < sentence.n else None
            if later is not None:
                return position, _source_end(reading, last, later[1]), later[0]
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


def _source_end(reading: Reading, head: int, last: int) -> int:
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
