"""Claims that an outside extractor proposes: read from its answer, whatever it is, and never believed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import attrs

from temoin.model import ClaimKind, Days, Effect, Polarity, Report

__all__ = ["Proposal", "Proposer", "Refusal", "RejectedProposal", "read_proposals"]

_MOST_BYTES = 4_000_000
_MOST_PROPOSALS = 10_000
_LONGEST_WORDS = 400
"""Letters of the longest field of a proposal, the quote apart."""


class Refusal(StrEnum):
    """Why a proposed claim is not taken in, the first that holds."""

    MALFORMED = "malformed"
    QUOTE_NOT_FOUND = "quote-not-found"
    QUOTE_CUTS_WORD = "quote-cuts-word"
    QUOTE_TOO_LONG = "quote-too-long"
    NUMBER_DIFFERS = "number-differs"
    UNIT_DIFFERS = "unit-differs"
    KIND_DIFFERS = "kind-differs"
    DATE_DIFFERS = "date-differs"
    POLARITY_DIFFERS = "polarity-differs"
    EFFECT_DIFFERS = "effect-differs"
    SOURCE_DIFFERS = "source-differs"
    NOT_RECOMPUTED = "not-recomputed"
    TWICE = "twice"


@attrs.frozen(kw_only=True)
class Proposal:
    """One claim as somebody else read it.

    Args:
        number: its place in the answer, from 1.
        kind: what it is said to be about.
        quote: the words it is said to rest on.
        start: the code point of the report at which they are said to begin, or `None`.
        value: the number.
        low: its lower bound.
        high: its upper bound.
        unit: as in the claims guide.
        days: the date.
        polarity: whether it is said to be so.
        effect: what is said to have befallen the thing, or `None` where nothing is said of it.
        sources: who is said to know, nearest to the fact first; empty where it is said that nobody is named, `None` where nothing is said of it.
    """

    number: int
    kind: ClaimKind
    quote: str
    start: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    days: Days | None = None
    polarity: Polarity = Polarity.POSITIVE
    effect: Effect | None = None
    sources: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class RejectedProposal:
    """A proposal that was not taken in, kept with the reason.

    Args:
        number: its place in the answer, from 1.
        reason: why.
        detail: what was compared, in plain English.
        words: the quote as proposed, cut to 200 letters.
        proposal: as it was read, or `None` where it could not be read.
    """

    number: int
    reason: Refusal
    detail: str
    words: str = ""
    proposal: Proposal | None = None


class Proposer(Protocol):
    """An outside extractor: a local language model, a service of the newsroom's own, a file."""

    def propose(self, report: Report) -> str:
        """Its answer to a report: JSON, as `read_proposals` takes it."""
        ...


class _FaultError(Exception):
    """What is wrong with one row of an answer; never leaves this module."""


def read_proposals(answer: str) -> tuple[tuple[Proposal, ...], tuple[RejectedProposal, ...]]:
    """The proposals in an outside extractor's answer, and the rows of it that are none.

    The answer is JSON: a list of claims in the form of the claims guide, or an object that holds one under `claims`. `quote` stands for
    `text`, and `source` (one name, or a list) for `chain`. JSON between other words, as language models write it, is found; where there is
    none, the whole answer is one malformed row. Nothing raises: an answer is never trusted to be well formed.

    >>> made, faults = read_proposals('[{"kind": "killed", "quote": "three people were killed", "value": 3, "unit": "person"}, {"kind": "x"}]')
    >>> made[0].value, faults[0].reason
    (3.0, <Refusal.MALFORMED: 'malformed'>)
    """
    rows = _rows(answer)
    if rows is None:
        return (), (RejectedProposal(number=1, reason=Refusal.MALFORMED, detail="the answer holds no list of claims", words=answer[:200]),)
    made: list[Proposal] = []
    faults: list[RejectedProposal] = []
    for number, row in enumerate(rows[:_MOST_PROPOSALS], 1):
        try:
            made.append(_proposal(row, number))
        except _FaultError as error:
            words = row.get("quote", row.get("text", "")) if isinstance(row, dict) else row
            faults.append(RejectedProposal(number=number, reason=Refusal.MALFORMED, detail=str(error), words=str(words)[:200]))
    if len(rows) > _MOST_PROPOSALS:
        detail = f"only the first {_MOST_PROPOSALS:,} of {len(rows):,} claims were looked at"
        faults.append(RejectedProposal(number=_MOST_PROPOSALS + 1, reason=Refusal.MALFORMED, detail=detail))
    return tuple(made), tuple(faults)


def _rows(answer: str) -> list[Any] | None:
    if len(answer) > _MOST_BYTES:
        return None
    first = min((at for at in (answer.find("["), answer.find("{")) if at >= 0), default=-1)
    if first < 0:
        return None
    try:
        held, _ = json.JSONDecoder().raw_decode(answer[first:])
    except (ValueError, RecursionError):
        return None
    if isinstance(held, dict):
        held = held.get("claims")
    return held if isinstance(held, list) else None


def _proposal(row: object, number: int) -> Proposal:
    if not isinstance(row, dict):
        raise _FaultError("a claim must be an object")
    kind = _word(ClaimKind, row.get("kind"), "kind")
    quote = row.get("quote", row.get("text"))
    if not isinstance(quote, str) or not quote.strip():
        raise _FaultError("a claim must quote the words that it rests on")
    days = row.get("days", row.get("value") if isinstance(row.get("value"), str) else None)
    number_of = {name: _number(row.get(name), name) for name in ("low", "high")}
    start = row.get("start")
    return Proposal(
        number=number,
        kind=ClaimKind(kind),
        quote=quote,
        start=start if isinstance(start, int) and not isinstance(start, bool) else None,
        value=None if isinstance(row.get("value"), str) else _number(row.get("value"), "value"),
        unit=_text(row.get("unit"), "unit"),
        days=_days(days),
        polarity=Polarity(_word(Polarity, row.get("polarity") or "positive", "polarity")),
        effect=Effect(_word(Effect, row["effect"], "effect")) if row.get("effect") is not None else None,
        sources=_sources(row),
        **number_of,
    )


def _word(words: type[StrEnum], given: object, name: str) -> str:
    if not isinstance(given, str) or given not in set(words):
        raise _FaultError(f"{name} {str(given)[:40]!r} is not known")
    return given


def _number(given: object, name: str) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(float(given) if abs(given) < 1e300 else math.inf):
        raise _FaultError(f"{name} is no finite number")
    return float(given)


def _text(given: object, name: str) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > _LONGEST_WORDS:
        raise _FaultError(f"{name} is no short text")
    return given


def _days(given: object) -> Days | None:
    text = _text(given, "the date")
    if text is None:
        return None
    try:
        return Days.from_iso(text)
    except ValueError as error:
        raise _FaultError(f"{text[:40]!r} is no ISO date") from error


def _sources(row: Mapping[str, object]) -> tuple[str, ...] | None:
    if "source" not in row and "chain" not in row:
        return None
    given = row.get("chain", row.get("source"))
    links = given if isinstance(given, list) else [] if given is None else [given]
    names = [link.get("text", link.get("name")) if isinstance(link, dict) else link for link in links]
    return tuple(name for one in names if (name := _text(one, "a source")) and name.strip())
