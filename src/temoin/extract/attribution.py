"""Who is said to know: the words that name a source as such, and what those words govern."""

from __future__ import annotations

import attrs

from temoin.extract.draft import Cue, Draft, Reading
from temoin.extract.scopes import from_here, is_end, past_light, runs_out, said_scope, until_next_cue
from temoin.extract.source_bounds import source_start
from temoin.extract.sources import SourcePhrase, is_near, source_at, source_before_comma, source_within, unknown_phrase, with_relays
from temoin.extract.subjects import subject_before
from temoin.extract.tokens import Sentence
from temoin.model import ClaimKind, SourceClass

__all__ = ["attribute", "carried", "find_cues", "is_about_before", "is_aside", "pass_back"]

_ASIDE_BEFORE = 3
_ASIDE_AFTER = 4
_STOPS = ",;:()"
_FARTHEST_AGENT = 7
"""Words between a participle of telling and who told: a day and its preposition stand between them."""


def find_cues(reading: Reading, earlier: Cue | None = None) -> None:
    """Find a sentence's attributions, in order.

    Args:
        reading: of the sentence; cues are added to it.
        earlier: the last cue of the sentences before, to which "according to him" refers.
    """
    sentence = reading.sentence
    free = 0
    for position in sentence.begins("according", "said", "denied", "citing"):
        if position < free:
            continue
        cue = (
            _according(reading, position, earlier)
            if sentence.has(position, "according") and not (sentence.has(position, "citing") and any(one.last == position for one in reading.cues))
            else _said(reading, position) or _said_by_same(reading, position, earlier)
        )
        if cue is not None:
            reading.cues.append(cue)
            free = max(cue.verb[1], position + 1)
    if not reading.cues:
        _told_by(reading)
    _pictures(reading)


def _told_by(reading: Reading) -> None:
    """As in "the toll, announced on Friday by the prefecture, is four": governs its segment."""
    sentence = reading.sentence
    for position in sentence.begins("told_as"):
        by = sentence.find("by", position + 1, position + _FARTHEST_AGENT)
        source = None if by is None else source_at(reading, sentence.after(by, "by") or by + 1, strict=True)
        if source is None or by is None or any(sentence.words[at] in _STOPS for at in range(position, by)):
            continue
        reading.cues.append(Cue(position, source[1], (source,), reading.segment(position), (position, by + 1), "said"))
        return


def _according(reading: Reading, position: int, earlier: Cue | None) -> Cue | None:
    """As in "According to X[, citing Y]": governs its segment; what went before too where it comes last."""
    sentence = reading.sentence
    verb = (position, sentence.after(position, "according") or position + 1)
    segment = reading.segment(position)
    if sentence.value(position, "according") == "he":
        return None if earlier is None else Cue(position, verb[1], earlier.chain[:1], segment, verb, "before", earlier.source)
    if sentence.value(position, "according") == "who":
        known = source_before_comma(reading, position)
        return None if known is None else Cue(known[0], verb[1], (known,), (verb[1], segment[1]), verb, "before")
    source = source_at(reading, verb[1]) or source_within(reading, verb[1]) or unknown_phrase(reading, verb[1])
    if source is None:
        return None
    chain, last = with_relays(reading, source)
    is_last = is_end(sentence, runs_out(reading, last, segment[1]), segment[1])
    if position - segment[0] <= 1 and not is_last:
        segment = (segment[0], until_next_cue(reading, segment[1]))
    is_first = all(not sentence.is_word(at) for at in range(segment[0], position)) or position - segment[0] <= 2
    scope = segment if is_first or is_last else from_here(reading, position, runs_out(reading, last, segment[1]), segment)
    return Cue(position, last, chain, scope, verb, "before")


