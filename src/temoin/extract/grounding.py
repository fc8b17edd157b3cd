"""A gate for claims that a machine outside proposes: taken in only where the report's own words give the same claim again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from temoin.extract.claims import ExtractOptions, extract_claims
from temoin.extract.grammar import load_grammar
from temoin.extract.proposals import Proposal, Refusal, RejectedProposal
from temoin.model import Attribution, Check, Claim, Report
from temoin.text import NormalText, OffsetMap, Span, normalise, plain_name, tokens_of

__all__ = ["Grounding", "GroundingPolicy", "ground_claims"]

_WORD = re.compile(r"\w")
_SHARE = 0.5
"""Overlap of two spans over their union from which they are the same words; the measure and bound of the claims guide."""
_EXACT = 1e-9


@attrs.frozen(kw_only=True)
class GroundingPolicy:
    """What counts as quoted.

    A quote is found where its words stand in the report letter by letter, in the same case, whole words, after both were brought into normal
    form (one kind of space, quote, hyphen and apostrophe, composed letters, nothing invisible). Nothing is skipped, nothing is matched nearly.

    Args:
        longest_quote: letters beyond which a quote is no quote but a passage, from which anything could be recomputed.
        with_sources: a source that the proposal names must be the one that the words name; else sources are taken from the report alone.
    """

    longest_quote: int = 200
    with_sources: bool = True


@attrs.frozen(kw_only=True)
class Grounding:
    """What came of proposed claims.

    Args:
        accepted: as the report's own words give them, not as they were proposed; in the order of the proposals.
        rejected: the rest, each with the reason; in the same order.
    """

    accepted: tuple[Claim, ...]
    rejected: tuple[RejectedProposal, ...]


def ground_claims(report: Report, proposals: Sequence[Proposal], policy: GroundingPolicy = GroundingPolicy()) -> Grounding:  # frozen
    """Hold proposed claims against the report they were made from.

    A proposal is accepted when its quote stands in the report under the policy, and kind, number, unit, date, polarity, effect and source are
    what temoin reads there by itself: in the whole report, or in the quote alone where the report's reading holds nothing on these words.
    What is accepted is temoin's reading, with the check `grounded`; nothing of the proposal but its choice of words goes into a case.

    Args:
        report: with a language that has a table; in others nothing can be recomputed, so all is rejected.
        proposals: of `read_proposals`.
        policy: see `GroundingPolicy`.
    """
    ground = _Ground(report, policy)
    accepted: list[Claim] = []
    rejected: list[RejectedProposal] = []
    taken: set[tuple[str, int, int]] = set()
    for proposal in proposals:
        found = ground.judge(proposal)
        if isinstance(found, Claim) and found.span is not None:
            key = (found.kind.value, found.span.start, found.span.end)
            if key not in taken:
                taken.add(key)
                accepted.append(attrs.evolve(found, id=f"{report.id}-g{len(accepted) + 1}", subset_of=None))
                continue
            found = (Refusal.TWICE, "the same claim was proposed before")
        reason, detail = found if isinstance(found, tuple) else (Refusal.NOT_RECOMPUTED, "the reading has no words")
        rejected.append(RejectedProposal(number=proposal.number, reason=reason, detail=detail, words=proposal.quote[:200], proposal=proposal))
    return Grounding(accepted=tuple(accepted), rejected=tuple(rejected))


Verdict = Claim | tuple[Refusal, str]


class _Ground:
    """A report read once, and asked about each proposal."""

    def __init__(self, report: Report, policy: GroundingPolicy) -> None:
        self._report, self._policy = report, policy
        self._normal: NormalText = normalise(report.text, report.paragraphs)
        self._read = extract_claims(report, ExtractOptions(infer_event_date=False))
        self._sentences = _sentence_ends(self._normal, report.lang) if self._read else ()

    def judge(self, proposal: Proposal) -> Verdict:
        """The claim that the report gives on the proposal's words, or why there is none; of several occurrences the best."""
        quote = normalise(proposal.quote).text.strip()
        if len(quote) > self._policy.longest_quote:
            return Refusal.QUOTE_TOO_LONG, f"the quote has {len(quote)} letters"
        spans = list(self._occurrences(quote))
        if not spans:
            is_inside = quote in self._normal.text
            return (
                (Refusal.QUOTE_CUTS_WORD, "it begins or ends inside a word")
                if is_inside
                else (Refusal.QUOTE_NOT_FOUND, "no such words in the report")
            )
        here = [span for span in spans if span.start == proposal.start] or spans
        verdicts = [self._judge_at(proposal, span) for span in here]
        return next((one for one in verdicts if isinstance(one, Claim)), verdicts[0])

    def _occurrences(self, quote: str) -> Iterator[Span]:
        text, at = self._normal.text, 0
        while quote and (at := text.find(quote, at)) >= 0:
            end = at + len(quote)
            is_cut = (_is_word(text, at - 1) and _is_word(text, at)) or (_is_word(text, end - 1) and _is_word(text, end))
            if not is_cut:
                yield self._normal.span(at, end)
            at += 1

    def _judge_at(self, proposal: Proposal, span: Span) -> Verdict:
        """The reading of the whole report first; the quote's own where the report's holds nothing there."""
        read = [claim for claim in self._read if claim.span is not None and _is_on(claim.span, span)]
        verdicts = [self._compare(proposal, claim) for claim in read]
        good = [one for one in verdicts if isinstance(one, Claim)]
        if good:
            return good[0]
        if not any(_share(claim.span, span) >= _SHARE for claim in read if claim.span is not None):
            alone = self._alone(span)
            verdicts += [self._compare(proposal, claim) for claim in alone]
            good = [one for one in verdicts if isinstance(one, Claim)]
            if good:
                return good[0]
        faults = [one for one in verdicts if isinstance(one, tuple)]
        return max(faults, key=lambda fault: _NEARNESS.index(fault[0])) if faults else (Refusal.NOT_RECOMPUTED, "nothing was read on these words")

    def _alone(self, span: Span) -> list[Claim]:
        """What the quote says by itself, with the source that its sentence has in the report."""
        text = span.text
        bare = attrs.evolve(self._report, text=text, title="", paragraphs=(), offsets=OffsetMap.identity(len(text)))
        beside = next((claim.attribution for claim in self._read if claim.span is not None and self._is_beside(claim.span, span)), Attribution())
        found = []
        for claim in extract_claims(bare, ExtractOptions(infer_event_date=False)):
            if claim.span is not None:
                moved = self._report.span(span.start + claim.span.start, span.start + claim.span.end)
                found.append(attrs.evolve(claim, span=moved, attribution=beside))
        return found

    def _is_beside(self, one: Span, other: Span) -> bool:
        """Whether two spans stand in the same sentence."""
        return not any(min(one.start, other.start) < end <= max(one.start, other.start) for end in self._sentences)

    def _compare(self, proposal: Proposal, claim: Claim) -> Verdict:
        """The claim where the proposal says the same, or what it says otherwise."""
        for reason, detail in self._differences(proposal, claim):
            return reason, detail
        check = Check(name="grounded", passed=True, detail="proposed from outside; number, unit, kind, polarity and source read again from the words")
        return attrs.evolve(claim, checks=(*claim.checks, check))

    def _differences(self, proposal: Proposal, claim: Claim) -> Iterator[tuple[Refusal, str]]:
        if claim.kind is not proposal.kind:
            yield Refusal.KIND_DIFFERS, f"the words are about {claim.kind.value}, not {proposal.kind.value}"
        quantity = claim.quantity
        ours = () if quantity is None else _numbers(quantity.value, quantity.low, quantity.high)
        theirs = _numbers(proposal.value, proposal.low, proposal.high)
        if not _is_same_number(theirs, ours):
            yield Refusal.NUMBER_DIFFERS, f"the words give {_said(ours)}, not {_said(theirs)}"
        unit = quantity.unit if quantity is not None else None
        if proposal.unit != unit and (proposal.unit is not None or theirs):
            yield Refusal.UNIT_DIFFERS, f"the words count {unit or 'nothing'}, not {proposal.unit or 'nothing'}"
        if proposal.days is not None and proposal.days != claim.days:
            yield Refusal.DATE_DIFFERS, f"the words give {claim.days.iso if claim.days else 'no day'}, not {proposal.days.iso}"
        if claim.days is not None and proposal.days is None:
            yield Refusal.DATE_DIFFERS, f"the words give {claim.days.iso}, the proposal no day"
        if proposal.polarity is not claim.polarity:
            yield Refusal.POLARITY_DIFFERS, f"the words are {claim.polarity.value}, not {proposal.polarity.value}"
        if proposal.effect is not None and proposal.effect is not claim.effect:
            yield Refusal.EFFECT_DIFFERS, f"the words say {claim.effect.value if claim.effect else 'nothing'}, not {proposal.effect.value}"
        if self._policy.with_sources and proposal.sources is not None and not self._is_source(proposal.sources, claim):
            names = [source.name for source in claim.attribution.chain]
            yield Refusal.SOURCE_DIFFERS, f"the words name {' < '.join(names) or 'nobody'}, not {' < '.join(proposal.sources) or 'nobody'}"

    def _is_source(self, sources: tuple[str, ...], claim: Claim) -> bool:
        """Whether the sources are those of the claim, nearest to the fact first.

        A relay may be left out. One that temoin does not read may be named where its words stand in the claim's own sentence; it is not taken over.
        """
        chain = claim.attribution.chain
        if not sources or not chain:
            return not sources and not chain
        known = all(_is_name(name, source.name) for name, source in zip(sources, chain, strict=False))
        return known and all(self._stands_beside(name, claim) for name in sources[len(chain) :])

    def _stands_beside(self, words: str, claim: Claim) -> bool:
        """Whether words stand, letter by letter, in the sentence of a claim."""
        return claim.span is not None and any(self._is_beside(span, claim.span) for span in self._occurrences(normalise(words).text.strip()))


