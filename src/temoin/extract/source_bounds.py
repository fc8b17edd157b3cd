"""Where the noun phrase of a source begins and ends."""

from __future__ import annotations

from temoin.extract.draft import Reading
from temoin.extract.proper import capital_run, is_name_word
from temoin.extract.tokens import Sentence

__all__ = ["is_adjective", "source_end", "source_start", "with_head"]

_LONGEST_SOURCE = 12


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
        if at == 0 or not is_adjective(reading, at - 1):
            break
        at -= 1
    return at if at != position and not reading.grammar.case_articles else _adjectives(reading, position)


_NO_HEAD = frozenset(
    {
        "total",
        "kind_noun",
        "kind",
        "number",
        "thing",
        "facility",
        "attack",
        "place_noun",
        "image",
        "part",
        "means",
        "effect",
        "said",
        "aux",
        "statement",
    }
)
"""Nouns that a source may follow with "of" without being its own: "the town of the governor"."""


def with_head(reading: Reading, first: int) -> int:
    """Where a source begins whose head stands before it: "the head of the regional fire service"."""
    sentence = reading.sentence
    of = sentence.before(first, "of")
    if of is None and sentence.has(first - 1, "of"):
        of = first - 1
    if of is None or of < 2 or not sentence.is_word(of - 1) or not sentence.words[of - 1].islower() or sentence.marks[of - 1].keys() & _NO_HEAD:
        return first
    start = sentence.before(of - 1, "article")
    start = sentence.before(of - 1, "one") if start is None else start
    return first if start is None or sentence.has(start, "of") else start


def _adjectives(reading: Reading, position: int) -> int:
    at = position
    while at > 0 and is_adjective(reading, at - 1) and position - at < 3:
        at -= 1
    return at


def is_adjective(reading: Reading, position: int) -> bool:
    """Whether a token can be an adjective of a source: a word in lower case that no table knows as anything else."""
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
        and sentence.value(position, "source") != "channel"
        and (sentence.words[position][0].islower() or position == 0 or sentence.has(position, "source"))
        and len(sentence.words[position]) > 2
    )


def source_end(reading: Reading, head: int, last: int) -> int:
    """Past the complements of a source: "des services d'urgence de la région", "«Приладмаш»", names."""
    sentence, at = reading.sentence, last
    while at < sentence.n and at - head < _LONGEST_SOURCE:
        if sentence.has(at, "relay") and not reading.grammar.capital_nouns:
            break
        after = sentence.after(at, "of") or (sentence.after(at, "source") if sentence.has(at, "source") else None)
        inside = _described(reading, at) or _inside(reading, at) or _age(reading, at) or _owned(sentence, at)
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
        elif is_name_word(reading, at) and (not reading.grammar.capital_nouns or (at == last and _is_called(sentence, head, at))):
            at = capital_run(reading, at)
        elif (
            reading.grammar.case_articles
            and (
                (is_adjective(reading, at) and not sentence.marks[at] and not _is_adverb(sentence.low[at]))
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


def _is_called(sentence: Sentence, head: int, position: int) -> bool:
    """Whether a German noun of a firm or an outlet stands before a word that no table knows: "der Firma Norr"."""
    return sentence.value(head, "source") in {"company", "media"} and not sentence.marks[position] and sentence.is_capital(position)


def _is_adverb(word: str) -> bool:
    """Whether a Slavic word ends as adverbs do and adjectives do not: "помилково", but "обласного"."""
    return word.endswith("о") and not word.endswith(("ого", "его", "ього"))


def _described(reading: Reading, position: int) -> int | None:
    """One past a source in the genitive with its adjectives, after another: "главу региональной пожарной службы"."""
    sentence, at = reading.sentence, position
    if not reading.grammar.case_articles:
        return None
    while at < sentence.n and at - position < 3 and "source" not in sentence.marks[at] and is_adjective(reading, at):
        at += 1
    return sentence.after(at, "source") if at > position or sentence.has(at, "source") else None


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
        if not is_adjective(reading, head):
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