def _said(reading: Reading, position: int) -> Cue | None:
    """A verb of saying with its subject before or after it."""
    sentence = reading.sentence
    category = next(category for category in ("denied", "said", "citing") if sentence.has(position, category))
    verb = (position, sentence.after(position, category) or position + 1)
    if category == "citing":
        return _citing(reading, verb)
    if (reading.grammar.month_first and _is_passive(sentence, position)) or sentence.before(position, "reflexive") is not None:
        return None
    before = subject_before(reading, position)
    outer: SourcePhrase | None = None
    relay = None if before is None else sentence.before(before[0], "relay")
    if before is not None and relay is not None:
        inner = subject_before(reading, relay)
        before, outer = (inner, before) if inner is not None else (before, None)
    after = (
        None
        if outer is not None or (before is not None and is_near(sentence, before[1], position) and sentence.before(before[0], "place_prep") is None)
        else source_at(reading, past_light(reading, verb[1]), strict=True)
    )
    if before is not None and sentence.has(before[0], "relay"):
        inner = source_at(reading, past_light(reading, verb[1]), strict=True)
        before, outer, after = (before, None, after) if inner is None else (inner, before, None)
    if before is not None and outer is None and sentence.has(position, "relay"):
        outer, after = after, None  # after "told" stands whoever passes it on
    source = after or before
    if source is None and position > 0 and sentence.words[position - 1] in ',"—–':
        source = after = unknown_phrase(reading, past_light(reading, verb[1]))
    if source is None:
        return None
    if any(cue.first <= source[0] < cue.last for cue in reading.cues):
        return None
    chain, last = ((source, outer), outer[1]) if outer is not None else with_relays(reading, source)
    first, last = min(source[0], position), max(last, source[1], verb[1])
    as_said = sentence.before(first, "as_said")
    first = first if as_said is None else as_said
    return Cue(first, last, chain, said_scope(reading, first, last, is_after=source is after), verb, category)


def _is_passive(sentence: Sentence, position: int) -> bool:
    """As in "residents were told to leave": those are no source."""
    start = sentence.before(position, "aux")
    return start is not None and sentence.value(start, "aux") == "be"


def _said_by_same(reading: Reading, position: int, earlier: Cue | None) -> Cue | None:
    """As in "He added that …", "Добавил, что …": the source of the sentence before."""
    sentence = reading.sentence
    if sentence.has(position, "citing") or sentence.before(position, "reflexive") is not None or sentence.words[:position].count('"') % 2:
        return None
    if any(cue.scope[0] <= position < cue.last for cue in reading.cues):
        return None
    category = "denied" if sentence.has(position, "denied") else "said"
    verb = (position, sentence.after(position, category) or position + 1)
    at = position
    while at > 0 and any(sentence.has(at - 1, light) for light in ("aux", "adverb")):
        at -= 1
    own = next((cue for cue in reversed(reading.cues) if cue.last <= position), None)
    known = own or earlier
    is_pronoun = sentence.before(at, "pronoun") is not None
    is_dropped = reading.grammar.drops_pronouns and (at == 0 or sentence.words[at - 1] in ',;"—–' or sentence.has(at - 1, "and"))
    if known is None or known.kind == "shown" or not (is_pronoun or is_dropped or (own is not None and at > 0 and sentence.has(at - 1, "and"))):
        return None
    source = known.source if own is None else own.source
    first = sentence.before(at, "pronoun") if is_pronoun else at
    first = at if first is None else first
    return Cue(first, verb[1], known.chain, said_scope(reading, first, verb[1], is_after=False), verb, category, source)


def _citing(reading: Reading, verb: tuple[int, int]) -> Cue | None:
    source = source_at(reading, verb[1])
    if source is None or any(cue.first <= verb[0] < cue.last for cue in reading.cues):
        return None
    known = next((cue for cue in reversed(reading.cues) if cue.last <= verb[1]), None)
    chain: tuple[SourcePhrase, ...] = (source,)
    scope = reading.segment(verb[0])
    if known is not None:
        reading.cues.remove(known)
        chain, scope = (source, *known.chain), known.scope
        if known.kind == "said":
            scope = said_scope(reading, known.first, source[1], is_after=known.chain[0][0] >= known.verb[1])
        return Cue(known.first, source[1], chain, scope, known.verb, known.kind)
    return Cue(verb[0], source[1], chain, scope, verb, "before")