_NEARNESS = (
    Refusal.NOT_RECOMPUTED,
    Refusal.KIND_DIFFERS,
    Refusal.NUMBER_DIFFERS,
    Refusal.UNIT_DIFFERS,
    Refusal.DATE_DIFFERS,
    Refusal.POLARITY_DIFFERS,
    Refusal.EFFECT_DIFFERS,
    Refusal.SOURCE_DIFFERS,
)
"""Of several readings on the same words the one that agrees longest tells the reason."""


def _sentence_ends(normal: NormalText, lang: str | None) -> tuple[int, ...]:
    """Where each sentence of the report ends, in its own code points."""
    sentences = load_grammar(lang or "").sentences(normal.text)
    return tuple(normal.span(sentence.start[0], sentence.end[-1]).end for sentence in sentences)


def _is_word(text: str, position: int) -> bool:
    return 0 <= position < len(text) and _WORD.match(text[position]) is not None


def _share(one: Span | None, other: Span) -> float:
    if one is None:
        return 0.0
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / (max(one.end, other.end) - min(one.start, other.start))


def _is_on(read: Span, quote: Span) -> bool:
    """Whether a reading rests on a quote: the quote holds it, or it is the same words with a word or two around them."""
    return (quote.start <= read.start and read.end <= quote.end) or _share(read, quote) >= _SHARE


