"""Who says, thinks or shows what, in any text: the words of the source, of the cue and of what is attributed."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.extract.draft import Reading
from temoin.extract.grammar import is_supported, load_grammar
from temoin.extract.speakers import QUOTES, SAYS, Range, agent_after, is_seldom_said, noun_end, past_appositions, subject_of
from temoin.extract.tokens import Sentence
from temoin.text import NormalText, Span, normalise

__all__ = ["FoundAttribution", "find_attributions"]

_LONGEST_ADJUNCT = 14
_FARTHEST_MEDIUM = 5
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


_VERBS = frozenset({"relative", "said"})
"""What ends the source after "according to"."""


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


@attrs.frozen
class _Group:
    """An attribution in tokens of its sentence."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]


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
        groups = _outermost(sentence, list(_groups(Reading(sentence, grammar), quoted)))
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


def _span(normal: NormalText, sentence: Sentence, part: Range) -> Span:
    return normal.span(sentence.start[part[0]], sentence.end[part[1] - 1])


def _quoted(sentence: Sentence, *, is_open: bool) -> tuple[set[int], bool]:
    """The tokens inside quotation marks, the marks among them, and whether a quotation goes on after the sentence."""
    quoted: set[int] = set()
    for at, word in enumerate(sentence.words):
        is_double = word == "'" and sentence.words[at + 1 : at + 2] == ["'"] and sentence.is_glued(at + 1)
        if word in QUOTES or is_double:
            quoted |= {at, at + 1} if is_double else {at}
            is_open = not is_open
        elif is_open:
            quoted.add(at)
    return quoted, is_open


def _ranges(positions: list[int]) -> list[Range]:
    """Runs of consecutive numbers."""
    runs: list[Range] = []
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
    for position in sentence.begins("according", *SAYS):
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
            is_weak = not _is_told(sentence, group) and not _is_clause(sentence, group)
            free = max(group.cue[1], position + 1, *(() if is_weak else (part[1] for part in group.content)))


def _outermost(sentence: Sentence, groups: list[_Group]) -> list[_Group]:
    """Attributions without those inside what the sentence's last one attributes: "She thinks she can win, her aides said"."""
    if len(groups) < 2 or not _is_trailing(sentence, groups[-1]):
        return groups
    content = groups[-1].content
    return [group for group in groups if not any(first <= group.cue[0] < last <= groups[-1].cue[0] for first, last in content)]


def _is_trailing(sentence: Sentence, group: _Group) -> bool:
    """Whether an attribution comes after all of what it attributes: "…, she said", "… according to the mayor"."""
    if group.source is None or _opens(sentence, 0) or sentence.value(0, "speech") == "asked":
        return False
    floor, end = min(group.cue[0], group.source[0]), max(group.cue[1], group.source[1])
    is_parted = sentence.words[floor - 1] == "," or sentence.has(group.cue[0], "according")
    return _is_told(sentence, group) and is_parted and not any(map(sentence.is_word, range(end, sentence.n)))


def _is_told(sentence: Sentence, group: _Group) -> bool:
    """Whether an attribution is by a verb of saying or "according to", not by one of thinking or showing."""
    return any(sentence.has(at, "said") or sentence.has(at, "according") for at in range(*group.cue))


def _is_clause(sentence: Sentence, group: _Group) -> bool:
    """Whether what is attributed is a clause after "that"."""
    return any(sentence.low[first] == "that" for first, _ in group.content)


def _is_subordinate(sentence: Sentence, group: _Group) -> bool:
    """Whether an attribution stands in a clause of its own before the main one: "When she said …, he left", "Lee, who says …, won"."""
    if group.source is None or group.source[0] > group.cue[0]:
        return False
    first = group.source[0]
    return sentence.has(first, "relative") or _opens(sentence, first - 1)


def _opens(sentence: Sentence, position: int) -> bool:
    """Whether a word opens a clause before the main one: "when", "although"."""
    return sentence.value(position, "speech") in {"opening", "either"}


