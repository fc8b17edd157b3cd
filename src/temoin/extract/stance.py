"""How the text puts a claim: said, hearsay, feared, expected, denied."""

from __future__ import annotations

from temoin.extract.attribution import is_aside
from temoin.extract.draft import Draft, Reading
from temoin.extract.tokens import Sentence
from temoin.model import Certainty, ClaimKind, Effect, Polarity

__all__ = ["set_stance"]

_TEXT_KINDS = frozenset({ClaimKind.PLACE, ClaimKind.FACILITY, ClaimKind.EVENT_DATE, ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE})
_AROUND = 7
_MOODS = {
    "possible": Certainty.POSSIBLE,
    "expected": Certainty.EXPECTED,
    "hearsay": Certainty.REPORTED,
    "conditional": Certainty.REPORTED,
}
"""What words make of a claim, the strongest first."""


def set_stance(reading: Reading, draft: Draft) -> None:
    """Set how sure the text is of a draft, from the words of its own clause."""
    if draft.kind in _TEXT_KINDS or draft.certainty is not Certainty.ASSERTED:
        return
    if is_aside(draft):
        return
    sentence = reading.sentence
    if "denied" in sentence.places and _is_denied(sentence, draft):
        draft.certainty, draft.polarity = Certainty.DENIED, Polarity.POSITIVE
        if draft.effect is Effect.NONE:
            draft.effect = Effect.DAMAGED
        return
    if sentence.places.keys().isdisjoint(_MOODS):
        return
    first, last = _clause(sentence, draft)
    # A month is no verb: "on 4 May" puts nothing as possible.
    moods = [at for at in sentence.begins(*_MOODS) if first <= at < last and not any(date.first <= at < date.last for date in reading.dates)]
    draft.certainty = next((mood for category, mood in _MOODS.items() if any(sentence.has(at, category) for at in moods)), draft.certainty)


def _clause(sentence: Sentence, draft: Draft) -> tuple[int, int]:
    """The tokens between the punctuation marks around a draft and its anchor, at most seven words off."""
    begin, end = min(draft.first, draft.anchor), max(draft.last, draft.anchor + 1)
    first = begin
    if first > 1 and sentence.words[first - 1] == "," and sentence.has(first, "relative"):
        first -= 1
    elif first > 2 and sentence.has(first - 1, "relative") and sentence.words[first - 2] == ",":
        first -= 2
    while (
        first > 0
        and begin - first < _AROUND
        and sentence.words[first - 1] not in ',;:.—–()"'
        and not (sentence.has(first - 1, "and") and begin - first > 0)
    ):
        first -= 1
    last = end
    while last < sentence.n and last - end < _AROUND and sentence.words[last] not in ',;:.—–()"' and not sentence.has(last, "and"):
        last += 1
    return first, last


def _is_denied(sentence: Sentence, draft: Draft) -> bool:
    """Whether the clause that a denial governs holds the draft: from the denial on to the next "and said", comma or semicolon."""
    begin = min(draft.first, draft.anchor)
    for at in range(begin - 1, max(-1, begin - 14), -1):
        if sentence.words[at] in ";.:" or sentence.has(at, "said"):
            return False
        if sentence.has(at, "denied"):
            return not any(sentence.has(before, "negator") for before in range(max(0, at - 2), at))
        if sentence.has(at, "and") and sentence.find("said", at, begin) is not None:
            return False
    return False
