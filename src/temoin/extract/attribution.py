"""Who is said to know: sources, the words that name them as such, and what those words govern."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Cue, Draft, Reading
from temoin.extract.things import capital_run, is_name_word
from temoin.extract.tokens import Sentence
from temoin.model import ClaimKind, SourceClass

__all__ = ["attribute", "carried", "find_cues", "is_about_before", "pass_back"]

_LONGEST_SOURCE = 12
_STUB = 3
"""A clause of so few words before "according to" has nothing of its own to govern ("– so lautet nach Angaben …")."""
_LONGEST_SUBJECT = 5
_NO_SOURCE = frozenset({
    "aux", "kind", "effect", "effect_before", "pronoun", "relative", "said", "number", "kind_noun", "negator", "place_prep", "date_prep", "with", "hedge", "and", "weekday",
    "day_word", "month", "means", "attack", "total", "plural", "statement", "into", "day_part", "unharmed",
})
_STOPS = frozenset(",;:.!?()—–\"")


def find_cues(reading: Reading, earlier: Cue | None = None) -> None:
    """Find a sentence's attributions, in order.

    Args:
        reading: of the sentence; cues are added to it.
        earlier: the last cue of the sentences before, to which "according to him" refers.
    """
    sentence = reading.sentence
    position = 0
    while position < sentence.n:
        cue = None
        if sentence.has(position, "according"):
            cue = _according(reading, position, earlier)
        elif any(sentence.has(position, category) for category in ("said", "denied", "citing")):
            cue = _said(reading, position) or _said_by_same(reading, position, earlier)
        if cue is None:
            position += 1
            continue
        reading.cues.append(cue)
        position = max(cue.verb[1], position + 1)
    _pictures(reading)


def _according(reading: Reading, position: int, earlier: Cue | None) -> Cue | None:
    """"According to X[, citing Y]": governs its segment; what went before too where it comes last."""
    sentence = reading.sentence
    verb = (position, sentence.after(position, "according") or position + 1)
    segment = reading.segment(position)
    if sentence.value(position, "according") == "he":
        return None if earlier is None else Cue(position, verb[1], earlier.chain[:1], segment, verb, "before", earlier.source)
    if sentence.value(position, "according") == "who":
        known = _source_before_comma(reading, position)
        return None if known is None else Cue(known[0], verb[1], (known,), (verb[1], segment[1]), verb, "before")
    source = _source_at(reading, verb[1]) or _source_within(reading, verb[1]) or _unknown_phrase(reading, verb[1])
    if source is None:
        return None
    chain, last = _with_relays(reading, source)
    is_last = _is_end(sentence, last, segment[1])
    if position - segment[0] <= 1 and not is_last:
        segment = (segment[0], _until_next_cue(reading, segment[1]))
    is_first = all(not sentence.is_word(at) for at in range(segment[0], position)) or position - segment[0] <= 2
    scope = segment if is_first or is_last else _from_here(reading, position, last, segment)
    return Cue(position, last, chain, scope, verb, "before")


def _source_before_comma(reading: Reading, position: int) -> tuple[int, int, str] | None:
    """The source that a relative "according to whom" goes back to."""
    sentence = reading.sentence
    last = position - 1 if position > 0 and sentence.words[position - 1] == "," else position
    for at in range(last - 1, max(-1, last - 6), -1):
        mark = sentence.marks[at].get("source")
        if mark is not None:
            return _article(reading, at), last, mark[0]
    return None


def _until_next_cue(reading: Reading, position: int) -> int:
    """The end of the segments from a token on that have no cue of their own: "according to X, …; …"."""
    sentence = reading.sentence
    end = position
    while end < sentence.n:
        following = reading.segment(min(end + 1, sentence.n - 1))
        if any(sentence.has(at, category) for at in range(*following) for category in ("said", "according", "denied")):
            break
        end = following[1]
    return end


def _source_within(reading: Reading, position: int) -> tuple[int, int, str] | None:
    """"selon le dernier bilan des pompiers": the first source before the next comma."""
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


def _unknown_phrase(reading: Reading, position: int) -> tuple[int, int, str] | None:
    """A noun phrase after a cue, of whom no table knows who they are: up to the next mark, verb or number."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and at - position < _LONGEST_SUBJECT:
        light = sentence.has(at, "article") or sentence.has(at, "one") or sentence.has(at, "of") or sentence.has(at, "modifier") or sentence.words[at] in "'\""
        if not (light or (sentence.is_word(at) and not sentence.marks[at].keys() & _NO_SOURCE)):
            break
        at += 1
    while at > position and (sentence.has(at - 1, "of") or sentence.has(at - 1, "article")):
        at -= 1
    is_led = sentence.has(position, "article") or sentence.has(position, "one") or reading.grammar.case_articles or sentence.is_capital(position)
    return (position, at, SourceClass.ANONYMOUS.value) if at > position and is_led and (at - position > 1 or reading.grammar.case_articles) else None