def _numbers(value: float | None, low: float | None, high: float | None) -> tuple[float | None, ...]:
    return () if value is None and low is None and high is None else (value, low, high)


def _is_same_number(theirs: tuple[float | None, ...], ours: tuple[float | None, ...]) -> bool:
    """Whether a number is the same: the value where both have one, else both bounds; "none" is 0."""
    if not theirs or not ours:
        return not theirs and not ours
    if theirs[0] is not None:
        known = ours[0] if ours[0] is not None else next((bound for bound in ours[1:] if bound is not None and None in ours[1:]), None)
        return known is not None and _is_equal(theirs[0], known)
    pairs = list(itertools.zip_longest(theirs[1:], ours[1:]))
    return all((one is None and other is None) or (one is not None and other is not None and _is_equal(one, other)) for one, other in pairs)


def _is_equal(one: float, other: float) -> bool:
    return abs(one - other) <= _EXACT * max(1.0, abs(other))


def _said(numbers: Iterable[float | None]) -> str:
    value, low, high = (*numbers, None, None, None)[:3]
    if value is not None:
        return f"{value:g}"
    return "no number" if low is None and high is None else f"{'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"


def _is_name(proposed: str, source: str) -> bool:
    """Whether two ways to name a source share most of their carrying words, or one is the beginning of the other ("police", "police of X")."""
    one, other = tokens_of(proposed), tokens_of(source)
    begin, whole = sorted((plain_name(proposed), plain_name(source)), key=len)
    return bool(one & other) and (2 * len(one & other) > len(one | other) - 1 or f"{whole} ".startswith(f"{begin} "))