def _until_comma(sentence: Sentence, part: Range) -> Range:
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
    if (
        colon is None
        or not all(sentence.is_capital(at) or sentence.words[at] == "." for at in range(colon))
        or not _is_said_after(sentence, colon + 1)
    ):
        return None
    return _Group((colon, colon + 1), (0, colon), _trimmed(sentence, (colon + 1, sentence.n)))


def _is_said_after(sentence: Sentence, position: int) -> bool:
    """Whether what stands after a colon may have been said: some words, neither a figure nor a list of names."""
    words = sum(map(sentence.is_word, range(position, sentence.n)))
    return words >= _SHORTEST_QUOTE and not sentence.is_number(position) and words > 3 * sentence.words.count(",")


def _according(sentence: Sentence, position: int) -> _Group | None:
    """As in "according to X": X ends at a comma, a full stop or a verb; all the rest of the sentence is attributed."""
    after = sentence.after(position, "according") or position + 1
    if is_seldom_said(sentence, position):
        return None
    last = noun_end(sentence, after, breaks=_VERBS)
    if last == after:
        return None
    if position <= 1:
        begin = last + 1 if last < sentence.n and sentence.words[last] == "," else last
        return _Group((position, after), (after, last), _trimmed(sentence, (begin, sentence.n)))
    end = position - 1 if sentence.words[position - 1] == "," else position
    return _Group(
        (position, after),
        (after, past_appositions(sentence, last) if sentence.is_capital(last - 1) else last),
        _trimmed(sentence, (_clause(sentence, position), end)),
    )


def _trimmed(sentence: Sentence, part: Range) -> tuple[Range, ...]:
    """A range without the marks at its ends, or none."""
    first, last = part
    while first < last and sentence.words[first] in ",;:.—–-":
        first += 1
    while last > first and sentence.words[last - 1] in ",;:.—–":
        last -= 1
    return ((first, last),) if last > first else ()


def _clause(sentence: Sentence, position: int) -> int:
    """Where the clause before a token begins: after the last semicolon, or the bracket that it stands in."""
    return next((at + 1 for at in range(position - 1, -1, -1) if sentence.words[at] in ";("), 0)


def _said(reading: Reading, position: int, quoted: set[int], known: Range | None) -> _Group | None:
    """A verb of saying, thinking or showing with its subject, `known` where it is that of the verb before, and what is said."""
    sentence = reading.sentence
    category = next(category for category in SAYS if sentence.has(position, category))
    if _is_noun(sentence, position) or is_seldom_said(sentence, position):
        return None
    first, last = position, sentence.after(position, category) or position + 1
    while last - 1 > position and sentence.has(last - 1, "relative"):
        last -= 1
    while (start := _light_before(sentence, first)) is not None:
        first = start
    if sentence.value(position, "speech") == "asked" and (position == 0 or _opens(sentence, position - 1)):
        return _asked(sentence, position)
    source, is_after = subject_of(reading, first, last, quoted) if known is None else (known, False)
    if source is None:
        return None
    agent = agent_after(sentence, first, position, last)
    if agent is not None:
        return _Group((first, last), agent, _trimmed(sentence, (source[0], source[1])))
    while not is_after and last < sentence.n and (sentence.has(last, "weekday") or sentence.has(last, "day_part") or sentence.words[last] == ":"):
        last += 1
    last = last if is_after else _past_tail(sentence, position, last)
    cue = (first, last)
    end = source[1] if is_after else _past_adjunct(sentence, last, quoted)
    content = tuple(_until_participle(sentence, part) for part in _content(sentence, cue, source, end, quoted))
    # "Clinton said." after a quotation that is a sentence of its own has nothing left to attribute in its own.
    return _Group(cue, source, content) if content or category == "said" else None