def _from_here(reading: Reading, position: int, last: int, segment: tuple[int, int]) -> tuple[int, int]:
    """A cue in the middle governs what follows; between commas it governs the whole clause around it."""
    sentence = reading.sentence
    start = next((at + 1 for at in range(position - 1, segment[0] - 1, -1) if sentence.words[at] in ",:—–-" and not sentence.is_glued(at)), segment[0])
    if position > start > segment[0] and position - start <= _STUB:
        return segment
    if position > 0 and sentence.words[position - 1] == "," and last < sentence.n and sentence.words[last] == ",":
        return (_clause_start(sentence, position - 1, segment[0]), segment[1])
    return (_clause_start(sentence, position, segment[0]), segment[1]) if sentence.words[position - 1] != "," else (position, segment[1])


def _clause_start(sentence: Sentence, position: int, floor: int) -> int:
    return next((at + 1 for at in range(position - 1, floor - 1, -1) if sentence.words[at] in ",;:—–"), floor)


def _is_end(sentence: Sentence, position: int, last: int) -> bool:
    return position >= last or sentence.words[position] in ".;!?\"" or (sentence.words[position] == "," and position + 1 >= last)


def _said(reading: Reading, position: int) -> Cue | None:
    """A verb of saying with its subject before or after it."""
    sentence = reading.sentence
    category = next(category for category in ("denied", "said", "citing") if sentence.has(position, category))
    verb = (position, sentence.after(position, category) or position + 1)
    if category == "citing":
        return _citing(reading, verb)
    before = _subject_before(reading, position)
    outer: tuple[int, int, str] | None = None
    relay = None if before is None else sentence.before(before[0], "relay")
    if before is not None and relay is not None:
        inner = _subject_before(reading, relay)
        before, outer = (inner, before) if inner is not None else (before, None)
    after = None if outer is not None or (before is not None and _is_near(sentence, before[1], position)) else _source_at(reading, _past_light(reading, verb[1]), strict=True)
    if before is not None and sentence.has(before[0], "relay"):
        inner = _source_at(reading, _past_light(reading, verb[1]), strict=True)
        before, outer, after = (before, None, after) if inner is None else (inner, before, None)
    source = after or before
    if source is None and position > 0 and sentence.words[position - 1] in ",\"—–":
        source = after = _unknown_phrase(reading, _past_light(reading, verb[1]))
    if source is None:
        return None
    if any(cue.first <= source[0] < cue.last for cue in reading.cues):
        return None
    chain, last = ((source, outer), outer[1]) if outer is not None else _with_relays(reading, source)
    first, last = min(source[0], position), max(last, source[1], verb[1])
    return Cue(first, last, chain, _said_scope(reading, first, last, is_after=source is after), verb, category)


def _said_by_same(reading: Reading, position: int, earlier: Cue | None) -> Cue | None:
    """"He added that …", "Добавил, что …": the source of the sentence before."""
    sentence = reading.sentence
    if sentence.has(position, "citing") or any(cue.scope[0] <= position < cue.last for cue in reading.cues):
        return None
    category = "denied" if sentence.has(position, "denied") else "said"
    verb = (position, sentence.after(position, category) or position + 1)
    at = position
    while at > 0 and any(sentence.has(at - 1, light) for light in ("aux", "adverb")):
        at -= 1
    own = next((cue for cue in reversed(reading.cues) if cue.last <= position), None)
    known = own or earlier
    is_pronoun = sentence.before(at, "pronoun") is not None
    is_dropped = reading.grammar.drops_pronouns and (at == 0 or sentence.words[at - 1] in ",;\"—–" or sentence.has(at - 1, "and"))
    if known is None or known.kind == "shown" or not (is_pronoun or is_dropped or (own is not None and at > 0 and sentence.has(at - 1, "and"))):
        return None
    source = known.source if own is None else own.source
    first = sentence.before(at, "pronoun") if is_pronoun else at
    first = at if first is None else first
    return Cue(first, verb[1], known.chain, _said_scope(reading, first, verb[1], is_after=False), verb, category, source)


