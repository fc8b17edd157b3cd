"""Who says, thinks or shows what, in any text: the words of the source, of the cue and of what is attributed."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.extract.cue_words import light_before
from temoin.extract.draft import Reading
from temoin.extract.grammar import is_supported, load_grammar
from temoin.extract.speakers import QUOTES, SAYS, Range
from temoin.extract.tokens import Sentence
from temoin.extract.utterances import Attributed, attribution, by_mark, opens, runs, until_comma
from temoin.text import NormalText, Span, normalise

__all__ = ["FoundAttribution", "find_attributions"]

_SHORTEST_QUOTE = 4
"""Words of a quotation that nobody is named for: shorter ones are names and doubtful words."""


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
        alone = [part for part in runs(sorted(quoted - held)) if part[1] - part[0] >= _SHORTEST_QUOTE]
        if alone:
            found.append(FoundAttribution(cue=None, source=None, content=tuple(_span(normal, sentence, part) for part in alone)))
    return tuple(found)


def _spans(normal: NormalText, sentence: Sentence, group: Attributed) -> FoundAttribution:
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


def _groups(reading: Reading, quoted: set[int]) -> Iterator[Attributed]:
    sentence = reading.sentence
    free = 0
    marked = by_mark(sentence)
    if marked is not None:
        yield marked
        return
    last: Attributed | None = None
    for position in sentence.begins("according", "speech", *SAYS):
        goes_on = last is not None and position >= last.cue[1] and _goes_on(sentence, position)
        if position in quoted:
            continue
        known = last.source if goes_on and last is not None else None
        group = attribution(reading, position, quoted, known)
        is_held = position < free and not goes_on and not sentence.has(position, "according")
        if is_held and (group is None or not (_is_anew(sentence, group) or _is_trailing(sentence, group))):
            continue
        if group is not None and _is_subordinate(sentence, group):
            group = attrs.evolve(group, content=tuple(until_comma(sentence, part) for part in group.content))
        if group is not None:
            last = group
            yield group
            # What somebody says that somebody else said belongs to the first of them.
            is_weak = not _is_told(sentence, group) and not _is_clause(sentence, group)
            free = max(group.cue[1], position + 1, *(() if is_weak else (part[1] for part in group.content)))


def _outermost(sentence: Sentence, groups: list[Attributed]) -> list[Attributed]:
    """Attributions without those inside what the sentence's last one attributes: "She thinks she can win, her aides said"."""
    if len(groups) < 2 or not _is_trailing(sentence, groups[-1]):
        return groups
    content = groups[-1].content
    return [group for group in groups if not any(first <= group.cue[0] < last <= groups[-1].cue[0] for first, last in content)]


def _is_trailing(sentence: Sentence, group: Attributed) -> bool:
    """Whether an attribution comes after all of what it attributes: "…, she said", "… according to the mayor"."""
    if group.source is None or opens(sentence, 0) or sentence.value(0, "speech") == "asked":
        return False
    floor, end = min(group.cue[0], group.source[0]), max(group.cue[1], group.source[1])
    is_parted = sentence.words[floor - 1] == "," or sentence.has(group.cue[0], "according")
    return _is_told(sentence, group) and is_parted and not any(map(sentence.is_word, range(end, sentence.n)))


def _is_told(sentence: Sentence, group: Attributed) -> bool:
    """Whether an attribution is by a verb of saying or "according to", not by one of thinking or showing."""
    return any(sentence.has(at, "said") or sentence.has(at, "according") for at in range(*group.cue))


def _is_clause(sentence: Sentence, group: Attributed) -> bool:
    """Whether what is attributed is a clause after "that"."""
    return any(sentence.low[first] == "that" for first, _ in group.content)


def _is_subordinate(sentence: Sentence, group: Attributed) -> bool:
    """Whether an attribution stands in a clause of its own before the main one: "When she said …, he left", "Lee, who says …, won"."""
    if group.source is None or group.source[0] > group.cue[0]:
        return False
    first = group.source[0]
    is_first = opens(sentence, 0) and "," not in sentence.words[: group.cue[0]]
    return is_first or sentence.has(first, "relative") or opens(sentence, first - 1)


def _is_anew(sentence: Sentence, group: Attributed) -> bool:
    """Whether the source of an attribution begins a clause of its own: "…, but officials said"."""
    if group.source is None or group.source[0] < 2 or group.source[0] > group.cue[0]:
        return False
    first = group.source[0]
    return sentence.words[first - 1] == ";" or (
        sentence.words[first - 2] == "," and (sentence.has(first - 1, "and") or sentence.low[first - 1] in {"but", "while", "though", "although"})
    )


def _goes_on(sentence: Sentence, position: int) -> bool:
    """As in "… and called her brave", "…, but said", "…, adding that", "… before adding": a verb that is joined to another has its subject."""
    first = position
    while (start := light_before(sentence, first)) is not None:
        first = start
    if not sentence.has(position, "said") and not sentence.has(position, "thought"):
        return False
    if first == 0:
        return False
    before = first - 2 if first > 1 and sentence.words[first - 1] in QUOTES else first - 1
    is_joined = sentence.words[before] == "," or sentence.value(before, "speech") == "either"
    return (is_joined and sentence.low[position].endswith("ing")) or sentence.has(first - 1, "and") or sentence.low[first - 1] in {"but", "then"}
