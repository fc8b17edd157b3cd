"""Who says, thinks or shows what, in any text: the words of the source, of the cue and of what is attributed."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.extract.draft import Reading
from temoin.extract.grammar import is_supported, load_grammar
from temoin.extract.tokens import Sentence
from temoin.text import NormalText, Span, normalise

__all__ = ["FoundAttribution", "find_attributions"]

_SAYS = ("said", "denied", "thought", "thought_noun", "citing")
_QUOTES = frozenset('"“”„')
_ASIDES = frozenset(",—–")
"""Marks between which an apposition stands."""
_HARD = frozenset(';:()—–―"')
_LONGEST_SOURCE = 24
_LONGEST_ADJUNCT = 14
_FARTHEST_AGENT = 5
_SHORTEST_QUOTE = 4
"""Words of a quotation that nobody is named for: shorter ones are names and doubtful words."""
_NO_NOUN = frozenset(
    {
        "article",
        "one",
        "of",
        "place_prep",
        "date_prep",
        "with",
        "to",
        "and",
        "aux",
        "relative",
        "said",
        "thought",
        "adverb",
        "modifier",
        "other",
        "number",
    }
)
_DOING = frozenset({"by", "in", "while", "after", "before", "when", "without", "from", "for", "of"})
"""Prepositions before a participle, whose subject is that of the sentence: "began by saying"."""
_ADDRESSED = frozenset({"told", "tells", "tell", "telling"})
"""Verbs after which whoever is spoken to stands, never the one who speaks."""
_SELDOM = frozenset(
    [
        *("registered", "captured", "raised", "put", "measures", "related", "based", "defined", "proved", "planned", "published", "sent", "released"),
        *("state", "states", "means", "mean", "face", "faces", "attack", "attacks", "thanks", "find", "use", "uses", "like", "report", "reporting"),
        *("encouraging", "reflects", "comments", "remarks", "maintained", "maintains", "broadcast", "detailed", "believed", "alleged", "lists"),
    ]
)
"""Words of saying, of counting and of pictures that in most texts are nouns, or tell of something else."""
_OPENING = frozenset({"when", "while", "after", "although", "though", "if", "since", "before", "because"})
"""Words that open a clause before the main one."""
_HEADLINE = frozenset({"says", "tells", "warns", "claims", "admits", "insists", "confirms", "announces", "reveals", "predicts"})
"""Verbs that a headline writes with a capital: "Mayor Says …"."""
_NO_SUBJECT = frozenset({"relative", "of", "place_prep", "with", "into", "date_prep", "to", "negator"})
"""What ends the search for the beginning of a subject, read back from its verb."""


@attrs.frozen(kw_only=True)
class FoundAttribution:
    """Something that is attributed.

    Args:
        cue: the words that attribute it, or `None` for a quotation that goes on from the sentence before.
        source: who it is attributed to, or `None` where nobody is named.
        content: what is attributed, in one piece or several.
    """

    cue: Span | None
    source: Span | None
    content: tuple[Span, ...]


_Range = tuple[int, int]


@attrs.frozen
class _Group:
    """An attribution in tokens of its sentence."""

    cue: _Range
    source: _Range | None
    content: tuple[_Range, ...]


def find_attributions(text: str, lang: str) -> tuple[FoundAttribution, ...]:
    """All that a text attributes to somebody, in the order of its cues.

    Wider than the chain of a claim: opinions, wishes and findings count as well as statements, and a source that is only a pronoun is one.

    Args:
        text: any text.
        lang: a language that has a table; else nothing is found.
    """
    if not is_supported(lang):
        return ()
    grammar = load_grammar(lang)
    normal = normalise(text)
    found: list[FoundAttribution] = []
    paragraph, is_open = -1, False
    for sentence in grammar.sentences(normal.text, wide=True):
        is_open = is_open and sentence.paragraph == paragraph
        paragraph = sentence.paragraph
        quoted, is_open = _quoted(sentence, is_open=is_open)
        groups = list(_groups(Reading(sentence, grammar), quoted))
        held = {at for group in groups for part in group.content for at in range(*part)}
        found += [_spans(normal, sentence, group) for group in groups]
        alone = [part for part in _ranges(sorted(quoted - held)) if part[1] - part[0] >= _SHORTEST_QUOTE]
        if alone:
            found.append(FoundAttribution(cue=None, source=None, content=tuple(_span(normal, sentence, part) for part in alone)))
    return tuple(found)


def _spans(normal: NormalText, sentence: Sentence, group: _Group) -> FoundAttribution:
    return FoundAttribution(
        cue=_span(normal, sentence, group.cue),
        source=None if group.source is None else _span(normal, sentence, group.source),
        content=tuple(_span(normal, sentence, part) for part in group.content if part[1] > part[0]),
    )


def _span(normal: NormalText, sentence: Sentence, part: _Range) -> Span:
    return normal.span(sentence.start[part[0]], sentence.end[part[1] - 1])


def _quoted(sentence: Sentence, *, is_open: bool) -> tuple[set[int], bool]:
    """The tokens inside quotation marks, the marks among them, and whether a quotation goes on after the sentence."""
    quoted: set[int] = set()
    for at, word in enumerate(sentence.words):
        is_double = word == "'" and sentence.words[at + 1 : at + 2] == ["'"] and sentence.is_glued(at + 1)
        if word in _QUOTES or is_double:
            quoted |= {at, at + 1} if is_double else {at}
            is_open = not is_open
        elif is_open:
            quoted.add(at)
    return quoted, is_open


def _ranges(positions: list[int]) -> list[_Range]:
    """Runs of consecutive numbers."""
    runs: list[_Range] = []
    for at in positions:
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _groups(reading: Reading, quoted: set[int]) -> Iterator[_Group]:
    sentence = reading.sentence
    free = 0
    marked = _by_mark(sentence)
    if marked is not None:
        yield marked
        return
    last: _Group | None = None
    for position in sentence.begins("according", *_SAYS):
        goes_on = last is not None and position >= last.cue[1] and _goes_on(sentence, position)
        if (position < free and not goes_on and not sentence.has(position, "according")) or position in quoted:
            continue
        known = last.source if goes_on and last is not None else None
        group = _according(sentence, position) if sentence.has(position, "according") else _said(reading, position, quoted, known)
        if group is not None and _is_subordinate(sentence, group):
            group = attrs.evolve(group, content=tuple(_until_comma(sentence, part) for part in group.content))
        if group is not None:
            last = group
            yield group
            # What somebody says that somebody else said belongs to the first of them.
            is_weak = not sentence.has(position, "said") and not sentence.has(position, "according")
            free = max(group.cue[1], position + 1, *(() if is_weak else (part[1] for part in group.content)))


def _is_subordinate(sentence: Sentence, group: _Group) -> bool:
    """Whether an attribution stands in a clause of its own before the main one: "When she said …, he left", "Lee, who says …, won"."""
    if group.source is None or group.source[0] > group.cue[0]:
        return False
    first = group.source[0]
    return sentence.has(first, "relative") or (first == 1 and sentence.low[0] in _OPENING) or (first > 1 and sentence.low[first - 1] in _OPENING)


def _until_comma(sentence: Sentence, part: _Range) -> _Range:
    """A part up to its first comma."""
    return part[0], next((at for at in range(part[0] + 1, part[1]) if sentence.words[at] == ","), part[1])


def _goes_on(sentence: Sentence, position: int) -> bool:
    """As in "… and called her brave", "…, but said", "…, adding that": a verb that is joined to the one before has the same subject."""
    first = position
    while (start := _light_before(sentence, first)) is not None:
        first = start
    if not sentence.has(position, "said") and not sentence.has(position, "thought"):
        return False
    if first == 0:
        return False
    is_participle = sentence.words[first - 1] == "," and sentence.low[position].endswith("ing")
    return is_participle or sentence.has(first - 1, "and") or sentence.low[first - 1] in {"but", "then"}


def _by_mark(sentence: Sentence) -> _Group | None:
    """As in "Poll: most voters …", "SMITH: I never …": a name of up to four words before a colon at the head of a sentence."""
    colon = next((at for at in range(1, min(6, sentence.n - 1)) if sentence.words[at] == ":"), None)
    if colon is None or not all(sentence.is_capital(at) or sentence.words[at] == "." for at in range(colon)):
        return None
    return _Group((colon, colon + 1), (0, colon), _trimmed(sentence, (colon + 1, sentence.n)))


def _according(sentence: Sentence, position: int) -> _Group | None:
    """As in "according to X": X ends at a comma, a full stop or a verb; all the rest of the sentence is attributed."""
    after = sentence.after(position, "according") or position + 1
    last = after
    while last < sentence.n and sentence.words[last] not in ',.;:!?"—–' and last - after < _LONGEST_SOURCE:
        if sentence.has(last, "relative") or sentence.has(last, "said"):
            break
        last += 1
    if last == after:
        return None
    if position <= 1:
        begin = last + 1 if last < sentence.n and sentence.words[last] == "," else last
        return _Group((position, after), (after, last), _trimmed(sentence, (begin, sentence.n)))
    end = position - 1 if sentence.words[position - 1] == "," else position
    return _Group((position, after), (after, last), _trimmed(sentence, (_clause(sentence, position), end)))


def _trimmed(sentence: Sentence, part: _Range) -> tuple[_Range, ...]:
    """A range without the marks at its ends, or none."""
    first, last = part
    while first < last and sentence.words[first] in ",;:.—–-":
        first += 1
    while last > first and sentence.words[last - 1] in ",;:.—–":
        last -= 1
    return ((first, last),) if last > first else ()


def _clause(sentence: Sentence, position: int) -> int:
    """Where the clause before a token begins: after the last semicolon."""
    return next((at + 1 for at in range(position - 1, -1, -1) if sentence.words[at] == ";"), 0)


def _said(reading: Reading, position: int, quoted: set[int], known: _Range | None) -> _Group | None:
    """A verb of saying, thinking or showing with its subject, `known` where it is that of the verb before, and what is said."""
    sentence = reading.sentence
    category = next(category for category in _SAYS if sentence.has(position, category))
    if _is_noun(sentence, position) or sentence.low[position] in _SELDOM:
        return None
    first, last = position, sentence.after(position, category) or position + 1
    while last - 1 > position and sentence.has(last - 1, "relative"):
        last -= 1
    while (start := _light_before(sentence, first)) is not None:
        first = start
    if sentence.low[position] == "asked" and (position == 0 or sentence.low[position - 1] in _OPENING):
        return _asked(sentence, position)
    source, is_after = _subject(reading, first, last, quoted) if known is None else (known, False)
    if source is None:
        return None
    agent = _agent(sentence, first, position, last)
    if agent is not None:
        return _Group((first, last), agent, _trimmed(sentence, (source[0], source[1])))
    while not is_after and last < sentence.n and (sentence.has(last, "weekday") or sentence.has(last, "day_part") or sentence.words[last] == ":"):
        last += 1
    cue = (first, last)
    end = source[1] if is_after else _past_adjunct(sentence, last, quoted)
    content = tuple(_until_participle(sentence, part) for part in _content(sentence, cue, source, end, quoted))
    # "Clinton said." after a quotation that is a sentence of its own has nothing left to attribute in its own.
    return _Group(cue, source, content) if content or category == "said" else None


def _asked(sentence: Sentence, position: int) -> _Group:
    """As in "Asked whether …, he nodded", "when asked about it": nobody says who asked."""
    last = position + 1 + (sentence.low[position + 1 : position + 2] == ["about"])
    return _Group((position, last), None, _trimmed(sentence, _until_comma(sentence, (last, sentence.n))))


def _agent(sentence: Sentence, first: int, position: int, last: int) -> _Range | None:
    """Who did it, of a passive: "was praised by the mayor"."""
    if not any(sentence.value(at, "aux") == "be" for at in range(first, position)) or sentence.low[position].endswith("ing"):
        return None
    by = next((at for at in range(last, min(sentence.n, last + _FARTHEST_AGENT)) if sentence.low[at] == "by" or sentence.words[at] in ",.;:"), None)
    return None if by is None or sentence.low[by] != "by" else _noun_after(sentence, by + 1)


def _past_adjunct(sentence: Sentence, position: int, quoted: set[int]) -> int:
    """Past where and when it was said, where "that" or a quotation follows: "said at a rally in Ohio that …"."""
    if not any(sentence.has(position, category) for category in ("place_prep", "date_prep", "into", "with")) or position in quoted:
        return position
    for at in range(position + 1, min(sentence.n, position + _LONGEST_ADJUNCT)):
        if sentence.low[at] == "that" or at in quoted:
            return at
        if any(sentence.has(at, category) for category in ("aux", "pronoun", *_SAYS)):
            return position
    return position


def _is_noun(sentence: Sentence, position: int) -> bool:
    """Whether a word that may be a verb is none: after an article, after "to", or with a capital inside a sentence."""
    if position == 0:
        return False
    if sentence.is_glued(position) and sentence.words[position - 1] == "-":
        return True
    if sentence.has(position, "thought_noun"):
        return not _is_verb(sentence, position)
    is_headline = sentence.is_capital(position - 1) and sentence.has(position, "said") and sentence.low[position] in _HEADLINE
    return (sentence.is_capital(position) and not is_headline) or sentence.has(position - 1, "article") or sentence.low[position - 1] == "to"


def _is_verb(sentence: Sentence, position: int) -> bool:
    """Whether a word that is a noun more often is a verb: a name or pronoun stands before it, or what is said after it."""
    if sentence.is_capital(position) or sentence.has(position - 1, "article"):
        return False
    last = position
    while (start := _light_before(sentence, last)) is not None:
        last = start
    is_led = last > 0 and (sentence.has(last - 1, "pronoun") or (sentence.is_capital(last - 1) and sentence.words[last - 1].isalpha()))
    after = sentence.after(position, "thought_noun") or position + 1
    if is_led or (after < sentence.n and (sentence.low[after] == "that" or sentence.words[after] in _QUOTES)):
        return True
    is_noun = last > 0 and sentence.words[last - 1].isalpha() and not sentence.marks[last - 1].keys() & _NO_NOUN
    return is_noun and any(sentence.has(after, one) for one in ("article", "one", "pronoun")) and not sentence.has(after, "of")


def _light_before(sentence: Sentence, position: int) -> int | None:
    """Where an auxiliary, a negation or an adverb that ends before a token begins."""
    for light in ("aux", "adverb", "negator", "frequency"):
        start = sentence.before(position, light)
        if start is not None:
            return start
    is_adverb = (
        position > 1
        and len(sentence.words[position - 1]) > 4
        and sentence.low[position - 1].endswith("ly")
        and sentence.words[position - 1].islower()
    )
    return position - 1 if is_adverb else None


def _until_participle(sentence: Sentence, part: _Range) -> _Range:
    """A part up to a participle of saying after a comma, whose words are another statement: "…, adding that …"."""
    for at in range(part[0] + 1, part[1] - 1):
        if sentence.words[at] == "," and sentence.low[at + 1].endswith("ing") and any(sentence.has(at + 1, one) for one in _SAYS):
            return part[0], at
    return part


def _subject(reading: Reading, first: int, last: int, quoted: set[int]) -> tuple[_Range | None, bool]:
    """The subject of a verb group: after it where a quotation or a comma stands right before the verb, else before it."""
    sentence = reading.sentence
    is_inverted = first > 0 and (first - 1 in quoted or sentence.words[first - 1] in _QUOTES)
    is_plain = sentence.has(first, "said") and sentence.low[first] not in _ADDRESSED
    if (is_inverted and sentence.low[first] not in _ADDRESSED) or (
        is_plain and first > 0 and sentence.words[first - 1] == "," and sentence.is_capital(last)
    ):
        after = _noun_after(sentence, last)
        if after is not None:
            return after, True
    return _noun_before(reading, first, quoted), False


def _noun_after(sentence: Sentence, position: int) -> _Range | None:
    """A noun phrase that begins at a token, with an apposition between commas."""
    at = position
    while at < sentence.n and at - position < _LONGEST_SOURCE and sentence.words[at] not in ',.;:!?"—–' and not sentence.has(at, "relative"):
        at += 1
    if at == position:
        return None
    if at + 1 < sentence.n and sentence.words[at] == "," and (sentence.has(at + 1, "article") or sentence.has(at + 1, "one")):
        stop = next((end for end in range(at + 1, min(sentence.n, at + _LONGEST_SOURCE)) if sentence.words[end] in ',.;"'), at)
        return position, stop
    return position, at


def _noun_before(reading: Reading, position: int, quoted: set[int]) -> _Range | None:
    """The noun phrase that ends right before a token; past an apposition between commas; of a participle the sentence's subject."""
    sentence = reading.sentence
    last = position
    if last > 0 and sentence.low[position].endswith("ing") and sentence.low[last - 1] in _DOING:
        return _first_noun(reading, position)
    if last > 0 and (sentence.has(last - 1, "relative") or sentence.has(last - 1, "pronoun")):
        start = sentence.before(last, "pronoun")
        return (last - 1 if start is None else start, last)
    if last > 0 and sentence.words[last - 1] in _ASIDES:
        return _past_apposition(reading, position, quoted)
    begin = _begin(sentence, last, quoted)
    if begin == last:
        return _first_noun(reading, position) if last > 0 and sentence.has(last - 1, "and") else None
    if sentence.has(begin, "pronoun"):
        return begin, begin + 1
    return begin, _before_day(sentence, begin, last)