def _is_near(sentence: Sentence, last: int, position: int) -> bool:
    return all(not sentence.is_word(at) or sentence.has(at, "aux") or sentence.has(at, "adverb") or sentence.has(at, "pronoun") for at in range(last, position))


def _citing(reading: Reading, verb: tuple[int, int]) -> Cue | None:
    source = _source_at(reading, verb[1])
    if source is None:
        return None
    known = next((cue for cue in reversed(reading.cues) if cue.last <= verb[1]), None)
    chain: tuple[tuple[int, int, str], ...] = (source,)
    scope = reading.segment(verb[0])
    if known is not None:
        reading.cues.remove(known)
        chain, scope = (source, *known.chain), known.scope
        if known.kind == "said":
            scope = _said_scope(reading, known.first, source[1], is_after=known.chain[0][0] >= known.verb[1])
        return Cue(known.first, source[1], chain, scope, known.verb, known.kind)
    return Cue(verb[0], source[1], chain, scope, verb, "before")


def _past_light(reading: Reading, position: int) -> int:
    """Past a date, an adverb or a pronoun between the verb and its subject."""
    sentence, at = reading.sentence, position
    while at < sentence.n:
        led = sentence.after(at, "date_prep") or at
        date = next((date for date in reading.dates if date.first in {at, led}), None)
        if date is not None:
            at = date.last
        elif (sentence.has(at, "day_part") and at > 0) or sentence.has(at, "particle"):
            at += 1
        elif sentence.has(at, "adverb") or (sentence.words[at] == "," and sentence.has(at + 1, "pronoun") and at + 2 < sentence.n and sentence.words[at + 2] == ","):
            at = sentence.after(at, "adverb") or at + 3
        else:
            return at
    return at


def _said_scope(reading: Reading, first: int, last: int, *, is_after: bool) -> tuple[int, int]:
    sentence = reading.sentence
    segment = reading.segment(first)
    end = _past_light(reading, last)
    leads = any(sentence.is_word(at) for at in range(segment[0], first)) and (first == 0 or sentence.words[first - 1] in ",\"—–" or is_after)
    if leads and (_is_end(sentence, end, segment[1]) or (end < sentence.n and sentence.words[end] in ",—–")):
        return (_after_cue(reading, segment[0], first), first) if not _is_end(sentence, end, segment[1]) else (segment[0], segment[1])
    if sentence.words[first - 1] == "," and first > 0 and not leads:
        return (first, segment[1])
    start = segment[0] if first - segment[0] <= 4 else first
    return (start, segment[1])


def _after_cue(reading: Reading, floor: int, first: int) -> int:
    return max((cue.last for cue in reading.cues if floor <= cue.last <= first and cue.kind == "said"), default=floor)


def _subject_before(reading: Reading, position: int) -> tuple[int, int, str] | None:
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


def _with_name(reading: Reading, source: tuple[int, int, str], position: int) -> tuple[int, int, str]:
    """A source with the name that stands between commas after it: "La empresa, Pryladmash, niega"."""
    sentence, at = reading.sentence, source[1]
    if at < position and sentence.words[at] == "," and is_name_word(reading, at + 1):
        last = capital_run(reading, at + 1)
        if last < position and sentence.words[last] == ",":
            return source[0], last, source[2]
    return source


def _governs(reading: Reading, source: tuple[int, int, str], position: int) -> bool:
    """Whether a source can be the subject of a verb: next to it, or parted from it by an apposition or a relative clause between commas."""
    sentence = reading.sentence
    between = range(source[1], position)
    commas = [at for at in between if sentence.words[at] == ","]
    if not commas and sentence.has(source[1], "relative"):
        return not any(sentence.words[at] in ";:\"" or sentence.has(at, "said") for at in between)
    if not commas:
        return _is_near(sentence, source[1], position) or (len(between) <= 4 and not any(sentence.has(at, "kind") or sentence.has(at, "effect") for at in between))
    if len(commas) < 2 or commas[0] != source[1]:
        return False
    return _is_near(sentence, commas[-1] + 1, position)