def _past_tail(sentence: Sentence, position: int, last: int) -> int:
    """Past what belongs to a verb: "referred to", "railed against", "said in a statement", "continued to portray"."""
    kind, following = sentence.value(position, "speech"), sentence.value(last, "speech")
    if last < sentence.n and sentence.low[last] == "to":
        if kind == "going_on":
            return min(last + 2, sentence.n)
        return last + 1 if kind == "to" else last
    if not sentence.has(position, "said") and following in {"bound", "doing_bound"}:
        return last + 1
    if sentence.has(position, "said") and sentence.low[last : last + 1] in (["in"], ["during"]):
        return next((at + 1 for at in range(last + 1, min(sentence.n, last + _FARTHEST_MEDIUM)) if _is_medium(sentence, at)), last)
    return last


def _is_medium(sentence: Sentence, position: int) -> bool:
    """Whether a word is what something is said in: a statement, an interview."""
    return sentence.has(position, "statement") or sentence.value(position, "speech") == "medium"


def _asked(sentence: Sentence, position: int) -> _Group:
    """As in "Asked whether …, he nodded", "when asked about it": nobody says who asked."""
    last = position + 1 + (sentence.low[position + 1 : position + 2] == ["about"])
    return _Group((position, last), None, _trimmed(sentence, _until_comma(sentence, (last, sentence.n))))


def _past_adjunct(sentence: Sentence, position: int, quoted: set[int]) -> int:
    """Past where, when and to whom it was said, where "that" or a quotation follows: "said at a rally in Ohio that …", "told reporters that …"."""
    is_led = any(sentence.has(position, category) for category in ("place_prep", "date_prep", "into", "with"))
    if position in quoted or not (is_led or sentence.value(position - 1, "speech") == "addressed"):
        return position
    for at in range(position + 1, min(sentence.n, position + _LONGEST_ADJUNCT)):
        if sentence.low[at] == "that" or at in quoted:
            return at
        if any(sentence.has(at, category) for category in ("aux", "pronoun", *SAYS)):
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
    return (
        sentence.is_capital(position)
        or sentence.has(position - 1, "article")
        or sentence.has(position - 1, "one")
        or sentence.low[position - 1] == "to"
    )


def _is_verb(sentence: Sentence, position: int) -> bool:
    """Whether a word that is a noun more often is a verb: a name or pronoun stands before it, or what is said after it."""
    if sentence.is_capital(position) or sentence.has(position - 1, "article"):
        return False
    last = position
    while (start := _light_before(sentence, last)) is not None:
        last = start
    is_led = last > 0 and (sentence.has(last - 1, "pronoun") or (sentence.is_capital(last - 1) and sentence.words[last - 1].isalpha()))
    after = sentence.after(position, "thought_noun") or position + 1
    if is_led or (after < sentence.n and (sentence.low[after] == "that" or sentence.words[after] in QUOTES)):
        return True
    is_noun = last > 0 and sentence.words[last - 1].isalpha() and not sentence.marks[last - 1].keys() & _NO_NOUN
    return is_noun and any(sentence.has(after, one) for one in ("article", "one", "pronoun")) and not sentence.has(after, "of")


def _light_before(sentence: Sentence, position: int) -> int | None:
    """Where an auxiliary, a negation or an adverb that ends before a token begins."""
    for light in ("aux", "adverb", "negator", "frequency", "possible"):
        start = sentence.before(position, light)
        if start is not None:
            return start
    if position > 0 and sentence.low[position - 1].endswith("n't"):
        return position - 1
    is_adverb = (
        position > 1
        and len(sentence.words[position - 1]) > 4
        and sentence.low[position - 1].endswith("ly")
        and sentence.words[position - 1].islower()
    )
    return position - 1 if is_adverb else None


def _until_participle(sentence: Sentence, part: Range) -> Range:
    """A part up to a participle of saying after a comma, whose words are another statement: "…, adding that …"."""
    for at in range(part[0] + 1, part[1] - 1):
        if sentence.words[at] == "," and sentence.low[at + 1].endswith("ing") and any(sentence.has(at + 1, one) for one in SAYS):
            return part[0], at
    return part


def _content(sentence: Sentence, cue: Range, source: Range, end: int, quoted: set[int]) -> tuple[Range, ...]:
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