def _before_day(sentence: Sentence, begin: int, last: int) -> int:
    """The end of a noun phrase without the day that stands after it: "The Times on Saturday"."""
    day = next((at for at in range(begin + 1, last) if sentence.has(at, "weekday")), None)
    if day is None or day < max(begin + 2, last - 2):
        return last
    return day - 1 if sentence.has(day - 1, "date_prep") else day


def _past_apposition(reading: Reading, position: int, quoted: set[int]) -> _Range | None:
    """The noun phrase before a comma, with an apposition between commas; of a participle the sentence's subject."""
    sentence = reading.sentence
    mark = sentence.words[position - 1]
    opening = next((at for at in range(position - 2, max(-1, position - _LONGEST_SOURCE), -1) if sentence.words[at] == mark), None)
    if sentence.low[position].endswith("ing") or opening is None:
        return _first_noun(reading, position)
    if opening > 2 and sentence.is_number(opening - 1) and sentence.words[opening - 2] == ",":
        opening -= 2  # "Ann Lee, 21, a nurse, said"
    begin = _begin(sentence, opening, quoted)
    return (begin, position) if begin < opening else _first_noun(reading, position)


def _begin(sentence: Sentence, last: int, quoted: set[int]) -> int:
    """Where the noun phrase before a token begins."""
    at = last
    while at > 0 and last - at < _LONGEST_SOURCE and at - 1 not in quoted:
        word = sentence.words[at - 1]
        if word == ")" and (opening := _opening(sentence, at - 1)) is not None:
            at = opening
            continue
        if (
            word in _HARD
            or word == ","
            or (word == "-" and not sentence.is_glued(at))
            or (any(sentence.has(at - 1, one) for one in ("relative", "clause_start", *_SAYS[:3])) and sentence.low[at - 1] not in _SELDOM)
        ):
            break
        if sentence.low[at - 1] in {"but", "so", "yet", "if", "than", "then"} or sentence.has(at - 1, "aux"):
            break
        if sentence.has(at - 1, "and") and not (sentence.is_capital(at) and at > 1 and sentence.is_capital(at - 2)):
            break
        at -= 1
    while at < last and (sentence.has(at, "adverb") or (any(sentence.has(at, one) for one in ("place_prep", "date_prep", "with")) and at + 1 < last)):
        if sentence.has(at, "article") or (sentence.is_capital(at) and at > 0):
            break
        at += 1
    return at