def _unknown_subject(reading: Reading, position: int) -> tuple[int, int, str] | None:
    """A noun phrase with an article right before the verb, of whom no table knows who they are."""
    sentence = reading.sentence
    last = position
    while last > 0 and any(sentence.has(last - 1, light) for light in ("aux", "adverb")):
        last -= 1
    first = last
    if reading.grammar.case_articles:
        while first > 0 and last - first < _LONGEST_SUBJECT and _is_subject_word(reading, first - 1) and not sentence.marks[first - 1].keys() & {"place_prep", "with"}:
            first -= 1
        is_clause = first == 0 or sentence.words[first - 1] in ",;\"—–"
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
    bad = {"kind", "effect", "effect_after", "effect_before", "pronoun", "relative", "said", "means", "attack", "number", "image", "and", "negator", "kind_noun", "total"}
    return sentence.is_word(position) and not sentence.marks[position].keys() & bad


def _source_ending(reading: Reading, at: int, limit: int) -> tuple[int, int, str] | None:
    """A source whose noun stands at a token: its phrase from its article on."""
    sentence = reading.sentence
    mark = sentence.marks[at].get("source") or sentence.marks[at].get("pronoun_source")
    if mark is not None:
        first = _article(reading, at)
        return first, min(_source_end(reading, at, mark[1]), limit), mark[0]
    if is_name_word(reading, at) and (at == 0 or not is_name_word(reading, at - 1)):
        last = min(capital_run(reading, at), limit)
        titled = _titled(reading, at, last, limit)
        if titled is not None:
            return titled
        is_plain = reading.grammar.capital_nouns and last - at < 2 and not (at > 0 and sentence.words[at - 1] in "\"'")
        if not is_plain and (_is_near(sentence, last, limit) or sentence.words[last] in "'\","):
            return _named(reading, at, last)
    return None


def _titled(reading: Reading, at: int, last: int, limit: int) -> tuple[int, int, str] | None:
    """A name that belongs to a source before it: "governor X", "the governor, X,", "the hospital in X", "le ministère de l'Intérieur"."""
    sentence = reading.sentence
    if not _is_near(sentence, last, limit) and not (last < limit and sentence.words[last] == "," and _is_near(sentence, last + 1, limit)):
        return None
    before = at
    for category in ("article", "place_prep", "of"):
        start = sentence.before(before, category)
        before = before if start is None else start
    if before == at and at > 0 and sentence.words[at - 1] == "," and last < limit and sentence.words[last] == ",":
        before = at - 1
    for start in (sentence.before(before, "source"), sentence.before(before - 1, "source") if before > 1 and not reading.grammar.case_articles else None):
        if start is not None:
            return _article(reading, start), last, sentence.marks[start]["source"][0]
    return None


def _named(reading: Reading, first: int, last: int) -> tuple[int, int, str]:
    return _article(reading, first), last, SourceClass.MEDIA.value


def _article(reading: Reading, position: int) -> int:
    """The article before a source's noun, past at most three adjectives."""
    sentence = reading.sentence
    at = position
    for _ in range(4):
        for category in ("article", "one", "modifier", "quantifier"):
            start = sentence.before(at, category)
            if start is not None and (not sentence.has(start, "of") or start == 0 or sentence.words[start - 1] in ",;\"—–"):
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
    known = sentence.marks[position].keys() - {"source", "nation", "modifier", "person", "other", "facility", "street", "title", "image", "thing", "place_noun"}
    return not known and (sentence.words[position][0].islower() or position == 0 or sentence.has(position, "source")) and len(sentence.words[position]) > 2


def _source_at(reading: Reading, position: int, *, strict: bool = False) -> tuple[int, int, str] | None:
    """A source that begins at a token."""
    sentence = reading.sentence
    at = position
    while at < sentence.n and (sentence.has(at, "article") or sentence.has(at, "one") or sentence.words[at] in "'\"" or (at == position and (sentence.has(at, "of") or (strict and sentence.has(at, "place_prep"))))):
        at = sentence.after(at, "article") or at + 1
    for head in range(at, min(at + 5, sentence.n)):
        mark = sentence.marks[head].get("source") or sentence.marks[head].get("pronoun_source")
        if mark is not None:
            first = position
            if sentence.has(first, "of") and sentence.has(first, "article") and first < at:
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
            return position if sentence.words[position] not in "'\"" else position, last, SourceClass.MEDIA.value
        if sentence.words[head] in _STOPS or not (_is_adjective(reading, head) or sentence.has(head, "modifier")):
            return None
    return None