def _pictures(reading: Reading) -> None:
    """As in "On a satellite image …", "the image shows": pictures as sources, where nobody else is named."""
    sentence = reading.sentence
    position = sentence.find("image")
    if position is None:
        return
    if reading.cues:
        _released(reading, position)
        return
    first, last = source_start(reading, position), sentence.after(position, "image") or position + 1
    segment = reading.segment(position)
    later = next((at for at in range(last, min(sentence.n, last + 16)) if sentence.value(at, "said_after") == "show"), None)
    is_led = first > 0 and (sentence.before(first, "place_prep") is not None or sentence.before(first, "date_prep") is not None)
    if later is None and not is_led:
        return
    verb = (later, later + 1) if later is not None else (first, last)
    is_last = later is not None and is_end(sentence, later + 1, segment[1])
    scope = (segment[0], first) if is_last else (last, segment[1])
    reading.cues.append(Cue(first, last, ((first, last, SourceClass.IMAGERY.value),), scope, verb, "shown"))


def _released(reading: Reading, position: int) -> None:
    """As in "The images, released by X, show …": whoever released the pictures passes on what they show."""
    sentence = reading.sentence
    released = sentence.find("released", position, position + 6)
    if released is None:
        return
    outer = source_at(reading, sentence.after(released, "released") or released + 1)
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
    cues = [
        cue
        for cue in reading.cues
        if cue.scope[0] <= anchor < cue.scope[1] and not any(first <= anchor < last for first, last, _ in cue.chain if cue.source is None)
    ]
    if not cues or is_aside(draft):
        return
    best = min(cues, key=lambda cue: (_reach(cue, anchor), cue.scope[1] - cue.scope[0]))
    draft.chain = tuple((best.source or sentence, first, last, kind) for first, last, kind in best.chain)
    draft.is_inherited = best.source is not None
    draft.cue = (sentence, *best.verb) if best.verb[1] else None


def is_about_before(reading: Reading) -> bool:
    """Whether a sentence says who said the one before: "Das teilte X mit", "Lo riferisce X", "Об этом сообщает X"."""
    sentence = reading.sentence
    after = sentence.after(0, "about_this")
    return bool(reading.cues) and after is not None and reading.cues[0].kind == "said" and sentence.has(after, "said")


def pass_back(before: Reading, cue: Cue, sentence: Sentence, first: int = 0) -> None:
    """Give a cue to the claims of a sentence before, from a token on, that have none."""
    for draft in before.drafts:
        if draft.first >= first and not draft.chain and draft.kind not in {ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE}:
            draft.chain = tuple((sentence, first, last, kind) for first, last, kind in cue.chain)
            draft.cue, draft.is_inherited = (sentence, *cue.verb), True


def carried(cue: Cue, sentence: Sentence) -> Cue:
    """A cue of an earlier sentence that governs this one, whose mood or quotation marks are those of reported speech; it has no words here."""
    return attrs.evolve(cue, first=0, last=0, scope=(0, sentence.n), verb=(0, 0))


def is_aside(draft: Draft) -> bool:
    """A distance between two commas ("the dam, 14 km upstream, was …"): the publisher's own words, whatever governs the sentence."""
    if draft.kind is not ClaimKind.DISTANCE:
        return False
    sentence = draft.sentence
    comma = next((at for at in range(draft.first - 1, max(-1, draft.first - 1 - _ASIDE_BEFORE), -1) if sentence.words[at] == ","), None)
    marks = ",." if comma == draft.first - 1 else ","
    return comma is not None and any(sentence.words[at] in marks for at in range(draft.last, min(sentence.n, draft.last + _ASIDE_AFTER)))


def _reach(cue: Cue, anchor: int) -> int:
    return anchor - cue.last if anchor >= cue.last else cue.first - anchor