def _opening(sentence: Sentence, position: int) -> int | None:
    """The token of the bracket that a closing one belongs to, within six tokens: "(R-Wis.)"."""
    return next((at for at in range(position - 1, max(-1, position - 9), -1) if sentence.words[at] == "("), None)


def _first_noun(reading: Reading, position: int) -> _Range | None:
    """The subject of the sentence, as far as its beginning shows it: a pronoun, or what stands before the first verb."""
    sentence = reading.sentence
    for at in range(min(position, _LONGEST_SOURCE)):
        if sentence.has(at, "pronoun") and not sentence.has(at, "relative"):
            return at, at + 1
        if at and any(sentence.has(at, verb) for verb in ("aux", *_SAYS)):
            return 0, at
        if sentence.is_capital(at) and at + 1 < position and not sentence.is_capital(at + 1) and sentence.words[at + 1].islower() and at:
            first = at
            while first > 0 and sentence.is_capital(first - 1):
                first -= 1
            return first, at + 1
    return None


def _content(sentence: Sentence, cue: _Range, source: _Range, end: int, quoted: set[int]) -> tuple[_Range, ...]:
    """What a cue attributes: what follows it, or what stands before it where nothing does."""
    floor = min(cue[0], source[0])
    rest = _trimmed(sentence, (end, sentence.n))
    is_last = not any(sentence.is_word(at) for part in rest for at in range(*part))
    before = _trimmed(sentence, (_clause(sentence, floor), floor))
    is_parted = floor > 0 and (sentence.words[floor - 1] == "," or floor - 1 in quoted) and sentence.low[end : end + 1] != ["that"]
    if is_last or (source[0] >= cue[1] and before):
        later = tuple(part for part in _ranges(sorted(at for at in quoted if at >= end)) if part[1] - part[0] > 1)
        return (*before, *later)
    if is_parted and before:
        behind = tuple(part for part in _ranges(sorted(at for at in quoted if at >= end)) if part[1] - part[0] > 1)
        return (*before, *behind) if behind or end >= sentence.n - 8 else rest
    return rest