def _past_quote(sentence: Sentence, head: int, last: int) -> int:
    """Past the closing quote of a name in quotes."""
    if head == 0 or sentence.words[head - 1] not in "'\"":
        return last
    return next((at + 1 for at in range(last, min(sentence.n, last + 6)) if sentence.words[at] == sentence.words[head - 1]), last)


def _inner_class(sentence: Sentence, mark: tuple[str, int], last: int) -> str:
    """"sources in the emergency services": the class of those the source is of."""
    if mark[0] != SourceClass.ANONYMOUS.value:
        return mark[0]
    return next((value for at in range(mark[1], last) if (value := sentence.value(at, "source")) is not None), mark[0])


def _source_end(reading: Reading, head: int, last: int) -> int:
    """Past the complements of a source: "des services d'urgence de la région", "«Приладмаш»", names."""
    sentence, at = reading.sentence, last
    while at < sentence.n and at - head < _LONGEST_SOURCE:
        after = sentence.after(at, "of") or (sentence.after(at, "source") if sentence.has(at, "source") else None)
        inside = _inside(reading, at) or _age(reading, at)
        if sentence.has(at, "source"):
            at = sentence.after(at, "source") or at + 1
        elif inside is not None:
            at = inside
        elif after is not None and after < sentence.n and (_is_noun(reading, _past_article(sentence, after))):
            at = _past_article(sentence, after) + 1
            at = capital_run(reading, at - 1) if is_name_word(reading, at - 1) else at
        elif sentence.words[at] in "'\"" and is_name_word(reading, at + 1):
            close = next((other + 1 for other in range(at + 1, min(at + 8, sentence.n)) if sentence.words[other] == sentence.words[at]), None)
            if close is None:
                return at
            at = close
        elif is_name_word(reading, at) and not reading.grammar.capital_nouns:
            at = capital_run(reading, at)
        elif reading.grammar.case_articles and (_is_adjective(reading, at) and not sentence.marks[at] or (sentence.has(at, "thing") and sentence.words[at][0].islower())):
            at += 1
        elif _is_relational(reading, at):
            at += 1
        else:
            break
    return at


def _age(reading: Reading, position: int) -> int | None:
    """One past "de 67 ans" after a source."""
    after = reading.sentence.after(position, "of")
    amount = next((amount for amount in reading.amounts if amount.core == after), None)
    return amount.last if amount is not None and amount.head is not None and amount.head.category == "duration" else None


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
    return sentence.is_word(position) and not sentence.marks[position].keys() - {"nation"} and not reading.grammar.month_first and sentence.low[position].endswith((
        "ale", "ales", "al", "aux", "ales", "iens", "ien", "ienne", "aires", "aire", "ique", "iques", "ali", "ale", "ari", "ario", "aria", "ana", "ano", "ani", "ica", "ico", "ici",
        "icos", "icas", "anas", "anos", "arios", "arias", "és", "ées", "cal", "isme", "ime", "ima", "imo", "ise", "ais", "aise", "eño", "eña", "eños", "ense", "nense",
    ))


def _past_article(sentence: Sentence, position: int) -> int:
    at = position
    while at < sentence.n and (sentence.has(at, "article") or sentence.has(at, "one")):
        at = sentence.after(at, "article") or at + 1
    return at


def _is_noun(reading: Reading, position: int) -> bool:
    sentence = reading.sentence
    return position < sentence.n and sentence.is_word(position) and not sentence.marks[position].keys() & {"aux", "said", "kind", "effect", "number", "pronoun", "relative"}


def _with_relays(reading: Reading, source: tuple[int, int, str]) -> tuple[tuple[tuple[int, int, str], ...], int]:
    """The chain of a source that cites another: "X, citing Y"; "Y told Z"."""
    sentence = reading.sentence
    at = source[1]
    relay = sentence.after(at, "relay")
    for _ in range(3 if relay is None else 0):
        if at < sentence.n and (sentence.words[at] == "," or sentence.has(at, "relative")):
            at = sentence.after(at, "relative") or at + 1
    relay = relay or sentence.after(at, "relay")
    if relay is not None:
        outer = _source_at(reading, relay)
        if outer is not None:
            return (source, outer), outer[1]
    if not sentence.has(at, "citing"):
        return (source,), source[1]
    inner = _source_at(reading, sentence.after(at, "citing") or at + 1)
    if inner is None:
        return (source,), source[1]
    last = inner[1] + 1 if inner[1] < sentence.n and sentence.words[inner[1]] == "," and sentence.words[at - 1] != "," else inner[1]
    return (inner, source), last


def _pictures(reading: Reading) -> None:
    """"On a satellite image …", "the image shows": pictures as sources, where nobody else is named."""
    sentence = reading.sentence
    position = sentence.find("image")
    if position is None:
        return
    if reading.cues:
        _released(reading, position)
        return
    first, last = _article(reading, position), sentence.after(position, "image") or position + 1
    segment = reading.segment(position)
    later = next((at for at in range(last, min(sentence.n, last + 16)) if sentence.value(at, "said_after") == "show"), None)
    is_led = first > 0 and (sentence.before(first, "place_prep") is not None or sentence.before(first, "date_prep") is not None)
    if later is None and not is_led:
        return
    verb = (later, later + 1) if later is not None else (first, last)
    is_last = later is not None and _is_end(sentence, later + 1, segment[1])
    scope = (segment[0], first) if is_last else (last, segment[1])
    reading.cues.append(Cue(first, last, ((first, last, SourceClass.IMAGERY.value),), scope, verb, "shown"))


def _released(reading: Reading, position: int) -> None:
    """"The images, released by X, show …": whoever released the pictures passes on what they show."""
    sentence = reading.sentence
    released = sentence.find("released", position, position + 6)
    if released is None:
        return
    outer = _source_at(reading, sentence.after(released, "released") or released + 1)
    if outer is None:
        return
    reading.cues[:] = [
        attrs.evolve(cue, chain=(*cue.chain, outer)) if cue.chain[-1][2] == SourceClass.IMAGERY.value and cue.first > position else cue
        for cue in reading.cues
        if not cue.first <= outer[0] < cue.last or cue.chain[0][2] == SourceClass.IMAGERY.value
    ]


def attribute(reading: Reading, draft: Draft) -> None:
    """Give a draft the chain of the cue that governs it: the narrowest scope, then the nearest."""
    sentence = reading.sentence
    anchor = draft.first
    cues = [cue for cue in reading.cues if cue.scope[0] <= anchor < cue.scope[1] and not any(first <= anchor < last for first, last, _ in cue.chain if cue.source is None)]
    if not cues or (draft.kind is ClaimKind.DISTANCE and _is_aside(sentence, draft)):
        return
    best = min(cues, key=lambda cue: (_reach(cue, anchor), cue.scope[1] - cue.scope[0]))
    draft.chain = tuple((best.source or sentence, first, last, kind) for first, last, kind in best.chain)
    draft.is_inherited = best.source is not None
    draft.cue = (sentence, *best.verb)


def is_about_before(reading: Reading) -> bool:
    """Whether a sentence says who said the one before: "Das teilte X mit", "Lo riferisce X", "Об этом сообщает X"."""
    sentence = reading.sentence
    after = sentence.after(0, "about_this")
    return bool(reading.cues) and after is not None and reading.cues[0].kind == "said" and sentence.has(after, "said")


def pass_back(before: Reading, cue: Cue, sentence: Sentence) -> None:
    """Give a cue to the claims of the sentence before that have none."""
    for draft in before.drafts:
        if not draft.chain and draft.kind not in {ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE}:
            draft.chain = tuple((sentence, first, last, kind) for first, last, kind in cue.chain)
            draft.cue, draft.is_inherited = (sentence, *cue.verb), True


def carried(cue: Cue, sentence: Sentence) -> Cue:
    """A cue of an earlier sentence that governs this one, whose mood is that of reported speech."""
    return attrs.evolve(cue, first=0, last=0, scope=(0, sentence.n), verb=(0, 1))


def _is_aside(sentence: Sentence, draft: Draft) -> bool:
    """A distance in a clause between two commas ("situé à 11 km en aval,"): the publisher's own words."""
    first = next((at for at in range(draft.first, max(-1, draft.first - 5), -1) if sentence.words[at] == ","), None)
    last = next((at for at in range(draft.last, min(sentence.n, draft.last + 5)) if sentence.words[at] == ","), None)
    return first is not None and last is not None and sentence.before(draft.first, "distance_cue") is not None


def _reach(cue: Cue, anchor: int) -> int:
    return anchor - cue.last if anchor >= cue.last else cue.first - anchor
